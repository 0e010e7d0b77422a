"""Packing: the discriminator judges several rows at once."""

from ..checks import check_count
from .base import Layer


class Pack(Layer):
    """Join every `rows` rows into one long row, so that D judges small sets of samples and not single samples.

    Forward     y = x, reshaped from (B, n) to (B / rows, rows n)
    Backward    dx = dy, reshaped back
    Double      ddy = ddx, reshaped like y

    As D's first layer it is all that PacGAN adds: a D that sees several samples at once can see that they are too much
    alike. Real rows are joined with real rows and generated rows with generated rows, so `rows` must divide the
    minibatch size.

    Raises ValueError for a batch that `rows` does not divide.
    Source: Lin et al. 2018, PacGAN, section 3.
    """

    def __init__(self, n: int, *, rows: int = 2):
        self.n, self.rows = check_count("n", n), check_count("rows", rows)
        self.n_in, self.n_out = n, n * rows

    def forward(self, x, training=True):
        x = self.check_x(x, training)
        if len(x) % self.rows:
            raise ValueError(f"Pack puts {self.rows} rows into one: {self.rows} must divide the batch size {len(x)}")
        return x.reshape(-1, self.n_out), (len(x) // self.rows, self.n_out)

    def backward(self, dy, cache, *, params=True, inputs=True):
        dy = self.check_dy(dy, cache, params, inputs)
        return dy.reshape(-1, self.n_in) if inputs else None

    def double_backward(self, ddx, dy, cache):
        return ddx.reshape(-1, self.n_out)
