"""Samplers for the explorer's tests, and a small NumPy reader of the pages that it writes."""

import base64
import json
import re

import families
import numpy as np
from pages import run_described

from numgan import (
    AAE,
    AveragePool2D,
    BatchNorm,
    BiGAN,
    Conv2D,
    ConvTranspose2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool,
    InstanceNoise,
    LabelBlocks,
    LabelPlanes,
    LeakyReLU,
    Maxout,
    NormalNoise,
    Player,
    ReLU,
    Reshape,
    RingNoise,
    Sampler,
    SelfAttention,
    Sequential,
    Sigmoid,
    Skip,
    SpatialDropout,
    SpectralConv2D,
    SpectralDense,
    Tanh,
    UniformNoise,
    UpSample2D,
    WeightNormDense,
    load_pretrained,
    recipes,
)


def sampler_of(layers, *, shape, data_range=(-1, 1), prior=NormalNoise(), dtype=np.float32):
    """A sampler whose generator has no array left at its first value."""
    generator, rng = Sequential(layers, rng=0, dtype=dtype), np.random.default_rng(1)
    generator.params[...] += 0.3 * rng.standard_normal(generator.params.shape)
    generator.state[...] += rng.random(generator.state.shape)
    return Sampler(generator, noise_prior=prior, data_range=data_range, data_shape=shape)


def small(**changes):
    return sampler_of([Dense(3, 8), ReLU(), Dense(8, 6), Tanh()], **{"shape": (3, 2)} | changes)


def every_layer():
    layers = [
        Dense(7, 12, bias=False),
        BatchNorm(12, eps=1e-3),
        LeakyReLU(0.3),
        Dropout(0.4),
        Maxout(12, 10, pieces=3),
        ReLU(),
        Dense(10, 9),
        Tanh(),
        BatchNorm(9),
        Sigmoid(),
        InstanceNoise(std=1.0, passes=9),
        SpectralDense(9, 8),
        WeightNormDense(8, 12, scale=3.0),
        Sigmoid(),
    ]
    return sampler_of(layers, shape=(2, 2, 3), data_range=(0, 1), prior=UniformNoise())


def every_image_layer():
    """Windows, strides and rims of all kinds, and images that are never square."""
    layers = [
        Dense(5, 2 * 3 * 4),
        Reshape((2, 3, 4)),
        BatchNorm(4),
        ConvTranspose2D(4, 6, kernel=(3, 4), stride=(2, 1), padding=((1, 0), (0, 2))),  # (4, 4, 6)
        LeakyReLU(0.2),
        BatchNorm(6, eps=1e-3),  # after an activation
        SpatialDropout(0.3),
        UpSample2D((2, 3)),  # (8, 12, 6)
        Conv2D(6, 5, kernel=(2, 3), stride=(1, 2), padding=((0, 1), (2, 0)), bias=False),  # (8, 6, 5)
        BatchNorm(5),
        ReLU(),
        SpectralConv2D(5, 4, kernel=3, padding=1),
        Tanh(),
        Conv2D(4, 4, kernel=(3, 2), stride=2),  # (3, 3, 4): the row at the bottom is in no window
        ConvTranspose2D(4, 3, kernel=(1, 2), stride=(2, 3)),  # (5, 8, 3): where no window is, y is b
        Tanh(),
        Flatten(),
    ]
    return sampler_of(layers, shape=(5, 8, 3))


def around_and_together():
    """Ways around layers, in a row and in images, one in the other; pooling, attention, labels beside both."""
    inner = Skip([Conv2D(4, 2, kernel=(1, 3), padding=(0, 1)), Sigmoid()])
    layers = [
        *(LabelBlocks(4, labels=3), Dense(15, 9, bias=False), Skip([Dense(9, 18), Tanh()])),
        *(LabelPlanes((4, 6, 1), labels=3), ConvTranspose2D(4, 4, kernel=2, stride=2), Tanh()),  # (8, 12, 4)
        *(Skip([ReLU(), inner]), AveragePool2D((3, 2))),  # (2, 6, 10): the rows below are in no block
        *(SelfAttention(10, inner=3), GlobalAveragePool(), Dense(10, 6), Tanh()),
    ]
    return sampler_of(layers, shape=(3, 2))


