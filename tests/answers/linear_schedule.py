"""Answers to `linear_schedule`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np

from numgan.exercises.chapters.learning.linear_schedule import early_end, geometric, runs_on


def by_interp(start, end, steps, t):
    return np.interp(t, [0, steps], [start, end])


def two_shares(start, end, steps, t):
    t = min(t, steps)
    return ((steps - t) * start + t * end) / steps


def from_the_end(start, end, steps, t):
    return np.array(end + (start - end) * max(1 - t / steps, 0))


def two_cases(start, end, steps, t):
    if t >= steps:
        return end
    return start - t * ((start - end) / steps)


def by_clip_of_the_rate(start, end, steps, t):
    low, high = sorted((start, end))
    return np.clip(start + (end - start) * t / steps, low, high)


def step_after_step(start, end, steps, t):
    rate = start
    for _ in range(min(t, steps)):
        rate += (end - start) / steps
    return rate if t < steps else end


def from_linspace(start, end, steps, t):
    return np.linspace(start, end, steps + 1, dtype=np.float64)[min(t, steps)]


def with_share(name, change):
    """The formula with another share of the way: (t, steps) -> share."""

    def function(start, end, steps, t):
        return start + (end - start) * change(t, steps)

    function.__name__ = name
    return function


def with_rate(name, change):
    """The right rate, changed afterwards: rate -> rate."""

    def function(start, end, steps, t):
        return change(start + (end - start) * min(t / steps, 1))

    function.__name__ = name
    return function


def zero_after_the_end(start, end, steps, t):
    return start + (end - start) * t / steps if t <= steps else 0.0


def starts_again_after_the_end(start, end, steps, t):
    return end if t == steps else start + (end - start) * (t % steps) / steps


def only_to_zero(start, end, steps, t):
    return start * (1 - min(t / steps, 1))


def never_below_zero(start, end, steps, t):
    return max(start + (end - start) * t / steps, 0.0)


def divides_by_start(start, end, steps, t):
    return start * (1 + (end / start - 1) * min(t / steps, 1))


def inside_0_and_1(start, end, steps, t):
    return min(max(start + (end - start) * t / steps, 0.0), 1.0)


RIGHT = (by_interp, two_shares, from_the_end, two_cases, by_clip_of_the_rate, step_after_step, from_linspace)
WRONG = (
    with_share("at_the_end_one_update_early", lambda t, steps: 1 if t >= steps - 1 else t / steps),
    with_share("stopped_one_update_late", lambda t, steps: 1 if t > steps + 1 else t / steps),
    with_share("stopped_at_twice_the_steps", lambda t, steps: min(t / steps, 2) if t < 2 * steps else 1),
    with_share("steps_less_1", lambda t, steps: min(t / max(steps - 1, 1), 1)),
    with_share("steps_and_1", lambda t, steps: min(t / (steps + 1), 1)),
    with_share("counts_from_1", lambda t, steps: min(max(t - 1, 0) / steps, 1)),
    with_share("never_quite_there", lambda t, steps: min(t / steps, 1 - 1e-9)),
    with_share("an_epsilon_in_the_divisor", lambda t, steps: min(t / (steps + 1e-8), 1)),
    with_share("a_cosine", lambda t, steps: (1 - np.cos(np.pi * min(t / steps, 1))) / 2),
    with_share("squared", lambda t, steps: min(t / steps, 1) ** 2),
    with_rate("at_most_1", lambda rate: min(rate, 1.0)),
    with_rate("at_least_1e_6", lambda rate: max(rate, 1e-6)),
    with_rate("rounded_to_6_places", lambda rate: round(rate, 6)),
    with_rate("in_float32", np.float32),
    zero_after_the_end,
    starts_again_after_the_end,
    only_to_zero,
    never_below_zero,
    inside_0_and_1,
    divides_by_start,
    runs_on,
    early_end,
    geometric,
)
