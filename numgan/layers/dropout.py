"""Dropout, of single values and of whole channels."""

from ..checks import check_number
from .base import Layer


class Dropout(Layer):
    """Zero a random share of the inputs while training, and scale up the rest ("inverted" dropout).

    Forward     mask = (u >= rate) / (1 - rate),  u ~ U[0, 1) for every entry       (B, n)
                y = x mask                         so that E[y] = x and inference needs no scaling
    Backward    dx = dy mask
    Double      ddy = ddx mask

    Not training: y = x.

    Shapes: (B, n) to (B, n). `rate` in [0, 1) is the share dropped (papers often state the share kept).
    The mask is drawn from `layer.rng`, the network's stream for everything that training passes draw.
    Source: Srivastava et al. 2014, section 4; scaling while training, section 10.
    """

    def __init__(self, rate: float):
        self.rate = check_number("rate", rate, 0, 1, exclusive="high")

    def forward(self, x, training=True):
        x = self.check_x(x, training)
        if not training:
            return x, (None, x.shape)
        mask = (self.rng.random(self.mask_shape(x.shape), x.dtype) >= self.rate).astype(x.dtype)
        mask *= 1 / (1 - self.rate)
        return x * mask, (mask, x.shape)

    def mask_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Shape of the mask for a batch of this shape."""
        return shape

    def backward(self, dy, cache, *, params=True, inputs=True):
        mask, shape = cache
        dy = self.check_dy(dy, shape, params, inputs)
        if not inputs:
            return None
        return dy if mask is None else dy * mask

    def double_backward(self, ddx, dy, cache):
        return self.backward(ddx, cache)  # dx = dy mask, so ddy = ddx mask


class SpatialDropout(Dropout):
    """Dropout of whole channels. Neighbouring pixels are alike, so a dropped one could be guessed from those around it.

    As `Dropout`, but with one u for each channel of each image: mask (B, 1, 1, C).

    Shapes: (B, H, W, C) to (B, H, W, C); for rows it is `Dropout`.
    Source: Tompson et al. 2015, section 3.2 (SpatialDropout; Dropout2d in PyTorch).
    """

    def mask_shape(self, shape):
        return shape[0], *(1 for _ in shape[1:-1]), shape[-1]
