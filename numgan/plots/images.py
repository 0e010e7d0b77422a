"""Pictures of generated images: many at once, the same ones over time, and a walk or a window in latent space."""

from __future__ import annotations  # to name Axes is no reason to import matplotlib

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..checks import check_array, check_count, check_kind, check_number, check_path, check_rng, shown
from ..files.checkpoint import atomic_write
from ..game import Game
from ..sampler import Sampler
from .style import given_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def tile(images: np.ndarray, *, columns: int) -> np.ndarray:
    """One uint8 picture of many: (N, height, width[, 3]) to a grid with lines of one grey pixel between."""
    images = check_array("images", images, "biufc", "uint8 images (N, height, width[, 3])")
    channels = images.shape[3:]
    if images.ndim not in (3, 4) or channels not in ((), (1,), (3,)) or images.dtype != np.uint8 or images.size == 0:
        raise ValueError(
            f"images must be uint8 of shape (N, height, width[, 3]), got {images.dtype} {images.shape}; "
            "for generated rows: gan.to_images(rows)"
        )
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    columns = min(check_count("columns", columns), len(images))
    rows = math.ceil(len(images) / columns)
    height, width = images.shape[1:3]
    sheet = np.full((rows * columns, height + 1, width + 1, *images.shape[3:]), 64, np.uint8)
    sheet[: len(images), :height, :width] = images
    sheet = sheet.reshape(rows, columns, *sheet.shape[1:]).swapaxes(1, 2)
    return sheet.reshape(rows * (height + 1), columns * (width + 1), *images.shape[3:])[:-1, :-1]


def image_grid(images: np.ndarray, *, columns: int | None = None, labels=None, ax: Axes | None = None) -> Axes:
    """Draw uint8 images (N, height, width[, 3]) as a grid, row by row, `columns` wide (by default nearly square).

    labels : N short texts, written into the corners of the images.

    Raises ValueError for other images, or another number of labels.
    """
    images = check_array("images", images, "biufc", "uint8 images (N, height, width[, 3])")
    columns = math.ceil(math.sqrt(images.shape[0] if images.ndim else 0)) if columns is None else columns
    sheet = tile(images, columns=columns)
    _check_texts("labels", labels, len(images), "images")
    ax = given_or_new(ax)
    _show(ax, sheet)
    height, width = images.shape[1:3]
    for i, text in enumerate(labels if labels is not None else []):
        row, column = divmod(i, columns)
        ax.text(column * (width + 1) + 2, row * (height + 1) + 2, str(text), color="#F0E442", va="top", fontsize=8)
    ax.set_axis_off()
    return ax


def save_images(path: str | Path, images: np.ndarray, *, columns: int | None = None, zoom: int = 2) -> None:
    """Write uint8 images as one PNG, each pixel `zoom` wide: what `image_grid` shows, without a figure around it."""
    from PIL import Image

    path, images = (
        check_path("path", path),
        check_array("images", images, "biufc", "uint8 images (N, height, width[, 3])"),
    )
    columns = math.ceil(math.sqrt(images.shape[0] if images.ndim else 0)) if columns is None else columns
    sheet = tile(images, columns=columns)
    sheet = sheet.repeat(check_count("zoom", zoom), axis=0).repeat(zoom, axis=1)
    with atomic_write(path) as file:
        Image.fromarray(sheet).save(file, format="png")


def filmstrip(frames, *, titles=None, ax: Axes | None = None) -> Axes:
    """Draw the same n latents at several moments of training: a row for each moment, a column for each latent.

    frames : list of uint8 images (n, height, width[, 3]), all of one shape, such as
        gan.to_images(gan.sample(n, rng=0)), kept every so many steps
    titles : a short text for each moment, such as "step 500", written beside its row

    Raises ValueError for no frames, frames of different shapes, or another number of titles.
    """
    check_kind("frames", frames, list | tuple, "a list of sets of images")
    frames = [check_array("each of frames", frame, "biufc", "uint8 images (N, height, width[, 3])") for frame in frames]
    if len({frame.shape for frame in frames}) != 1:
        shapes = ", ".join(str(frame.shape) for frame in frames) or "none"
        raise ValueError(f"frames must be at least one set of images, all of one shape, got {shapes}")
    _check_texts("titles", titles, len(frames), "frames")
    sheet = tile(np.concatenate(frames), columns=len(frames[0]))
    ax = given_or_new(ax)
    _show(ax, sheet)
    pitch = frames[0].shape[1] + 1
    rows = pitch * np.arange(len(frames)) + (pitch - 2) / 2
    ax.set_yticks(rows, [str(i) for i in range(len(frames))] if titles is None else titles)
    ax.set(xticks=[], xlabel=f"{len(frames[0])} latents, the same in every row", ylabel="moment" * (titles is None))
    _bare(ax)
    return ax


