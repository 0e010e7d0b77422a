"""A recipe whose D is an autoencoder, for images. It is known to train, and is not tuned."""

from ..checks import check_count
from ..family import EBGAN
from ..layers import Dense, Layer, LeakyReLU, Tanh
from ..optimizers import Adam
from ..player import Player
from .networks import keras_generator
from .setting import Setting


def ebgan(*, epochs=20, batch_size=64, latent_dim=62, **common) -> EBGAN:
    """D is an autoencoder, and the energy of a row is how badly it reproduces the row.

    G: z(62) ~ N(0, 1), then the layers of `keras_gan`, -> n -> Tanh. Encoder: n -> 256 -> 32; decoder: 32 -> 256 -> n
    -> Tanh, LeakyReLU .2. The energy is a mean over pixels in [-1, 1]; margin .25, pull-away weight .1. Adam, lr 2e-4,
    beta1 .5; batch 64.

    latent_dim : length of z
    Source: Zhao et al. 2017; eriklindernoren/PyTorch-GAN, implementations/ebgan (62 latents, weight, Adam, batch 64).
    Deviates from it: dense networks (there convolutional), and the margin (there 1, in the same units; the energy of a
    grey image is nearer to the margin here). After two epochs of 20,000 images (one run) most samples are blurred
    digits, and some are noise.
    """
    latent_dim = check_count("latent_dim", latent_dim)
    s = Setting(epochs=epochs, batch_size=batch_size, players=3, **common)
    g = keras_generator(s.n, momentum=0.9, latent_dim=latent_dim)
    players = [
        Player(layers, optimizer=Adam(lr=2e-4, beta1=0.5), rng=rng, dtype=s.dtype)
        for layers, rng in zip((g, *_autoencoder(s.n, code=32)), s.weights, strict=True)
    ]
    return EBGAN(*players, margin=0.25, pull_away_weight=0.1, data_range=(-1, 1), **s.common("ebgan"))


def _autoencoder(n: int, *, code: int) -> tuple[list[Layer], list[Layer]]:
    """Encoder n -> 256 -> code and decoder code -> 256 -> n -> Tanh, LeakyReLU .2."""
    encoder = [Dense(n, 256), LeakyReLU(0.2), Dense(256, code)]
    return encoder, [Dense(code, 256), LeakyReLU(0.2), Dense(256, n), Tanh()]
