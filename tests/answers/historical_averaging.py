"""Answers to `historical_averaging`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def mean_of_t_and_one(params, average, t, weight):
    new_average = (t * average + params) / (t + 1)
    past = average if t else params
    return weight * np.sum((params - past) ** 2), (params - past) * (2 * weight), new_average


def return_early(params, average, t, weight):
    if t < 1:
        return np.array(0.0), np.zeros(params.shape, params.dtype), np.copy(params)
    d = np.subtract(average, params)
    return weight * np.inner(d, d), -2 * weight * d, average - d / (1 + t)


def entry_by_entry(params, average, t, weight):
    term, dparams, new_average = 0.0, np.zeros_like(params), np.empty_like(params)
    for i, (p, a) in enumerate(zip(params.tolist(), average.tolist(), strict=True)):
        if t > 0:
            term += weight * (p - a) ** 2
            dparams[i] = weight * (p - a) * 2
        new_average[i] = a * (t / (t + 1)) + p / (t + 1)
    return [term, dparams, new_average]


def by_interpolation(params, average, t, weight):
    share = 1 / (t + 1)
    new_average = share * params + (1 - share) * average
    away = np.where(t == 0, 0, params - average).astype(params.dtype)
    return np.einsum("i,i", away, away) * weight, 2 * weight * away, new_average


def in_float64(params, average, t, weight):
    p, a = params.astype(np.float64), average.astype(np.float64)
    has_past = float(t != 0)
    dparams = 2 * weight * has_past * (p - a)
    term = dparams @ dparams / (4 * weight)
    return term, dparams.astype(params.dtype), np.average([a, p], axis=0, weights=[t, 1]).astype(params.dtype)


def result(away, average, params, t, weight, share=None):
    away = away * bool(t)
    return weight * (away @ away), 2 * weight * away, average + (params - average) * (share or 1 / (t + 1))


def no_term_before_the_second_update(params, average, t, weight):
    return result((params - average) * (t > 1), average, params, t, weight)


def share_of_t_plus_2(params, average, t, weight):
    return result(params - average, average, params, t, weight, 1 / (t + 2))


def exponential_average(params, average, t, weight):
    return result(params - average, average, params, t, weight, 0.1 if t else 1)


def mean_times_t_forgotten(params, average, t, weight):
    term, dparams, _ = result(params - average, average, params, t, weight)
    return term, dparams, (average + params) / (t + 1)


def gradient_for_the_average(params, average, t, weight):
    term, dparams, new_average = result(params - average, average, params, t, weight)
    return term, -dparams, new_average


def weight_squared(params, average, t, weight):
    away = weight * (params - average)
    term, dparams, _ = result(away, average, params, t, 1.0)
    return term, dparams, average + (params - average) / (t + 1)


def weight_shrinks_with_t(params, average, t, weight):
    return result(params - average, average, params, t, weight / max(t, 1))


def largest_entry(params, average, t, weight):
    _, dparams, new_average = result(params - average, average, params, t, weight)
    return weight * np.abs(params - average).max() ** 2 * bool(t), dparams, new_average


def difference_of_the_squares(params, average, t, weight):
    _, dparams, new_average = result(params - average, average, params, t, weight)
    return weight * (params @ params - average @ average) * bool(t), dparams, new_average


def clipped_at_1(params, average, t, weight):
    return result(np.clip(params - average, -1, 1), average, params, t, weight)


def params_after_the_step(params, average, t, weight):
    term, dparams, _ = result(params - average, average, params, t, weight)
    return term, dparams, average + (params - dparams - average) / (t + 1)


def kept_at_the_first_step(params, average, t, weight):
    term, dparams, new_average = result(params - average, average, params, t, weight)
    return term, dparams, new_average if t else average.copy()


RIGHT = (mean_of_t_and_one, return_early, entry_by_entry, by_interpolation, in_float64)
WRONG = (
    no_term_before_the_second_update,
    share_of_t_plus_2,
    exponential_average,
    mean_times_t_forgotten,
    gradient_for_the_average,
    weight_squared,
    weight_shrinks_with_t,
    largest_entry,
    difference_of_the_squares,
    clipped_at_1,
    params_after_the_step,
    kept_at_the_first_step,
)
