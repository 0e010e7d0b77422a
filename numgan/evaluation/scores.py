"""Figures made only from a classifier's answers: how sure it is of each image, and how varied its answers are."""

import numpy as np

from ..checks import check_array
from .rows import numbers

DIGITS = 10


def classifier_score(probabilities) -> float:
    """The Inception score's formula, for any classifier's p(y | x): in [1, k].

    p(y)  = mean_x p(y | x)
    score = exp(mean_x KL(p(y | x) || p(y)))
          = exp(entropy(p(y)) - mean_x entropy(p(y | x)))

    probabilities (N, k): each row sums to 1 (within 1e-3). k: every image is classed with certainty, and all classes
    are equally frequent; 1: all rows are equal. Over all N at once; papers average over ten parts of 5,000.

    How it misleads: one perfect image of each class, repeated, scores k. A classifier is sure of many images that are
    no digits. With a digit classifier in place of Inception it cannot be compared with any paper; the packaged one
    gives MNIST's test digits 9.4. For N near k it is biased downwards: a single image scores 1.

    Raises ValueError for another shape, NaN, negative entries, or rows that do not sum to 1.
    Source: Salimans et al. 2016, section 4.
    """
    p = _check_shares("probabilities", probabilities, ndim=2)
    information = _entropy(p.mean(axis=0)) - _entropy(p).mean()
    return float(np.clip(np.exp(information), 1, p.shape[1]))


def digit_histogram(labels) -> np.ndarray:
    """The share of each digit among labels: (N,) whole numbers 0 to 9 to (10,) float64, sums to 1.

    How it misleads: an image that is no digit is counted as one all the same, and the training digits themselves are
    not even (from 9.0 % fives to 11.2 % ones).

    Raises TypeError for labels that are not whole numbers; ValueError for another shape, none, or other digits.
    """
    labels = check_array("labels", labels, "iu", "whole numbers")
    if labels.ndim != 1 or labels.size == 0:
        raise ValueError(f"labels must have shape (N,), N >= 1, got {labels.shape}")
    if labels.min() < 0 or labels.max() >= DIGITS:
        raise ValueError(f"labels must lie in 0 ... 9, got values from {labels.min()} to {labels.max()}")
    return np.bincount(labels, minlength=DIGITS) / len(labels)


def entropy(shares) -> float:
    """Entropy of a distribution in nats: (k,) to [0, log k]; log 10 = 2.303 if all ten are equal, 0 for one only.

    entropy = -sum_i shares_i log(shares_i),   0 log 0 = 0

    How it misleads: measured on N samples it is too low by about (k - 1) / (2 N).
    Raises ValueError for another shape, NaN, negative shares, or a sum that is not 1 (within 1e-3).
    Source: Shannon 1948, section 6.
    """
    return float(_entropy(_check_shares("shares", shares, ndim=1)))


def _entropy(p: np.ndarray) -> np.ndarray:
    """Entropy along the last axis."""
    return np.maximum(-(p * np.log(np.where(p > 0, p, 1))).sum(axis=-1), 0)


def _check_shares(name: str, shares, ndim: int) -> np.ndarray:
    """Return float64 distributions along the last axis, divided by their sums."""
    p = numbers(name, shares)
    if p.ndim != ndim or p.size == 0:
        raise ValueError(f"{name} must have shape {'(N, k)' if ndim == 2 else '(k,)'} and not be empty, got {p.shape}")
    if p.min() < 0:
        raise ValueError(f"{name} must not be negative, got a least one of {p.min():g}")
    sums = p.sum(axis=-1, keepdims=True)
    if np.abs(sums - 1).max() > 1e-3:
        raise ValueError(f"{name} must sum to 1, got sums from {sums.min():g} to {sums.max():g}")
    return p / sums
