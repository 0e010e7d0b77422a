"""Answers to `column_or_row`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def sigmoid(x):
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def softplus_minus_a_line(logits, targets):
    l = logits.ravel()  # noqa: E741
    return np.mean(np.logaddexp(0, l) - targets * l)


def diagonal_of_all_pairs(logits, targets):
    return np.trace(targets * softplus(-logits) + (1 - targets) * softplus(logits)) / len(targets)


def dot_products(logits, targets):
    l = logits.T  # noqa: E741
    return np.array((softplus(-l) @ targets + softplus(l) @ (1 - targets)).item() / targets.size)


def loops_in_python(logits, targets):
    total = 0.0
    for (x,), t in zip(logits.tolist(), targets.tolist(), strict=True):
        rest = math.log(1 + math.exp(-abs(x)))
        total += t * (max(-x, 0) + rest) + (1 - t) * (max(x, 0) + rest)
    return total / len(targets)


def as_in_tensorflow_with_out(logits, targets):
    x, t = np.squeeze(logits, axis=1), np.reshape(targets, -1)
    entropies = np.multiply(x, -t, out=np.zeros(len(t)))
    np.add(entropies, np.where(x > 0, x, 0), out=entropies)
    return np.average(entropies + np.log1p(np.exp(-np.abs(x))))


def weights_of_an_average(logits, targets):
    terms = np.hstack([np.logaddexp(0, -logits), np.logaddexp(0, logits)])
    return 2 * np.einsum("ij,ij->", terms, np.stack([targets, 1 - targets], axis=1)) / terms.size


def all_pairs_over_B(logits, targets):
    return (np.logaddexp(0, logits) - targets * logits).sum() / len(logits) ** 2


def only_the_first_target(logits, targets):
    return (targets * softplus(-logits) + (1 - targets) * softplus(logits))[:, 0].mean()


def mean_target_for_all(logits, targets):
    return (softplus(logits) - targets.mean() * logits).mean()


def targets_rounded_to_labels(logits, targets):
    return np.where(targets > 0.5, softplus(-logits[:, 0]), softplus(logits[:, 0])).mean()


def targets_in_reverse(logits, targets):
    return (softplus(logits[:, 0]) - targets[::-1] * logits[:, 0]).mean()


def both_sorted(logits, targets):
    return (softplus(logits[:, 0]) - np.sort(targets) * np.sort(logits[:, 0])).mean()


def real_term_only(logits, targets):
    return (targets * softplus(-logits[:, 0])).mean()


def generated_rows_with_full_weight(logits, targets):
    return (targets * softplus(-logits[:, 0]) + softplus(logits[:, 0])).mean()


def epsilon_1e_12_in_the_logarithms(logits, targets):
    D = sigmoid(logits[:, 0])
    return -(targets * np.log(D + 1e-12) + (1 - targets) * np.log(1 - D + 1e-12)).mean()


def probability_clipped_at_1e_15(logits, targets):
    D = np.clip(sigmoid(logits[:, 0]), 1e-15, 1 - 1e-15)
    return -(targets * np.log(D) + (1 - targets) * np.log(1 - D)).mean()


def straight_line_above_20(logits, targets):
    x = logits[:, 0]
    return (np.where(x > 20, x, np.log1p(np.exp(np.minimum(x, 20)))) - targets * x).mean()


def logarithm_0_where_the_weight_is_0(logits, targets):
    x = logits[:, 0]
    D = sigmoid(x)
    with np.errstate(all="ignore"):
        return -np.nan_to_num(targets * np.log(D) + (1 - targets) * np.log(1 - D)).mean()


def entropy_of_the_targets_taken_off(logits, targets):
    x, t = logits[:, 0], np.clip(targets, 1e-300, 1 - 1e-16)
    return (softplus(x) - targets * x + t * np.log(t) + (1 - t) * np.log(1 - t)).mean()


RIGHT = (
    softplus_minus_a_line,
    diagonal_of_all_pairs,
    dot_products,
    loops_in_python,
    as_in_tensorflow_with_out,
    weights_of_an_average,
)
WRONG = (
    all_pairs_over_B,
    only_the_first_target,
    mean_target_for_all,
    targets_rounded_to_labels,
    targets_in_reverse,
    both_sorted,
    real_term_only,
    generated_rows_with_full_weight,
    epsilon_1e_12_in_the_logarithms,
    probability_clipped_at_1e_15,
    straight_line_above_20,
    logarithm_0_where_the_weight_is_0,
    entropy_of_the_targets_taken_off,
)
