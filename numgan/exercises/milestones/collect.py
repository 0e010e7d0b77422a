"""Take a learner's functions out of the folder, if all of them are right."""

import ast
import shlex
from collections.abc import Sequence
from pathlib import Path

from ..load import load_function
from ..runner import SECONDS, check_file
from ..source import parse, read_source
from ..workspace import Workspace
from .answers import Answers, Refused, interruptible

_right: set[tuple[str, str]] = set()  # exercises and sources that this process need not judge any more


def collect(workspace: Workspace, needs: Sequence[str], *, seconds: float = SECONDS) -> Answers:
    """The functions of these exercises. Raises Refused for the first one that is missing, or not right.

    All of them are judged, and then loaded into this process.
    """
    for id in needs:
        if why := what_is_missing(workspace, id, seconds=seconds):
            raise Refused(id, f"it needs {id}, {why}")
    functions, lines = {}, 0
    for id in needs:
        path = workspace.path(id).absolute()
        text = read_source(path)
        functions[id] = _load(path, text, id)
        lines += count_lines(text)
    return Answers(functions, lines)


def what_is_missing(workspace: Workspace, id: str, *, seconds: float = SECONDS) -> str:
    """Why this exercise's function cannot be used yet: "which is not written yet: ..."; nothing if it is right.

    It is judged in a process of its own; a source that was right a moment ago is not judged again.
    """
    path = workspace.path(id)
    if not path.exists():  # a folder of an older edition, or a part of one
        folder = shlex.quote(str(workspace.root))
        return f"and {folder} has no file for it: numgan exercises init {folder} adds what is not there"
    if (id, _text(path)) in _right:
        return ""
    with interruptible(f"judging {path.name}"):
        result = check_file(path, id, seconds=seconds)
    if not result.attempted:
        return f"which is not written yet: numgan exercises show {id}"
    if not result:
        helps = f"its task: numgan exercises show {id}; help: numgan exercises hint {id}"
        return f"which is not right yet:\n{result.text}\n{helps}"
    note_right(id, _text(path))
    return ""


def note_right(id: str, text: str) -> None:
    """This source is known to be right, so that it is not judged again."""
    _right.add((id, text))


def _text(path: Path) -> str:
    """The source, or nothing if it cannot be read: then `check_file` says why."""
    try:
        return read_source(path)
    except (OSError, ValueError):
        return ""


def _load(path: Path, text: str, id: str):
    try:
        return load_function([[str(path), text, True]], id, str(path.parent))
    except (Exception, SystemExit) as error:  # it was loaded a moment ago, so it does not always do the same
        raise Refused(id, f"{path.name} cannot be loaded: {type(error).__name__}: {error}") from None


def count_lines(text: str) -> int:
    """Lines of code in a source: without blank lines, comments, docstrings and imports."""
    tree = parse(text)
    lines: set[int] = set()
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.stmt) and not _adds_nothing(node):
            inner = getattr(node, "body", None)  # of a definition or a loop only the head: its body has its own nodes
            last = inner[0].lineno - 1 if inner else node.end_lineno or node.lineno
            lines.update(range(node.lineno, max(last, node.lineno) + 1))
    written = {number for number, line in enumerate(text.splitlines(), 1) if line.strip() and line.strip()[0] != "#"}
    return len(lines & (written - _docstring_lines(tree)))


def _adds_nothing(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom) or _is_text(node)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _docstring_lines(tree: ast.Module | None) -> set[int]:
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.stmt) and _is_text(node)] if tree else []
    return {line for node in texts for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}
