"""Answers to `penalty_points`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def from_the_generated_row(real, fake, rng):
    e = rng.random((len(real), 1))
    return (fake + e * (real - fake)).astype(real.dtype)


def row_by_row(real, fake, rng):
    x = np.empty_like(real)
    for i in range(len(real)):
        e = rng.random()
        for k in range(real.shape[1]):
            x[i, k] = e * real[i, k] + (1 - e) * fake[i, k]
    return x


def by_einsum(real, fake, rng):
    e = rng.random(len(real))
    weights = np.stack([e, 1 - e]).astype(real.dtype)
    return np.einsum("kb,kbn->bn", weights, np.stack([real, fake]))


def by_a_diagonal_matrix(real, fake, rng):
    e = np.diag(rng.uniform(size=len(real)).astype(real.dtype))
    return e @ real + (np.eye(len(real), dtype=real.dtype) - e) @ fake


def transposed_with_out(real, fake, rng):
    e = rng.random((1, len(real)))
    x = np.multiply(real.T, e, out=np.empty(real.T.shape))
    return np.add(x, fake.T - e * fake.T, out=x).T.astype(real.dtype)


def between(e, real, fake):
    e = np.asarray(e, real.dtype)
    return e * real + (1 - e) * fake


def ends_left_out(real, fake, rng):
    return between(np.clip(rng.random((len(real), 1)), 0.001, 0.999), real, fake)


def first_column_of_many(real, fake, rng):
    return between(rng.random(real.shape)[:, :1], real, fake)


def drawn_in_float32(real, fake, rng):
    return between(rng.random((len(real), 1), np.float32), real, fake)


def drawn_in_the_dtype_of_real(real, fake, rng):
    return between(rng.random((len(real), 1), real.dtype), real, fake)


def drawn_in_the_wrong_order(real, fake, rng):
    return between(rng.random((len(real), 1))[::-1], real, fake)


def rows_paired_anew(real, fake, rng):
    return between(rng.random((len(real), 1)), real, fake[::-1])


def one_end_or_the_other(real, fake, rng):
    return between(rng.integers(2, size=(len(real), 1)), real, fake)


def rounded_to_three_digits(real, fake, rng):
    return between(np.round(rng.random((len(real), 1)), 3), real, fake)


def root_of_e(real, fake, rng):
    return between(np.sqrt(rng.random((len(real), 1))), real, fake)


def second_numbers_of_the_stream(real, fake, rng):
    rng.random((len(real), 1))
    return between(rng.random((len(real), 1)), real, fake)


def factors_of_the_roots(real, fake, rng):
    e = rng.random((len(real), 1)).astype(real.dtype)
    return np.sqrt(e) * real + np.sqrt(1 - e) * fake


def real_rows_changed_in_place(real, fake, rng):
    e = rng.random((len(real), 1)).astype(real.dtype)
    real *= e
    real += (1 - e) * fake
    return real


def one_number_more_is_drawn(real, fake, rng):
    e = rng.random((len(real), 1)).astype(real.dtype)
    rng.random()
    return e * real + (1 - e) * fake


RIGHT = (from_the_generated_row, row_by_row, by_einsum, by_a_diagonal_matrix, transposed_with_out)
WRONG = (
    ends_left_out,
    first_column_of_many,
    drawn_in_float32,
    drawn_in_the_dtype_of_real,
    drawn_in_the_wrong_order,
    rows_paired_anew,
    one_end_or_the_other,
    rounded_to_three_digits,
    root_of_e,
    second_numbers_of_the_stream,
    factors_of_the_roots,
    real_rows_changed_in_place,
    one_number_more_is_drawn,
)
