"""Figure 1 of the first GAN paper: two densities on the line, D between them, and below how G moves the latents."""

from __future__ import annotations  # to name Axes is no reason to import matplotlib

from typing import TYPE_CHECKING

import numpy as np

from ..checks import check_array, check_count, check_finite, check_kind, check_rows
from ..family import GAN
from .plane import check_unpacked
from .style import BLUE, GREEN, GREY, ORANGE, given_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ARROWS = 20
ROOM = 1.3  # the axes reach so much higher than their curves: for the legend
BELOW = 0.35  # and so far below 0, as a share of the height above: for the arrows


def densities(gan, data, *, grid, p_data=None, samples: int = 20_000, rng=0, ax: Axes | None = None) -> Axes:
    """Draw the game on the line: p_data, p_g, D(x) and the best D for these two, and arrows from z to x = G(z).

    p_g(x_i)  = share of `samples` rows of G in the cell around x_i / its width
    D*(x)     = (1 - s) p_data(x) / (p_data(x) + p_g(x))        where p_data is given; s is the label smoothing, if any

    The left axis is for densities, the right one for D and D*, from 0 to 1. At equilibrium p_g = p_data, and D = D* =
    1/2 without smoothing. D* has a gap where both densities are so low that a cell expects less than one sample.
    Arrows (only for latent_dim 1) start at the quantiles of the prior, between which equally many latents fall:
    where they end close together p_g is high.

    gan : with data on the line; G is the one in play, not its average
    data : (N, 1) floats, real; shown as a histogram unless p_data is given
    grid : (n,) increasing numbers x_i, the middles of the cells, at which all curves are computed
    p_data : function of (n,) numbers to (n,) densities, or None
    rng : None, int, Generator, ...: of the samples

    Raises ValueError for data that are not (N, 1), a grid that does not increase, or a p_data that gives anything but
    one density for each x; TypeError for data that are not floats or a p_data that is no function.
    Source: Goodfellow et al. 2014, figure 1 and proposition 1.
    """
    check_kind("gan", gan, GAN, "a GAN, both players")
    check_unpacked("densities", gan)
    if gan.discriminator.n_in != 1:
        raise ValueError(f"densities draws on the line and needs data of 1 value per row, got {gan.discriminator.n_in}")
    data, grid = check_rows("data", data, 1, np.float64), _check_grid(grid)
    check_finite("data", data)
    count = check_count("samples", samples)
    between = (grid[1:] + grid[:-1]) / 2
    edges = np.concatenate([[2 * grid[0] - between[0]], between, [2 * grid[-1] - between[-1]]])
    p_g = _density(gan.sample(count, rng=rng, averaged=False), edges)
    real = _density(data, edges) if p_data is None else _check_density(p_data, grid)
    belief = gan.probability(grid[:, None])

    ax = given_or_new(ax)
    right = ax.twinx()
    if p_data is None:
        ax.stairs(real, edges, color=BLUE, fill=True, alpha=0.35, label="data")
    else:
        ax.plot(grid, real, color=BLUE, linestyle=":", linewidth=2.5, label="$p_{data}$")
        both = real + p_g
        expected = both * np.diff(edges) * count >= 1
        best = np.divide(real, both, out=np.full_like(both, np.nan), where=expected)
        best *= 1 - getattr(gan.objective, "label_smoothing", 0.0)
        right.plot(grid, best, color=GREY, linestyle="-.", linewidth=1, label="D*(x), the best D")
    ax.stairs(p_g, edges, color=ORANGE, linewidth=1.2, label="$p_g$, from samples")
    right.plot(grid, belief, color=GREEN, linestyle="--", linewidth=1.5, label="D(x)")
    ax.set(xlabel="x", ylabel="density", xlim=edges[[0, -1]], ylim=(0, ROOM * (max(real.max(), p_g.max()) or 1)))
    right.set(ylabel="D(x), probability of being real", ylim=(0, ROOM), yticks=[0, 0.25, 0.5, 0.75, 1])
    handles = [handle for axes in (ax, right) for handle in axes.get_legend_handles_labels()[0]]
    ax.legend(handles=handles, loc="upper center", ncols=2, fontsize=8, frameon=False)
    if gan.latent_dim == 1:
        _arrows(ax, right, gan)
    return ax


def _arrows(ax, right, gan) -> None:
    """Below 0 on both axes: from the line of latents at the bottom, scaled to the picture's width, to the line of x."""
    z = gan.noise_prior.quantiles(ARROWS)
    x = gan.generate(z[:, None], averaged=False)[:, 0].astype(np.float64)
    (left, end), (_, top) = ax.get_xlim(), ax.get_ylim()
    margin = 0.17 * (end - left)  # for the numbers beside the arrows
    starts = np.interp(z, z[[0, -1]], [left + margin, end - margin])
    foot = -BELOW * top
    arrows = (x - starts, np.full_like(z, -foot))
    ax.quiver(starts, foot, *arrows, angles="xy", scale_units="xy", scale=1, width=0.003, color=ORANGE)
    for place, value, side in ((left, z[0], "left"), (end, z[-1], "right")):
        ax.text(place, foot, f" z = {value:.1f} ", ha=side, va="bottom", fontsize=8)
    ax.axhline(0, color="black", linewidth=0.8)
    ax.set_yticks([tick for tick in ax.get_yticks() if 0 <= tick <= top])
    for axes in (ax, right):
        axes.set_ylim(-BELOW * axes.get_ylim()[1], axes.get_ylim()[1])
        axes.yaxis.label.set_y((BELOW + 0.5) / (BELOW + 1))  # beside the curves
    ax.set_xlabel("x, and below it z: the arrows are x = G(z)")


def _density(points: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Share of all points in each cell / its width."""
    return np.histogram(points, edges)[0] / len(points) / np.diff(edges)


def _check_grid(grid) -> np.ndarray:
    grid = check_array("grid", grid, "fiu", "at least 2 increasing numbers").astype(np.float64)
    if grid.ndim != 1 or len(grid) < 2 or not np.isfinite(grid).all() or not (np.diff(grid) > 0).all():
        raise ValueError(f"grid must be at least 2 increasing numbers, got {grid}")
    return grid


def _check_density(p_data, grid: np.ndarray) -> np.ndarray:
    if not callable(p_data):
        raise TypeError(f"p_data must be a function of x that gives its density, or None, got {type(p_data).__name__}")
    values = check_array("p_data(grid)", p_data(grid), "fiu", "a density for each x").astype(np.float64)
    if values.shape != grid.shape:
        raise ValueError(f"p_data must give one density for each x of the grid, {grid.shape}, got shape {values.shape}")
    check_finite("p_data(grid)", values)
    if values.min() < 0:
        raise ValueError(f"p_data must give densities of at least 0, got {values.min():g}")
    return values
