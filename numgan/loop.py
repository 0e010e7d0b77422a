"""The loop around a game's steps: which rows come when, how far it is, and how to go on."""

from collections.abc import Iterator
from typing import Self

import numpy as np

from .checks import check_count
from .datasets import check_data, epoch_order, scale
from .sampled import Sampled


class Loop(Sampled):
    """Base class of `Game`: `steps` takes the game through its data, one `train_step` after another.

    It reads the game's batch_size, epochs, data_range, data_seed and noise_rng, and keeps `history` and its place.
    Attributes: paired, False where several arrays of data are each drawn in an order of its own.
    """

    paired = True

    def steps(self, *data: np.ndarray, epochs: int | None = None, batch_size: int | None = None) -> Iterator:
        """Train, yielding one record per step; stop whenever you like, go on whenever you like.

        data : uint8 images (N, ...) or floats (N, n) within data_range; then labels (N,), or a second set, where the
            game takes them
        epochs : int, how many more epochs to complete, the one begun included; by default `self.epochs`
        batch_size : int, B; by default `self.batch_size`. Rows of the shuffled epoch that fill no step are left out.

        The arguments are checked at once: TypeError or ValueError for data of a wrong dtype, shape, range, with NaN,
        or with fewer rows than one step takes.
        """
        epochs = check_count("epochs", self.epochs if epochs is None else epochs)
        batch_size = check_count("batch_size", self.batch_size if batch_size is None else batch_size)
        self._check_batch_size(batch_size)
        rows = self.minibatches * batch_size
        arrays = self.check_data(*data, least=rows)
        return self._steps(arrays, self.epoch + epochs, rows)

    def check_data(self, *data, least: int = 1) -> tuple[np.ndarray, ...]:
        """Check the arrays that this game trains on: here, one array of at least so many rows."""
        if len(data) != 1:
            raise ValueError(f"{type(self).__name__} trains on one array of data, got {len(data)}")
        return (check_data(data[0], self.width, self.data_range, least),)

    def _steps(self, arrays, last_epoch, rows):
        per_epoch = min(map(len, arrays)) // rows
        while self.epoch < last_epoch:
            orders = self._orders(arrays)
            begun = min(self.step_in_epoch, per_epoch - 1)  # other data or batches may have shortened the epoch
            for i in range(begun, per_epoch):
                part = slice(i * rows, (i + 1) * rows)
                record = self.train_step(*(self._drawn(a, o[part]) for a, o in zip(arrays, orders, strict=True)))
                self._place = (self.epoch + 1, 0) if i + 1 == per_epoch else (self.epoch, i + 1)
                yield record

    def _orders(self, arrays) -> list[np.ndarray]:
        if self.paired:
            return [epoch_order(len(arrays[0]), self.data_seed, self.epoch)] * len(arrays)
        return [epoch_order(len(a), self.data_seed, self.epoch, i) for i, a in enumerate(arrays)]

    def _drawn(self, array: np.ndarray, chosen: np.ndarray) -> np.ndarray:
        """The chosen rows as `play` takes them: scaled; labels, (N,), as they are."""
        return array[chosen] if array.ndim == 1 else scale(array[chosen], self.data_range, self.dtype)

    def draws(self, *data, steps: int, batch_size: int | None = None) -> Iterator[tuple[np.ndarray, ...]]:
        """Minibatches for so many steps, drawn with replacement by the training stream: for pretraining."""
        batch_size = check_count("batch_size", self.batch_size if batch_size is None else batch_size)
        arrays = self.check_data(*data, least=batch_size)
        for _ in range(check_count("steps", steps)):
            if self.paired:
                chosen = [self.noise_rng.integers(len(arrays[0]), size=batch_size)] * len(arrays)
            else:
                chosen = [self.noise_rng.integers(len(array), size=batch_size) for array in arrays]
            yield tuple(map(self._drawn, arrays, chosen))

    def fit(self, *data: np.ndarray, **how) -> Self:
        """`steps` to the end, with its arguments, for those who do not watch. Returns the game itself."""
        for _ in self.steps(*data, **how):
            pass
        return self

    @property
    def step(self) -> int:
        """Steps done."""
        return len(self.history)

    @property
    def epoch(self) -> int:
        """Epochs completed."""
        return self._place[0]

    @property
    def step_in_epoch(self) -> int:
        """Steps done in the epoch begun."""
        return self._place[1]

    def _check_batch_size(self, batch_size: int) -> None:
        for name, player in self.players.items():
            if batch_size == 1 and player.couples_rows:
                raise ValueError("batch_size must be at least 2 where a network has batch norm, got 1")
            if batch_size % player.rows:
                raise ValueError(
                    f"the {name} packs {player.rows} rows into one, and needs a batch that they divide; got "
                    f"{batch_size}, and the last pack would hold rows of different kinds"
                )
