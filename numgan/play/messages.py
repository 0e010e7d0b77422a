"""Questions of the page and their answers as bytes, the same through a server and in a worker of the browser.

A question is a dict with the name of what is to be done, {"do": "step", "n": 5}. An answer is a JSON text and, behind
it, arrays of float32: 4 bytes with the length of the text (little endian), the text, filled up with spaces to a
multiple of 4 bytes, and the arrays in the order of its "arrays", which has their names and shapes. Numbers that are not
finite are null in the text.
"""

import json
import math
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np

from .. import __version__
from ..checks import check_count, check_flag, shown
from ..game import TrainingDiverged
from .fields import VIEW
from .presets import PRESETS
from .session import Session
from .set_up import SetUp, described
from .slow import sources

Arrays = dict[str, np.ndarray]
Answer = tuple[dict[str, Any], Arrays]


def answer(session: Session, question: Any) -> bytes:
    """Do what is asked and answer. What cannot be done is answered by {"error": a sentence}.

    A step in which the game diverges ends there, with the players as they were when it was found out.
    """
    try:
        what = question.get("do") if isinstance(question, dict) else None
        if not isinstance(what, str) or what not in DEEDS:
            raise ValueError(f"what to do must be one of {', '.join(DEEDS)}, got {shown(question)}")
        return pack(*DEEDS[what](session, question))
    except (ValueError, TypeError, TrainingDiverged) as error:
        return pack({"error": str(error)}, {})
    except OSError as error:
        return pack({"error": f"the state cannot be kept or read: {error}"}, {})
    except MemoryError:
        return pack({"error": "there is not enough memory for this"}, {})


def pack(text: Mapping[str, Any], arrays: Arrays) -> bytes:
    """The bytes of an answer."""
    shapes = {name: list(array.shape) for name, array in arrays.items()}
    head = json.dumps(_finite({**text, "arrays": shapes}), allow_nan=False).encode()
    head += b" " * (-len(head) % 4)
    return b"".join([struct.pack("<I", len(head)), head, *(array.astype("<f4").tobytes() for array in arrays.values())])


def unpack(data: bytes) -> Answer:
    """The inverse of `pack`: what the page does with an answer."""
    (length,) = struct.unpack_from("<I", data)
    text, start, arrays = json.loads(data[4 : 4 + length]), 4 + length, {}
    for name, shape in text.pop("arrays").items():
        count = math.prod(shape)
        arrays[name] = np.frombuffer(data, "<f4", count, start).reshape(shape)
        start += 4 * count
    return text, arrays


def _describe(session: Session, question: dict) -> Answer:
    text = {
        "version": __version__,
        "choices": described(),
        "presets": [{"name": name, **preset.words()} for name, preset in PRESETS.items()],
        "view": VIEW,
        "sources": sources(),
    }
    return text, {}


def _look(session: Session, question: dict) -> Answer:
    """Everything that the page shows of the present state.

    "since": the step up to which it has the curves; "measure": whether to measure the fakes, which takes longest
    """
    resolution = check_count("resolution", question.get("resolution", 40), 2)
    if resolution > 200:
        raise ValueError(f"resolution must be at most 200, got {resolution}")
    stage = session.stage
    text = {
        "step": session.steps_shown,
        "curves": session.curves(question.get("since", 0)),
        "measures": session.measures() if check_flag("measure", question.get("measure", True)) else None,
        "undecided": session.game.objective.undecided,
        "equilibrium": session.game.objective.equilibrium(),
        "stage": None,
    }
    if stage:
        text["stage"] = {
            "index": session.at,
            "of": len(session.stages),
            "line": stage.line,
            "code": stage.code,
            "title": stage.title,
            "equations": stage.equations,
            "numbers": stage.numbers,
            "step": session.game.step,
        }
    return text, session.picture(resolution)


def _all(session: Session, question: dict) -> Answer:
    """What is new after a change of the game: the choices and the source of `play`, and then what `_look` says."""
    text, arrays = _look(session, question | {"since": 0})
    more = {
        "set_up": session.set_up.changes(),
        "preset": next((name for name, preset in PRESETS.items() if preset.set_up == session.set_up), None),
        "source": session.source(),
        "game": type(session.game).__name__,
    }
    return text | more, arrays | {"real": session.view.real[: session.view.kept]}


def _begin(session: Session, question: dict) -> Answer:
    session.begin(SetUp.of(question.get("set_up", {})))
    return _all(session, question)


def _preset(session: Session, question: dict) -> Answer:
    name = question.get("name")
    if not isinstance(name, str) or name not in PRESETS:
        raise ValueError(f"there is no preset {shown(name)}; there are {', '.join(PRESETS)}")
    session.begin(PRESETS[name].set_up)
    return _all(session, question)


def _restore(session: Session, question: dict) -> Answer:
    session.restore(question.get("state", ""))
    return _all(session, question)


def _step(session: Session, question: dict) -> Answer:
    session.step(question.get("n", 1))
    return _look(session, question)


def _half_step(session: Session, question: dict) -> Answer:
    session.half_step()
    return _look(session, question)


def _next_stage(session: Session, question: dict) -> Answer:
    session.next_stage()
    return _look(session, question)


def _save(session: Session, question: dict) -> Answer:
    return {"state": session.save()}, {}


def _lines(session: Session, question: dict) -> Answer:
    return {"lines": session.set_up.lines(session.game.step)}, {}


def _clinic(session: Session, question: dict) -> Answer:
    return {"findings": session.findings()}, {}


DEEDS = {
    "describe": _describe,
    "look": _look,
    "all": _all,
    "begin": _begin,
    "preset": _preset,
    "step": _step,
    "half step": _half_step,
    "next stage": _next_stage,
    "save": _save,
    "restore": _restore,
    "lines": _lines,
    "clinic": _clinic,
}


def _finite(value: Any) -> Any:
    """The value as JSON has it: NaN and infinity become None."""
    if isinstance(value, Mapping):
        return {name: _finite(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
