"""The theory of the games beyond minimax, in numbers: the best D, what it measures, and the equilibrium.

A discriminator on K outcomes is K free logits; p = p_data and q = p_g are their probabilities. Batches in which outcome
k stands p_k N and q_k N times have these distributions exactly, so that means over a batch are expectations.
"""

import math

import numpy as np
import pytest

from numgan import (
    KL,
    BatchSoftmax,
    BoundarySeeking,
    FDivergence,
    Hinge,
    JensenShannon,
    LeastSquares,
    PearsonChiSquared,
    RelativisticAverage,
    RelativisticPairing,
    ReverseKL,
    SquaredHellinger,
    Wasserstein,
)
from numgan.evaluation import js_divergence, kl_divergence
from numgan.functions import softmax

P_COUNTS, Q_COUNTS = np.array([1, 2, 3, 3, 1]), np.array([3, 2, 1, 2, 2])
P, Q = P_COUNTS / 10, Q_COUNTS / 10

# What u f(p / q) sums to, and the best logit as a function of u = p / q: written once more from the definitions.
DIVERGENCES = {
    KL: (kl_divergence, lambda u: 1 + np.log(u)),
    ReverseKL: (lambda p, q: kl_divergence(q, p), np.log),
    PearsonChiSquared: (lambda p, q: ((p - q) ** 2 / q).sum(), lambda u: 2 * (u - 1)),
    SquaredHellinger: (lambda p, q: ((np.sqrt(p) - np.sqrt(q)) ** 2).sum(), lambda u: np.log(u) / 2),
    JensenShannon: (lambda p, q: 2 * js_divergence(p, q), np.log),
}
F = {
    KL: lambda u: u * np.log(u),
    ReverseKL: lambda u: -np.log(u),
    PearsonChiSquared: lambda u: (u - 1) ** 2,
    SquaredHellinger: lambda u: (np.sqrt(u) - 1) ** 2,
    JensenShannon: lambda u: u * np.log(u) - (1 + u) * np.log((1 + u) / 2),
}
each_divergence = pytest.mark.parametrize("divergence", list(F), ids=lambda cls: cls.__name__)


def triangular(p, q):
    """S of LeastSquares: sum (p - q)^2 / (p + q)."""
    return ((p - q) ** 2 / (p + q)).sum()


def total_variation(p, q):
    return np.abs(p - q).sum() / 2


def discriminator(objective, logits, p_counts=P_COUNTS, q_counts=Q_COUNTS):
    """D's loss for K logits, and its gradient with respect to them, (K,)."""
    outcomes = np.arange(len(logits))
    real, fake = np.repeat(outcomes, p_counts), np.repeat(outcomes, q_counts)
    loss, dreal, dfake = objective.discriminator(logits[real][:, None], logits[fake][:, None])
    return loss, np.bincount(real, dreal[:, 0], len(logits)) + np.bincount(fake, dfake[:, 0], len(logits))


def descend(objective, p_counts=P_COUNTS, q_counts=Q_COUNTS, *, steps=5000, lr=0.5):
    """The best D by plain gradient descent from equal logits."""
    logits = np.zeros(len(p_counts))
    for _ in range(steps):
        logits -= lr * discriminator(objective, logits, p_counts, q_counts)[1]
    return logits


def best(objective, u):
    """The best logits at ratios u = p / q, from the docstrings."""
    if isinstance(objective, FDivergence):
        return DIVERGENCES[type(objective)][1](u)
    if isinstance(objective, LeastSquares):
        return (objective.b * u + objective.a) / (u + 1)
    return np.sign(u - 1) if isinstance(objective, Hinge) else np.log(u)


@each_divergence
def test_conjugate_and_activation_are_what_the_docstring_says(divergence):
    """h(v) = f*(g(v)) = max_u (g(v) u - f(u)), reached where g(v) = f'(u); h' = u g'; f'(1) is the threshold."""
    f, objective = F[divergence], divergence()
    u = np.exp(np.linspace(-9, 9, 200_001))
    for v in (-1.5, -0.4, 0.0, 0.7, 1.9):
        (g, dg), (h, dh) = objective.activation(np.array(v)), objective.conjugate(np.array(v))
        heights = g * u - f(u)
        top = np.argmax(heights)
        assert 0 < top < len(u) - 1
        assert h == pytest.approx(heights[top], abs=1e-7)
        assert dh == pytest.approx(u[top] * dg, rel=1e-3)
        assert objective.probability(np.array(v)) == pytest.approx(u[top] / (1 + u[top]), abs=1e-3)
        assert FDivergence.probability(objective, np.array(v)) == pytest.approx(objective.probability(np.array(v)))
    assert objective.threshold == pytest.approx((f(1 + 1e-6) - f(1 - 1e-6)) / 2e-6, abs=1e-6)
    assert f(1) == 0


