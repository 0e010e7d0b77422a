"""Pictures of what the clinic finds: two kinds of values side by side, shares, norms of gradients, swings."""

from __future__ import annotations  # to name Axes is no reason to import matplotlib

from typing import TYPE_CHECKING

import numpy as np

from ..checks import check_array, check_finite, check_kind, check_number, check_text, shown
from .curves import check_history, curve
from .style import BLUE, GREEN, GREY, ORANGE, given_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BINS = 60
LOST = 0.2  # of the data's share: below it a mode counts as lost


def distributions(values: dict, *, lines: dict | None = None, xlabel: str = "value", ax: Axes | None = None) -> Axes:
    """Draw histograms of several sets of numbers on one axis, each as high as its own peak.

    values : {label: array of numbers, of any shape}, two to four of them
    lines : {label: list of places}, dotted lines
    xlabel : what the numbers are

    Raises TypeError for what is no such dict, ValueError for empty arrays or numbers that are not finite.
    """
    sets = {}
    for label, x in check_kind("values", values, dict, "a dict of arrays such as {'data': x, 'samples': y}").items():
        x = check_array(f"values[{label!r}]", x, "fiu", "an array of numbers").ravel().astype(np.float64)
        if not x.size:
            raise ValueError(f"values[{label!r}] holds no numbers")
        check_finite(f"values[{label!r}]", x)
        sets[label] = x
    if not 1 <= len(sets) <= 4:
        raise ValueError(f"values must hold one to four arrays, got {len(sets)}")
    lines = check_kind("lines", {} if lines is None else lines, dict, "a dict of lists of places, or None")
    for place in (place for places in lines.values() for place in places):
        check_number("each of lines", place)
    check_text("xlabel", xlabel)
    ax = given_or_new(ax)
    low, high = min(x.min() for x in sets.values()), max(x.max() for x in sets.values())
    margin = 0.03 * (high - low) or 1.0
    bins = np.linspace(low - margin, high + margin, BINS + 1)
    for (label, x), colour, style in zip(
        sets.items(), (BLUE, ORANGE, GREEN, GREY), ("-", "--", "-.", ":"), strict=False
    ):
        counts = np.histogram(x, bins)[0]
        ax.stairs(counts / counts.max(), bins, color=colour, fill=True, alpha=0.25)
        ax.stairs(counts / counts.max(), bins, color=colour, linestyle=style, label=label)
    for label, places in lines.items():
        for i, place in enumerate(places):
            ax.axvline(place, color=GREY, linestyle=":", linewidth=1, label=None if i else label)
    ax.set(xlabel=xlabel, ylabel="how often, of the most frequent", ylim=(0, 1.25))
    ax.legend(loc="upper center", ncols=2)
    return ax


def shares(real: np.ndarray, fake: np.ndarray, *, xlabel: str = "modes", ax: Axes | None = None) -> Axes:
    """Draw the share of the data and of the samples in each mode, with a mark where a mode would count as lost.

    real, fake : (K,) shares, each summing to 1. xlabel : what the modes are
    Raises ValueError for anything but two such arrays of one length.
    """
    found = []
    for name, x in (("real", real), ("fake", fake)):
        x = check_array(name, x, "fiu", "shares that sum to 1")
        if x.ndim != 1 or not x.size or not x.min() >= 0 or not abs(x.sum() - 1) < 1e-3:
            raise ValueError(f"{name} must be shares, (K,), that sum to 1, got shape {x.shape} and {shown(x)}")
        found.append(100 * x)
    if len(found[0]) != len(found[1]):
        raise ValueError(f"real and fake must be of one length, got {len(found[0])} and {len(found[1])}")
    check_text("xlabel", xlabel)
    ax = given_or_new(ax)
    place = np.arange(len(found[0]))
    ax.bar(place - 0.2, found[0], 0.4, color=BLUE, label="data")
    ax.bar(place + 0.2, found[1], 0.4, color=ORANGE, hatch="////", edgecolor="white", label="samples")
    ax.hlines(LOST * found[0], place, place + 0.4, color="black", linewidth=1, label="lost below this")
    ax.set(xlabel=xlabel, ylabel="% of rows", xticks=place)
    ax.margins(y=0.3)
    ax.legend(loc="upper center", ncols=3)
    return ax


def gradient_norms(history, *, ax: Axes | None = None) -> Axes:
    """Draw the norms of both players' gradients over the steps, on a log axis; steps with a norm of 0 are left out.

    Raises ValueError for a history without these columns, `d_grad_norm` and `g_grad_norm`.
    """
    check_history(history)
    ax = given_or_new(ax)
    for name, label, colour, style in (
        ("d_grad_norm", "discriminator", BLUE, "-"),
        ("g_grad_norm", "generator", ORANGE, "--"),
    ):
        if name not in history.names:
            raise ValueError(f"history has no column {name!r}; it has {', '.join(history.columns)}")
        steps, norms = history["step"], history[name]
        ax.plot(steps[norms > 0], norms[norms > 0], color=colour, linestyle=style, linewidth=0.8, label=label)
    ax.set(xlabel="step", ylabel="norm of the gradient", yscale="log")
    ax.legend()
    return ax


def swings(history, *, ax: Axes | None = None) -> Axes:
    """Draw D(x) - D(G(z)) over the last half of the steps: 0 at equilibrium, and a wave where the players circle.

    Raises ValueError for a history without the columns `d_real` and `d_fake`.
    """
    check_history(history)
    for name in ("d_real", "d_fake"):
        if name not in history.names:
            raise ValueError(f"history has no column {name!r}; it has {', '.join(history.columns)}")
    half = len(history) // 2
    gap = (history["d_real"] - history["d_fake"])[half:]
    ax = given_or_new(ax)
    curve(ax, history["step"][half:], gap, "D(x) - D(G(z))", BLUE, "-")
    ax.axhline(0, color=GREY, linestyle=":", linewidth=1, label="at equilibrium: 0")
    ax.set(xlabel="step, the last half", ylabel="D(x) - D(G(z))")
    ax.legend()
    return ax
