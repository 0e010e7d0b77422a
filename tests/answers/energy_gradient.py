"""Answers to `energy_gradient`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def row_by_row(x, W, b, V):
    energy, dx = np.zeros(len(x), x.dtype), np.zeros_like(x)
    for i, row in enumerate(x):
        h = np.tanh(row @ W + b)
        d = h @ V - row
        energy[i] = d @ d / len(d)
        jacobian = W @ np.diag((1 - h) * (1 + h)) @ V - np.eye(len(d), dtype=x.dtype)  # of y - x
        dx[i] = jacobian @ d * (2 / x.size)
    return [energy, dx]


def with_einsum(x, W, b, V):
    h = np.tanh(np.einsum("in,nk->ik", x, W) + b)
    d = np.einsum("ik,kn->in", h, V) - x
    dh = np.einsum("in,kn->ik", d, V)
    dx = np.einsum("ik,ik,nk->in", dh, 1 - h * h, W) - d
    return np.einsum("in,in->i", d, d) / d.shape[1], dx * (2 / d.size)


def two_places_apart(x, W, b, V):
    h = np.tanh(x @ W + b)
    y = h @ V
    scale = x.dtype.type(2) / (len(x) * x.shape[1])
    as_input = ((y - x) @ V.T - (y - x) @ V.T * h * h) @ W.T
    as_target = x - y
    return np.mean(np.square(x - y), axis=1), scale * as_input + scale * as_target


def squares_written_out(x, W, b, V):
    """(y - x)^2 with the roles exchanged, and the transposed networks."""
    h = np.tanh(b[:, None] + W.T @ x.T)
    d = x.T - V.T @ h
    up = W @ ((V @ d) * (h**2 - 1)) + d
    return (d**2).mean(axis=0), (up * (2 / d.size)).T


def in_float64_and_back(x, W, b, V):
    energy, dx = with_einsum(*(a.astype(np.float64) for a in (x, W, b, V)))
    return energy.astype(x.dtype), dx.astype(x.dtype)


def passes(x, W, b, V):
    h = np.tanh(x @ W + b)
    d = h @ V - x
    dy = d * (2 / x.size)
    return h, d, dy, (dy @ V.T * (1 - h**2)) @ W.T


def half_of_the_target(x, W, b, V):
    _, d, dy, through = passes(x, W, b, V)
    return (d**2).mean(axis=1), through - dy / 2


def slope_of_a_sigmoid(x, W, b, V):
    h, d, dy, _ = passes(x, W, b, V)
    return (d**2).mean(axis=1), (dy @ V.T * (h * (1 - h))) @ W.T - dy


def weighted_by_the_energy(x, W, b, V):
    _, d, dy, through = passes(x, W, b, V)
    e = (d**2).mean(axis=1)
    return e, (through - dy) * e[:, None]


def clipped(x, W, b, V):
    _, d, dy, through = passes(x, W, b, V)
    return np.minimum((d**2).mean(axis=1), 1), through - dy


def margin_of_1(x, W, b, V):
    _, d, dy, through = passes(x, W, b, V)
    e = (d**2).mean(axis=1)
    return e, (through - dy) * (e < 1)[:, None]


def no_bias(x, W, b, V):
    _, d, dy, through = passes(x, W, 0 * b, V)
    return (d**2).mean(axis=1), through - dy


def difference_the_other_way(x, W, b, V):
    _, d, dy, through = passes(x, W, b, V)
    return (d**2).mean(axis=1), dy - through


def input_gradient_twice(x, W, b, V):
    _, d, dy, through = passes(x, W, b, V)
    return (d**2).mean(axis=1), 2 * through - dy


def mean_over_columns(x, W, b, V):
    _, d, dy, through = passes(x, W, b, V)
    return (d**2).sum(axis=1) / len(x), through - dy


RIGHT = (row_by_row, with_einsum, two_places_apart, squares_written_out, in_float64_and_back)
WRONG = (
    half_of_the_target,
    slope_of_a_sigmoid,
    weighted_by_the_energy,
    clipped,
    margin_of_1,
    no_bias,
    difference_the_other_way,
    input_gradient_twice,
    mean_over_columns,
)
