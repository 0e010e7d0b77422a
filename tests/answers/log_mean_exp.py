"""Answers to `log_mean_exp`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def by_logaddexp(a):
    return np.logaddexp.reduce(a, axis=1) - np.asarray(math.log(a.shape[1]), a.dtype)


def row_by_row(a):
    found = np.zeros(len(a), a.dtype)
    for i, row in enumerate(a):
        top = max(row)
        found[i] = top + math.log(sum(math.exp(v - top) for v in row) / len(row))
    return found


def by_sorting(a):
    a = np.sort(a, axis=1)[:, ::-1]
    return a[:, 0] + np.log(np.einsum("ij->i", np.exp(a - a[:, :1])) / a.shape[1])


def without_the_largest(a):
    m = np.max(a, axis=1)
    rest = np.exp(a - m[:, None]).sum(axis=1) - 1
    return m + np.log1p(rest) - np.log(np.full(len(a), a.shape[1], a.dtype))


def transposed_in_float64(a):
    wide = a.T.astype(np.float64)
    m = wide.max(axis=0)
    return (np.log(np.average(np.exp(wide - m), axis=0)) + m).astype(a.dtype)


def two_steps(a):
    m = np.full((len(a), 1), -np.inf, a.dtype)
    for column in a.T:
        m[:, 0] = np.fmax(m[:, 0], column)
    e = np.exp(np.subtract(a, m))
    return np.squeeze(m, axis=1) + np.log(e @ np.full(a.shape[1], 1 / a.shape[1], a.dtype))


def shifted(a, m):
    return m + np.log(np.exp(a - m[:, None]).mean(axis=1))


def shifted_by_the_first_column(a):
    return shifted(a, a[:, 0])


def shifted_by_the_last_column(a):
    return shifted(a, a[:, -1])


def shifted_by_the_mean(a):
    return shifted(a, a.mean(axis=1))


def shifted_by_the_median(a):
    return shifted(a, np.median(a, axis=1))


def shifted_by_the_minimum(a):
    return shifted(a, a.min(axis=1))


def shifted_by_the_middle(a):
    return shifted(a, (a.max(axis=1) + a.min(axis=1)) / 2)


def shifted_by_the_largest_size(a):
    return shifted(a, np.abs(a).max(axis=1))


def shifted_by_a_maximum_of_at_least_0(a):
    return shifted(a, np.maximum(a.max(axis=1), 0))


def shifted_by_600_at_most(a):
    return shifted(a, np.clip(a.max(axis=1), -600, 600))


def the_columns_maximum(a):
    m = a.max(axis=0)
    return np.log((np.exp(a - m) * np.exp(m)).mean(axis=1))


def with_an_epsilon(a):
    m = a.max(axis=1)
    return m + np.log(np.exp(a - m[:, None]).mean(axis=1) + np.asarray(1e-7, a.dtype))


def with_a_small_epsilon_and_no_shift(a):
    return np.log(np.exp(np.minimum(a, 700)).mean(axis=1) + np.asarray(1e-300).astype(a.dtype))


def clipped_differences(a):
    m = a.max(axis=1)
    return m + np.log(np.exp(np.maximum(a - m[:, None], -10)).mean(axis=1))


def the_maximum_alone(a):
    return a.max(axis=1) - np.asarray(np.log(a.shape[1]), a.dtype)


def divided_by_the_rows(a):
    m = a.max(axis=1)
    return m + np.log(np.exp(a - m[:, None]).sum(axis=1) / len(a))


def one_degree_of_freedom(a):
    m = a.max(axis=1)
    return m + np.log(np.exp(a - m[:, None]).sum(axis=1) / max(a.shape[1] - 1, 1))


def squeezed(a):
    m = a.max(axis=1, keepdims=True)
    return np.squeeze(m + np.log(np.exp(a - m).mean(axis=1, keepdims=True)))


def with_an_epsilon_in_the_logarithm(a):
    m = a.max(axis=1)
    return (m + np.log(np.exp(a - m[:, None]).mean(axis=1) + 1e-12)).astype(a.dtype)


RIGHT = (by_logaddexp, row_by_row, by_sorting, without_the_largest, transposed_in_float64, two_steps)
WRONG = (
    shifted_by_the_first_column,
    shifted_by_the_last_column,
    shifted_by_the_mean,
    shifted_by_the_median,
    shifted_by_the_minimum,
    shifted_by_the_middle,
    shifted_by_the_largest_size,
    shifted_by_a_maximum_of_at_least_0,
    shifted_by_600_at_most,
    the_columns_maximum,
    with_an_epsilon,
    with_a_small_epsilon_and_no_shift,
    clipped_differences,
    the_maximum_alone,
    divided_by_the_rows,
    one_degree_of_freedom,
    squeezed,
    with_an_epsilon_in_the_logarithm,
)
