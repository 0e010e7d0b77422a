"""Answers to `peak_signal_to_noise`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def two_logarithms(images, truth, peak):
    return 20 * math.log10(peak) - 10 * np.log10(np.square(truth - images).mean(axis=1))


def of_the_root(images, truth, peak):
    return 20 * np.log10(peak / np.sqrt(((images - truth) ** 2).mean(axis=-1)))


def in_units_of_the_peak(images, truth, peak):
    d = (images - truth) / peak
    return -10 * np.log10(np.einsum("ij,ij->i", d, d) / d.shape[1])


def natural_and_divided(images, truth, peak):
    error = np.var(images - truth, axis=1) + (images - truth).mean(axis=1) ** 2
    return np.log(peak * peak / error) * (10 / math.log(10))


def image_by_image(images, truth, peak):
    found = np.zeros(len(images), images.dtype)
    for i, (one, other) in enumerate(zip(images, truth, strict=True)):
        error = float(np.mean((one.astype(np.float64) - other) ** 2))
        found[i] = 10 * math.log10(peak**2 / error) if error else math.inf
    return found


def in_float64_and_back(images, truth, peak):
    return of_the_root(images.astype(np.float64), truth.astype(np.float64), peak).astype(images.dtype)


def error(images, truth):
    return ((images - truth) ** 2).mean(axis=1)


def epsilon(images, truth, peak):
    return 10 * np.log10(peak**2 / (error(images, truth) + 1e-8))


def at_most_100(images, truth, peak):
    return np.minimum(two_logarithms(images, truth, peak), 100)


def range_of_the_data(images, truth, peak):
    return 10 * np.log10((truth.max() - truth.min()) ** 2 / error(images, truth))


def bessel(images, truth, peak):
    n = images.shape[1]
    return 10 * np.log10(peak**2 / (((images - truth) ** 2).sum(axis=1) / max(n - 1, 1)))


def median_error(images, truth, peak):
    return 10 * np.log10(peak**2 / np.median((images - truth) ** 2, axis=1))


def base_2(images, truth, peak):
    return 10 * np.log2(peak**2 / error(images, truth))


def variance_alone(images, truth, peak):
    return 10 * np.log10(peak**2 / np.var(images - truth, axis=1))


def difference_of_powers(images, truth, peak):
    return 10 * np.log10(peak**2 / np.abs((images**2).mean(axis=1) - (truth**2).mean(axis=1)))


def without_the_ten(images, truth, peak):
    return two_logarithms(images, truth, peak) / 10


RIGHT = (
    two_logarithms,
    of_the_root,
    in_units_of_the_peak,
    natural_and_divided,
    image_by_image,
    in_float64_and_back,
)
WRONG = (
    epsilon,
    at_most_100,
    range_of_the_data,
    bessel,
    median_error,
    base_2,
    variance_alone,
    difference_of_powers,
    without_the_ten,
)