@each_divergence
def test_the_best_d_of_an_f_gan_measures_its_divergence(divergence):
    """Nowozin et al. 2016, eq. 4 and 5: F <= D_f, with equality for T = f'(p / q)."""
    objective, (measure, _) = divergence(), DIVERGENCES[divergence]
    reached = descend(objective)
    np.testing.assert_allclose(reached, best(objective, P / Q), atol=1e-6)
    assert -discriminator(objective, reached)[0] == pytest.approx(measure(P, Q), abs=1e-10)
    np.testing.assert_allclose(objective.probability(reached), P / (P + Q), atol=1e-6)
    assert measure(P, Q) == pytest.approx((Q * F[divergence](P / Q)).sum())
    for other in np.random.default_rng(0).normal(0, 2, (100, len(P))):
        assert -discriminator(objective, other)[0] < measure(P, Q)


@pytest.mark.parametrize("objective", [LeastSquares(), LeastSquares(a=-1, c=0), LeastSquares(a=2, b=-3, c=1)], ids=repr)
def test_the_best_d_of_least_squares(objective):
    """Mao et al. 2017, eq. 5; its loss is (b - a)^2 / 4 (1 - S / 2) for every a and b."""
    reached, a, b = descend(objective), objective.a, objective.b
    np.testing.assert_allclose(reached, (b * P + a * Q) / (P + Q), atol=1e-12)
    assert discriminator(objective, reached)[0] == pytest.approx((b - a) ** 2 / 4 * (1 - triangular(P, Q) / 2))
    np.testing.assert_allclose(objective.probability(reached), P / (P + Q), atol=1e-12)
    np.testing.assert_array_equal(objective.probability(np.array([2 * a - b, 2 * b - a])), [0, 1])


def test_the_best_d_of_the_hinge_is_a_sign_and_measures_total_variation():
    """2 - 2 TV is the least loss, and where p = q every score in [-1, 1] is as good as another."""
    least = 2 - 2 * total_variation(P, Q)
    assert P[1] == Q[1]
    for undecided in (-1.0, 0.3, 1.0):
        D = np.sign(P - Q)
        D[1] = undecided
        assert discriminator(Hinge(), D)[0] == pytest.approx(least, rel=1e-14)
    assert discriminator(Hinge(), descend(Hinge(), lr=0.01))[0] == pytest.approx(least, abs=0.01)
    for other in np.random.default_rng(1).normal(0, 1.5, (10_000, len(P))):
        assert discriminator(Hinge(), other)[0] >= least


def test_the_best_critic_on_a_line_measures_the_wasserstein_distance():
    """W = sum |CDF_p - CDF_q| dx; the best critic's slope is the sign of the difference, and no slope <= 1 beats it."""
    x = np.array([0.0, 0.5, 1.5, 2.0, 4.0])
    gap = np.cumsum(Q - P)[:-1]
    distance = np.abs(gap) @ np.diff(x)

    def value(slopes):
        D = np.concatenate([[0], np.cumsum(slopes * np.diff(x))])
        return Wasserstein().value(np.repeat(D, P_COUNTS), np.repeat(D, Q_COUNTS))

    assert value(np.sign(gap)) == pytest.approx(distance)
    assert value(3 * np.sign(gap)) == pytest.approx(3 * distance)  # slopes up to K measure K W; unbounded, anything
    for slopes in np.random.default_rng(3).uniform(-1, 1, (1000, len(gap))):
        assert value(slopes) <= distance


def test_the_wasserstein_distance_of_a_shift_is_the_shift():
    """The critic D(x) = x; and unlike JSD, which is log 2 for whatever does not overlap, it tells near from far."""
    z = np.random.default_rng(4).normal(size=(50, 1))
    for shift in (0.01, 1.0, 100.0):
        assert Wasserstein().value(z + shift, z) == pytest.approx(shift)
        assert Wasserstein().discriminator(z + shift, z)[0] == pytest.approx(-shift)


def test_what_the_relativistic_d_reaches_is_a_divergence():
    """log 4 - the least loss: positive for p != q, and 0 for p = q. The first step from equal logits says so."""
    objective = RelativisticAverage()
    reached = descend(objective, lr=1.0)
    least, gradient = discriminator(objective, reached)
    assert np.abs(gradient).max() < 1e-9
    assert math.log(4) - least > 0.1
    C = np.random.default_rng(5).normal(size=len(P))
    loss, gradient = discriminator(objective, np.full(len(P), 7.0))
    assert loss == pytest.approx(math.log(4))
    assert gradient @ C == pytest.approx(Q @ C - P @ C)
    for other in np.random.default_rng(6).normal(size=(200, len(P))):
        assert discriminator(objective, other)[0] > least
        assert discriminator(objective, other, P_COUNTS, P_COUNTS)[0] > math.log(4)


