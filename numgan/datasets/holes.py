"""Images with a hole, and the masks that say where it is.

A mask is (N, height, width), True in the hole:

    CentreHole     HalfHole       RandomHole, a square for each image
    . . . . . .    . . . # # #    . . . . . .    . . . . . .
    . . # # . .    . . . # # #    . # # . . .    . . . . . .
    . . # # . .    . . . # # #    . # # . . .    . . . . # #
    . . . . . .    . . . # # #    . . . . . .    . . . . # #

A `Hole` draws masks for a game that makes the holes itself, `ContextEncoder`. `centre_mask`, `half_mask` and
`random_mask` are the masks for images that one has, and `with_hole` paints them: the pair (with_hole(images, mask),
images) is inpainting, and the mask tells which pixels were guessed. With np.where(mask, guessed, images) the known ones
are put back.
"""

from __future__ import annotations  # np.random.Generator in a signature would import np.random: 20 ms

import numpy as np

from ..checks import check_array, check_count, check_rng
from ..config import Configurable
from .batches import check_pictures


class Hole(Configurable):
    """Base class: where images have their hole."""

    def __call__(self, rng: np.random.Generator, shape: tuple[int, int, int]) -> np.ndarray:
        """Draw the masks of images of this shape, (N, height, width): bool, True in the hole."""
        raise TypeError(f"{type(self).__name__} must define __call__(rng, shape)")


class CentreHole(Hole):
    """A square of this side in the middle. Where it cannot be centred, it is nearer to the upper left."""

    def __init__(self, *, side: int = 14):
        self.side = check_count("side", side)

    def __call__(self, rng, shape):
        _check_side(self.side, shape)
        return _squares(shape, self.side, *(np.full(shape[0], (n - self.side) // 2) for n in shape[1:]))


class HalfHole(Hole):
    """The right half; of an odd width, the smaller half."""

    def __call__(self, rng, shape):
        return np.broadcast_to(np.arange(shape[2]) >= (shape[2] + 1) // 2, shape).copy()


class RandomHole(Hole):
    """A square of this side in each image, in a place of its own: all places are equally probable."""

    def __init__(self, *, side: int = 14):
        self.side = check_count("side", side)

    def __call__(self, rng, shape):
        _check_side(self.side, shape)
        return _squares(shape, self.side, *(rng.integers(n - self.side + 1, size=shape[0]) for n in shape[1:]))


def centre_mask(images: np.ndarray, *, side: int = 14) -> np.ndarray:
    """The masks of `CentreHole` for these images.

    Raises TypeError or ValueError for what are no uint8 images, ValueError for a side below 1 or above the image's.
    """
    return CentreHole(side=side)(check_rng(None), check_pictures("images", images).shape[:3])


def half_mask(images: np.ndarray) -> np.ndarray:
    """The masks of `HalfHole` for these images."""
    return HalfHole()(check_rng(None), check_pictures("images", images).shape[:3])


def random_mask(images: np.ndarray, *, side: int = 14, rng=None) -> np.ndarray:
    """The masks of `RandomHole` for these images.

    rng : None, int, Generator, ...: of the places
    Raises errors as `centre_mask` does.
    """
    return RandomHole(side=side)(check_rng(rng), check_pictures("images", images).shape[:3])


def with_hole(images: np.ndarray, mask: np.ndarray, *, value: int = 128) -> np.ndarray:
    """The images with `value` in the hole: by default grey, which is neither ink nor paper.

    Raises TypeError for a mask that is not of True and False, ValueError for one of another shape than (N, height,
    width), or for a value outside 0 ... 255.
    """
    images = check_pictures("images", images)
    mask = check_mask(mask, images.shape[:3])
    if check_count("value", value, 0) > 255:
        raise ValueError(f"value must be a whole number, at most 255, got {value}")
    holed = images.copy()
    holed[mask] = value
    return holed


def check_mask(mask, shape: tuple[int, ...]) -> np.ndarray:
    """Return a mask of this shape, (N, height, width). TypeError or ValueError for what is none."""
    mask = check_array("mask", mask, "b", "an array of True and False, such as centre_mask(images)")
    if mask.shape != shape:
        raise ValueError(f"mask must have shape {shape}, got {mask.shape}")
    return mask


def mask_rows(mask, n: int, data_shape: tuple[int, ...]) -> np.ndarray:
    """The mask of n images, (n, height, width), for their rows, (n, values): a pixel's colours go together.

    Raises errors as `with_hole` does, and ValueError if data of this shape are no images.
    """
    if len(data_shape) not in (2, 3):
        raise ValueError(f"only images have holes: data_shape must be (height, width[, colours]), got {data_shape}")
    pixels = check_mask(mask, (n, *data_shape[:2])).reshape(n, -1, 1)
    return pixels.repeat(data_shape[2] if len(data_shape) == 3 else 1, axis=2).reshape(n, -1)


def _check_side(side: int, shape: tuple[int, int, int]) -> None:
    if side > min(shape[1:]):
        raise ValueError(f"side must be at most {min(shape[1:])}, that of the images, got {side}")


def _squares(shape, side: int, top: np.ndarray, left: np.ndarray) -> np.ndarray:
    """A square for each image, whose upper left pixel is in the line `top` and the column `left`, (N,) each."""
    down, across = (np.arange(n) - first[:, None] for n, first in zip(shape[1:], (top, left), strict=True))
    inside = [(steps >= 0) & (steps < side) for steps in (down, across)]  # (N, height) and (N, width)
    return inside[0][:, :, None] & inside[1][:, None]
