"""Convolution, and a convolution run backwards: each is the other's backward pass."""

import numpy as np

from ..checks import check_count, check_flag, check_kind
from ..vectors import column_sums
from .images import ImageLayer, check_padding, check_pair, pair, rim
from .initializers import Initializer, XavierUniform
from .patches import Pair, Rim, add_patches, patches, positions


class Convolution(ImageLayer):
    """Base class of the two, which have the same settings. Both know a larger image and a smaller one.

    A window of kernel (h, w) goes over the larger image, and the smaller one has a pixel for each place of the window.
    W (h, w, channels of the larger, channels of the smaller) is used as a matrix: a row for each value in a window, a
    column for each channel of the smaller image.
    """

    def __init__(
        self,
        n_in: int,
        n_out: int,
        *,
        kernel: int | Pair,
        stride: int | Pair = 1,
        padding: int | Pair | Rim = 0,
        init: Initializer = XavierUniform(),
        bias: bool = True,
    ):
        self.n_in, self.n_out = check_count("n_in", n_in), check_count("n_out", n_out)
        self.kernel, self.stride = check_pair("kernel", kernel), check_pair("stride", stride)
        self.padding = check_padding(padding)
        self.init = check_kind("init", init, Initializer, "an Initializer such as XavierUniform()")
        self.bias = check_flag("bias", bias)
        self.param_shapes = {"W": (*pair(self.kernel), *self.channels)} | ({"b": (self.n_out,)} if bias else {})

    @property
    def channels(self) -> Pair:
        """Channels of the larger image, and of the smaller."""
        raise TypeError(f"{type(self).__name__} must define channels")

    def initialize(self, rng):
        (h, w), (s, t), (larger, smaller) = pair(self.kernel), pair(self.stride), self.channels
        terms = h * w * larger, h * w * smaller / (s * t)  # of a sum for the smaller image, and for the larger (mean)
        n_in, n_out = terms if self.n_out == smaller else reversed(terms)
        self.W[...] = self.init(rng, n_in, n_out, self.W.shape)

    def matrix(self) -> np.ndarray:
        """W as a matrix, (h w C_larger, C_smaller): a view."""
        return self.W.reshape(-1, self.W.shape[-1])

    def windows(self, larger: np.ndarray) -> np.ndarray:
        """The windows of a batch of larger images, each laid out as a row: (B H' W', h w C_larger)."""
        cut = patches(larger, pair(self.kernel), pair(self.stride), rim(self.padding))
        return cut.reshape(-1, cut[0, 0, 0].size)

    def add_windows(self, rows: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
        """The transpose of `windows`: such rows, added up to larger images of this shape."""
        batch, height, width, channels = shape
        places = positions((height, width), pair(self.kernel), pair(self.stride), rim(self.padding))
        cut = rows.reshape(batch, *places, *pair(self.kernel), channels)
        return add_patches(cut, shape, pair(self.stride), rim(self.padding))


class Conv2D(Convolution):
    """The same affine map at every place of an image: what one window says of one place.

    Forward     y[b, i, j, o] = sum of x[b, i s + u - top, j t + v - left, c] W[u, v, c, o] over u, v, c, + b[o]
    With X = the windows of x, one in a row, and y, dy with one pixel in a row:
                y  = X W + b                                    (B H' W', h w n_in) (h w n_in, n_out)
    Backward    dW = X^T dy
                db = sum of dy over batch and pixels
                dX = dy W^T
                dx = dX, each window added back at its place     `add_patches`, the transpose of `patches`
    Double      ddX = the windows of ddx                        of a penalty P on dx, with ddx = dP/d(dx)
                dW = ddX^T dy,  db = 0,  ddy = ddX W

    As everywhere in this field, "convolution" is correlation: the kernel is not flipped. Written as one matrix M from
    all pixels to all pixels, y = M x + b and dx = M^T dy; M holds few different numbers, and is never made.

    Shapes: x (B, H, W, n_in), W (h, w, n_in, n_out), b (n_out,), y (B, H', W', n_out), with
        H' = floor((H + top + bottom - h) / s) + 1, and W' likewise
    Where s does not divide, a rim below and on the right is in no window: as in PyTorch, it has no effect, and its
    gradient is 0. patches.py draws windows, stride and padding. In PyTorch images are (B, C, H, W), and W is (n_out,
    n_in, h, w).

    Parameters
    ----------
    n_in, n_out : int
        Channels.
    kernel, stride : int or (height, width)
        (h, w), size of the window; and (s, t), the step from one window to the next.
    padding : int, (height, width) or ((top, bottom), (left, right))
        The width of the rim of zeros around the image.
    init : Initializer
        Draws W, given how many terms the sums for one value of y and of dx have; b starts at 0.
    bias : bool

    Raises ValueError for images smaller than a window.
    Source: LeCun et al. 1989; Dumoulin & Visin 2016, chapters 2 and 4.
    """

    @property
    def channels(self):
        return self.n_in, self.n_out

    def size(self, shape):
        return positions(shape, pair(self.kernel), pair(self.stride), rim(self.padding))

    def forward(self, x, training=True):
        return self._forward(self.check_images(x, training), self.matrix())

    def _forward(self, x, W):
        X = self.windows(x)  # (B H' W', h w n_in)
        y = X @ W  # (B H' W', n_out)
        if self.bias:
            y += self.b
        y = y.reshape(len(x), *self.size(x.shape[1:3]), -1)
        return y, (X, W, x.shape, y.shape)

    def backward(self, dy, cache, *, params=True, inputs=True):
        X, W, x_shape, y_shape = cache
        dy = self.check_dy(dy, y_shape, params, inputs).reshape(len(X), -1)
        if params:
            self._learn(X, dy)
            if self.bias:
                self.db[...] = column_sums(dy)
        return self.add_windows(dy @ W.T, x_shape) if inputs else None

    def double_backward(self, ddx, dy, cache):
        _, W, _, y_shape = cache
        ddX = self.windows(ddx)
        self._learn(ddX, dy.reshape(-1, self.n_out))
        if self.bias:
            self.db[...] = 0
        return (ddX @ W).reshape(y_shape)

    def _learn(self, X, dy):
        np.matmul(X.T, dy, out=self.dW.reshape(self.matrix().shape))


class ConvTranspose2D(Convolution):
    """A convolution run backwards: each pixel writes a window, and where windows overlap they add up.

    Forward     y[b, i s + u - top, j t + v - left, o] += x[b, i, j, c] W[u, v, o, c]  for all i, j, u, v, c;  + b[o]
    With x, dx one pixel in a row, and `add_patches` from rows of windows to images:
                Y  = x W^T                                      (B H W, n_in) (n_in, h w n_out)
                y  = Y, each window added at its place, + b
    Backward    dY = the windows of dy
                dW = dY^T x
                db = sum of dy over batch and pixels
                dx = dY W
    Double      ddY = ddx W^T                                   of a penalty P on dx, with ddx = dP/d(dx)
                ddy = ddY, each window added at its place
                dW = dY^T ddx,  db = 0

    Its forward pass is the backward pass of the Conv2D from n_out to n_in channels with the same W, so it makes images
    larger where that one makes them smaller: the way of DCGAN's generator (it is often called "deconvolution", which
    it is not: it does not invert). If s does not divide h, some pixels get more windows than others, and the image a
    checkerboard: Odena et al. 2016.

    Shapes: x (B, H, W, n_in), W (h, w, n_out, n_in), b (n_out,), y (B, H', W', n_out), with
        H' = (H - 1) s + h - top - bottom, and W' likewise
    Padding cuts a rim off y, as it added one to that convolution's input; ((2, 1), (2, 1)) is PyTorch's padding 2 with
    output_padding 1. In PyTorch images are (B, C, H, W), and W is (n_in, n_out, h, w).

    Parameters: as for `Conv2D`.
    Raises ValueError where padding would cut off all of y.
    Source: Dumoulin & Visin 2016, chapter 4; Zeiler et al. 2010; in a generator Radford et al. 2016.
    """

    @property
    def channels(self):
        return self.n_out, self.n_in

    def size(self, shape):
        sides = zip(shape, pair(self.kernel), pair(self.stride), rim(self.padding), strict=True)
        height, width = ((n - 1) * s + h - sum(cut) for n, h, s, cut in sides)
        if height < 1 or width < 1:
            made = f"{height} x {width} of {shape[0]} x {shape[1]} pixels"
            raise ValueError(f"has a padding that cuts off all that it makes: it would make {made}")
        return height, width

    def forward(self, x, training=True):
        x = self.check_images(x, training)
        y_shape = len(x), *self.size(x.shape[1:3]), self.n_out
        rows = x.reshape(-1, self.n_in)
        y = self.add_windows(rows @ self.matrix().T, y_shape)
        if self.bias:
            y += self.b
        return y, (rows, x.shape, y_shape)

    def backward(self, dy, cache, *, params=True, inputs=True):
        rows, x_shape, y_shape = cache
        dy = self.check_dy(dy, y_shape, params, inputs)
        dY = self.windows(dy)
        if params:
            np.matmul(dY.T, rows, out=self.dW.reshape(self.matrix().shape))
            if self.bias:
                self.db[...] = column_sums(dy.reshape(-1, self.n_out))
        return (dY @ self.matrix()).reshape(x_shape) if inputs else None

    def double_backward(self, ddx, dy, cache):
        _, _, y_shape = cache
        rows = ddx.reshape(-1, self.n_in)
        np.matmul(self.windows(dy).T, rows, out=self.dW.reshape(self.matrix().shape))
        if self.bias:
            self.db[...] = 0
        return self.add_windows(rows @ self.matrix().T, y_shape)
