"""Answers to `mmd_unbiased`: right ones in unusual dress, and wrong ones that look right."""

import itertools
import math

import numpy as np


def k(a, b):
    return (np.dot(a, b) / len(a) + 1) ** 3


def by_loops(x, y):
    x, y = x.astype(np.float64), y.astype(np.float64)
    among_x = [k(a, b) for a, b in itertools.combinations(x, 2)]
    among_y = [k(a, b) for a, b in itertools.permutations(y, 2)]
    across = [k(a, b) for a, b in itertools.product(x, y)]
    return sum(among_x) / len(among_x) + sum(among_y) / len(among_y) - 2 * math.fsum(across) / len(across)


def by_triangles(x, y):
    kxx, kyy, kxy = (np.power(np.einsum("id,jd->ij", a, b) / a.shape[1] + 1, 3) for a, b in ((x, x), (y, y), (x, y)))
    upper = [matrix[np.triu_indices(len(matrix), 1)].mean() for matrix in (kxx, kyy)]
    return np.asarray(upper[0] + upper[1] - kxy.mean() - kxy.mean())


def with_a_mask(x, y):
    rows = np.vstack([x, y]).astype(np.float64)
    kernel = (rows @ rows.T / rows.shape[1] + 1) ** 3
    sign = np.repeat([1.0, -1.0], [len(x), len(y)])
    count = np.repeat([len(x), len(y)], [len(x), len(y)])
    same = sign[:, None] == sign
    weight = np.where(same, 1 / (count[:, None] * (count - 1.0)), -1 / (len(x) * len(y)))
    np.fill_diagonal(weight, 0)
    return np.vdot(weight, kernel)


def by_powers_of_the_product(x, y):
    def mean(p, pairs):
        return ((p**3).sum() + 3 * (p**2).sum() + 3 * p.sum()) / pairs + 1

    def off(a):
        p = a @ a.T / a.shape[1]
        return p[~np.eye(len(a), dtype=bool)]

    M, N = len(x), len(y)
    x, y = x.astype(np.float64), y.astype(np.float64)
    cross = mean(x @ y.T / x.shape[1], M * N)
    return mean(off(x), M * (M - 1)) + mean(off(y), N * (N - 1)) - 2 * cross


def diagonal_set_to_0(x, y):
    d = x.shape[1]
    kernels = [(a.astype(np.float64) @ a.T / d + 1) ** 3 for a in (x, y)]
    for kernel in kernels:
        np.fill_diagonal(kernel, 0)
    within = [kernel.sum() / (kernel.size - len(kernel)) for kernel in kernels]
    return np.sum(within) - 2 * np.average((y @ x.T / d + 1) ** 3)


def estimate(kernel, x, y, of_x=None, of_y=None, cross=None):
    M, N = len(x), len(y)
    kxx, kyy = kernel(x, x), kernel(y, y)
    kxx, kyy = kxx - np.diag(np.diag(kxx)), kyy - np.diag(np.diag(kyy))
    return (
        kxx.sum() / (of_x or M * (M - 1))
        + kyy.sum() / (of_y or N * (N - 1))
        - 2 * (kernel(x, y).sum() / (cross or M * N))
    )


def cubic(x, y):
    return (x @ y.T / x.shape[1] + 1) ** 3


def one_subtracted(x, y):
    return estimate(lambda x, y: (x @ y.T / x.shape[1] - 1) ** 3, x, y)


def fourth_power(x, y):
    return estimate(lambda x, y: (x @ y.T / x.shape[1] + 1) ** 4, x, y)


def one_before_the_division(x, y):
    return estimate(lambda x, y: ((x @ y.T + 1) / x.shape[1]) ** 3, x, y)


def divided_after_the_cube(x, y):
    return estimate(lambda x, y: (x @ y.T + 1) ** 3 / x.shape[1], x, y)


def divided_by_the_rows(x, y):
    return estimate(lambda x, y: (x @ y.T / len(x) + 1) ** 3, x, y)


def cosines(x, y):
    def unit(a):
        return a / np.maximum(np.linalg.norm(a, axis=1, keepdims=True), 1e-30)

    return estimate(lambda x, y: (unit(x) @ unit(y).T + 1) ** 3, x, y)


def biased(x, y):
    return cubic(x, x).mean() + cubic(y, y).mean() - 2 * cubic(x, y).mean()


def unbiased_in_x_only(x, y):
    kxx = cubic(x, x)
    return (kxx.sum() - np.trace(kxx)) / (kxx.size - len(x)) + cubic(y, y).mean() - 2 * cubic(x, y).mean()


def divided_by_one_less_squared(x, y):
    return estimate(cubic, x, y, of_x=(len(x) - 1) ** 2, of_y=(len(y) - 1) ** 2)


def number_of_x_everywhere(x, y):
    M = len(x)
    return estimate(cubic, x, y, of_y=M * (M - 1), cross=M * M)


def cross_by_pairs_of_two(x, y):
    return estimate(cubic, x, y, cross=len(x) * (len(y) - 1))


def partners_only(x, y):
    n = min(len(x), len(y))
    kxx, kyy = cubic(x, x), cubic(y, y)
    within = (kxx.sum() - np.trace(kxx)) / (kxx.size - len(x)) + (kyy.sum() - np.trace(kyy)) / (kyy.size - len(y))
    return within - 2 * np.trace(cubic(x[:n], y[:n])) / n


def absolute(x, y):
    return abs(estimate(cubic, x, y))


def times_100(x, y):
    return 100 * estimate(cubic, x, y)


def centred_first(x, y):
    mean = np.vstack([x, y]).mean(axis=0)
    return estimate(cubic, x - mean, y - mean)


RIGHT = (by_loops, by_triangles, with_a_mask, by_powers_of_the_product, diagonal_set_to_0)
WRONG = (
    one_subtracted,
    fourth_power,
    one_before_the_division,
    divided_after_the_cube,
    divided_by_the_rows,
    cosines,
    biased,
    unbiased_in_x_only,
    divided_by_one_less_squared,
    number_of_x_everywhere,
    cross_by_pairs_of_two,
    partners_only,
    absolute,
    times_100,
    centred_first,
)
