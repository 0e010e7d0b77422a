"""Answers to `running_statistics`: right ones in unusual dress, and wrong ones that look right."""

import statistics

import numpy as np

from numgan.exercises.chapters.backpropagation.running_statistics import running_statistics


def by_bessels_factor(running_mean, running_var, x, momentum):
    B = len(x)
    xc = x - np.mean(x, axis=0)
    var = np.mean(xc**2, axis=0)
    share = 1 - momentum
    return [share * np.mean(x, axis=0) + momentum * running_mean, share * B / (B - 1) * var + momentum * running_var]


def as_a_step_towards_the_batch(running_mean, running_var, x, momentum):
    mean, var = x.mean(axis=0), np.var(x, axis=0, ddof=1)
    return running_mean + (1 - momentum) * (mean - running_mean), running_var - (1 - momentum) * (running_var - var)


def by_a_covariance_matrix(running_mean, running_var, x, momentum):
    covariance = np.cov(x, rowvar=False).reshape(x.shape[1], -1)
    var = momentum * running_var + (1 - momentum) * np.diag(covariance)
    return momentum * running_mean + (1 - momentum) * x.mean(axis=0), var.astype(x.dtype)


def with_loops(running_mean, running_var, x, momentum):
    mean, var = np.copy(running_mean), np.copy(running_var)
    for j, column in enumerate(x.T.astype(np.float64).tolist()):
        mean[j] = momentum * mean[j] + (1 - momentum) * statistics.fmean(column)
        var[j] = momentum * var[j] + (1 - momentum) * statistics.variance(column)
    return mean, var


def with_out(running_mean, running_var, x, momentum):
    mean, var = running_mean.copy(), running_var.copy()
    xc = x - x.mean(axis=0)
    for old, new in ((mean, x.mean(axis=0)), (var, np.einsum("ij,ij->j", xc, xc) / (len(x) - 1))):
        np.multiply(old, momentum, out=old)
        np.add(old, (1 - momentum) * new, out=old)
    return mean, var


def by_differences_of_all_pairs(running_mean, running_var, x, momentum):
    B = len(x)
    x64 = x.astype(np.float64)
    var = ((x64[:, None] - x64) ** 2).sum(axis=(0, 1)) / (2 * B * (B - 1))
    mean, _ = running_statistics(running_mean, running_var, x, momentum)
    return mean, np.average([running_var, var], axis=0, weights=[momentum, 1 - momentum]).astype(x.dtype)


def named(name, function):
    function.__name__ = name
    return function


def with_var(name, change):
    """The formula with another variance: (old, x, momentum) -> new."""

    def function(running_mean, running_var, x, momentum):
        mean, _ = running_statistics(running_mean, running_var, x, momentum)
        return mean, change(running_var, x, momentum).astype(x.dtype)

    return named(name, function)


def with_momentum(name, change):
    """The formula with another momentum: momentum -> momentum."""
    return named(name, lambda mean, var, x, momentum: running_statistics(mean, var, x, change(momentum)))


def var_of(x):
    return x.var(axis=0, ddof=1)


def cancelling(old, x, momentum):
    mean, B = x.mean(axis=0), len(x)
    var = np.maximum((x**2).mean(axis=0) - mean**2, 0) * B / (B - 1)
    return momentum * old + (1 - momentum) * var


def mean_over_B_less_1(running_mean, running_var, x, momentum):
    _, var = running_statistics(running_mean, running_var, x, momentum)
    return momentum * running_mean + (1 - momentum) * x.sum(axis=0) / (len(x) - 1), var


def one_mean_of_all(running_mean, running_var, x, momentum):
    _, var = running_statistics(running_mean, running_var, x, momentum)
    return momentum * running_mean + (1 - momentum) * x.mean(), var


def only_added(running_mean, running_var, x, momentum):
    return momentum * running_mean + x.mean(axis=0), momentum * running_var + var_of(x)


def covariances_of_several_columns(running_mean, running_var, x, momentum):
    mean, var = x.mean(axis=0), np.cov(x.T).diagonal().astype(x.dtype)
    return momentum * running_mean + (1 - momentum) * mean, momentum * running_var + (1 - momentum) * var


RIGHT = (
    by_bessels_factor,
    as_a_step_towards_the_batch,
    by_a_covariance_matrix,
    with_loops,
    with_out,
    by_differences_of_all_pairs,
)
WRONG = (
    with_momentum("the_larger_weight_for_the_old", lambda m: max(m, 1 - m)),
    with_momentum("no_momentum_is_nine_tenths", lambda m: m or 0.9),
    with_momentum("momentum_at_most_0_9", lambda m: min(m, 0.9)),
    with_momentum("momentum_squared", lambda m: m * m),
    with_var("all_corrected", lambda old, x, m: (m * old + (1 - m) * x.var(axis=0)) * len(x) / (len(x) - 1)),
    with_var("corrected_downwards", lambda old, x, m: m * old + (1 - m) * x.var(axis=0) * (len(x) - 1) / len(x)),
    with_var("corrected_by_the_columns", lambda old, x, m: m * old + (1 - m) * x.var(axis=0) * len(x) / len(old)),
    with_var("biased_for_two_rows", lambda old, x, m: m * old + (1 - m) * x.var(axis=0, ddof=len(x) > 2)),
    with_var("at_least_1e_5", lambda old, x, m: np.maximum(m * old + (1 - m) * var_of(x), 1e-5)),
    with_var("an_epsilon_added", lambda old, x, m: m * old + (1 - m) * (var_of(x) + 1e-12)),
    with_var("about_the_old_mean_0", lambda old, x, m: m * old + (1 - m) * (x**2).sum(axis=0) / (len(x) - 1)),
    with_var("deviations_squared_after", lambda old, x, m: (m * old**0.5 + (1 - m) * x.std(axis=0, ddof=1)) ** 2),
    with_var("squares_less_the_squared_mean", cancelling),
    mean_over_B_less_1,
    one_mean_of_all,
    only_added,
    covariances_of_several_columns,
)
