"""A session of the playground: one game, its data, and how far the page has got in it."""

import base64
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from ..checks import check_count, check_kind, shown
from ..clinic import diagnose
from ..config import to_plain
from ..family import GAN
from ..game import Game, TrainingDiverged
from .pictures import view_of
from .set_up import SetUp
from .slow import Stage, in_slow_motion, source_of

VERSION = 1  # of a saved state
FORMAT = "numgan play"
ENDLESS = 10**9  # epochs
AT_ONCE = 1_000  # steps that one question may ask for
CURVE = 2_000  # points of a curve, at most


class Session:
    """A game that is played, by whole steps or by the lines of one step.

    set_up : SetUp
    Attributes: game, data; stages, those of the step that was last looked into, and at, the one that is shown.

    A step in slow motion is one whole step of the game, whose stages are kept. What is shown then is one of them, with
    both players as they stood there. So whatever is looked at, the game is the one that `game.steps` trains, bit for
    bit.
    """

    def __init__(self, set_up: SetUp = SetUp()):
        self.begin(set_up)

    def begin(self, set_up: SetUp) -> None:
        """Start anew with these choices. Raises ValueError, and changes nothing, if they do not go together."""
        game, data = check_kind("set_up", set_up, SetUp, "a SetUp").make(), set_up.rows()
        steps = game.steps(data, epochs=ENDLESS)
        self.set_up, self.game, self.data, self._steps = set_up, game, data, steps
        self.view, self._shown = view_of(set_up, game, data), game.copy()
        self.stages: list[Stage] = []
        self.at = 0

    # ---- moving ---------------------------------------------------------------------------------------------------

    @property
    def midway(self) -> bool:
        """Is what is shown in the middle of a step?"""
        return self.at < len(self.stages) - 1

    @property
    def steps_shown(self) -> int:
        """Steps that are complete in what is shown."""
        return self.game.step - self.midway

    def step(self, n: int = 1) -> None:
        """n steps; if one has been begun in slow motion, its end is the first of them."""
        n = check_count("n", n)
        if n > AT_ONCE:
            raise ValueError(f"n must be at most {AT_ONCE:,} steps at once, got {n:,}")
        n -= self.midway
        self.stages, self.at = [], 0
        for _ in range(n):
            self._advance()

    def half_step(self) -> None:
        """To the end of the present half: first D makes its moves, then G its own."""
        if self.midway:
            self.at = len(self.stages) - 1
            return
        self._look_into()
        turns = [i for i, stage in enumerate(self.stages) if stage.moved == ("discriminator",)]
        self.at = turns[-1] if turns else len(self.stages) - 1

    def next_stage(self) -> None:
        """One line of `play` further; after the last one, the first line of the next step."""
        if self.midway:
            self.at += 1
        else:
            self._look_into()

    def _look_into(self) -> None:
        self.stages, self.at = in_slow_motion(self.game, self._advance), 0

    def _advance(self) -> None:
        try:
            next(self._steps)
        except TrainingDiverged:
            self._steps = self.game.steps(self.data, epochs=ENDLESS)  # an iterator that has raised gives nothing more
            raise

    # ---- looking --------------------------------------------------------------------------------------------------

    @property
    def shown(self) -> GAN:
        """The game with its players as they stand in what is shown: a copy, for pictures."""
        for name, player in self._shown.players.items():
            now = self.game.players[name]
            params, state = self.stages[self.at].players[name] if self.midway else (now.params, now.state)
            player.params[...], player.state[...] = params, state
        return self._shown

    @property
    def stage(self) -> Stage | None:
        """The stage that is shown, if a step is being looked into."""
        return self.stages[self.at] if self.stages else None

    def picture(self, resolution: int = 40) -> dict[str, np.ndarray]:
        """The arrays of a picture (`View.arrays`). In slow motion fakes and pull are those of the stage."""
        with np.errstate(over="ignore", invalid="ignore"):
            arrays = self.view.arrays(self.shown, resolution)
        rows = self.stage.rows if self.stage else {}
        if "fake" in rows:
            arrays["fake"] = rows["fake"]
            arrays["pull"] = -rows["dfake"] if "dfake" in rows else rows["fake"][:0]
        if "x" in rows or "real" in rows:
            arrays["minibatch"] = rows["x"] if "x" in rows else rows["real"]
        return arrays

    def measures(self) -> dict[str, float]:
        """`View.measures` of what is shown."""
        with np.errstate(over="ignore", invalid="ignore"):
            return self.view.measures(self.shown)

    def curves(self, since: int = 0) -> dict[str, list[float]]:
        """The columns of the history behind step `since`, thinned out to at most CURVE steps; the last one is kept."""
        since = check_count("since", since, 0)
        if not len(self.game.history):
            return {}
        table = self.game.history.to_array()[since : self.steps_shown]
        table = table[:: -max(1, -(-len(table) // CURVE))][::-1]
        return dict(zip(self.game.history.columns, table.T.tolist(), strict=True))

    def source(self) -> str:
        """The source of the game's `play`."""
        return source_of(self.game)

    def findings(self) -> list[dict[str, str]]:
        """What the clinic says: name, what was seen, cure and where to read on, of each finding."""
        return [
            {"name": finding.name, "seen": finding.seen, "cure": finding.cure, "read": finding.section}
            for finding in diagnose(self.game, self.data)
        ]

    # ---- keeping --------------------------------------------------------------------------------------------------

    def save(self) -> str:
        """The whole state as text: the choices, and the game as a checkpoint. A step that is looked into counts."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "game.npz"
            self.game.save(path)
            game = base64.b64encode(path.read_bytes()).decode()
        return json.dumps({"format": FORMAT, "version": VERSION, "set_up": self.set_up.changes(), "game": game})

    def restore(self, text: str) -> None:
        """Go on from what `save` gave. Raises ValueError, and changes nothing, for anything else."""
        saved = _read(text)
        set_up = SetUp.of(saved.get("set_up"))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "game.npz"
            try:
                path.write_bytes(base64.b64decode(saved["game"], validate=True))
                game = Game.load(path)
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"this saved state is damaged: {str(error).replace(str(path), 'its game')}") from None
        if to_plain(game) != to_plain(set_up.make()):
            raise ValueError("this saved state is damaged: its game is not the one of its choices")
        self.begin(set_up)
        self.game = game
        self._steps = game.steps(self.data, epochs=ENDLESS)


def _read(text: str) -> dict[str, Any]:
    try:
        saved = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        saved = None
    if not isinstance(saved, dict) or saved.get("format") != FORMAT:
        raise ValueError("this file is no saved state of the playground")
    if saved.get("version") != VERSION:
        raise ValueError(
            f"this state was saved by another version, {shown(saved.get('version'))}, and this one reads {VERSION}"
        )
    return saved
