"""A training run and its folder: progress on the screen, pictures, metrics and a checkpoint at every epoch's end.

The folder holds

    config.json             the set-up: networks, objective, optimisers, data, seed
    metrics.csv             one record per step
    samples/epoch_0001.png  what `game.show` draws, from the same latents every time
    checkpoint.npz          all that is needed to resume
    losses.png              both losses, with the lines where they stand at equilibrium; or what else a game writes down
    probabilities.png       mean D(x) and D(G(z)), where there is a D
    training.gif            the samples' pictures joined, at the end
"""

import contextlib
import json
import os
from pathlib import Path

import numpy as np

from .. import plots
from ..arrays import check_regular
from ..config import to_plain
from ..files.checkpoint import atomic_write, is_part, lock, sweep
from ..game import Game, TrainingDiverged
from ..sampled import COLUMNS
from .interrupts import politely
from .metrics import Metrics
from .progress import progress_for
from .sources import fingerprint

SHOWN_POINTS = 2_000
CONFIG, CHECKPOINT = "config.json", "checkpoint.npz"


class RunError(Exception):
    """A run that cannot start or go on as asked; the message is for the user."""


def free_folder(name: str) -> Path:
    """runs/name, or the first of runs/name-2, runs/name-3, ... that does not exist."""
    folder, number = Path("runs") / name, 1
    while folder.exists():
        number += 1
        folder = Path("runs") / f"{name}-{number}"
    return folder


