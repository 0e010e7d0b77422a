"""Divergences between two distributions on one grid, and how points get onto a grid."""

import math

import numpy as np

from ..checks import check_array
from .rows import feature_rows, numbers


def kl_divergence(p, q) -> float:
    """The Kullback-Leibler divergence of p from q, in nats: in [0, inf], 0 only where p = q; not symmetric.

    KL(p || q) = sum_i p_i log(p_i / q_i)              0 log 0 = 0; infinite where some q_i = 0 < p_i

    p and q: arrays of one shape, (n,) or (n, m) or any, of non-negative weights; each is divided by its own sum first.
    So they may be counts, or densities on an evenly spaced grid, whose spacing cancels.

    How it misleads: between histograms of samples it is infinite as soon as one bin of q happens to be empty.
    Otherwise it is biased upwards, by about (filled bins - 1) / (2 N) for N samples of p against a known q.

    Raises ValueError for shapes that differ, weights that are negative, NaN or infinite, or all zero.
    Source: Kullback & Leibler 1951.
    """
    return max(_sum_log_ratios(*_distributions(p, q)), 0.0)


def js_divergence(p, q) -> float:
    """The Jensen-Shannon divergence, in nats: in [0, log 2], symmetric, log 2 exactly if p and q do not overlap.

    JSD(p || q) = KL(p || m) / 2 + KL(q || m) / 2,  m = (p + q) / 2
                = log 2 + (sum_i p_i log(p_i / (p_i + q_i)) + sum_i q_i log(q_i / (p_i + q_i))) / 2

    The second form is the one computed: halving the tail of a density could round it to 0, and lose its logarithm.

    It is what the generator descends in theory: with D at its optimum for p = p_data, q = p_g,
        C(G) = max_D V(D, G) = -log 4 + 2 JSD(p_data || p_g)
    which is -log 4 when p_g = p_data, and 0 when the two are disjoint, however near or far apart they are.

    Arguments and errors as in `kl_divergence`.
    How it misleads: between two histograms of N samples from the same distribution it is above 0, and it goes to log 2
    as bins get finer. So compare only values with the same N and the same grid.
    Source: Goodfellow et al. 2014, theorem 1 and its proof; Lin 1991.
    """
    p, q = _distributions(p, q)
    both = p + q
    jsd = math.log(2) + (_sum_log_ratios(p, both) + _sum_log_ratios(q, both)) / 2
    return min(max(jsd, 0.0), math.log(2))  # rounding could leave -1e-17


def histogram_on_grid(points, edges) -> np.ndarray:
    """Count points in the cells of a grid: (N, d) to (n_1, ..., n_d) float64, as the divergences take them.

    edges: one increasing 1-D array for all axes, or a list of d of them; n + 1 edges bound n cells, each with its lower
    edge and without its upper (the last has both). Points outside the grid are not counted: counts.sum() says how many
    of the N are in.

    Raises TypeError or ValueError for points that are not (N, d) finite numbers, or edges that do not increase.
    """
    points = feature_rows("points", points)
    d = points.shape[1]
    several = isinstance(edges, list | tuple) and any(isinstance(e, list | tuple | np.ndarray) for e in edges)
    wanted = "increasing numbers"
    axes = [check_array("edges", e, "fiu", wanted).astype(np.float64) for e in (edges if several else [edges] * d)]
    if len(axes) != d:
        raise ValueError(f"edges must be one array, or a list of {d}, one for each column of points, got {len(axes)}")
    for i, axis in enumerate(axes):
        if axis.ndim != 1 or len(axis) < 2 or not np.isfinite(axis).all() or not (np.diff(axis) > 0).all():
            raise ValueError(f"edges of axis {i} must be at least 2 increasing numbers, got {axis}")
    return np.histogramdd(points, bins=axes)[0]


def _sum_log_ratios(p: np.ndarray, q: np.ndarray) -> float:
    """sum_i p_i log(p_i / q_i), where p_i > 0."""
    some = p > 0
    if (q[some] == 0).any():
        return math.inf
    return float((p[some] * (np.log(p[some]) - np.log(q[some]))).sum())


def _distributions(p, q) -> tuple[np.ndarray, np.ndarray]:
    p, q = (_distribution(name, weights) for name, weights in (("p", p), ("q", q)))
    if p.shape != q.shape:
        raise ValueError(f"p and q must stand on one grid, got shapes {p.shape} and {q.shape}")
    return p, q


def _distribution(name: str, weights) -> np.ndarray:
    weights = numbers(name, weights)
    if weights.size == 0 or weights.min() < 0 or weights.max() == 0:
        lowest = f"a least one of {weights.min():g}" if weights.size else "none"
        raise ValueError(f"{name} must hold non-negative weights, not all zero, got {lowest}")
    weights = weights / weights.max()  # so that the sum cannot overflow
    return weights / weights.sum()
