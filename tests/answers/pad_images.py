"""Answers to `pad_images`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np

from numgan.exercises.chapters.convolution.pad_images import pad_images


def by_np_pad(x, padding):
    return np.pad(x, ((0, 0), (padding,) * 2, (padding,) * 2, (0, 0)))


def pixel_by_pixel(x, padding):
    B, H, W, C = x.shape
    y = np.zeros((B, H + 2 * padding, W + 2 * padding, C), x.dtype)
    for b in range(B):
        for i in range(H):
            for j in range(W):
                y[b, i + padding, j + padding] = x[b, i, j]
    return y


def by_joining(x, padding):
    B, H, W, C = x.shape
    side = np.zeros((B, H, padding, C), x.dtype)
    wide = np.concatenate([side, x, side], axis=2)
    lid = np.zeros((B, padding, W + 2 * padding, C), x.dtype)
    return np.concatenate([lid, wide, lid], axis=1)


def one_ring_at_a_time(x, padding):
    y = x.copy()
    for _ in range(padding):
        y = np.pad(y, [(0, 0), (1, 1), (1, 1), (0, 0)], mode="constant", constant_values=0)
    return y


def by_matrices(x, padding):
    def shifted(n):
        return np.eye(n + 2 * padding, n, -padding, dtype=x.dtype)

    return np.einsum("ih,bhwc,jw->bijc", shifted(x.shape[1]), x, shifted(x.shape[2]))


def end_or_none(x, padding):
    y = np.zeros(tuple(n + 2 * padding * (axis in (1, 2)) for axis, n in enumerate(x.shape)), x.dtype)
    inside = slice(padding, -padding or None)
    y[:, inside, inside, :] = x
    return y


def channels_first_and_back(x, padding):
    return np.moveaxis(np.pad(x.transpose(0, 3, 1, 2), [(0, 0)] * 2 + [(padding, padding)] * 2), 1, -1)


def framed(mode):
    def function(x, padding):
        return np.pad(x, ((0, 0), (padding,) * 2, (padding,) * 2, (0, 0)), mode=mode)

    function.__name__ = f"frame_{mode}"
    return function


def frame_of_ones(x, padding):
    return np.pad(x, ((0, 0), (padding,) * 2, (padding,) * 2, (0, 0)), constant_values=1)


def frame_not_set(x, padding):
    return np.where(pad_images(np.ones_like(x), padding) == 1, pad_images(x, padding), 1e-30).astype(x.dtype)


def at_the_top_left(x, padding):
    return np.roll(pad_images(x, padding), (-padding, -padding), axis=(1, 2))


def at_the_bottom_right(x, padding):
    return np.roll(pad_images(x, padding), (padding, padding), axis=(1, 2))


def columns_only(x, padding):
    return np.pad(x, ((0, 0), (0, 0), (padding, padding), (0, 0)))


def one_ring_only(x, padding):
    return pad_images(x, min(padding, 1))


def batch_too(x, padding):
    return np.pad(x, ((padding, padding), (padding, padding), (padding, padding), (0, 0)))


def images_turned(x, padding):
    y = pad_images(x, padding)
    return y.swapaxes(1, 2).reshape(y.shape)


def at_least_one_ring(x, padding):
    return pad_images(x, max(padding, 1))


def empty_slice_guarded_wrongly(x, padding):
    return pad_images(x, padding) if padding else np.zeros_like(x)


def first_image_only(x, padding):
    y = np.zeros_like(pad_images(x, padding))
    y[0] = pad_images(x[:1], padding)[0]
    return y


def first_channel_only(x, padding):
    y = pad_images(x, padding)
    y[..., 1:] = 0
    return y


def clipped(x, padding):
    return pad_images(np.clip(x, -1e6, 1e6), padding)


def small_set_to_0(x, padding):
    return pad_images(np.where(np.abs(x) < 1e-12, 0, x).astype(x.dtype), padding)


RIGHT = (
    by_np_pad,
    pixel_by_pixel,
    by_joining,
    one_ring_at_a_time,
    by_matrices,
    end_or_none,
    channels_first_and_back,
)
WRONG = (
    framed("edge"),
    framed("wrap"),
    framed("symmetric"),
    framed("mean"),
    frame_of_ones,
    frame_not_set,
    at_the_top_left,
    at_the_bottom_right,
    columns_only,
    one_ring_only,
    batch_too,
    images_turned,
    at_least_one_ring,
    empty_slice_guarded_wrongly,
    first_image_only,
    first_channel_only,
    clipped,
    small_set_to_0,
)
