"""Mixtures of generators: MGAN, the layer that gives each generator weights of its own, and AdaGAN."""

import math

import numpy as np
import pytest
from families import CLASSES, LATENT, WIDTH, batch, mgan, player, shaken

from numgan import (
    GAN,
    MGAN,
    Adam,
    CodedNoise,
    Dense,
    LabelBlocks,
    NormalNoise,
    Pack,
    Player,
    RelativisticAverage,
    Sampler,
    Sequential,
    Tanh,
)
from numgan.family import Mixture, adagan, reweight
from numgan.family.adagan import mixture_ratios
from numgan.gradcheck import check_layer
from numgan.objectives.losses import softmax_cross_entropy
from numgan.streams import spawn


def test_label_blocks_by_hand():
    layer = LabelBlocks(2, labels=3).build(rng=0, dtype=np.float64)
    y, cache = layer.forward(np.array([[5.0, 6, 0, 1, 0], [7, 8, 0.5, 0, 2]]))
    np.testing.assert_array_equal(y, [[0, 0, 0, 5, 6, 1, 0, 0, 0], [3.5, 4, 0.5, 0, 0, 0, 14, 16, 2]])
    dx = layer.backward(np.arange(18.0).reshape(2, 9), cache)
    np.testing.assert_array_equal(dx[0], [3, 4, 8, 44, 80])
    assert layer.backward(np.zeros((2, 9)), cache, inputs=False) is None
    x = np.random.default_rng(0).normal(size=(6, 5))
    assert check_layer(LabelBlocks(2, labels=3).build(rng=0, dtype=np.float64), x)["x"].error <= 1e-6
    narrow = LabelBlocks(2, labels=3).build(rng=0)
    y, cache = narrow.forward(x.astype(np.float32))
    assert y.dtype == narrow.backward(y, cache).dtype == np.float32


def test_behind_label_blocks_each_label_has_a_dense_layer_of_its_own():
    net = Sequential([LabelBlocks(4, labels=3), Dense(15, 6, bias=False)], rng=0, dtype=np.float64)
    own = [Dense(4, 6).build(dtype=np.float64) for _ in range(3)]
    for k, layer in enumerate(own):
        layer.W[...], layer.b[...] = net.layers[1].W[5 * k : 5 * k + 4], net.layers[1].W[5 * k + 4]
    z, k = np.random.default_rng(1).normal(size=(9, 4)), np.arange(9) % 3
    y = net(np.hstack([z, np.eye(3)[k]]))
    for label, layer in enumerate(own):
        np.testing.assert_allclose(y[k == label], layer.forward(z[k == label])[0], rtol=1e-12)


def test_a_generator_learns_from_its_own_rows_alone():
    """If k is always 1, the weights of the other generators have a gradient of 0."""
    game = shaken(mgan)
    inner = game.noise
    game.noise = lambda n: game.noise_prior.ask(inner(n), category=1)
    game.move = lambda **losses: 0.0
    game.play(*batch(game))
    dW = game.generator.layers[1].dW.reshape(CLASSES, LATENT + 1, -1)
    assert [bool(each.any()) for each in dW] == [False, True, False]


@pytest.mark.parametrize("apart", [0.0, 0.5, 1.0])
def test_with_the_best_classifier_naming_is_log_k_minus_the_jsd(apart):
    """Three generators on six cells; a share `apart` of each one's rows lies where no other makes any."""
    p = np.hstack([apart * np.eye(3), np.full((3, 3), (1 - apart) / 3)])
    mixture = p.mean(axis=0)
    used = [(k, cell) for k in range(3) for cell in range(6) if p[k, cell]]
    jsd = sum(p[k, c] * math.log(p[k, c] / mixture[c]) for k, c in used) / 3
    n = 600
    rows = [(k, cell) for k, cell in used for _ in range(round(n * p[k, cell]))]
    names, cells = np.array(rows).T
    with np.errstate(divide="ignore"):
        best = np.maximum(np.log(p[:, cells].T / (3 * mixture[cells][:, None])), -50)
    naming, dlogits = softmax_cross_entropy(best, names)
    assert naming == pytest.approx(math.log(3) - jsd, abs=1e-9)
    assert jsd == pytest.approx(apart * math.log(3), abs=1e-12)
    gradient = np.array([dlogits[cells == c].sum(axis=0) for c in set(cells)])
    np.testing.assert_allclose(gradient, 0, atol=1e-12)  # no other answer for a cell is better
    worse = softmax_cross_entropy(best + np.random.default_rng(0).normal(size=(6, 3))[cells], names)[0]
    assert worse > naming or apart == 1


def test_the_record_has_the_bound_on_the_jsd():
    """C that says the same of every row: naming is log K, and the bound 0."""
    game = mgan()
    game.discriminator.layers[-1].W[:, 1:] = 0
    record = game.play(*batch(game))
    assert record["naming"] == pytest.approx(math.log(CLASSES), rel=1e-12)
    assert record["divergence"] == pytest.approx(0, abs=1e-12)


