"""Samplers for the explorer's tests, and a small NumPy reader of the pages that it writes."""

import base64
import json
import re

import families
import numpy as np

from numgan import (
    BatchNorm,
    BiGAN,
    Conv2D,
    ConvTranspose2D,
    Dense,
    Dropout,
    Flatten,
    InstanceNoise,
    LeakyReLU,
    Maxout,
    NormalNoise,
    Player,
    ReLU,
    Reshape,
    Sampler,
    Sequential,
    Sigmoid,
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


ENCODING = {  # games with an encoder
    "bigan": lambda: of_images(families.bigan, (-1.0, 1.0)),
    "veegan": lambda: of_images(families.veegan, (-1.0, 1.0)),
    "mdgan": lambda: of_images(families.mdgan),
    "vae": lambda: of_images(families.vae),
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


def decode(text, dtype="<f4"):
    return np.frombuffer(base64.b64decode(text), dtype).astype(np.float64)


def interpret(steps, x):
    """The steps' equations as inference_steps states them, in float64."""
    for step in steps:
        match step["op"]:
            case "affine":
                x = x @ decode(step["W"], "<f2").reshape(x.shape[1], -1) + decode(step["b"])
            case "scale":
                factor = decode(step["factor"])
                x = (x.reshape(len(x), -1, len(factor)) * factor + decode(step["shift"])).reshape(x.shape)
            case "convolution":
                x = convolve(step, x)
            case "transposed_convolution":
                x = convolve_transposed(step, x)
            case "repeat":
                h, w = step["factor"]
                x = x.reshape(-1, *step["shape"]).repeat(h, axis=1).repeat(w, axis=2).reshape(len(x), -1)
            case "leaky_relu":
                x = np.where(x > 0, x, step["slope"] * x)
            case "max":
                x = np.stack(np.split(x, step["pieces"], axis=1)).max(axis=0)
            case "sigmoid":
                x = (1 + np.tanh(x / 2)) / 2
            case "tanh":
                x = np.tanh(x)
            case other:
                raise AssertionError(other)
    return x


def weights(step):
    """W (h w, n, n_out) of a convolution, and b."""
    b, places = decode(step["b"]), np.prod(step["kernel"])
    return decode(step["W"], "<f2").reshape(places, -1, len(b)), b


def window(step, i, j):
    """(k, (y, z)) for each place k of the window of pixel (i, j) that lies inside the larger image."""
    (h, w), (s, t), (top, left), (height, width) = (step[name] for name in ("kernel", "stride", "corner", "larger"))
    inside = [(u * w + v, (i * s + u - top, j * t + v - left)) for u in range(h) for v in range(w)]
    return [(k, (y, z)) for k, (y, z) in inside if 0 <= y < height and 0 <= z < width]


def convolve(step, x):
    W, b = weights(step)
    x = x.reshape(len(x), *step["larger"], -1)
    y = np.empty((len(x), *step["smaller"], len(b)))
    for i, j in np.ndindex(*step["smaller"]):
        y[:, i, j] = b + sum(x[:, *place] @ W[k] for k, place in window(step, i, j))
    return y.reshape(len(x), -1)


def convolve_transposed(step, x):
    W, b = weights(step)
    x = x.reshape(len(x), *step["smaller"], -1)
    y = np.tile(b, (len(x), *step["larger"], 1))
    for i, j in np.ndindex(*step["smaller"]):
        for k, place in window(step, i, j):
            y[:, *place] += x[:, i, j] @ W[k]
    return y.reshape(len(x), -1)
