"""Answers to `reparameterise_backward`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def entry_by_entry(dz, log_var, e):
    dlog_var = np.zeros_like(dz)
    for index in np.ndindex(dz.shape):
        half = float(log_var[index]) / 2
        dlog_var[index] = float(dz[index]) * float(e[index]) * math.exp(half) / 2
    return [+dz, dlog_var]


def through_s(dz, log_var, e):
    s = np.exp(0.5 * log_var)
    ds = dz * e
    return 1 * dz, 0.5 * ds * s


def with_einsum(dz, log_var, e):
    return np.array(dz), np.einsum("ij,ij,ij->ij", dz, e, np.exp(log_var / 2)) * dz.dtype.type(0.5)


def shifted_exponent(dz, log_var, e):
    return dz + 0, dz * e * np.exp(log_var / 2 - np.log(2).astype(dz.dtype))


def in_float64_and_back(dz, log_var, e):
    dz64 = dz.astype(np.float64)
    dlog_var = dz64 * e.astype(np.float64) * np.exp(log_var.astype(np.float64) / 2) / 2
    return dz64.astype(dz.dtype), dlog_var.astype(dz.dtype)


def solution(dz, log_var, e):
    return dz.copy(), dz * e * np.exp(log_var / 2) / 2


def noise_squared(dz, log_var, e):
    dm, dlog_var = solution(dz, log_var, e)
    return dm, dlog_var * e


def magnitude_of_the_noise(dz, log_var, e):
    dm, dlog_var = solution(dz, log_var, e)
    return dm, np.abs(dlog_var)


def clipped_log_var(dz, log_var, e):
    return solution(dz, np.clip(log_var, -2, 2), e)


def quarter(dz, log_var, e):
    dm, dlog_var = solution(dz, log_var, e)
    return dm, dlog_var / 2


def opposite(dz, log_var, e):
    dm, dlog_var = solution(dz, log_var, e)
    return dm, -dlog_var


def summed_over_rows(dz, log_var, e):
    dm, dlog_var = solution(dz, log_var, e)
    return dm, np.tile(dlog_var.sum(axis=0), (len(dz), 1))


def noise_added_to_dm(dz, log_var, e):
    dm, dlog_var = solution(dz, log_var, e)
    return dm + e, dlog_var


def of_softplus(dz, log_var, e):
    return dz.copy(), dz * e / (1 + np.exp(-log_var))


RIGHT = (entry_by_entry, through_s, with_einsum, shifted_exponent, in_float64_and_back)
WRONG = (
    noise_squared,
    magnitude_of_the_noise,
    clipped_log_var,
    quarter,
    opposite,
    summed_over_rows,
    noise_added_to_dm,
    of_softplus,
)
