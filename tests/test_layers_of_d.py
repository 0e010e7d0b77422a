"""Spectral normalisation, packing and instance noise: what they promise, and their gradients."""

import itertools

import numpy as np
import pytest
from games import network, rows

from numgan import (
    GAN,
    Dense,
    GradientPenalty,
    InstanceNoise,
    LeakyReLU,
    NonSaturating,
    Pack,
    Player,
    Sequential,
    SpectralDense,
)
from numgan.gradcheck import check_play, compare, numerical_gradient
from numgan.turns import judge


def test_the_spectral_layer_has_norm_1_and_a_checked_gradient():
    layer = SpectralDense(5, 4).build(rng=0, dtype=np.float64)
    layer.W[...] = np.random.default_rng(1).normal(size=(5, 4))
    x, dy = rows(6, 5), rows(6, 4)
    for _ in range(300):
        layer.forward(x)
    (_, cache), (U, s, Vt) = layer.forward(x), np.linalg.svd(layer.W)
    np.testing.assert_allclose(cache[1], layer.W / s[0], rtol=1e-10)
    np.testing.assert_allclose(np.outer(layer.u, layer.v), np.outer(U[:, 0], Vt[0]), atol=1e-8)

    def loss():  # through the true largest singular value, which power iteration only approaches
        return float((dy * (x @ layer.W / np.linalg.svd(layer.W)[1][0] + layer.b)).sum())

    dx = layer.backward(dy, cache)
    assert compare(layer.dW, numerical_gradient(loss, layer.W)).error <= 1e-6
    assert compare(layer.db, numerical_gradient(loss, layer.b)).error <= 1e-6
    assert compare(dx, numerical_gradient(loss, x)).error <= 1e-6
    assert abs(np.vdot(layer.dW, layer.W)) < 1e-8  # to stretch W changes nothing


def test_power_iteration_runs_in_training_alone_and_finds_the_largest_singular_value():
    layer = SpectralDense(6, 5).build(rng=3, dtype=np.float64)
    x = rows(4, 6)
    u = layer.u.copy()
    layer.forward(x, training=False)
    np.testing.assert_array_equal(layer.u, u)
    estimates = []
    for _ in range(200):
        _, cache = layer.forward(x)
        estimates.append(cache[2])
    assert estimates[-1] == pytest.approx(np.linalg.norm(layer.W, 2), rel=1e-9)
    assert all(a <= b + 1e-12 for a, b in itertools.pairwise(estimates))  # from below
    layer.W[...] = 0
    for training, message in ((True, "W is 0 and has no direction"), (False, r"by sigma = u\^T W v, and that is 0")):
        with pytest.raises(ValueError, match=message):
            layer.forward(x, training)
    layer.W[0, 0] = np.nan
    with pytest.raises(ValueError, match="W is not finite"):
        layer.forward(x)


def test_a_critic_of_spectral_layers_stretches_no_difference():
    D = Sequential([SpectralDense(3, 8), LeakyReLU(), SpectralDense(8, 1)], rng=0, dtype=np.float64)
    D.layers[0].W[...] *= 50
    for _ in range(300):
        D.forward(rows())
    a, b = rows(200, 3, seed=1), rows(200, 3, seed=2)
    assert np.max(np.abs(D(a) - D(b))[:, 0] / np.linalg.norm(a - b, axis=1)) <= 1 + 1e-9


def test_the_penalty_goes_through_a_spectral_layer():
    D, real, fake = network([SpectralDense(3, 5), LeakyReLU(), SpectralDense(5, 1)]), rows(seed=1), rows(seed=2)
    stream = D.rng.bit_generator.state

    def value():
        D.rng.bit_generator.state = stream
        for layer in (D.layers[0], D.layers[2]):
            layer.settle()
        D.grads[...] = 0
        return GradientPenalty().gradient(D, real, fake)

    value()
    analytic = D.grads.copy()
    assert compare(analytic, numerical_gradient(value, D.params)).error <= 1e-6


def packed(*, rows, **settings):
    """A game whose D judges so many rows at once."""
    D = Player([Pack(3, rows=rows), Dense(3 * rows, 1)], rng=1, dtype=np.float64)
    return GAN(Player([Dense(2, 3)], rng=0, dtype=np.float64), D, **settings, rng=2)


def test_packing_keeps_neighbours_together_and_needs_a_batch_that_it_divides():
    layer = Pack(2, rows=3).build(rng=0)
    x = np.arange(12, dtype=np.float32).reshape(6, 2)
    y, cache = layer.forward(x)
    np.testing.assert_array_equal(y, [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]])
    np.testing.assert_array_equal(layer.backward(y, cache), x)
    with pytest.raises(ValueError, match="Pack puts 3 rows into one: 3 must divide the batch size 4"):
        layer.forward(x[:4])
    gan = packed(rows=3, batch_size=4)
    with pytest.raises(ValueError, match="3 must divide the batch size; got 4, and the last pack would hold"):
        gan.steps(rows(20), epochs=1)
    # 5 real and 7 generated rows would make 4 packs, one of them mixed
    with pytest.raises(ValueError, match="3 must divide the number of each kind; got 5 real and 7 generated"):
        judge(gan.discriminator, gan.objective, rows(5), rows(7))
    with pytest.raises(ValueError, match="got 3 real and 3 generated rows"):  # 3 packs of 2
        packed(rows=2).train_step(rows(3))
    with pytest.raises(ValueError, match="got 4 real and 4 generated rows"):
        gan.pretrain(rows(20), steps=1)


def test_a_packed_discriminator_judges_real_with_real():
    gan = packed(rows=2)
    D, real, fake = gan.discriminator, rows(4, seed=1), rows(8, seed=2)
    _, real_logits, fake_logits = judge(D, NonSaturating(), real, fake)
    np.testing.assert_allclose(real_logits, D(real), rtol=1e-12)
    np.testing.assert_allclose(fake_logits, D(fake), rtol=1e-12)
    assert all(found.error <= 1e-6 for found in check_play(gan, real).values())


def test_instance_noise_decays_and_leaves_inference_alone():
    layer = InstanceNoise(std=2.0, passes=10)
    D = Sequential([layer, Dense(3, 1)], rng=0)
    x = np.zeros((40_000, 3), np.float32)
    for t in range(12):
        y, _ = layer.forward(x)
        assert y.std() == pytest.approx(2 * max(1 - t / 10, 0), rel=0.02)
        assert y.dtype == np.float32
    np.testing.assert_array_equal(layer.forward(x, training=False)[0], x)
    assert layer.t[0] == 12
    assert D.state[0] == 12
    for bad in ({"std": 0, "passes": 3}, {"std": 1, "passes": 0}):
        with pytest.raises(ValueError, match="must be"):
            InstanceNoise(**bad)