def test_what_the_pairing_d_reaches_is_a_divergence():
    """D's loss in expectation: every real row with every generated one. log 2 minus the least of it, likewise."""
    objective = RelativisticPairing()

    def in_expectation(logits, p, q):
        pairs = [(r, f) for r in logits[np.repeat(np.arange(5), p)] for f in logits[np.repeat(np.arange(5), q)]]
        real, fake = np.array(pairs).T[:, :, None]
        return objective.discriminator(real, fake)[0]

    logits, C = np.full(5, 7.0), np.random.default_rng(5).normal(size=5)
    assert in_expectation(logits, P_COUNTS, Q_COUNTS) == pytest.approx(math.log(2))
    step = 1e-6 * C  # the first step from equal logits: half of E_data[C] - E_g[C]
    slope = (in_expectation(step, P_COUNTS, Q_COUNTS) - in_expectation(-step, P_COUNTS, Q_COUNTS)) / 2e-6
    assert slope == pytest.approx((Q @ C - P @ C) / 2, rel=1e-6)
    assert in_expectation((P - Q), P_COUNTS, Q_COUNTS) < math.log(2) - 0.02
    for other in np.random.default_rng(6).normal(size=(50, 5)):
        assert in_expectation(other, P_COUNTS, P_COUNTS) > math.log(2)


@pytest.mark.parametrize(("by_chance", "hill"), [(False, False), (True, True)])
def test_partners_that_stay_have_no_hill_before_a_missing_mode_and_partners_by_chance_have_one(by_chance, hill):
    """Data at places 0 and 1, G's rows at (0, 0), then (0, 2), then (0, 1). D's least loss is log 2 for each pair of
    equal places, or for both pairs (0, 1) and (1, 0), and 0 for the others: there D, here 50 apart, can be sure."""
    objective, wins = RelativisticPairing(), []
    for made, D in (((0, 0), [0, 50, 0]), ((0, 2), [0, 50, -50]), ((0, 1), [0, 0, 0])):
        pairs = [(x, y) for x in (0, 1) for y in made] if by_chance else list(zip((0, 1), made, strict=True))
        real, fake = np.array(D, np.float64)[np.array(pairs).T][:, :, None]
        loss, dreal, dfake = objective.discriminator(real, fake)
        slope = np.bincount(np.ravel(np.array(pairs).T), np.ravel([dreal, dfake]), minlength=3)
        assert np.abs(slope).max() < 1e-9  # convex in D, so this is the least
        wins.append(-loss)
    stuck, moving, goal = wins
    assert (moving > stuck + 0.1) == hill
    assert moving >= stuck - 1e-12
    assert goal == pytest.approx(-math.log(2))


def test_the_best_d_of_the_batch_softmax_measures_half_of_the_jensen_shannon_divergence():
    """Its logit is log(p / (p + q)) up to a constant, and the loss log 2 - KL(p || (p + q) / 2)."""
    objective = BatchSoftmax()
    reached = descend(objective, lr=1.0)
    D = np.exp(reached)
    np.testing.assert_allclose(D / D.sum(), P / (P + Q) / (P / (P + Q)).sum(), rtol=1e-6)
    least = discriminator(objective, reached)[0]
    assert least == pytest.approx(math.log(2) - kl_divergence(P, (P + Q) / 2), abs=1e-10)
    for other in np.random.default_rng(6).normal(size=(200, len(P))):
        assert discriminator(objective, other)[0] > least
        assert discriminator(objective, other, P_COUNTS, P_COUNTS)[0] > math.log(2)


def test_the_batch_softmax_has_the_paper_s_losses_but_for_a_constant():
    """Lin 2017: D's target has 1 / B on each real row, G's 1 / (B + B') on each row; cross entropies of them."""
    rng = np.random.default_rng(8)
    r, f = rng.normal(size=(6, 1)), rng.normal(size=(4, 1))
    log_p = np.log(softmax(np.concatenate([r, f]).T)[0])
    d_loss, dreal, dfake = BatchSoftmax().discriminator(r, f)
    assert d_loss == pytest.approx(-log_p[:6].mean() - math.log(6))
    assert BatchSoftmax().generator(f, r)[0] == pytest.approx(-log_p.mean() - math.log(10))
    assert dreal.sum() + dfake.sum() == pytest.approx(0, abs=1e-15)  # what one row wins, the others lose
    sure = BatchSoftmax().discriminator(np.full((6, 1), 50.0), np.full((4, 1), -50.0))
    assert sure[0] == pytest.approx(0, abs=1e-12)


