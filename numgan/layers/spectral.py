"""Spectral normalisation."""

import math

import numpy as np

from ..checks import check_count
from ..vectors import column_sums
from .base import Layer
from .convolution import Conv2D
from .dense import Dense
from .initializers import Initializer, XavierUniform


class Spectral(Layer):
    """What a layer needs to divide its W by the largest singular value; `SpectralDense` has the equations."""

    def matrix(self) -> np.ndarray:
        """W as a matrix, with a column for each output: a view."""
        return self.W.reshape(-1, self.W.shape[-1])

    def initialize(self, rng):
        super().initialize(rng)
        self.u[...] = rng.standard_normal(len(self.u))
        self._iterate()

    def settle(self) -> None:
        """Set u and v to the singular vectors of W's largest singular value, to which power iteration tends."""
        left, _, right = np.linalg.svd(self.matrix(), full_matrices=False)
        self.u[...], self.v[...] = left[:, 0], right[0]

    def _normalised(self, training):
        """Wn, sigma and u v^T."""
        if training:
            self._iterate()
        sigma = float(self.u @ self.matrix() @ self.v)
        if not 0 < abs(sigma) < np.inf:
            raise ValueError(f"{self!r} divides W by sigma = u^T W v, and that is {sigma:g}")
        return self.matrix() / sigma, sigma, np.outer(self.u, self.v)

    def _through_sigma(self, dWn, Wn, sigma, uv):
        self.dW[...] = ((dWn - float(np.vdot(dWn, Wn)) * uv) / sigma).reshape(self.W.shape)

    def _iterate(self):
        self.v[...] = self._unit(self.u @ self.matrix())
        self.u[...] = self._unit(self.matrix() @ self.v)

    def _unit(self, vector):
        norm = np.linalg.norm(vector)
        if not 0 < norm < np.inf:
            what = "is 0 and has no direction" if norm == 0 else "is not finite"
            raise ValueError(f"{self!r} divides by W's largest singular value, but W {what}")
        return vector / norm


class SpectralDense(Spectral, Dense):
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

    def forward(self, x, training=True):
        x = self.check_x(x, training)
        Wn, sigma, uv = self._normalised(training)
        y = x @ Wn
        if self.bias:
            y += self.b
        return y, (x, Wn, sigma, uv)

    def backward(self, dy, cache, *, params=True, inputs=True):
        x, Wn, sigma, uv = cache
        dy = self.check_dy(dy, (len(x), self.n_out), params, inputs)
        if params:
            self._through_sigma(x.T @ dy, Wn, sigma, uv)
            if self.bias:
                self.db[...] = column_sums(dy)
        return dy @ Wn.T if inputs else None

    def double_backward(self, ddx, dy, cache):
        _, Wn, sigma, uv = cache
        self._through_sigma(ddx.T @ dy, Wn, sigma, uv)
        if self.bias:
            self.db[...] = 0
        return ddx @ Wn


class SpectralConv2D(Spectral, Conv2D):
    """A convolution whose matrix W, (h w n_in, n_out), is divided by its largest singular value.

    As `SpectralDense`, with a Conv2D's windows for x. It bounds what one window does to one pixel, and not what the
    whole layer does to an image: windows overlap, so a pixel counts in up to n = ceil(h / s) ceil(w / t) of them, and y
    can be up to sqrt(n) times as long as x. (The paper normalises this matrix too; Sedghi et al. 2019 have the singular
    values of the whole map.)

    Source: Miyato et al. 2018, section 2.1 and algorithm 1 (W of a convolution as a matrix).
    """

    def __init__(self, n_in: int, n_out: int, **settings):
        super().__init__(n_in, n_out, **settings)
        self.state_shapes = {"u": (math.prod(self.param_shapes["W"][:3]),), "v": (n_out,)}

    def forward(self, x, training=True):
        x = self.check_images(x, training)
        Wn, sigma, uv = self._normalised(training)
        y, cache = self._forward(x, Wn)
        return y, (cache, Wn, sigma, uv)

    def backward(self, dy, cache, *, params=True, inputs=True):
        cache, Wn, sigma, uv = cache
        dx = super().backward(dy, cache, params=params, inputs=inputs)
        if params:
            self._through_sigma(self.dW.reshape(Wn.shape), Wn, sigma, uv)  # so far dW is dWn
        return dx

    def double_backward(self, ddx, dy, cache):
        cache, Wn, sigma, uv = cache
        ddy = super().double_backward(ddx, dy, cache)
        self._through_sigma(self.dW.reshape(Wn.shape), Wn, sigma, uv)
        return ddy
