"""Images made larger and smaller without weights."""

import numpy as np

from .images import ImageLayer, check_pair, pair
from .patches import Pair


class UpSample2D(ImageLayer):
    """Repeat each pixel, so that it becomes a block: nearest-neighbour interpolation.

    Forward     y[b, h i + u, w j + v, c] = x[b, i, j, c]           for u < h, v < w,  factor = (h, w)
    Backward    dx = the sum of dy over each block
    Double      ddy = ddx, repeated

    Shapes: (B, H, W, C) to (B, h H, w W, C). Followed by a Conv2D of stride 1 it takes the place of a ConvTranspose2D
    whose windows overlap unevenly: every pixel is then made from equally many values, and there is no checkerboard.
    Parameters: factor, int or (height, width).
    Source: Odena et al. 2016, Deconvolution and Checkerboard Artifacts.
    """

    def __init__(self, factor: int | Pair = 2):
        self.factor = check_pair("factor", factor)

    def size(self, shape):
        h, w = pair(self.factor)
        return h * shape[0], w * shape[1]

    def forward(self, x, training=True):
        x = self.check_images(x, training)
        y = repeat(x, pair(self.factor))
        return y, y.shape

    def backward(self, dy, cache, *, params=True, inputs=True):
        dy = self.check_dy(dy, cache, params, inputs)
        return block_sums(dy, pair(self.factor)) if inputs else None

    def double_backward(self, ddx, dy, cache):
        return repeat(ddx, pair(self.factor))


class AveragePool2D(ImageLayer):
    """The mean of each block of pixels: `UpSample2D`'s backward pass, divided by the block's size.

    Forward     y[b, i, j, c] = mean of x[b, h i + u, w j + v, c] over u < h, v < w,  kernel = (h, w)
    Backward    dx = dy / (h w), repeated over each block
    Double      ddy = the mean of ddx over each block

    Shapes: (B, H, W, C) to (B, floor(H / h), floor(W / w), C). Blocks do not overlap. Where h does not divide H, the
    last rows are in no block: they have no effect, and their gradient is 0.
    Parameters: kernel, int or (height, width). Raises ValueError for images smaller than a block.
    Source: LeCun et al. 1998, section II.A (subsampling, there with a weight).
    """

    def __init__(self, kernel: int | Pair = 2):
        self.kernel = check_pair("kernel", kernel)

    def size(self, shape):
        h, w = pair(self.kernel)
        if h > shape[0] or w > shape[1]:
            raise ValueError(f"has a block of {h} x {w}, which is larger than the image: {shape[0]} x {shape[1]}")
        return shape[0] // h, shape[1] // w

    def forward(self, x, training=True):
        x = self.check_images(x, training)
        return self._means(x), x.shape

    def backward(self, dy, cache, *, params=True, inputs=True):
        batch, height, width, channels = cache
        down, across = self.size((height, width))
        dy = self.check_dy(dy, (batch, down, across, channels), params, inputs)
        if not inputs:
            return None
        h, w = pair(self.kernel)
        dx = np.zeros(cache, dy.dtype)
        dx[:, : h * down, : w * across] = repeat(dy / (h * w), (h, w))
        return dx

    def double_backward(self, ddx, dy, cache):
        return self._means(ddx)

    def _means(self, x):
        down, across = self.size(x.shape[1:3])
        h, w = pair(self.kernel)
        return block_sums(x[:, : h * down, : w * across], (h, w)) / (h * w)


class GlobalAveragePool(ImageLayer):
    """The mean of each channel over all pixels: from images to rows.

    Forward     y[b, c] = mean of x[b, i, j, c] over i, j
    Backward    dx[b, i, j, c] = dy[b, c] / (H W)
    Double      ddy = the mean of ddx

    Shapes: (B, H, W, C) to (B, C), whatever H and W are.
    Source: Lin et al. 2014, Network in Network, section 3.2.
    """

    def size(self, shape):
        return 1, 1

    def output_shape(self, shape):
        return super().output_shape(shape)[2:]

    def forward(self, x, training=True):
        x = self.check_images(x, training)
        return x.mean(axis=(1, 2)), x.shape

    def backward(self, dy, cache, *, params=True, inputs=True):
        batch, height, width, channels = cache
        dy = self.check_dy(dy, (batch, channels), params, inputs)
        return np.broadcast_to(dy[:, None, None] / (height * width), cache).copy() if inputs else None

    def double_backward(self, ddx, dy, cache):
        return ddx.mean(axis=(1, 2))


def repeat(x: np.ndarray, factor: Pair) -> np.ndarray:
    """Each pixel as a block of this size: (B, H, W, C) -> (B, h H, w W, C)."""
    batch, height, width, channels = x.shape
    h, w = factor
    blocks = np.broadcast_to(x[:, :, None, :, None], (batch, height, h, width, w, channels))
    return blocks.reshape(batch, h * height, w * width, channels)


def block_sums(x: np.ndarray, factor: Pair) -> np.ndarray:
    """The transpose of `repeat`: the sum over each block, (B, h H, w W, C) -> (B, H, W, C)."""
    batch, height, width, channels = x.shape
    h, w = factor
    return x.reshape(batch, height // h, h, width // w, w, channels).sum(axis=(2, 4))
