"""Answers to `conv2d_input_gradient`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from numgan.exercises.chapters.convolution.conv2d_input_gradient import conv2d_input_gradient


def seven_loops(dy, W, shape, stride):
    dx = np.zeros(shape)
    k, _, C_in, C_out = W.shape
    for b in range(len(dy)):
        for i in range(dy.shape[1]):
            for j in range(dy.shape[2]):
                for u in range(k):
                    for v in range(k):
                        for c in range(C_in):
                            for o in range(C_out):
                                dx[b, i * stride + u, j * stride + v, c] += float(dy[b, i, j, o]) * W[u, v, c, o]
    return dx.astype(dy.dtype)


def window_by_window(dy, W, shape, stride):
    dx, k = np.zeros(shape, dy.dtype), len(W)
    for i, j in np.ndindex(dy.shape[1:3]):
        patch = np.tensordot(dy[:, i, j], W, axes=(1, 3))
        dx[:, i * stride : i * stride + k, j * stride : j * stride + k] += patch
    return dx


def convolved_with_a_turned_kernel(dy, W, shape, stride):
    (_, H, width, _), k = shape, len(W)
    spread = np.zeros((shape[0], H + k - 1, width + k - 1, dy.shape[3]), dy.dtype)
    end_h, end_w = (k - 1 + (n - 1) * stride + 1 for n in dy.shape[1:3])
    spread[:, k - 1 : end_h : stride, k - 1 : end_w : stride] = dy
    seen = sliding_window_view(spread, (k, k), axis=(1, 2))
    return np.einsum("bijouv,uvco->bijc", seen, W[::-1, ::-1])


def by_np_add_at(dy, W, shape, stride):
    dx, k = np.zeros(shape, dy.dtype), np.arange(len(W))
    i, j = (np.arange(n)[:, None] * stride + k for n in dy.shape[1:3])
    patches = np.einsum("bijo,uvco->bijuvc", dy, W)
    np.add.at(dx, (slice(None), i[:, None, :, None], j[None, :, None, :]), patches)
    return dx


def as_one_large_matrix(dy, W, shape, stride):
    M = np.zeros((*shape[1:], *dy.shape[1:]))
    for i, j in np.ndindex(dy.shape[1:3]):
        M[i * stride : i * stride + len(W), j * stride : j * stride + len(W), :, i, j] = W
    return np.tensordot(dy, M, axes=((1, 2, 3), (3, 4, 5))).astype(dy.dtype)


def channels_by_einsum(dy, W, shape, stride):
    dx = np.zeros(shape, dy.dtype)
    for u, v in np.ndindex(W.shape[:2]):
        target = dx[:, u::stride, v::stride][:, : dy.shape[1], : dy.shape[2]]
        np.add(target, np.einsum("bijo,co->bijc", dy, W[u, v]), out=target)
    return dx


def pixel_asks_its_windows(dy, W, shape, stride):
    dx = np.zeros(shape, dy.dtype)
    for h, w, u, v in np.ndindex(*shape[1:3], *W.shape[:2]):
        (i, down), (j, right) = divmod(h - u, stride), divmod(w - v, stride)
        if down == right == 0 and 0 <= i < dy.shape[1] and 0 <= j < dy.shape[2]:
            dx[:, h, w] += dy[:, i, j] @ W[u, v].T
    return dx


def by_index_arrays(dy, W, shape, stride):
    dx, k = np.zeros(shape, dy.dtype), np.arange(len(W))
    i, j = (np.arange(n)[:, None] * stride + k for n in dy.shape[1:3])
    dx[:, i[:, None, :, None], j[None, :, None, :]] += np.einsum("bijo,uvco->bijuvc", dy, W)
    return dx


def the_first_window_stays(dy, W, shape, stride):
    dx, k, done = np.zeros(shape, dy.dtype), len(W), np.zeros(shape[1:3], bool)
    for i, j in np.ndindex(dy.shape[1:3]):
        at = np.s_[i * stride : i * stride + k, j * stride : j * stride + k]
        patch = np.tensordot(dy[:, i, j], W, axes=(1, 3))
        dx[(slice(None), *at)] += np.where(done[at][:, :, None], 0, patch).astype(dy.dtype)
        done[at] = True
    return dx


def largest_contribution(dy, W, shape, stride):
    dx, k = np.zeros(shape, dy.dtype), len(W)
    for i, j in np.ndindex(dy.shape[1:3]):
        at = np.s_[:, i * stride : i * stride + k, j * stride : j * stride + k]
        patch = np.tensordot(dy[:, i, j], W, axes=(1, 3))
        dx[at] = np.where(np.abs(patch) > np.abs(dx[at]), patch, dx[at])
    return dx


def flipped_up_and_down(dy, W, shape, stride):
    return conv2d_input_gradient(dy, W[::-1], shape, stride)


def flipped_left_and_right(dy, W, shape, stride):
    return conv2d_input_gradient(dy, W[:, ::-1], shape, stride)


def channels_backwards(dy, W, shape, stride):
    return conv2d_input_gradient(dy, W[..., ::-1], shape, stride)


def last_channel_only(dy, W, shape, stride):
    return conv2d_input_gradient(dy[..., -1:], W[..., -1:], shape, stride)


def channels_averaged(dy, W, shape, stride):
    return conv2d_input_gradient(dy / dy.shape[3], W, shape, stride)


def divided_by_the_kernel(dy, W, shape, stride):
    return conv2d_input_gradient(dy, W, shape, stride) / len(W) ** 2


def divided_by_the_images(dy, W, shape, stride):
    return conv2d_input_gradient(dy, W, shape, stride) / np.asarray(len(dy) + 1e-3, dy.dtype)


def stride_along_rows_only(dy, W, shape, stride):
    dx, (_, rows, columns, _) = np.zeros(shape, dy.dtype), dy.shape
    for u, v in np.ndindex(W.shape[:2]):
        dx[:, u : u + rows * stride : stride, v : v + columns] += dy @ W[u, v].T
    return dx


def kernel_as_stride(dy, W, shape, stride):
    k = len(W)
    dx = np.zeros((*shape[:1], dy.shape[1] * k, dy.shape[2] * k, shape[3]), dy.dtype)
    for u, v in np.ndindex(k, k):
        dx[:, u::k, v::k] += dy @ W[u, v].T
    return np.pad(dx, ((0, 0), (0, shape[1]), (0, shape[2]), (0, 0)))[:, : shape[1], : shape[2]]


def rim_filled_from_the_edge(dy, W, shape, stride):
    dx, k = conv2d_input_gradient(dy, W, shape, stride), len(W)
    h, w = ((n - 1) * stride + k for n in dy.shape[1:3])
    return np.pad(dx[:, :h, :w], ((0, 0), (0, shape[1] - h), (0, shape[2] - w), (0, 0)), mode="edge")


def rim_shared_out(dy, W, shape, stride):
    dx, k = conv2d_input_gradient(dy, W, shape, stride), len(W)
    down, right = (n - (m - 1) * stride - k for n, m in zip(shape[1:3], dy.shape[1:3], strict=True))
    return np.roll(dx, (down // 2, right // 2), axis=(1, 2))


def with_the_weight_gradients_sign(dy, W, shape, stride):
    return -conv2d_input_gradient(dy, W, shape, stride)


def clipped(dy, W, shape, stride):
    return np.clip(conv2d_input_gradient(dy, W, shape, stride), -1e6, 1e6)


def small_set_to_0(dy, W, shape, stride):
    dx = conv2d_input_gradient(dy, W, shape, stride)
    return np.where(np.abs(dx) < 1e-12, 0, dx).astype(dy.dtype)


RIGHT = (
    seven_loops,
    window_by_window,
    convolved_with_a_turned_kernel,
    by_np_add_at,
    as_one_large_matrix,
    channels_by_einsum,
    pixel_asks_its_windows,
)
WRONG = (
    by_index_arrays,
    the_first_window_stays,
    largest_contribution,
    flipped_up_and_down,
    flipped_left_and_right,
    channels_backwards,
    last_channel_only,
    channels_averaged,
    divided_by_the_kernel,
    divided_by_the_images,
    stride_along_rows_only,
    kernel_as_stride,
    rim_filled_from_the_edge,
    rim_shared_out,
    with_the_weight_gradients_sign,
    clipped,
    small_set_to_0,
)
