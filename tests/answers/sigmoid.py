"""Answers to `sigmoid`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def by_logaddexp(x):
    return np.exp(-np.logaddexp(0, -x))


def by_masks(x):
    y = np.empty_like(x)
    up = x >= 0
    y[up] = 1 / (1 + np.exp(-x[up]))
    e = np.exp(x[~up])
    y[~up] = e / (1 + e)
    return y


def by_two_clips(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-np.maximum(x, 0))), np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x))))


def entry_by_entry(x):
    y = np.zeros_like(x)
    for i, value in np.ndenumerate(x):
        e = math.exp(-abs(value))
        y[i] = 1 / (1 + e) if value >= 0 else e / (1 + e)
    return y


def in_float64_with_out(x):
    e = np.exp(-np.abs(x), dtype=np.float64)
    y = np.divide(np.where(x >= 0, 1.0, e), 1 + e, out=np.empty(x.shape))
    return y.astype(x.dtype)


def from_the_other_side_where_that_is_exact(x):
    e = np.exp(-np.abs(x))
    return np.select([x > 0, x <= 0], [1 - e / (1 + e), e / (1 + e)]).astype(x.dtype)


def stable(x):
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def clipped_at_20(x):
    return 1 / (1 + np.exp(-np.clip(x, -20, 20)))


def clipped_at_30(x):
    return 1 / (1 + np.exp(-np.clip(x, -30, 30)))


def clipped_at_88(x):
    return 1 / (1 + np.exp(-np.clip(x, -88, 88)))


def clipped_at_700_in_float64(x):
    return (1 / (1 + np.exp(-np.clip(x, -700, 700), dtype=np.float64))).astype(x.dtype)


def from_the_other_side(x):
    return 1 - 1 / (1 + np.exp(np.minimum(x, 700)))


def one_minus_the_other(x):
    return 1 - stable(-x)


def by_tanh(x):
    return (1 + np.tanh(x / 2)) / 2


def with_an_epsilon(x):
    return stable(x) + np.asarray(1e-12, x.dtype)


def with_an_epsilon_below(x):
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)) + np.asarray(1e-7, x.dtype))


def below_minus_30_it_is_0(x):
    return np.where(x < -30, 0, stable(x)).astype(x.dtype)


def below_minus_60_it_is_0(x):
    return np.where(x < -60, 0, stable(x)).astype(x.dtype)


def below_minus_80_it_is_0_in_float32(x):
    return np.where(x < -80, 0, stable(x)).astype(x.dtype) if x.dtype == np.float32 else stable(x)


def above_20_it_is_1(x):
    return np.where(x > 20, 1, stable(x)).astype(x.dtype)


def below_minus_10_the_exponential(x):
    return np.where(x < -10, np.exp(np.minimum(x, 0)), stable(x))


def overflows_in_float32(x):
    return np.exp(np.minimum(x, 300)) / (1 + np.exp(np.minimum(x, 300)))


def nan_made_1(x):
    return np.nan_to_num(np.exp(x) / (1 + np.exp(x)), nan=1.0)


def in_float32_always(x):
    return stable(x.astype(np.float32)).astype(x.dtype)


def for_matrices_alone(x):
    return np.array([[stable(x[i, j]) for j in range(x.shape[1])] for i in range(x.shape[0])])


RIGHT = (
    by_logaddexp,
    by_masks,
    by_two_clips,
    entry_by_entry,
    in_float64_with_out,
    from_the_other_side_where_that_is_exact,
)
WRONG = (
    clipped_at_20,
    clipped_at_30,
    clipped_at_88,
    clipped_at_700_in_float64,
    from_the_other_side,
    one_minus_the_other,
    by_tanh,
    with_an_epsilon,
    with_an_epsilon_below,
    below_minus_30_it_is_0,
    below_minus_60_it_is_0,
    below_minus_80_it_is_0_in_float32,
    above_20_it_is_1,
    below_minus_10_the_exponential,
    overflows_in_float32,
    nan_made_1,
    in_float32_always,
    for_matrices_alone,
)
