"""Which images a command works on: files, a folder or a name, and the first of them or those of some numbers."""

import argparse

import numpy as np

from ..game import Game
from . import sources, training
from .arguments import MANY, named, whole

FIRST, MOST = 10, 1000  # images by default, and at most
KINDS = "PNG or JPEG files, or one of what train takes as --data"


def add_arguments(parser: argparse.ArgumentParser, *, default: str = "") -> None:
    """Give a command the arguments that say which images; default: what they are if none are named."""
    help_text = f"{KINDS} (default: {default}, its test images)" if default else KINDS
    parser.add_argument("images", type=named, nargs="*" if default else "+", help=help_text)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--index", type=whole(0, MANY), nargs="+", metavar="I", help="the numbers of the images, from 0")
    which.add_argument("-n", type=whole(1, MOST), help="the first so many (default: 10, or all files that are named)")


def chosen(game: Game, options, command: str) -> tuple[np.ndarray, np.ndarray]:
    """The images that are asked for, and their numbers among all that there are. Raises RunError if they do not fit."""
    names = options.images or ["mnist"]
    images = sources.load_pictures(names)
    if sources.are_points(images):
        raise training.RunError(f"{command} is for images, and {names[0]} holds points")
    if images[0].squeeze().shape != tuple(length for length in game.data_shape if length != 1):
        raise training.RunError(
            f"the game makes images of shape {game.data_shape}, and those of {names[0]} have {images.shape[1:]}"
        )
    n = options.n or (len(images) if len(names) > 1 else min(FIRST, len(images)))
    if n > len(images):
        raise training.RunError(f"-n {n:,} asks for more images than there are, {len(images):,}")
    index = np.arange(n) if options.index is None else np.array(options.index)
    if index.max() >= len(images):
        raise training.RunError(
            f"the images' numbers go from 0 to {len(images) - 1:,}, and the largest asked for is {index.max():,}"
        )
    if len(index) > MOST:
        raise training.RunError(f"one picture shows at most {MOST:,} images, got {len(index):,}: say which, with -n")
    return images[index], index
