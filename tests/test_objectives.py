"""The losses: theory in numbers, gradients by central differences, exact at a thousand."""

import math

import numpy as np
import pytest
from games import images, small_gan

from numgan import Minimax, NonSaturating, Objective, value_function
from numgan.app.training import Run
from numgan.gradcheck import check_loss

OBJECTIVES = [Minimax(), NonSaturating(), Minimax(label_smoothing=0.1), NonSaturating(label_smoothing=0.25)]


@pytest.fixture
def logits():
    rng = np.random.default_rng(0)
    return 3 * rng.normal(size=(6, 1)), 3 * rng.normal(size=(4, 1))


@pytest.mark.parametrize("objective", OBJECTIVES, ids=repr)
def test_gradients_equal_central_differences(objective, logits):
    real, fake = logits
    for found in check_loss(objective.discriminator, real, fake) + check_loss(objective.generator, fake):
        assert found.error <= 1e-6, str(found)


def test_value_function_is_minus_log_4_at_logits_0():
    """Goodfellow et al. 2014, theorem 1: V = -log 4 where D is 1/2 everywhere."""
    assert value_function(np.zeros((3, 1)), np.zeros((5, 1))) == pytest.approx(-math.log(4), rel=1e-15)


def test_value_function_by_hand():
    """D(x) = 4/5 and D(G(z)) = 1/4: V = log(4/5) + log(3/4)."""
    real, fake = np.full((2, 1), math.log(4)), np.full((2, 1), -math.log(3))
    assert value_function(real, fake) == pytest.approx(math.log(4 / 5) + math.log(3 / 4), rel=1e-14)


def test_the_discriminators_loss_is_minus_v_without_a_half_and_minimax_is_zero_sum(logits):
    real, fake = logits
    loss, _, _ = Minimax().discriminator(real, fake)
    assert loss == pytest.approx(-value_function(real, fake), rel=1e-14)
    _, _, dfake = Minimax().discriminator(real, fake)
    _, generators = Minimax().generator(fake)
    np.testing.assert_allclose(generators, -dfake, rtol=1e-15)


def test_losses_are_sums_of_binary_cross_entropies():
    """D: BCE(D(x), 1) + BCE(D(G(z)), 0); G: BCE(D(G(z)), 1), each a mean over its batch."""
    real, fake = np.array([[0.0], [2.0]]), np.array([[-1.0], [3.0]])
    bce = lambda p, t: -(t * math.log(p) + (1 - t) * math.log(1 - p))  # noqa: E731
    p = lambda x: 1 / (1 + math.exp(-x))  # noqa: E731
    d = np.mean([bce(p(x), 1) for x in (0, 2)]) + np.mean([bce(p(x), 0) for x in (-1, 3)])
    g = np.mean([bce(p(x), 1) for x in (-1, 3)])
    assert NonSaturating().discriminator(real, fake)[0] == pytest.approx(d, rel=1e-14)
    assert NonSaturating().generator(fake)[0] == pytest.approx(g, rel=1e-14)


@pytest.mark.parametrize("objective", OBJECTIVES, ids=repr)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_exact_at_a_thousand(objective, dtype):
    real, fake = np.array([[1000], [-1000]], dtype), np.array([[1000], [-1000]], dtype)
    loss, dreal, dfake = objective.discriminator(real, fake)
    s = objective.label_smoothing
    # mean over (1000, -1000) of (1-s) softplus(-r) + s softplus(r), and of softplus(f)
    assert loss == pytest.approx(((1 - s) * 1000 + s * 1000) / 2 + 500, rel=1e-6)
    np.testing.assert_allclose(dreal[:, 0], [s / 2, -(1 - s) / 2], rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(dfake[:, 0], [0.5, 0], atol=1e-12)
    loss, dfake_g = objective.generator(fake)
    assert np.isfinite(loss)
    assert dreal.dtype == dfake.dtype == dfake_g.dtype == dtype
    assert dreal.shape == real.shape


def test_where_each_generator_loss_loses_its_gradient():
    """Minimax saturates where D is sure that the row is generated; the non-saturating loss has its full slope there."""
    sure = np.array([[-30.0]])
    assert abs(Minimax().generator(sure)[1][0, 0]) < 1e-12
    assert NonSaturating().generator(sure)[1][0, 0] == pytest.approx(-1, rel=1e-12)
    fooled = -sure
    assert Minimax().generator(fooled)[1][0, 0] == pytest.approx(-1, rel=1e-12)
    assert abs(NonSaturating().generator(fooled)[1][0, 0]) < 1e-12


@pytest.mark.parametrize("s", [0.0, 0.1, 0.4])
def test_best_discriminator_and_equilibrium(s):
    """With p_g = p_data the best D is (1 - s) / 2: there D's gradients of real and generated rows cancel."""
    for objective in (Minimax(label_smoothing=s), NonSaturating(label_smoothing=s)):
        D = (1 - s) / 2
        logits = np.full((3, 1), math.log(D / (1 - D)))
        d_loss, dreal, dfake = objective.discriminator(logits, logits)
        np.testing.assert_allclose(dreal + dfake, 0, atol=1e-15)
        g_loss, _ = objective.generator(logits)
        assert objective.equilibrium() == pytest.approx((d_loss, g_loss), rel=1e-12)
        assert objective.undecided == pytest.approx(objective.probability(logits)[0, 0], rel=1e-12)
    if s == 0:
        assert Minimax().equilibrium() == pytest.approx((math.log(4), -math.log(2)))
        assert NonSaturating().equilibrium() == pytest.approx((math.log(4), math.log(2)))


def test_one_sided_smoothing_leaves_generated_rows_alone(logits):
    real, fake = logits
    np.testing.assert_array_equal(
        Minimax().discriminator(real, fake)[2], Minimax(label_smoothing=0.3).discriminator(real, fake)[2]
    )


def test_bad_settings_and_halves_are_named():
    with pytest.raises(ValueError, match=r"label_smoothing must lie in \[0, 1\), got 1"):
        Minimax(label_smoothing=1)
    with pytest.raises(TypeError, match="positional"):
        Minimax(0.1)
    for method, arguments in (("discriminator", (None, None)), ("generator", (None,))):
        with pytest.raises(TypeError, match=f"Objective must define {method}"):
            getattr(Objective(), method)(*arguments)


def test_an_objective_of_ones_own_needs_no_more_than_two_losses_for_a_whole_run(tmp_path):
    class TwoLosses(Objective):
        discriminator, generator = Minimax.discriminator, Minimax.generator
        label_smoothing = 0

    assert TwoLosses().equilibrium() == (None, None)
    run = Run(small_gan(objective=TwoLosses(), data_shape=(2, 3)), tmp_path / "run", data="images", seed=0)
    run.create(images())
    assert run.train(images(), quiet=True)
    assert (tmp_path / "run" / "losses.png").stat().st_size > 1000
