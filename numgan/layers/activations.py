"""Activations: elementwise, without parameters. Each caches its output y, which the Dense layer after it caches too."""

import numpy as np

from ..checks import check_number
from ..functions import sigmoid
from .base import Layer


class LeakyReLU(Layer):
    """A line with a kink at 0.

    Forward     y = max(x, slope x)                   slope = negative_slope, in [0, 1]
    Backward    dx = dy           where y > 0
                dx = slope dy     elsewhere (at the kink too)
    Double      ddy = ddx or slope ddx, as above

    Shapes: (B, n) to (B, n). y > 0 exactly where x > 0, so y is all that backward needs.
    Raises ValueError for a slope outside [0, 1], where max(x, slope x) would no longer be a leaky ReLU.
    Source: Maas et al. 2013, section 2; slope .2 in GANs from Radford et al. 2016 (DCGAN).
    """

    def __init__(self, negative_slope: float = 0.2):
        self.negative_slope = check_number("negative_slope", negative_slope, 0, 1)

    def forward(self, x, training=True):
        x = self.check_x(x, training)
        y = self.negative_slope * x
        np.maximum(x, y, out=y)
        return y, y

    def backward(self, dy, cache, *, params=True, inputs=True):
        y = cache
        dy = self.check_dy(dy, y.shape, params, inputs)
        if not inputs:
            return None
        dx = (y > 0).astype(y.dtype)  # 1 or 0 ...
        dx *= 1 - self.negative_slope
        dx += self.negative_slope  # ... 1 or slope: three cheap passes; np.where takes as long as ten
        dx *= dy
        return dx

    def double_backward(self, ddx, dy, cache):
        return self.backward(ddx, cache)  # dx = dy slope(x), so ddy = ddx slope(x): the same product


class ReLU(Layer):
    """The positive part.

    Forward     y = max(x, 0)
    Backward    dx = dy where y > 0, else 0 (at the kink too)
    Double      ddy = ddx where y > 0, else 0

    Shapes: (B, n) to (B, n).  Source: Glorot, Bordes & Bengio 2011, section 3.
    """

    def forward(self, x, training=True):
        x = self.check_x(x, training)
        y = np.maximum(x, 0)
        return y, y

    def backward(self, dy, cache, *, params=True, inputs=True):
        y = cache
        dy = self.check_dy(dy, y.shape, params, inputs)
        return dy * (y > 0).astype(y.dtype) if inputs else None

    def double_backward(self, ddx, dy, cache):
        return self.backward(ddx, cache)


class Sigmoid(Layer):
    """Squash to [0, 1]: the last layer of a generator whose pixels lie in [0, 1]. D ends in a logit and has no Sigmoid.

    Forward     y = 1 / (1 + exp(-x))
    Backward    dx = dy y (1 - y)

    Shapes: (B, n) to (B, n). Stable at +-1000.
    """

    def forward(self, x, training=True):
        x = self.check_x(x, training)
        y = sigmoid(x)
        return y, y

    def backward(self, dy, cache, *, params=True, inputs=True):
        y = cache
        dy = self.check_dy(dy, y.shape, params, inputs)
        return dy * y * (1 - y) if inputs else None


class Tanh(Layer):
    """Squash to [-1, 1]: the last layer of a generator whose pixels lie in [-1, 1].

    Forward     y = tanh(x)
    Backward    dx = dy (1 - y^2)

    Shapes: (B, n) to (B, n).
    """

    def forward(self, x, training=True):
        x = self.check_x(x, training)
        y = np.tanh(x)
        return y, y

    def backward(self, dy, cache, *, params=True, inputs=True):
        y = cache
        dy = self.check_dy(dy, y.shape, params, inputs)
        return dy * (1 - y * y) if inputs else None
