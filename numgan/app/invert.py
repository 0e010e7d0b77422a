"""`numgan invert`: which latents would G have needed to make these images? By the encoder, and by a search."""

import argparse
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .. import plots
from ..arrays import ZIP
from ..checks import check_rng
from ..family import invert as search
from ..files.checkpoint import atomic_write
from ..game import Game
from . import choice, training
from .arguments import MANY, PNG_START, SEED, file_to_write, free_for, whole
from .words import one_line

MOST = 1000  # random latents to begin with
BLOCK = 100  # of them at a time: each is searched for from several latents at once


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the command its arguments."""
    parser.set_defaults(run=invert)
    parser.add_argument("checkpoint", type=Path, help="a run's checkpoint.npz, of a game that makes images")
    choice.add_arguments(parser, default="mnist")
    add_search_arguments(parser)
    parser.add_argument("--latents", type=file_to_write, help="an .npz to write the latents to")
    output = "inversion.png"
    help_text = f"file to write, with this ending (default: {output})"
    parser.add_argument("-o", "--output", type=file_to_write, default=Path(output), help=help_text)


def add_search_arguments(parser: argparse.ArgumentParser) -> None:
    """Give a command the arguments of a search among latents."""
    parser.add_argument("--digit", type=whole(0, MANY), help="of a conditional generator (default: the best of all)")
    parser.add_argument("--steps", type=whole(1, MANY), default=300, help="of the search (default: 300)")
    starts = "random latents to begin with, beside the encoder's (default: 4)"
    parser.add_argument("--starts", type=whole(0, MOST), default=4, help=starts)
    parser.add_argument("--seed", type=whole(0, SEED), default=None, help="the same seed gives the same search")


class Way(NamedTuple):
    """One way to the latents: its name, the latents (n, latent_dim), and G's rows for them (n, width)."""

    name: str
    latents: np.ndarray
    rows: np.ndarray


def invert(options) -> int:
    """Run the command with these options and return the exit code."""
    picture = free_for(options.output, ".png", PNG_START, read=options.images)
    latents = None if options.latents is None else file_for_latents(options.latents)
    game = Game.load(options.checkpoint)
    if game.sampled is None:
        raise training.RunError(f"{type(game).__name__} makes nothing from latents: there are none to find")
    if game.data_range is None:
        raise training.RunError("invert is for games of images, and this one makes points")
    wanted = codes(game, options.digit)
    images, index = choice.chosen(game, options, "invert")
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is refused when it is drawn, in words
        x = game.scale(images)
        ways = [*by_encoder(game, x), by_search(game, x, wanted, options)]
        shown = np.concatenate([images, *(game.to_images(way.rows).reshape(images.shape) for way in ways)])
    plots.save_images(picture, shown, columns=len(images))
    low, high = game.data_range
    errors = np.stack([(((way.rows - x) / (high - low)) ** 2).mean(axis=1) for way in ways], axis=1)
    if latents is not None:
        arrays: dict = {way.name: way.latents for way in ways}
        with atomic_write(latents) as file:
            np.savez(file, index=index, errors=errors, **arrays)
    lines = [f"rows of the picture: the images, {', '.join(f'by the {way.name}' for way in ways)}", ""]
    lines += [f"{'mean square of error':>20}" + "".join(f"{way.name:>10}" for way in ways)]
    lines += [f"{f'image {i}':>20}" + "".join(f"{e:10.5f}" for e in row) for i, row in zip(index, errors, strict=True)]
    lines += [f"{'mean':>20}" + "".join(f"{e:10.5f}" for e in errors.mean(axis=0)), ""]
    print("\n".join(lines))
    for path in (picture, latents):
        if path is not None:
            print(one_line(path))
    return 0


def codes(game: Game, digit: int | None) -> list[dict]:
    """What the latents are asked for: nothing, the label or category `digit`, or each in turn if none is given."""
    name, count = next(iter(game.noise_prior.choices.items()), ("", 0))
    if digit is not None and not count:
        raise training.RunError("--digit is for a conditional generator, and this one is not")
    if digit is not None and digit >= count:
        raise training.RunError(f"--digit must lie in 0 ... {count - 1} for this generator, got {digit}")
    if not count:
        return [{}]
    return [{name: k} for k in (range(count) if digit is None else [digit])]


def by_encoder(game: Game, x: np.ndarray) -> list[Way]:
    """E's latents of scaled rows x, if the game has an encoder."""
    encode = getattr(game, "encode", None)
    if encode is None:
        return []
    z = encode(x)
    return [Way("encoder", z, game.generate(z))]


def by_search(game: Game, x: np.ndarray, wanted: list[dict], options) -> Way:
    """The latents that a search finds."""

    def find(part: slice, **how):
        return search(game, x[part], steps=options.steps, starts=options.starts, **how)

    z = best_latents(find, len(x), wanted, options.seed)
    return Way("search", z, game.generate(z))


def best_latents(find: Callable, n: int, wanted: list[dict], seed: int | None) -> np.ndarray:
    """The latents for n rows, block by block; if several codes are wanted, those of the code that comes nearest.

    find : find(part, rng=..., **code) for the rows part, a slice, returns their `latents` and `errors`
    """
    rng, best = check_rng(seed), []
    for start in range(0, n, BLOCK):
        same = int(rng.integers(2**62))  # every code begins at the same latents
        found = [find(slice(start, start + BLOCK), rng=same, **code) for code in wanted]
        nearest = np.stack([f.errors for f in found]).argmin(axis=0)
        best.append(np.stack([f.latents for f in found])[nearest, np.arange(len(nearest))])
    return np.concatenate(best)


def file_for_latents(asked: Path) -> Path:
    """The file to write: a new one, or one of latents. A checkpoint is an .npz too, and is left alone."""
    target = free_for(asked, ".npz", ZIP, "--latents")
    if target.exists() and target.stat().st_size:
        names = []
        if zipfile.is_zipfile(target):
            with zipfile.ZipFile(target) as file:
                names = file.namelist()
        if "search.npy" not in names:
            raise FileExistsError(f"{target} is there already, and holds something else: it is left alone")
    return target
