"""Make a module of a learner's source, take the function out of it, and judge it."""

import __future__

import ast
import linecache
import sys
import traceback
import types
from difflib import get_close_matches

from .call import describe_error
from .judge import check_names, judge
from .registry import find
from .result import Failure, Result
from .say import printable

LIMIT = 2000  # characters of a message


def judge_sources(sources: list[list], id: str, folder: str) -> Result:
    """Judge what the sources, (name, text, whole), define. Modules in `folder` can be imported."""
    exercise = find(id)
    try:
        result = judge(exercise, load_function(sources, id, folder))
    except BaseException as error:  # whatever it raises while it is loaded, SystemExit too
        names = {name for name, *_ in sources}
        total = len(check_names(exercise))
        result = Result(id, total=total, passed=0, failures=[Failure("loads", _loading(error, names))])
    result.failures = [Failure(check, printable(message[:LIMIT])) for check, message in result.failures]
    return result


def load_function(sources: list[list], id: str, folder: str):
    """Run the sources one after the other in one module and return the function wanted.

    In a source that is not `whole` (a notebook's cell) only imports, definitions and assignments run, and
    `@ex.attempt(id)` names the function; errors in cells before the last one are ignored.
    """
    if folder not in sys.path:
        sys.path.append(folder)  # last, so that a random.py there hides nothing
    module = types.ModuleType("exercise")
    sys.modules["exercise"] = module  # pickle and dataclasses look there for a class's module
    found, flags = id, 0
    for number, (name, text, whole) in enumerate(sources, 1):
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        try:
            tree = text
            if whole:
                module.__file__ = name
            else:
                tree = ast.parse(text, name)
                found = _strip(tree, id) or found
            code = compile(tree, name, "exec", flags)
            flags |= code.co_flags & __future__.annotations.compiler_flag  # holds in the cells below too
            exec(code, vars(module))
        except Exception:
            if number == len(sources):
                raise
    if not hasattr(module, found):
        near = get_close_matches(found, (name for name, thing in vars(module).items() if callable(thing)), n=1)
        raise NameError(f"there is no function {found} in it{f'; there is {near[0]}' if near else ''}")
    return getattr(module, found)


def _strip(tree: ast.Module, id: str) -> str | None:
    """Keep imports, definitions and assignments; take `@attempt(...)` away. Returns the function it stood above."""
    kinds = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign, ast.AugAssign)
    around = (ast.If, ast.Try)  # an import or a definition
    tree.body = [node for node in tree.body if isinstance(node, kinds + around)]
    found = None
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            ids = [attempt_id(decorator, node.name) for decorator in node.decorator_list]
            found = node.name if id in ids else found
            node.decorator_list = [d for d, of in zip(node.decorator_list, ids, strict=True) if of is None]
    return found


def attempt_id(decorator: ast.expr, function: str) -> str | None:
    """The exercise that a decorator names: `@ex.attempt("id")`, or `@ex.attempt` for the function's own name."""
    if _named_attempt(decorator):
        return function
    if isinstance(decorator, ast.Call) and _named_attempt(decorator.func):
        values = [*decorator.args, *(keyword.value for keyword in decorator.keywords)]
        if values and isinstance(values[0], ast.Constant) and isinstance(values[0].value, str):
            return values[0].value
    return None


def _named_attempt(node: ast.expr) -> bool:
    return getattr(node, "attr", getattr(node, "id", "")) == "attempt"


def _loading(error: BaseException, names: set[str]) -> str:
    """What was raised, and the last line of the learner's own that led there."""
    if isinstance(error, SyntaxError):
        return f"{error.msg}\nin line {error.lineno}: {(error.text or '').strip()}"
    message, last = f"it raised {describe_error(error)}", None
    for frame, line in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename in names:
            last = frame.f_code.co_filename, line
    return message + (f"\nin line {last[1]}: {linecache.getline(*last).strip()}" if last else "")
