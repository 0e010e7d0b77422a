"""Answers to `patch_loss`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def softplus(a):
    return np.maximum(a, 0) + np.log1p(np.exp(-np.abs(a)))


def sigmoid(a):
    return np.exp(np.minimum(a, 0)) / (1 + np.exp(-np.abs(a)))


def as_rows(real, fake):
    """All patches in one column, as if they were rows."""
    r, f = real.reshape(-1, 1), fake.reshape(-1, 1)
    dreal, dfake = -sigmoid(-r) / len(r), sigmoid(f) / len(f)
    return softplus(-r).mean() + softplus(f).mean(), dreal.reshape(real.shape), dfake.reshape(fake.shape)


def mean_of_means(real, fake):
    """Over pairs, of the means over patches: all maps have one size."""
    loss = softplus(-real).mean(axis=(1, 2)).mean() + softplus(fake).mean(axis=(1, 2)).mean()
    m = real.shape[1] * real.shape[2]
    return loss, -sigmoid(-real) / m / len(real), sigmoid(fake) / m / len(fake)


def pair_by_pair(real, fake):
    loss, dreal, dfake = 0.0, np.zeros_like(real), np.zeros_like(fake)
    for sign, logits, out in ((-1, real, dreal), (1, fake, dfake)):
        for b, patches in enumerate(logits):
            loss += softplus(sign * patches).sum() / logits.size
            out[b] = sign * sigmoid(sign * patches) / logits.size
    return [loss, dreal, dfake]


def with_logaddexp(real, fake):
    zero = np.zeros((), real.dtype)
    a, b = np.logaddexp(zero, -real), np.logaddexp(zero, fake)
    dreal = np.exp(-real - a) * (-1 / real.size)
    return np.average(a) + np.average(b), dreal, np.exp(fake - b) / fake.size


def in_float64_and_back(real, fake):
    loss, dreal, dfake = mean_of_means(real.astype(np.float64), fake.astype(np.float64))
    return loss, dreal.astype(real.dtype), dfake.astype(fake.dtype)


right = mean_of_means


def hinge(real, fake):
    loss = np.maximum(0, 1 - real).mean() + np.maximum(0, 1 + fake).mean()
    return loss, -(real < 1) / np.array(real.size, real.dtype), (fake > -1) / np.array(fake.size, fake.dtype)


def least_squares(real, fake):
    loss = ((real - 1) ** 2).mean() + (fake**2).mean()
    return loss, 2 * (real - 1) / real.size, 2 * fake / fake.size


def root_of_the_patches(real, fake):
    loss, dreal, dfake = right(real, fake)
    m = real[0].size ** 0.5
    return loss * m, dreal * m, dfake * m


def height_forgotten(real, fake):
    loss, dreal, dfake = right(real, fake)
    return loss, dreal * real.shape[1], dfake * fake.shape[1]


def border_left_out(real, fake):
    loss, dreal, dfake = right(real[:, 1:, 1:], fake[:, 1:, 1:])
    at = (slice(None), slice(1, None), slice(1, None))
    whole = np.zeros_like(real), np.zeros_like(fake)
    whole[0][at], whole[1][at] = dreal, dfake
    return loss, *whole


def clipped_logits(real, fake):
    return right(np.clip(real, -20, 20), np.clip(fake, -20, 20))


def small_number_in_the_logarithm(real, fake):
    _, dreal, dfake = right(real, fake)
    return -np.log(sigmoid(real) + 1e-8).mean() - np.log(sigmoid(-fake) + 1e-8).mean(), dreal, dfake


def same_gradient_for_each_patch(real, fake):
    loss, dreal, dfake = right(real, fake)
    mean = [np.broadcast_to(d.mean(axis=(1, 2), keepdims=True), d.shape).copy() for d in (dreal, dfake)]
    return loss, *mean


def makers_loss(real, fake):
    return right(real, -fake)


RIGHT = (as_rows, mean_of_means, pair_by_pair, with_logaddexp, in_float64_and_back)
WRONG = (
    hinge,
    least_squares,
    root_of_the_patches,
    height_forgotten,
    border_left_out,
    clipped_logits,
    small_number_in_the_logarithm,
    same_gradient_for_each_patch,
    makers_loss,
)
