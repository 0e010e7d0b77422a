"""The generator that comes with the package: digits in the first second."""

from pathlib import Path

import numpy as np

from ..checks import check_finite, check_kind
from ..config import from_plain, to_plain
from ..files import checkpoint
from ..game import Game
from ..network import Sequential
from ..sampler import Sampler

GENERATOR_FILE = Path(__file__).parent.parent / "data" / "generator.npz"


def load_pretrained() -> Sampler:
    """A generator of digits, trained with `recipes.mnist_mlp` on MNIST's first 50,000 images: a `Sampler`.

    Its weights are stored in float16 and used in float32. benchmarks/make_pretrained.py made the file.

    >>> sampler = load_pretrained()
    >>> images = sampler.to_images(sampler.sample(64, rng=0))        # uint8, (64, 28, 28)
    """
    content = checkpoint.load(GENERATOR_FILE)
    generator = from_plain(content["generator"])
    generator.params[...] = content["params"]
    generator.state[...] = content["state"]
    return Sampler(
        generator,
        noise_prior=from_plain(content["noise_prior"]),
        data_range=tuple(content["data_range"]),
        data_shape=tuple(content["data_shape"]),
    )


def save_pretrained(path: str | Path, game: Game, **origin) -> None:
    """Write a game's generator, the averaged one if there is one, in float16; `origin` says how it came about.

    Raises ValueError for a generator of points, one of logits (the file has no room for a link), or numbers that are
    too large for float16; TypeError for one that is not a network.
    """
    sampler = game.sampler()
    if sampler.data_range is None or sampler.link is not None:
        raise ValueError(f"a generator of images that gives pixels is wanted, and {game!r} makes points or logits")
    generator: Sequential = check_kind("the game's generator", sampler.generator, Sequential, "a Sequential")
    with np.errstate(over="ignore"):
        vectors = {name: getattr(generator, name).astype(np.float16) for name in ("params", "state")}
    for name, vector in vectors.items():
        check_finite(f"{name} in float16", vector)
    checkpoint.save(
        path,
        {
            "generator": to_plain(generator),
            **vectors,
            "noise_prior": to_plain(sampler.noise_prior),
            "data_range": sampler.data_range,
            "data_shape": sampler.data_shape,
            "origin": origin,
        },
    )
