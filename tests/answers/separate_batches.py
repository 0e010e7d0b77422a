"""Answers to `separate_batches`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np

from numgan.exercises.chapters.backpropagation.separate_batches import separate_batches


def stacked(real, fake, eps):
    both = np.stack([real, fake])
    centred = both - both.mean(axis=1, keepdims=True)
    return list(centred / np.sqrt((centred * centred).mean(axis=1, keepdims=True) + eps))


def concatenated_by_columns(real, fake, eps):
    both = np.concatenate([real, fake], axis=1)
    both = (both - both.mean(axis=0)) * (both.var(axis=0) + eps) ** -0.5
    return both[:, : real.shape[1]], both[:, real.shape[1] :]


def by_einsum_and_out(real, fake, eps):
    results = []
    for x in (real, fake):
        xc = np.subtract(x, np.einsum("ij->j", x) / len(x), out=np.empty_like(x))
        np.divide(xc, np.sqrt(np.einsum("ij,ij->j", xc, xc) / len(x) + eps), out=xc)
        results.append(xc)
    return results


def with_loops(real, fake, eps):
    results = np.empty_like(real), np.empty_like(fake)
    for x, result in zip((real, fake), results, strict=True):
        for j in range(x.shape[1]):
            mean = math.fsum(x[:, j]) / len(x)
            var = math.fsum((float(value) - mean) ** 2 for value in x[:, j]) / len(x)
            result[:, j] = [(float(value) - mean) / math.sqrt(var + eps) for value in x[:, j]]
    return results


def in_float64_and_cast(real, fake, eps):
    def normalised(x):
        x64 = x.astype(np.float64)
        return ((x64 - x64.mean(axis=0)) / np.hypot(x64.std(axis=0), eps**0.5)).astype(x.dtype)

    return normalised(real), normalised(fake)


def shifted_by_the_first_row(real, fake, eps):
    def normalised(x):
        d = x - x[0]
        mean = d.mean(axis=0)
        return (d - mean) / np.sqrt(np.maximum((d * d).mean(axis=0) - mean**2, 0) + eps)

    return normalised(real), normalised(fake)


def each(name, change):
    """The same wrong normalisation of either batch: (x, eps) -> xhat."""

    def function(real, fake, eps):
        return change(real, eps).astype(real.dtype), change(fake, eps).astype(fake.dtype)

    function.__name__ = name
    return function


def centred(x):
    return x - x.mean(axis=0)


def cancelling(x, eps):
    return centred(x) / np.sqrt(np.maximum((x**2).mean(axis=0) - x.mean(axis=0) ** 2, 0) + eps)


def in_the_other_order(real, fake, eps):
    return separate_batches(fake, real, eps)


def one_scale_for_both(real, fake, eps):
    root = np.sqrt((real.var(axis=0) + fake.var(axis=0)) / 2 + eps)
    return centred(real) / root, centred(fake) / root


def one_mean_for_both(real, fake, eps):
    mean = (real.mean(axis=0) + fake.mean(axis=0)) / 2
    return tuple((x - mean) / np.sqrt(x.var(axis=0) + eps) for x in (real, fake))


def statistics_of_fake(real, fake, eps):
    root = np.sqrt(fake.var(axis=0) + eps)
    return (real - fake.mean(axis=0)) / root, centred(fake) / root


def fake_left_alone(real, fake, eps):
    return separate_batches(real, fake, eps)[0], fake


def real_twice(real, fake, eps):
    return separate_batches(real, real, eps)


RIGHT = (
    stacked,
    concatenated_by_columns,
    by_einsum_and_out,
    with_loops,
    in_float64_and_cast,
    shifted_by_the_first_row,
)
WRONG = (
    each("eps_beside_the_root", lambda x, eps: centred(x) / (x.std(axis=0) + eps)),
    each("without_eps", lambda x, eps: centred(x) / x.std(axis=0)),
    each("eps_at_least_1e_5", lambda x, eps: centred(x) / np.sqrt(x.var(axis=0) + max(eps, 1e-5))),
    each("without_the_root", lambda x, eps: centred(x) / (x.var(axis=0) + eps)),
    each("one_mean_of_all_columns", lambda x, eps: (x - x.mean()) / np.sqrt(x.var() + eps)),
    each("clipped_at_3", lambda x, eps: np.clip(centred(x) / np.sqrt(x.var(axis=0) + eps), -3, 3)),
    each("root_at_least_0_001", lambda x, eps: centred(x) / np.maximum(np.sqrt(x.var(axis=0) + eps), 0.001)),
    each("corrected_for_two_rows", lambda x, eps: centred(x) / np.sqrt(x.var(axis=0, ddof=len(x) == 2) + eps)),
    each("squares_less_the_squared_mean", cancelling),
    in_the_other_order,
    one_scale_for_both,
    one_mean_for_both,
    statistics_of_fake,
    fake_left_alone,
    real_twice,
)
