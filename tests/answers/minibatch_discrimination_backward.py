"""Answers to `minibatch_discrimination_backward`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def with_reshape(dy, x, T):
    n, kernels, dim = T.shape
    W = T.reshape(n, -1)
    M = (x @ W).reshape(-1, kernels, dim)
    u = M[:, None] - M[None]
    pull = (dy[:, None, n:] + dy[None, :, n:]) * np.exp(-np.abs(u).sum(axis=-1))
    dM = np.einsum("ijb,ijbk->jbk", pull, np.sign(u)).reshape(len(x), -1)
    return [dy[:, :n] + dM @ W.T, (x.T @ dM).reshape(T.shape)]


def both_sums_apart(dy, x, T):
    n = x.shape[1]
    M = np.tensordot(x, T, 1)
    u = M[:, None] - M
    dc = np.exp(-np.abs(u).sum(axis=3)) * dy[:, None, n:]  # the gradient of each c times c, without the minus sign
    du = -dc[..., None] * np.sign(u)
    dM = du.sum(axis=1) - du.sum(axis=0)
    return np.einsum("ibk,abk->ia", dM, T) + dy[:, :n], np.einsum("ia,ibk->abk", x, dM)


def kernel_by_kernel(dy, x, T):
    n = x.shape[1]
    dx, dT = dy[:, :n].copy(), np.empty_like(T)
    for b in range(T.shape[1]):
        M = x @ T[:, b]
        dM = np.zeros_like(M)
        for i in range(len(x)):
            for j in range(i):
                force = (dy[i, n + b] + dy[j, n + b]) * np.exp(-np.abs(M[i] - M[j]).sum()) * np.sign(M[i] - M[j])
                dM[i] -= force
                dM[j] += force
        dx += dM @ T[:, b].T
        dT[:, b] = x.T @ dM
    return dx, dT


def by_the_matrix_of_pairs(dy, x, T):
    """dM = (C - diag of the row sums) s, column by column; in float64."""
    n = x.shape[1]
    dy, x64, T64 = (array.astype(np.float64) for array in (dy, x, T))
    M = np.einsum("ia,abk->ibk", x64, T64)
    dM = np.zeros_like(M)
    for b in range(T.shape[1]):
        u = M[:, None, b] - M[None, :, b]
        C = np.exp(-np.abs(u).sum(axis=2)) * np.add.outer(dy[:, n + b], dy[:, n + b])
        for k in range(T.shape[2]):
            dM[:, b, k] = (C * np.sign(u[:, :, k])).T.sum(axis=1)
    dx = dy[:, :n] + dM.reshape(len(x), -1) @ T64.reshape(n, -1).T
    return dx.astype(x.dtype), np.einsum("ia,ibk->abk", x64, dM).astype(T.dtype)


def dT_from_differences_of_x(dy, x, T):
    n = x.shape[1]
    apart = x[:, None] - x
    u = np.einsum("ija,abk->ijbk", apart, T)
    do = dy[:, n:]
    force = np.exp(-np.abs(u).sum(axis=3))[..., None] * (do[:, None, :, None] + do[:, :, None]) * np.sign(u)
    dT = -np.einsum("ija,ijbk->abk", apart, force) / 2
    dx = dy[:, :n] - np.einsum("ijbk,abk->ia", force, T)
    return dx, dT


def finished(dy, x, T, force):
    dM = -force.sum(axis=1)
    dx = dy[:, : x.shape[1]] + np.einsum("ibk,abk->ia", dM, T)
    return dx.astype(x.dtype), np.einsum("ia,ibk->abk", x, dM).astype(x.dtype)


def forces(dy, x, T, sign=np.sign, closeness=lambda d: np.exp(-d)):
    M = np.einsum("ia,abk->ibk", x, T)
    u, do = M[:, None] - M, dy[:, x.shape[1] :]
    return ((do[:, None] + do) * closeness(np.abs(u).sum(axis=3)))[..., None] * sign(u)


def tanh_for_the_sign(dy, x, T):
    return finished(dy, x, T, forces(dy, x, T, sign=lambda u: np.tanh(20 * u)))


def sign_of_1_at_the_kink(dy, x, T):
    return finished(dy, x, T, forces(dy, x, T, sign=lambda u: np.where(u >= 0, 1, -1)))


def steps_for_the_sign(dy, x, T):
    return finished(dy, x, T, forces(dy, x, T, sign=lambda u: (u > 0).astype(u.dtype)))


def half_of_each_pair(dy, x, T):
    return finished(dy, x, T, forces(dy, x, T) / 2)


def closeness_of_half_the_distance(dy, x, T):
    return finished(dy, x, T, forces(dy, x, T, closeness=lambda d: np.exp(-d / 2)))


def distances_clipped_at_1(dy, x, T):
    return finished(dy, x, T, forces(dy, x, T, closeness=lambda d: np.exp(-np.minimum(d, 1))))


def each_pair_once(dy, x, T):
    return finished(dy, x, T, forces(dy, x, T) * np.tri(len(x))[..., None, None])


def all_of_dy_in_dx(dy, x, T):
    dx, dT = finished(dy, x, T, forces(dy, x, T))
    return dx + dy[:, x.shape[1] :].sum(axis=1, keepdims=True), dT


def direct_part_twice(dy, x, T):
    dx, dT = finished(dy, x, T, forces(dy, x, T))
    return dx + dy[:, : x.shape[1]], dT


def opposite_sign_in_dx(dy, x, T):
    dx, dT = finished(dy, x, T, forces(dy, x, T))
    return 2 * dy[:, : x.shape[1]] - dx, dT


def opposite_sign_in_dT(dy, x, T):
    dx, dT = finished(dy, x, T, forces(dy, x, T))
    return dx, -dT


def product_of_the_gradients(dy, x, T):
    M = np.einsum("ia,abk->ibk", x, T)
    u, do = M[:, None] - M, dy[:, x.shape[1] :]
    return finished(dy, x, T, ((do[:, None] * do) * np.exp(-np.abs(u).sum(axis=3)))[..., None] * np.sign(u))


RIGHT = (with_reshape, both_sums_apart, kernel_by_kernel, by_the_matrix_of_pairs, dT_from_differences_of_x)
WRONG = (
    tanh_for_the_sign,
    sign_of_1_at_the_kink,
    steps_for_the_sign,
    half_of_each_pair,
    closeness_of_half_the_distance,
    distances_clipped_at_1,
    each_pair_once,
    all_of_dy_in_dx,
    direct_part_twice,
    opposite_sign_in_dx,
    opposite_sign_in_dT,
    product_of_the_gradients,
)
