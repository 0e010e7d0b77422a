"""Answers to `batchnorm_forward`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np

from numgan.exercises.chapters.backpropagation.batchnorm_forward import batchnorm_forward


def by_std(x, gamma, beta, eps):
    root = np.sqrt(np.std(x, axis=0) ** 2 + eps)
    xhat = (x - np.mean(x, 0)) / root
    return [np.add(gamma * xhat, beta), xhat, np.reciprocal(root)]


def by_einsum_and_out(x, gamma, beta, eps):
    B = len(x)
    xhat = np.subtract(x, np.einsum("ij->j", x) / B, out=np.empty_like(x))
    rstd = (np.einsum("ij,ij->j", xhat, xhat) / B + eps) ** -0.5
    np.multiply(xhat, rstd, out=xhat)
    return np.einsum("j,ij->ij", gamma, xhat) + beta, xhat, rstd


def with_loops(x, gamma, beta, eps):
    y, xhat, rstd = np.empty_like(x), np.empty_like(x), np.empty_like(gamma)
    for j in range(x.shape[1]):
        mean = math.fsum(x[:, j]) / len(x)
        var = math.fsum((float(value) - mean) ** 2 for value in x[:, j]) / len(x)
        rstd[j] = 1 / math.sqrt(var + eps)
        for i in range(len(x)):
            xhat[i, j] = (float(x[i, j]) - mean) / math.sqrt(var + eps)
            y[i, j] = gamma[j] * xhat[i, j] + beta[j]
    return y, xhat, rstd


def in_float64_and_cast(x, gamma, beta, eps):
    x64 = x.astype(np.float64)
    root = np.sqrt(x64.var(axis=0) + eps)
    xhat = (x64 - x64.mean(axis=0)) / root
    return tuple(a.astype(x.dtype) for a in (xhat * gamma + beta, xhat, 1 / root))


def shifted_by_the_first_row(x, gamma, beta, eps):
    d = x - x[0]
    mean = d.mean(axis=0)
    rstd = 1 / np.sqrt(np.maximum((d * d).mean(axis=0) - mean * mean, 0) + eps)
    return gamma * ((d - mean) * rstd) + beta, (d - mean) * rstd, rstd


def by_a_centring_matrix(x, gamma, beta, eps):
    B = len(x)
    x64 = (np.eye(B) - np.full((B, B), 1 / B)) @ x
    rstd = (np.diag(x64.T @ x64) / B + eps) ** -0.5
    xhat = x64 @ np.diag(rstd)
    return (xhat @ np.diag(gamma) + beta).astype(x.dtype), xhat.astype(x.dtype), rstd.astype(x.dtype)


def with_rstd(change):
    """The formula with another rstd: (xc, eps) -> rstd."""

    def function(x, gamma, beta, eps):
        xc = x - x.mean(axis=0)
        rstd = change(xc, eps).astype(x.dtype)
        return gamma * (xc * rstd) + beta, xc * rstd, rstd

    return function


def named(name, function):
    function.__name__ = name
    return function


def var(xc):
    return (xc**2).mean(axis=0)


def clipped_at(limit):
    def function(x, gamma, beta, eps):
        _, xhat, rstd = batchnorm_forward(x, gamma, beta, eps)
        xhat = np.clip(xhat, -limit, limit)
        return gamma * xhat + beta, xhat, rstd

    return named(f"xhat_clipped_at_{limit}", function)


def shift_before_scale(x, gamma, beta, eps):
    _, xhat, rstd = batchnorm_forward(x, gamma, beta, eps)
    return gamma * (xhat + beta), xhat, rstd


def returns_the_root(x, gamma, beta, eps):
    y, xhat, rstd = batchnorm_forward(x, gamma, beta, eps)
    return y, xhat, 1 / rstd


def returns_centred_x(x, gamma, beta, eps):
    y, xhat, rstd = batchnorm_forward(x, gamma, beta, eps)
    return y, xhat / rstd, rstd


def absolute_gamma(x, gamma, beta, eps):
    _, xhat, rstd = batchnorm_forward(x, gamma, beta, eps)
    return np.abs(gamma) * xhat + beta, xhat, rstd


def squares_about_the_mean_of_all(x, gamma, beta, eps):
    shifted = x - x.mean()
    mean = shifted.mean(axis=0)
    rstd = 1 / np.sqrt(np.maximum((shifted**2).mean(axis=0) - mean**2, 0) + eps)
    return gamma * ((shifted - mean) * rstd) + beta, (shifted - mean) * rstd, rstd


def centred_by_the_median(x, gamma, beta, eps):
    xc = x - np.median(x, axis=0)
    rstd = 1 / np.sqrt(x.var(axis=0) + eps)
    return gamma * (xc * rstd) + beta, xc * rstd, rstd


RIGHT = (by_std, by_einsum_and_out, with_loops, in_float64_and_cast, shifted_by_the_first_row, by_a_centring_matrix)
WRONG = (
    named("eps_at_least_1e_5", with_rstd(lambda xc, eps: 1 / np.sqrt(var(xc) + max(eps, 1e-5)))),
    named("another_epsilon_beside_the_root", with_rstd(lambda xc, eps: 1 / (np.sqrt(var(xc) + eps) + 1e-8))),
    named("without_eps", with_rstd(lambda xc, eps: 1 / np.sqrt(var(xc)))),
    named("eps_squared", with_rstd(lambda xc, eps: 1 / np.sqrt(var(xc) + eps**2))),
    named("rstd_at_most_1000", with_rstd(lambda xc, eps: np.minimum(1 / np.sqrt(var(xc) + eps), 1000))),
    named("constant_columns_by_1", with_rstd(lambda xc, eps: 1 / np.sqrt(np.where(var(xc) < 1e-8, 1, var(xc)) + eps))),
    named("divided_by_the_columns", with_rstd(lambda xc, eps: 1 / np.sqrt((xc**2).sum(axis=0) / xc.shape[1] + eps))),
    named("mean_absolute_deviation", with_rstd(lambda xc, eps: 1 / np.sqrt(np.abs(xc).mean(axis=0) ** 2 + eps))),
    named("no_correction_for_two_rows", with_rstd(lambda xc, eps: 1 / np.sqrt(xc.var(0, ddof=len(xc) == 2) + eps))),
    clipped_at(3),
    clipped_at(10),
    shift_before_scale,
    returns_the_root,
    returns_centred_x,
    absolute_gamma,
    squares_about_the_mean_of_all,
    centred_by_the_median,
)
