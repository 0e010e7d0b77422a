"""Answers to `generator_gradient`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def sigmoid(x):
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def one_einsum(z, A, w):
    return -np.einsum("bk,bo,no->kn", z, sigmoid(-(z @ A @ w)), w) / len(z)


def outer_product_of_sums(z, A, w):
    dlogits = -1 / (1 + np.exp(z @ (A @ w)))
    return np.outer((z * dlogits).mean(axis=0), w)


def row_by_row(z, A, w):
    dA = np.zeros_like(A)
    for row in z:
        logit = float(sum(row[i] * A[i, j] * w[j, 0] for i in range(len(A)) for j in range(len(w))))
        belief_gap = 1 / (1 + math.exp(logit)) if logit < 600 else 0.0
        for i in range(len(A)):
            dA[i] -= row[i] * belief_gap * w[:, 0] / len(z)
    return dA


def in_float64_with_out(z, A, w):
    z64, A64, w64 = (a.astype(np.float64) for a in (z, A, w))
    dlogits = np.exp(-np.logaddexp(0, np.linalg.multi_dot([z64, A64, w64])))
    dx = np.matmul(dlogits, w64.T, out=np.empty((len(z), len(w))))
    return (np.dot(z64.T, dx) * (-1 / len(z))).astype(A.dtype)


def transposed_and_back(z, A, w):
    dlogits = -sigmoid(-(z @ A @ w)).T / z.shape[0]
    return (w @ (dlogits @ z)).T


def tensordot_over_rows(z, A, w):
    logits = np.sum((z @ A) * w[:, 0], axis=1, keepdims=True)
    return np.tensordot(z / len(z), np.multiply(-np.exp(-logits - np.logaddexp(0, -logits)), w.T), axes=(0, 0))


def by_tanh(z, A, w):
    return z.T @ ((np.tanh(z @ A @ w / 2) - 1) / 2 @ w.T) / len(z)


def inf_over_inf(z, A, w):
    e = np.exp(-(z @ A @ w))
    return z.T @ (-e / (1 + e) @ w.T) / len(z)


def exponent_limited_to_300(z, A, w):
    e = np.exp(np.minimum(-(z @ A @ w), 300))
    return z.T @ (-e / (1 + e) @ w.T) / len(z)


def logits_clipped_at_30(z, A, w):
    return z.T @ (-sigmoid(np.clip(-(z @ A @ w), -30, 30)) @ w.T) / len(z)


def epsilon_1e_8_below_the_belief(z, A, w):
    D = sigmoid(z @ A @ w)
    return z.T @ (-(D * (1 - D)) / (D + 1e-8) @ w.T) / len(z)


def slope_of_the_sigmoid_again(z, A, w):
    l = z @ A @ w  # noqa: E741
    return z.T @ (-sigmoid(-l) * sigmoid(l) * sigmoid(-l) @ w.T) / len(z)


def divided_by_entries_of_x(z, A, w):
    return z.T @ (-sigmoid(-(z @ A @ w)) @ w.T) / (z @ A).size


def mean_logit_for_all_rows(z, A, w):
    dlogits = np.full((len(z), 1), -sigmoid(-(z @ A @ w).mean()), z.dtype)
    return z.T @ (dlogits @ w.T) / len(z)


def signs_of_w_only(z, A, w):
    return z.T @ (-sigmoid(-(z @ A @ w)) @ np.sign(w).T) / len(z)


def w_of_length_one(z, A, w):
    return z.T @ (-sigmoid(-(z @ A @ w)) @ w.T) / len(z) / np.linalg.norm(w)


def through_A_again(z, A, w):
    dx = -sigmoid(-(z @ A @ w)) / len(z) @ w.T
    return z.T @ (dx @ A.T) @ A


def D_of_the_next_row(z, A, w):
    return np.roll(z, 1, axis=0).T @ (-sigmoid(-(z @ A @ w)) @ w.T) / len(z)


RIGHT = (
    one_einsum,
    outer_product_of_sums,
    row_by_row,
    in_float64_with_out,
    transposed_and_back,
    tensordot_over_rows,
)
WRONG = (
    by_tanh,
    inf_over_inf,
    exponent_limited_to_300,
    logits_clipped_at_30,
    epsilon_1e_8_below_the_belief,
    slope_of_the_sigmoid_again,
    divided_by_entries_of_x,
    mean_logit_for_all_rows,
    signs_of_w_only,
    w_of_length_one,
    through_A_again,
    D_of_the_next_row,
)
