"""Answers to `vanishing`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def sigmoid(x):
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def as_a_list_of_sigmoids(f):
    return [sigmoid(f), sigmoid(-f)]


def denominators_that_may_be_infinite(f):
    return 1 / (1 + np.exp(-f)), 1 / (1 + np.exp(f))


def entry_by_entry(f):
    saturating, non_saturating = np.empty_like(f), np.empty_like(f)
    for j, value in enumerate(map(float, f[:, 0])):
        e = math.exp(-abs(value))
        large, small = 1 / (1 + e), e / (1 + e)
        saturating[j, 0], non_saturating[j, 0] = (large, small) if value > 0 else (small, large)
    return saturating, non_saturating


def absolute_values_in_float64(f):
    x = f.astype(np.float64)
    slopes = np.abs(np.stack([-np.exp(-np.logaddexp(0, -x)), -np.exp(-np.logaddexp(0, x))])).astype(f.dtype)
    return tuple(slopes)


def one_of_them_by_the_logit(f):
    saturating = np.exp(-np.logaddexp(0, -f))
    return saturating, np.exp(-f - np.logaddexp(0, -f))


def with_where_and_out(f):
    e = np.exp(-np.abs(f))
    large = np.reciprocal(1 + e, out=np.empty_like(e))
    return np.where(f >= 0, large, e * large), np.where(f >= 0, e * large, large)


def by_tanh(f):
    t = np.tanh(f / 2)
    return (1 + t) / 2, (1 - t) / 2


def one_minus_the_small_one(f):
    non_saturating = sigmoid(-f)
    return 1 - non_saturating, non_saturating


def logits_clipped_at_30(f):
    f = np.clip(f, -30, 30)
    return sigmoid(f), sigmoid(-f)


def inf_over_inf(f):
    return np.exp(f) / (1 + np.exp(f)), np.exp(-f) / (1 + np.exp(-f))


def exponent_limited_to_700(f):
    up, down = np.exp(np.minimum(f, 700)), np.exp(np.minimum(-f, 700))
    return up / (1 + up), down / (1 + down)


def epsilon_1e_12_added(f):
    return (sigmoid(f) + 1e-12).astype(f.dtype), (sigmoid(-f) + 1e-12).astype(f.dtype)


def slope_of_the_sigmoid(f):
    return sigmoid(f) * sigmoid(-f), sigmoid(f) * sigmoid(-f)


def signed_non_saturating(f):
    return sigmoid(f), -sigmoid(-f)


def differences_of_the_terms(f):
    h = 1e-6
    saturating = np.logaddexp(0, f + h) - np.logaddexp(0, f - h)
    return saturating / (2 * h), (np.logaddexp(0, h - f) - np.logaddexp(0, -f - h)) / (2 * h)


def zero_where_D_is_sure(f):
    return np.where(f < -30, 0, sigmoid(f)).astype(f.dtype), sigmoid(-f)


def values_of_the_losses(f):
    return np.logaddexp(0, f), np.logaddexp(0, -f)


def exponentials_below_minus_10(f):
    e = np.exp(-np.abs(f))
    small = np.where(np.abs(f) > 10, e, e / (1 + e))
    return np.where(f < 0, small, 1 / (1 + e)).astype(f.dtype), np.where(f > 0, small, 1 / (1 + e)).astype(f.dtype)


RIGHT = (
    as_a_list_of_sigmoids,
    denominators_that_may_be_infinite,
    entry_by_entry,
    absolute_values_in_float64,
    one_of_them_by_the_logit,
    with_where_and_out,
)
WRONG = (
    by_tanh,
    one_minus_the_small_one,
    logits_clipped_at_30,
    inf_over_inf,
    exponent_limited_to_700,
    epsilon_1e_12_added,
    slope_of_the_sigmoid,
    signed_non_saturating,
    differences_of_the_terms,
    zero_where_D_is_sure,
    values_of_the_losses,
    exponentials_below_minus_10,
)
