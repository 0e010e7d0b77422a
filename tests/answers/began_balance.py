"""Answers to `began_balance`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def with_clip(real_energy, fake_energy, k, gamma, k_rate):
    real, fake = np.mean(real_energy), np.mean(fake_energy)
    away = fake - gamma * real
    return [real - k * fake, np.clip(k - k_rate * away, 0, 1), max(real + away, real - away)]


def in_plain_python(real_energy, fake_energy, k, gamma, k_rate):
    real = sum(map(float, real_energy)) / len(real_energy)
    fake = sum(map(float, fake_energy)) / len(fake_energy)
    moved = k + k_rate * (gamma * real - fake)
    return real - k * fake, sorted((0.0, moved, 1.0))[1], real + abs(gamma * real - fake)


def with_branches(real_energy, fake_energy, k, gamma, k_rate):
    real, fake = real_energy.sum() / real_energy.size, fake_energy.sum() / fake_energy.size
    d_loss = real - k * fake
    if fake > gamma * real:
        k, M = max(k - k_rate * (fake - gamma * real), 0.0), (1 - gamma) * real + fake
    else:
        k, M = min(k + k_rate * (gamma * real - fake), 1.0), (1 + gamma) * real - fake
    return d_loss, k, M


def mean_of_differences(real_energy, fake_energy, k, gamma, k_rate):
    """All pairs of a real and a generated row: the mean of differences is the difference of means."""
    balance = (gamma * real_energy[:, None] - fake_energy).mean()
    d_loss = (real_energy[:, None] - k * fake_energy).mean()
    return d_loss, min(max(k + k_rate * balance, 0), 1), real_energy.mean() + np.sqrt(balance * balance)


def dot_products(real_energy, fake_energy, k, gamma, k_rate):
    real = real_energy @ np.full_like(real_energy, 1 / len(real_energy))
    fake = fake_energy @ np.full_like(fake_energy, 1 / len(fake_energy))
    nearer = np.where(gamma * real < fake, -1, 1) * (gamma * real - fake)
    return real - k * fake, np.median([0, 1, k + k_rate * (gamma * real - fake)]), real + nearer


def right(*arguments):
    return tuple(with_clip(*arguments))


def distance_row_by_row(real_energy, fake_energy, k, gamma, k_rate):
    d_loss, k, _ = right(real_energy, fake_energy, k, gamma, k_rate)
    return d_loss, k, real_energy.mean() + np.abs(gamma * real_energy[:, None] - fake_energy).mean()


def sign_of_the_balance(real_energy, fake_energy, k, gamma, k_rate):
    d_loss, _, M = right(real_energy, fake_energy, k, gamma, k_rate)
    return d_loss, np.clip(k + k_rate * np.sign(gamma * real_energy.mean() - fake_energy.mean()), 0, 1), M


def ratio_as_the_balance(real_energy, fake_energy, k, gamma, k_rate):
    real, fake = real_energy.mean(), fake_energy.mean()
    d_loss, _, M = right(real_energy, fake_energy, k, gamma, k_rate)
    return d_loss, np.clip(k + k_rate * (gamma - fake / (real + 1e-12)), 0, 1), M


def medians(real_energy, fake_energy, k, gamma, k_rate):
    return right(np.full(1, np.median(real_energy)), np.full(1, np.median(fake_energy)), k, gamma, k_rate)


def margin(real_energy, fake_energy, k, gamma, k_rate):
    """EBGAN's loss with k as the margin."""
    _, new, M = right(real_energy, fake_energy, k, gamma, k_rate)
    return real_energy.mean() + np.maximum(0, k - fake_energy).mean(), new, M


def measure_with_the_generated_energy(real_energy, fake_energy, k, gamma, k_rate):
    d_loss, new, M = right(real_energy, fake_energy, k, gamma, k_rate)
    return d_loss, new, M - real_energy.mean() + fake_energy.mean()


def held_before_the_step(real_energy, fake_energy, k, gamma, k_rate):
    d_loss, _, M = right(real_energy, fake_energy, k, gamma, k_rate)
    return d_loss, np.clip(k, 0, 1) + k_rate * (gamma * real_energy.mean() - fake_energy.mean()), M


def held_in_minus_1_and_1(real_energy, fake_energy, k, gamma, k_rate):
    d_loss, _, M = right(real_energy, fake_energy, k, gamma, k_rate)
    return d_loss, np.clip(k + k_rate * (gamma * real_energy.mean() - fake_energy.mean()), -1, 1), M


def change_of_k_in_the_balance(real_energy, fake_energy, k, gamma, k_rate):
    real, fake = real_energy.mean(), fake_energy.mean()
    d_loss, _, M = right(real_energy, fake_energy, k, gamma, k_rate)
    return d_loss, np.clip(k + k_rate * (gamma * real - k * fake), 0, 1), M


def gamma_outside(real_energy, fake_energy, k, gamma, k_rate):
    real, fake = real_energy.mean(), fake_energy.mean()
    return real - k * fake, np.clip(k + k_rate * gamma * (real - fake), 0, 1), real + gamma * abs(real - fake)


RIGHT = (with_clip, in_plain_python, with_branches, mean_of_differences, dot_products)
WRONG = (
    distance_row_by_row,
    sign_of_the_balance,
    ratio_as_the_balance,
    medians,
    margin,
    measure_with_the_generated_energy,
    held_before_the_step,
    held_in_minus_1_and_1,
    change_of_k_in_the_balance,
    gamma_outside,
)
