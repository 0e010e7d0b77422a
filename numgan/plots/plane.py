"""Pictures of points: data and samples, D as a heat map of the plane, and the gradient at each generated point."""

from __future__ import annotations  # to name Axes is no reason to import matplotlib

from typing import TYPE_CHECKING, Any

import numpy as np

from ..checks import check_array, check_count, check_finite, check_kind, check_number, check_rows, shown
from ..family import GAN
from ..network import Sequential
from ..objectives import Objective
from .style import BLUE, ORANGE, given_or_new, in_the_plane

if TYPE_CHECKING:
    from matplotlib.axes import Axes

VIEW = 8  # the longest arrow is an eighth of what is in view


def points(fake: np.ndarray, real: np.ndarray | None = None, *, ax: Axes | None = None) -> Axes:
    """Generated and, where given, real points: in the plane, (N, 2), as marks; on the line, (N, 1), as histograms.

    Real points are dots and generated ones crosses; the real ones, where given, decide what is shown.
    Raises ValueError for points of another shape, none, or real and generated ones of different width.
    """
    clouds = [(check_array("fake, the generated points,", fake, "fiu"), "generated", ORANGE)]
    if real is not None:
        clouds.insert(0, (check_array("real points", real, "fiu"), "real", BLUE))
    frame = clouds[0][0]
    for x, name, _ in clouds:
        if x.ndim != 2 or x.shape[1] not in (1, 2) or len(x) == 0 or x.shape[1] != frame.shape[1]:
            raise ValueError(f"{name} points must have shape (N, 1) or (N, 2), both the same, got {x.shape}")
        check_finite(f"{name} points", x)
    ax = given_or_new(ax)
    low, high = frame.min(axis=0), frame.max(axis=0)
    margin = 0.15 * (high - low).max() or 1.0  # a single point has no extent
    if frame.shape[1] == 1:
        bins = np.linspace(low[0] - margin, high[0] + margin, 61)
        for x, label, colour in clouds:
            density = np.histogram(x, bins)[0] / len(x) / np.diff(bins)
            ax.stairs(density, bins, color=colour, fill=True, alpha=0.5 if label == "real" else 0.25)
            ax.stairs(density, bins, color=colour, linestyle="-" if label == "real" else "--", label=label)
        ax.set(xlabel="x", ylabel="density")
    else:
        for x, label, colour in clouds:
            mark: dict[str, Any] = {"marker": "x", "s": 8, "lw": 0.6}
            if label == "real":
                mark = {"marker": "o", "s": 5, "linewidths": 0}
            ax.scatter(*x.T, color=colour, label=label, alpha=0.6, **mark)
        ax.set(xlim=(low[0] - margin, high[0] + margin), ylim=(low[1] - margin, high[1] + margin), aspect="equal")
        in_the_plane(ax)
    ax.legend(loc="upper right")
    return ax


def discriminator_field(gan, *, limits, resolution: int = 100, ax: Axes | None = None) -> Axes:
    """Draw D(x) over a rectangle of the plane as a heat map from 0 to 1, and the line where D is undecided.

    Purple: D takes x for real. Orange: for generated. White, and the line labelled 1/2: it cannot tell, as wherever
    there are data at the game's equilibrium (with label smoothing s it is (1 - s) / 2 there). Thinner lines at 0.1 and
    0.9 tell the two sides apart in grey print.

    limits : (low, high) of both axes, or (left, right, bottom, top)
    resolution : cells on each axis; D is evaluated at their centres, as at inference

    Raises ValueError for data that are not points of the plane, limits that do not increase, or resolution < 2.
    """
    left, right, bottom, top = _check_limits(limits)
    resolution = check_count("resolution", resolution, 2)
    _check_plane("discriminator_field", gan)
    check_unpacked("discriminator_field", gan)
    x, y, cells = cells_of_plane(left, right, bottom, top, resolution)
    field = gan.probability(cells).reshape(resolution, resolution)

    ax = given_or_new(ax)
    extent = (left, right, bottom, top)
    picture = ax.imshow(field, extent=extent, origin="lower", cmap="PuOr", vmin=0, vmax=1, alpha=0.7)
    for level, text, width in ((0.1, "0.1", 0.6), (0.5, "1/2", 1.4), (0.9, "0.9", 0.6)):
        if field.min() < level < field.max():
            line = ax.contour(x, y, field, [level], colors="black", linewidths=width)
            ax.clabel(line, fmt=text, fontsize=8)
    bar = ax.figure.colorbar(picture, cax=ax.inset_axes((1.03, 0, 0.04, 1)), ticks=[0, 0.25, 0.5, 0.75, 1])
    bar.set_label("D(x), probability of being real")
    in_the_plane(ax)
    return ax


