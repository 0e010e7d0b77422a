"""What the tables of misuse are made of: small games, rows, and arguments that occur in many places."""

import numpy as np

from numgan import (
    GAN,
    Dense,
    LeakyReLU,
    Minimax,
    NormalNoise,
    Player,
    Sequential,
    layers,
)

ROWS = np.random.default_rng(0).uniform(0.1, 0.9, (4, 6))
PIXELS = np.random.default_rng(3).normal(size=(2, 4, 5, 2))
POINTS = np.random.default_rng(1).normal(size=(8, 2))
LOGITS = np.array([[0.5], [-1.0], [2.0], [0.0]])
IMAGES = np.random.default_rng(2).integers(0, 256, (6, 28, 28), np.uint8)
RNG, DTYPE, FLAG, COUNT, ABOVE = (0, "rng"), (np.float32, ""), (True, "flag"), (2, "count"), (0.1, "number above 0")
PRIOR, OBJECTIVE, INIT = (NormalNoise(), ""), (Minimax(), ""), (layers.HeNormal(), "")
X, PASSED, PICTURES, DRAW = (ROWS, ""), (ROWS, "nan"), (IMAGES, ""), (lambda: print, "function")


def row(name, call, /, **arguments):
    return name, call, arguments


def net(n_in=6, n_out=6, kind=Sequential, **more):
    return kind([Dense(n_in, 5), LeakyReLU(), Dense(5, n_out)], rng=0, dtype=np.float64, **more)


def player(n_in, n_out):
    return lambda: net(n_in, n_out, Player)


def passed():
    network = net()
    network.backward(ROWS, network.forward(ROWS)[1])
    return network


def game(width=6, latents=3, **more):
    return GAN(net(latents, width, Player), net(width, 1, Player), **{"batch_size": 4, "rng": 0} | more)


def images():
    return game(data_range=(0, 1), data_shape=(2, 3))


def plane():
    return game(width=2, latents=2)


def line():
    return game(width=1, latents=1)


def played():
    gan = game()
    gan.train_step(ROWS)
    return gan.history


GAME = {"generator": (player(3, 6), ""), "discriminator": (player(6, 1), "")}
SETTINGS = {
    "noise_prior": PRIOR,
    "batch_size": (4, "count"),
    "epochs": (1, "count"),
    "data_range": (None, "?"),
    "data_shape": (None, "?"),
    "recipe": ("custom", "text"),
    "rng": RNG,
}
COMMON = {
    "n_data": (50, "count"),
    "epochs": (1, "count"),
    "batch_size": (4, "count"),
    "rng": RNG,
    "dtype": DTYPE,
}
BOTH = {"real_logits": (LOGITS, "logits"), "fake_logits": (LOGITS, "logits")}
RATE, SMALL = (1e-3, "number from 0"), (0.5, "share")
WIDTH, SHARE = (6, "count"), (0.2, "share up to 1")
AX = {"ax": (None, "?")}


def built(kind, *args):
    return lambda: kind(*args).build(rng=0, dtype=np.float64)
