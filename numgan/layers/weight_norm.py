"""Weight normalisation: a unit's weights have a direction to learn, and a length that is given."""

import numpy as np

from ..checks import check_number
from ..vectors import column_sums
from .dense import Dense
from .initializers import Initializer, XavierUniform


class WeightNormDense(Dense):
    """A fully connected layer in which each unit's weights, a column of W, are brought to one length g.

    Forward     norm_j = |W_j|                          of each column
                u_j    = W_j / norm_j
                y      = g x u + b
    Backward    du     = g x^T dy
                dW_j   = (du_j - sum(du_j u_j) u_j) / norm_j
                db     = sum of the rows of dy
                dx     = g dy u^T

    Double      du     = g ddx^T dy                     and through the norm as above
                ddy    = g ddx u

    dW_j is orthogonal to W_j, because a longer W_j has the same u_j. So W grows with every update, and the steps of u
    become smaller. With noise between the layers a network can make its weights long until the noise does not matter;
    with weights of a given length it cannot.

    Shapes: x (B, n_in), W (n_in, n_out), norm (n_out,), y (B, n_out).

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
        norm = np.sqrt(np.einsum("ij,ij->j", self.W, self.W))
        if not (norm.min() > 0 and norm.max() < np.inf):
            raise ValueError(f"{self!r} divides each column of W by its length, and one is {norm.min():g} long")
        u = self.W / norm
        y = x @ u
        y *= self.scale
        if self.bias:
            y += self.b
        return y, (x, u, norm)

    def backward(self, dy, cache, *, params=True, inputs=True):
        x, u, norm = cache
        dy = self.check_dy(dy, (len(x), self.n_out), params, inputs)
        if params:
            self._through_norm(x.T @ dy, u, norm)
            if self.bias:
                self.db[...] = column_sums(dy)
        return self.scale * (dy @ u.T) if inputs else None

    def double_backward(self, ddx, dy, cache):
        _, u, norm = cache
        self._through_norm(ddx.T @ dy, u, norm)
        if self.bias:
            self.db[...] = 0
        return self.scale * (ddx @ u)

    def _through_norm(self, du, u, norm):
        np.subtract(du, u * np.einsum("ij,ij->j", du, u), out=self.dW)
        self.dW *= self.scale / norm
