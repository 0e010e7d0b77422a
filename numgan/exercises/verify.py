"""Is an exercise itself in order? Its solution passes, its stub counts as untouched, every mutant gets its message.

Run over all exercises by the tests and by `numgan exercises verify`.
"""

import ast
from collections.abc import Iterable
from typing import Any

import numpy as np

from .exercise import Exercise
from .judge import judge

SEEDS = range(5)  # fresh random values differ from draw to draw; a right verdict may not


def verify(exercise: Exercise, seeds: Iterable[int] = SEEDS) -> list[str]:
    """What is wrong with the exercise, a line each; empty if nothing is."""
    problems = []
    for known in exercise.known:
        exercise.factors(*known.arguments)
    for seed in seeds:
        exercise.factors(*exercise.draw(np.random.default_rng(seed)))
        if not (result := judge(exercise, exercise.function, rng=seed)):
            problems.append(f"the solution fails: {result.text}")
        for mutant in exercise.mutants:
            result = judge(exercise, mutant.function, rng=seed)
            if result or mutant.draws not in result.text:
                problems.append(f"{mutant.function.__name__} must draw {mutant.draws!r}, and drew {result.text}")
    if judge(exercise, stub_function(exercise)).attempted:
        problems.append("the stub counts as an attempt")
    if len(exercise.mutants) < 2:
        problems.append(f"it has {len(exercise.mutants)} mutants, and at least 2 are wanted")
    if len(exercise.hints) != 3:
        problems.append(f"it has {len(exercise.hints)} hints, and 3 are wanted")
    statements = _statements(exercise)
    for number, hint in enumerate(exercise.hints, 1):
        problems += [f"hint {number} holds the solution: {s}" for s in statements if s in "".join(hint.split())]
    return problems


def stub_function(exercise: Exercise):
    """The stub as Python makes a function of it."""
    names: dict[str, Any] = {}
    exec(compile(exercise.stub, f"<stub of {exercise.id}>", "exec"), names)
    return names[exercise.id]


def _statements(exercise: Exercise) -> list[str]:
    """Right-hand sides of the solution, without blanks; those of a single name or number give nothing away."""
    values = [n.value for n in ast.walk(ast.parse(exercise.solution)) if isinstance(n, (ast.Assign, ast.Return))]
    values = [part for v in values for part in (v.elts if isinstance(v, ast.Tuple) else [v])]
    texts = ["".join(ast.unparse(v).split()) for v in values if isinstance(v, (ast.BinOp, ast.Call, ast.UnaryOp))]
    return [text for text in texts if len(text) > 8]
