"""Mixtures of generators: MGAN, and the layer that gives each generator weights of its own."""

import math

import numpy as np
import pytest
from families import CLASSES, LATENT, WIDTH, batch, mgan, player, shaken

from numgan import MGAN, CodedNoise, Dense, LabelBlocks, Pack, Player, RelativisticAverage, Sequential
from numgan.gradcheck import check_layer
from numgan.objectives.losses import softmax_cross_entropy


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
