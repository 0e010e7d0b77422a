"""A GAN as its users meet it: the data, the loop around the game's steps, sampling, and files."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import numpy as np

from . import checkpoint, snapshot
from .checks import check_count, check_finite, check_number, check_rows, check_shape, spawn
from .conditional import label_rows, training_labels
from .config import to_plain
from .datasets import check_data, epoch_order, scale
from .game import Game
from .history import Record
from .network import Sequential
from .noise import NormalNoise, UniformNoise
from .objectives import NonSaturating, Objective
from .optimizers import Optimizer
from .penalties import Penalty
from .sampler import Sampler

CALIBRATION_ROWS = 2000  # latents that measure the averaged generator's batch-norm statistics


class GAN(Game):
    """Two networks, the game between them (see `Game`), and the data that they play for.

    Parameters
    ----------
    generator, discriminator : Sequential
        Of one dtype; G's output is as wide as D's input, D's output has one column and no sigmoid.
    objective : Objective
        Default: NonSaturating().
    penalty : Penalty or None
        Added to D's loss: GradientPenalty, R1, DRAGAN, or one of your own.
    generator_optimizer, discriminator_optimizer : Optimizer
        New ones. Default: Adam(lr=2e-4, beta1=0.5).
    noise_prior : NormalNoise or UniformNoise
    d_steps : int
        Steps of D for one of G: the paper's k.
    share_fakes : bool
        Train G on the rows that D has just been trained on, one pass of G less a step, instead of on fresh ones. A
        deviation from algorithm 1 that many tutorials make.
    ema_decay : float or None
        Keep a running average of G's weights (`WeightAverage`) and sample from it.
    batch_size, epochs : int
        What `steps` and `fit` use by default.
    data_range : (low, high) or None
        The network's scale of the data. uint8 images are scaled to it as they are drawn. None: data has its own units.
    data_shape : tuple
        Shape of one datum, such as (28, 28); its product is n.
    recipe : str
        Name of the set-up, for people.
    rng : None, int, Generator, ...
        Spawned into a stream for noise and a seed for the data's order. Sampling and plotting touch neither.

    Attributes
    ----------
    step, epoch, step_in_epoch : int
        Steps done, epochs completed, and steps done in the epoch begun.
    history : History
    average : WeightAverage or None
    """

    def __init__(
        self,
        generator: Sequential,
        discriminator: Sequential,
        *,
        objective: Objective = NonSaturating(),
        penalty: Penalty | None = None,
        generator_optimizer: Optimizer | None = None,
        discriminator_optimizer: Optimizer | None = None,
        noise_prior: NormalNoise | UniformNoise = NormalNoise(),
        d_steps: int = 1,
        share_fakes: bool = False,
        ema_decay: float | None = None,
        batch_size: int = 128,
        epochs: int = 20,
        data_range: tuple[float, float] | None = None,
        data_shape: tuple[int, ...] | None = None,
        recipe: str = "custom",
        rng=None,
    ):
        noise, order = spawn(rng, 2)
        super().__init__(
            generator,
            discriminator,
            objective=objective,
            penalty=penalty,
            generator_optimizer=generator_optimizer,
            discriminator_optimizer=discriminator_optimizer,
            noise_prior=noise_prior,
            d_steps=d_steps,
            share_fakes=share_fakes,
            ema_decay=ema_decay,
            rng=noise,
        )
        self.batch_size, self.epochs = check_count("batch_size", batch_size), check_count("epochs", epochs)
        self.data_range = None if data_range is None else _check_range(data_range)
        width = generator.n_out - generator.classes
        self.data_shape = (width,) if data_shape is None else check_shape("data_shape", data_shape)
        if np.prod(self.data_shape) != width:
            raise ValueError(f"data_shape {self.data_shape} does not hold the generator's {width} values")
        if getattr(noise_prior, "classes", 0) != generator.classes:
            raise ValueError(
                "a Conditional generator and LabelledNoise belong together, with the same number of classes; "
                f"got {generator!r:.60}... and {noise_prior!r}"
            )
        self.recipe = recipe
        self.data_seed = int(order.integers(2**62))
        self.step_in_epoch = 0
        self._calibrated_at: int | None = None
        snapshot.check_networks(to_plain(self))  # what could not be saved is refused now and not after the training

    # ---- the loop -------------------------------------------------------------------------------------------------

    def steps(
        self, data: np.ndarray, *, labels=None, epochs: int | None = None, batch_size: int | None = None
    ) -> Iterator[Record]:
        """Train, yielding a record a step; stop whenever you like, go on whenever you like.

        data : uint8 images (N, ...) or floats (N, n) within data_range
        labels : (N,) whole numbers, every class among them, for a conditional GAN and no other
        epochs : int, how many more epochs to complete, the one begun included; by default `self.epochs`
        batch_size : int, B; by default `self.batch_size`. Rows of the shuffled epoch that fill no step are left out.

        The arguments are checked at once: TypeError or ValueError for data of a wrong dtype, shape, range, with NaN,
        or with fewer than d_steps B rows.
        """
        epochs = check_count("epochs", self.epochs if epochs is None else epochs)
        rows = self.d_steps * check_count("batch_size", self.batch_size if batch_size is None else batch_size)
        if rows == self.d_steps and (self.generator.couples_rows or self.discriminator.couples_rows):
            raise ValueError("batch_size must be at least 2 where a network has batch norm, got 1")
        self.check_divides(rows // self.d_steps)
        data = check_data(data, self.width, self.data_range, least=rows)
        conditions = training_labels(labels, len(data), self.generator.classes, self.dtype)
        return self._steps(data, conditions, self.epoch + epochs, rows)

    def _steps(self, data, conditions, last_epoch, rows):
        per_epoch = len(data) // rows
        while self.epoch < last_epoch:
            order = epoch_order(len(data), self.data_seed, self.epoch)
            begun = min(self.step_in_epoch, per_epoch - 1)  # other data or batches may have shortened the epoch
            for i in range(begun, per_epoch):
                drawn = order[i * rows : (i + 1) * rows]
                batch = scale(data[drawn], self.data_range, self.dtype)
                record = self.train_step(_beside(batch, conditions, drawn))
                self.step_in_epoch = i + 1
                if self.step_in_epoch == per_epoch:
                    self.epoch, self.step_in_epoch = self.epoch + 1, 0
                yield record

    def fit(self, data: np.ndarray, **how) -> Self:
        """`steps` to the end, with its arguments, for those who do not watch. Returns the GAN itself."""
        for _ in self.steps(data, **how):
            pass
        return self

    def pretrain(self, data: np.ndarray, *, steps: int, labels=None, batch_size: int | None = None) -> list[float]:
        """Train D alone for `steps` steps, on rows drawn with replacement; returns its losses. Call before `steps`."""
        batch_size = check_count("batch_size", self.batch_size if batch_size is None else batch_size)
        data = check_data(data, self.width, self.data_range, least=batch_size)
        conditions = training_labels(labels, len(data), self.generator.classes, self.dtype)
        losses = []
        for _ in range(check_count("steps", steps)):
            rows = self.noise_rng.integers(len(data), size=batch_size)
            batch = scale(data[rows], self.data_range, self.dtype)
            losses.append(self.discriminator_step(_beside(batch, conditions, rows))["d_loss"])
        return losses

    @property
    def width(self) -> int:
        """Values in one datum: n."""
        return self.generator.n_out - self.generator.classes

    # ---- what it has learned --------------------------------------------------------------------------------------

    def sampler(self, *, averaged: bool = True) -> Sampler:
        """A copy of G with its prior and scale, to draw from, which later training leaves alone.

        With `ema_decay` set it is the averaged G, unless averaged=False.
        """
        return self._sampler(averaged).copy()

    def latents(self, n: int, *, rng=None, labels=None) -> np.ndarray:
        """n latents to sample with, (n, latent_dim), from an rng of the caller's. labels: see `sample`."""
        return self._sampler(False).latents(n, rng=rng, labels=labels)

    def interpolate(self, z0: np.ndarray, z1: np.ndarray, n: int, *, linear: bool = False) -> np.ndarray:
        """n latents from z0 to z1, both included: see `Sampler.interpolate`."""
        return self._sampler(False).interpolate(z0, z1, n, linear=linear)

    def generate(self, z: np.ndarray, *, averaged: bool = True) -> np.ndarray:
        """G(z) as at inference: (B, latent_dim) -> (B, n), in the network's scale. `averaged`: as for `sampler`."""
        return self._sampler(averaged).generate(z)

    def sample(self, n: int, *, rng=None, labels=None, averaged: bool = True) -> np.ndarray:
        """n generated rows, (n, width), in the network's scale. The same rng gives the same rows.

        labels : (n,) whole numbers, or one for all: what a conditional GAN is to make; by default drawn evenly
        """
        return self._sampler(averaged).sample(n, rng=rng, labels=labels)

    def probability(self, x: np.ndarray, *, labels=None) -> np.ndarray:
        """D(x), the belief that x is real, as at inference: (B, n) scaled rows -> (B,) in [0, 1].

        A D that packs rows believes something of each pack: (B / rows,). labels : as for `steps`, one a row.
        Raises ValueError for a critic, whose scores are no probabilities.
        """
        x = check_rows("x", x, self.width, self.dtype)
        check_finite("x", x)
        x = _beside(x, label_rows(labels, len(x), self.generator.classes, self.dtype), slice(None))
        return self.objective.probability(self.discriminator(x))[:, 0]

    def scale(self, images: np.ndarray) -> np.ndarray:
        """uint8 images (B, ...) to rows (B, n) in the network's scale."""
        return scale(check_data(images, self.width, self.data_range, 1), self.data_range, self.dtype)

    def to_images(self, x: np.ndarray) -> np.ndarray:
        """Rows (B, n) in the network's scale to uint8 images (B, *data_shape)."""
        return self._sampler(False).to_images(x)

    def _sampler(self, averaged: bool) -> Sampler:
        generator = self._averaged_generator() if averaged and self.average is not None else self.generator
        return Sampler(generator, noise_prior=self.noise_prior, data_range=self.data_range, data_shape=self.data_shape)

    def _averaged_generator(self) -> Sequential:
        if self._calibrated_at != self.average.t:
            self.average.calibrate(self.latents(CALIBRATION_ROWS, rng=0))
            self._calibrated_at = self.average.t
        return self.average.network

    # ---- keeping it -----------------------------------------------------------------------------------------------

    def save(self, path: str | Path) -> None:
        """Write all of it to one .npz: set-up, weights, average, optimisers, random streams, history.

        Training goes on from it bit for bit. The file appears whole or not at all.
        """
        checkpoint.save(path, snapshot.pack(self))

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read what `save` wrote. Raises FileNotFoundError, or CheckpointError for a file that it cannot trust."""
        return snapshot.unpack(checkpoint.load(path), path, cls)

    def copy(self) -> Self:
        """Another GAN in the same state, which shares nothing with this one."""
        return copy.deepcopy(self)

    def summary(self) -> str:
        """Both networks' tables."""
        return f"generator\n{self.generator.summary()}\n\ndiscriminator\n{self.discriminator.summary()}"

    def __repr__(self) -> str:
        sizes = [f"{network.params.size:,}" for network in (self.generator, self.discriminator)]
        return f"<GAN {self.recipe}: G and D of {' and '.join(sizes)} parameters; {self.objective!r}; step {self.step}>"


def _beside(rows: np.ndarray, conditions: np.ndarray | None, drawn) -> np.ndarray:
    """[x | c]: rows with the conditions drawn for them; without conditions the rows as they are."""
    return rows if conditions is None else np.hstack([rows, conditions[drawn]])


def _check_range(data_range) -> tuple[float, float]:
    if not isinstance(data_range, tuple | list) or len(data_range) != 2:
        raise ValueError(f"data_range must be (low, high), got {data_range}")
    low, high = (check_number("each end of data_range", end) for end in data_range)
    if not low < high:
        raise ValueError(f"data_range must be (low, high) with low < high, got {data_range}")
    return low, high
