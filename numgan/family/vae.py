"""The variational autoencoder of Kingma & Welling 2014: a generator without a discriminator.

A GAN asks a second player whether samples look real. A VAE has a formula for a lower bound on the data's likelihood,
and ascends that. It is in this family for comparison: its digits are blurred, but it makes all ten of them.
"""

import numpy as np

from ..checks import check_count, check_kind, check_rng
from ..functions import sigmoid, softplus
from ..game import Game
from ..noise import NormalNoise
from ..objectives.losses import bernoulli
from ..player import Player
from ..sampler import Sampler
from .autoencoder import check_there_and_back, check_unit_range, samples_and_pairs
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

    def elbo(self, x: np.ndarray, *, draws: int = 1, rng=None) -> np.ndarray:
        """The lower bound of log p(x_i), estimated for each row: scaled rows (B, n) to (B,) float64, in nats.

        log p(x_i | z)  = sum_j (x_ij l_j - softplus(l_j)),  l = G(z)
        elbo_i          = mean over the draws z of q(z | x_i) of log p(x_i | z)  -  KL_i        KL_i in closed form

        Players as at inference. Each draw is unbiased, so the mean over many rows needs one draw per row, and its
        standard error is elbo.std() / sqrt(B). A grey value between 0 and 1 is taken as the expectation of a pixel
        that is 0 or 1. So the figure is not the density of grey values, and cannot be compared with those
        published for pixels that were drawn as coins.

        draws : int >= 1, latents for each row.  rng : None, int or Generator
        Source: Kingma & Welling 2014, eq. 10 (its L is `draws`).
        """
        x, draws, rng = self.rows_in_range(x), check_count("draws", draws), check_rng(rng)
        h, log_p = self.encoder(x), np.zeros(len(x))
        for _ in range(draws):
            code = GaussianCode(h, self.noise_prior(rng, (len(x), self.latent_dim), self.dtype))
            logits = self.decoder(code.z)
            log_p += (x * logits - softplus(logits)).sum(axis=1, dtype=np.float64)
        return log_p / draws - code.kl_rows

    def show(self, rng, *data):
        return samples_and_pairs(self, rng, *data)

    def _sampler(self, averaged):
        sampler: Sampler = super()._sampler(averaged)
        sampler.link = sigmoid
        return sampler
