"""Mark what learners hand in: a folder of stubs or a notebook, every exercise in a process of its own."""

import ast
import json
import re
from pathlib import Path

from .child import attempt_id
from .registry import ALL
from .result import Result
from .runner import SECONDS, check_file, check_sources
from .workspace import Workspace


def grade(path: str | Path, *, seconds: float = SECONDS) -> list[Result]:
    """A result for every exercise: in a folder those that have a file there, in a notebook those attempted there.

    Raises FileNotFoundError, or ValueError for something that is neither a folder of exercises nor a notebook.
    """
    path = Path(path)
    if path.is_dir():
        workspace = Workspace.open(path)
        return [check_file(workspace.path(id), id, seconds=seconds) for id in workspace.ids()]
    if not path.exists():
        raise FileNotFoundError(f"no file or folder {path}")
    cells = _cells(path)
    attempted = {id: number for number, cell in enumerate(cells) for id in _attempts(cell) if id in ALL}
    sources = [(f"cell {number}", cell, False) for number, cell in enumerate(cells, 1)]
    ids = [id for id in ALL if id in attempted]
    if not ids:
        raise ValueError(f"{path} holds no attempt at an exercise: no function stands below @ex.attempt(id)")
    return [check_sources(sources[: attempted[id] + 1], id, seconds=seconds) for id in ids]


def to_plain(path: str | Path, results: list[Result]) -> dict:
    """Results as one dict for JSON: per exercise id, status, score and messages; the number correct, the mean score."""
    return {
        "handed in": str(path),
        "correct": sum(map(bool, results)),
        "of": len(results),
        "score": round(sum(r.score for r in results) / max(len(results), 1), 4),
        "exercises": [r.to_plain() for r in results],
    }


def _cells(path: Path) -> list[str]:
    """The code cells' sources, as Python."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        sources = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError, UnicodeDecodeError):
        raise ValueError(f"{path} is no Jupyter notebook") from None
    return [_python(source) for source in sources]


def _python(cell: str) -> str:
    """A cell without what only IPython understands; line numbers stay. What parses is left as it is."""
    if re.match(r"%%(?!time|capture|prun)", cell):
        return ""  # another language
    cell = re.sub(r"^%%.*", "", cell)
    try:
        ast.parse(cell)
    except SyntaxError:  # %matplotlib inline, !ls, files = !ls, np.exp?
        return re.sub(r"^[ \t]*(?:[%!?].*|\w+[ \t]*=[ \t]*[%!].*|.*\?[ \t]*)$", "", cell, flags=re.MULTILINE)
    return cell


def _attempts(cell: str) -> list[str]:
    """Ids of `@ex.attempt(id)` in a cell, one with a syntax error included."""
    try:
        functions = [node for node in ast.parse(cell).body if isinstance(node, ast.FunctionDef)]
    except SyntaxError:
        return re.findall(r"""^@(?:\w+\.)?attempt\(["'](\w+)["']\)""", cell, flags=re.MULTILINE)
    return [id for f in functions for d in f.decorator_list if (id := attempt_id(d))]
