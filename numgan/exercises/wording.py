"""How differences are put into words."""

import numpy as np

from .exercise import Exercise


def batch_factors(B: int) -> dict[float, str]:
    """What it means when every value is B times too large or too small: the batch, once too seldom or too often."""
    if B == 1:
        return {}
    return {
        B: f"{B} times too large: that is the batch; divide by B = {B}",
        1 / B: f"{B} times too small: that is the batch; it has been divided by B = {B} once too often",
    }


def describe_difference(name: str, got: np.ndarray, want: np.ndarray, index: tuple[int, ...]) -> str:
    """What stands at `index` of a returned array, and what is wanted there."""
    if not np.isfinite(got[index]):
        return f"{name} is {got[index]}{show_place(index)}, and {show_value(want[index])} is wanted"
    return f"{name} is wrong{show_place(index)}: {_beside(float(got[index]), float(want[index]))}"


def show_place(index: tuple[int, ...]) -> str:
    """Where in an array, in words; nothing for a single number."""
    return f" at {index}" if index else ""


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
    return f"yours {got + 0:.{digits}g}, wanted {want + 0:.{digits}g}"  # + 0: no -0