def test_a_weight_of_0_leaves_the_classifier_out_of_g_s_loss_and_not_out_of_d_s():
    game, seen = shaken(mgan), []
    game.diversity_weight = 0.0
    game.move = lambda **losses: seen.append(losses) or 0.0
    record = game.play(*batch(game))
    assert seen[0]["discriminator"] == pytest.approx(record["d_loss"] + record["naming"], rel=1e-12)
    assert seen[1]["generator"] == record["g_loss"]


def test_rows_of_one_generator_and_their_names():
    game = shaken(mgan)
    z = game.latents(20, rng=0, category=2)
    assert set(game.made_by(z)) == {2}
    x = game.sample(20, rng=0, category=2)
    np.testing.assert_array_equal(x, game.generator(z))
    np.testing.assert_array_equal(game.name(x), game.discriminator(x)[:, 1:].argmax(axis=1))


def test_mgan_refuses_players_that_do_not_fit():
    prior = CodedNoise(CLASSES, continuous=0)
    G, D = player(LATENT + CLASSES, WIDTH, 0), player(WIDTH, 1 + CLASSES, 1)
    with pytest.raises(ValueError, match=f"so the discriminator must be {WIDTH} to 4, got {WIDTH} to 1"):
        MGAN(G, player(WIDTH, 1, 1), noise_prior=prior)
    with pytest.raises(ValueError, match="a category alone"):
        MGAN(G, D, noise_prior=CodedNoise(CLASSES, continuous=1))
    with pytest.raises(ValueError, match="must not pack rows"):
        MGAN(G, D, noise_prior=prior, objective=RelativisticAverage())
    packing = Player([Pack(WIDTH, rows=2), Dense(2 * WIDTH, 1 + CLASSES)], rng=0, dtype=np.float64)
    with pytest.raises(ValueError, match="a D that packs 2"):
        MGAN(G, packing, noise_prior=prior)


# ---- AdaGAN ----


def threshold_by_bisection(h, beta):
    low, high = 0.0, 1 + h.max()
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if np.maximum(0, middle - (1 - beta) * h).mean() < beta else (low, middle)
    return low


