"""Answers to `dropout`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np

from numgan.exercises.chapters.backpropagation.dropout import other_end


def by_where(x, rate, rng, training):
    if training is False:
        return [x.copy(), np.ones_like(x)]
    dropped = rng.random(x.shape) < rate
    return [np.where(dropped, 0, x / (1 - rate)), np.where(dropped, 0, np.full_like(x, 1 / (1 - rate)))]


def number_by_number(x, rate, rng, training):
    mask = np.ones_like(x)
    if training:
        for i in np.ndindex(x.shape):
            mask[i] = 0 if rng.random() < rate else 1 / (1 - rate)
    return x * mask, mask


def one_long_row(x, rate, rng, training):
    if not training:
        return x, x * 0 + 1
    kept = np.ceil(rng.random(x.size) - rate).reshape(x.shape).astype(x.dtype)
    return x * kept / (1 - rate), kept / (1 - rate)


def with_out(x, rate, rng, training):
    mask = np.ones(x.shape, x.dtype)
    if training:
        u = rng.random(out=np.empty(x.shape))
        np.divide(u >= rate, 1 - rate, out=mask, casting="same_kind")
    return np.multiply(x, mask, out=np.empty_like(x)), mask


def in_float64(x, rate, rng, training):
    mask = ~(rng.random(x.shape) < rate) * (1 / (1 - rate)) if training else np.ones(x.shape)
    return (x * mask).astype(x.dtype), mask.astype(x.dtype)


def applied(x, mask, training):
    mask = mask.astype(x.dtype) if training else np.ones_like(x)
    return x * mask, mask


def mask_of_a_second_draw(x, rate, rng, training):
    if not training:
        return x, np.ones_like(x)
    return tuple(a * ((rng.random(x.shape) >= rate) / (1 - rate)).astype(x.dtype) for a in (x, np.ones_like(x)))


def mask_not_scaled(x, rate, rng, training):
    if not training:
        return x, np.ones_like(x)
    kept = (rng.random(x.shape) >= rate).astype(x.dtype)
    return x * kept / (1 - rate), kept


def y_not_scaled(x, rate, rng, training):
    if not training:
        return x, np.ones_like(x)
    kept = (rng.random(x.shape) >= rate).astype(x.dtype)
    return x * kept, kept / (1 - rate)


def scaled_by_what_was_kept(x, rate, rng, training):
    kept = rng.random(x.shape) >= rate if training else np.ones(x.shape)
    return applied(x, kept / max(kept.mean(), 1e-7), training)


def whole_columns(x, rate, rng, training):
    kept = rng.random(x.shape[1]) >= rate if training else 1
    return applied(x, np.ones(x.shape) * kept / (1 - rate), training)


def whole_rows(x, rate, rng, training):
    kept = rng.random((len(x), 1)) >= rate if training else 1
    return applied(x, np.ones(x.shape) * kept / (1 - rate), training)


def column_by_column(x, rate, rng, training):
    u = rng.random(x.shape[::-1]).T if training else x
    return applied(x, (u >= rate) / (1 - rate), training)


def drawn_in_float32(x, rate, rng, training):
    u = rng.random(x.shape, dtype=np.float32) if training else x
    return applied(x, (u >= rate) / (1 - rate), training)


def by_binomial(x, rate, rng, training):
    kept = rng.binomial(1, 1 - rate, x.shape) if training else x
    return applied(x, kept / (1 - rate), training)


def normal_numbers(x, rate, rng, training):
    u = rng.standard_normal(x.shape) if training else x
    return applied(x, (u >= rate) / (1 - rate), training)


def scale_with_an_epsilon(x, rate, rng, training):
    u = rng.random(x.shape) if training else x
    return applied(x, (u >= rate) / (1 - rate + 1e-7), training)


def float64_while_not_training(x, rate, rng, training):
    if not training:
        return x, np.ones(x.shape)
    return applied(x, (rng.random(x.shape) >= rate) / (1 - rate), True)


def mask_of_ones_in_training_too(x, rate, rng, training):
    return applied(x, (rng.random(x.shape) >= rate) / (1 - rate), True)[0] if training else x, np.ones_like(x)


def at_most_a_half(x, rate, rng, training):
    u, rate = rng.random(x.shape) if training else x, min(rate, 0.5)
    return applied(x, (u >= rate) / (1 - rate), training)


def one_number_more_is_drawn(x, rate, rng, training):
    if not training:
        return x.copy(), np.ones_like(x)
    mask = ((rng.random(x.shape) >= rate) / (1 - rate)).astype(x.dtype)
    rng.random()
    return x * mask, mask


RIGHT = (
    by_where,
    number_by_number,
    one_long_row,
    with_out,
    in_float64,
)
WRONG = (
    other_end,
    mask_of_a_second_draw,
    mask_not_scaled,
    y_not_scaled,
    scaled_by_what_was_kept,
    whole_columns,
    whole_rows,
    column_by_column,
    drawn_in_float32,
    by_binomial,
    normal_numbers,
    scale_with_an_epsilon,
    float64_while_not_training,
    mask_of_ones_in_training_too,
    at_most_a_half,
    one_number_more_is_drawn,
)