class Run:
    """A game, its data, and the folder that its training fills.

    data : a name for `load_arrays`; labels_per_class : how many labels it kept; seed : what the game was made from, and
        those labels were drawn by. All three go into config.json.
    """

    def __init__(
        self, gan: Game, folder: str | Path, *, data: str, seed: int | None, labels_per_class: int | None = None
    ):
        self.gan, self.folder = gan, Path(folder)
        self.data_name, self.seed, self.labels_per_class = data, seed, labels_per_class
        self.fingerprint: str | None = None
        self._lock: int | None = None

    @property
    def checkpoint(self) -> Path:
        """The file that `save` writes."""
        return self.folder / CHECKPOINT

    def create(self, *data: np.ndarray) -> None:
        """Make the folder, with config.json and a checkpoint, and lock it.

        A folder that an earlier start left without a checkpoint, or an empty one, is taken. What goes wrong before the
        first checkpoint leaves nothing behind, unless the process is killed. Raises RunError for a folder that holds
        something else, or cannot be made.
        """
        missing = [path for path in (self.folder, *self.folder.parents) if not path.exists()]
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = _only_one(self.folder)
            if not _unfinished(self.folder):
                raise FileExistsError
        except FileExistsError:
            self.close()
            if self.checkpoint.exists():
                raise RunError(
                    f"{self.folder} exists already: go on with --resume {self.folder}, or name another --out"
                ) from None
            raise RunError(f"{self.folder} exists already, and holds no run: name another --out") from None
        except OSError as error:
            _remove_empty(missing)
            raise RunError(f"cannot make the folder {self.folder}: {error.strerror}") from None
        try:
            sweep(self.folder)
            (self.folder / "samples").mkdir(exist_ok=True)
            self.fingerprint, self.gan.trained_on = fingerprint(*data), self.data_name
            self._write_config()
            self.save()
        except BaseException:
            for path in (self.checkpoint, self.folder / CONFIG):
                path.unlink(missing_ok=True)
            _remove_empty([self.folder / "samples", *missing])
            self.close()
            raise

    @classmethod
    def resume(cls, path: str | Path) -> "Run":
        """Resume the run in this folder, or that of this checkpoint.npz. The folder is locked before anything is read.

        So no other process can train between reading and locking, and lose its steps.
        Raises RunError, CheckpointError or FileNotFoundError if there is no run.
        """
        folder = Path(path)
        if folder.is_file():
            if folder.name != CHECKPOINT:
                raise RunError(f"{folder} is a file: --resume takes a run's folder, or the {CHECKPOINT} in it")
            folder = folder.parent
        if not folder.is_dir():
            raise RunError(f"{folder} holds no run: there is no such folder")
        held = _only_one(folder)
        try:
            run = cls._read(folder)
        except BaseException:
            _close(held)
            raise
        run._lock = held
        for each in (folder, folder / "samples"):
            sweep(each)
        return run

    @classmethod
    def _read(cls, folder: Path) -> "Run":
        if _unfinished(folder):
            raise RunError(
                f"{folder} holds no run that could go on: it was stopped before its first checkpoint; start it again "
                f"with --out {folder}, which takes this folder"
            )
        try:
            config = json.loads(check_regular(folder / CONFIG).read_text(encoding="utf-8"))
            data, seed, data_is = str(config["data"]), config["seed"], config["data_is"]
        except FileNotFoundError:
            raise RunError(f"{folder} holds no run: there is no {folder / CONFIG}") from None
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise RunError(f"{folder / CONFIG} is damaged: {error!r}") from None
        few = config.get("labels_per_class")
        run = cls(Game.load(folder / CHECKPOINT), folder, data=data, seed=seed, labels_per_class=few)
        run.fingerprint = data_is
        (folder / "samples").mkdir(exist_ok=True)
        return run

    def train(self, *data: np.ndarray, quiet: bool = False) -> bool:
        """Train until `gan.epochs` epochs are complete; True if so, False if a signal (Ctrl-C) came first.

        Either way the last complete step is saved, and then the folder is unlocked. If all epochs are complete
        already, this does what a killed process has left undone: metrics, the last picture, curves, the GIF.
        A loss that is not finite, or a full disk, raises RunError and leaves the last checkpoint as it is.
        """
        try:
            self.check_data(*data)
            return self._train(data, quiet)
        except TrainingDiverged as error:
            raise RunError(f"{error}; the last good checkpoint is {self.checkpoint}") from None
        except OSError as error:
            where = f" ({error.filename})" if error.filename else ""
            raise RunError(
                f"{error.strerror or error}{where}; once that is mended, go on from the last checkpoint with: numgan "
                f"train --resume {self.folder}"
            ) from None
        finally:
            self.close()

    def _train(self, data, quiet: bool) -> bool:
        gan = self.gan
        gan.trained_on = self.data_name
        self._write_config()  # the data may have moved, and the epochs have become more
        remaining = gan.epochs - gan.epoch
        records = gan.steps(*data, epochs=remaining) if remaining > 0 else ()
        progress = progress_for(gan, per_epoch=gan.steps_per_epoch(*data), quiet=quiet or remaining < 1)
        with politely() as asked:  # until all is saved and drawn
            with Metrics(self.folder / "metrics.csv", gan) as metrics, progress:
                if gan.step_in_epoch == 0 and not self._picture.exists():
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
                    if asked:
                        break
            self.save()
            self._draw_curves()
            self._draw_film()
        return gan.epoch >= gan.epochs

    def check_data(self, *data: np.ndarray) -> None:
        """Raise RunError unless these are the arrays that the run began with."""
        if fingerprint(*data) != self.fingerprint:
            raise RunError(f"the data of {self.data_name} are not those that the run in {self.folder} began with")

    def save(self) -> None:
        """Write checkpoint.npz, whole or not at all."""
        self.gan.save(self.checkpoint)

    def close(self) -> None:
        """Unlock the folder: this object is done with it, and `resume` may take the run up."""
        held, self._lock = self._lock, None
        _close(held)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def _write_config(self) -> None:
        config = {"data": self.data_name, "data_is": self.fingerprint, "seed": self.seed}
        config |= {"labels_per_class": self.labels_per_class, "gan": to_plain(self.gan)}
        with atomic_write(self.folder / CONFIG) as file:
            file.write(json.dumps(config, indent=1).encode())

    @property
    def _picture(self) -> Path:
        return self.folder / "samples" / f"epoch_{self.gan.epoch:04d}.png"

    def _draw_samples(self, *data) -> None:
        gan, path = self.gan, self._picture
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


def _remove_empty(folders: list[Path]) -> None:
    for folder in folders:
        with contextlib.suppress(OSError):  # not made yet, or not empty
            folder.rmdir()


def _close(handle: int | None) -> None:
    if handle is not None:
        os.close(handle)


def _only_one(folder: Path) -> int | None:
    """Lock the folder until the handle is closed; RunError if another run goes on in it.

    None on Windows, where folders cannot be locked, and nothing is checked: two processes must not train in one there.
    """
    try:
        import fcntl  # noqa: F401  # which `lock` uses
    except ImportError:
        return None
    handle = os.open(folder, os.O_RDONLY)
    try:
        lock(handle)
    except BlockingIOError:
        os.close(handle)
        raise RunError(f"another process is training in {folder}") from None
    except OSError:
        pass  # a file system without locks
    return handle


def _unfinished(folder: Path) -> bool:
    """Does the folder hold nothing but what `create` writes before the first checkpoint? (So does an empty one.)"""
    return folder.is_dir() and all(
        path.name == CONFIG or (path.name == "samples" and path.is_dir() and not any(path.iterdir())) or is_part(path)
        for path in folder.iterdir()
    )
