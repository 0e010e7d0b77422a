"""Two errors of one autoencoder, held in balance: BEGAN (Berthelot, Schumm & Metz 2017).

D is an autoencoder. It learns to reproduce real rows and, with a weight k, not to reproduce generated ones. A
controller moves k so that the generated rows' error stays a given share gamma of the real rows' error. So neither
player wins.
"""

import numpy as np

from ..checks import check_kind, check_number
from ..game import Game
from ..player import Player
from .energy import absolute_energy


class BEGAN(Game):
    """Two players, and a number k that the game remembers.

    Energy      e(x) = mean_j |D(x)_j - x_j|, (B,)                      D gives a row, not a logit
    D           descends mean(e(x)) - k mean(e(G(z)))
    G           descends mean(e(G(z)))
    Balance     k = k + k_rate (gamma mean(e(x)) - mean(e(G(z)))), held in [0, 1];  0 at the start
    Measure     M = mean(e(x)) + |gamma mean(e(x)) - mean(e(G(z)))|     falls while the game converges

    gamma is what the authors call the diversity ratio: with a low gamma D cares mostly for real rows, and generated
    ones are sharp and alike. The record's `measure` is M. There is no probability and no optimum of D; see `energy`.

    Parameters
    ----------
    generator : Player, (B, latent_dim) to (B, n)
    discriminator : Player, (B, n) to (B, n), with something narrow in its middle
    gamma : float in [0, 1]
    k_rate : float > 0, the paper's lambda_k
    settings : as for `Game`.

    Attributes: k, in [0, 1].
    Source: Berthelot et al. 2017, BEGAN, sections 3.3 and 3.4. The generated row stands twice in G's energy, as D's
    input and as what its output is compared with.
    """

    remembered = ("k",)

    generator: Player
    discriminator: Player

    def __init__(
        self, generator: Player, discriminator: Player, *, gamma: float = 0.5, k_rate: float = 0.001, **settings
    ):
        self.generator = check_kind("generator", generator, Player, "a Player")
        self.discriminator = check_kind("discriminator", discriminator, Player, "a Player")
        self.gamma = check_number("gamma", gamma, 0, 1)
        self.k_rate = check_number("k_rate", k_rate, 0, exclusive="low")
        self.k = 0.0
        ends = discriminator.n_in, discriminator.n_out
        if ends != (generator.n_out, generator.n_out):
            raise ValueError(
                f"the discriminator must reproduce what the generator makes, {generator.n_out} to {generator.n_out}, "
                f"got {ends[0]} to {ends[1]}"
            )
        super().__init__(**settings)

    def play(self, real):
        """One step of D, one of G on fresh noise, and one of k."""
        G, D, B = self.generator, self.discriminator, len(real)
        fake = G(self.noise(B), training=True)
        (y, r_cache), (y_fake, f_cache) = D.forward(real), D.forward(fake)
        (r, dr), (f, df) = absolute_energy(y, real), absolute_energy(y_fake, fake)
        real_energy, fake_energy = float(r.mean(dtype=np.float64)), float(f.mean(dtype=np.float64))
        d_loss = real_energy - self.k * fake_energy
        D.backward(dr / B, r_cache, inputs=False)
        D.backward(df * (-self.k / B), f_cache, inputs=False, add=True)
        d_norm = self.move(discriminator=d_loss)

        fake, cache = G.forward(self.noise(B))
        y, y_cache = D.forward(fake)
        e, dy = absolute_energy(y, fake)
        g_loss = float(e.mean(dtype=np.float64))
        G.backward(D.backward(dy / B, y_cache, params=False) - dy / B, cache, inputs=False)
        g_norm = self.move(generator=g_loss)

        balance = self.gamma * real_energy - g_loss
        self.k = min(1.0, max(0.0, self.k + self.k_rate * balance))
        return {
            "d_loss": d_loss,
            "g_loss": g_loss,
            "real_energy": real_energy,
            "measure": real_energy + abs(balance),
            "k": self.k,
            "d_grad_norm": d_norm,
            "g_grad_norm": g_norm,
        }

    def energy(self, x: np.ndarray) -> np.ndarray:
        """e(x) of scaled rows, as at inference: (B, n) to (B,), at least 0."""
        x = self.rows_in_range(x)
        return absolute_energy(self.discriminator(x), x)[0]

    def reconstruct(self, x: np.ndarray) -> np.ndarray:
        """What D makes of scaled rows, as at inference: (B, n) to (B, n)."""
        return self.discriminator(self.rows_in_range(x))
