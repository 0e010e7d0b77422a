"""Completing by search: the weights by hand, the error's gradient, a linear G as the oracle, and what is refused."""

import numpy as np
import pytest
from families import (
    CLASSES,
    LATENT,
    WIDTH,
    bigan,
    cgan,
    context_encoder,
    diffusion,
    gan,
    penalised_gan,
    player,
    shaken,
    simultaneous,
    vae,
)

from numgan import GAN, Dense, LeastSquares, Player
from numgan.family import complete
from numgan.family.completion import error_of_known, judge_of_rows, neighbour_weights
from numgan.functions import softplus
from numgan.gradcheck import compare, numerical_gradient


def of_images(make, shape=(2, 3)):
    game = shaken(make)
    game.data_shape = shape
    return game


def linear() -> GAN:
    G = Player([Dense(LATENT, WIDTH)], rng=0, dtype=np.float64)
    G.params += np.random.default_rng(1).normal(0, 0.5, G.params.size)
    return GAN(G, player(WIDTH, 1, 1), data_shape=(2, 3), rng=7)


def test_the_weights_are_shares_of_the_hole_around_each_known_pixel():
    mask = np.zeros((1, 3, 4), bool)
    mask[0, 1, 2:] = True
    wanted = [[0, 1 / 6, 2 / 6, 2 / 4], [0, 1 / 9, 0, 0], [0, 1 / 6, 2 / 6, 2 / 4]]
    np.testing.assert_allclose(neighbour_weights(mask, 3), [wanted], rtol=1e-12)
    np.testing.assert_array_equal(neighbour_weights(mask, None), ~mask)
    np.testing.assert_array_equal(neighbour_weights(mask, 1), np.zeros((1, 3, 4)))
    wide = neighbour_weights(mask, 9)  # from each pixel it sees the whole image
    np.testing.assert_allclose(wide, np.where(mask, 0, 2 / 12), rtol=1e-12)


def test_the_error_and_its_gradient():
    rng = np.random.default_rng(0)
    D, weights = player(WIDTH, 1, 1), rng.random((3, WIDTH))
    y, x = rng.normal(size=(2, 6, WIDTH))  # as with two starts
    error = error_of_known(weights, D, 0.7)
    e, dy = error(y, x)
    context = (np.concatenate([weights, weights]) * np.abs(y - x)).sum(axis=1)
    np.testing.assert_allclose(e, context + 0.7 * softplus(-D(y)[:, 0]), rtol=1e-12)
    assert compare(dy, numerical_gradient(lambda: error(y, x)[0].sum(), y)).error <= 1e-6
    np.testing.assert_allclose(error_of_known(weights, None, 0.7)(y, x)[0], context, rtol=1e-12)


def test_a_linear_g_is_solved_for_its_known_pixels():
    """Four known values fix the four numbers of z, and so the two values in the hole."""
    game, rng = linear(), np.random.default_rng(2)
    G, x = game.generator.layers[0], rng.normal(size=(5, WIDTH))
    mask = np.tile([[[False, False, True], [False, False, True]]], (5, 1, 1))
    known = ~mask[0].ravel()
    G.W[:, known] = np.linalg.qr(G.W[:, known])[0]  # so that every direction is found equally fast
    z = np.linalg.solve(G.W[:, known].T, (x[:, known] - G.b[known]).T).T
    found = complete(game, x, mask, window=None, prior_weight=0, steps=1500, lr=0.01, rng=0)
    np.testing.assert_array_equal(found.rows[:, known], x[:, known])
    np.testing.assert_allclose(found.rows[:, ~known], (z @ G.W + G.b)[:, ~known], atol=0.1)
    np.testing.assert_allclose(found.latents, z, atol=0.05)
    other = np.where(mask.reshape(5, WIDTH), 99.0, x)  # what is in the hole is never looked at
    again = complete(game, other, mask, window=None, prior_weight=0, steps=30, rng=0)
    fresh = complete(game, x, mask, window=None, prior_weight=0, steps=30, rng=0)
    np.testing.assert_array_equal(again.rows, fresh.rows)


