"""Which label does a cluster stand for? The assignment that makes the most rows right, found exactly.

Clusters that were learnt without labels have no names: an InfoGAN's categories are 0 to 9 because there are ten of
them, and category 3 may be the sevens. To ask how well clusters and labels agree, give each cluster a label first.
"""

from typing import NamedTuple

import numpy as np

from ..checks import check_array, check_count, check_flag, shown

MOST_LABELS = 12  # 4,096 sets of them


class Assignment(NamedTuple):
    """The share of rows whose cluster was given their own label, and the labels that the clusters were given."""

    accuracy: float
    labels: np.ndarray  # (clusters,) whole numbers, -1 for a cluster without a label


def cluster_accuracy(clusters, labels, *, n_clusters: int, n_labels: int = 10, shared: bool = False) -> Assignment:
    """The share of rows whose cluster's label is theirs, under the assignment that makes this share largest.

    clusters, labels : (N,) whole numbers, 0 ... n_clusters - 1 and 0 ... n_labels - 1
    shared : as for `best_assignment`

    How it misleads: the assignment is chosen with the labels of the rows that are judged. So clusters that
    are drawn at random have a little more than 1 / n_labels (11.3 % for 10,000 rows of ten labels and ten clusters).

    Raises TypeError or ValueError for other arrays, of another length, or with numbers outside the range.
    """
    count = check_count("n_clusters", n_clusters), check_count("n_labels", n_labels)
    clusters, labels = _check_numbers("clusters", clusters, count[0]), _check_numbers("labels", labels, count[1])
    if len(clusters) != len(labels):
        raise ValueError(f"clusters and labels must be equally many, got {len(clusters)} and {len(labels)}")
    counts = np.bincount(clusters * count[1] + labels, minlength=count[0] * count[1]).reshape(count)
    given = best_assignment(counts, shared=shared)
    right = counts[np.arange(len(given)), given][given >= 0].sum()
    return Assignment(float(right / len(labels)), given)


def best_assignment(counts, *, shared: bool = False) -> np.ndarray:
    """The label of each cluster that makes the most rows right: counts (k, m) to (k,), -1 for no label.

    counts[i, j] : rows of cluster i whose label is j
    shared : False: a label goes to one cluster at most, and k - m clusters have none if k > m. True: each cluster has
        the label that is most frequent in it, also if others have it too.

    One-to-one there are k! assignments of k labels, 3.6 million of ten; but after some clusters it matters only which
    labels are left. Let best_i[S] be the most rows that the clusters before i can make right with labels of the set S:

        best_0[S]     = 0
        best_(i+1)[S] = max(best_i[S],  max over j in S of best_i[S without j] + counts[i, j])

    that is 2^m sets and k m sums over them. best_k[all labels] is the maximum; the labels are found on the way back.
    A set is a number here: its bit j says whether label j is in it.

    Raises TypeError for counts that are not whole numbers, ValueError for another shape, negative ones, or m > 12.
    Source: Held & Karp 1962, who solve the travelling salesman's problem over sets in this way.
    """
    counts = check_array("counts", counts, "iu", "whole numbers")
    shared = check_flag("shared", shared)
    if counts.ndim != 2 or not counts.size or counts.min() < 0:
        raise ValueError(f"counts must be (clusters, labels) whole numbers of at least 0, got shape {counts.shape}")
    if shared:
        return counts.argmax(axis=1)
    k, m = counts.shape
    if m > MOST_LABELS:
        raise ValueError(f"one-to-one, the assignment is found for at most {MOST_LABELS} labels, got {m}")
    sets, bits = np.arange(2**m), 1 << np.arange(m)
    best = [np.zeros(2**m, np.int64)]
    for row in counts:
        best.append(best[-1].copy())
        for bit, count in zip(bits, row, strict=True):
            having = sets[sets & bit > 0]
            best[-1][having] = np.maximum(best[-1][having], best[-2][having ^ bit] + count)
    given, left = np.full(k, -1), 2**m - 1
    for i in reversed(range(k)):
        for j in range(m):
            if left & bits[j] and best[i][left ^ bits[j]] + counts[i, j] == best[i + 1][left]:
                given[i], left = j, left ^ bits[j]
                break
    return given


def _check_numbers(name: str, numbers, n: int) -> np.ndarray:
    numbers = check_array(name, numbers, "iu", "whole numbers")
    if numbers.ndim != 1 or not numbers.size or numbers.min() < 0 or numbers.max() >= n:
        raise ValueError(f"{name} must be (N,) whole numbers from 0 to {n - 1}, N >= 1, got {shown(numbers)}")
    return numbers.astype(np.int64)
