"""An interrupt may fall between any two lines of a step: what is saved afterwards loads, and goes on."""

import itertools
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from families import bigan, cgan, data, gan, gan_of_several_steps, vae
from games import equal, small_gan

from numgan import Game
from numgan.files import checkpoint
from numgan.files.checkpoint import atomic_write

HOUSE = str(Path(checkpoint.__file__).parent.parent)
PER_EPOCH = 4  # steps: the second epoch is as long as the first


def averaged(make):
    """The game, with an average of the player that it samples from."""

    def averaged_game():
        game = make()
        settings = game.config() | {"rng": 7}
        name = game.sampled
        player = settings[name]
        config = player.config() | {"ema_decay": 0.9, "rng": 0}
        config["layers"] = [type(layer)(**layer.config()) for layer in player.layers]
        settings[name] = type(player)(**config)
        return type(game)(**settings)

    return averaged_game


MAKES = {make.__name__: averaged(make) for make in (gan_of_several_steps, cgan, vae, bigan)}
MAKES["small_gan"] = lambda: small_gan(ema_decay=0.9, data_range=(0, 1))  # dropout


class Interrupted:
    """Raise KeyboardInterrupt at the n-th line (or instruction) that numgan comes to."""

    def __init__(self, n: int, *, instructions: bool = False):
        self.n, self.instructions, self.lines, self.seen = n, instructions, 0, {}

    def _trace(self, frame, event, argument):
        if not frame.f_code.co_filename.startswith(HOUSE):
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = self.instructions, not self.instructions
        if event in ("line", "opcode"):
            self.seen.setdefault((frame.f_code, frame.f_lineno), self.lines)
            if self.lines == self.n:
                raise KeyboardInterrupt
            self.lines += 1
        return self._trace

    def __enter__(self):
        self.before = sys.gettrace()
        sys.settrace(self._trace)
        return self

    def __exit__(self, kind, *error):
        sys.settrace(self.before)
        return kind is KeyboardInterrupt


def steps(game, epochs):
    return game.steps(*data(game), epochs=epochs)


