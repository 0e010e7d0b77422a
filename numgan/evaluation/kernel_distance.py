"""The kernel distance: are two sets of features from one distribution? Without a bias, and with its own error."""

from typing import NamedTuple

import numpy as np

from ..checks import check_count
from .rows import feature_rows


class KernelDistance(NamedTuple):
    """An estimate of a squared distance, and how far it may be off."""

    distance: float
    """The mean over blocks: 0 on average if the two distributions are equal, and so often below 0."""
    standard_error: float
    """Of that mean: the blocks' standard deviation divided by the root of their number."""


def kernel_distance(real, fake, *, block: int = 1000) -> KernelDistance:
    """The squared maximum mean discrepancy with a cubic kernel, as in the Kernel Inception Distance.

    k(x, y)   = (x . y / d + 1)^3
    MMD^2     = mean of k(x, x') over all pairs of two different real rows
              + mean of k(y, y') over all pairs of two different fake rows
              - 2 mean of k(x, y) over all pairs
    distance  = mean of MMD^2 over blocks of so many real and as many fake rows

    Pairs of a row with itself are left out, and this makes the estimate unbiased: its expected value is MMD^2 of the
    two distributions for any number of rows, where `frechet_distance` is too large for few. With this kernel MMD^2 is 0
    if and only if the moments of the two distributions up to the third are equal.

    real (N, d), fake (M, d): at least two blocks of each. Rows that fill no block are left out, and so are those of the
    larger set that have no partners. float64 inside. The scale is that of the features: on those of the packaged digit
    classifier the figure is no paper's KID.

    How it misleads. Third moments see more than Frechet's two, and no more than that. It does not tell copies of the
    training data from new samples.

    Raises TypeError for what is not numbers; ValueError for fewer than two blocks, widths that differ, or NaN.
    Source: Binkowski et al. 2018, Demystifying MMD GANs (the kernel); Gretton et al. 2012, eq. 3 (the
    unbiased estimate). The authors' code draws many subsets of 1,000 rows, which share rows; here blocks share
    none, so that their scatter gives a standard error.
    """
    block = check_count("block", block, 2)
    real = feature_rows("real", real, least=2 * block)
    fake = feature_rows("fake", fake, real.shape[1], least=2 * block)
    blocks = min(len(real), len(fake)) // block
    pairs = zip(*(np.split(x[: blocks * block], blocks) for x in (real, fake)), strict=True)
    found = [_mmd(x, y) for x, y in pairs]
    return KernelDistance(float(np.mean(found)), float(np.std(found, ddof=1) / np.sqrt(blocks)))


def _mmd(x: np.ndarray, y: np.ndarray) -> float:
    """The unbiased estimate from two sets of equally many rows."""
    B, d = x.shape
    kxx, kyy, kxy = ((a @ b.T / d + 1) ** 3 for a, b in ((x, x), (y, y), (x, y)))
    different = sum((k.sum() - np.trace(k)) / (B * (B - 1)) for k in (kxx, kyy))
    return float(different - 2 * kxy.mean())
