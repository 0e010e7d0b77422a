"""A training run and its folder: progress on the screen, pictures, metrics and a checkpoint at every epoch's end.

The folder holds

    config.json             the set-up: networks, objective, optimisers, data, seed
    metrics.csv             one record per step
    samples/epoch_0001.png  what `game.show` draws, from the same latents every time
    checkpoint.npz          all that is needed to go on
    losses.png              both losses, with the lines where they stand at equilibrium; or what else a game writes down
    probabilities.png       mean D(x) and D(G(z)), where there is a D
    training.gif            the samples' pictures joined, at the end
"""

import csv
import json
import os
import signal
import zlib
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from .. import datasets, plots, recipes
from ..arrays import check_regular
from ..config import to_plain
from ..files.checkpoint import atomic_write
from ..game import Game, TrainingDiverged
from ..sampled import COLUMNS
from .progress import progress_for

TOYS = {f.__name__: f for f in (datasets.ring, datasets.grid, datasets.gaussian_1d, datasets.two_moons)}
TOY_POINTS = 100_000
SHOWN_POINTS = 2_000


class RunError(Exception):
    """A run that cannot start or go on as asked; the message is for the user."""


def load_data(name: str) -> np.ndarray:
    """What `--data` names: "mnist" (the first 50,000 training images, as in the paper), a toy, a folder or a file.

    Images are uint8, (N, height, width[, 3]), and points floats, (N, 1) or (N, 2).
    """
    if name == "mnist":
        return datasets.load_mnist().train_images[:50_000]
    if name in TOYS:
        return TOYS[name](TOY_POINTS, rng=0)
    return datasets.load_rows(name)


def load_labels(name: str) -> np.ndarray:
    """The labels beside `load_data(name)`: (N,), whole numbers 0, 1, 2, ... without a gap.

    Raises ValueError where there are none, or all are 0, or a number is left out: G would be asked for what D has never
    seen.
    """
    labels = datasets.load_labels(datasets.MNIST_FOLDER)[:50_000] if name == "mnist" else datasets.load_labels(name)
    if not np.any(labels):
        raise ValueError(f"labels of {name} are all 0: a conditional GAN needs at least two classes")
    for wanted, found in enumerate(np.unique(labels)):
        if found != wanted:
            raise ValueError(
                f"labels of {name} must be 0, 1, 2, ... without a gap; in place of {wanted} is {found}: number them "
                "anew, np.unique(labels, return_inverse=True)[1]"
            )
    return labels


def load_arrays(name: str, takes: tuple[str, ...], data: np.ndarray | None = None) -> tuple[np.ndarray, ...]:
    """The arrays that a game `takes`, from what `--data` names: rows; rows and their labels; or two sets of images.

    data : what `load_data(name)` gave, where that has been read already
    Two sets are made from one: half of it, and the other half slanted and inverted (`datasets.two_sets`).
    Raises RunError where images and labels differ in number, or two sets of points are wanted.
    """
    data = load_data(name) if data is None else data
    if takes == ("rows", "labels"):
        labels = load_labels(name)
        if len(labels) != len(data):
            raise RunError(f"{name} holds {len(data)} images, but {len(labels)} labels")
        return data, labels
    if takes == ("rows", "rows"):
        if data.dtype != np.uint8:
            raise RunError(f"two sets are made from images, and {name} holds points")
        return datasets.two_sets(data)
    return (data,)


def fingerprint(*arrays: np.ndarray) -> str:
    """Shape, type and checksum of each array, which show whether a run goes on with what it began with."""
    return "; ".join(f"{a.shape} {a.dtype} {zlib.crc32(np.ascontiguousarray(a)):08x}" for a in arrays)


def recipe_for(name: str, data: np.ndarray) -> str:
    """The recipe to use for this data if none is named: a toy's own, else the one for points or for images."""
    if name in TOYS and name in recipes.ALL:
        return name
    return "ring" if are_points(data) else "mnist_mlp"


def are_points(data: np.ndarray) -> bool:
    """Are these points, (N, columns), and not images, (N, height, width[, 3])?"""
    return data.ndim == 2


def free_folder(name: str) -> Path:
    """runs/name, or the first of runs/name-2, runs/name-3, ... that does not exist."""
    folder, number = Path("runs") / name, 1
    while folder.exists():
        number += 1
        folder = Path("runs") / f"{name}-{number}"
    return folder


