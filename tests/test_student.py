"""A simulated student goes through all exercises in the order of the course.

The student knows plain Python and basic NumPy, keeps the functions written so far, and learns the names of other NumPy
functions only where a task, a stub or a hint tells them. So each exercise can be solved with what came before it.
"""

import ast
import math

import numpy as np

from numgan.exercises import ALL
from numgan.exercises.judge import judge
from numgan.exercises.verify import stub_function

BASIC = {
    *("array", "asarray", "zeros", "ones", "empty", "zeros_like", "ones_like", "empty_like", "arange"),
    *("newaxis", "inf", "pi"),
    *("exp", "log", "sqrt", "abs", "maximum", "minimum", "where", "sum", "mean", "max", "min", "reshape"),
    *("T", "shape", "size", "ndim", "dtype", "copy", "astype", "append", "square", "outer", "float32", "float64"),
}


def names_used(source: str) -> set[str]:
    """Names behind a dot: of NumPy's functions, and of arrays' methods and attributes."""
    return {node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)}


def test_each_exercise_can_be_solved_with_what_came_before():
    vocabulary, notebook = set(BASIC), {"np": np, "math": math}
    for exercise in ALL.values():
        assert not judge(exercise, stub_function(exercise)).attempted
        told = "\n".join([exercise.statement, exercise.function.__doc__, *exercise.hints])
        used = names_used(exercise.solution)
        untold = {name for name in used - vocabulary if name not in told}
        assert not untold, f"{exercise.id}: no task, stub or hint names {', '.join(sorted(untold))}"
        exec(exercise.solution, notebook)  # in the notebook that holds the student's earlier answers, and nothing else
        result = judge(exercise, notebook[exercise.id], rng=0)
        assert result, result.text
        vocabulary |= used


def test_a_wrong_first_try_is_told_something_that_is_not_the_answer():
    for exercise in ALL.values():
        result = judge(exercise, exercise.mutants[0].function, rng=0)
        assert not result
        assert len(result.text.splitlines()) > 1
