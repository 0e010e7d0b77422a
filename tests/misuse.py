"""What can go wrong with one argument: bad values, which of them are good for what, and who raised the error."""

import contextlib
import dis
import io
import math
import warnings
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import FunctionType

import numpy as np

import numgan

HOME = str(Path(numgan.__file__).parent)


class Thing:
    """An object of no use to anybody, which can be made from anything."""

    def __init__(self, *_):
        pass

    def __repr__(self):
        return "<thing>"


NAN_ROWS = np.full((4, 6), np.nan)
BAD = {
    "none": None,
    "text": "no",
    "digit": "1",
    "bytes": b"1",
    "nan": math.nan,
    "inf": math.inf,
    "float32 inf": np.float32("inf"),
    "minus one": -1,
    "minus half": -0.5,
    "zero": 0,
    "2.5": 2.5,
    "complex": 1j,
    "true": True,
    "huge": 10**400,
    "endless": 10**5000,
    "list": [],
    "ragged": [[1.0], [1.0, 2.0]],
    "dict": {},
    "set": {1},
    "thing": Thing(),
    "class": Thing,
    "function": lambda *_: None,
    "empty array": np.zeros((0, 6)),
    "three": np.zeros(3),
    "scalar": np.array(0.5),
    "whole": np.zeros((4, 6), int),
    "words": np.array([["a"] * 6] * 4),
    "objects": np.array([[object()] * 6] * 4, dtype=object),
    "masked": np.ma.masked_array(np.full((4, 6), 0.5), mask=np.eye(4, 6)),
    "nan rows": NAN_ROWS,
    "random state": np.random.RandomState(0),
}

NUMBER = {"minus one", "minus half", "zero", "2.5"}
GOOD = {  # kind of argument: names of the values above that are good for it
    "count": set(),
    "count from 0": {"zero"},
    "depth": {"minus one"},
    "number": NUMBER,
    "number from 0": {"zero", "2.5"},
    "number above 0": {"2.5"},
    "share": {"zero"},
    "share up to 1": {"zero"},
    "flag": {"true"},
    "rng": {"none", "zero", "huge", "endless"},  # a seed may be any whole number from 0
    "text": {"text", "digit"},
    "function": {"function", "class"},
    "factor": {"2.5"},
    "numbers": NUMBER | {"nan", "inf", "float32 inf", "list", "empty array", "three", "scalar", "whole", "nan rows"},
    "shares": {"list", "empty array", "scalar"},
    "logits": {"three"},
    "latent": {"three"},
    "array": {"three", "empty array", "scalar"},
    "whole": {"whole"},
    "sigmas": {"none", "2.5", "scalar"},
    "nan": {"nan rows"},
}
# Not finite in, not finite out: a pass, a loss or a function does not look for NaN, which would take as long as its
# work; `move` finds it in the loss or the gradient before anybody moves; `generate` and `probability` look themselves.
PASSED_ON = {"nan", "inf", "float32 inf", "nan rows"}
OTHER_WORDS = {"fake": "generated", "centers": "points"}  # arguments that a message calls by another name


def good(kind: str) -> set[str]:
    """Names of the values that are good for an argument of this kind; "count?" may be None too."""
    return GOOD.get(kind.rstrip("?"), set()) | ({"none"} if kind.endswith("?") else set())


def verdict(call, name: str, label: str, kind: str) -> str:
    """ "good", or what is wrong with how a call with this bad value went."""
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("error", RuntimeWarning)
            result = call()
    except (TypeError, ValueError) as error:
        if label in good(kind):
            return f"refused, though good: {error}"
        if not raised_here(error):
            return f"not in numgan's words: {type(error).__name__}: {error}"
        return "good" if names(str(error), name) else f"does not name it: {error}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    if label not in good(kind):
        return f"taken: {str(result)[:60]}"
    return "good" if label in PASSED_ON or finite(result) else f"not finite: {str(result)[:60]}"


def names(message: str, name: str) -> bool:
    """Does a message say which argument is meant?"""
    return any(word in message for word in (name, name.replace("_", " "), OTHER_WORDS.get(name, name)))


def raised_here(error: BaseException) -> bool:
    """Was this error raised by a `raise` in numgan, and not by what numgan called?"""
    step = error.__traceback__
    while step.tb_next:
        step = step.tb_next
    code = step.tb_frame.f_code
    return code.co_filename.startswith(HOME) and code.co_code[step.tb_lasti] == dis.opmap["RAISE_VARARGS"]


def finite(result) -> bool:
    """Are all numbers in a result finite?"""
    if isinstance(result, np.ndarray):
        return result.dtype.kind not in "fc" or bool(np.isfinite(result).all())
    if isinstance(result, float):
        return math.isfinite(result)
    if isinstance(result, list | tuple):
        return all(map(finite, result))
    if isinstance(result, dict):
        return all(map(finite, result.values()))
    if is_dataclass(result):
        return all(finite(getattr(result, field.name)) for field in fields(result))
    return True


def arguments(table: dict) -> dict:
    """The valid arguments of a row of the table; what a function makes is made anew."""
    return {name: value() if isinstance(value, FunctionType) else value for name, (value, _) in table.items()}
