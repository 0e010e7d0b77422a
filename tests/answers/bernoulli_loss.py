"""Answers to `bernoulli_loss`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def softplus(a):
    return np.maximum(a, 0) + np.log1p(np.exp(-np.abs(a)))


def sigmoid(a):
    return np.exp(np.minimum(a, 0)) / (1 + np.exp(-np.abs(a)))


def two_softplus(logits, x):
    nll = x * softplus(-logits) + (1 - x) * softplus(logits)
    return nll.sum() / len(x), (sigmoid(logits) - x) / len(x)


def positive_part_first(logits, x):
    """max(l, 0) - x l + log(1 + exp(-|l|))."""
    nll = np.maximum(logits, 0) - x * logits + np.log1p(np.exp(-np.abs(logits)))
    return np.mean(nll.sum(axis=1)), ((1 + np.tanh(logits / 2)) / 2 - x) / len(x)


def pixel_by_pixel(logits, x):
    loss, dlogits = 0.0, np.zeros_like(logits)
    for i, j in np.ndindex(x.shape):
        a, t = float(logits[i, j]), float(x[i, j])
        small = math.exp(-abs(a))
        loss += max(a, 0) - a * t + math.log1p(small)
        p = 1 / (1 + small) if a >= 0 else small / (1 + small)
        dlogits[i, j] = (p - t) / len(x)
    return loss / len(x), dlogits


def slopes_weighted(logits, x):
    p, q = sigmoid(logits), sigmoid(-logits)
    loss = (np.logaddexp(0, logits) - logits * x).mean(axis=0).sum()
    return [loss, ((1 - x) * p - x * q) / len(x)]


def two_classes(logits, x):
    """Each pixel as a softmax of two logits, (l, 0)."""
    pair = np.stack([logits, np.zeros_like(logits)])
    log_p = pair - np.logaddexp.reduce(pair, axis=0)
    target = np.stack([x, 1 - x])
    return -(target * log_p).sum() / len(x), (np.exp(log_p[0]) - x) / len(x)


def right(logits, x):
    return two_softplus(logits, x)


def entropy_subtracted(logits, x):
    """KL of x from p, which has the same gradient."""
    loss, dlogits = right(logits, x)
    grey = np.clip(x, 1e-12, 1 - 1e-7)
    return loss + (grey * np.log(grey) + (1 - grey) * np.log(1 - grey)).sum() / len(x), dlogits


def logits_clipped_at_30(logits, x):
    return right(np.clip(logits, -30, 30), x)


def slightly_smoothed(logits, x):
    return right(logits, 0.98 * x + 0.01)


def mean_of_all_entries_in_the_gradient(logits, x):
    loss, dlogits = right(logits, x)
    return loss, dlogits / x.shape[1]


def in_bits(logits, x):
    return tuple(part / np.log(2).astype(logits.dtype) for part in right(logits, x))


def absolute_errors(logits, x):
    p = sigmoid(logits)
    return np.abs(p - x).sum() / len(x), np.sign(p - x) * p * (1 - p) / len(x)


def tanh_pixels(logits, x):
    loss, _ = right(logits, x)
    return loss, (np.tanh(logits) - x) / len(x)


def rows_and_pixels_exchanged(logits, x):
    loss, dlogits = right(logits, x)
    n = x.shape[1] / len(x)
    return loss / n, dlogits / n


def hinge(logits, x):
    side = 2 * x - 1
    return np.maximum(0, 1 - side * logits).sum() / len(x), -side * (side * logits < 1) / len(x)


RIGHT = (two_softplus, positive_part_first, pixel_by_pixel, slopes_weighted, two_classes)
WRONG = (
    entropy_subtracted,
    logits_clipped_at_30,
    slightly_smoothed,
    mean_of_all_entries_in_the_gradient,
    in_bits,
    absolute_errors,
    tanh_pixels,
    rows_and_pixels_exchanged,
    hinge,
)
