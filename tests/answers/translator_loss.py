"""Answers to `translator_loss`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def softplus(a):
    return np.maximum(a, 0) + np.log1p(np.exp(-np.abs(a)))


def sigmoid(a):
    return np.exp(np.minimum(a, 0)) / (1 + np.exp(-np.abs(a)))


def two_matrices(x, fake, y, W, l1_weight):
    """No pair is ever made."""
    of_x, of_fake = W[: x.shape[1]], W[x.shape[1] :]
    logits = x @ of_x + fake @ of_fake
    loss = softplus(-logits).mean() + l1_weight * np.abs(y - fake).mean()
    return loss, -(sigmoid(-logits) / logits.size) @ of_fake.T - np.sign(y - fake) * (l1_weight / y.size)


def gradient_of_the_pair(x, fake, y, W, l1_weight):
    pairs = np.concatenate([x, fake], axis=1)
    logits = pairs @ W
    dpairs = (-sigmoid(-logits) / logits.size) @ W.T
    _, dfake = np.split(dpairs, 2, axis=1)
    up = (fake > y).astype(x.dtype) - (fake < y).astype(x.dtype)
    return np.mean(softplus(-logits)) + l1_weight * np.mean(np.abs(fake - y)), dfake + l1_weight * up / up.size


def row_by_row(x, fake, y, W, l1_weight):
    loss, dfake = 0.0, np.zeros_like(fake)
    B, n = x.shape
    m = W.shape[1]
    for i in range(B):
        logits = np.append(x[i], fake[i]) @ W
        loss += softplus(-logits).sum() / (B * m) + l1_weight * np.abs(fake[i] - y[i]).sum() / (B * n)
        dfake[i] = -W[n:] @ sigmoid(-logits) / (B * m) + l1_weight * np.sign(fake[i] - y[i]) / (B * n)
    return [loss, dfake]


def with_einsum(x, fake, y, W, l1_weight):
    B, n = x.shape
    W = W.reshape(2, n, -1)
    logits = np.einsum("kbn,knm->bm", np.stack([x, fake]), W)
    d = np.exp(-np.logaddexp(0, logits)) / logits.size
    difference = fake - y
    dfake = difference / np.abs(difference) * (l1_weight / (B * n)) - np.einsum("bm,nm->bn", d, W[1])
    return np.logaddexp(0, -logits).sum() / logits.size + l1_weight * np.abs(difference).sum() / (B * n), dfake


def in_float64_and_back(x, fake, y, W, l1_weight):
    loss, dfake = two_matrices(*(a.astype(np.float64) for a in (x, fake, y, W)), l1_weight)
    return loss, dfake.astype(fake.dtype)


def parts(x, fake, y, W):
    logits = np.hstack([x, fake]) @ W
    from_D = -(sigmoid(-logits) / logits.size) @ W[x.shape[1] :].T
    return softplus(-logits).mean(), np.abs(fake - y).mean(), from_D, np.sign(fake - y) / np.array(y.size, y.dtype)


def weight_of_a_hundred(x, fake, y, W, l1_weight):
    adversarial, distance, from_D, from_y = parts(x, fake, y, W)
    return adversarial + 100 * distance, from_D + 100 * from_y


def weight_squared_in_the_gradient(x, fake, y, W, l1_weight):
    adversarial, distance, from_D, from_y = parts(x, fake, y, W)
    return adversarial + l1_weight * distance, from_D + l1_weight**2 * from_y


def halved(x, fake, y, W, l1_weight):
    adversarial, distance, from_D, from_y = parts(x, fake, y, W)
    return (adversarial + l1_weight * distance) / (1 + l1_weight), (from_D + l1_weight * from_y) / (1 + l1_weight)


def huber(x, fake, y, W, l1_weight):
    adversarial, _, from_D, _ = parts(x, fake, y, W)
    d = np.abs(fake - y)
    loss = np.where(d < 1, d**2 / 2, d - 0.5).mean()
    return adversarial + l1_weight * loss, from_D + l1_weight / y.size * np.clip(fake - y, -1, 1)


def clipped_logits(x, fake, y, W, l1_weight):
    logits = np.clip(np.hstack([x, fake]) @ W, -15, 15)
    _, distance, _, from_y = parts(x, fake, y, W)
    from_D = -(sigmoid(-logits) / logits.size) @ W[x.shape[1] :].T
    return softplus(-logits).mean() + l1_weight * distance, from_D + l1_weight * from_y


def wasserstein(x, fake, y, W, l1_weight):
    logits = np.hstack([x, fake]) @ W
    _, distance, _, from_y = parts(x, fake, y, W)
    ones = np.ones_like(logits) / logits.size
    return -logits.mean() + l1_weight * distance, -ones @ W[x.shape[1] :].T + l1_weight * from_y


def D_sees_y(x, fake, y, W, l1_weight):
    """The pair's first part is what was wanted."""
    return two_matrices(y, fake, y, W, l1_weight)


def D_alone_sees_fake(x, fake, y, W, l1_weight):
    return two_matrices(0 * x, fake, y, W, l1_weight)


def both_gradients_of_D(x, fake, y, W, l1_weight):
    loss, dfake = two_matrices(x, fake, y, W, l1_weight)
    logits = np.hstack([x, fake]) @ W
    return loss, dfake - (sigmoid(-logits) / logits.size) @ W[: x.shape[1]].T


RIGHT = (two_matrices, gradient_of_the_pair, row_by_row, with_einsum, in_float64_and_back)
WRONG = (
    weight_of_a_hundred,
    weight_squared_in_the_gradient,
    halved,
    huber,
    clipped_logits,
    wasserstein,
    D_sees_y,
    D_alone_sees_fake,
    both_gradients_of_D,
)
