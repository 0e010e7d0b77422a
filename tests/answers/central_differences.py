"""Answers to `central_differences`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def by_copies(f, x, h):
    gradient = np.zeros(x.shape)
    for index, _ in np.ndenumerate(x):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= h
        gradient[index] = 0.5 * (f(up) - f(down)) / h
    return gradient


def by_unit_arrays(f, x, h):
    moves = h * np.eye(x.size).reshape(x.size, *x.shape)
    return np.reshape([(f(x + move) - f(x - move)) / (2 * h) for move in moves], x.shape)


def by_a_flat_view(f, x, h):
    flat, slopes = x.reshape(-1), []
    for i in range(flat.size):
        kept = float(flat[i])
        values = []
        for sign in (1, -1):
            flat[i] = kept + sign * h
            values.append(f(x))
        flat[i] = kept
        slopes.append((values[0] - values[1]) / (h + h))
    return np.array(slopes).reshape(x.shape)


def by_flat_numbers(f, x, h):
    gradient = np.empty_like(x)
    for i in range(x.size):
        kept = x.flat[i]
        x.flat[i] = kept - h
        below = f(x)
        x.flat[i] = kept + h
        gradient.flat[i] = f(x) / (2 * h) - below / (2 * h)
        x.flat[i] = kept
    return gradient


def by_recursion(f, x, h):
    if x.ndim == 0:
        return np.asarray((f(x + h) - f(x - h)) / (2 * h))

    def inner(i):
        return lambda part: f(np.concatenate([x[:i], part[None], x[i + 1 :]]))

    return np.stack([by_recursion(inner(i), x[i], h) for i in range(len(x))])


def quotient(f, x, h, above, below, distance):
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        move = np.zeros_like(x)
        move[index] = h
        gradient[index] = (f(x + above * move) - f(x - below * move)) / (distance * h)
    return gradient


def one_dimension_only(f, x, h):
    gradient = np.empty_like(x)
    for i in range(len(x)):
        kept = np.copy(x[i])
        x[i] = kept + h
        above = f(x)
        x[i] = kept - h
        below = f(x)
        x[i] = kept
        gradient[i] = (above - below) / (2 * h)
    return gradient


def two_dimensions_only(f, x, h):
    rows = by_copies(f, x, h)
    if x.ndim == 3:
        return np.broadcast_to(rows.sum(axis=2, keepdims=True), x.shape)
    return rows


def one_sided_backward(f, x, h):
    return quotient(f, x, h, 0, 1, 1)


def half_a_step_to_each_side(f, x, h):
    return quotient(f, x, h, 0.5, 0.5, 1)


def a_step_of_its_own(f, x, h):
    return quotient(f, x, 1e-5, 1, 1, 2)


def sign_flipped(f, x, h):
    return quotient(f, x, -h, 1, 1, -2)


def not_divided(f, x, h):
    return quotient(f, x, h, 1, 1, 2) * h


def relative_step(f, x, h):
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        move = np.zeros_like(x)
        move[index] = h * max(abs(x[index]), 1e-8)
        gradient[index] = (f(x + move) - f(x - move)) / (2 * move[index])
    return gradient


def an_epsilon_below(f, x, h):
    return quotient(f, x, h, 1, 1, 2) * 2 * h / (2 * h + 1e-8)


def fourth_order(f, x, h):
    return (4 * quotient(f, x, h, 1, 1, 2) - quotient(f, x, 2 * h, 1, 1, 2)) / 3


def transposed(f, x, h):
    return by_copies(f, x, h).T.reshape(x.shape)


def the_last_entry_stays_moved(f, x, h):
    gradient = by_copies(f, x, h)
    x.flat[-1] -= h
    return gradient


def the_move_kept_for_the_next(f, x, h):
    moved, gradient = x.copy(), np.empty_like(x)
    for index in np.ndindex(x.shape):
        moved[index] = x[index] + h
        above = f(moved)
        moved[index] = x[index] - h
        gradient[index] = (above - f(moved)) / (2 * h)
    return gradient


RIGHT = (by_copies, by_unit_arrays, by_a_flat_view, by_flat_numbers, by_recursion)
WRONG = (
    one_dimension_only,
    two_dimensions_only,
    one_sided_backward,
    half_a_step_to_each_side,
    a_step_of_its_own,
    sign_flipped,
    not_divided,
    relative_step,
    an_epsilon_below,
    fourth_order,
    transposed,
    the_last_entry_stays_moved,
    the_move_kept_for_the_next,
)
