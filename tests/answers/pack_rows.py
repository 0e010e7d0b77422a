"""Answers to `pack_rows`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def by_strides_and_stacks(x, dy, rows):
    y = np.hstack([x[k::rows] for k in range(rows)])
    return [y, np.stack(np.hsplit(dy, rows), axis=1).reshape(len(x), -1)]


def row_by_row(x, dy, rows):
    n = x.shape[1]
    y, dx = np.empty_like(dy), np.empty_like(x)
    for i in range(len(x)):
        pack, start = i // rows, i % rows * n
        y[pack, start : start + n] = x[i]
        dx[i] = dy[pack, start : start + n]
    return y, dx


def by_ravel_and_resize(x, dy, rows):
    y = np.resize(x.ravel(), (len(x) // rows, rows * x.shape[1]))
    return y, np.array(dy.flatten().tolist(), x.dtype).reshape(x.shape)


def by_einsum(x, dy, rows):
    n = x.shape[1]
    y = np.einsum("prn->prn", x.reshape(-1, rows, n)).reshape(-1, rows * n)
    place = np.eye(rows, dtype=x.dtype)
    return y, np.einsum("pkn,rk->prn", dy.reshape(-1, rows, n), place).reshape(-1, n)


def by_index_arrays(x, dy, rows):
    n = x.shape[1]
    i, k = np.indices(x.shape)
    y = np.zeros((len(x) // rows, rows * n), x.dtype)
    y[i // rows, i % rows * n + k] = x
    return y, np.take(dy, (i // rows) * rows * n + i % rows * n + k)


def unpacked(x, dy, rows):
    return x.reshape(-1, rows * x.shape[1]), dy.reshape(x.shape)


def rows_of_a_pack_reversed(x, dy, rows):
    y = np.hstack([x[k::rows] for k in reversed(range(rows))])
    return y, np.stack(np.hsplit(dy, rows)[::-1], axis=1).reshape(x.shape)


def packs_reversed(x, dy, rows):
    y, dx = unpacked(x, dy[::-1], rows)
    return y[::-1], dx


def gradient_divided_by_rows(x, dy, rows):
    y, dx = unpacked(x, dy, rows)
    return y, dx / rows


def gradient_summed_over_the_pack(x, dy, rows):
    y, dx = unpacked(x, dy, rows)
    return y, np.repeat(dx.reshape(-1, rows, x.shape[1]).sum(axis=1), rows, axis=0)


def gradient_column_by_column(x, dy, rows):
    return unpacked(x, dy, rows)[0], dy.reshape(x.shape, order="F")


def first_row_repeated(x, dy, rows):
    return np.tile(x[::rows], (1, rows)), dy.reshape(x.shape)


def last_pack_dropped(x, dy, rows):
    y, dx = unpacked(x.copy(), dy, rows)
    y[-1] = 0
    return y, dx


def packs_that_overlap(x, dy, rows):
    y = np.stack([x[i : i + rows].ravel() for i in range(len(x) // rows)])
    return y, dy.reshape(x.shape)


def two_rows_whatever_rows_is(x, dy, rows):
    y = np.zeros_like(dy)
    y[:, : 2 * x.shape[1]] = np.hstack([x[::rows], x[min(1, rows - 1) :: rows]])
    return y, dy.reshape(x.shape)


def right_for_one_column(x, dy, rows):
    return x.T.reshape(-1, len(x) // rows, rows).transpose(1, 0, 2).reshape(len(x) // rows, -1), dy.reshape(x.shape)


def rows_taken_from_afar_forward_only(x, dy, rows):
    return np.hstack(np.split(x, rows)), dy.reshape(x.shape)


def in_the_order_of_memory(x, dy, rows):
    return x.ravel(order="K").reshape(dy.shape), dy.ravel(order="K").reshape(x.shape)


def x_for_its_gradient(x, dy, rows):
    y, _ = unpacked(x, dy, rows)
    return y, y.reshape(x.shape)


RIGHT = (by_strides_and_stacks, row_by_row, by_ravel_and_resize, by_einsum, by_index_arrays)
WRONG = (
    rows_of_a_pack_reversed,
    packs_reversed,
    gradient_divided_by_rows,
    gradient_summed_over_the_pack,
    gradient_column_by_column,
    first_row_repeated,
    last_pack_dropped,
    packs_that_overlap,
    two_rows_whatever_rows_is,
    right_for_one_column,
    rows_taken_from_afar_forward_only,
    in_the_order_of_memory,
    x_for_its_gradient,
)
