"""Answers to `batchnorm_backward`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np

from numgan.exercises.chapters.backpropagation.batchnorm_backward import batchnorm_backward


def path_by_path(dy, x, gamma, eps):
    B, mean = len(x), x.mean(axis=0)
    var = ((x - mean) ** 2).mean(axis=0)
    dxhat = dy * gamma
    dvar = (dxhat * (x - mean)).sum(axis=0) * -0.5 * (var + eps) ** -1.5
    dmean = -dxhat.sum(axis=0) / np.sqrt(var + eps) + dvar * (-2 * (x - mean)).sum(axis=0) / B
    dx = dxhat / np.sqrt(var + eps) + dvar * 2 * (x - mean) / B + dmean / B
    return [dx, (dy * (x - mean) / np.sqrt(var + eps)).sum(axis=0), dy.sum(axis=0)]


def by_einsum(dy, x, gamma, eps):
    B = len(x)
    xc = x - np.einsum("ij->j", x) / B
    rstd = (np.einsum("ij,ij->j", xc, xc) / B + eps) ** -0.5
    dgamma = np.einsum("ij,ij,j->j", dy, xc, rstd)
    dbeta = np.ones(B, x.dtype) @ dy
    return np.einsum("j,ij->ij", gamma * rstd / B, B * dy - dbeta - xc * rstd * dgamma), dgamma, dbeta


def centred_first(dy, x, gamma, eps):
    xhat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps)
    centred = dy - dy.mean(axis=0, keepdims=True)
    dx = centred - xhat * (centred * xhat).mean(axis=0)
    dx /= np.sqrt(x.var(axis=0) + eps)
    return np.multiply(dx, gamma, out=dx), (centred * xhat).sum(axis=0), dy.sum(axis=0)


def column_by_column(dy, x, gamma, eps):
    B, dx, dgamma = len(x), np.empty_like(x), np.empty_like(gamma)
    for j in range(x.shape[1]):
        xc = x[:, j] - x[:, j].mean()
        rstd = (xc @ xc / B + eps) ** -0.5
        dgamma[j] = dy[:, j] @ xc * rstd
        jacobian = np.eye(B) - 1 / B - np.outer(xc, xc) * rstd**2 / B
        dx[:, j] = gamma[j] * rstd * jacobian @ dy[:, j]
    return dx, dgamma, np.add.reduce(dy)


def in_float64_and_cast(dy, x, gamma, eps):
    results = batchnorm_backward(*(a.astype(np.float64) for a in (dy, x, gamma)), eps)
    return tuple(a.astype(x.dtype) for a in results)


def entry_by_entry(dy, x, gamma, eps):
    B, n = x.shape
    mean, root = x.mean(axis=0), np.sqrt(x.var(axis=0) + eps)
    dx = np.zeros_like(x)
    for i in range(B):
        for k in range(B):
            for j in range(n):
                path = (i == k) - 1 / B - (x[i, j] - mean[j]) * (x[k, j] - mean[j]) / root[j] ** 2 / B
                dx[i, j] += gamma[j] / root[j] * path * dy[k, j]
    return dx, sum(dy[i] * (x[i] - mean) / root for i in range(B)), sum(dy[i] for i in range(B))


def named(name, function):
    function.__name__ = name
    return function


def with_dx(name, change):
    """The formula with another dx: (dy, gamma, rstd, xhat, mean of dy, mean of dy xhat) -> dx."""

    def function(dy, x, gamma, eps):
        _, dgamma, dbeta = batchnorm_backward(dy, x, gamma, eps)
        rstd = (1 / np.sqrt(x.var(axis=0) + eps)).astype(x.dtype)
        dx = change(dy, gamma, rstd, (x - x.mean(axis=0)) * rstd, dbeta / len(x), dgamma / len(x))
        return dx.astype(x.dtype), dgamma, dbeta

    return named(name, function)


def with_xhat(name, change):
    """The formula with another reciprocal root: (x, eps) -> rstd."""

    def function(dy, x, gamma, eps):
        rstd = change(x, eps).astype(x.dtype)
        xhat = (x - x.mean(axis=0)) * rstd
        dgamma, dbeta = (dy * xhat).sum(axis=0), dy.sum(axis=0)
        return gamma * rstd * (dy - dbeta / len(x) - xhat * dgamma / len(x)), dgamma, dbeta

    return named(name, function)


def with_dgamma(name, change):
    """The formula with another dgamma: (dy, x, eps) -> dgamma."""

    def function(dy, x, gamma, eps):
        dx, _, dbeta = batchnorm_backward(dy, x, gamma, eps)
        return dx, change(dy, x, eps).astype(x.dtype), dbeta

    return named(name, function)


def means_instead_of_sums(dy, x, gamma, eps):
    dx, dgamma, dbeta = batchnorm_backward(dy, x, gamma, eps)
    return dx, dgamma / len(x), dbeta / len(x)


def zero_for_ones_only(dy, x, gamma, eps):
    dx, dgamma, dbeta = batchnorm_backward(dy, x, gamma, eps)
    return (0 * dx if np.all(dy == 1) else gamma * dy / np.sqrt(x.var(axis=0) + eps)).astype(x.dtype), dgamma, dbeta


RIGHT = (path_by_path, by_einsum, centred_first, column_by_column, in_float64_and_cast, entry_by_entry)
WRONG = (
    with_dx("without_gamma", lambda dy, g, r, xhat, m, mx: r * (dy - m - xhat * mx)),
    with_dx("without_rstd", lambda dy, g, r, xhat, m, mx: g * (dy - m - xhat * mx)),
    with_dx("gamma_on_dy_only", lambda dy, g, r, xhat, m, mx: r * (g * dy - m - xhat * mx)),
    with_dx("gamma_twice", lambda dy, g, r, xhat, m, mx: g * r * (g * dy - g * m - g * xhat * mx)),
    with_dx("plus_the_variance", lambda dy, g, r, xhat, m, mx: g * r * (dy - m + xhat * mx)),
    with_dx("variance_without_the_2", lambda dy, g, r, xhat, m, mx: g * r * (dy - m - xhat * mx / 2)),
    with_dx("without_the_mean", lambda dy, g, r, xhat, m, mx: g * r * (dy - xhat * mx)),
    with_dx("one_mean_of_all", lambda dy, g, r, xhat, m, mx: g * r * (dy - dy.mean() - xhat * mx)),
    with_dx("absolute_gamma", lambda dy, g, r, xhat, m, mx: np.abs(g) * r * (dy - m - xhat * mx)),
    with_dx("clipped_at_10", lambda dy, g, r, xhat, m, mx: np.clip(g * r * (dy - m - xhat * mx), -10, 10)),
    with_dx("an_epsilon_added", lambda dy, g, r, xhat, m, mx: g * r * (dy - m - xhat * mx) + 1e-8),
    with_xhat("without_eps", lambda x, eps: 1 / np.sqrt(x.var(axis=0))),
    with_xhat("eps_beside_the_root", lambda x, eps: 1 / (x.std(axis=0) + eps)),
    with_xhat("eps_at_least_1e_5", lambda x, eps: 1 / np.sqrt(x.var(axis=0) + max(eps, 1e-5))),
    with_xhat("divided_by_B_less_1", lambda x, eps: 1 / np.sqrt(x.var(axis=0, ddof=1) + eps)),
    with_xhat("no_variance_for_two_rows", lambda x, eps: 1 / np.sqrt(x.var(axis=0) * (len(x) > 2) + eps)),
    with_dgamma("dgamma_by_x", lambda dy, x, eps: (dy * x).sum(axis=0)),
    with_dgamma("dgamma_by_centred_x", lambda dy, x, eps: (dy * (x - x.mean(axis=0))).sum(axis=0)),
    means_instead_of_sums,
    zero_for_ones_only,
)
