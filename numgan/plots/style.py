"""What all pictures share: the colours, the Axes helper, and a figure's way into a file.

The colours are those of Okabe and Ito (2008), which stay apart for colour-blind eyes. In grey print they come close to
each other, so wherever two of them meet, line styles, markers or labels differ as well.
"""

from __future__ import annotations  # to name Axes is no reason to import matplotlib

from pathlib import Path
from typing import TYPE_CHECKING

from ..checks import check_function, check_kind, check_number, check_path, shown
from ..files.checkpoint import atomic_write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#777777"


def given_or_new(ax: Axes | None) -> Axes:
    """The Axes itself, or, for None, that of a new pyplot figure. Raises TypeError for anything else."""
    if ax is not None:
        from matplotlib.axes import Axes

        several = "; if you have several, pass one, such as axes[0]" if hasattr(ax, "__len__") else ""
        return check_kind("ax", ax, Axes, f"one matplotlib Axes{several}")
    import matplotlib.pyplot as plt

    return plt.subplots(layout="constrained")[1]


def in_the_plane(ax: Axes) -> None:
    """Label the two coordinates of x and give them one scale, unless what was drawn before has settled the scale."""
    ax.set(xlabel="$x_1$", ylabel="$x_2$")
    if ax.get_aspect() == "auto":
        ax.set_aspect("equal", adjustable="datalim")


def check_size(size) -> tuple[float, float]:
    """Return (width, height) in inches, each above 0 and at most 100."""
    if not isinstance(size, tuple | list) or len(size) != 2:
        raise ValueError(f"size must be (width, height) in inches, got {shown(size)}")
    width, height = (check_number("each length in size", length, 0, 100, exclusive="low") for length in size)
    return width, height


def save_figure(path: str | Path, draw, *, size: tuple[float, float] = (7, 4.5)) -> None:
    """Let `draw(ax)` fill a new figure of `size` inches and write it as PNG, whole or not at all. Needs no display."""
    path = check_path("path", path)
    check_function("draw", draw, "draw(ax)")
    size = check_size(size)
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout="constrained")
    draw(figure.subplots())
    with atomic_write(path) as file:
        figure.savefig(file, format="png", dpi=120)
