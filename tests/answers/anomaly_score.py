"""Answers to `anomaly_score`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def row_by_row(x, y, features_x, features_y, weight):
    found = np.empty(len(x), x.dtype)
    for i in range(len(x)):
        r = sum(abs(float(a) - float(b)) for a, b in zip(x[i], y[i], strict=True))
        f = sum(abs(float(a) - float(b)) for a, b in zip(features_x[i], features_y[i], strict=True))
        found[i] = (1 - weight) * r + weight * f
    return found


def one_row_of_both(x, y, features_x, features_y, weight):
    a, b = (1 - weight) * (x - y), weight * (features_x - features_y)
    return np.abs(np.hstack([a, b])).sum(axis=1)


def norms(x, y, features_x, features_y, weight):
    r = np.linalg.norm(x - y, ord=1, axis=1)
    f = np.linalg.norm(features_x - features_y, ord=1, axis=1)
    return r + weight * (f - r)


def larger_minus_smaller(x, y, features_x, features_y, weight):
    r = (np.maximum(x, y) - np.minimum(x, y)) @ np.ones(x.shape[1], x.dtype)
    f = np.maximum(features_x, features_y) - np.minimum(features_x, features_y)
    return (1 - weight) * r + weight * f.sum(1)


def signs_times_differences(x, y, features_x, features_y, weight):
    d, g = y - x, features_y - features_x
    return np.einsum("ij,ij->i", np.sign(d), d) * (1 - weight) + np.einsum("ij,ij->i", np.sign(g), g) * weight


def parts(x, y, features_x, features_y):
    return np.abs(x - y).sum(axis=1), np.abs(features_x - features_y).sum(axis=1)


def weight_of_a_tenth(x, y, features_x, features_y, weight):
    r, f = parts(x, y, features_x, features_y)
    return 0.9 * r + 0.1 * f


def larger_of_the_two(x, y, features_x, features_y, weight):
    r, f = parts(x, y, features_x, features_y)
    return np.maximum((1 - weight) * r, weight * f)


def scaled_to_1(x, y, features_x, features_y, weight):
    r, f = parts(x, y, features_x, features_y)
    score = (1 - weight) * r + weight * f
    return score / score.max()


def huber(x, y, features_x, features_y, weight):
    def small(d):
        return np.where(np.abs(d) < 0.1, 5 * d * d + 0.05, np.abs(d)).sum(axis=1)

    return (1 - weight) * small(x - y) + weight * small(features_x - features_y)


def mean_over_features_only(x, y, features_x, features_y, weight):
    r, f = parts(x, y, features_x, features_y)
    return (1 - weight) * r + weight * f / features_x.shape[1]


def rows_against_the_first(x, y, features_x, features_y, weight):
    r, f = parts(x, y[:1], features_x, features_y[:1])
    return (1 - weight) * r + weight * f


def distances_of_the_magnitudes(x, y, features_x, features_y, weight):
    r, f = parts(np.abs(x), np.abs(y), np.abs(features_x), np.abs(features_y))
    return (1 - weight) * r + weight * f


def weight_squared(x, y, features_x, features_y, weight):
    r, f = parts(x, y, features_x, features_y)
    return (1 - weight) * r + weight**2 * f


RIGHT = (row_by_row, one_row_of_both, norms, larger_minus_smaller, signs_times_differences)
WRONG = (
    weight_of_a_tenth,
    larger_of_the_two,
    scaled_to_1,
    huber,
    mean_over_features_only,
    rows_against_the_first,
    distances_of_the_magnitudes,
    weight_squared,
)
