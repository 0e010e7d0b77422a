"""Answers to `power_iteration`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def lengths_at_the_end(W, u):
    v = W.T @ u
    u = W @ v
    stretched = np.sqrt((u * u).sum()) / np.sqrt((v * v).sum())  # |W v|, with v of length 1
    return [v / np.sqrt((v * v).sum()), u / np.sqrt((u * u).sum()), stretched]


def entry_by_entry(W, u):
    n_in, n_out = W.shape
    v = [sum(float(W[i, j]) * float(u[i]) for i in range(n_in)) for j in range(n_out)]
    v = [value / math.hypot(*v) for value in v]
    new = [sum(float(W[i, j]) * v[j] for j in range(n_out)) for i in range(n_in)]
    sigma = math.hypot(*new)
    return np.array(v, W.dtype), np.array([value / sigma for value in new], W.dtype), sigma


def by_einsum(W, u):
    v = np.einsum("ij,i->j", W, u)
    v /= np.einsum("j,j", v, v) ** 0.5
    u = np.einsum("ij,j->i", W, v)
    u /= np.einsum("i,i", u, u) ** 0.5
    return v, u, np.einsum("i,ij,j->", u, W, v)


def by_columns(W, u):
    v = W.T @ u[:, None]
    v = v / np.linalg.norm(v, axis=0)
    u = W @ v
    u = u / np.linalg.norm(u, axis=0)
    return v.ravel(), u.ravel(), (u.T @ W @ v).item()


def in_float64_with_out(W, u):
    A = W.astype(np.float64)
    v = np.dot(u.astype(np.float64), A, out=np.empty(W.shape[1]))
    v = np.divide(v, np.sqrt(np.vdot(v, v)))
    u = np.matmul(A, v, out=np.empty(W.shape[0]))
    u *= 1 / np.linalg.norm(u, ord=2)
    return v.astype(W.dtype), u.astype(W.dtype), np.asarray(np.trace(np.outer(u, v).T @ A))


def unit(vector):
    return vector / np.linalg.norm(vector)


def epsilon_in_the_length(W, u):
    v = W.T @ u
    v = v / (np.linalg.norm(v) + 1e-12)
    u = W @ v
    u = u / (np.linalg.norm(u) + 1e-12)
    return v, u, u @ W @ v


def length_kept_above_a_floor(W, u):
    v = W.T @ u
    v = v / max(float(np.linalg.norm(v)), 1e-6)
    u = W @ v
    u = u / max(float(np.linalg.norm(u)), 1e-6)
    return v, u, u @ W @ v


def one_round_more(W, u):
    v = unit(W.T @ unit(W @ unit(W.T @ u)))
    u = unit(W @ v)
    return v, u, u @ W @ v


def u_left_as_it_was(W, u):
    v = unit(W.T @ u)
    return v, u, u @ W @ v


def u_from_the_vector_without_its_length(W, u):
    v = W.T @ u
    u = W @ v
    return unit(v), unit(u), np.linalg.norm(u)


def sigma_squared(W, u):
    v = unit(W.T @ u)
    return v, unit(W @ v), v @ W.T @ W @ v


def length_as_the_sum_of_sizes(W, u):
    v = W.T @ u
    v = v / np.abs(v).sum()
    u = W @ v
    u = u / np.abs(u).sum()
    return v, u, u @ W @ v


def length_as_the_largest_entry(W, u):
    v = W.T @ u
    v = v / np.abs(v).max()
    u = W @ v
    u = u / np.abs(u).max()
    return v, u, u @ W @ v


def vectors_of_the_svd(W, u):
    U, S, Vt = np.linalg.svd(W, full_matrices=False)
    sign = np.sign(U[:, 0] @ u)
    return sign * Vt[0], sign * U[:, 0], S[0]


def first_entry_made_positive(W, u):
    v = unit(W.T @ u)
    v = np.where(v[0] < 0, -v, v)
    u = unit(W @ v)
    return v, u, u @ W @ v


def root_mean_square_for_length(W, u):
    v = W.T @ u
    v = v / np.sqrt((v * v).mean())
    u = W @ v
    u = u / np.sqrt((u * u).mean())
    return v, u, u @ W @ v


RIGHT = (lengths_at_the_end, entry_by_entry, by_einsum, by_columns, in_float64_with_out)
WRONG = (
    epsilon_in_the_length,
    length_kept_above_a_floor,
    one_round_more,
    u_left_as_it_was,
    u_from_the_vector_without_its_length,
    sigma_squared,
    length_as_the_sum_of_sizes,
    length_as_the_largest_entry,
    vectors_of_the_svd,
    first_entry_made_positive,
    root_mean_square_for_length,
)
