"""Answers to `f_divergence`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def by_expm1(real_logits, fake_logits):
    loss = np.expm1(-real_logits).mean() + np.expm1(fake_logits).mean()
    return [np.asarray(loss), -np.exp(-real_logits) / len(real_logits), np.exp(fake_logits) / len(fake_logits)]


def as_sums_of_the_gradients(real_logits, fake_logits):
    dreal, dfake = np.exp(-real_logits) / -real_logits.size, np.exp(fake_logits) / fake_logits.size
    return dfake.sum() - dreal.sum() - 2, dreal, dfake


def row_by_row(real_logits, fake_logits):
    loss, dreal, dfake = -2.0, np.empty_like(real_logits), np.empty_like(fake_logits)
    with np.errstate(over="ignore"):
        for i, v in enumerate(real_logits.ravel()):
            dreal[i] = -math.exp(-v) / len(real_logits)
            loss += math.exp(-v) / len(real_logits)
        for j, v in enumerate(fake_logits.ravel()):
            dfake[j] = math.exp(v) / len(fake_logits)
            loss += math.exp(v) / len(fake_logits)
    return loss, dreal, dfake


def by_reciprocals(real_logits, fake_logits):
    r, f = np.exp(real_logits), np.exp(fake_logits)
    loss = np.average(f) - 1 + np.average(1 / r) - 1
    return loss, np.negative(np.reciprocal(r)) / len(r), np.einsum("ij,->ij", f, np.array(1 / len(f), f.dtype))


def by_powers_in_float64(real_logits, fake_logits):
    r, f = np.power(math.e, -real_logits.astype(np.float64)), np.exp(fake_logits, dtype=np.float64)
    dreal = np.divide(r, -len(r), out=np.empty(r.shape))
    with np.errstate(over="ignore"):
        return (f - 1).mean() + (r - 1).mean(), dreal.astype(real_logits.dtype), (f / len(f)).astype(fake_logits.dtype)


def from_exponentials(slope, u):
    return (u - 1).mean() - (1 - slope).mean(), -slope / len(slope), u / len(u)


def exponents_clipped_at_30(real_logits, fake_logits):
    return from_exponentials(np.exp(np.clip(-real_logits, -30, 30)), np.exp(np.clip(fake_logits, -30, 30)))


def exponents_clipped_at_88(real_logits, fake_logits):
    return from_exponentials(np.exp(np.minimum(-real_logits, 88)), np.exp(np.minimum(fake_logits, 88)))


def epsilon_in_the_denominator(real_logits, fake_logits):
    t = 1 - np.exp(-fake_logits)
    _, dreal, dfake = from_exponentials(np.exp(-real_logits), np.exp(fake_logits))
    return (t / (1 - t + 1e-12)).mean() - (1 - np.exp(-real_logits)).mean(), dreal, dfake


def epsilon_in_the_activation(real_logits, fake_logits):
    return from_exponentials(np.exp(-real_logits) + 1e-7, np.exp(fake_logits) + 1e-7)


def in_steps_for_the_loss_only(real_logits, fake_logits):
    t = 1 - np.exp(-fake_logits)
    _, dreal, dfake = from_exponentials(np.exp(-real_logits), np.exp(fake_logits))
    return (t / (1 - t)).mean() - (1 - np.exp(-real_logits)).mean(), dreal, dfake


def gradient_from_the_rounded_value(real_logits, fake_logits):
    T, u = 1 - np.exp(-real_logits), np.exp(fake_logits) - 1
    return u.mean() - T.mean(), (T - 1) / len(T), (u + 1) / len(u)


def kinds_exchanged(real_logits, fake_logits):
    loss, dfake, dreal = from_exponentials(np.exp(-fake_logits), np.exp(real_logits))
    return loss, dreal, dfake


def number_of_fake_rows_for_both(real_logits, fake_logits):
    loss, _, dfake = from_exponentials(np.exp(-real_logits), np.exp(fake_logits))
    return loss, -np.exp(-real_logits) / len(fake_logits), dfake


def sums_for_means(real_logits, fake_logits):
    slope, u = np.exp(-real_logits), np.exp(fake_logits)
    return (u - 1).sum() - (1 - slope).sum(), -slope, u


def sign_of_the_exponent(real_logits, fake_logits):
    return from_exponentials(np.exp(real_logits), np.exp(-fake_logits))


def ratio_of_the_first_gan(real_logits, fake_logits):
    return from_exponentials(np.exp(-2 * real_logits), np.exp(2 * fake_logits))


def one_constant_forgotten(real_logits, fake_logits):
    loss, dreal, dfake = from_exponentials(np.exp(-real_logits), np.exp(fake_logits))
    return loss + 1, dreal, dfake


def half_of_the_distance(real_logits, fake_logits):
    return tuple(value / 2 for value in from_exponentials(np.exp(-real_logits), np.exp(fake_logits)))


RIGHT = (by_expm1, as_sums_of_the_gradients, row_by_row, by_reciprocals, by_powers_in_float64)
WRONG = (
    exponents_clipped_at_30,
    exponents_clipped_at_88,
    epsilon_in_the_denominator,
    epsilon_in_the_activation,
    in_steps_for_the_loss_only,
    gradient_from_the_rounded_value,
    kinds_exchanged,
    number_of_fake_rows_for_both,
    sums_for_means,
    sign_of_the_exponent,
    ratio_of_the_first_gan,
    one_constant_forgotten,
    half_of_the_distance,
)
