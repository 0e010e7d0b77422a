"""Answers to `xavier_uniform`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np

from numgan.exercises.chapters.learning.xavier_uniform import inputs_only, no_root, std_as_limit, xavier_uniform


def from_the_standard_deviation(rng, n_in, n_out):
    std = math.sqrt(2 / (n_in + n_out))
    return rng.uniform(low=-math.sqrt(3) * std, high=math.sqrt(3) * std, size=(n_in, n_out))


def scaled_afterwards(rng, n_in, n_out):
    W = rng.uniform(-1, 1, size=(n_in, n_out))
    return np.multiply(W, (6 / (n_in + n_out)) ** 0.5, out=W)


def from_rng_random(rng, n_in, n_out):
    a = np.sqrt(6) / np.sqrt(n_in + n_out)
    return a * (2 * rng.random((n_in, n_out)) - 1)


def shifted_down(rng, n_in, n_out):
    a = (6.0 / np.add(n_in, n_out)) ** 0.5
    return rng.uniform(0, 2 * a, (n_in, n_out)) - a


def one_number_after_the_other(rng, n_in, n_out):
    a = np.array(np.sqrt(6 / (n_in + n_out)))
    return np.array([[rng.uniform(-a, a) for _ in range(n_out)] for _ in range(n_in)])


def one_vector_reshaped(rng, n_in, n_out):
    a = math.exp(0.5 * (math.log(6) - math.log(n_in + n_out)))
    return rng.uniform(-a, a, n_in * n_out).reshape(n_in, n_out)


def with_limit(name, limit):
    """The formula with another limit: (n_in, n_out, a) -> limit."""

    def function(rng, n_in, n_out):
        a = limit(n_in, n_out, np.sqrt(6 / (n_in + n_out)))
        return rng.uniform(-a, a, (n_in, n_out))

    function.__name__ = name
    return function


def drawn_transposed(rng, n_in, n_out):
    return xavier_uniform(rng, n_out, n_in).T


def limits_exchanged(rng, n_in, n_out):
    a = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(a, -a, (n_in, n_out))


def a_generator_of_its_own(rng, n_in, n_out):
    return xavier_uniform(np.random.default_rng(0), n_in, n_out)


def the_second_draw(rng, n_in, n_out):
    rng.uniform()
    return xavier_uniform(rng, n_in, n_out)


def rounded_to_float32(rng, n_in, n_out):
    return xavier_uniform(rng, n_in, n_out).astype(np.float32)


RIGHT = (
    from_the_standard_deviation,
    scaled_afterwards,
    from_rng_random,
    shifted_down,
    one_number_after_the_other,
    one_vector_reshaped,
)
WRONG = (
    with_limit("outputs_only", lambda n_in, n_out, a: np.sqrt(6 / n_out)),
    with_limit("product_of_the_widths", lambda n_in, n_out, a: np.sqrt(6 / (n_in * n_out))),
    with_limit("geometric_mean_of_the_widths", lambda n_in, n_out, a: np.sqrt(3 / np.sqrt(n_in * n_out))),
    with_limit("bias_counted_as_an_input", lambda n_in, n_out, a: np.sqrt(6 / (n_in + 1 + n_out))),
    with_limit("right_for_square_only", lambda n_in, n_out, a: np.sqrt(3 / n_in)),
    with_limit("the_larger_width", lambda n_in, n_out, a: np.sqrt(3 / max(n_in, n_out))),
    with_limit("at_most_1", lambda n_in, n_out, a: min(a, 1.0)),
    with_limit("at_least_0_1", lambda n_in, n_out, a: max(a, 0.1)),
    with_limit("an_epsilon_added", lambda n_in, n_out, a: a + 1e-7),
    with_limit("he_for_wide_layers", lambda n_in, n_out, a: a if n_in + n_out < 100 else np.sqrt(6 / n_in)),
    drawn_transposed,
    limits_exchanged,
    a_generator_of_its_own,
    the_second_draw,
    rounded_to_float32,
    std_as_limit,
    inputs_only,
    no_root,
)
