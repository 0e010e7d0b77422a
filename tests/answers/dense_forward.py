"""Answers to `dense_forward`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np

from numgan.exercises.chapters.backpropagation.dense_forward import bias_along_rows


def by_einsum(x, W, b):
    return np.einsum("ik,kj->ij", x, W) + b[np.newaxis]


def with_b_as_one_more_weight(x, W, b):
    ones = np.ones((x.shape[0], 1), x.dtype)
    return np.hstack([ones, x]) @ np.vstack([b, W])


def entry_by_entry(x, W, b):
    y = np.zeros((x.shape[0], W.shape[1]), x.dtype)
    for i in range(len(x)):
        for j in range(len(b)):
            y[i, j] = sum(x[i, k] * W[k, j] for k in range(len(W))) + b[j]
    return y


def with_out(x, W, b):
    y = np.tile(b, (len(x), 1))
    np.add(y, np.matmul(x, W, out=np.empty_like(y)), out=y)
    return y


def columns_of_examples(x, W, b):
    return (W.T @ x.T + b[:, None]).T


def by_broadcasting(x, W, b):
    return (x[:, :, None] * W).sum(axis=1) + b


def in_float64(x, W, b):
    return (np.dot(x.astype(float), W.astype(float)) + b).astype(x.dtype)


def bias_on_the_input(x, W, b):
    return (x + b) @ W


def bias_in_every_weight(x, W, b):
    return x @ (W + b)


def bias_subtracted(x, W, b):
    return x @ W - b


def bias_on_the_first_row_only(x, W, b):
    y = x @ W
    y[0] += b
    return y


def sum_of_the_biases(x, W, b):
    return x @ W + b.sum()


def mean_over_the_inputs(x, W, b):
    return x @ W / W.shape[0] + b


def entries_multiplied(x, W, b):
    return x * W + b if x.shape == W.shape else x @ W + b


def rectified(x, W, b):
    return np.maximum(x @ W + b, 0)


def in_the_shape_of_x(x, W, b):
    y = np.zeros_like(x)
    y[:] = x @ W + b
    return y


def right_for_square_arrays_only(x, W, b):
    if len(x) == len(b):
        return x @ W + b
    return x @ W + b[:1]


def products_in_float32(x, W, b):
    return (x.astype(np.float32) @ W.astype(np.float32)).astype(x.dtype) + b


def clipped_at_1000(x, W, b):
    return np.clip(x @ W + b, -1000, 1000)


def with_an_epsilon(x, W, b):
    return x @ W + b + 1e-12


RIGHT = (
    by_einsum,
    with_b_as_one_more_weight,
    entry_by_entry,
    with_out,
    columns_of_examples,
    by_broadcasting,
    in_float64,
)
WRONG = (
    bias_along_rows,
    bias_on_the_input,
    bias_in_every_weight,
    bias_subtracted,
    bias_on_the_first_row_only,
    sum_of_the_biases,
    mean_over_the_inputs,
    entries_multiplied,
    rectified,
    in_the_shape_of_x,
    right_for_square_arrays_only,
    products_in_float32,
    clipped_at_1000,
    with_an_epsilon,
)
