"""The scalar functions, against exact decimals and their own identities."""

from decimal import Decimal, getcontext

import numpy as np
import pytest

from numgan.functions import logit, sigmoid, softplus

LOGITS = [-1000, -745, -50, -20, -3.5, -1e-9, 0, 0.25, 2, 36, 50, 710, 1000]


def exact(function: str, x: float) -> float:
    getcontext().prec = 50
    e = Decimal(x).exp()
    return float({"sigmoid": e / (1 + e), "softplus": (1 + e).ln()}[function])


@pytest.mark.parametrize("x", LOGITS)
@pytest.mark.parametrize("function", [sigmoid, softplus])
def test_equals_fifty_digit_arithmetic(function, x):
    assert function(np.array([x]))[0] == pytest.approx(exact(function.__name__, x), rel=1e-13, abs=1e-300)


@pytest.mark.parametrize("function", [sigmoid, softplus])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_keeps_dtype_and_raises_no_warning_at_a_thousand(function, dtype):
    y = function(np.array([-1000, 1000], dtype))
    assert y.dtype == dtype
    assert np.isfinite(y).all()


def test_logit_is_the_inverse_of_sigmoid():
    x = np.linspace(-12, 12, 49)
    np.testing.assert_allclose(logit(sigmoid(x)), x, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("p", [0, 1, -0.1, 1.1, np.nan])
def test_the_ends_of_the_unit_interval_have_no_logit(p):
    for given in (p, [0.5, p], np.array([[0.2], [p]])):
        with pytest.raises(ValueError, match=r"p must lie in \(0, 1\)"):
            logit(given)


@pytest.mark.parametrize("function", [sigmoid, softplus])
def test_whole_numbers_and_lists_are_floats(function):
    wanted = function(np.array([-2.0, 0.0, 3.0]))
    np.testing.assert_array_equal(function([-2, 0, 3]), wanted)
    np.testing.assert_array_equal(function(np.array([-2, 0, 3], np.int8)), wanted)
    assert function(3) == wanted[2]
    for bad in ("3", [None], np.array([1j])):
        with pytest.raises(TypeError, match="x must be a number or an array of numbers"):
            function(bad)
