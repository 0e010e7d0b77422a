"""Small games that several test files play."""

import numpy as np

from numgan import (
    CGAN,
    GAN,
    SGD,
    Adam,
    BatchNorm,
    Dense,
    Dropout,
    LabelledNoise,
    LeakyReLU,
    Maxout,
    Minimax,
    NonSaturating,
    NormalNoise,
    Player,
    Sequential,
    Sigmoid,
    Tanh,
    UniformNoise,
)
from numgan.layers.spectral import Spectral


def game(
    kind,
    g_layers,
    d_layers,
    *,
    rng,
    dtype,
    generator_optimizer=None,
    discriminator_optimizer=None,
    ema_decay=None,
    **settings,
):
    """A game of G and D with these layers, its streams spawned from one rng as the recipes do."""
    weights_g, weights_d, rest = np.random.default_rng(rng).spawn(3)
    return kind(
        Player(g_layers, optimizer=generator_optimizer, ema_decay=ema_decay, rng=weights_g, dtype=dtype),
        Player(d_layers, optimizer=discriminator_optimizer, rng=weights_d, dtype=dtype),
        **settings,
        rng=rest,
    )


def small_gan(*, rng=0, dtype=np.float64, **settings) -> GAN:
    """6-dimensional data in [-1, 1], batch norm in G, dropout in D."""
    return game(
        GAN,
        [Dense(4, 8), LeakyReLU(0.2), BatchNorm(8, momentum=0.8), Dense(8, 6), Tanh()],
        [Dense(6, 9), LeakyReLU(0.2), Dropout(0.3), Dense(9, 1)],
        rng=rng,
        dtype=dtype,
        **{"batch_size": 8, "epochs": 2, "data_range": (-1, 1)} | settings,
    )


def maxout_gan(*, rng=0, dtype=np.float64, **settings) -> GAN:
    """The paper's kinds of layer, small: uniform noise, sigmoid output, maxout and dropout, SGD with momentum."""
    return game(
        GAN,
        [Dense(4, 8), LeakyReLU(0.0), Dense(8, 6), Sigmoid()],
        [Dropout(0.2), Maxout(6, 5, pieces=3), Dropout(0.5), Dense(5, 1)],
        rng=rng,
        dtype=dtype,
        **{
            "objective": Minimax(label_smoothing=0.1),
            "generator_optimizer": SGD(lr=0.1, momentum=0.5),
            "discriminator_optimizer": SGD(lr=0.05, momentum=0.5),
            "noise_prior": UniformNoise(),
            "batch_size": 8,
            "epochs": 2,
            "data_range": (0, 1),
        }
        | settings,
    )


def batch_norm_gan(*, rng=0, dtype=np.float64, **settings) -> GAN:
    """Batch norm in both players, so that D must see real and generated rows apart."""
    return game(
        GAN,
        [Dense(4, 8), BatchNorm(8), LeakyReLU(0.2), Dense(8, 6)],
        [Dense(6, 9), BatchNorm(9), LeakyReLU(0.2), Dense(9, 1)],
        rng=rng,
        dtype=dtype,
        **{
            "objective": NonSaturating(),
            "generator_optimizer": Adam(lr=1e-3),
            "discriminator_optimizer": Adam(lr=1e-3),
            "batch_size": 8,
            "d_steps": 2,
        }
        | settings,
    )


GAMES = [small_gan, maxout_gan, batch_norm_gan]


def real_rows(n=16, seed=5) -> np.ndarray:
    """n rows of 6 values in [0, 1], which suit all three games."""
    return np.random.default_rng(seed).random((n, 6))


def images(n=64, seed=6) -> np.ndarray:
    """n uint8 images of 2 x 3 pixels."""
    return np.random.default_rng(seed).integers(0, 256, (n, 2, 3)).astype(np.uint8)


DATA = {small_gan: images(), maxout_gan: images(), batch_norm_gan: real_rows(64)}  # what each of the games trains on


def network(layers, seed=0) -> Sequential:
    """These layers in float64, every parameter away from its default."""
    net = Sequential(layers, rng=seed, dtype=np.float64)
    net.params[...] = np.random.default_rng(seed).normal(size=net.params.size) * 0.7
    return net


def rows(n=6, width=3, seed=5) -> np.ndarray:
    """n rows from N(0, 1)."""
    return np.random.default_rng(seed).normal(size=(n, width))


def shake(gan: GAN, seed=9) -> GAN:
    """Move every parameter away from its default (biases 0, gamma 1) and every pre-activation away from 0."""
    rng = np.random.default_rng(seed)
    for network in (gan.generator, gan.discriminator):
        network.params += rng.normal(0, 0.3, network.params.size)
    return gan


def settle(gan: GAN) -> GAN:
    """Settle the spectral layers of D: only then is their gradient exact."""
    for layer in gan.discriminator.layers:
        if isinstance(layer, Spectral):
            layer.settle()
    return gan


def equal(a: GAN, b: GAN) -> bool:
    """Are two games in the same state, bit for bit?"""
    pairs = [(a.history.to_array(), b.history.to_array())]
    for m, n in zip(a.players.values(), b.players.values(), strict=True):
        pairs += [(m.params, n.params), (m.state, n.state), (m.optimizer.t, n.optimizer.t)]
        pairs += [(m.optimizer.slots[name], n.optimizer.slots[name]) for name in m.optimizer.slots]
        if m.average is not None:
            pairs.append((m.average.network.params, n.average.network.params))
    return all(np.array_equal(x, y, equal_nan=True) for x, y in pairs)


# ---- The same with labels ----

CLASSES, LATENT, WIDTH = 3, 4, 6
LABELS = np.random.default_rng(2).integers(CLASSES, size=64).astype(np.uint8)  # of images()


def conditional_layers() -> list:
    """Of the generator below: from a latent and its label's columns to the data's."""
    return [Dense(LATENT + CLASSES, 8), LeakyReLU(0.2), BatchNorm(8, momentum=0.8), Dense(8, WIDTH), Tanh()]


def conditional_gan(*, rng=0, dtype=np.float64, prior=NormalNoise(), batch_norm=False, **settings) -> GAN:
    """small_gan for data of three kinds; in D dropout, or batch norm, so that real and generated rows go apart."""
    middle = BatchNorm(9) if batch_norm else Dropout(0.3)
    return game(
        CGAN,
        conditional_layers(),
        [Dense(WIDTH + CLASSES, 9), LeakyReLU(0.2), middle, Dense(9, 1)],
        rng=rng,
        dtype=dtype,
        noise_prior=LabelledNoise(CLASSES, prior=prior),
        **{"batch_size": 8, "epochs": 2, "data_range": (-1, 1)} | settings,
    )
