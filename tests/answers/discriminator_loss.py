"""Answers to `discriminator_loss`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def sigmoid(x):
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def softplus_plus_a_line(real_logits, fake_logits, label_smoothing):
    return (softplus(-real_logits) + label_smoothing * real_logits).mean() + softplus(fake_logits).mean()


def as_in_tensorflow(real_logits, fake_logits, label_smoothing):
    x, t = np.concatenate([real_logits, fake_logits]), np.full(len(real_logits) + len(fake_logits), 1 - label_smoothing)
    t[len(real_logits) :] = 0
    entropies = np.maximum(x[:, 0], 0) - x[:, 0] * t + np.log1p(np.exp(-np.abs(x[:, 0])))
    return np.mean(entropies[: len(real_logits)]) + np.mean(entropies[len(real_logits) :])


def loops_in_python(real_logits, fake_logits, label_smoothing):
    def log_sigmoid(x):
        return min(x, 0.0) - math.log1p(math.exp(-abs(x)))

    real = sum(
        -(1 - label_smoothing) * log_sigmoid(x) - label_smoothing * log_sigmoid(-x)
        for x in map(float, real_logits[:, 0])
    )
    fake = sum(-log_sigmoid(-float(f)) for f in fake_logits[:, 0])
    return real / len(real_logits) + fake / len(fake_logits)


def dot_products_of_means(real_logits, fake_logits, label_smoothing):
    means = np.stack([np.logaddexp(0, -real_logits).mean(), np.logaddexp(0, real_logits).mean()])
    return np.array([1 - label_smoothing, label_smoothing]) @ means + np.average(np.logaddexp(0, fake_logits))


def shape_zero_and_out(real_logits, fake_logits, label_smoothing):
    real = np.logaddexp(0, real_logits, out=np.empty_like(real_logits))
    real -= (1 - label_smoothing) * real_logits
    return np.asarray(np.einsum("ij->", real) / real.size + np.logaddexp(fake_logits, 0).sum() / fake_logits.size)


def cross_entropy(logits, t):
    return (t * softplus(-logits) + (1 - t) * softplus(logits)).mean()


def smoothed_towards_one_half(real_logits, fake_logits, label_smoothing):
    return cross_entropy(real_logits, 1 - label_smoothing / 2) + cross_entropy(fake_logits, label_smoothing / 2)


def half_of_the_smoothing(real_logits, fake_logits, label_smoothing):
    return cross_entropy(real_logits, 1 - label_smoothing / 2) + softplus(fake_logits).mean()


def weights_of_real_rows_exchanged(real_logits, fake_logits, label_smoothing):
    return cross_entropy(real_logits, label_smoothing) + softplus(fake_logits).mean()


def target_above_one(real_logits, fake_logits, label_smoothing):
    return cross_entropy(real_logits, 1 + label_smoothing) + softplus(fake_logits).mean()


def smoothing_fixed_at_a_tenth(real_logits, fake_logits, label_smoothing):
    return cross_entropy(real_logits, 0.9 if label_smoothing else 1) + softplus(fake_logits).mean()


def smoothing_of_at_most_a_half(real_logits, fake_logits, label_smoothing):
    return cross_entropy(real_logits, 1 - min(label_smoothing, 0.5)) + softplus(fake_logits).mean()


def one_mean_over_all_rows(real_logits, fake_logits, label_smoothing):
    B, B_fake = len(real_logits), len(fake_logits)
    real, fake = cross_entropy(real_logits, 1 - label_smoothing), softplus(fake_logits).mean()
    return (B * real + B_fake * fake) / (B + B_fake)


def epsilon_1e_12_in_the_logarithms(real_logits, fake_logits, label_smoothing):
    t, D, F = 1 - label_smoothing, sigmoid(real_logits), sigmoid(fake_logits)
    real = t * np.log(D + 1e-12) + (1 - t) * np.log(1 - D + 1e-12)
    return -real.mean() - np.log(1 - F + 1e-12).mean()


def logits_clipped_at_100(real_logits, fake_logits, label_smoothing):
    return (
        cross_entropy(np.clip(real_logits, -100, 100), 1 - label_smoothing)
        + softplus(np.minimum(fake_logits, 100)).mean()
    )


def straight_line_above_20(real_logits, fake_logits, label_smoothing):
    def line(x):
        return np.where(x > 20, x, np.log1p(np.exp(np.minimum(x, 20))))

    s = label_smoothing
    return ((1 - s) * line(-real_logits) + s * line(real_logits)).mean() + line(fake_logits).mean()


def nan_where_the_weight_is_0(real_logits, fake_logits, label_smoothing):
    s = label_smoothing
    real = (1 - s) * softplus(-real_logits) - s * np.log(1 - sigmoid(real_logits))
    return real.mean() + softplus(fake_logits).mean()


RIGHT = (
    softplus_plus_a_line,
    as_in_tensorflow,
    loops_in_python,
    dot_products_of_means,
    shape_zero_and_out,
)
WRONG = (
    smoothed_towards_one_half,
    half_of_the_smoothing,
    weights_of_real_rows_exchanged,
    target_above_one,
    smoothing_fixed_at_a_tenth,
    smoothing_of_at_most_a_half,
    one_mean_over_all_rows,
    epsilon_1e_12_in_the_logarithms,
    logits_clipped_at_100,
    straight_line_above_20,
    nan_where_the_weight_is_0,
)
