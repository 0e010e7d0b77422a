"""Answers to `virtual_batchnorm`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def row_by_row(x, reference, gamma, beta, eps):
    y, xhat, rstd = np.empty_like(x), np.empty_like(x), np.empty_like(x)
    for i, row in enumerate(x):
        rows = np.vstack([reference, row])
        rstd[i] = 1 / np.sqrt(rows.var(axis=0) + eps)
        xhat[i] = (row - rows.mean(axis=0)) * rstd[i]
        y[i] = gamma * xhat[i] + beta
    return [y, xhat, rstd]


def all_batches_at_once(x, reference, gamma, beta, eps):
    R = len(reference)
    batches = np.concatenate([np.tile(reference, (len(x), 1, 1)), x[:, None]], axis=1)  # (B, R + 1, n)
    centred = batches - batches.mean(axis=1, keepdims=True)
    rstd = (np.einsum("irj,irj->ij", centred, centred) / (R + 1) + eps) ** -0.5
    xhat = centred[:, -1] * rstd
    return beta + xhat * gamma, xhat, rstd


def with_the_mean_written_out(x, reference, gamma, beta, eps):
    R = len(reference)
    m = reference.mean(axis=0)
    mu = m + (x - m) / (R + 1)
    squares = ((reference[:, None] - mu) ** 2).sum(axis=0) + (x - mu) ** 2
    rstd = np.reciprocal(np.sqrt(squares / (R + 1) + eps))
    return gamma * ((x - mu) * rstd) + beta, (x - mu) * rstd, rstd


def in_float64(x, reference, gamma, beta, eps):
    X, r = x.astype(np.float64), reference.astype(np.float64)
    R, m, S = len(r), r.mean(axis=0), ((r - r.mean(axis=0)) ** 2).sum(axis=0)
    u = X - m
    deviation = np.hypot(np.sqrt(S / (R + 1) + eps), u * np.sqrt(R) / (R + 1))
    xhat = R * u / (R + 1) / deviation
    return tuple(a.astype(x.dtype) for a in (gamma * xhat + beta, xhat, 1 / deviation))


def column_by_column(x, reference, gamma, beta, eps):
    results = []
    for j in range(x.shape[1]):
        r, c = reference[:, j], x[:, j]
        a = 1 / (r.size + 1)
        u = c - r.mean()
        rstd = 1 / np.sqrt((1 - a) * r.var() + a * u**2 - (a * u) ** 2 + eps)
        xhat = (u - a * u) * rstd
        results.append((xhat * gamma[j] + beta[j], xhat, rstd))
    return tuple(np.stack(arrays, axis=1) for arrays in zip(*results, strict=True))


def parts(x, reference):
    m = reference.mean(axis=0)
    return 1 / (len(reference) + 1), x - m, ((reference - m) ** 2).mean(axis=0)


def finish(xc, var, gamma, beta, eps):
    rstd = 1 / np.sqrt(var + eps)
    return gamma * (xc * rstd) + beta, xc * rstd, rstd


def first_row_for_all(x, reference, gamma, beta, eps):
    rows = np.vstack([reference, x[:1]])
    return finish(x - rows.mean(axis=0), np.broadcast_to(rows.var(axis=0), x.shape), gamma, beta, eps)


def divisor_R_in_the_variance(x, reference, gamma, beta, eps):
    a, u, var = parts(x, reference)
    return finish((1 - a) * u, (1 - a) * (var + a * u * u) / (1 - a), gamma, beta, eps)


def square_of_the_shift_forgotten(x, reference, gamma, beta, eps):
    a, u, var = parts(x, reference)
    return finish((1 - a) * u, (1 - a) * var + a * ((1 - a) * u) ** 2, gamma, beta, eps)


def wrong_sign_of_the_shift(x, reference, gamma, beta, eps):
    a, u, var = parts(x, reference)
    return finish((1 + a) * u, (1 - a) * (var + a * u * u), gamma, beta, eps)


def variances_mixed(x, reference, gamma, beta, eps):
    a, u, var = parts(x, reference)
    return finish((1 - a) * u, (1 - a) * var + a * x.var(axis=0) + 0 * u, gamma, beta, eps)


def absolute_deviations(x, reference, gamma, beta, eps):
    a, u, _ = parts(x, reference)
    size = np.abs(reference - reference.mean(axis=0)).mean(axis=0)
    return finish((1 - a) * u, ((1 - a) * size + a * np.abs(u)) ** 2, gamma, beta, eps)


def eps_of_batchnorm(x, reference, gamma, beta, eps):
    a, u, var = parts(x, reference)
    return finish((1 - a) * u, (1 - a) * (var + a * u * u), gamma, beta, 1e-5)


def eps_squared(x, reference, gamma, beta, eps):
    a, u, var = parts(x, reference)
    return finish((1 - a) * u, (1 - a) * (var + a * u * u), gamma, beta, eps**2)


def rstd_squared(x, reference, gamma, beta, eps):
    y, xhat, rstd = row_by_row(x, reference, gamma, beta, eps)
    return y, xhat, rstd**2


def gamma_of_1_plus(x, reference, gamma, beta, eps):
    return tuple(row_by_row(x, reference, 1 + gamma, beta, eps))


def xhat_is_y(x, reference, gamma, beta, eps):
    y, _, rstd = row_by_row(x, reference, gamma, beta, eps)
    return y, y.copy(), rstd


def mean_of_squares_without_a_floor(x, reference, gamma, beta, eps):
    R = len(reference)
    mean = (reference.sum(axis=0) + x) / (R + 1)
    return finish(x - mean, ((reference**2).sum(axis=0) + x**2) / (R + 1) - mean**2, gamma, beta, eps)


RIGHT = (row_by_row, all_batches_at_once, with_the_mean_written_out, in_float64, column_by_column)
WRONG = (
    first_row_for_all,
    divisor_R_in_the_variance,
    square_of_the_shift_forgotten,
    wrong_sign_of_the_shift,
    variances_mixed,
    absolute_deviations,
    eps_of_batchnorm,
    eps_squared,
    rstd_squared,
    gamma_of_1_plus,
    xhat_is_y,
    mean_of_squares_without_a_floor,
)
