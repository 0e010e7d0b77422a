"""What all measures begin with: rows that are checked, and the distances between them."""

import math

import numpy as np

from ..checks import check_array, check_finite


def pixel_rows(name: str, images, width: int | None = None) -> np.ndarray:
    """Check images and return them as rows (N, n), N >= 1: uint8, or floats in [0, 1]. `unit_range` makes them floats.

    uint8 images (N, ...) are flattened; floats must be rows (N, n) already. `width`: the n that is wanted (None: any).
    Nothing is converted here, so that large sets can be converted block by block.

    Raises TypeError for another dtype; ValueError for another shape, no rows, NaN, infinity, or pixels outside [0, 1].
    """
    x = check_array(name, images, "fu", "uint8 images, or rows of floats in [0, 1],")
    if x.dtype != np.uint8 and x.dtype.kind != "f":
        raise TypeError(f"{name} must be uint8 images, or rows of floats in [0, 1], got dtype {x.dtype}")
    if x.dtype == np.uint8 and x.ndim > 2:
        x = x.reshape(len(x), math.prod(x.shape[1:]))
    _check_shape(name, x, width, least=1)
    if x.dtype != np.uint8:
        check_finite(name, x)
        if x.min() < 0 or x.max() > 1:
            raise ValueError(
                f"{name} must hold pixels in [0, 1], got values from {x.min():g} to {x.max():g}; "
                "from a network's (-1, 1) they are (x + 1) / 2"
            )
    return x


def unit_range(rows: np.ndarray) -> np.ndarray:
    """Checked pixels (N, n) as float32 in [0, 1]: uint8 divided by 255, floats cast."""
    return rows * np.float32(1 / 255) if rows.dtype == np.uint8 else rows.astype(np.float32, copy=False)


def feature_rows(name: str, x, width: int | None = None, least: int = 1) -> np.ndarray:
    """Return points or features as float64 rows (N, d), N >= `least`; any finite numbers, whatever their range.

    Raises TypeError for what is not real numbers; ValueError for another shape, too few rows, NaN or infinity.
    """
    x = check_array(name, x, "fiu", "an array of numbers")
    _check_shape(name, x, width, least)
    check_finite(name, x)
    return x.astype(np.float64, copy=False)


def numbers(name: str, x, wanted: str = "an array of numbers") -> np.ndarray:
    """Return numbers of any shape as float64, all finite. Text is no number, though NumPy would take "1" for 1."""
    x = check_array(name, x, "fiu", wanted).astype(np.float64, copy=False)
    check_finite(name, x)
    return x


def squared_distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """|a_i - b_j|^2 of all pairs of rows: (A, n), (B, n) -> (A, B), >= 0, dtype kept.

    |a - b|^2 = |a|^2 + |b|^2 - 2 a.b

    One matrix product instead of an (A, B, n) array of differences. The price: the error is about eps (|a|^2 + |b|^2)
    and does not shrink with the distance, so that two equal rows can be 1e-5 apart in float32, for |a|^2 of order 100.
    """
    d = a @ b.T
    d *= -2
    d += np.einsum("ij,ij->i", a, a)[:, None]
    d += np.einsum("ij,ij->i", b, b)
    return np.maximum(d, 0, out=d)


def _check_shape(name: str, x: np.ndarray, width: int | None, least: int) -> None:
    if x.ndim != 2 or x.shape[1] == 0 or (width is not None and x.shape[1] != width):
        raise ValueError(f"{name} must have shape (N, {'n' if width is None else width}), got {x.shape}")
    if len(x) < least:
        raise ValueError(f"{name} must hold at least {least} row{'s' * (least > 1)}, got {len(x)}")
