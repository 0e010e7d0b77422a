"""The first game: algorithm 1 of Goodfellow et al. 2014."""

import numpy as np

from ..checks import check_count, check_kind
from ..game import Game
from ..objectives import NonSaturating, Objective
from ..penalties import Penalty
from ..player import Player
from ..turns import beliefs, fool, judge
from .ends import check_ends_in_logits


class GAN(Game):
    """Two players and the game between them.

    The generator G turns latents z ~ noise_prior, (B, latent_dim), into rows like the data's, (B, n). The
    discriminator D gives each row a logit, (B, 1). In the original game D(x) = sigmoid(logit) is the probability, in
    D's judgement, that the row is real; for other games see `objective.probability`. `play` is one step.

    Every pass of a step is a training pass: a network's running statistics change whenever it is used, in the other
    player's turn too. Its parameters change only in its own turn.

    Parameters
    ----------
    generator, discriminator : Player
        Of one dtype; G's output is as wide as D's input, D's output has one column and no sigmoid.
    objective : Objective
        Default: NonSaturating().
    penalty : Penalty or None
        Added to D's loss: GradientPenalty, R1, DRAGAN, or one of your own.
    d_steps : int
        Steps of D for one of G: the paper's k.
    settings : noise_prior, batch_size, epochs, data_range, data_shape, recipe, rng
        As for `Game`.
    """

    generator: Player
    discriminator: Player
    objective: Objective
    penalty: Penalty | None

    def __init__(
        self,
        generator: Player,
        discriminator: Player,
        *,
        objective: Objective = NonSaturating(),
        penalty: Penalty | None = None,
        d_steps: int = 1,
        **settings,
    ):
        kind = "a Player: Player(layers, optimizer=Adam(lr=2e-4))"
        self.generator = check_kind("generator", generator, Player, kind)
        self.discriminator = check_kind("discriminator", discriminator, Player, kind)
        self.objective = check_kind("objective", objective, Objective, "an Objective such as NonSaturating()")
        if penalty is not None:
            check_kind("penalty", penalty, Penalty, "a Penalty such as GradientPenalty(), or None").check(discriminator)
        self.penalty, self.d_steps = penalty, check_count("d_steps", d_steps)
        self._check_columns()
        check_ends_in_logits("discriminator", discriminator, objective)
        super().__init__(**settings)
        if self.noise_prior.codes and "labels" not in self.takes:
            raise ValueError(f"G would be told a label and D would not, with {self.noise_prior!r}: a CGAN tells both")

    def play(self, real):
        """Algorithm 1: d_steps times D descends its loss, each time on fresh rows; then G descends its own.

        real : (d_steps B, n), a minibatch for each step of D, one below the other
        """
        G, D = self.generator, self.discriminator
        for x in np.split(real, self.d_steps):
            fake = G(self.noise(len(x)), training=True)
            d_loss, real_logits, fake_logits = judge(D, self.objective, x, fake, self.penalty)
            d_norm = self.move(discriminator=d_loss)
        fake, cache = G.forward(self.noise(len(x)))
        g_loss, dfake = fool(D, self.objective, fake, x)
        G.backward(dfake, cache, inputs=False)
        g_norm = self.move(generator=g_loss)
        seen = {"d_loss": d_loss, "g_loss": g_loss, "d_grad_norm": d_norm, "g_grad_norm": g_norm}
        return seen | beliefs(self.objective, real_logits, fake_logits)

    @property
    def minibatches(self) -> int:
        return self.d_steps

    @np.errstate(over="ignore", invalid="ignore")  # `move` finds them, and names the player
    def pretrain(self, data: np.ndarray, *, steps: int, batch_size: int | None = None) -> list[float]:
        """Train D alone for `steps` steps, on rows drawn with replacement; returns its losses.

        Raises ValueError once `steps` or `train_step` has begun: the history would not show what it changed.
        """
        self.check_not_begun("pretrain")
        losses = []
        for (x,) in self.draws(data, steps=steps, batch_size=batch_size):
            fake = self.generator(self.noise(len(x)), training=True)
            losses.append(judge(self.discriminator, self.objective, x, fake, self.penalty)[0])
            self.move(discriminator=losses[-1])
        return losses

    def probability(self, x: np.ndarray) -> np.ndarray:
        """D(x), the probability that x is real, as at inference: (B, n) scaled rows -> (B,) in [0, 1].

        If D packs rows there is one probability per pack: (B / rows,).
        Rows outside data_range give a UserWarning, not an error: a G without a bounded output makes such rows too.
        Raises ValueError for a critic, whose scores are no probabilities.
        """
        return self.objective.probability(self.discriminator(self.rows_in_range(x))[:, :1])[:, 0]

    def _check_columns(self, extra: int = 0, heads: int = 0) -> None:
        """Raise ValueError unless D takes what G makes and `extra` columns, and gives one logit and `heads` columns."""
        G, D = self.generator, self.discriminator
        if G.rows != 1:
            raise ValueError("the generator must give one row for each latent; Pack is a layer of the discriminator")
        if G.n_out + extra != D.n_in:
            beside = f" and {extra} columns stand beside them" if extra else ""
            raise ValueError(
                f"the generator gives {G.n_out} values per row{beside}, but the discriminator takes {D.n_in}"
            )
        if D.n_out != 1 + heads:
            behind = f" and {heads} columns behind it" if heads else ""
            raise ValueError(f"the discriminator must give one logit per row{behind}, and gives {D.n_out} values")