def gradient_arrows(gan, *, n: int = 40, real: np.ndarray | None = None, rng=0, ax: Axes | None = None) -> Axes:
    """Draw n fakes x = G(z) and, at each, an arrow along -dL/dx: where the generator's loss L pulls it.

    dlogits = dL/d(D's logits)                          (n, 1), from gan.objective.generator
    dx      = D.backward(dlogits, ..., params=False)    (n, 2): what G's backward pass begins with

    Both networks run as at inference. L is a mean over the n fakes, so each row of dx carries 1 / n: arrows compare
    with one another, and not between different n. All are scaled alike, the longest to an eighth of what is in view;
    the legend states its true length. Where dx is 0 there is a dot. If D has columns behind its logit, as in an ACGAN,
    L is the objective's loss alone, without theirs.

    gan : with data in the plane; G is the one in play, not its average
    real : (B, 2) floats, for an objective whose generator compares real and generated rows
    rng : None, int, Generator, ...: of the latents

    Raises ValueError for data that are not points of the plane, n < 1, real rows that the objective misses, or a
    gradient that is not finite.
    """
    _check_plane("gradient_arrows", gan)
    G, D = gan.generator, gan.discriminator
    x = G(gan.latents(check_count("n", n), rng=rng))
    dx = pull(D, gan.objective, x, None if real is None else check_rows("real", real, 2, gan.dtype))

    ax = given_or_new(ax)
    label = "generated, x = G(z)"
    ax.scatter(x[:, 0], x[:, 1], s=14, color=ORANGE, edgecolors="black", linewidths=0.5, label=label, zorder=3)
    longest = float(np.linalg.norm(dx.astype(np.float64), axis=1).max())
    view = max(np.ptp(ax.get_xlim()), np.ptp(ax.get_ylim()))
    arrows = -dx * (view / VIEW / longest if longest else 0.0)
    ax.update_datalim(x + arrows)
    ax.autoscale_view()
    ax.quiver(*x.T, *arrows.T, angles="xy", scale_units="xy", scale=1, width=0.004, zorder=4)
    ax.plot([], [], color="black", marker=">", markersize=4, label=f"$-dL/dx$, the longest {longest:.1e}")
    in_the_plane(ax)
    ax.legend(fontsize=8)
    return ax


def cells_of_plane(left, right, bottom, top, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """n x n cells of a rectangle: the x and the y of their centres, (n,) each, and all centres, (n n, 2), y by y."""
    middle = (np.arange(n) + 0.5) / n
    x, y = left + (right - left) * middle, bottom + (top - bottom) * middle
    return x, y, np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)


def pull(D: Sequential, objective: Objective, fake: np.ndarray, real: np.ndarray | None = None) -> np.ndarray:
    """dx, (n, 2): the gradient of the generator's loss at each fake, D as at inference. See `gradient_arrows`.

    Raises ValueError for a gradient that is not finite.
    """
    real_logits = None if real is None else D(real)[:, :1]
    y, cache = D.forward(fake, training=False)
    dy = np.zeros_like(y)
    _, dy[:, :1] = objective.generator(y[:, :1], real_logits)
    dx = D.backward(dy, cache, params=False)
    check_finite("the gradient with respect to the fakes", dx)
    return dx


def check_unpacked(name: str, gan) -> None:
    """Raise ValueError for a D that packs rows: it has no answer for a single point."""
    if gan.discriminator.rows != 1:
        raise ValueError(f"{name} needs a D that judges points one by one, and this one packs {gan.discriminator.rows}")


def _check_plane(name: str, gan) -> None:
    check_kind("gan", gan, GAN, "a GAN, both players")
    if gan.discriminator.n_in != 2:
        raise ValueError(f"{name} draws in the plane and needs data of 2 values per row, got {gan.discriminator.n_in}")


def _check_limits(limits) -> np.ndarray:
    """left, right, bottom, top."""
    given = limits.ravel().tolist() if isinstance(limits, np.ndarray) else limits
    given = given if isinstance(given, tuple | list) else []
    ends = np.array([check_number("each of limits", end) for end in given])
    ends = np.tile(ends, 2) if len(ends) == 2 else ends
    if len(ends) != 4 or not np.isfinite(ends).all() or not (ends[::2] < ends[1::2]).all():
        raise ValueError(f"limits must be (low, high) or (left, right, bottom, top), increasing, got {shown(limits)}")
    return ends
