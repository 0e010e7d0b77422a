"""Similar in what D sees: VAE/GAN (Larsen et al. 2016).

A VAE compares a row with its reconstruction pixel by pixel, and blurs what it cannot place exactly. A discriminator has
learned better features for such a comparison. So here the VAE's reconstruction error is measured in an inner layer of
D, and the decoder is a GAN's generator at the same time.
"""

import numpy as np

from ..checks import check_kind, check_number
from ..game import Game
from ..noise import NormalNoise
from ..objectives import NonSaturating, Objective
from ..penalties import Penalty
from ..player import Player
from ..turns import beliefs, fool, judge
from .autoencoder import check_there_and_back, samples_and_pairs
from .ends import check_ends, check_ends_in_logits
from .gaussian_code import GaussianCode


class VAEGAN(Game):
    """Three players: encoder, generator (the decoder), discriminator.

    Latent      [m | l] = E(x),  s = exp(l / 2),  z = m + s e,  e ~ N(0, 1)           as in `VAE`
    Likeness    h(x) = what D.layers[:depth] give;  y = G(z)
                v    = mean over features of their variance over all h(x) and h(y) of the batch, a constant
                like = mean over rows of sum (h(y) - h(x))^2 / (2 v)                  a Gaussian of variance v, in nats
    Prior       kl   = mean over rows of sum (m^2 + s^2 - 1 - l) / 2
    D           descends the objective's loss: x is real; y, and G(p) for p ~ N(0, 1), are generated
    E           descends like + kl
    G           descends like_weight like + (the maker's loss on y and G(p))

    D does not learn to make rows alike or unlike: only from the game's own loss. So its features are good for telling
    real from generated, and what they do not see does not count. Nor does that loss say how large they are. If D makes
    them smaller, as a penalty on its slope does, then without v the likeness would soon be less than kl: the best E
    would say nothing. With v two rows that have nothing in common differ by one nat per feature, whatever their scale
    is, and never by more than two on average.

    Parameters
    ----------
    encoder : Player, (B, n) to (B, 2 latent_dim)
    generator : Player, (B, latent_dim) to (B, n)
    discriminator : Player, (B, n) to (B, 1)
    objective : Objective
        Default: NonSaturating(). One that compares rows is refused.
    depth : int or None
        How many of D's layers give the features; -1: all except for the last; None: all.
    like_weight : float >= 0, the paper's gamma
    penalty : Penalty or None, added to D's loss
    settings : as for `Game`, with noise_prior NormalNoise().

    Source: Larsen, Sonderby, Larochelle & Winther 2016, Autoencoding beyond Pixels using a Learned Similarity Metric,
    section 3 and algorithm 1. Deviates from it: v is 1 there, and batch norm in D keeps its features near that scale
    (andersbll/autoencoding_beyond_pixels, architectures.py); D moves first, and E and G learn from what it is then
    (there all three gradients come from one pass); y and G(p) together weigh as much as x (in the paper's loss each as
    much as x, in its code as here).
    """

    encoder: Player
    generator: Player
    discriminator: Player
    objective: Objective

    def __init__(
        self,
        encoder: Player,
        generator: Player,
        discriminator: Player,
        *,
        objective: Objective = NonSaturating(),
        depth: int | None = -1,
        like_weight: float = 0.01,
        penalty: Penalty | None = None,
        **settings,
    ):
        self.encoder = check_kind("encoder", encoder, Player, "a Player")
        self.generator = check_kind("generator", generator, Player, "a Player")
        self.discriminator = check_kind("discriminator", discriminator, Player, "a Player")
        self.objective = check_kind("objective", objective, Objective, "an Objective such as NonSaturating()")
        self.depth, self.like_weight = depth, check_number("like_weight", like_weight, 0)
        self.penalty = penalty
        if penalty is not None:
            check_kind("penalty", penalty, Penalty, "a Penalty such as R1(), or None").check(discriminator)
        if objective.compares:
            raise ValueError(f"VAEGAN's objective must look at each row by itself, and {objective!r} compares rows")
        check_there_and_back(encoder, generator, columns=2)
        check_ends("discriminator", discriminator, generator, generator.n_out, 1)
        check_ends_in_logits("discriminator", discriminator, objective)
        discriminator.first(depth)  # raises ValueError where there are not so many layers
        super().__init__(**settings)
        check_kind("noise_prior", self.noise_prior, NormalNoise, "NormalNoise(), from which the KL term is taken")

    def play(self, real):
        """One step of D, then one of E and G, on the same rows and fresh noise."""
        E, G, D, B = self.encoder, self.generator, self.discriminator, len(real)
        code = GaussianCode(E(real, training=True), self.noise(B))
        fakes = np.concatenate([G(code.z, training=True), G(self.noise(B), training=True)])
        d_loss, real_logits, fake_logits = judge(D, self.objective, real, fakes, self.penalty)
        d_norm = self.move(discriminator=d_loss)

        h, e_cache = E.forward(real)
        code = GaussianCode(h, self.noise(B))
        y, y_cache = G.forward(code.z)
        like, dlike = self._likeness(y, real)
        E.backward(code.backward(G.backward(dlike, y_cache, params=False)), e_cache, inputs=False)

        drawn, drawn_cache = G.forward(self.noise(B))
        maker_loss, dfakes = fool(D, self.objective, np.concatenate([y, drawn]))
        dy, ddrawn = np.split(dfakes, 2)
        G.backward(self.like_weight * dlike + dy, y_cache, inputs=False)
        G.backward(ddrawn, drawn_cache, inputs=False, add=True)
        g_loss = self.like_weight * like + maker_loss
        norm = self.move(encoder=like + code.kl, generator=g_loss)
        seen = {"d_loss": d_loss, "g_loss": g_loss, "likeness": like, "kl": code.kl}
        return seen | {"d_grad_norm": d_norm, "g_grad_norm": norm} | beliefs(self.objective, real_logits, fake_logits)

    def encode(self, x: np.ndarray) -> np.ndarray:
        """The mean of q(z | x), as at inference: scaled rows (B, n) to (B, latent_dim)."""
        return np.split(self.encoder(self.rows_in_range(x)), 2, axis=1)[0]

    def reconstruct(self, x: np.ndarray) -> np.ndarray:
        """What G makes of the mean of q(z | x), as at inference: scaled rows (B, n) to rows (B, n)."""
        return self.generate(self.encode(x))

    def show(self, rng, *data):
        return samples_and_pairs(self, rng, *data)

    def _likeness(self, y, x):
        """Minus the log-likelihood of x's features, without its constants, mean over rows; and dy."""
        D = self.discriminator
        wanted, _ = D.forward(x, depth=self.depth)
        h, cache = D.forward(y, depth=self.depth)
        difference = h - wanted
        v = float(self.stop_gradient(np.concatenate([h, wanted]).var(axis=0).mean(dtype=np.float64)))
        if v == 0:
            raise ValueError(
                f"D's features do not differ between the {len(x)} rows of the batch: likeness needs a scale"
            )
        like = float((difference**2).sum(dtype=np.float64)) / (2 * v * len(y))
        return like, D.backward(difference / (v * len(y)), cache, params=False, depth=self.depth)
