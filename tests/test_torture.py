"""Kills at moments that nobody chooses, each followed by --resume: in the end all is as if nothing had happened."""

import random
import signal
import subprocess

import numpy as np
import pytest
from games import equal
from runs import save_digits, small_run, start, undraw

from numgan import Game
from numgan.app import training

FILES = "metrics.csv", "training.gif"


def tortured(folder, *, kills: int, longest: float, seed: int = 0) -> int:
    """Train `part` in processes that are killed, until one is left alone to come to the end; how many were hit."""
    chance, hit = random.Random(seed), 0
    for _ in range(kills):
        process = start("train", "--resume", "part", "--quiet", cwd=folder)
        try:
            process.communicate(timeout=chance.uniform(0, longest))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        assert process.returncode in (0, -signal.SIGKILL)
        hit += process.returncode != 0
        Game.load(folder / "part" / "checkpoint.npz")
    process = start("train", "--resume", "part", "--quiet", cwd=folder)
    _, error = process.communicate()
    assert (process.returncode, error) == (0, "")
    return hit


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
    data = training.load_arrays("a.npy", ("rows",))
    with monkeypatch.context() as quick:
        undraw(quick)
        for name in ("whole", "part"):
            with small_run(name, "a.npy", epochs=epochs) as run:
                run.create(*data)
                if name == "whole":
                    assert run.train(*data, quiet=True)


def test_a_run_survives_a_few_kills(tmp_path, monkeypatch):
    both(tmp_path, epochs=8, monkeypatch=monkeypatch)
    tortured(tmp_path, kills=2, longest=3)
    compare(tmp_path, 8)


@pytest.mark.slow
def test_a_run_survives_forty_kills(tmp_path, monkeypatch):
    both(tmp_path, epochs=120, monkeypatch=monkeypatch)
    hit = tortured(tmp_path, kills=40, longest=3)
    compare(tmp_path, 120)
    assert hit >= 20
