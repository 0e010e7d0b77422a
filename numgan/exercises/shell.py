"""`numgan exercises`: the exercises on the command line, in the learner's own files."""

import argparse
import json
import shlex
import sys
import time
from pathlib import Path

from . import pages
from .exercise import Exercise
from .grade import grade, to_plain
from .milestones import MILESTONES
from .milestones.command import pass_milestone, state
from .progress import Progress
from .registry import ALL, find
from .result import NOT_ATTEMPTED, Result
from .runner import SECONDS, check_file
from .say import printable, say
from .verify import verify
from .workspace import Workspace

POLL = 0.3  # seconds between two looks at the files


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Give the parser of `numgan exercises` its commands; each sets `run`, a function of the options."""
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name, run, text, *, id=None, folder=True):
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(run=run)
        if id:
            sub.add_argument("id", nargs=id, metavar="ID", help="an exercise, such as sigmoid")
        if folder:
            sub.add_argument("--dir", type=Path, default=Path("."), help="the exercises' folder (default: this one)")
        return sub

    command("init", _init, "write the stubs by chapter, and a test file", folder=False).add_argument("dir", type=Path)
    command("list", _list, "all exercises, in the order of the course, and how far you are")
    command("next", _next, "the task to go on with: the first that is not solved")
    command("show", _show, "the task of one exercise", id=1, folder=False)
    check = command("check", _check, "judge one exercise, or all that are begun", id="?")
    watch = command("watch", _watch, "judge each file when it is saved, until Ctrl-C")
    command("hint", _hint, "the next hint, one step further each time", id=1)
    solution = command("solution", _solution, "solution and explanation, once it is solved", id=1)
    solution.add_argument("--reveal", action="store_true", help="show it unsolved")
    command("reset", _reset, "put the stub back; your file is kept under another name", id=1)
    command("progress", _progress, "what is solved in each notebook's exercises, and where to go on")
    text = "working things put together from your own functions: what there is, or the one to make"
    milestone = command("milestone", _milestone, text)
    milestone.add_argument("name", nargs="?", choices=[*MILESTONES], metavar="NAME", help=", ".join(MILESTONES))
    milestone.add_argument("--steps", type=_count, help="steps of training (default: the milestone's own)")
    milestone.add_argument("--seed", type=_seed, default=0, help="of first weights, data and noise (default: 0)")
    marks = command("grade", _grade, "mark a folder or a notebook, or a whole class", folder=False)
    text = "a folder made by init, or a notebook with @ex.attempt; several give a line each, and the mean"
    marks.add_argument("paths", type=Path, nargs="+", metavar="PATH", help=text)
    marks.add_argument("--json", action="store_true", help="print JSON")
    command("verify", _verify, "check the exercises themselves", folder=False)
    for sub in (check, watch, marks, milestone):
        sub.add_argument("--seconds", type=_seconds, default=SECONDS, help="time limit (default: %(default)g)")


def _init(options) -> int:
    written = Workspace(options.dir).create()
    folder = shlex.quote(str(options.dir))
    say(f"{written} new stubs in {options.dir}; begin with: numgan exercises next --dir {folder}")
    return 0


def _list(options) -> int:
    workspace, progress = _open(options)
    say(str(pages.overview(progress, _exercises(workspace))))
    return 0


def _next(options) -> int:
    workspace, progress = _open(options)
    todo = pages.first_unsolved(progress, _exercises(workspace))
    if todo is None:
        say("all solved: well done")
        return 0
    folder = f' --dir "{options.dir}"' if options.dir != Path(".") else ""
    say(f"{pages.statement(todo)}\n\nIts file: {workspace.path(todo.id)}")
    say(f"Check it: numgan exercises check {todo.id}{folder}")
    return 0


def _show(options) -> int:
    say(str(pages.statement(find(options.id[0]))))
    return 0


def _check(options) -> int:
    workspace, progress = _open(options)
    ids = [find(options.id).id] if options.id else [id for id in workspace.ids() if workspace.touched(id)]
    if not ids:
        say("nothing is begun yet; numgan exercises next says where to start")
    results = [_judge(workspace, progress, id, options.seconds) for id in ids]
    return 0 if all(results) else 1


def _watch(options) -> int:
    workspace, progress = _open(options)
    times = _times(workspace)
    _point_to_next(workspace, progress)
    try:
        while True:
            time.sleep(POLL)
            now = _times(workspace)
            changed = [id for id in now if now[id] != times.get(id)]
            times = now
            for id in changed:
                say(f"\n--- {workspace.path(id)}")
                if _judge(workspace, progress, id, options.seconds):
                    _point_to_next(workspace, progress)
    except KeyboardInterrupt:
        return 0


def _hint(options) -> int:
    exercise, progress = find(options.id[0]), _open(options)[1]
    known = progress.notice
    say(str(pages.hint(exercise, progress.next_hint(exercise.id, len(exercise.hints)))))
    _tell(progress, known)
    return 0


def _solution(options) -> int:
    exercise, progress = find(options.id[0]), _open(options)[1]
    if not (progress[exercise.id]["solved"] or options.reveal):
        raise ValueError(f"{exercise.id} is not solved yet; look at it all the same with --reveal")
    known = progress.notice
    if not progress[exercise.id]["solved"]:
        progress.reveal(exercise.id)
    say(str(pages.solution(exercise)))
    _tell(progress, known)
    return 0


def _reset(options) -> int:
    id = find(options.id[0]).id
    kept = _open(options)[0].reset(id)
    say(f"{id} is as it was at first{f'; your file is now {kept}' if kept else ''}")
    return 0


def _progress(options) -> int:
    workspace, progress = _open(options)
    say(str(pages.bars(progress, _exercises(workspace))))
    return 0


def _milestone(options) -> int:
    workspace, progress = _open(options)
    if options.name is None:
        say("\n".join(state(milestone, workspace, progress) for milestone in MILESTONES.values()))
        return 0
    how = {"steps": options.steps, "seed": options.seed, "seconds": options.seconds}
    return pass_milestone(MILESTONES[options.name], workspace, **how)


def _grade(options) -> int:
    if len(options.paths) > 1:
        return _grade_class(options)
    (path,) = options.paths
    results = grade(path, seconds=options.seconds)
    if options.json:
        print(json.dumps(to_plain(path, results), indent=1))
    else:
        say("\n".join(result.text for result in results))
        say(f"{sum(map(bool, results))} of {len(results)} correct")
    return 0


def _grade_class(options) -> int:
    """One line per folder or notebook, as soon as it is marked. What cannot be graded spoils its own line only."""
    width = max(len(printable(str(path))) for path in options.paths)
    marked = []
    for path in options.paths:
        try:
            marked.append(to_plain(path, grade(path, seconds=options.seconds)))
        except (OSError, ValueError) as error:
            marked.append({"handed in": str(path), "error": str(error)})
        if not options.json:
            say(f"{printable(str(path)):<{width}}  {_summary(marked[-1])}")
    scores = [each["score"] for each in marked if "error" not in each]
    if options.json:
        print(json.dumps(marked, indent=1))
    else:
        mean = f"mean score {sum(scores) / len(scores):.3f}" if scores else "no score"
        say(f"{len(scores)} of {len(marked)} graded, {mean}")
    return 0 if len(scores) == len(marked) else 1


def _summary(marks: dict) -> str:
    if "error" in marks:
        return printable(f"not graded: {marks['error']}")
    untouched = sum(exercise["status"] == NOT_ATTEMPTED for exercise in marks["exercises"])
    return f"{marks['correct']:>3} of {marks['of']} correct, {untouched:>2} not attempted, score {marks['score']:.3f}"


def _verify(options) -> int:
    problems = [f"{exercise.id}: {problem}" for exercise in ALL.values() for problem in verify(exercise)]
    say("\n".join(problems) or f"{len(ALL)} exercises: solutions pass, stubs count as untouched, mutants are told why")
    return 1 if problems else 0


def _open(options):
    workspace = Workspace.open(options.dir)
    progress = workspace.progress()
    _tell(progress)
    return workspace, progress


def _tell(progress: Progress, known: str = "") -> None:
    """Say what is wrong with the progress file, unless it has been said."""
    if progress.notice != known:
        say(f"numgan: {progress.notice}", sys.stderr)


def _judge(workspace: Workspace, progress, id: str, seconds: float) -> Result:
    result = check_file(workspace.path(id), id, seconds=seconds)
    known = progress.notice
    progress.record(result)  # before anything is printed: a pipe may be closed
    say(result.text)
    if result.printed.strip():
        say("\n      ".join(["  it printed:", *result.printed.strip().splitlines()]))
    _tell(progress, known)
    return result


def _exercises(workspace: Workspace) -> list[Exercise]:
    """Those that have a file in this folder: a teacher may hand out a few."""
    return [ALL[id] for id in workspace.ids()]


def _point_to_next(workspace: Workspace, progress) -> None:
    todo = pages.first_unsolved(progress, _exercises(workspace))
    place = f"next: {workspace.path(todo.id)}, {todo.title} (notebook {todo.notebook})" if todo else ""
    say(place or "all solved: well done")


def _times(workspace: Workspace) -> dict[str, int]:
    times = {}
    for id in ALL:
        try:
            times[id] = workspace.path(id).stat().st_mtime_ns
        except OSError:  # an editor replaces the file just now
            continue
    return times


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 10**9:
        raise argparse.ArgumentTypeError(f"a whole number above 0 is wanted, got {text!r}")
    return int(text)


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"a whole number, 0 or more, is wanted, got {text!r}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value < 86400:
        raise argparse.ArgumentTypeError(f"a number of seconds above 0 is wanted, got {text!r}")
    return value
