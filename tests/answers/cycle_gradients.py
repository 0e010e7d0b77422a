"""Answers to `cycle_gradients`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def two_passes_added(x, W, V, pull, weight):
    """First what D says, then the cycle, each as a pass of its own."""
    y = np.tanh(x @ W)
    slope = (1 - y) * (1 + y)
    dW = x.T @ (pull * slope)
    d = y @ V - x
    dback = np.sign(d) * (weight / d.size)
    dW = dW + x.T @ ((dback @ V.T) * slope)
    return np.mean(np.abs(d)), dW, y.T @ dback


def row_by_row(x, W, V, pull, weight):
    cycle, dW, dV = 0.0, np.zeros_like(W), np.zeros_like(V)
    for row, p in zip(x, pull, strict=True):
        y = np.tanh(row @ W)
        d = y @ V - row
        cycle += np.abs(d).sum() / x.size
        dback = weight * np.sign(d) / x.size
        dV += np.outer(y, dback)
        dW += np.outer(row, (p + V @ dback) * (1 - y * y))
    return [cycle, dW, dV]


def with_einsum(x, W, V, pull, weight):
    y = np.tanh(np.einsum("bn,nk->bk", x, W))
    d = np.einsum("bk,kn->bn", y, V) - x
    dback = ((d > 0).astype(x.dtype) - (d < 0).astype(x.dtype)) * (weight / x.size)
    dy = pull + np.einsum("bn,kn->bk", dback, V)
    return np.abs(d).sum() / d.size, np.einsum("bn,bk,bk->nk", x, dy, 1 - y**2), np.einsum("bk,bn->kn", y, dback)


def the_other_way_round(x, W, V, pull, weight):
    """With x - back, whose sign is the opposite."""
    y = np.tanh(x @ W)
    rest = x - y @ V
    dback = -weight / x.size * np.sign(rest)
    return np.abs(rest).mean(), (((pull + dback @ V.T) * (1 - y**2)).T @ x).T, (dback.T @ y).T


def in_float64_and_back(x, W, V, pull, weight):
    cycle, dW, dV = two_passes_added(*(a.astype(np.float64) for a in (x, W, V, pull)), weight)
    return cycle, dW.astype(W.dtype), dV.astype(V.dtype)


right = two_passes_added


def both_weighted_by_the_sum(x, W, V, pull, weight):
    cycle, dW, dV = right(x, W, V, pull, weight)
    return cycle, dW / (1 + weight), dV / (1 + weight)


def fixed_weight_of_ten(x, W, V, pull, weight):
    return right(x, W, V, pull, 10.0)


def pull_averaged_again(x, W, V, pull, weight):
    return right(x, W, V, pull / len(x), weight)


def pull_in_dV(x, W, V, pull, weight):
    cycle, dW, dV = right(x, W, V, pull, weight)
    return cycle, dW, dV + pull.T @ x


def slope_of_a_sigmoid(x, W, V, pull, weight):
    y = np.tanh(x @ W)
    cycle, _, dV = right(x, W, V, pull, weight)
    dback = weight / x.size * np.sign(y @ V - x)
    return cycle, x.T @ ((pull + dback @ V.T) * y * (1 - y)), dV


def target_has_a_gradient(x, W, V, pull, weight):
    """As if x stood twice in it for W."""
    y = np.tanh(x @ W)
    cycle, dW, dV = right(x, W, V, pull, weight)
    return cycle, dW - (weight / x.size * np.sign(y @ V - x)).T @ y, dV


def latent_cycle(x, W, V, pull, weight):
    """Compares translations: there, back and there again."""
    y = np.tanh(x @ W)
    again = np.tanh(y @ V @ W)
    _, dW, dV = right(x, W, V, pull, weight)
    return np.abs(again - y).mean(), dW, dV


def tanh_on_the_way_back(x, W, V, pull, weight):
    y = np.tanh(x @ W)
    back = np.tanh(y @ V)
    d = weight / x.size * np.sign(back - x) * (1 - back**2)
    return np.abs(back - x).mean(), x.T @ ((pull + d @ V.T) * (1 - y**2)), y.T @ d


def y_detached(x, W, V, pull, weight):
    """The cycle reaches the second translator only, but its own sign comes along."""
    cycle, _, dV = right(x, W, V, pull, weight)
    y = np.tanh(x @ W)
    return cycle, x.T @ (pull * (1 - y**2)) * 1.5, dV


RIGHT = (two_passes_added, row_by_row, with_einsum, the_other_way_round, in_float64_and_back)
WRONG = (
    both_weighted_by_the_sum,
    fixed_weight_of_ten,
    pull_averaged_again,
    pull_in_dV,
    slope_of_a_sigmoid,
    target_has_a_gradient,
    latent_cycle,
    tanh_on_the_way_back,
    y_detached,
)
