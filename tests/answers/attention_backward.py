"""Answers to `attention_backward`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def weights(s):
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def a_jacobian_for_each_row(do, f, g, h):
    A = weights(g @ f.T)
    df, dg = np.zeros_like(f), np.zeros_like(g)
    for j, a in enumerate(A):
        ds = (np.diag(a) - np.outer(a, a)) @ (h @ do[j])
        dg[j] = ds @ f
        df += np.outer(ds, g[j])
    return [df, dg, A.T @ do]


def with_einsum(do, f, g, h):
    A = weights(np.einsum("jk,ik->ji", g, f))
    dA = np.einsum("jn,in->ji", do, h)
    ds = A * dA - A * np.einsum("ji,ji->j", A, dA)[:, None]
    return np.einsum("ji,jk->ik", ds, g), np.einsum("ji,ik->jk", ds, f), np.einsum("ji,jn->in", A, do)


def mean_through_the_output(do, f, g, h):
    """The row's mean of dA is do times o, so dA need not be multiplied by A."""
    A = weights(g @ f.T)
    o = A @ h
    ds = A * (do @ h.T - (do * o).sum(axis=1, keepdims=True))
    return (g.T @ ds).T, ds @ f, (do.T @ A).T


def values_from_their_mean(do, f, g, h):
    """Every pixel compares each value with its own mean."""
    A = weights(g @ f.T)
    o = A @ h
    ds = A * ((h - o[:, None]) * do[:, None]).sum(axis=2)
    return ds.T @ g, ds @ f, A.T @ do


def in_float64_and_back(do, f, g, h):
    found = a_jacobian_for_each_row(*(a.astype(np.float64) for a in (do, f, g, h)))
    return tuple(d.astype(do.dtype) for d in found)


def pieces(do, f, g, h):
    A = weights(g @ f.T)
    dA = do @ h.T
    return A, dA, A * (dA - (A * dA).sum(axis=1, keepdims=True))


def twice_A(do, f, g, h):
    A, _, ds = pieces(do, f, g, h)
    return (A * ds).T @ g, (A * ds) @ f, A.T @ do


def scaled_by_k(do, f, g, h):
    A, _, ds = pieces(do, f, g, h)
    return ds.T @ g / f.shape[1], ds @ f / f.shape[1], A.T @ do


def squares_of_A(do, f, g, h):
    A, dA, _ = pieces(do, f, g, h)
    ds = A * (dA - (A * A * dA).sum(axis=1, keepdims=True))
    return ds.T @ g, ds @ f, A.T @ do


def largest_subtracted(do, f, g, h):
    A, dA, _ = pieces(do, f, g, h)
    ds = A * (dA - dA.max(axis=1, keepdims=True))
    return ds.T @ g, ds @ f, A.T @ do


def one_mean_for_all(do, f, g, h):
    A, dA, _ = pieces(do, f, g, h)
    ds = A * (dA - (A * dA).sum() / len(A))
    return ds.T @ g, ds @ f, A.T @ do


def opposite_sign(do, f, g, h):
    A, _, ds = pieces(do, f, g, h)
    return -ds.T @ g, -ds @ f, A.T @ do


def symmetric(do, f, g, h):
    A, _, ds = pieces(do, f, g, h)
    ds = (ds + ds.T) / 2
    return ds.T @ g, ds @ f, A.T @ do


def values_divided_by_N(do, f, g, h):
    A, _, ds = pieces(do, f, g, h)
    return ds.T @ g, ds @ f, A.T @ do / len(A)


def softmax_of_the_transposed(do, f, g, h):
    A = weights(f @ g.T)
    dA = do @ h.T
    ds = A * (dA - (A * dA).sum(axis=1, keepdims=True))
    return ds.T @ g, ds @ f, A.T @ do


def keys_from_their_own(do, f, g, h):
    A, _, ds = pieces(do, f, g, h)
    return ds.T @ f, ds @ g, A.T @ do


RIGHT = (
    a_jacobian_for_each_row,
    with_einsum,
    mean_through_the_output,
    values_from_their_mean,
    in_float64_and_back,
)
WRONG = (
    twice_A,
    scaled_by_k,
    squares_of_A,
    largest_subtracted,
    one_mean_for_all,
    opposite_sign,
    symmetric,
    values_divided_by_N,
    softmax_of_the_transposed,
    keys_from_their_own,
)
