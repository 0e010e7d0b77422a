"""Batch normalisation."""

import numpy as np

from ..checks import check_count, check_number
from ..vectors import column_sums
from .base import Layer


class BatchNorm(Layer):
    """Give every column of the batch mean 0 and variance 1, then a learned scale and shift.

    Forward, training, over the B rows of each column:
        mean  = sum(x) / B
        xc    = x - mean
        var   = sum(xc^2) / B                           the biased variance
        rstd  = 1 / sqrt(var + eps)
        xhat  = xc rstd
        y     = gamma xhat + beta
    and the running statistics, for inference:
        running_mean = momentum running_mean + (1 - momentum) mean
        running_var  = momentum running_var  + (1 - momentum) var B / (B - 1)       Bessel-corrected
    Not training: running_mean and running_var stand in for mean and var.

    Backward, training. x acts on y directly, through mean and through var. The three paths together give
        dbeta  = sum(dy)
        dgamma = sum(dy xhat)
        dx     = gamma rstd (dy - dbeta / B - xhat dgamma / B)
    So dx is orthogonal to the constant column and, except for eps, to xhat. A dy of all ones gives dx = 0.
    Not training, the running statistics are constants:  dx = gamma rstd dy.

    Shapes: x, y (B, n); gamma, beta, running_mean, running_var (n,). In images, (B, height, width, n), every pixel is a
    row: B above is then B height width, and each channel has one mean. xc and rstd are cached and xhat is not. This
    saves writing one array of the batch's size, and costs two multiplications of length n.

    Parameters
    ----------
    n : int
        Columns, or channels: the length of the last axis.
    momentum : float in [0, 1)
        The weight of the *old* running value, as in Keras; PyTorch's `momentum` is 1 minus this.
    eps : float > 0

    Raises ValueError for a training batch of one row, whose variance would be 0.
    Source: Ioffe & Szegedy 2015, algorithms 1 and 2.
    """

    couples_rows = True

    def __init__(self, n: int, *, momentum: float = 0.9, eps: float = 1e-5):
        self.n = self.n_in = self.n_out = check_count("n", n)
        self.momentum = check_number("momentum", momentum, 0, 1, exclusive="high")
        self.eps = check_number("eps", eps, 0, exclusive="low")
        self.param_shapes = {"gamma": (n,), "beta": (n,)}
        self.state_shapes = {"running_mean": (n,), "running_var": (n,)}

    def initialize(self, rng):
        self.gamma[...] = 1
        self.running_var[...] = 1

    def output_shape(self, shape):
        if shape is not None and shape[-1] != self.n:
            raise ValueError(f"takes (B, ..., {self.n})")
        return shape or (self.n,)

    def forward(self, x, training=True):
        x = self.check_x(x, training, images=True)
        shape = x.shape
        x = x.reshape(-1, self.n)
        if training:
            mean, xc, var = self._moments(x)
            B = len(x)
            self.running_mean *= self.momentum
            self.running_mean += (1 - self.momentum) * mean
            self.running_var *= self.momentum
            self.running_var += (1 - self.momentum) * B / (B - 1) * var
        else:
            xc, var = x - self.running_mean, self.running_var
        rstd = 1 / np.sqrt(var + self.eps)  # (n,)
        y = xc * (rstd * self.gamma)
        y += self.beta
        return y.reshape(shape), (xc, rstd, training, shape)

    def backward(self, dy, cache, *, params=True, inputs=True):
        xc, rstd, training, shape = cache
        dy = self.check_dy(dy, shape, params, inputs).reshape(-1, self.n)
        if params or training:
            dbeta = column_sums(dy)
            dgamma = rstd * np.einsum("ij,ij->j", dy, xc)
        if params:
            self.dbeta[...] = dbeta
            self.dgamma[...] = dgamma
        if not inputs:
            return None
        if not training:
            return (dy * (self.gamma * rstd)).reshape(shape)
        B = len(dy)
        dx = xc * (rstd * dgamma / B)  # xhat dgamma / B
        dx += dbeta / B
        np.subtract(dy, dx, out=dx)
        dx *= self.gamma * rstd
        return dx.reshape(shape)

    def set_statistics(self, x: np.ndarray) -> None:
        """Set the running statistics to the mean and variance of one large batch x (B, ..., n)."""
        x = self.check_x(x, False, images=True).reshape(-1, self.n)
        mean, _, var = self._moments(x)
        self.running_mean[...] = mean
        self.running_var[...] = var * (len(x) / (len(x) - 1))

    def _moments(self, x):
        if len(x) < 2:
            raise ValueError("BatchNorm needs at least 2 rows while training, got 1: its variance would be 0")
        mean = column_sums(x) / len(x)  # (n,)
        xc = x - mean  # (B, n)
        return mean, xc, np.einsum("ij,ij->j", xc, xc) / len(x)