def test_two_generators_that_seek_the_boundary_avoid_what_is_too_real():
    """A row's loss, at the best D for u = p / q, is least at u = 1: a place with too few rows repels them too."""
    u = np.exp(np.linspace(-3, 3, 61))
    alone = np.array([BoundarySeeking().generator(np.array([[v]]))[0] for v in np.log(u)])
    D = P / (P + Q)
    r, f = (np.repeat(np.log(D), 1000 * counts)[:, None] for counts in (P_COUNTS, Q_COUNTS))
    before, together = BatchSoftmax().generator(f, r)[0], []
    for v in np.log(u / (1 + u)):  # one generated row moves from the first place to one of ratio u
        f[0] = v
        together.append((BatchSoftmax().generator(f, r)[0] - before) * len(f))
    D = u / (1 + u)
    loss = D - np.log(D) / 2
    np.testing.assert_allclose(together, loss - P[0] / (P + Q)[0] + np.log(P[0] / (P + Q)[0]) / 2, atol=1e-3)
    for losses in (alone, loss):
        assert np.argmin(losses) == 30
        assert (np.diff(losses)[:30] < 0).all()
        assert (np.diff(losses)[30:] > 0).all()


def test_what_the_boundary_seeking_generator_descends_is_no_divergence():
    """E_q[log(u)^2] / 2 - KL(q || p), u = p / q: 0 for q = p, and negative for some q beside it."""
    p = np.array([0.1, 0.2, 0.3, 0.4])

    def measure(q):
        return (q * np.log(p / q) ** 2).sum() / 2 - kl_divergence(q, p)

    assert measure(p) == 0
    beside = p + 0.02 * np.array([-3.0, 1.0, 1.0, 1.0])  # much fewer in one place, a little more in the others
    assert measure(beside) < -0.001
    assert measure(2 * p - beside) > 0


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.5])
def test_the_boundary_is_where_the_best_d_is_undecided(smoothing):
    objective = BoundarySeeking(label_smoothing=smoothing)
    (logit,) = {*np.round(descend(objective, P_COUNTS, P_COUNTS), 9)}
    loss, dfake = objective.generator(np.full((4, 1), logit))
    assert loss == pytest.approx(0, abs=1e-15)
    np.testing.assert_allclose(dfake, 0, atol=1e-8)
    assert objective.probability(np.array([logit]))[0] == pytest.approx(objective.undecided)


CONSTANTS = [  # an objective and a best D for p_g = p_data, the same for all x; some have many
    (LeastSquares(), 0.5),
    (LeastSquares(a=-1, c=0), 0.0),
    (Wasserstein(), -3.0),
    (Wasserstein(), 0.0),
    (Hinge(), -1.0),
    (Hinge(), 0.4),
    (RelativisticAverage(), 2.0),
    (RelativisticPairing(), 2.0),
    (BoundarySeeking(), 0.0),
    (BoundarySeeking(label_smoothing=0.2), math.log(2 / 3)),
    (BatchSoftmax(), 2.0),
    *((cls(zero_sum=z), float(v(1.0))) for cls, (_, v) in DIVERGENCES.items() for z in (True, False)),
]


@pytest.mark.parametrize(("objective", "score"), CONSTANTS, ids=repr)
def test_equilibrium_is_where_neither_gains(objective, score):
    """p_g = p_data: D's slope is 0, no D in 100 is better, and all of G's rows have the same loss and gradient."""
    logits = np.full(len(P), score)
    d_loss, gradient = discriminator(objective, logits, P_COUNTS, P_COUNTS)
    if not isinstance(objective, Hinge) or abs(score) < 1:  # on the kink the slope is whatever one says
        np.testing.assert_allclose(gradient, 0, atol=1e-15)
    paired = isinstance(objective, RelativisticPairing)  # of few rows D could learn which is paired with which
    for other in [] if paired else np.random.default_rng(7).normal(score, 1, (100, len(P))):
        assert discriminator(objective, other, P_COUNTS, P_COUNTS)[0] >= d_loss - 1e-12
    rows = np.repeat(logits, P_COUNTS)[:, None]
    g_loss, dfake = objective.generator(rows, rows)
    assert np.ptp(dfake) < 1e-15
    expected_d, expected_g = objective.equilibrium()
    assert d_loss == pytest.approx(expected_d, abs=1e-15)
    if objective.undecided is not None:
        np.testing.assert_allclose(objective.probability(rows), objective.undecided, rtol=1e-15)
    assert (objective.undecided is None) == isinstance(
        objective, Wasserstein | Hinge | RelativisticAverage | RelativisticPairing | BatchSoftmax
    )
    assert (expected_g is None) == isinstance(objective, Wasserstein | Hinge)
    if expected_g is None:
        assert g_loss == pytest.approx(-score)
    else:
        assert g_loss == pytest.approx(expected_g, abs=1e-15)
        assert math.copysign(1, expected_g) == 1 or expected_g < 0  # no "-0.000" beside a curve
