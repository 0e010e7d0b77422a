"""Answers to `pairing_loss`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def sigmoid(x):
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def by_log1p(real_logits, fake_logits):
    b = fake_logits - real_logits
    dfake = sigmoid(b) / b.size
    return [np.asarray(softplus(b).mean()), -dfake, dfake]


def pair_by_pair(real_logits, fake_logits):
    loss, dreal, dfake = 0.0, np.zeros_like(real_logits), np.zeros_like(fake_logits)
    for i in range(len(real_logits)):
        a = float(real_logits[i, 0]) - float(fake_logits[i, 0])
        e = math.exp(-abs(a))
        loss += (max(-a, 0) + math.log1p(e)) / len(real_logits)
        slope = (e if a > 0 else 1) / (1 + e) / len(real_logits)
        dreal[i], dfake[i] = -slope, slope
    return loss, dreal, dfake


def by_cross_entropy_of_two(real_logits, fake_logits):
    both = np.hstack([real_logits, fake_logits])
    shares = np.exp(both - both.max(axis=1, keepdims=True))
    total = shares.sum(axis=1, keepdims=True)
    log_share = np.log1p(shares.min(axis=1)) + (both.max(axis=1) - real_logits[:, 0])
    slope = shares[:, 1:] / total / len(both)
    return log_share.mean(), -slope, slope


def by_the_matrix_of_differences(real_logits, fake_logits):
    B = len(real_logits)
    J = np.hstack([np.eye(B), -np.eye(B)])
    a = J @ np.vstack([real_logits, fake_logits]).astype(np.float64)
    gradient = (J.T @ (-np.exp(-np.logaddexp(a, 0)) / B)).astype(real_logits.dtype)
    return np.average(np.logaddexp(-a, 0)), gradient[:B], gradient[B:]


def in_float64_with_out(real_logits, fake_logits):
    a = np.subtract(real_logits, fake_logits, out=np.empty(real_logits.shape))
    slope = np.divide(sigmoid(-a), len(a)).astype(real_logits.dtype)
    return np.einsum("ij->", softplus(-a)) / len(a), np.negative(slope), slope


def paired(a, plus=softplus, slope=sigmoid):
    dreal = -slope(-a) / len(a)
    return plus(-a).mean(), dreal, -dreal


def logarithm_of_one_plus(real_logits, fake_logits):
    return paired(real_logits - fake_logits, lambda x: np.maximum(x, 0) + np.log(1 + np.exp(-np.abs(x))))


def sigmoid_from_the_other_side(real_logits, fake_logits):
    return paired(real_logits - fake_logits, slope=lambda x: 1 - sigmoid(-x))


def epsilon_in_the_logarithm(real_logits, fake_logits):
    return paired(real_logits - fake_logits, lambda x: -np.log(sigmoid(-x) + 1e-12))


def differences_clipped_at_30(real_logits, fake_logits):
    return paired(np.clip(real_logits - fake_logits, -30, 30))


def overflows_in_float32(real_logits, fake_logits):
    return paired(real_logits - fake_logits, lambda x: np.log1p(np.exp(np.minimum(x, 700))))


def next_row_for_partner(real_logits, fake_logits):
    loss, dreal, dfake = paired(real_logits - np.roll(fake_logits, 1, axis=0))
    return loss, dreal, np.roll(dfake, -1, axis=0)


def hinge(real_logits, fake_logits):
    a = real_logits - fake_logits
    dreal = -(a < 1).astype(a.dtype) / len(a)
    return np.maximum(0, 1 - a).mean(), dreal, -dreal


def squared_difference_from_1(real_logits, fake_logits):
    a = real_logits - fake_logits
    dreal = 2 * (a - 1) / len(a)
    return ((a - 1) ** 2).mean(), dreal, -dreal


def average_of_both_kinds(real_logits, fake_logits):
    a, b = real_logits - fake_logits.mean(), fake_logits - real_logits.mean()
    da, db = -sigmoid(-a) / len(a), sigmoid(b) / len(b)
    loss = softplus(-a).mean() + softplus(b).mean()
    return loss / 2, (da - db.mean()) / 2, (db - da.mean()) / 2


def mean_of_the_differences_first(real_logits, fake_logits):
    a = (real_logits - fake_logits).mean()
    dreal = np.full_like(real_logits, -sigmoid(-a) / len(real_logits))
    return softplus(-a), dreal, -dreal


def logarithm_to_base_2(real_logits, fake_logits):
    loss, dreal, dfake = paired(real_logits - fake_logits)
    return loss / math.log(2), dreal, dfake


def gradient_without_the_mean(real_logits, fake_logits):
    loss, dreal, dfake = paired(real_logits - fake_logits)
    return loss, dreal * len(dreal), dfake * len(dfake)


def number_of_all_rows(real_logits, fake_logits):
    return tuple(value / 2 for value in paired(real_logits - fake_logits))


def generated_rows_as_constants(real_logits, fake_logits):
    loss, dreal, dfake = paired(real_logits - fake_logits)
    return loss, dreal, 0 * dfake


RIGHT = (by_log1p, pair_by_pair, by_cross_entropy_of_two, by_the_matrix_of_differences, in_float64_with_out)
WRONG = (
    logarithm_of_one_plus,
    sigmoid_from_the_other_side,
    epsilon_in_the_logarithm,
    differences_clipped_at_30,
    overflows_in_float32,
    next_row_for_partner,
    hinge,
    squared_difference_from_1,
    average_of_both_kinds,
    mean_of_the_differences_first,
    logarithm_to_base_2,
    gradient_without_the_mean,
    number_of_all_rows,
    generated_rows_as_constants,
)
