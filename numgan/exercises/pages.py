"""What people read: an exercise's page, its hints, its solution, tables; as plain text and as Markdown."""

import inspect
import textwrap

from .exercise import Exercise
from .progress import Progress
from .registry import ALL, CHAPTERS


class Page:
    """Markdown, which a notebook renders and a terminal shows as it is."""

    def __init__(self, markdown: str):
        self.markdown = markdown

    def _repr_markdown_(self) -> str:
        return self.markdown

    def __str__(self) -> str:
        return self.markdown

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


def overview(progress: Progress) -> Page:
    """Every exercise with its state."""
    lines = ["| | exercise | | notebook | state |", "|---|---|---|---|---|"]
    for number, exercise in enumerate(ALL.values(), 1):
        lines.append(
            f"| {number} | `{exercise.id}` | {exercise.title} | {exercise.notebook} | {_state(progress[exercise.id])} |"
        )
    return Page("\n".join(lines))


def bars(progress: Progress) -> str:
    """A bar a chapter, and where to go on."""
    lines = []
    for name, chapter in CHAPTERS.items():
        solved = [progress[e.id]["solved"] for e in chapter.EXERCISES]
        lines.append(f"{name:<9}{''.join('■' if s else '□' for s in solved)}  {sum(solved)} of {len(solved)}")
    todo = first_unsolved(progress)
    return "\n".join([*lines, f"next: {todo.id}, {todo.title}" if todo else "all solved"])


def first_unsolved(progress: Progress) -> Exercise | None:
    """Where the learner stands: the first exercise of the course that is not solved."""
    return next((e for e in ALL.values() if not progress[e.id]["solved"]), None)


def table() -> str:
    """The table of docs/exercises.md."""
    lines = ["| exercise | | source | notebook |", "|---|---|---|---|"]
    for name, chapter in CHAPTERS.items():
        lines.append(f"| **{name}** | | | |")
        lines += [f"| `{e.id}` | {e.title} | {e.source} | {e.notebook} |" for e in chapter.EXERCISES]
    return "\n".join(lines)


def _state(entry: dict) -> str:
    if entry["solved"]:
        return "solved"
    if entry["attempts"]:
        return f"tried {entry['attempts']} times, best {100 * entry['best']:.0f} %"
    return ""
