"""Objectives where a formula bends: kinks, digits that rounding could take, whose value it is, what they accept."""

import math

import numpy as np
import pytest

from numgan import (
    BatchSoftmax,
    BoundarySeeking,
    Hinge,
    LeastSquares,
    Minimax,
    NonSaturating,
    RelativisticAverage,
    RelativisticPairing,
    Wasserstein,
)
from numgan.objectives import KL, JensenShannon, PearsonChiSquared, ReverseKL, SquaredHellinger

F_DIVERGENCES = [KL(), ReverseKL(), PearsonChiSquared(), SquaredHellinger(), JensenShannon()]
SCORES = [Wasserstein(), Hinge(), RelativisticAverage(), RelativisticPairing(), BatchSoftmax()]
OBJECTIVES = [Minimax(), NonSaturating(), LeastSquares(), BoundarySeeking(), *SCORES, *F_DIVERGENCES]


def column(*logits):
    return np.array(logits, float)[:, None]


def test_at_its_kinks_the_hinge_has_slope_0():
    _, dreal, dfake = Hinge().discriminator(column(0.5, 1, 1.5, -2), column(-1.5, -1, -0.5, 2))
    np.testing.assert_array_equal(dreal, column(-1, 0, 0, -1) / 4)
    np.testing.assert_array_equal(dfake, column(0, 0, 1, 1) / 4)


@pytest.mark.parametrize("objective", [Hinge(), *F_DIVERGENCES], ids=repr)
def test_the_value_is_what_d_ascends(objective):
    real, fake = column(0.3, -0.5, 2), column(0.1, 0.7)
    assert objective.value(real, fake) == -objective.discriminator(real, fake)[0] != 0


@pytest.mark.parametrize(("dtype", "logit"), [(np.float32, 25.0), (np.float64, 50.0)])
def test_a_d_that_is_sure_still_has_a_gradient(dtype, logit):
    """sigmoid(logit) rounds to 1; 1 - sigmoid(logit) = sigmoid(-logit) = exp(-logit) has all its digits."""
    r = np.array([[logit]], dtype)
    for objective in (Minimax(), NonSaturating()):
        _, dreal, _ = objective.discriminator(r, r)
        assert dreal[0, 0] == pytest.approx(-math.exp(-logit), rel=1e-5)
    _, dreal, _ = Minimax(label_smoothing=0.25).discriminator(r, r)
    assert dreal[0, 0] == pytest.approx(0.25, rel=1e-5)


def test_a_belief_is_a_probability_where_there_is_one_and_else_the_score():
    logits = column(-1, 0, 3)
    np.testing.assert_allclose(NonSaturating().belief(logits), 1 / (1 + np.exp(-logits)), rtol=1e-12)
    np.testing.assert_array_equal(LeastSquares().belief(logits), column(0, 0, 1))
    for critic in SCORES:
        np.testing.assert_array_equal(critic.belief(logits), logits)


@pytest.mark.parametrize("objective", OBJECTIVES, ids=repr)
def test_only_least_squares_has_targets_and_all_others_want_any_number(objective):
    assert objective.unbounded == (not isinstance(objective, LeastSquares))


@pytest.mark.parametrize("objective", OBJECTIVES, ids=repr)
def test_logits_are_a_column_or_a_row_of_floats(objective):
    real, fake = column(0.3, -0.5), column(0.1, 0.7)
    loss, dreal, dfake = objective.discriminator(real, fake)
    g_loss, _ = objective.generator(fake, real)
    flat = objective.discriminator(real[:, 0], fake[:, 0].tolist())
    assert flat[0] == pytest.approx(loss, rel=1e-14)
    np.testing.assert_allclose(flat[1], dreal[:, 0], rtol=1e-14)
    np.testing.assert_allclose(flat[2], dfake[:, 0], rtol=1e-14)
    assert objective.generator(fake.tolist(), real.tolist())[0] == g_loss
    for shape in ((0, 1), (2, 2), (2, 1, 1), (1, 3), ()):
        bad = np.ones(shape)
        for call in (lambda b: objective.discriminator(real, b), lambda b: objective.discriminator(b, fake)):
            with pytest.raises(ValueError, match=r"_logits must have shape \(B, 1\) or \(B,\), B at least 1, got"):
                call(bad)
    for bad in (np.array([[1]]), ["a"], None):
        with pytest.raises(TypeError, match="must be an array of floats"):
            objective.generator(bad, real)
