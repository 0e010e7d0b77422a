"""Algorithm 1: the discriminator's step, the generator's step, and the two together."""

import numpy as np

from .averaging import WeightAverage
from .checks import check_count, check_finite, check_rows
from .config import Configurable
from .history import History, Record
from .network import Sequential
from .noise import NormalNoise, UniformNoise, check_prior
from .objectives import NonSaturating, Objective
from .optimizers import Adam, Optimizer
from .penalties import Penalty

SILENT = np.errstate(over="ignore", invalid="ignore")  # an overflow is found by the norm, and raised with a name


class TrainingDiverged(FloatingPointError):
    """A player's loss or gradient is no longer finite; that player has not moved.

    Running statistics may have moved, and D too if it is G whose turn failed.
    """


class Game(Configurable):
    """Two networks and one step of the game between them.

    The generator G turns latents z ~ noise_prior, (B, latent_dim), into rows like the data's, (B, n). The
    discriminator D gives each row a logit, (B, 1); in the first GAN's game D(x) = sigmoid(logit) is its belief that the
    row is real, and `objective.probability` says what it is in others.
    One training step, for minibatches of B rows (Goodfellow et al. 2014, algorithm 1):

        d_steps times:  draw B real rows and B latents; D descends its loss          (for Minimax: ascends V)
        once:           draw B latents; G descends its loss through D, which stands still

    Every pass of a step is a training pass: a network's running statistics move whenever it is used, in the other's
    step too; its parameters move in its own step alone.

    `GAN` adds the data, the loop and the files, and says what the arguments mean.
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
        rng=None,
    ):
        self.generator, self.discriminator = generator, discriminator
        self.objective, self.penalty, self.noise_prior = objective, penalty, noise_prior
        self.generator_optimizer = generator_optimizer or Adam(lr=2e-4, beta1=0.5)
        self.discriminator_optimizer = discriminator_optimizer or Adam(lr=2e-4, beta1=0.5)
        self.d_steps, self.share_fakes = check_count("d_steps", d_steps), bool(share_fakes)
        self.ema_decay = ema_decay
        self._check()
        self.average = None if ema_decay is None else WeightAverage(generator, decay=ema_decay)
        self.noise_rng = np.random.default_rng(rng)
        self.step = self.epoch = 0
        self.history = History()

    def _check(self) -> None:
        for name, kind in (
            ("generator", Sequential),
            ("discriminator", Sequential),
            ("objective", Objective),
            ("generator_optimizer", Optimizer),
            ("discriminator_optimizer", Optimizer),
        ):
            if not isinstance(getattr(self, name), kind):
                raise TypeError(f"{name} must be an object of class {kind.__name__}, got {getattr(self, name)!r}")
        check_prior("noise_prior", self.noise_prior)
        G, D = self.generator, self.discriminator
        if G is D:
            raise ValueError("generator and discriminator must be two networks, got one for both")
        if self.penalty is not None:
            if not isinstance(self.penalty, Penalty):
                raise TypeError(f"penalty must be a Penalty such as GradientPenalty(), or None, got {self.penalty!r}")
            self.penalty.check(D)
        if G.rows != 1:
            raise ValueError("the generator must give one row for each latent; Pack is a layer of the discriminator")
        if G.n_out != D.n_in:
            raise ValueError(f"the generator gives {G.n_out} values a row, but the discriminator takes {D.n_in}")
        if D.n_out != 1:
            raise ValueError(f"the discriminator must give one logit a row, and gives {D.n_out} values")
        if G.dtype != D.dtype:
            raise ValueError(f"both networks must compute in one dtype, got {G.dtype} and {D.dtype}")
        own = [getattr(o, "optimizer", o) for o in (self.generator_optimizer, self.discriminator_optimizer)]
        if own[0] is own[1]:  # the one itself, or the one that it wraps
            raise ValueError("each player needs an optimiser of its own, got one for both")
        for name in ("generator_optimizer", "discriminator_optimizer"):
            if updates := getattr(self, name).t:
                raise ValueError(f"{name} has made {updates} updates already: each GAN needs new ones")
        if self.share_fakes and self.d_steps > 1:
            raise ValueError(f"share_fakes gives one batch to both players and needs d_steps=1, got {self.d_steps}")

    @property
    def latent_dim(self) -> int:
        """Length of a latent z."""
        return self.generator.n_in

    @property
    def dtype(self) -> np.dtype:
        """float32 or float64: of both networks and of all that passes through them."""
        return self.generator.dtype

    def train_step(self, real: np.ndarray) -> Record:
        """d_steps steps of D, each on its share of the rows, and one of G. real: (d_steps B, n), scaled.

        Raises ValueError for rows of a wrong shape or not finite, TrainingDiverged for a loss or gradient not finite.
        """
        name = f"real (its last {self.generator.classes} columns a label)" if self.generator.classes else "real"
        real = check_rows(name, real, self.discriminator.n_in, self.dtype)
        check_finite("real", real)
        if len(real) % self.d_steps:
            raise ValueError(f"real must hold d_steps = {self.d_steps} minibatches of equal size, got {len(real)} rows")
        batch_size = len(real) // self.d_steps
        made = self.generator.forward(self.noise(batch_size)) if self.share_fakes else None
        for batch in np.split(real, self.d_steps):
            d_seen = self.discriminator_step(batch, made)
        g_seen = self.generator_step(batch_size, made, batch)
        if self.average is not None:
            self.average.update(self.generator)
        self.step += 1
        record = Record(step=self.step, epoch=self.epoch + 1, **d_seen, **g_seen)
        self.history.append(record)
        return record

    @SILENT
    def discriminator_step(self, real: np.ndarray, made=None) -> dict[str, float]:
        """D moves, G stands still. real: (B, n), scaled; made: what generator.forward returned, or G makes B rows."""
        fake = self.generator(self.noise(len(real)), training=True) if made is None else made[0]
        loss, real_logits, fake_logits = self.discriminator_gradient(real, fake)
        norm = self._checked_norm("discriminator", loss)
        self.discriminator_optimizer.step(self.discriminator.params, self.discriminator.grads)
        return {
            "value": self.objective.value(real_logits, fake_logits),
            "d_loss": loss,
            "d_real": float(self.objective.belief(real_logits).mean()),
            "d_fake": float(self.objective.belief(fake_logits).mean()),
            "d_grad_norm": norm,
        }

    @SILENT
    def generator_step(self, batch_size: int, made=None, real: np.ndarray | None = None) -> dict[str, float]:
        """G moves, D stands still. made: what generator.forward returned, or G makes batch_size rows.

        real: (B, n), scaled, which only an objective that compares needs.
        """
        fake, cache = self.generator.forward(self.noise(batch_size)) if made is None else made
        loss = self.generator_gradient(fake, cache, real)
        norm = self._checked_norm("generator", loss)
        self.generator_optimizer.step(self.generator.params, self.generator.grads)
        return {"g_loss": loss, "g_grad_norm": norm}

    def discriminator_gradient(self, real: np.ndarray, fake: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """Write the gradient of D's loss into discriminator.grads. (B, n), (B', n) -> loss, logits of both.

        The loss is the objective's, and the penalty's where there is one.
        One pass over real and generated rows together, or, where a layer of D couples the rows of a batch, one over
        each, whose gradients add up: real and generated rows must not share their statistics.
        """
        D, objective = self.discriminator, self.objective
        for rows in (real, fake):
            self.check_divides(len(rows))
        if not D.couples_rows:
            logits, cache = D.forward(np.concatenate([real, fake]))  # (B + B', 1)
            real_logits, fake_logits = np.split(logits, [len(real) // D.rows])
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
        if self.penalty is not None:
            loss += self.penalty.gradient(D, real, fake)
        return loss, real_logits, fake_logits

    def generator_gradient(self, fake: np.ndarray, cache, real: np.ndarray | None = None) -> float:
        """Write the gradient of G's loss into generator.grads. fake (B, n) and G's cache of that pass -> loss.

        real, (B', n): for an objective that compares, and no other.
        The chain rule runs from the loss through D into G; D passes it on and keeps none for its own parameters.
        """
        logits, d_cache = self.discriminator.forward(fake)  # D has moved since: a pass of its own
        if self.objective.compares and real is None:
            raise ValueError(f"{self.objective!r} compares generated with real rows: pass real, (B, n), as well")
        real_logits = self.discriminator.forward(real)[0] if self.objective.compares else None
        loss, dlogits = self.objective.generator(logits, real_logits)
        dfake = self.discriminator.backward(dlogits, d_cache, params=False)  # (B, n)
        self.generator.backward(dfake, cache, inputs=False)
        return loss

    def check_divides(self, batch_size: int) -> None:
        """Raise ValueError if D packs rows and the batch cannot be packed without mixing real with generated ones."""
        if batch_size % self.discriminator.rows:
            raise ValueError(
                f"D packs {self.discriminator.rows} rows into one, and needs a batch that they divide; got "
                f"{batch_size}, and the last pack would hold real and generated rows at once"
            )

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
