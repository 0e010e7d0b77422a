"""Answers to `relativistic_average`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def sigmoid(x):
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def by_log1p(real_logits, fake_logits):
    a, b = real_logits - fake_logits.mean(), fake_logits - real_logits.mean()
    da, db = -sigmoid(-a) / len(a), sigmoid(b) / len(b)
    loss = np.asarray(softplus(-a).mean() + softplus(b).mean())
    return [loss, da - db.mean() * (len(b) / len(a)), db - da.mean() * (len(a) / len(b))]


def row_by_row(real_logits, fake_logits):
    r, f = [float(v) for v in real_logits[:, 0]], [float(v) for v in fake_logits[:, 0]]
    mean_r, mean_f = sum(r) / len(r), sum(f) / len(f)
    loss, dr, df = 0.0, [0.0] * len(r), [0.0] * len(f)
    for own, other, mean, sign, d_own, d_other in (r, f, mean_f, -1, dr, df), (f, r, mean_r, 1, df, dr):
        for i, value in enumerate(own):
            x = sign * (value - mean)
            e = math.exp(-abs(x))
            loss += (max(x, 0) + math.log1p(e)) / len(own)
            slope = sign * (1 if x > 0 else e) / (1 + e) / len(own)
            d_own[i] += slope
            for j in range(len(other)):
                d_other[j] -= slope / len(other)
    return loss, np.array(dr, real_logits.dtype)[:, None], np.array(df, fake_logits.dtype)[:, None]


def by_the_matrix_of_derivatives(real_logits, fake_logits):
    B, B_fake = len(real_logits), len(fake_logits)
    J = np.eye(B + B_fake)
    J[:B, B:], J[B:, :B] = -1 / B_fake, -1 / B
    x = J @ np.concatenate([real_logits, fake_logits]).astype(np.float64)
    sign = np.repeat([-1.0, 1.0], [B, B_fake])[:, None]
    weight = np.repeat([1 / B, 1 / B_fake], [B, B_fake])[:, None]
    gradient = (J.T @ (weight * sign * sigmoid(sign * x))).astype(real_logits.dtype)
    return np.vdot(weight, np.logaddexp(0, sign * x)), gradient[:B], gradient[B:]


def by_logarithms_of_sigmoid(real_logits, fake_logits):
    a, b = real_logits - np.average(fake_logits), fake_logits - np.average(real_logits)
    log_D, log_1_D = -np.logaddexp(-a, 0), -np.logaddexp(0, b)
    da, db = -np.exp(-np.logaddexp(0, a)) / a.size, np.exp(-np.logaddexp(0, -b)) / b.size
    return -log_D.sum() / a.size - log_1_D.sum() / b.size, da + -db.sum() / a.size, db + -da.sum() / b.size


def in_float64_with_out(real_logits, fake_logits):
    a = np.subtract(real_logits, np.mean(fake_logits, dtype=np.float64), out=np.empty(real_logits.shape))
    b = np.subtract(fake_logits, np.mean(real_logits, dtype=np.float64), out=np.empty(fake_logits.shape))
    loss = np.mean(softplus(-a)) + np.mean(softplus(b))
    da, db = sigmoid(-a) / -len(a), sigmoid(b) / len(b)
    dreal, dfake = da - np.einsum("ij->", db) / len(a), db - np.einsum("ij->", da) / len(b)
    return loss, dreal.astype(real_logits.dtype), dfake.astype(fake_logits.dtype)


def compared(a, b, plus=softplus, slope=sigmoid):
    da, db = -slope(-a) / len(a), slope(b) / len(b)
    return plus(-a).mean() + plus(b).mean(), da - db.sum() / len(a), db - da.sum() / len(b)


def comparisons(real_logits, fake_logits):
    return real_logits - fake_logits.mean(), fake_logits - real_logits.mean()


def logarithm_of_one_plus(real_logits, fake_logits):
    def plus(x):
        return np.maximum(x, 0) + np.log(1 + np.exp(-np.abs(x)))

    return compared(*comparisons(real_logits, fake_logits), plus)


def sigmoid_from_the_other_side(real_logits, fake_logits):
    return compared(*comparisons(real_logits, fake_logits), softplus, lambda x: 1 - sigmoid(-x))


def epsilon_in_the_logarithm(real_logits, fake_logits):
    return compared(*comparisons(real_logits, fake_logits), lambda x: -np.log(sigmoid(-x) + 1e-12))


def comparisons_clipped_at_30(real_logits, fake_logits):
    a, b = comparisons(real_logits, fake_logits)
    return compared(np.clip(a, -30, 30), np.clip(b, -30, 30))


def logits_clipped_at_500(real_logits, fake_logits):
    return compared(*comparisons(np.clip(real_logits, -500, 500), np.clip(fake_logits, -500, 500)))


def overflows_in_float32(real_logits, fake_logits):
    return compared(*comparisons(real_logits, fake_logits), lambda x: np.log1p(np.exp(np.minimum(x, 700))))


def medians_for_means(real_logits, fake_logits):
    return compared(real_logits - np.median(fake_logits), fake_logits - np.median(real_logits))


def every_pair_compared(real_logits, fake_logits):
    x = real_logits - fake_logits.T
    slope = sigmoid(-x) / x.size
    return 2 * softplus(-x).mean(), -2 * slope.sum(axis=1, keepdims=True), 2 * slope.sum(axis=0)[:, None]


def mean_of_all_rows(real_logits, fake_logits):
    B, mean = len(real_logits) + len(fake_logits), np.concatenate([real_logits, fake_logits]).mean()
    a, b = real_logits - mean, fake_logits - mean
    da, db = -sigmoid(-a) / len(a), sigmoid(b) / len(b)
    total = (da.sum() + db.sum()) / B
    return softplus(-a).mean() + softplus(b).mean(), da - total, db - total


def second_term_for_real_rows_only(real_logits, fake_logits):
    loss, dreal, _ = compared(*comparisons(real_logits, fake_logits))
    b = fake_logits - real_logits.mean()
    return loss, dreal, sigmoid(b) / len(b)


def number_of_real_rows_everywhere(real_logits, fake_logits):
    a, b = comparisons(real_logits, fake_logits)
    da, db = -sigmoid(-a) / len(a), sigmoid(b) / len(a)
    return softplus(-a).mean() + softplus(b).mean(), da - db.sum() / len(a), db - da.sum() / len(a)


def second_term_from_the_same_kind(real_logits, fake_logits):
    a, b = comparisons(real_logits, fake_logits)
    da, db = -sigmoid(-a) / len(a), sigmoid(b) / len(b)
    return softplus(-a).mean() + softplus(b).mean(), da - da.mean(), db - db.mean()


RIGHT = (by_log1p, row_by_row, by_the_matrix_of_derivatives, by_logarithms_of_sigmoid, in_float64_with_out)
WRONG = (
    logarithm_of_one_plus,
    sigmoid_from_the_other_side,
    epsilon_in_the_logarithm,
    comparisons_clipped_at_30,
    logits_clipped_at_500,
    overflows_in_float32,
    medians_for_means,
    every_pair_compared,
    mean_of_all_rows,
    second_term_for_real_rows_only,
    number_of_real_rows_everywhere,
    second_term_from_the_same_kind,
)
