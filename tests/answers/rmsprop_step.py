"""Answers to `rmsprop_step`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def by_the_change_of_the_average(params, grads, s, lr, rho, eps):
    s = s + (1 - rho) * (np.square(grads) - s)
    return [params + -lr * (grads / (eps + np.power(s, 0.5))), s]


def one_by_one(params, grads, s, lr, rho, eps):
    new, average = params.copy(), np.empty_like(s)
    for i in range(len(params)):
        g = float(grads[i])
        average[i] = rho * float(s[i]) + (1 - rho) * g * g
        new[i] = float(params[i]) - lr * g / (math.sqrt(average[i]) + eps)
    return new, average


def by_hypot(params, grads, s, lr, rho, eps):
    root = np.hypot(math.sqrt(rho) * np.sqrt(s), math.sqrt(1 - rho) * grads)
    return params - grads * (lr / (root + eps)), root * root


def by_einsum(params, grads, s, lr, rho, eps):
    weights = np.array([rho, 1 - rho], dtype=s.dtype)
    s = np.einsum("k,kn->n", weights, np.stack([s, grads * grads]))
    return params - np.divide(lr * grads, np.sqrt(s) + eps), s


def in_float64_with_out(params, grads, s, lr, rho, eps):
    average = np.multiply(s, rho, out=np.empty(len(s)))
    average += (1 - rho) * np.abs(grads, dtype=np.float64) ** 2
    new = np.subtract(params, lr * grads.astype(np.float64) / (average**0.5 + eps))
    return new.astype(params.dtype), average.astype(s.dtype)


def average(s, grads, rho):
    return rho * s + (1 - rho) * grads**2


def epsilon_under_the_root_as_well(params, grads, s, lr, rho, eps):
    s = average(s, grads, rho)
    return params - lr * grads / (np.sqrt(s + 1e-12) + eps), s


def larger_of_root_and_epsilon(params, grads, s, lr, rho, eps):
    s = average(s, grads, rho)
    return params - lr * grads / np.maximum(np.sqrt(s), eps), s


def epsilon_of_other_libraries(params, grads, s, lr, rho, eps):
    s = average(s, grads, rho)
    return params - lr * grads / (np.sqrt(s) + 1e-8), s


def one_average_for_all(params, grads, s, lr, rho, eps):
    s = rho * s + (1 - rho) * (grads**2).mean()
    return params - lr * grads / (np.sqrt(s) + eps), s


def average_without_the_square(params, grads, s, lr, rho, eps):
    s = rho * s + (1 - rho) * np.abs(grads)
    return params - lr * grads / (np.sqrt(s) + eps), s


def new_square_with_full_weight(params, grads, s, lr, rho, eps):
    s = rho * s + grads**2
    return params - lr * grads / (np.sqrt(s) + eps), s


def gradient_clipped(params, grads, s, lr, rho, eps):
    grads = np.clip(grads, -5, 5)
    s = average(s, grads, rho)
    return params - lr * grads / (np.sqrt(s) + eps), s


def average_kept_above_a_floor(params, grads, s, lr, rho, eps):
    s = np.maximum(average(s, grads, rho), 1e-10)
    return params - lr * grads / (np.sqrt(s) + eps), s


def step_of_the_first_call(params, grads, s, lr, rho, eps):
    s = (1 - rho) * grads**2
    return params - lr * grads / (np.sqrt(s) + eps), s


def square_of_the_centred_gradient(params, grads, s, lr, rho, eps):
    s = average(s, grads - grads.mean(), rho)
    return params - lr * grads / (np.sqrt(s) + eps), s


def rho_of_the_paper(params, grads, s, lr, rho, eps):
    s = average(s, grads, 0.9)
    return params - lr * grads / (np.sqrt(s) + eps), s


def average_in_float64(params, grads, s, lr, rho, eps):
    s = np.array([rho, 1 - rho]) @ np.stack([s, grads**2])
    return (params - lr * grads / (np.sqrt(s) + eps)).astype(params.dtype), s


RIGHT = (by_the_change_of_the_average, one_by_one, by_hypot, by_einsum, in_float64_with_out)
WRONG = (
    epsilon_under_the_root_as_well,
    larger_of_root_and_epsilon,
    epsilon_of_other_libraries,
    one_average_for_all,
    average_without_the_square,
    new_square_with_full_weight,
    gradient_clipped,
    average_kept_above_a_floor,
    step_of_the_first_call,
    square_of_the_centred_gradient,
    rho_of_the_paper,
    average_in_float64,
)
