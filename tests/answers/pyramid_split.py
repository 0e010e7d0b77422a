"""Answers to `pyramid_split`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def four_slices(x):
    coarse = (x[:, ::2, ::2] + x[:, ::2, 1::2] + x[:, 1::2, ::2] + x[:, 1::2, 1::2]) / 4
    band = x.copy()
    for i in (0, 1):
        for j in (0, 1):
            band[:, i::2, j::2] -= coarse
    return coarse, band


def one_direction_at_a_time(x):
    half = (x[:, ::2] + x[:, 1::2]) / 2
    coarse = (half[:, :, ::2] + half[:, :, 1::2]) / 2
    mosaic = np.repeat(np.repeat(coarse, 2, axis=2), 2, axis=1)
    return coarse, x - mosaic


def block_by_block(x):
    B, H, W, C = x.shape
    coarse, band = np.zeros((B, H // 2, W // 2, C), x.dtype), np.zeros_like(x)
    for i in range(H // 2):
        for j in range(W // 2):
            block = x[:, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
            coarse[:, i, j] = block.mean(axis=(1, 2))
            band[:, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2] = block - coarse[:, i, j][:, None, None]
    return [coarse, band]


def without_repeating(x):
    """Six axes, and broadcasting in place of a mosaic."""
    B, H, W, C = x.shape
    blocks = x.reshape(B, H // 2, 2, W // 2, 2, C)
    means = blocks.mean(axis=(2, 4), keepdims=True)
    return means.reshape(B, H // 2, W // 2, C), (blocks - means).reshape(x.shape)


def with_kron(x):
    down, across = (np.kron(np.eye(n // 2, dtype=x.dtype), np.full((1, 2), 0.5, x.dtype)) for n in x.shape[1:3])
    coarse = np.einsum("ih,bhwc,jw->bijc", down, x, across)
    return coarse, x - np.kron(coarse, np.ones((1, 2, 2, 1), x.dtype))


def in_float64_and_back(x):
    coarse, band = four_slices(x.astype(np.float64))
    return coarse.astype(x.dtype), band.astype(x.dtype)


def up(coarse):
    return coarse.repeat(2, axis=1).repeat(2, axis=2)


def medians(x):
    B, H, W, C = x.shape
    blocks = x.reshape(B, H // 2, 2, W // 2, 2, C).swapaxes(2, 3).reshape(B, H // 2, W // 2, 4, C)
    blocks = np.sort(blocks, axis=3)
    coarse = (blocks[..., 1, :] + blocks[..., 2, :]) / 2
    return coarse, x - up(coarse)


def shifted_by_one(x):
    coarse, _ = four_slices(np.roll(x, 1, axis=1))
    return coarse, x - up(coarse)


def other_corner(x):
    coarse = x[:, 1::2, 1::2].copy()
    return coarse, x - up(coarse)


def smooth_up(x):
    """Linear between the coarse pixels of one line."""
    coarse, _ = four_slices(x)
    mosaic = up(coarse)
    return coarse, x - (mosaic + np.roll(mosaic, 1, axis=2)) / 2


def mean_over_channels(x):
    coarse = np.broadcast_to(four_slices(x)[0].mean(axis=3, keepdims=True), four_slices(x)[0].shape) + 1
    return coarse, x - up(coarse)


def rounded(x):
    coarse = np.round(four_slices(x)[0], 2)
    return coarse, x - up(coarse)


def band_of_the_blurred(x):
    coarse, band = four_slices(x)
    return coarse, band - four_slices(band + 1)[0].mean()


def columns_alone(x):
    coarse = (x[:, ::2, ::2] + x[:, ::2, 1::2]) / 2
    return coarse, x - up(coarse)


RIGHT = (
    four_slices,
    one_direction_at_a_time,
    block_by_block,
    without_repeating,
    with_kron,
    in_float64_and_back,
)
WRONG = (
    medians,
    shifted_by_one,
    other_corner,
    smooth_up,
    mean_over_channels,
    rounded,
    band_of_the_blurred,
    columns_alone,
)
