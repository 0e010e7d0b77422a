"""Packing: the discriminator judges several rows at once."""

import math

from ..checks import check_count
from .base import Layer


class Pack(Layer):
    """Join every `rows` rows into one long row, so that D judges small sets of samples and not single samples.

    Forward     y[b] = x[m b], x[m b + 1], ..., x[m b + m - 1], joined along the last axis, m = rows
    Backward    dx = dy, cut up again
    Double      ddy = ddx, joined

    Shapes: (B, n) to (B / rows, rows n); and for images (B, H, W, n) to (B / rows, H, W, rows n): the same pixel of all
    samples of a pack becomes one pixel, whose channels are those of the first sample, then of the second, and so on.

    As D's first layer (for images behind the `Reshape`) it is all that PacGAN adds: a D that sees several samples at
    once can see that they are too much alike. Real rows are joined with real rows and generated rows with generated
    rows, so `rows` must divide the minibatch size.

    Parameters: n, columns or channels, the length of the last axis; rows.
    Raises ValueError for a batch that `rows` does not divide.
    Source: Lin et al. 2018, PacGAN, section 3; images joined in their channels as in fjxmlzn/PacGAN, stacked MNIST.
    """

    def __init__(self, n: int, *, rows: int = 2):
        self.n, self.rows = check_count("n", n), check_count("rows", rows)
        self.n_in, self.n_out = n, n * rows

    def output_shape(self, shape):
        if shape is not None and shape[-1] != self.n:
            raise ValueError(f"takes (B, ..., {self.n})")
        return (*(shape or ())[:-1], self.n_out)

    def forward(self, x, training=True):
        x = self.check_x(x, training, images=True)
        if len(x) % self.rows:
            raise ValueError(f"Pack puts {self.rows} rows into one: {self.rows} must divide the batch size {len(x)}")
        y = self._join(x)
        return y, y.shape

    def backward(self, dy, cache, *, params=True, inputs=True):
        dy = self.check_dy(dy, cache, params, inputs)
        if not inputs:
            return None
        B, *inner, _ = cache
        cut = dy.reshape(B, math.prod(inner), self.rows, self.n).swapaxes(1, 2)  # (B / rows, rows, pixels, n)
        return cut.reshape(B * self.rows, *inner, self.n)

    def double_backward(self, ddx, dy, cache):
        return self._join(ddx)

    def _join(self, x):
        B, *inner, _ = x.shape
        packs = x.reshape(B // self.rows, self.rows, math.prod(inner), self.n).swapaxes(1, 2)
        return packs.reshape(B // self.rows, *inner, self.n_out)
