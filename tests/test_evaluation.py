"""Mode coverage, divergences and scores, against closed forms and values by hand."""

import math

import numpy as np
import pytest

from numgan.datasets import grid, grid_centers, ring_centers
from numgan.evaluation import (
    classifier_score,
    digit_histogram,
    entropy,
    histogram_on_grid,
    js_divergence,
    kl_divergence,
    mode_coverage,
)


def test_a_perfect_sampler_captures_all_modes():
    """high_quality 1 - exp(-4.5); reverse_kl about (K - 1) / (2 N)."""
    found = mode_coverage(grid(20_000, rng=0), grid_centers(), std=0.05)
    assert found.modes == 25
    assert found.high_quality == pytest.approx(1 - math.exp(-4.5), abs=0.003)
    assert found.reverse_kl == pytest.approx(24 / 40_000, rel=0.7)


def test_one_mode_some_modes_and_none():
    centers = ring_centers()
    assert mode_coverage(centers[[2] * 5], centers, std=0.01) == (1, 1.0, pytest.approx(math.log(8), rel=1e-14))
    assert mode_coverage(centers, centers, std=0.01) == (8, 1.0, 0.0)
    assert mode_coverage(centers[:4], centers, std=0.01) == (4, 1.0, pytest.approx(math.log(2), rel=1e-14))
    assert mode_coverage(np.zeros((5, 2)), centers, std=0.01) == (0, 0.0, math.inf)


def test_coverage_by_hand_with_points_on_the_borders():
    """std 1: a point at exactly 3 is good, one just beyond is not; stray points count in high_quality alone."""
    centers = [[0, 0], [10, 0]]
    points = [[3, 0], [0, -3], [0, 3.0001], [10, 0], [5, 0], [10, 1]]
    found = mode_coverage(points, centers, std=1)
    assert (found.modes, found.high_quality) == (2, 4 / 6)
    assert found.reverse_kl == pytest.approx(0, abs=1e-15)
    assert mode_coverage([[2, 0]], [[0, 0], [4, 0]], std=1).modes == 1  # equally near to both: one of them, not two
    uneven = mode_coverage([[0, 0], [0, 1], [0, -1], [10, 0]], centers, std=1)
    assert uneven.reverse_kl == pytest.approx(0.75 * math.log(1.5) + 0.25 * math.log(0.5), rel=1e-14)


@pytest.mark.parametrize(
    ("points", "centers", "std", "error", "message"),
    [
        (np.zeros((3, 3)), ring_centers(), 1, ValueError, r"points must have shape \(N, 2\), got \(3, 3\)"),
        (np.zeros(3), ring_centers(), 1, ValueError, r"points must have shape \(N, 2\), got \(3,\)"),
        (np.zeros((0, 2)), ring_centers(), 1, ValueError, "points must hold at least 1 row, got 0"),
        ([[0, np.nan]], ring_centers(), 1, ValueError, r"points must be finite, .* first is nan at \(0, 1\)"),
        ([["a", "b"]], ring_centers(), 1, TypeError, "points must be an array of numbers, got dtype <U1"),
        (np.zeros((3, 2)), np.zeros((0, 2)), 1, ValueError, "centers must hold at least 1 row, got 0"),
        (np.zeros((3, 2)), ring_centers(), 0, ValueError, "std must be greater than 0, got 0"),
    ],
)
def test_coverage_names_what_is_unsuitable(points, centers, std, error, message):
    with pytest.raises(error, match=message):
        mode_coverage(points, centers, std=std)


def normal_density(x, mean, std):
    return np.exp(-0.5 * ((x - mean) / std) ** 2) / (std * math.sqrt(2 * math.pi))


def test_kl_of_two_gaussians_on_a_fine_grid():
    """KL(N(a, s^2) || N(b, t^2)) = log(t / s) + (s^2 + (a - b)^2) / (2 t^2) - 1 / 2, in one dimension and in two."""
    x = np.linspace(-12, 12, 4001)
    p, q = normal_density(x, 0.5, 1.0), normal_density(x, -1.0, 1.5)
    expected = math.log(1.5) + (1 + 1.5**2) / (2 * 1.5**2) - 0.5
    assert kl_divergence(p, q) == pytest.approx(expected, rel=1e-9)
    x = np.linspace(-12, 12, 301)
    p, q = normal_density(x, 0.5, 1.0), normal_density(x, -1.0, 1.5)
    assert kl_divergence(p[:, None] * p, q[:, None] * q) == pytest.approx(2 * expected, rel=1e-6)


