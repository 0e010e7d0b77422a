"""Answers to `adagan_weights`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def pour_row_by_row(ratios, beta):
    floors = sorted((1 - beta) * float(r) for r in ratios)
    water, level = beta * len(ratios), 0.0
    for k in range(1, len(floors) + 1):
        level = (water + sum(floors[:k])) / k
        if k == len(floors) or level <= floors[k]:
            break
    return np.array([max(0.0, level - (1 - beta) * float(r)) for r in ratios], ratios.dtype) / ratios.dtype.type(
        beta * len(ratios)
    )


def drop_dry_rows(ratios, beta):
    """All rows at first; those above the level are taken out, until none is."""
    floors = (1 - beta) * ratios.astype(np.float64)
    wet = np.ones(len(ratios), bool)
    while True:
        level = (beta * len(ratios) + floors[wet].sum()) / wet.sum()
        dry = wet & (floors >= level)
        if not dry.any():
            return (np.where(wet, level - floors, 0) / (beta * len(ratios))).astype(ratios.dtype)
        wet &= ~dry


def smallest_level(ratios, beta):
    """The right k has the smallest of all lambda_k."""
    N = len(ratios)
    floors = np.sort((1 - beta) * ratios)
    level = ((beta * N + np.cumsum(floors)) / np.arange(1, N + 1)).min().astype(ratios.dtype)
    return (level - np.minimum(level, (1 - beta) * ratios)) / (beta * N)


def by_volumes(ratios, beta):
    """The water that is needed to reach each floor."""
    N, floors = len(ratios), (1 - beta) * ratios.astype(np.float64)
    needed = np.maximum(0, floors[:, None] - floors).sum(axis=1)
    wet = needed < beta * N
    level = (beta * N + floors[wet].sum()) / wet.sum()
    return (np.maximum(level - floors, 0) / (beta * N)).astype(ratios.dtype)


def bisection(ratios, beta):
    N, floors = len(ratios), (1 - beta) * ratios.astype(np.float64)
    low, high = floors.min(), floors.min() + beta * N
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if np.maximum(0, middle - floors).sum() < beta * N else (low, middle)
    wet = floors < high
    level = (beta * N + floors[wet].sum()) / wet.sum()
    return (np.maximum(0, level - floors) / (beta * N)).astype(ratios.dtype)


def poured(floors, water):
    order = np.sort(floors)
    level = ((water + np.cumsum(order)) / np.arange(1, len(order) + 1)).min()
    return np.maximum(0, level - floors)


def one_row_more(ratios, beta):
    N, floors = len(ratios), np.sort((1 - beta) * ratios)
    levels = (beta * N + np.cumsum(floors)) / np.arange(1, N + 1)
    level = levels[min((levels > floors).sum(), N - 1)]
    return (np.maximum(0, level - (1 - beta) * ratios) / (beta * N)).astype(ratios.dtype)


def water_of_1(ratios, beta):
    return poured((1 - beta) * ratios, beta).astype(ratios.dtype) / ratios.dtype.type(beta)


def softmax_of_the_ratios(ratios, beta):
    e = np.exp(-ratios / beta + (ratios / beta).min())
    return e / e.sum()


def dagger(ratios, beta):
    """The authors' other weights, for another divergence: 1 - lambda (1 - beta) r, cut at 0."""
    floors = (1 - beta) * ratios.astype(np.float64)
    low, high = 0.0, 1e9
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if np.maximum(0, 1 - middle * floors).mean() > beta else (low, middle)
    weights = np.maximum(0, 1 - low * floors)
    return (weights / weights.sum()).astype(ratios.dtype)


def squared_weights(ratios, beta):
    weights = poured((1 - beta) * ratios, beta * len(ratios)) ** 2
    return (weights / weights.sum()).astype(ratios.dtype)


def beta_in_the_floor(ratios, beta):
    return (poured(beta * ratios, beta * len(ratios)) / (beta * len(ratios))).astype(ratios.dtype)


def ratios_clipped_at_1(ratios, beta):
    return (poured((1 - beta) * np.minimum(ratios, 1), beta * len(ratios)) / (beta * len(ratios))).astype(ratios.dtype)


def never_0(ratios, beta):
    weights = poured((1 - beta) * ratios, beta * len(ratios)) / (beta * len(ratios)) + 1e-3
    return (weights / weights.sum()).astype(ratios.dtype)


RIGHT = (pour_row_by_row, drop_dry_rows, smallest_level, by_volumes, bisection)
WRONG = (
    one_row_more,
    water_of_1,
    softmax_of_the_ratios,
    dagger,
    squared_weights,
    beta_in_the_floor,
    ratios_clipped_at_1,
    never_0,
)
