"""Answers to `dirac_step`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def sigmoid(x):
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def as_a_list_with_one_factor(theta, psi, lr, penalty):
    psi_new = (1 - lr * penalty) * psi - lr * theta * sigmoid(theta * psi)
    return [theta - lr * -sigmoid(-theta * psi_new) * psi_new, psi_new]


def game_by_game(theta, psi, lr, penalty):
    theta_new, psi_new = np.empty_like(theta), np.empty_like(psi)
    for i, (point, slope) in enumerate(zip(theta.tolist(), psi.tolist(), strict=True)):
        f = point * slope
        up = 1 / (1 + math.exp(-f)) if f > -700 else 0.0
        slope -= lr * up * point + lr * penalty * slope
        f = point * slope
        down = 1 / (1 + math.exp(f)) if f < 700 else 0.0
        theta_new[i], psi_new[i] = point + lr * down * slope, slope
    return theta_new, psi_new


def by_complex_numbers(theta, psi, lr, penalty):
    players = theta + 1j * psi
    players = players - 1j * lr * (sigmoid(theta * players.imag) * theta + penalty * players.imag)
    players = players + lr * sigmoid(-theta * players.imag) * players.imag
    return players.real.astype(theta.dtype), players.imag.astype(theta.dtype)


def in_place_on_copies(theta, psi, lr, penalty):
    theta, psi = theta.copy(), np.array(psi)
    psi -= lr * (sigmoid(psi * theta) * theta + penalty * psi)
    theta += lr * sigmoid(-psi * theta) * psi
    return theta, psi


def from_logarithms(theta, psi, lr, penalty):
    log_up = -np.log1p(np.exp(-np.abs(psi * theta))) + np.minimum(psi * theta, 0)
    psi_new = psi - lr * theta * np.exp(log_up) - (lr * penalty) * psi
    f = psi_new * theta
    log_down = -np.log1p(np.exp(-np.abs(f))) - np.maximum(f, 0)
    return np.add(theta, lr * np.exp(log_down) * psi_new), psi_new


def in_float64_with_out(theta, psi, lr, penalty):
    a, b = theta.astype(np.float64), psi.astype(np.float64)
    step = np.multiply(sigmoid(a * b), a, out=np.empty(a.shape))
    step += penalty * b
    b = b - lr * step
    return (a + lr * sigmoid(-a * b) * b).astype(theta.dtype), b.astype(psi.dtype)


def penalty_at_the_new_slope(theta, psi, lr, penalty):
    psi_new = (psi - lr * sigmoid(psi * theta) * theta) / (1 + lr * penalty)
    return theta + lr * sigmoid(-psi_new * theta) * psi_new, psi_new


def penalty_after_the_turns(theta, psi, lr, penalty):
    psi_new = psi - lr * sigmoid(psi * theta) * theta
    theta_new = theta + lr * sigmoid(-psi_new * theta) * psi_new
    return theta_new, psi_new - lr * penalty * psi_new


def penalty_halved(theta, psi, lr, penalty):
    psi_new = psi - lr * (sigmoid(psi * theta) * theta + penalty / 2 * psi)
    return theta + lr * sigmoid(-psi_new * theta) * psi_new, psi_new


def penalty_on_theta_too(theta, psi, lr, penalty):
    psi_new = psi - lr * (sigmoid(psi * theta) * theta + penalty * psi)
    return (1 - lr * penalty) * theta + lr * sigmoid(-psi_new * theta) * psi_new, psi_new


def penalty_of_constant_size(theta, psi, lr, penalty):
    psi_new = psi - lr * (sigmoid(psi * theta) * theta + penalty * np.sign(psi))
    return theta + lr * sigmoid(-psi_new * theta) * psi_new, psi_new


def G_sees_the_old_logit(theta, psi, lr, penalty):
    psi_new = psi - lr * (sigmoid(psi * theta) * theta + penalty * psi)
    return theta + lr * sigmoid(-psi * theta) * psi_new, psi_new


def G_sees_the_old_slope(theta, psi, lr, penalty):
    psi_new = psi - lr * (sigmoid(psi * theta) * theta + penalty * psi)
    return theta + lr * sigmoid(-psi_new * theta) * psi, psi_new


def G_with_the_sigmoid_of_f(theta, psi, lr, penalty):
    psi_new = psi - lr * (sigmoid(psi * theta) * theta + penalty * psi)
    return theta + lr * sigmoid(psi_new * theta) * psi_new, psi_new


def half_for_the_sigmoid(theta, psi, lr, penalty):
    psi_new = psi - lr * (0.5 * theta + penalty * psi)
    return theta + lr * 0.5 * psi_new, psi_new


def logits_clipped_at_3(theta, psi, lr, penalty):
    psi_new = psi - lr * (sigmoid(np.clip(psi * theta, -3, 3)) * theta + penalty * psi)
    return theta + lr * sigmoid(-np.clip(psi_new * theta, -3, 3)) * psi_new, psi_new


def exp_overflows(theta, psi, lr, penalty):
    e = np.exp(psi * theta)
    psi_new = psi - lr * (e / (1 + e) * theta + penalty * psi)
    return theta + lr * sigmoid(-psi_new * theta) * psi_new, psi_new


def two_turns_of_D(theta, psi, lr, penalty):
    for _ in range(2):
        psi = psi - lr * (sigmoid(psi * theta) * theta + penalty * psi)
    return theta + lr * sigmoid(-psi * theta) * psi, psi


def averaged_over_the_games(theta, psi, lr, penalty):
    psi_new = psi - lr * (sigmoid(psi * theta) * theta / len(psi) + penalty * psi)
    return theta + lr * sigmoid(-psi_new * theta) * psi_new / len(psi), psi_new


def exchanged(theta, psi, lr, penalty):
    psi_new = psi - lr * (sigmoid(psi * theta) * theta + penalty * psi)
    return psi_new, theta + lr * sigmoid(-psi_new * theta) * psi_new


RIGHT = (
    as_a_list_with_one_factor,
    game_by_game,
    by_complex_numbers,
    in_place_on_copies,
    from_logarithms,
    in_float64_with_out,
)
WRONG = (
    penalty_at_the_new_slope,
    penalty_after_the_turns,
    penalty_halved,
    penalty_on_theta_too,
    penalty_of_constant_size,
    G_sees_the_old_logit,
    G_sees_the_old_slope,
    G_with_the_sigmoid_of_f,
    half_for_the_sigmoid,
    logits_clipped_at_3,
    exp_overflows,
    two_turns_of_D,
    averaged_over_the_games,
    exchanged,
)
