"""How far a training run is, on the screen."""

import contextlib
import sys
import time

import numpy as np

from ..game import Game
from .words import say

WORDS = {"d_loss": "D loss", "g_loss": "G loss", "d_real": "D(x)", "d_fake": "D(G(z))"}
SHARES = "d_real", "d_fake"
LEFT_OUT = "step", "epoch", "value", "grad_norm", "d_grad_norm", "g_grad_norm"


def progress_for(gan: Game, *, per_epoch: int, quiet: bool) -> "Silence":
    """The progress to show: none, tqdm's bar where it is installed and a person watches, else a line per epoch."""
    if quiet:
        return Silence()
    try:
        from tqdm import tqdm
    except ImportError:
        return Lines(gan, per_epoch)
    watched = sys.stderr is not None and sys.stderr.isatty()
    return Bar(tqdm, gan, per_epoch) if watched else Lines(gan, per_epoch)


class Silence:
    """No progress at all; the other two have the same methods."""

    def __enter__(self):
        return self

    def __exit__(self, *error): ...

    def update(self, record) -> None: ...

    def end_of_epoch(self) -> None: ...


class Lines(Silence):
    """One line per epoch: means over the epoch, rows of data per second, and the time left."""

    def __init__(self, gan, per_epoch):
        self.gan = gan
        self.rows = gan.batch_size * gan.minibatches
        self.left = (gan.epochs - gan.epoch) * per_epoch - gan.step_in_epoch
        self.records: list = []
        self.started = self.epoch_started = time.perf_counter()
        self.done = 0

    def update(self, record):
        self.records.append(record)
        self.done += 1

    def end_of_epoch(self):
        now = time.perf_counter()
        means = [(name, np.mean([getattr(r, name) for r in self.records])) for name in self.gan.history.names]
        rate = len(self.records) * self.rows / (now - self.epoch_started)
        remaining = (now - self.started) / self.done * (self.left - self.done)
        say(
            f"epoch {self.gan.epoch:>{len(str(self.gan.epochs))}}/{self.gan.epochs}  {_words(means)}  "
            f"{rate:,.0f} {'images' if self.gan.data_range else 'points'}/s  {_clock(remaining)} left",
            sys.stdout,
        )
        self.records, self.epoch_started = [], now


class Bar(Silence):
    """tqdm's bar over the steps, with the same figures at its end."""

    def __init__(self, tqdm, gan, per_epoch):
        done = gan.epoch * per_epoch + gan.step_in_epoch
        self.bar = tqdm(total=gan.epochs * per_epoch, initial=done, unit="step", dynamic_ncols=True)

    def update(self, record):
        with contextlib.suppress(OSError):  # the terminal has closed: that is no reason to lose the training
            self.bar.update()
            if record.step % 20 == 0:
                self.bar.set_postfix_str(f"epoch {record.epoch} {_words(record._asdict().items())}", refresh=False)

    def __exit__(self, *error):
        with contextlib.suppress(OSError):
            self.bar.close()


def _words(numbers) -> str:
    """A step's numbers for people; norms of gradients, V and what counts the steps are left out."""
    shown = [(name, value) for name, value in numbers if name not in LEFT_OUT]
    return "  ".join(f"{WORDS.get(name, name)} {value:.{2 if name in SHARES else 3}f}" for name, value in shown)


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    return f"{minutes}:{seconds:02d}"
