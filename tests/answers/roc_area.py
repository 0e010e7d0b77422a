"""Answers to `roc_area`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def pair_by_pair(normal, anomalous):
    total = 0.0
    for a in anomalous:
        for u in normal:
            total += 1.0 if a > u else 0.5 if a == u else 0.0
    return total / (len(normal) * len(anomalous))


def with_signs(normal, anomalous):
    return 0.5 + 0.5 * np.sign(np.subtract.outer(anomalous, normal)).mean()


def by_ranks(normal, anomalous):
    both = np.concatenate([normal, anomalous])
    _, place, counts = np.unique(both, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    m, n = len(normal), len(anomalous)
    return (ranks[m:].sum() - n * (n + 1) / 2) / (m * n)


def by_the_curve(normal, anomalous):
    """Trapezoids under found over false alarms."""
    thresholds = np.concatenate([[np.inf], np.unique(np.concatenate([normal, anomalous]))[::-1]])
    found = np.array([(anomalous >= t).mean() for t in thresholds])
    alarms = np.array([(normal >= t).mean() for t in thresholds])
    return float((np.diff(alarms) * (found[1:] + found[:-1]) / 2).sum())


def by_searching(normal, anomalous):
    order = np.sort(normal)
    below, up_to = np.searchsorted(order, anomalous, "left"), np.searchsorted(order, anomalous, "right")
    return (below + up_to).sum() / (2 * len(normal) * len(anomalous))


def right(normal, anomalous):
    return pair_by_pair(normal, anomalous)


def stairs_from_below(normal, anomalous):
    thresholds = np.concatenate([[np.inf], np.unique(np.concatenate([normal, anomalous]))[::-1]])
    found = np.array([(anomalous >= t).mean() for t in thresholds])
    alarms = np.array([(normal >= t).mean() for t in thresholds])
    return float((np.diff(alarms) * found[:-1]).sum())


def never_below_a_half(normal, anomalous):
    area = right(normal, anomalous)
    return max(area, 1 - area)


def ranks_without_ties(normal, anomalous):
    both = np.concatenate([normal, anomalous])
    ranks = np.argsort(np.argsort(both, kind="stable"), kind="stable") + 1
    m, n = len(normal), len(anomalous)
    return (ranks[m:].sum() - n * (n + 1) / 2) / (m * n)


def ranks_from_0(normal, anomalous):
    m, n = len(normal), len(anomalous)
    return right(normal, anomalous) - n / (m * n)


def average_precision(normal, anomalous):
    thresholds = np.unique(anomalous)[::-1]
    recall = np.array([0.0, *((anomalous >= t).mean() for t in thresholds)])
    precision = [(anomalous >= t).sum() / ((anomalous >= t).sum() + (normal >= t).sum()) for t in thresholds]
    return float((np.diff(recall) * precision).sum())


def one_pair_too_many(normal, anomalous):
    m, n = len(normal), len(anomalous)
    return right(normal, anomalous) * m * n / (m * n + 1)


def means_compared(normal, anomalous):
    return float(anomalous.mean() > normal.mean())


def different_scores_only(normal, anomalous):
    return right(np.unique(normal), np.unique(anomalous))


RIGHT = (pair_by_pair, with_signs, by_ranks, by_the_curve, by_searching)
WRONG = (
    stairs_from_below,
    never_below_a_half,
    ranks_without_ties,
    ranks_from_0,
    average_precision,
    one_pair_too_many,
    means_compared,
    different_scores_only,
)
