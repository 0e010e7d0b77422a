"""Games with an encoder: the Gaussian code, AAE's priors, VAE/GAN's two losses, VEEGAN and MDGAN."""

import math

import numpy as np
import pytest
from families import LATENT, WIDTH, B, aae, batch, mdgan, player, shaken, vae_gan, veegan

from numgan import (
    AAE,
    MDGAN,
    VAEGAN,
    VEEGAN,
    Dense,
    NonSaturating,
    NormalNoise,
    Player,
    RelativisticAverage,
    RingNoise,
    UniformNoise,
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
    h = (other - x) @ W
    assert game._likeness(other, x)[0] == pytest.approx((h**2).sum() / (2 * len(x)), rel=1e-10)
    assert blind is None or game._likeness(x + blind, x)[0] == pytest.approx(0, abs=1e-20)


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
    with pytest.raises(ValueError, match=f"the reconstructor must be {WIDTH} to {LATENT}"):
        VEEGAN(G, player(WIDTH + LATENT, 1, 1), D)
    with pytest.raises(ValueError, match=f"the diffusion discriminator must be {WIDTH} to 1"):
        MDGAN(G, E, D, E)
    with pytest.raises(ValueError, match="compares rows"):
        MDGAN(G, E, D, D, objective=RelativisticAverage())
