"""Answers to `value_function`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def by_softplus(real_logits, fake_logits):
    return -np.mean(softplus(-real_logits)) - np.mean(softplus(fake_logits))


def mean_over_every_pair(real_logits, fake_logits):
    return -(np.logaddexp(0, -real_logits) + np.logaddexp(0, fake_logits).T).mean()


def loops_in_python(real_logits, fake_logits):
    def log_sigmoid(x):
        return -math.log1p(math.exp(-x)) if x > 0 else x - math.log1p(math.exp(x))

    real = [log_sigmoid(x) for x in real_logits.ravel().tolist()]
    fake = [log_sigmoid(-x) for x in fake_logits.ravel().tolist()]
    return sum(real) / len(real) + math.fsum(fake) / len(fake)


def logits_minus_softplus(real_logits, fake_logits):
    log_D = real_logits - np.logaddexp(real_logits, 0)
    log_1_minus_D = -fake_logits - np.logaddexp(0, -fake_logits)
    return np.array(np.average(log_D) + np.average(log_1_minus_D))


def rounds_terms_below_1e_16(real_logits, fake_logits):
    def log_sigmoid(x):
        return np.minimum(x, 0) - np.log(1 + np.exp(-abs(x)))

    return np.einsum("ij->", log_sigmoid(real_logits)) / len(real_logits) + log_sigmoid(-fake_logits).mean(axis=0)[0]


def by_masks_with_out(real_logits, fake_logits):
    total = 0.0
    for x in (real_logits[:, 0], -fake_logits[:, 0]):
        log_D = np.where(x < -700, x, 0.0)
        np.negative(np.log1p(np.exp(-np.maximum(x, -700))), out=log_D, where=x >= -700)
        total += np.add.reduce(log_D) / x.size
    return total


def sigmoid(x):
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def epsilon_1e_7_in_the_logarithms(real_logits, fake_logits):
    return np.log(sigmoid(real_logits) + 1e-7).mean() + np.log(1 - sigmoid(fake_logits) + 1e-7).mean()


def epsilon_1e_12_in_the_logarithms(real_logits, fake_logits):
    return np.log(sigmoid(real_logits) + 1e-12).mean() + np.log(sigmoid(-fake_logits) + 1e-12).mean()


def probabilities_clipped_at_1e_15(real_logits, fake_logits):
    D, F = (np.clip(sigmoid(x), 1e-15, 1 - 1e-15) for x in (real_logits, fake_logits))
    return np.log(D).mean() + np.log(1 - F).mean()


def logits_clipped_at_30(real_logits, fake_logits):
    real_logits, fake_logits = np.clip(real_logits, -30, 30), np.clip(fake_logits, -30, 30)
    return -softplus(-real_logits).mean() - softplus(fake_logits).mean()


def straight_line_above_20(real_logits, fake_logits):
    def line(x):
        return np.where(x > 20, x, np.log1p(np.exp(np.minimum(x, 20))))

    return -line(-real_logits).mean() - line(fake_logits).mean()


def zero_below_minus_20(real_logits, fake_logits):
    return -sum(np.where(x < -20, 0, softplus(x)).mean() for x in (-real_logits, fake_logits))


def infinity_replaced_by_0(real_logits, fake_logits):
    terms = np.log(sigmoid(real_logits)), np.log(1 - sigmoid(fake_logits))
    return sum(np.nan_to_num(t, neginf=0).mean() for t in terms)


def right_for_equal_batches_only(real_logits, fake_logits):
    total = softplus(-real_logits).sum() + softplus(fake_logits).sum()
    return -2 * total / (len(real_logits) + len(fake_logits))


def divided_by_the_real_rows_only(real_logits, fake_logits):
    return -(softplus(-real_logits).sum() + softplus(fake_logits).sum()) / len(real_logits)


def overflows_above_709(real_logits, fake_logits):
    return -np.log1p(np.exp(-real_logits)).mean() - np.log1p(np.exp(fake_logits)).mean()


def in_base_2(real_logits, fake_logits):
    return -np.logaddexp2(0, -real_logits / np.log(2)).mean() - np.logaddexp2(0, fake_logits / np.log(2)).mean()


def logarithm_of_the_mean(real_logits, fake_logits):
    return np.log(sigmoid(real_logits).mean()) + np.log(sigmoid(-fake_logits).mean())


RIGHT = (
    by_softplus,
    mean_over_every_pair,
    loops_in_python,
    logits_minus_softplus,
    rounds_terms_below_1e_16,
    by_masks_with_out,
)
WRONG = (
    epsilon_1e_7_in_the_logarithms,
    epsilon_1e_12_in_the_logarithms,
    probabilities_clipped_at_1e_15,
    logits_clipped_at_30,
    straight_line_above_20,
    zero_below_minus_20,
    infinity_replaced_by_0,
    right_for_equal_batches_only,
    divided_by_the_real_rows_only,
    overflows_above_709,
    in_base_2,
    logarithm_of_the_mean,
)
