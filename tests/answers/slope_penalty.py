"""Answers to `slope_penalty`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def by_nan_to_num(g, weight):
    norm = np.linalg.norm(g, axis=1)
    with np.errstate(all="ignore"):
        unit = np.nan_to_num(g / norm[:, None])
    return [np.asarray(weight * ((norm - 1) ** 2).mean()), 2 * weight / len(g) * (norm - 1)[:, None] * unit]


def row_by_row(g, weight):
    P, q = 0.0, np.zeros_like(g)
    for i, row in enumerate(g):
        norm = math.hypot(*map(float, row))
        P += weight * (norm - 1) ** 2 / len(g)
        if norm > 0:
            q[i] = 2 * weight * (norm - 1) / norm / len(g) * row.astype(np.float64)
    return P, q


def by_einsum_and_masks(g, weight):
    norm = np.einsum("ij,ij->i", g, g) ** 0.5
    q, some = np.zeros_like(g), norm > 0
    q[some] = g[some] - np.einsum("ij,i->ij", g[some], 1 / norm[some])
    return np.dot(norm - 1, norm - 1) * weight / len(g), q * (2 * weight / len(g))


def by_hypot_and_where(g, weight):
    norm = np.hypot.reduce(g, axis=1, keepdims=True)
    P = weight * np.average(np.square(norm - 1))
    return P, np.where(norm == 0, 0, 2 * weight / len(g) * (norm - 1)) * (g / np.where(norm == 0, 1, norm))


def in_float64_with_out(g, weight):
    a = g.astype(np.float64)
    norm = np.sqrt(np.sum(np.abs(a) ** 2, axis=-1))[:, np.newaxis]
    q = np.divide(a, norm, out=np.zeros(g.shape), where=norm != 0)
    q *= norm - 1
    q *= weight * 2
    return weight * np.mean((1 - norm) ** 2), np.divide(q, len(g)).astype(g.dtype)


def penalty(norm, unit, g, weight):
    return weight * ((norm - 1) ** 2).mean(), 2 * weight / len(g) * (norm - 1) * unit


def lengths(g):
    return np.sqrt((g * g).sum(axis=1, keepdims=True))


def length_kept_above_a_floor(g, weight):
    return penalty(lengths(g), g / np.maximum(lengths(g), 1e-12), g, weight)


def epsilon_beside_the_length(g, weight):
    return penalty(lengths(g), g / (lengths(g) + 1e-12), g, weight)


def short_rows_left_alone(g, weight):
    unit = np.where(lengths(g) > 1e-8, g / np.where(lengths(g) > 1e-8, lengths(g), 1), 0)
    return penalty(lengths(g), unit.astype(g.dtype), g, weight)


def rows_of_zeros_not_in_the_mean(g, weight):
    some = lengths(g)[:, 0] > 0
    if not some.any():
        return 0.0, np.zeros_like(g)
    q = np.zeros_like(g)
    P, q[some] = penalty(lengths(g[some]), g[some] / lengths(g[some]), g[some], weight)
    return P, q


def rows_of_zeros_get_the_first_direction(g, weight):
    unit = np.where(lengths(g) > 0, g / np.where(lengths(g) > 0, lengths(g), 1), np.eye(len(g), g.shape[1])[:1])
    return penalty(lengths(g), unit.astype(g.dtype), g, weight)


def rows_of_zeros_count_0_in_P(g, weight):
    excess = np.where(lengths(g) > 0, lengths(g) - 1, 0)
    return weight * (excess**2).mean(), 2 * weight / len(g) * excess * g / np.where(lengths(g) > 0, lengths(g), 1)


def one_sided(g, weight):
    norm = np.maximum(lengths(g), 1)
    return weight * ((norm - 1) ** 2).mean(), 2 * weight / len(g) * (norm - 1) / norm * g


def root_mean_square_for_length(g, weight):
    norm = np.sqrt((g * g).mean(axis=1, keepdims=True))
    return penalty(norm, g / np.where(norm > 0, norm, 1) / g.shape[1], g, weight)


def length_as_the_sum_of_sizes(g, weight):
    return penalty(np.abs(g).sum(axis=1, keepdims=True), np.sign(g), g, weight)


def drawn_to_0(g, weight):
    return weight * (g * g).sum(axis=1).mean(), 2 * weight / len(g) * g


def factor_one_half(g, weight):
    return penalty(lengths(g), g / np.where(lengths(g) > 0, lengths(g), 1), g, weight / 2)


def mean_over_all_entries(g, weight):
    P, q = penalty(lengths(g), g / np.where(lengths(g) > 0, lengths(g), 1), g, weight)
    return P, q / g.shape[1]


RIGHT = (by_nan_to_num, row_by_row, by_einsum_and_masks, by_hypot_and_where, in_float64_with_out)
WRONG = (
    length_kept_above_a_floor,
    epsilon_beside_the_length,
    short_rows_left_alone,
    rows_of_zeros_not_in_the_mean,
    rows_of_zeros_get_the_first_direction,
    rows_of_zeros_count_0_in_P,
    one_sided,
    root_mean_square_for_length,
    length_as_the_sum_of_sizes,
    drawn_to_0,
    factor_one_half,
    mean_over_all_entries,
)
