"""Dropout."""

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
        mask = (self.rng.random(x.shape, x.dtype) >= self.rate).astype(x.dtype)
        mask *= 1 / (1 - self.rate)
        return x * mask, (mask, x.shape)

    def backward(self, dy, cache, *, params=True, inputs=True):
        mask, shape = cache
        dy = self.check_dy(dy, shape, params, inputs)
        if not inputs:
            return None
        return dy if mask is None else dy * mask

    def double_backward(self, ddx, dy, cache):
        return self.backward(ddx, cache)  # dx = dy mask, so ddy = ddx mask
