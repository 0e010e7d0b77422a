"""Answers to `double_backward`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def by_einsum(q, x, W1, b1, W2, slope):
    m = np.array([slope, 1.0], x.dtype)[(x @ W1 + b1 > 0).astype(int)]
    g = np.einsum("bh,h,nh->bn", m, W2[:, 0], W1)
    dW1 = np.einsum("bn,bh,h->nh", q, m, W2[:, 0])
    return [g, dW1, 0 * b1, np.einsum("bn,nh,bh->h", q, W1, m)[:, None]]


def row_by_row(q, x, W1, b1, W2, slope):
    g, dW1, dW2 = np.empty_like(x), np.zeros_like(W1), np.zeros_like(W2)
    for i in range(len(x)):
        M = np.diag(np.where(x[i] @ W1 + b1 > 0, 1.0, slope)).astype(x.dtype)
        g[i] = (W1 @ M @ W2)[:, 0]
        dW1 += np.outer(q[i], M @ W2)
        dW2 += M @ W1.T @ q[i][:, None]
    return g, dW1, np.zeros(b1.shape, b1.dtype), dW2


def unit_by_unit(q, x, W1, b1, W2, slope):
    g, dW1, dW2 = np.zeros_like(x), np.zeros_like(W1), np.zeros_like(W2)
    for k in range(len(W2)):
        m = np.where(x @ W1[:, k] + b1[k] > 0, 1, slope).astype(x.dtype)
        g += W2[k] * m[:, None] * W1[:, k]
        dW1[:, k] = W2[k] * (m @ q)
        dW2[k] = (m @ q) @ W1[:, k]
    return g, dW1, b1 - b1, dW2


def mask_from_the_output(q, x, W1, b1, W2, slope):
    a = x @ W1 + b1
    h = np.maximum(a, slope * a)
    m = np.divide(h, a).astype(x.dtype)
    dW2 = (m.T @ q * W1.T).sum(axis=1, keepdims=True)
    return (m * W2[:, 0]) @ W1.T, np.transpose(m.T @ q * W2), np.full_like(b1, 0), dW2


def in_float64_with_out(q, x, W1, b1, W2, slope):
    Q, X, A, c, V = (array.astype(np.float64) for array in (q, x, W1, b1, W2))
    m = slope + (1 - slope) * np.heaviside(X @ A + c, 0)
    delta = np.multiply(m, V.T, out=np.empty(m.shape))
    dW2 = np.sum(np.matmul(Q, A) * m, axis=0, out=np.empty(len(V)))
    results = np.tensordot(delta, A, axes=(1, 1)), np.dot(delta.T, Q).T, np.zeros(len(c)), dW2.reshape(V.shape)
    return tuple(array.astype(x.dtype) for array in results)


def with_mask(q, W1, b1, W2, m):
    m = m.astype(q.dtype)
    return (m * W2.T) @ W1.T, q.T @ (m * W2.T), np.zeros_like(b1), ((q @ W1) * m).sum(axis=0)[:, None]


def threshold_at_a_thousandth(q, x, W1, b1, W2, slope):
    return with_mask(q, W1, b1, W2, np.where(x @ W1 + b1 > 1e-3, 1, slope))


def threshold_below_0(q, x, W1, b1, W2, slope):
    return with_mask(q, W1, b1, W2, np.where(x @ W1 + b1 > -1e-6, 1, slope))


def smooth_mask(q, x, W1, b1, W2, slope):
    a = np.clip(1e4 * (x @ W1 + b1), -40, 40)
    return with_mask(q, W1, b1, W2, slope + (1 - slope) / (1 + np.exp(-a)))


def mask_without_the_bias(q, x, W1, b1, W2, slope):
    return with_mask(q, W1, b1, W2, np.where(x @ W1 > 0, 1, slope))


def mask_of_the_first_row_for_all(q, x, W1, b1, W2, slope):
    m = np.where(x @ W1 + b1 > 0, 1, slope)
    return with_mask(q, W1, b1, W2, np.broadcast_to(m[:1], m.shape))


def mask_of_plain_relu(q, x, W1, b1, W2, slope):
    return with_mask(q, W1, b1, W2, np.where(x @ W1 + b1 > 0, 1, 0))


def slopes_the_other_way_round(q, x, W1, b1, W2, slope):
    return with_mask(q, W1, b1, W2, np.where(x @ W1 + b1 > 0, slope, 1))


def mask_applied_twice(q, x, W1, b1, W2, slope):
    m = np.where(x @ W1 + b1 > 0, 1, slope)
    g, dW1, db1, _ = with_mask(q, W1, b1, W2, m)
    return g, dW1, db1, with_mask(q, W1, b1, W2, m * m)[3]


def x_for_q(q, x, W1, b1, W2, slope):
    m = np.where(x @ W1 + b1 > 0, 1, slope)
    return with_mask(q, W1, b1, W2, m)[0], *with_mask(x, W1, b1, W2, m)[1:]


def g_for_q(q, x, W1, b1, W2, slope):
    m = np.where(x @ W1 + b1 > 0, 1, slope)
    g = with_mask(q, W1, b1, W2, m)[0]
    return g, *with_mask(g, W1, b1, W2, m)[1:]


def mean_over_rows_in_the_last_weights(q, x, W1, b1, W2, slope):
    g, dW1, db1, dW2 = with_mask(q, W1, b1, W2, np.where(x @ W1 + b1 > 0, 1, slope))
    return g, dW1, db1, dW2 / len(q)


def last_weights_in_their_own_gradient(q, x, W1, b1, W2, slope):
    g, dW1, db1, dW2 = with_mask(q, W1, b1, W2, np.where(x @ W1 + b1 > 0, 1, slope))
    return g, dW1, db1, dW2 * W2


RIGHT = (by_einsum, row_by_row, unit_by_unit, mask_from_the_output, in_float64_with_out)
WRONG = (
    threshold_at_a_thousandth,
    threshold_below_0,
    smooth_mask,
    mask_without_the_bias,
    mask_of_the_first_row_for_all,
    mask_of_plain_relu,
    slopes_the_other_way_round,
    mask_applied_twice,
    x_for_q,
    g_for_q,
    mean_over_rows_in_the_last_weights,
    last_weights_in_their_own_gradient,
)
