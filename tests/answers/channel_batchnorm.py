"""Answers to `channel_batchnorm`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np

from numgan.exercises.chapters.convolution.channel_batchnorm import bessel


def as_rows(x, gamma, beta, eps):
    rows = x.reshape(-1, x.shape[3])
    rows = rows - rows.mean(axis=0)
    return ((rows * (rows.var(axis=0) + eps) ** -0.5) * gamma + beta).reshape(x.shape)


def by_std(x, gamma, beta, eps):
    axes = {"axis": (0, 1, 2), "keepdims": True}
    return beta + gamma * (x - np.mean(x, **axes)) / np.sqrt(np.std(x, **axes) ** 2 + eps)


def channel_by_channel(x, gamma, beta, eps):
    y = np.empty_like(x)
    for c in range(x.shape[3]):
        values = x[..., c].astype(np.float64)
        y[..., c] = gamma[c] * (values - values.mean()) / math.sqrt(values.var() + eps) + beta[c]
    return y


def channels_first_and_back(x, gamma, beta, eps):
    z = x.transpose(0, 3, 1, 2)
    z = z - z.mean(axis=(0, 2, 3), keepdims=True)
    z = z / np.sqrt((z**2).mean(axis=(0, 2, 3), keepdims=True) + eps)
    return (gamma.reshape(1, -1, 1, 1) * z + beta.reshape(1, -1, 1, 1)).transpose(0, 2, 3, 1)


def by_einsum_and_out(x, gamma, beta, eps):
    n = x[..., 0].size
    y = np.subtract(x, np.einsum("bijc->c", x) / n, out=np.empty_like(x))
    np.multiply(y, gamma / np.sqrt(np.einsum("bijc,bijc->c", y, y) / n + eps), out=y)
    return np.add(y, beta, out=y)


def with_exact_sums(x, gamma, beta, eps):
    y, n = np.empty_like(x), x[..., 0].size
    for c in range(x.shape[3]):
        values = [float(value) for value in x[..., c].ravel()]
        mean = math.fsum(values) / n
        root = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / n + eps)
        y[..., c] = np.reshape([float(gamma[c]) * (v - mean) / root + float(beta[c]) for v in values], x.shape[:3])
    return y


def mean_of_means(x, gamma, beta, eps):
    xc = x - x.mean(axis=2).mean(axis=1).mean(axis=0)
    return gamma * (xc / np.sqrt((xc * xc).mean(axis=0).mean(axis=0).mean(axis=0) + eps)) + beta


def named(name, change):
    def function(x, gamma, beta, eps):
        return change(x, gamma, beta, eps).astype(x.dtype)

    function.__name__ = name
    return function


def normal(x, axes, eps):
    return (x - x.mean(axis=axes, keepdims=True)) / np.sqrt(x.var(axis=axes, keepdims=True) + eps)


def mixed(x, gamma, beta, eps):
    """The mean over all, the variance of each image."""
    xc = x - x.mean(axis=(0, 1, 2))
    return gamma * xc / np.sqrt((xc**2).mean(axis=(1, 2), keepdims=True) + eps) + beta


def mean_variance_of_images(x, gamma, beta, eps):
    xc = x - x.mean(axis=(0, 1, 2))
    return gamma * xc / np.sqrt(x.var(axis=(1, 2)).mean(axis=0) + eps) + beta


def mean_variance_of_pixels(x, gamma, beta, eps):
    xc = x - x.mean(axis=(0, 1, 2))
    return gamma * xc / np.sqrt(x.var(axis=0).mean(axis=(0, 1)) + eps) + beta


def one_variance(x, gamma, beta, eps):
    xc = x - x.mean(axis=(0, 1, 2))
    return gamma * xc / np.sqrt(xc.var() + eps) + beta


def divided_by_the_images(x, gamma, beta, eps):
    xc = x - x.mean(axis=(0, 1, 2))
    return gamma * xc / np.sqrt((xc**2).sum(axis=(0, 1, 2)) / len(x) + eps) + beta


ALL = (0, 1, 2)
RIGHT = (
    as_rows,
    by_std,
    channel_by_channel,
    channels_first_and_back,
    by_einsum_and_out,
    with_exact_sums,
    mean_of_means,
)
WRONG = (
    bessel,
    mixed,
    mean_variance_of_images,
    mean_variance_of_pixels,
    one_variance,
    divided_by_the_images,
    named("over_rows_and_images", lambda x, g, b, eps: g * normal(x, (0, 1), eps) + b),
    named("over_columns_and_images", lambda x, g, b, eps: g * normal(x, (0, 2), eps) + b),
    named("shift_before_scale", lambda x, g, b, eps: g * (normal(x, ALL, eps) + b)),
    named("absolute_gamma", lambda x, g, b, eps: np.abs(g) * normal(x, ALL, eps) + b),
    named("without_gamma", lambda x, g, b, eps: normal(x, ALL, eps) + b),
    named("without_beta", lambda x, g, b, eps: g * normal(x, ALL, eps)),
    named("eps_squared", lambda x, g, b, eps: g * normal(x, ALL, eps**2) + b),
    named("eps_at_least_1e_5", lambda x, g, b, eps: g * normal(x, ALL, max(eps, 1e-5)) + b),
    named("another_epsilon", lambda x, g, b, eps: g * normal(x, ALL, eps + 1e-8) + b),
    named("clipped_at_10", lambda x, g, b, eps: g * np.clip(normal(x, ALL, eps), -10, 10) + b),
    named("one_image_is_left_alone", lambda x, g, b, eps: g * (normal(x, ALL, eps) if len(x) > 1 else x) + b),
    named("median", lambda x, g, b, eps: g * (x - np.median(x, ALL)) / np.sqrt(x.var(ALL) + eps) + b),
)
