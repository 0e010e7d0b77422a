"""Answers to `linear_penalty`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def by_the_slopes_of_all_rows(x, w, b, weight):
    g = np.repeat(w.T, len(x), axis=0)
    norm = np.linalg.norm(g, axis=1, keepdims=True)
    q = 2 * weight / len(x) * (norm - 1) / norm * g
    return [weight * ((norm - 1) ** 2).mean(), q.T.sum(axis=1, keepdims=True), b - b]


def entry_by_entry(x, w, b, weight):
    norm = math.hypot(*(float(value) for value in w[:, 0]))
    dw = np.array([[2 * weight * (norm - 1) * float(value) / norm] for value in w[:, 0]], w.dtype)
    return weight * (norm - 1) ** 2, dw, np.zeros(b.shape, b.dtype)


def by_einsum(x, w, b, weight):
    norm = np.einsum("ij,ij->", w, w) ** 0.5
    return np.asarray(weight * (norm - 1) ** 2), weight * (2 * w - 2 * w / norm), 0 * b


def by_the_outer_derivative_first(x, w, b, weight):
    norm = np.linalg.norm(w, 2)
    excess = weight * (norm - 1)
    return (norm - 1) * excess, np.multiply(2 * excess, np.divide(w, norm)), np.full_like(b, 0)


def in_float64_with_out(x, w, b, weight):
    a = w.astype(np.float64).ravel()
    norm = np.sqrt(np.vdot(a, a))
    dw = np.multiply(a[:, None], 2 * weight * (1 - 1 / norm), out=np.empty(w.shape))
    return np.square(np.sqrt(weight) * (norm - 1)), dw.astype(w.dtype), np.zeros_like(b)


def penalty(norm, unit, b, weight):
    return weight * (norm - 1) ** 2, 2 * weight * (norm - 1) * unit, np.zeros_like(b)


def epsilon_under_the_root(x, w, b, weight):
    norm = np.sqrt((w * w).sum() + 1e-12)
    return penalty(norm, w / norm, b, weight)


def epsilon_beside_the_length(x, w, b, weight):
    norm = np.sqrt((w * w).sum())
    return penalty(norm, w / (norm + 1e-7), b, weight)


def length_kept_above_a_floor(x, w, b, weight):
    norm = np.sqrt((w * w).sum())
    return penalty(norm, w / max(norm, 1e-6), b, weight)


def root_mean_square_for_length(x, w, b, weight):
    norm = np.sqrt((w * w).mean())
    return penalty(norm, w / norm / len(w), b, weight)


def length_as_the_sum_of_sizes(x, w, b, weight):
    return penalty(np.abs(w).sum(), np.sign(w), b, weight)


def signed_slope_of_one_dimension(x, w, b, weight):
    return penalty(np.abs(w.sum()), np.sign(w.sum()) * np.ones_like(w), b, weight)


def not_squared(x, w, b, weight):
    norm = np.sqrt((w * w).sum())
    return weight * np.abs(norm - 1), weight * np.sign(norm - 1) * w / norm, np.zeros_like(b)


def factor_one_half(x, w, b, weight):
    norm = np.sqrt((w * w).sum())
    return penalty(norm, w / norm, b, weight / 2)


def outer_derivative_without_its_two(x, w, b, weight):
    norm = np.sqrt((w * w).sum())
    return weight * (norm - 1) ** 2, weight * (norm - 1) * w / norm, np.zeros_like(b)


def gradient_divided_by_the_rows(x, w, b, weight):
    norm = np.sqrt((w * w).sum())
    return weight * (norm - 1) ** 2, 2 * weight * (norm - 1) * w / norm / len(x), np.zeros_like(b)


def bias_in_the_slope(x, w, b, weight):
    norm = np.sqrt((w * w).sum() + (b * b).sum())
    return weight * (norm - 1) ** 2, 2 * weight * (norm - 1) * w / norm, 2 * weight * (norm - 1) * b / norm


def weight_of_the_paper(x, w, b, weight):
    norm = np.sqrt((w * w).sum())
    return penalty(norm, w / norm, b, 10.0)


def gradient_ascends(x, w, b, weight):
    norm = np.sqrt((w * w).sum())
    return weight * (norm - 1) ** 2, 2 * weight * (1 - norm) * w / norm, np.zeros_like(b)


RIGHT = (
    by_the_slopes_of_all_rows,
    entry_by_entry,
    by_einsum,
    by_the_outer_derivative_first,
    in_float64_with_out,
)
WRONG = (
    epsilon_under_the_root,
    epsilon_beside_the_length,
    length_kept_above_a_floor,
    root_mean_square_for_length,
    length_as_the_sum_of_sizes,
    signed_slope_of_one_dimension,
    not_squared,
    factor_one_half,
    outer_derivative_without_its_two,
    gradient_divided_by_the_rows,
    bias_in_the_slope,
    weight_of_the_paper,
    gradient_ascends,
)
