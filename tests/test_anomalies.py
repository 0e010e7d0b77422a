"""Anomalies: two areas under curves against counting by hand, and scores of games that one can solve."""

import numpy as np
import pytest
from families import LATENT, WIDTH, aae, acgan, bigan, cgan, ebgan, gan, improved_gan, player, vae_gan, veegan

from numgan import GAN, BiGAN, Dense, LeakyReLU, NormalNoise, Pack, Player
from numgan.evaluation import anogan_scores, average_precision, egbad_scores, reconstruction_scores, roc_auc
from numgan.evaluation.anomalies import anogan_error

# ---- Two areas ----


def test_areas_by_hand():
    """The four rows of scikit-learn's own example: one of four pairs stands the wrong way round."""
    scores, anomalous = [0.1, 0.4, 0.35, 0.8], [False, False, True, True]
    assert roc_auc(scores, anomalous) == 3 / 4
    assert average_precision(scores, anomalous) == (1 + 2 / 3) / 2
    assert roc_auc(scores, np.logical_not(anomalous)) == 1 / 4
    assert average_precision([1, 2, 3], [1, 0, 0]) == 1 / 3  # found last of three
    assert average_precision([3, 2, 1], [1, 0, 1]) == (1 + 2 / 3) / 2
    assert roc_auc([1, 2, 3, 4], [0, 0, 1, 1]) == average_precision([1, 2, 3, 4], [0, 0, 1, 1]) == 1


def test_equal_scores_stand_at_one_threshold():
    """Whatever the order of the rows: the curve has one point for all of them."""
    for anomalous in ([1, 0, 0, 0], [0, 0, 0, 1]):
        assert roc_auc([5, 5, 5, 5], anomalous) == 1 / 2
        assert average_precision([5, 5, 5, 5], anomalous) == 1 / 4
    for order in ([0, 1, 2, 3], [2, 1, 3, 0], [3, 2, 1, 0]):
        scores, anomalous = np.array([2, 2, 1, 3])[order], np.array([1, 0, 0, 1])[order]
        assert roc_auc(scores, anomalous) == (1 + 1 + 1 + 1 / 2) / 4
        assert average_precision(scores, anomalous) == (1 + 2 / 3) / 2


@pytest.mark.parametrize("different", [3, 8, 10**6])
def test_the_area_is_the_share_of_pairs_that_stand_the_right_way_round(different):
    """Mann and Whitney's U, by counting all pairs; and the curve itself, threshold by threshold."""
    rng = np.random.default_rng(different)
    for _ in range(20):
        n = int(rng.integers(2, 40))
        scores, anomalous = rng.integers(0, different, n), rng.permutation(np.arange(n) < rng.integers(1, n))
        s, u = scores[anomalous][:, None], scores[~anomalous][None]
        assert roc_auc(scores, anomalous) == pytest.approx(((s > u) + (s == u) / 2).mean(), rel=1e-12)
        thresholds = np.unique(scores)[::-1]
        found = [(scores >= t)[anomalous].mean() for t in thresholds]
        alarms = [(scores >= t)[~anomalous].mean() for t in thresholds]
        assert roc_auc(scores, anomalous) == pytest.approx(np.trapezoid([0, *found], [0, *alarms]), rel=1e-12)
        precision = [anomalous[scores >= t].mean() for t in thresholds]
        steps = np.diff([0, *found]) @ precision
        assert average_precision(scores, anomalous) == pytest.approx(steps, rel=1e-12)


def test_only_the_order_of_scores_counts_and_turning_it_round_turns_the_area():
    rng = np.random.default_rng(0)
    scores, anomalous = rng.normal(size=200), rng.random(200) < 0.2
    area = roc_auc(scores, anomalous)
    assert roc_auc(np.exp(scores), anomalous) == area
    assert average_precision(np.exp(scores), anomalous) == average_precision(scores, anomalous)
    assert roc_auc(-scores, anomalous) == pytest.approx(1 - area, rel=1e-12)