@pytest.mark.parametrize("beta", [0.05, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("seed", range(3))
def test_weights_sum_to_1_with_the_threshold_that_bisection_finds(beta, seed):
    h = np.random.default_rng(seed).gamma(0.5, size=40)
    weights = reweight(h, beta)
    assert weights.rows.sum() == pytest.approx(1, rel=1e-12)
    assert weights.threshold == pytest.approx(threshold_by_bisection(h, beta), rel=1e-9)
    np.testing.assert_array_equal(weights.rows == 0, weights.threshold <= (1 - beta) * h)
    order = np.argsort(h)
    assert (np.diff(weights.rows[order]) <= 1e-15).all()  # more where the mixture makes less


def test_with_the_whole_share_or_a_mixture_that_is_right_all_weights_are_alike():
    h = np.array([0.0, 3.0, 0.2, 1e40])
    np.testing.assert_allclose(reweight(h, 1.0).rows, 0.25, rtol=1e-12)
    assert reweight(h, 1.0).threshold == pytest.approx(1)
    np.testing.assert_allclose(reweight(np.ones(5), 0.3).rows, 0.2, rtol=1e-12)


@pytest.mark.parametrize(("beta", "covered", "threshold"), [(0.5, 0, 1), (0.25, 0, 0.5), (0.75, 1 / 3, 1)])
def test_a_mode_that_the_mixture_makes_alone_has_no_weight_unless_its_share_becomes_too_small(beta, covered, threshold):
    """Two modes with half of the data each; the mixture makes the first alone, so h is 2 there and 0 at the second.

    beta 1/2 or less: the old mixture keeps enough of the first mode. beta 3/4: its quarter is too little, and the new
    generator makes the first mode with 1/4 / (3/4) of its rows.
    """
    weights = reweight(np.repeat([2.0, 0.0], 50), beta)
    assert weights.rows[:50].sum() == pytest.approx(covered, abs=1e-12)
    assert weights.rows[50:].sum() == pytest.approx(1 - covered, rel=1e-12)
    assert weights.threshold == pytest.approx(threshold, rel=1e-12)


def test_no_other_generator_brings_the_mixture_nearer_to_the_data():
    """In KL, in reverse KL and in JS; and with a ratio of mean 1 the threshold lies between beta and 1."""
    rng = np.random.default_rng(0)

    def kl(p, q):
        return float((p[p > 0] * np.log(p[p > 0] / q[p > 0])).sum())

    N = 12
    data = np.full(N, 1 / N)
    for beta in (0.2, 0.5):
        mixture = rng.dirichlet(np.full(N, 0.4))
        weights = reweight(mixture / data, beta)
        assert beta <= weights.threshold <= 1
        new = (1 - beta) * mixture + beta * weights.rows
        np.testing.assert_allclose(new, np.maximum(weights.threshold / N, (1 - beta) * mixture), rtol=1e-9)
        near = weights.rows * rng.lognormal(0, 0.1, (100, N))
        for other in [*rng.dirichlet(np.full(N, 0.7), 100), *near / near.sum(axis=1, keepdims=True)]:
            tried = (1 - beta) * mixture + beta * other
            assert kl(data, tried) >= kl(data, new) - 1e-12
            assert kl(tried, data) >= kl(new, data) - 1e-12
            half, half_new = (tried + data) / 2, (new + data) / 2
            assert kl(data, half) + kl(tried, half) >= kl(data, half_new) + kl(new, half_new) - 1e-12


class Around:
    """A generator that is known: its rows are normal around a centre."""

    n_in, n_out, dtype = 1, 1, np.dtype(np.float64)

    def __init__(self, center):
        self.center = center

    def __call__(self, z):
        return self.center + 0.1 * z


def around(center):
    return Sampler(Around(center), noise_prior=NormalNoise(), data_range=None, data_shape=(1,))


def line_gan(rng) -> GAN:
    layers = [[Dense(1, 16), Tanh(), Dense(16, 1)] for _ in range(2)]
    G, D = (
        Player(each, optimizer=Adam(lr=1e-2, beta1=0.5), rng=seed, dtype=np.float64)
        for each, seed in zip(layers, np.random.default_rng(rng).spawn(2), strict=True)
    )
    return GAN(G, D, batch_size=32, epochs=1, rng=rng)


def two_modes(n=640):
    rng = np.random.default_rng(3)
    return np.repeat([-1.0, 1.0], n // 2)[:, None] + 0.1 * rng.normal(size=(n, 1))


def test_a_mixture_draws_by_its_shares():
    mixture = Mixture([around(-5.0)], [1.0]).joined_by(around(0.0), 0.5).joined_by(around(5.0), 0.2)
    np.testing.assert_allclose(mixture.shares, [0.4, 0.4, 0.2], rtol=1e-12)
    x = mixture.sample(10_000, rng=0)
    np.testing.assert_array_equal(x, mixture.sample(10_000, rng=0))
    assert x.shape == (10_000, 1)
    np.testing.assert_allclose([(x < -2).mean(), (abs(x) < 2).mean(), (x > 2).mean()], mixture.shares, atol=0.02)


def test_a_classifier_finds_the_mode_that_is_missing():
    """The mixture makes the mode at -1 alone: h is 2 there in truth, and 0 at the mode at 1."""
    h = mixture_ratios(line_gan(0), two_modes(), Mixture([around(-1.0)], [1.0]), steps=400, rng=0)
    assert h[:320].mean() == pytest.approx(2, rel=0.25)
    assert h[320:].max() < 0.2
    assert reweight(h, 0.25).rows[:320].sum() < 0.01


def test_one_round_is_the_plain_gan_and_each_round_adds_one_with_an_equal_share():
    x = two_modes()
    plain = line_gan(spawn(np.random.default_rng(5), 1)[0]).fit(x)
    alone = adagan(line_gan, x, rounds=1, rng=5)
    z = plain.latents(50, rng=0)
    np.testing.assert_array_equal(alone.components[0].generate(z), plain.generate(z))
    grown = adagan(line_gan, x, rounds=3, steps=20, rng=5)
    np.testing.assert_allclose(grown.shares, 1 / 3, rtol=1e-12)
    np.testing.assert_array_equal(grown.components[0].generate(z), plain.generate(z))  # it is not trained again
    assert np.abs(grown.components[1].generate(z) - grown.components[2].generate(z)).max() > 1e-3
    again = adagan(line_gan, x, rounds=3, steps=20, rng=5)
    np.testing.assert_array_equal(again.sample(40, rng=1), grown.sample(40, rng=1))


def test_adagan_refuses_what_it_cannot_mix():
    with pytest.raises(ValueError, match="sum to 1"):
        Mixture([around(0.0)], [0.5])
    with pytest.raises(ValueError, match="one for each component"):
        Mixture([around(0.0)], [0.5, 0.5])
    with pytest.raises(TypeError, match="each component must be a Sampler"):
        Mixture([np.ones(3)], [1.0])
    with pytest.raises(TypeError, match="what make returns must be a GAN"):
        adagan(lambda rng: shaken(mgan), two_modes())
    with pytest.raises(ValueError, match="at least 0 for each row"):
        reweight(np.array([1.0, -1.0]), 0.5)
    with pytest.raises(ValueError, match="beta must lie in"):
        reweight(np.ones(3), 0.0)
