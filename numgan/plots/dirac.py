"""The Dirac-GAN's picture: where both players are heading, the way they go, and the eigenvalues that decide it."""

from __future__ import annotations  # to name Axes is no reason to import matplotlib

from typing import TYPE_CHECKING

import numpy as np

from ..checks import check_kind, shown
from ..dirac import DiracGAN
from .style import BLUE, GREY, ORANGE, given_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ARROWS = 13  # along each side
COLOURS = (BLUE, ORANGE, "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
MARKERS = "osD^vP"


def orbit(
    game: DiracGAN, *, theta: float, psi: float, lr: float, steps: int, at_once: bool = False, ax: Axes | None = None
) -> Axes:
    """Draw the players' way, from a dot on, over arrows that show where they are heading. A cross is the equilibrium.

    game, theta, psi, lr, steps, at_once : as for `DiracGAN.orbit`
    Raises TypeError for a game that is no DiracGAN, ValueError where `DiracGAN.orbit` does.
    Source: Mescheder et al. 2018, figure 3.
    """
    way = check_kind("game", game, DiracGAN, "a DiracGAN").orbit(theta, psi, lr=lr, steps=steps, at_once=at_once)
    ax = given_or_new(ax)
    side = 1.15 * np.abs(way).max()
    axis = np.linspace(-side, side, ARROWS)
    heading = np.array([[game.velocity(t, p) for t in axis] for p in axis])
    ax.quiver(axis, axis, heading[..., 0], heading[..., 1], color=GREY, alpha=0.6, angles="xy")
    ax.plot(way[:, 0], way[:, 1], color=BLUE, linewidth=1)
    ax.plot(*way[0], "o", color=BLUE)
    ax.plot(0, 0, "x", color=ORANGE, markersize=8, markeredgewidth=2)
    ax.set(xlabel=r"$\theta$, where G's point is", ylabel=r"$\psi$, D's slope", aspect="equal")
    return ax


def eigenvalues(games: dict[str, DiracGAN], *, ax: Axes | None = None) -> Axes:
    """Draw each game's two eigenvalues in the complex plane. Left of the grey line a game converges.

    games : from label to DiracGAN, at most 6
    Raises TypeError or ValueError for anything else.
    """
    if not isinstance(games, dict) or not 0 < len(games) <= len(MARKERS):
        raise ValueError(f"games must be a dict of 1 to {len(MARKERS)} games by label, got {shown(games)}")
    ax = given_or_new(ax)
    ax.axvline(0, color=GREY, linewidth=1)
    for (label, game), colour, marker in zip(games.items(), COLOURS, MARKERS, strict=False):
        found = check_kind(f"games[{label!r}]", game, DiracGAN, "a DiracGAN").eigenvalues()
        ax.plot(found.real, found.imag, marker, color=colour, fillstyle="none", markeredgewidth=1.5, label=label)
    ax.set(xlabel="real part (below 0: inwards)", ylabel="imaginary part (turns)")
    ax.margins(0.2)
    ax.legend()
    return ax
