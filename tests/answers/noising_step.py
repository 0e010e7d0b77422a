"""Answers to `noising_step`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def row_by_row(x, eps, betas, t):
    x_t = np.empty_like(x)
    for i, steps in enumerate(t):
        abar = math.prod(1 - float(beta) for beta in betas[:steps])
        x_t[i] = math.sqrt(abar) * x[i] + math.sqrt(1 - abar) * eps[i]
    return x_t


def by_a_table_that_begins_with_1(x, eps, betas, t):
    abar = np.multiply.accumulate(np.append(np.ones(1, betas.dtype), 1 - betas))
    shares = np.sqrt(np.stack([abar, 1 - abar])).take(t, axis=1)
    return np.einsum("kb,kbn->bn", shares, np.stack([x, eps]))


def by_masked_products(x, eps, betas, t):
    taken = np.arange(len(betas)) < np.reshape(t, (-1, 1))  # (B, T)
    abar = np.prod(np.where(taken, 1 - betas, 1), axis=1)
    return (np.sqrt(abar) * x.T + np.sqrt(1 - abar) * eps.T).T


def step_by_step(x, eps, betas, t):
    """Factors of the data and of the noise, one step after the other: the noise's variances add up."""
    data, variance = np.ones(len(x)), np.zeros(len(x))
    for s, beta in enumerate(betas.astype(np.float64), 1):
        goes = s <= t
        data = np.where(goes, np.sqrt(1 - beta) * data, data)
        variance = np.where(goes, (1 - beta) * variance + beta, variance)
    return (data[:, None] * x + np.sqrt(variance)[:, None] * eps).astype(x.dtype)


def by_logarithms(x, eps, betas, t):
    log_abar = np.cumsum(np.log1p(-betas.astype(np.float64)))[np.asarray(t) - 1]
    data, noise = np.exp(log_abar / 2), np.sqrt(-np.expm1(log_abar))
    return np.add(np.diag(data) @ x, np.diag(noise) @ eps).astype(x.dtype)


def by_an_angle(x, eps, betas, t):
    angle = np.arccos(np.sqrt(np.cumprod(1 - betas.astype(np.float64))))[t - 1, np.newaxis]
    return (np.cos(angle) * x + np.sin(angle) * eps).astype(x.dtype)


def with_abar(abar, x, eps):
    abar = abar.astype(x.dtype)[:, None]
    return np.sqrt(abar) * x + np.sqrt(1 - abar) * eps


def place_t(x, eps, betas, t):
    return with_abar(np.append(np.cumprod(1 - betas), 0)[t], x, eps)


def place_t_minus_2(x, eps, betas, t):
    return with_abar(np.append(1, np.cumprod(1 - betas))[t - 1], x, eps)


def from_the_end(x, eps, betas, t):
    return with_abar(np.cumprod(1 - betas)[-t], x, eps)


def mean_beta_to_the_power_of_t(x, eps, betas, t):
    return with_abar((1 - betas.mean()) ** t, x, eps)


def last_beta_to_the_power_of_t(x, eps, betas, t):
    return with_abar((1 - betas[t - 1]) ** t, x, eps)


def one_minus_the_sum(x, eps, betas, t):
    return with_abar(np.maximum(1 - np.cumsum(betas), 0)[t - 1], x, eps)


def product_of_squares(x, eps, betas, t):
    return with_abar(np.cumprod((1 - betas) ** 2)[t - 1], x, eps)


def product_of_roots(x, eps, betas, t):
    return with_abar(np.cumprod(np.sqrt(1 - betas))[t - 1], x, eps)


def last_beta_for_the_noise(x, eps, betas, t):
    return np.sqrt(np.cumprod(1 - betas)[t - 1])[:, None] * x + np.sqrt(betas[t - 1])[:, None] * eps


def variance_of_the_noise_only(x, eps, betas, t):
    abar = np.cumprod(1 - betas)[t - 1][:, None]
    return np.sqrt(abar) * x + (1 - abar) * eps


def both_without_roots(x, eps, betas, t):
    abar = np.cumprod(1 - betas)[t - 1][:, None]
    return abar * x + (1 - abar) * eps


def data_kept(x, eps, betas, t):
    return x + np.sqrt(1 - np.cumprod(1 - betas)[t - 1])[:, None] * eps


def noise_subtracted(x, eps, betas, t):
    return with_abar(np.cumprod(1 - betas)[t - 1], x, -eps)


def exchanged(x, eps, betas, t):
    return with_abar(1 - np.cumprod(1 - betas)[t - 1], x, eps)


def largest_t_for_all(x, eps, betas, t):
    return with_abar(np.full(len(x), np.cumprod(1 - betas)[t.max() - 1]), x, eps)


def epsilon_under_the_root(x, eps, betas, t):
    abar = np.cumprod(1 - betas)[t - 1][:, None]
    return (np.sqrt(abar) * x + np.sqrt(1 - abar + 1e-5) * eps).astype(x.dtype)


RIGHT = (
    row_by_row,
    by_a_table_that_begins_with_1,
    by_masked_products,
    step_by_step,
    by_logarithms,
    by_an_angle,
)
WRONG = (
    place_t,
    place_t_minus_2,
    from_the_end,
    mean_beta_to_the_power_of_t,
    last_beta_to_the_power_of_t,
    one_minus_the_sum,
    product_of_squares,
    product_of_roots,
    last_beta_for_the_noise,
    variance_of_the_noise_only,
    both_without_roots,
    data_kept,
    noise_subtracted,
    exchanged,
    largest_t_for_all,
    epsilon_under_the_root,
)
