"""The process in which learners' code runs: `python -m numgan.exercises.child`, a job on standard input.

A job says where the source is and which function to judge. The verdict goes into a file of its own, so that nothing
that is printed can be mistaken for it; if the code ends this process, there is no file, and the parent says so.
"""

import ast
import json
import linecache
import os
import sys
import traceback

from .judge import judge
from .registry import find
from .result import Failure, Result

PRINT_LIMIT = 1 << 20  # bytes that a learner's code may write into one file


def main() -> None:
    job = json.load(sys.stdin)
    _limit_files()
    exercise = find(job["id"])
    try:
        result = judge(exercise, _load(job["sources"], exercise.id))
    except BaseException as error:  # whatever it raises while it is loaded, SystemExit too
        total = judge(exercise, exercise.function).total
        result = Result(exercise.id, total=total, passed=0, failures=[Failure("loads", _loading(error))])
    with open(job["verdict"], "w", encoding="utf-8") as file:
        json.dump(result.to_plain(), file)
    sys.stdout.flush()
    os._exit(0)  # not even a thread that the code has left running may hold us up


def _load(sources: list[list], id: str):
    """Run the sources, (name, text, whole), one after the other in one namespace and return the function wanted.

    Of one that is not `whole` (a notebook's cell) only imports, definitions and assignments run, and
    `@ex.attempt(id)` names the function; errors in cells before the last one are passed over.
    """
    names = {"__name__": "exercise"}
    found = id
    for number, (name, text, whole) in enumerate(sources, 1):
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        try:
            tree = ast.parse(text, name)
            if not whole:
                found = _strip(tree, id) or found
            exec(compile(tree, name, "exec"), names)
        except Exception:
            if number == len(sources):
                raise
    if found not in names:
        raise NameError(f"there is no function {found} in it")
    return names[found]


def _strip(tree: ast.Module, id: str) -> str | None:
    """Keep imports, definitions and assignments; take `@attempt(...)` away. Returns the function it stood above."""
    kinds = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign, ast.AugAssign)
    kinds += (ast.If, ast.Try)  # around an import or a definition
    tree.body = [node for node in tree.body if isinstance(node, kinds)]
    found = None
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            ids = [attempt_id(decorator) for decorator in node.decorator_list]
            found = node.name if id in ids else found
            node.decorator_list = [d for d, of in zip(node.decorator_list, ids, strict=True) if of is None]
    return found


def attempt_id(node: ast.expr) -> str | None:
    """The id in a decorator `attempt("id")` or `ex.attempt("id")`."""
    if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "attempt":
        values = [*node.args, *(keyword.value for keyword in node.keywords)]
        if values and isinstance(values[0], ast.Constant) and isinstance(values[0].value, str):
            return values[0].value
    return None


def _loading(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return f"{error.msg}\nin line {error.lineno}: {(error.text or '').strip()}"
    message = f"it raised {type(error).__name__}{f': {error}' if str(error) else ''}"
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename in linecache.cache and f.line]
    frames = [f for f in frames if not f.filename.endswith(("child.py", "judge.py"))]
    return message + (f"\nin line {frames[-1].lineno}: {frames[-1].line}" if frames else "")


def _limit_files() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_FSIZE, (PRINT_LIMIT, PRINT_LIMIT))


if __name__ == "__main__":
    main()
