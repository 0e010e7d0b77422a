"""The nearest training image of each sample: has the generator learnt digits, or learnt the data by heart?"""

import numpy as np

from ..checks import check_count
from .rows import pixel_rows, squared_distances, unit_range


def nearest_neighbours(samples, images, *, block: int = 2000) -> tuple[np.ndarray, np.ndarray]:
    """For each sample the nearest of the images in pixel space: indices (N,) and distances (N,).

    indices_i   = argmin_j |s_i - x_j|
    distances_i = |s_i - x_indices_i|                   Euclidean, pixels in [0, 1]; float32

    0 for a copy; a test digit of MNIST lies about 4 from its nearest training digit, few beyond 7.

    samples, images: uint8 images (N, ...) and (M, ...), or rows (N, n) and (M, n) of floats in [0, 1].
    The search is a float32 matrix product over blocks of images: among images whose squared distances differ by less
    than about 1e-4 it may take either. The distances returned are computed again, from the differences.

    How it misleads: pixel distance is not likeness. A training digit moved by one or two pixels, or in a thicker
    stroke, is far from itself, so a large distance does not prove that a sample is new. And a blurred image is near to
    everything.

    block: images at a time; the largest array is (N, block) in float32.
    Raises TypeError for another dtype; ValueError for no rows, widths that differ, NaN, or pixels outside [0, 1].
    Source: Goodfellow et al. 2014, figure 2, rightmost column.
    """
    samples = unit_range(pixel_rows("samples", samples))
    images = pixel_rows("images", images, samples.shape[1])
    indices, _ = nearest(samples, images, block=block)
    return indices, np.linalg.norm(samples - unit_range(images[indices]), axis=1)


def nearest(rows: np.ndarray, others: np.ndarray, *, block: int) -> tuple[np.ndarray, np.ndarray]:
    """For each checked float32 row the nearest of the others: indices (N,), of equal ones either, and |...|^2 (N,).

    others : float32, or uint8 pixels, which become floats in [0, 1] block by block
    """
    check_count("block", block)
    indices, least = np.zeros(len(rows), np.intp), np.full(len(rows), np.inf, np.float32)
    for start in range(0, len(others), block):
        d = squared_distances(rows, unit_range(others[start : start + block]))  # (N, block)
        best = d.argmin(axis=1)
        found = d[np.arange(len(d)), best]
        nearer = found < least
        indices[nearer], least[nearer] = start + best[nearer], found[nearer]
    return indices, least
