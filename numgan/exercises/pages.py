"""What people read: an exercise's page, its hints, its solution, tables; for a notebook and for a terminal."""

import inspect
import textwrap
from collections.abc import Iterable

from .exercise import Exercise
from .plain import plain_text
from .progress import Progress
from .registry import ALL, NOTEBOOKS


class Page:
    """Markdown with LaTeX for a notebook. As a string, for a terminal, it is plain text."""

    def __init__(self, markdown: str, text: str | None = None):
        self.markdown = markdown
        self.text = plain_text(markdown) if text is None else text

    def _repr_markdown_(self) -> str:
        return self.markdown

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__


def statement(exercise: Exercise) -> Page:
    """Title, task, source and stub."""
    return Page(
        f"### {exercise.title}\n\n{exercise.statement}\n\n*{exercise.source}; exercise `{exercise.id}`, "
        f"notebook {exercise.notebook}*\n\n```python\n{exercise.stub}```\n"
    )


def hint(exercise: Exercise, number: int) -> Page:
    """The hint of this index, from 0."""
    return Page(f"**Hint {number + 1} of {len(exercise.hints)}.** {exercise.hints[number]}")


def solution(exercise: Exercise) -> Page:
    """The solution, why it is so, and the library's own code for the same thing."""
    own = "\n\n".join(
        f"In numgan, `{thing.__module__}.{thing.__qualname__}`:\n\n"
        f"```python\n{textwrap.dedent(inspect.getsource(thing))}```"
        for thing in exercise.in_numgan
    )
    return Page(f"```python\n{exercise.solution}```\n\n{exercise.explanation}\n\n{own}\n")


def overview(progress: Progress, exercises: Iterable[Exercise]) -> Page:
    """Every exercise with its notebook and its state."""
    exercises = list(exercises)
    width = max((len(exercise.id) for exercise in exercises), default=0) + 2
    rows, lines = ["| notebook | exercise | | state |", "|---|---|---|---|"], []
    for number, those in _by_notebook(exercises).items():
        lines.append(f"notebook {number}: {NOTEBOOKS[number]}")
        for exercise in those:
            state = _state(progress[exercise.id])
            rows.append(f"| {number} | `{exercise.id}` | {exercise.title} | {state} |")
            lines.append(f"    {exercise.chapter:<18}{exercise.id:<{width}}{state:<8}{exercise.title}")
    return Page("\n".join(rows), "\n".join(lines))


def bars(progress: Progress, exercises: Iterable[Exercise]) -> Page:
    """A bar for each notebook, and where to go on."""
    exercises = list(exercises)
    lines = []
    for number, those in _by_notebook(exercises).items():
        solved = [progress[exercise.id]["solved"] for exercise in those]
        bar = "".join("#" if s else "." for s in solved)
        lines.append(f"{number:>2}  {NOTEBOOKS[number]:<22}{bar:<15}{sum(solved)} of {len(solved)}")
    todo = first_unsolved(progress, exercises)
    lines.append(f"\nnext: {todo.id}, {todo.title} (notebook {todo.notebook})" if todo else "\nall solved: well done")
    text = "\n".join(lines)
    return Page(f"```text\n{text}\n```", text)


def first_unsolved(progress: Progress, exercises: Iterable[Exercise]) -> Exercise | None:
    """Where the learner stands: the first of the exercises that is not solved."""
    return next((e for e in exercises if not progress[e.id]["solved"]), None)


def table() -> str:
    """The table of docs/exercises.md."""
    lines = ["| exercise | | chapter | source |", "|---|---|---|---|"]
    for number, exercises in _by_notebook(ALL.values()).items():
        lines.append(f"| **notebook {number}: {NOTEBOOKS[number]}** | | | |")
        lines += [f"| `{e.id}` | {e.title} | {e.chapter} | {e.source} |" for e in exercises]
    return "\n".join(lines)


def _by_notebook(exercises: Iterable[Exercise]) -> dict[int, list[Exercise]]:
    groups: dict[int, list[Exercise]] = {}
    for exercise in exercises:
        groups.setdefault(exercise.notebook, []).append(exercise)
    return groups


def _state(entry: dict) -> str:
    return "solved" if entry["solved"] else f"{100 * entry['best']:.0f} %" if entry["attempts"] else ""
