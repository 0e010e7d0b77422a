"""Answers to `gaussian_kl`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def entry_by_entry(m, log_var, prior_m, prior_log_var):
    found = np.zeros(len(m), m.dtype)
    for i in range(len(m)):
        total = 0.0
        for j in range(m.shape[1]):
            a = float(log_var[i, j]) - float(prior_log_var[i, j])
            far = (float(m[i, j]) - float(prior_m[i, j])) ** 2 * math.exp(-float(prior_log_var[i, j]))
            total += math.expm1(a) - a + far
        found[i] = total / 2
    return found


def with_expm1(m, log_var, prior_m, prior_log_var):
    a = prior_log_var - log_var
    apart = (m - prior_m) * np.exp(-prior_log_var / 2)
    return 0.5 * np.sum(np.expm1(-a) + a + apart * apart, axis=1)


def scaled_first(m, log_var, prior_m, prior_log_var):
    """In units of the second Gaussian, where it is N(0, 1)."""
    l = log_var - prior_log_var  # noqa: E741
    u = (m - prior_m) / np.exp(prior_log_var / 2)
    return ((u**2 - l - 1 + np.exp(l)) * 0.5).sum(1)


def cross_entropy_minus_entropy(m, log_var, prior_m, prior_log_var):
    common = (log_var + prior_log_var) / 2  # shifts both densities' scale alike
    a, b = log_var - common, prior_log_var - common
    spread = np.exp(a - b)
    far = (m - prior_m) ** 2 * np.exp(-prior_log_var)
    return ((b + spread + far) - (a + 1)).sum(axis=1) / 2


def with_einsum(m, log_var, prior_m, prior_log_var):
    a = log_var - prior_log_var
    d = m - prior_m
    ones = np.ones(m.shape[1], m.dtype)
    return (np.einsum("ij,j->i", np.exp(a) - a - 1, ones) + np.einsum("ij,ij,ij->i", d, d, np.exp(-prior_log_var))) / 2


def terms(m, log_var, prior_m, prior_log_var):
    a = log_var - prior_log_var
    return np.exp(a), a, (m - prior_m) ** 2 * np.exp(-prior_log_var)


def never_below_zero_in_each_term(*arguments):
    var, a, far = terms(*arguments)
    return (np.maximum(var - 1, 0) - np.minimum(a, 0) + far).sum(axis=1) / 2


def second_order(*arguments):
    _, a, far = terms(*arguments)
    return (a**2 / 2 + far).sum(axis=1) / 2


def bhattacharyya(m, log_var, prior_m, prior_log_var):
    mean = (np.exp(log_var) + np.exp(prior_log_var)) / 2
    far = (m - prior_m) ** 2 / mean / 8
    return (far + (np.log(mean) - (log_var + prior_log_var) / 2) / 2).sum(axis=1)


def wasserstein(m, log_var, prior_m, prior_log_var):
    return ((m - prior_m) ** 2 + (np.exp(log_var / 2) - np.exp(prior_log_var / 2)) ** 2).sum(axis=1)


def logarithms_clipped(m, log_var, prior_m, prior_log_var):
    var, a, far = terms(m, np.clip(log_var, -1, 1), prior_m, np.clip(prior_log_var, -1, 1))
    return (var - 1 - a + far).sum(axis=1) / 2


def epsilon_in_the_variance(m, log_var, prior_m, prior_log_var):
    var, a, _ = terms(m, log_var, prior_m, prior_log_var)
    return (var - 1 - a + (m - prior_m) ** 2 / (np.exp(prior_log_var) + 1e-4)).sum(axis=1) / 2


def half_of_the_logarithm_only(*arguments):
    var, a, far = terms(*arguments)
    return ((var - 1 + far) - a / 2).sum(axis=1) / 2


def distance_over_the_deviation(m, log_var, prior_m, prior_log_var):
    var, a, _ = terms(m, log_var, prior_m, prior_log_var)
    return (var - 1 - a + (m - prior_m) ** 2 * np.exp(-prior_log_var / 2)).sum(axis=1) / 2


def largest_coordinate(*arguments):
    var, a, far = terms(*arguments)
    return (var - 1 - a + far).max(axis=1) / 2


RIGHT = (entry_by_entry, with_expm1, scaled_first, cross_entropy_minus_entropy, with_einsum)
WRONG = (
    never_below_zero_in_each_term,
    second_order,
    bhattacharyya,
    wasserstein,
    logarithms_clipped,
    epsilon_in_the_variance,
    half_of_the_logarithm_only,
    distance_over_the_deviation,
    largest_coordinate,
)
