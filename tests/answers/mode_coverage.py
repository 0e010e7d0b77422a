"""Answers to `mode_coverage`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def by_loops(points, centers, std):
    found, good = set(), 0
    for x, y in points:
        squares = [(x - u) ** 2 + (y - v) ** 2 for u, v in centers]
        if min(squares) <= 9 * std**2:
            good += 1
            found.add(squares.index(min(squares)))
    return [len(found), good / len(points)]


def by_counts(points, centers, std):
    squares = np.einsum("nkd,nkd->nk", points[:, None] - centers, points[:, None] - centers)
    nearest = np.argmin(squares, axis=1)
    good = np.sqrt(np.take_along_axis(squares, nearest[:, None], axis=1))[:, 0] <= 3 * std
    counts = np.bincount(nearest[good], minlength=len(centers))
    return np.count_nonzero(counts), np.mean(good)


def by_complex_numbers(points, centers, std):
    p, c = (z[:, 0] + 1j * z[:, 1] for z in (points, centers))
    distances = np.abs(c[:, None] - p) / std
    good = (distances == distances.min(axis=0)) & (distances <= 3)
    return good.any(axis=1).sum(), np.asarray(good.any(axis=0).sum() / len(p))


def by_hypot(points, centers, std):
    d = np.hypot(*np.moveaxis(points[None] - centers[:, None], 2, 0))
    good = ~(d.min(0) > 3 * std)
    return np.array(len({int(k) for k in d.argmin(0)[good]})), float(np.count_nonzero(good)) / good.size


def by_products(points, centers, std):
    middle = centers.mean(axis=0)
    p, c = points - middle, centers - middle
    squares = (p**2).sum(1)[:, None] + (c**2).sum(1) - 2 * np.matmul(p, c.T)
    good = squares.min(1) <= (3 * std) ** 2
    return float(np.unique(squares.argmin(1)[good]).size), good.sum() / len(good)


def distances(points, centers):
    return np.linalg.norm(points[:, None] - centers, axis=2)


def within(points, centers, limit):
    d = distances(points, centers)
    good = d.min(axis=1) <= limit
    return len(np.unique(d.argmin(axis=1)[good])), good.mean()


def limit_of_2_9_std(points, centers, std):
    return within(points, centers, 2.9 * std)


def limit_of_3_1_std(points, centers, std):
    return within(points, centers, 3.1 * std)


def limit_of_3_variances(points, centers, std):
    return within(points, centers, 3 * std**2)


def squares_against_3_std(points, centers, std):
    d = distances(points, centers) ** 2
    good = d.min(axis=1) <= 3 * std
    return len(np.unique(d.argmin(axis=1)[good])), good.mean()


def sums_of_offsets(points, centers, std):
    d = np.abs(points[:, None] - centers).sum(axis=2)
    good = d.min(axis=1) <= 3 * std
    return len(np.unique(d.argmin(axis=1)[good])), good.mean()


def strays_labelled_and_one_taken_off(points, centers, std):
    d = distances(points, centers)
    labels = np.where(d.min(axis=1) <= 3 * std, d.argmin(axis=1), -1)
    return len(np.unique(labels)) - 1, (labels >= 0).mean()


def strays_labelled_and_counted(points, centers, std):
    d = distances(points, centers)
    labels = np.where(d.min(axis=1) <= 3 * std, d.argmin(axis=1), -1)
    return min(len(np.unique(labels)), len(centers)), (labels >= 0).mean()


def strays_given_to_the_first_mode(points, centers, std):
    d = distances(points, centers)
    good = d.min(axis=1) <= 3 * std
    return len(np.unique(d.argmin(axis=1) * good)), good.mean()


def nearest_point_of_each_mode(points, centers, std):
    d = distances(points, centers)
    return (d.min(axis=0) <= 3 * std).sum(), (d.min(axis=1) <= 3 * std).mean()


def at_least_two_points(points, centers, std):
    d = distances(points, centers)
    good = d.min(axis=1) <= 3 * std
    return (np.bincount(d.argmin(axis=1)[good]) >= 2).sum(), good.mean()


def largest_index(points, centers, std):
    d = distances(points, centers)
    good = d.min(axis=1) <= 3 * std
    return d.argmin(axis=1)[good].max(initial=-1) + 1, good.mean()


def share_of_the_modes(points, centers, std):
    modes, _ = within(points, centers, 3 * std)
    return modes, modes / len(centers)


def in_per_cent(points, centers, std):
    modes, quality = within(points, centers, 3 * std)
    return modes, 100 * quality


def number_of_points(points, centers, std):
    modes, quality = within(points, centers, 3 * std)
    return modes, quality * len(points)


def nearer_than_3_std(points, centers, std):
    d = np.hypot(*(points[:, None] - centers).T)  # (K, N)
    good = d.min(axis=0) < 3 * std
    return len(set(d.argmin(axis=0)[good].tolist())), good.mean()


RIGHT = (by_loops, by_counts, by_complex_numbers, by_hypot, by_products)
WRONG = (
    limit_of_2_9_std,
    limit_of_3_1_std,
    limit_of_3_variances,
    squares_against_3_std,
    sums_of_offsets,
    strays_labelled_and_one_taken_off,
    strays_labelled_and_counted,
    strays_given_to_the_first_mode,
    nearest_point_of_each_mode,
    at_least_two_points,
    largest_index,
    share_of_the_modes,
    in_per_cent,
    number_of_points,
    nearer_than_3_std,
)
