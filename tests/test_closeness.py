"""How near an answer must come: each entry for itself, as far as its own rounding reaches, in both dtypes."""

import numpy as np
import pytest

from numgan.exercises.closeness import allowed, cast, excess, step
from numgan.exercises.exercise import Exercise


def exercise(function, **changes):
    """An exercise of which only the function, what it returns and what cancels matter here."""
    texts = dict.fromkeys(("title", "statement", "source", "explanation"), "")
    settings = texts | {"notebook": 1, "hints": (), "in_numgan": (), "draw": None, "mutants": ()}
    return Exercise(function, **settings | changes)


def right(function, arguments, got, dtype=np.float64, **changes):
    """Which entries of `got` are near enough."""
    one = exercise(function, **changes)
    arguments = cast(arguments, np.float64)
    (want,) = one.results(arguments)
    (bound,) = allowed(one, arguments, (want,), dtype)
    return excess(np.asarray(got), want, bound, dtype) <= 1


def test_the_step_is_three_quarters_of_the_digits():
    assert step(np.float64) == pytest.approx(2.0**-39)  # eps is 2^-52
    assert step(np.float32) == pytest.approx(2.0**-17.25)  # eps is 2^-23


def test_small_entries_are_judged_by_themselves():
    x = np.array([-40.0, -20.0, 0.0, 10.0])
    want = np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))

    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    assert right(sigmoid, (x,), want).all()
    assert right(sigmoid, (x,), want * (1 + 1e-13)).all()
    assert right(sigmoid, (x,), 1 - 1 / (1 + np.exp(x))).tolist() == [False, False, True, True]  # 1 - (1 - 2e-9)
    assert right(sigmoid, (x,), want + 1e-15).tolist() == [False, False, True, True]
    assert right(sigmoid, (x,), want.astype(np.float32), np.float32).all()


def test_terms_that_cancel_may_round_and_their_neighbours_may_not():
    x, w = np.array([[1.0, 1.0], [1.0, -1.0]]), np.array([1e6, -1e6 + 1e-3])  # x w = (1e-3, 2e6)

    def product(x, w):
        return x @ w

    got = product(x, w)
    assert right(product, (x, w), got + np.array([1e-7, 0.0])).all()
    assert right(product, (x, w), got + np.array([1e-3, 0.0])).tolist() == [False, True]
    assert right(product, (x, w), got + np.array([0.0, 1.0])).tolist() == [True, False]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_broken_tie_allows_nothing(dtype):
    def share(x, limit):
        return (np.abs(x) >= limit).mean()

    x = np.array([0.25, 0.5, 0.1, -0.25])
    assert right(share, (x, 0.25), 0.75, dtype)
    assert not right(share, (x, 0.25), 0.25, dtype)


def test_terms_that_cancel_to_second_order_are_declared():
    def distance(a, b):
        return ((np.sqrt(a) - np.sqrt(b)) ** 2).sum()

    a = np.array([0.2, 0.3, 0.5])
    other_algebra = (a + a - 2 * np.sqrt(a * a * (1 + 1e-15))).sum()  # as a rounding in the root leaves it
    assert not right(distance, (a, a), other_algebra)
    assert right(distance, (a, a), other_algebra, cancels=lambda a, b: a.sum() + b.sum())
    assert not right(distance, (a, a), 1e-12, cancels=lambda a, b: a.sum() + b.sum())


def test_infinities_must_be_where_they_are_wanted():
    want, bound = np.array([np.inf, -np.inf, np.nan, 1.0]), np.ones(4)
    assert (excess(want, want, bound, np.float64) == 0).all()
    assert (excess(np.array([-np.inf, 1.0, 1.0, np.nan]), want, bound, np.float64) == np.inf).all()
    over = np.array([1e39, -1e39])
    assert (excess(np.array([np.inf, -np.inf], np.float32), over, np.ones(2), np.float32) == 0).all()
    assert (excess(np.array([np.inf, -np.inf]), over, np.ones(2), np.float64) == np.inf).all()
