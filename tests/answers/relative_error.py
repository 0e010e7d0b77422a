"""Answers to `relative_error`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np
from numpy.linalg import norm


def by_hand(a, n, floor):
    def length(values):
        return math.sqrt(sum(float(v) ** 2 for v in values))

    return length((a - n).ravel()) / max(length(a.flat), length(n.flat), floor)


def by_einsum(a, n, floor):
    d = np.subtract(a, n)
    squares = [np.einsum("i,i", v.ravel(), v.ravel()) for v in (a, n, d)]
    return np.sqrt(squares[2] / np.max([*squares[:2], floor**2]))


def by_dot(a, n, floor):
    a, n = a.reshape(-1), n.reshape(-1)
    below = np.maximum(np.sqrt(a @ a), np.sqrt(n @ n))
    return np.asarray(np.sqrt(np.dot(a - n, a - n)) / np.maximum(below, floor))


def divided_first(a, n, floor):
    scale = sorted([norm(a), norm(n), floor])[-1]
    return np.hypot.reduce((a / scale - n / scale).ravel())


def by_frobenius(a, n, floor):
    a, n = a.reshape(1, -1), n.reshape(1, -1)
    scale = floor
    if norm(a, "fro") > scale:
        scale = norm(a, "fro")
    if norm(n, "fro") > scale:
        scale = norm(n, "fro")
    return norm(n - a, "fro") / scale


def by_mean_squares(a, n, floor):
    size, d = a.size, np.sum((a - n) ** 2)
    a, n = np.mean(a**2), np.mean(np.square(n))
    return np.sqrt(d) / max(np.sqrt(max(a, n) * size), floor)


def by_sum_of_both(a, n, floor):
    return norm(a - n) / max(norm(a) + norm(n), floor)


def by_half_the_sum(a, n, floor):
    return norm(a - n) / max((norm(a) + norm(n)) / 2, floor)


def by_the_smaller(a, n, floor):
    return norm(a - n) / max(min(norm(a), norm(n)), floor)


def by_the_numeric(a, n, floor):
    return norm(a - n) / max(norm(n), floor)


def without_a_root(a, n, floor):
    return ((a - n) ** 2).sum() / max((a**2).sum(), (n**2).sum(), floor)


def the_floor_not_squared(a, n, floor):
    return math.sqrt(((a - n) ** 2).sum() / max((a**2).sum(), (n**2).sum(), floor))


def root_mean_squares(a, n, floor):
    def size(v):
        return np.sqrt((v**2).mean())

    return size(a - n) / max(size(a), size(n), floor)


def sums_of_sizes(a, n, floor):
    return np.abs(a - n).sum() / max(np.abs(a).sum(), np.abs(n).sum(), floor)


def largest_entries(a, n, floor):
    return np.abs(a - n).max() / max(np.abs(a).max(), np.abs(n).max(), floor)


def floor_for_zeros_only(a, n, floor):
    scale = max(norm(a), norm(n))
    return norm(a - n) / (scale if scale > 0 else floor)


def a_floor_of_its_own(a, n, floor):
    return norm(a - n) / max(norm(a), norm(n), 1e-4)


def zero_below_the_floor(a, n, floor):
    scale = max(norm(a), norm(n))
    return norm(a - n) / scale if scale >= floor else 0.0


def with_an_epsilon(a, n, floor):
    return norm(a - n) / (max(norm(a), norm(n), floor) + 1e-8)


def difference_of_norms(a, n, floor):
    return abs(norm(a) - norm(n)) / max(norm(a), norm(n), floor)


def mean_over_rows(a, n, floor):
    a, n = np.atleast_2d(a), np.atleast_2d(n)
    scale = np.maximum(np.maximum(norm(a, axis=1), norm(n, axis=1)), floor)
    return np.mean(norm(a - n, axis=1) / scale)


def at_most_1(a, n, floor):
    return min(norm(a - n) / max(norm(a), norm(n), floor), 1.0)


def for_two_axes_at_most(a, n, floor):
    a, n = np.atleast_2d(a), np.atleast_2d(n)
    return norm(a - n, "fro") / max(norm(a, "fro"), norm(n, "fro"), floor)


def row_lengths_of_the_last_axis(a, n, floor):
    def length(v):
        return norm(np.atleast_1d(v)[0]) if np.ndim(v) > 2 else norm(v)

    return length(a - n) / max(length(a), length(n), floor)


RIGHT = (by_hand, by_einsum, by_dot, divided_first, by_frobenius, by_mean_squares)
WRONG = (
    by_sum_of_both,
    by_half_the_sum,
    by_the_smaller,
    by_the_numeric,
    without_a_root,
    the_floor_not_squared,
    root_mean_squares,
    sums_of_sizes,
    largest_entries,
    floor_for_zeros_only,
    a_floor_of_its_own,
    zero_below_the_floor,
    with_an_epsilon,
    difference_of_norms,
    mean_over_rows,
    at_most_1,
    for_two_axes_at_most,
    row_lengths_of_the_last_axis,
)