class Run:
    """A game, its data, and the folder that its training fills.

    data : a name for `load_arrays`; seed : what the game was made from. Both go into config.json.
    """

    def __init__(self, gan: Game, folder: str | Path, *, data: str, seed: int | None):
        self.gan, self.folder = gan, Path(folder)
        self.data_name, self.seed = data, seed
        self.fingerprint: str | None = None

    @property
    def checkpoint(self) -> Path:
        """The file that `save` writes."""
        return self.folder / "checkpoint.npz"

    def create(self, *data: np.ndarray) -> None:
        """Make the folder, with config.json and a checkpoint. Raises RunError if it exists or cannot be made."""
        try:
            self.folder.mkdir(parents=True)
            (self.folder / "samples").mkdir()
        except FileExistsError:
            raise RunError(
                f"{self.folder} exists already: go on with --resume {self.folder}, or name another --out"
            ) from None
        except OSError as error:
            raise RunError(f"cannot make the folder {self.folder}: {error.strerror}") from None
        self.fingerprint, self.gan.trained_on = fingerprint(*data), self.data_name
        config = {"data": self.data_name, "data_is": self.fingerprint, "seed": self.seed, "gan": to_plain(self.gan)}
        with atomic_write(self.folder / "config.json") as file:
            file.write(json.dumps(config, indent=1).encode())
        self.save()

    @classmethod
    def resume(cls, folder: str | Path) -> "Run":
        """Go on with the run in this folder. Raises RunError, CheckpointError or FileNotFoundError if it holds none."""
        folder = Path(folder)
        try:
            config = json.loads(check_regular(folder / "config.json").read_text())
            data, seed, data_is = str(config["data"]), config["seed"], config["data_is"]
        except FileNotFoundError:
            raise RunError(f"{folder} holds no run: there is no {folder / 'config.json'}") from None
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise RunError(f"{folder / 'config.json'} is damaged: {error!r}") from None
        run = cls(Game.load(folder / "checkpoint.npz"), folder, data=data, seed=seed)
        run.fingerprint = data_is
        (folder / "samples").mkdir(exist_ok=True)
        return run

    def train(self, *data: np.ndarray, quiet: bool = False) -> bool:
        """Train until `gan.epochs` epochs are complete; True if so, False if a signal (Ctrl-C) came first.

        Either way the last complete step is saved. A loss that is not finite raises RunError and leaves the last
        checkpoint as it is.
        """
        if fingerprint(*data) != self.fingerprint:
            raise RunError(f"the data of {self.data_name} are not those that the run in {self.folder} began with")
        gan = self.gan
        remaining = gan.epochs - gan.epoch
        if remaining < 1:
            raise RunError(f"{self.folder} has {gan.epoch} epochs already; ask for more with --epochs")
        records = gan.steps(*data, epochs=remaining)
        per_epoch = min(map(len, data)) // (gan.batch_size * gan.minibatches)
        progress = progress_for(gan, per_epoch=per_epoch, quiet=quiet)
        try:
            with (
                _only_one(self.folder),
                _Metrics(self.folder / "metrics.csv", gan) as metrics,
                _polite_interrupt() as interrupted,
                progress,
            ):
                if not gan.step:
                    self._draw_samples(*data)
                for record in records:
                    metrics.write(record)
                    progress.update(record)
                    if gan.step_in_epoch == 0:
                        self.save()
                        metrics.flush()
                        self._draw_samples(*data)
                        self._draw_curves()
                        progress.end_of_epoch()
                    if interrupted:
                        break
        except TrainingDiverged as error:
            raise RunError(f"{error}; the last good checkpoint is {self.checkpoint}") from None
        self.save()
        self._draw_curves()
        self._draw_film()
        return gan.epoch >= gan.epochs

    def save(self) -> None:
        """Write checkpoint.npz, whole or not at all."""
        self.gan.save(self.checkpoint)

    def _draw_samples(self, *data) -> None:
        gan, path = self.gan, self.folder / "samples" / f"epoch_{self.gan.epoch:04d}.png"
        if gan.data_range is None:
            real = data[0][:SHOWN_POINTS]
            fake = gan.sample(SHOWN_POINTS, rng=0)
            plots.save_figure(
                path, lambda ax: plots.points(fake, real, ax=ax).set_title(f"epoch {gan.epoch}"), size=(5, 5)
            )
        else:
            shown = gan.show(0, *data).reshape(-1, gan.width)
            plots.save_images(path, gan.to_images(shown), columns=COLUMNS)

    def _draw_curves(self) -> None:
        history, objective = self.gan.history, getattr(self.gan, "objective", None)
        if objective is None or "d_real" not in history.names:
            plots.save_figure(self.folder / "losses.png", lambda ax: plots.columns(history, ax=ax))
            return
        for name, draw in (
            ("losses.png", lambda ax: plots.losses(history, equilibrium=objective.equilibrium(), ax=ax)),
            ("probabilities.png", lambda ax: plots.probabilities(history, undecided=objective.undecided, ax=ax)),
        ):
            plots.save_figure(self.folder / name, draw)

    def _draw_film(self) -> None:
        frames = sorted((self.folder / "samples").glob("epoch_*.png"))
        if frames:
            plots.save_gif(self.folder / "training.gif", frames)


class _Metrics:
    """metrics.csv: what the history holds already, then every new record, below the names of the columns."""

    def __init__(self, path: Path, gan: Game):
        with atomic_write(path) as file:
            history = gan.history
            lines = [",".join(history.columns)] if len(history) else []
            lines += [",".join(map(repr, record)) for record in history.records()]
            file.write("".join(f"{line}\n" for line in lines).encode())
        self.path, self.named = path, bool(lines)

    def __enter__(self):
        self.file = open(self.path, "a", newline="")
        self.writer = csv.writer(self.file, lineterminator="\n")
        return self

    def write(self, record) -> None:
        if not self.named:
            self.writer.writerow(record._fields)
            self.named = True
        self.writer.writerow(record)

    def flush(self) -> None:
        self.file.flush()

    def __exit__(self, *error):
        self.file.close()


@contextmanager
def _only_one(folder: Path):
    """Hold the folder for this process; RunError if another one trains in it. (Windows has no such locks: no check.)"""
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise RunError(f"another process is training in {folder}") from None
    finally:
        os.close(handle)


@contextmanager
def _polite_interrupt():
    """Turn the first Ctrl-C (or a TERM signal) into an entry in a list, so that no update is cut in half.

    A second Ctrl-C acts at once, as usual.
    """
    seen: list[int] = []

    def note(number, frame):
        if seen:
            raise KeyboardInterrupt
        seen.append(number)

    kept = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield seen
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
