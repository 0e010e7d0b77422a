"""Answers to `maxout`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np

from numgan.exercises.chapters.backpropagation.maxout import bias_afterwards


def pieces(x, W, b):
    return np.einsum("ik,kjp->ijp", x, W) + b


def by_one_matrix(x, W, b):
    z = (x @ W.reshape(len(W), -1) + b.reshape(-1)).reshape(len(x), *b.shape)
    return np.amax(z, 2), np.argmax(z, 2)


def by_tensordot(x, W, b):
    z = np.tensordot(x, W, axes=1) + b
    piece = np.argmax(z, axis=-1)
    return [np.take_along_axis(z, piece[..., None], axis=-1)[..., 0], piece.astype(np.int32)]


def piece_by_piece(x, W, b):
    y, won = x @ W[..., 0] + b[:, 0], np.zeros((len(x), len(b)), int)
    for p in range(1, W.shape[2]):
        z = x @ W[..., p] + b[:, p]
        won = np.where(z > y, p, won)
        y = np.maximum(y, z)
    return y, won


def entry_by_entry(x, W, b):
    y, won = np.empty((len(x), len(b)), x.dtype), np.empty((len(x), len(b)), np.uint8)
    for i, j in np.ndindex(y.shape):
        z = list(x[i] @ W[:, j] + b[j])
        y[i, j], won[i, j] = max(z), z.index(max(z))
    return y, won


def by_sorting(x, W, b):
    z = np.matmul(x, W.transpose(1, 0, 2)).transpose(1, 0, 2) + b
    return np.sort(z)[..., -1], np.argsort(-z, kind="stable")[..., 0]


def in_float64(x, W, b):
    z = pieces(x.astype(float), W.astype(float), b.astype(float))
    return z.max(axis=2).astype(x.dtype), z.argmax(axis=2)


def begins_at_minus_100(x, W, b):
    z = pieces(x, W, b)
    return np.maximum(z.max(axis=-1), -100), z.argmax(axis=-1)


def looks_at_two_pieces(x, W, b):
    z = pieces(x, W, b)[..., :2]
    return z.max(axis=-1), z.argmax(axis=-1)


def largest_in_size(x, W, b):
    z = pieces(x, W, b)
    piece = np.abs(z).argmax(axis=-1)
    return np.take_along_axis(z, piece[..., None], axis=-1)[..., 0], piece


def smooth_maximum(x, W, b):
    z = pieces(x, W, b)
    return np.logaddexp.reduce(z, axis=-1), z.argmax(axis=-1)


def axes_exchanged(x, W, b):
    z = (x @ W.reshape(len(W), -1)).reshape(len(x), W.shape[2], W.shape[1]).transpose(0, 2, 1) + b
    return z.max(axis=-1), z.argmax(axis=-1)


def largest_bias_for_all(x, W, b):
    z = np.tensordot(x, W, axes=1) + b.max(axis=-1, keepdims=True)
    return z.max(axis=-1), z.argmax(axis=-1)


def winner_without_b(x, W, b):
    return pieces(x, W, b).max(axis=-1), np.tensordot(x, W, axes=1).argmax(axis=-1)


def counts_from_1(x, W, b):
    z = pieces(x, W, b)
    return z.max(axis=-1), z.argmax(axis=-1) + 1


def index_as_a_float(x, W, b):
    z = pieces(x, W, b)
    return z.max(axis=-1), z.argmax(axis=-1).astype(x.dtype)


def nearly_equal_is_a_tie(x, W, b):
    z = pieces(x, W, b)
    y = z.max(axis=-1)
    return y, (z >= y[..., None] - 1e-7).argmax(axis=-1)


def one_winner_for_the_whole_batch(x, W, b):
    z = pieces(x, W, b)
    piece = np.broadcast_to(z.sum(axis=0).argmax(axis=-1), z.shape[:2])
    return np.take_along_axis(z, piece[..., None], axis=-1)[..., 0], piece


def axes_of_one_dropped(x, W, b):
    z = pieces(x, W, b)
    return np.squeeze(z.max(axis=-1)), np.squeeze(z.argmax(axis=-1))


def with_an_epsilon(x, W, b):
    z = pieces(x, W, b)
    return z.max(axis=-1) + 1e-12, z.argmax(axis=-1)


def five_pieces_at_most(x, W, b):
    z = pieces(x, W, b)[..., :5]
    return z.max(axis=-1), z.argmax(axis=-1)


RIGHT = (by_one_matrix, by_tensordot, piece_by_piece, entry_by_entry, by_sorting, in_float64)
WRONG = (
    bias_afterwards,
    begins_at_minus_100,
    looks_at_two_pieces,
    largest_in_size,
    smooth_maximum,
    axes_exchanged,
    largest_bias_for_all,
    winner_without_b,
    counts_from_1,
    index_as_a_float,
    nearly_equal_is_a_tie,
    one_winner_for_the_whole_batch,
    axes_of_one_dropped,
    with_an_epsilon,
    five_pieces_at_most,
)
