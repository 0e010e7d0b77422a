"""Check a function against an exercise and say what is wrong, the first cause first.

The order is that in which a learner can repair things: it runs; shape; dtype; a value worked out by hand; central
differences; fresh random values, in float64 and in float32; the ends of the range; arguments left unchanged; the same
answer twice; and what only this exercise asks. Random values and their shapes are new each time, so no answer to them
can be written down in advance.
The checks of values count nine tenths of the score, and all others, which check the form, one tenth: an answer with the
right shape and nothing else is worth almost nothing.
"""

import copy
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from ..gradcheck import compare, numerical_gradient
from .call import Unattempted, Wrong, call, equal, outputs, run, wrong_shape
from .causes import cause, factor
from .closeness import allowed, cast, excess, step
from .exercise import Exercise
from .result import Failure, Result
from .wording import describe_difference, show_call, show_place, show_value

GRADIENT_ERROR = 1e-6  # relative; a right gradient agrees to 1e-7 or better
FRESH = 3  # draws of random values
FORM = 0.1  # share of the score for everything except values
UNKNOWN = "\nthis check cannot tell why: take a small case and compare each step with the formula"


class Check(NamedTuple):
    """One thing that is checked once the function runs and its shapes are right; `run` raises Wrong."""

    name: str
    run: Callable
    values: bool
    """Does it compare values? If not, it checks the form."""


@np.errstate(all="ignore")  # infinities are compared, and found, without a warning
def judge(exercise: Exercise, function: Callable, *, rng=None) -> Result:
    """Check `function`. Whatever it does except loop for ever becomes a verdict; only KeyboardInterrupt is let through.

    rng : what the random values are drawn with; by default they are new each time.
    """
    rng = np.random.default_rng(rng)
    total = len(check_names(exercise))
    try:
        sample = exercise.draw(rng)
        first = [got.copy() for _, got, _ in outputs(exercise, call(function, sample), exercise.results(sample))]
    except Unattempted:
        return Result(exercise.id, total=total, passed=0, failures=[], attempted=False)
    except Wrong as wrong:
        failures = [Failure("runs", str(wrong) + cause(exercise, function, rng))]
        return Result(exercise.id, total=total, passed=0, failures=failures)
    try:
        for _ in range(FRESH):
            _pairs(exercise, function, exercise.draw(rng))
    except Wrong as wrong:
        failures = [Failure("shape", str(wrong) + cause(exercise, function, rng))]
        return Result(exercise.id, total=total, passed=1, failures=failures)
    checks, failed = _checks(exercise, sample, first), []
    for check in checks:
        try:
            check.run(exercise, function, rng)
        except (Wrong, Unattempted) as wrong:
            failed.append((check, wrong))
    failures = [Failure(check.name, str(wrong)) for check, wrong in failed]
    values = [i for i, (check, _) in enumerate(failed) if check.values]
    if values:  # why, is said once, where the first value is wrong
        at, off = values[0], getattr(failed[values[0]][1], "off", None)
        why = cause(exercise, function, rng) or (factor(exercise, function, off, rng) if off else "")
        told = why or not off or len(values) < len(failed)  # a check of the form may have said what it is
        failures[at] = Failure(failures[at].check, failures[at].message + (why if told else UNKNOWN))
    of_values = sum(check.values for check in checks)
    form = (len(failed) - len(values)) / (total - of_values)
    score = (1 - FORM) * (1 - len(values) / of_values) + FORM * (1 - form)
    return Result(exercise.id, total=total, passed=total - len(failures), failures=failures, score=score)


def check_names(exercise: Exercise) -> list[str]:
    """All that is checked, in order."""
    return ["runs", "shape", *(check.name for check in _checks(exercise))]


def _checks(exercise: Exercise, sample: tuple = (), first: Sequence[np.ndarray] = ()) -> list[Check]:
    """All checks after the shape's. `sample`, `first`: the arguments and the results of the very first call."""
    checks = []
    if exercise.float32:
        checks.append(Check("dtype", _check_dtype, False))
    if exercise.known:
        checks.append(Check("by hand", _check_known, True))
    for gradient in exercise.gradients:
        checks.append(Check(f"gradient {gradient.output}", _gradient_check(gradient), True))
    checks.append(Check("values", _fresh_check(np.float64), True))
    if exercise.float32:
        checks.append(Check("values in float32", _fresh_check(np.float32), True))
    if exercise.extremes:
        checks.append(Check("extremes", _check_extremes, True))
    checks.append(Check("leaves its arguments alone", _check_arguments, False))
    checks.append(Check("same answer twice", _repeats_check(sample, first), False))
    return checks + [Check(name, _probe_check(probe), False) for name, probe in exercise.probes.items()]


# ---- the checks -----------------------------------------------------------------------------------------------------


def _pairs(exercise, function, arguments) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """(name, got, wanted) of each returned array, for one call. Raises Wrong for a wrong shape."""
    found = outputs(exercise, call(function, arguments), exercise.results(arguments))
    for name, got, want in found:
        if got.shape != want.shape:
            wrong_shape(name, got.shape, want.shape, arguments)
    return found


def _check_dtype(exercise, function, rng):
    arguments = cast(exercise.draw(rng), np.float32)
    names = (n for n, a in zip(exercise.arguments, arguments, strict=True) if getattr(a, "dtype", None) == np.float32)
    like = f"{next(names, None)}.dtype"
    for name, got, want in _pairs(exercise, function, arguments):
        if want.ndim and want.dtype == np.float32 and got.dtype != want.dtype:
            raise Wrong(
                f"{name} is {got.dtype} for arguments in float32, and {want.dtype} is wanted: float64 spreads "
                "to all that is computed from it, and takes twice the memory and the time\n"
                f"the line to write, before the return: {name} = {name}.astype({like})\n"
                "or find what made it float64: an np.float64 number, or an array made without dtype, such as "
                f"np.zeros(shape); np.zeros(shape, dtype={like}) and a Python float do not"
            )


