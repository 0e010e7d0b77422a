"""Recipes whose D is an autoencoder, for images. They are known to train, and are not tuned."""

from ..checks import check_count
from ..family import BEGAN, EBGAN
from ..layers import BatchNorm, Dense, Layer, LeakyReLU, Tanh
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


def began(*, epochs=20, batch_size=64, latent_dim=64, **common) -> BEGAN:
    """D is an autoencoder, and k holds the errors of generated and of real rows in balance.

    G: z(64) ~ N(0, 1) -> 512, LeakyReLU .2, BatchNorm -> n -> Tanh. D: n -> 256 -> 32, BatchNorm -> 256 -> n -> Tanh,
    LeakyReLU .2. gamma .75, k_rate .05; Adam, beta1 .5, lr 1e-3 for G and 2e-4 for D; batch 64.

    The batch norm on D's code keeps G from a constant. Without it G made grey rows alone (two runs): D gave grey for
    grey, with a small error, and the balance held with a k of almost 0. With it the codes of a batch of generated rows
    are as far apart as those of real rows, however alike the rows are; so D's answers differ, and G's rows must.

    latent_dim : length of z
    Source: Berthelot et al. 2017; eriklindernoren/PyTorch-GAN, implementations/began (gamma, batch norm on 32 codes,
    D's rate); hwalsuklee/tensorflow-generative-model-collections, BEGAN.py (a rate for G that is five times D's).
    Deviates from them: dense networks (there convolutional), and k_rate (there .001), so that k settles within some
    epochs. After eleven epochs of 20,000 images (one run) most samples are digits, and all ten occur. With the
    generator of `keras_gan` it made few different images (one run).
    """
    latent_dim = check_count("latent_dim", latent_dim)
    s = Setting(epochs=epochs, batch_size=batch_size, **common)
    g = [Dense(latent_dim, 512), LeakyReLU(0.2), BatchNorm(512), Dense(512, s.n), Tanh()]
    encoder, decoder = _autoencoder(s.n, code=32)
    players = [
        Player(layers, optimizer=Adam(lr=lr, beta1=0.5), rng=rng, dtype=s.dtype)
        for layers, lr, rng in zip((g, [*encoder, BatchNorm(32), *decoder]), (1e-3, 2e-4), s.weights, strict=True)
    ]
    return BEGAN(*players, gamma=0.75, k_rate=0.05, data_range=(-1, 1), **s.common("began"))


def _autoencoder(n: int, *, code: int) -> tuple[list[Layer], list[Layer]]:
    """Encoder n -> 256 -> code and decoder code -> 256 -> n -> Tanh, LeakyReLU .2."""
    encoder = [Dense(n, 256), LeakyReLU(0.2), Dense(256, code)]
    return encoder, [Dense(code, 256), LeakyReLU(0.2), Dense(256, n), Tanh()]
