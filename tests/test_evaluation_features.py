"""Frechet distance, precision and recall, against closed forms and direct loops."""

import math

import numpy as np
import pytest

from numgan.evaluation import frechet_distance, frechet_distance_of_gaussians, precision_recall


def random_rotation(d, rng):
    return np.linalg.qr(rng.normal(size=(d, d)))[0]


def test_frechet_distance_of_gaussians_whose_covariances_commute():
    """With C_a = Q diag(u) Q^T and C_b = Q diag(v) Q^T: |mu_a - mu_b|^2 + sum (sqrt u - sqrt v)^2."""
    rng = np.random.default_rng(0)
    for Q in (np.eye(5), random_rotation(5, rng)):
        u, v, mean = rng.uniform(0.1, 4, 5), np.array([0, 0.5, 1, 2, 3]), rng.normal(size=5)
        expected = (mean**2).sum() + ((np.sqrt(u) - np.sqrt(v)) ** 2).sum()
        for a, b in ((u, v), (v, u)):
            found = frechet_distance_of_gaussians(np.zeros(5), (Q * a) @ Q.T, mean, (Q * b) @ Q.T)
            assert found == pytest.approx(expected, rel=1e-6)


def test_frechet_distance_where_the_covariances_do_not_commute():
    """In two dimensions tr((A B)^(1/2)) = sqrt(tr(A B) + 2 sqrt(det(A B))), whatever the axes."""
    A, B = np.array([[2.0, 0.6], [0.6, 1.0]]), np.array([[0.5, -0.3], [-0.3, 3.0]])
    root = math.sqrt(np.trace(A @ B) + 2 * math.sqrt(np.linalg.det(A) * np.linalg.det(B)))
    found = frechet_distance_of_gaussians([1, 2], A, [3, 5], B)
    assert found == pytest.approx(4 + 9 + 3 + 3.5 - 2 * root, rel=1e-12)


def test_frechet_distance_of_sets():
    rng = np.random.default_rng(0)
    a = rng.normal(size=(300, 4)) @ rng.normal(size=(4, 4))
    shift = np.array([1.0, -2.0, 0.5, 3.0])
    assert frechet_distance(a, a) == pytest.approx(0, abs=1e-7)
    assert frechet_distance(a, a + shift) == pytest.approx((shift**2).sum(), rel=1e-9)
    assert frechet_distance(a - a.mean(axis=0), 3 * (a - a.mean(axis=0))) == pytest.approx(
        4 * np.trace(np.cov(a.T)), rel=1e-9
    )
    assert frechet_distance([[0.0], [2.0]], [[4.0], [8.0]]) == pytest.approx(25 + 2, rel=1e-12)  # stds sqrt 2, sqrt 8


def test_frechet_distance_with_a_collapsed_set_and_with_fewer_rows_than_columns():
    """One constant set has no covariance: |mu_a - mu_b|^2 + tr(C_b) remains."""
    b = np.random.default_rng(0).normal(size=(50, 3))
    expected = (b.mean(axis=0) ** 2).sum() + np.trace(np.cov(b.T))
    assert frechet_distance(np.zeros((20, 3)), b) == pytest.approx(expected, rel=1e-12)
    assert frechet_distance(np.zeros((2, 3)), np.ones((2, 3))) == 3
    wide = np.random.default_rng(1).normal(size=(5, 40))
    assert frechet_distance(wide, wide + 1) == pytest.approx(40, rel=1e-6)


def test_frechet_distance_is_biased_upwards_for_small_sets():
    """Two sets of N(0, I): |mu_a - mu_b|^2 alone is d (1 / N + 1 / M) on average."""
    rng, d = np.random.default_rng(0), 6
    for N in (20, 200):
        found = [frechet_distance(rng.normal(size=(N, d)), rng.normal(size=(N, d))) for _ in range(100)]
        assert np.mean(found) > d * 2 / N


