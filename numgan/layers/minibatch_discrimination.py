"""Minibatch discrimination: the discriminator sees how close a row is to the other rows of its batch."""

import numpy as np

from ..checks import check_count, check_kind
from .base import Layer
from .initializers import Initializer, XavierUniform


class MinibatchDiscrimination(Layer):
    """Give each row, beside its own features, numbers that are large where the other rows of the batch are like it.

    Forward     M = x T                                     (B, kernels, dim)
                d[i, j, b] = sum over k of |M[i, b, k] - M[j, b, k]|        the L1 distance of rows i and j in kernel b
                c = exp(-d)                                 (B, B, kernels), between 0 and 1; c[i, i] = 1
                o[i, b] = sum over j of c[i, j, b]          between 1 and B
                y = [x | o]
    Backward    do = dy's last columns
                w[i, j, b] = (do[i, b] + do[j, b]) c[i, j, b]
                dM[i, b, k] = -sum over j of w[i, j, b] sign(M[i, b, k] - M[j, b, k])
                dT = x^T dM
                dx = (dy's first columns) + dM T^T

    c[i, j] is in o of row i and in o of row j, so the gradients of both meet in w. |u| has a kink at u = 0, where the
    slope counts as 0: so c[i, i], which is always 1, passes on no gradient. (Two equal rows of a batch stand on the
    kink, and central differences disagree there.)

    If G makes the same point again and again, its rows have o = B, and real rows do not: D sees the collapse, and G's
    gradient drives its rows apart. The sum is over a whole batch. So a row's o grows with the batch size, and D must
    see real rows and generated rows in two passes of one size (`couples_rows`; `judge` does so). D(x) of one row
    depends, at inference too, on the rows that come with it.

    Shapes: x (B, n), T (n, kernels, dim), y (B, n + kernels); rows, so in a convolutional D it comes behind `Flatten`.
    Memory and time: c, and a few arrays of its size, have B B kernels numbers, for 64 rows and 100 kernels 1.6 MB in
    float32, for 10,000 rows at once 40 GB; time grows with dim as well.

    Parameters
    ----------
    n : int
        Columns of x.
    kernels, dim : int
        How many numbers each row gets, and in how many dimensions the distance behind each is measured. The defaults
        are those of the authors' network for CIFAR-10.
    init : Initializer
        Draws T, as a matrix of kernels dim columns. Default: Glorot's uniform.

    Source: Salimans et al. 2016, Improved Techniques for Training GANs, section 3.2. Its sum over j includes j = i, as
    here. The authors' code (openai/improved-gan) leaves j = i out, which takes 1 from every o and changes no gradient.
    Deviates from that code: there every T[:, b, k] is divided by its length and has a learned scale, o has a learned
    bias, and both are first set from a batch.
    """

    couples_rows = True

    def __init__(self, n: int, *, kernels: int = 100, dim: int = 5, init: Initializer = XavierUniform()):
        self.n = self.n_in = check_count("n", n)
        self.kernels, self.dim = check_count("kernels", kernels), check_count("dim", dim)
        self.n_out = n + kernels
        self.init = check_kind("init", init, Initializer, "an Initializer such as XavierUniform()")
        self.param_shapes = {"T": (n, kernels, dim)}

    def initialize(self, rng):
        self.T[...] = self.init(rng, self.n, self.kernels * self.dim).reshape(self.T.shape)

    def forward(self, x, training=True):
        x = self.check_x(x, training)
        M = (x @ self._matrix()).reshape(len(x), self.kernels, self.dim)
        c = np.zeros((len(x), len(x), self.kernels), x.dtype)  # d first
        for k in range(self.dim):
            c += np.abs(_differences(M, k))
        np.exp(np.negative(c, out=c), out=c)
        return np.hstack([x, c.sum(axis=1)]), (x, M, c)

    def backward(self, dy, cache, *, params=True, inputs=True):
        x, M, c = cache
        dy = self.check_dy(dy, (len(x), self.n_out), params, inputs)
        do = dy[:, self.n :]
        w = (do[:, None] + do) * c  # (B, B, kernels)
        dM = np.empty_like(M)
        for k in range(self.dim):
            np.einsum("ijb,ijb->ib", w, np.sign(_differences(M, k)), out=dM[:, :, k])
        dM = -dM.reshape(len(x), -1)  # (B, kernels dim)
        if params:
            np.matmul(x.T, dM, out=self.dT.reshape(self.n, -1))
        return dy[:, : self.n] + dM @ self._matrix().T if inputs else None

    def _matrix(self):
        return self.T.reshape(self.n, -1)


def _differences(M, k):
    """M[i, b, k] - M[j, b, k] of all pairs of rows: (B, B, kernels)."""
    return M[:, None, :, k] - M[:, :, k]
