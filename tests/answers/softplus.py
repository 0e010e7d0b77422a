"""Answers to `softplus`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def by_logaddexp(x):
    return np.logaddexp(0, x)


def by_masks(x):
    y = np.empty_like(x)
    up = x > 0
    y[up] = x[up] + np.log1p(np.exp(-x[up]))
    y[~up] = np.log1p(np.exp(x[~up]))
    return y


def half_of_the_sum(x):
    return (x + np.abs(x)) / 2 + np.log1p(np.exp(-np.sqrt(x * x)))


def entry_by_entry(x):
    y = np.zeros(x.shape, x.dtype)
    for i, value in np.ndenumerate(x):
        value = float(value)
        y[i] = max(value, 0.0) + math.log1p(math.exp(-abs(value)))
    return y


def in_place_with_out(x):
    y = np.abs(x)
    np.negative(y, out=y)
    np.exp(y, out=y)
    np.log1p(y, out=y)
    y += x * (x > 0)
    return y


def in_float64(x):
    wide = np.asarray(x, np.float64)
    return np.where(wide > 0, wide - np.log(1 / (1 + np.exp(-np.abs(wide)))), np.log1p(np.exp(-np.abs(wide)))).astype(
        x.dtype
    )


def stable(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def linear_above_700(x):
    return np.where(x > 700, x, np.log1p(np.exp(x)))


def linear_above_10(x):
    return np.where(x > 10, x, np.log1p(np.exp(np.minimum(x, 10))))


def linear_above_20(x):
    return np.where(x > 20, x, np.log1p(np.exp(np.minimum(x, 20))))


def below_minus_20_it_is_0(x):
    return np.where(x < -20, 0, stable(x)).astype(x.dtype)


def below_minus_60_it_is_0(x):
    return np.where(x < -60, 0, stable(x)).astype(x.dtype)


def below_minus_10_the_exponential(x):
    return np.where(x < -10, np.exp(np.minimum(x, 0)), stable(x))


def log_of_a_sum(x):
    return np.maximum(x, 0) + np.log(1 + np.exp(-np.abs(x)))


def minus_the_log_of_a_sigmoid(x):
    return np.maximum(x, 0) - np.log(1 / (1 + np.exp(-np.abs(x))))


def with_an_epsilon(x):
    return np.maximum(x, 0) + np.log(1 + np.exp(-np.abs(x)) + np.asarray(1e-7, x.dtype))


def with_a_small_epsilon(x):
    return stable(x) + np.asarray(1e-12, x.dtype)


def clipped_at_30(x):
    return np.log1p(np.exp(np.clip(x, -30, 30))) + np.maximum(x - 30, 0)


def clipped_at_88(x):
    return np.log1p(np.exp(np.clip(x, -88, 88)))


def with_the_plain_exponential_as_well(x):
    return np.where(x < 0, np.log1p(np.exp(x)), x + np.exp(-np.abs(x)))


def to_base_2(x):
    return np.maximum(x, 0) + np.log2(1 + np.exp(-np.abs(x)))


def the_hinge(x):
    return np.maximum(x, 0) + 0


def in_float32_always(x):
    return stable(x.astype(np.float32)).astype(x.dtype)


RIGHT = (by_logaddexp, by_masks, half_of_the_sum, entry_by_entry, in_place_with_out, in_float64)
WRONG = (
    linear_above_700,
    linear_above_10,
    linear_above_20,
    below_minus_20_it_is_0,
    below_minus_60_it_is_0,
    below_minus_10_the_exponential,
    log_of_a_sum,
    minus_the_log_of_a_sigmoid,
    with_an_epsilon,
    with_a_small_epsilon,
    clipped_at_30,
    clipped_at_88,
    with_the_plain_exponential_as_well,
    to_base_2,
    the_hinge,
    in_float32_always,
)
