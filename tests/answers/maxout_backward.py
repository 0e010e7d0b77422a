"""Answers to `maxout_backward`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np

from numgan.exercises.chapters.backpropagation.maxout_backward import linear, winners, without_bias


def by_put_along_axis(dy, x, W, piece):
    dz = np.zeros((*dy.shape, W.shape[2]), dy.dtype)
    np.put_along_axis(dz, piece[..., None], dy[..., None], axis=2)
    flat = dz.reshape(len(dy), -1)
    return [flat @ W.reshape(len(W), -1).T, (x.T @ flat).reshape(W.shape), dz.sum(axis=0)]


def by_one_hot_rows(dy, x, W, piece):
    dz = np.eye(W.shape[2], dtype=dy.dtype)[piece] * dy[:, :, None]
    return np.tensordot(dz, W, axes=((1, 2), (1, 2))), np.tensordot(x, dz, axes=(0, 0)), dz.sum(axis=0)


def example_by_example(dy, x, W, piece):
    dx, dW, db = np.zeros_like(x), np.zeros_like(W), np.zeros(W.shape[1:], dy.dtype)
    for i, j in np.ndindex(dy.shape):
        p = piece[i, j]
        dx[i] += dy[i, j] * W[:, j, p]
        dW[:, j, p] += dy[i, j] * x[i]
        db[j, p] += dy[i, j]
    return dx, dW, db


def piece_by_piece(dy, x, W, piece):
    dx, dW, db = np.zeros_like(x), np.empty_like(W), np.empty_like(W[0])
    for p in range(W.shape[-1]):
        dz = np.where(piece == p, dy, 0).astype(dy.dtype)
        dx += dz @ W[..., p].T
        np.matmul(x.T, dz, out=dW[..., p])
        db[:, p] = dz.sum(axis=0)
    return dx, dW, db


def by_add_at(dy, x, W, piece):
    j = np.arange(dy.shape[1])
    dW, db = np.zeros_like(W.transpose(1, 2, 0)), np.zeros_like(W[0])
    np.add.at(db, (j, piece), dy)
    np.add.at(dW, (j, piece), dy[..., None] * x[:, None, :])
    return np.einsum("ij,kij->ik", dy, W[:, j, piece]), dW.transpose(2, 0, 1), db


def in_float64(dy, x, W, piece):
    return tuple(a.astype(dy.dtype) for a in linear(winners(dy.astype(float), W, piece), x, W))


def equal_indices_counted_once(dy, x, W, piece):
    dx, dW, _ = linear(winners(dy, W, piece), x, W)
    db = np.zeros_like(W[0])
    db[np.arange(len(db)), piece] += dy
    return dx, dW, db


def winners_of_the_first_example(dy, x, W, piece):
    return linear(winners(dy, W, np.broadcast_to(piece[0], piece.shape)), x, W)


def counts_from_1(dy, x, W, piece):
    return linear(winners(dy, W, piece - 1), x, W)


def all_divided_by_the_batch(dy, x, W, piece):
    return tuple(a / len(x) for a in linear(winners(dy, W, piece), x, W))


def shared_by_all_who_won_in_the_batch(dy, x, W, piece):
    won = winners(np.ones_like(dy), W, piece).mean(axis=0)
    return linear(dy[..., None] * won, x, W)


def dx_through_all_pieces(dy, x, W, piece):
    _, dW, db = linear(winners(dy, W, piece), x, W)
    return dy @ W.sum(axis=-1).T, dW, db


def db_for_the_winner_of_most_examples(dy, x, W, piece):
    dx, dW, _ = linear(winners(dy, W, piece), x, W)
    most = np.array([np.bincount(column).argmax() for column in piece.T])
    return dx, dW, winners(dy.sum(axis=0), W, most)


def right_for_one_example_only(dy, x, W, piece):
    dx, _, db = linear(winners(dy, W, piece), x, W)
    return dx, x.sum(axis=0)[:, None, None] * db, db


def looks_at_two_pieces(dy, x, W, piece):
    return linear(winners(dy, W, np.minimum(piece, 1)), x, W)


def stopped_where_dy_is_negative(dy, x, W, piece):
    return linear(winners(np.maximum(dy, 0), W, piece), x, W)


def clipped_at_100(dy, x, W, piece):
    return tuple(np.clip(a, -100, 100) for a in linear(winners(dy, W, piece), x, W))


def with_an_epsilon(dy, x, W, piece):
    return tuple(a + 1e-12 for a in linear(winners(dy, W, piece), x, W))


RIGHT = (by_put_along_axis, by_one_hot_rows, example_by_example, piece_by_piece, by_add_at, in_float64)
WRONG = (
    without_bias,
    equal_indices_counted_once,
    winners_of_the_first_example,
    counts_from_1,
    all_divided_by_the_batch,
    shared_by_all_who_won_in_the_batch,
    dx_through_all_pieces,
    db_for_the_winner_of_most_examples,
    right_for_one_example_only,
    looks_at_two_pieces,
    stopped_where_dy_is_negative,
    clipped_at_100,
    with_an_epsilon,
)
