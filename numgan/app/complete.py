"""`numgan complete`: what may stand in a hole? A context encoder says it in one pass, any other G by a search."""

import argparse
from pathlib import Path

import numpy as np

from .. import plots
from ..checks import check_rng
from ..datasets import CentreHole, HalfHole, Hole, RandomHole
from ..datasets.holes import mask_rows
from ..family import ContextEncoder
from ..family.completion import PRIOR_WEIGHT, judge_of_rows
from ..family.completion import complete as search
from ..game import Game
from . import choice, training
from .arguments import MANY, PNG_START, file_to_write, free_for, whole
from .invert import add_search_arguments, best_latents, codes
from .words import one_line

SQUARES = {"centre": CentreHole, "random": RandomHole}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the command its arguments."""
    parser.set_defaults(run=complete)
    parser.add_argument(
        "checkpoint", type=Path, help="a run's checkpoint.npz, of a game that makes or completes images"
    )
    choice.add_arguments(parser, default="mnist")
    kinds = "a square in the middle (default), the right half, or a square anywhere"
    parser.add_argument("--hole", choices=("centre", "half", "random"), default="centre", help=kinds)
    side = "of the square, in pixels (default: half of the image's)"
    parser.add_argument("--side", type=whole(1, MANY), default=None, help=side)
    add_search_arguments(parser)
    output = "completion.png"
    help_text = f"file to write, with this ending (default: {output})"
    parser.add_argument("-o", "--output", type=file_to_write, default=Path(output), help=help_text)


def complete(options) -> int:
    """Run the command with these options and return the exit code."""
    picture = free_for(options.output, ".png", PNG_START, read=options.images)
    game = Game.load(options.checkpoint)
    if game.data_range is None:
        raise training.RunError("complete is for games of images, and this one makes points")
    if game.sampled is None and not isinstance(game, ContextEncoder):
        raise training.RunError(f"{type(game).__name__} makes nothing from latents, and is no ContextEncoder")
    images, index = choice.chosen(game, options, "complete")
    height, width = images.shape[1:3]
    hole = hole_for(options, min(height, width))
    mask = hole(check_rng(options.seed), (len(images), height, width))
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is refused when it is drawn, in words
        x = game.scale(images)
        inside = mask_rows(mask, len(x), game.data_shape)
        if isinstance(game, ContextEncoder):
            rows, way = game.complete(x, mask), f"in one pass; trained with {game.hole!r}"
        else:
            rows, way = by_search(game, x, mask, options)
        low, high = game.data_range
        holed = np.where(inside, (low + high) / 2, x).astype(x.dtype)
        lines = [game.to_images(each).reshape(images.shape) for each in (holed, rows)]
    plots.save_images(picture, np.concatenate([*lines, images]), columns=len(images))
    errors = (np.where(inside, (rows - x) / (high - low), 0) ** 2).sum(axis=1) / inside.sum(axis=1)
    print(f"rows of the picture: with {hole!r}, completed ({way}), the images", end="\n\n")
    print(f"{'mean square of error':>20}{'in the hole':>13}")
    for i, error in zip(index, errors, strict=True):
        print(f"{f'image {i}':>20}{error:13.5f}")
    print(f"{'mean':>20}{errors.mean():13.5f}", one_line(picture), sep="\n\n")
    return 0


def hole_for(options, side: int) -> Hole:
    """The hole that is asked for, in images whose shorter side has so many pixels. RunError if it does not fit."""
    if side < 2:
        raise training.RunError("an image of one line of pixels has no place for a hole")
    if options.hole == "half":
        if options.side is not None:
            raise training.RunError("--side is for a square, and --hole half is none")
        return HalfHole()
    wanted = side // 2 if options.side is None else options.side
    if wanted > side:
        raise training.RunError(f"--side must be at most {side}, that of the images, got {wanted}")
    return SQUARES[options.hole](side=wanted)


def by_search(game: Game, x: np.ndarray, mask: np.ndarray, options) -> tuple[np.ndarray, str]:
    """The rows x, completed by the best of G's images, and how they were found."""
    wanted, judged = codes(game, options.digit), judge_of_rows(game) is not None
    settings = {"steps": options.steps, "starts": options.starts, "prior_weight": PRIOR_WEIGHT if judged else 0}

    def find(part: slice, **how):
        return search(game, x[part], mask[part], **settings, **how)

    z = best_latents(find, len(x), wanted, options.seed)
    way = f"by a search of {options.steps} steps, {'with' if judged else 'without'} D"
    return np.where(mask_rows(mask, len(x), game.data_shape), game.generate(z), x), way
