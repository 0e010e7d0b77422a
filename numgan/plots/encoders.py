"""What an encoder is good for, in pictures: real images there and back, between each other, and added up as latents."""

from __future__ import annotations  # to name Axes is no reason to import matplotlib

from typing import TYPE_CHECKING

import numpy as np

from ..checks import check_array, check_count, check_flag, check_kind, shown
from ..family import Inversion
from ..game import Game
from .images import show_tiles
from .style import given_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes

KINDS = 10  # colours, and so labels, in the latent plane
EXAMPLES = 3  # images of each group above its mean code


def reconstructions(game: Game, images, *, found: Inversion | None = None, ax: Axes | None = None) -> Axes:
    """Draw images above what a game makes of them: x, then G(E(x)), then the rows that a search has found.

    game : one with an encoder; or any game of images, with `found`
    images : uint8 (N, height, width[, 3]), a column each
    found : what `numgan.family.invert(game, game.scale(images))` returned, or None

    Raises ValueError for other images, a game without an encoder and nothing found, or another number found.
    """
    images = _check_images("images", images)
    x = _game(game).scale(images)
    rows = {"x": x} | ({"G(E(x))": game.reconstruct(x)} if hasattr(game, "reconstruct") else {})
    if found is not None:
        rows["search"] = check_kind("found", found, Inversion, "what numgan.family.invert returned").rows
        if rows["search"].shape != x.shape:
            raise ValueError(f"found must be of these {len(x)} images, got rows of shape {rows['search'].shape}")
    if len(rows) == 1:
        raise ValueError(f"{type(game).__name__} has no encoder: pass found=invert(game, game.scale(images))")
    ax = given_or_new(ax)
    _lines(ax, {name: game.to_images(each) for name, each in rows.items()})
    low, high = game.data_range or (0, 1)
    errors = [
        f"{name}: {np.mean(((each - x) / (high - low)) ** 2):.4f}" for name, each in rows.items() if each is not x
    ]
    ax.set_xlabel(f"mean squared error of pixels in [0, 1]; {', '.join(errors)}")
    return ax


def residuals(images, made, *, scores=None, ax: Axes | None = None) -> Axes:
    """Draw images, what a game made of them, and where the two differ: |x - y|, white where they differ most.

    In an anomaly the bright places are what the game could not reproduce.

    images, made : uint8 (N, height, width[, 3]), a column each; made is game.to_images(game.reconstruct(x)), or
        game.to_images(invert(game, x).rows)
    scores : a number for each image, such as `numgan.evaluation.egbad_scores`, written below its column

    Raises ValueError for other images, sets that are not alike, or another number of scores.
    """
    images, made = _check_images("images", images), _check_images("made", made)
    if images.shape != made.shape:
        raise ValueError(f"images and made must have one shape, got {images.shape} and {made.shape}")
    if scores is not None:
        scores = check_array("scores", scores, "fiu", "a number for each image")
        if scores.shape != (len(images),):
            raise ValueError(f"scores must be one number for each of the {len(images)} images, got {scores.shape}")
    difference = np.abs(images.astype(np.int16) - made).astype(np.uint8)
    ax = given_or_new(ax)
    _lines(ax, {"x": images, "y": made, "|x \N{MINUS SIGN} y|": difference})
    pitch = images.shape[2] + 1
    if scores is not None:
        ax.set_xticks(pitch * np.arange(len(images)) + (pitch - 2) / 2, [f"{score:.3g}" for score in scores])
    ax.set_xlabel("images" if scores is None else "score of each image")
    return ax


def latent_codes(game: Game, images, labels, *, ax: Axes | None = None) -> Axes:
    """Draw the codes E(x) of images in the latent plane: each as its label, in its label's colour.

    `latent_map(game)` draws what G makes of the same plane.

    game : one with an encoder and two latents
    images : uint8 (N, height, width[, 3]);  labels : (N,) whole numbers from 0 to 9

    Raises ValueError for a game without an encoder or with another number of latents, and for other labels.
    """
    images, labels = _check_images("images", images), check_array("labels", labels, "iu", "whole numbers")
    if labels.shape != (len(images),):
        raise ValueError(f"labels must be one for each of the {len(images)} images, got shape {labels.shape}")
    if labels.min() < 0 or labels.max() >= KINDS:
        raise ValueError(f"labels must lie in 0 ... {KINDS - 1}, got values from {labels.min()} to {labels.max()}")
    z = _encode(game, images)
    if z.shape[1] != 2:
        raise ValueError(f"latent_codes draws a plane, so the game must have 2 latents, got {z.shape[1]}")
    from matplotlib import colormaps

    ax = given_or_new(ax)
    for label in np.unique(labels):
        colour = colormaps["tab10"](int(label))
        z1, z2 = z[labels == label].T
        ax.scatter(z1, z2, s=25, marker=f"${label}$", color=colour, linewidths=0.3)
    ax.set(xlabel="$z_1$", ylabel="$z_2$")
    ax.set_aspect("equal", adjustable="datalim")
    return ax


