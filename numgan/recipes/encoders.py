"""Recipes with an encoder beside G. They are known to train, and are not tuned."""

from ..checks import check_count
from ..family import AAE
from ..layers import Layer
from ..noise import Noise, NormalNoise
from ..optimizers import Adam
from ..player import Player
from .networks import IMAGE_WIDTHS, discriminator
from .setting import Setting


def aae(*, epochs=20, batch_size=64, latent_dim=10, noise_prior: Noise = NormalNoise(), **common) -> AAE:
    """An autoencoder whose codes fill a prior of one's choice.

    Encoder: n -> 512 -> 512 -> 10; decoder: 10 -> 512 -> 512 -> n, logits of pixels in [0, 1]; D, of codes: 10 -> 512
    -> 256 -> 1; all with LeakyReLU .2. Non-saturating, adversarial weight 10 (beside some hundred nats of the pixels);
    Adam, lr 2e-4, beta1 .5; batch 64.

    latent_dim : length of a code
    noise_prior : what D wants to see. For ten petals in the plane: noise_prior=RingNoise(), latent_dim=2
    Source: Makhzani et al. 2015; eriklindernoren/PyTorch-GAN, implementations/aae (widths, 10 latents, Adam, batch 64).
    Deviates from it: a deterministic encoder and no batch norm; the likelihood of pixels (there .999 times the mean
    absolute error, beside .001 times the adversarial loss).
    """
    latent_dim = check_count("latent_dim", latent_dim)
    s = Setting(epochs=epochs, batch_size=batch_size, players=3, **common)
    encoder = discriminator((s.n, 512, 512), n_out=latent_dim)
    decoder = discriminator((latent_dim, 512, 512), n_out=s.n)
    players = _players(s, encoder, decoder, discriminator((latent_dim, *IMAGE_WIDTHS)))
    return AAE(*players, adversarial_weight=10.0, noise_prior=noise_prior, **s.common("aae"))


def _players(s: Setting, *networks: list[Layer]) -> list[Player]:
    """A player for each of these networks, with Adam: lr 2e-4, beta1 .5."""
    return [
        Player(layers, optimizer=Adam(lr=2e-4, beta1=0.5), rng=rng, dtype=s.dtype)
        for layers, rng in zip(networks, s.weights, strict=True)
    ]