def _check_known(exercise, function, rng):
    for known in exercise.known:
        wanted = known.expected if len(exercise.returns) > 1 else (known.expected,)
        shown = f"{show_call(exercise, known.arguments)}: "
        try:
            _compare(exercise, function, known.arguments, np.float64, tuple(map(np.asarray, wanted)))
        except _Off as off:
            got, want = show_value(off.got), show_value(off.want)
            difference = f"{off.name} must be {want}, and yours is {got}"
            if got == want:  # to six digits
                difference += f"\n{describe_difference(off.name, off.got, off.want, off.index)}"
            raise Wrong(f"{shown}{difference}\n{known.because}", off=off) from None


def _gradient_check(gradient):
    def check(exercise, function, rng):
        arguments = exercise.draw(rng)
        index = exercise.arguments.index(gradient.argument)
        got = next(got for name, got, _ in _pairs(exercise, function, arguments) if name == gradient.output)
        if not np.isfinite(got).all():
            index = tuple(int(i) for i in np.argwhere(~np.isfinite(got))[0])
            raise Wrong(f"{gradient.output} is {got[index]}{show_place(index)}, and a gradient is finite here")
        held = list(copy.deepcopy(arguments))
        numeric = numerical_gradient(lambda: float(gradient.loss(*copy.copy(held))), held[index])
        found = compare(got.astype(np.float64), numeric)  # integers too
        if not found.error <= GRADIENT_ERROR:
            raise Wrong(
                f"{gradient.output} is not the gradient with respect to {gradient.argument}: relative error "
                f"{found.error:.1e}, wanted below {GRADIENT_ERROR:g}\nworst{show_place(found.index)}: yours "
                f"{found.analytic:.6g}, central differences {found.numeric:.6g}",
                off=_Off(gradient.output, got, numeric, arguments),
            )

    return check


def _fresh_check(dtype):
    def check(exercise, function, rng):
        for _ in range(FRESH):
            _check_call(exercise, function, exercise.draw(rng), dtype, "on fresh random values")

    return check


def _check_extremes(exercise, function, rng):
    for arguments in exercise.extremes:
        for dtype in (np.float64, np.float32)[: 1 + exercise.float32]:
            where = f"{'in float32, ' if dtype is np.float32 else ''}for {show_call(exercise, arguments)}"
            _check_call(exercise, function, arguments, dtype, where)


def _check_call(exercise, function, arguments, dtype, where):
    try:
        _compare(exercise, function, arguments, dtype)
    except _Off as off:
        raise Wrong(f"{where}, {describe_difference(off.name, off.got, off.want, off.index)}", off=off) from None
    except Wrong as wrong:  # it raised something, or a shape is wrong
        raise Wrong(f"{where}, {wrong}") from None


class _Off(Exception):
    """An array that is not near enough to what is wanted."""

    def __init__(self, name, got, want, arguments, index=()):
        self.name, self.got, self.want, self.arguments, self.index = name, got, want, arguments, index


def _compare(exercise, function, arguments, dtype, wanted=None):
    """Raise _Off if an array is not near enough to `wanted`, by default to the solution's, computed in float64."""
    arguments = cast(arguments, dtype)
    exact = cast(arguments, np.float64)
    solved = exercise.results(exact)
    found = outputs(exercise, call(function, arguments), solved if wanted is None else wanted)
    for name, got, want in found:
        if got.shape != want.shape:
            wrong_shape(name, got.shape, want.shape, arguments)
    size, tiny = step(dtype), np.finfo(dtype).tiny
    if all(np.max(excess(got, want, tiny + size * np.abs(want), dtype), initial=0) <= 1 for _, got, want in found):
        return  # near enough even without moving the arguments, which is cheaper to check
    for (name, got, want), bound in zip(found, allowed(exercise, exact, solved, dtype), strict=True):
        too_far = excess(got, want, bound, dtype)
        if not np.max(too_far, initial=0) <= 1:
            index = np.unravel_index(int(np.argmax(too_far)), too_far.shape)
            raise _Off(name, got, want, arguments, tuple(int(i) for i in index))


def _check_arguments(exercise, function, rng):
    arguments = exercise.draw(rng)
    given = copy.deepcopy(arguments)
    run(function, given)
    for name, before, after in zip(exercise.arguments, arguments, given, strict=True):
        if not equal(before, after):
            raise Wrong(f"the argument {name} was changed in place; the caller still needs it: work on a new array")


def _repeats_check(sample, first):
    def check(exercise, function, rng):
        once, again = (_pairs(exercise, function, sample) for _ in range(2))
        for (name, one, _), (_, two, _), earliest in zip(once, again, first, strict=True):
            if not all(np.array_equal(one, other, equal_nan=True) for other in (two, earliest)):
                raise Wrong(
                    f"{name} differs between two calls with the same arguments: it may depend on nothing else, "
                    "such as a global, an earlier call, or random numbers that were not passed in"
                )
            if one.flags.writeable and np.may_share_memory(one, two):
                raise Wrong(
                    f"{name} of one call and {name} of the next are the same array in memory, so each call changes "
                    "what was returned before: make a new array in every call"
                )

    return check


def _probe_check(probe):
    def check(exercise, function, rng):
        def guarded(*arguments):
            return run(function, arguments)

        try:
            message = probe(guarded, rng)
        except (Wrong, Unattempted):
            raise
        except Exception as error:
            raise Wrong(f"what it returned cannot be checked: {type(error).__name__}: {error}") from None
        if message:
            raise Wrong(message)

    return check
