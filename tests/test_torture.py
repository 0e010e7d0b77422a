"""Kills at moments that nobody chooses, each followed by --resume: in the end all is as if nothing had happened."""

import random
import signal
import time

import numpy as np
import pytest
from games import equal
from runs import save_digits, small_run, start, undraw

from numgan import Game
from numgan.app import sources

FILES = "metrics.csv", "training.gif"


def tortured(folder, *, kills: int, drawn: bool, seed: int = 0) -> None:
    """Train `part` in processes that are killed a while after an epoch, and in a last one to the end."""
    chance = random.Random(seed)
    for _ in range(kills):
        process = start("train", "--resume", "part", cwd=folder, drawn=drawn)
        for _ in range(chance.randrange(5)):  # two lines on the game and the data, then one for each epoch
            process.stdout.readline()
        time.sleep(chance.uniform(0, 0.3) ** 2 * 3)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        Game.load(folder / "part" / "checkpoint.npz")
    process = start("train", "--resume", "part", "--quiet", cwd=folder, drawn=drawn)
    _, error = process.communicate()
    assert (process.returncode, error) == (0, "")


def compare(folder, epochs):
    """The tortured run's folder is that of the other: the game bit for bit, and the files."""
    whole, part = (Game.load(folder / name / "checkpoint.npz") for name in ("whole", "part"))
    assert part.epoch == epochs
    assert equal(whole, part)
    np.testing.assert_array_equal(whole.sample(5, rng=0), part.sample(5, rng=0))
    pictures = [f"samples/epoch_{i:04d}.png" for i in range(epochs + 1)]
    for name in (*FILES, *pictures):
        assert (folder / "whole" / name).read_bytes() == (folder / "part" / name).read_bytes(), name
    names = [{str(p.relative_to(folder / run)) for p in (folder / run).rglob("*")} for run in ("whole", "part")]
    assert names[0] == names[1]


def both(folder, *, epochs, monkeypatch):
    monkeypatch.chdir(folder)
    save_digits(folder / "a.npy")
    data = sources.load_arrays("a.npy", ("rows",))
    with monkeypatch.context() as quick:
        undraw(quick)
        for name in ("whole", "part"):
            with small_run(name, "a.npy", epochs=epochs) as run:
                run.create(*data)
                if name == "whole":
                    assert run.train(*data, quiet=True)


def test_a_run_survives_a_few_kills(tmp_path, monkeypatch):
    both(tmp_path, epochs=8, monkeypatch=monkeypatch)
    tortured(tmp_path, kills=3, drawn=False)
    compare(tmp_path, 8)


@pytest.mark.slow
def test_a_run_survives_forty_kills(tmp_path, monkeypatch):
    both(tmp_path, epochs=130, monkeypatch=monkeypatch)
    tortured(tmp_path, kills=40, drawn=True)
    compare(tmp_path, 130)