@pytest.mark.parametrize(
    ("a", "b", "error", "message"),
    [
        (np.zeros((1, 3)), np.zeros((5, 3)), ValueError, "a must hold at least 2 rows, got 1"),
        (np.zeros((5, 3)), np.zeros((5, 4)), ValueError, r"b must have shape \(N, 3\), got \(5, 4\)"),
        (np.zeros(5), np.zeros(5), ValueError, r"a must have shape \(N, n\), got \(5,\)"),
        (np.zeros((5, 3)), np.full((5, 3), np.nan), ValueError, "b must be finite, but 15 values"),
        (np.zeros((5, 3), complex), np.zeros((5, 3)), TypeError, "a must be an array of numbers, got dtype complex128"),
    ],
)
def test_frechet_distance_names_unsuitable_features(a, b, error, message):
    with pytest.raises(error, match=message):
        frechet_distance(a, b)


@pytest.mark.parametrize(
    ("mean", "cov", "message"),
    [
        (np.zeros(3), np.eye(2), r"mean_b must have shape \(d,\) and cov_b \(d, d\), d >= 1, got \(3,\) and \(2, 2\)"),
        (np.zeros(3), np.eye(3), "mean_a and mean_b must be equally long, got 2 and 3"),
        (np.zeros(2), [[1, 2], [0, 1]], "cov_b must be symmetric; entries differ by up to 2"),
        (np.zeros(2), [[1, 2], [2, 1]], "cov_b must have no negative eigenvalue, got one of -1"),
        (np.zeros(2), [[np.inf, 0], [0, 1]], "cov_b must be finite"),
        ([0, np.nan], np.eye(2), "mean_b must be finite"),
    ],
)
def test_frechet_distance_names_what_is_no_gaussian(mean, cov, message):
    with pytest.raises(ValueError, match=message):
        frechet_distance_of_gaussians(np.zeros(2), np.eye(2), mean, cov)


def test_precision_and_recall_at_their_ends():
    rng = np.random.default_rng(0)
    real = rng.normal(size=(60, 3))
    assert precision_recall(real, real) == (1, 1)
    assert precision_recall(real, real[::-1], k=1, block=7) == (1, 1)
    assert precision_recall(real, real + 100) == (0, 0)
    modes = np.concatenate([real, real + 100])
    assert precision_recall(modes, real) == (1, 0.5)
    assert precision_recall(real, modes) == (0.5, 1)


def test_precision_and_recall_by_hand():
    """k = 1 on the line. Balls: real 0, 1 of radius 1, real 3 of radius 2; fake 2, 2.5 of radius .5, fake 6 of 3.5."""
    real, fake = np.array([[0.0], [1], [3]]), np.array([[2], [2.5], [6]])
    # 2 and 2.5 lie in the real balls [0, 2] and [1, 5], 6 in none; of the real rows only 3 lies in [2.5, 9.5], [2, 3]
    assert precision_recall(real, fake, k=1) == (2 / 3, 1 / 3)
    # k = 2: real balls [-3, 3], [-1, 3], [0, 6] hold all fakes; fake balls [-2, 6], [-1, 6], [2, 10] all real rows
    assert precision_recall(real, fake, k=2) == (1, 1)


def test_precision_and_recall_equal_the_double_loop():
    rng = np.random.default_rng(0)
    real, fake, k = rng.normal(size=(80, 4)) + 50, 1.5 * rng.normal(size=(70, 4)) + 50.5, 3

    def share_within(rows, reference):
        balls = [(x, sorted(np.linalg.norm(reference - x, axis=1))[k]) for x in reference]  # [0] is the row itself
        return np.mean([any(np.linalg.norm(y - x) <= radius for x, radius in balls) for y in rows])

    expected = share_within(fake, real), share_within(real, fake)
    assert 0.1 < min(expected) < max(expected) < 1
    for block in (11, 500):
        assert precision_recall(real, fake, k=k, block=block) == pytest.approx(expected, rel=1e-15)


def test_a_generator_collapsed_to_one_point_has_no_recall():
    """Balls of radius 0, with rounding in their way, hold their own point and no other."""
    real = np.random.default_rng(0).normal(size=(40, 7)) + 30
    inside, outside = np.repeat(real[:1], 10, axis=0), np.full((10, 7), 1 / 3)
    assert precision_recall(real, inside) == (1, 1 / 40)
    assert precision_recall(real, outside) == (0, 0)
    assert precision_recall(outside, outside) == (1, 1)


