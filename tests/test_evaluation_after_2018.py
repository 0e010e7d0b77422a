"""Density and coverage, the kernel distance, Frechet's line, stacked digits: against loops, theory and closed forms."""

import math

import numpy as np
import pytest

from numgan import Dense, Sequential, load_mnist
from numgan.datasets import stacked_mnist
from numgan.evaluation import (
    density_coverage,
    frechet_distance,
    frechet_line,
    kernel_distance,
    precision_recall,
    stacked_modes,
)


def rows(n, d=4, seed=0, scale=1.0, shift=0.0):
    return scale * np.random.default_rng(seed).normal(size=(n, d)) + shift


# ---- density and coverage ----


def test_density_and_coverage_equal_the_double_loop():
    real, fake, k = rows(60, shift=50), rows(45, seed=1, scale=1.5, shift=50.5), 3
    radii = [sorted(np.linalg.norm(real - x, axis=1))[k] for x in real]
    inside = np.array([[np.linalg.norm(y - x) <= r for y in fake] for x, r in zip(real, radii, strict=True)])
    wanted = inside.sum() / (k * 45), inside.any(axis=1).mean()
    for block in (7, 500):
        assert density_coverage(real, fake, k=k, block=block) == pytest.approx(wanted, rel=1e-14)


def test_of_one_distribution_they_are_what_the_paper_proves():
    """Lemmas 1 and 2, N = M: density 1 and coverage 1 - (N - 1) ... (N - k) / ((2N - 1) ... (2N - k)) on average."""
    for k, N, d in ((5, 60, 2), (2, 40, 7)):
        found = [density_coverage(rows(N, d, 2 * i), rows(N, d, 2 * i + 1), k=k) for i in range(400)]
        expected = 1 - math.prod((N - j) / (2 * N - j) for j in range(1, k + 1))
        for value, wanted in ((0, 1.0), (1, expected)):
            drawn = np.array([f[value] for f in found])
            assert drawn.mean() == pytest.approx(wanted, abs=4 * drawn.std() / 20)


def test_one_stray_real_row_moves_precision_and_not_density():
    """The paper's point: generated rows on the way to an outlier lie in its huge ball."""
    real = np.vstack([rows(300), np.full((1, 4), 30.0)])
    stray = rows(100, seed=1, shift=12.0)
    assert precision_recall(real, stray).precision == 1
    assert density_coverage(real, stray).density == pytest.approx(1 / 5)  # in one ball of five
    assert density_coverage(real, stray).coverage == pytest.approx(1 / 301)


def test_one_good_row_again_and_again_is_dense_and_covers_little():
    real = rows(200)
    found = density_coverage(real, np.repeat(real[np.argmin((real**2).sum(axis=1))][None], 200, axis=0))
    assert found.density >= 1
    assert found.coverage < 0.1


def test_a_ball_holds_its_border_and_no_shift_is_felt():
    """Around (0, 0), the mean of the real rows, the ball has radius 1, and no rounding; the other two are further."""
    real, fake = np.array([[0.0, 0], [1, 0], [-1, 0]]), np.array([[0.0, 1], [0, -1]])
    assert density_coverage(real, fake, k=1) == (1, 1 / 3)
    assert density_coverage(real, fake * 1.001, k=1) == (0, 0)
    real, fake = rows(60), rows(50, seed=1, scale=1.5)
    assert density_coverage(real + 1e7, fake + 1e7) == density_coverage(real, fake)


def test_k_balls_need_k_and_one_real_rows_and_one_fake_one():
    assert density_coverage(rows(3), rows(1), k=2).density <= 3 / 2
    with pytest.raises(ValueError, match="real must hold at least 4 rows, got 3"):
        density_coverage(rows(3), rows(1), k=3)
    for name in ("k", "block"):
        with pytest.raises(ValueError, match=f"{name} must be a whole number, at least 1, got 0"):
            density_coverage(rows(9), rows(9), **{name: 0})


# ---- the kernel distance ----


