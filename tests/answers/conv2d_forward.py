"""Answers to `conv2d_forward`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from numgan.exercises.chapters.convolution.conv2d_forward import conv2d_forward, flipped


def counts(x, W, stride):
    return (x.shape[1] - len(W)) // stride + 1, (x.shape[2] - len(W)) // stride + 1


def seven_loops(x, W, b, stride):
    k, _, C_in, C_out = W.shape
    rows, columns = counts(x, W, stride)
    y = np.empty((len(x), rows, columns, C_out), x.dtype)
    for n in range(len(x)):
        for i in range(rows):
            for j in range(columns):
                for o in range(C_out):
                    total = float(b[o])
                    for u in range(k):
                        for v in range(k):
                            for c in range(C_in):
                                total += float(x[n, i * stride + u, j * stride + v, c]) * float(W[u, v, c, o])
                    y[n, i, j, o] = total
    return y


def windows(x, W, stride):
    """(B, H', W', C, k, k)"""
    return sliding_window_view(x, W.shape[:2], axis=(1, 2))[:, ::stride, ::stride]


def by_einsum(x, W, b, stride):
    return np.einsum("bijcuv,uvco->bijo", windows(x, W, stride), W) + b


def by_tensordot(x, W, b, stride):
    return np.tensordot(windows(x, W, stride), W, axes=((4, 5, 3), (0, 1, 2))) + b


def as_one_matrix_product(x, W, b, stride):
    patches = np.moveaxis(windows(x, W, stride), 3, -1)
    rows = patches.reshape(-1, W[..., 0].size)
    return (rows @ W.reshape(-1, W.shape[3]) + b).reshape(*patches.shape[:3], -1)


def window_by_window(x, W, b, stride):
    k, (rows, columns) = len(W), counts(x, W, stride)
    y = np.empty((len(x), rows, columns, len(b)), x.dtype)
    for i, j in np.ndindex(rows, columns):
        seen = x[:, i * stride : i * stride + k, j * stride : j * stride + k]
        y[:, i, j] = (seen[..., None] * W).sum(axis=(1, 2, 3)) + b
    return y


def all_windows_then_every_second(x, W, b, stride):
    H, width = x.shape[1] - len(W) + 1, x.shape[2] - len(W) + 1
    y = sum(x[:, u : u + H, v : v + width] @ W[u, v] for u in range(len(W)) for v in range(len(W)))
    return (y + b)[:, ::stride, ::stride]


def as_one_large_matrix(x, W, b, stride):
    rows, columns = counts(x, W, stride)
    M = np.zeros((*x.shape[1:], rows, columns, len(b)))
    for i, j in np.ndindex(rows, columns):
        M[i * stride : i * stride + len(W), j * stride : j * stride + len(W), :, i, j] = W
    return (np.tensordot(x, M, axes=3) + b).astype(x.dtype)


def with_exact_sums(x, W, b, stride):
    k, (rows, columns) = len(W), counts(x, W, stride)
    y = np.empty((len(x), rows, columns, len(b)), x.dtype)
    for n, i, j, o in np.ndindex(y.shape):
        seen = x[n, i * stride : i * stride + k, j * stride : j * stride + k].astype(np.float64)
        y[n, i, j, o] = math.fsum([*(seen * W[..., o]).ravel(), float(b[o])])
    return y


def flipped_up_and_down(x, W, b, stride):
    return conv2d_forward(x, W[::-1], b, stride)


def flipped_left_and_right(x, W, b, stride):
    return conv2d_forward(x, W[:, ::-1], b, stride)


def channels_backwards(x, W, b, stride):
    return conv2d_forward(x, W[:, :, ::-1], b, stride)


def patches_in_the_wrong_order(x, W, b, stride):
    found = windows(x, W, stride)
    rows = found.reshape(-1, W[..., 0].size)
    return (rows @ W.reshape(-1, W.shape[3]) + b).reshape(*found.shape[:3], -1)


def bias_subtracted(x, W, b, stride):
    return conv2d_forward(x, W, -b, stride)


def bias_for_each_channel_read(x, W, b, stride):
    return conv2d_forward(x, W, W.shape[2] * b, stride)


def first_bias_everywhere(x, W, b, stride):
    return conv2d_forward(x, W, np.full_like(b, b[0]), stride)


def stride_along_rows_only(x, W, b, stride):
    rows, columns = counts(x, W, stride)
    return conv2d_forward(x, W, b, 1)[:, ::stride, :columns][:, :rows]


def from_the_end(x, W, b, stride):
    rows, columns = counts(x, W, stride)
    return conv2d_forward(x, W, b, 1)[:, ::-stride, ::-stride][:, ::-1, ::-1][:, :rows, :columns]


def one_kernel_for_all_channels(x, W, b, stride):
    return conv2d_forward(x, np.broadcast_to(W.mean(axis=2, keepdims=True), W.shape), b, stride)


def outputs_alike(x, W, b, stride):
    return conv2d_forward(x, np.broadcast_to(W.sum(axis=3, keepdims=True), W.shape), b, stride)


def mean_over_channels(x, W, b, stride):
    return conv2d_forward(x, (W / W.shape[2]).astype(W.dtype), b, stride)


def with_relu(x, W, b, stride):
    return np.maximum(conv2d_forward(x, W, b, stride), 0)


def first_image_for_all(x, W, b, stride):
    return np.broadcast_to(conv2d_forward(x[:1], W, b, stride), conv2d_forward(x, W, b, stride).shape).copy()


def without_the_last_row_of_the_kernel(x, W, b, stride):
    W = W.copy()
    W[1:] *= np.arange(len(W) - 1, 0, -1).reshape(-1, 1, 1, 1) > (len(W) > 1)
    return conv2d_forward(x, W, b, stride)


def with_an_epsilon(x, W, b, stride):
    return conv2d_forward(x, W, b, stride) + np.asarray(1e-9, x.dtype)


def clipped(x, W, b, stride):
    return np.clip(conv2d_forward(x, W, b, stride), -1e6, 1e6)


RIGHT = (
    seven_loops,
    by_einsum,
    by_tensordot,
    as_one_matrix_product,
    window_by_window,
    all_windows_then_every_second,
    as_one_large_matrix,
    with_exact_sums,
)
WRONG = (
    flipped,
    flipped_up_and_down,
    flipped_left_and_right,
    channels_backwards,
    patches_in_the_wrong_order,
    bias_subtracted,
    bias_for_each_channel_read,
    first_bias_everywhere,
    stride_along_rows_only,
    from_the_end,
    one_kernel_for_all_channels,
    outputs_alike,
    mean_over_channels,
    with_relu,
    first_image_for_all,
    without_the_last_row_of_the_kernel,
    with_an_epsilon,
    clipped,
)