def test_d_draws_the_latents_to_what_it_takes_for_real():
    game = of_images(gan)
    x, mask = np.full((4, WIDTH), 0.5), np.ones((4, 2, 3), bool)  # nothing is known: D alone decides
    found = complete(game, x, mask, prior_weight=1.0, steps=100, starts=2, rng=0)
    np.testing.assert_allclose(found.errors, softplus(-game.discriminator(found.rows)[:, 0]), rtol=1e-10)
    begun = complete(game, x, mask, prior_weight=1.0, steps=1, starts=2, rng=0)
    assert (found.errors < begun.errors).all()


def test_nothing_of_the_game_changes():
    game, mask = of_images(simultaneous), np.zeros((2, 2, 3), bool)  # its D has batch norm and dropout
    mask[:, 0] = True
    vectors = [v.copy() for p in game.players.values() for v in (p.params, p.state, p.grads)]
    streams = [s.bit_generator.state for s in (game.noise_rng, game.discriminator.rng)]
    first, second = (complete(game, np.full((2, WIDTH), 0.5), mask, steps=5, rng=4) for _ in range(2))
    np.testing.assert_array_equal(first.latents, second.latents)
    now = [v for p in game.players.values() for v in (p.params, p.state, p.grads)]
    assert all(np.array_equal(a, b) for a, b in zip(now, vectors, strict=True))
    assert [s.bit_generator.state for s in (game.noise_rng, game.discriminator.rng)] == streams


def test_a_label_an_encoder_and_colours():
    mask = np.zeros((3, 1, 2), bool)
    mask[:, 0, 1] = True
    x = np.full((3, WIDTH), 0.5)
    found = complete(of_images(cgan, (1, 2, 3)), x, mask, prior_weight=0, steps=5, labels=2, rng=0)
    np.testing.assert_array_equal(found.latents[:, -CLASSES:], np.eye(CLASSES)[[2] * 3])
    np.testing.assert_array_equal(found.rows[:, :3], x[:, :3])
    assert (found.rows[:, 3:] != 0.5).all()
    game = of_images(vae, (1, 2, 3))
    found = complete(game, x, mask, window=None, prior_weight=0, steps=5, starts=0)
    np.testing.assert_allclose(found.rows[:, 3:], game.generate(found.latents)[:, 3:], rtol=1e-10)


def test_whose_d_can_be_asked():
    assert judge_of_rows(of_images(gan)).n_in == WIDTH
    for make in (cgan, bigan, vae, penalised_gan):  # its D sees labels, or codes; there is none; a critic
        assert judge_of_rows(make()) is None
    least = GAN(player(LATENT, WIDTH, 0), player(WIDTH, 1, 1), objective=LeastSquares(), rng=0)
    assert judge_of_rows(least) is None


X, MASK = np.full((2, WIDTH), 0.5), np.zeros((2, 2, 3), bool)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: complete(of_images(cgan), X, MASK), ValueError, "prior_weight must be 0 for this CGAN"),
        (lambda: complete(of_images(gan), X, MASK, window=4), ValueError, "window must be odd, .* got 4"),
        (lambda: complete(of_images(gan), X, MASK, window=0), ValueError, "window must be a whole number"),
        (lambda: complete(of_images(gan), X, MASK, prior_weight=-1), ValueError, "prior_weight must be at least 0"),
        (lambda: complete(of_images(gan), X, MASK[:1]), ValueError, r"mask must have shape \(2, 2, 3\)"),
        (lambda: complete(of_images(gan), X, MASK + 0.0), TypeError, "mask must be an array of True and False"),
        (lambda: complete(of_images(gan), X[:, :5], MASK), ValueError, r"x must have shape \(B, 6\)"),
        (lambda: complete(gan(), X, MASK), ValueError, "only images have holes"),
        (lambda: complete(context_encoder(), X, MASK, prior_weight=0), ValueError, "makes nothing from latents"),
        (
            lambda: complete(of_images(diffusion), X, MASK, prior_weight=0),
            TypeError,
            "generator must be a network",
        ),
    ],
)
def test_what_cannot_be_completed_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()
