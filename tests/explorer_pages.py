"""Samplers for the explorer's tests, and a small NumPy reader of the pages that it writes."""

import base64
import json
import re

import numpy as np

from numgan import (
    BatchNorm,
    Dense,
    Dropout,
    InstanceNoise,
    LeakyReLU,
    Maxout,
    NormalNoise,
    ReLU,
    Sampler,
    Sequential,
    Sigmoid,
    SpectralDense,
    Tanh,
    UniformNoise,
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
        SpectralDense(9, 12),
        Sigmoid(),
    ]
    return sampler_of(layers, shape=(2, 2, 3), data_range=(0, 1), prior=UniformNoise())


SAMPLERS = {
    "pretrained": load_pretrained,
    "every layer, RGB": every_layer,
    "one channel": lambda: small(shape=(3, 2, 1)),
    "float64": lambda: small(dtype=np.float64),
    "goodfellow2014": lambda: recipes.goodfellow2014(rng=0).sampler(),
    "logits of pixels": lambda: recipes.vae(rng=0, data_shape=(4, 4)).sampler(),
    "one latent": lambda: sampler_of([Dense(1, 4)], shape=(2, 2)),
}


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
                x = x * decode(step["factor"]) + decode(step["shift"])
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