def interpolation_strip(sampler, *, n: int = 8, steps: int = 12, rng=0, ax: Axes | None = None) -> Axes:
    """Draw n walks through latent space, one per row: G(z) at `steps` latents from one random latent to another.

    The way is `sampler.interpolate`: the great circle, which keeps to the lengths that G was trained on. For latent_dim
    1 it is the straight line; for a conditional G all images of a walk have one label. If the images change smoothly,
    and each of them could be real, G has learnt more than a list of examples.

    sampler : Sampler of images, or a GAN, whose samples are then those of `gan.sample`
    rng : None, int, Generator, ...: the ends of row i are rows 2 i and 2 i + 1 of sampler.latents(2 n, rng=rng)

    Raises ValueError for a sampler of points, n < 1 or steps < 2.
    """
    n, steps = check_count("n", n), check_count("steps", steps, 2)
    check_kind("sampler", sampler, Game | Sampler, "a game or a Sampler")
    ends = sampler.latents(2 * n, rng=rng).reshape(n, 2, -1)
    images = sampler.to_images(sampler.generate(np.concatenate([sampler.interpolate(*pair, steps) for pair in ends])))
    ax = given_or_new(ax)
    _show(ax, tile(images, columns=steps))
    pitch = images.shape[2] + 1
    ticks = [pitch * i + (pitch - 2) / 2 for i in (0, steps - 1)]
    kind = "straight line" if sampler.latent_dim - sampler.noise_prior.codes == 1 else "great circle"
    ax.set_xticks(ticks, ["$z_0$", "$z_1$"])
    ax.set(xlabel=f"latent, along the {kind} from $z_0$ to $z_1$", yticks=[])
    _bare(ax)
    return ax


def latent_map(sampler, *, n: int = 15, spread: float = 2.0, rng=0, ax: Axes | None = None) -> Axes:
    """Draw a window into latent space: n x n images G(z), z on a regular grid of a plane through 0.

    z = a u + b v,  a and b = -spread ... spread, n values each; a grows to the right, b upwards

    latent_dim 2:  u = (1, 0) and v = (0, 1): the latent plane itself, a and b in standard deviations of the prior (one
                   with ends, such as UniformNoise at sqrt 3 = 1.73, may end before the picture does).
    latent_dim > 2:  u and v are the first two vectors of normal numbers from `rng`, v made orthogonal to u, both of
                   length sqrt(latent_dim), the length of a typical latent: typical ones have a^2 + b^2 = 1, and latents
                                  far from that circle have hardly ever occurred in training.

    sampler : Sampler of images, or a GAN, whose samples are then those of `gan.sample`

    Raises ValueError for a sampler of points, latent_dim 1, a conditional G, n < 2, or a spread that is not positive.
    """
    n, spread = check_count("n", n, 2), check_number("spread", spread, 0, exclusive="low")
    _check_unlabelled("latent_map", check_kind("sampler", sampler, Game | Sampler, "a game or a Sampler"))
    if sampler.latent_dim == 1:
        raise ValueError("latent_map draws a plane of latents and needs latent_dim of at least 2, got 1")
    steps = np.linspace(-spread, spread, n)
    z = np.stack(np.meshgrid(steps, steps[::-1]), axis=-1).reshape(-1, 2) @ _plane(sampler.latent_dim, rng)
    images = sampler.to_images(sampler.generate(z))
    height, width = images.shape[1:3]
    ax = given_or_new(ax)
    # an image and the line beside it take one step of the grid, and the last image has no line
    right, top = (spread * (1 + size / (size + 1) / (n - 1)) for size in (width, height))
    _show(ax, tile(images, columns=n), extent=(-right, right, -top, top), aspect=(height + 1) / (width + 1))
    if sampler.latent_dim == 2:
        ax.set(xlabel="$z_1$, standard deviations", ylabel="$z_2$, standard deviations")
    else:
        ax.set(xlabel="$a$, lengths of a typical latent", ylabel="$b$, lengths of a typical latent")
    return ax


def _check_unlabelled(name: str, sampler) -> None:
    if codes := sampler.noise_prior.codes:
        raise ValueError(
            f"{name} moves through all of z, and the last {codes} columns of this G's latents are labels or other codes"
        )


def _check_texts(name: str, texts, n: int, things: str) -> None:
    if texts is None:
        return
    texts = texts.tolist() if isinstance(texts, np.ndarray) else texts
    if not isinstance(texts, list | tuple | range) or any(isinstance(text, list) for text in texts):
        raise TypeError(f"{name} must be a list of texts, one for each of the {n} {things}, got {shown(texts)}")
    if len(texts) != n:
        raise ValueError(f"{name} must be one for each of the {n} {things}, got {len(texts)}")


def _plane(latent_dim: int, rng) -> np.ndarray:
    """The two vectors that span the map, (2, latent_dim)."""
    if latent_dim == 2:
        return np.eye(2)
    u, v = check_rng(rng).standard_normal((2, latent_dim))
    v -= (v @ u) / (u @ u) * u
    return math.sqrt(latent_dim) * np.stack([u / np.linalg.norm(u), v / np.linalg.norm(v)])


def _show(ax, sheet: np.ndarray, **settings) -> None:
    ax.imshow(sheet, cmap="gray", vmin=0, vmax=255, interpolation="nearest", **settings)


def show_tiles(ax, images: np.ndarray, *, columns: int) -> None:
    """Show images as `tile` joins them, with room for labels and without ticks or a frame."""
    _show(ax, tile(images, columns=columns))
    _bare(ax)


def _bare(ax) -> None:
    """Labels without ticks or a frame."""
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
