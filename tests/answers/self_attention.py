"""Answers to `self_attention`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def weights(s):
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def image_by_image(x, Wf, Wg, Wh, gamma):
    y = np.empty_like(x)
    for b, pixels in enumerate(x):
        A = weights((pixels @ Wg) @ (pixels @ Wf).T)
        y[b] = pixels + gamma * (A @ (pixels @ Wh))
    return y


def pixel_by_pixel(x, Wf, Wg, Wh, gamma):
    y = x.copy()
    for b, j in np.ndindex(x.shape[:2]):
        s = (x[b] @ Wf) @ (x[b, j] @ Wg)
        a = np.exp(s - s.max())
        y[b, j] += gamma * ((a / a.sum()) @ x[b]) @ Wh
    return y


def with_einsum(x, Wf, Wg, Wh, gamma):
    A = weights(np.einsum("bjn,nk,mk,bim->bji", x, Wg, Wf, x))
    return x + np.einsum("bji,bin->bjn", A, np.einsum("bim,mn->bin", x, Wh)) * gamma


def one_matrix_for_the_scores(x, Wf, Wg, Wh, gamma):
    """x (Wg Wf^T) x^T, and gamma in the values."""
    A = weights(x @ (Wg @ Wf.T) @ np.transpose(x, (0, 2, 1)))
    return np.add(x, A @ x @ (gamma * Wh))


def columns_of_the_transposed(x, Wf, Wg, Wh, gamma):
    s = (x @ Wf) @ np.swapaxes(x @ Wg, 1, 2)  # (i, j)
    e = np.exp(s - s.max(axis=1, keepdims=True))
    A = e / e.sum(axis=1, keepdims=True)
    return x + gamma * (np.swapaxes(A, 1, 2) @ (x @ Wh))


def logarithms(x, Wf, Wg, Wh, gamma):
    s = (x @ Wg) @ (x @ Wf).swapaxes(1, 2)
    log_sum = np.logaddexp.reduce(s, axis=2, keepdims=True)
    return x + gamma * (np.exp(s - log_sum) @ (x @ Wh))


def in_float64_and_back(x, Wf, Wg, Wh, gamma):
    return with_einsum(*(a.astype(np.float64) for a in (x, Wf, Wg, Wh)), gamma).astype(x.dtype)


right = image_by_image


def scaled_by_k(x, Wf, Wg, Wh, gamma):
    return right(x, Wf / Wf.shape[1], Wg, Wh, gamma)


def not_itself(x, Wf, Wg, Wh, gamma):
    s = (x @ Wg) @ (x @ Wf).swapaxes(1, 2)
    s[:, np.arange(x.shape[1]), np.arange(x.shape[1])] -= 30
    return x + gamma * (weights(s) @ (x @ Wh))


def only_earlier_pixels(x, Wf, Wg, Wh, gamma):
    s = (x @ Wg) @ (x @ Wf).swapaxes(1, 2)
    s = np.where(np.tri(x.shape[1], dtype=bool), s, -1e30).astype(x.dtype)
    return x + gamma * (weights(s) @ (x @ Wh))


def scores_clipped(x, Wf, Wg, Wh, gamma):
    s = np.clip((x @ Wg) @ (x @ Wf).swapaxes(1, 2), -1, 1)
    return x + gamma * (weights(s) @ (x @ Wh))


def divided_by_N(x, Wf, Wg, Wh, gamma):
    return right(x, Wf, Wg, Wh, gamma / x.shape[1])


def mixed(x, Wf, Wg, Wh, gamma):
    y = right(x, Wf, Wg, Wh, 1.0) - x
    return (1 - gamma) * x + gamma * y


def best_alone(x, Wf, Wg, Wh, gamma):
    s = (x @ Wg) @ (x @ Wf).swapaxes(1, 2)
    h = x @ Wh
    return x + gamma * np.take_along_axis(h, s.argmax(axis=2)[:, :, None], axis=1)


def values_transposed(x, Wf, Wg, Wh, gamma):
    return right(x, Wf, Wg, Wh.T, gamma)


def cosines(x, Wf, Wg, Wh, gamma):
    f, g = x @ Wf, x @ Wg
    f, g = (a / (np.linalg.norm(a, axis=2, keepdims=True) + 1e-6) for a in (f, g))
    return x + gamma * (weights(g @ f.swapaxes(1, 2)) @ (x @ Wh))


def first_image_for_all(x, Wf, Wg, Wh, gamma):
    return x + gamma * (weights((x[:1] @ Wg) @ (x[:1] @ Wf).swapaxes(1, 2)) @ (x @ Wh))


RIGHT = (
    image_by_image,
    pixel_by_pixel,
    with_einsum,
    one_matrix_for_the_scores,
    columns_of_the_transposed,
    logarithms,
    in_float64_and_back,
)
WRONG = (
    scaled_by_k,
    not_itself,
    only_earlier_pixels,
    scores_clipped,
    divided_by_N,
    mixed,
    best_alone,
    values_transposed,
    cosines,
    first_image_for_all,
)
