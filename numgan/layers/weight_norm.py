"""Weight normalisation: a unit's weights have a direction to learn, and a length that is given."""

import numpy as np

from ..checks import check_number
from ..vectors import column_sums
from .dense import Dense
from .initializers import Initializer, XavierUniform


class WeightNormDense(Dense):
    """A fully connected layer in which each unit's weights, a column of W, are brought to one length g.

    Forward     s_j  = g / |W_j|                        for each column, so that s_j W_j is g long
                y    = (x W) s + b
    Backward    P    = x^T (dy s)
                dW_j = P_j - W_j sum(P_j W_j) / |W_j|^2
                db   = sum of the rows of dy
                dx   = (dy s) W^T

    Double      P    = ddx^T (dy s)                     and dW as above
                ddy  = (ddx W) s

    dW_j is orthogonal to W_j, because a longer W_j gives the same y. So W grows with every update, and its direction
    turns more and more slowly. With noise between the layers a network can make its weights long until the noise does
    not matter; with weights of a given length it cannot.

    Shapes: x (B, n_in), W (n_in, n_out), s (n_out,), y (B, n_out).

    Parameters
    ----------
    n_in, n_out, init, bias : as for `Dense`
    scale : float > 0
        The length g, for all units, which is not learned.

    Raises ValueError if a column of W is 0 or not finite: it has no direction.
    Source: Salimans & Kingma 2016, Weight Normalization, eq. 2 and 3.
    Deviates from it: g is not learned, and it is one for all units; first weights do not look at data.
    """

    def __init__(
        self, n_in: int, n_out: int, *, scale: float = 1.0, init: Initializer = XavierUniform(), bias: bool = True
    ):
        super().__init__(n_in, n_out, init=init, bias=bias)
        self.scale = check_number("scale", scale, 0, exclusive="low")

    def forward(self, x, training=True):
        x = self.check_x(x, training)
        length = np.sqrt(np.einsum("ij,ij->j", self.W, self.W))
        if not (length.min() > 0 and length.max() < np.inf):
            raise ValueError(f"{self!r} divides each column of W by its length, and one is {length.min():g} long")
        s = self.scale / length
        y = x @ self.W
        y *= s
        if self.bias:
            y += self.b
        return y, (x, s)

    def backward(self, dy, cache, *, params=True, inputs=True):
        x, s = cache
        dy = self.check_dy(dy, (len(x), self.n_out), params, inputs)
        if params:
            self._through_length(x.T @ (dy * s), s)
            if self.bias:
                self.db[...] = column_sums(dy)
        return (dy * s) @ self.W.T if inputs else None

    def double_backward(self, ddx, dy, cache):
        _, s = cache
        self._through_length(ddx.T @ (dy * s), s)
        if self.bias:
            self.db[...] = 0
        return (ddx @ self.W) * s

    def _through_length(self, P, s):
        along = np.einsum("ij,ij->j", P, self.W) * (s / self.scale) ** 2  # 1 / |W_j|^2 is (s_j / g)^2
        np.multiply(self.W, along, out=self.dW)
        np.subtract(P, self.dW, out=self.dW)
