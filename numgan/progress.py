"""How far a training run is, on the screen."""

import sys
import time

import numpy as np

from .gan import GAN
from .history import Record


def progress_for(gan: GAN, *, per_epoch: int, quiet: bool) -> "Silence":
    """The progress to show: none, tqdm's bar where it is installed and a person watches, else a line an epoch."""
    if quiet:
        return Silence()
    try:
        from tqdm import tqdm
    except ImportError:
        return Lines(gan, per_epoch)
    return Bar(tqdm, gan, per_epoch) if sys.stderr.isatty() else Lines(gan, per_epoch)


class Silence:
    """No progress at all; the other two have the same methods."""

    def __enter__(self):
        return self

    def __exit__(self, *error): ...

    def update(self, record: Record) -> None: ...

    def end_of_epoch(self) -> None: ...


class Lines(Silence):
    """One line an epoch: means over it, rows of data a second, and the time left."""

    def __init__(self, gan, per_epoch):
        self.gan = gan
        self.rows = gan.batch_size * gan.d_steps
        self.left = (gan.epochs - gan.epoch) * per_epoch - gan.step_in_epoch
        self.records: list[Record] = []
        self.started = self.epoch_started = time.perf_counter()
        self.done = 0

    def update(self, record):
        self.records.append(record)
        self.done += 1

    def end_of_epoch(self):
        now = time.perf_counter()
        mean = {name: np.mean([getattr(r, name) for r in self.records]) for name in Record._fields[2:]}
        rate = len(self.records) * self.rows / (now - self.epoch_started)
        remaining = (now - self.started) / self.done * (self.left - self.done)
        print(
            f"epoch {self.gan.epoch:>{len(str(self.gan.epochs))}}/{self.gan.epochs}  D loss {mean['d_loss']:.3f}  "
            f"G loss {mean['g_loss']:.3f}  D(x) {mean['d_real']:.2f}  D(G(z)) {mean['d_fake']:.2f}  "
            f"{rate:,.0f} {'images' if self.gan.data_range else 'points'}/s  {_clock(remaining)} left",
            flush=True,
        )
        self.records, self.epoch_started = [], now


class Bar(Silence):
    """tqdm's bar over the steps, with the same figures at its end."""

    def __init__(self, tqdm, gan, per_epoch):
        done = gan.epoch * per_epoch + gan.step_in_epoch
        self.bar = tqdm(total=gan.epochs * per_epoch, initial=done, unit="step", dynamic_ncols=True)

    def update(self, record):
        self.bar.update()
        if record.step % 20 == 0:
            self.bar.set_postfix_str(
                f"epoch {record.epoch} D {record.d_loss:.2f} G {record.g_loss:.2f} "
                f"D(x) {record.d_real:.2f} D(G(z)) {record.d_fake:.2f}",
                refresh=False,
            )

    def __exit__(self, *error):
        self.bar.close()


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    return f"{minutes}:{seconds:02d}"
