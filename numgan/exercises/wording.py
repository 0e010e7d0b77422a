"""How differences are put into words."""

import numpy as np

from ..gradcheck import compare
from .exercise import Exercise


def batch_factors(B: int) -> dict[float, str]:
    """What it means when every value is B times too large or too small: the batch, once too seldom or too often."""
    if B == 1:
        return {}
    return {
        B: f"{B} times too large: that is the batch; divide by B = {B}",
        1 / B: f"{B} times too small: that is the batch; it has been divided by B = {B} once too often",
    }


def describe_difference(got: np.ndarray, want: np.ndarray) -> str:
    """Where two arrays of one shape differ most."""
    if got.ndim == 0:
        return _beside(float(got), float(want))
    found = compare(got, want)
    return f"worst at {found.index}: {_beside(found.analytic, found.numeric)}"


def describe_ratio(exercise: Exercise, got: np.ndarray, want: np.ndarray, arguments: tuple) -> str:
    """A line that names the one ratio between all values got and wanted, or nothing if there is none."""
    got, want = np.asarray(got, np.float64), np.asarray(want, np.float64)
    large = np.abs(want) > 1e-6 * np.abs(want).max(initial=0)
    if not large.any() or not np.isfinite(got).all():
        return ""
    if not got.any():
        return "\nevery value is 0" if want.size > 1 else ""
    ratios = got[large] / want[large]
    ratio = float(np.median(ratios))
    if ratio == 0 or np.abs(ratios - ratio).max() > 1e-5 * abs(ratio) or np.abs(got[~large]).max(initial=0) > 1e-6:
        return ""
    names = dict(exercise.factors(*arguments))
    for factor, name in list(names.items()):
        names.setdefault(-factor, f"sign flipped, and {name}")
    names |= {k: v for k, v in {-1: "sign flipped", 2: "twice too large", 0.5: "halved"}.items() if k not in names}
    if abs(ratio - 1) <= 1e-5:
        return ""
    for factor, name in names.items():
        if abs(ratio - factor) <= 1e-5 * abs(factor):
            return f"\n{name}"
    return f"\nevery value is {ratio:.5g} times what it should be" if want.size > 1 else ""


def show_call(exercise: Exercise, arguments: tuple) -> str:
    """The call as a learner would type it, large arrays by their shape."""
    return f"{exercise.id}({', '.join(show_value(a) for a in arguments)})"


def show_value(value) -> str:
    """A short text for a number, an array or whatever else an argument may be."""
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, np.ndarray) or np.isscalar(value):
        array = np.asarray(value)
        if array.ndim == 0 and array.dtype.kind in "fiu":
            return f"{array.item() + 0:.6g}"
        if array.size <= 12:
            return _nested(array)
        return f"<array {array.shape}>"
    if isinstance(value, (tuple, list)):
        text = ", ".join(show_value(v) for v in value)
        return f"({text})" if isinstance(value, tuple) else f"[{text}]"
    return f"<{getattr(value, '__name__', type(value).__name__)}>"


def _nested(array) -> str:
    return f"{array.item() + 0:.6g}" if array.ndim == 0 else f"[{', '.join(map(_nested, array))}]"


def _beside(got: float, want: float) -> str:
    digits = 6 if f"{got:.6g}" != f"{want:.6g}" else 15
    return f"yours {got:.{digits}g}, wanted {want:.{digits}g}"
