"""Call a learner's function, and read what it returned: whatever goes wrong becomes a sentence."""

import copy
import linecache
import traceback
import warnings

import numpy as np

SHOWN = 500  # characters of an error's own text


class Wrong(Exception):
    """A check that has not passed. `off`: the array that is wrong, where one was compared; see judge.py."""

    def __init__(self, message: str, *, off=None):
        super().__init__(message)
        self.off = off


class Unattempted(Exception):
    """The stub is as it was."""


def call(function, arguments):
    """`run` on copies of the arguments."""
    return run(function, copy.deepcopy(arguments))


def run(function, arguments):
    """Call it. An error that it raises becomes a verdict, which names the learner's own line."""
    if not callable(function):
        raise Wrong(f"a function is wanted, got {type(function).__name__}")
    try:
        with warnings.catch_warnings(), np.errstate():  # settings that it changes end with the call
            warnings.simplefilter("ignore")
            return function(*arguments)
    except (KeyboardInterrupt, Wrong):
        raise
    except NotImplementedError:
        raise Unattempted("it raises NotImplementedError here") from None
    except BaseException as error:  # SystemExit too: the verdict must come
        raise Wrong(_raised(function, error)) from None


def _raised(function, error) -> str:
    file = getattr(getattr(function, "__code__", None), "co_filename", "")
    last = None
    for frame, line in traceback.walk_tb(error.__traceback__):  # which may be a million frames: none is kept
        if frame.f_code.co_filename == file:
            last = line
    where = "" if last is None else f"\nin line {last}: {linecache.getline(file, last).strip()}"
    return f"it raised {describe_error(error)}{where}"


def describe_error(error: BaseException) -> str:
    """The name and text of an error, whatever it is: a text of any length, or one that raises itself."""
    try:
        text = str(error)
    except Exception:
        text = "(its text cannot be shown)"
    if len(text) > SHOWN:
        text = f"{text[:SHOWN]} ... ({len(text)} characters)"
    return f"{type(error).__name__}{f': {text}' if text else ''}"


def outputs(exercise, value, wanted: tuple[np.ndarray, ...]) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """(name, got, wanted) of each returned array. Raises Wrong for what is no number or array."""
    names = exercise.returns
    if len(names) == 1:
        value = (value,)
    elif not isinstance(value, (tuple, list)) or len(value) != len(names):
        got = f"{len(value)} values" if isinstance(value, (tuple, list)) else type(value).__name__
        got = "None: is there a return?" if value is None else got
        raise Wrong(f"it must return {len(names)} values, {', '.join(names)}; it returned {got}")
    found = []
    for name, got, want in zip(names, value, wanted, strict=True):
        if got is None:
            raise Wrong(f"{name} is None{': is there a return?' if len(names) == 1 else ', and a value is wanted'}")
        kind = "a number" if want.ndim == 0 else "an array"
        flat = want.ndim == 1 and not exercise.float32  # numbers in a row, where no dtype is asked for
        if isinstance(got, (list, tuple)) and not flat:
            raise Wrong(f"{name} is a {type(got).__name__}, and {kind} is wanted: np.array(...) makes one")
        try:
            array = np.asarray(got)
            good = array.dtype.kind in "fiub"
        except Exception:  # an object with an __array__ of its own can raise anything
            good = False
        if not good:
            raise Wrong(f"{name} is {type(got).__name__}, and {kind} is wanted")
        found.append((name, array, want))
    return found


def wrong_shape(name, got, want, arguments):
    """Raise Wrong with both shapes, and with the cause where it shows."""
    wanted = f"shape {want}" if want else "a single number"
    note = ""
    square = len(got) == 2 and got[0] == got[1]
    if square and (not want or (got[0] == want[0] and 1 in (len(want), *want[1:]))):
        note = "\n(B, 1) with (B,) broadcasts to (B, B): give both the same shape first"
    elif len(got) == 2 and got == want[::-1]:
        note = "\nthis is the shape of the transpose"
    shapes = ", ".join(str(a.shape) for a in arguments if isinstance(a, np.ndarray))
    raise Wrong(f"{name} has shape {got}, and {wanted} is wanted (arguments of shape {shapes}){note}")


def equal(before, after) -> bool:
    """Are two arguments the same, arrays by their values? What is neither array nor container counts as equal."""
    if isinstance(before, np.ndarray):
        return isinstance(after, np.ndarray) and np.array_equal(before, after, equal_nan=True)
    if isinstance(before, (list, tuple)):
        return len(before) == len(after) and all(map(equal, before, after))
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(equal(before[k], after[k]) for k in before)
    return True
