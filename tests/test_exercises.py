"""Every exercise is in order: its solution passes, its stub counts as untouched, its mutants hear what they must."""

import inspect
import re
from pathlib import Path

import numpy as np
import pytest

from numgan.exercises import ALL
from numgan.exercises.judge import judge
from numgan.exercises.pages import table
from numgan.exercises.registry import CHAPTERS, NOTEBOOKS, find
from numgan.exercises.verify import verify

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize("id", ALL)
def test_solution_stub_mutants_and_hints(id):
    """Of two seeds; test_exercise_shell.py::test_verify_at_the_shell has all."""
    assert verify(ALL[id], seeds=range(2)) == []


@pytest.mark.parametrize("id", ALL)
def test_every_text_is_there(id):
    exercise = ALL[id]
    assert exercise.title
    assert exercise.statement
    assert exercise.explanation
    assert exercise.source
    assert exercise.statement.count("$$") % 2 == 0
    assert exercise.statement.replace("$$", "").count("$") % 2 == 0
    assert exercise.notebook in NOTEBOOKS
    assert re.search(r"\(.*\)|number|float|int", inspect.getdoc(exercise.function))  # shapes, or a number
    for thing in exercise.in_numgan:
        assert thing.__module__.startswith("numgan.")
        assert inspect.getsource(thing)


def test_there_are_thirty_and_ten_beyond_minimax():
    assert len(ALL) >= 30
    names = ["numbers", "backpropagation", "two_players", "learning", "judging", "beyond_minimax", "convolution"]
    assert list(CHAPTERS) == [*names, "after_2018", "labels_and_tricks", "there_and_back", "energies", "image_to_image"]
    assert len(CHAPTERS["beyond_minimax"].EXERCISES) >= 10
    assert len(ALL) == sum(len(chapter.EXERCISES) for chapter in CHAPTERS.values())
    with pytest.raises(ValueError, match="no exercise 'sigmod'; did you mean 'sigmoid'"):
        find("sigmod")


def test_a_hard_coded_answer_does_not_pass():
    exercise = ALL["sigmoid"]
    (known,) = exercise.known

    def by_heart(x):
        return known.expected if x.shape == (2,) else np.full_like(x, 0.5)

    result = judge(exercise, by_heart, rng=0)
    assert not result
    assert [f.check for f in result.failures] == ["values", "values in float32", "extremes"]


def test_the_docs_list_every_exercise():
    assert table() in (DOCS / "exercises.md").read_text(encoding="utf-8")
