"""What is written down at every step, and all of it so far."""

from array import array
from typing import NamedTuple

import numpy as np


class Record(NamedTuple):
    """One step of the game, seen from outside. With d_steps > 1, D's figures are those of its last step."""

    step: int
    """Number of the step, from 1."""
    epoch: int
    """Number of the epoch it belongs to, from 1."""
    value: float
    """V(D, G) on this step's minibatch, before D moved: in the paper's game at most 0, and -log 4 at equilibrium.
    Other objectives say what theirs is; NaN where there is none."""
    d_loss: float
    """The discriminator's loss."""
    g_loss: float
    """The generator's loss."""
    d_real: float
    """Mean D(x) over the real rows; for a critic, its mean score."""
    d_fake: float
    """Mean D(G(z)) over the generated rows of the discriminator's step."""
    d_grad_norm: float
    """Euclidean norm of the gradient of all of D's parameters."""
    g_grad_norm: float
    """Euclidean norm of the gradient of all of G's parameters."""


class History:
    """All records so far, by column: history["d_loss"] is a float64 array with a value a step.

    8 bytes a value: a million steps are 72 MB.
    """

    def __init__(self):
        self._columns = {name: array("d") for name in Record._fields}

    def append(self, record: Record) -> None:
        """Add one step's record."""
        record = Record(*record)
        for column, value in zip(self._columns.values(), record, strict=True):
            column.append(value)

    def __len__(self) -> int:
        return len(self._columns["step"])

    def __getitem__(self, name: str) -> np.ndarray:
        """The column of this name, (steps,) float64."""
        if name not in self._columns:
            raise KeyError(f"history has no column {name!r}; it has {', '.join(self._columns)}")
        return np.array(self._columns[name])

    def records(self, start: int = 0):
        """Iterate over the records, as `Record`, from the one with index `start` on."""
        for row in zip(*(column[start:] for column in self._columns.values()), strict=True):
            yield Record(int(row[0]), int(row[1]), *row[2:])

    def to_array(self) -> np.ndarray:
        """All of it, (steps, 9) float64: what a checkpoint keeps."""
        return np.column_stack([self[name] for name in Record._fields])

    @classmethod
    def from_array(cls, table: np.ndarray) -> "History":
        """The inverse of `to_array`. Raises ValueError for a table of another shape."""
        if table.ndim != 2 or table.shape[1] != len(Record._fields):
            raise ValueError(f"history must have shape (steps, {len(Record._fields)}), got {table.shape}")
        history = cls()
        for name, column in zip(Record._fields, table.T, strict=True):
            history._columns[name] = array("d", column.tolist())
        return history