def test_two_gaussians_have_a_known_area():
    """N(1, 1) above N(0, 1): P(s > u) = Phi(1 / sqrt 2) = .7602; scores that say nothing: 1/2 and the share."""
    rng = np.random.default_rng(1)
    anomalous = np.arange(40_000) < 4_000
    scores = rng.normal(size=40_000)
    assert roc_auc(scores, anomalous) == pytest.approx(1 / 2, abs=0.02)
    assert average_precision(scores, anomalous) == pytest.approx(0.1, abs=0.01)
    assert roc_auc(scores + anomalous, anomalous) == pytest.approx(0.7602, abs=0.01)


@pytest.mark.parametrize(
    ("scores", "anomalous", "error", "message"),
    [
        ([1, 2], [0, 1, 1], ValueError, r"both be \(N,\), got \(2,\) and \(3,\)"),
        ([[1, 2]], [[0, 1]], ValueError, r"both be \(N,\), got \(1, 2\)"),
        ([1, np.nan], [0, 1], ValueError, "scores must be finite"),
        ([1, 2], [0, 7], ValueError, "labels == 7"),
        ([1, 2], [0.0, 1.0], TypeError, "anomalous must be True and False, got dtype float64"),
        ([1, 2], [0, 0], ValueError, "both kinds of rows, got 0 anomalies among 2"),
        ([1, 2], [True, True], ValueError, "both kinds of rows, got 2 anomalies among 2"),
        (["1", "2"], [0, 1], TypeError, "scores must be"),
    ],
)
def test_what_cannot_be_ranked_is_refused(scores, anomalous, error, message):
    for area in (roc_auc, average_precision):
        with pytest.raises(error, match=message):
            area(scores, anomalous)


# ---- A game's scores ----


def solved(W, D):
    """A game whose G is z -> z W and whose D is a given matrix before its last layer."""
    (m, n), k = W.shape, D.shape[1]
    G, judge = (Player(layers, rng=0, dtype=np.float64) for layers in ([Dense(m, n)], [Dense(n, k), Dense(k, 1)]))
    G.layers[0].W[...], judge.layers[0].W[...] = W, D
    return GAN(G, judge, rng=0)


def least_distance(x, w):
    """The least sum_j |x_j - z w_j| over numbers z: convex, and straight between the points where a term is 0."""
    return min(np.abs(x - z * w).sum() for z in x / w)


def test_the_search_finds_the_least_error_where_it_is_known():
    """One latent and a linear G; D sees the row through a matrix M: both errors are sums of |a - z b|."""
    rng = np.random.default_rng(0)
    w, M, x = rng.normal(size=(1, 5)), rng.normal(size=(5, 3)), rng.normal(size=(7, 5))
    for weight in (0, 0.3, 1):
        found = anogan_scores(solved(w, M), x, weight=weight, steps=500, lr=0.02, starts=1, rng=0, block=5)
        a, b = np.hstack([(1 - weight) * x, weight * x @ M]), np.hstack([(1 - weight) * w, weight * w @ M])[0]
        a, b = (a, b) if 0 < weight < 1 else (a[:, b != 0], b[b != 0])
        np.testing.assert_allclose(found, [least_distance(row, b) for row in a], rtol=1e-2)


def test_the_error_has_the_gradient_that_differences_find():
    """With D's batch norm as at inference, and features that are an image."""
    D, rng = player(WIDTH, 1, 1), np.random.default_rng(0)
    D.state[...] = rng.uniform(0.5, 1.5, D.state.size)
    for depth in (1, 3, -1, None):
        error = anogan_error(D, weight=0.3, depth=depth)
        y, x, h = rng.normal(size=(4, WIDTH)), rng.normal(size=(4, WIDTH)), 1e-6
        e, dy = error(y, x)
        for j in range(WIDTH):
            step = h * np.eye(WIDTH)[j]
            slope = (error(y + step, x)[0] - error(y - step, x)[0]) / (2 * h)
            np.testing.assert_allclose(dy[:, j], slope, atol=1e-7)
        assert (e > 0).all()
        np.testing.assert_array_equal(error(x, x)[0], 0)


def flat():
    """E forgets the second coordinate, G puts 0 there; D's features of [x | z] are x_1 + z_1 and 2 x_2."""
    G, D, E = (
        Player(layers, rng=0, dtype=np.float64)
        for layers in ([Dense(2, 2)], [Dense(4, 2), LeakyReLU(0.5), Dense(2, 1)], [Dense(2, 2)])
    )
    G.layers[0].W[...], E.layers[0].W[...] = np.eye(2), [[1, 0], [0, 0]]
    D.layers[0].W[...] = [[1, 0], [0, 2], [1, 0], [0, 0]]
    return BiGAN(G, D, E, rng=0)


