"""One training step in slow motion: `play` itself is run, and watched line by line.

Nothing is computed a second time here. Python tells a tracing function before it runs each line of `play`; what the
line before has changed is then written down: its numbers, its rows, and where both players stand. So each stage shows
the line that ran, and the numbers that were in it.
"""

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from .. import turns
from ..family import GAN
from ..network import Sequential
from ..objectives import Objective, value_function

SHOWN = 3  # of an array's numbers
ROWS = "x", "real", "fake", "dfake"  # names that `play` gives to rows, which a picture shows


@dataclass(frozen=True)
class Stage:
    """What one line of `play` did.

    line, code : where it stands in the source of `play`, counted from 0, and its text
    title, equations : what happens, in words, and in numgan's own equations
    numbers : (name, value) of what the line has made or changed; of an array its mean and its first values
    rows : x or real, fake and dfake, (B, n) each, as far as there are any
    players : name -> (params, state), as they stand after the line
    moved : the players that the line has moved
    """

    line: int
    code: str
    title: str
    equations: str
    numbers: list[tuple[str, float | list[float]]]
    rows: dict[str, np.ndarray]
    players: dict[str, tuple[np.ndarray, np.ndarray]] = field(repr=False)
    moved: tuple[str, ...]


def source_of(game: GAN) -> str:
    """The source of the game's `play`."""
    return textwrap.dedent(inspect.getsource(type(game).play))


def in_slow_motion(game: GAN, step: Callable[[], Any]) -> list[Stage]:
    """Run `step`, in which the game plays once, and return its stages. It leaves the game as `step` alone would.

    Whatever `step` raises is raised.
    """
    watcher = _Watcher(game)
    before = sys.gettrace()
    sys.settrace(watcher.called)
    try:
        step()
    finally:
        sys.settrace(before)
    return watcher.stages


class _Watcher:
    def __init__(self, game: GAN):
        self.game, self.code = game, type(game).play.__code__
        source = source_of(game)
        self.lines, self.statements = source.splitlines(), _statements(source)
        self.stages: list[Stage] = []
        self.running: int | None = None  # the line that runs now
        self.locals: dict[str, Any] = {}
        self.grads: dict[str, np.ndarray] = {}
        self._remember()

    def called(self, frame, event, argument):
        """Python calls this for every function that begins: only `play` is watched."""
        return self.line if frame.f_code is self.code else None

    def line(self, frame, event, argument):
        """Python calls this before each line of `play`, and when it returns."""
        following = frame.f_lineno - self.code.co_firstlineno if event == "line" else None
        if event in ("line", "return") and self.running is not None:
            self._note(frame.f_locals, following, argument if event == "return" else None)
        self.running = following
        return self.line

    def _note(self, names: dict[str, Any], following: int | None, returned) -> None:
        statement = self.statements.get(self.running or 0)
        looped = isinstance(statement, ast.For) and (following is None or statement.body[0].lineno - 1 != following)
        new = {name: value for name, value in names.items() if value is not self.locals.get(name)}
        self.locals = dict(names)
        if statement is None or looped:
            return
        called = _called(statement)
        kind = next((kind for kind in KINDS if kind in called), None)
        if kind is None:
            return
        moved = tuple(called["move"]) if kind == "move" else ()
        title, equations = KINDS[kind](self.game, moved)
        numbers = [number for name, value in new.items() for number in _numbers(name, value)]
        if isinstance(returned, dict):
            numbers = [(name, float(value)) for name, value in returned.items()]
        self.stages.append(
            Stage(
                statement.lineno - 1,
                self.lines[statement.lineno - 1].strip(),
                title,
                equations,
                numbers + self._changes(),
                {name: names[name].copy() for name in ROWS if self._is_data(names.get(name))},
                {name: (player.params.copy(), player.state.copy()) for name, player in self.game.players.items()},
                moved,
            )
        )
        self._remember()

    def _changes(self) -> list[tuple[str, float | list[float]]]:
        """How far players have moved and which gradients are new."""
        found: list[tuple[str, float | list[float]]] = []
        for name, player in self.game.players.items():
            if not np.array_equal(player.grads, self.grads[name]):
                found.append((f"|{name}.grads|", player.gradient_norm()))
            way = player.params - self.params[name]
            if way.any():
                found.append((f"|change of {name}.params|", float(np.linalg.norm(way))))
        return found

    def _is_data(self, value) -> bool:
        return isinstance(value, np.ndarray) and value.ndim == 2 and value.shape[1] == self.game.width

    def _remember(self) -> None:
        self.grads = {name: player.grads.copy() for name, player in self.game.players.items()}
        self.params = {name: player.params.copy() for name, player in self.game.players.items()}


