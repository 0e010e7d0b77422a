"""Precision and recall of a generator: are its samples like the data, and does it reach all of the data?"""

from typing import NamedTuple

import numpy as np

from ..checks import check_count
from .rows import feature_rows, squared_distances


class PrecisionRecall(NamedTuple):
    """Two shares in [0, 1]."""

    precision: float
    """Share of generated rows within the real rows' manifold: quality."""
    recall: float
    """Share of real rows within the generated rows' manifold: variety."""


def precision_recall(real, fake, *, k: int = 3, block: int = 500) -> PrecisionRecall:
    """Share of each set that lies within the other's manifold: balls around its rows out to their k-th neighbours.

    NN_k(x, X)  = the k-th nearest to x among the other rows of X
    f(y, X)     = 1 if |y - x| <= |x - NN_k(x, X)| for at least one x in X, else 0         (eq. 1)
    precision   = mean of f(y, real) over y in fake                                        (eq. 2)
    recall      = mean of f(y, fake) over y in real                                        (eq. 2)

    real (N, d), fake (M, d): features of one scale, at least k + 1 rows each; float64 inside. A row is not its own
    neighbour, but an equal row is (as in the authors' code, which takes the k-th after the row itself at distance 0).
    Each |x - NN_k|^2 is made larger by 1e-12 |x|^2, which is more than rounding, so equal rows always count as near.

    A generator that has collapsed to one point has balls of radius 0: its recall is 0, unless the data hold that point.

    How it misleads. Both depend on k and on the sets' sizes: use N = M and compare equal N only. One outlier among the
    real rows has a huge ball, and precision counts all that falls into it; recall is generous to scattered fakes in the
    same way. Copies of the training rows have precision 1. In pixel space the balls mean little: take the classifier's
    features, but then both figures share the classifier's mistakes.

    block: rows at a time; the largest arrays are (block, N) in float64.
    Raises TypeError for what is not numbers; ValueError for fewer than k + 1 rows, widths that differ, or NaN.
    Source: Kynkäänniemi et al. 2019, eq. 1 and 2; k = 3 and 50,000 rows there.
    """
    k, block = check_count("k", k), check_count("block", block)
    real = feature_rows("real", real, least=k + 1)
    fake = feature_rows("fake", fake, real.shape[1], least=k + 1)
    center = real.mean(axis=0)  # distances do not feel a shift, but their rounding does
    real, fake = real - center, fake - center
    return PrecisionRecall(_share_within(fake, real, k, block), _share_within(real, fake, k, block))


def ball_radii(rows: np.ndarray, k: int, block: int) -> np.ndarray:
    """|x - NN_k(x)|^2 of each row among the others, (N, d) -> (N,), with the allowance for rounding."""
    radii = np.empty(len(rows))
    for start in range(0, len(rows), block):
        d = squared_distances(rows[start : start + block], rows)
        d.partition(k, axis=1)  # place 0 is the row itself, at distance 0
        radii[start : start + block] = d[:, k]
    return radii + 1e-12 * np.einsum("ij,ij->i", rows, rows)


def _share_within(rows: np.ndarray, reference: np.ndarray, k: int, block: int) -> float:
    """The share of rows that lie in at least one of the reference rows' balls."""
    radii, inside = ball_radii(reference, k, block), 0
    for start in range(0, len(rows), block):
        inside += int((squared_distances(rows[start : start + block], reference) <= radii).any(axis=1).sum())
    return inside / len(rows)
