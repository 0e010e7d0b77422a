"""Judging a game by its own data, whatever they are: images other than MNIST's, or points of any kind.

No classifier knows them, so the figures are computed from pixels or from the points themselves. Beside each figure
stands the same figure for real rows in place of the samples, because a figure alone means little.
"""

from pathlib import Path

import numpy as np

from .. import plots
from ..game import Game
from .divergence import histogram_on_grid, js_divergence
from .neighbours import nearest_neighbours
from .parzen import parzen_log_likelihood
from .precision_recall import precision_recall

ROWS, VALIDATION = 5_000, 1_000  # at most: rows in each of the sets that are compared; images that choose sigma
VALUES = 2**24  # at most in one of these sets: 134 MB, in the float64 of precision and recall
LEAST = 20  # rows of data; far more are wanted for figures that say anything
CELLS = {1: 50, 2: 20}  # of the grid on each axis, for points on the line and in the plane


def evaluate_images(gan: Game, images: np.ndarray, *, seed: int = 0) -> dict:
    """Judge a generator of images by its own data, uint8 (N, ...) of the game's shape.

    The images are split at random. A fifth (at most 1,000) chooses Parzen's sigma. The rest is split into two halves
    (of at most 5,000, fewer if the images are large): the samples are compared with one half, and the other half is
    judged as if it were samples. Precision and recall are taken in pixel space, where they mean less than on features:
    compare only games on the same data.
    The game was trained on these images, so a game that has learnt them by heart has the best figures.

    Raises ValueError for images of another shape or too few, TypeError for a game of points or images of another dtype.
    """
    if gan.data_range is None:
        raise TypeError("this game makes points: evaluate_points judges them")
    images = np.asarray(images)
    if images.dtype != np.uint8:
        raise TypeError(f"images must be uint8, got {images.dtype}")
    _check_data(images, gan.width)
    chosen = np.random.default_rng(seed).permutation(len(images))
    validation = min(VALIDATION, len(images) // 5)
    rows = min(ROWS, VALUES // gan.width, (len(images) - validation) // 2)
    x = images.reshape(len(images), -1)
    sigma_of, test, others = np.split(x[chosen[: validation + 2 * rows]], [validation, validation + rows])
    sampler = gan.sampler()
    samples = sampler.to_unit(sampler.sample(rows, rng=seed))
    found: dict = {"samples": rows, "seed": seed, "judged_by": "its own images"}
    for name, judged in (("", samples), ("real_", others / np.float32(255))):
        found[f"{name}parzen"] = parzen_log_likelihood(judged, sigma_of, test)._asdict()
        found |= _shares(name, test / np.float32(255), judged)
    return found


def evaluate_points(gan: Game, points: np.ndarray, *, seed: int = 0) -> dict:
    """Judge a generator of points by its own data, floats (N, d).

    The data are split into two halves of at most 5,000 points: the samples are compared with one half, and the other
    is judged as if it were samples. js_divergence, for d of 1 or 2, is that of histograms on a grid over all of the
    data, with one more cell for what lies outside. It is in nats, from 0 to log 2, and above 0 for real points too.

    Raises ValueError for points of another width or too few, TypeError for a game of images.
    """
    if gan.data_range is not None:
        raise TypeError("this game makes images: evaluate_images judges them")
    points = np.asarray(points, np.float64)
    _check_data(points, gan.width)
    chosen = np.random.default_rng(seed).permutation(len(points))
    rows = min(ROWS, len(points) // 2)
    real, others = points[chosen[:rows]], points[chosen[rows : 2 * rows]]
    samples = gan.sample(rows, rng=seed).astype(np.float64)
    found: dict = {"samples": rows, "seed": seed, "judged_by": "its own points"}
    for name, judged in (("", samples), ("real_", others)):
        found |= _shares(name, real, judged)
        if gan.width in CELLS:
            edges = _edges(points)
            found[f"{name}js_divergence"] = js_divergence(*(_counts(x, edges) for x in (real, judged)))
            found[f"{name}outside"] = float(_counts(judged, edges)[-1] / rows)
    return found


def draw_images(gan: Game, images: np.ndarray, folder: Path, seed: int) -> None:
    """neighbours.png, rows of samples each above the nearest images of the data; interpolation.png.

    Where there is a code: information.png, the bound that it was learnt by; code_1.png, ..., what its numbers do.
    """
    sampler, rows, columns = gan.sampler(), 6, 12
    samples = sampler.sample(rows * columns, rng=seed)
    nearest, _ = nearest_neighbours(sampler.to_unit(samples), images)
    shape = (-1, *gan.data_shape)
    pairs = np.stack([sampler.to_images(samples), images[nearest].reshape(shape)]).reshape(2, rows, columns, *shape[1:])
    pairs = pairs.swapaxes(0, 1).reshape(shape)  # a row of samples, then the row of their neighbours
    plots.save_images(folder / "neighbours.png", pairs, columns=columns)
    ends = sampler.latents(2 * rows, rng=seed).reshape(rows, 2, -1)
    path = np.concatenate([sampler.interpolate(first, last, columns) for first, last in ends])
    plots.save_images(folder / "interpolation.png", sampler.to_images(sampler.generate(path)), columns=columns)
    if "category_bound" in gan.history.names:
        entropy = np.log(gan.noise_prior.choices["category"])
        plots.save_figure(folder / "information.png", lambda ax: plots.information(gan.history, entropy=entropy, ax=ax))
    for code in range(gan.noise_prior.continuous):

        def draw(ax, code=code):
            plots.code_walk(sampler, code=code, rng=seed, ax=ax)

        plots.save_figure(folder / f"code_{code + 1}.png", draw, size=(6, 7))


def draw_points(gan: Game, points: np.ndarray, folder: Path, seed: int) -> None:
    """points.png, samples among the data, where they lie on the line or in the plane."""
    if gan.width in CELLS:
        shown = points[np.random.default_rng(seed).permutation(len(points))[:2000]]
        fake = gan.sample(2000, rng=seed)
        plots.save_figure(folder / "points.png", lambda ax: plots.points(fake, shown, ax=ax), size=(5, 5))


def own_table(found: dict, trained_on) -> str:
    """The figures of either function as text, each beside that of real rows."""
    lines = [
        f"{found['samples']:,} samples, judged by {trained_on!r}: figures for digits do not apply",
        "",
        f"{'':<30}{'samples':>12}{'real rows':>12}",
    ]
    for name, label, digits in (
        ("parzen", "Parzen log-likelihood, nats", 1),
        ("js_divergence", "JS divergence on a grid, nats", 3),
        ("outside", "share outside the grid", 3),
        ("precision", "precision", 3),
        ("recall", "recall", 3),
    ):
        if name in found:
            pair = [found[f"{who}{name}"] for who in ("", "real_")]
            numbers = [value["mean"] if isinstance(value, dict) else value for value in pair]
            lines.append(f"{label:<30}" + "".join(f"{number:>12.{digits}f}" for number in numbers))
    return "\n".join(lines)


def _check_data(data: np.ndarray, width: int) -> None:
    if len(data) < LEAST or data[0].size != width:
        raise ValueError(
            f"at least {LEAST} rows of {width} values are wanted, of the kind that this game makes, and the data have "
            f"shape {data.shape}"
        )


def _shares(name: str, real: np.ndarray, judged: np.ndarray) -> dict:
    manifold = precision_recall(real, judged)
    return {f"{name}precision": manifold.precision, f"{name}recall": manifold.recall}


def _edges(points: np.ndarray) -> list[np.ndarray]:
    """The edges of the grid's cells: from the least to the greatest of the data on each axis."""
    cells = CELLS[points.shape[1]]
    low, high = points.min(axis=0), points.max(axis=0)
    high = np.where(high > low, high, low + np.maximum(1, np.abs(low)))  # where all points lie at one place
    return [np.linspace(a, b, cells + 1) for a, b in zip(low, high, strict=True)]


def _counts(points: np.ndarray, edges: list[np.ndarray]) -> np.ndarray:
    """Points in each cell, and at the end those in none."""
    counts = histogram_on_grid(points, edges).ravel()
    return np.append(counts, len(points) - counts.sum())
