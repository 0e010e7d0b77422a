"""Answers to `non_saturating_loss`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def sigmoid(x):
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def as_a_list_by_softplus(f):
    return [np.asarray(np.einsum("ij->", softplus(-f)) / len(f)), np.negative(sigmoid(-f)) / len(f)]


def entry_by_entry(f):
    losses, dfake = [], []
    for value in f.ravel().tolist():
        losses.append(max(-value, 0) + math.log1p(math.exp(-abs(value))))
        dfake.append([-1 / (1 + math.exp(value)) / len(f) if value < 600 else 0.0])
    return sum(losses) / len(f), np.array(dfake, f.dtype)


def denominator_that_may_be_infinite(f):
    return np.average(np.logaddexp(-f, 0)), 1 / (-len(f) - len(f) * np.exp(f))


def gradient_from_the_terms(f):
    terms = np.logaddexp(0, -f)
    return terms.sum() / f.size, -np.exp(-f - terms) / f.size


def by_masks_in_float64(f):
    x = f.astype(np.float64)
    loss, dfake, low = np.empty_like(x), np.empty_like(x), x < 0
    loss[low], loss[~low] = -x[low] + np.log1p(np.exp(x[low])), np.log1p(np.exp(-x[~low]))
    dfake[low] = -1 / (1 + np.exp(x[low]))
    dfake[~low] = -np.exp(-x[~low]) / (1 + np.exp(-x[~low]))
    return np.float32(loss.mean()) if f.dtype == np.float32 else loss.mean(), (dfake / len(x)).astype(f.dtype)


def epsilon_1e_12_in_the_logarithm(f):
    return -np.log(sigmoid(f) + 1e-12).mean(), -sigmoid(-f) / len(f)


def epsilon_1e_7_in_the_gradient(f):
    D = sigmoid(f)
    return softplus(-f).mean(), -D * sigmoid(-f) / (D + 1e-7) / len(f)


def probability_clipped_at_1e_15(f):
    D = np.clip(sigmoid(f), 1e-15, 1 - 1e-15)
    return -np.log(D).mean(), (D - 1) / len(f)


def logits_clipped_at_88(f):
    f = np.clip(f, -88, 88)
    return softplus(-f).mean(), -sigmoid(-f) / len(f)


def straight_line_below_minus_20(f):
    return np.where(f < -20, -f, np.log1p(np.exp(np.minimum(-f, 20)))).mean(), -sigmoid(-f) / len(f)


def by_tanh(f):
    return np.logaddexp(0, -f).mean(), (np.tanh(f / 2) - 1) / 2 / len(f)


def exponent_limited_to_300(f):
    e = np.exp(np.minimum(-f, 300))
    return softplus(-f).mean(), -e / (1 + e) / len(f)


def zero_where_D_is_fooled(f):
    return softplus(-f).mean(), np.where(f > 30, 0, -sigmoid(-f)).astype(f.dtype) / len(f)


def softplus_minus_logits(f):
    return (np.logaddexp(0, f) - f).mean(), -sigmoid(-f) / len(f)


def fooled_rows_left_out(f):
    some = f < 0
    return (softplus(-f) * some).sum() / max(some.sum(), 1), -sigmoid(-f) * some / len(f)


def gradient_of_the_other_sign_of_f(f):
    return softplus(-f).mean(), sigmoid(-f) / len(f)


def target_one_half(f):
    return (softplus(-f) + softplus(f)).mean() / 2, (sigmoid(f) - sigmoid(-f)) / 2 / len(f)


RIGHT = (
    as_a_list_by_softplus,
    entry_by_entry,
    denominator_that_may_be_infinite,
    gradient_from_the_terms,
    by_masks_in_float64,
)
WRONG = (
    epsilon_1e_12_in_the_logarithm,
    epsilon_1e_7_in_the_gradient,
    probability_clipped_at_1e_15,
    logits_clipped_at_88,
    straight_line_below_minus_20,
    by_tanh,
    exponent_limited_to_300,
    zero_where_D_is_fooled,
    softplus_minus_logits,
    fooled_rows_left_out,
    gradient_of_the_other_sign_of_f,
    target_one_half,
)