# ---- what a line does, by what it calls ------------------------------------------------------------------------------


def equations_of(thing: Any) -> str:
    """The equations in the docstring of a class: its second paragraph, with less room before remarks."""
    paragraphs = inspect.cleandoc(thing.__doc__).split("\n\n")
    return re.sub(r"(?<=\S) {8,}(?=[^ =])", "    ", textwrap.dedent(paragraphs[1])) if len(paragraphs) > 1 else ""


def of_objective(objective: Objective, who: str) -> str:
    """The lines of an objective's equations that are about D, or about G; a derived class may have only G's."""
    for cls in type(objective).__mro__:
        lines = equations_of(cls).splitlines() if cls.__doc__ else []
        starts = [i for i, line in enumerate(lines) if line[:1].strip()]
        heads = {"discriminator": ("Discriminator", "Critic"), "generator": ("Generator",)}[who]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            if lines[start].startswith(heads):
                return "\n".join(lines[start:end])
    return ""


def _real(game, moved):
    return "Real rows", "x ~ p_data\n    x  (B, n), one minibatch for each move of D"


def _fakes(game, moved):
    return "Noise becomes fakes", f"z ~ {type(game.noise_prior).__name__}\n    fake = G(z)  (B, n)"


def _judge(game, moved):
    penalty = "" if game.penalty is None else f"\n{equations_of(type(game.penalty))}"
    return "D judges, and finds its gradient", of_objective(game.objective, "discriminator") + penalty


def _fool(game, moved):
    return "D, standing still, tells G how to fool it", of_objective(game.objective, "generator")


def _backward(game, moved):
    return "The chain rule takes the gradient back to the weights", equations_of(Sequential)


def _move(game, moved):
    optimizers = {type(game.players[name].optimizer) for name in moved}
    inner = [getattr(game.players[name].optimizer, "optimizer", None) for name in moved]
    optimizers |= {type(each) for each in inner if each is not None}
    who = " and ".join({"discriminator": "D", "generator": "G"}[name] for name in moved)
    equations = "\n".join(f"{cls.__name__}:\n{textwrap.indent(equations_of(cls), '    ')}" for cls in optimizers)
    return f"{who} move{'s' * (len(moved) == 1)} against the gradient", equations


def _belief(game, moved):
    said = inspect.getdoc(value_function) or ""
    return "What is written down", said.split(", the expectations")[0]


KINDS: dict[str, Callable[[GAN, tuple[str, ...]], tuple[str, str]]] = {
    "judge": _judge,
    "fool": _fool,
    "move": _move,
    "split": _real,
    "noise": _fakes,
    "backward": _backward,
    "discriminator": _judge,
    "generator": _fool,
    "beliefs": _belief,
}


def sources() -> dict[str, str]:
    """The functions that stand behind `play`, to be read beside it."""
    return {name: inspect.getsource(getattr(turns, name)) for name in ("judge", "fool")}


@cache
def _statements(source: str) -> dict[int, ast.stmt]:
    """The statement that stands in each line of a method, counted from 0: the innermost one."""
    found: dict[int, ast.stmt] = {}
    for node in ast.walk(ast.parse(source).body[0]):
        if isinstance(node, ast.stmt) and not isinstance(node, ast.FunctionDef):
            last = node.body[0].lineno - 1 if isinstance(node, ast.For | ast.If) else node.end_lineno or node.lineno
            found |= dict.fromkeys(range(node.lineno - 1, last), node)
    return found


def _called(statement: ast.stmt) -> dict[str, list[str]]:
    """The names of the functions that a statement calls, each with the keywords that it is given."""
    head: ast.AST = statement
    if isinstance(statement, ast.For | ast.If):
        head = statement.iter if isinstance(statement, ast.For) else statement.test
    found: dict[str, list[str]] = {}
    for node in ast.walk(head):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            found.setdefault(name, []).extend(keyword.arg for keyword in node.keywords if keyword.arg)
    return found


def _numbers(name: str, value) -> list[tuple[str, float | list[float]]]:
    if isinstance(value, float | np.floating):
        return [(name, float(value))]
    if isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size:
        first = [float(number) for number in value.ravel()[:SHOWN]]
        return [(f"mean of {name}, {value.shape}", float(value.mean(dtype=np.float64))), (f"first of {name}", first)]
    return []
