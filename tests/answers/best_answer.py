"""Answers to `best_answer`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def try_every_value(values, probabilities):
    """The best answer to L1 is one of the values: take the one with the least cost."""
    cost = np.abs(values[:, None] - values) @ probabilities
    return values[cost.argmin()], probabilities @ values


def from_above(values, probabilities):
    order = np.argsort(-values)
    above = np.cumsum(probabilities[order])
    return values[order[np.argmax(above > 0.5)]], np.average(values, weights=probabilities)


def with_searchsorted(values, probabilities):
    order = np.argsort(values)
    at = np.searchsorted(np.cumsum(probabilities[order]), 0.5)
    return [float(values[order[at]]), float(np.dot(values, probabilities))]


def one_by_one(values, probabilities):
    total, mean, median = 0.0, 0.0, None
    for value, p in sorted(zip(values.tolist(), probabilities.tolist(), strict=True)):
        total, mean = total + p, mean + p * value
        if median is None and total >= 0.5:
            median = value
    return median, mean


def balance(values, probabilities):
    """As much above as below, as nearly as a value can have it."""
    sides = (probabilities * np.sign(values - values[:, None])).sum(axis=1)
    return values[(np.abs(sides) <= probabilities).argmax()], np.einsum("i,i", probabilities, values)


def solution(values, probabilities):
    return one_by_one(values, probabilities)


def quarter(values, probabilities):
    order = np.argsort(values)
    return values[order][(np.cumsum(probabilities[order]) >= 0.25).argmax()], (probabilities * values).sum()


def one_too_high(values, probabilities):
    order = np.argsort(values)
    at = (np.cumsum(probabilities[order]) >= 0.5).argmax()
    return values[order][min(at + 1, len(values) - 1)], (probabilities * values).sum()


def interpolated(values, probabilities):
    order = np.argsort(values)
    return np.interp(0.5, np.cumsum(probabilities[order]), values[order]), (probabilities * values).sum()


def root_of_the_mean_square(values, probabilities):
    return solution(values, probabilities)[0], np.sqrt((probabilities * values**2).sum())


def weights_squared(values, probabilities):
    p = probabilities**2 / (probabilities**2).sum()
    return solution(values, p)[0], (p * values).sum()


def nearest_to_the_mean(values, probabilities):
    mean = (probabilities * values).sum()
    return values[np.abs(values - mean).argmin()], mean


def mean_without_weights(values, probabilities):
    return solution(values, probabilities)[0], values.mean()


def sum_without_probabilities(values, probabilities):
    return solution(values, probabilities)[0], values.sum()


RIGHT = (try_every_value, from_above, with_searchsorted, one_by_one, balance)
WRONG = (
    quarter,
    one_too_high,
    interpolated,
    root_of_the_mean_square,
    weights_squared,
    nearest_to_the_mean,
    mean_without_weights,
    sum_without_probabilities,
)
