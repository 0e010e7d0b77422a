"""Mutants of a source file: one small change each, made in its syntax tree.

What is changed: operators, comparisons, numbers, signs, min and max, conditions; and statements that assign are left
out. What is not: docstrings, annotations, imports, and what an error says.
"""

import ast
import copy
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

OPERATORS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult}
COMPARISONS = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
PAIRS = (("min", "max"), ("minimum", "maximum"), ("argmin", "argmax"))
EXTREMES = {a: b for one, other in PAIRS for a, b in ((one, other), (other, one))}
LEFT_ALONE = ast.Raise | ast.Import | ast.ImportFrom | ast.JoinedStr
ANNOTATIONS = "annotation", "returns", "decorator_list", "type_params"
CHECK = re.compile(r"(self\.|super\(\)\.)?_?check\w*|super\(\)\.__init__")
BODIES = "body", "orelse", "finalbody", "handlers", "cases"


class Mutant(NamedTuple):
    """Where it is (class and function), the statement before and after, and the whole file as it would be."""

    where: str
    before: str
    after: str
    source: str


def mutants_of(source: str) -> list[Mutant]:
    """All mutants of this source. Two alike in one function are told apart by a number behind `where`."""
    found, seen = [], Counter()
    parts = [ast.Module([part], []) for part in ast.parse(source).body]
    texts = [ast.unparse(part) for part in parts]
    for i, part in enumerate(parts):  # so that only this part is written anew
        for change in _of_body(part, "", set()):
            seen[change] += 1
            where, before, after = change
            where += f" ({seen[change]})" if seen[change] > 1 else ""
            found.append(Mutant(where, before, after, "\n\n".join([*texts[:i], ast.unparse(part), *texts[i + 1 :]])))
    return found


def _of_body(owner, where, known) -> Iterator[tuple[str, str, str]]:
    """What each mutant is called, at the moment when the tree is changed.

    known : the names that the function has given a value before this statement
    """
    for field in BODIES:
        block = getattr(owner, field, [])
        for i, statement in enumerate(block if isinstance(block, list) else []):
            if isinstance(statement, LEFT_ALONE) or _is_text(statement):
                continue
            before = head(statement)
            for change in _changes(statement):
                with change:
                    yield where, before, head(statement)
            if _assigns(statement, owner, known):
                with _Put(block, i, statement, ast.Pass()):
                    yield where, before, "pass"
            named = isinstance(statement, ast.FunctionDef | ast.ClassDef)
            inner = f"{where}.{statement.name}".strip(".") if named else where
            yield from _of_body(statement, inner, _arguments(statement) if named else known)
            known.update(_names(statement) if isinstance(statement, ast.Assign) else ())


class _Put:
    """While it is entered, another node stands in a field of its parent."""

    def __init__(self, parent, field, node, other):
        self.place, self.node, self.other = (parent, field), node, other

    def __enter__(self):
        self._set(self.other)

    def __exit__(self, *error):
        self._set(self.node)

    def _set(self, node):
        parent, field = self.place
        if isinstance(parent, list):
            parent[field] = node
        else:
            setattr(parent, field, node)


def _changes(statement) -> Iterator[_Put]:
    """Every change in a statement itself; of a compound one, in its head."""
    if isinstance(statement, ast.AugAssign) and type(statement.op) in OPERATORS:
        yield _Put(statement, "op", statement.op, OPERATORS[type(statement.op)]())
    if isinstance(statement, ast.Return):
        yield from _signs(statement)
    for parent, field, node in _expressions(statement):
        for other in _alternatives(node, parent, field):
            yield _Put(parent, field, node, other)


def _expressions(parent) -> Iterator[tuple]:
    for name, value in ast.iter_fields(parent):
        if name in ANNOTATIONS or (name in BODIES and isinstance(parent, ast.stmt) and isinstance(value, list)):
            continue
        places = [(value, i, v) for i, v in enumerate(value)] if isinstance(value, list) else [(parent, name, value)]
        for holder, field, node in places:
            if isinstance(node, ast.AST) and not isinstance(node, LEFT_ALONE):
                if isinstance(node, ast.expr):
                    yield holder, field, node
                yield from _expressions(node)


def _alternatives(node, parent, field) -> Iterator[ast.expr]:
    match node:
        case ast.BinOp(op=op) if type(op) in OPERATORS:
            yield _with(node, op=OPERATORS[type(op)]())
        case ast.BoolOp(op=op):
            yield _with(node, op=ast.Or() if isinstance(op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.USub() | ast.Not() | ast.Invert()):
            yield node.operand
        case ast.Compare(ops=ops):
            for i, op in enumerate(ops):
                for other in COMPARISONS[type(op)]:
                    yield _with(node, ops=[*ops[:i], other(), *ops[i + 1 :]])
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            yield _with(node, value=type(node.value)({0: 1, 1: 0}.get(node.value, 2 * node.value)))
        case ast.Name(id=name) if name in EXTREMES:
            yield _with(node, id=EXTREMES[name])
        case ast.Attribute(attr=name) if name in EXTREMES:
            yield _with(node, attr=EXTREMES[name])
    if field == "test" and not isinstance(node, ast.Compare | ast.BoolOp | ast.UnaryOp):
        yield ast.UnaryOp(ast.Not(), node)


def _signs(statement) -> Iterator[_Put]:
    """The sign of what is returned; of a tuple, of each part."""
    value = statement.value
    parts = [(value.elts, i, v) for i, v in enumerate(value.elts)] if isinstance(value, ast.Tuple) else []
    for parent, field, node in parts or [(statement, "value", value)]:
        if isinstance(node, ast.BinOp | ast.Call | ast.Name | ast.IfExp | ast.Attribute | ast.Subscript):
            yield _Put(parent, field, node, ast.UnaryOp(ast.USub(), node))


def _assigns(statement, owner, known) -> bool:
    """True for what gives a value to something that has one already; without the others a name would be unknown."""
    if isinstance(statement, ast.AugAssign):
        return True
    if not isinstance(statement, ast.Assign | ast.Expr):
        return False
    if isinstance(statement.value, ast.Call) and CHECK.fullmatch(ast.unparse(statement.value.func)):
        return False
    if isinstance(statement, ast.Assign):
        return isinstance(owner, ast.ClassDef) or _names(statement) <= known
    return isinstance(statement.value, ast.Call)


def _names(statement) -> set[str]:
    targets = [t for target in statement.targets for t in getattr(target, "elts", [target])]
    return {t.id for t in targets if isinstance(t, ast.Name)}


def _arguments(statement) -> set[str]:
    return {node.arg for node in ast.walk(getattr(statement, "args", statement)) if isinstance(node, ast.arg)}


def head(statement) -> str:
    """A statement as one line of text; of a compound one, what stands before the colon."""
    if not hasattr(statement, "body"):
        return " ".join(ast.unparse(statement).split())
    alone = copy.copy(statement)
    alone.body = [ast.Pass()]
    for name in ("orelse", "finalbody", "handlers", "decorator_list"):
        if hasattr(alone, name):
            setattr(alone, name, [])
    if isinstance(statement, ast.Try):
        return "try:"
    return " ".join(ast.unparse(alone).removesuffix("pass").split())


def _is_text(statement) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant | ast.JoinedStr)


def _with(node, **fields):
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other
