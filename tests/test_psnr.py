"""The peak signal-to-noise ratio: by hand, of noise of a known size, and how it misleads."""

import numpy as np
import pytest

from numgan.datasets import inverted, large, load_mnist, small
from numgan.evaluation import psnr


def test_by_hand():
    truth = np.array([[0.2, 0.4], [0.0, 1.0], [0.5, 0.5]])
    images = np.array([[0.3, 0.5], [0.5, 0.5], [0.5, 0.6]])  # errors .01, .25 and .005
    np.testing.assert_allclose(psnr(images, truth), [20, 10 * np.log10(4), 10 * np.log10(200)], rtol=1e-6)
    np.testing.assert_allclose(psnr(truth, images), psnr(images, truth), rtol=1e-12)


def test_equal_images_have_no_error_and_black_for_white_has_0():
    image = np.zeros((2, 3, 4), np.uint8)
    assert psnr(image, image).tolist() == [np.inf, np.inf]
    np.testing.assert_allclose(psnr(image, inverted(image)), 0, atol=1e-6)


def test_bytes_and_floats_are_the_same_images():
    digits = load_mnist().test_images[:20]
    mosaic = large(small(digits))
    floats = [images.reshape(20, -1) / 255 for images in (mosaic, digits)]
    assert psnr(mosaic, digits).shape == (20,)
    np.testing.assert_allclose(psnr(mosaic, digits), psnr(*floats), rtol=1e-5)
    np.testing.assert_allclose(psnr(mosaic, floats[1]), psnr(*floats), rtol=1e-5)


@pytest.mark.parametrize("std", [0.1, 0.01])
def test_of_noise_it_is_the_noises_size(std):
    rng = np.random.default_rng(0)
    truth = np.full((3, 40_000), 0.5)
    found = psnr(truth + std * rng.standard_normal(truth.shape), truth)
    np.testing.assert_allclose(found, -20 * np.log10(std), atol=10 / np.log(10) * 5 * np.sqrt(2 / 40_000))


def test_a_blur_beats_a_sharp_guess():
    rng = np.random.default_rng(0)
    truth, guess = rng.integers(2, size=(2, 1, 100_000)).astype(float)
    assert psnr(np.full_like(truth, 0.5), truth)[0] == pytest.approx(6.02, abs=0.01)
    assert psnr(guess, truth)[0] == pytest.approx(3.01, abs=0.1)


def test_the_mean_of_decibels_is_at_least_that_of_the_mean_error():
    truth = np.zeros((2, 4))
    images = np.array([4 * [0.1], 4 * [1.0]])
    assert psnr(images, truth).mean() == pytest.approx(10, rel=1e-6)
    assert psnr(images.reshape(1, -1), truth.reshape(1, -1))[0] == pytest.approx(-10 * np.log10(0.505), rel=1e-6)


@pytest.mark.parametrize(
    ("images", "truth", "message"),
    [
        (np.zeros((2, 3)), np.zeros((2, 4)), r"one shape, got rows \(2, 3\) and \(2, 4\)"),
        (np.zeros((2, 3)), np.zeros((1, 3)), r"one shape, got rows \(2, 3\) and \(1, 3\)"),
        (np.full((2, 3), -1.0), np.zeros((2, 3)), r"images must hold pixels in \[0, 1\]"),
        (np.zeros((2, 3)), np.full((2, 3), np.nan), "truth must be finite"),
    ],
)
def test_what_does_not_fit_is_named(images, truth, message):
    with pytest.raises(ValueError, match=message):
        psnr(images, truth)
