"""What G makes of its prior: the grid of equally likely latents, and where G takes it."""

from __future__ import annotations  # to name Axes is no reason to import matplotlib

from typing import TYPE_CHECKING, Any

import numpy as np

from ..checks import check_count, check_finite, check_kind
from ..game import Game
from ..sampler import Sampler
from .style import ORANGE, given_or_new, in_the_plane

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OPAQUE = 0.9  # of the densest cells
BROWN = "#7A3600"  # ORANGE, darker: their outlines


def manifold(gan_or_sampler, *, n: int = 20, ax: Axes | None = None) -> Axes:
    """Draw the surface that G makes of its latents: a grid of equally likely cells, warped into the plane.

    latent_dim 2:  n x n cells whose corners are G(z), z on the grid of the prior's quantiles. Every cell holds the same
                   share of G's samples, so the density in it is that share / its area, and its opacity is in
                   proportion: half of the cells, the densest, are opaque, and one with twice the median area is half
                   as opaque. Small dark cells: many samples. Large pale ones: G crosses a gap, as it is continuous.
                   Overlaps: G folds.
    latent_dim 1:  a curve, with dots at the prior's quantiles: between two of them G's samples are equally many.

    gan_or_sampler : with data in the plane; of a GAN it is the G in play (gan.sampler() hands in the average)

    Raises ValueError for other latents, other data, another prior, n < 1, or points that are not finite.
    """
    n, source = check_count("n", n), check_kind("gan_or_sampler", gan_or_sampler, Game | Sampler, "a game or a Sampler")
    sampler = source.sampler(averaged=False) if isinstance(source, Game) else source
    latent_dim, G = sampler.latent_dim, sampler.generate
    if latent_dim not in (1, 2) or sampler.width != 2:
        raise ValueError(
            f"manifold draws 1 or 2 latents in the plane, got {latent_dim} latents and {sampler.width} values per row"
        )
    ticks = source.noise_prior.quantiles(n)
    x = G(corners(ticks, latent_dim)).astype(np.float64)
    check_finite("G(z)", x)
    ax = given_or_new(ax)
    if latent_dim == 1:
        between = np.interp(np.arange(0, n + 0.05, 0.05), range(n + 1), ticks)
        ax.plot(*G(between[:, None]).T, color=ORANGE, linewidth=1, label="G(z)")
        ax.plot(*x.T, "o", color=ORANGE, markersize=4, label="equally many between two")
    else:
        _cells(ax, x.reshape(n + 1, n + 1, 2))
    in_the_plane(ax)
    ax.legend(fontsize=8)
    return ax


def corners(ticks: np.ndarray, latent_dim: int) -> np.ndarray:
    """Where the prior's cells meet: ticks, (n + 1,), to latents (n + 1, 1), or of two numbers (n + 1)^2, row by row."""
    return ticks[:, None] if latent_dim == 1 else np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)


def _cells(ax, corners: np.ndarray) -> None:
    from matplotlib.collections import PolyCollection
    from matplotlib.colors import to_rgba_array

    a, b, c, d = corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]  # each (n, n, 2)
    cells: Any = np.stack([a, b, c, d], axis=2).reshape(-1, 4, 2)
    p, q = (c - a).reshape(-1, 2), (d - b).reshape(-1, 2)
    area = np.abs(p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0]) / 2  # half the cross product of the diagonals
    # density / median density = median area / area
    share = np.divide(np.median(area), area, out=np.ones_like(area), where=area > np.median(area))
    faces = to_rgba_array([ORANGE] * len(cells), OPAQUE * share)
    lines = to_rgba_array([BROWN] * len(cells), np.clip(share, 0.2, 0.5))
    ax.add_collection(PolyCollection(cells, facecolors=faces, edgecolors=lines, linewidths=0.4))
    ax.autoscale_view()
    ax.plot([], [], "s", color=ORANGE, label="G(z): equally likely cells")
