"""Algorithm 1: the discriminator's step, the generator's step, and the loop around them."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import numpy as np

from . import checkpoint, snapshot
from .averaging import WeightAverage
from .checks import check_count, check_finite, check_rows
from .config import Configurable
from .datasets import check_data, epoch_order, scale, unscale
from .functions import sigmoid
from .history import History, Record
from .network import Sequential
from .noise import NormalNoise, UniformNoise
from .objectives import NonSaturating, Objective, value_function
from .optimizers import Adam, Optimizer

SAMPLING_BLOCK = 1000  # rows sampled at a time, so that memory does not grow with the number asked for
CALIBRATION_ROWS = 2000  # latents that measure the averaged generator's batch-norm statistics


class TrainingDiverged(FloatingPointError):
    """A loss or a gradient is no longer finite. No parameter has been touched by it."""


class GAN(Configurable):
    """Two networks and the game between them.

    The generator G turns latents z ~ noise_prior, (B, latent_dim), into rows like the data's, (B, n). The
    discriminator D gives each row a logit, (B, 1); D(x) = sigmoid(logit) is its belief that the row is real.
    One training step, for minibatches of B rows (Goodfellow et al. 2014, algorithm 1):

        d_steps times:  draw B real rows and B latents; D descends its loss          (for Minimax: ascends V)
        once:           draw B latents; G descends its loss through D, which stands still

    Every pass of a step is a training pass: each network's running statistics move whenever it is used, in the
    other's step too; its parameters move in its own step alone.

    Parameters
    ----------
    generator, discriminator : Sequential
        Of one dtype; G's output is as wide as D's input, D's output has one column and no sigmoid.
    objective : Objective
    generator_optimizer, discriminator_optimizer : Optimizer
    noise_prior : NormalNoise or UniformNoise
    d_steps : int
        The paper's k.
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
        self.generator, self.discriminator = generator, discriminator
        self.objective, self.noise_prior = objective, noise_prior
        self.generator_optimizer = generator_optimizer or Adam(lr=2e-4, beta1=0.5)
        self.discriminator_optimizer = discriminator_optimizer or Adam(lr=2e-4, beta1=0.5)
        self.d_steps, self.share_fakes = check_count("d_steps", d_steps), bool(share_fakes)
        self.batch_size, self.epochs = check_count("batch_size", batch_size), check_count("epochs", epochs)
        self.data_range = None if data_range is None else (float(data_range[0]), float(data_range[1]))
        self.data_shape = (generator.n_out,) if data_shape is None else tuple(data_shape)
        self.recipe = recipe
        self._check()
        self.ema_decay = ema_decay
        self.average = None if ema_decay is None else WeightAverage(generator, decay=ema_decay)
        self._calibrated_at: int | None = None

        self.noise_rng, order = np.random.default_rng(rng).spawn(2)
        self.data_seed = int(order.integers(2**62))
        self.step = self.epoch = self.step_in_epoch = 0
        self.history = History()

    def _check(self) -> None:
        G, D = self.generator, self.discriminator
        if G.n_out != D.n_in:
            raise ValueError(f"the generator gives {G.n_out} values a row, but the discriminator takes {D.n_in}")
        if D.n_out != 1:
            raise ValueError(f"the discriminator must give one logit a row, and gives {D.n_out} values")
        if G.dtype != D.dtype:
            raise ValueError(f"both networks must compute in one dtype, got {G.dtype} and {D.dtype}")
        if self.generator_optimizer is self.discriminator_optimizer:
            raise ValueError("each player needs an optimiser of its own, got one for both")
        if self.share_fakes and self.d_steps > 1:
            raise ValueError(f"share_fakes gives one batch to both players and needs d_steps=1, got {self.d_steps}")
        if self.data_range is not None and not self.data_range[0] < self.data_range[1]:
            raise ValueError(f"data_range must be (low, high) with low < high, got {self.data_range}")
        if np.prod(self.data_shape) != G.n_out:
            raise ValueError(f"data_shape {self.data_shape} does not hold the generator's {G.n_out} values")

    @property
    def latent_dim(self) -> int:
        """Length of a latent z."""
        return self.generator.n_in

    @property
    def dtype(self) -> np.dtype:
        """float32 or float64: of both networks and of all that passes through them."""
        return self.generator.dtype

    # ---- the game -------------------------------------------------------------------------------------------------

    def train_step(self, real: np.ndarray) -> Record:
        """d_steps steps of D, each on its share of the rows, and one of G. real: (d_steps B, n), scaled.

        Raises ValueError for a wrong shape, TrainingDiverged if a loss or a gradient is not finite.
        """
        real = check_rows("real", real, self.discriminator.n_in, self.dtype)
        if len(real) % self.d_steps:
            raise ValueError(f"real must hold d_steps = {self.d_steps} minibatches of equal size, got {len(real)} rows")
        batch_size = len(real) // self.d_steps
        made = self.generator.forward(self.noise(batch_size)) if self.share_fakes else None
        for batch in np.split(real, self.d_steps):
            d_seen = self.discriminator_step(batch, made)
        g_seen = self.generator_step(batch_size, made)
        if self.average is not None:
            self.average.update(self.generator)
        self.step += 1
        record = Record(step=self.step, epoch=self.epoch + 1, **d_seen, **g_seen)
        self.history.append(record)
        return record

    def discriminator_step(self, real: np.ndarray, made=None) -> dict[str, float]:
        """D moves, G stands still. real: (B, n), scaled; `made`: what generator.forward returned, else G makes B rows."""
        fake = self.generator(self.noise(len(real)), training=True) if made is None else made[0]
        loss, real_logits, fake_logits = self.discriminator_gradient(real, fake)
        norm = self._checked_norm("discriminator", loss)
        self.discriminator_optimizer.step(self.discriminator.params, self.discriminator.grads)
        return {
            "value": value_function(real_logits, fake_logits),
            "d_loss": loss,
            "d_real": float(sigmoid(real_logits).mean()),
            "d_fake": float(sigmoid(fake_logits).mean()),
            "d_grad_norm": norm,
        }

    def generator_step(self, batch_size: int, made=None) -> dict[str, float]:
        """G moves, D stands still. `made`: what generator.forward returned, else G makes batch_size rows."""
        fake, cache = self.generator.forward(self.noise(batch_size)) if made is None else made
        loss = self.generator_gradient(fake, cache)
        norm = self._checked_norm("generator", loss)
        self.generator_optimizer.step(self.generator.params, self.generator.grads)
        return {"g_loss": loss, "g_grad_norm": norm}

    def discriminator_gradient(self, real: np.ndarray, fake: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """Write the gradient of D's loss into discriminator.grads. (B, n), (B', n) -> loss, logits of both.

        One pass over real and generated rows together, or, where a layer of D couples the rows of a batch, one over
        each, whose gradients add up: real and generated rows must not share their statistics.
        """
        D, objective = self.discriminator, self.objective
        if not D.couples_rows:
            logits, cache = D.forward(np.concatenate([real, fake]))  # (B + B', 1)
            real_logits, fake_logits = np.split(logits, [len(real)])
            loss, dreal, dfake = objective.discriminator(real_logits, fake_logits)
            D.backward(np.concatenate([dreal, dfake]), cache, inputs=False)
        else:
            real_logits, real_cache = D.forward(real)
            fake_logits, fake_cache = D.forward(fake)
            loss, dreal, dfake = objective.discriminator(real_logits, fake_logits)
            D.backward(dreal, real_cache, inputs=False)
            from_real = D.grads.copy()
            D.backward(dfake, fake_cache, inputs=False)
            D.grads += from_real
        return loss, real_logits, fake_logits

    def generator_gradient(self, fake: np.ndarray, cache) -> float:
        """Write the gradient of G's loss into generator.grads. fake (B, n) and G's cache of that pass -> loss.

        The chain rule runs from the loss through D into G; D passes it on and keeps none for its own parameters.
        """
        logits, d_cache = self.discriminator.forward(fake)  # D has moved since: a pass of its own
        loss, dlogits = self.objective.generator(logits)
        dfake = self.discriminator.backward(dlogits, d_cache, params=False)  # (B, n)
        self.generator.backward(dfake, cache, inputs=False)
        return loss

    def noise(self, n: int) -> np.ndarray:
        """n latents from the training stream, (n, latent_dim)."""
        return self.noise_prior(self.noise_rng, (n, self.latent_dim), self.dtype)

    def _checked_norm(self, player: str, loss: float) -> float:
        grads = getattr(self, player).grads
        norm = float(np.sqrt(grads @ grads))
        if not np.isfinite(loss) or not np.isfinite(norm):
            raise TrainingDiverged(
                f"step {self.step + 1}: the {player}'s loss is {loss:g} and the norm of its gradient {norm:g}; a lower "
                "learning rate may help"
            )
        return norm

    # ---- the loop -------------------------------------------------------------------------------------------------

    def steps(self, data: np.ndarray, *, epochs: int | None = None, batch_size: int | None = None) -> Iterator[Record]:
        """Train, yielding a record a step; stop whenever you like, go on whenever you like.

        data : uint8 images (N, ...) or floats (N, n) within data_range
        epochs : int, how many more epochs to complete, the one begun included; by default `self.epochs`
        batch_size : int, B; by default `self.batch_size`. Rows of the shuffled epoch that fill no step are left out.

        The arguments are checked at once: TypeError or ValueError for data of a wrong dtype, shape, range, with NaN,
        or with fewer than d_steps B rows.
        """
        epochs = check_count("epochs", self.epochs if epochs is None else epochs)
        rows = self.d_steps * check_count("batch_size", self.batch_size if batch_size is None else batch_size)
        data = check_data(data, self.discriminator.n_in, self.data_range, least=rows)
        return self._steps(data, self.epoch + epochs, rows)

    def _steps(self, data, last_epoch, rows):
        per_epoch = len(data) // rows
        while self.epoch < last_epoch:
            order = epoch_order(len(data), self.data_seed, self.epoch)
            for i in range(min(self.step_in_epoch, per_epoch - 1), per_epoch):
                batch = scale(data[order[i * rows : (i + 1) * rows]], self.data_range, self.dtype)
                record = self.train_step(batch)
                self.step_in_epoch = i + 1
                if self.step_in_epoch == per_epoch:
                    self.epoch, self.step_in_epoch = self.epoch + 1, 0
                yield record

    def fit(self, data: np.ndarray, *, epochs: int | None = None, batch_size: int | None = None) -> Self:
        """`steps` to the end, for those who do not watch. Returns the GAN itself."""
        for _ in self.steps(data, epochs=epochs, batch_size=batch_size):
            pass
        return self

    def pretrain(self, data: np.ndarray, *, steps: int, batch_size: int | None = None) -> list[float]:
        """Train D alone for `steps` steps, on rows drawn with replacement; returns its losses. Call before `steps`."""
        batch_size = check_count("batch_size", self.batch_size if batch_size is None else batch_size)
        data = check_data(data, self.discriminator.n_in, self.data_range, least=batch_size)
        losses = []
        for _ in range(check_count("steps", steps)):
            rows = self.noise_rng.integers(len(data), size=batch_size)
            losses.append(self.discriminator_step(scale(data[rows], self.data_range, self.dtype))["d_loss"])
        return losses

    # ---- what it has learned --------------------------------------------------------------------------------------

    def latents(self, n: int, *, rng=None) -> np.ndarray:
        """n latents to sample with, (n, latent_dim), from an rng of the caller's."""
        return self.noise_prior(np.random.default_rng(rng), (check_count("n", n), self.latent_dim), self.dtype)

    def generate(self, z: np.ndarray, *, averaged: bool = True) -> np.ndarray:
        """G(z) as at inference: (B, latent_dim) -> (B, n), in the network's scale, `data_range`.

        With `ema_decay` set it is the averaged generator's, unless averaged=False.
        """
        generator = self._averaged_generator() if averaged and self.average is not None else self.generator
        z = check_rows("z", z, self.latent_dim, self.dtype)
        check_finite("z", z)
        out = np.empty((len(z), generator.n_out), self.dtype)
        for start in range(0, len(z), SAMPLING_BLOCK):
            out[start : start + SAMPLING_BLOCK] = generator(z[start : start + SAMPLING_BLOCK])
        return out

    def sample(self, n: int, *, rng=None, averaged: bool = True) -> np.ndarray:
        """n generated rows, (n, n_out), in the network's scale. The same rng gives the same rows."""
        return self.generate(self.latents(n, rng=rng), averaged=averaged)

    def probability(self, x: np.ndarray) -> np.ndarray:
        """D(x), the belief that x is real: (B, n) scaled rows -> (B,) in [0, 1]."""
        x = check_rows("x", x, self.discriminator.n_in, self.dtype)
        check_finite("x", x)
        return sigmoid(self.discriminator(x))[:, 0]

    def scale(self, images: np.ndarray) -> np.ndarray:
        """uint8 images (B, ...) to rows (B, n) in the network's scale."""
        return scale(check_data(images, self.discriminator.n_in, self.data_range, 1), self.data_range, self.dtype)

    def to_images(self, x: np.ndarray) -> np.ndarray:
        """Rows (B, n) in the network's scale to uint8 images (B, *data_shape)."""
        if self.data_range is None:
            raise ValueError("this GAN's rows are points, not images: its data_range is None")
        return unscale(x, self.data_range, self.data_shape)

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
        return snapshot.unpack(checkpoint.load(path), path)

    def copy(self) -> Self:
        """Another GAN in the same state, which shares nothing with this one."""
        return copy.deepcopy(self)

    def summary(self) -> str:
        """Both networks' tables."""
        return f"generator\n{self.generator.summary()}\n\ndiscriminator\n{self.discriminator.summary()}"

    def __repr__(self) -> str:
        sizes = f"generator of {self.generator.params.size:,} parameters, discriminator of {self.discriminator.params.size:,}"
        return f"<GAN {self.recipe}: {sizes}; {self.objective!r}; step {self.step}>"
