"""Games with an encoder: the Gaussian code, AAE's priors, VAE/GAN's two losses, VEEGAN and MDGAN."""

import math

import numpy as np
import pytest
from families import LATENT, WIDTH, B, aae, batch, mdgan, player, shaken, vae_gan, veegan

from numgan import (
    AAE,
    MDGAN,
    R1,
    VAEGAN,
    VEEGAN,
    Adam,
    BiGAN,
    Dense,
    LatentRegressor,
    NonSaturating,
    NormalNoise,
    Player,
    RelativisticAverage,
    RingNoise,
    UniformNoise,
    recipes,
)
from numgan.family.gaussian_code import GaussianCode
from numgan.functions import sigmoid


def codes(m, s, e):
    m, s, e = (np.array(each, float) for each in (m, s, e))
    return GaussianCode(np.hstack([m, 2 * np.log(s)]), e)


@pytest.mark.parametrize(
    ("m", "s", "kl"),
    [
        ([[0.0, 0.0]], [[1.0, 1.0]], 0.0),
        ([[3.0, -1.0]], [[1.0, 1.0]], 5.0),  # |m|^2 / 2
        ([[0.0, 0.0]], [[math.e, 1.0]], (math.e**2 - 3) / 2),
        ([[2.0, 0.0], [0.0, 0.0]], [[1.0, 1.0], [1.0, 1.0]], 1.0),  # a mean over rows
    ],
)
def test_the_divergence_of_a_gaussian_code_in_closed_form(m, s, kl):
    assert codes(m, s, np.zeros_like(m)).kl == pytest.approx(kl, abs=1e-12)


def test_the_divergence_of_a_gaussian_code_is_what_its_draws_say():
    """KL = E[log q(z) - log N(z; 0, 1)], by a sum on a fine grid."""
    code = codes([[0.7]], [[0.4]], [[0.0]])
    z = np.linspace(-6, 6, 20_001)
    q = np.exp(-(((z - 0.7) / 0.4) ** 2) / 2) / (0.4 * math.sqrt(2 * math.pi))
    ratio = (z**2 - ((z - 0.7) / 0.4) ** 2) / 2 - math.log(0.4)
    assert code.kl == pytest.approx((q * ratio).sum() * (z[1] - z[0]), rel=1e-8)


def test_a_gaussian_code_is_drawn_from_its_mean_and_deviation():
    code = codes([[1.0, -2.0]], [[0.5, 3.0]], [[2.0, -1.0]])
    np.testing.assert_allclose(code.z, [[2.0, -5.0]], rtol=1e-12)
    np.testing.assert_allclose(code.s, [[0.5, 3.0]], rtol=1e-12)


def test_the_gradient_of_a_gaussian_code_is_that_of_central_differences():
    rng = np.random.default_rng(0)
    h, e, w = rng.normal(size=(3, 4)), rng.normal(size=(3, 2)), rng.normal(size=(3, 2))

    def loss(h):  # one that is not linear in z
        code = GaussianCode(h, e)
        return np.sin(code.z * w).sum() + code.kl

    code = GaussianCode(h, e)
    dh = code.backward(w * np.cos(code.z * w))
    for place in np.ndindex(*h.shape):
        step = np.zeros_like(h)
        step[place] = 1e-6
        assert dh[place] == pytest.approx((loss(h + step) - loss(h - step)) / 2e-6, rel=1e-6, abs=1e-9)


def test_ring_noise_has_its_petals():
    """Mean radius, spread along a petal and across it, and all petals equally often."""
    n, petals = 40_000, 5
    z = RingNoise(petals, radius=3.0, length=0.4, width=0.1)(np.random.default_rng(0), (n, 2), np.float64)
    turns = np.arctan2(z[:, 1], z[:, 0]) / (2 * np.pi / petals)
    petal = np.round(turns).astype(int) % petals
    counts = np.bincount(petal, minlength=petals)
    assert np.abs(counts - n / petals).max() < 5 * math.sqrt(n / petals)
    a = 2 * np.pi * petal / petals
    along = z[:, 0] * np.cos(a) + z[:, 1] * np.sin(a)
    across = z[:, 1] * np.cos(a) - z[:, 0] * np.sin(a)
    assert along.mean() == pytest.approx(3.0, abs=0.02)
    assert along.std() == pytest.approx(0.4, abs=0.01)
    assert across.mean() == pytest.approx(0.0, abs=0.003)
    assert across.std() == pytest.approx(0.1, abs=0.003)
    assert np.linalg.norm(z.mean(axis=0)) < 0.1


