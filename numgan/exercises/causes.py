"""Why an answer is wrong, if that can be seen: it equals a known misconception, or all is wrong by one known factor.

One case proves little: a factor of 2 may be a forgotten 1/2, a batch of two rows, or chance. A cause is named only if
it explains several draws, each with new shapes.
"""

import inspect
import re
from typing import Any

import numpy as np

from .call import Unattempted, Wrong, call, outputs

DRAWS = 4  # cases that one cause must explain
ALIKE = 1e-6  # relative, to the largest entry
PLAIN = {-1.0: "sign flipped", 2.0: "twice too large", 0.5: "halved"}  # said where an exercise has no better name


def cause(exercise, function, rng) -> str:
    """A line with the cause, or nothing: arguments that it takes in another order, or the mutant that it equals.

    A mutant must have the same results everywhere. A wrong formula may overflow as well: at the ends of the range an
    answer may be infinite or nan, if the mutant is wrong on every other draw, too.
    """
    if told := _signature(exercise, function):
        return told
    samples = [exercise.draw(rng) for _ in range(DRAWS)]
    ends = [*exercise.extremes, *(known.arguments for known in exercise.known)]
    alike = [
        mutant
        for mutant in exercise.mutants
        if mutant.cause and all(_alike(exercise, function, mutant.function, sample) for sample in samples)
    ]
    for mutant in alike:
        if all(_alike(exercise, function, mutant.function, end) for end in ends):
            return f"\n{mutant.cause}"
    for mutant in alike:
        wrong = not any(_alike(exercise, exercise.function, mutant.function, sample) for sample in samples)
        if wrong and all(
            _alike(exercise, function, mutant.function, end) or not _finite(exercise, function, end) for end in ends
        ):
            return f"\n{mutant.cause}"
    return ""


def _finite(exercise, function, arguments) -> bool:
    found = _results(exercise, function, arguments)
    return isinstance(found, str) or all(np.isfinite(array).all() for array in found)


def _signature(exercise, function) -> str:
    """A line that says so if a function takes its arguments in another order than they come, or too few or many."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # written in C
        return ""
    wanted, names = [*exercise.arguments], [*signature.parameters]
    other = names != wanted and sorted(names) == sorted(wanted)
    try:
        signature.bind(*wanted)
    except TypeError:
        other = True
    return f"\nits arguments are ({', '.join(names)}), and they come as ({', '.join(wanted)})" if other else ""


def factor(exercise, function, off, rng) -> str:
    """A line that names the one ratio between got and wanted, if several draws agree in it, or nothing.

    off : has name, got, want and arguments of a case that was wrong
    """
    ratio = _ratio(off.got, off.want)
    if ratio is None:
        return ""
    others: list[tuple[Any, Any]] = []  # arguments, and the ratio there
    for _ in range(DRAWS):
        arguments = exercise.draw(rng)
        try:
            found = outputs(exercise, call(function, arguments), exercise.results(arguments))
        except (Wrong, Unattempted):
            return ""
        others += [(arguments, _ratio(got, want)) for name, got, want in found if name == off.name]
    if any(other is None for _, other in others):
        return ""
    if ratio == 0 or all(other == 0 for _, other in others):
        return "\nevery value is 0" if ratio == 0 and all(other == 0 for _, other in others) else ""
    for name in _names(exercise, off.arguments, ratio):
        kinds = [[_kind(other) for other in _names(exercise, *case)] for case in others]
        if all(_kind(name) in kind for kind in kinds):
            return f"\n{name}"
    if all(np.isclose(other, ratio, rtol=1e-5) for _, other in others):
        return f"\nevery value is {ratio:.5g} times what it should be, in every case tried"
    return ""


def _names(exercise, arguments, ratio) -> list[str]:
    """All that this ratio may mean for these arguments, the exercise's own names first."""
    try:
        factors = dict(exercise.factors(*arguments))
    except ArithmeticError:  # a ratio that these arguments do not have; `verify` tells the author
        factors = {}
    flipped = {-value: f"sign flipped, and {name}" for value, name in factors.items() if value > 0}
    named = [*factors.items(), *flipped.items(), *PLAIN.items()]
    return [name for value, name in named if abs(ratio - value) <= 1e-5 * abs(value)]


def _kind(name: str) -> str:
    """The name without the numbers of its case."""
    return re.sub(r"\d+", "#", name)


def _ratio(got, want) -> float | None:
    """The number r with got = r want in every entry; None if there is none, or if it is 1."""
    got, want = np.asarray(got, np.float64), np.asarray(want, np.float64)
    large = np.abs(want) > 1e-6 * np.abs(want).max(initial=0)
    if not large.any() or not np.isfinite(got).all() or not np.isfinite(want).all():
        return None
    ratios = got[large] / want[large]
    ratio = float(np.median(ratios))
    rest = np.abs(got[~large]).max(initial=0)
    if np.abs(ratios - ratio).max() > 1e-5 * abs(ratio) or rest > 1e-5 * np.abs(got).max():
        return None
    return None if abs(ratio - 1) <= 1e-5 else ratio


def _alike(exercise, function, other, arguments) -> bool:
    """Do two functions return the same, except for rounding? Two that raise the same kind of error are alike too."""
    got, want = (_results(exercise, f, arguments) for f in (function, other))
    if isinstance(got, str) or isinstance(want, str):
        return isinstance(got, str) and got == want
    return all(g.shape == w.shape and _near(g, w) for g, w in zip(got, want, strict=True))


def _near(got, want) -> bool:
    scale = np.max(np.abs(want), initial=0, where=np.isfinite(want))
    return np.allclose(got, want, rtol=ALIKE, atol=ALIKE * scale, equal_nan=True)


def _results(exercise, function, arguments) -> list[np.ndarray] | str:
    """What a function returns, as arrays; or the first words of what went wrong, which name the kind of error."""
    try:
        found = outputs(exercise, call(function, arguments), exercise.results(arguments))
    except (Wrong, Unattempted) as error:
        return str(error).split(":")[0]
    return [got for _, got, _ in found]
