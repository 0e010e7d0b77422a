"""Answers to `conv2d_weight_gradient`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from numgan.exercises.chapters.convolution.conv2d_weight_gradient import conv2d_weight_gradient, divides_again


def seven_loops(x, dy, kernel, stride):
    (B, rows, columns, C_out), C_in = dy.shape, x.shape[3]
    dW, db = np.zeros((kernel, kernel, C_in, C_out)), np.zeros(C_out)
    for b in range(B):
        for i in range(rows):
            for j in range(columns):
                for o in range(C_out):
                    db[o] += dy[b, i, j, o]
                    for u in range(kernel):
                        for v in range(kernel):
                            for c in range(C_in):
                                dW[u, v, c, o] += float(x[b, i * stride + u, j * stride + v, c]) * dy[b, i, j, o]
    return dW.astype(x.dtype), db.astype(x.dtype)


def windows(x, kernel, stride):
    """(B, H', W', C, k, k)"""
    return sliding_window_view(x, (kernel, kernel), axis=(1, 2))[:, ::stride, ::stride]


def by_einsum(x, dy, kernel, stride):
    return np.einsum("bijcuv,bijo->uvco", windows(x, kernel, stride), dy), np.einsum("bijo->o", dy)


def by_tensordot(x, dy, kernel, stride):
    dW = np.tensordot(windows(x, kernel, stride), dy, axes=((0, 1, 2), (0, 1, 2)))
    return dW.transpose(1, 2, 0, 3), dy.sum(0).sum(0).sum(0)


def as_a_dense_layer(x, dy, kernel, stride):
    patches = np.moveaxis(windows(x, kernel, stride), 3, -1)
    X, g = patches.reshape(-1, kernel * kernel * x.shape[3]), dy.reshape(-1, dy.shape[3])
    return (X.T @ g).reshape(kernel, kernel, x.shape[3], -1), np.ones(len(g), g.dtype) @ g


def window_by_window(x, dy, kernel, stride):
    dW = np.zeros((kernel, kernel, x.shape[3], dy.shape[3]), x.dtype)
    db = np.zeros(dy.shape[3], dy.dtype)
    for b, i, j in np.ndindex(dy.shape[:3]):
        patch = x[b, i * stride : i * stride + kernel, j * stride : j * stride + kernel]
        dW += patch[..., None] * dy[b, i, j]
        db += dy[b, i, j]
    return [dW, db]


def convolved_with_a_spread_dy(x, dy, kernel, stride):
    B, rows, columns, C = dy.shape
    spread = np.zeros((B, (rows - 1) * stride + 1, (columns - 1) * stride + 1, C), dy.dtype)
    spread[:, ::stride, ::stride] = dy
    _, h, w, _ = spread.shape
    places = [[x[:, u : u + h, v : v + w] for v in range(kernel)] for u in range(kernel)]
    dW = [[np.tensordot(part, spread, ((0, 1, 2), (0, 1, 2))) for part in line] for line in places]
    return np.array(dW), spread.sum(axis=(0, 1, 2))


def image_by_image(x, dy, kernel, stride):
    found = [np.einsum("ijcuv,ijo->uvco", *pair) for pair in zip(windows(x, kernel, stride), dy, strict=True)]
    return np.sum(found, axis=0), np.add.reduce(dy.reshape(-1, dy.shape[3]), axis=0)


def with_dW(change):
    def function(x, dy, kernel, stride):
        dW, db = conv2d_weight_gradient(x, dy, kernel, stride)
        return change(dW, x, dy), db

    return function


def named(name, function):
    function.__name__ = name
    return function


def channels_first_reshaped(x, dy, kernel, stride):
    X = windows(x, kernel, stride).reshape(-1, kernel * kernel * x.shape[3])
    g = dy.reshape(-1, dy.shape[3])
    return (X.T @ g).reshape(kernel, kernel, x.shape[3], -1), g.sum(axis=0)


def places_of_stride_1(x, dy, kernel, stride):
    return conv2d_weight_gradient(x, dy, kernel, 1)


def stride_along_columns_only(x, dy, kernel, stride):
    _, rows, columns, _ = dy.shape
    dW = np.zeros((kernel, kernel, x.shape[3], dy.shape[3]), x.dtype)
    for u, v in np.ndindex(kernel, kernel):
        seen = x[:, u : u + rows, v : v + columns * stride : stride]
        dW[u, v] = np.tensordot(seen, dy, ((0, 1, 2), (0, 1, 2)))
    return dW, dy.sum(axis=(0, 1, 2))


def only_the_last_image(x, dy, kernel, stride):
    return conv2d_weight_gradient(x[-1:], dy[-1:], kernel, stride)


def db_of_the_first_pixel(x, dy, kernel, stride):
    return conv2d_weight_gradient(x, dy, kernel, stride)[0], dy[:, 0, 0].sum(axis=0)


def db_over_everything(x, dy, kernel, stride):
    return conv2d_weight_gradient(x, dy, kernel, stride)[0], np.full(dy.shape[3], dy.sum(), dy.dtype)


def db_for_each_place_of_the_kernel(x, dy, kernel, stride):
    dW, db = conv2d_weight_gradient(x, dy, kernel, stride)
    return dW, kernel**2 * db


def db_averaged_over_pixels(x, dy, kernel, stride):
    return conv2d_weight_gradient(x, dy, kernel, stride)[0], dy.mean(axis=(1, 2)).sum(axis=0)


def db_keeps_its_axes(x, dy, kernel, stride):
    return conv2d_weight_gradient(x, dy, kernel, stride)[0], dy.sum(axis=(0, 1, 2), keepdims=True)


RIGHT = (
    seven_loops,
    by_einsum,
    by_tensordot,
    as_a_dense_layer,
    window_by_window,
    convolved_with_a_spread_dy,
    image_by_image,
)
WRONG = (
    divides_again,
    named("dW_divided_by_the_images", with_dW(lambda dW, x, dy: dW / len(dy))),
    named("dW_divided_by_the_windows", with_dW(lambda dW, x, dy: dW / dy[0, :, :, 0].size)),
    named("dW_divided_by_the_kernel", with_dW(lambda dW, x, dy: dW / len(dW) ** 2)),
    named("dW_upside_down", with_dW(lambda dW, x, dy: dW[::-1])),
    named("dW_turned", with_dW(lambda dW, x, dy: dW[::-1, ::-1])),
    named("dW_transposed", with_dW(lambda dW, x, dy: dW.swapaxes(0, 1))),
    named("dW_negative", with_dW(lambda dW, x, dy: -dW)),
    named("dW_with_an_epsilon", with_dW(lambda dW, x, dy: dW + np.asarray(1e-12, x.dtype))),
    named("dW_clipped", with_dW(lambda dW, x, dy: np.clip(dW, -1e6, 1e6))),
    named("small_dW_set_to_0", with_dW(lambda dW, x, dy: np.where(np.abs(dW) < 1e-12, 0, dW).astype(x.dtype))),
    named("dW_of_unit_length", with_dW(lambda dW, x, dy: dW / np.linalg.norm(dW))),
    channels_first_reshaped,
    places_of_stride_1,
    stride_along_columns_only,
    only_the_last_image,
    db_of_the_first_pixel,
    db_over_everything,
    db_for_each_place_of_the_kernel,
    db_averaged_over_pixels,
    db_keeps_its_axes,
)
