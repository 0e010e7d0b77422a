"""Checks of what users pass in: each error says what was wrong, what it got and what it wants."""

from __future__ import annotations  # np.random.Generator in a signature would import np.random: 20 ms

import math
import numbers
import os
from pathlib import Path

import numpy as np

MOST = 2**63 - 1  # the largest whole number that an array can hold


def shown(value) -> str:
    """What was got, for a message: its repr on one line, cut where it is long."""
    try:
        text = " ".join(repr(value).split())
    except Exception:  # a number of 5,000 digits has none, and a user's class may raise anything
        text = f"an object of class {type(value).__name__}"
    return text if len(text) <= 100 else text[:97] + "..."


def check_number(name: str, value, low: float = -math.inf, high: float = math.inf, *, exclusive: str = "") -> float:
    """Return `value` as a float from [low, high]; the end named in `exclusive` ("low" or "high") is left out."""
    low_open, high_open = exclusive == "low", exclusive == "high"
    try:
        number = float(value) if isinstance(value, numbers.Real) and not isinstance(value, bool) else math.nan
    except OverflowError:  # a whole number above the largest float
        number = math.nan
    good = math.isfinite(number)
    if good:
        good = (low < number if low_open else low <= number) and (number < high if high_open else number <= high)
    if not good:
        if math.isinf(low) and math.isinf(high):
            wanted = "be a finite number"
        elif math.isinf(high):
            wanted = f"be {'greater than' if low_open else 'at least'} {low:g}"
        else:
            wanted = f"lie in {'(' if low_open else '['}{low:g}, {high:g}{')' if high_open else ']'}"
        raise ValueError(f"{name} must {wanted}, got {shown(value)}")
    return number


def check_count(name: str, value, least: int = 1) -> int:
    """Return `value` as an int that is at least `least`, and below 2^63."""
    if not isinstance(value, numbers.Integral) or isinstance(value, bool) or int(value) < least:
        raise ValueError(f"{name} must be a whole number, at least {least}, got {shown(value)}")
    if int(value) > MOST:
        raise ValueError(f"{name} must be a whole number below 2^63, got {shown(value)}")
    return int(value)


def check_flag(name: str, value) -> bool:
    """Return True or False. Everything else is refused, because the text "no" would count as True."""
    if value is True or value is False:
        return value
    if not isinstance(value, np.bool_):
        raise TypeError(f"{name} must be True or False, got {shown(value)}")
    return bool(value)


