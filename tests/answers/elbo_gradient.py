"""Answers to `elbo_gradient`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def softplus(a):
    return np.maximum(a, 0) + np.log1p(np.exp(-np.abs(a)))


def sigmoid(a):
    return np.exp(np.minimum(a, 0)) / (1 + np.exp(-np.abs(a)))


def row_by_row(x, m, log_var, e, W, b):
    loss, dm, dlog_var = 0.0, np.zeros_like(m), np.zeros_like(m)
    for i in range(len(x)):
        s = np.exp(log_var[i] / 2)
        logits = (m[i] + s * e[i]) @ W + b
        loss += (softplus(logits) - x[i] * logits).sum() + (m[i] ** 2 + s**2 - 1 - log_var[i]).sum() / 2
        dz = W @ (sigmoid(logits) - x[i])
        dm[i] = (dz + m[i]) / len(x)
        dlog_var[i] = (dz * e[i] * s + s**2 - 1) / (2 * len(x))
    return loss / len(x), dm, dlog_var


def pixels_and_prior_apart(x, m, log_var, e, W, b):
    B, s = len(x), np.exp(0.5 * log_var)
    logits = m @ W + (s * e) @ W + b
    of_pixels = np.sum(x * softplus(-logits) + (1 - x) * softplus(logits)) / B
    of_prior = 0.5 * np.sum(m * m + np.exp(log_var) - log_var - 1) / B
    dz = np.einsum("in,kn->ik", sigmoid(logits) - x, W) / B
    ds = dz * e + (s - 1 / s) / B
    return of_pixels + of_prior, dz + m / B, ds * s / 2


def with_the_bias_as_a_row(x, m, log_var, e, W, b):
    s = np.exp(log_var / 2)
    z = np.hstack([m + s * e, np.ones((len(m), 1), m.dtype)])
    logits = z @ np.vstack([W, b])
    loss = np.mean((softplus(logits) - x * logits).sum(axis=1) + 0.5 * (m**2 + s**2 - 1 - log_var).sum(axis=1))
    dz = (sigmoid(logits) - x) @ np.vstack([W, b]).T[:, :-1]
    return [loss, (dz + m) / len(x), (dz * e * s + s * s - 1) / 2 / len(x)]


def chain_through_the_variance(x, m, log_var, e, W, b):
    B, var = len(x), np.exp(log_var)
    s = np.exp(log_var / 2)
    logits = (m + s * e) @ W + b
    dz = ((sigmoid(logits) - x) / B) @ W.T
    dvar = (1 - 1 / var) / (2 * B)
    loss = (softplus(logits) - x * logits).mean(axis=0).sum() + (m**2 + var - 1 - log_var).mean(axis=0).sum() / 2
    return loss, dz + m / B, dz * (e * s) / 2 + dvar * var


def in_float64_and_back(x, m, log_var, e, W, b):
    wide = [a.astype(np.float64) for a in (x, m, log_var, e, W, b)]
    loss, dm, dlog_var = row_by_row(*wide)
    return loss, dm.astype(x.dtype), dlog_var.astype(x.dtype)


def parts(x, m, log_var, e, W, b):
    B, s = len(x), np.exp(log_var / 2)
    logits = (m + s * e) @ W + b
    nll = (softplus(logits) - x * logits).sum() / B
    kl = (m**2 + s**2 - 1 - log_var).sum() / (2 * B)
    dz = (sigmoid(logits) - x) @ W.T / B
    return nll, kl, dz, dz * e * s / 2, m / B, (s**2 - 1) / (2 * B)


def beta_of_a_half(*arguments):
    nll, kl, dm, dl, km, kl_l = parts(*arguments)
    return nll + kl / 2, dm + km / 2, dl + kl_l / 2


def free_bits(*arguments):
    """No pull from the prior while it is cheap, as some programs have it."""
    nll, kl, dm, dl, km, kl_l = parts(*arguments)
    return nll + max(kl, 2.0), dm + (kl > 2) * km, dl + (kl > 2) * kl_l


def squared_error_for_the_pixels(x, m, log_var, e, W, b):
    _, kl, _, _, km, kl_l = parts(x, m, log_var, e, W, b)
    s = np.exp(log_var / 2)
    p = sigmoid((m + s * e) @ W + b)
    dz = (2 * (p - x) * p * (1 - p)) @ W.T / len(x)
    return ((p - x) ** 2).sum() / len(x) + kl, dz + km, dz * e * s / 2 + kl_l


def two_draws(x, m, log_var, e, W, b):
    """The mean over the noise and its opposite."""
    nll, kl, dm, dl, km, kl_l = parts(x, m, log_var, e, W, b)
    nll2, _, dm2, dl2, _, _ = parts(x, m, log_var, -e, W, b)
    return (nll + nll2) / 2 + kl, (dm + dm2) / 2 + km, (dl + dl2) / 2 + kl_l


def log_var_clipped(x, m, log_var, e, W, b):
    nll, kl, dm, dl, km, kl_l = parts(x, m, np.clip(log_var, -0.5, 0.5), e, W, b)
    return nll + kl, dm + km, dl + kl_l


def means_pulled_twice(*arguments):
    nll, kl, dm, dl, km, kl_l = parts(*arguments)
    return nll + kl, dm + 2 * km, dl + kl_l


def prior_pulls_the_other_way(*arguments):
    nll, kl, dm, dl, km, kl_l = parts(*arguments)
    return nll + kl, dm + km, dl - kl_l


def without_the_noise_in_the_pull(*arguments):
    nll, kl, dm, _, km, kl_l = parts(*arguments)
    return nll + kl, dm + km, dm / 2 + kl_l


def no_bias(x, m, log_var, e, W, b):
    nll, kl, dm, dl, km, kl_l = parts(x, m, log_var, e, W, 0 * b)
    return nll + kl, dm + km, dl + kl_l


RIGHT = (
    row_by_row,
    pixels_and_prior_apart,
    with_the_bias_as_a_row,
    chain_through_the_variance,
    in_float64_and_back,
)
WRONG = (
    beta_of_a_half,
    free_bits,
    squared_error_for_the_pixels,
    two_draws,
    log_var_clipped,
    means_pulled_twice,
    prior_pulls_the_other_way,
    without_the_noise_in_the_pull,
    no_bias,
)
