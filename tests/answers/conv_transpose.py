"""Answers to `conv_transpose`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from numgan.exercises.chapters.convolution.conv2d_input_gradient import conv2d_input_gradient
from numgan.exercises.chapters.convolution.conv_transpose import conv_transpose, flipped


def empty_y(x, W, stride, dtype=None):
    rows, columns = ((n - 1) * stride + len(W) for n in x.shape[1:3])
    return np.zeros((len(x), rows, columns, W.shape[2]), dtype or x.dtype)


def seven_loops(x, W, stride):
    y = empty_y(x, W, stride, np.float64)
    k, _, C_out, C_in = W.shape
    for b in range(len(x)):
        for i in range(x.shape[1]):
            for j in range(x.shape[2]):
                for u in range(k):
                    for v in range(k):
                        for o in range(C_out):
                            for c in range(C_in):
                                y[b, i * stride + u, j * stride + v, o] += float(x[b, i, j, c]) * W[u, v, o, c]
    return y.astype(x.dtype)


def stamp_by_stamp(x, W, stride):
    y, k = empty_y(x, W, stride), len(W)
    for i, j in np.ndindex(x.shape[1:3]):
        stamp = np.einsum("bc,uvoc->buvo", x[:, i, j], W)
        y[:, i * stride : i * stride + k, j * stride : j * stride + k] += stamp
    return y


def as_a_backward_pass(x, W, stride):
    return conv2d_input_gradient(x, W, empty_y(x, W, stride).shape, stride)


def convolved_with_a_turned_kernel(x, W, stride):
    k, (_, rows, columns, C) = len(W), x.shape
    spread = np.zeros((len(x), (rows - 1) * stride + 2 * k - 1, (columns - 1) * stride + 2 * k - 1, C), x.dtype)
    spread[:, k - 1 : spread.shape[1] - k + 1 : stride, k - 1 : spread.shape[2] - k + 1 : stride] = x
    seen = sliding_window_view(spread, (k, k), axis=(1, 2))
    return np.tensordot(seen, W[::-1, ::-1], axes=((4, 5, 3), (0, 1, 3)))


def all_stamps_then_add_at(x, W, stride):
    y, k = empty_y(x, W, stride), np.arange(len(W))
    i, j = (np.arange(n)[:, None] * stride + k for n in x.shape[1:3])
    np.add.at(y, np.s_[:, i[:, None, :, None], j[None, :, None, :]], np.einsum("bijc,uvoc->bijuvo", x, W))
    return y


def as_one_large_matrix(x, W, stride):
    k, y = len(W), empty_y(x, W, stride)
    M = np.zeros((*y.shape[1:], *x.shape[1:]))
    for i, j in np.ndindex(x.shape[1:3]):
        M[i * stride : i * stride + k, j * stride : j * stride + k, :, i, j] = W
    return np.einsum("hwoijc,bijc->bhwo", M, x.astype(np.float64)).astype(x.dtype)


def rows_then_columns(x, W, stride):
    (B, rows, columns, _), k, y = x.shape, len(W), empty_y(x, W, stride)
    stamps = np.einsum("bijc,uvoc->biujvo", x, W)
    tall = np.zeros((B, y.shape[1], columns, k, y.shape[3]), x.dtype)
    for i in range(rows):
        tall[:, i * stride : i * stride + k] += stamps[:, i]
    for j in range(columns):
        y[:, :, j * stride : j * stride + k] += tall[:, :, j]
    return y


def by_index_arrays(x, W, stride):
    y, k = empty_y(x, W, stride), np.arange(len(W))
    i, j = (np.arange(n)[:, None] * stride + k for n in x.shape[1:3])
    y[:, i[:, None, :, None], j[None, :, None, :]] += np.einsum("bijc,uvoc->bijuvo", x, W)
    return y


def upsampled_then_convolved(x, W, stride):
    k = len(W)
    large = np.repeat(np.repeat(x, stride, axis=1), stride, axis=2)
    large = np.pad(large, ((0, 0), (k - 1, k - 1), (k - 1, k - 1), (0, 0)))
    y = np.einsum("bijcuv,uvoc->bijo", sliding_window_view(large, (k, k), axis=(1, 2)), W[::-1, ::-1])
    _, rows, columns, _ = empty_y(x, W, stride).shape
    return y[:, :rows, :columns]


def spread_and_not_turned(x, W, stride):
    return convolved_with_a_turned_kernel(x, W[::-1, ::-1], stride)


def flipped_up_and_down(x, W, stride):
    return conv_transpose(x, W[::-1], stride)


def flipped_left_and_right(x, W, stride):
    return conv_transpose(x, W[:, ::-1], stride)


def stride_along_columns_only(x, W, stride):
    y = empty_y(x, W, stride)
    for u, v in np.ndindex(W.shape[:2]):
        y[:, u : u + x.shape[1], v : v + x.shape[2] * stride : stride] += x @ W[u, v].T
    return y


def as_with_padding_1(x, W, stride):
    return conv_transpose(x, W, stride)[:, 1:-1, 1:-1]


def as_large_as_stride_says(x, W, stride):
    return conv_transpose(x, W, stride)[:, : x.shape[1] * stride, : x.shape[2] * stride]


def gaps_filled(x, W, stride):
    y = conv_transpose(x, W, stride)
    return np.where(y == 0, y.mean(), y).astype(x.dtype)


def first_channel_only(x, W, stride):
    return conv_transpose(x[..., :1], W[..., :1], stride)


def channels_averaged(x, W, stride):
    return conv_transpose(x / x.shape[3], W, stride)


def divided_by_the_stride(x, W, stride):
    return conv_transpose(x, W, stride) / np.asarray(stride**2, x.dtype)


def outputs_backwards(x, W, stride):
    return conv_transpose(x, W[:, :, ::-1], stride)


def channels_swapped_where_they_fit(x, W, stride):
    fits = W.shape[2] == W.shape[3]
    return conv_transpose(x, W.swapaxes(2, 3) if fits else W, stride)


def clipped(x, W, stride):
    return np.clip(conv_transpose(x, W, stride), -1e6, 1e6)


def small_set_to_0(x, W, stride):
    y = conv_transpose(x, W, stride)
    return np.where(np.abs(y) < 1e-12, 0, y).astype(x.dtype)


RIGHT = (
    seven_loops,
    stamp_by_stamp,
    as_a_backward_pass,
    convolved_with_a_turned_kernel,
    all_stamps_then_add_at,
    as_one_large_matrix,
    rows_then_columns,
)
WRONG = (
    flipped,
    by_index_arrays,
    upsampled_then_convolved,
    spread_and_not_turned,
    flipped_up_and_down,
    flipped_left_and_right,
    stride_along_columns_only,
    as_with_padding_1,
    as_large_as_stride_says,
    gaps_filled,
    first_channel_only,
    channels_averaged,
    divided_by_the_stride,
    outputs_backwards,
    channels_swapped_where_they_fit,
    clipped,
    small_set_to_0,
)
