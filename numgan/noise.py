"""Where G's noise comes from, and the paths between two latents."""

from __future__ import annotations  # np.random.Generator in a signature would import np.random: 20 ms

import math
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from .checks import check_array, check_count, check_finite
from .config import Configurable


class Noise(Configurable):
    """Base class of a prior: draws latents, (B, latent_dim).

    Attributes: codes, how many columns at the end of a latent hold a code and not noise (a label's one-hot row, for
    example). choices, what a user can choose by number, and among how many: {"labels": 10}. continuous, how many of the
    code's columns, the last ones, are numbers that a user can set (`code=`).
    """

    codes = continuous = 0
    choices: Mapping[str, int] = MappingProxyType({})

    def __call__(self, rng: np.random.Generator, shape: tuple[int, int], dtype) -> np.ndarray:
        """Draw latents of this shape, (B, latent_dim)."""
        raise TypeError(f"{type(self).__name__} must define __call__(rng, shape, dtype)")

    def ask(self, z: np.ndarray, **wanted) -> np.ndarray:
        """Return the latents z with the `wanted` code, such as labels=7, in its columns. TypeError without a code."""
        raise TypeError(f"this generator cannot be asked for {' and '.join(wanted)}: its latents are {self!r} alone")

    def quantiles(self, n: int) -> np.ndarray:
        """n + 1 numbers between which a coordinate of z falls with equal probability, (n + 1,) float64, increasing."""
        raise ValueError(f"quantiles are known for NormalNoise and UniformNoise, not for {self!r}")


class NormalNoise(Noise):
    """z ~ N(0, 1), each coordinate independently.

    Quantiles   z_i = Phi^-1((i + 1/2) / (n + 1)),  i = 0 ... n: the probability between two neighbours is 1 / (n + 1),
                and half of that in each tail
    """

    def __call__(self, rng: np.random.Generator, shape: tuple[int, int], dtype) -> np.ndarray:
        """Draw latents of this shape, (B, latent_dim)."""
        return rng.standard_normal(shape, dtype)

    def quantiles(self, n):
        from statistics import NormalDist  # here, because it would make `import numgan` a tenth slower

        n = check_count("n", n)
        return np.array([NormalDist().inv_cdf((i + 0.5) / (n + 1)) for i in range(n + 1)])


class UniformNoise(Noise):
    """z ~ U(-sqrt 3, sqrt 3): mean 0 and variance 1, as in the code of Goodfellow et al. 2014.

    Quantiles   z_i = sqrt 3 (2 i / n - 1),  i = 0 ... n: the probability between two neighbours is 1 / n
    """

    def __call__(self, rng: np.random.Generator, shape: tuple[int, int], dtype) -> np.ndarray:
        """Draw latents of this shape, (B, latent_dim)."""
        return (2 * rng.random(shape, dtype) - 1) * math.sqrt(3)

    def quantiles(self, n):
        return math.sqrt(3) * np.linspace(-1, 1, check_count("n", n) + 1)


def linear_interpolation(z0: np.ndarray, z1: np.ndarray, n: int) -> np.ndarray:
    """n latents on the straight line from z0 to z1, both ends included.

    z(a) = (1 - a) z0 + a z1,  a = 0 ... 1

    Shapes: (latent_dim,) twice to (n, latent_dim); n >= 2. In high dimensions the latents in the middle are shorter
    than those at the ends. N(0, 1) hardly ever draws such short latents, so G was not trained on them: see
    `great_circle_interpolation`.
    """
    z0, z1, a = _check_ends(z0, z1, n)
    return (1 - a) * z0 + a * z1


def great_circle_interpolation(z0: np.ndarray, z1: np.ndarray, n: int) -> np.ndarray:
    """n latents on the arc from z0 to z1, both ends included ("slerp").

    angle = arccos(z0 . z1 / (|z0| |z1|))
    z(a)  = sin((1 - a) angle) / sin(angle) z0 + sin(a angle) / sin(angle) z1,  a = 0 ... 1

    Shapes: (latent_dim,) twice to (n, latent_dim); n >= 2. Where |z0| = |z1| every point has that length.
    Raises ValueError if an end is zero, or if the ends point in opposite directions, so that no arc is the shortest.
    Source: Shoemake 1985; for latents White 2016 (Sampling Generative Networks), section 2.1.
    """
    z0, z1, a = _check_ends(z0, z1, n)
    lengths = float(np.linalg.norm(z0)), float(np.linalg.norm(z1))
    if min(lengths) == 0:
        raise ValueError("great_circle_interpolation needs a direction at both ends, but z0 or z1 has length 0")
    angle = math.acos(np.clip(float(z0 @ z1) / (lengths[0] * lengths[1]), -1.0, 1.0))
    if angle < 1e-4:  # the arc is almost a line, and sin(angle) almost 0
        return linear_interpolation(z0, z1, n)
    if math.pi - angle < 1e-4:
        raise ValueError("great_circle_interpolation got opposite latents, between which no arc is the shortest")
    return (np.sin((1 - a) * angle) * z0 + np.sin(a * angle) * z1) / math.sin(angle)


def _check_ends(z0, z1, n):
    z0, z1 = (check_array(name, z, "fiu", "a latent, (latent_dim,) numbers") for name, z in (("z0", z0), ("z1", z1)))
    if z0.ndim != 1 or z0.shape != z1.shape or not z0.size:
        raise ValueError(f"z0 and z1 must be two latents of shape (latent_dim,), got {z0.shape} and {z1.shape}")
    check_finite("z0", z0)
    check_finite("z1", z1)
    dtype = np.result_type(z0, z1, np.float32)
    return z0, z1, np.linspace(0, 1, check_count("n", n, 2), dtype=dtype)[:, None]