def test_ring_noise_is_in_the_plane_and_in_the_dtype_asked_for():
    noise = RingNoise()
    assert noise(np.random.default_rng(0), (3, 2), np.float32).dtype == np.float32
    with pytest.raises(ValueError, match=r"of 2 columns, got 3"):
        noise(np.random.default_rng(0), (4, 3), np.float64)
    with pytest.raises(ValueError, match="petals must be a whole number, at least 2"):
        RingNoise(1)


@pytest.mark.parametrize("prior", [NormalNoise(), UniformNoise(), RingNoise(4)])
def test_any_prior_that_can_be_drawn_serves_an_aae(prior):
    players = player(WIDTH, 2, 0), player(2, WIDTH, 1), player(2, 1, 2, batch_norm=False)
    game = AAE(*players, noise_prior=prior, batch_size=B, rng=7)
    seen, inner = [], game.objective.discriminator

    class Watched(NonSaturating):
        def discriminator(self, real_logits, fake_logits):
            seen.append((real_logits, fake_logits))
            return inner(real_logits, fake_logits)

    game.objective = Watched()
    drawn, noise = [], game.noise
    game.noise = lambda n: drawn.append(noise(n)) or drawn[-1]
    (x,) = batch(game)
    before, wanted = game.discriminator.params.copy(), game.encoder.forward(x)[0]
    game.play(x)
    game.discriminator.params[...] = before
    np.testing.assert_allclose(seen[0][0], game.discriminator(drawn[0]), rtol=1e-10)  # the prior's draws are real
    np.testing.assert_allclose(seen[0][1], game.discriminator(wanted), rtol=1e-10)  # and the codes are generated


def test_an_aae_gives_pixels_and_reads_codes():
    game = shaken(aae)
    (x,) = batch(game)
    np.testing.assert_array_equal(game.encode(x), game.encoder(x))
    np.testing.assert_allclose(game.reconstruct(x), sigmoid(game.decoder(game.encoder(x))), rtol=1e-12)
    rows = game.sample(20, rng=0)
    assert 0 < rows.min() < rows.max() < 1


def test_the_adversarial_loss_does_not_reach_the_decoder():
    grads = []
    for weight in (0.0, 5.0):
        game = shaken(aae)
        game.adversarial_weight = weight
        game.play(*batch(game))
        grads.append((game.decoder.grads.copy(), game.encoder.grads.copy()))
    np.testing.assert_array_equal(grads[0][0], grads[1][0])
    assert np.linalg.norm(grads[0][1] - grads[1][1]) > 1e-3


def test_the_players_of_a_vae_gan_descend_two_losses_in_one_move():
    """E does not hear D's judgement, and D hears nothing of likeness: only G descends both."""
    seen, inner = [], None
    for weight in (0.0, 2.0):
        game = shaken(vae_gan)
        game.like_weight = weight
        inner = game.move
        game.move = lambda inner=inner, **losses: seen.append(losses) or inner(**losses)
        game.play(*batch(game))
        seen.append({name: each.grads.copy() for name, each in game.players.items()})
    d0, eg0, grads0, d1, eg1, grads1 = seen
    assert d0 == d1
    assert eg0["encoder"] == eg1["encoder"]
    likeness = (eg1["generator"] - eg0["generator"]) / 2.0
    assert 0 < likeness < eg1["encoder"]  # which has the divergence from the prior as well
    np.testing.assert_array_equal(grads0["encoder"], grads1["encoder"])
    np.testing.assert_array_equal(grads0["discriminator"], grads1["discriminator"])
    assert np.linalg.norm(grads1["generator"] - grads0["generator"]) > 1e-3


