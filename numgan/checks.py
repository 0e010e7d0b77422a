"""Checks of what users pass in: each error says what was wrong, what it got and what it wants."""

import math
import numbers
import sys

import numpy as np


def check_number(name: str, value, low: float = -math.inf, high: float = math.inf, *, exclusive: str = "") -> float:
    """Return `value` as a float from [low, high]; the end named in `exclusive` ("low" or "high") is left out."""
    low_open, high_open = exclusive == "low", exclusive == "high"
    good = isinstance(value, numbers.Real) and not isinstance(value, bool) and abs(value) <= sys.float_info.max
    if good:
        good = (low < value if low_open else low <= value) and (value < high if high_open else value <= high)
    if not good:
        if math.isinf(low) and math.isinf(high):
            wanted = "be a finite number"
        elif math.isinf(high):
            wanted = f"be {'greater than' if low_open else 'at least'} {low:g}"
        else:
            wanted = f"lie in {'(' if low_open else '['}{low:g}, {high:g}{')' if high_open else ']'}"
        raise ValueError(f"{name} must {wanted}, got {value!r}")
    return float(value)


def check_count(name: str, value, least: int = 1) -> int:
    """Return `value` as an int that is at least `least`."""
    if not isinstance(value, numbers.Integral) or isinstance(value, bool) or value < least:
        raise ValueError(f"{name} must be a whole number, at least {least}, got {value!r}")
    return int(value)


def check_kind(name: str, value, kind, wanted: str):
    """Return `value` if it is an object of this class, or of one of these."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} must be {wanted}, got {type(value).__name__}")
    return value


def check_shape(name: str, shape) -> tuple[int, ...]:
    """Return the shape of one datum, such as (28, 28), as a tuple of whole numbers, at least one of them."""
    if not isinstance(shape, tuple | list) or not shape:
        raise ValueError(f"{name} must be a tuple such as (28, 28) or (2,), got {shape!r}")
    return tuple(check_count(f"each length in {name}", length) for length in shape)


def check_range(name: str, ends) -> tuple[float, float]:
    """Return (low, high), two finite numbers with low < high, as a tuple of floats."""
    if not isinstance(ends, tuple | list) or len(ends) != 2:
        raise ValueError(f"{name} must be (low, high), got {ends}")
    low, high = (check_number(f"each end of {name}", end) for end in ends)
    if not low < high:
        raise ValueError(f"{name} must be (low, high) with low < high, got {ends}")
    return low, high


def check_dtype(dtype) -> np.dtype:
    """Return float32 or float64 as a NumPy dtype."""
    try:
        checked = np.dtype(dtype)
    except TypeError:
        checked = None
    if checked not in (np.float32, np.float64):
        raise ValueError(f"dtype must be float32 or float64, got {dtype!r}")
    return checked


def check_rows(name: str, x, width: int | None, dtype: np.dtype) -> np.ndarray:
    """Return `x` as a float array of shape (B, width), B >= 1, in the network's dtype (`width` None: any)."""
    x = np.asarray(x)
    if x.dtype.kind != "f":
        raise TypeError(
            f"{name} must be an array of floats, got dtype {x.dtype}; scale images first: gan.scale(images)"
        )
    if x.ndim != 2 or (width is not None and x.shape[1] != width):
        raise ValueError(f"{name} must have shape (B, {'n' if width is None else width}), got {x.shape}")
    if len(x) == 0:
        raise ValueError(f"{name} is empty: shape {x.shape}, and at least one row is wanted")
    return x.astype(dtype, copy=False)


def check_finite(name: str, x: np.ndarray) -> None:
    """Raise ValueError if `x` holds NaN or infinity, naming the first place."""
    bad = ~np.isfinite(x)
    if bad.any():
        index = tuple(int(i) for i in np.argwhere(bad)[0])
        raise ValueError(
            f"{name} must be finite, but {int(bad.sum())} values are not; the first is {x[index]} at {index}"
        )
