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


def clipped_at_20(x):
    return 1 / (1 + np.exp(-np.clip(x, -20, 20)))


def clipped_at_88(x):
    return 1 / (1 + np.exp(-np.clip(x, -88, 88)))


def from_the_other_side(x):
    return 1 - 1 / (1 + np.exp(np.minimum(x, 700)))


def by_tanh(x):
    return (1 + np.tanh(x / 2)) / 2


def with_an_epsilon(x):
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x))) + np.asarray(1e-12, x.dtype)


def below_a_threshold_0(x):
    return np.where(x < -30, 0, np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))).astype(x.dtype)


def overflows_in_float32(x):
    return np.exp(np.minimum(x, 300)) / (1 + np.exp(np.minimum(x, 300)))


RIGHT = (by_logaddexp, by_masks, by_two_clips, entry_by_entry, in_float64_with_out)
WRONG = (
    clipped_at_20,
    clipped_at_88,
    from_the_other_side,
    by_tanh,
    with_an_epsilon,
    below_a_threshold_0,
    overflows_in_float32,
)
