"""The Frechet distance between two sets of features, each described by a Gaussian."""

import numpy as np

from .rows import feature_rows, numbers


def frechet_distance(a, b) -> float:
    """The squared Frechet (2-Wasserstein) distance of the Gaussians fitted to two sets of features: >= 0.

    mu = mean of the rows
    C  = (x - mu)^T (x - mu) / (N - 1)                               the unbiased covariance, as np.cov has it
    distance = |mu_a - mu_b|^2 + tr(C_a + C_b - 2 (C_a C_b)^(1/2))

    a (N, d), b (M, d): features of any scale, at least 2 rows each; worked on in float64. A set of equal rows (a
    generator that has collapsed to one point) is allowed: its C is 0, and the distance |mu_a - mu_b|^2 + tr(C_b).
    N <= d is allowed too, where C is singular.

    How it misleads. It is biased upwards for small sets: with two sets from one distribution |mu_a - mu_b|^2 alone is
    tr(C) (1 / N + 1 / M) on average, and the covariances add to that. So compare only values with equal N, and with a
    large N (usually 10,000 or more). `frechet_line` takes the bias out. It sees two moments: sets of equal mean and
    covariance are at distance 0, however different. It does not tell copies of the training data from new samples. On
    the packaged digit classifier's `features` it is not the FID of papers, which takes Inception's.

    Raises TypeError for what is not numbers; ValueError for fewer than 2 rows, widths that differ, NaN or infinity.
    Source: Heusel et al. 2017, eq. 6; Dowson & Landau 1982; on the bias, Chong & Forsyth 2020.
    """
    a = feature_rows("a", a, least=2)
    b = feature_rows("b", b, a.shape[1], least=2)
    return frechet_distance_of_gaussians(*_moments(a), *_moments(b))


def frechet_distance_of_gaussians(mean_a, cov_a, mean_b, cov_b) -> float:
    """The squared Frechet distance of N(mean_a, cov_a) and N(mean_b, cov_b): >= 0.

    distance = |mean_a - mean_b|^2 + tr(cov_a) + tr(cov_b) - 2 tr((cov_a cov_b)^(1/2))

    cov_a cov_b is not symmetric, but it has the same eigenvalues as the symmetric R cov_b R with R = cov_a^(1/2). The
    trace of a square root is the sum of the roots of the eigenvalues. So two symmetric eigendecompositions are enough:
        cov_a = U diag(w) U^T,    R = U diag(sqrt w) U^T
        tr((cov_a cov_b)^(1/2)) = sum sqrt(eigenvalues of R cov_b R)
    Eigenvalues that rounding has made negative count as 0. When the two are equal the terms cancel to about 1e-8 of the
    traces at worst (the root of eps), less for well-conditioned covariances.

    mean_a, mean_b (d,); cov_a, cov_b (d, d), symmetric and without negative eigenvalues. For d = 1 it is
    (mean_a - mean_b)^2 + (std_a - std_b)^2.
    Raises ValueError for other shapes, NaN or infinity, or a matrix that is no covariance.
    Source: Dowson & Landau 1982.
    """
    mean_a, cov_a = _check_gaussian("a", mean_a, cov_a)
    mean_b, cov_b = _check_gaussian("b", mean_b, cov_b)
    if mean_a.shape != mean_b.shape:
        raise ValueError(f"mean_a and mean_b must be equally long, got {len(mean_a)} and {len(mean_b)}")
    w, U = np.linalg.eigh(cov_a)
    R = (U * np.sqrt(np.maximum(w, 0))) @ U.T
    roots = np.sqrt(np.maximum(np.linalg.eigvalsh(R @ cov_b @ R), 0))
    distance = ((mean_a - mean_b) ** 2).sum() + np.trace(cov_a) + np.trace(cov_b) - 2 * roots.sum()
    return max(float(distance), 0.0)


def _moments(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    mean = x.mean(axis=0)
    xc = x - mean
    return mean, xc.T @ xc / (len(x) - 1)


def _check_gaussian(name: str, mean, cov) -> tuple[np.ndarray, np.ndarray]:
    mean, cov = numbers(f"mean_{name}", mean), numbers(f"cov_{name}", cov)
    if mean.ndim != 1 or mean.size == 0 or cov.shape != (len(mean), len(mean)):
        raise ValueError(
            f"mean_{name} must have shape (d,) and cov_{name} (d, d), d >= 1, got {mean.shape} and {cov.shape}"
        )
    slack = 1e-6 * np.abs(cov).max()
    if np.abs(cov - cov.T).max() > slack:
        raise ValueError(f"cov_{name} must be symmetric; entries differ by up to {np.abs(cov - cov.T).max():g}")
    if (least := np.linalg.eigvalsh(cov)[0]) < -slack:
        raise ValueError(f"cov_{name} must have no negative eigenvalue, got one of {least:g}")
    return mean, cov
