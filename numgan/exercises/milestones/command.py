"""`numgan exercises milestone`: what it says."""

from ...game import TrainingDiverged
from ..progress import Progress
from ..say import printable, say
from ..workspace import Workspace
from .answers import Refused
from .milestone import Milestone
from .run import picture_of, run

INTERRUPTED = 130  # the exit code for Ctrl-C


def state(milestone: Milestone, workspace: Workspace, progress: Progress) -> str:
    """A milestone's line: its picture, if there is one, or the first exercise that it needs and that is not solved."""
    missing = [id for id in milestone.needs if not progress[id]["solved"]]
    picture = picture_of(milestone, workspace)
    if picture.exists():
        where = f"made: {picture.name}"
    elif missing:
        where = f"needs {len(missing)} of {len(milestone.needs)} functions more; the next is {missing[0]}"
    else:
        where = f"ready: numgan exercises milestone {milestone.id}"
    return f"{milestone.id:<13}{milestone.title:<50}{where}"


def pass_milestone(milestone: Milestone, workspace: Workspace, **how) -> int:
    """Make it, and say what it has come to, or which exercise stands in its way. Returns the exit code."""
    try:
        reached = run(milestone, workspace.root, **how, tell=say)
    except Refused as refused:
        say(f"{milestone.id} cannot be made yet: {printable(str(refused))}")
        return 1
    except KeyboardInterrupt as interrupt:
        say(f"{milestone.id}: interrupted {interrupt}".rstrip() + "\nnothing is drawn; your files are as they were")
        return INTERRUPTED
    except TrainingDiverged as error:
        say(f"{milestone.id}: {printable(str(error))}")
        return 1
    shown = milestone.text(reached.game), reached.said, reached.signature
    say("\n".join(filter(None, shown)))
    say(f"the picture: {printable(str(reached.picture))}")
    return 0
