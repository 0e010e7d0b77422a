"""Answers to `upsample_backward`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from numgan.exercises.chapters.convolution.upsample_backward import upsample_backward


def by_slices(dy, factor):
    return sum(dy[:, u::factor, v::factor] for u in range(factor) for v in range(factor))


def by_reduceat(dy, factor):
    rows = np.add.reduceat(dy, np.arange(0, dy.shape[1], factor), axis=1)
    return np.add.reduceat(rows, np.arange(0, dy.shape[2], factor), axis=2)


def block_by_block(dy, factor):
    dx = np.empty((len(dy), dy.shape[1] // factor, dy.shape[2] // factor, dy.shape[3]), dy.dtype)
    for i, j in np.ndindex(dx.shape[1:3]):
        block = dy[:, i * factor : (i + 1) * factor, j * factor : (j + 1) * factor]
        np.sum(block, axis=(1, 2), out=dx[:, i, j])
    return dx


def by_windows(dy, factor):
    view = sliding_window_view(dy, (factor, factor), axis=(1, 2))
    return view[:, ::factor, ::factor].sum(axis=(-1, -2))


def by_matrices(dy, factor):
    def copies(n):
        return np.repeat(np.eye(n // factor, dtype=dy.dtype), factor, axis=1)

    return np.einsum("ih,bhwc,jw->bijc", copies(dy.shape[1]), dy, copies(dy.shape[2]))


def with_exact_sums(dy, factor):
    dx = np.empty((len(dy), dy.shape[1] // factor, dy.shape[2] // factor, dy.shape[3]), dy.dtype)
    for b, i, j, c in np.ndindex(dx.shape):
        dx[b, i, j, c] = math.fsum(dy[b, i * factor : (i + 1) * factor, j * factor : (j + 1) * factor, c].ravel())
    return dx


def a_pooled_mean_made_a_sum(dy, factor):
    B, H, W, C = dy.shape
    return dy.reshape(B, H // factor, factor, W // factor, factor, C).mean(axis=(2, 4)) * factor**2


def pixel_by_pixel(dy, factor):
    dx = np.zeros((len(dy), dy.shape[1] // factor, dy.shape[2] // factor, dy.shape[3]), dy.dtype)
    for i, j in np.ndindex(dy.shape[1:3]):
        dx[:, i // factor, j // factor] += dy[:, i, j]
    return dx


def blocks(dy, factor):
    B, H, W, C = dy.shape
    return dy.reshape(B, H // factor, factor, W // factor, factor, C)


def average_pooling(dy, factor):
    return blocks(dy, factor).mean(axis=(2, 4))


def max_pooling(dy, factor):
    return blocks(dy, factor).max(axis=(2, 4))


def every_factor_th_pixel(dy, factor):
    return dy[:, ::factor, ::factor] + 0


def first_pixel_times_the_block(dy, factor):
    return dy[:, ::factor, ::factor] * factor**2


def last_pixel(dy, factor):
    return dy[:, factor - 1 :: factor, factor - 1 :: factor]


def middle_pixel(dy, factor):
    return dy[:, factor // 2 :: factor, factor // 2 :: factor]


def diagonals(dy, factor):
    return sum(dy[:, u::factor, u::factor] for u in range(factor))


def rows_only(dy, factor):
    return blocks(dy, factor).sum(axis=2)[:, :, :, 0]


def by_two_whatever_the_factor(dy, factor):
    first = range(min(factor, 2))
    return sum(dy[:, u::factor, v::factor] for u in first for v in first)


def split_the_wrong_way(dy, factor):
    B, H, W, C = dy.shape
    return dy.reshape(B, factor, H // factor, factor, W // factor, C).sum(axis=(1, 3))


def split_the_wrong_way_in_columns(dy, factor):
    B, H, W, C = dy.shape
    return dy.reshape(B, H // factor, factor, factor, W // factor, C).sum(axis=(2, 3))


def channels_mixed(dy, factor):
    dx = blocks(dy, factor).sum(axis=(2, 4))
    return np.broadcast_to(dx.mean(axis=-1, keepdims=True), dx.shape).copy()


def divided_by_the_images(dy, factor):
    return upsample_backward(dy, factor) / np.asarray(len(dy) + 1, dy.dtype)


def root_of_squares(dy, factor):
    return np.sqrt(np.square(blocks(dy, factor)).sum(axis=(2, 4)))


def overlapping_windows(dy, factor):
    view = sliding_window_view(dy, (factor, factor), axis=(1, 2)).sum(axis=(-1, -2))
    return view[:, : dy.shape[1] // factor, : dy.shape[2] // factor]


RIGHT = (
    by_slices,
    by_reduceat,
    block_by_block,
    by_windows,
    by_matrices,
    with_exact_sums,
    a_pooled_mean_made_a_sum,
    pixel_by_pixel,
)
WRONG = (
    average_pooling,
    max_pooling,
    every_factor_th_pixel,
    first_pixel_times_the_block,
    last_pixel,
    middle_pixel,
    diagonals,
    rows_only,
    by_two_whatever_the_factor,
    split_the_wrong_way,
    split_the_wrong_way_in_columns,
    channels_mixed,
    divided_by_the_images,
    root_of_squares,
    overlapping_windows,
)
