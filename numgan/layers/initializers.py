"""First weights. Each is called with (rng, n_in, n_out) and returns an (n_in, n_out) float64 array.

A convolution asks for another shape: n_in is then how many terms the sum for one value of y has, and n_out those for
one value of dx, on average; in a matrix these are its two lengths.

A layer keeps the signal's variance when the weights' variance is about 1 / n_in, and the gradient's when it is about
1 / n_out. Xavier (Glorot & Bengio 2010) compromises between the two; He et al. 2015 make up for what ReLU zeroes.
Both papers say what the variance should be; the normal and the uniform form share it (a uniform distribution on
[-a, a] has variance a^2 / 3).
"""

from __future__ import annotations  # np.random.Generator in a signature would import np.random: 20 ms

import numpy as np

from ..checks import check_number
from ..config import Configurable


class Initializer(Configurable):
    """Base class: draws the first weights of a layer."""

    def __call__(
        self, rng: np.random.Generator, n_in: float, n_out: float, shape: tuple[int, ...] | None = None
    ) -> np.ndarray:
        """A float64 array of this shape; None: (n_in, n_out)."""
        raise TypeError(f"{type(self).__name__} must define __call__(rng, n_in, n_out, shape)")


class XavierNormal(Initializer):
    """W ~ N(0, 2 / (n_in + n_out)).  Glorot & Bengio 2010, the variance of eq. 12."""

    def __call__(self, rng, n_in, n_out, shape=None):
        return rng.normal(0.0, np.sqrt(2 / (n_in + n_out)), shape or (n_in, n_out))


class XavierUniform(Initializer):
    """W ~ U(-a, a) with a = sqrt(6 / (n_in + n_out)).  Glorot & Bengio 2010, eq. 16 (Keras's default)."""

    def __call__(self, rng, n_in, n_out, shape=None):
        a = np.sqrt(6 / (n_in + n_out))
        return rng.uniform(-a, a, shape or (n_in, n_out))


class HeNormal(Initializer):
    """W ~ N(0, 2 / ((1 + slope^2) n_in)).  He et al. 2015, eq. 10 and, for a leaky slope, eq. 15."""

    def __init__(self, *, negative_slope: float = 0.0):
        self.negative_slope = check_number("negative_slope", negative_slope, 0, 1)

    def __call__(self, rng, n_in, n_out, shape=None):
        return rng.normal(0.0, np.sqrt(2 / ((1 + self.negative_slope**2) * n_in)), shape or (n_in, n_out))


class HeUniform(Initializer):
    """W ~ U(-a, a) with a = sqrt(6 / ((1 + slope^2) n_in)): HeNormal's variance in the uniform form."""

    def __init__(self, *, negative_slope: float = 0.0):
        self.negative_slope = check_number("negative_slope", negative_slope, 0, 1)

    def __call__(self, rng, n_in, n_out, shape=None):
        a = np.sqrt(6 / ((1 + self.negative_slope**2) * n_in))
        return rng.uniform(-a, a, shape or (n_in, n_out))


class Uniform(Initializer):
    """W ~ U(-limit, limit), whatever the widths.  Goodfellow et al. 2014 use .05 in G and .005 in D (`irange`)."""

    def __init__(self, limit: float):
        self.limit = check_number("limit", limit, 0)

    def __call__(self, rng, n_in, n_out, shape=None):
        return rng.uniform(-self.limit, self.limit, shape or (n_in, n_out))


class Normal(Initializer):
    """W ~ N(0, std^2), whatever the widths.  Radford et al. 2016 (DCGAN) use .02."""

    def __init__(self, std: float):
        self.std = check_number("std", std, 0)

    def __call__(self, rng, n_in, n_out, shape=None):
        return rng.normal(0.0, self.std, shape or (n_in, n_out))
