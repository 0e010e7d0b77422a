"""Answers to `pull_away`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def pair_by_pair(s):
    B, P, ds = len(s), 0.0, np.zeros(s.shape)
    for i in range(B):
        for j in range(i):
            a, b = s[i].astype(np.float64), s[j].astype(np.float64)
            A, C = math.sqrt(a @ a), math.sqrt(b @ b)
            cosine = a @ b / A / C
            P += 2 * cosine**2
            ds[i] += 4 * cosine * (b / C - cosine * a / A) / A
            ds[j] += 4 * cosine * (a / A - cosine * b / C) / C
    pairs = B * (B - 1)
    return P / pairs, (ds / pairs).astype(s.dtype)


def diagonal_kept_and_taken_away(s):
    B = len(s)
    length = np.linalg.norm(s, axis=1, keepdims=True)
    u = s / length
    c = u @ u.T
    off = c - np.diag(np.diag(c))
    du = off @ u * (4 / (B * (B - 1)))
    along = np.einsum("im,im->i", du, u)[:, None]
    return [np.einsum("ij,ij->", off, off) / (B * (B - 1)), du / length - along * u / length]


def matrix_of_second_moments(s):
    """sum_j u_j u_j^T, once for all rows; what a row adds itself points along u, and is projected away."""
    B, length = len(s), np.sqrt(np.square(s).sum(axis=1, keepdims=True))
    u = s / length
    M = u.T @ u
    du = u @ M
    c = u @ u.T
    np.fill_diagonal(c, 0)
    along = (du * u).sum(axis=1, keepdims=True)
    return np.square(c).sum() / (B * (B - 1)), (du - along * u) * (4 / (B * (B - 1))) / length


def with_a_mask(s):
    B = len(s)
    dots = s @ s.T
    squared_lengths = np.diag(dots)
    off = ~np.eye(B, dtype=bool)
    ratio = np.where(off, dots / squared_lengths, 0)  # [i, j]: s_i . s_j / |s_j|^2
    P = (ratio * ratio.T).sum() / (B * (B - 1))
    forward = np.einsum("ij,ij,im->im", ratio, ratio.T, s)
    ds = (ratio / squared_lengths[:, None]) @ s - forward / squared_lengths[:, None]
    return P, 4 / (B * (B - 1)) * ds


def in_float64_and_back(s):
    P, ds = diagonal_kept_and_taken_away(s.astype(np.float64))
    return float(P), ds.astype(s.dtype)


right = diagonal_kept_and_taken_away


def epsilon_in_the_length(s):
    return right(s + 1e-4)


def cosines_clipped_at_0(s):
    """Obtuse angles do not count."""
    B, length = len(s), np.linalg.norm(s, axis=1, keepdims=True)
    u = s / length
    c = np.maximum(u @ u.T, 0)
    np.fill_diagonal(c, 0)
    du = c @ u * (4 / (B * (B - 1)))
    return (c**2).sum() / (B * (B - 1)), (du - (du * u).sum(axis=1, keepdims=True) * u) / length


def neighbours_in_the_batch_only(s):
    u = s / np.linalg.norm(s, axis=1, keepdims=True)
    return ((u * np.roll(u, 1, axis=0)).sum(axis=1) ** 2).mean(), right(s)[1]


def centred(s):
    return right(s - s.mean(axis=0))


def fourth_power(s):
    u = s / np.linalg.norm(s, axis=1, keepdims=True)
    c = u @ u.T
    np.fill_diagonal(c, 0)
    return (c**4).sum() / (len(s) * (len(s) - 1)), right(s)[1]


def others_as_constants(s):
    P, ds = right(s)
    return P, ds / 2


def one_minus(s):
    P, ds = right(s)
    return 1 - P, -ds


def divided_by_the_square_of_the_length(s):
    P, ds = right(s)
    return P, ds / np.linalg.norm(s, axis=1, keepdims=True)


def root(s):
    P, ds = right(s)
    return np.sqrt(P), ds / (2 * np.sqrt(P) + 1e-12)


def columns(s):
    u = s / np.linalg.norm(s, axis=0)
    c = u.T @ u
    np.fill_diagonal(c, 0)
    return (c**2).sum() / (len(c) * (len(c) - 1)), right(s)[1]


RIGHT = (pair_by_pair, diagonal_kept_and_taken_away, matrix_of_second_moments, with_a_mask, in_float64_and_back)
WRONG = (
    epsilon_in_the_length,
    cosines_clipped_at_0,
    neighbours_in_the_batch_only,
    centred,
    fourth_power,
    others_as_constants,
    one_minus,
    divided_by_the_square_of_the_length,
    root,
    columns,
)
