"""Several generators, and a classifier that keeps them apart: MGAN (Hoang et al. 2018).

A mixture of K generators makes the rows. D judges them as always. A classifier C says which generator made a row, and
the generators are rewarded when it can: so no two of them make the same rows, and each is left with a part of the data.
Which generator it is stands beside the noise, as a one-hot row. C is further columns of D.
"""

import numpy as np

from ..checks import check_kind, check_number
from ..game import Game
from ..objectives import NonSaturating, Objective
from ..objectives.losses import softmax_cross_entropy
from ..player import Player
from ..sampled import COLUMNS
from ..turns import backward_both, beliefs, forward_both
from .ends import check_ends, check_ends_in_logits
from .infogan import CodedNoise


class MGAN(Game):
    """A GAN whose latents are [z | k], k the one-hot index of a generator, and whose D has 1 + K columns.

    naming  = the cross entropy of C's K columns with k, on generated rows
    D and C descend  (the objective's loss) + naming
    G       descends  (the objective's loss) + diversity_weight naming

    Each generator makes a share 1 / K of the rows. C's best answer is the posterior of k at x, and then
        naming = log K - JSD(p_1, ..., p_K)
    where JSD = the mean over k of KL(p_k || (p_1 + ... + p_K) / K), from 0, where all generators make the same, to
    log K, where no two of them overlap. So log K - naming is a lower bound on the JSD, which the record has as
    `divergence`; and G ascends diversity_weight times the JSD.

    The generators are one Player. How much they share is decided by its layers: with a `LabelBlocks` before its first
    Dense they share all but that layer, as in the paper. The game differs from an `InfoGAN` with a category and
    nothing else in this: C learns with the weight 1, whatever the weight is with which G does.

    Parameters
    ----------
    generator : Player, (B, latent_dim) to (B, n)
    discriminator : Player, (B, n) to (B, 1 + K)
    noise_prior : CodedNoise, CodedNoise(K, continuous=0)
    objective : Objective
        Default: NonSaturating(). One that compares rows is refused.
    diversity_weight : float >= 0, the paper's beta
    settings : as for `Game`.

    gan.sample(64, category=3) draws from the generator 3 alone.

    Source: Hoang, Nguyen, Le & Phung 2018, MGAN; of the weights, C beside D, and the default beta of .01 the authors'
    code, qhoangdl/MGAN. There each minibatch has equally many rows of each generator; here k is drawn.
    """

    generator: Player
    discriminator: Player
    objective: Objective
    noise_prior: CodedNoise

    def __init__(
        self,
        generator: Player,
        discriminator: Player,
        *,
        noise_prior: CodedNoise,
        objective: Objective = NonSaturating(),
        diversity_weight: float = 0.01,
        **settings,
    ):
        self.generator = check_kind("generator", generator, Player, "a Player")
        self.discriminator = check_kind("discriminator", discriminator, Player, "a Player")
        self.objective = check_kind("objective", objective, Objective, "an Objective such as NonSaturating()")
        check_kind("noise_prior", noise_prior, CodedNoise, "CodedNoise(K, continuous=0)")
        self.diversity_weight = check_number("diversity_weight", diversity_weight, 0)
        if noise_prior.continuous:
            raise ValueError(f"MGAN's code is a category alone: CodedNoise(K, continuous=0), got {noise_prior!r}")
        if objective.compares or discriminator.rows != 1:
            raise ValueError(
                f"C names the generator of each row by itself: MGAN's D must not pack rows, and its objective must "
                f"not compare them, got {objective!r} and a D that packs {discriminator.rows}"
            )
        check_ends("discriminator", discriminator, generator, generator.n_out, 1 + noise_prior.categories)
        check_ends_in_logits("discriminator", discriminator, objective)
        super().__init__(noise_prior=noise_prior, **settings)

    def play(self, real):
        """One step of D and C, then one of all generators, each on fresh rows of the mixture."""
        G, D = self.generator, self.discriminator
        z = self.noise(len(real))
        r, f, cache = forward_both(D, real, G(z, training=True))
        d_loss, dr, df = self.objective.discriminator(r[:, :1], f[:, :1])
        naming, dnames = softmax_cross_entropy(f[:, 1:], self.made_by(z))
        backward_both(D, np.hstack([dr, np.zeros_like(r[:, 1:])]), np.hstack([df, dnames]), cache)
        d_norm = self.move(discriminator=d_loss + naming)

        z = self.noise(len(real))
        fake, g_cache = G.forward(z)
        y, d_cache = D.forward(fake)
        g_loss, dy = self.objective.generator(y[:, :1])
        g_naming, dnames = softmax_cross_entropy(y[:, 1:], self.made_by(z))
        dfake = D.backward(np.hstack([dy, self.diversity_weight * dnames]), d_cache, params=False)
        G.backward(dfake, g_cache, inputs=False)
        g_norm = self.move(generator=g_loss + self.diversity_weight * g_naming)
        divergence = self.noise_prior.entropy - naming
        seen = {"d_loss": d_loss, "g_loss": g_loss, "naming": naming, "divergence": divergence}
        return seen | {"d_grad_norm": d_norm, "g_grad_norm": g_norm} | beliefs(self.objective, r[:, :1], f[:, :1])

    def made_by(self, z: np.ndarray) -> np.ndarray:
        """Which generator a latent is for: (B, latent_dim) to (B,) whole numbers."""
        return z[:, -self.noise_prior.categories :].argmax(axis=1)

    def name(self, x: np.ndarray) -> np.ndarray:
        """The generator that C finds most probable for each scaled row, as at inference: (B, n) to (B,)."""
        return self.discriminator(self.rows_in_range(x))[:, 1:].argmax(axis=1)

    def show(self, rng, *data):
        """A row of ten for each generator."""
        categories = np.arange(self.noise_prior.categories).repeat(COLUMNS)
        return self.sample(len(categories), rng=rng, category=categories).reshape(-1, COLUMNS, self.width)
