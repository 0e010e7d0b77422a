"""Answers to `least_squares`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def by_dot_products(real_logits, fake_logits):
    r, f = real_logits[:, 0] - 1, fake_logits[:, 0]
    loss = np.dot(r, r) / (2 * len(r)) + np.dot(f, f) / (2 * len(f))
    return [np.asarray(loss), (r / len(r)).reshape(-1, 1), (f / len(f)).reshape(-1, 1)]


def row_by_row(real_logits, fake_logits):
    loss, dreal, dfake = 0.0, np.empty_like(real_logits), np.empty_like(fake_logits)
    for logits, target, gradient in (real_logits, 1, dreal), (fake_logits, 0, dfake):
        for i, (value,) in enumerate(logits):
            loss += (float(value) - target) ** 2 / len(logits) / 2
            gradient[i] = (float(value) - target) / len(logits)
    return loss, dreal, dfake


def as_one_weighted_sum(real_logits, fake_logits):
    B, B_fake = len(real_logits), len(fake_logits)
    off = np.vstack([real_logits - 1, fake_logits])
    weights = np.repeat([1 / B, 1 / B_fake], [B, B_fake])[:, None].astype(off.dtype)
    gradient = weights * off
    return 0.5 * np.vdot(gradient, off), gradient[:B], gradient[B:]


def by_norms(real_logits, fake_logits):
    loss = 0.5 * (
        np.linalg.norm(1 - real_logits) ** 2 / real_logits.size + np.linalg.norm(fake_logits) ** 2 / fake_logits.size
    )
    return loss, -(1 - real_logits) / len(real_logits), np.divide(fake_logits, len(fake_logits))


def in_float64_with_out(real_logits, fake_logits):
    r, f = real_logits.astype(np.float64), fake_logits.astype(np.float64)
    np.subtract(r, 1, out=r)
    loss = np.mean(np.square(r) * 0.5) + np.mean(np.square(f) * 0.5)
    return loss, (r / r.size).astype(real_logits.dtype), np.true_divide(f, f.size).astype(fake_logits.dtype)


def towards(real_logits, fake_logits, real=1.0, fake=0.0):
    r, f = real_logits - real, fake_logits - fake
    return ((r * r).mean() + (f * f).mean()) / 2, r / len(r), f / len(f)


def number_of_real_rows_for_both(real_logits, fake_logits):
    loss, dreal, _ = towards(real_logits, fake_logits)
    return loss, dreal, fake_logits / len(real_logits)


def number_of_fake_rows_for_both(real_logits, fake_logits):
    loss, _, dfake = towards(real_logits, fake_logits)
    return loss, (real_logits - 1) / len(fake_logits), dfake


def all_rows_as_one_batch(real_logits, fake_logits):
    off = np.concatenate([real_logits - 1, fake_logits])
    return (off * off).mean() / 2, (real_logits - 1) / len(off), fake_logits / len(off)


def first_pairs_only(real_logits, fake_logits):
    B = min(len(real_logits), len(fake_logits))
    dreal, dfake = np.zeros_like(real_logits), np.zeros_like(fake_logits)
    loss, dreal[:B], dfake[:B] = towards(real_logits[:B], fake_logits[:B])
    return loss, dreal, dfake


def answers_clipped_at_20(real_logits, fake_logits):
    return towards(np.clip(real_logits, -20, 20), np.clip(fake_logits, -20, 20))


def gradients_clipped_at_100(real_logits, fake_logits):
    loss, dreal, dfake = towards(real_logits, fake_logits)
    return loss, np.clip(dreal, -100, 100), np.clip(dfake, -100, 100)


def smoothed_target(real_logits, fake_logits):
    return towards(real_logits, fake_logits, 0.9)


def epsilon_in_the_target(real_logits, fake_logits):
    return towards(real_logits, fake_logits, 1 - 1e-7, 1e-7)


def absolute_distance(real_logits, fake_logits):
    r, f = real_logits - 1, fake_logits
    loss = (np.abs(r).mean() + np.abs(f).mean()) / 2
    return loss, np.sign(r) / 2 / len(r), np.sign(f) / 2 / len(f)


def sums_for_means(real_logits, fake_logits):
    r, f = real_logits - 1, fake_logits
    return ((r * r).sum() + (f * f).sum()) / 2, r, f


def no_loss_beyond_the_target(real_logits, fake_logits):
    return towards(np.minimum(real_logits, 1), np.maximum(fake_logits, 0))


def square_of_the_mean(real_logits, fake_logits):
    r, f = real_logits.mean() - 1, fake_logits.mean()
    dreal, dfake = np.full_like(real_logits, r / len(real_logits)), np.full_like(fake_logits, f / len(fake_logits))
    return (r**2 + f**2) / 2, dreal, dfake


def one_row_squeezed(real_logits, fake_logits):
    r, f = np.squeeze(real_logits), np.squeeze(fake_logits)
    loss = ((r - 1) ** 2).mean() / 2 + (f**2).mean() / 2
    return loss, ((r - 1) / r.size)[:, None], (f / f.size)[:, None]


RIGHT = (by_dot_products, row_by_row, as_one_weighted_sum, by_norms, in_float64_with_out)
WRONG = (
    number_of_real_rows_for_both,
    number_of_fake_rows_for_both,
    all_rows_as_one_batch,
    first_pairs_only,
    answers_clipped_at_20,
    gradients_clipped_at_100,
    smoothed_target,
    epsilon_in_the_target,
    absolute_distance,
    sums_for_means,
    no_loss_beyond_the_target,
    square_of_the_mean,
    one_row_squeezed,
)
