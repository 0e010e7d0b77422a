"""Where a milestone's notebook begins: at the learner's own folder, and with what it lacks."""

import shlex
import tempfile
from collections.abc import Callable
from pathlib import Path

from ..registry import ALL
from ..runner import SECONDS
from ..say import say
from ..workspace import Workspace
from .collect import note_right, what_is_missing
from .milestone import Milestone


def begin(
    milestone: Milestone,
    folder: str | Path = "course",
    *,
    seconds: float = SECONDS,
    tell: Callable[[str], object] = say,
) -> Path:
    """Say of each function that the milestone needs whether it is right, and return the folder to make it from.

    folder : made by `numgan exercises init`, with the learner's answers in it. Where there is none, that is said, and
        the exercises' solutions stand in for the answers, in a new temporary folder.
    seconds, tell : as for `run`
    """
    workspace = Workspace(folder)
    if not workspace.ids():
        root = shlex.quote(str(folder))
        tell(
            f"no exercises in {root}: numgan exercises init {root} makes them\n"
            f"until then, the exercises' solutions stand in for your {len(milestone.needs)} functions"
        )
        return _stand_in(milestone).root
    width = max(map(len, milestone.needs)) + 2
    lacks: dict[str, str] = {}
    for id in milestone.needs:
        if why := what_is_missing(workspace, id, seconds=seconds):
            lacks[id] = why
        tell(f"{id:<{width}}{_in_short(why) if why else 'right'}")
    if lacks:
        first = next(iter(lacks))
        tell(f"\n{milestone.id} cannot be made yet: it needs {first}, {lacks[first]}")
    else:
        tell(f"\nall {len(milestone.needs)} are right: {milestone.id} can be made")
    return workspace.root


def _in_short(why: str) -> str:
    """The reason alone: "not written yet", of "which is not written yet", a colon, and what to do."""
    return why.removeprefix("which is ").removeprefix("and ").partition(":")[0]


def _stand_in(milestone: Milestone) -> Workspace:
    """A new folder in which the exercises that this milestone needs are solved, by solutions that nobody need judge."""
    workspace = Workspace(tempfile.mkdtemp(prefix="numgan-"))
    for id in milestone.needs:
        path = workspace.path(id)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text := f"import numpy as np\n\n\n{ALL[id].solution}", encoding="utf-8")
        note_right(id, text)
    return workspace
