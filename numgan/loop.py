"""The loop around a game's steps: which rows come at which step, how far training is, and how to resume it."""

from __future__ import annotations  # np.random.Generator in a signature would import np.random: 20 ms

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Self

import numpy as np

from .checks import check_count
from .datasets import check_data, epoch_order, scale
from .sampled import Sampled


class Loop(Sampled):
    """Base class of `Game`: `steps` takes the game through its data, one `train_step` after another.

    It reads the game's batch_size, epochs, data_range, data_seed, noise_rng and history, and keeps its place in the
    data. Attributes: paired, False if there are several arrays of data and each is shuffled on its own.

    The place is kept as a tuple of three: a number of steps, the place before that step, and the place after it. The
    tuple is written before the step. The place after the step counts as soon as the history has that many records. So
    no interrupt can come between a record and its place, and no step can be written down and then done again.
    """

    paired = True
    batch_size: int  # this and what follows is set by `Game`
    epochs: int
    data_seed: int
    noise_rng: np.random.Generator
    history: Any
    train_step: Callable[..., Any]

    def __init__(self) -> None:
        self._places = 0, (0, 0), (0, 0)  # each place: epochs completed, steps of the next one

    def steps(self, *data: np.ndarray, epochs: int | None = None, batch_size: int | None = None) -> Iterator[Any]:
        """Train, yielding one record per step; stop whenever you like, go on whenever you like.

        Every step takes the rows that come after those of the last step. This holds for two iterators used in turn as
        well: together they go through the data once.

        An interrupt (Ctrl-C, a notebook's stop button) may come in the middle of a step. Then some players have moved
        and others have not, and nothing is written down. To go on, call `steps` again: it takes the same rows again.
        The interrupted iterator yields nothing more, because in Python an exception ends a generator.

        data : uint8 images (N, ...) or floats (N, n) within data_range; then labels (N,), or a second set, where the
            game takes them
        epochs : int, how many more epochs to complete, counting one that has begun; by default `self.epochs`
        batch_size : int, B; by default `self.batch_size`. Rows at the end of an epoch that fill no step are left out.

        The arguments are checked at once: TypeError or ValueError for data of a wrong dtype, shape, range, with NaN,
        or with fewer rows than one step takes.
        """
        epochs = check_count("epochs", self.epochs if epochs is None else epochs)
        batch_size = check_count("batch_size", self.batch_size if batch_size is None else batch_size)
        self._check_batch_size(batch_size)
        rows = self.minibatches * batch_size
        arrays = self.check_data(*data, least=rows)
        self.warn_of_scale(*arrays)
        return self._steps(arrays, self.epoch + epochs, rows)

    def check_data(self, *data, least: int = 1) -> tuple[np.ndarray, ...]:
        """Check the arrays that this game trains on: here, one array of at least so many rows."""
        if len(data) != 1:
            raise ValueError(f"{type(self).__name__} trains on one array of data, got {len(data)}")
        return (check_data(data[0], self.width, self.data_range, least, shape=self.data_shape),)

    def _steps(self, arrays, last_epoch, rows):
        while self.epoch < last_epoch:
            epoch, orders = self.epoch, self.orders(arrays)
            per_epoch = min(map(len, orders)) // rows
            while self.epoch == epoch:
                i = min(self.step_in_epoch, per_epoch - 1)  # other data or batches may have shortened the epoch
                part = slice(i * rows, (i + 1) * rows)
                batch = (self._drawn(a, o[part]) for a, o in zip(arrays, orders, strict=True))
                yield self.train_step(*batch, then=(epoch + 1, 0) if i + 1 == per_epoch else (epoch, i + 1))

    def steps_per_epoch(self, *data: np.ndarray) -> int:
        """How many steps of `self.batch_size` go through these arrays once."""
        return min(map(len, self.orders(data))) // (self.batch_size * self.minibatches)

    def orders(self, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
        """For each array the places of its rows, in the order in which they come in this epoch.

        It must depend on the arrays, `data_seed` and `epoch` alone, so that a run can be resumed in mid-epoch.
        """
        if self.paired:
            return [epoch_order(len(arrays[0]), self.data_seed, self.epoch)] * len(arrays)
        return [epoch_order(len(a), self.data_seed, self.epoch, i) for i, a in enumerate(arrays)]

    def _drawn(self, array: np.ndarray, chosen: np.ndarray) -> np.ndarray:
        """The chosen rows as `play` takes them: scaled; labels, (N,), as they are."""
        return array[chosen] if array.ndim == 1 else scale(array[chosen], self.data_range, self.dtype)

    def draws(self, *data, steps: int, batch_size: int | None = None) -> Iterator[tuple[np.ndarray, ...]]:
        """Minibatches for so many steps, drawn with replacement from the training stream: for pretraining."""
        batch_size = check_count("batch_size", self.batch_size if batch_size is None else batch_size)
        arrays = self.check_data(*data, least=batch_size)
        self.warn_of_scale(*arrays)
        for _ in range(check_count("steps", steps)):
            if self.paired:
                chosen = [self.noise_rng.integers(len(arrays[0]), size=batch_size)] * len(arrays)
            else:
                chosen = [self.noise_rng.integers(len(array), size=batch_size) for array in arrays]
            yield tuple(map(self._drawn, arrays, chosen))

    def fit(self, *data: np.ndarray, **how) -> Self:
        """Run `steps`, with its arguments, to the end. Returns the game itself."""
        for _ in self.steps(*data, **how):
            pass
        return self

    @property
    def minibatches(self) -> int:
        """How many minibatches one `play` takes."""
        return 1

    @property
    def step(self) -> int:
        """Steps done."""
        return len(self.history)

    @property
    def place(self) -> tuple[int, int]:
        """Epochs completed, and steps done in the epoch begun."""
        step, before, after = self._places
        return after if self.step >= step else before

    @property
    def begun(self) -> bool:
        """Has a step been done, or at least begun?"""
        return self._places[0] > 0 or self.step > 0

    @property
    def epoch(self) -> int:
        """Epochs completed."""
        return self.place[0]

    @property
    def step_in_epoch(self) -> int:
        """Steps done in the epoch begun."""
        return self.place[1]

    def check_not_begun(self, what: str) -> None:
        """Raise ValueError if a step has been done or begun: `what` comes before the first."""
        if self.begun:
            raise ValueError(
                f"{what} must come before the first step, but this game has done {self.step} and may have begun "
                "another: use a new game"
            )

    def _check_batch_size(self, batch_size: int) -> None:
        for name, player in self.players.items():
            if batch_size == 1 and player.couples_rows:
                raise ValueError(
                    "batch_size must be at least 2 where a network couples rows, as batch norm does, got 1"
                )
            if batch_size % player.rows:
                raise ValueError(
                    f"the {name} packs {player.rows} rows into one: {player.rows} must divide the batch size; got "
                    f"{batch_size}, and the last pack would hold rows of different kinds"
                )
