"""Pictures of what goes on inside a network: gradients on their way back, activations on their way forth, weights."""

from __future__ import annotations  # to name Axes is no reason to import matplotlib

from typing import TYPE_CHECKING, Any

import numpy as np

from ..checks import check_finite, check_rows
from ..network import Sequential
from .style import BLUE, ORANGE, given_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CUT = 0.001  # share of a histogram's values left out at either end: a few outliers would squeeze the rest


def gradient_flow(network: Sequential, *, ax: Axes | None = None) -> Axes:
    """Draw how large the gradients are that the last backward pass wrote, layer by layer, on a log axis.

    A bar for each learned array, the first layer on top: rms(dW) = sqrt(mean(dW^2)), over all entries. Bars that shrink
    from the last layer to the first are a gradient that vanishes. An array of exact zeros has no bar and says 0. Blue:
    matrices; orange and hatched: vectors (b, gamma, beta).

    network : Sequential, such as gan.generator after gan.train_step(real)

    Raises TypeError for no network; ValueError if all gradients are 0, as before any backward pass, or not finite.
    """
    arrays = [(f"{label}  d{name}", getattr(layer, "d" + name)) for label, layer, name in _learned(network)]
    check_finite("network.grads", network.grads)
    if not network.grads.any():
        raise ValueError("all gradients of the network are 0: run a backward pass before drawing them")
    sizes = np.array([np.sqrt(np.mean(np.square(g, dtype=np.float64))) for _, g in arrays])
    ax = given_or_new(ax)
    for y, (size, (_, g)) in enumerate(zip(sizes, arrays, strict=True)):
        matrix = g.ndim > 1
        ax.barh(y, size, 0.7, color=BLUE if matrix else ORANGE, hatch="" if matrix else "////", edgecolor="white")
    low, high = sizes[sizes > 0].min(), sizes.max()
    left, right = low / 3, high * (high / low * 10) ** 0.25  # room for the numbers
    for y, size in enumerate(sizes):
        ax.text(max(size, left), y, f" {size:.1e}" if size else " 0", va="center", fontsize=8)
    ax.set_yticks(range(len(arrays)), [label for label, _ in arrays], fontsize=8)
    ax.set(xscale="log", xlim=(left, right), ylim=(len(arrays) - 0.4, -0.6))
    ax.set(xlabel="root mean square of the gradient's entries", ylabel="layer, from input to output")
    return ax


def activation_histograms(network: Sequential, x: np.ndarray, *, ax: Axes | None = None) -> Axes:
    """Draw the values after each layer in an inference pass on x: a histogram for each, the first layer on top.

    x : (B, n_in) floats. The pass changes nothing in the network.

    Each histogram is as high as its own peak and leaves out the outermost 0.1 % of the values at either end. Exact
    zeros, which ReLU makes, would be all of that peak: they are left out too. On the right stand, for layers with
    zeros, their share and the number of dead units, which are 0 for every row of x.

    Raises TypeError or ValueError for no network, x of a wrong dtype or shape, or values that are not finite.
    """
    labels = [label for label, _ in _numbered(network)]
    x = check_rows("x", x, network.n_in, network.dtype)
    check_finite("x", x)
    rows = []
    for label, layer in zip(labels, network.layers, strict=True):
        x, _ = layer.forward(x, training=False)
        check_finite(f"the output of layer {label}", x)
        zero = x == 0
        note = f"{zero.mean():.0%}, {zero.all(axis=0).sum()} of {x.shape[1]}" if zero.any() else ""
        rows.append((label, x[~zero], note))
    heading = "zeros, dead units" if any(note for _, _, note in rows) else ""
    ax = _ridges(given_or_new(ax), rows, heading)
    ax.set(xlabel="value after the layer", ylabel="layer, from input to output")
    return ax


def weight_histograms(network: Sequential, *, ax: Axes | None = None) -> Axes:
    """Draw the values of each learned array: a histogram for each, the first layer on top.

    Each is as high as its own peak and leaves out the outermost 0.1 % of the values at either end; on the right stands
    the standard deviation. Where all values are equal (biases of 0, a gamma of 1, before training) it is a line.

    Raises TypeError for no network, ValueError if it has no parameters, or parameters that are not finite.
    """
    arrays = [(f"{label}  {name}", getattr(layer, name)) for label, layer, name in _learned(network)]
    check_finite("network.params", network.params)
    rows = [(label, w, f"{w.std(dtype=np.float64):.2g}") for label, w in arrays]
    ax = _ridges(given_or_new(ax), rows, "standard deviation")
    ax.set(xlabel="value of the parameter", ylabel="layer, from input to output")
    return ax


def _ridges(ax, rows: list[tuple[str, np.ndarray, str]], heading: str):
    """Histograms above one another, (label, values, note) from the top: each on a base line, as high as its own peak.

    The notes stand on the right, under the heading.
    """
    ends = [_ends(values.astype(np.float64)) if values.size else (0.0, 0.0) for _, values, _ in rows]
    extent = np.max(ends) - np.min(ends) or 1.0
    for y, ((_, values, _), (low, high)) in enumerate(zip(rows, ends, strict=True)):
        ax.axhline(y, color="0.8", linewidth=0.6, zorder=0)
        if not values.size:
            continue
        if high - low < extent / 200:  # as good as one value: a line
            low, high = low - extent / 200, high + extent / 200
        counts, edges = np.histogram(values, int(np.clip(np.sqrt(values.size), 10, 60)), (low, high))
        heights = y - 0.85 * counts / counts.max()
        ax.stairs(heights, edges, baseline=y, color=BLUE, fill=True, alpha=0.35)
        ax.stairs(heights, edges, baseline=y, color=BLUE, linewidth=0.8)
    ax.axvline(0, color="0.5", linewidth=0.6, linestyle=":", zorder=0)
    ax.set_yticks(range(len(rows)), [label for label, _, _ in rows], fontsize=8)
    ax.set_ylim(len(rows) - 0.8, -1)
    if heading:
        right = ax.secondary_yaxis("right")
        right.set_yticks(range(len(rows)), [note for _, _, note in rows], fontsize=8)
        right.set_ylabel(heading)
        right.tick_params(length=0)
    return ax


def _ends(values: np.ndarray) -> tuple[float, float]:
    """The values between which all but a share CUT at either end lie; of few values the smallest and the largest."""
    return np.quantile(values, CUT, method="lower"), np.quantile(values, 1 - CUT, method="higher")


def _numbered(network) -> list[tuple[str, Any]]:
    """(label, layer) of each layer: "0 Dense" is network.layers[0]."""
    if not isinstance(network, Sequential):
        raise TypeError(f"network must be a Sequential such as gan.generator, got {type(network).__name__}")
    return [(f"{i} {type(layer).__name__}", layer) for i, layer in enumerate(network.layers)]


def _learned(network) -> list[tuple[str, Any, str]]:
    """(label, layer, name) of each learned array."""
    found = [(label, layer, name) for label, layer in _numbered(network) for name in layer.param_shapes]
    if not found:
        raise ValueError("the network has no learned parameters, only layers without any")
    return found
