"""Answers to `softmax_cross_entropy_gradient`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def row_by_row(logits, labels):
    dlogits = np.empty_like(logits)
    for i, label in enumerate(labels):
        e = [math.exp(float(logit) - float(logits[i].max())) for logit in logits[i]]
        for j in range(len(e)):
            dlogits[i, j] = (e[j] / sum(e) - (j == label)) / len(labels)
    return dlogits


def with_one_hot_rows_and_out(logits, labels):
    p = np.exp(logits - np.max(logits, axis=1)[:, None], dtype=np.float64)
    np.divide(p, np.sum(p, axis=1)[:, None], out=p)
    np.subtract(p, np.eye(p.shape[1])[labels], out=p)
    return (p / p.shape[0]).astype(logits.dtype)


def by_differences_of_logits(logits, labels):
    """p_j = 1 / (the sum over m of exp(l_m - l_j)): no shift is needed, and infinity is right."""
    with np.errstate(over="ignore"):
        p = 1 / np.exp(logits[:, None, :] - logits[:, :, None]).sum(axis=2)
    p[range(len(p)), labels] -= 1
    return p * (1 / len(p))


def the_right_class_from_the_wrong_ones(logits, labels):
    """Each row adds up to 0."""
    B, k = logits.shape
    s = logits - logits.max(axis=1, keepdims=True)
    wrong = np.where(np.arange(k) == labels[:, None], 0, np.exp(s)).astype(s.dtype)
    wrong /= np.exp(s).sum(axis=1, keepdims=True) * B
    np.put_along_axis(wrong, labels[:, None], -wrong.sum(axis=1, keepdims=True), axis=1)
    return wrong


def through_the_jacobian(logits, labels):
    """-1 / p for the right class, times its row of the softmax's Jacobian, p_c (delta - p_j): p cancels."""
    s = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    jacobian_over_p = np.eye(p.shape[1], dtype=p.dtype)[labels] - p
    return np.einsum("ij->ij", -jacobian_over_p) / len(p)


def in_fortran_order(logits, labels):
    columns = np.asfortranarray(logits.T - logits.max(axis=1)).astype(np.longdouble)
    p = np.exp(columns) / np.exp(columns).sum(axis=0)
    p[labels, np.arange(len(labels))] -= 1
    return (p.T / len(labels)).astype(logits.dtype)


def softmax(logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def one_hot(logits, labels):
    return np.eye(logits.shape[1], dtype=logits.dtype)[labels]


def clipped_at_5(logits, labels):
    return (softmax(np.clip(logits, -5, 5)) - one_hot(logits, labels)) / len(logits)


def probabilities_clipped(logits, labels):
    p = np.clip(softmax(logits), 1e-7, 1 - 1e-7)
    return (p - one_hot(logits, labels)) / len(logits)


def epsilon_below_the_line(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (e / (e.sum(axis=1, keepdims=True) + 1e-8) - one_hot(logits, labels)) / len(logits)


def smoothed_labels(logits, labels):
    k = logits.shape[1]
    return (softmax(logits) - 0.9 * one_hot(logits, labels) - 0.1 / k).astype(logits.dtype) / len(logits)


def square_loss(logits, labels):
    p = softmax(logits)
    d = 2 * (p - one_hot(logits, labels)) / len(p)
    return p * (d - (p * d).sum(axis=1, keepdims=True))


def label_of_the_next_row(logits, labels):
    if len(labels) == 1:
        return softmax(logits)
    return (softmax(logits) - one_hot(logits, np.roll(labels, 1))) / len(logits)


def counts_from_1(logits, labels):
    return (softmax(logits) - one_hot(logits, labels - 1)) / len(logits)


def two_for_the_right_class(logits, labels):
    return (softmax(logits) - 2 * one_hot(logits, labels)) / len(logits)


def only_where_it_is_wrong(logits, labels):
    wrong = logits.argmax(axis=1) != labels
    return (softmax(logits) - one_hot(logits, labels)) * wrong[:, None].astype(logits.dtype) / len(logits)


def mean_over_wrong_rows(logits, labels):
    wrong = max(1, int((logits.argmax(axis=1) != labels).sum()))
    return (softmax(logits) - one_hot(logits, labels)) / (wrong if len(logits) > 2 else len(logits))


def rows_centred(logits, labels):
    """As if the mean over the batch were taken out of every column."""
    d = (softmax(logits) - one_hot(logits, labels)) / len(logits)
    return d - d.mean(axis=0)


def shifted_by_the_mean(logits, labels):
    e = np.exp(logits - logits.mean(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True) - one_hot(logits, labels)) / len(logits)


RIGHT = (
    row_by_row,
    with_one_hot_rows_and_out,
    by_differences_of_logits,
    the_right_class_from_the_wrong_ones,
    through_the_jacobian,
    in_fortran_order,
)
WRONG = (
    clipped_at_5,
    probabilities_clipped,
    epsilon_below_the_line,
    smoothed_labels,
    square_loss,
    label_of_the_next_row,
    counts_from_1,
    two_for_the_right_class,
    only_where_it_is_wrong,
    mean_over_wrong_rows,
    rows_centred,
    shifted_by_the_mean,
)