def test_the_kernel_distance_equals_the_double_loop():
    real, fake = rows(30), rows(25, seed=1, shift=0.3)

    def k(x, y):
        return (x @ y / 4 + 1) ** 3

    blocks = []
    for b in range(2):
        x, y = real[10 * b : 10 * b + 10], fake[10 * b : 10 * b + 10]
        same = sum(k(z[i], z[j]) for z in (x, y) for i in range(10) for j in range(10) if i != j) / 90
        blocks.append(same - 2 * sum(k(a, c) for a in x for c in y) / 100)
    found = kernel_distance(real, fake, block=10)
    assert found.distance == pytest.approx(np.mean(blocks), rel=1e-12)
    assert found.standard_error == pytest.approx(abs(blocks[0] - blocks[1]) / 2, rel=1e-12)


def test_it_is_unbiased_and_its_standard_error_is_one():
    found = [kernel_distance(rows(40, seed=2 * i), rows(40, seed=2 * i + 1), block=5) for i in range(500)]
    distances, errors = np.array(found).T
    assert abs(distances.mean()) < 4 * distances.std() / math.sqrt(500)
    assert np.sqrt(np.mean(errors**2)) == pytest.approx(distances.std(), rel=0.15)


def test_of_two_points_it_is_known():
    """All real rows are x and all fake ones y: k(x, x) + k(y, y) - 2 k(x, y), for any number of rows."""
    x, y = np.array([1.0, 2.0]), np.array([-1.0, 0.5])
    wanted = (5 / 2 + 1) ** 3 + (1.25 / 2 + 1) ** 3 - 2 * (0 / 2 + 1) ** 3
    found = kernel_distance(np.tile(x, (6, 1)), np.tile(y, (9, 1)), block=3)
    assert found == pytest.approx((wanted, 0), abs=1e-12)


def test_it_sees_a_third_moment_that_frechet_does_not():
    """Two laws of mean 0 and variance 1, one of them skewed: E[k] is E[(xy + 1)^3] = 1 + 3 + m3 m3'."""
    rng, N = np.random.default_rng(0), 40_000
    straight, skewed = rng.choice([-1.0, 1.0], (N, 1)), rng.choice([-0.5, 2.0], (N, 1), p=[0.8, 0.2])
    found = kernel_distance(straight, skewed, block=1000)
    assert abs(found.distance - 1.5**2) < 4 * found.standard_error  # m3 = 0 and .8 (-.125) + .2 8 = 1.5
    assert frechet_distance(straight, skewed) < 1e-3


# ---- Frechet's line ----


def test_the_line_begins_at_the_distance_of_the_distributions():
    """N(0, I) and N(0, 4 I) in 5 dimensions: (2 - 1)^2 5 = 5; of two samples of one law it is 0."""
    for scale, wanted in ((2.0, 5.0), (1.0, 0.0)):
        found = [frechet_line(rows(2000, 5, 2 * i), rows(2000, 5, 2 * i + 1, scale), rng=i) for i in range(30)]
        intercepts = np.array([line.distance for line in found])
        assert intercepts.mean() == pytest.approx(wanted, abs=4 * intercepts.std() / math.sqrt(30))
        if wanted == 0:
            assert np.mean([line.distances[0] for line in found]) > 5 * abs(intercepts.mean())  # what is corrected
            assert np.mean([line.slope for line in found]) > 5 * 2  # the means alone scatter by d (1 / N + 1 / N)


def test_the_line_is_fitted_to_evenly_spaced_points():
    line = frechet_line(rows(1000), rows(1200, seed=1), points=5, rng=0)
    np.testing.assert_array_equal(line.sizes, [1000, 500, 333, 250, 200])
    residuals = line.distances - (line.distance + line.slope / line.sizes)
    assert abs(residuals.sum()) < 1e-12
    assert abs((residuals / line.sizes).sum()) < 1e-12  # normal equations of a fit by least squares
    again = frechet_line(rows(1000), rows(1200, seed=1), points=5, rng=0)
    np.testing.assert_array_equal(again.distances, line.distances)


# ---- stacked digits ----


def test_stacked_digits_are_three_digits_and_their_number():
    images, labels = stacked_mnist(3000, rng=0)
    assert (images.shape, images.dtype, labels.shape) == ((3000, 28, 28, 3), np.uint8, (3000,))
    data = load_mnist()
    known = {image.tobytes(): label for image, label in zip(data.train_images, data.train_labels, strict=True)}
    for image, label in zip(images[:50], labels[:50], strict=True):
        digits = [known[np.ascontiguousarray(image[..., c]).tobytes()] for c in range(3)]
        assert label == int("".join(map(str, digits)))
    assert len(np.unique(labels)) > 900
    np.testing.assert_array_equal(stacked_mnist(3000, rng=0).labels, labels)


