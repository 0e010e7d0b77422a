"""Answers to `validity`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def by_logaddexp(logits):
    logit = np.logaddexp.reduce(logits, axis=1, keepdims=True)
    return logit, np.exp(logits - logit)


def row_by_row(logits):
    logit, dlogits = np.empty((len(logits), 1), logits.dtype), np.empty_like(logits)
    for i, row in enumerate(logits.tolist()):
        top = max(row)
        terms = [math.exp(value - top) for value in row]
        logit[i, 0] = top + math.log(math.fsum(terms))
        dlogits[i] = [term / math.fsum(terms) for term in terms]
    return [logit, dlogits]


def class_by_class(logits):
    first, *others = logits.T
    total = first
    for column in others:
        high, low = np.maximum(total, column), np.minimum(total, column)
        total = high + np.log1p(np.exp(low - high))
    shares = [np.exp(column - total) for column in logits.T]
    return total.reshape(-1, 1), np.stack(shares, axis=1)


def by_differences_of_classes(logits):
    gaps = logits[:, None, :] - logits[:, :, None]  # l_j - l_k
    with np.errstate(over="ignore"):
        shares = 1 / np.exp(gaps).sum(axis=2)
    k = logits.argmax(axis=1)[:, None]
    return np.take_along_axis(logits, k, 1) - np.log(np.take_along_axis(shares, k, 1)), shares


def with_another_shift(logits):
    c = logits.max(axis=1, keepdims=True) - 3
    e = np.exp(logits - c)
    return np.log(e.sum(axis=1, keepdims=True)) + c, np.divide(e, np.einsum("ij->i", e)[:, None], out=np.empty_like(e))


def shifted(logits, shift):
    e = np.exp(logits - shift)
    Z = e.sum(axis=1, keepdims=True)
    return np.log(Z) + shift, e / Z


def shifted_by_the_mean(logits):
    return shifted(logits, logits.mean(axis=1, keepdims=True))


def shifted_by_the_smallest(logits):
    return shifted(logits, logits.min(axis=1, keepdims=True))


def shifted_by_each_columns_largest(logits):
    return shifted(logits, logits.max(axis=0))


def shifted_by_500(logits):
    return shifted(logits, 500.0)


def clipped_at_50(logits):
    return shifted(np.clip(logits, -50, 50), logits.max(axis=1, keepdims=True))


def epsilon_in_the_logarithm(logits):
    m = logits.max(axis=1, keepdims=True)
    e = np.exp(logits - m)
    return m + np.log(e.sum(axis=1, keepdims=True) + 1e-8), e / e.sum(axis=1, keepdims=True)


def logarithm_to_base_2(logits):
    logit, dlogits = by_logaddexp(logits)
    return logit / math.log(2), dlogits


def mean_logit(logits):
    return logits.mean(axis=1, keepdims=True), np.full_like(logits, 1 / logits.shape[1])


def smallest_class(logits):
    logit, dlogits = by_logaddexp(-logits)
    return -logit, dlogits


def minus_one(logits):
    logit, dlogits = by_logaddexp(logits)
    return logit - np.exp(-logit), dlogits


def gradient_of_a_cross_entropy(logits):
    logit, dlogits = by_logaddexp(logits)
    dlogits[np.arange(len(logits)), logits.argmax(axis=1)] -= 1
    return logit, dlogits


def derivative_of_the_softmax(logits):
    logit, p = by_logaddexp(logits)
    return logit, p * (1 - p)


def sum_over_the_batch(logits):
    logit, dlogits = by_logaddexp(logits)
    return logit.sum(axis=0, keepdims=True) + 0 * logit, dlogits


RIGHT = (by_logaddexp, row_by_row, class_by_class, by_differences_of_classes, with_another_shift)
WRONG = (
    shifted_by_the_mean,
    shifted_by_the_smallest,
    shifted_by_each_columns_largest,
    shifted_by_500,
    clipped_at_50,
    epsilon_in_the_logarithm,
    logarithm_to_base_2,
    mean_logit,
    smallest_class,
    minus_one,
    gradient_of_a_cross_entropy,
    derivative_of_the_softmax,
    sum_over_the_batch,
)
