"""The exercises in Python and Jupyter: list, show, attempt, check, hint, solution, progress.

Texts are shown at once, as help() shows them, so a call can stand anywhere in a cell. Progress is kept as long as the
kernel runs, or in the file that the environment variable NUMGAN_PROGRESS names.
"""

import functools
import os
import sys
from collections.abc import Callable

from . import pages
from .judge import judge
from .progress import Progress
from .registry import ALL, find
from .result import Result
from .say import say


def list() -> None:
    """All exercises, in the order of the course, and how far you are."""
    _display(pages.overview(_progress(), ALL.values()))


def show(id: str) -> None:
    """What is to be derived and written, and the stub to start from."""
    _display(pages.statement(find(id)))


def check(id: str, function: Callable) -> Result:
    """Judge a function. The result is true or false and has a score, failures, a text and an HTML form.

    Whatever the function does becomes a verdict, except an endless loop: then interrupt the kernel. Raises
    ValueError for an id that does not exist.
    """
    result = judge(find(id), function)
    progress = _progress()
    progress.record(result)
    _tell(progress.notice)
    return result


def attempt(id: str | Callable) -> Callable:
    """Above your function: judges it when the cell runs, shows the verdict, and returns the function unchanged.

    >>> @ex.attempt
    ... def sigmoid(x):
    ...     return ...

    A function with another name needs the exercise's id: `@ex.attempt("sigmoid")`.
    """
    if callable(id):
        return _judged(getattr(id, "__name__", ""), id)
    find(id)
    return functools.partial(_judged, id)


def hint(id: str) -> None:
    """The next hint, one step further each time."""
    exercise, progress = find(id), _progress()
    _display(pages.hint(exercise, progress.next_hint(id, len(exercise.hints))))
    _tell(progress.notice)


def solution(id: str, *, reveal: bool = False) -> None:
    """The solution, its explanation and the library's own code: once you have solved it, else with reveal=True."""
    exercise, progress = find(id), _progress()
    if not progress[id]["solved"]:
        if not reveal:
            _display(pages.Page(f"Solve `{id}` first (`ex.hint({id!r})` helps), or ask with `reveal=True`."))
            return
        progress.reveal(id)
        _tell(progress.notice)
    _display(pages.solution(exercise))


def progress() -> None:
    """A bar for each notebook, and the exercise to go on with."""
    _display(pages.bars(_progress(), ALL.values()))


def _judged(id: str, function: Callable) -> Callable:
    try:
        find(id)
    except ValueError as error:  # told, not raised: the function must be defined all the same
        say(f"not judged: {error}\nif the function has another name: @ex.attempt(ID) with the exercise's id")
    else:
        _display(check(id, function))
    return function


@functools.cache
def _progress() -> Progress:
    """Opened at first use, because a bad file must not trouble those who only import numgan."""
    progress = Progress(os.environ.get("NUMGAN_PROGRESS") or None)
    _tell(progress.notice)
    return progress


@functools.cache
def _tell(notice: str) -> None:
    """Each notice once."""
    if notice:
        say(notice, sys.stderr)


def _display(thing: pages.Page | Result) -> None:
    if "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None:
        sys.modules["IPython"].display.display(thing)
    else:
        say(str(thing))