def test_divergences_by_hand_and_at_their_ends():
    p, q = [3, 1, 0], [1, 1, 2]  # shares 3/4, 1/4, 0 and 1/4, 1/4, 1/2
    m = (1 / 2, 1 / 4, 1 / 4)
    jsd = 0.5 * 0.75 * math.log(0.75 / m[0]) + 0.5 * (0.25 * math.log(0.25 / m[0]) + 0.5 * math.log(0.5 / m[2]))
    assert kl_divergence(p, q) == pytest.approx(0.75 * math.log(3), rel=1e-14)
    assert kl_divergence(q, p) == math.inf
    assert js_divergence(p, q) == pytest.approx(jsd, rel=1e-14)
    assert js_divergence(q, p) == pytest.approx(jsd, rel=1e-14)
    assert js_divergence([1, 1, 0, 0], [0, 0, 5, 1]) == pytest.approx(math.log(2), rel=1e-14)
    assert kl_divergence(q, [4, 4, 8]) == 0
    assert js_divergence(q, [4, 4, 8]) == pytest.approx(0, abs=1e-15)
    assert kl_divergence([1e308, 1e308], [1, 1]) == 0


def test_the_best_discriminators_value_is_minus_log_4_plus_twice_the_jsd():
    """Goodfellow et al. 2014, theorem 1: C(G) = E_p[log D*] + E_q[log(1 - D*)] with D* = p / (p + q), proposition 1."""
    x = np.linspace(-10, 10, 2001)
    p, q = normal_density(x, 0, 1) * 0.01, normal_density(x, 2, 0.5) * 0.01  # the grid's spacing is .01
    real, fake = p > 0, q > 0
    value = (p * np.log(p / (p + q), where=real, out=np.zeros_like(p))).sum()  # D*
    value += (q * np.log(q / (p + q), where=fake, out=np.zeros_like(q))).sum()  # 1 - D*
    assert -math.log(4) + 2 * js_divergence(p, q) == pytest.approx(value, rel=1e-9)


def test_the_tails_of_densities_leave_the_jsd_finite_and_right():
    """On a grid so wide that the densities end in the smallest floats and then in 0."""
    x = np.linspace(-60, 60, 12_001)
    near, far = (js_divergence(normal_density(x, 0, 1), normal_density(x, mean, 1)) for mean in (0.01, 50))
    assert near == pytest.approx(0.01**2 / 8, rel=1e-3)  # KL / 4 for small shifts, and KL is shift^2 / 2
    assert far == pytest.approx(math.log(2), rel=1e-12)


def test_histograms_by_hand():
    counts = histogram_on_grid([[0.0], [0.5], [1.0], [2.0], [2.1], [-1.0]], [0, 1, 2])
    np.testing.assert_array_equal(counts, [2, 2])  # 1 belongs to the upper cell, 2 to the last, two lie outside
    points = [[0.1, 5], [0.2, 15], [1.5, 15], [1.6, 15]]
    np.testing.assert_array_equal(histogram_on_grid(points, [[0, 1, 2], [0, 10, 20]]), [[1, 1], [0, 2]])
    np.testing.assert_array_equal(histogram_on_grid(points, np.array([0, 10, 20.0])), [[1, 3], [0, 0]])


@pytest.mark.parametrize(
    ("p", "q", "message"),
    [
        ([1, 2], [1, 2, 3], r"p and q must stand on one grid, got shapes \(2,\) and \(3,\)"),
        ([1, -2], [1, 2], "p must hold non-negative weights, not all zero, got a least one of -2"),
        ([1, 2], [0, 0], "q must hold non-negative weights, not all zero, got a least one of 0"),
        ([], [], "p must hold non-negative weights, not all zero, got none"),
        ([1, 2], [1, np.nan], "q must be finite"),
    ],
)
def test_divergences_name_unsuitable_weights(p, q, message):
    for divergence in (kl_divergence, js_divergence):
        with pytest.raises(ValueError, match=message):
            divergence(p, q)


def test_histograms_name_unsuitable_grids():
    points = np.zeros((3, 2))
    with pytest.raises(ValueError, match=r"a list of 2, one for each column of points, got 1"):
        histogram_on_grid(points, [[0, 1]])
    for edges in ([1, 0], [0, 0], [0], [0, np.nan], [], 3.0):
        with pytest.raises(ValueError, match="edges of axis 0 must be at least 2 increasing numbers"):
            histogram_on_grid(points, edges)
    with pytest.raises(ValueError, match="points must be finite"):
        histogram_on_grid(points + np.inf, [0, 1])


def test_classifier_score_at_its_ends_and_between():
    assert classifier_score(np.eye(10)) == pytest.approx(10, rel=1e-12)
    assert classifier_score(np.full((7, 10), 0.1)) == pytest.approx(1, rel=1e-12)
    assert classifier_score(np.eye(10)[[3] * 7]) == pytest.approx(1, rel=1e-12)
    assert classifier_score([[0.2, 0.8]]) == pytest.approx(1, rel=1e-12)
    # p(y) = (1/2, 1/2); each row's KL is 3/4 log(3/2) + 1/4 log(1/2)
    expected = math.exp(0.75 * math.log(1.5) + 0.25 * math.log(0.5))
    assert classifier_score([[0.75, 0.25], [0.25, 0.75]]) == pytest.approx(expected, rel=1e-12)


