"""Pictures. Every function draws on a matplotlib Axes, makes one if none is given, and returns it.

matplotlib is imported when a function is called, so that `import numgan` needs NumPy alone. The colours are those of
Okabe and Ito (2008), which stay apart for colour-blind eyes and in grey print.
"""

import math
from pathlib import Path

import numpy as np

from .checkpoint import atomic_write
from .checks import check_count

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#777777"


def image_grid(images: np.ndarray, *, columns: int | None = None, labels=None, ax=None):
    """Draw uint8 images (N, height, width[, 3]) as a grid, row by row, `columns` wide (by default nearly square).

    labels : N short texts, written into the corners of the images.
    """
    ax = _axes(ax)
    columns = columns or math.ceil(math.sqrt(len(images)))
    ax.imshow(tile(images, columns=columns), cmap="gray", vmin=0, vmax=255, interpolation="nearest")
    height, width = images.shape[1:3]
    for i, text in enumerate(labels if labels is not None else []):
        row, column = divmod(i, columns)
        ax.text(column * (width + 1) + 2, row * (height + 1) + 2, str(text), color="#F0E442", va="top", fontsize=8)
    ax.set_axis_off()
    return ax


def tile(images: np.ndarray, *, columns: int) -> np.ndarray:
    """One uint8 picture of many: (N, height, width[, 3]) to a grid with lines of one grey pixel between."""
    images = np.asarray(images)
    if images.ndim not in (3, 4) or images.dtype != np.uint8 or len(images) == 0:
        raise ValueError(f"images must be uint8 of shape (N, height, width[, 3]), got {images.dtype} {images.shape}")
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    columns = min(check_count("columns", columns), len(images))
    rows = math.ceil(len(images) / columns)
    height, width = images.shape[1:3]
    sheet = np.full((rows * columns, height + 1, width + 1, *images.shape[3:]), 64, np.uint8)
    sheet[: len(images), :height, :width] = images
    sheet = sheet.reshape(rows, columns, *sheet.shape[1:]).swapaxes(1, 2)
    return sheet.reshape(rows * (height + 1), columns * (width + 1), *images.shape[3:])[:-1, :-1]


def losses(history, *, equilibrium: tuple[float, float] | None = None, ax=None):
    """Both players' losses over the steps, with dashed lines where they stand at the game's equilibrium.

    history : gan.history. equilibrium : gan.objective.equilibrium(), (D's loss, G's loss).
    """
    ax = _axes(ax)
    for name, label, colour in (("d_loss", "discriminator", BLUE), ("g_loss", "generator", ORANGE)):
        _curve(ax, history, name, label, colour)
    for value, colour in zip(equilibrium or (), (BLUE, ORANGE), strict=False):
        ax.axhline(value, color=colour, linestyle="--", linewidth=1, label=f"at equilibrium: {value:.3f}")
    ax.set(xlabel="step", ylabel="loss")
    ax.legend()
    return ax


def probabilities(history, *, ax=None):
    """Mean D(x) on real and D(G(z)) on generated rows over the steps; at equilibrium both are 1/2."""
    ax = _axes(ax)
    _curve(ax, history, "d_real", "D(x), real", BLUE)
    _curve(ax, history, "d_fake", "D(G(z)), generated", ORANGE)
    ax.axhline(0.5, color=GREY, linestyle="--", linewidth=1, label="at equilibrium: 1/2")
    ax.set(xlabel="step", ylabel="mean probability of being real", ylim=(0, 1))
    ax.legend()
    return ax


def points(fake: np.ndarray, real: np.ndarray | None = None, *, ax=None):
    """Generated and, where given, real points: in the plane, (N, 2), as dots; on the line, (N, 1), as histograms."""
    ax = _axes(ax)
    clouds = [(fake, "generated", ORANGE)] if real is None else [(real, "real", BLUE), (fake, "generated", ORANGE)]
    frame = clouds[0][0]  # the real points, where given, decide what is shown
    low, high = frame.min(axis=0), frame.max(axis=0)
    margin = 0.15 * (high - low).max() or 1.0  # a single point has no extent
    if frame.shape[1] == 1:
        bins = np.linspace(low[0] - margin, high[0] + margin, 61)
        for x, label, colour in clouds:
            density = np.histogram(x, bins)[0] / len(x) / np.diff(bins)
            ax.stairs(density, bins, label=label, color=colour, fill=True, alpha=0.5)
        ax.set(xlabel="x", ylabel="density")
    else:
        for x, label, colour in clouds:
            ax.scatter(*x.T, s=5, color=colour, label=label, linewidths=0, alpha=0.6)
        ax.set(xlim=(low[0] - margin, high[0] + margin), ylim=(low[1] - margin, high[1] + margin), aspect="equal")
    ax.legend(loc="upper right")
    return ax


def digit_histogram(shares: np.ndarray, *, ax=None):
    """The share of each digit, (10,), with lines where all are equal and where one counts as lost (2 %)."""
    ax = _axes(ax)
    ax.bar(range(10), 100 * shares, color=BLUE)
    ax.axhline(10, color=GREY, linestyle="--", linewidth=1, label="even: 10 %")
    ax.axhline(2, color=ORANGE, linestyle=":", linewidth=1, label="lost below 2 %")
    ax.set(xlabel="digit, as the classifier sees it", ylabel="% of samples", xticks=range(10))
    ax.legend()
    return ax


def save_figure(path: str | Path, draw, *, size: tuple[float, float] = (7, 4.5)) -> None:
    """Let `draw(ax)` fill a new figure of `size` inches and write it as PNG, whole or not at all. Needs no display."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout="constrained")
    draw(figure.subplots())
    with atomic_write(path) as file:
        figure.savefig(file, format="png", dpi=120)


def save_images(path: str | Path, images: np.ndarray, *, columns: int | None = None, zoom: int = 2) -> None:
    """Write uint8 images as one PNG, each pixel `zoom` wide: what `image_grid` shows, without a figure around it."""
    from PIL import Image

    sheet = tile(images, columns=columns or math.ceil(math.sqrt(len(images))))
    sheet = sheet.repeat(check_count("zoom", zoom), axis=0).repeat(zoom, axis=1)
    with atomic_write(path) as file:
        Image.fromarray(sheet).save(file, format="png")


def save_gif(path: str | Path, frames: list[Path], *, seconds: float = 8.0) -> None:
    """Join PNG files of one size into a GIF that loops, `seconds` long, its last frame held."""
    from PIL import Image

    pictures = [Image.open(frame).convert("P", palette=Image.Palette.ADAPTIVE) for frame in frames]
    durations = [max(40, round(1000 * seconds / len(pictures)))] * len(pictures)
    durations[-1] = max(1500, durations[-1])
    with atomic_write(path) as file:
        pictures[0].save(file, format="gif", save_all=True, append_images=pictures[1:], duration=durations, loop=0)


def _axes(ax):
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(layout="constrained")[1]


def _curve(ax, history, name: str, label: str, colour: str) -> None:
    """A column of the history: every step pale, and the running mean of about a fiftieth of the run on top."""
    steps, values = history["step"], history[name]
    ax.plot(steps, values, color=colour, alpha=0.2, linewidth=0.5)
    window = max(1, len(values) // 50)
    smooth = np.convolve(values, np.ones(window) / window, mode="valid")
    ax.plot(steps[window - 1 :], smooth, color=colour, linewidth=1.5, label=label)