def images_in_between():
    """From rows to an image, to rows again, and back."""
    layers = [
        Reshape((2, 2, 1)),
        ConvTranspose2D(1, 2, kernel=2, stride=2),
        Flatten(),
        Dense(32, 12),
        Reshape((3, 2, 2)),
        Conv2D(2, 1, kernel=1),
        Flatten(),
        Sigmoid(),
    ]
    return sampler_of(layers, shape=(3, 2), data_range=(0, 1))


SAMPLERS = {
    "pretrained": load_pretrained,
    "every layer, RGB": every_layer,
    "one channel": lambda: small(shape=(3, 2, 1)),
    "float64": lambda: small(dtype=np.float64),
    "goodfellow2014": lambda: recipes.goodfellow2014(rng=0).sampler(),
    "logits of pixels": lambda: recipes.vae(rng=0, data_shape=(4, 4)).sampler(),
    "every image layer, RGB": every_image_layer,
    "images in between": images_in_between,
    "Skip, labels, pooling, attention": around_and_together,
    "dcgan": lambda: recipes.dcgan(rng=0).sampler(),
    "one latent": lambda: sampler_of([Dense(1, 4)], shape=(2, 2)),
}


def of_images(make, data_range=(0.0, 1.0)):
    """A small game of images of 2 x 3 pixels, in which no array has its first value."""
    game, rng = families.shaken(make), np.random.default_rng(2)
    game.data_range, game.data_shape = data_range, (2, 3)
    for player in game.players.values():
        player.state += rng.random(player.state.size)
    return game


def convolving():
    """A BiGAN whose E looks at images of 6 x 5 pixels in three colours."""
    E = [
        Reshape((6, 5, 3)),
        Conv2D(3, 4, kernel=3, stride=2, padding=1),
        BatchNorm(4),
        LeakyReLU(0.2),
        Flatten(),
        Dense(36, 3),
    ]
    layers = [Dense(3, 90), Tanh()], [Dense(93, 1)], E
    game = BiGAN(
        *(Player(each, rng=seed) for seed, each in enumerate(layers)), data_shape=(6, 5, 3), data_range=(-1, 1)
    )
    for player in game.players.values():
        player.params += 0.1 * np.random.default_rng(3).standard_normal(player.params.size).astype(np.float32)
        player.state += np.random.default_rng(4).random(player.state.size).astype(np.float32)
    return game


def pooling():
    """An AAE of images of 4 x 6 pixels with codes in a ring, whose E pools and ends in blocks."""
    E = [
        *(Reshape((4, 6, 1)), Conv2D(1, 4, kernel=3, padding=1), LeakyReLU(0.2), AveragePool2D(2)),
        *(Conv2D(4, 5, kernel=1), GlobalAveragePool(), LabelBlocks(3, labels=2), Dense(8, 2)),
    ]
    layers = E, [Dense(2, 24)], [Dense(2, 1)]
    players = [Player(each, rng=seed) for seed, each in enumerate(layers)]
    game = AAE(*players, noise_prior=RingNoise(), data_shape=(4, 6), data_range=(0, 1))
    for player in game.players.values():
        player.params += 0.3 * np.random.default_rng(3).standard_normal(player.params.size).astype(np.float32)
    return game


ENCODING = {  # games with an encoder
    "bigan": lambda: of_images(families.bigan, (-1.0, 1.0)),
    "veegan": lambda: of_images(families.veegan, (-1.0, 1.0)),
    "mdgan": lambda: of_images(families.mdgan),
    "vae": lambda: of_images(families.vae),
    "in a ring, with blocks and pooling": pooling,
    "vae_gan": lambda: of_images(families.vae_gan),
    "aae": lambda: of_images(families.aae),
    "convolutions, RGB": convolving,
    "the recipe vae": lambda: recipes.vae(rng=0),
}


def rows_of(game, n=20):
    """Rows in the game's range."""
    low, high = game.data_range
    return (low + (high - low) * np.random.default_rng(5).random((n, game.width))).astype(game.dtype)


def model_of(page):
    text = re.search(r'<script type="application/json" id="model">(.*)</script>', page).group(1)
    assert "<" not in text
    return json.loads(text)


def decode(array):
    """An array of a page, in float64."""
    stored = np.frombuffer(base64.b64decode(array["text"]), np.dtype(array["dtype"]).newbyteorder("<"))
    return stored.reshape(array["shape"]).astype(np.float64)


def interpret(network, x):
    """What a page's network makes of rows: its arrays and layers, run by the code of docs/to-pytorch.md, in float64."""
    return run_described()(network["layers"], {name: decode(a) for name, a in network["arrays"].items()}, x)