def test_a_vae_gan_compares_what_d_sees():
    """Two rows between which D's features do not differ are alike to it, whatever their pixels are."""
    game = shaken(vae_gan)
    W = game.discriminator.layers[0].W
    blind = np.linalg.svd(W.T)[2][-1] if W.shape[0] > W.shape[1] else None
    (x,) = batch(game)
    like, dy = game._likeness(x, x)
    assert like == 0
    np.testing.assert_array_equal(dy, 0)
    other = x + 0.5
    h, v = (other - x) @ W, (np.concatenate([x, other]) @ W).var(axis=0).mean()
    assert game._likeness(other, x)[0] == pytest.approx((h**2).sum() / (2 * v * len(x)), rel=1e-10)
    assert blind is None or game._likeness(x + blind, x)[0] == pytest.approx(0, abs=1e-20)


def test_likeness_does_not_depend_on_the_scale_of_ds_features():
    """One nat per feature between two rows that have nothing in common; 0 between equal rows."""
    game, rng = shaken(vae_gan), np.random.default_rng(0)
    x, other = rng.normal(size=(2, 4000, WIDTH))
    like, dy = game._likeness(other, x)
    features = game.discriminator.layers[0].n_out
    assert like == pytest.approx(features, rel=0.05)
    assert game._likeness(other + 100, x)[0] == pytest.approx(2 * features, rel=0.05)  # D tells them apart: no more
    game.discriminator.params *= 0.01
    smaller, dy_smaller = game._likeness(other, x)
    assert smaller == pytest.approx(like, rel=1e-9)
    np.testing.assert_allclose(dy_smaller, dy, rtol=1e-9)
    with pytest.raises(ValueError, match="features do not differ between the 1 rows of the batch"):
        game._likeness(x[:1], x[:1])


def test_players_that_do_not_fit_are_refused():
    E, G, D = player(WIDTH, LATENT, 0), player(LATENT, WIDTH, 1), player(LATENT, 1, 2)
    with pytest.raises(ValueError, match=f"judges codes, so it must be {LATENT} to 1, got {WIDTH} to 1"):
        AAE(E, G, player(WIDTH, 1, 2))
    with pytest.raises(ValueError, match=r"data_range must be \(0, 1\)"):
        AAE(E, G, D, data_range=(-1, 1))
    with pytest.raises(ValueError, match=f"the encoder must be {WIDTH} to {2 * LATENT}, got {WIDTH} to {LATENT}"):
        VAEGAN(E, G, player(WIDTH, 1, 2))
    wide = player(WIDTH, 2 * LATENT, 0)
    with pytest.raises(ValueError, match="compares rows"):
        VAEGAN(wide, G, player(WIDTH, 1, 2), objective=RelativisticAverage())
    with pytest.raises(TypeError, match="noise_prior"):
        VAEGAN(wide, G, player(WIDTH, 1, 2), noise_prior=UniformNoise())
    for kind, players in ((VAEGAN, (wide, G)), (BiGAN, (G,))):
        rest = (player(WIDTH + LATENT, 1, 2), E) if kind is BiGAN else (player(WIDTH, 1, 2),)
        with pytest.raises(ValueError, match="BatchNorm"):  # of D, which couples rows
            kind(*players, *rest, penalty=R1())
        with pytest.raises(TypeError, match="penalty must be a Penalty"):
            kind(*players, *rest, penalty=5.0)
    with pytest.raises(ValueError, match="9"):
        VAEGAN(wide, G, player(WIDTH, 1, 2), depth=9)


def test_veegans_first_term_gives_f_no_gradient():
    """F descends the latent error alone, whatever D says: Srivastava et al. 2017, algorithm 1."""
    grads = []
    for shift in (0.0, 1.0):
        game = shaken(veegan)
        game.discriminator.params += shift * np.random.default_rng(3).normal(size=game.discriminator.params.size)
        record = game.play(*batch(game))
        grads.append((game.reconstructor.grads.copy(), game.generator.grads.copy(), record["latent_error"]))
    (f, g, error), (f_other, g_other, error_other) = grads
    assert error == error_other
    np.testing.assert_array_equal(f, f_other)
    assert np.linalg.norm(g - g_other) > 1e-3


