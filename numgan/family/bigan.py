"""There and back: bidirectional GANs (Donahue et al. 2017; the same game as ALI, Dumoulin et al. 2017).

An encoder E turns data into latents while G turns latents into data, and D judges pairs: is this (x, E(x)) or
(G(z), z)? If even the best D cannot tell, the two joint distributions are equal, and then E inverts G.
"""

import numpy as np

from ..checks import check_kind
from ..game import Game
from ..objectives import NonSaturating, Objective
from ..penalties import Penalty
from ..player import Player
from ..turns import beliefs, judge
from .autoencoder import samples_and_pairs
from .ends import check_ends, check_ends_in_logits


class BiGAN(Game):
    """Three players; pairs of row and latent are columns: D takes [x | z].

    Parameters
    ----------
    generator : Player, (B, latent_dim) to (B, n)
    discriminator : Player, (B, n + latent_dim) to (B, 1)
    encoder : Player, (B, n) to (B, latent_dim)
    objective : Objective
        Default: NonSaturating(). G and E together descend D's loss with the two kinds of pair exchanged.
    penalty : Penalty or None, added to D's loss: on its slope at pairs, in row and code alike
    settings : as for `Game`.

    Source: Donahue, Krahenbuhl & Darrell 2017, Adversarial Feature Learning, section 3.
    """

    generator: Player
    discriminator: Player
    encoder: Player
    objective: Objective

    def __init__(
        self,
        generator: Player,
        discriminator: Player,
        encoder: Player,
        *,
        objective: Objective = NonSaturating(),
        penalty: Penalty | None = None,
        **settings,
    ):
        kind = "a Player"
        self.generator = check_kind("generator", generator, Player, kind)
        self.discriminator = check_kind("discriminator", discriminator, Player, kind)
        self.encoder = check_kind("encoder", encoder, Player, kind)
        self.objective = check_kind("objective", objective, Objective, "an Objective such as NonSaturating()")
        self.penalty = penalty
        if penalty is not None:
            check_kind("penalty", penalty, Penalty, "a Penalty such as R1(), or None").check(discriminator)
        n, latent_dim = generator.n_out, generator.n_in
        check_ends("encoder", encoder, generator, n, latent_dim)
        check_ends("discriminator", discriminator, generator, n + latent_dim, 1)
        check_ends_in_logits("discriminator", discriminator, objective)
        super().__init__(**settings)

    def play(self, real):
        """One step of D, then one of G and E together, on the same rows with fresh noise.

        D       descends the objective's loss on pairs (x, E(x)) and (G(z), z)
        G, E    descend the same loss with the two exchanged: (G(z), z) should look real, and (x, E(x)) generated
        """
        G, D, E, n = self.generator, self.discriminator, self.encoder, self.width
        z = self.noise(len(real))
        pairs = np.hstack([real, E(real, training=True)]), np.hstack([G(z, training=True), z])
        d_loss, real_logits, fake_logits = judge(D, self.objective, *pairs, self.penalty)
        d_norm = self.move(discriminator=d_loss)

        z = self.noise(len(real))
        (code, code_cache), (fake, fake_cache) = E.forward(real), G.forward(z)
        (r, r_cache), (f, f_cache) = D.forward(np.hstack([real, code])), D.forward(np.hstack([fake, z]))
        ge_loss, df, dr = self.objective.discriminator(f, r)  # the two kinds exchanged
        G.backward(D.backward(df, f_cache, params=False)[:, :n], fake_cache, inputs=False)
        E.backward(D.backward(dr, r_cache, params=False)[:, n:], code_cache, inputs=False)
        ge_norm = self.move(generator=ge_loss, encoder=ge_loss)
        seen = {"d_loss": d_loss, "g_loss": ge_loss, "d_grad_norm": d_norm, "g_grad_norm": ge_norm}
        return seen | beliefs(self.objective, real_logits, fake_logits)

    def encode(self, x: np.ndarray) -> np.ndarray:
        """E(x) as at inference: scaled rows (B, n) to latents (B, latent_dim)."""
        return self.encoder(self.rows_in_range(x))

    def reconstruct(self, x: np.ndarray) -> np.ndarray:
        """G(E(x)) as at inference: scaled rows (B, n) to rows (B, n)."""
        return self.generate(self.encode(x))

    def show(self, rng, *data):
        return samples_and_pairs(self, rng, *data)
