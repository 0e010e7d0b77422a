"""A discriminator that is an autoencoder: energy-based GANs (Zhao, Mathieu & LeCun 2017).

D gives each row an energy, which should be low where the data are: how badly an autoencoder reproduces the row. If it
learned from real rows alone, it could reproduce many others as well. So the game also teaches it what not to reproduce.
"""

import numpy as np

from ..checks import check_kind, check_number
from ..game import Game
from ..player import Player
from .autoencoder import check_there_and_back
from .energy import pull_away, squared_energy


class EBGAN(Game):
    """Three players: G makes rows; an encoder and a decoder together are D, which gives each row its energy.

    Energy      e(x) = mean_j (Dec(Enc(x))_j - x_j)^2, (B,)
    D           descends mean(e(x)) + mean(max(0, margin - e(G(z)))): it pushes generated rows up, but no further than
                to the margin
    G           descends mean(e(G(z))) + pull_away_weight P(Enc(G(z)))

    P is the pull-away term (`pull_away`), the mean squared cosine of the codes of two generated rows: it is large if
    they are all of one kind. With P the paper calls the game EBGAN-PT.
    At an equilibrium, without P, G makes the data's distribution, and D's loss is the margin: D can give all rows one
    energy c, between 0 and the margin, and then its loss is c + (margin - c). An energy is no probability, so there is
    no `probability(x)`; see `energy`.

    Parameters
    ----------
    generator : Player, (B, latent_dim) to (B, n)
    encoder : Player, (B, n) to (B, m);  decoder : Player, (B, m) to (B, n)
    margin : float > 0, in units of the energy
    pull_away_weight : float >= 0
    settings : as for `Game`. Each minibatch has at least two rows.

    Source: Zhao et al. 2017, Energy-based Generative Adversarial Network, sections 2.2 to 2.4. There the energy is the
    length of the difference; here its mean square, as in known code. The generated row stands in G's energy twice, as
    D's input and as what its output is compared with; popular code forgets the second place (fake.detach()).
    """

    generator: Player
    encoder: Player
    decoder: Player

    def __init__(
        self,
        generator: Player,
        encoder: Player,
        decoder: Player,
        *,
        margin: float,
        pull_away_weight: float = 0.1,
        **settings,
    ):
        self.generator = check_kind("generator", generator, Player, "a Player")
        self.encoder = check_kind("encoder", encoder, Player, "a Player")
        self.decoder = check_kind("decoder", decoder, Player, "a Player")
        self.margin = check_number("margin", margin, 0, exclusive="low")
        self.pull_away_weight = check_number("pull_away_weight", pull_away_weight, 0)
        check_there_and_back(encoder, decoder, columns=1)
        if generator.n_out != encoder.n_in:
            raise ValueError(
                f"the generator gives {generator.n_out} values per row, but the encoder takes {encoder.n_in}"
            )
        super().__init__(**settings)

    def play(self, real):
        """One step of D, on real and generated rows; then one of G, on fresh noise."""
        G, B = self.generator, len(real)
        (r, r_pass), (f, f_pass) = self._reconstruct(real), self._reconstruct(G(self.noise(B), training=True))
        d_loss = float(r.mean(dtype=np.float64) + np.maximum(0, self.margin - f).mean(dtype=np.float64))
        self._learn(np.full_like(r, 1 / B), r_pass)
        self._learn(np.where(f < self.margin, -1 / B, 0).astype(f.dtype), f_pass, add=True)
        d_norm = self.move(encoder=d_loss, decoder=d_loss)

        fake, cache = G.forward(self.noise(B))
        e, (code, dy, e_cache, d_cache) = self._reconstruct(fake)
        p, dcode = pull_away(code)
        g_loss = float(e.mean(dtype=np.float64)) + self.pull_away_weight * p
        dcode = self.decoder.backward(dy / B, d_cache, params=False) + self.pull_away_weight * dcode
        dfake = self.encoder.backward(dcode, e_cache, params=False) - dy / B  # through D, and as its target
        G.backward(dfake, cache, inputs=False)
        g_norm = self.move(generator=g_loss)
        return {
            "d_loss": d_loss,
            "g_loss": g_loss,
            "real_energy": float(r.mean()),
            "fake_energy": float(f.mean()),
            "pull_away": p,
            "d_grad_norm": d_norm,
            "g_grad_norm": g_norm,
        }

    def energy(self, x: np.ndarray) -> np.ndarray:
        """e(x) of scaled rows, as at inference: (B, n) to (B,), at least 0; low for what D holds to be real."""
        x = self.rows_in_range(x)
        return squared_energy(self.decoder(self.encoder(x)), x)[0]

    def reconstruct(self, x: np.ndarray) -> np.ndarray:
        """What D makes of scaled rows, as at inference: (B, n) to (B, n)."""
        return self.decoder(self.encoder(self.rows_in_range(x)))

    def _reconstruct(self, x):
        """The energies of rows, (B,), and what their backward passes need."""
        code, e_cache = self.encoder.forward(x)
        y, d_cache = self.decoder.forward(code)
        e, dy = squared_energy(y, x)
        return e, (code, dy, e_cache, d_cache)

    def _learn(self, de, its_pass, *, add=False):
        """Write the gradient of D's players, if that with respect to the energies is de, (B,)."""
        _, dy, e_cache, d_cache = its_pass
        dcode = self.decoder.backward(de[:, None] * dy, d_cache, add=add)
        self.encoder.backward(dcode, e_cache, inputs=False, add=add)
