"""Answers to `he_normal`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np

from numgan.exercises.chapters.learning.he_normal import for_outputs, he_normal, ignores_slope


def scaled_afterwards(rng, n_in, n_out, negative_slope):
    W = rng.standard_normal((n_in, n_out))
    return np.divide(W, np.sqrt(n_in * (1 + negative_slope**2) / 2), out=W)


def by_hypot(rng, n_in, n_out, negative_slope):
    return rng.normal(0, np.sqrt(2 / n_in) / np.hypot(1, negative_slope), size=(n_in, n_out))


def one_number_after_the_other(rng, n_in, n_out, negative_slope):
    gain = math.sqrt(2 / (1 + negative_slope * negative_slope))
    return np.array([[rng.normal(0, gain / math.sqrt(n_in)) for _ in range(n_out)] for _ in range(n_in)])


def by_keywords_and_reshaped(rng, n_in, n_out, negative_slope):
    std = np.array(0.5 * n_in * (1 + negative_slope**2)) ** -0.5
    return rng.normal(size=n_out * n_in, scale=std).reshape((n_in, n_out))


def row_by_row(rng, n_in, n_out, negative_slope):
    W = np.empty((n_in, n_out))
    for row in W:
        row[:] = rng.normal(loc=0.0, size=n_out)
    return W * math.exp(0.5 * math.log(2 / n_in) - 0.5 * math.log1p(negative_slope**2))


def as_a_mean_of_the_two_halves(rng, n_in, n_out, negative_slope):
    share = np.mean([1.0, negative_slope**2])
    return rng.normal(0.0, (1 / (n_in * share)) ** 0.5, (n_in, n_out))


def with_std(name, change):
    """The formula with another standard deviation: (n_in, slope, std) -> std."""

    def function(rng, n_in, n_out, negative_slope):
        std = change(n_in, negative_slope, np.sqrt(2 / ((1 + negative_slope**2) * n_in)))
        return rng.normal(0.0, std, (n_in, n_out))

    function.__name__ = name
    return function


def clipped_at_2_deviations(rng, n_in, n_out, negative_slope):
    std = np.sqrt(2 / ((1 + negative_slope**2) * n_in))
    return np.clip(rng.normal(0.0, std, (n_in, n_out)), -2 * std, 2 * std)


def clipped_at_4_deviations(rng, n_in, n_out, negative_slope):
    std = np.sqrt(2 / ((1 + negative_slope**2) * n_in))
    return np.clip(rng.normal(0.0, std, (n_in, n_out)), -4 * std, 4 * std)


def the_uniform_form(rng, n_in, n_out, negative_slope):
    a = np.sqrt(6 / ((1 + negative_slope**2) * n_in))
    return rng.uniform(-a, a, (n_in, n_out))


def mean_and_deviation_exchanged(rng, n_in, n_out, negative_slope):
    return rng.normal(np.sqrt(2 / ((1 + negative_slope**2) * n_in)), 1, (n_in, n_out))


def drawn_transposed(rng, n_in, n_out, negative_slope):
    std = np.sqrt(2 / ((1 + negative_slope**2) * n_in))
    return rng.normal(0.0, std, (n_out, n_in)).T


def a_generator_of_its_own(rng, n_in, n_out, negative_slope):
    return he_normal(np.random.default_rng(0), n_in, n_out, negative_slope)


def rounded_to_float32(rng, n_in, n_out, negative_slope):
    return he_normal(rng, n_in, n_out, negative_slope).astype(np.float32)


RIGHT = (
    scaled_afterwards,
    by_hypot,
    one_number_after_the_other,
    by_keywords_and_reshaped,
    row_by_row,
    as_a_mean_of_the_two_halves,
)
WRONG = (
    with_std("no_slope_is_0_2", lambda n, slope, std: np.sqrt(2 / ((1 + (slope or 0.2) ** 2) * n))),
    with_std("slope_at_most_0_9", lambda n, slope, std: np.sqrt(2 / ((1 + min(slope, 0.9) ** 2) * n))),
    with_std("slope_subtracted", lambda n, slope, std: np.sqrt(2 / (max(1 - slope**2, 0.1) * n))),
    with_std("one_plus_slope_squared", lambda n, slope, std: np.sqrt(2 / ((1 + slope) ** 2 * n))),
    with_std("slope_under_the_fraction", lambda n, slope, std: np.sqrt(2 / (1 + slope**2 * n))),
    with_std("root_of_the_width_only", lambda n, slope, std: 2 / ((1 + slope**2) * np.sqrt(n))),
    with_std("at_most_1", lambda n, slope, std: min(std, 1.0)),
    with_std("at_least_0_1", lambda n, slope, std: max(std, 0.1)),
    with_std("an_epsilon_added", lambda n, slope, std: std + 1e-8),
    with_std("bias_counted_as_an_input", lambda n, slope, std: std * np.sqrt(n / (n + 1))),
    clipped_at_2_deviations,
    clipped_at_4_deviations,
    the_uniform_form,
    mean_and_deviation_exchanged,
    drawn_transposed,
    a_generator_of_its_own,
    rounded_to_float32,
    for_outputs,
    ignores_slope,
)
