"""The exercises in Python and Jupyter: list, show, attempt, check, hint, solution.

Progress lives as long as the kernel, or in the file that the environment variable NUMGAN_PROGRESS names.
"""

import functools
import os
import sys
from collections.abc import Callable

from . import pages
from .judge import judge
from .progress import Progress
from .registry import find
from .result import Result


@functools.cache
def _progress() -> Progress:
    """Opened at first use, so that a bad file is the learner's concern and not that of `import numgan.exercises`."""
    progress = Progress(os.environ.get("NUMGAN_PROGRESS") or None)
    if progress.notice:
        print(progress.notice, file=sys.stderr)
    return progress


def list() -> pages.Page:
    """All exercises, in the order of the course, and how far you are."""
    return pages.overview(_progress())


def show(id: str) -> pages.Page:
    """What is to be derived and written, and the stub to start from."""
    return pages.statement(find(id))


def check(id: str, function: Callable) -> Result:
    """Judge a function. The result is true or false and has a score, failures, a text and an HTML form.

    Nothing that the function does but loop for ever escapes; interrupt the kernel then. Raises ValueError for an id
    that does not exist.
    """
    result = judge(find(id), function)
    _progress().record(result)
    return result


def attempt(id: str) -> Callable[[Callable], Callable]:
    """Above your function: judges it when the cell runs, shows the verdict, and returns the function unchanged.

    >>> @ex.attempt("sigmoid")
    ... def sigmoid(x):
    ...     return ...
    """
    find(id)

    def judged(function):
        _display(check(id, function))
        return function

    return judged


def hint(id: str) -> pages.Page:
    """The next hint, one step further each time."""
    exercise = find(id)
    return pages.hint(exercise, _progress().next_hint(id, len(exercise.hints)))


def solution(id: str, *, reveal: bool = False) -> pages.Page:
    """The solution, its explanation and the library's own code: once you have solved it, else with reveal=True."""
    exercise = find(id)
    if not (_progress()[id]["solved"] or reveal):
        return pages.Page(f"Solve `{id}` first (`ex.hint({id!r})` helps), or ask with `reveal=True`.")
    if not _progress()[id]["solved"]:
        _progress().reveal(id)
    return pages.solution(exercise)


def progress() -> pages.Page:
    """A bar a chapter, and the exercise to go on with."""
    return pages.Page(f"```text\n{pages.bars(_progress())}\n```")


def _display(result: Result) -> None:
    if "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None:
        sys.modules["IPython"].display.display(result)
    else:
        print(result)
