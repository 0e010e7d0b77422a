"""The record that is written down at every step, and the history of all records so far."""

import functools
from array import array
from collections import namedtuple
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np


@functools.cache
def record_type(names: tuple[str, ...]) -> Any:
    """The class of a record with these columns: a named tuple of `step`, `epoch`, both from 1, and a game's own."""
    kind = namedtuple("Record", ("step", "epoch", *names))  # type: ignore[misc]  # names that only a game knows
    # so that records can be pickled and copied: pickle would look for the class by its name
    kind.__reduce__ = lambda self: (_record, (names, *self))  # type: ignore[method-assign, misc]
    return kind


def _record(names, *values):
    return record_type(names)(*values)


class History:
    """All records so far, by column: history["d_loss"] is a float64 array with one value per step.

    The game decides which columns there are: `step`, `epoch`, and the names that its first `play` returned (see
    `GAN.play`). A value takes 8 bytes: a million steps of 9 columns are 72 MB.
    """

    def __init__(self) -> None:
        self.names: tuple[str, ...] = ()  # the game's own columns, once there is a record
        self._values = array("d")  # row after row

    def append(self, epoch: int, seen: Mapping[str, float]) -> Any:
        """Write down one step's numbers and return them as a record. Raises ValueError for names other than before."""
        names = tuple(seen)
        if not self._values:
            self.names = names
        if set(names) != set(self.names):
            raise ValueError(
                f"every step must return the same numbers: {', '.join(self.names)} before, and now {', '.join(names)}"
            )
        record = record_type(self.names)(len(self) + 1, epoch, *(float(seen[name]) for name in self.names))
        self._values.extend(array("d", record))  # one call, which no interrupt can cut in two
        return record

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of all columns."""
        return ("step", "epoch", *self.names)

    def __len__(self) -> int:
        return len(self._values) // (2 + len(self.names))

    def __getitem__(self, name: str) -> np.ndarray:
        """The column of this name, (steps,) float64."""
        if name not in self.columns:
            raise KeyError(f"history has no column {name!r}; it has {', '.join(self.columns)}")
        return self.to_array()[:, self.columns.index(name)].copy()

    def records(self, start: int = 0) -> Iterator[Any]:
        """Iterate over the records from the one with index `start` on."""
        kind, width = record_type(self.names), len(self.columns)
        for i in range(start * width, len(self._values), width):
            step, epoch, *own = self._values[i : i + width]
            yield kind(int(step), int(epoch), *own)

    def to_array(self) -> np.ndarray:
        """All records, (steps, columns) float64: what a checkpoint keeps."""
        return np.array(self._values).reshape(-1, len(self.columns))

    @classmethod
    def from_array(cls, names: tuple[str, ...], table: np.ndarray) -> "History":
        """The inverse of `to_array`. names: the game's own columns.

        Raises ValueError for a table that does not fit; its steps must be 1, 2, 3, ...
        """
        history = cls()
        history.names = tuple(names)
        record_type(history.names)  # raises an error for names that no record can have
        if table.ndim != 2 or table.shape[1] != len(history.columns):
            raise ValueError(f"history must have shape (steps, {len(history.columns)}), got {table.shape}")
        if not np.array_equal(table[:, 0], np.arange(1, len(table) + 1)):
            raise ValueError(f"its history has {len(table)} records, and their steps are not 1, 2, 3, ...")
        if not np.isfinite(table).all():
            raise ValueError("its history holds numbers that are not finite")
        history._values = array("d", table.ravel().tolist())
        return history
