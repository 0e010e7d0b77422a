"""Virtual batch normalisation: batch norm with the statistics of rows that never change."""

import numpy as np

from ..checks import check_count, check_number
from .base import Layer


class VirtualBatchNorm(Layer):
    """Batch norm with the statistics of a reference batch and of the row itself, so that rows do not depend on others.

    The first R = n_reference rows are the reference batch r; `AddReference` has put them there. Each column by itself,
    with m = 1 / R for the mean over reference rows and a = 1 / (R + 1), the share of one row among R + 1:

    Forward, reference rows, as in batch norm:
        mean = m sum(r),  rc = r - mean,  var = m sum(rc^2),  rstd_r = 1 / sqrt(var + eps)
        y_r  = gamma rc rstd_r + beta
    Forward, every other row x, with the statistics of the reference batch and x together:
        u    = x - mean                                     x's own mean is mean + a u
        xc   = u - a u
        rstd = 1 / sqrt((1 - a) var + a u^2 - (a u)^2 + eps)
        y    = gamma xc rstd + beta

    Backward, every other row, xhat = xc rstd and dxhat = gamma dy:
        dvar_x = -rstd^2 dxhat xhat / 2                     the gradient with respect to the row's own variance
        dx     = du = (1 - a) dxhat rstd + 2 (a - a^2) u dvar_x
    Backward, reference rows: their own paths as in batch norm, and those through the statistics of all other rows:
        dvar   = (1 - a) sum(dvar_x) - rstd_r^2 sum(dxhat_r xhat_r) / 2
        dmean  = -sum(du) - sum(dxhat_r rstd_r)
        dr     = dxhat_r rstd_r + 2 m rc dvar + m dmean
        dbeta  = sum(dy),  dgamma = sum(dy xhat)            over the reference rows too

    In images every pixel is a row of the reference batch, and u and u^2 are averaged over the pixels of an image
    before they count with the share a (so for images the second term of xc is a times that average).

    For rows, |xhat| < sqrt(R): it is bounded, however far x is from the reference batch. There are no running
    statistics: training and inference are one function. A row's output does not depend on rows other than the
    reference's, so couples_rows is False.

    Shapes: x, y (R + B, n) or (R + B, height, width, n); gamma, beta (n,).

    Parameters
    ----------
    n : int
        Columns, or channels: the length of the last axis.
    n_reference : int, at least 2
        R, as in the network's `AddReference`; `Sequential` checks that both agree.
    eps : float > 0

    Raises ValueError if there are not more rows than R.
    Source: Salimans et al. 2016, Improved Techniques for Training GANs, section 3.5 (in G alone, because it doubles the
    work); the share 1 / (R + 1) is that of openai/improved-gan, imagenet/model.py, class VBN.
    Deviates from that code: gamma starts at 1 (there N(1, .02^2)), and a row's variance has that row's squares alone
    (there the mean of the squares is over all rows of the batch, so a row does depend on the others).
    """

    def __init__(self, n: int, *, n_reference: int = 64, eps: float = 1e-5):
        self.n = self.n_in = self.n_out = check_count("n", n)
        self.n_reference = check_count("n_reference", n_reference, 2)
        self.eps = check_number("eps", eps, 0, exclusive="low")
        self.param_shapes = {"gamma": (n,), "beta": (n,)}

    def initialize(self, rng):
        self.gamma[...] = 1

    def output_shape(self, shape):
        if shape is not None and shape[-1] != self.n:
            raise ValueError(f"takes (B, ..., {self.n})")
        return shape or (self.n,)

    def reference_rows(self, before):
        if before != self.n_reference:
            raise ValueError(
                f"needs the {self.n_reference} rows of a reference batch in front of the others, and there are "
                f"{before}: put AddReference(n, n_reference={self.n_reference}) before it"
            )
        return before

    def forward(self, x, training=True):
        x = self.check_x(x, training, images=True)
        if len(x) <= self.n_reference:
            raise ValueError(f"{self!r} takes more rows than those of the reference batch, got {len(x)}")
        shape, a = x.shape, 1 / (self.n_reference + 1)
        x = x.reshape(len(x), -1, self.n)  # (R + B, pixels, n)
        reference, rest = x[: self.n_reference], x[self.n_reference :]
        mean = reference.mean(axis=(0, 1))
        rc, u = reference - mean, rest - mean
        var = (rc * rc).mean(axis=(0, 1))
        s = u.mean(axis=1, keepdims=True)  # (B, 1, n), as is rstd
        rstd = 1 / np.sqrt((1 - a) * var + a * (u * u).mean(axis=1, keepdims=True) - (a * s) ** 2 + self.eps)
        rstd_r = 1 / np.sqrt(var + self.eps)  # (n,)
        xhat = np.concatenate([rc * rstd_r, (u - a * s) * rstd])
        return (self.gamma * xhat + self.beta).reshape(shape), (rc, u, s, rstd_r, rstd, xhat, shape)

    def backward(self, dy, cache, *, params=True, inputs=True):
        rc, u, s, rstd_r, rstd, xhat, shape = cache
        dy = self.check_dy(dy, shape, params, inputs).reshape(xhat.shape)
        if params:
            self.dbeta[...] = dy.sum(axis=(0, 1))
            self.dgamma[...] = (dy * xhat).sum(axis=(0, 1))
        if not inputs:
            return None
        R, pixels, a = self.n_reference, xhat.shape[1], 1 / (self.n_reference + 1)
        dxhat = self.gamma * dy
        along = dxhat * xhat
        dxc = dxhat[R:] * rstd
        dvar_x = -0.5 * rstd**2 * along[R:].sum(axis=1, keepdims=True)  # (B, 1, n)
        ds = -a * dxc.sum(axis=1, keepdims=True) - 2 * a**2 * s * dvar_x
        du = dxc + (ds + 2 * a * u * dvar_x) / pixels
        dvar = (1 - a) * dvar_x.sum(axis=(0, 1)) - 0.5 * rstd_r**2 * along[:R].sum(axis=(0, 1))
        dr = dxhat[:R] * rstd_r
        dmean = -du.sum(axis=(0, 1)) - dr.sum(axis=(0, 1))
        dr += (2 * rc * dvar + dmean) / (R * pixels)
        return np.concatenate([dr, du]).reshape(shape)


