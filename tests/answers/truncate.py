"""Answers to `truncate`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def with_indices(z, threshold, rng):
    z_new = np.array(z)
    while len(places := np.flatnonzero(abs(z_new) > threshold)):
        z_new.flat[places] = rng.standard_normal(len(places))
    return z_new


def by_recursion(z, threshold, rng):
    outside = ~(np.abs(z) <= threshold)
    if not outside.any():
        return z.copy()
    again = z.copy()
    np.place(again, outside, rng.standard_normal(np.count_nonzero(outside)).astype(z.dtype))
    return by_recursion(again, threshold, rng)


def places_kept_in_a_list(z, threshold, rng):
    rows = z.tolist()
    todo = [(i, j) for i, row in enumerate(rows) for j, value in enumerate(row) if abs(value) > threshold]
    while todo:
        left = []
        for (i, j), value in zip(todo, rng.standard_normal(len(todo)).astype(z.dtype).tolist(), strict=True):
            rows[i][j] = value
            left += [(i, j)] * (abs(value) > threshold)
        todo = left
    return np.array(rows, z.dtype)


def on_a_flat_copy(z, threshold, rng):
    flat = z.astype(np.float64).ravel()
    wrong = np.where((flat < -threshold) | (flat > threshold))[0]
    while wrong.size:
        new = rng.normal(size=wrong.size).astype(z.dtype)
        flat[wrong] = new
        wrong = wrong[np.abs(new) > threshold]
    return flat.reshape(z.shape).astype(z.dtype)


def with_clip_as_a_test(z, threshold, rng):
    z_new = z.copy()
    while True:
        i, j = np.nonzero(np.clip(z_new, -threshold, threshold) != z_new)
        if not i.size:
            return z_new
        z_new[i, j] = rng.standard_normal(i.shape)


def again(z, outside, draw):
    """Until none is left, or 200 times."""
    z_new = z.copy()
    for _ in range(200):
        if not (wrong := outside(z_new)).any():
            break
        z_new[wrong] = draw(int(wrong.sum()))
    return z_new


def threshold_itself_is_outside(z, threshold, rng):
    return again(z, lambda z: np.abs(z) >= threshold, rng.standard_normal)


def above_the_threshold_only(z, threshold, rng):
    return again(z, lambda z: z > threshold, rng.standard_normal)


def below_the_threshold_only(z, threshold, rng):
    return again(z, lambda z: z < -threshold, rng.standard_normal)


def inside_drawn_again(z, threshold, rng):
    return again(z, lambda z: np.abs(z) < threshold, rng.standard_normal)


def squares_against_the_threshold(z, threshold, rng):
    return again(z, lambda z: z**2 > threshold, rng.standard_normal)


def half_of_the_threshold(z, threshold, rng):
    return again(z, lambda z: np.abs(z) > threshold / 2, rng.standard_normal)


def standard_deviations_of_z(z, threshold, rng):
    return again(z, lambda z: np.abs(z) > threshold * z.std(), rng.standard_normal)


def uniform_in_between(z, threshold, rng):
    return again(z, lambda z: np.abs(z) > threshold, lambda n: rng.uniform(-threshold, threshold, n))


def with_a_smaller_deviation(z, threshold, rng):
    return again(z, lambda z: np.abs(z) > threshold, lambda n: threshold * rng.standard_normal(n))


def sizes_only(z, threshold, rng):
    return again(z, lambda z: np.abs(z) > threshold, lambda n: np.abs(rng.standard_normal(n)))


def as_many_as_z_has(z, threshold, rng):
    return again(z, lambda z: np.abs(z) > threshold, lambda n: rng.standard_normal(z.size)[:n])


def in_reversed_order(z, threshold, rng):
    return again(z, lambda z: np.abs(z) > threshold, lambda n: rng.standard_normal(n)[::-1])


def three_rounds(z, threshold, rng):
    z_new = z.copy()
    for _ in range(3):
        outside = np.abs(z_new) > threshold
        z_new[outside] = rng.standard_normal(outside.sum())
    return z_new


def clipped(z, threshold, rng):
    return np.clip(z, -threshold, threshold)


def divided_by_the_largest(z, threshold, rng):
    return (threshold * z / max(np.abs(z).max(), threshold)).astype(z.dtype)


def all_new(z, threshold, rng):
    return again(rng.standard_normal(z.shape).astype(z.dtype), lambda z: np.abs(z) > threshold, rng.standard_normal)


RIGHT = (with_indices, by_recursion, places_kept_in_a_list, on_a_flat_copy, with_clip_as_a_test)
WRONG = (
    threshold_itself_is_outside,
    above_the_threshold_only,
    below_the_threshold_only,
    inside_drawn_again,
    squares_against_the_threshold,
    half_of_the_threshold,
    standard_deviations_of_z,
    uniform_in_between,
    with_a_smaller_deviation,
    sizes_only,
    as_many_as_z_has,
    in_reversed_order,
    three_rounds,
    clipped,
    divided_by_the_largest,
    all_new,
)
