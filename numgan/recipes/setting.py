"""What every recipe is given, and what follows from it."""

import math

import numpy as np

from ..checks import check_count, check_dtype, check_shape, shown
from ..optimizers import Linear
from ..streams import spawn


class Setting:
    """The keywords that all recipes take.

    n_data : rows of the data, from which schedules know how many updates an epoch has. The schedules are made for this
        batch_size and these epochs; others that are given to `steps` later do not change them
    data_shape : shape of one datum
    epochs, batch_size
    rng : None, int, Generator, ...: weights, noise, dropout and order all come from it
    dtype : float32, or float64 for checks
    channels : (c1, c2), or None for dense networks. Where a recipe has `convolves`: the channels of the two stages of
        convolutional networks (networks.py), the larger images' first

    Attributes
    ----------
    n : values in one datum
    image : is a datum an image (two or three lengths), or a point (one)?
    updates : of a player that moves once per minibatch, over all epochs: the length of schedules
    weights : independent streams for the players' weights, as many as `players`; game : the stream for the rest
    """

    def __init__(
        self,
        *,
        n_data: int = 50_000,
        data_shape: tuple[int, ...] = (28, 28),
        epochs: int,
        batch_size: int,
        rng=None,
        dtype=np.float32,
        players: int = 2,
        channels: tuple[int, int] | None = None,
        convolves: bool = False,
    ):
        self.data_shape, self.dtype = check_shape("data_shape", data_shape), check_dtype(dtype)
        self.epochs, self.batch_size = check_count("epochs", epochs), check_count("batch_size", batch_size)
        self.n, self.image = math.prod(self.data_shape), len(self.data_shape) > 1
        self.channels = _check_channels(channels, convolves)
        self.n_data = check_count("n_data", n_data)
        self.updates = self.updates_of(self.batch_size)
        *self.weights, self.game = spawn(rng, players + 1)

    def updates_of(self, rows: int) -> int:
        """Updates over all epochs of a player that moves once in so many rows."""
        return self.epochs * max(1, self.n_data // rows)

    def falling(self, lr: float, *, by: float = 10, updates: int | None = None, up_to: int | None = None) -> Linear:
        """A rate that falls in a straight line over all updates, until it has been divided by `by`.

        up_to : epochs. A longer schedule begins lower, at lr up_to / epochs, so that no more time is spent at rates
            near lr than in a schedule of so many epochs.
        """
        lr *= min(1.0, up_to / self.epochs) if up_to else 1.0
        return Linear(lr, lr / by, updates or self.updates)

    def common(self, recipe: str) -> dict:
        """What every game is given: the loop's settings, the data's shape, the name, the stream."""
        return {
            "batch_size": self.batch_size,
            "epochs": self.epochs,
            "data_shape": self.data_shape,
            "recipe": recipe,
            "rng": self.game,
        }


def _check_channels(channels, convolves: bool) -> tuple[int, int] | None:
    if channels is None:
        return None
    if not convolves:
        raise ValueError(f"this recipe's networks are dense and have no channels, got {shown(channels)}")
    if not isinstance(channels, tuple | list) or len(channels) != 2:
        raise ValueError(f"channels must be two whole numbers such as (32, 64), got {shown(channels)}")
    few, many = (check_count("each number of channels", number) for number in channels)
    return few, many
