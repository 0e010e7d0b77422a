"""Answers to `alternating_gradient`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def closed_form_as_a_list(x, y, lr):
    return [x - lr * y, (1 - lr**2) * y + lr * x]


def one_matrix(x, y, lr):
    round_of_two = np.array([[1, 0], [lr, 1]]) @ np.array([[1, -lr], [0, 1]])
    return tuple((round_of_two @ np.stack([x, y]).astype(np.float64)).astype(x.dtype))


def game_by_game(x, y, lr):
    x_new, y_new = np.empty(x.shape, x.dtype), np.empty(y.shape, y.dtype)
    for i, (a, b) in enumerate(zip(x.tolist(), y.tolist(), strict=True)):
        a -= lr * b
        x_new[i], y_new[i] = a, b + lr * a
    return x_new, y_new


def in_place_on_copies(x, y, lr):
    x, y = x.copy(), np.array(y)
    x -= lr * y
    y += lr * x
    return x, y


def with_out(x, y, lr):
    x_new = np.multiply(y, -lr, out=np.zeros_like(y))
    np.add(x_new, x, out=x_new)
    return x_new, np.add(y, np.multiply(x_new, lr), out=np.empty_like(x))


def complex_numbers(x, y, lr):
    position = x + 1j * y
    position = position - lr * position.imag
    position = position + 1j * lr * position.real
    return position.real.astype(x.dtype), position.imag.astype(x.dtype)


def old_x_and_half_of_the_new(x, y, lr):
    x_new = x - lr * y
    return x_new, y + lr * (x + x_new) / 2


def both_at_the_new_point(x, y, lr):
    x_new = (x - lr * y) / (1 + lr**2)
    return x_new, y + lr * x_new


def square_of_lr_with_the_wrong_sign(x, y, lr):
    return x - lr * y, y + lr * (x + lr * y)


def lr_forgotten_in_the_new_x(x, y, lr):
    return x - lr * y, y + lr * (x - y)


def x_moves_twice(x, y, lr):
    y_new = y + lr * (x - lr * y)
    return x - lr * y_new, y_new


def both_ascend(x, y, lr):
    x_new = x + lr * y
    return x_new, y + lr * x_new


def lr_of_at_most_1(x, y, lr):
    lr = min(lr, 1.0)
    x_new = x - lr * y
    return x_new, y + lr * x_new


def positions_clipped_at_10(x, y, lr):
    x_new = np.clip(x - lr * y, -10, 10)
    return x_new, np.clip(y + lr * x_new, -10, 10)


def rounded_to_8_decimals(x, y, lr):
    x_new = np.round(x - lr * y, 8)
    return x_new, np.round(y + lr * x_new, 8)


def signs_of_the_gradients(x, y, lr):
    x_new = x - lr * np.sign(y)
    return x_new, y + lr * np.sign(x_new)


def gradient_divided_by_n(x, y, lr):
    x_new = x - lr * y / len(x)
    return x_new, y + lr * x_new / len(x)


def all_games_in_one(x, y, lr):
    x_new = x - lr * y.mean()
    return x_new, y + lr * x_new.mean()


def the_same_array_twice(x, y, lr):
    y_new = x - lr * y
    return y_new, y_new + lr * y_new


RIGHT = (
    closed_form_as_a_list,
    one_matrix,
    game_by_game,
    in_place_on_copies,
    with_out,
    complex_numbers,
)
WRONG = (
    old_x_and_half_of_the_new,
    both_at_the_new_point,
    square_of_lr_with_the_wrong_sign,
    lr_forgotten_in_the_new_x,
    x_moves_twice,
    both_ascend,
    lr_of_at_most_1,
    positions_clipped_at_10,
    rounded_to_8_decimals,
    signs_of_the_gradients,
    gradient_divided_by_n,
    all_games_in_one,
    the_same_array_twice,
)
