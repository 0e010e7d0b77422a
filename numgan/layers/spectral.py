"""Spectral normalisation."""

import numpy as np

from ..checks import check_count
from ..vectors import column_sums
from .dense import Dense
from .initializers import Initializer, XavierUniform


class SpectralDense(Dense):
    """A fully connected layer whose matrix is divided by its largest singular value: x Wn is never longer than x.

    Power iteration, once in every training pass, starting from the u of the pass before:
        v = W^T u / |W^T u|
        u = W v / |W v|
        sigma = u^T W v                             tends to W's largest singular value
    Forward     Wn = W / sigma
                y = x Wn + b
    Backward    dWn = x^T dy
                dW  = (dWn - sum(dWn Wn) u v^T) / sigma
                db  = sum of the rows of dy
                dx  = dy Wn^T

    Double      dWn = ddx^T dy                      and through sigma as above
                ddy = ddx Wn

    y depends on W directly, and through sigma, whose gradient with respect to W is u v^T. Here u and v count as
    constants, which is exact once they are the singular vectors. (Before that, central differences find dW slightly
    off: call `settle` first.) dW is orthogonal to W, sum(dW W) = 0, because a longer W has the same Wn.

    Shapes: x (B, n_in), W (n_in, n_out), u (n_in,), v (n_out,), y (B, n_out). u and v are state: saved, not learned.
    Not training: u and v stay as they are. A new layer's u is random, with one iteration behind it (PyTorch's has 15):
    in the first passes sigma is too small, and later there is no difference.
    Raises ValueError for W = 0, whose largest singular value is 0, and for a W that is not finite.
    Source: Miyato et al. 2018, Spectral Normalization for GANs, algorithm 1 and eq. 9 to 11.
    """

    def __init__(self, n_in: int, n_out: int, *, init: Initializer = XavierUniform(), bias: bool = True):
        super().__init__(n_in, n_out, init=init, bias=bias)
        self.state_shapes = {"u": (check_count("n_in", n_in),), "v": (n_out,)}

    def initialize(self, rng):
        super().initialize(rng)
        self.u[...] = rng.standard_normal(self.n_in)
        self.u /= np.linalg.norm(self.u)
        self._iterate()

    def forward(self, x, training=True):
        x = self.check_x(x, training)
        if training:
            self._iterate()
        sigma = float(self.u @ self.W @ self.v)
        if not 0 < abs(sigma) < np.inf:
            raise ValueError(f"{self!r} divides W by sigma = u^T W v, and that is {sigma:g}")
        Wn = self.W / sigma
        y = x @ Wn
        if self.bias:
            y += self.b
        return y, (x, Wn, sigma, np.outer(self.u, self.v))

    def backward(self, dy, cache, *, params=True, inputs=True):
        x, Wn, _, _ = cache
        dy = self.check_dy(dy, (len(x), self.n_out), params, inputs)
        if params:
            self._through_sigma(x.T @ dy, cache)
            if self.bias:
                self.db[...] = column_sums(dy)
        return dy @ Wn.T if inputs else None

    def double_backward(self, ddx, dy, cache):
        _, Wn, _, _ = cache
        self._through_sigma(ddx.T @ dy, cache)
        if self.bias:
            self.db[...] = 0
        return ddx @ Wn

    def _through_sigma(self, dWn, cache):
        _, Wn, sigma, uv = cache
        self.dW[...] = (dWn - float(np.vdot(dWn, Wn)) * uv) / sigma

    def settle(self) -> None:
        """Set u and v to the singular vectors of W's largest singular value, to which power iteration tends."""
        left, _, right = np.linalg.svd(self.W, full_matrices=False)
        self.u[...], self.v[...] = left[:, 0], right[0]

    def _iterate(self):
        self.v[...] = self._unit(self.u @ self.W)
        self.u[...] = self._unit(self.W @ self.v)

    def _unit(self, vector):
        norm = np.linalg.norm(vector)
        if not 0 < norm < np.inf:
            what = "is 0 and has no direction" if norm == 0 else "is not finite"
            raise ValueError(f"{self!r} divides by W's largest singular value, but W {what}")
        return vector / norm
