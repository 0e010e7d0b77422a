"""Answers to `dense_backward`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np

from numgan.exercises.chapters.backpropagation.dense_backward import divides_again


def by_einsum(dy, x, W):
    return np.einsum("ij,kj->ik", dy, W), np.einsum("ik,ij->kj", x, dy), np.einsum("ij->j", dy)


def everything_transposed(dy, x, W):
    return [(W @ dy.T).T, (dy.T @ x).T, np.ones(len(dy), dy.dtype) @ dy]


def example_by_example(dy, x, W):
    dx, dW, db = np.empty_like(x), np.zeros_like(W), np.zeros(W.shape[1], dy.dtype)
    for i, (dy_i, x_i) in enumerate(zip(dy, x, strict=True)):
        dx[i] = W @ dy_i
        dW += np.outer(x_i, dy_i)
        db += dy_i
    return dx, dW, db


def with_b_as_one_more_weight(dy, x, W):
    both = np.hstack([x, np.ones((len(x), 1), x.dtype)]).T @ dy
    return np.tensordot(dy, W, axes=(1, 1)), both[:-1], both[-1]


def with_out(dy, x, W):
    dx, dW, db = np.empty_like(x), np.empty_like(W), np.empty_like(dy[0])
    np.matmul(dy, W.T, out=dx)
    np.dot(x.T, dy, out=dW)
    np.add.reduce(dy, axis=0, out=db)
    return dx, dW, db


def in_float64(dy, x, W):
    g = dy.astype(np.float64)
    found = (g[:, None, :] * W).sum(axis=2), (x[:, :, None] * g[:, None, :]).sum(axis=0), g.sum(axis=0)
    return tuple(a.astype(dy.dtype) for a in found)


def all_divided_by_the_batch(dy, x, W):
    return dy @ W.T / len(x), x.T @ dy / len(x), dy.mean(axis=0)


def dx_divided_by_the_outputs(dy, x, W):
    return dy @ W.T / W.shape[1], x.T @ dy, dy.sum(axis=0)


def dW_divided_by_the_inputs(dy, x, W):
    return dy @ W.T, x.T @ dy / W.shape[0], dy.sum(axis=0)


def db_of_the_first_example(dy, x, W):
    return dy @ W.T, x.T @ dy, dy[0]


def db_sums_over_everything(dy, x, W):
    return dy @ W.T, x.T @ dy, np.full(dy.shape[1], dy.sum(), dy.dtype)


def right_for_one_example_only(dy, x, W):
    return dy @ W.T, np.outer(x.sum(axis=0), dy.sum(axis=0)), dy.sum(axis=0)


def dW_with_the_sign_of_a_descent(dy, x, W):
    return dy @ W.T, -(x.T @ dy), -dy.sum(axis=0)


def dx_with_a_pseudoinverse(dy, x, W):
    return dy @ np.linalg.pinv(W).astype(W.dtype), x.T @ dy, dy.sum(axis=0)


def with_weight_decay(dy, x, W):
    return dy @ W.T, x.T @ dy + 1e-4 * W, dy.sum(axis=0)


def clipped_at_100(dy, x, W):
    return tuple(np.clip(a, -100, 100) for a in (dy @ W.T, x.T @ dy, dy.sum(axis=0)))


def small_dW_set_to_0(dy, x, W):
    dW = x.T @ dy
    return dy @ W.T, np.where(np.abs(dW) < 1e-7, 0, dW).astype(W.dtype), dy.sum(axis=0)


def with_an_epsilon(dy, x, W):
    return dy @ W.T, x.T @ dy + 1e-12, dy.sum(axis=0)


def rounded_to_twelve_digits(dy, x, W):
    return (dy @ W.T).round(12), (x.T @ dy).round(12), dy.sum(axis=0).round(12)


RIGHT = (
    by_einsum,
    everything_transposed,
    example_by_example,
    with_b_as_one_more_weight,
    with_out,
    in_float64,
)
WRONG = (
    divides_again,
    all_divided_by_the_batch,
    dx_divided_by_the_outputs,
    dW_divided_by_the_inputs,
    db_of_the_first_example,
    db_sums_over_everything,
    right_for_one_example_only,
    dW_with_the_sign_of_a_descent,
    dx_with_a_pseudoinverse,
    with_weight_decay,
    clipped_at_100,
    small_dW_set_to_0,
    with_an_epsilon,
    rounded_to_twelve_digits,
)
