"""The exercises on energies and anomalies: their solutions against numgan's own code, and what is proved of them."""

import numpy as np
import pytest

from numgan import BEGAN, Dense, Player, Sequential, Tanh
from numgan.evaluation.anomalies import anogan_error
from numgan.evaluation.ranking import roc_auc
from numgan.exercises import ALL
from numgan.family.adagan import reweight
from numgan.family.energy import pull_away, squared_energy

each_seed = pytest.mark.parametrize("seed", range(5))


def solution(id):
    return ALL[id].function


def drawn(id, seed):
    return ALL[id].draw(np.random.default_rng(seed))


# ---- energies -------------------------------------------------------------------------------------------------------


@each_seed
def test_the_energy_and_its_gradient_are_those_of_numgans_parts(seed):
    x, W, b, V = drawn("energy_gradient", seed)
    D = Sequential([Dense(*W.shape), Tanh(), Dense(*V.shape)], rng=0, dtype=np.float64)
    first, _, last = D.layers
    first.W[...], first.b[...], last.W[...], last.b[...] = W, b, V, 0
    y, cache = D.forward(x)
    wanted, dy = squared_energy(y, x)
    energy, dx = solution("energy_gradient")(x, W, b, V)
    np.testing.assert_allclose(energy, wanted, rtol=1e-12)
    np.testing.assert_allclose(dx, (D.backward(dy, cache, params=False) - dy) / len(x), rtol=1e-9, atol=1e-14)


def test_a_perfect_autoencoder_has_no_energy_and_no_gradient():
    """The identity, nearly: tanh of tiny numbers."""
    x = np.random.default_rng(0).normal(size=(4, 3))
    energy, dx = solution("energy_gradient")(x, 1e-6 * np.eye(3), np.zeros(3), 1e6 * np.eye(3))
    np.testing.assert_allclose(energy, 0, atol=1e-15)
    np.testing.assert_allclose(dx, 0, atol=1e-10)


@each_seed
def test_the_pull_away_term_is_numgans(seed):
    (s,) = drawn("pull_away", seed)
    P, ds = solution("pull_away")(s)
    wanted, dwanted = pull_away(s)
    assert pytest.approx(wanted, rel=1e-12) == P
    np.testing.assert_allclose(ds, dwanted, rtol=1e-9, atol=1e-14)


@each_seed
def test_only_the_directions_count_in_the_pull_away_term(seed):
    (s,) = drawn("pull_away", seed)
    P, ds = solution("pull_away")(s)
    lengths = np.random.default_rng(seed).uniform(0.5, 2, (len(s), 1)) * np.array([[-1.0]])
    assert solution("pull_away")(lengths * s)[0] == pytest.approx(P, rel=1e-12)
    np.testing.assert_allclose((ds * s).sum(axis=1), 0, atol=1e-14)


@each_seed
def test_the_pull_away_term_has_a_floor(seed):
    """The mean of all squared cosines is at least 1 / m, because u^T u / B has the trace 1."""
    s = np.random.default_rng(seed).normal(size=(9, 3))
    for _ in range(300):
        P, ds = solution("pull_away")(s)
        s = s - ds
    assert P >= (9 / 3 - 1) / 8 - 1e-12
    assert pytest.approx((9 / 3 - 1) / 8, rel=0.05) == P


@each_seed
def test_the_controller_is_numgans(seed):
    rng = np.random.default_rng(seed)
    G = Player([Dense(2, 3)], rng=seed, dtype=np.float64)
    D = Player([Dense(3, 2), Tanh(), Dense(2, 3)], rng=seed + 10, dtype=np.float64)
    game = BEGAN(G, D, gamma=0.6, k_rate=0.1, data_range=None, rng=seed)
    for _ in range(4):
        k = game.k
        record = game.play(rng.normal(size=(5, 3)))
        real, fake = np.full(1, record["real_energy"]), np.full(1, record["g_loss"])
        _, wanted, measure = solution("began_balance")(real, fake, k, game.gamma, game.k_rate)
        assert game.k == pytest.approx(wanted, rel=1e-9, abs=1e-12)
        assert record["measure"] == pytest.approx(measure, rel=1e-9)


def test_the_controller_finds_the_balance():
    """If the generated energy falls with k, as it does in the game, k settles where the ratio is gamma."""
    k, gamma = 0.0, 0.5
    for _ in range(2000):
        real, fake = np.array([1.0]), np.array([0.9 * k])
        _, k, measure = solution("began_balance")(real, fake, k, gamma, 0.05)
    assert fake[0] == pytest.approx(gamma, rel=1e-6)
    assert measure == pytest.approx(1, rel=1e-6)


# ---- anomalies ------------------------------------------------------------------------------------------------------


@each_seed
def test_the_anomaly_score_is_what_numgans_search_descends(seed):
    x, y, _, _, weight = drawn("anomaly_score", seed)
    D = Sequential([Dense(x.shape[1], 4), Tanh(), Dense(4, 1)], rng=seed, dtype=np.float64)
    features = [D.forward(rows, training=False, depth=-1)[0] for rows in (x, y)]
    wanted, _ = anogan_error(D, weight=weight, depth=-1)(y, x)
    np.testing.assert_allclose(solution("anomaly_score")(x, y, *features, weight), wanted, rtol=1e-12)


@each_seed
def test_the_area_is_numgans(seed):
    normal, anomalous = drawn("roc_area", seed)
    scores, kind = np.append(normal, anomalous), np.arange(len(normal) + len(anomalous)) >= len(normal)
    assert solution("roc_area")(normal, anomalous) == pytest.approx(roc_auc(scores, kind), rel=1e-12)


@each_seed
def test_only_the_order_counts_in_the_area(seed):
    normal, anomalous = drawn("roc_area", seed)
    area = solution("roc_area")(normal, anomalous)
    assert solution("roc_area")(np.exp(normal), np.exp(anomalous)) == area
    assert solution("roc_area")(-normal, -anomalous) == pytest.approx(1 - area, rel=1e-12)
    assert solution("roc_area")(normal, normal) == 0.5


# ---- a mixture of generators ----------------------------------------------------------------------------------------


@each_seed
def test_the_weights_are_numgans(seed):
    ratios, beta = drawn("adagan_weights", seed)
    np.testing.assert_allclose(
        solution("adagan_weights")(ratios, beta), reweight(ratios, beta).rows, rtol=1e-10, atol=1e-15
    )


@each_seed
def test_the_weights_are_what_is_left_of_the_data(seed):
    """If the old share is nowhere above the data, beta q = p - (1 - beta) p_mix holds everywhere."""
    rng = np.random.default_rng(seed)
    beta, N = 0.5, 8
    mixture = rng.dirichlet(np.full(N, 20.0))
    assert (0.5 * mixture < 1 / N).all()
    weights = solution("adagan_weights")(N * mixture, beta)
    np.testing.assert_allclose(beta * weights + (1 - beta) * mixture, 1 / N, rtol=1e-10)


@each_seed
def test_no_other_weights_bring_the_mixture_nearer_to_the_data(seed):
    """In the squared distance, for which the condition of the level is the one of its minimum."""
    ratios, beta = drawn("adagan_weights", seed)
    N = len(ratios)
    old = (1 - beta) * ratios / N

    def squares(weights):
        return ((old + beta * weights - 1 / N) ** 2).sum()

    best = solution("adagan_weights")(ratios, beta)
    assert best.sum() == pytest.approx(1, rel=1e-12)
    rng = np.random.default_rng(seed)
    for _ in range(200):
        other = 0.9 * best + 0.1 * rng.dirichlet(np.ones(N))
        assert squares(best) <= squares(other)