@pytest.mark.parametrize(
    ("real", "fake", "options", "message"),
    [
        (np.zeros((3, 2)), np.zeros((9, 2)), {}, "real must hold at least 4 rows, got 3"),
        (np.zeros((9, 2)), np.zeros((5, 2)), {"k": 5}, "fake must hold at least 6 rows, got 5"),
        (np.zeros((9, 2)), np.zeros((9, 3)), {}, r"fake must have shape \(N, 2\), got \(9, 3\)"),
        (np.full((9, 2), np.nan), np.zeros((9, 2)), {}, "real must be finite"),
        (np.zeros((9, 2)), np.zeros((9, 2)), {"k": 0}, "k must be a whole number, at least 1, got 0"),
        (np.zeros((9, 2)), np.zeros((9, 2)), {"block": 0}, "block must be a whole number, at least 1, got 0"),
    ],
)
def test_precision_recall_names_what_is_unsuitable(real, fake, options, message):
    with pytest.raises(ValueError, match=message):
        precision_recall(real, fake, **options)


@pytest.mark.parametrize("scale", [1e-8, 1, 1e8])
def test_what_a_covariance_may_lack_in_symmetry_is_measured_by_its_size(scale):
    """A part in a million is rounding, at any scale; a thousandth is no covariance, in whichever half it stands."""
    cov = scale * np.array([[2.0, 0.5], [0.5, 1.0]])
    distance = frechet_distance_of_gaussians(np.zeros(2), np.eye(2), np.zeros(2), cov)
    for sign in (1, -1):
        off = sign * scale * np.array([[0, 1.0], [0, 0]])
        for bad in (cov + 1e-3 * off, cov + 1e-3 * off.T):
            for arguments in ((np.zeros(2), bad, np.zeros(2), np.eye(2)), (np.zeros(2), np.eye(2), np.zeros(2), bad)):
                with pytest.raises(ValueError, match=r"cov_[ab] must be symmetric; entries differ by up to"):
                    frechet_distance_of_gaussians(*arguments)
        found = frechet_distance_of_gaussians(np.zeros(2), np.eye(2), np.zeros(2), cov + 1e-8 * off)
        assert found == pytest.approx(distance, rel=1e-6)
        with pytest.raises(ValueError, match="cov_b must have no negative eigenvalue"):
            frechet_distance_of_gaussians(np.zeros(2), np.eye(2), np.zeros(2), scale * np.diag([1, -1e-3]))
    frechet_distance_of_gaussians(np.zeros(2), np.eye(2), np.zeros(2), scale * np.diag([1, -1e-9]))


@pytest.mark.parametrize("scale", [1e-5, 1, 1e5])
def test_a_ball_of_radius_0_holds_its_own_point_alone_at_any_scale(scale):
    real = scale * np.random.default_rng(0).normal(size=(40, 7))
    one = np.repeat(real[:1], 10, axis=0)
    assert precision_recall(real, one) == (1, 1 / 40)
    assert precision_recall(real, one + 1e-3 * scale).recall == 0


def test_a_ball_holds_its_border():
    """Around (0, 0), the mean of the real rows, the ball has radius 1, and no rounding."""
    real, fake = np.array([[0.0, 0], [1, 0], [-1, 0]]), np.array([[0.0, 1], [0, -1]])
    assert precision_recall(real, fake, k=1) == (1, 1)
    assert precision_recall(real, fake * 1.001, k=1).precision == 0


def test_precision_and_recall_do_not_feel_a_shift():
    rng = np.random.default_rng(1)
    real, fake = rng.normal(size=(50, 3)), 1.5 * rng.normal(size=(60, 3)) + 0.5
    found = precision_recall(real, fake)
    assert 0 < min(found) < max(found) < 1
    assert precision_recall(real + 1e7, fake + 1e7) == found
