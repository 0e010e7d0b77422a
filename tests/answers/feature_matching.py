"""Answers to `feature_matching`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def with_real_minus_fake(real_features, fake_features):
    d = np.average(real_features, axis=0) - np.average(fake_features, axis=0)
    return d @ d, np.zeros_like(fake_features) - 2 * d / len(fake_features)


def feature_by_feature(real_features, fake_features):
    loss, columns = 0.0, []
    for r, f in zip(real_features.T, fake_features.T, strict=True):
        d = f.sum() / f.size - r.sum() / r.size
        loss += d**2
        columns.append(np.full(f.size, 2 * d / f.size, f.dtype))
    return [loss, np.stack(columns, axis=1)]


def as_one_product(real_features, fake_features):
    B, n = len(real_features), len(fake_features)
    both = np.concatenate([real_features, fake_features])
    weights = np.repeat([-1 / B, 1 / n], [B, n])
    d = np.einsum("i,ik->k", weights, both)
    return np.linalg.norm(d) ** 2, (2 * np.outer(weights[B:], d)).astype(fake_features.dtype)


def by_all_pairs(real_features, fake_features):
    d = np.add.reduce(fake_features[:, None] - real_features[None], axis=(0, 1)) / (
        len(real_features) * len(fake_features)
    )
    return np.square(d).sum(), np.ones((len(fake_features), 1), d.dtype) * (2 / len(fake_features) * d)


def by_inner_products(real_features, fake_features):
    real, fake = real_features.astype(np.float64), fake_features.astype(np.float64)
    m, k = real.mean(axis=0), fake.mean(axis=0)
    loss = np.sum((k - m) * k) - np.sum((k - m) * m)
    return loss, np.broadcast_to(2 * (k - m) / len(fake), fake.shape).astype(fake_features.dtype)


def result(d, fake_features):
    return (d * d).sum(), np.tile(2 * d / len(fake_features), (len(fake_features), 1))


def medians(real_features, fake_features):
    return result(np.median(fake_features, axis=0) - np.median(real_features, axis=0), fake_features)


def first_rows(real_features, fake_features):
    return result(fake_features[0] - real_features[0], fake_features)


def as_many_rows_of_both(real_features, fake_features):
    B = min(len(real_features), len(fake_features))
    return result(fake_features[:B].mean(axis=0) - real_features[:B].mean(axis=0), fake_features)


def standard_deviations_too(real_features, fake_features):
    loss, dfake = result(fake_features.mean(axis=0) - real_features.mean(axis=0), fake_features)
    return loss + ((fake_features.std(axis=0) - real_features.std(axis=0)) ** 2).sum(), dfake


def in_units_of_the_real_deviation(real_features, fake_features):
    d = (fake_features.mean(axis=0) - real_features.mean(axis=0)) / real_features.std(axis=0)
    loss, dfake = result(d, fake_features)
    return loss, dfake / real_features.std(axis=0)


def divisor_of_all_rows(real_features, fake_features):
    loss, dfake = result(fake_features.mean(axis=0) - real_features.mean(axis=0), fake_features)
    return loss, dfake * len(fake_features) / (len(fake_features) + len(real_features))


def divisor_B_minus_1(real_features, fake_features):
    loss, dfake = result(fake_features.mean(axis=0) - real_features.mean(axis=0), fake_features)
    return loss, dfake * len(fake_features) / max(len(fake_features) - 1, 1)


def first_row_only(real_features, fake_features):
    loss, dfake = result(fake_features.mean(axis=0) - real_features.mean(axis=0), fake_features)
    dfake[1:] = 0
    return loss, dfake


def loss_divided_by_rows(real_features, fake_features):
    loss, dfake = result(fake_features.mean(axis=0) - real_features.mean(axis=0), fake_features)
    return loss / len(fake_features), dfake


def cosine_of_the_means(real_features, fake_features):
    m, k = real_features.mean(axis=0), fake_features.mean(axis=0)
    _, dfake = result(k - m, fake_features)
    return 1 - m @ k / np.sqrt((m @ m) * (k @ k) + 1e-9), dfake


def huber(real_features, fake_features):
    d = np.clip(fake_features.mean(axis=0) - real_features.mean(axis=0), -1, 1)
    return result(d, fake_features)


def epsilon_beside_the_squares(real_features, fake_features):
    loss, dfake = result(fake_features.mean(axis=0) - real_features.mean(axis=0), fake_features)
    return loss + 1e-5, dfake


RIGHT = (with_real_minus_fake, feature_by_feature, as_one_product, by_all_pairs, by_inner_products)
WRONG = (
    medians,
    first_rows,
    as_many_rows_of_both,
    standard_deviations_too,
    in_units_of_the_real_deviation,
    divisor_of_all_rows,
    divisor_B_minus_1,
    first_row_only,
    loss_divided_by_rows,
    cosine_of_the_means,
    huber,
    epsilon_beside_the_squares,
)
