"""Answers to `two_batches`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np

from numgan.exercises.chapters.backpropagation.two_batches import both_fake


def sigmoid(x):
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def by_logaddexp(real, fake, W):
    dreal = -np.exp(-np.logaddexp(0, real @ W)) / len(real)
    dfake = np.exp(-np.logaddexp(0, -(fake @ W))) / len(fake)
    return np.einsum("ik,ij->kj", real, dreal) + np.einsum("ik,ij->kj", fake, dfake)


def as_one_batch(real, fake, W):
    rows = np.concatenate([-real, fake])  # both losses are softplus, of -real W and of fake W
    share = np.repeat([1 / len(real), 1 / len(fake)], [len(real), len(fake)]).astype(rows.dtype)
    return rows.T @ (share[:, None] * sigmoid(rows @ W))


def mean_of_the_products(real, fake, W):
    dW = (fake * sigmoid(fake @ W)).mean(axis=0) - (real * sigmoid(-real @ W)).mean(axis=0)
    return dW[:, np.newaxis]


def row_by_row(real, fake, W):
    dW = np.zeros_like(W)
    for rows, sign in ((real, -1), (fake, 1)):
        for x in rows:
            logit = sign * float(x @ W[:, 0])
            e = math.exp(-abs(logit))
            dW[:, 0] += sign * x * ((1 if logit > 0 else e) / (1 + e)) / len(rows)
    return dW


def in_float64(real, fake, W):
    r, f = real.astype(np.float64), fake.astype(np.float64)
    with np.errstate(over="ignore"):
        dr, df = -1 / (1 + np.exp(r @ W)), 1 / (1 + np.exp(-f @ W))
    return np.add(np.dot(r.T, dr / len(r)), np.dot(f.T, df / len(f))).astype(W.dtype)


def of_logits(real, fake, W, dreal, dfake):
    return real.T @ dreal / len(real) + fake.T @ dfake / len(fake)


def overflows(real, fake, W):
    up, down = np.exp(fake @ W), np.exp(-(real @ W))
    return of_logits(real, fake, W, -down / (1 + down), up / (1 + up))


def clipped_at_20(real, fake, W):
    clipped = np.clip(real @ W, -20, 20), np.clip(fake @ W, -20, 20)
    return of_logits(real, fake, W, -sigmoid(-clipped[0]), sigmoid(clipped[1]))


def one_less_than_the_sigmoid(real, fake, W):
    return of_logits(real, fake, W, sigmoid(real @ W) - 1, sigmoid(fake @ W))


def by_tanh(real, fake, W):
    return of_logits(real, fake, W, (np.tanh(real @ W / 2) - 1) / 2, (np.tanh(fake @ W / 2) + 1) / 2)


def logarithm_with_an_epsilon(real, fake, W):
    D, F = sigmoid(real @ W), sigmoid(fake @ W)
    return of_logits(real, fake, W, -D * (1 - D) / (D + 1e-7), F * (1 - F) / (1 - F + 1e-7))


def gradient_of_V(real, fake, W):
    return of_logits(real, fake, W, sigmoid(-(real @ W)), -sigmoid(fake @ W))


def sizes_exchanged(real, fake, W):
    return real.T @ -sigmoid(-(real @ W)) / len(fake) + fake.T @ sigmoid(fake @ W) / len(real)


def size_of_the_real_batch_for_both(real, fake, W):
    return (fake.T @ sigmoid(fake @ W) - real.T @ sigmoid(-(real @ W))) / len(real)


def right_for_equal_sizes(real, fake, W):
    return 2 * (fake.T @ sigmoid(fake @ W) - real.T @ sigmoid(-(real @ W))) / (len(real) + len(fake))


def mean_of_both_losses(real, fake, W):
    return of_logits(real, fake, W, -sigmoid(-(real @ W)), sigmoid(fake @ W)) / 2


def divided_by_the_inputs_too(real, fake, W):
    return of_logits(real, fake, W, -sigmoid(-(real @ W)), sigmoid(fake @ W)) / len(W)


def through_the_mean_rows(real, fake, W):
    r, f = real.mean(axis=0, keepdims=True), fake.mean(axis=0, keepdims=True)
    return of_logits(r, f, W, -sigmoid(-(r @ W)), sigmoid(f @ W))


def one_cache_cut_to_size(real, fake, W):
    rows = min(len(real), len(fake))
    dreal = -sigmoid(-(real @ W))[:rows] / len(real)
    return fake[:rows].T @ dreal + fake.T @ sigmoid(fake @ W) / len(fake)


def sigmoid_differentiated_too(real, fake, W):
    D, F = sigmoid(real @ W), sigmoid(fake @ W)
    return of_logits(real, fake, W, -D * (1 - D), F * (1 - F))


RIGHT = (by_logaddexp, as_one_batch, mean_of_the_products, row_by_row, in_float64)
WRONG = (
    both_fake,
    overflows,
    clipped_at_20,
    one_less_than_the_sigmoid,
    by_tanh,
    logarithm_with_an_epsilon,
    gradient_of_V,
    sizes_exchanged,
    size_of_the_real_batch_for_both,
    right_for_equal_sizes,
    mean_of_both_losses,
    divided_by_the_inputs_too,
    through_the_mean_rows,
    one_cache_cut_to_size,
    sigmoid_differentiated_too,
)
