"""Answers to `spectral_gradient`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def by_einsum(dWn, W, u, v):
    sigma = np.einsum("i,ij,j->", u, W, v)
    pull = np.einsum("ij,ij->", dWn, W) / sigma**2
    return dWn / sigma - pull * np.einsum("i,j->ij", u, v)


def by_trace(dWn, W, u, v):
    sigma = (u[None] @ W @ v[:, None]).item()
    return (dWn - np.trace(dWn.T @ W) / sigma * u[:, None] * v) / sigma


def entry_by_entry(dWn, W, u, v):
    sigma = sum(float(u[i]) * float(W[i, j]) * float(v[j]) for i, j in np.ndindex(W.shape))
    pull = sum(float(dWn[i, j]) * float(W[i, j]) for i, j in np.ndindex(W.shape)) / sigma
    dW = np.empty_like(W)
    for i, j in np.ndindex(W.shape):
        dW[i, j] = (float(dWn[i, j]) - pull * float(u[i]) * float(v[j])) / sigma
    return dW


def by_the_matrix_of_derivatives(dWn, W, u, v):
    sigma, uv = np.vdot(W, np.outer(u, v)), np.outer(u, v).ravel()
    J = np.eye(W.size, dtype=W.dtype) / sigma - np.outer(W.ravel(), uv) / sigma**2  # dWn_a / dW_b
    return (dWn.ravel() @ J).reshape(W.shape)


def in_float64_with_out(dWn, W, u, v):
    d, A, a, b = (array.astype(np.float64) for array in (dWn, W, u, v))
    sigma = np.linalg.multi_dot([a, A, b])
    dW = np.multiply.outer(a, b)
    np.multiply(dW, -np.tensordot(d, A, axes=2) / sigma, out=dW)
    np.add(dW, d, out=dW)
    return np.divide(dW, sigma, out=dW).astype(W.dtype)


def sigma_as_the_length_of_Wv(dWn, W, u, v):
    sigma = np.linalg.norm(W @ v)
    return (dWn - (dWn * W).sum() / sigma * np.outer(u, v)) / sigma


def u_replaced_by_Wv(dWn, W, u, v):
    sigma = u @ W @ v
    return (dWn - (dWn * W).sum() / sigma * np.outer(W @ v, v) / sigma) / sigma


def v_replaced_by_uW(dWn, W, u, v):
    sigma = u @ W @ v
    return (dWn - (dWn * W).sum() / sigma * np.outer(u, u @ W) / sigma) / sigma


def epsilon_beside_sigma(dWn, W, u, v):
    sigma = u @ W @ v + 1e-12
    return (dWn - (dWn * W).sum() / sigma * np.outer(u, v)) / sigma


def mean_for_sum(dWn, W, u, v):
    sigma = u @ W @ v
    return (dWn - (dWn * W).mean() / sigma * np.outer(u, v)) / sigma


def sum_down_each_column(dWn, W, u, v):
    sigma = u @ W @ v
    return (dWn - (dWn * W).sum(axis=0) / sigma * np.outer(u, v)) / sigma


def sum_along_each_row(dWn, W, u, v):
    sigma = u @ W @ v
    return (dWn - (dWn * W).sum(axis=1, keepdims=True) / sigma * np.outer(u, v)) / sigma


def sum_of_the_matrix_product(dWn, W, u, v):
    sigma = u @ W @ v
    return (dWn - (dWn.T @ W).sum() / sigma * np.outer(u, v)) / sigma


def second_term_divided_three_times(dWn, W, u, v):
    sigma = u @ W @ v
    return dWn / sigma - (dWn * W).sum() / sigma**3 * np.outer(u, v)


def second_term_alone(dWn, W, u, v):
    sigma = u @ W @ v
    return -(dWn * W).sum() / sigma**2 * np.outer(u, v)


def multiplied_by_sigma(dWn, W, u, v):
    sigma = u @ W @ v
    return (dWn - (dWn * W).sum() / sigma * np.outer(u, v)) * sigma


def part_along_W_taken_out(dWn, W, u, v):
    return (dWn - (dWn * W).sum() / (W * W).sum() * W) / (u @ W @ v)


RIGHT = (by_einsum, by_trace, entry_by_entry, by_the_matrix_of_derivatives, in_float64_with_out)
WRONG = (
    sigma_as_the_length_of_Wv,
    u_replaced_by_Wv,
    v_replaced_by_uW,
    epsilon_beside_sigma,
    mean_for_sum,
    sum_down_each_column,
    sum_along_each_row,
    sum_of_the_matrix_product,
    second_term_divided_three_times,
    second_term_alone,
    multiplied_by_sigma,
    part_along_W_taken_out,
)