def reader():
    """A classifier of 784 to 10 that reads pixel k's brightness as the score of digit k."""
    network = Sequential([Dense(784, 10)], rng=0)
    network.layers[0].W[...], network.layers[0].b[...] = np.eye(784, 10), 0
    return network


def written(numbers):
    """Images that `reader` reads as these numbers."""
    images = np.zeros((len(numbers), 784, 3), np.uint8)
    for image, number in zip(images, numbers, strict=True):
        for colour, digit in enumerate(f"{number:03d}"):
            image[int(digit), colour] = 255
    return images.reshape(-1, 28, 28, 3)


@pytest.mark.parametrize(
    ("numbers", "modes", "kl"),
    [
        (range(1000), 1000, 0.0),
        ([742] * 5, 1, math.log(1000)),
        ([0, 999, 999, 123], 3, math.log(1000) - 1.5 * math.log(2)),  # entropy of 1/4, 1/2, 1/4
    ],
)
def test_modes_and_kl_of_known_numbers(numbers, modes, kl):
    images = written(numbers)
    for given in (images, images.reshape(len(images), -1) / 255):
        found = stacked_modes(given, classifier=reader())
        assert found.modes == modes
        assert found.kl == pytest.approx(kl, abs=1e-12)


def test_real_stacked_digits_have_nearly_all_modes_and_the_kl_of_scattering_shares():
    images, _ = stacked_mnist(8000, rng=1)
    modes, kl = stacked_modes(images)
    assert modes >= 990
    assert 999 / 16_000 < kl < 999 / 16_000 + 0.02  # scatter, and MNIST's own unevenness


def test_25600_images_of_equally_frequent_numbers_have_a_kl_of_scattering_shares():
    """KL of N draws from K equal shares is chi^2 of K - 1 degrees of freedom / (2 N), for large N: .0195 +- .0009."""
    mean, std = 999 / 51_200, math.sqrt(2 * 999) / 51_200
    for seed in range(2):
        found = stacked_modes(written(np.random.default_rng(seed).integers(1000, size=25_600)), classifier=reader())
        assert found.modes == 1000
        assert found.kl == pytest.approx(mean, abs=4 * std)


def test_25600_real_images_have_all_modes_and_the_unevenness_of_mnist_in_their_kl():
    """The three digits are independent, so their KLs against 1 / 10 add up: .0043, on top of the scatter."""
    shares = np.bincount(load_mnist().train_labels) / 60_000
    found = stacked_modes(stacked_mnist(25_600, rng=0).images)
    assert found.modes == 1000
    wanted = 999 / 51_200 + 3 * (shares * np.log(10 * shares)).sum()
    assert found.kl == pytest.approx(wanted, abs=4 * math.sqrt(2 * 999) / 51_200)


def test_bad_input_is_named():
    for call in (density_coverage, kernel_distance, frechet_line):
        with pytest.raises(ValueError, match=r"fake must have shape \(N, 4\), got \(3000, 5\)"):
            call(rows(3000), rows(3000, 5))
        with pytest.raises(ValueError, match=r"real must hold at least .* rows, got 3"):
            call(rows(3), rows(3000))
    with pytest.raises(ValueError, match="block must be a whole number, at least 2, got 1"):
        kernel_distance(rows(10), rows(10), block=1)
    with pytest.raises(ValueError, match="fake must hold at least 2000 rows, got 1999"):
        kernel_distance(rows(2000), rows(1999))
    assert len(frechet_line(rows(10), rows(10, seed=1), points=2).sizes) == 2
    for few in ((rows(9), rows(10)), (rows(10), rows(9))):
        with pytest.raises(ValueError, match="must hold at least 10 rows, got 9"):
            frechet_line(*few)
    with pytest.raises(ValueError, match="points must be a whole number, at least 2, got 1"):
        frechet_line(rows(20), rows(20), points=1)
    with pytest.raises(ValueError, match=r"images must have shape \(N, 2352\), got \(2, 784\)"):
        stacked_modes(np.zeros((2, 28, 28), np.uint8))
    with pytest.raises(ValueError, match="n must be a whole number, at least 1, got 0"):
        stacked_mnist(0)
