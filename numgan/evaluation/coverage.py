"""Mode coverage on mixtures of Gaussians, where the modes are known: which did the generator find, and how evenly?"""

import math
from typing import NamedTuple

import numpy as np

from ..checks import check_number
from .divergence import kl_divergence
from .rows import feature_rows


class Coverage(NamedTuple):
    """What a set of generated points shows of a mixture of K modes."""

    modes: int
    """Modes captured: at least one high-quality point is nearest to them. At most K."""
    high_quality: float
    """Share of the points that are high-quality, in [0, 1]."""
    reverse_kl: float
    """KL(shares of the high-quality points by mode || uniform), in nats: 0 when even, log K with all on one mode,
    infinite when there is no high-quality point."""


def mode_coverage(points, centers, *, std: float) -> Coverage:
    """Count modes captured, the share of high-quality points, and how unevenly these lie on the modes.

    mode_i        = argmin_k |x_i - c_k|                             the first, where two are equally near
    good_i        = |x_i - c_mode_i| <= 3 std
    high_quality  = mean_i good_i
    counts_k      = how many good points have mode k
    modes         = how many counts_k are at least 1
    reverse_kl    = KL(counts / sum counts || 1 / K) = log K - entropy(counts / sum counts)

    points (N, d), centers (K, d), std > 0: the standard deviation of every mode along each axis. "Reverse", because
    the model's distribution stands first: leaving out modes has a finite cost, log(K / K') with K' captured evenly.

    Only high-quality points count towards reverse_kl, against the exact 1 / K, as in PacGAN's published code (which
    logs their entropy, and uses < for <=). Assigning every point to its nearest mode gives another figure, and
    the difference grows with the number of stray points.

    How it misleads. A perfect sampler of a 2-D mixture scores high_quality 1 - exp(-4.5) = .9889 (Rayleigh's
    distribution at 3), and less in more dimensions. A sampler with too small a spread, or one that only repeats the
    centres, scores 1. One stray point of 2,500 captures a mode. With N points of a perfect sampler reverse_kl is about
    (K - 1) / (2 N) and not 0.

    Raises TypeError for what is not numbers; ValueError for no points, widths that differ, NaN, or std not above 0.
    Source: Srivastava et al. 2017 (VEEGAN); Lin et al. 2018 (PacGAN), section 4.1.
    """
    centers = feature_rows("centers", centers)
    points = feature_rows("points", points, centers.shape[1])
    std = check_number("std", std, 0, exclusive="low")
    distances = np.linalg.norm(points[:, None] - centers, axis=2)  # (N, K)
    mode = distances.argmin(axis=1)
    good = distances.min(axis=1) <= 3 * std
    counts = np.bincount(mode[good], minlength=len(centers))
    reverse_kl = kl_divergence(counts, np.ones(len(centers))) if good.any() else math.inf
    return Coverage(int((counts > 0).sum()), float(good.mean()), reverse_kl)
