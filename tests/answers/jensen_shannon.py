"""Answers to `jensen_shannon`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def entropy(p):
    return -sum(x * math.log(x) for x in p.tolist() if x > 0)


def difference_of_entropies(p, q):
    return entropy((p + q) / 2) - (entropy(p) + entropy(q)) / 2


def nansum_of_both(p, q):
    pair = np.stack([p, q])
    return np.nansum(pair * np.log(pair / pair.mean(axis=0))) / 2


def logarithms_of_one_plus_the_odds(p, q):
    total = math.log(2)
    for a, b in zip(p, q, strict=True):
        total -= (a * np.log1p(b / a) if a else 0) / 2
        total -= (b * np.log1p(a / b) if b else 0) / 2
    return np.array(total)


def ones_where_the_weight_is_0(p, q):
    m = 0.5 * p + 0.5 * q
    shares = [np.divide(a, m, out=np.ones(len(m)), where=a > 0) for a in (p, q)]
    return (np.dot(p, np.log(shares[0])) + np.dot(q, np.log(shares[1]))) / 2


def base_2_times_log_2(p, q):
    m, total = p + q, 0.0
    for a in (p, q):
        (some,) = np.nonzero(a)
        total += np.einsum("i,i->", a[some], np.log2(2 * a[some]) - np.log2(m[some]))
    return total * np.log(2) / 2


def by_where_and_a_float64(p, q):
    m = (p + q) / 2
    terms = np.where(p > 0, p * np.log(np.where(p > 0, p, 1) / np.where(p > 0, m, 1)), 0)
    terms = terms + np.where(q > 0, q * np.log(np.where(q > 0, q, 1) / np.where(q > 0, m, 1)), 0)
    return np.float64(np.add.reduce(terms) * 0.5)


def kl(a, b):
    some = a > 0
    return (a[some] * np.log(a[some] / b[some])).sum()


def epsilon_1e_12_everywhere(p, q):
    p, q = p + 1e-12, q + 1e-12
    m = (p + q) / 2
    return ((p * np.log(p / m)).sum() + (q * np.log(q / m)).sum()) / 2


def epsilon_1e_10_in_the_logarithms(p, q):
    m = (p + q) / 2
    return sum((a * np.log((a + 1e-10) / (m + 1e-10))).sum() for a in (p, q)) / 2


def clipped_at_1e_12(p, q):
    p, q = np.clip(p, 1e-12, 1), np.clip(q, 1e-12, 1)
    return (kl(p, (p + q) / 2) + kl(q, (p + q) / 2)) / 2


def threshold_of_1e_8(p, q):
    m = (p + q) / 2
    return sum((a[a > 1e-8] * np.log(a[a > 1e-8] / m[a > 1e-8])).sum() for a in (p, q)) / 2


def threshold_of_1e_12(p, q):
    m = (p + q) / 2
    return sum((a[a > 1e-12] * np.log(a[a > 1e-12] / m[a > 1e-12])).sum() for a in (p, q)) / 2


def outcomes_of_both_only(p, q):
    some = (p > 0) & (q > 0)
    m = (p + q) / 2
    return sum((a[some] * np.log(a[some] / m[some])).sum() for a in (p, q)) / 2


def mean_of_the_two_kls(p, q):
    return (kl(p, q) + kl(q, p)) / 2


def first_half_only(p, q):
    return kl(p, (p + q) / 2)


def from_the_mixture(p, q):
    m = (p + q) / 2
    some = (p > 0) & (q > 0)
    return ((m[some] * np.log(m[some] / p[some])).sum() + (m[some] * np.log(m[some] / q[some])).sum()) / 2


def geometric_mixture(p, q):
    m = np.sqrt(p * q)
    return (kl(p, m / m.sum()) + kl(q, m / m.sum())) / 2


def mean_over_outcomes(p, q):
    m = (p + q) / 2
    return (kl(p, m) + kl(q, m)) / 2 / len(p)


def nan_replaced_in_the_sum(p, q):
    m = (p + q) / 2
    return np.nan_to_num((p * np.log(p / m)).sum() + (q * np.log(q / m)).sum()) / 2


def logarithm_left_out(p, q):
    m = (p + q) / 2
    return sum((a[a > 0] * (a[a > 0] / m[a > 0] - 1)).sum() for a in (p, q)) / 2


RIGHT = (
    difference_of_entropies,
    nansum_of_both,
    logarithms_of_one_plus_the_odds,
    ones_where_the_weight_is_0,
    base_2_times_log_2,
    by_where_and_a_float64,
)
WRONG = (
    epsilon_1e_12_everywhere,
    epsilon_1e_10_in_the_logarithms,
    clipped_at_1e_12,
    threshold_of_1e_8,
    threshold_of_1e_12,
    outcomes_of_both_only,
    mean_of_the_two_kls,
    first_half_only,
    from_the_mixture,
    geometric_mixture,
    mean_over_outcomes,
    nan_replaced_in_the_sum,
    logarithm_left_out,
)
