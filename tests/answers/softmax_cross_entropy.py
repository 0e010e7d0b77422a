"""Answers to `softmax_cross_entropy`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def row_by_row(logits, labels):
    total = 0.0
    for row, label in zip(logits.tolist(), labels.tolist(), strict=True):
        top = max(row)
        total += math.log(sum(math.exp(l - top) for l in row)) - (row[label] - top)  # noqa: E741
    return total / len(labels)


def by_logaddexp(logits, labels):
    normaliser = logits[:, 0]
    for column in logits.T[1:]:
        normaliser = np.logaddexp(normaliser, column)
    return np.mean(normaliser - np.take_along_axis(logits, labels[:, None], axis=1)[:, 0])


def relative_to_the_right_class(logits, labels):
    """log(1 + the sum of exp(wrong - right)), each exponential taken after a shift."""
    a = logits - logits[np.arange(len(labels)), labels][:, None]
    top = a.max(axis=1)
    return np.asarray((top + np.log(np.exp(a - top[:, None]).sum(axis=1))).mean())


def with_one_hot_rows_and_einsum(logits, labels):
    target = np.equal.outer(labels, np.arange(logits.shape[1])).astype(np.float64)
    s = np.subtract(logits, np.amax(logits, 1, keepdims=True), dtype=np.float64)
    log_p = s - np.log(np.einsum("ij->i", np.exp(s)))[:, None]
    return -np.einsum("ij,ij->", target, log_p) / len(labels)


def in_base_2(logits, labels):
    s = (logits - logits.max(1)[:, None]) / np.log(2)
    log_p = s - np.log2((2**s).sum(1))[:, None]
    return float(-log_p[range(len(labels)), labels].sum() * math.log(2) / len(labels))


def shifted_by_more_than_needed(logits, labels):
    """Any shift near the maximum will do."""
    s = logits - np.ceil(logits.max(axis=1, keepdims=True))
    return np.add.reduce(np.log(np.exp(s).sum(axis=-1)) - np.choose(labels, s.T)) / s.shape[0]


def log_p(logits, labels):
    s = logits - logits.max(axis=1, keepdims=True)
    return (s - np.log(np.exp(s).sum(axis=1, keepdims=True)))[np.arange(len(labels)), labels]


def clipped_at_30(logits, labels):
    return -log_p(np.clip(logits, -30, 30), labels).mean()


def losses_clipped_at_100(logits, labels):
    return np.minimum(-log_p(logits, labels), 100).mean()


def epsilon_1e_12(logits, labels):
    return -np.log(np.exp(log_p(logits, labels)) + 1e-12).mean()


def smoothed_labels(logits, labels):
    s = logits - logits.max(axis=1, keepdims=True)
    every = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    return -0.9 * log_p(logits, labels).mean() - 0.1 * every.mean()


def shifted_by_the_mean(logits, labels):
    s = logits - logits.mean(axis=1, keepdims=True)
    return (np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(s)), labels]).mean()


def shifted_by_the_first(logits, labels):
    s = logits - logits[:, :1]
    return (np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(s)), labels]).mean()


def shift_outside_the_right_class(logits, labels):
    top = logits.max(axis=1)
    return (np.log(np.exp(logits - top[:, None]).sum(axis=1)) - logits[np.arange(len(top)), labels]).mean()


def largest_in_place_of_the_sum(logits, labels):
    return (logits.max(axis=1) - logits[np.arange(len(labels)), labels]).mean()


def median_of_rows(logits, labels):
    return np.median(-log_p(logits, labels))


def next_class(logits, labels):
    return -log_p(logits, (labels + 1) % logits.shape[1]).mean()


def label_of_the_next_row(logits, labels):
    return -log_p(logits, np.roll(labels, 1)).mean() if len(labels) > 1 else 0.0


def squared_distance_to_one_hot(logits, labels):
    s = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = s / s.sum(axis=1, keepdims=True)
    return ((p - np.eye(p.shape[1])[labels]) ** 2).sum(axis=1).mean()


def overflows_in_float32_alone(logits, labels):
    """float64 carries exp(700), float32 does not."""
    s = logits - logits.max(axis=1, keepdims=True) + 200
    return -(s - np.log(np.exp(s).sum(axis=1, keepdims=True)))[np.arange(len(labels)), labels].mean()


RIGHT = (
    row_by_row,
    by_logaddexp,
    relative_to_the_right_class,
    with_one_hot_rows_and_einsum,
    in_base_2,
    shifted_by_more_than_needed,
)
WRONG = (
    clipped_at_30,
    losses_clipped_at_100,
    epsilon_1e_12,
    smoothed_labels,
    shifted_by_the_mean,
    shifted_by_the_first,
    shift_outside_the_right_class,
    largest_in_place_of_the_sum,
    median_of_rows,
    next_class,
    label_of_the_next_row,
    squared_distance_to_one_hot,
    overflows_in_float32_alone,
)
