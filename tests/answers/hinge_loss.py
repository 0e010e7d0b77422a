"""Answers to `hinge_loss`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def by_clip_and_where(real_logits, fake_logits):
    r, f = np.clip(1 - real_logits, 0, None), np.clip(1 + fake_logits, 0, None)
    dreal = np.where(r > 0, -1 / len(r), 0).astype(r.dtype)
    return [np.asarray(r.sum() / len(r) + f.sum() / len(f)), dreal, np.where(f > 0, 1 / len(f), 0).astype(f.dtype)]


def by_sizes_and_signs(real_logits, fake_logits):
    r, f = 1 - real_logits, 1 + fake_logits
    loss = 0.5 * (r + np.abs(r)).mean() + 0.5 * (f + np.abs(f)).mean()
    return loss, (-1 - np.sign(r)) / 2 / len(r), (1 + np.sign(f)) / 2 / len(f)


def row_by_row(real_logits, fake_logits):
    loss, dreal, dfake = 0.0, np.zeros_like(real_logits), np.zeros_like(fake_logits)
    for i, score in enumerate(real_logits.ravel()):
        if score <= 1:
            loss += (1 - float(score)) / len(real_logits)
            dreal[i] = -1 / len(real_logits)
    for j, score in enumerate(fake_logits.ravel()):
        if not score < -1:
            loss += (1 + float(score)) / len(fake_logits)
            dfake[j] = 1 / len(fake_logits)
    return loss, dreal, dfake


def as_one_weighted_sum(real_logits, fake_logits):
    B, B_fake = len(real_logits), len(fake_logits)
    height = np.vstack([1 - real_logits, 1 + fake_logits])
    weights = np.repeat([1 / B, 1 / B_fake], [B, B_fake])[:, None]
    slope = (weights * (height > 0)).astype(height.dtype)
    return np.einsum("ij,ij->", slope, height), -slope[:B], slope[B:]


def in_float64_with_out(real_logits, fake_logits):
    r, f = real_logits.astype(np.float64), fake_logits.astype(np.float64)
    loss = 1 - np.minimum(r, 1).mean() + np.maximum(f, -1).mean() + 1
    dreal = np.heaviside(1 - r, 0.5, out=np.empty(r.shape)) / -r.size
    dfake = np.multiply(f > -1, 1 / f.size, out=np.empty(f.shape))
    return loss, dreal.astype(real_logits.dtype), dfake.astype(fake_logits.dtype)


def hinges(real_logits, fake_logits, real=1.0, fake=-1.0):
    r, f = real_logits, fake_logits
    loss = np.maximum(0, real - r).mean() + np.maximum(0, f - fake).mean()
    return loss, -(r < real).astype(r.dtype) / len(r), (f > fake).astype(f.dtype) / len(f)


def thresholds_a_hundredth_too_low(real_logits, fake_logits):
    r, f = real_logits, fake_logits
    return hinges(r, f)[0], *hinges(r, f, 0.99, -1.01)[1:]


def thresholds_with_an_epsilon(real_logits, fake_logits):
    r, f = real_logits, fake_logits
    return hinges(r, f)[0], *hinges(r, f, 1 + 1e-4, -1 - 1e-4)[1:]


def margin_with_an_epsilon(real_logits, fake_logits):
    return hinges(real_logits, fake_logits, 1 + 1e-7, -1 - 1e-7)


def scores_clipped_at_20(real_logits, fake_logits):
    return hinges(np.clip(real_logits, -20, 20), np.clip(fake_logits, -20, 20))


def smooth_hinge(real_logits, fake_logits):
    r, f = 1 - real_logits, 1 + fake_logits
    loss = np.logaddexp(0, r).mean() + np.logaddexp(0, f).mean()
    return loss, -1 / (1 + np.exp(-r)) / len(r), 1 / (1 + np.exp(-f)) / len(f)


def squared_hinge(real_logits, fake_logits):
    r, f = np.maximum(0, 1 - real_logits), np.maximum(0, 1 + fake_logits)
    return (r * r).mean() + (f * f).mean(), -2 * r / len(r), 2 * f / len(f)


def half_of_the_sum(real_logits, fake_logits):
    return tuple(value / 2 for value in hinges(real_logits, fake_logits))


def divided_by_rows_less_one(real_logits, fake_logits):
    r, f = np.maximum(0, 1 - real_logits), np.maximum(0, 1 + fake_logits)
    B, B_fake = len(r) - 1, len(f) - 1
    return r.sum() / B + f.sum() / B_fake, -np.sign(r) / B, np.sign(f) / B_fake


def margin_of_the_other_side(real_logits, fake_logits):
    return hinges(real_logits, fake_logits, -1.0, 1.0)


def mean_over_rows_inside_the_margin(real_logits, fake_logits):
    r, f = 1 - real_logits, 1 + fake_logits
    short, over = (r > 0).astype(r.dtype), (f > 0).astype(f.dtype)
    B, B_fake = max(short.sum().item(), 1), max(over.sum().item(), 1)
    return (r * short).sum() / B + (f * over).sum() / B_fake, -short / B, over / B_fake


def first_pairs_only(real_logits, fake_logits):
    B = min(len(real_logits), len(fake_logits))
    dreal, dfake = np.zeros_like(real_logits), np.zeros_like(fake_logits)
    loss, dreal[:B], dfake[:B] = hinges(real_logits[:B], fake_logits[:B])
    return loss, dreal, dfake


def pulls_where_the_sign_is_wrong_only(real_logits, fake_logits):
    return hinges(real_logits, fake_logits)[0], *hinges(real_logits, fake_logits, 0.0, 0.0)[1:]


RIGHT = (by_clip_and_where, by_sizes_and_signs, row_by_row, as_one_weighted_sum, in_float64_with_out)
WRONG = (
    thresholds_a_hundredth_too_low,
    thresholds_with_an_epsilon,
    margin_with_an_epsilon,
    scores_clipped_at_20,
    smooth_hinge,
    squared_hinge,
    half_of_the_sum,
    divided_by_rows_less_one,
    margin_of_the_other_side,
    mean_over_rows_inside_the_margin,
    first_pairs_only,
    pulls_where_the_sign_is_wrong_only,
)
