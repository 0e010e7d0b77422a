"""A verdict: right, wrong and why, or not attempted; as text for a terminal and as HTML for a notebook."""

import html
from typing import NamedTuple

CORRECT, INCORRECT, NOT_ATTEMPTED = "correct", "incorrect", "not attempted"
COLOURS = {CORRECT: "#009E73", INCORRECT: "#D55E00", NOT_ATTEMPTED: "#777777"}
MARKS = {CORRECT: "✓", INCORRECT: "✗", NOT_ATTEMPTED: "·"}


class Failure(NamedTuple):
    """One check that did not pass."""

    check: str
    """What was checked, such as "shape"."""
    message: str
    """What was wrong, what was got, what is wanted."""


class Result:
    """What a check of one function found. True if all of it is right.

    id : the exercise
    failures : list of Failure, the first cause first
    passed, total : checks that passed, and all that this exercise has
    score : what it is worth, in [0, 1]; 1 only if all is right
    attempted : False while the stub is as it was
    """

    printed = ""  # what the code has printed, where that was not shown at once

    def __init__(
        self,
        id: str,
        *,
        total: int,
        failures: list[Failure],
        passed: int,
        attempted: bool = True,
        score: float = 0.0,
    ):
        self.id, self.total, self.failures, self.passed, self.attempted = id, total, failures, passed, attempted
        self.score = score

    def __bool__(self) -> bool:
        return self.attempted and not self.failures

    @property
    def status(self) -> str:
        """correct, incorrect or not attempted."""
        return NOT_ATTEMPTED if not self.attempted else INCORRECT if self.failures else CORRECT

    @property
    def headline(self) -> str:
        """One line: the id, the verdict, and how many checks passed if some did and some did not."""
        detail = f", {self.passed} of {self.total} checks passed" if self.failures and self.passed else ""
        return f"{MARKS[self.status]} {self.id}: {self.status}{detail}"

    @property
    def text(self) -> str:
        """The headline and every failure."""
        lines = [self.headline]
        for failure in self.failures:
            first, *rest = failure.message.splitlines()
            lines += [f"  {failure.check}: {first}", *(f"      {line}" for line in rest)]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        text = "<li><b>{}</b>: <span style='white-space: pre-wrap'>{}</span></li>"
        rows = "".join(text.format(html.escape(f.check), html.escape(f.message)) for f in self.failures)
        head = f"<b style='color: {COLOURS[self.status]}'>{html.escape(self.headline)}</b>"
        return f"<div>{head}{f'<ul>{rows}</ul>' if rows else ''}</div>"

    def to_plain(self) -> dict:
        """As a dict that JSON can hold; `from_plain` is the inverse."""
        failures = [f._asdict() for f in self.failures]
        return {
            "id": self.id,
            "status": self.status,
            "score": round(self.score, 4),
            "passed": self.passed,
            "total": self.total,
            "failures": failures,
        }

    @classmethod
    def from_plain(cls, plain: dict) -> "Result":
        """From what `to_plain` returned."""
        return cls(
            plain["id"],
            total=plain["total"],
            passed=plain["passed"],
            failures=[Failure(**f) for f in plain["failures"]],
            attempted=plain["status"] != NOT_ATTEMPTED,
            score=plain["score"],
        )
