"""The latent of a given row: least squares as the oracle, what a search leaves alone, and what is refused."""

import numpy as np
import pytest
from families import CLASSES, LATENT, WIDTH, autoencoder, cgan, diffusion, player, vae

from numgan import GAN, Dense, Player
from numgan.family import invert
from numgan.family.energy import absolute_energy


def linear():
    G = Player([Dense(LATENT, WIDTH)], rng=0, dtype=np.float64)
    G.params += np.random.default_rng(1).normal(0, 0.5, G.params.size)
    return GAN(G, player(WIDTH, 1, 1), rng=7)


def test_the_latents_of_a_linear_g_are_those_of_least_squares():
    game = linear()
    G, x = game.generator.layers[0], np.random.default_rng(2).normal(size=(5, WIDTH))
    wanted = np.linalg.lstsq(G.W.T, (x - G.b).T, rcond=None)[0].T
    found = invert(game, x, steps=3000, lr=0.02, rng=0)
    np.testing.assert_allclose(found.latents, wanted, atol=1e-3)
    np.testing.assert_allclose(found.errors, ((wanted @ G.W + G.b - x) ** 2).mean(axis=1), rtol=1e-4)
    np.testing.assert_allclose(found.rows, found.latents @ G.W + G.b, rtol=1e-12)


def test_g_and_its_random_stream_stay_as_they_are():
    game = linear()
    before, state = game.generator.params.copy(), game.noise_rng.bit_generator.state
    first, second = (invert(game, np.zeros((2, WIDTH)), steps=3, rng=4) for _ in range(2))
    np.testing.assert_array_equal(game.generator.params, before)
    assert game.noise_rng.bit_generator.state == state
    np.testing.assert_array_equal(first.latents, second.latents)


def test_a_code_that_is_asked_for_stays():
    found = invert(cgan(), np.full((3, WIDTH), 0.5), steps=20, rng=0, labels=2)
    np.testing.assert_array_equal(found.latents[:, -CLASSES:], np.eye(CLASSES)[[2] * 3])


def test_a_decoder_of_logits_is_searched_through_its_sigmoid():
    """From E(x) alone, and never worse than that."""
    game = vae()
    x = np.random.default_rng(3).random((4, WIDTH))
    begun = ((game.reconstruct(x) - x) ** 2).mean(axis=1)
    found = invert(game, x, steps=200, starts=0)
    assert (found.errors < begun).all()
    np.testing.assert_allclose(((game.generate(found.latents) - x) ** 2).mean(axis=1), found.errors, rtol=1e-10)


def test_another_error_is_descended_and_told():
    """The absolute one: where G is z -> (z, z, z, z, z, z), the nearest z is a median, and not the mean."""
    game = linear()
    game.generator.params[...] = 0
    game.generator.layers[0].W[0] = 1
    x = np.array([[0.0, 0.0, 0.0, 0.1, 0.9, 2.0]])
    found = invert(game, x, steps=400, lr=0.01, starts=1, error=absolute_energy, rng=0)
    assert -0.01 < found.latents[0, 0] < 0.11
    np.testing.assert_allclose(found.errors, 3 / 6, atol=5e-3)
    np.testing.assert_allclose(invert(game, x, steps=400, lr=0.01, starts=1, rng=0).latents[0, 0], 0.5, atol=1e-2)


def test_what_cannot_be_inverted_is_refused():
    x = np.full((2, WIDTH), 0.5)
    with pytest.raises(ValueError, match="starts must be a whole number, at least 1, got 0"):
        invert(linear(), x, starts=0)
    with pytest.raises(TypeError, match=r"error must be a function, error\(y, x\), got str"):
        invert(linear(), x, error="squared")
    with pytest.raises(TypeError, match="generator must be a network"):
        invert(diffusion(), x)
    with pytest.raises(ValueError, match="latents"):
        invert(autoencoder(), x)
    with pytest.raises(ValueError, match=r"x must have shape \(B, 6\)"):
        invert(linear(), x[:, :5])
