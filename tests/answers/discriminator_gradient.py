"""Answers to `discriminator_gradient`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def sigmoid(x):
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def by_sigmoid_as_a_list(real_logits, fake_logits):
    return [-sigmoid(-real_logits) / real_logits.size, sigmoid(fake_logits) / fake_logits.size]


def entry_by_entry(real_logits, fake_logits):
    def sigma(x):
        return 1 / (1 + math.exp(-x)) if x > -500 else math.exp(x)

    dreal, dfake = np.zeros_like(real_logits), np.zeros_like(fake_logits)
    for i in range(len(real_logits)):
        dreal[i, 0] = -sigma(-float(real_logits[i, 0])) / len(real_logits)
    for j in range(len(fake_logits)):
        dfake[j, 0] = sigma(float(fake_logits[j, 0])) / len(fake_logits)
    return dreal, dfake


def quotient_that_may_be_infinite(real_logits, fake_logits):
    return -1 / (1 + np.exp(real_logits)) / len(real_logits), 1 / (1 + np.exp(-fake_logits)) / len(fake_logits)


def in_float64_with_out(real_logits, fake_logits):
    r, f = real_logits.astype(np.float64), fake_logits.astype(np.float64)
    dreal = np.divide(np.exp(np.minimum(-r, 0)), 1 + np.exp(-abs(r)), out=np.empty(r.shape))
    np.multiply(dreal, -1 / len(r), out=dreal)
    dfake = np.exp(-np.logaddexp(0, -f) - np.log(len(f)))
    return dreal.astype(real_logits.dtype), dfake.astype(fake_logits.dtype)


def all_rows_at_once(real_logits, fake_logits):
    B, B_fake = len(real_logits), len(fake_logits)
    sign = np.repeat(np.array([-1, 1], real_logits.dtype), [B, B_fake])[:, None]
    d = sign * np.exp(-np.logaddexp(0, -sign * np.concatenate([real_logits, fake_logits])))
    return d[:B] / B, d[B:] / B_fake


def belief_minus_1(real_logits, fake_logits):
    return (sigmoid(real_logits) - 1) / len(real_logits), sigmoid(fake_logits) / len(fake_logits)


def by_tanh(real_logits, fake_logits):
    return (np.tanh(real_logits / 2) - 1) / 2 / len(real_logits), (1 + np.tanh(fake_logits / 2)) / 2 / len(fake_logits)


def overflows_to_nan(real_logits, fake_logits):
    r, f = np.exp(-real_logits), np.exp(fake_logits)
    return -r / (1 + r) / len(r), f / (1 + f) / len(f)


def exponent_limited_to_700(real_logits, fake_logits):
    r, f = np.exp(np.minimum(-real_logits, 700)), np.exp(np.minimum(fake_logits, 700))
    return -r / (1 + r) / len(r), f / (1 + f) / len(f)


def logits_clipped_at_30(real_logits, fake_logits):
    r, f = np.clip(real_logits, -30, 30), np.clip(fake_logits, -30, 30)
    return -sigmoid(-r) / len(r), sigmoid(f) / len(f)


def probabilities_divided_by_an_epsilon(real_logits, fake_logits):
    D, F = sigmoid(real_logits), sigmoid(fake_logits)
    dreal, dfake = -1 / (D + 1e-8), 1 / (1 - F + 1e-8)
    return dreal * D * (1 - D) / len(D), dfake * F * (1 - F) / len(F)


def zero_beyond_30(real_logits, fake_logits):
    dreal = np.where(real_logits > 30, 0, -sigmoid(-real_logits)) / len(real_logits)
    return dreal.astype(real_logits.dtype), sigmoid(fake_logits) / len(fake_logits)


def real_rows_as_if_generated(real_logits, fake_logits):
    return sigmoid(real_logits) / len(real_logits), sigmoid(fake_logits) / len(fake_logits)


def of_the_non_saturating_loss(real_logits, fake_logits):
    return -sigmoid(-real_logits) / len(real_logits), -sigmoid(-fake_logits) / len(fake_logits)


def one_mean_over_all_rows(real_logits, fake_logits):
    B = len(real_logits) + len(fake_logits)
    return -sigmoid(-real_logits) / B, sigmoid(fake_logits) / B


def batches_exchanged(real_logits, fake_logits):
    return -sigmoid(-real_logits) / len(fake_logits), sigmoid(fake_logits) / len(real_logits)


def central_differences(real_logits, fake_logits):
    def loss(x):
        return np.logaddexp(0, x)

    r, f, h = real_logits, fake_logits, 1e-5
    return (loss(-r - h) - loss(h - r)) / (2 * h) / len(r), (loss(f + h) - loss(f - h)) / (2 * h) / len(f)


def one_row_squeezed(real_logits, fake_logits):
    r, f = np.squeeze(real_logits), np.squeeze(fake_logits)
    return (-sigmoid(-r) / r.size)[:, None], (sigmoid(f) / f.size)[:, None]


RIGHT = (
    by_sigmoid_as_a_list,
    entry_by_entry,
    quotient_that_may_be_infinite,
    in_float64_with_out,
    all_rows_at_once,
)
WRONG = (
    belief_minus_1,
    by_tanh,
    overflows_to_nan,
    exponent_limited_to_700,
    logits_clipped_at_30,
    probabilities_divided_by_an_epsilon,
    zero_beyond_30,
    real_rows_as_if_generated,
    of_the_non_saturating_loss,
    one_mean_over_all_rows,
    batches_exchanged,
    central_differences,
    one_row_squeezed,
)
