"""Generators on top of each other: a small image, and on each further level one of twice the height and width.

The latent is [z0 | z1 | z2], a z for each level. With u = doubled(x), an image made larger and so blurred,

    x0 = G0(z0)
    x1 = doubled(x0) + G1(u, z1)
    x2 = doubled(x1) + G2(u, z2)

so that what G1 and G2 make is the band of a Laplacian pyramid (datasets/pyramid.py).
"""

from collections.abc import Sequence

import numpy as np

from ..datasets import doubled
from ..network import Sequential

LEVELS = "coarse", "middle", "fine"  # each twice as high and wide as the one before


class Pyramid:
    """Three G's, from coarse to fine, as one function of [z0 | z1 | z2]: what a `Sampler` runs.

    Attributes: n_in, the length of a latent; n_out, the values of an image of this shape; dtype.
    """

    def __init__(self, generators: list[Sequential], shape: tuple[int, ...]):
        self.generators, self.shape = generators, shape
        self.n_in, self.n_out = sum(latents_of(generators)), generators[-1].n_out
        self.dtype = generators[0].dtype

    def __call__(self, z: np.ndarray) -> np.ndarray:
        """(B, n_in) to (B, n_out), as at inference."""
        return rows(grow(self.generators, split(self.generators, z), self.shape)[-1])


def latents_of(generators: Sequence[Sequential]) -> list[int]:
    """The lengths of z0, z1 and z2: what each G takes, without the image below."""
    return [G.n_in - (G.n_out if level else 0) for level, G in enumerate(generators)]


def split(generators: Sequence[Sequential], z: np.ndarray) -> list[np.ndarray]:
    """[z0 | z1 | z2], (B, latent_dim), to the three."""
    return np.split(z, np.cumsum(latents_of(generators))[:-1], axis=1)


def grow(generators: Sequence[Sequential], z: list[np.ndarray], shape: tuple[int, ...]) -> list[np.ndarray]:
    """The images of as many levels as there are generators, as at inference. z : for each of them, and maybe more.

    shape : of the images of the finest of all levels
    """
    height, width, *channels = shape
    by = 2 ** (len(LEVELS) - 1)
    images = [generators[0](z[0]).reshape(-1, height // by, width // by, *channels)]
    for G, noise in zip(generators[1:], z[1:], strict=False):
        below = doubled(images[-1])
        images.append(below + G(beside(below, noise)).reshape(below.shape))
    return images


def made(G: Sequential, below: np.ndarray | None, z: np.ndarray) -> tuple[np.ndarray, list]:
    """The rows that G makes in training of z, on top of these images if there are any; and G's cache."""
    if below is None:
        return G.forward(z)
    band, cache = G.forward(beside(below, z))
    return rows(below) + band, cache


def beside(images: np.ndarray, z: np.ndarray) -> np.ndarray:
    """[images | z] pixel by pixel: (B, H, W[, C]) and (B, p H W) to rows of images with C + p channels."""
    batch, height, width, *_ = images.shape
    parts = (part.reshape(batch, height, width, -1) for part in (images, z))
    return rows(np.concatenate([*parts], axis=3))


def rows(images: np.ndarray) -> np.ndarray:
    """Images (B, ...) as rows, (B, n)."""
    return images.reshape(len(images), -1)