def check_text(name: str, value) -> str:
    """Return `value` if it is text."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be text, got {shown(value)}")
    return value


def check_kind(name: str, value, kind, wanted: str):
    """Return `value` if it is an object of this class, or of one of these."""
    if not isinstance(value, kind):
        got = f"the class {value.__name__} itself" if isinstance(value, type) else type(value).__name__
        raise TypeError(f"{name} must be {wanted}, got {got}")
    return value


def check_function(name: str, value, wanted: str):
    """Return `value` if it can be called. wanted: how it will be called, such as "draw(ax)"."""
    if not callable(value):
        raise TypeError(f"{name} must be a function, {wanted}, got {type(value).__name__}")
    return value


def check_path(name: str, value) -> Path:
    """Return the path of a file or folder, given as text or a Path."""
    if not isinstance(value, str | os.PathLike):
        raise TypeError(f"{name} must be a path, as text or a pathlib.Path, got {shown(value)}")
    return Path(value)


def check_rng(rng) -> np.random.Generator:
    """Return a Generator of random numbers: the caller's own, or a new one made from a seed.

    Every `rng` in numgan follows this rule. It may be None (a new seed each time), a whole number of at least 0 or
    several of them, or a numpy.random Generator, BitGenerator or SeedSequence. It may not be the old RandomState,
    which cannot spawn streams.
    """
    if rng is None or (type(rng) is int and rng >= 0):
        return np.random.default_rng(rng)
    kinds = np.random.Generator, np.random.BitGenerator, np.random.SeedSequence
    seeds = rng if isinstance(rng, list | tuple) or (isinstance(rng, np.ndarray) and rng.ndim == 1) else [rng]
    whole = bool(len(seeds)) and all(isinstance(s, numbers.Integral) and not isinstance(s, bool) for s in seeds)
    whole = whole and all(int(s) >= 0 for s in seeds)
    if not isinstance(rng, kinds) and not whole:
        raise TypeError(
            "rng must be None, a whole number of at least 0, or a numpy.random.Generator such as "
            f"np.random.default_rng(0), got {shown(rng)}"
        )
    return np.random.default_rng(rng)


def check_shape(name: str, shape) -> tuple[int, ...]:
    """Return the shape of one datum, such as (28, 28), as a tuple of whole numbers, at least one of them."""
    if not isinstance(shape, tuple | list) or not shape:
        raise ValueError(f"{name} must be a tuple such as (28, 28) or (2,), got {shown(shape)}")
    lengths = tuple(check_count(f"each length in {name}", length) for length in shape)
    check_count(f"the product of the lengths in {name}", math.prod(lengths))
    return lengths


def check_range(name: str, ends) -> tuple[float, float]:
    """Return (low, high), two finite numbers with low < high, as a tuple of floats."""
    if not isinstance(ends, tuple | list) or len(ends) != 2:
        raise ValueError(f"{name} must be (low, high), got {shown(ends)}")
    low, high = (check_number(f"each end of {name}", end) for end in ends)
    if not low < high:
        raise ValueError(f"{name} must be (low, high) with low < high, got {shown(ends)}")
    return low, high


def check_dtype(dtype) -> np.dtype:
    """Return float32 or float64 as a NumPy dtype."""
    try:
        checked = np.dtype(dtype) if isinstance(dtype, type | str | np.dtype) else None  # NumPy takes None, too
    except Exception:  # NumPy raises errors of several kinds for what is no dtype
        checked = None
    if checked not in (np.float32, np.float64):
        raise ValueError(f"dtype must be float32 or float64, got {shown(dtype)}")
    return checked


def check_array(name: str, x, kinds: str = "f", wanted: str = "an array of floats") -> np.ndarray:
    """Return `x` as an array whose dtype is of one of these kinds: "f" floats, "i" and "u" whole numbers."""
    if type(x) is not np.ndarray:
        if hasattr(x, "mask"):
            raise TypeError(f"{name} is a masked array, whose mask would be ignored: pass {name}.filled(value)")
        try:
            x = np.asarray(x)
        except Exception:  # lists of unequal length, or whatever a user's class raises
            raise TypeError(f"{name} must be {wanted}, got {shown(x)}") from None
    if x.dtype.kind not in kinds:
        raise TypeError(f"{name} must be {wanted}, got dtype {x.dtype}")
    return x


def check_rows(name: str, x, width: int | None, dtype: np.dtype | type) -> np.ndarray:
    """Return `x` as a float array of shape (B, width), B >= 1, in the network's dtype (`width` None: any)."""
    if type(x) is not np.ndarray or x.dtype.kind != "f":
        try:
            x = check_array(name, x)
        except TypeError as error:
            hint = "" if hasattr(x, "mask") else "; scale images first: gan.scale(images)"
            raise TypeError(f"{error}{hint}") from None
    if x.ndim != 2 or (width is not None and x.shape[1] != width):
        raise ValueError(f"{name} must have shape (B, {'n' if width is None else width}), got {x.shape}")
    if len(x) == 0:
        raise ValueError(f"{name} is empty: shape {x.shape}, and at least one row is wanted")
    if x.dtype != dtype:
        with np.errstate(over="ignore"):  # what is too large for float32 becomes infinite
            x = x.astype(dtype)
    return x


def check_finite(name: str, x: np.ndarray) -> None:
    """Raise ValueError if `x` holds NaN or infinity, naming the first place."""
    bad = ~np.isfinite(x)
    if bad.any():
        index = tuple(int(i) for i in np.argwhere(bad)[0])
        raise ValueError(
            f"{name} must be finite, but {int(bad.sum())} values are not; the first is {x[index]} at {index}"
        )
