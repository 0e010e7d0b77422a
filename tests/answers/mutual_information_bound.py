"""Answers to `mutual_information_bound`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def row_by_row(logits, codes, prior):
    H = -math.fsum(p * math.log(p) for p in prior.tolist())
    total = 0.0
    for row, code in zip(logits.tolist(), codes.tolist(), strict=True):
        top = max(row)
        total += row[code] - top - math.log(sum(math.exp(logit - top) for logit in row))
    return H + total / len(codes)


def against_the_uniform_distribution(logits, codes, prior):
    """H(c) = log k - KL(prior || uniform)."""
    k = len(prior)
    normaliser = np.logaddexp.reduce(logits, axis=1)
    divergence = np.dot(prior, np.log(prior * k))
    return math.log(k) - divergence - np.mean(normaliser - logits[range(len(codes)), codes])


def minus_the_loss(logits, codes, prior):
    target = np.equal.outer(codes, np.arange(logits.shape[1])).astype(np.float64)
    s = logits.astype(np.float64) - logits.max(axis=1, keepdims=True)
    loss = -(target * (s - np.log(np.exp(s).sum(axis=1, keepdims=True)))).sum(axis=1)
    return np.asarray(np.einsum("i,i->", prior, -np.log(prior)) - np.average(loss))


def in_bits_and_back(logits, codes, prior):
    s = (logits - logits.max(axis=1)[:, None]) / np.log(2)
    log_q = np.take_along_axis(s, codes[:, None], axis=1)[:, 0] - np.log2(np.exp2(s).sum(axis=1))
    return (log_q.mean() - (prior * np.log2(prior)).sum()) * np.log(2)


def each_row_with_the_whole_entropy(logits, codes, prior):
    """The mean of H(c) + log q is H(c) + the mean of log q."""
    s = logits - np.amax(logits, axis=1, keepdims=True)
    rows = [-(prior @ np.log(prior)) + s[i, c] - np.log(np.sum(np.exp(s[i]))) for i, c in enumerate(codes)]
    return sum(map(float, rows)) / len(rows)


def by_counting_codes(logits, codes, prior):
    """The rows of one code together, each code weighted by its number of rows."""
    log_q = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    total = -np.add.reduce(prior * np.log(prior))
    for code, number in enumerate(np.bincount(codes, minlength=len(prior))):
        if number:
            total = total + number / len(codes) * log_q[codes == code, code].mean()
    return np.float64(total)


def entropy(p):
    return -(p * np.log(p)).sum()


def log_q(logits, codes):
    return (logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))[np.arange(len(codes)), codes]


def each_code_counts_the_same(logits, codes, prior):
    """The mean over the codes that occur, of each code's mean."""
    return entropy(prior) + np.mean([log_q(logits, codes)[codes == c].mean() for c in np.unique(codes)])


def weighted_by_the_prior(logits, codes, prior):
    """As if the codes had been drawn uniformly."""
    weights = prior[codes] / prior[codes].sum()
    return entropy(prior) + weights @ log_q(logits, codes)


def clipped_at_30(logits, codes, prior):
    return entropy(prior) + log_q(np.clip(logits, -30, 30), codes).mean()


def epsilon_1e_12(logits, codes, prior):
    return entropy(prior) + np.log(np.exp(log_q(logits, codes)) + 1e-12).mean()


def never_below_zero(logits, codes, prior):
    return entropy(prior) + max(-entropy(prior), log_q(logits, codes).mean())


def absolute(logits, codes, prior):
    return abs(entropy(prior) + log_q(logits, codes).mean())


def entropy_of_the_mean_reading(logits, codes, prior):
    """H of what Q reads on average: the classifier score's kind of information."""
    log_p = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    mean = np.exp(log_p).mean(axis=0)
    return -np.dot(mean, np.log(np.maximum(mean, 1e-300))) + log_q(logits, codes).mean()


def share_of_right_readings(logits, codes, prior):
    return entropy(prior) + np.log((logits.argmax(axis=1) == codes).mean() + 1e-9)


def information_of_the_readings(logits, codes, prior):
    """The mean divergence of each reading from the mean reading."""
    log_p = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    p = np.exp(log_p)
    return (p * (log_p - np.log(np.maximum(p.mean(axis=0), 1e-300)))).sum(axis=1).mean()


def over_all_entries(logits, codes, prior):
    return entropy(prior) + log_q(logits, codes).sum() / logits.size


def code_of_the_next_row(logits, codes, prior):
    return entropy(prior) + log_q(logits, np.roll(codes, 1)).mean() - 1e-3 * (len(codes) == 1)


def prior_inside_the_softmax(logits, codes, prior):
    """Bayes' rule, as if Q's softmax were a likelihood."""
    return entropy(prior) + log_q(logits + np.log(prior), codes).mean()


def shifted_by_the_mean(logits, codes, prior):
    s = logits - logits.mean(axis=1, keepdims=True)
    return entropy(prior) + (s[np.arange(len(s)), codes] - np.log(np.exp(s).sum(axis=1))).mean()


RIGHT = (
    row_by_row,
    against_the_uniform_distribution,
    minus_the_loss,
    in_bits_and_back,
    each_row_with_the_whole_entropy,
    by_counting_codes,
)
WRONG = (
    each_code_counts_the_same,
    weighted_by_the_prior,
    clipped_at_30,
    epsilon_1e_12,
    never_below_zero,
    absolute,
    entropy_of_the_mean_reading,
    share_of_right_readings,
    information_of_the_readings,
    over_all_entries,
    code_of_the_next_row,
    prior_inside_the_softmax,
    shifted_by_the_mean,
)