def image_walk(game: Game, images, *, steps: int = 8, linear: bool = False, ax: Axes | None = None) -> Axes:
    """Draw the way from one real image to another, a row for each pair: x, G of latents from E(x) to E(x'), x'.

    The first and the last picture are the images themselves, and beside them stands what G makes of their codes.

    game : one with an encoder;  images : uint8 (2 n, height, width[, 3]), of which the first two are a pair, and so on
    steps : latents in a row, both ends included; linear : along the straight line, not the great circle

    Raises ValueError for a game without an encoder, or an odd number of images.
    """
    images, steps, linear = (
        _check_images("images", images),
        check_count("steps", steps, 2),
        check_flag("linear", linear),
    )
    if len(images) % 2:
        raise ValueError(f"images must be pairs, an even number, got {len(images)}")
    z = _encode(game, images).reshape(len(images) // 2, 2, -1)
    walks = [game.to_images(game.generate(game.interpolate(z0, z1, steps, linear=linear))) for z0, z1 in z]
    rows = [
        np.concatenate(
            [images[2 * i : 2 * i + 1], walk.reshape(steps, *images.shape[1:]), images[2 * i + 1 : 2 * i + 2]]
        )
        for i, walk in enumerate(walks)
    ]
    ax = given_or_new(ax)
    show_tiles(ax, np.concatenate(rows), columns=steps + 2)
    pitch = images.shape[2] + 1
    ticks = {0: "$x$", 1: "$G(E(x))$", steps: "$G(E(x'))$", steps + 1: "$x'$"}
    ax.set_xticks([pitch * k + (pitch - 2) / 2 for k in ticks], [*ticks.values()])
    kind = "straight line" if linear or game.latent_dim == 1 else "great circle"
    ax.set(xlabel=f"latent, along the {kind} from $E(x)$ to $E(x')$", yticks=[])
    return ax


def latent_arithmetic(game: Game, a, b, c, *, titles=("a", "b", "c"), ax: Axes | None = None) -> Axes:
    """Draw G(mean E(a) - mean E(b) + mean E(c)): three groups of images, their mean codes, and the sum.

        z = mean of E(x) over a - mean over b + mean over c

    If a and b differ in one thing, such as the slant, the sum should be c with that thing changed. Above each mean are
    the first images of its group.

    game : one with an encoder;  a, b, c : uint8 images (N, height, width[, 3]) each, at least one of each
    titles : three short texts, what the groups show

    Raises ValueError for a game without an encoder, other images, or another number of titles.
    Source: Radford, Metz & Chintala 2016 (DCGAN), who average the latents of samples, because their G has no
    encoder.
    """
    groups = {name: _check_images(name, each) for name, each in (("a", a), ("b", b), ("c", c))}
    if not isinstance(titles, list | tuple) or len(titles) != 3 or not all(isinstance(text, str) for text in titles):
        raise ValueError(f"titles must be three texts, one for each group, got {shown(titles)}")
    means = [_encode(game, each).mean(axis=0) for each in groups.values()]
    made = game.to_images(game.generate(np.stack([*means, means[0] - means[1] + means[2]])))
    height, width = groups["a"].shape[1:3]
    ax, gap = given_or_new(ax), width / 2
    for column, examples in enumerate([*groups.values(), groups["c"][:0]]):
        left = column * (width + gap)
        for row, picture in [(0, made[column]), *enumerate(examples[:EXAMPLES], start=2)]:
            bottom = row * (height + 1) - (height / 2 if row else 0)
            where = left, left + width, bottom, bottom + height
            ax.imshow(picture, cmap="gray", vmin=0, vmax=255, interpolation="nearest", extent=where)
        if column:
            sign = "", "\N{MINUS SIGN}", "+", "="
            ax.text(left - gap / 2, height / 2, sign[column], ha="center", va="center", fontsize=14)
    centres = [column * (width + gap) + width / 2 for column in range(4)]
    ax.set_xticks(centres, [*titles, "their sum"])
    ax.set(xlim=(-1, 4 * width + 3 * gap + 1), ylim=(-1, (2 + EXAMPLES) * (height + 1)), aspect="equal")
    ax.set_yticks([height / 2, (1.5 + EXAMPLES / 2) * (height + 1)], ["G(mean)", "images"])
    ax.set(xlabel="groups of images, and the sum of their mean codes", ylabel="row")
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return ax


def _lines(ax, lines: dict[str, np.ndarray]) -> None:
    """Sets of N images, each in a row with its name beside it."""
    first = next(iter(lines.values()))
    same = [images.reshape(first.shape) for images in lines.values()]  # grey ones may have an axis of 1 or none
    show_tiles(ax, np.concatenate(same), columns=len(first))
    pitch = first.shape[1] + 1
    ax.set_yticks(pitch * np.arange(len(lines)) + (pitch - 2) / 2, [*lines])
    ax.set(xticks=[], ylabel="row")


def _encode(game: Game, images: np.ndarray) -> np.ndarray:
    """E's codes of uint8 images, (N, latent_dim)."""
    encode = getattr(_game(game), "encode", None)
    if encode is None:
        raise ValueError(f"game must have an encoder, and {type(game).__name__} has none: see numgan.family.invert")
    return encode(game.scale(images))


def _game(game: Game) -> Game:
    """Return a game of images; raise TypeError or ValueError for anything else."""
    if check_kind("game", game, Game, "a game").data_range is None:
        raise ValueError("game must make images, and this one makes points: its data_range is None")
    return game


def _check_images(name: str, images) -> np.ndarray:
    images = check_array(name, images, "biufc", "uint8 images (N, height, width[, 3])")
    if images.dtype != np.uint8 or images.ndim not in (3, 4) or images.size == 0:
        raise ValueError(f"{name} must be uint8 of shape (N, height, width[, 3]), got {images.dtype} {images.shape}")
    return images
