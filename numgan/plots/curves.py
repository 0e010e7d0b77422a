"""Pictures of a run: what its history says over the steps, and what a classifier says of its digits."""

from __future__ import annotations  # to name Axes is no reason to import matplotlib

from typing import TYPE_CHECKING

import numpy as np

from ..checks import check_array, check_kind, check_number, shown
from ..history import History
from .style import BLUE, GREEN, GREY, ORANGE, given_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def losses(history, *, equilibrium: tuple[float | None, float | None] | None = None, ax: Axes | None = None) -> Axes:
    """Both players' losses over the steps, with dotted lines where they stand at the game's equilibrium.

    history : gan.history. equilibrium : gan.objective.equilibrium(), (D's loss, G's loss), None for no line.
    """
    check_history(history)
    if equilibrium is not None and (not isinstance(equilibrium, tuple | list) or len(equilibrium) != 2):
        raise TypeError(
            "equilibrium must be two numbers, None for no line: call gan.objective.equilibrium(); got "
            f"{shown(equilibrium)}"
        )
    for value in equilibrium or ():
        if value is not None:
            check_number("each of equilibrium", value)
    ax = given_or_new(ax)
    _curve(ax, history, "d_loss", "discriminator", BLUE, "-")
    _curve(ax, history, "g_loss", "generator", ORANGE, "--")
    for value, colour in zip(equilibrium or (), (BLUE, ORANGE), strict=False):
        if value is not None:
            ax.axhline(value, color=colour, linestyle=":", linewidth=1, label=f"at equilibrium: {value:.3f}")
    ax.set(xlabel="step", ylabel="loss")
    ax.legend()
    return ax


def probabilities(history, *, undecided: float | None = 0.5, ax: Axes | None = None) -> Axes:
    """Mean D(x) on real and D(G(z)) on generated rows over the steps, with a dotted line where both are at equilibrium.

    undecided : gan.objective.undecided: 1/2, or less with label smoothing; None for a critic, whose outputs are scores
    and have no such line. A history with values outside [0, 1] is a critic's, whatever is given here.
    """
    check_history(history)
    if undecided is not None:
        undecided = check_number("undecided", undecided)
    ax = given_or_new(ax)
    _curve(ax, history, "d_real", "D(x), real", BLUE, "-")
    _curve(ax, history, "d_fake", "D(G(z)), generated", ORANGE, "--")
    values = np.concatenate([history["d_real"], history["d_fake"]])
    if undecided is not None and values.min() >= 0 and values.max() <= 1:
        ax.axhline(undecided, color=GREY, linestyle=":", linewidth=1, label=f"at equilibrium: {undecided:g}")
        ax.set(xlabel="step", ylabel="mean probability of being real", ylim=(0, 1))
    else:
        ax.set(xlabel="step", ylabel="mean score")
    ax.legend()
    return ax


def information(history, *, entropy: float | None = None, ax: Axes | None = None) -> Axes:
    """InfoGAN's lower bound on the mutual information of category and row over the steps, with a line at its maximum.

    history : game.history, which has `category_bound`
    entropy : game.noise_prior.entropy, H(k): where the bound arrives if Q reads each category without an error
    """
    check_history(history)
    if "category_bound" not in history.names:
        raise ValueError(f"information draws an InfoGAN's category_bound; this history has {', '.join(history.names)}")
    if entropy is not None:
        entropy = check_number("entropy", entropy, 0)
    ax = given_or_new(ax)
    _curve(ax, history, "category_bound", "lower bound $L_I$", BLUE, "-")
    if entropy is not None:
        ax.axhline(entropy, color=GREY, linestyle=":", linewidth=1, label=f"all there is, $H(k)$: {entropy:.3f}")
    ax.axhline(0, color=ORANGE, linestyle="--", linewidth=1, label="what a guess is worth")
    ax.set(xlabel="step", ylabel="information on the category, nats")
    ax.legend()
    return ax


def columns(history, names=None, *, ax: Axes | None = None) -> Axes:
    """Any columns of a history over the steps, one curve each, for a game of any players.

    names : some of history.names; by default all but norms of gradients
    """
    check_history(history)
    names = [n for n in history.names if not n.endswith("norm")] if names is None else names
    if not isinstance(names, list | tuple) or not names or not all(isinstance(name, str) for name in names):
        raise ValueError(f"names must be some of {', '.join(history.columns)}, in a list, got {shown(names)}")
    ax = given_or_new(ax)
    for i, name in enumerate(names):
        style = (i + i // 4) % 4  # so that not two of sixteen curves look alike
        _curve(ax, history, name, name, (BLUE, ORANGE, GREEN, GREY)[i % 4], ("-", "--", "-.", ":")[style])
    ax.set(xlabel="step", ylabel="value")
    ax.legend()
    return ax


def digit_histogram(shares: np.ndarray, *, ax: Axes | None = None) -> Axes:
    """The share of each digit, (10,), with lines where all are equal and where one counts as lost (2 %).

    Raises ValueError for anything but ten numbers that sum to 1.
    """
    shares = check_array("shares", shares, "fiu", "10 numbers that sum to 1")
    if shares.shape != (10,) or shares.min() < 0 or not abs(shares.sum() - 1) < 1e-3:
        raise ValueError(
            f"shares must be 10 numbers that sum to 1, got shape {shares.shape} and a sum of {shares.sum():g}; for "
            "labels: numgan.evaluation.digit_histogram(labels)"
        )
    ax = given_or_new(ax)
    ax.bar(range(10), 100 * shares, color=BLUE)
    ax.axhline(10, color=GREY, linestyle="--", linewidth=1, label="even: 10 %")
    ax.axhline(2, color=ORANGE, linestyle=":", linewidth=1, label="lost below 2 %")
    ax.set(xlabel="digit, as the classifier sees it", ylabel="% of samples", xticks=range(10))
    ax.set_ylim(0, 130 * max(0.1, float(np.max(shares))))  # room for the legend
    ax.legend()
    return ax


def check_history(history) -> None:
    """Raise TypeError for what is no History, ValueError for one without a step."""
    if len(check_kind("history", history, History, "a History such as gan.history")) == 0:
        raise ValueError("the history holds no steps yet: train before drawing it")


def _curve(ax, history, name: str, label: str, colour: str, style: str) -> None:
    """A column of the history, as `curve` draws it."""
    curve(ax, history["step"], history[name], label, colour, style)


def curve(ax, steps: np.ndarray, values: np.ndarray, label: str, colour: str, style: str) -> None:
    """A curve over the steps: every step pale, and the running mean of about a fiftieth of them on top."""
    ax.plot(steps, values, color=colour, alpha=0.2, linewidth=0.5)
    window = max(1, len(values) // 50)
    smooth = np.convolve(values, np.ones(window) / window, mode="valid")
    ax.plot(steps[window - 1 :], smooth, color=colour, linestyle=style, linewidth=1.5, label=label)
