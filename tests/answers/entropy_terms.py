"""Answers to `entropy_terms`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def log_softmax(logits):
    a = logits - logits.max(axis=1, keepdims=True)
    return a - np.log(np.exp(a).sum(axis=1, keepdims=True))


def entropy(q):
    q = q[q > 0]
    return -np.dot(q, np.log(q))


def one_row_after_the_other(logits):
    rows = [np.exp(row) for row in log_softmax(logits)]
    return [entropy(sum(rows) / len(rows)), sum(map(entropy, rows)) / len(rows)]


def marginal_in_logarithms(logits):
    log_p = log_softmax(logits)
    log_mean = np.logaddexp.reduce(log_p, axis=0) - np.float64(math.log(len(logits)))
    return -np.einsum("k,k->", np.exp(log_mean), log_mean), -np.einsum("ik,ik->", np.exp(log_p), log_p) / len(logits)


def by_the_mean_energy(logits):
    a = logits - logits.max(axis=1, keepdims=True)
    Z = np.exp(a).sum(axis=1)
    p = np.exp(a) / Z[:, None]
    mean = p.mean(axis=0)
    logs = np.log(mean, out=np.zeros_like(mean), where=mean != 0)
    return -(mean @ logs), (np.log(Z) - (p * a).sum(axis=1)).mean()  # H = log Z - E[a]


def with_mutual_information(logits):
    log_p = log_softmax(logits.astype(np.float64))
    p = np.exp(log_p)
    log_mean = np.logaddexp.reduce(log_p, axis=0) - np.log(len(p))
    information = (p * (log_p - log_mean)).sum() / len(p)  # the mean divergence of a row from the mean row
    conditional = -(p * log_p).sum() / len(p)
    return information + conditional, conditional


def in_plain_python(logits):
    marginal, conditional, B = [0.0] * logits.shape[1], 0.0, len(logits)
    for row in logits.tolist():
        top = max(row)
        e = [math.exp(value - top) for value in row]
        for k, value in enumerate(e):
            p = value / sum(e)
            marginal[k] += p / B
            conditional -= p * math.log(p) / B if p else 0
    return -sum(q * math.log(q) for q in marginal if q), conditional


def H(q, axis=None):
    return -(q * np.log(np.where(q > 0, q, 1))).sum(axis=axis)


def both(p):
    return H(p.mean(axis=0)), H(p, axis=1).mean()


def epsilon_in_the_logarithm(logits):
    p = np.exp(log_softmax(logits))
    mean = p.mean(axis=0)
    return -(mean * np.log(mean + 1e-6)).sum(), -(p * np.log(p + 1e-6)).sum(axis=1).mean()


def logits_clipped_at_5(logits):
    return both(np.exp(log_softmax(np.clip(logits, -5, 5))))


def temperature_of_2(logits):
    return both(np.exp(log_softmax(logits / 2)))


def squares_for_logarithms(logits):
    p = np.exp(log_softmax(logits))
    return 1 - (p.mean(axis=0) ** 2).sum(), 1 - (p**2).sum(axis=1).mean()


def mean_over_both_axes(logits):
    p = np.exp(log_softmax(logits))
    return H(p.mean(axis=0)), H(p) / p.size


def marginal_over_classes(logits):
    p = np.exp(log_softmax(logits))
    return H(p.mean(axis=1)), H(p, axis=1).mean()


def largest_entropy_for_conditional(logits):
    p = np.exp(log_softmax(logits))
    return H(p.mean(axis=0)), H(p, axis=1).max()


def median_row(logits):
    p = np.exp(log_softmax(logits))
    return H(np.median(p, axis=0)), H(p, axis=1).mean()


def geometric_mean_of_the_rows(logits):
    mean = np.exp(log_softmax(log_softmax(logits).mean(axis=0, keepdims=True)))
    return H(mean), both(np.exp(log_softmax(logits)))[1]


def without_the_shift(logits):
    e = np.exp(np.minimum(logits, 80))
    return both(e / e.sum(axis=1, keepdims=True))


def perplexities(logits):
    marginal, conditional = both(np.exp(log_softmax(logits)))
    return np.exp(marginal), np.exp(conditional)


RIGHT = (
    one_row_after_the_other,
    marginal_in_logarithms,
    by_the_mean_energy,
    with_mutual_information,
    in_plain_python,
)
WRONG = (
    epsilon_in_the_logarithm,
    logits_clipped_at_5,
    temperature_of_2,
    squares_for_logarithms,
    mean_over_both_axes,
    marginal_over_classes,
    largest_entropy_for_conditional,
    median_row,
    geometric_mean_of_the_rows,
    without_the_shift,
    perplexities,
)
