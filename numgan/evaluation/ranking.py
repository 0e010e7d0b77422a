"""Does a score stand higher for anomalies than for normal rows? Two areas that need no threshold."""

import numpy as np

from ..checks import check_array
from .rows import numbers


def roc_auc(scores, anomalous) -> float:
    """The area under the ROC curve: how often an anomaly's score is above a normal row's, in [0, 1].

    A threshold t calls a row anomalous if its score is at least t. The curve has, for every t, the share of anomalies
    that are found over the share of normal rows that are called anomalous. The area under it is

        P(s > u) + P(s = u) / 2     s the score of an anomaly, u that of a normal row, both drawn at random
        = (R - m (m + 1) / 2) / (m n)     R the sum of the anomalies' ranks, m anomalies among m + n rows

    Ranks count from 1, and equal scores share the mean of theirs. So one sort is enough for m n comparisons.

    scores (N,) : any finite numbers, high for what looks anomalous
    anomalous (N,) : True for an anomaly, False for a normal row; 1 and 0 will do

    1: every anomaly is above every normal row. 1/2: the scores say nothing. 0: all is upside down.
    How it misleads: it does not depend on how rare anomalies are. Among 10,000 normal rows an area of .99 can still
    mean a hundred false alarms before the first anomaly is found: see `average_precision`.

    Raises TypeError for what is not numbers; ValueError for other shapes, scores that are not finite, or rows of one
    kind only.
    Source: Hanley & McNeil 1982, who show that the area is this probability; (m n) times it is the statistic U of Mann
    & Whitney 1947.
    """
    ranks, counts, kind = _sorted(scores, anomalous)
    m = int(kind.sum())
    places = np.cumsum(counts) - (counts - 1) / 2  # the mean rank of each different score
    R = places[ranks][kind].sum()
    return float((R - m * (m + 1) / 2) / (m * (len(kind) - m)))


def average_precision(scores, anomalous) -> float:
    """The area under the precision-recall curve, as a sum over thresholds: in (0, 1].

    From the highest score downwards, at the k-th different score as the threshold:

        P_k = share of anomalies among the rows that are called anomalous       precision
        R_k = share of the anomalies that are among them                        recall,  R_0 = 0
        area = sum_k (R_k - R_(k-1)) P_k

    scores, anomalous : as for `roc_auc`

    The floor, of a score that says nothing, is the share of anomalies among all rows, and not 1/2. So figures can be
    compared only where this share is the same.
    How it misleads: others join the points of the curve by straight lines (`auc(recall, precision)`), which gives
    slightly more; between two points the curve is no straight line.

    Raises the same errors as `roc_auc`.
    Source: the definition is scikit-learn's `average_precision_score`; Davis & Goadrich 2006 on the straight lines.
    """
    ranks, counts, kind = _sorted(scores, anomalous)
    hits = np.bincount(ranks, weights=kind)[::-1]  # anomalies at each different score, the highest first
    precision = np.cumsum(hits) / np.cumsum(counts[::-1])
    return float((hits * precision).sum() / hits.sum())


def _sorted(scores, anomalous) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The place of each row's score among the different scores, how often each of these occurs, and the kinds."""
    scores = numbers("scores", scores)
    kind = check_array("anomalous", anomalous, "biu", "True and False")
    if scores.ndim != 1 or kind.shape != scores.shape:
        raise ValueError(f"scores and anomalous must both be (N,), got {scores.shape} and {kind.shape}")
    if not np.isin(kind, (0, 1)).all():
        raise ValueError("anomalous must be True or False for each row; of labels take, for instance, labels == 7")
    if not 0 < kind.sum() < len(kind):
        raise ValueError(f"anomalous must hold both kinds of rows, got {int(kind.sum())} anomalies among {len(kind)}")
    _, ranks, counts = np.unique(scores, return_inverse=True, return_counts=True)
    return ranks, counts, kind.astype(bool)
