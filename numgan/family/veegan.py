"""A network that reads the noise back: VEEGAN (Srivastava et al. 2017).

F, the reconstructor, maps rows to latents. Where G leaves out a part of the data, F learns nothing about that part, and
its codes there need not look like noise. D judges pairs of row and latent, so it compares F(x) with noise, too. And G
and F together must give each latent back: z -> G(z) -> z. The error is measured between latents, where a squared
distance means something, and not between rows.
"""

import numpy as np

from ..checks import check_kind, check_number
from ..game import Game
from ..objectives import Minimax
from ..player import Player
from ..turns import beliefs, judge
from .ends import check_ends, check_ends_in_logits

JUDGEMENT = Minimax()  # D's loss; its best logit is then the logarithm of a ratio of densities, as G's loss needs it


class VEEGAN(Game):
    """Three players; a pair of row and latent is columns: D takes [x | z].

    D       descends the loss of the first GAN, on pairs (x, F(x)) as real and (G(z), z) as generated
    G, F    descend   -mean(D's logit of (G(z), z)) + reconstruction_weight mean |z - F(G(z))|^2

    |.|^2 is a sum over the latent's entries, and the mean is over rows.

    At its best D's logit is log p(x, z) / q(x, z), where p is the density of F's pairs and q that of G's. So the first
    term, at G's own pairs, is KL(q || p). F does not occur in it, and learns from the second term alone.

    Parameters
    ----------
    generator : Player, (B, latent_dim) to (B, n)
    discriminator : Player, (B, n + latent_dim) to (B, 1)
    reconstructor : Player, (B, n) to (B, latent_dim)
    reconstruction_weight : float >= 0
    settings : as for `Game`.

    Source: Srivastava, Valkov, Russell, Gutmann & Sutton 2017, VEEGAN, section 3 and algorithm 1, with the squared
    distance as its d. The reconstructor is a function here; the paper's may be random.
    """

    generator: Player
    discriminator: Player
    reconstructor: Player

    def __init__(self, generator, discriminator, reconstructor, *, reconstruction_weight: float = 1.0, **settings):
        self.generator = check_kind("generator", generator, Player, "a Player")
        self.discriminator = check_kind("discriminator", discriminator, Player, "a Player")
        self.reconstructor = check_kind("reconstructor", reconstructor, Player, "a Player")
        self.reconstruction_weight = check_number("reconstruction_weight", reconstruction_weight, 0)
        n, latent_dim = generator.n_out, generator.n_in
        check_ends("reconstructor", reconstructor, generator, n, latent_dim)
        check_ends("discriminator", discriminator, generator, n + latent_dim, 1)
        check_ends_in_logits("discriminator", discriminator, JUDGEMENT)
        super().__init__(**settings)

    def play(self, real):
        """Algorithm 1: one step of D, then one of G and F together, on fresh noise."""
        G, D, F, B = self.generator, self.discriminator, self.reconstructor, len(real)
        z = self.noise(B)
        pairs = np.hstack([real, F(real, training=True)]), np.hstack([G(z, training=True), z])
        d_loss, real_logits, fake_logits = judge(D, JUDGEMENT, *pairs)
        d_norm = self.move(discriminator=d_loss)

        z = self.noise(B)
        fake, g_cache = G.forward(z)
        logits, d_cache = D.forward(np.hstack([fake, z]))
        read, f_cache = F.forward(fake)
        difference = read - z
        error = float((difference**2).sum(dtype=np.float64)) / B
        loss = self.reconstruction_weight * error - float(logits.mean(dtype=np.float64))
        dfake = F.backward(difference * (2 * self.reconstruction_weight / B), f_cache)
        dfake += D.backward(np.full_like(logits, -1 / B), d_cache, params=False)[:, : self.width]
        G.backward(dfake, g_cache, inputs=False)
        g_norm = self.move(generator=loss, reconstructor=loss)
        seen = {"d_loss": d_loss, "g_loss": loss, "latent_error": error, "d_grad_norm": d_norm, "g_grad_norm": g_norm}
        return seen | beliefs(JUDGEMENT, real_logits, fake_logits)

    def encode(self, x: np.ndarray) -> np.ndarray:
        """F(x), as at inference: scaled rows (B, n) to latents (B, latent_dim)."""
        return self.reconstructor(self.rows_in_range(x))

    def reconstruct(self, x: np.ndarray) -> np.ndarray:
        """G(F(x)), as at inference: scaled rows (B, n) to rows (B, n)."""
        return self.generate(self.encode(x))
