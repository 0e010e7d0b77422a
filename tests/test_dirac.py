"""The Dirac-GAN: against a real game of two layers, central differences, and the eigenvalues of the paper."""

import numpy as np
import pytest

from numgan import (
    GAN,
    R1,
    R2,
    SGD,
    Dense,
    DiracGAN,
    Minimax,
    NonSaturating,
    Penalties,
    Player,
    RelativisticAverage,
    RelativisticPairing,
    Wasserstein,
)

LOG = [Minimax(), NonSaturating(), RelativisticPairing()]
PENALTIES = [(None, 0), (R1(weight=0.7), 0.7), (Penalties([R1(weight=0.7), R2(weight=0.7)]), 1.4)]
STRENGTH = [*((o, 0.5) for o in LOG), (Wasserstein(), 1.0)]  # a = b


def real_game(objective, penalty, theta, psi, lr):
    """G(z) = 0 z + theta and D(x) = psi x, on one row of data, 0."""
    G = Player([Dense(1, 1)], optimizer=SGD(lr=lr), dtype=np.float64)
    D = Player([Dense(1, 1, bias=False)], optimizer=SGD(lr=lr), dtype=np.float64)
    G.layers[0].W[...], G.layers[0].b[...], D.params[...] = 0, theta, psi
    return GAN(G, D, objective=objective, penalty=penalty, batch_size=1, rng=0)


@pytest.mark.parametrize(
    ("penalty", "weight"), [(None, 0), (R1(weight=0.7), 0.7), (Penalties([R1(weight=0.7), R2(weight=0.7)]), 1.4)]
)
@pytest.mark.parametrize("objective", [*LOG, Wasserstein()], ids=repr)
def test_an_orbit_is_what_a_real_game_plays(objective, penalty, weight):
    gan = real_game(objective, penalty, 0.8, -0.3, 0.2)
    way = DiracGAN(objective, penalty=weight).orbit(0.8, -0.3, lr=0.2, steps=5)
    for theta, psi in way[1:]:
        gan.generator.layers[0].W[...] = 0  # it learns too, and would be a second number
        gan.train_step(np.zeros((1, 1)))
        assert gan.generator.layers[0].b[0] == pytest.approx(theta, rel=1e-12)
        assert gan.discriminator.params[0] == pytest.approx(psi, rel=1e-12)


@pytest.mark.parametrize("objective", [*LOG, Wasserstein(), RelativisticAverage()], ids=repr)
def test_the_jacobian_is_the_velocitys_derivative(objective):
    game, h = DiracGAN(objective, penalty=0.3), 1e-6
    columns = [np.subtract(game.velocity(*(h * e)), game.velocity(*(-h * e))) / (2 * h) for e in np.eye(2)]
    np.testing.assert_allclose(game.jacobian(), np.transpose(columns), atol=1e-9)
    assert game.velocity(0, 0) == (0, 0)


@pytest.mark.parametrize(("objective", "strength"), STRENGTH, ids=repr)
def test_the_eigenvalues_are_those_of_the_paper(objective, strength):
    """Mescheder et al. 2018: +-i f'(0) without a penalty, and -w / 2 +- sqrt(w^2 / 4 - f'(0)^2) with R1."""
    np.testing.assert_allclose(DiracGAN(objective).eigenvalues(), [1j * strength, -1j * strength], atol=1e-15)
    for weight in (0.2, 1.0, 3.0):
        root = np.emath.sqrt(weight**2 / 4 - strength**2)
        found = DiracGAN(objective, penalty=weight).eigenvalues()
        np.testing.assert_allclose(found, [-weight / 2 + root, -weight / 2 - root], atol=1e-12)
        assert (found.real < 0).all()


def radius(objective, *, penalty=0, at_once=False, lr=0.1):
    way = DiracGAN(objective, penalty=penalty).orbit(0.3, 0.0, lr=lr, steps=1000, at_once=at_once)
    return np.linalg.norm(way, axis=1)


@pytest.mark.parametrize(("objective", "strength"), STRENGTH, ids=repr)
def test_with_a_penalty_all_converge_and_without_one_none_does_quickly(objective, strength):
    assert radius(objective, penalty=2 * strength)[-1] < 1e-6
    assert radius(objective).min() > 0.2
    assert radius(objective, at_once=True).min() >= 0.3  # outwards from the start


@pytest.mark.parametrize("objective", [Minimax(), Wasserstein()], ids=repr)
def test_a_zero_sum_game_in_turns_goes_round_and_round(objective):
    r = radius(objective)
    assert r.max() / r.min() < 1.06


@pytest.mark.parametrize("objective", [NonSaturating(), RelativisticPairing()], ids=repr)
def test_the_games_with_two_logarithms_come_nearer_ever_more_slowly(objective):
    """1 / r^2 = 1 / r_0^2 + t / 8, of the docstring: the mean of f^2 = (theta psi)^2 over a circle is r^4 / 8."""
    r, t = radius(objective), 0.1 * np.arange(1001)
    np.testing.assert_allclose(r, 1 / np.sqrt(1 / 0.3**2 + t / 8), rtol=0.03)


def test_a_step_at_once_multiplies_by_one_plus_lr_lambda():
    game = DiracGAN(Wasserstein(), penalty=0.5)  # linear everywhere
    lengths = np.linalg.norm(game.orbit(1e-3, 2e-3, lr=0.05, steps=2000, at_once=True), axis=1)
    rate = (lengths[-1] / lengths[200]) ** (1 / 1800)
    assert rate == pytest.approx(np.abs(1 + 0.05 * game.eigenvalues()).max(), rel=1e-3)


def test_bad_settings_are_named():
    with pytest.raises(TypeError, match=r"objective must be an Objective such as NonSaturating\(\), got str"):
        DiracGAN("wgan")
    with pytest.raises(ValueError, match="penalty must be"):
        DiracGAN(penalty=-1)
    with pytest.raises(ValueError, match="lr must be greater than 0"):
        DiracGAN().orbit(1, 1, lr=0, steps=3)
    with pytest.raises(ValueError, match="steps must be a whole number, at least 1"):
        DiracGAN().orbit(1, 1, lr=0.1, steps=0)
    assert repr(DiracGAN(Wasserstein(), penalty=2)) == "DiracGAN(Wasserstein(), penalty=2.0)"
