"""Answers to `tanh_backward`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np

from numgan.exercises.chapters.backpropagation.tanh_backward import of_the_sigmoid


def multiplied_out(dy, y):
    return dy - dy * y**2


def two_factors(dy, y):
    return (1 - y) * (1 + y) * dy


def back_to_x(dy, y):
    return dy / np.cosh(np.arctanh(y)) ** 2


def by_the_sigmoid(dy, y):
    s = (y + 1) / 2  # tanh(x) = 2 sigmoid(2 x) - 1
    return 4 * dy * s * (1 - s)


def entry_by_entry(dy, y):
    dx = np.zeros_like(y)
    for i, value in np.ndenumerate(y):
        dx[i] = dy[i] * (1 - math.pow(value, 2))
    return dx


def with_out(dy, y):
    dx = np.square(y)
    np.subtract(1, dx, out=dx)
    return np.multiply(dx, dy, out=dx)


def in_float64(dy, y):
    return np.einsum("ij,ij->ij", dy.astype(float), -np.expm1(2 * np.log(np.abs(y.astype(float))))).astype(dy.dtype)


def without_brackets(dy, y):
    return dy * 1 - y * y


def absolute_value_for_a_square(dy, y):
    return dy * (1 - np.abs(y))


def root_of_the_derivative(dy, y):
    return dy * np.sqrt(1 - y * y)


def wrong_way_round(dy, y):
    return dy * (y * y - 1)


def square_of_the_whole(dy, y):
    return dy * (1 - y) ** 2


def of_twice_x(dy, y):
    return 2 * dy * (1 - y * y)


def clipped_y(dy, y):
    return dy * (1 - np.clip(y, -1 + 1e-7, 1 - 1e-7) ** 2)


def never_below_an_epsilon(dy, y):
    return dy * np.maximum(1 - y * y, 1e-7)


def with_an_epsilon(dy, y):
    return dy * (1 - y * y) + 1e-12


def saturated_is_0(dy, y):
    return np.where(np.abs(y) > 0.999, 0, dy * (1 - y * y)).astype(y.dtype)


def clipped_at_100(dy, y):
    return np.clip(dy * (1 - y * y), -100, 100)


def small_square_forgotten(dy, y):
    return np.where(np.abs(y) < 1e-3, dy, dy * (1 - y * y))


def dy_once_for_each_column(dy, y):
    return dy[:1] * (1 - y * y)


RIGHT = (
    multiplied_out,
    two_factors,
    back_to_x,
    by_the_sigmoid,
    entry_by_entry,
    with_out,
    in_float64,
)
WRONG = (
    of_the_sigmoid,
    without_brackets,
    absolute_value_for_a_square,
    root_of_the_derivative,
    wrong_way_round,
    square_of_the_whole,
    of_twice_x,
    clipped_y,
    never_below_an_epsilon,
    with_an_epsilon,
    saturated_is_0,
    clipped_at_100,
    small_square_forgotten,
    dy_once_for_each_column,
)
