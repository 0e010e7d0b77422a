"""Density and coverage: precision and recall, made steady against a few rows that lie far out."""

from typing import NamedTuple

import numpy as np

from ..checks import check_count
from .precision_recall import ball_radii
from .rows import feature_rows, squared_distances


class DensityCoverage(NamedTuple):
    """How densely the generated rows lie among the real ones, and how many real rows they reach."""

    density: float
    """Real rows' balls that a generated row is in, as a share of the k that are expected: quality. May be above 1."""
    coverage: float
    """Share of the real rows with a generated row in their ball, in [0, 1]: variety."""


def density_coverage(real, fake, *, k: int = 5, block: int = 500) -> DensityCoverage:
    """How many balls a generated row is in, and how many balls are not empty. Balls are around real rows only.

    NN_k(x)   = the k-th nearest to x among the other real rows
    density   = 1 / (k M) * sum over all fake y and real x of [|y - x| <= |x - NN_k(x)|]
    coverage  = mean over real x of [|y - x| <= |x - NN_k(x)| for at least one fake y]

    real (N, d), fake (M, d): features of one scale, at least k + 1 real rows and one fake one; float64 inside.

    `precision_recall` asks whether a row is in *any* ball, so one real row that lies far from all others makes a huge
    ball, in which everything counts as good. Density counts balls, and this one is one of many. Coverage has no balls
    around generated rows, which a G that scatters them would make huge.

    For two sets from one distribution density is 1 on average, and for N = M coverage is
        1 - (N - 1) ... (N - k) / ((2N - 1) ... (2N - k)),  near 1 - 2^-k
    whatever the distribution is: for k = 5 it is .969.

    How it misleads. Density is above 1 for a G that makes only what is most common. Both depend on k, and coverage on
    N and M: compare equal numbers only. Copies of the training rows cover what they are copies of.

    block : generated rows at a time; the largest arrays are (block, N) in float64
    Raises TypeError for what is not numbers; ValueError for too few rows, widths that differ, or NaN.
    Source: Naeem et al. 2020, Reliable Fidelity and Diversity Metrics for Generative Models, section 3 (density,
    coverage) and lemmas 1 and 2 (expected values); k = 5 there. The authors' code has < in place of <=.
    """
    k, block = check_count("k", k), check_count("block", block)
    real = feature_rows("real", real, least=k + 1)
    fake = feature_rows("fake", fake, real.shape[1])
    center = real.mean(axis=0)  # distances do not feel a shift, but their rounding does
    real, fake = real - center, fake - center
    radii, inside, reached = ball_radii(real, k, block), 0, np.zeros(len(real), bool)
    for start in range(0, len(fake), block):
        within = squared_distances(fake[start : start + block], real) <= radii
        inside += int(within.sum())
        reached |= within.any(axis=0)
    return DensityCoverage(inside / (k * len(fake)), float(reached.mean()))
