"""Mark what learners hand in: a folder of stubs or a notebook, every exercise in a separate process."""

import ast
import json
import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .load import attempt_id
from .registry import ALL
from .result import Result
from .runner import SECONDS, check_file, check_sources, end_all, has_processes
from .source import parse, read_bytes
from .workspace import Workspace

NOTEBOOK_LIMIT = 20 << 20  # bytes, pictures included
AT_ONCE = 8  # processes at most: a container may own fewer processors than the machine says
NOT_RUN = (
    "\nin grading, only the imports, definitions and assignments of a notebook run: loops and calls at the top level "
    "of cells do not, so what they fill is missing"
)


def grade(path: str | Path, *, seconds: float = SECONDS) -> list[Result]:
    """A result for every exercise: in a folder those that have a file there, in a notebook those attempted there.

    Raises FileNotFoundError, or ValueError for something that is neither a folder of exercises nor a notebook.
    """
    path = Path(path)
    if path.is_dir():
        workspace = Workspace.open(path)
        return _all_at_once(lambda id: check_file(workspace.path(id), id, seconds=seconds), workspace.ids())
    if not path.exists():
        raise FileNotFoundError(f"no file or folder {path}")
    cells = _cells(path)
    attempted = {id: number for number, cell in enumerate(cells) for id in _attempts(cell) if id in ALL}
    sources = [(f"cell {number}", cell, False) for number, cell in enumerate(cells, 1)]
    ids = [id for id in ALL if id in attempted]
    if not ids:
        raise ValueError(f"{path} holds no attempt at an exercise: no function stands below @ex.attempt(id)")

    def check(id):
        return _explained(check_sources(sources[: attempted[id] + 1], id, folder=path.parent, seconds=seconds))

    return _all_at_once(check, ids)


def to_plain(path: str | Path, results: list[Result]) -> dict:
    """Results as one dict for JSON: per exercise id, status, score and messages; the number correct, the mean score."""
    return {
        "handed in": str(path),
        "correct": sum(map(bool, results)),
        "of": len(results),
        "score": round(sum(r.score for r in results) / max(len(results), 1), 4),
        "exercises": [r.to_plain() for r in results],
    }


def _all_at_once(check: Callable[[str], Result], ids: list[str]) -> list[Result]:
    """The results in the order of the ids. The threads only wait; each exercise runs in a process."""
    if not has_processes():
        return [check(id) for id in ids]
    with ThreadPoolExecutor(min(os.cpu_count() or 1, AT_ONCE)) as threads:
        try:
            return list(threads.map(check, ids))
        except KeyboardInterrupt:
            end_all()  # or we would wait for those that are being judged
            raise


def _explained(result: Result) -> Result:
    """Say what grading leaves out, where a name or a key is missing."""
    for number, failure in enumerate(result.failures):
        if re.search(r"\bit raised (Name|Key)Error", failure.message):
            result.failures[number] = failure._replace(message=failure.message + NOT_RUN)
            break
    return result


def _cells(path: Path) -> list[str]:
    """The code cells' sources, as Python. A cell whose source is no text is empty."""
    try:
        content = read_bytes(path, NOTEBOOK_LIMIT)
    except ValueError as error:
        raise ValueError(f"{path} cannot be graded: {error}") from None
    try:
        sources = [c.get("source") for c in json.loads(content)["cells"] if c["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError(f"{path} is no Jupyter notebook") from None
    return [_python(_text(source)) for source in sources]


def _text(source) -> str:
    lines = source if isinstance(source, list) else [source]
    return "".join(lines) if all(isinstance(line, str) for line in lines) else ""


def _python(cell: str) -> str:
    """A cell without what only IPython understands; line numbers stay. What parses is left as it is."""
    if re.match(r"%%(?!time|capture|prun)", cell):
        return ""  # another language
    cell = re.sub(r"^%%.*", "", cell)
    if parse(cell) is None:
        return "\n".join("" if _is_magic(line.strip()) else line for line in cell.split("\n"))
    return cell


def _is_magic(line: str) -> bool:
    """%matplotlib inline, !ls, files = !ls, np.exp?"""
    return line.startswith(("%", "!", "?")) or line.endswith("?") or bool(re.match(r"\w+\s*=\s*[%!]", line))


def _attempts(cell: str) -> list[str]:
    """Ids of `@ex.attempt(id)` in a cell, one that cannot be parsed included."""
    if (tree := parse(cell)) is None:
        found = re.findall(r"""^@(?:\w+\.)?attempt(?:\(["'](\w+)["']\))?\s+def (\w+)""", cell, flags=re.MULTILINE)
        return [id or function for id, function in found]
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return [id for f in functions for d in f.decorator_list if (id := attempt_id(d, f.name))]
