"""From a folder of answers to a trained game and a signed picture."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ...checks import check_count
from ...game import Game
from ...plots import save_figure
from ..runner import SECONDS
from ..workspace import Workspace
from .answers import Answers
from .collect import collect
from .kit import Kit
from .milestone import Milestone
from .trial import try_out

NEWS = 10  # lines about the training, whatever its length
LOSSES = "d_loss", "g_loss"


class Reached(NamedTuple):
    """A milestone that has been passed."""

    game: Game
    said: str
    """What was reached, in one line."""
    signature: str
    picture: Path | None


def run(
    milestone: Milestone,
    folder: str | Path,
    *,
    steps: int | None = None,
    seed: int = 0,
    seconds: float = SECONDS,
    picture: bool = True,
    tell: Callable[[str], object] = print,
) -> Reached:
    """Judge the functions, try them out, train the game of them, and draw what it makes.

    folder : made by `numgan exercises init`, with the learner's answers in it
    steps : how long to train; by default `milestone.steps`
    seconds : the time limit for judging one function
    picture : whether to draw into the folder
    tell : takes the lines that say how far it is

    Raises FileNotFoundError for a folder without exercises, Refused where a function is missing, wrong or too slow. A
    KeyboardInterrupt says what was being done; no picture is drawn then.
    """
    steps = check_count("steps", milestone.steps if steps is None else steps)
    workspace = Workspace.open(folder)
    tell(f"judging your {len(milestone.needs)} functions")
    answers = collect(workspace, milestone.needs, seconds=seconds)
    data = milestone.data()
    try_out(milestone, answers, data)
    game = train(milestone, answers, data, steps=steps, seed=seed, tell=tell)
    said, signature = milestone.reached(game), sign(answers)
    path = picture_of(milestone, workspace) if picture else None
    if path is not None:
        save_figure(path, lambda ax: _draw(milestone, game, signature, ax), size=(6, 6.5))
    return Reached(game, said, signature, path)


def train(
    milestone: Milestone,
    answers: Answers,
    data: Sequence[np.ndarray],
    *,
    steps: int,
    seed: int,
    tell: Callable[[str], object] = print,
) -> Game:
    """The milestone's game with these functions, after so many steps."""
    game = milestone.game(Kit(answers), steps=steps, rng=seed)
    began = time.monotonic()
    try:
        for record in game.steps(*data, epochs=steps):  # an epoch has at least one step
            if record.step % max(1, steps // NEWS) == 0:
                losses = ", ".join(f"{name} {getattr(record, name):.3f}" for name in LOSSES if hasattr(record, name))
                tell(f"step {record.step:>5} of {steps}: {losses}, {time.monotonic() - began:.0f} seconds")
            if record.step == steps:
                break
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"after {game.step} of {steps} steps; fewer can be asked for") from None
    return game


def sign(answers: Answers) -> str:
    """Under the picture."""
    return f"made by code of your own, {answers.lines} lines"


def picture_of(milestone: Milestone, workspace: Workspace) -> Path:
    """Where its picture is put; that it is there says that the milestone was passed."""
    return workspace.root / f"milestone_{milestone.id}.png"


def _draw(milestone: Milestone, game: Game, signature: str, ax) -> None:
    milestone.draw(game, ax)
    ax.figure.suptitle(milestone.title)
    ax.figure.supxlabel(signature)