def test_veegans_latent_error_is_0_if_f_inverts_g():
    """With z = F(G(z)) for linear networks F's gradient is 0, and G's loss is minus D's mean logit."""
    W = np.linalg.qr(np.random.default_rng(0).normal(size=(WIDTH, LATENT)))[0].T
    G, F = (Player([Dense(*each.shape, bias=False)], rng=0, dtype=np.float64) for each in (W, W.T))
    G.layers[0].W[...], F.layers[0].W[...] = W, W.T
    game = VEEGAN(G, player(WIDTH + LATENT, 1, 1, batch_norm=False), F, rng=7)
    (x,) = batch(vae_gan())
    drawn, noise = [], game.noise
    game.noise = lambda n: drawn.append(noise(n)) or drawn[-1]
    game.move = lambda **losses: 0.0
    record = game.play(x)
    assert record["latent_error"] == pytest.approx(0, abs=1e-25)
    np.testing.assert_allclose(F.grads, 0, atol=1e-13)
    z = drawn[-1]
    assert record["g_loss"] == pytest.approx(-game.discriminator(np.hstack([z @ W, z])).mean(), rel=1e-10)
    np.testing.assert_allclose(game.reconstruct(z @ W), z @ W, rtol=1e-10)


def test_a_code_of_veegan_is_a_draw_around_f():
    """N(F(x), code_std^2): mean and deviation of many draws for one row; without deviation F(x) itself."""
    game = shaken(veegan)
    x = np.repeat(batch(game)[0][:1], 4000, axis=0)
    codes, mean = game.drawn_code(x), game.reconstructor(x, training=True)
    np.testing.assert_allclose(codes.mean(axis=0), mean[0], atol=0.05)
    np.testing.assert_allclose(codes.std(axis=0), 0.6, rtol=0.05)
    game.code_std = 0.0
    np.testing.assert_array_equal(game.drawn_code(x), game.reconstructor(x, training=True))


def test_with_veegans_best_d_its_first_term_is_a_divergence_of_joint_distributions():
    """x = z + e and p(z | x) = N(x / 2, s^2): pairs of G are normal, and so are F's if the data are.

    D's best logit log p(x, z) / q(x, z) is a quadratic form, whose mean over G's pairs is minus KL(q || p). It is 0 if
    s^2 = 1/2 and the data are G's: then z - x / 2 has the variance 1/2 and is independent of x.
    """
    rng = np.random.default_rng(0)
    z, e = rng.normal(size=(2, 400_000))
    x = z + e

    def logit(s, data):
        real = -(x**2) / (2 * data**2) - (z - x / 2) ** 2 / (2 * s**2) - math.log(data * s)
        return real + z**2 / 2 + (x - z) ** 2 / 2

    assert abs(logit(math.sqrt(0.5), math.sqrt(2)).mean()) < 1e-12
    for s, data in ((1.0, math.sqrt(2)), (math.sqrt(0.5), 2.0)):
        kl = math.log(data * s) + (1 / data**2 - 0.5) + (1 / (4 * s**2) - 0.5)
        assert -logit(s, data).mean() == pytest.approx(kl, abs=0.01)
        assert kl > 0.09


def test_what_veegans_f_does_not_read_is_0_in_a_code():
    game = shaken(veegan)
    (x,) = batch(game)
    code = game.encode(x)
    np.testing.assert_array_equal(code[:, :3], game.reconstructor(x))
    np.testing.assert_array_equal(code[:, 3:], np.zeros((B, LATENT - 3)))
    np.testing.assert_array_equal(game.reconstruct(x), game.generator(code))


def test_mdgans_two_discriminators_see_what_they_should():
    """D1: real rows and reconstructions. D2: reconstructions, as real, and what G makes of noise."""
    game, seen = shaken(mdgan), []
    (x,) = batch(game)
    inner = game.objective.discriminator

    class Watched(NonSaturating):
        def discriminator(self, real_logits, fake_logits):
            seen.append((real_logits, fake_logits))
            return inner(real_logits, fake_logits)

    game.objective, game.move = Watched(), lambda **losses: 0.0  # all players stand still
    drawn, noise = [], game.noise
    game.noise = lambda n: drawn.append(noise(n)) or drawn[-1]
    G, E, D1, D2 = game.generator, game.encoder, game.manifold, game.diffusion
    game.play(x)
    r = G.forward(E.forward(x)[0])[0]
    wanted = (D1.forward(x)[0], D1.forward(r)[0]), (D2.forward(r)[0], D2.forward(G.forward(drawn[0])[0])[0])
    for got, pair in zip(seen, wanted, strict=True):
        for logits, each in zip(got, pair, strict=True):
            np.testing.assert_allclose(logits, each, rtol=1e-10)


