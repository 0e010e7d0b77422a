"""Answers to `saturating_loss`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def sigmoid(x):
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def as_a_list_by_softplus(f):
    return [-np.average(softplus(f)), -sigmoid(f) / f.size]


def entry_by_entry(f):
    loss, dfake = 0.0, np.zeros(f.shape, f.dtype)
    for j, value in enumerate(float(v) for v in f[:, 0]):
        loss += min(-value, 0) - math.log1p(math.exp(-abs(value)))
        dfake[j] = -1 / (len(f) * (1 + math.exp(-value))) if value > -600 else -math.exp(value) / len(f)
    return loss / len(f), dfake


def denominator_that_may_be_infinite(f):
    return np.array(np.mean(-np.logaddexp(f, 0))), -1 / (1 + np.exp(-f)) / len(f)


def gradient_from_the_terms(f):
    terms = -np.logaddexp(0, f)
    return terms.sum() / len(f), -np.exp(f + terms) / len(f)


def in_float64_with_out(f):
    x = f[:, 0].astype(np.float64)
    e = np.exp(-np.abs(x))
    dfake = np.divide(np.where(x < 0, e, 1.0), 1 + e, out=np.empty(len(x)))
    loss = -(np.maximum(x, 0) + np.log1p(e)) @ np.full(len(x), 1 / len(x))
    return loss, np.multiply(dfake[:, None], -1 / len(x)).astype(f.dtype)


def epsilon_1e_12_in_the_logarithm(f):
    return np.log(1 - sigmoid(f) + 1e-12).mean(), -sigmoid(f) / len(f)


def probability_clipped_at_1e_7(f):
    D = np.clip(sigmoid(f), 1e-7, 1 - 1e-7)
    return np.log(1 - D).mean(), -D / len(f)


def logits_clipped_at_30(f):
    f = np.clip(f, -30, 30)
    return -softplus(f).mean(), -sigmoid(f) / len(f)


def straight_line_above_20(f):
    return -np.where(f > 20, f, np.log1p(np.exp(np.minimum(f, 20)))).mean(), -sigmoid(f) / len(f)


def exponent_limited_to_300(f):
    e = np.exp(np.minimum(f, 300))
    return -softplus(f).mean(), -e / (1 + e) / len(f)


def overflows(f):
    return -np.log1p(np.exp(f)).mean(), -1 / (1 + np.exp(-f)) / len(f)


def by_tanh(f):
    return -np.logaddexp(0, f).mean(), -(1 + np.tanh(f / 2)) / 2 / len(f)


def one_minus_the_other_belief(f):
    return -np.logaddexp(0, f).mean(), (sigmoid(-f) - 1) / len(f)


def logits_minus_softplus(f):
    return (-f - np.logaddexp(0, -f)).mean(), -sigmoid(f) / len(f)


def slope_of_the_sigmoid(f):
    return -softplus(f).mean(), -sigmoid(f) * sigmoid(-f) / len(f)


def gradient_of_the_other_loss(f):
    return -softplus(f).mean(), -sigmoid(-f) / len(f)


def logarithm_of_the_mean(f):
    return np.log(sigmoid(-f).mean()), -sigmoid(f) / len(f)


RIGHT = (
    as_a_list_by_softplus,
    entry_by_entry,
    denominator_that_may_be_infinite,
    gradient_from_the_terms,
    in_float64_with_out,
)
WRONG = (
    epsilon_1e_12_in_the_logarithm,
    probability_clipped_at_1e_7,
    logits_clipped_at_30,
    straight_line_above_20,
    exponent_limited_to_300,
    overflows,
    by_tanh,
    one_minus_the_other_belief,
    logits_minus_softplus,
    slope_of_the_sigmoid,
    gradient_of_the_other_loss,
    logarithm_of_the_mean,
)