def test_egbads_score_by_hand():
    """(3, 4) comes back as (3, 0): a residual of 4, and features (6, 8) against (6, 0)."""
    x = np.array([[3.0, 4.0], [5.0, 0.0], [1.0, -2.0]])
    np.testing.assert_allclose(egbad_scores(flat(), x, weight=0), [4, 0, 2], rtol=1e-12)
    np.testing.assert_allclose(egbad_scores(flat(), x, weight=1, depth=1), [8, 0, 4], rtol=1e-12)
    np.testing.assert_allclose(egbad_scores(flat(), x), 0.9 * np.array([4, 0, 2]) + 0.1 * np.array([8, 0, 2]))
    np.testing.assert_allclose(egbad_scores(flat(), x, block=2), egbad_scores(flat(), x), rtol=1e-12)
    np.testing.assert_allclose(reconstruction_scores(flat(), x), [8, 0, 2], rtol=1e-12)
    assert roc_auc(egbad_scores(flat(), x), [1, 0, 1]) == 1


def test_a_row_has_its_score_whatever_stands_beside_it():
    """In games with batch norm in every network."""
    x = np.random.default_rng(0).random((6, WIDTH))
    for score, make in (
        (egbad_scores, bigan),
        (egbad_scores, veegan),
        (reconstruction_scores, vae_gan),
        (reconstruction_scores, aae),
    ):
        game = make()
        alone = np.concatenate([score(game, x[i : i + 1]) for i in range(6)])
        np.testing.assert_allclose(score(game, x, block=4), alone, rtol=1e-10)


def test_an_energy_based_d_scores_by_its_own_energy():
    game, x = ebgan(), np.random.default_rng(0).random((5, WIDTH))
    np.testing.assert_allclose(reconstruction_scores(game, x), game.energy(x), rtol=1e-12)


def test_more_starts_never_score_higher_and_the_same_seed_scores_alike():
    game, x = vae_gan(), np.random.default_rng(0).random((3, WIDTH))
    first, again = (anogan_scores(game, x, steps=5, starts=0, rng=4) for _ in range(2))  # from E(x) alone
    np.testing.assert_array_equal(first, again)
    assert (anogan_scores(game, x, steps=5, starts=3, rng=4) <= first).all()
    before = game.discriminator.params.copy(), game.discriminator.state.copy(), game.discriminator.grads.copy()
    anogan_scores(game, x, steps=2)
    for a, b in zip(
        before, (game.discriminator.params, game.discriminator.state, game.discriminator.grads), strict=True
    ):
        np.testing.assert_array_equal(a, b)


def packed():
    D = Player([Pack(WIDTH, rows=2), Dense(2 * WIDTH, 1)], rng=1, dtype=np.float64)
    return GAN(player(LATENT, WIDTH, 0), D, noise_prior=NormalNoise(), batch_size=4, rng=0)


@pytest.mark.parametrize(
    ("score", "make", "error", "message"),
    [
        (reconstruction_scores, gan, ValueError, "GAN has no encoder, and reproduces nothing: see anogan_scores"),
        (anogan_scores, bigan, TypeError, "game must be a GAN, whose D judges rows, got BiGAN"),
        (anogan_scores, aae, TypeError, "game must be a GAN, whose D judges rows, got AAE"),
        (anogan_scores, cgan, ValueError, "no label or other code, and game has LabelledNoise"),
        (anogan_scores, acgan, ValueError, "no label or other code, and game has LabelledNoise"),
        (anogan_scores, packed, ValueError, "compares or packs rows"),
        (anogan_scores, improved_gan, ValueError, "compares or packs rows"),
        (egbad_scores, gan, TypeError, "game must be a BiGAN or a VEEGAN, whose D judges pairs, got GAN"),
        (egbad_scores, vae_gan, TypeError, "game must be a BiGAN or a VEEGAN"),
    ],
)
def test_a_game_that_has_no_such_score_is_refused(score, make, error, message):
    with pytest.raises(error, match=message):
        score(make(), np.full((2, WIDTH), 0.5))
