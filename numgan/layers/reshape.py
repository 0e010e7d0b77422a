"""From rows to images and back: players exchange rows, and a network may work on images inside."""

import math

from ..checks import check_shape
from .base import Layer


class Reshape(Layer):
    """Give each row a shape, such as (7, 7, 128): height, width, channels.

    Forward     y = x, reshaped from (B, n) to (B, *shape), n the product of shape's lengths
    Backward    dx = dy, reshaped back
    Double      ddy = ddx, reshaped like y
    """

    def __init__(self, shape: tuple[int, ...]):
        self.shape = check_shape("shape", shape)
        self.n_in = math.prod(self.shape)

    def output_shape(self, shape):
        super().output_shape(shape)
        return self.shape

    def forward(self, x, training=True):
        x = self.check_x(x, training)
        return x.reshape(-1, *self.shape), (len(x), *self.shape)

    def backward(self, dy, cache, *, params=True, inputs=True):
        dy = self.check_dy(dy, cache, params, inputs)
        return dy.reshape(-1, self.n_in) if inputs else None

    def double_backward(self, ddx, dy, cache):
        return ddx.reshape(-1, *self.shape)


class Flatten(Layer):
    """Lay each input out as one row: (B, height, width, channels) to (B, height width channels).

    Forward     y = x, reshaped from (B, ...) to (B, n)
    Backward    dx = dy, reshaped back
    Double      ddy = ddx, reshaped like y
    """

    def output_shape(self, shape):
        return None if shape is None else (math.prod(shape),)

    def forward(self, x, training=True):
        x = self.check_x(x, training)
        return x.reshape(len(x), -1), x.shape

    def backward(self, dy, cache, *, params=True, inputs=True):
        dy = self.check_dy(dy, (cache[0], math.prod(cache[1:])), params, inputs)
        return dy.reshape(cache) if inputs else None

    def double_backward(self, ddx, dy, cache):
        return ddx.reshape(len(ddx), -1)