def test_digit_histogram_and_entropy():
    shares = digit_histogram(np.array([0, 9, 9, 3], np.uint8))
    np.testing.assert_array_equal(shares, [0.25, 0, 0, 0.25, 0, 0, 0, 0, 0, 0.5])
    assert entropy(shares) == pytest.approx(1.5 * math.log(2), rel=1e-14)
    assert entropy(np.full(10, 0.1)) == pytest.approx(math.log(10), rel=1e-14)
    assert entropy(np.eye(10)[4]) == 0
    np.testing.assert_allclose(digit_histogram(np.arange(10)), 0.1)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: classifier_score([0.5, 0.5]), ValueError, r"probabilities must have shape \(N, k\) and not be empty"),
        (lambda: classifier_score(np.empty((0, 10))), ValueError, "and not be empty"),
        (lambda: classifier_score([[0.5, 0.6]]), ValueError, "probabilities must sum to 1, got sums from 1.1 to 1.1"),
        (lambda: classifier_score([[1.5, -0.5]]), ValueError, "must not be negative, got a least one of -0.5"),
        (lambda: classifier_score([[np.nan, 1]]), ValueError, "probabilities must be finite"),
        (lambda: entropy([3, 4]), ValueError, "shares must sum to 1, got sums from 7 to 7"),
        (lambda: entropy([[1.0]]), ValueError, r"shares must have shape \(k,\) and not be empty, got \(1, 1\)"),
        (lambda: entropy([]), ValueError, r"got \(0,\)"),
        (lambda: digit_histogram([0, 10]), ValueError, r"labels must lie in 0 ... 9, got values from 0 to 10"),
        (lambda: digit_histogram([-1]), ValueError, "got values from -1 to -1"),
        (lambda: digit_histogram([1.0]), TypeError, "labels must be whole numbers, got dtype float64"),
        (lambda: digit_histogram(np.empty(0, int)), ValueError, r"labels must have shape \(N,\), N >= 1, got \(0,\)"),
    ],
)
def test_scores_name_what_is_unsuitable(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_shares_that_nearly_sum_to_1_are_divided_by_their_sum():
    assert entropy(1.0009 * np.array([0.5, 0.5])) == pytest.approx(math.log(2), rel=1e-14)
    assert classifier_score(0.9991 * np.eye(4)) == pytest.approx(4, rel=1e-14)
    rows = np.array([[0.75, 0.25], [0.25, 0.75]])
    assert classifier_score(rows * [[1.0009], [0.9991]]) == pytest.approx(classifier_score(rows), rel=1e-14)
    for factor in (1.0011, 0.9989):
        with pytest.raises(ValueError, match="shares must sum to 1"):
            entropy(factor * np.array([0.5, 0.5]))


def test_one_cell_is_a_grid():
    np.testing.assert_array_equal(histogram_on_grid([[0.0], [0.4], [1.0], [1.1]], [0, 1]), [3])


def test_one_row_that_is_no_distribution_is_enough():
    for bad in ([0.5, 0.6], [0.5, 0.4]):
        with pytest.raises(ValueError, match="probabilities must sum to 1"):
            classifier_score([[0.5, 0.5], bad, [0.5, 0.5]])


@pytest.mark.parametrize("k", range(2, 14))
def test_no_rounding_lifts_a_score_above_the_number_of_classes(k):
    """exp(log 10) is 10.000000000000002."""
    assert k * (1 - 1e-14) < classifier_score(np.repeat(np.eye(k), 2, axis=0)) <= k


def test_no_rounding_takes_a_figure_out_of_its_range():
    rng = np.random.default_rng(0)
    for n in range(2, 200):
        p, nothing = rng.random(n), np.zeros(n)
        assert js_divergence(np.append(p, nothing), np.append(nothing, p[::-1])) <= math.log(2)
        assert js_divergence(p, p * rng.random()) >= 0
        assert kl_divergence(p, p * rng.random()) >= 0
        assert classifier_score(np.tile(p / p.sum(), (3, 1))) >= 1


def test_one_label_that_is_no_digit_is_enough():
    with pytest.raises(ValueError, match=r"labels must lie in 0 ... 9, got values from -1 to 3"):
        digit_histogram([3, -1, 2])
    with pytest.raises(ValueError, match=r"labels must lie in 0 ... 9, got values from 0 to 10"):
        digit_histogram([0, 10, 2])
