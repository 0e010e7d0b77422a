"""From stored data to the rows that a network takes, and back."""

import math

import numpy as np

from ..checks import check_array, check_finite

Range = tuple[float, float]


def scale(images: np.ndarray, data_range: Range | None, dtype) -> np.ndarray:
    """uint8 images (B, ...) to float rows (B, n): 0 becomes the range's low end, 255 its high end.

    Float data passes through, reshaped and cast. `data_range` None: data in its own units, which is not scaled.
    """
    rows = images.reshape(len(images), -1).astype(dtype)
    if images.dtype == np.uint8 and data_range is not None:
        low, high = data_range
        rows *= (high - low) / 255
        rows += low
    return rows


def unscale(rows: np.ndarray, data_range: Range, shape: tuple[int, ...]) -> np.ndarray:
    """Float rows (B, n) in the network's range to uint8 images (B, *shape): the inverse of `scale`, clipped."""
    low, high = data_range
    return np.rint(np.clip((rows - low) * (255 / (high - low)), 0, 255)).astype(np.uint8).reshape(len(rows), *shape)


def check_data(
    data, width: int, data_range: Range | None, least: int, *, shape: tuple[int, ...] | None = None
) -> np.ndarray:
    """Return `data` as an array of at least `least` rows of `width` values, uint8 or floats within `data_range`.

    shape : of one datum, such as (28, 28): images of another height and width are refused, even with as many values
    Raises TypeError for another dtype, ValueError for a wrong shape, too few rows, values that are NaN or infinite or
    outside the range.
    """
    data = check_array("data", data, "fiub", "uint8 images or floats")
    if data.ndim < 2 or math.prod(data.shape[1:]) != width:
        raise ValueError(f"data must hold rows of {width} values each, such as (N, {width}), got shape {data.shape}")
    found, wanted = ([n for n in lengths if n != 1] for lengths in (data.shape[1:], shape or ()))
    if len(found) > 1 and len(wanted) > 1 and found != wanted:
        raise ValueError(f"data must hold images of shape {shape}, got shape {data.shape}: the axes would be mixed up")
    if len(data) < least:
        raise ValueError(f"data must hold at least {least} rows, those of one step, got {len(data)}")
    if data.dtype == np.uint8:
        if data_range is None:
            raise TypeError("data is uint8, but this GAN's data_range is None: pass floats, or set data_range=(-1, 1)")
        return data
    if data.dtype.kind != "f":
        cure = "; whole numbers 0 ... 255: data.astype(np.uint8)" if data.dtype.kind in "iu" else ""
        cure = "; black and white: 255 * data.astype(np.uint8)" if data.dtype == bool else cure
        raise TypeError(f"data must be uint8 images or floats, got {data.dtype}{cure}")
    check_finite("data", data)
    if data_range is not None:
        low, high = data_range
        if data.min() < low or data.max() > high:
            raise ValueError(
                f"float data must lie in data_range ({low:g}, {high:g}), got values from {data.min():g} to "
                f"{data.max():g}; images as uint8 are scaled for you"
            )
    return data


def check_pictures(name: str, images) -> np.ndarray:
    """Return uint8 images (N, height, width[, colours]), at least one of them."""
    images = check_array(name, images, "biufc", "uint8 images (N, height, width)")
    if images.dtype != np.uint8 or images.ndim not in (3, 4) or not images.size:
        raise ValueError(
            f"{name} must be uint8 images (N, height, width), at least one, got {images.dtype} of shape {images.shape}"
        )
    return images


def epoch_order(n: int, seed: int, epoch: int, number: int = 0) -> np.ndarray:
    """The order of n rows in this epoch, (n,): a permutation that depends on the seed and the epoch's number alone.

    So a run can be resumed in the middle of an epoch without any state to restore.
    number : which data set, where a game has several and shuffles each on its own
    """
    return np.random.default_rng([seed, epoch, number] if number else [seed, epoch]).permutation(n)


def mixed_order(labels: np.ndarray, seed: int, epoch: int) -> np.ndarray:
    """An order of rows of which few have a label and the others -1: a row without a label, then one with, in turn.

    It is twice as long as there are rows of the more frequent kind. Those come once, and the rarer ones as often as it
    takes; each time that all of them have come, they are shuffled anew. So half of every minibatch is labelled, even if
    one row in a thousand is. If all rows are of one kind, this is `epoch_order`.
    """
    kinds = np.flatnonzero(labels < 0), np.flatnonzero(labels >= 0)
    if not all(map(len, kinds)):
        return epoch_order(len(labels), seed, epoch)
    n = max(map(len, kinds))
    turns = np.empty((n, 2), int)
    for i, rows in enumerate(kinds):
        rounds = np.tile(rows, (-(-n // len(rows)), 1))
        turns[:, i] = np.random.default_rng([seed, epoch, 1 + i]).permuted(rounds, axis=1).ravel()[:n]
    return turns.ravel()
