"""`numgan translate`: what does a game that turns images into images make of these?"""

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np

from .. import plots
from ..game import Game
from . import choice, training
from .arguments import PNG_START, file_to_write, free_for
from .words import one_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the command its arguments."""
    parser.set_defaults(run=translate)
    parser.add_argument("checkpoint", type=Path, help="a run's checkpoint.npz, such as of pix2pix or cyclegan")
    choice.add_arguments(parser)
    parser.add_argument("--back", action="store_true", help="from the second set into the first, if the game can")
    output = "translation.png"
    help_text = f"file to write, with this ending (default: {output})"
    parser.add_argument("-o", "--output", type=file_to_write, default=Path(output), help=help_text)


def translate(options) -> int:
    """Run the command with these options and return the exit code."""
    picture = free_for(options.output, ".png", PNG_START, read=options.images)
    game = Game.load(options.checkpoint)
    ways = ways_of(game, back=options.back)
    images, _ = choice.chosen(game, options, "translate")
    lines = [images]
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is refused when it is drawn, in words
        for way in ways.values():  # each begins with an image of 256 levels, as a file would hold it
            lines.append(game.to_images(way(game.scale(lines[-1]))).reshape(images.shape))
    plots.save_images(picture, np.concatenate(lines), columns=len(images))
    print(f"rows of the picture: the images, {', '.join(ways)}")
    if len(lines) > 2:
        error = np.abs(lines[0].astype(float) - lines[2]).mean() / 255
        print(f"there and back: mean |difference| {error:.4f}, of pixels from 0 to 1")
    print(one_line(picture))
    return 0


def ways_of(game: Game, *, back: bool) -> dict[str, Callable[[np.ndarray], np.ndarray]]:
    """What is done to the images, one after the other, by name. Raises RunError if this game does not do it."""
    there: Callable | None = getattr(game, "translate", None)
    again: Callable | None = getattr(game, "translate_back", None)
    kind = type(game).__name__
    if there is None:
        raise training.RunError(f"{kind} does not turn images into images, as a Pix2Pix or a CycleGAN does")
    if game.data_range is None:
        raise training.RunError("translate is for games of images, and this one makes points")
    if again is None:
        if back:
            raise training.RunError(f"{kind} knows one way, there: leave out --back")
        return {"translated": there}
    first, second = (again, there) if back else (there, again)
    return {"translated": first, "translated back": second}
