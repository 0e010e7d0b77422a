"""Frechet's distance for infinitely many samples: the line in 1 / N, and where it begins."""

from typing import NamedTuple

import numpy as np

from ..checks import check_count, check_rng
from .frechet import frechet_distance
from .rows import feature_rows


class FrechetLine(NamedTuple):
    """distance(N) = distance + slope / N, fitted to the distances of subsets."""

    distance: float
    """At 1 / N = 0: for infinitely many samples. May be a little below 0."""
    slope: float
    """The bias of a distance of N rows is slope / N."""
    sizes: np.ndarray
    """(points,) rows in each set."""
    distances: np.ndarray
    """(points,) Frechet distances of subsets of these sizes."""


def frechet_line(real, fake, *, points: int = 10, rng=None) -> FrechetLine:
    """Fit a line to the Frechet distances of smaller and smaller subsets, and follow it to infinitely many rows.

    With N rows of each set the distance is too large by about slope / N, because the fitted means and covariances
    scatter. How much depends on the distributions, so a better generator can have the larger bias, and of two
    generators the worse one can come first. The intercept of the line in 1 / N is free of this.

    Subsets of N rows of both sets, drawn without replacement, at `points` values of 1 / N that are evenly spaced from
    1 / n to 5 / n, where n is the number of rows in the smaller set. The line holds where N is well above d: use n of
    at least 50 d.

    real (n, d), fake (m, d): features, at least 10 rows each. rng : of the subsets
    Raises TypeError for what is not numbers; ValueError for fewer rows or points than 2, widths that differ, or NaN.
    Source: Chong & Forsyth 2020, Effectively Unbiased FID and Inception Score and where to find them.
    Deviates from it: there only the generated set shrinks, and the bias of the real one stays.
    """
    points, rng = check_count("points", points, 2), check_rng(rng)
    real = feature_rows("real", real, least=10)
    fake = feature_rows("fake", fake, real.shape[1], least=10)
    n = min(len(real), len(fake))
    sizes = np.rint(n / np.linspace(1, 5, points)).astype(int)
    distances = np.array([frechet_distance(*(x[rng.permutation(len(x))[:N]] for x in (real, fake))) for N in sizes])
    slope, distance = np.polyfit(1 / sizes, distances, 1)
    return FrechetLine(float(distance), float(slope), sizes, distances)
