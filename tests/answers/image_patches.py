"""Answers to `image_patches`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view

from numgan.exercises.chapters.convolution.image_patches import image_patches


def counts(x, kernel, stride):
    return (x.shape[1] - kernel) // stride + 1, (x.shape[2] - kernel) // stride + 1


def six_loops(x, kernel, stride):
    (B, _, _, C), (rows, columns) = x.shape, counts(x, kernel, stride)
    patches = np.empty((B, rows, columns, kernel, kernel, C), x.dtype)
    for b in range(B):
        for i in range(rows):
            for j in range(columns):
                for u in range(kernel):
                    for v in range(kernel):
                        for c in range(C):
                            patches[b, i, j, u, v, c] = x[b, i * stride + u, j * stride + v, c]
    return patches


def by_place_in_the_kernel(x, kernel, stride):
    (B, _, _, C), (rows, columns) = x.shape, counts(x, kernel, stride)
    patches = np.empty((B, rows, columns, kernel, kernel, C), x.dtype)
    for u, v in np.ndindex(kernel, kernel):
        patches[:, :, :, u, v] = x[:, u::stride, v::stride][:, :rows, :columns]
    return patches


def by_sliding_windows(x, kernel, stride):
    view = sliding_window_view(x, (kernel, kernel), axis=(1, 2))
    return np.moveaxis(view[:, ::stride, ::stride], 3, -1)


def by_strides(x, kernel, stride):
    (B, _, _, C), (rows, columns) = x.shape, counts(x, kernel, stride)
    b, h, w, c = x.strides
    return as_strided(x, (B, rows, columns, kernel, kernel, C), (b, h * stride, w * stride, h, w, c))


def by_index_arrays(x, kernel, stride):
    i, j = (np.arange(n)[:, None] * stride + np.arange(kernel) for n in counts(x, kernel, stride))
    return x[:, i[:, None, :, None], j[None, :, None, :]]


def rows_then_columns(x, kernel, stride):
    rows, columns = counts(x, kernel, stride)
    strips = np.stack([x[:, i * stride : i * stride + kernel] for i in range(rows)], axis=1)
    return np.stack([strips[:, :, :, j * stride : j * stride + kernel] for j in range(columns)], axis=2)


def by_matrices(x, kernel, stride):
    def reads(n, count):
        return np.stack([np.eye(kernel, n, i * stride, dtype=x.dtype) for i in range(count)])

    rows, columns = (reads(n, m) for n, m in zip(x.shape[1:3], counts(x, kernel, stride), strict=True))
    return np.einsum("iuh,jvw,bhwc->bijuvc", rows, columns, x)


def windows(x, kernel, stride):
    return sliding_window_view(x, (kernel, kernel), axis=(1, 2))[:, ::stride, ::stride]


def reshaped_not_moved(x, kernel, stride):
    return windows(x, kernel, stride).reshape(image_patches(x, kernel, stride).shape)


def channels_after_rows(x, kernel, stride):
    return windows(x, kernel, stride).transpose(0, 1, 2, 4, 3, 5).reshape(image_patches(x, kernel, stride).shape)


def transposed_patches(x, kernel, stride):
    return windows(x, kernel, stride).transpose(0, 1, 2, 5, 4, 3)


def upside_down(x, kernel, stride):
    return image_patches(x, kernel, stride)[:, :, :, ::-1]


def from_the_end(x, kernel, stride):
    rows, columns = counts(x, kernel, stride)
    top, left = x.shape[1] - (rows - 1) * stride - kernel, x.shape[2] - (columns - 1) * stride - kernel
    return image_patches(x[:, top:, left:], kernel, stride)


def dilated(x, kernel, stride):
    rows, columns = counts(x, kernel, stride)
    i, j = (np.arange(n)[:, None] + np.arange(kernel) * stride for n in (rows, columns))
    i, j = np.minimum(i, x.shape[1] - 1), np.minimum(j, x.shape[2] - 1)
    return x[:, i[:, None, :, None], j[None, :, None, :]]


def stride_along_rows_only(x, kernel, stride):
    rows, columns = counts(x, kernel, stride)
    return image_patches(x, kernel, 1)[:, ::stride, :columns][:, :rows]


def stride_along_columns_only(x, kernel, stride):
    rows, columns = counts(x, kernel, stride)
    return image_patches(x, kernel, 1)[:, :rows, ::stride][:, :, :columns]


def all_patches_of_the_first_image(x, kernel, stride):
    return np.broadcast_to(image_patches(x[:1], kernel, stride), image_patches(x, kernel, stride).shape).copy()


def one_window_short(x, kernel, stride):
    return image_patches(x, kernel, stride)[:, :-1, :-1]


def flat_patches(x, kernel, stride):
    patches = image_patches(x, kernel, stride)
    return patches.reshape(*patches.shape[:3], -1)


def last_window_pulled_inside(x, kernel, stride):
    H, W = x.shape[1:3]
    tops = [min(i * stride, H - kernel) for i in range(-(-(H - kernel) // stride) + 1)]
    lefts = [min(j * stride, W - kernel) for j in range(-(-(W - kernel) // stride) + 1)]
    found = [[x[:, i : i + kernel, j : j + kernel] for j in lefts] for i in tops]
    return np.array(found).transpose(2, 0, 1, 3, 4, 5)


def kernel_as_stride(x, kernel, stride):
    return image_patches(x, kernel, kernel)


RIGHT = (
    six_loops,
    by_place_in_the_kernel,
    by_sliding_windows,
    by_strides,
    by_index_arrays,
    rows_then_columns,
    by_matrices,
)
WRONG = (
    reshaped_not_moved,
    channels_after_rows,
    transposed_patches,
    upside_down,
    from_the_end,
    dilated,
    stride_along_rows_only,
    stride_along_columns_only,
    all_patches_of_the_first_image,
    one_window_short,
    flat_patches,
    last_window_pulled_inside,
    kernel_as_stride,
)
