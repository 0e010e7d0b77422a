"""Small runs of the command line, for the tests of what stops them in the middle."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from numgan import GAN, Dense, LeakyReLU, Player
from numgan.app import training

ROOT = Path(__file__).parent.parent
COMMAND = [sys.executable, "-c", "import sys, numgan_command; sys.exit(numgan_command.main())"]
UNDRAWN = "from numgan import plots; plots.save_figure = lambda path, draw, **how: path.write_text('a picture')"
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}


def save_digits(path: Path) -> None:
    """64 images of 3 x 4 pixels."""
    np.save(path, np.random.default_rng(0).integers(0, 256, (64, 3, 4)).astype(np.uint8))


def small_run(folder: Path, data: Path, *, epochs: int = 2) -> training.Run:
    """A run of four steps per epoch, not created yet."""
    G = Player([Dense(3, 8), LeakyReLU(0.2), Dense(8, 12)], ema_decay=0.9, rng=0)
    D = Player([Dense(12, 8), LeakyReLU(0.2), Dense(8, 1)], rng=1)
    how = {"data_shape": (3, 4), "data_range": (-1, 1), "batch_size": 16, "epochs": epochs}
    return training.Run(GAN(G, D, **how, rng=2), folder, data=str(data), seed=0)


def undraw(monkeypatch) -> None:
    """Write a word in place of each curve: to draw them takes most of a small run's time."""
    monkeypatch.setattr(training.plots, "save_figure", lambda path, draw, **how: path.write_text("a picture"))


def start(*arguments, cwd: Path, drawn: bool = True) -> subprocess.Popen:
    """Start numgan as its console script does, with its output in pipes; without curves where they are not wanted."""
    command = [*COMMAND[:2], COMMAND[2] if drawn else f"{UNDRAWN}; {COMMAND[2]}", *map(str, arguments)]
    return subprocess.Popen(
        command, cwd=cwd, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
