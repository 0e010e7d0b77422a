"""A learner's functions by name, and what all parts made of them have in common."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self

from ..call import Unattempted, Wrong, run
from ..registry import ALL


class Refused(ValueError):
    """A milestone cannot begin, or go on, because of one exercise. Its text is for the learner.

    id : the exercise
    """

    def __init__(self, id: str, message: str):
        super().__init__(message)
        self.id = id

    def _render_traceback_(self) -> list[str]:
        """What Jupyter shows: the text, and not the lines of numgan that led to it."""
        return [str(self)]


@contextmanager
def interruptible(doing: str) -> Iterator[None]:
    """Ctrl-C in here says what was being done: KeyboardInterrupt("while judging sigmoid.py")."""
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"while {doing}") from None


class Answers:
    """The functions that a milestone is made of: `answers.sigmoid(x)` calls the learner's sigmoid.

    functions : by the exercises' ids
    lines : how many lines of code they are, all together

    What a function raises while it works becomes `Refused`, which names the exercise and the learner's own line.
    """

    def __init__(self, functions: Mapping[str, Callable], lines: int = 0):
        self.functions, self.lines = dict(functions), lines

    def __getattr__(self, id: str) -> Callable[..., Any]:
        if id not in ALL:
            raise AttributeError(f"there is no exercise {id!r}")
        return functools.partial(self.call, id)

    def call(self, id: str, *arguments) -> Any:
        """What this function returns for these arguments."""
        try:
            return run(self.functions[id], arguments)
        except (Wrong, Unattempted) as error:
            raise Refused(id, f"your {id} passed its checks, but not here: {error}") from None
        except KeyError:
            raise Refused(id, f"{id} is not among the functions of this milestone") from None

    def __deepcopy__(self, memo) -> Self:
        return self  # a copy of a game works with the same functions

    def __repr__(self) -> str:
        return f"<Answers: {', '.join(self.functions)}>"


SOLUTIONS = Answers({exercise.id: exercise.function for exercise in ALL.values()})


class Own:
    """Mixed into one of numgan's classes, whose arithmetic it leaves to `answers`.

    Shapes, memory and the order of things stay numgan's. Until a learner's functions are handed to an object, the
    exercises' solutions do the work; this is also so for a game that is read from a file.
    """

    _answers = SOLUTIONS

    @property
    def answers(self) -> Answers:
        """Whose functions do the work."""
        return self._answers

    def hand(self, answers: Answers) -> Self:
        """Let these functions do the work from now on. Returns the object itself."""
        self._answers = answers
        return self
