"""Answers to `criterion`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def nansum_of_both(p_data, p_g):
    pair = np.array([p_data, p_g])
    return np.nansum(pair * np.log(pair / pair.sum(axis=0)))


def logarithms_of_one_plus_the_odds(p_data, p_g):
    total = 0.0
    for a, b in zip(p_data.tolist(), p_g.tolist(), strict=True):
        total -= a * math.log1p(b / a) if a else 0
        total -= b * math.log1p(a / b) if b else 0
    return total


def by_log_odds(p_data, p_g):
    log_odds = np.log(p_data) - np.log(p_g)
    log_odds[(p_data == 0) & (p_g == 0)] = 0
    log_D, log_1_minus_D = -np.logaddexp(0, -log_odds), -np.logaddexp(0, log_odds)
    return np.array(p_data[p_data > 0] @ log_D[p_data > 0] + p_g[p_g > 0] @ log_1_minus_D[p_g > 0])


def entropies_of_sums(p_data, p_g):
    def negative_entropy(p):
        return np.einsum("i,i->", p, np.log(np.where(p > 0, p, 1)))

    return negative_entropy(p_data) + negative_entropy(p_g) - negative_entropy(p_data + p_g)


def theorem_1(p_data, p_g):
    m, jsd = (p_data + p_g) / 2, 0.0
    for p in (p_data, p_g):
        (some,) = np.nonzero(p)
        jsd += np.dot(p[some], np.log(p[some]) - np.log(m[some])) / 2
    return 2 * jsd - np.log(4)


def ones_where_the_weight_is_0(p_data, p_g):
    both = p_data + p_g
    D = np.divide(p_data, both, out=np.ones_like(both), where=p_data != 0)
    F = np.divide(p_g, both, out=np.ones_like(both), where=p_g != 0)
    return np.sum(p_data * np.log(D) + p_g * np.log(F))


def outcomes_that_both_give(p_data, p_g):
    some = (p_data > 0) & (p_g > 0)
    both = p_data + p_g
    return sum((p[some] * np.log(p[some] / both[some])).sum() for p in (p_data, p_g))


def epsilon_1e_12_in_the_logarithms(p_data, p_g):
    both = p_data + p_g
    D, F = (np.divide(p, both, out=np.zeros_like(both), where=both > 0) for p in (p_data, p_g))
    return (p_data * np.log(D + 1e-12)).sum() + (p_g * np.log(F + 1e-12)).sum()


def epsilon_1e_12_below(p_data, p_g):
    both = p_data + p_g + 1e-12
    return sum((p[p > 0] * np.log(p[p > 0] / both[p > 0])).sum() for p in (p_data, p_g))


def D_clipped_at_1e_12(p_data, p_g):
    both = p_data + p_g
    D = np.clip(np.divide(p_data, both, out=np.full_like(both, 0.5), where=both > 0), 1e-12, 1 - 1e-12)
    return (p_data * np.log(D) + p_g * np.log(1 - D)).sum()


def threshold_of_1e_8(p_data, p_g):
    both = p_data + p_g
    return sum((p[p > 1e-8] * np.log(p[p > 1e-8] / both[p > 1e-8])).sum() for p in (p_data, p_g))


def threshold_of_1e_12(p_data, p_g):
    both = p_data + p_g
    return sum((p[p > 1e-12] * np.log(p[p > 1e-12] / both[p > 1e-12])).sum() for p in (p_data, p_g))


def log1p_of_minus_D(p_data, p_g):
    total = 0.0
    for a, b in zip(p_data, p_g, strict=True):
        D = a / (a + b) if a + b else 0.5
        total += (a * np.log(D) if a else 0) + (b * np.log1p(-D) if b else 0)
    return total


def infinity_replaced_by_0(p_data, p_g):
    D = p_data / (p_data + p_g)
    return np.nan_to_num(p_data * np.log(D), neginf=0).sum() + np.nan_to_num(p_g * np.log(1 - D), neginf=-700).sum()


def mixture_for_sum(p_data, p_g):
    m = (p_data + p_g) / 2
    return sum((p[p > 0] * np.log(p[p > 0] / m[p > 0])).sum() for p in (p_data, p_g))


def weights_exchanged(p_data, p_g):
    some = (p_data > 0) & (p_g > 0)
    a, b = p_data[some], p_g[some]
    return (b * np.log(a / (a + b))).sum() + (a * np.log(b / (a + b))).sum()


def mean_over_outcomes(p_data, p_g):
    both = p_data + p_g
    return sum((p[p > 0] * np.log(p[p > 0] / both[p > 0])).sum() for p in (p_data, p_g)) / len(both) * 2


def twice_the_first_expectation(p_data, p_g):
    some = p_data > 0
    return 2 * (p_data[some] * np.log(p_data[some] / (p_data + p_g)[some])).sum()


def logarithms_without_weights(p_data, p_g):
    both = p_data + p_g
    return sum(np.log(p[p > 0] / both[p > 0]).mean() for p in (p_data, p_g))


def at_D_one_half(p_data, p_g):
    return (p_data.sum() + p_g.sum()) * np.log(0.5)


RIGHT = (
    nansum_of_both,
    logarithms_of_one_plus_the_odds,
    by_log_odds,
    entropies_of_sums,
    theorem_1,
    ones_where_the_weight_is_0,
    outcomes_that_both_give,
)
WRONG = (
    epsilon_1e_12_in_the_logarithms,
    epsilon_1e_12_below,
    D_clipped_at_1e_12,
    threshold_of_1e_8,
    threshold_of_1e_12,
    log1p_of_minus_D,
    infinity_replaced_by_0,
    mixture_for_sum,
    weights_exchanged,
    mean_over_outcomes,
    twice_the_first_expectation,
    logarithms_without_weights,
    at_D_one_half,
)
