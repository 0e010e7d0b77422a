"""Answers to `weight_average`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np

from numgan.exercises.chapters.learning.weight_average import counts_this_one, no_warm_up, swapped


def as_a_step_towards_params(average, params, t, decay):
    return average + max(1 - decay, 9 / (10 + t)) * (params - average)


def as_a_step_back(average, params, t, decay):
    d = min(decay, 1 - 9 / (t + 10))
    return np.subtract(params, np.multiply(d, params - average))


def two_cases_with_out(average, params, t, decay):
    d = (1 + t) / (10 + t) if (1 + t) < decay * (10 + t) else decay
    new = np.multiply(average, d, out=np.empty_like(average))
    new += params * (1 - d)
    return new


def by_average(average, params, t, decay):
    d = np.minimum(decay, np.divide(1 + t, 10 + t))
    return np.average([average, params], axis=0, weights=[d, 1 - d]).astype(params.dtype)


def with_loops(average, params, t, decay):
    d = sorted([decay, (1 + t) / (10 + t)])[0]
    new = np.zeros_like(average)
    for i, value in enumerate(average):
        new[i] = d * value + (1 - d) * params[i]
    return new


def as_a_product(average, params, t, decay):
    d = float(np.min([decay, (t + 1) / (t + 10)]))
    return np.array([d, 1 - d], params.dtype) @ np.stack([average, params])


def in_float64_and_cast(average, params, t, decay):
    d = np.float64(min(decay, (1 + t) / (10 + t)))
    return (d * average.astype(np.float64) + (1 - d) * params).astype(average.dtype)


def with_decay(name, change):
    """The formula with another decay: (t, decay) -> decay."""

    def function(average, params, t, decay):
        d = change(t, decay)
        return d * average + (1 - d) * params

    function.__name__ = name
    return function


def warm(t):
    return (1 + t) / (10 + t)


def the_copy_at_first(average, params, t, decay):
    return params.copy() if t == 0 else no_warm_up(average, params, t, min(decay, warm(t)))


def a_sum_of_all(average, params, t, decay):
    return average * min(decay, warm(t)) + params


def an_epsilon_added(average, params, t, decay):
    d = min(decay, warm(t))
    return d * average + (1 - d) * params + params.dtype.type(1e-12)


def clipped_at_10(average, params, t, decay):
    return np.clip(no_warm_up(average, params, t, min(decay, warm(t))), -10, 10)


RIGHT = (
    as_a_step_towards_params,
    as_a_step_back,
    two_cases_with_out,
    by_average,
    with_loops,
    as_a_product,
    in_float64_and_cast,
)
WRONG = (
    with_decay("warm_up_of_100_updates", lambda t, decay: warm(t) if t < 100 else decay),
    with_decay("warm_up_of_10_updates", lambda t, decay: min(warm(t), decay) if t < 10 else decay),
    with_decay("decay_at_least_a_half", lambda t, decay: min(max(decay, 0.5), warm(t))),
    with_decay("decay_at_most_0_99", lambda t, decay: min(decay, warm(t), 0.99)),
    with_decay("no_decay_is_0_999", lambda t, decay: min(decay or 0.999, warm(t))),
    with_decay("nine_in_the_divisor", lambda t, decay: min(decay, (1 + t) / (9 + t))),
    with_decay("t_over_10_and_t", lambda t, decay: min(decay, t / (10 + t))),
    with_decay("warm_up_without_brackets", lambda t, decay: min(decay, 1 + t / 10 + t)),
    with_decay("the_product", lambda t, decay: decay * warm(t)),
    with_decay("adams_correction", lambda t, decay: min(decay, (decay - decay ** (t + 1)) / (1 - decay ** (t + 1)))),
    with_decay("the_mean_of_all", lambda t, decay: t / (t + 1)),
    the_copy_at_first,
    a_sum_of_all,
    an_epsilon_added,
    clipped_at_10,
    swapped,
    no_warm_up,
    counts_this_one,
)
