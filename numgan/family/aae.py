"""A code with a shape of one's choice: the adversarial autoencoder (Makhzani et al. 2015).

An autoencoder's codes lie anywhere, so one cannot draw new ones. Here a discriminator looks at codes: do they come from
the encoder, or from a prior that we chose? The encoder must fool it. Then the codes of the data fill the prior, and
what the decoder makes of the prior's draws are samples. A VAE has a formula for the KL divergence from its prior, a
Gaussian; a discriminator needs no formula, only draws.
"""

import math

import numpy as np

from ..checks import check_count, check_kind, check_number
from ..functions import sigmoid
from ..game import Game
from ..noise import Noise
from ..objectives import NonSaturating, Objective
from ..objectives.losses import bernoulli
from ..player import Player
from ..sampler import Sampler
from ..turns import beliefs, fool, judge
from .autoencoder import check_there_and_back, check_unit_range, samples_and_pairs
from .ends import check_ends_in_logits


class RingNoise(Noise):
    """Latents in the plane, from a flower of Gaussians: petals around the origin, each long outwards and narrow across.

    Petal k is drawn uniformly. Its direction is a = 2 pi k / petals, and
        z = (radius + length e_1) (cos a, sin a) + width e_2 (-sin a, cos a),      e ~ N(0, 1)

    petals : int >= 2.  radius, length, width : float > 0, of the centres, and the standard deviations
    Source: Makhzani et al. 2015, which has a mixture of ten 2-D Gaussians; the numbers are ours.
    """

    def __init__(self, petals: int = 10, *, radius: float = 2.0, length: float = 0.5, width: float = 0.15):
        self.petals = check_count("petals", petals, 2)
        self.radius = check_number("radius", radius, 0, exclusive="low")
        self.length = check_number("length", length, 0, exclusive="low")
        self.width = check_number("width", width, 0, exclusive="low")

    def __call__(self, rng, shape, dtype):
        if shape[1] != 2:
            raise ValueError(f"{self!r} draws latents in the plane, of 2 columns, got {shape[1]}")
        e = rng.standard_normal(shape, dtype)
        a = (2 * math.pi / self.petals * rng.integers(self.petals, size=shape[0])).astype(e.dtype)[:, None]
        outwards, across = np.hstack([np.cos(a), np.sin(a)]), np.hstack([-np.sin(a), np.cos(a)])
        return (self.radius + self.length * e[:, :1]) * outwards + self.width * e[:, 1:] * across


class AAE(Game):
    """Three players: an encoder and a decoder, and a discriminator of codes.

    D           descends the objective's loss: codes drawn from the prior are real, E(x) are generated
    E, G        descend   nll + adversarial_weight (the objective's loss of the maker of E(x))
                nll = mean(-log p(x | E(x))), each pixel Bernoulli with logits G(E(x)), in nats per row
    The adversarial loss does not depend on the decoder, so G descends nll alone.

    At the optimum the codes of all data together, the aggregated posterior, have the prior's distribution. A VAE's loss
    wants the same of each row's own q(z | x).

    Parameters
    ----------
    encoder : Player, (B, n) to (B, latent_dim)
    decoder : Player, (B, latent_dim) to (B, n): logits of pixels in [0, 1], no sigmoid at its end
    discriminator : Player, (B, latent_dim) to (B, 1)
    noise_prior : the prior of codes. Default: NormalNoise()
    objective : Objective
        Default: NonSaturating().
    adversarial_weight : float >= 0, in nats per row
    settings : as for `Game`, with data_range (0, 1).

    Source: Makhzani, Shlens, Jaitly, Goodfellow & Frey 2015, Adversarial Autoencoders, section 2, with a deterministic
    encoder. Deviates from it: the encoder makes one step for both losses (there one for each, in turn, and the squared
    error), so a weight says how they compare.
    """

    sampled = "decoder"

    encoder: Player
    decoder: Player
    discriminator: Player
    objective: Objective

    def __init__(
        self,
        encoder: Player,
        decoder: Player,
        discriminator: Player,
        *,
        objective: Objective = NonSaturating(),
        adversarial_weight: float = 1.0,
        data_range=(0, 1),
        **settings,
    ):
        self.encoder = check_kind("encoder", encoder, Player, "a Player")
        self.decoder = check_kind("decoder", decoder, Player, "a Player")
        self.discriminator = check_kind("discriminator", discriminator, Player, "a Player")
        self.objective = check_kind("objective", objective, Objective, "an Objective such as NonSaturating()")
        self.adversarial_weight = check_number("adversarial_weight", adversarial_weight, 0)
        check_there_and_back(encoder, decoder, columns=1)
        ends, wanted = (discriminator.n_in, discriminator.n_out), (decoder.n_in, 1)
        if ends != wanted:
            raise ValueError(
                f"the discriminator judges codes, so it must be {wanted[0]} to 1, got {ends[0]} to {ends[1]}"
            )
        check_ends_in_logits("decoder", decoder)
        check_ends_in_logits("discriminator", discriminator, objective)
        check_unit_range(data_range)
        super().__init__(data_range=data_range, **settings)

    def play(self, real):
        """One step of D on codes; then one of encoder and decoder, on the same rows and fresh draws of the prior."""
        E, G, D, B = self.encoder, self.decoder, self.discriminator, len(real)
        d_loss, prior_logits, code_logits = judge(D, self.objective, self.noise(B), E(real, training=True))
        d_norm = self.move(discriminator=d_loss)

        code, e_cache = E.forward(real)
        logits, g_cache = G.forward(code)
        nll, dlogits = bernoulli(logits, real)
        e_loss, dcode = fool(D, self.objective, code, self.noise(B))
        dcode = G.backward(dlogits, g_cache) + self.adversarial_weight * dcode
        E.backward(dcode, e_cache, inputs=False)
        loss = nll + self.adversarial_weight * e_loss
        norm = self.move(encoder=loss, decoder=loss)
        seen = {"d_loss": d_loss, "g_loss": e_loss, "reconstruction": nll, "d_grad_norm": d_norm, "g_grad_norm": norm}
        return seen | beliefs(self.objective, prior_logits, code_logits)

    def encode(self, x: np.ndarray) -> np.ndarray:
        """E(x), as at inference: scaled rows (B, n) to codes (B, latent_dim)."""
        return self.encoder(self.rows_in_range(x))

    def reconstruct(self, x: np.ndarray) -> np.ndarray:
        """What the decoder makes of E(x): scaled rows (B, n) to (B, n), in [0, 1]."""
        return sigmoid(self.decoder(self.encode(x)))

    def show(self, rng, *data):
        return samples_and_pairs(self, rng, *data)

    def _sampler(self, averaged):
        sampler: Sampler = super()._sampler(averaged)
        sampler.link = sigmoid
        return sampler
