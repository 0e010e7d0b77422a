"""Parzen windows and nearest neighbours, against direct loops and closed forms."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from numgan import load_mnist
from numgan.evaluation import nearest_neighbours, parzen_log_likelihood
from numgan.evaluation.rows import unit_range


@pytest.fixture(scope="module")
def digits():
    data = load_mnist()
    return SimpleNamespace(train=data.train_images[:600], test=data.test_images[:150])


def direct_log_likelihoods(samples, images, sigma):
    """LL of each image in float64, from the differences themselves, one window at a time."""
    n, found = samples.shape[1], []
    for x in images:
        terms = [-((x - mu) ** 2).sum() / (2 * sigma**2) for mu in samples]
        top = max(terms)
        mean = math.fsum(math.exp(t - top) for t in terms) / len(samples)
        found.append(top + math.log(mean) - n * math.log(sigma * math.sqrt(2 * math.pi)))
    return np.array(found)


def as_rows(images):
    return images.reshape(len(images), -1) / 255


@pytest.mark.parametrize("sigma", [0.1, 0.2, 1.0])
def test_parzen_equals_the_double_loop_on_digits(digits, sigma):
    """Float32 matrix products against float64 differences: within .01 nats of values of hundreds, in any blocks."""
    samples, test = digits.train[:100], digits.test[:20]
    expected = direct_log_likelihoods(as_rows(samples), as_rows(test), sigma)
    for block in (7, 500):
        found = parzen_log_likelihood(samples, test[:3], test, sigmas=sigma, block=block)
        assert found.mean == pytest.approx(expected.mean(), abs=0.01)
        assert found.standard_error == pytest.approx(expected.std() / math.sqrt(20), rel=1e-4)
        assert found.sigma == sigma


def test_parzen_takes_uint8_images_and_rows_of_floats_alike(digits):
    parts = digits.train[:50], digits.test[:10], digits.test[10:30]
    from_floats = parzen_log_likelihood(*(as_rows(part) for part in parts))
    np.testing.assert_allclose(parzen_log_likelihood(*parts), from_floats, rtol=1e-5)


def test_parzen_takes_the_sigma_that_is_best_on_the_validation_images(digits):
    samples, validation, test = digits.train[:100], digits.test[:20], digits.test[20:40]
    sigmas = np.logspace(-1, 0, 10)
    means = [direct_log_likelihoods(as_rows(samples), as_rows(validation), s).mean() for s in sigmas]
    assert 0 < np.argmax(means) < 9  # neither end, so that the choice is a choice
    assert parzen_log_likelihood(samples, validation, test).sigma == sigmas[np.argmax(means)]


def test_parzen_reaches_a_gaussians_expected_log_likelihood():
    """Windows on N(m, s^2) make nearly N(m, t^2), t^2 = s^2 + sigma^2: E LL = -log(t sqrt(2 pi)) - s^2 / (2 t^2)."""
    rng, s, sigma = np.random.default_rng(0), 0.1, 0.05
    samples, test = (rng.normal(0.5, s, (4000, 1)).clip(0, 1) for _ in range(2))
    t2 = s**2 + sigma**2
    expected = -0.5 * math.log(2 * math.pi * t2) - s**2 / (2 * t2)
    found = parzen_log_likelihood(samples, test[:10], test, sigmas=[sigma])
    assert abs(found.mean - expected) < 4 * found.standard_error
    assert found.standard_error < 0.02


def test_parzen_with_one_window_on_the_image_itself():
    """LL = -n log(sigma sqrt(2 pi)), without spread; and a far window underflows nothing."""
    x = np.full((1, 784), 0.5)
    found = parzen_log_likelihood(x, x, x, sigmas=[0.25])
    assert found.mean == pytest.approx(-784 * math.log(0.25 * math.sqrt(2 * math.pi)), abs=1e-3)
    assert found.standard_error == 0
    black, white = np.zeros((2, 784)), np.ones((3, 784))
    far = parzen_log_likelihood(black, white, white, sigmas=[0.1])
    assert far.mean == pytest.approx(-784 / 0.02 - 784 * math.log(0.1 * math.sqrt(2 * math.pi)), rel=1e-6)


@pytest.mark.parametrize(
    ("which", "bad", "error", "message"),
    [
        (0, np.full((3, 4), -0.5), ValueError, r"samples must hold pixels in \[0, 1\], got values from -0.5 to -0.5"),
        (1, np.full((3, 4), 255.0), ValueError, r"validation must hold pixels in \[0, 1\], got values from 255 to 255"),
        (2, np.full((3, 4), np.nan), ValueError, r"test must be finite, but 12 values .* first is nan at \(0, 0\)"),
        (2, np.full((3, 5), 0.5), ValueError, r"test must have shape \(N, 4\), got \(3, 5\)"),
        (0, np.full((3, 2, 2), 0.5), ValueError, r"samples must have shape \(N, n\), got \(3, 2, 2\)"),
        (0, np.empty((0, 4)), ValueError, "samples must hold at least 1 row, got 0"),
        (0, np.empty((0, 2, 2), np.uint8), ValueError, "samples must hold at least 1 row, got 0"),
        (1, np.zeros((3, 4), int), TypeError, r"validation must be uint8 images, or rows of floats .* got dtype int64"),
    ],
)
def test_parzen_names_unsuitable_images(which, bad, error, message):
    parts = [np.full((3, 4), 0.5) for _ in range(3)]
    parts[which] = bad
    with pytest.raises(error, match=message):
        parzen_log_likelihood(*parts)


@pytest.mark.parametrize("sigmas", [0.0, [-1.0], [np.nan], [np.inf], [], [[0.1]]])
def test_parzen_names_unsuitable_sigmas_and_blocks(sigmas):
    x = np.full((3, 4), 0.5)
    with pytest.raises(ValueError, match="sigmas must be a 1-D array of numbers greater than 0, got"):
        parzen_log_likelihood(x, x, x, sigmas=sigmas)
    with pytest.raises(ValueError, match="block must be a whole number, at least 1, got 0"):
        parzen_log_likelihood(x, x, x, block=0)


def test_nearest_neighbours_equal_brute_force(digits):
    train, samples = as_rows(digits.train), as_rows(digits.test[:30])
    distances = np.array([[np.linalg.norm(s - x) for x in train] for s in samples])
    for images in (digits.train, train, train.astype(np.float32)):
        for block in (41, 2000):
            indices, found = nearest_neighbours(samples, images, block=block)
            np.testing.assert_array_equal(indices, distances.argmin(axis=1))
            np.testing.assert_allclose(found, distances.min(axis=1), rtol=1e-5)


def test_a_copy_is_its_own_nearest_neighbour_at_distance_0(digits):
    indices, distances = nearest_neighbours(as_rows(digits.train[100:110]), digits.train)
    np.testing.assert_array_equal(indices, np.arange(100, 110))
    np.testing.assert_allclose(distances, 0, atol=1e-5)
    np.testing.assert_array_equal(nearest_neighbours(digits.train[:5], digits.train)[1], 0)


@pytest.mark.parametrize(
    ("samples", "images", "error", "message"),
    [
        (
            np.full((2, 784), -1.0),
            0,
            ValueError,
            r"samples must hold pixels in \[0, 1\], got values from -1 to -1; from",
        ),
        (np.full((2, 784), np.nan), 0, ValueError, "samples must be finite"),
        (np.zeros((2, 100)), 0, ValueError, r"images must have shape \(N, 100\), got \(600, 784\)"),
        (np.zeros((0, 784)), 0, ValueError, "samples must hold at least 1 row, got 0"),
        (np.zeros((2, 784)), np.zeros((0, 28, 28), np.uint8), ValueError, "images must hold at least 1 row, got 0"),
        (np.zeros((2, 784)), np.zeros((5, 784), int), TypeError, "images must be uint8 images, .* got dtype int64"),
    ],
)
def test_nearest_neighbours_name_what_is_unsuitable(digits, samples, images, error, message):
    with pytest.raises(error, match=message):
        nearest_neighbours(samples, digits.train if np.isscalar(images) else images)
    with pytest.raises(ValueError, match="block must be"):
        nearest_neighbours(digits.test[:1], digits.train, block=0)


@pytest.mark.parametrize("stray", [-1e-3, 1.001])
def test_one_pixel_outside_the_range_is_enough(stray):
    x = np.full((3, 4), 0.5)
    bad = x.copy()
    bad[1, 2] = stray
    for parts in ((bad, x, x), (x, bad, x), (x, x, bad)):
        with pytest.raises(ValueError, match=r"must hold pixels in \[0, 1\], got values from"):
            parzen_log_likelihood(*parts)
    edge = np.array([[0.0, 1.0, 0.0, 1.0]])
    assert nearest_neighbours(edge, edge)[1][0] == 0


def test_a_byte_is_so_many_255ths():
    found = unit_range(np.array([[0, 51, 255]], np.uint8))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, [[0, 0.2, 1]], rtol=1e-6)
    floats = np.array([[0.0, 0.2, 1.0]])
    np.testing.assert_array_equal(unit_range(floats), floats.astype(np.float32))
