"""What the clinic says of one illness: its name, what was seen, what cures it, and where it is explained."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

PAGE = "docs/clinic.md"


@dataclass(frozen=True)
class Finding:
    """One illness of a run. print(finding) says it in plain English; finding.draw(ax=None) draws the evidence.

    name : what the illness is called, the heading of its section in docs/clinic.md
    seen : one sentence with the numbers
    evidence : the same numbers by name, floats
    cure : what to change first, with a line of code
    notebook : the file that explains the illness, such as "notebooks/07_mode_collapse.ipynb"
    picture : a function of numgan.plots with all its arguments except `ax`
    """

    name: str
    seen: str
    evidence: dict[str, float]
    cure: str
    notebook: str
    picture: Callable[..., Any] = field(repr=False, compare=False)

    def draw(self, ax=None):
        """Draw the evidence on a matplotlib Axes, a new one if none is given, and return it."""
        return self.picture(ax=ax)

    @property
    def section(self) -> str:
        """Where docs/clinic.md explains it: "docs/clinic.md#d-wins"."""
        return f"{PAGE}#{self.name.lower().replace(' ', '-').replace(chr(39), '')}"

    def __str__(self) -> str:
        return f"{self.name}\n  seen: {self.seen}\n  cure: {self.cure}\n  read: {self.section}, {self.notebook}"
