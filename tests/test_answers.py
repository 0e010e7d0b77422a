"""The judge against a crowd: no wrong answer passes, no right one fails, and nothing comes from nothing.

tests/answers has a file for each exercise: RIGHT answers in unusual dress (other algebra, loops, einsum, `out=`, a list
for a tuple, float64 inside) and WRONG ones that look right (a threshold moved, an epsilon added, a shift by something
else, a clip, one case only, an overflow in float32). Fresh values of a few seeds, and of a hundred in the slow part.
"""

from importlib import import_module

import numpy as np
import pytest

from numgan.exercises import ALL
from numgan.exercises.judge import judge


def few_and_more(few: int, all: int):
    """The first seeds, and in the slow part the others."""
    more = pytest.param(range(few, all), id=f"{all - few} more", marks=pytest.mark.slow)
    return pytest.mark.parametrize("seeds", [pytest.param(range(few), id=f"{few} seeds"), more])


@pytest.mark.parametrize("id", ALL)
@few_and_more(3, 100)
def test_right_answers_pass_on_every_seed(id, seeds):
    right = import_module(f"answers.{id}").RIGHT
    assert len({answer.__name__ for answer in right}) >= 5
    for answer in right:
        for seed in seeds:
            result = judge(ALL[id], answer, rng=seed)
            assert result, f"{answer.__name__}, seed {seed}: {result}"
            assert result.score == 1


@pytest.mark.parametrize("id", ALL)
@few_and_more(2, 100)
def test_wrong_answers_fail_on_every_seed(id, seeds, monkeypatch):
    wrong = import_module(f"answers.{id}").WRONG
    if 0 not in seeds:  # why it is wrong takes a third of the time, and is told for the first seeds
        monkeypatch.setattr("numgan.exercises.judge.cause", lambda *_: "")
    assert len({answer.__name__ for answer in wrong}) >= 6
    for answer in wrong:
        passed = [seed for seed in seeds if judge(ALL[id], answer, rng=seed)]
        assert not passed, f"{answer.__name__} passes on the seeds {passed}"


def without_work(exercise):
    """Answers that know the shapes and nothing else, by name."""

    def filled(fill):
        def answer(*arguments):
            arrays = [fill(wanted, arguments) for wanted in exercise.results(arguments)]
            return arrays[0] if len(arrays) == 1 else tuple(arrays)

        return answer

    def first_argument(wanted, arguments):
        fits = (a for a in arguments if isinstance(a, np.ndarray | float | int) and np.shape(a) == wanted.shape)
        return next(fits, np.zeros_like(wanted))

    rng = np.random.default_rng(1)
    return {
        "zeros": filled(lambda wanted, arguments: np.zeros_like(wanted)),
        "ones": filled(lambda wanted, arguments: np.ones_like(wanted)),
        "a constant": filled(lambda wanted, arguments: np.full(wanted.shape, 0.5, np.result_type(wanted, np.float32))),
        "random numbers": filled(lambda wanted, arguments: rng.normal(size=wanted.shape).astype(wanted.dtype)),
        "the first argument": filled(first_argument),
    }


@pytest.mark.parametrize("id", ALL)
@few_and_more(1, 5)
def test_what_ignores_its_arguments_scores_at_most_a_tenth(id, seeds):
    for name, answer in without_work(ALL[id]).items():
        for seed in seeds:
            result = judge(ALL[id], answer, rng=seed)
            assert not result
            assert result.score <= 0.1 + 1e-9, f"{name}: {result.score:.2f}\n{result}"
