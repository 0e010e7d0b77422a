"""Answers to `reparameterise`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def entry_by_entry(m, log_var, e):
    z = np.empty_like(m)
    for i, j in np.ndindex(m.shape):
        half = float(log_var[i, j]) / 2
        s = math.exp(half) if half < 700 else math.inf
        z[i, j] = float(m[i, j]) + s * float(e[i, j])
    return z


def power_of_two(m, log_var, e):
    return np.exp2(log_var.astype(np.float64) / (2 * np.log(2))).astype(m.dtype) * e + m


def in_place(m, log_var, e):
    z = 0.5 * log_var
    np.exp(z, out=z)
    z *= e
    z += m
    return z


def two_quarters(m, log_var, e):
    quarter = np.exp(log_var / 4)
    return m + quarter * (quarter * e)


def columns(m, log_var, e):
    return np.stack([a + np.exp(b / 2) * c for a, b, c in zip(m.T, log_var.T, e.T, strict=True)], axis=1)


def softplus_for_the_deviation(m, log_var, e):
    return m + np.logaddexp(0, log_var) * e


def deviation_clipped(m, log_var, e):
    return m + np.exp(np.clip(log_var, -2, 2) / 2) * e


def epsilon_added(m, log_var, e):
    return m + np.sqrt(np.exp(log_var) + 1e-5) * e


def base_two(m, log_var, e):
    return m + np.exp2(log_var / 2) * e


def noise_standardised(m, log_var, e):
    centred = e - e.mean(axis=0)
    return m + np.exp(log_var / 2) * centred


def one_deviation_for_all(m, log_var, e):
    return m + np.exp(log_var.mean(axis=0) / 2) * e


def third(m, log_var, e):
    return m + np.exp(log_var / 3) * e


def noise_of_the_next_row(m, log_var, e):
    return m + np.exp(log_var / 2) * np.roll(e, 1, axis=0)


RIGHT = (entry_by_entry, power_of_two, in_place, two_quarters, columns)
WRONG = (
    softplus_for_the_deviation,
    deviation_clipped,
    epsilon_added,
    base_two,
    noise_standardised,
    one_deviation_for_all,
    third,
    noise_of_the_next_row,
)
