"""Answers to `critic_loss`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def by_average_and_a_list(real_logits, fake_logits):
    B, B_fake = real_logits.size, fake_logits.size
    dreal, dfake = -np.ones_like(real_logits) / B, np.ones_like(fake_logits) / B_fake
    return [np.asarray(np.average(fake_logits) - np.average(real_logits)), dreal, dfake]


def as_one_weighted_sum(real_logits, fake_logits):
    B, B_fake = len(real_logits), len(fake_logits)
    weights = np.concatenate([np.full(B, -1 / B), np.full(B_fake, 1 / B_fake)])
    scores = np.concatenate([real_logits, fake_logits])[:, 0]
    dreal, dfake = weights[:B, None].astype(scores.dtype), weights[B:, None].astype(scores.dtype)
    return np.einsum("i,i", weights, scores), dreal, dfake


def row_by_row(real_logits, fake_logits):
    loss, dreal, dfake = 0.0, np.empty_like(real_logits), np.empty_like(fake_logits)
    for i, score in enumerate(real_logits[:, 0]):
        loss -= float(score) / len(real_logits)
        dreal[i] = -1 / len(real_logits)
    for j, score in enumerate(fake_logits[:, 0]):
        loss += float(score) / len(fake_logits)
        dfake[j] = 1 / len(fake_logits)
    return loss, dreal, dfake


def by_all_differences(real_logits, fake_logits):
    differences = fake_logits - real_logits.T
    dreal = np.repeat(-1 / len(real_logits), len(real_logits))[:, None].astype(real_logits.dtype)
    dfake = np.repeat(1 / len(fake_logits), len(fake_logits))[:, None].astype(fake_logits.dtype)
    return differences.mean(), dreal, dfake


def in_float64_with_out(real_logits, fake_logits):
    r, f = real_logits.astype(np.float64), fake_logits.astype(np.float64)
    loss = np.subtract(f.mean(), r.mean(), out=np.empty(()))
    dreal = np.negative(1 / len(r), out=np.empty(r.shape), where=True)
    dfake = np.divide(1, len(f), out=np.empty(f.shape))
    return loss, dreal.astype(real_logits.dtype), dfake.astype(fake_logits.dtype)


def number_of_real_rows_for_both(real_logits, fake_logits):
    B = len(real_logits)
    return fake_logits.mean() - real_logits.mean(), np.full_like(real_logits, -1 / B), np.full_like(fake_logits, 1 / B)


def number_of_fake_rows_for_both(real_logits, fake_logits):
    B = len(fake_logits)
    return fake_logits.mean() - real_logits.mean(), np.full_like(real_logits, -1 / B), np.full_like(fake_logits, 1 / B)


def sums_for_means(real_logits, fake_logits):
    return fake_logits.sum() - real_logits.sum(), -np.ones_like(real_logits), np.ones_like(fake_logits)


def all_rows_as_one_batch(real_logits, fake_logits):
    B = len(real_logits) + len(fake_logits)
    loss = (fake_logits.sum() - real_logits.sum()) / B
    return loss, np.full_like(real_logits, -1 / B), np.full_like(fake_logits, 1 / B)


def first_pairs_only(real_logits, fake_logits):
    B = min(len(real_logits), len(fake_logits))
    dreal, dfake = np.zeros_like(real_logits), np.zeros_like(fake_logits)
    dreal[:B], dfake[:B] = -1 / B, 1 / B
    return (fake_logits[:B] - real_logits[:B]).mean(), dreal, dfake


def scores_clipped_at_20(real_logits, fake_logits):
    loss = np.clip(fake_logits, -20, 20).mean() - np.clip(real_logits, -20, 20).mean()
    return loss, np.full_like(real_logits, -1 / len(real_logits)), np.full_like(fake_logits, 1 / len(fake_logits))


def median_for_mean(real_logits, fake_logits):
    loss = np.median(fake_logits) - np.median(real_logits)
    return loss, np.full_like(real_logits, -1 / len(real_logits)), np.full_like(fake_logits, 1 / len(fake_logits))


def gradients_in_float64(real_logits, fake_logits):
    B, B_fake = len(real_logits), len(fake_logits)
    return fake_logits.mean() - real_logits.mean(), np.full((B, 1), -1 / B), np.full((B_fake, 1), 1 / B_fake)


def gradients_of_the_generator_too(real_logits, fake_logits):
    B, B_fake = len(real_logits), len(fake_logits)
    return (
        fake_logits.mean() - real_logits.mean(),
        np.full_like(real_logits, -1 / B),
        np.full_like(fake_logits, -1 / B_fake),
    )


def divided_by_rows_less_one(real_logits, fake_logits):
    B, B_fake = len(real_logits) - 1, len(fake_logits) - 1
    loss = fake_logits.sum() / B_fake - real_logits.sum() / B
    return loss, np.full_like(real_logits, -1 / B), np.full_like(fake_logits, 1 / B_fake)


RIGHT = (by_average_and_a_list, as_one_weighted_sum, row_by_row, by_all_differences, in_float64_with_out)
WRONG = (
    number_of_real_rows_for_both,
    number_of_fake_rows_for_both,
    sums_for_means,
    all_rows_as_one_batch,
    first_pairs_only,
    scores_clipped_at_20,
    median_for_mean,
    gradients_in_float64,
    gradients_of_the_generator_too,
    divided_by_rows_less_one,
)
