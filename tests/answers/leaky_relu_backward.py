"""Answers to `leaky_relu_backward`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np

from numgan.exercises.chapters.backpropagation.leaky_relu_backward import sign_of_dy


def by_the_sign(dy, x, slope):
    return np.maximum(np.sign(x), slope) * dy


def copy_and_mask(dy, x, slope):
    dx = dy.copy()
    dx[~(x > 0)] *= slope
    return dx


def dy_less_what_is_lost(dy, x, slope):
    return dy - (1 - slope) * dy * (x <= 0)


def by_heaviside(dy, x, slope):
    step = np.heaviside(x, 0)
    return dy * step + slope * dy * (1 - step)


def entry_by_entry(dy, x, slope):
    dx = np.empty_like(dy)
    for i, value in np.ndenumerate(x):
        dx[i] = dy[i] if value > 0 else slope * dy[i]
    return dx


def with_out_and_where(dy, x, slope):
    return np.multiply(dy, slope, out=np.array(dy), where=x <= 0)


def in_float64(dy, x, slope):
    return (dy * np.select([x > 0], [1.0], slope)).astype(dy.dtype)


def one_at_the_kink(dy, x, slope):
    return np.where(x >= 0, dy, slope * dy)


def mean_slope_at_the_kink(dy, x, slope):
    return dy * ((1 + slope) / 2 + (1 - slope) / 2 * np.sign(x))


def y_over_x(dy, x, slope):
    return dy * np.maximum(x, slope * x) / x


def y_over_x_and_an_epsilon(dy, x, slope):
    return dy * np.maximum(x, slope * x) / (x + 1e-12)


def threshold_at_a_tenth(dy, x, slope):
    return np.where(x > 0.1, dy, slope * dy)


def threshold_at_an_epsilon(dy, x, slope):
    return np.where(x > 1e-7, dy, slope * dy)


def threshold_below_0(dy, x, slope):
    return np.where((x > -1e-3) & (x != 0), dy, slope * dy)


def stops_as_relu(dy, x, slope):
    return np.where(x > 0, dy, 0).astype(dy.dtype)


def slope_without_dy(dy, x, slope):
    return np.where(x > 0, dy, np.full_like(dy, slope))


def slope_twice(dy, x, slope):
    return np.where(x > 0, dy, slope * slope * dy)


def slope_at_most_a_half(dy, x, slope):
    return np.where(x > 0, dy, min(slope, 0.5) * dy)


def forward_again(dy, x, slope):
    return dy * np.maximum(x, slope * x)


def clipped_at_100(dy, x, slope):
    return np.clip(np.where(x > 0, dy, slope * dy), -100, 100)


def with_an_epsilon(dy, x, slope):
    return np.where(x > 0, dy, slope * dy + 1e-12)


RIGHT = (
    by_the_sign,
    copy_and_mask,
    dy_less_what_is_lost,
    by_heaviside,
    entry_by_entry,
    with_out_and_where,
    in_float64,
)
WRONG = (
    sign_of_dy,
    one_at_the_kink,
    mean_slope_at_the_kink,
    y_over_x,
    y_over_x_and_an_epsilon,
    threshold_at_a_tenth,
    threshold_at_an_epsilon,
    threshold_below_0,
    stops_as_relu,
    slope_without_dy,
    slope_twice,
    slope_at_most_a_half,
    forward_again,
    clipped_at_100,
    with_an_epsilon,
)
