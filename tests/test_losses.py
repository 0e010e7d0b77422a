"""The losses that games add up: values by hand, gradients against central differences, and what fits no other."""

import numpy as np
import pytest
from games import rows

from numgan.functions import sigmoid, softmax
from numgan.gradcheck import compare, numerical_gradient
from numgan.objectives.losses import absolute, bernoulli, softmax_cross_entropy, squared

LABELS = np.array([2, 0, 1, 1, 2, 0])
PIXELS = np.random.default_rng(1).random((6, 3))
LOSSES = {
    "cross entropy": lambda y: softmax_cross_entropy(y, LABELS),
    "bernoulli": lambda y: bernoulli(y, PIXELS.astype(y.dtype)),
    "squared": lambda y: squared(y, PIXELS.astype(y.dtype)),
    "absolute": lambda y: absolute(y, PIXELS.astype(y.dtype)),
}


@pytest.mark.parametrize("name", LOSSES)
def test_gradients_agree_with_central_differences(name):
    y = rows()
    loss, dy = LOSSES[name](y)
    assert isinstance(loss, float)
    assert dy.shape == y.shape
    assert compare(dy, numerical_gradient(lambda: LOSSES[name](y)[0], y)).error <= 1e-6
    assert LOSSES[name](y.astype(np.float32))[1].dtype == np.float32


def test_values_by_hand():
    y, x = np.array([[1.0, 2.0], [4.0, 0.0]]), np.array([[1.0, 5.0], [2.0, 0.0]])
    assert squared(y, x)[0] == (9 + 4) / 4
    np.testing.assert_array_equal(squared(y, x)[1], [[0, -1.5], [1, 0]])  # 2 (y - x) / 4
    assert absolute(y, x)[0] == (3 + 2) / 4
    np.testing.assert_array_equal(absolute(y, x)[1], [[0, -0.25], [0.25, 0]])


def test_bernoulli_is_minus_the_log_probability_of_a_row():
    logits, x = rows(), PIXELS
    p = sigmoid(logits)
    loss = -(x * np.log(p) + (1 - x) * np.log(1 - p)).sum(axis=1).mean()  # summed over pixels, a mean over rows
    assert bernoulli(logits, x)[0] == pytest.approx(loss, rel=1e-12)


def test_cross_entropy_is_minus_the_log_of_the_right_probability():
    logits = rows()
    p = softmax(logits)[np.arange(6), LABELS]
    assert softmax_cross_entropy(logits, LABELS)[0] == pytest.approx(-np.log(p).mean(), rel=1e-12)
    assert softmax_cross_entropy(np.zeros((6, 3)), LABELS)[0] == pytest.approx(np.log(3), rel=1e-14)
    far = np.where(np.arange(3) == LABELS[:, None], 0.0, 1000.0)
    assert softmax_cross_entropy(far, LABELS)[0] == pytest.approx(1000 + np.log(2), rel=1e-14)


@pytest.mark.parametrize("loss", [bernoulli, squared, absolute])
def test_what_does_not_fit_is_refused(loss):
    for y, x in (
        (np.zeros((2, 3)), np.zeros((2, 2))),
        (np.zeros((2, 3)), np.zeros((1, 3))),
        (np.zeros(3), np.zeros(3)),
    ):
        with pytest.raises(ValueError, match=r"\(B, n\)"):
            loss(y, x)


def test_pixels_are_black_and_white_and_all_between_and_no_others():
    logits, x = np.zeros((2, 3)), np.array([[0.0, 1.0, 0.5], [0.0, 0.0, 1.0]])
    assert bernoulli(logits, x)[0] == pytest.approx(3 * np.log(2), rel=1e-14)
    for bad in (-0.01, 1.01, np.nan):
        stray = x.copy()
        stray[0, 2] = bad
        with pytest.raises(ValueError, match=r"\[0, 1\]|finite"):
            bernoulli(logits, stray)


@pytest.mark.parametrize("loss", [bernoulli, squared, absolute])
def test_both_are_floats(loss):
    y, x = np.array([[0.5, 1.0]]), np.array([[1.0, 0.0]])
    assert loss(y.tolist(), x.tolist())[0] == loss(y, x)[0]
    for bad in ((np.array([[1, 0]]), x), (y, np.array([[1, 0]])), (y, "no")):
        with pytest.raises(TypeError, match="must be an array of floats"):
            loss(*bad)
