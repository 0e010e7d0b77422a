"""What a trained game is for: rows from latents, pictures, and the scale of its data."""

import math
import warnings
from typing import Any

import numpy as np

from .checks import check_finite, check_flag, check_rows
from .config import Configurable
from .datasets import check_data, scale, unscale
from .network import Sequential
from .player import Player
from .sampler import Sampler

CALIBRATION_ROWS = 2000  # latents that measure an averaged network's batch-norm statistics
COLUMNS = 10  # pictures in a row of `show`


class Sampled(Configurable):
    """Base class of `Game`: how to draw from one of its players. Nothing here changes a game.

    It reads the game's players, noise_prior, data_range and data_shape.
    Attributes: sampled, the name of the player whose rows `sample` draws; None if nothing is made from latents.
    """

    sampled: str | None = "generator"
    players: dict[str, Player]  # this and what follows is set by `Game`
    noise_prior: Any
    data_range: tuple[float, float] | None
    data_shape: tuple[int, ...]
    dtype: np.dtype

    def sampler(self, *, averaged: bool = True) -> Sampler:
        """A copy of the sampled player, with its prior and scale, to draw from. Later training does not change it.

        If the player keeps an average of its weights (ema_decay), it is the averaged network, unless averaged=False.
        """
        return self._sampler(averaged).copy()

    def latents(self, n: int, *, rng=None, **wanted) -> np.ndarray:
        """n latents to sample with, (n, latent_dim), drawn from the caller's rng: see `Sampler.latents`."""
        return self._sampler(False).latents(n, rng=rng, **wanted)

    def interpolate(self, z0: np.ndarray, z1: np.ndarray, n: int, *, linear: bool = False) -> np.ndarray:
        """n latents from z0 to z1, both included: see `Sampler.interpolate`."""
        return self._sampler(False).interpolate(z0, z1, n, linear=linear)

    def generate(self, z: np.ndarray, *, averaged: bool = True) -> np.ndarray:
        """G(z) as at inference: (B, latent_dim) -> (B, n), in the network's scale. `averaged`: as for `sampler`."""
        return self._sampler(averaged).generate(z)

    def sample(self, n: int, *, rng=None, averaged: bool = True, **wanted) -> np.ndarray:
        """n generated rows, (n, width), in the network's scale. The same rng gives the same rows.

        wanted : the code, if the game has one, such as labels=7 or labels=array (n,); by default it is drawn too
        """
        return self._sampler(averaged).sample(n, rng=rng, **wanted)

    def show(self, rng, *data: np.ndarray) -> np.ndarray:
        """What a picture of the training's progress shows: (rows, 10, width), here 100 samples.

        data : what the game trains on. Some games show rows of it, and with each row what they make of it.
        """
        return self.sample(COLUMNS**2, rng=rng).reshape(COLUMNS, COLUMNS, -1)

    def scale(self, images: np.ndarray) -> np.ndarray:
        """uint8 images (B, ...) to rows (B, n) in the network's scale."""
        images = check_data(images, self.width, self.data_range, 1, shape=self.data_shape)
        return scale(images, self.data_range, self.dtype)

    def rows_in_range(self, x: np.ndarray) -> np.ndarray:
        """Return scaled rows (B, n), finite, in the players' dtype. A UserWarning if they leave the data's range."""
        x = check_rows("x", x, self.width, self.dtype)
        check_finite("x", x)
        low, high = self.data_range or (-math.inf, math.inf)
        if x.min() < low - 1e-3 or x.max() > high + 1e-3:
            warnings.warn(
                f"x has values from {x.min():g} to {x.max():g}, outside the data's range ({low:g}, {high:g}): images "
                "are scaled with game.scale(images)",
                stacklevel=3,
            )
        return x

    def warn_of_scale(self, *data: np.ndarray) -> None:
        """Give a UserWarning for float images that lie in [0, 1] if the networks' scale begins below 0."""
        for x in data:
            if self.data_range and self.data_range[0] < 0 and x.dtype.kind == "f" and x.min() >= 0 and x.max() <= 1:
                low, high = self.data_range
                line = "2 * data - 1" if (low, high) == (-1, 1) else f"{low:g} + {high - low:g} * data"
                warnings.warn(
                    f"float data from {x.min():g} to {x.max():g} are taken as they are, and data_range is "
                    f"({low:g}, {high:g}): if these are images in [0, 1], black would be {0:g} and not {low:g}. Write "
                    f"data = {line}, or pass uint8 images, which are scaled for you",
                    stacklevel=4,
                )

    def to_images(self, x: np.ndarray) -> np.ndarray:
        """Rows (B, n) in the network's scale to uint8 images (B, *data_shape)."""
        if self.data_range is None:
            raise ValueError("these rows are points, not images: data_range is None")
        x = check_rows("x", x, self.width, self.dtype)
        check_finite("x", x)
        return unscale(x, self.data_range, self.data_shape)

    def _sampled(self) -> Player:
        if self.sampled is None:
            raise ValueError(f"{type(self).__name__} makes nothing from latents: there is nothing to sample")
        return self.players[self.sampled]

    def _sampler(self, averaged: bool) -> Sampler:
        network = self._network(averaged)
        return Sampler(network, noise_prior=self.noise_prior, data_range=self.data_range, data_shape=self.data_shape)

    def _network(self, averaged: bool) -> Sequential:
        """The sampled player, or the average of its weights if it keeps one and `averaged`."""
        check_flag("averaged", averaged)
        player = self._sampled()
        if not averaged or player.average is None:
            return player
        return player.average.calibrated(self._inputs)

    def _inputs(self) -> np.ndarray:
        """Inputs of the sampled player, with which the statistics of an averaged network are measured."""
        return self.latents(CALIBRATION_ROWS, rng=0)

    @property
    def width(self) -> int:
        """Values in one datum: n."""
        return math.prod(self.data_shape)

    @property
    def latent_dim(self) -> int:
        """Length of a latent z, its code included."""
        return self._sampled().n_in

    def _given(self) -> int:
        """How many values there are in a row that the game makes."""
        player = self.players[self.sampled] if self.sampled else next(iter(self.players.values()))
        return player.n_out