def check(game):
    """The counters fit each other."""
    assert game.step == PER_EPOCH * game.epoch + game.step_in_epoch
    assert [int(s) for s in game.history["step"]] == [*range(1, game.step + 1)]
    assert [int(e) - 1 for e in game.history["epoch"]] == [i // PER_EPOCH for i in range(game.step)]
    for name, player in game.players.items():
        moves = player.optimizer.t - game.step * (game.minibatches if name == "discriminator" else 1)
        assert 0 <= moves <= game.minibatches or name in game.resting, name
        if player.average:
            assert player.optimizer.t - 1 <= player.average.t <= player.optimizer.t


def interrupted(start, n, **how):
    """A copy of the game `start`, interrupted at the n-th line of its next step. None if the step has no such line."""
    game = start.copy()
    records = steps(game, 2)
    with Interrupted(n, **how) as tracer:
        next(records)
    check(game)
    return game if tracer.lines == n else None


def go_on(game, path):
    """Save, load, and go on with both: who stays in the notebook, and who comes back the next day."""
    game.save(path)
    loaded = Game.load(path)
    assert equal(loaded, game)
    assert loaded.place == game.place
    for each in (game, loaded):
        records = list(itertools.islice(steps(each, 2), 3))
        assert np.isfinite(records).all()
        check(each)
    assert equal(loaded, game)
    np.testing.assert_array_equal(*(each.sample(3, rng=0) for each in (game, loaded)))


@pytest.fixture
def unsynced(monkeypatch):
    """Nobody pulls the plug in these tests: leave the files to the system's cache."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


def at_step(make, step):
    game = make()
    for _ in itertools.islice(steps(game, 3), step):
        pass
    return game


def lines_of(start) -> dict:
    """Every line that a step comes to, and when it first does so."""
    for _ in range(2):  # what is remembered from the first call on takes fewer lines in the second
        records = steps(start.copy(), 2)
        with Interrupted(-1) as counted:
            next(records)
    return counted.seen


KEEPS_COUNT = "_steps", "train_step", "append", "move", "step", "update"


@pytest.mark.parametrize("make", MAKES.values(), ids=list(MAKES))
def test_an_interrupt_at_each_line_of_a_step(make, tmp_path, unsynced):
    start = at_step(make, PER_EPOCH - 1)  # the next one ends an epoch
    lines = lines_of(start)
    assert len(lines) > 150
    for i, ((code, _), n) in enumerate(lines.items()):
        if code.co_name in KEEPS_COUNT or i % 5 == 0:
            game = interrupted(start, n)
            assert game is not None
            if code.co_name in ("train_step", "append", "_update") or i % 30 == 0:
                go_on(game, tmp_path / "a.npz")


def test_an_interrupt_in_the_very_first_step(tmp_path, unsynced):
    start = MAKES["gan_of_several_steps"]()
    for i, n in enumerate([*lines_of(start).values()][::5]):
        game = interrupted(start, n)
        assert game.begun or not any(player.optimizer.t for player in game.players.values())
        if i % 10 == 0:
            go_on(game, tmp_path / "a.npz")


FIRST, LAST = 0, PER_EPOCH - 1
EACH = [(name, LAST, False) for name in MAKES] + [("gan_of_several_steps", FIRST, False), ("cgan", LAST, True)]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "step", "instructions"), EACH)
def test_an_interrupt_at_each_line_each_time_that_it_is_run(name, step, instructions, tmp_path, unsynced):
    start, n = at_step(MAKES[name], step), 0
    while (game := interrupted(start, n, instructions=instructions)) is not None:
        go_on(game, tmp_path / "a.npz")
        n += 13 if instructions else 1
    assert n > 500


@pytest.mark.parametrize("instructions", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_a_record_and_its_place_are_never_parted(instructions):
    """Each instruction of the loop around `play`, where a record that was written down used to come a second time."""

    class Quick(type(gan())):
        def play(self, real):
            return {"loss": float(real.sum())}

        resting = "generator", "discriminator"

    start, n = at_step(lambda: Quick(**gan().config(), rng=7), 2), 0
    whole = at_step(start.copy, 4)
    while (game := interrupted(start, n, instructions=instructions)) is not None:
        for _ in itertools.islice(steps(game, 2), 6 - game.step):
            pass
        assert equal(game, whole)  # each row once: none twice, none left out
        n += 1
    assert n > 50


def test_two_iterators_at_once_go_through_the_data_together():
    whole, game = gan(), gan()
    list(steps(whole, 2))
    first, second = steps(game, 2), steps(game, 2)
    for records in itertools.cycle((first, second, second)):
        if next(records, None) is None:
            break
    check(game)
    assert equal(game, whole)
    assert (list(first), list(second)) == ([], [])


def test_pretrain_comes_before_the_first_step():
    for make in (gan, cgan):
        game = make()
        game.pretrain(*data(game), steps=1)
        records = steps(game, 1)
        game.pretrain(*data(game), steps=1)  # asked for, but none begun
        next(records)
        with pytest.raises(ValueError, match="pretrain must come before the first step, but this game has done 1 "):
            game.pretrain(*data(game), steps=1)


def test_a_first_step_cut_short_does_not_watch_over_later_moves():
    game = interrupted(gan(), 200)
    assert game.begun
    with pytest.raises(ValueError, match="pretrain must come before the first step"):
        game.pretrain(*data(game), steps=1)
    for _ in range(2):  # twice on one gradient: that is for the first step alone to refuse
        game.move(generator=0.0)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a file that the interrupt left open
def test_an_interrupt_at_each_instruction_of_a_save_leaves_one_file(tmp_path, unsynced):
    path, n = tmp_path / "a", 0
    path.write_bytes(b"old")
    while True:
        with Interrupted(n, instructions=True) as tracer, atomic_write(path) as file:
            file.write(b"new")
        assert os.listdir(tmp_path) == ["a"]
        assert path.read_bytes() in (b"old", b"new")
        if tracer.lines < n:
            break
        n += 1
    assert n > 50
