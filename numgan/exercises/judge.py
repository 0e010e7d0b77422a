"""Check a function against an exercise and say what is wrong, the first cause first.

The order is that in which a learner can repair things: it runs; shape; dtype; finite; a value worked out by hand;
central differences; fresh random values; arguments left alone; the same answer twice. All values are drawn anew each
time, in shapes of their own, so no answer can be written down beforehand. Everything is compared in float64.
"""

import copy
from collections.abc import Callable

import numpy as np

from ..gradcheck import compare, numerical_gradient
from .call import Unattempted, Wrong, call, close, equal, outputs, pairs, run, wrong_shape
from .exercise import Exercise
from .result import Failure, Result
from .wording import describe_difference, describe_ratio, show_call, show_value

GRADIENT_ERROR = 1e-6  # relative; a right gradient agrees to 1e-7 or better
FRESH = 3  # draws of random values


@np.errstate(all="ignore")  # infinities are compared, and found, without a warning
def judge(exercise: Exercise, function: Callable, *, rng=None) -> Result:
    """Check `function`. Whatever it does but loop for ever becomes a verdict; only KeyboardInterrupt is let through.

    rng : what the random values are drawn with; by default they are new each time.
    """
    rng = np.random.default_rng(rng)
    total = len(_names(exercise))
    try:
        sample = exercise.draw(rng)
        outputs(exercise, call(function, sample), exercise.function(*copy.deepcopy(sample)))
    except Unattempted:
        return Result(exercise.id, total=total, passed=0, failures=[], attempted=False)
    except Wrong as wrong:
        return Result(exercise.id, total=total, passed=0, failures=[Failure("runs", str(wrong))])
    try:
        _check_shapes(exercise, function, rng)
    except Wrong as wrong:
        failures = [Failure("shape", str(wrong) + _known_cause(exercise, function, rng))]
        return Result(exercise.id, total=total, passed=1, failures=failures)
    failures = []
    for name, check in _checks(exercise):
        try:
            check(exercise, function, rng)
        except (Wrong, Unattempted) as wrong:
            failures.append(Failure(name, str(wrong)))
    wrong = [i for i, f in enumerate(failures) if f.check.startswith(("finite", "by hand", "gradient", "values"))]
    if wrong and (cause := _known_cause(exercise, function, rng)):
        failures[wrong[0]] = failures[wrong[0]]._replace(message=failures[wrong[0]].message + cause)
    return Result(exercise.id, total=total, passed=total - len(failures), failures=failures)


def _checks(exercise: Exercise) -> list[tuple[str, Callable]]:
    """What follows once the function runs and its shapes are right."""
    checks = []
    if exercise.float32:
        checks.append(("dtype", _check_dtype))
    checks.append(("finite", _check_finite))
    if exercise.known:
        checks.append(("by hand", _check_known))
    for gradient in exercise.gradients:
        checks.append((f"gradient {gradient.output}", _gradient_check(gradient)))
    checks += [("values", _check_values), ("leaves its arguments alone", _check_arguments)]
    checks.append(("same answer twice", _check_repeats))
    return checks + [(name, _probe_check(probe)) for name, probe in exercise.probes.items()]


def _names(exercise: Exercise) -> list[str]:
    return ["runs", "shape", *(name for name, _ in _checks(exercise))]


# ---- the checks -----------------------------------------------------------------------------------------------------


def _check_shapes(exercise, function, rng):
    for _ in range(FRESH):
        pairs(exercise, function, exercise.draw(rng))


def _check_dtype(exercise, function, rng):
    arguments = _cast(exercise.draw(rng), np.float32)
    for name, got, want in pairs(exercise, function, arguments):
        if want.ndim and want.dtype.kind == "f" and got.dtype != want.dtype:
            raise Wrong(
                f"{name} is {got.dtype} for arguments in float32, and {want.dtype} is wanted\n"
                "an np.float64 number or an array made without dtype promotes all it touches; a Python float does not"
            )


