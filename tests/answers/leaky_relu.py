"""Answers to `leaky_relu`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np

from numgan.exercises.chapters.backpropagation.leaky_relu import clipped_at_slope


def by_where(x, slope):
    return np.where(x >= 0, x, slope * x)


def by_the_absolute_value(x, slope):
    return ((1 + slope) * x + (1 - slope) * np.abs(x)) / 2


def both_parts(x, slope):
    return np.clip(x, 0, None) + slope * np.clip(x, None, 0)


def x_less_what_is_lost(x, slope):
    return x - (1 - slope) * np.minimum(x, 0)


def copy_and_mask(x, slope):
    y = x.copy()
    y[y < 0] *= slope
    return y


def entry_by_entry(x, slope):
    y = np.empty_like(x)
    for i, value in np.ndenumerate(x):
        y[i] = value if value > 0 else slope * value
    return y


def with_out_and_where(x, slope):
    return np.multiply(x, slope, out=np.array(x), where=np.signbit(x))


def in_float64(x, slope):
    return np.max([np.float64(slope) * x, x], axis=0).astype(x.dtype)


def threshold_at_a_tenth(x, slope):
    return np.where(x > 0.1, x, slope * x)


def threshold_below_0(x, slope):
    return np.where(x > -0.1, x, slope * x)


def threshold_at_an_epsilon(x, slope):
    return np.where(x > 1e-7, x, slope * x)


def rounded_corner(x, slope):
    return slope * x + (1 - slope) * np.logaddexp(0, 100 * x) / 100


def exponential_unit(x, slope):
    return np.where(x > 0, x, slope * np.expm1(x))


def one_minus_the_slope(x, slope):
    return np.maximum(x, (1 - slope) * x)


def slope_twice(x, slope):
    return np.maximum(x, slope * slope * x)


def slope_at_most_a_half(x, slope):
    return np.maximum(x, min(slope, 0.5) * x)


def slope_at_least_a_hundredth(x, slope):
    return np.maximum(x, max(slope, 0.01) * x)


def bounded_leak(x, slope):
    return np.maximum(x, slope * np.maximum(x, -20))


def at_most_6(x, slope):
    return np.minimum(np.maximum(x, slope * x), 6)


def with_an_epsilon(x, slope):
    return np.maximum(x, slope * x) + 1e-12


def slope_by_column(x, slope):
    return np.where(x.mean(axis=0) > 0, x, slope * x)


RIGHT = (
    by_where,
    by_the_absolute_value,
    both_parts,
    x_less_what_is_lost,
    copy_and_mask,
    entry_by_entry,
    with_out_and_where,
    in_float64,
)
WRONG = (
    clipped_at_slope,
    threshold_at_a_tenth,
    threshold_below_0,
    threshold_at_an_epsilon,
    rounded_corner,
    exponential_unit,
    one_minus_the_slope,
    slope_twice,
    slope_at_most_a_half,
    slope_at_least_a_hundredth,
    bounded_leak,
    at_most_6,
    with_an_epsilon,
    slope_by_column,
)
