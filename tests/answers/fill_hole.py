"""Answers to `fill_hole`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def written_into_a_copy(images, hole, guess, dy):
    y, dguess = images.copy(), np.zeros_like(dy)
    y[hole] = guess[hole]
    dguess[hole] = dy[hole]
    return y, dguess


def as_the_formula_says(images, hole, guess, dy):
    M = hole[:, :, :, np.newaxis].astype(images.dtype)
    return M * guess + (1 - M) * images, M * dy


def pixel_by_pixel(images, hole, guess, dy):
    y, dguess = np.empty_like(images), np.empty_like(dy)
    for b, i, j in np.ndindex(hole.shape):
        y[b, i, j] = guess[b, i, j] if hole[b, i, j] else images[b, i, j]
        dguess[b, i, j] = dy[b, i, j] if hole[b, i, j] else 0
    return [y, dguess]


def known_taken_out(images, hole, guess, dy):
    y, dguess = guess.copy(), dy.copy()
    np.copyto(y, images, where=~hole[..., None])
    dguess[~hole] = 0
    return y, dguess


def mask_for_each_channel(images, hole, guess, dy):
    M = np.repeat(hole[..., None], images.shape[-1], axis=-1)
    return np.choose(M, [images, guess]), np.multiply(dy, M)


def in_float64_and_back(images, hole, guess, dy):
    y, dguess = as_the_formula_says(*(a.astype(float) for a in (images, hole, guess, dy)))
    return y.astype(images.dtype), dguess.astype(dy.dtype)


right = written_into_a_copy


def blended_at_the_edge(images, hole, guess, dy):
    M = hole[..., None] * images.dtype.type(0.9)
    return M * guess + (1 - M) * images, M * dy


def residual(images, hole, guess, dy):
    """The guess is a correction."""
    M = hole[..., None]
    return images + M * (guess + images), M * dy


def clipped(images, hole, guess, dy):
    y, dguess = right(images, hole, np.clip(guess, -1, 1), dy)
    return y, dguess


def holes_of_all(images, hole, guess, dy):
    return right(images, np.broadcast_to(hole.any(axis=0), hole.shape), guess, dy)


def whole_rows(images, hole, guess, dy):
    return right(images, np.broadcast_to(hole.any(axis=2, keepdims=True), hole.shape), guess, dy)


def gradient_of_the_image(images, hole, guess, dy):
    y, dguess = right(images, hole, guess, dy)
    return y, dy - dguess


def mean_over_channels(images, hole, guess, dy):
    y, dguess = right(images, hole, guess, dy)
    return y, dguess / dy.shape[-1]


def squared_distance(images, hole, guess, dy):
    y, _ = right(images, hole, guess, dy)
    return y, 2 * (guess - images) * hole[..., None]


def dy_scaled_by_the_share(images, hole, guess, dy):
    y, dguess = right(images, hole, guess, dy)
    return y, dguess * hole.mean().astype(dy.dtype)


RIGHT = (
    written_into_a_copy,
    as_the_formula_says,
    pixel_by_pixel,
    known_taken_out,
    mask_for_each_channel,
    in_float64_and_back,
)
WRONG = (
    blended_at_the_edge,
    residual,
    clipped,
    holes_of_all,
    whole_rows,
    gradient_of_the_image,
    mean_over_channels,
    squared_distance,
    dy_scaled_by_the_share,
)
