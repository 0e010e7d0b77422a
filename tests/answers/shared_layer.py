"""Answers to `shared_layer`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def two_passes_added(z, W, V1, V2, d1, d2):
    h = np.tanh(z @ W)
    slope = (1 - h) * (1 + h)
    dW = z.T @ (d1 @ V1.T * slope)
    dW += z.T @ (d2 @ V2.T * slope)
    return dW, h.T @ d1, h.T @ d2


def one_wide_generator(z, W, V1, V2, d1, d2):
    """Both images beside each other are the output of one network."""
    V, d = np.hstack([V1, V2]), np.hstack([d1, d2])
    h = np.tanh(z @ W)
    dV = h.T @ d
    n1 = V1.shape[1]
    return z.T @ (d @ V.T * (1 - h**2)), dV[:, :n1], dV[:, n1:]


def row_by_row(z, W, V1, V2, d1, d2):
    dW, dV1, dV2 = np.zeros_like(W), np.zeros_like(V1), np.zeros_like(V2)
    for row, a, b in zip(z, d1, d2, strict=True):
        h = np.tanh(row @ W)
        dW += np.outer(row, (V1 @ a + V2 @ b) * (1 - h * h))
        dV1 += np.outer(h, a)
        dV2 += np.outer(h, b)
    return [dW, dV1, dV2]


def with_einsum(z, W, V1, V2, d1, d2):
    h = np.tanh(np.einsum("bk,km->bm", z, W))
    dh = np.einsum("bn,mn->bm", d1, V1) + np.einsum("bn,mn->bm", d2, V2)
    dW = np.einsum("bk,bm->km", z, dh - dh * h * h)
    return dW, np.einsum("bm,bn->mn", h, d1), np.einsum("bm,bn->mn", h, d2)


def rows_stacked(z, W, V1, V2, d1, d2):
    """As if the shared layer saw a batch of twice the size."""
    h = np.tanh(z @ W)
    twice, dh = np.vstack([z, z]), np.vstack([d1 @ V1.T, d2 @ V2.T])
    return twice.T @ (dh * (1 - np.vstack([h, h]) ** 2)), (d1.T @ h).T, (d2.T @ h).T


def in_float64_and_back(z, W, V1, V2, d1, d2):
    found = two_passes_added(*(a.astype(np.float64) for a in (z, W, V1, V2, d1, d2)))
    return tuple(d.astype(z.dtype) for d in found)


right = two_passes_added


def larger_of_both(z, W, V1, V2, d1, d2):
    slope = 1 - np.tanh(z @ W) ** 2
    _, dV1, dV2 = right(z, W, V1, V2, d1, d2)
    return np.maximum(z.T @ (d1 @ V1.T * slope), z.T @ (d2 @ V2.T * slope)), dV1, dV2


def weights_added(z, W, V1, V2, d1, d2):
    """The losses with the weights .7 and .3."""
    return right(z, W, V1, V2, 0.7 * d1, 0.3 * d2)


def slope_of_a_sigmoid(z, W, V1, V2, d1, d2):
    h = np.tanh(z @ W)
    return z.T @ ((d1 @ V1.T + d2 @ V2.T) * h * (1 - h)), h.T @ d1, h.T @ d2


def second_moves_later(z, W, V1, V2, d1, d2):
    """The second generator's part after a step of the first."""
    dW, dV1, _ = right(z, W, V1, V2, d1, 0 * d2)
    late, _, dV2 = right(z, W - 0.1 * dW, V1, V2, 0 * d1, d2)
    return dW + late, dV1, dV2


def root_of_two(z, W, V1, V2, d1, d2):
    dW, dV1, dV2 = right(z, W, V1, V2, d1, d2)
    return dW / 2**0.5, dV1, dV2


def own_after_tanh(z, W, V1, V2, d1, d2):
    dW, _, dV2 = right(z, W, V1, V2, d1, d2)
    h = np.tanh(z @ W)
    return dW, h.T @ (d1 * (1 - (h @ V1) ** 2)), dV2


def input_is_h(z, W, V1, V2, d1, d2):
    _, dV1, dV2 = right(z, W, V1, V2, d1, d2)
    return np.tanh(z).T @ ((d1 @ V1.T + d2 @ V2.T) * (1 - np.tanh(z @ W) ** 2)), dV1, dV2


def first_row_alone(z, W, V1, V2, d1, d2):
    _, dV1, dV2 = right(z, W, V1, V2, d1, d2)
    return right(z[:1], W, V1, V2, d1[:1], d2[:1])[0], dV1, dV2


RIGHT = (two_passes_added, one_wide_generator, row_by_row, with_einsum, rows_stacked, in_float64_and_back)
WRONG = (
    larger_of_both,
    weights_added,
    slope_of_a_sigmoid,
    second_moves_later,
    root_of_two,
    own_after_tanh,
    input_is_h,
    first_row_alone,
)
