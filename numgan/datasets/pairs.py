"""Two sets of images made from one, so that the right translation between them is known.

Each function here takes images (N, height, width[, colours]), uint8, and returns what a camera, a copier or a prankster
might make of them. A pair is a function on either side, and strokes.py and holes.py have more of them:

    x                               y                   to learn
    outlined(bold)                  bold                to colour in;  bold = thickened(images)
    images                          thinned(images)     to write with another pen, either way
    large(small(images))            images              super-resolution
    with_hole(images, mask)         images              inpainting
    noisy(images)                   images              to remove noise
    images                          inverted(slanted(images))
    overlaid(images, others)        images              to take two digits apart

A row of x and the same row of y are a pair, as `Pix2Pix` takes them. `unpaired` makes two sets that share no digit, as
`CycleGAN` takes them, and keeps what each row would be in the other set, which no game is shown.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ..checks import check_count, check_function, check_number, check_rng
from .batches import check_pictures
from .strokes import outlined, thickened

View = Callable[[np.ndarray], np.ndarray]


class Unpaired(NamedTuple):
    """Two sets of images that share no digit, and the truth about both."""

    x: np.ndarray
    """The first set, (n, height, width): train with `fit(x, y)`."""
    y: np.ndarray
    """The second, (m, height, width)."""
    x_in_y: np.ndarray
    """What x would be in the second set: to compare with a translation of x, and never to train with."""
    y_in_x: np.ndarray
    """What y would be in the first."""


def small(images: np.ndarray, *, by: int = 4) -> np.ndarray:
    """Images of a `by`-th of the height and width: each pixel is the mean of a block, 28 x 28 to 7 x 7.

        0  0 | 8  8
        0  4 | 8  8             1 | 8
        -----------      to     -----           by = 2
        0  0 | 0  0             0 | 1
        0  0 | 0  4

    A mean between two whole numbers is rounded, and one in the middle between them to the even one (np.rint).
    Raises TypeError or ValueError for what are no uint8 images, ValueError if `by` does not divide height and width.
    """
    images, by = check_pictures("images", images), check_count("by", by)
    n, height, width, *colours = images.shape
    if height % by or width % by:
        raise ValueError(f"by must divide the height and the width of the images, {height} x {width}, got {by}")
    blocks = images.reshape(n, height // by, by, width // by, by, *colours)
    return np.rint(blocks.mean(axis=(2, 4))).astype(np.uint8)


def large(images: np.ndarray, *, by: int = 4) -> np.ndarray:
    """Images of `by` times the height and width: each pixel is repeated as a block, 7 x 7 to 28 x 28.

    small(large(images)) are the images again; large(small(images)) are the images as a mosaic.
    """
    images, by = check_pictures("images", images), check_count("by", by)
    return images.repeat(by, axis=1).repeat(by, axis=2)


def noisy(images: np.ndarray, *, std: float = 64.0, rng=None) -> np.ndarray:
    """The images with a number from N(0, std^2) added to each pixel, rounded and cut off at 0 and 255.

    std : in grey values; 64 is a quarter of the way from paper to ink
    rng : None, int, Generator, ...: of the noise
    """
    images, std = check_pictures("images", images), check_number("std", std, 0)
    added = check_rng(rng).standard_normal(images.shape, np.float32) * std
    return np.rint(np.clip(images + added, 0, 255)).astype(np.uint8)


def inverted(images: np.ndarray) -> np.ndarray:
    """Dark ink on light paper: 255 - images."""
    return 255 - check_pictures("images", images)


def slanted(images: np.ndarray, by: float = 0.5) -> np.ndarray:
    """Images with each line moved to the right, the upper ones further: italics.

        . # . . .             . . # . .
        . # . . .             . . # . .
        . # . . .     to      . # . . .         by = 0.5
        . # . . .             . # . . .
        . # . . .             # . . . .

    by : pixels per line; line i from the middle moves by -round(by i). What leaves on one side enters on the other.
    """
    images, by = check_pictures("images", images), check_number("by", by)
    moved, height = np.empty_like(images), images.shape[1]
    for i in range(height):
        moved[:, i] = np.roll(images[:, i], round(by * (height / 2 - i)), axis=1)
    return moved


def overlaid(images: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Two images in one, written over each other: each pixel is the larger of the two.

        # # #         . . #         # # #
        . . #   and   . . #   to    . . #
        . . #         . . #         . . #

    Both (N, height, width), such as `others` = images[rng.permutation(len(images))].
    Raises ValueError for two shapes that differ.
    """
    images, others = check_pictures("images", images), check_pictures("others", others)
    if images.shape != others.shape:
        raise ValueError(f"others must have the shape of images, {images.shape}, got {others.shape}")
    return np.maximum(images, others)


def two_sets(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two unpaired sets: the first half of the images as they are; the second half slanted, dark on light (uint8)."""
    half = len(check_pictures("images", images)) // 2
    return images[:half], inverted(slanted(images[half:]))


def outline_pairs(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs (x, y): y are the images with thick strokes, and x the outlines of y. To learn: to colour in."""
    bold = thickened(images)
    return outlined(bold), bold


def unpaired(images: np.ndarray, to_x: View, to_y: View, *, rng=None) -> Unpaired:
    """Deal the images into two halves, and show one half as `to_x` sees it and the other half as `to_y` does.

        images      a  b  c  d                      x = to_x of b, d            its truth: to_y of b, d
        shuffled    b  d | a  c         so that     y = to_y of a, c            its truth: to_x of a, c

    No digit is in both sets, so no translator can learn a pair by heart; and since it is known what each row would be
    in the other set, its translations can be judged. Of an odd number of images, y has one more.

    to_x, to_y : functions from images to images, such as `thinned` and `thickened`, or lambda images: images
    rng : None, int, Generator, ...: of the order
    Raises TypeError or ValueError for what are no uint8 images, TypeError for what are no functions, ValueError for
    fewer than two images.
    Example: digits = unpaired(load_mnist().train_images, slanted, inverted, rng=0); game.fit(digits.x, digits.y)
    """
    images, rng = check_pictures("images", images), check_rng(rng)
    if len(images) < 2:
        raise ValueError(f"images must hold at least two, one for each set, got {len(images)}")
    for name, view in (("to_x", to_x), ("to_y", to_y)):
        check_function(name, view, f"{name}(images)")
    first, second = np.split(images[rng.permutation(len(images))], [len(images) // 2])
    return Unpaired(to_x(first), to_y(second), to_y(first), to_x(second))
