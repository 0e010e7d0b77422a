"""Answers to `sigmoid_backward`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np

from numgan.exercises.chapters.backpropagation.sigmoid_backward import of_the_logarithm


def multiplied_out(dy, y):
    return dy * y - dy * y**2


def y_less_its_square(dy, y):
    return dy * (y - np.square(y))


def by_logarithms(dy, y):
    return dy * np.exp(np.log(y) + np.log1p(-y))


def entry_by_entry(dy, y):
    dx = np.empty_like(y)
    for i, value in np.ndenumerate(y):
        dx[i] = value * (1 - value) * dy[i]
    return dx


def with_out(dy, y):
    dx = np.subtract(1, y, out=np.empty_like(y))
    dx *= y
    dx *= dy
    return dx


def in_float64(dy, y):
    return np.prod([dy, y, 1.0 - y], axis=0, dtype=np.float64).astype(dy.dtype)


def square_of_y_only(dy, y):
    return dy * y - y * y


def squared_with_y(dy, y):
    return dy * y * (1 - y) ** 2


def of_tanh(dy, y):
    return dy * (1 - y * y)


def other_sign(dy, y):
    return dy * y * (y - 1)


def a_quarter_everywhere(dy, y):
    return dy / 4


def from_the_middle(dy, y):
    return dy * (0.25 - (y - 0.5) ** 2)


def clipped_y(dy, y):
    p = np.clip(y, 1e-7, 1 - 1e-7)
    return dy * p * (1 - p)


def clipped_y_at_1e_12(dy, y):
    p = np.maximum(y, 1e-12)
    return dy * p * (1 - p)


def through_the_logit_with_an_epsilon(dy, y):
    e = (1 - y) / (y + 1e-12)
    return dy * e / (1 + e) ** 2


def with_an_epsilon(dy, y):
    return dy * y * (1 - y) + 1e-12


def saturated_is_0(dy, y):
    return np.where((y < 1e-4) | (y > 1 - 1e-4), 0, dy * y * (1 - y)).astype(y.dtype)


def clipped_at_100(dy, y):
    return np.clip(dy * y * (1 - y), -100, 100)


def dy_summed_over_the_row(dy, y):
    return dy.sum(axis=1, keepdims=True) * y * (1 - y)


def as_if_softmax(dy, y):
    return y * (dy - (dy * y).sum(axis=1, keepdims=True))


RIGHT = (
    multiplied_out,
    y_less_its_square,
    by_logarithms,
    entry_by_entry,
    with_out,
    in_float64,
)
WRONG = (
    of_the_logarithm,
    square_of_y_only,
    squared_with_y,
    of_tanh,
    other_sign,
    a_quarter_everywhere,
    from_the_middle,
    clipped_y,
    clipped_y_at_1e_12,
    through_the_logit_with_an_epsilon,
    with_an_epsilon,
    saturated_is_0,
    clipped_at_100,
    dy_summed_over_the_row,
    as_if_softmax,
)
