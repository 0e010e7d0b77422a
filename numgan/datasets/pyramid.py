"""The Laplacian pyramid: an image as a small one, and what each larger one adds to it.

    28 x 28 ---- halved ----> 14 x 14 ---- halved ----> 7 x 7
       |                         |                        |
       - doubled(14 x 14)        - doubled(7 x 7)         |
       |                         |                        |
    band of 28 x 28           band of 14 x 14           small

From right to left the image comes back: double what there is, and add the band. This works whatever `halved` and
`doubled` are, because a band is by definition what `doubled` lacks. A smooth `doubled` makes bands small: they are
almost 0, except for edges.

Source: Burt & Adelson 1983, The Laplacian Pyramid as a Compact Image Code.
Deviates from it: there both maps weigh five pixels on each axis, and the images have an odd number of them.
"""

import numpy as np

from ..checks import check_array, check_count, check_finite


def halved(images: np.ndarray) -> np.ndarray:
    """Images of half the height and width: each pixel is the mean of a block of 2 x 2.

    y[b, i, j] = (x[b, 2i, 2j] + x[b, 2i, 2j + 1] + x[b, 2i + 1, 2j] + x[b, 2i + 1, 2j + 1]) / 4

    images : floats (B, H, W) or (B, H, W, C), to (B, H / 2, W / 2[, C])
    Raises TypeError or ValueError for what are no such images, ValueError if height or width is odd.
    """
    images = _check_images(images)
    batch, height, width, *channels = images.shape
    if height % 2 or width % 2:
        raise ValueError(f"images must have an even height and width to be halved, got {height} x {width}")
    return images.reshape(batch, height // 2, 2, width // 2, 2, *channels).mean(axis=(2, 4))


def doubled(images: np.ndarray) -> np.ndarray:
    """Images of twice the height and width, on straight lines between the centres of the pixels.

    On one axis, and then on the other:
        y[2i]     = 3/4 x[i] + 1/4 x[i - 1]
        y[2i + 1] = 3/4 x[i] + 1/4 x[i + 1]             x[-1] is x[0], and x[n] is x[n - 1]

    An image of one grey value stays one, and every image keeps its mean.

    images : floats (B, H, W) or (B, H, W, C), to (B, 2 H, 2 W[, C])
    Raises TypeError or ValueError for what are no such images.
    """
    images = _check_images(images)
    for axis in (1, 2):
        n = images.shape[axis]
        before, after = (images.take(np.clip(np.arange(n) + step, 0, n - 1), axis) for step in (-1, 1))
        both = np.stack([0.75 * images + 0.25 * before, 0.75 * images + 0.25 * after], axis=axis + 1)
        images = both.reshape(*images.shape[:axis], 2 * n, *images.shape[axis + 1 :])
    return images


def to_pyramid(images: np.ndarray, levels: int = 3) -> list[np.ndarray]:
    """The small images, and then the bands, from coarse to fine: `levels` arrays, the last as large as the images.

    band of I = I - doubled(halved(I))

    Raises TypeError or ValueError for what are no images, ValueError for one that cannot be halved so often.
    """
    bands = []
    for _ in range(check_count("levels", levels) - 1):
        small = halved(images)
        bands.append(images - doubled(small))
        images = small
    return [_check_images(images), *reversed(bands)]


def from_pyramid(pyramid: list[np.ndarray]) -> np.ndarray:
    """The images again: I = doubled(the next smaller I) + band, from coarse to fine.

    It inverts `to_pyramid`, except for the rounding of one sum per pixel.
    Raises ValueError for bands that are not twice as large as what is below them.
    """
    if not isinstance(pyramid, list | tuple) or not pyramid:
        raise TypeError(f"pyramid must be a list of arrays, such as to_pyramid(images), got {type(pyramid).__name__}")
    images = _check_images(pyramid[0], "pyramid[0]")
    for i, band in enumerate(pyramid[1:], 1):
        images, band = doubled(images), _check_images(band, f"pyramid[{i}]")
        if band.shape != images.shape:
            raise ValueError(f"pyramid[{i}] must have the shape {images.shape}, twice what is below, got {band.shape}")
        images = images + band
    return images


def _check_images(images, name: str = "images") -> np.ndarray:
    """Return float images (B, H, W) or (B, H, W, C), finite."""
    images = check_array(name, images)
    if images.ndim not in (3, 4) or not images.size:
        raise ValueError(f"{name} must be floats (B, height, width) or (B, height, width, C), got {images.shape}")
    check_finite(name, images)
    return images
