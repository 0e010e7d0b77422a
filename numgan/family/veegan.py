"""A network that reads the noise back: VEEGAN (Srivastava et al. 2017).

F, the reconstructor, maps rows to latents. Where G leaves out a part of the data, F learns nothing about that part, and
its codes there need not look like noise. D judges pairs of row and latent, so it compares F's codes with noise, too.
And G and F together must give each latent back: z -> G(z) -> z. The error is measured between latents, where a squared
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

    F reads z, the first k columns of a latent [z | e]. The rest, e, is noise that G alone sees. There need not be any.

    Code    F(x) + code_std * n, n ~ N(0, 1)                a draw from p(z | x), a normal distribution around F(x)
    D       descends the loss of the first GAN, on pairs (x, code of x) as real and (G(z, e), z) as generated
    G, F    descend   -mean(D's logit of (G(z, e), z)) + reconstruction_weight mean |z - F(G(z, e))|^2

    |.|^2 is a sum over the k entries, and the mean is over rows.

    At its best D's logit is log p(x, z) / q(x, z), where p is the density of F's pairs and q that of G's. So the first
    term, at G's own pairs, is KL(q || p). F does not occur in it, and learns from the second term alone. With a weight
    of 1 / (2 code_std^2) the second term is -log p(z | G(z, e)), up to a constant.

    Both kinds of noise keep D from an easy way to win. Without code_std the real pairs, and without e the generated
    ones, lie on a thin surface in the space of pairs. A ratio of densities does not exist there, and D can tell the two
    kinds apart however good the rows are.

    Parameters
    ----------
    generator : Player, (B, latent_dim) to (B, n)
    discriminator : Player, (B, n + k) to (B, 1)
    reconstructor : Player, (B, n) to (B, k), k <= latent_dim
    reconstruction_weight : float >= 0
    code_std : float >= 0
    settings : as for `Game`.

    Source: Srivastava, Valkov, Russell, Gutmann & Sutton 2017, VEEGAN, section 3 and algorithm 1, with the squared
    distance as its d. The defaults are those of the authors' code, akashgit/VEEGAN, VEEGAN_2D_RING.ipynb (a code of
    standard deviation 1, and its log-likelihood), where k is 254, e is one number, and the two labels are exchanged.
    """

    generator: Player
    discriminator: Player
    reconstructor: Player

    def __init__(
        self,
        generator: Player,
        discriminator: Player,
        reconstructor: Player,
        *,
        reconstruction_weight: float = 0.5,
        code_std: float = 1.0,
        **settings,
    ):
        self.generator = check_kind("generator", generator, Player, "a Player")
        self.discriminator = check_kind("discriminator", discriminator, Player, "a Player")
        self.reconstructor = check_kind("reconstructor", reconstructor, Player, "a Player")
        self.reconstruction_weight = check_number("reconstruction_weight", reconstruction_weight, 0)
        self.code_std = check_number("code_std", code_std, 0)
        n, k = generator.n_out, min(reconstructor.n_out, generator.n_in)
        check_ends("reconstructor", reconstructor, generator, n, k)
        check_ends("discriminator", discriminator, generator, n + k, 1)
        check_ends_in_logits("discriminator", discriminator, JUDGEMENT)
        super().__init__(**settings)

    def play(self, real):
        """Algorithm 1: one step of D, then one of G and F together, on fresh noise."""
        G, D, F, B = self.generator, self.discriminator, self.reconstructor, len(real)
        latents = self.noise(B)
        fake, z = G(latents, training=True), latents[:, : F.n_out]
        d_loss, *logits = judge(D, JUDGEMENT, np.hstack([real, self.drawn_code(real)]), np.hstack([fake, z]))
        d_norm = self.move(discriminator=d_loss)

        latents = self.noise(B)
        (fake, g_cache), z = G.forward(latents), latents[:, : F.n_out]
        fooled, d_cache = D.forward(np.hstack([fake, z]))
        read, f_cache = F.forward(fake)
        difference = read - z
        error = float((difference**2).sum(dtype=np.float64)) / B
        loss = self.reconstruction_weight * error - float(fooled.mean(dtype=np.float64))
        dfake = F.backward(difference * (2 * self.reconstruction_weight / B), f_cache)
        dfake += D.backward(np.full_like(fooled, -1 / B), d_cache, params=False)[:, : self.width]
        G.backward(dfake, g_cache, inputs=False)
        g_norm = self.move(generator=loss, reconstructor=loss)
        seen = {"d_loss": d_loss, "g_loss": loss, "latent_error": error, "d_grad_norm": d_norm, "g_grad_norm": g_norm}
        return seen | beliefs(JUDGEMENT, *logits)

    def drawn_code(self, x: np.ndarray) -> np.ndarray:
        """A draw from p(z | x) for each row, in a training pass: (B, n) to (B, k)."""
        code = self.reconstructor(x, training=True)
        return code + self.code_std * self.noise_rng.standard_normal(code.shape, code.dtype)

    def encode(self, x: np.ndarray) -> np.ndarray:
        """[F(x) | 0], as at inference: scaled rows (B, n) to latents (B, latent_dim). What F does not read is 0."""
        code = self.reconstructor(self.rows_in_range(x))
        return np.pad(code, ((0, 0), (0, self.latent_dim - code.shape[1])))

    def reconstruct(self, x: np.ndarray) -> np.ndarray:
        """G of `encode(x)`, as at inference: scaled rows (B, n) to rows (B, n)."""
        return self.generate(self.encode(x))
