"""Thicker, thinner, outlined: what can be done to the strokes of a digit with the largest and the smallest neighbour.

Images are (N, height, width[, colours]), uint8, light ink on dark paper. The neighbourhood of a pixel is 3 x 3, the
pixel itself among it. Outside the image there is paper, 0.

    an image      thickened     thinned       outlined
    . . . . . .   # # # # # .   . . . . . .   . . . . . .
    . # # # . .   # # # # # .   . . . . . .   . # # # . .
    . # # # . .   # # # # # .   . . # . . .   . # . # . .
    . # # # . .   # # # # # .   . . . . . .   . # # # . .
    . . . . . .   # # # # # .   . . . . . .   . . . . . .

These are dilation, erosion and the inner gradient of mathematical morphology. The first two are not each other's
inverse: what is thinned and then thickened has lost all strokes of one or two pixels, and what is thickened and then
thinned has lost all gaps of one or two. So a translator has something to guess.
"""

import numpy as np

from ..checks import check_count
from .batches import check_pictures


def thickened(images: np.ndarray, *, by: int = 1) -> np.ndarray:
    """Each pixel becomes the largest of its neighbourhood, `by` times: strokes grow by one pixel on each side.

    Raises TypeError or ValueError for what are no uint8 images, ValueError for `by` below 1.
    """
    return _neighbourhood(np.maximum, images, by)


def thinned(images: np.ndarray, *, by: int = 1) -> np.ndarray:
    """Each pixel becomes the smallest of its neighbourhood, `by` times: strokes lose one pixel on each side.

    Raises errors as `thickened` does.
    """
    return _neighbourhood(np.minimum, images, by)


def outlined(images: np.ndarray) -> np.ndarray:
    """What thinning takes away, images - thinned(images): the pixels at the edge of a stroke, one pixel wide.

    A stroke of one or two pixels is all edge, and stays. So a pair to learn from is made of thick strokes:
    bold = thickened(images), and its outline is outlined(bold).
    """
    return images - thinned(images)  # the smallest of a neighbourhood is never larger than the pixel in its middle


def _neighbourhood(pick, images: np.ndarray, by: int) -> np.ndarray:
    """The largest or smallest of each 3 x 3 pixels: of three in a column, and then of three such results in a row."""
    images = check_pictures("images", images)
    for axis in check_count("by", by) * (1, 2):
        rim = [(int(i == axis), int(i == axis)) for i in range(images.ndim)]
        lines = np.moveaxis(np.pad(images, rim), axis, 0)
        images = np.moveaxis(pick(pick(lines[:-2], lines[1:-1]), lines[2:]), 0, axis)
    return images
