"""Toy data in one and two dimensions, where everything that a GAN does can be seen and counted.

Each function returns float64 points of shape (n, 1) or (n, 2); `rng` is whatever `numpy.random.default_rng` takes.
"""

import numpy as np

from ..checks import check_array, check_count, check_finite, check_number


def ring_centers(modes: int = 8, *, radius: float = 1.0) -> np.ndarray:
    """Centres of `modes` Gaussians on a circle, (modes, 2): at the angles 2 pi k / modes, k = 0 ... modes - 1.

    The full turn itself is left out: with both 0 and 2 pi two modes would lie in one place, and 8 would be 7.
    """
    angles = 2 * np.pi * np.arange(check_count("modes", modes)) / modes
    radius = check_number("radius", radius)
    return radius * np.column_stack([np.cos(angles), np.sin(angles)])


def grid_centers(side: int = 5, *, spacing: float = 2.0) -> np.ndarray:
    """Centres of side x side Gaussians, (side^2, 2), around the origin; by default {-4, -2, 0, 2, 4}^2."""
    ticks = check_number("spacing", spacing) * (np.arange(check_count("side", side)) - (side - 1) / 2)
    return np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)


def ring(n: int, *, rng=None, modes: int = 8, radius: float = 1.0, std: float = 0.01) -> np.ndarray:
    """n points from a ring of Gaussians, (n, 2).  Source: PacGAN (Lin et al. 2018), section 4.1: r 1, sigma .01."""
    return around(ring_centers(modes, radius=radius), n, rng=rng, std=std)


def grid(n: int, *, rng=None, side: int = 5, spacing: float = 2.0, std: float = 0.05) -> np.ndarray:
    """n points from a grid of Gaussians, (n, 2).  Source: Lin et al. 2018 (PacGAN), section 4.1: sigma .05."""
    return around(grid_centers(side, spacing=spacing), n, rng=rng, std=std)


def gaussian_1d(n: int, *, rng=None, mean: float = 2.0, std: float = 0.5) -> np.ndarray:
    """n points from one Gaussian on the line, (n, 1), as in Goodfellow et al. 2014, figure 1."""
    mean, std = check_number("mean", mean), check_number("std", std, 0)
    return np.random.default_rng(rng).normal(mean, std, (check_count("n", n), 1))


def two_moons(n: int, *, rng=None, std: float = 0.05) -> np.ndarray:
    """n points from two interleaved half circles of radius 1 with Gaussian noise, (n, 2), centred on the origin."""
    rng = np.random.default_rng(rng)
    angle = rng.uniform(0, np.pi, check_count("n", n))
    lower = rng.random(n) < 0.5
    x = np.where(lower, 0.5 - np.cos(angle), np.cos(angle) - 0.5)
    y = np.where(lower, 0.25 - np.sin(angle), np.sin(angle) - 0.25)
    return np.column_stack([x, y]) + rng.normal(0, check_number("std", std, 0), (n, 2))


def around(centers: np.ndarray, n: int, *, rng=None, std: float = 0.05) -> np.ndarray:
    """n points from Gaussians around these centres, (K, 2), each as likely as the others: (n, 2)."""
    centers = check_array("centers", centers, "fiu", "points of the plane, (K, 2)")
    if centers.ndim != 2 or centers.shape[1] != 2 or not len(centers):
        raise ValueError(f"centers must be points of the plane, (K, 2), at least one, got shape {centers.shape}")
    check_finite("centers", centers)
    rng = np.random.default_rng(rng)
    mode = rng.integers(len(centers), size=check_count("n", n))
    return centers[mode] + rng.normal(0, check_number("std", std, 0), (n, 2))
