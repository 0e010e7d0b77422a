"""Answers to `optimal_discriminator`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def one_half_where_nan(p_data, p_g):
    D = p_data / (p_data + p_g)
    return np.where(np.isnan(D), np.asarray(0.5, D.dtype), D)


def odds_turned_over(p_data, p_g):
    D = np.empty_like(p_data)
    for i, (a, b) in enumerate(zip(p_data, p_g, strict=True)):
        D[i] = 0.5 if a == b else (1 / (1 + b / a) if a > b else a / b / (1 + a / b))
    return D


def mask_before_the_division(p_data, p_g):
    total = p_data + p_g
    some = total != 0
    D = np.full(len(total), 0.5, total.dtype)
    D[some] = p_data[some] / total[some]
    return D


def one_added_where_both_are_0(p_data, p_g):
    both_0 = (p_data == 0) & (p_g == 0)
    return (p_data + both_0.astype(p_data.dtype) / 2) / (p_data + p_g + both_0)


def in_float64_in_a_loop(p_data, p_g):
    D = []
    for a, b in zip(p_data.tolist(), p_g.tolist(), strict=True):
        D.append(a / (a + b) if a + b else 0.5)
    return np.array(D).astype(p_data.dtype)


def shares_of_a_stack(p_data, p_g):
    both = np.stack([p_data, p_g]).astype(np.float64)
    largest = both.max(axis=0)
    both /= np.where(largest > 0, largest, 1)
    both[:, largest == 0] = 1
    return (both / both.sum(axis=0))[0].astype(p_data.dtype)


def epsilon_1e_12_below(p_data, p_g):
    total = p_data + p_g
    return np.where(total == 0, 0.5, p_data / (total + 1e-12)).astype(total.dtype)


def epsilon_1e_300_below(p_data, p_g):
    total = p_data + p_g
    return np.where(total == 0, 0.5, p_data / (total + 1e-300)).astype(total.dtype)


def epsilon_1e_12_above_and_below(p_data, p_g):
    return (p_data + 1e-12) / (p_data + p_g + 2e-12)


def epsilon_1e_300_above_and_below(p_data, p_g):
    return ((p_data + 1e-300) / (p_data.astype(np.float64) + p_g + 2e-300)).astype(p_data.dtype)


def threshold_of_1e_30(p_data, p_g):
    total = p_data + p_g
    return np.divide(p_data, total, out=np.full_like(total, 0.5), where=total > 1e-30)


def threshold_of_tiny(p_data, p_g):
    total = p_data + p_g
    return np.divide(p_data, total, out=np.full_like(total, 0.5), where=total > np.finfo(total.dtype).tiny)


def at_least_1e_300_below(p_data, p_g):
    total = p_data + p_g
    return np.where(total == 0, 0.5, p_data / np.maximum(total, 1e-300)).astype(total.dtype)


def close_to_0_taken_for_0(p_data, p_g):
    total = p_data + p_g
    return np.where(np.isclose(total, 0), 0.5, p_data / total).astype(total.dtype)


def nan_replaced_by_0(p_data, p_g):
    return np.nan_to_num(p_data / (p_data + p_g))


def one_half_where_one_of_them_is_0(p_data, p_g):
    some = (p_data > 0) & (p_g > 0)
    return np.where(some, p_data / (p_data + p_g), 0.5).astype(p_data.dtype)


def densities_normalised_first(p_data, p_g):
    a, b = p_data / p_data.sum(), p_g / p_g.sum()
    return np.where(a + b > 0, a / (a + b), 0.5)


def one_minus_the_other_share(p_data, p_g):
    total = p_data + p_g
    return np.where(total > 0, 1 - p_g / total, 0.5).astype(total.dtype)


def by_logarithms_with_an_epsilon(p_data, p_g):
    return 1 / (1 + np.exp(np.log(p_g + 1e-15) - np.log(p_data + 1e-15)))


def larger_density_wins(p_data, p_g):
    return ((1 + np.sign(p_data - p_g)) / 2).astype(p_data.dtype)


def ratio_of_squares(p_data, p_g):
    total = p_data**2 + p_g**2
    return np.where(total > 0, p_data**2 / total, 0.5)


RIGHT = (
    one_half_where_nan,
    odds_turned_over,
    mask_before_the_division,
    one_added_where_both_are_0,
    in_float64_in_a_loop,
    shares_of_a_stack,
)
WRONG = (
    epsilon_1e_12_below,
    epsilon_1e_300_below,
    epsilon_1e_12_above_and_below,
    epsilon_1e_300_above_and_below,
    threshold_of_1e_30,
    threshold_of_tiny,
    at_least_1e_300_below,
    close_to_0_taken_for_0,
    nan_replaced_by_0,
    one_half_where_one_of_them_is_0,
    densities_normalised_first,
    one_minus_the_other_share,
    by_logarithms_with_an_epsilon,
    larger_density_wins,
    ratio_of_squares,
)
