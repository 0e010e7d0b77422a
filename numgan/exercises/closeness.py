"""How near an answer must come to the right one: entry by entry, to three quarters of the digits of its dtype.

Two right programs differ by rounding, and how much rounding is allowed depends on the entry. sigmoid(-40) must come out
as 4.24835425529e-18, right to twelve digits. But a sum of large terms that cancel to 1e-18 has no right digit at all.
Both follow from one rule: an answer is right if it is the exact answer to arguments that differ from the given ones by
rounding (a small *backward error*; Higham 2002, Accuracy and Stability of Numerical Algorithms, chapter 1).
With step = eps^(3/4), which is 1.8e-12 in float64 and 6.4e-6 in float32, the error allowed in each entry is

    step |want| + SAFETY * (how far the entry moves when every argument moves by a relative step at random)

To this are added the smallest normal number of the dtype and, where an exercise says that terms cancel, some roundings
of these terms.

Where a move breaks a tie (two equal maxima, a number exactly at a threshold) the entry jumps, by as much for a small
move as for a larger one. Such a jump is not rounding, and allows no error.
"""

import numpy as np

MOVES = 5  # random moves of the arguments
SAFETY = 4.0  # their median may be that much below the worst that rounding does
CANCELLED = 64.0  # roundings of a term that cancels


def step(dtype) -> float:
    """The relative error that is allowed: three quarters of the digits of this dtype are wanted."""
    return float(np.finfo(dtype).eps) ** 0.75


def allowed(exercise, arguments: tuple, wanted: tuple, dtype) -> list[np.ndarray]:
    """For each array that the exercise returns, the absolute error allowed in each entry.

    arguments : of the call, in float64
    wanted : the solution's results for them, in float64
    dtype : of the answer, float64 or float32
    """
    size, floor = step(dtype), np.finfo(dtype).tiny  # what is smaller than tiny has lost its digits
    if exercise.cancels is not None:
        floor += CANCELLED * np.finfo(dtype).eps * exercise.cancels(*arguments)
    far, near = (
        [exercise.results(move(arguments, length, np.random.default_rng(seed))) for seed in range(MOVES)]
        for length in (size, size / 256)
    )
    bounds = []
    for i, want in enumerate(wanted):
        moves, shorter = (np.median([np.abs(moved[i] - want) for moved in some], axis=0) for some in (far, near))
        moves = np.where(shorter > moves / 2, 0.0, np.nan_to_num(moves, posinf=0.0))
        bounds.append(floor + size * np.abs(want) + SAFETY * moves)
    return bounds


def move(arguments: tuple, size: float, rng) -> tuple:
    """The arguments with every float changed by a relative normal step of this size; all else as it is."""

    def moved(a):
        if isinstance(a, np.ndarray) and a.dtype.kind == "f":
            return np.asarray(a * (1 + size * rng.standard_normal(a.shape)))
        return a * float(1 + size * rng.standard_normal()) if isinstance(a, float) else a

    return _each(moved, arguments)


def cast(arguments: tuple, dtype) -> tuple:
    """The arguments with every array of floats in this dtype. A Python float has none, and stays."""
    return _each(lambda a: a.astype(dtype) if isinstance(a, np.ndarray) and a.dtype.kind == "f" else a, arguments)


def _each(change, value):
    """`change` applied to all that a tuple or list holds, at any depth."""
    if isinstance(value, (tuple, list)):
        return type(value)(_each(change, part) for part in value)
    return change(value)


def excess(got: np.ndarray, want: np.ndarray, bound: np.ndarray, dtype) -> np.ndarray:
    """Each entry's error as a multiple of its bound, in want's shape: at most 1 where it is right, inf for a NaN.

    Where `want` is infinite or no number, `got` must be the same; beyond the range of `dtype`, infinity is right too.
    """
    got, want = got.astype(np.float64), want.astype(np.float64)
    with np.errstate(all="ignore"):
        ratio = np.abs(got - want) / bound
    ratio = np.where(np.isfinite(got), ratio, np.inf)
    same = (got == want) | (np.isnan(got) & np.isnan(want))
    beyond = (np.abs(want) > np.finfo(dtype).max) & (got == np.copysign(np.inf, want))
    return np.where(same | beyond, 0.0, np.where(np.isfinite(want), ratio, np.inf))