def test_veegan_and_mdgan_refuse_players_that_do_not_fit():
    G, E, D = player(LATENT, WIDTH, 0), player(WIDTH, LATENT, 1), player(WIDTH, 1, 2)
    with pytest.raises(ValueError, match=f"the discriminator must be {WIDTH + LATENT} to 1, got {WIDTH} to 1"):
        VEEGAN(G, D, E)
    with pytest.raises(ValueError, match=f"the reconstructor must be {WIDTH} to {LATENT}, got {WIDTH} to {LATENT + 1}"):
        VEEGAN(G, player(WIDTH + LATENT, 1, 1), player(WIDTH, LATENT + 1, 2))
    with pytest.raises(ValueError, match=f"the discriminator must be {WIDTH + 1} to 1"):
        VEEGAN(G, player(WIDTH + LATENT, 1, 1), D)
    with pytest.raises(ValueError, match=f"the diffusion discriminator must be {WIDTH} to 1"):
        MDGAN(G, E, D, E)
    with pytest.raises(ValueError, match="compares rows"):
        MDGAN(G, E, D, D, objective=RelativisticAverage())


def test_a_latent_regressor_finds_the_inverse_of_a_linear_g():
    """G(z) = z A + c with A of full rank: the least squares are 0 at E(y) = (y - c) A^+, and E comes there."""
    rng = np.random.default_rng(0)
    A, c = np.linalg.qr(rng.normal(size=(WIDTH, LATENT)))[0].T * [[0.5], [1.0], [1.5], [2.0]], rng.normal(size=WIDTH)
    G = Player([Dense(LATENT, WIDTH)], rng=0, dtype=np.float64)
    G.layers[0].W[...], G.layers[0].b[...] = A, c
    E = Player([Dense(WIDTH, LATENT)], optimizer=Adam(lr=0.02), rng=1, dtype=np.float64)
    E.params[...] = 0
    game = LatentRegressor(G, E, rng=7)
    x = rng.normal(size=(64, WIDTH))
    before = G.params.copy()
    losses = [game.train_step(x).loss for _ in range(1500)]
    assert losses[0] == pytest.approx(1, abs=0.3)  # the variance of z: E says nothing
    assert losses[-1] < 1e-8
    np.testing.assert_array_equal(G.params, before)
    y = rng.normal(size=(5, LATENT)) @ A + c
    np.testing.assert_allclose(game.encode(y), (y - c) @ np.linalg.pinv(A), atol=1e-3)
    np.testing.assert_allclose(game.reconstruct(y), y, atol=1e-3)


def test_a_latent_regressor_takes_a_games_averaged_generator_prior_and_scale():
    game = recipes.mnist_mlp(data_shape=(2, 3), n_data=64, epochs=1, rng=0)
    game.fit(np.random.default_rng(0).integers(0, 256, (64, 2, 3)).astype(np.uint8))
    E = Player([Dense(6, 100)], rng=0)
    for trained in (game, game.sampler()):
        regressor = LatentRegressor.of(trained, E, epochs=3)
        assert (regressor.data_range, regressor.data_shape, regressor.epochs) == ((-1, 1), (2, 3), 3)
        np.testing.assert_array_equal(regressor.sample(4, rng=1), game.sample(4, rng=1))
        state = regressor.generator.state.copy()
        regressor.train_step(np.zeros((8, 6), np.float32))
        np.testing.assert_array_equal(regressor.generator.state, state)  # its batch norm runs as at inference
    with pytest.raises(ValueError, match="this generator gives logits"):
        LatentRegressor.of(recipes.vae(data_shape=(2, 3), rng=0), E)
    with pytest.raises(TypeError, match="trained must be a game or a Sampler"):
        LatentRegressor.of(game.generator, E)
    with pytest.raises(ValueError, match="so the encoder must be 6 to 100, got 6 to 99"):
        LatentRegressor.of(game, Player([Dense(6, 99)], rng=0))