def _check_finite(exercise, function, rng):
    for arguments in [*exercise.extremes, exercise.draw(rng)]:
        for name, got, want in pairs(exercise, function, arguments):
            if len(bad := np.argwhere(~np.isfinite(got) & np.isfinite(want))):
                index = tuple(int(i) for i in bad[0])
                place = f" at {index}" if index else ""
                raise Wrong(
                    f"{name} is {got[index]}{place}, and {show_value(want[index])} is wanted, "
                    f"for {show_call(exercise, arguments)}"
                )


def _check_known(exercise, function, rng):
    for known in exercise.known:
        expected = known.expected if len(exercise.returns) > 1 else (known.expected,)
        wanted = tuple(np.asarray(value) for value in expected)
        found = outputs(exercise, call(function, known.arguments), wanted if len(wanted) > 1 else wanted[0])
        for name, got, want in found:
            if got.shape != want.shape:
                wrong_shape(name, got.shape, want.shape, known.arguments)
            if not compare(got, want).error <= GRADIENT_ERROR:
                ratio = describe_ratio(exercise, got, want, known.arguments)
                raise Wrong(
                    f"{show_call(exercise, known.arguments)}: {name} must be {show_value(want)}, "
                    f"and yours is {show_value(got)}\n{known.because}{ratio}"
                )


def _gradient_check(gradient):
    def check(exercise, function, rng):
        arguments = exercise.draw(rng)
        index = exercise.arguments.index(gradient.argument)
        got = next(got for name, got, _ in pairs(exercise, function, arguments) if name == gradient.output)
        held = list(copy.deepcopy(arguments))
        numeric = numerical_gradient(lambda: float(gradient.loss(*copy.copy(held))), held[index])
        comparison = compare(got, numeric)
        if not comparison.error <= GRADIENT_ERROR:
            raise Wrong(
                f"{gradient.output} is not the gradient by {gradient.argument}: relative error {comparison.error:.1e}, "
                f"wanted below {GRADIENT_ERROR:g}\nworst at {comparison.index}: yours {comparison.analytic:.6g}, "
                f"central differences {comparison.numeric:.6g}{describe_ratio(exercise, got, numeric, arguments)}"
            )

    return check


def _check_values(exercise, function, rng):
    fresh = [(exercise.draw(rng), "on fresh random values") for _ in range(FRESH)]
    extreme = [(arguments, f"for {show_call(exercise, arguments)}") for arguments in exercise.extremes]
    for arguments, where in fresh + extreme:
        for name, got, want in pairs(exercise, function, arguments):
            if close(got, want):
                continue
            ratio = describe_ratio(exercise, got, want, arguments)
            raise Wrong(f"{where}, {name} is wrong: {describe_difference(got, want)}{ratio}")


def _check_arguments(exercise, function, rng):
    arguments = exercise.draw(rng)
    given = copy.deepcopy(arguments)
    run(function, given)
    for name, before, after in zip(exercise.arguments, arguments, given, strict=True):
        if not equal(before, after):
            raise Wrong(f"the argument {name} was changed in place; the caller still needs it: work on a new array")


def _check_repeats(exercise, function, rng):
    arguments = exercise.draw(rng)
    first, second = (pairs(exercise, function, arguments) for _ in range(2))
    for (name, one, _), (_, two, _) in zip(first, second, strict=True):
        if not np.array_equal(one, two, equal_nan=True):
            raise Wrong(
                f"{name} differs between two calls with the same arguments: it may depend on nothing else, "
                "such as a global, an earlier call, or random numbers that were not passed in"
            )


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


def _known_cause(exercise, function, rng) -> str:
    """A line with the cause of the mutant whose results equal this function's everywhere, or nothing."""
    samples = [exercise.draw(rng) for _ in range(FRESH)]
    samples += [*exercise.extremes, *(known.arguments for known in exercise.known)]
    for mutant in exercise.mutants:
        if mutant.cause and all(_alike(exercise, function, mutant.function, sample) for sample in samples):
            return f"\n{mutant.cause}"
    return ""


def _alike(exercise, function, other, arguments) -> bool:
    try:
        found = outputs(exercise, call(function, arguments), call(other, arguments))
    except (Wrong, Unattempted):
        return False
    return all(got.shape == want.shape and close(got, want) for _, got, want in found)


def _cast(arguments, dtype):
    return tuple(a.astype(dtype) if isinstance(a, np.ndarray) and a.dtype.kind == "f" else a for a in arguments)
