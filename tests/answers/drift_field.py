"""Answers to `drift_field`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def by_loops(x, data, reach):
    y = np.concatenate([data, x]).astype(np.float64)
    B, M = len(x), len(data)
    pairs = [(i, j) for i in range(B) for j in range(M + B) if j != M + i]
    logit = {(i, j): -math.dist(x[i].tolist(), y[j].tolist()) / reach for i, j in pairs}

    def log_sum(values):
        most = max(values)
        return most + math.log(math.fsum(math.exp(value - most) for value in values))

    over_y = [log_sum([logit[i, j] for j in range(M + B) if j != M + i]) for i in range(B)]
    over_x = [log_sum([logit[i, j] for i in range(B) if j != M + i]) for j in range(M + B)]
    a = {(i, j): math.exp(logit[i, j] - over_y[i] / 2 - over_x[j] / 2) for i, j in pairs}
    V = np.zeros(x.shape)
    for i in range(B):
        for j in range(M):
            for k in range(M, M + B):
                if k != M + i:
                    V[i] += a[i, j] * a[i, k] * (y[j] - y[k])
    return V.astype(x.dtype)


def over_all_pairs(x, data, reach):
    y = np.vstack([data, x]).astype(np.float64)
    logits = -np.sqrt(((x[:, None] - y) ** 2).sum(axis=2)) / reach
    logits[np.arange(len(x)), len(data) + np.arange(len(x))] = -np.inf
    over_y = np.logaddexp.reduce(logits, axis=1, keepdims=True)
    over_x = np.logaddexp.reduce(logits, axis=0)
    a = np.exp(logits - (over_y + over_x) / 2)
    plus, minus = np.split(a, [len(data)], axis=1)
    differences = y[: len(data), None] - y[None, len(data) :]
    return np.einsum("ij,ik,jkn->in", plus, minus, differences).astype(x.dtype)


def relative_to_each_row(x, data, reach):
    """The weights act on y - x_i: both sums lose the same multiple of x_i."""
    y = np.vstack([data, x])
    offsets = y[None] - x[:, None]
    logits = np.linalg.norm(offsets, axis=-1) / -reach
    own = np.hstack([np.zeros((len(x), len(data)), bool), np.eye(len(x), dtype=bool)])
    logits = np.where(own, -np.inf, logits)
    shares = []
    for axis in (0, 1):
        e = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
        shares.append(e / e.sum(axis=axis, keepdims=True))
    a = np.sqrt(shares[0]) * np.sqrt(shares[1])
    factor = np.where(
        np.arange(len(y)) < len(data), a[:, len(data) :].sum(1)[:, None], -a[:, : len(data)].sum(1)[:, None]
    )
    return np.einsum("ij,ijn->in", a * factor, offsets).astype(x.dtype)


def in_float64_with_deletion(x, data, reach):
    X, Y = x.astype(np.float64), data.astype(np.float64)
    B = len(X)
    others = np.array([np.delete(X, i, axis=0) for i in range(B)])  # (B, B - 1, n)
    to_data = np.linalg.norm(X[:, None] - Y, axis=2) / reach
    to_others = np.linalg.norm(X[:, None] - others, axis=2) / reach
    between = np.linalg.norm(X[:, None] - X, axis=2) / reach + np.diag(np.full(B, np.inf))

    def log_sum(d, axis):
        least = d.min(axis=axis, keepdims=True)
        return np.log(np.exp(least - d).sum(axis=axis, keepdims=True)) - least

    over_y = log_sum(np.hstack([to_data, to_others]), 1)
    column = log_sum(between, 0)[0]
    over_x = np.array([np.delete(column, i) for i in range(B)])
    plus = np.exp(-to_data - (over_y + log_sum(to_data, 0)) / 2)
    minus = np.exp(-to_others - (over_y + over_x) / 2)
    pull = np.einsum("bo,bm,mn->bn", minus, plus, Y)
    push = np.einsum("bm,bo,bon->bn", plus, minus, others)
    return np.subtract(pull, push).astype(x.dtype)


def a_very_low_number_for_minus_infinity(x, data, reach):
    x64, y = x.astype(np.float64), np.vstack([data, x]).astype(np.float64)
    d = np.hypot.reduce(np.abs(x64[:, None] - y), axis=2)
    np.fill_diagonal(d[:, len(data) :], 1e9 * reach)
    e = [np.exp((d.min(axis=axis, keepdims=True) - d) / reach) for axis in (0, 1)]
    a = (e[0] / e[0].sum(axis=0) * (e[1] / e[1].sum(axis=1, keepdims=True))) ** 0.5
    plus, minus = a[:, : len(data)], a[:, len(data) :]
    V = np.diag(minus.sum(axis=1)) @ plus @ y[: len(data)] - np.diag(plus.sum(axis=1)) @ minus @ x64
    return V.astype(x.dtype)


def logits_of(x, data, reach, itself=-np.inf):
    x, data = x.astype(np.float64), data.astype(np.float64)
    logits = -np.linalg.norm(x[:, None] - np.vstack([data, x]), axis=2) / reach
    if itself is not None:
        np.fill_diagonal(logits[:, len(data) :], itself)
    return logits


def softmax(logits, axis):
    e = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def weights(logits):
    return np.sqrt(softmax(logits, 0) * softmax(logits, 1))


def field(a, x, data):
    plus, minus = a[:, : len(data)], a[:, len(data) :]
    V = minus.sum(axis=1, keepdims=True) * (plus @ data) - plus.sum(axis=1, keepdims=True) * (minus @ x)
    return V.astype(x.dtype)


def row_itself_counts(x, data, reach):
    return field(weights(logits_of(x, data, reach, itself=None)), x, data)


def row_itself_left_out_afterwards(x, data, reach):
    a = weights(logits_of(x, data, reach, itself=None))
    np.fill_diagonal(a[:, len(data) :], 0)
    return field(a, x, data)


def row_itself_at_logit_minus_10(x, data, reach):
    return field(weights(logits_of(x, data, reach, itself=-10.0)), x, data)


def arithmetic_mean_of_the_shares(x, data, reach):
    logits = logits_of(x, data, reach)
    return field((softmax(logits, 0) + softmax(logits, 1)) / 2, x, data)


def shares_one_after_the_other(x, data, reach):
    over_y = softmax(logits_of(x, data, reach), 1)
    return field(over_y / over_y.sum(axis=0), x, data)


def shares_over_all_pairs(x, data, reach):
    return field(softmax(logits_of(x, data, reach), (0, 1)), x, data)


def shares_over_y_only(x, data, reach):
    return field(softmax(logits_of(x, data, reach), 1), x, data)


def shares_of_each_set(x, data, reach):
    logits, M = logits_of(x, data, reach), len(data)
    return field(np.hstack([weights(logits[:, :M]), weights(logits[:, M:])]), x, data)


def gaussian_kernel(x, data, reach):
    return field(weights(-(logits_of(x, data, 1.0) ** 2) / (2 * reach**2)), x, data)


def sums_of_absolute_offsets(x, data, reach):
    logits = -np.abs(x[:, None] - np.vstack([data, x])).sum(axis=2) / reach
    np.fill_diagonal(logits[:, len(data) :], -np.inf)
    return field(weights(logits), x, data)


def reach_of_1(x, data, reach):
    return field(weights(logits_of(x, data, 1.0)), x, data)


def without_the_other_sets_sum(x, data, reach):
    a = weights(logits_of(x, data, reach))
    return (a[:, : len(data)] @ data - a[:, len(data) :] @ x).astype(x.dtype)


def repulsion_twice(x, data, reach):
    a = weights(logits_of(x, data, reach))
    plus, minus = a[:, : len(data)], a[:, len(data) :]
    V = minus.sum(axis=1, keepdims=True) * (plus @ data) - 2 * plus.sum(axis=1, keepdims=True) * (minus @ x)
    return V.astype(x.dtype)


def away_from_the_data(x, data, reach):
    return -field(weights(logits_of(x, data, reach)), x, data)


def targets_for_the_field(x, data, reach):
    return x + field(weights(logits_of(x, data, reach)), x, data)


def of_the_loss(x, data, reach):
    return (-2 * field(weights(logits_of(x, data, reach)), x, data) / x.size).astype(x.dtype)


def exp_without_a_shift(x, data, reach):
    k = np.exp(logits_of(x, data, reach))
    return field(np.sqrt(k / k.sum(axis=1, keepdims=True) * (k / k.sum(axis=0))), x, data)


RIGHT = (
    by_loops,
    over_all_pairs,
    relative_to_each_row,
    in_float64_with_deletion,
    a_very_low_number_for_minus_infinity,
)
WRONG = (
    row_itself_counts,
    row_itself_left_out_afterwards,
    row_itself_at_logit_minus_10,
    arithmetic_mean_of_the_shares,
    shares_one_after_the_other,
    shares_over_all_pairs,
    shares_over_y_only,
    shares_of_each_set,
    gaussian_kernel,
    sums_of_absolute_offsets,
    reach_of_1,
    without_the_other_sets_sum,
    repulsion_twice,
    away_from_the_data,
    targets_for_the_field,
    of_the_loss,
    exp_without_a_shift,
)
