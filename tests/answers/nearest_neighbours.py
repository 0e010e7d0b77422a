"""Answers to `nearest_neighbours`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def row_by_row(samples, train):
    indices, distances = [], np.zeros(len(samples), samples.dtype)
    for i, s in enumerate(samples):
        squares = ((train - s) ** 2).sum(axis=1)
        indices.append(int(np.argmin(squares)))
        distances[i] = np.sqrt(squares.min())
    return np.array(indices), distances


def without_the_samples_length(samples, train):
    nearest = np.argmin(np.einsum("md,md->m", train, train) - 2 * np.einsum("nd,md->nm", samples, train), axis=1)
    return [nearest, np.linalg.norm(samples - train[nearest], axis=1)]


def largest_of_the_negative(samples, train):
    score = samples @ train.T - np.square(train).sum(1) / 2
    order = np.argsort(-score, axis=1)[:, 0]
    apart = np.take(train, order, axis=0) - samples
    return order.astype(np.int32), np.sqrt(np.einsum("ij,ij->i", apart, apart))


def axis_by_axis(samples, train):
    squares = np.zeros((len(samples), len(train)), samples.dtype)
    for a, b in zip(samples.T, train.T, strict=True):
        squares += np.subtract.outer(a, b) ** 2
    return squares.argmin(1), np.sqrt(squares.min(1))


def in_blocks_and_float64(samples, train):
    best, where = np.full(len(samples), np.inf), np.zeros(len(samples), int)
    for j in range(0, len(train), 2):
        block = train[j : j + 2].astype(np.float64)
        for k, row in enumerate(block):
            d = np.hypot.reduce(samples - row, axis=1)
            nearer = d < best
            best[nearer], where[nearer] = d[nearer], j + k
    return where, best.astype(samples.dtype)


def squares(samples, train):
    return (samples**2).sum(axis=1)[:, None] + (train**2).sum(axis=1) - 2 * samples @ train.T


def anew(samples, train, indices):
    return indices, np.linalg.norm(samples - train[indices], axis=1)


def rounding_below_0_made_0(samples, train):
    s = squares(samples, train)
    return s.argmin(axis=1), np.sqrt(np.maximum(s.min(axis=1), 0))


def size_of_the_rounding(samples, train):
    s = squares(samples, train)
    return s.argmin(axis=1), np.sqrt(np.abs(s.min(axis=1)))


def no_number_made_0(samples, train):
    s = squares(samples, train)
    return s.argmin(axis=1), np.nan_to_num(np.sqrt(s.min(axis=1)))


def an_epsilon_in_the_root(samples, train):
    indices, distances = anew(samples, train, squares(samples, train).argmin(axis=1))
    return indices, np.sqrt(distances**2 + np.asarray(1e-12, samples.dtype))


def a_threshold_for_copies(samples, train):
    indices, distances = rounding_below_0_made_0(samples, train)
    return indices, np.where(distances < 0.1, 0, distances).astype(samples.dtype)


def copies_left_out(samples, train):
    s = squares(samples, train)
    s[s < 1e-4] = np.inf
    return anew(samples, train, s.argmin(axis=1))


def nearest_sample_of_each_row(samples, train):
    indices = np.resize(squares(samples, train).argmin(axis=0), len(samples)) % len(train)
    return anew(samples, train, indices)


def the_product_added(samples, train):
    s = (samples**2).sum(axis=1)[:, None] + (train**2).sum(axis=1) + 2 * samples @ train.T
    return anew(samples, train, s.argmin(axis=1))


def the_product_once(samples, train):
    s = (samples**2).sum(axis=1)[:, None] + (train**2).sum(axis=1) - samples @ train.T
    return anew(samples, train, s.argmin(axis=1))


def smallest_angle(samples, train):
    s = samples @ train.T / np.linalg.norm(train, axis=1)
    return anew(samples, train, s.argmax(axis=1))


def nearest_length(samples, train):
    s = np.abs((samples**2).sum(axis=1)[:, None] - (train**2).sum(axis=1))
    return anew(samples, train, s.argmin(axis=1))


def sums_of_differences(samples, train):
    d = np.stack([np.abs(train - s).sum(axis=1) for s in samples])
    return anew(samples, train, d.argmin(axis=1))


def mean_square_differences(samples, train):
    indices, distances = anew(samples, train, squares(samples, train).argmin(axis=1))
    return indices, distances / np.asarray(np.sqrt(samples.shape[1]), samples.dtype)


def one_too_many(samples, train):
    indices, distances = anew(samples, train, squares(samples, train).argmin(axis=1))
    return indices + 1, distances


def all_differences_in_float32(samples, train):
    d = np.linalg.norm(samples[:, None].astype(np.float32) - train.astype(np.float32), axis=2)
    return d.argmin(axis=1), d.min(axis=1).astype(samples.dtype)


def searched_in_float16(samples, train):
    s, t = samples.astype(np.float16), train.astype(np.float16)
    indices = ((t * t).sum(axis=1) - 2 * (s @ t.T)).argmin(axis=1)
    return indices, np.sqrt(((samples - train[indices]) ** 2).sum(axis=1))


def the_first_hundred_rows(samples, train):
    t = train[:100]
    indices = ((t * t).sum(axis=1) - 2 * (samples @ t.T)).argmin(axis=1)
    return indices, np.sqrt(((samples - train[indices]) ** 2).sum(axis=1))


RIGHT = (row_by_row, without_the_samples_length, largest_of_the_negative, axis_by_axis, in_blocks_and_float64)
WRONG = (
    rounding_below_0_made_0,
    size_of_the_rounding,
    no_number_made_0,
    an_epsilon_in_the_root,
    a_threshold_for_copies,
    copies_left_out,
    nearest_sample_of_each_row,
    the_product_added,
    the_product_once,
    smallest_angle,
    nearest_length,
    sums_of_differences,
    mean_square_differences,
    one_too_many,
    all_differences_in_float32,
    searched_in_float16,
    the_first_hundred_rows,
)
