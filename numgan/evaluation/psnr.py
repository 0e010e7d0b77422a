"""The peak signal-to-noise ratio: how near is each image to the one that it should be?"""

import numpy as np

from .rows import pixel_rows, unit_range


def psnr(images, truth) -> np.ndarray:
    """For each image, the squared error against its true image in decibels: (N,) float64, larger is better.

    error_i = mean over pixels of (images_i - truth_i)^2,           pixels in [0, 1], so that the peak is 1
    psnr_i  = 10 log10(1 / error_i)                                 infinity where the two are equal

    10 decibels more are a tenth of the squared error. An error of .1 at each pixel has 20, a uniform grey image of
    .5 against any image in black and white 6.02.

    images, truth : uint8 images (N, ...), or rows (N, n) of floats in [0, 1], image i beside its own truth

    How it misleads: where several images could be true, their mean has the least squared error, and a blur beats a
    sharp guess. If each pixel is black or white by the toss of a coin, grey has 6.02 and a toss of one's own 3.01. A
    digit that is moved by one pixel is far from itself. And it is about pairs: a good image that is not this one counts
    for nothing. The mean of decibels over images is at least what their mean error has: say which of the two it is.

    Raises TypeError for another dtype; ValueError for no images, shapes that differ, NaN, or pixels outside [0, 1].
    """
    images, truth = pixel_rows("images", images), pixel_rows("truth", truth)
    if images.shape != truth.shape:
        raise ValueError(f"images and truth must have one shape, got rows {images.shape} and {truth.shape}")
    difference = unit_range(images).astype(np.float64) - unit_range(truth)
    with np.errstate(divide="ignore"):  # equal images
        return -10 * np.log10((difference**2).mean(axis=1))
