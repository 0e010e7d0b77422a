"""Answers to `unrolled_step`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def forward_and_backward_through_the_steps(x, y, lr, unroll, unroll_lr):
    answer = y.copy()
    for _ in range(unroll):
        answer = answer + unroll_lr * x
    dx, danswer = answer.copy(), x.copy()  # f = x answer
    for _ in range(unroll):
        dx = dx + unroll_lr * danswer  # each step adds unroll_lr x
    x_new = x - lr * dx
    return [dx, x_new, y + lr * x_new]


def as_a_matrix(x, y, lr, unroll, unroll_lr):
    k = unroll * unroll_lr
    turn = np.array([[1 - 2 * lr * k, -lr], [lr * (1 - 2 * lr * k), 1 - lr * lr]])
    x_new, y_new = (turn @ np.stack([x, y])).astype(x.dtype)
    return y + x * (2 * k), x_new, y_new


def by_the_polynomial(x, y, lr, unroll, unroll_lr):
    dx = [np.polyval([2 * unroll * unroll_lr, q], p) for p, q in zip(x.tolist(), y.tolist(), strict=True)]
    dx = np.array(dx, x.dtype)
    x_new = np.subtract(x, lr * dx)
    return dx, x_new, np.add(y, np.multiply(lr, x_new))


def by_exact_differences(x, y, lr, unroll, unroll_lr):
    """f(x, y_k) is a polynomial of degree 2: the slope of its secant around x is exact."""
    x64, y64, k = x.astype(np.float64), y.astype(np.float64), unroll * unroll_lr
    h = np.maximum(np.abs(x64), 1e-3)
    up, down = (u * (y64 + k * u) for u in (x64 + h, x64 - h))
    dx = ((up - down) / (2 * h)).astype(x.dtype)
    return dx, x - lr * dx, y + lr * (x - lr * dx)


def game_by_game(x, y, lr, unroll, unroll_lr):
    out = np.empty((3, x.size), x.dtype)
    for i in range(x.size):
        p, q = float(x[i]), float(y[i])
        slope = q + sum(2 * unroll_lr * p for _ in range(unroll))
        out[:, i] = slope, p - lr * slope, q + lr * (p - lr * slope)
    return tuple(out.copy())


def finished(x, y, dx, lr):
    x_new = x - lr * dx
    return dx, x_new, y + lr * x_new


def one_step_too_many(x, y, lr, unroll, unroll_lr):
    return finished(x, y, y + 2 * (unroll + 1) * unroll_lr * x, lr)


def one_step_too_few(x, y, lr, unroll, unroll_lr):
    return finished(x, y, y + 2 * max(unroll - 1, 0) * unroll_lr * x, lr)


def rates_multiplied(x, y, lr, unroll, unroll_lr):
    return finished(x, y, y + 2 * unroll * lr * unroll_lr * x, lr)


def rate_to_the_power(x, y, lr, unroll, unroll_lr):
    return finished(x, y, y + 2 * unroll_lr**unroll * x, lr)


def sum_to_k(x, y, lr, unroll, unroll_lr):
    return finished(x, y, y + unroll * (unroll + 1) * unroll_lr * x, lr)


def three_halves(x, y, lr, unroll, unroll_lr):
    return finished(x, y, y + 1.5 * unroll * unroll_lr * x, lr)


def y_at_the_old_y_k(x, y, lr, unroll, unroll_lr):
    dx, x_new, _ = finished(x, y, y + 2 * unroll * unroll_lr * x, lr)
    return dx, x_new, y + unroll * unroll_lr * x_new


def y_with_unroll_lr(x, y, lr, unroll, unroll_lr):
    dx, x_new, _ = finished(x, y, y + 2 * unroll * unroll_lr * x, lr)
    return dx, x_new, y + unroll_lr * x_new


def y_descends_at_the_end(x, y, lr, unroll, unroll_lr):
    dx, x_new, _ = finished(x, y, y + 2 * unroll * unroll_lr * x, lr)
    return dx, x_new, y - lr * x_new


def y_looks_ahead_too(x, y, lr, unroll, unroll_lr):
    dx, x_new, _ = finished(x, y, y + 2 * unroll * unroll_lr * x, lr)
    return dx, x_new, y + lr * (x_new - 2 * unroll * unroll_lr * y)


def damped(x, y, lr, unroll, unroll_lr):
    dx, x_new, y_new = finished(x, y, y + 2 * unroll * unroll_lr * x, lr)
    return dx, x_new, y_new * (1 - 1e-6)


def gradient_after_the_move(x, y, lr, unroll, unroll_lr):
    _, x_new, y_new = finished(x, y, y + 2 * unroll * unroll_lr * x, lr)
    return y + 2 * unroll * unroll_lr * x_new, x_new, y_new


RIGHT = (
    forward_and_backward_through_the_steps,
    as_a_matrix,
    by_the_polynomial,
    by_exact_differences,
    game_by_game,
)
WRONG = (
    one_step_too_many,
    one_step_too_few,
    rates_multiplied,
    rate_to_the_power,
    sum_to_k,
    three_halves,
    y_at_the_old_y_k,
    y_with_unroll_lr,
    y_descends_at_the_end,
    y_looks_ahead_too,
    damped,
    gradient_after_the_move,
)
