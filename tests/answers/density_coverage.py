"""Answers to `density_coverage`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def by_loops(among, across, k):
    balls, covered = 0, 0
    for own, others in zip(among.tolist(), across.tolist(), strict=True):
        radius = sorted(own)[k]
        inside = [d for d in others if not d > radius]
        balls += len(inside)
        covered += bool(inside)
    return [balls / len(across[0]) / k, covered / len(among)]


def by_partition(among, across, k):
    radii = np.partition(among, k, axis=1)[:, k : k + 1]
    counts = np.count_nonzero(across <= radii, axis=0)
    return counts.mean() / k, np.mean(across.min(axis=1) <= radii[:, 0])


def without_the_diagonal(among, across, k):
    N = len(among)
    others = among[~np.eye(N, dtype=bool)].reshape(N, N - 1)
    others.sort()
    return np.less_equal(across.T, others[:, k - 1]).sum() / k / across.shape[1], (
        across.min(1) <= others[:, k - 1]
    ).sum() / N


def with_infinity_on_the_diagonal(among, across, k):
    d = among + np.diag(np.full(len(among), np.inf))
    radii = np.take_along_axis(d, d.argsort(axis=0), axis=0)[k - 1]
    inside = np.where(across - radii[:, None] > 0, 0.0, 1.0)
    return np.asarray(inside.sum(axis=0).mean() / k), np.asarray(inside.max(axis=1).mean())


def by_counting_nearer_rows(among, across, k):
    """A generated row is inside if fewer than k other real rows are nearer to the centre than it is."""
    nearer = (among[:, None, :] < across[:, :, None]).sum(axis=2)  # (N, M); the row itself counts where d > 0
    nearer = nearer - (across > 0)
    inside = nearer < k
    return inside.mean() * len(among) / k, inside.any(axis=1).sum() / len(among)


def in_sets(radii, across, k):
    inside = across <= radii[:, None]
    return inside.sum() / (k * across.shape[1]), inside.any(axis=1).mean()


def radius(among, k):
    return np.sort(among, axis=1)[:, k]


def one_neighbour_more(among, across, k):
    return in_sets(radius(among, min(k + 1, len(among) - 1)), across, k)


def row_itself_is_the_first(among, across, k):
    return in_sets(radius(among, k - 1), across, k)


def twice_as_large_balls(among, across, k):
    return in_sets(2 * radius(among, k), across, k)


def half_as_large_balls(among, across, k):
    return in_sets(radius(among, k) / 2, across, k)


def median_radius(among, across, k):
    return in_sets(np.full(len(among), np.median(radius(among, k))), across, k)


def radii_in_order(among, across, k):
    return in_sets(np.sort(radius(among, k)), across, k)


def edge_outside(among, across, k):
    inside = across < radius(among, k)[:, None]
    return inside.sum() / (k * across.shape[1]), inside.any(axis=1).mean()


def balls_a_little_smaller(among, across, k):
    return in_sets(radius(among, k) * 0.97, across, k)


def k_plus_1_in_the_density(among, across, k):
    density, coverage = in_sets(radius(among, k), across, k)
    return density * k / (k + 1), coverage


def mean_over_all_distances(among, across, k):
    density, coverage = in_sets(radius(among, k), across, k)
    return density * k / len(among), coverage


def density_of_covered_balls(among, across, k):
    density, coverage = in_sets(radius(among, k), across, k)
    return density * coverage, coverage


def covered_by_two_rows(among, across, k):
    inside = across <= radius(among, k)[:, None]
    return inside.sum() / (k * across.shape[1]), (inside.sum(axis=1) >= 2).mean()


def share_of_generated_rows(among, across, k):
    inside = across <= radius(among, k)[:, None]
    return inside.sum() / (k * across.shape[1]), inside.any(axis=0).mean()


def in_per_cent(among, across, k):
    density, coverage = in_sets(radius(among, k), across, k)
    return 100 * density, 100 * coverage


def exchanged(among, across, k):
    return in_sets(radius(among, k), across, k)[::-1]


RIGHT = (by_loops, by_partition, without_the_diagonal, with_infinity_on_the_diagonal, by_counting_nearer_rows)
WRONG = (
    one_neighbour_more,
    row_itself_is_the_first,
    twice_as_large_balls,
    half_as_large_balls,
    median_radius,
    radii_in_order,
    edge_outside,
    balls_a_little_smaller,
    k_plus_1_in_the_density,
    mean_over_all_distances,
    density_of_covered_balls,
    covered_by_two_rows,
    share_of_generated_rows,
    in_per_cent,
    exchanged,
)
