"""Pictures that move: a GIF, or a page of HTML with buttons and a slider."""

import math
import re
from io import BytesIO
from pathlib import Path
from typing import Any

from ..checks import check_count, check_function, check_kind, check_number, check_path
from ..files.checkpoint import atomic_write
from .style import check_size

DPI = 100
# matplotlib's page loads a font for the signs on its buttons from the network; these are in every font
SIGNS = r"""<style>
.anim-buttons i { font-style: normal; }
.fa-minus::before { content: "-"; }
.fa-plus::before { content: "+"; }
.fa-pause::before { content: "II"; }
.fa-play::before { content: "\25BA"; }
.fa-play.fa-flip-horizontal::before { content: "\25C4"; }
.fa-step-backward::before { content: "\2039"; }
.fa-step-forward::before { content: "\203A"; }
.fa-fast-backward::before { content: "|\25C4"; }
.fa-fast-forward::before { content: "\25BA|"; }
</style>"""


def save_gif(path: str | Path, frames: list[Path], *, seconds: float = 8.0) -> None:
    """Join PNG files of one size into a GIF that loops, `seconds` long, its last frame held."""
    check_kind("frames", frames, list | tuple, "a list of PNG files")
    count, seconds = (
        check_count("the number of frames", len(frames)),
        check_number("seconds", seconds, 0, exclusive="low"),
    )
    path, frames = check_path("path", path), [check_path("each of frames", frame) for frame in frames]
    _check_sizes(frames)
    durations = [max(40, round(1000 * seconds / count))] * count
    durations[-1] = max(1500, durations[-1])
    with atomic_write(path) as file:
        _write_gif(file, frames, durations)


def animate(draw, frames: int, path: str | Path, *, fps: float = 12, size: tuple[float, float] = (5, 5)) -> Path:
    """Draw frame after frame and write them as one moving picture, whole or not at all. Returns its path.

    draw : draw(ax, i) fills an empty Axes with frame i = 0 ... frames - 1
    path : ends in .gif, or in .html for a page with buttons and a slider, which needs no network
    fps : frames per second, up to 50; a GIF rounds the time of a frame to hundredths of a second
    size : width and height in inches of 100 pixels

    Raises ValueError for another ending, frames < 1, or fps outside (0, 50]; FileNotFoundError if there is no folder.
    """
    path, frames = check_path("path", path), check_count("frames", frames)
    check_function("draw", draw, "draw(ax, i)")
    size = check_size(size)
    milliseconds = 1000 / _check_fps(fps)
    if path.suffix not in (".gif", ".html"):
        raise ValueError(f"path must end in .gif or .html, got {path.name!r}")
    with atomic_write(path) as file:
        if path.suffix == ".gif":
            _write_gif(file, _pictures(draw, frames, size), round(milliseconds, -1))
        else:
            file.write(animation_html(draw, frames, fps=fps, size=size).encode())
    return path


def animation_html(draw, frames: int, *, fps: float = 12, size: tuple[float, float] = (5, 5)) -> str:
    """The page that `animate` writes, as text: in a notebook, IPython.display.HTML(animation_html(...)) shows it.

    Arguments and errors as for `animate`. The frames are PNG files inside the page, which matplotlib makes.
    """
    from tempfile import TemporaryDirectory

    from matplotlib.animation import HTMLWriter

    check_function("draw", draw, "draw(ax, i)")
    frames, figure = check_count("frames", frames), _figure(check_size(size))
    rate: Any = _check_fps(fps)  # which need not be whole, though matplotlib's annotation says int
    writer = HTMLWriter(fps=rate, embed_frames=True, embed_limit=math.inf)
    with TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        with writer.saving(figure, page, DPI):
            for i in range(frames):
                _redraw(figure, draw, i)
                writer.grab_frame()
        text = page.read_text()
    return SIGNS + re.sub(r"<link\b[^>]*>", "", text)


def _check_sizes(frames: list[Path]) -> None:
    """Raise ValueError for pictures of different sizes: a GIF would cut or pad them to the first one's."""
    from PIL import Image

    sizes = []
    for frame in frames:
        with Image.open(frame) as picture:
            sizes.append(picture.size)
        if sizes[-1] != sizes[0]:
            raise ValueError(f"frames must all have one size, and {frame.name} has {sizes[-1]}, the first {sizes[0]}")


def _pictures(draw, frames: int, size):
    """PNG files of the frames, in memory, one at a time."""
    figure = _figure(size)
    for i in range(frames):
        _redraw(figure, draw, i)
        file = BytesIO()
        figure.savefig(file, format="png")
        yield file


def _write_gif(file, frames, duration) -> None:
    """frames: PNG files. duration: of each frame in milliseconds, one number or as many as there are frames."""
    from PIL import Image

    first, *rest = (Image.open(frame).convert("P", palette=Image.Palette.ADAPTIVE) for frame in frames)
    first.save(file, format="gif", save_all=True, append_images=rest, duration=duration, loop=0)


def _figure(size):
    from matplotlib.figure import Figure

    return Figure(figsize=size, layout="constrained", dpi=DPI)


def _redraw(figure, draw, i: int) -> None:
    figure.clear()
    draw(figure.subplots(), i)


def _check_fps(fps) -> float:
    return check_number("fps", fps, 0, 50, exclusive="low")