class AddReference(Layer):
    """Put the rows of a reference batch in front of every batch: a network's first layer, for `VirtualBatchNorm`.

    Forward     y = [reference; x]
    Backward    dx = dy without its first n_reference rows

    The reference batch is chosen once and never changes. So these rows pass through all layers together with the rows
    of each batch, with the weights of today, and their gradient counts. Drawn from N(0, 1), they are latents of the
    usual prior, for G. For any other input write them before training, such as real rows for D:

        D.layers[0].reference[...] = real[:64]

    Shapes: x (B, n), reference (n_reference, n), y (n_reference + B, n). The reference batch is state: saved, and not
    learned.
    Source: Salimans et al. 2016, section 3.5.
    """

    def __init__(self, n: int, *, n_reference: int = 64):
        self.n = self.n_in = self.n_out = check_count("n", n)
        self.n_reference = check_count("n_reference", n_reference, 2)
        self.state_shapes = {"reference": (n_reference, n)}

    def initialize(self, rng):
        self.reference[...] = rng.standard_normal(self.reference.shape)

    def reference_rows(self, before):
        if before:
            raise ValueError(f"adds a reference batch, and there is one already, of {before} rows")
        return self.n_reference

    def forward(self, x, training=True):
        x = self.check_x(x, training)
        y = np.concatenate([self.reference, x])
        return y, y.shape

    def backward(self, dy, cache, *, params=True, inputs=True):
        dy = self.check_dy(dy, cache, params, inputs)
        return dy[self.n_reference :] if inputs else None


class DropReference(Layer):
    """Take the reference batch away again, behind the last `VirtualBatchNorm`.

    Forward     y = x without its first n_reference rows
    Backward    dx = [0; dy]

    Shapes: (n_reference + B, n) to (B, n), or images. The zeros are not the end of it: in every `VirtualBatchNorm` the
    reference rows get the gradient of all other rows, through their statistics.
    """

    def __init__(self, *, n_reference: int = 64):
        self.n_reference = check_count("n_reference", n_reference, 2)

    def reference_rows(self, before):
        if before != self.n_reference:
            raise ValueError(f"takes away a reference batch of {self.n_reference} rows, and there are {before}")
        return 0

    def forward(self, x, training=True):
        x = self.check_x(x, training, images=True)
        if len(x) <= self.n_reference:
            raise ValueError(f"{self!r} takes more rows than those of the reference batch, got {len(x)}")
        return x[self.n_reference :], x.shape

    def backward(self, dy, cache, *, params=True, inputs=True):
        dy = self.check_dy(dy, (cache[0] - self.n_reference, *cache[1:]), params, inputs)
        return np.concatenate([np.zeros((self.n_reference, *cache[1:]), dy.dtype), dy]) if inputs else None
