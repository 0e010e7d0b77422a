"""Answers to `parzen_log_likelihood`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def by_loops(x, centers, sigma):
    d, found = x.shape[1], np.empty(len(x))
    for i, row in enumerate(x):
        a = [-sum((p - q) ** 2 for p, q in zip(row, center, strict=True)) / (2 * sigma**2) for center in centers]
        top = max(a)
        found[i] = top + math.log(math.fsum(math.exp(v - top) for v in a) / len(a))
        found[i] -= d / 2 * math.log(2 * math.pi * sigma**2)
    return found


def by_logaddexp(x, centers, sigma):
    a = -0.5 * np.linalg.norm((x[:, None] - centers) / sigma, axis=2) ** 2
    each = a - x.shape[1] * (np.log(sigma) + np.log(2 * np.pi) / 2)
    return np.logaddexp.reduce(each, axis=1) - np.log(len(centers))


def by_products(x, centers, sigma):
    squares = np.sum(x * x, 1)[:, None] - 2 * x @ centers.T + np.einsum("md,md->m", centers, centers)
    least = squares.min(1, keepdims=True)
    windows = np.exp((least - squares) / 2 / sigma**2)
    return np.log(windows.mean(1)) - least[:, 0] / (2 * sigma**2) - np.shape(x)[1] * np.log(np.sqrt(2 * np.pi) * sigma)


def as_a_list(x, centers, sigma):
    found = []
    for row in x:
        a = ((row - centers) ** 2 @ np.ones(x.shape[1])) / (-2 * sigma * sigma)
        m = np.max(a)
        found.append(float(m + np.log(np.average(np.exp(a - m)))) - x.shape[1] * math.log(sigma * math.tau**0.5))
    return found


def axis_by_axis(x, centers, sigma):
    a = np.zeros((len(centers), len(x)))
    for j in range(x.shape[1]):
        a += -0.5 * math.log(2 * math.pi) - math.log(sigma)
        a += -0.5 * np.subtract.outer(centers[:, j], x[:, j]) ** 2 / sigma**2
    m = np.amax(a, axis=0)
    np.subtract(a, m, out=a)
    return np.log(np.exp(a, out=a).sum(axis=0)) - math.log(len(a)) + m


def shifted(x, centers, sigma, shift):
    a = -((x[:, None] - centers) ** 2).sum(axis=2) / (2 * sigma**2)
    m = shift(a)
    return m + np.log(np.exp(a - np.reshape(m, (-1, 1))).mean(axis=1)) - normaliser(x.shape[1], sigma)


def normaliser(d, sigma):
    return d * math.log(sigma * math.sqrt(2 * math.pi))


def mean_of_exponentials(x, centers, sigma):
    return shifted(x, centers, sigma, lambda a: a.max(axis=1)) + normaliser(x.shape[1], sigma)


def shifted_by_the_first_column(x, centers, sigma):
    return shifted(x, centers, sigma, lambda a: a[:, 0])


def shifted_by_the_mean(x, centers, sigma):
    return shifted(x, centers, sigma, lambda a: a.mean(axis=1))


def shifted_by_the_median(x, centers, sigma):
    return shifted(x, centers, sigma, lambda a: np.median(a, axis=1))


def shifted_by_the_minimum(x, centers, sigma):
    return shifted(x, centers, sigma, lambda a: a.min(axis=1))


def shifted_by_one_maximum(x, centers, sigma):
    return shifted(x, centers, sigma, lambda a: np.full(len(a), a.max()))


def exponents_clipped(x, centers, sigma):
    a = np.maximum(-((x[:, None] - centers) ** 2).sum(axis=2) / (2 * sigma**2), -700)
    return np.log(np.exp(a).mean(axis=1)) - normaliser(x.shape[1], sigma)


def with_an_epsilon(x, centers, sigma):
    a = -((x[:, None] - centers) ** 2).sum(axis=2) / (2 * sigma**2)
    return np.log(np.exp(a).mean(axis=1) + 1e-300) - normaliser(x.shape[1], sigma)


def nearest_sample_alone(x, centers, sigma):
    a = -((x[:, None] - centers) ** 2).sum(axis=2) / (2 * sigma**2)
    return a.max(axis=1) - math.log(len(centers)) - normaliser(x.shape[1], sigma)


def sigma_as_the_variance(x, centers, sigma):
    return shifted(x, centers, math.sqrt(sigma), lambda a: a.max(axis=1))


def normaliser_without_sigma(x, centers, sigma):
    return mean_of_exponentials(x, centers, sigma) - normaliser(x.shape[1], 1)


def two_pi_without_a_root(x, centers, sigma):
    return mean_of_exponentials(x, centers, sigma) - x.shape[1] * math.log(sigma * 2 * math.pi)


def d_taken_from_the_rows(x, centers, sigma):
    return mean_of_exponentials(x, centers, sigma) - normaliser(len(x), sigma)


def d_taken_from_the_samples(x, centers, sigma):
    return mean_of_exponentials(x, centers, sigma) - normaliser(len(centers), sigma)


def without_one_half(x, centers, sigma):
    return mean_of_exponentials(x, centers, sigma / math.sqrt(2)) - normaliser(x.shape[1], sigma)


def divided_by_the_rows(x, centers, sigma):
    return shifted(x, centers, sigma, lambda a: a.max(axis=1)) + math.log(len(centers) / len(x))


def in_bits(x, centers, sigma):
    return shifted(x, centers, sigma, lambda a: a.max(axis=1)) / math.log(2)


RIGHT = (by_loops, by_logaddexp, by_products, as_a_list, axis_by_axis)
WRONG = (
    shifted_by_the_first_column,
    shifted_by_the_mean,
    shifted_by_the_median,
    shifted_by_the_minimum,
    shifted_by_one_maximum,
    exponents_clipped,
    with_an_epsilon,
    nearest_sample_alone,
    sigma_as_the_variance,
    normaliser_without_sigma,
    two_pi_without_a_root,
    d_taken_from_the_rows,
    d_taken_from_the_samples,
    without_one_half,
    divided_by_the_rows,
    in_bits,
)
