"""The variational autoencoder of Kingma & Welling 2014: a generator without a discriminator.

A GAN asks a second player whether samples look real. A VAE has a formula for a lower bound on the data's likelihood,
and ascends that. It is in this family for comparison: its digits are blurred, but it makes all ten of them.
"""

import numpy as np

from ..checks import check_kind
from ..functions import sigmoid
from ..game import Game
from ..noise import NormalNoise
from ..objectives.losses import bernoulli
from ..player import Player
from ..sampled import COLUMNS
from ..sampler import Sampler
from .autoencoder import beside, check_there_and_back, check_unit_range
from .ends import check_ends_in_logits
from .gaussian_code import GaussianCode


class VAE(Game):
    """An encoder that gives a Gaussian for each row, a decoder that gives pixels for a latent, and one loss for both.

    Encoder     [m | l] = E(x)                              mean and log variance of q(z | x), (B, latent_dim) each
    Latent      s = exp(l / 2),  z = m + s e,  e ~ N(0, 1)  the reparameterisation: dz/dm = 1, dz/ds = e
    Decoder     p(x | z): each pixel Bernoulli, with logits G(z)
    Loss        -ELBO = mean(-log p(x | z)) + KL,   in nats per row
                KL    = mean of sum(m^2 + s^2 - 1 - l) / 2  of q(z | x) from N(0, 1)
    Backward    dz  from the decoder; then `GaussianCode`

    Parameters
    ----------
    encoder : Player, (B, n) to (B, 2 latent_dim)
    decoder : Player, (B, latent_dim) to (B, n): logits of pixels in [0, 1], no sigmoid at its end
    settings : as for `Game`, with data_range (0, 1) and noise_prior NormalNoise().

    Source: Kingma & Welling 2014, Auto-Encoding Variational Bayes, eq. 10 and appendices B and C.
    """

    sampled = "decoder"

    encoder: Player
    decoder: Player

    def __init__(self, encoder: Player, decoder: Player, *, data_range=(0, 1), **settings):
        self.encoder = check_kind("encoder", encoder, Player, "a Player")
        self.decoder = check_kind("decoder", decoder, Player, "a Player")
        check_there_and_back(encoder, decoder, columns=2)
        check_ends_in_logits("decoder", decoder)
        check_unit_range(data_range)
        super().__init__(data_range=data_range, **settings)
        check_kind("noise_prior", self.noise_prior, NormalNoise, "NormalNoise(), from which the KL term is taken")

    def play(self, real):
        """Algorithm 1 of the paper, with one latent for each row: both players ascend the bound."""
        E, G, B = self.encoder, self.decoder, len(real)
        h, e_cache = E.forward(real)
        code = GaussianCode(h, self.noise(B))
        logits, g_cache = G.forward(code.z)
        nll, dlogits = bernoulli(logits, real)
        dz = G.backward(dlogits, g_cache)
        E.backward(code.backward(dz), e_cache, inputs=False)
        loss = nll + code.kl
        norm = self.move(encoder=loss, decoder=loss)
        return {"loss": loss, "reconstruction": nll, "kl": code.kl, "grad_norm": norm}

    def encode(self, x: np.ndarray) -> np.ndarray:
        """The mean of q(z | x), as at inference: scaled rows (B, n) to (B, latent_dim)."""
        return np.split(self.encoder(self.rows_in_range(x)), 2, axis=1)[0]

    def reconstruct(self, x: np.ndarray) -> np.ndarray:
        """What the decoder makes of the mean of q(z | x): scaled rows (B, n) to (B, n), in [0, 1]."""
        return sigmoid(self.decoder(self.encode(x)))

    def show(self, rng, *data):
        """Samples in the upper half; below, rows of data, each above its reconstruction."""
        samples = self.sample(COLUMNS**2 // 2, rng=rng).reshape(-1, COLUMNS, self.width)
        return np.concatenate([samples, beside(self, data[0], lines=3)]) if data else samples

    def _sampler(self, averaged):
        sampler: Sampler = super()._sampler(averaged)
        sampler.link = sigmoid
        return sampler
