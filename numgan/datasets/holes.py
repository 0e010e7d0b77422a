"""Images with a hole, and the masks that say where it is.

A mask is (N, height, width), True in the hole:

    centre_mask    half_mask      random_mask, a square for each image
    . . . . . .    . . . # # #    . . . . . .    . . . . . .
    . . # # . .    . . . # # #    . # # . . .    . . . . . .
    . . # # . .    . . . # # #    . # # . . .    . . . . # #
    . . . . . .    . . . # # #    . . . . . .    . . . . # #

`with_hole` paints it: the pair (with_hole(images, mask), images) is inpainting, and the mask tells which pixels were
guessed. With np.where(mask, guessed, images) the known ones are put back.
"""

import numpy as np

from ..checks import check_array, check_count, check_rng
from .batches import check_pictures


def centre_mask(images: np.ndarray, *, side: int = 14) -> np.ndarray:
    """A square of this side in the middle of each image. Where it cannot be centred, it is nearer to the upper left.

    Raises TypeError or ValueError for what are no uint8 images, ValueError for a side below 1 or above the image's.
    """
    shape, side = _shape_and_side(images, side)
    return _squares(shape, side, *((np.full(shape[0], (n - side) // 2)) for n in shape[1:]))


def half_mask(images: np.ndarray) -> np.ndarray:
    """The right half of each image; of an odd width, the smaller half."""
    shape = check_pictures("images", images).shape[:3]
    return np.broadcast_to(np.arange(shape[2]) >= (shape[2] + 1) // 2, shape).copy()


def random_mask(images: np.ndarray, *, side: int = 14, rng=None) -> np.ndarray:
    """A square of this side in each image, in a place of its own: all places are equally probable.

    rng : None, int, Generator, ...: of the places
    Raises errors as `centre_mask` does.
    """
    (shape, side), rng = _shape_and_side(images, side), check_rng(rng)
    return _squares(shape, side, *(rng.integers(n - side + 1, size=shape[0]) for n in shape[1:]))


def with_hole(images: np.ndarray, mask: np.ndarray, *, value: int = 128) -> np.ndarray:
    """The images with `value` in the hole: by default grey, which is neither ink nor paper.

    Raises TypeError for a mask that is not of True and False, ValueError for one of another shape than (N, height,
    width), or for a value outside 0 ... 255.
    """
    images = check_pictures("images", images)
    mask = check_array("mask", mask, "b", "an array of True and False, such as centre_mask(images)")
    if mask.shape != images.shape[:3]:
        raise ValueError(f"mask must have shape {images.shape[:3]}, got {mask.shape}")
    if check_count("value", value, 0) > 255:
        raise ValueError(f"value must be a whole number, at most 255, got {value}")
    holed = images.copy()
    holed[mask] = value
    return holed


def _shape_and_side(images, side) -> tuple[tuple[int, ...], int]:
    shape, side = check_pictures("images", images).shape[:3], check_count("side", side)
    if side > min(shape[1:]):
        raise ValueError(f"side must be at most {min(shape[1:])}, that of the images, got {side}")
    return shape, side


def _squares(shape, side: int, top: np.ndarray, left: np.ndarray) -> np.ndarray:
    """A square for each image, whose upper left pixel is in the line `top` and the column `left`, (N,) each."""
    down, across = (np.arange(n) - first[:, None] for n, first in zip(shape[1:], (top, left), strict=True))
    inside = [(steps >= 0) & (steps < side) for steps in (down, across)]  # (N, height) and (N, width)
    return inside[0][:, :, None] & inside[1][:, None]
