"""Answers to `parameter_views`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np
from numpy.lib.stride_tricks import as_strided

from numgan.exercises.chapters.backpropagation.parameter_views import bias_first, column_by_column, starts_again


def as_one_matrix(params, n_in, n_out):
    rows = params.reshape(n_in + 1, n_out)
    return rows[:-1], rows[-1]


def by_split_as_a_list(params, n_in, n_out):
    W, b = np.split(params, [n_in * n_out])
    return [W.reshape(n_in, -1), b]


def from_the_end(params, n_in, n_out):
    return params[:-n_out].reshape((-1, n_out)), params[-n_out:]


def in_fortran_order_and_transposed(params, n_in, n_out):
    return np.reshape(params[: n_in * n_out], (n_out, n_in), order="F").T, params[n_in * n_out :][:]


def by_strides(params, n_in, n_out):
    step = params.itemsize
    W = as_strided(params, (n_in, n_out), (n_out * step, step))
    return W, as_strided(params[n_in * n_out :], (n_out,), (step,))


def on_the_buffer(params, n_in, n_out):
    size = n_in * n_out
    b = np.ndarray(n_out, params.dtype, params, offset=size * params.itemsize)
    return np.ndarray((n_in, n_out), params.dtype, params), b


def by_asarray(params, n_in, n_out):
    W, b = np.asarray(params)[: n_in * n_out], np.atleast_1d(params[n_in * n_out :])
    return np.ascontiguousarray(W.reshape(n_in, n_out)), b.ravel()


def W_copied(params, n_in, n_out):
    return params[: n_in * n_out].copy().reshape(n_in, n_out), params[n_in * n_out :]


def b_by_an_index_list(params, n_in, n_out):
    size = n_in * n_out
    return params[:size].reshape(n_in, n_out), params[list(range(size, size + n_out))]


def views_of_a_copy(params, n_in, n_out):
    return by_split_as_a_list(np.array(params), n_in, n_out)


def a_copy_in_float32_only(params, n_in, n_out):
    W, b = by_split_as_a_list(params.astype(np.float64, copy=False), n_in, n_out)
    return W.astype(params.dtype, copy=False), b.astype(params.dtype, copy=False)


def a_copy_of_large_ones(params, n_in, n_out):
    return by_split_as_a_list(params if params.size < 64 else params.copy(), n_in, n_out)


def read_only(params, n_in, n_out):
    W, b = by_split_as_a_list(params, n_in, n_out)
    return np.broadcast_to(W, W.shape), np.broadcast_to(b, b.shape)


def a_number_moved_by_one(params, n_in, n_out):
    size = n_in * n_out
    return params[1 : size + 1].reshape(n_in, n_out), params[size:]


def b_reversed(params, n_in, n_out):
    return params[: n_in * n_out].reshape(n_in, n_out), params[: -n_out - 1 : -1]


def an_epsilon_added(params, n_in, n_out):
    params += params.dtype.type(1e-12)
    return by_split_as_a_list(params, n_in, n_out)


def transposed_shape(params, n_in, n_out):
    return params[: n_in * n_out].reshape(n_out, n_in), params[n_in * n_out :]


RIGHT = (
    as_one_matrix,
    by_split_as_a_list,
    from_the_end,
    in_fortran_order_and_transposed,
    by_strides,
    on_the_buffer,
    by_asarray,
)
WRONG = (
    W_copied,
    b_by_an_index_list,
    views_of_a_copy,
    a_copy_in_float32_only,
    a_copy_of_large_ones,
    read_only,
    a_number_moved_by_one,
    b_reversed,
    an_epsilon_added,
    transposed_shape,
    starts_again,
    bias_first,
    column_by_column,
)
