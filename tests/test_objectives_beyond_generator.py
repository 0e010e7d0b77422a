"""Where G goes while D is at its best: the divergence its gradient descends, derived in numgan/objectives/__init__.py.

Distributions p = p_data and q = p_g on K outcomes; q = softmax(theta) is G, and D answers by the best logits for p / q.
"""

import numpy as np
import pytest
from test_objectives_beyond_theory import DIVERGENCES, best, total_variation, triangular

from numgan import (
    KL,
    BoundarySeeking,
    Hinge,
    JensenShannon,
    LeastSquares,
    Minimax,
    NonSaturating,
    PearsonChiSquared,
    ReverseKL,
    SquaredHellinger,
)
from numgan.evaluation import js_divergence, kl_divergence

# Where G's gradient leads while D is at its best: the package's docstring, and each class's own.
DESCENDED = [
    (Minimax(), lambda p, q: 2 * js_divergence(p, q)),
    (NonSaturating(), lambda p, q: kl_divergence(q, p) - 2 * js_divergence(p, q)),
    (Hinge(), lambda p, q: 2 * total_variation(p, q)),
    (BoundarySeeking(), lambda p, q: (q * np.log(p / q) ** 2).sum() / 2 - kl_divergence(q, p)),
    *((cls(), measure) for cls, (measure, _) in DIVERGENCES.items()),
    (KL(zero_sum=False), lambda p, q: kl_divergence(q, p)),
    (ReverseKL(zero_sum=False), lambda p, q: ((p - q) ** 2 / p).sum() / 2),
    (PearsonChiSquared(zero_sum=False), lambda p, q: 2 * kl_divergence(p, q)),
    (SquaredHellinger(zero_sum=False), lambda p, q: 2 / 3 * ((q**1.5 / p**0.5).sum() - 1)),
    (JensenShannon(zero_sum=False), lambda p, q: kl_divergence(q, p) - 2 * js_divergence(p, q)),
]


def softmax(theta):
    q = np.exp(theta - theta.max())
    return q / q.sum()


def row_losses(objective, u):
    """l(u): G's loss of a row at which D gives its best answer to the ratio u = p / q."""
    return np.array([objective.generator(np.array([[v]]))[0] for v in best(objective, u)])


def gradient(objective, p, theta):
    """Of G's loss E_q[l] by theta, q = softmax(theta), while D stands still."""
    q = softmax(theta)
    losses = row_losses(objective, p / q)
    return q * (losses - q @ losses)


@pytest.mark.parametrize(("objective", "measure"), DESCENDED, ids=lambda x: repr(x) if not callable(x) else "")
def test_which_divergence_g_descends(objective, measure):
    rng = np.random.default_rng(2)
    p, theta = rng.dirichlet(np.ones(6)), rng.normal(size=6)
    steps = 1e-5 * np.eye(6)
    numeric = [(measure(p, softmax(theta + s)) - measure(p, softmax(theta - s))) / 2e-5 for s in steps]
    np.testing.assert_allclose(gradient(objective, p, theta), numeric, rtol=1e-6, atol=1e-9)


def test_the_phi_of_least_squares():
    """phi'' = -l'(u) / u: positive for the targets 0, 1, 1, and of both signs for -1, 1, 0."""
    u, h = np.linspace(0.1, 5, 50), 1e-5
    for objective, phi2 in (
        (LeastSquares(), 1 / (u * (1 + u) ** 3)),
        (LeastSquares(a=-1, c=0), 2 * (1 - u) / (u * (1 + u) ** 3)),
    ):
        slopes = (row_losses(objective, u + h) - row_losses(objective, u - h)) / (2 * h)
        np.testing.assert_allclose(-slopes / u, phi2, atol=1e-8)


@pytest.mark.parametrize(
    "objective",
    [LeastSquares(), *(o for o, _ in DESCENDED if not isinstance(o, Hinge | BoundarySeeking))],
    ids=repr,
)
def test_against_the_best_d_g_reaches_the_data(objective):
    p, theta = np.array([0.1, 0.2, 0.3, 0.4]), np.array([1.0, 0.0, 0.5, -0.5])
    for _ in range(4000):
        theta -= gradient(objective, p, theta)
    np.testing.assert_allclose(softmax(theta), p, atol=1e-3)


def test_against_the_best_d_the_targets_that_give_pearson_drop_a_mode():
    """The loss equals a divergence, and its gradient is another's: G starts beside the data and leaves it."""
    p, theta = np.array([0.1, 0.2, 0.3, 0.4]), np.log([0.11, 0.2, 0.3, 0.39])
    for _ in range(4000):
        theta -= 20 * gradient(LeastSquares(a=-1, c=0), p, theta)
    assert softmax(theta).min() < 0.001
    assert triangular(p, softmax(theta)) > 0.4


def test_against_the_best_d_a_generator_that_seeks_the_boundary_may_drop_the_largest_mode():
    """It had too few rows there, so D was sure of them. Its other rows then have the data's proportions."""
    p, theta = np.array([0.1, 0.2, 0.3, 0.4]), np.array([1.0, 0.0, 0.5, -0.5])
    for _ in range(4000):
        theta -= gradient(BoundarySeeking(), p, theta)
    np.testing.assert_allclose(softmax(theta), [1 / 6, 1 / 3, 1 / 2, 0], atol=1e-3)


def test_what_the_generators_loss_of_least_squares_equals_at_the_best_d():
    """Half Pearson's chi-squared of 2 q against p + q for b - c = 1, b - a = 2; something else for 0, 1, 1."""
    p, q = np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.3, 0.2, 0.4, 0.1])
    symmetric, binary = (row_losses(objective, p / q) for objective in (LeastSquares(a=-1, c=0), LeastSquares()))
    chi_squared = ((2 * q - (p + q)) ** 2 / (p + q)).sum()
    assert (p + q) @ symmetric == pytest.approx(chi_squared / 2)
    assert chi_squared == pytest.approx(triangular(p, q))
    assert (p + q) @ binary != pytest.approx(chi_squared / 2, rel=0.1)
    assert q @ binary == pytest.approx((q**3 / (p + q) ** 2).sum() / 2)
    assert q @ binary > 1 / 8
