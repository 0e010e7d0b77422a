"""The chapter after 2018: its solutions against numgan's own code, central differences, and what is proved of them."""

import numpy as np
import pytest

import numgan
from numgan.exercises import ALL
from numgan.family.diffusion import alpha_bar
from numgan.family.drifting import drift_field as numgans_field
from numgan.functions import softplus
from numgan.gradcheck import compare, numerical_gradient

SEEDS = range(5)
each_seed = pytest.mark.parametrize("seed", SEEDS)


def solution(id):
    return ALL[id].function


def drawn(id, seed):
    return ALL[id].draw(np.random.default_rng(seed))


# ---- the smallest game ----------------------------------------------------------------------------------------------


@each_seed
def test_a_round_is_a_step_of_gradient_descent_on_each_players_loss(seed):
    theta, psi, lr, penalty = drawn("dirac_step", seed)
    theta_new, psi_new = solution("dirac_step")(theta, psi, lr, penalty)

    def d_loss():
        return (softplus(psi * theta) + penalty / 2 * psi**2).sum()

    def g_loss():
        return softplus(-psi_new * theta).sum()

    assert compare((psi - psi_new) / lr, numerical_gradient(d_loss, psi)).error <= 1e-7
    assert compare((theta - theta_new) / lr, numerical_gradient(g_loss, theta)).error <= 1e-7


@each_seed
def test_a_round_is_numgans(seed):
    theta, psi, lr, penalty = drawn("dirac_step", seed)
    game = numgan.DiracGAN(penalty=penalty)
    orbits = [game.orbit(*start, lr=lr, steps=1)[1] for start in zip(theta, psi, strict=True)]
    np.testing.assert_allclose(np.transpose(solution("dirac_step")(theta, psi, lr, penalty)), orbits, rtol=1e-12)


@each_seed
def test_the_eigenvalues_solve_the_matrix(seed):
    a, b, penalty = drawn("dirac_eigenvalues", seed)
    real, imag = solution("dirac_eigenvalues")(a, b, penalty)
    J = np.array([[0, a], [-b, -penalty]])
    for mu in real + 1j * imag:
        assert abs(np.linalg.det(J - mu * np.eye(2))) <= 1e-12
    assert (real < 0).all()
    assert imag[0] >= imag[1]


@pytest.mark.parametrize("penalty", [0.0, 0.4, 1.5, 8.0])
@pytest.mark.parametrize("objective", [numgan.NonSaturating(), numgan.Wasserstein()], ids=["log", "wasserstein"])
def test_the_eigenvalues_are_numgans(objective, penalty):
    game = numgan.DiracGAN(objective, penalty=penalty)
    a, b = game.jacobian()[0, 1], -game.jacobian()[1, 0]
    real, imag = solution("dirac_eigenvalues")(a, b, penalty)
    np.testing.assert_allclose(real + 1j * imag, game.eigenvalues(), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("penalty", [0.5, 3.0], ids=["turning", "not turning"])
def test_near_the_equilibrium_rounds_of_the_game_shrink_as_the_eigenvalue_says(penalty):
    lr, rounds = 1e-3, 4000
    real, _ = solution("dirac_eigenvalues")(0.5, 0.5, penalty)
    start = np.array([1e-5]), np.array([-1e-5])

    def size(theta, psi):  # the form that only shrinks, whatever the phase, while the eigenvalues are complex
        return np.sqrt(theta**2 + psi**2 + 2 * penalty * theta * psi * (penalty < 1)).item()

    theta, psi = start
    sizes = []
    for _ in range(2):
        for _ in range(rounds):
            theta, psi = solution("dirac_step")(theta, psi, lr, penalty)
        sizes.append(size(theta, psi))
    assert np.log(sizes[1] / sizes[0]) == pytest.approx(real[0] * lr * rounds, rel=2e-3)


# ---- R3GAN ----------------------------------------------------------------------------------------------------------


@each_seed
def test_the_pairing_loss_is_numgans(seed):
    logits = drawn("pairing_loss", seed)
    for ours, own in zip(
        solution("pairing_loss")(*logits), numgan.RelativisticPairing().discriminator(*logits), strict=True
    ):
        np.testing.assert_allclose(ours, own, rtol=1e-12)


@each_seed
def test_a_shift_of_a_pairs_logits_changes_nothing(seed):
    real, fake = drawn("pairing_loss", seed)
    shift = np.random.default_rng(seed).normal(size=real.shape)
    _, dreal, dfake = solution("pairing_loss")(real, fake)
    assert (dreal + dfake == 0).all()
    shifted = solution("pairing_loss")(real + shift, fake + shift)[0]
    assert shifted == pytest.approx(solution("pairing_loss")(real, fake)[0], rel=1e-12)


@each_seed
def test_both_penalties_are_numgans_double_backward(seed):
    real, fake, W1, b1, W2, slope, weight = drawn("zero_centred_penalties", seed)
    D = numgan.Sequential(
        [numgan.Dense(*W1.shape), numgan.LeakyReLU(slope), numgan.Dense(len(W2), 1)], rng=0, dtype=np.float64
    )
    first, _, last = D.layers
    first.W[...], first.b[...], last.W[...] = W1, b1, W2
    D.grads[...] = 0
    values = [penalty.gradient(D, real, fake) for penalty in (numgan.R1(weight=weight), numgan.R2(weight=weight))]
    R1, R2, dW1, dW2 = solution("zero_centred_penalties")(real, fake, W1, b1, W2, slope, weight)
    np.testing.assert_allclose((R1, R2), values, rtol=1e-12)
    np.testing.assert_allclose(dW1, first.dW, rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(dW2, last.dW, rtol=1e-10, atol=1e-10)


@each_seed
def test_the_penalties_grow_with_the_square_of_each_layers_weights(seed):
    *arguments, _, _ = drawn("zero_centred_penalties", seed)
    _, _, W1, _, W2 = arguments
    R1, R2, dW1, dW2 = solution("zero_centred_penalties")(*arguments, 0.2, 3.0)
    assert (W2 * dW2).sum() == pytest.approx(2 * (R1 + R2), rel=1e-12)  # Euler, of degree 2
    assert (W1 * dW1).sum() == pytest.approx(2 * (R1 + R2), rel=1e-12)


# ---- how far apart two sets of rows are -----------------------------------------------------------------------------


def test_the_kernel_distance_has_the_mean_that_its_moments_give():
    """x = +-1 and y = 2 +- 1 with probability 1/2: E[(x y + 1)^3] is a sum of products of moments."""
    rng = np.random.default_rng(0)
    values = []
    for _ in range(4000):
        x, y = rng.choice([-1.0, 1.0], size=(4, 1)), rng.choice([1.0, 3.0], size=(3, 1))
        values.append(solution("mmd_unbiased")(x, y))
    of_x, of_y = np.array([1, 0, 1, 0]), np.array([1, 2, 5, 14])  # moments 0 to 3
    binomial = np.array([1, 3, 3, 1])
    exact = (binomial * (of_x - of_y) ** 2).sum()  # sum of binomial (m_k(x) - m_k(y))^2
    assert np.mean(values) == pytest.approx(exact, abs=4 * np.std(values) / np.sqrt(4000))


def test_without_bias_a_set_of_other_size_has_the_same_mean():
    rng = np.random.default_rng(1)
    for M, N in ((2, 2), (3, 8)):
        values = [solution("mmd_unbiased")(rng.normal(size=(M, 3)), rng.normal(size=(N, 3))) for _ in range(4000)]
        assert abs(np.mean(values)) <= 4 * np.std(values) / np.sqrt(4000)
        assert 0.2 <= np.mean(np.array(values) < 0) <= 0.8


@pytest.mark.parametrize("k", [1, 3, 5])
def test_density_and_coverage_of_one_distribution(k):
    """Density is 1 on average, and coverage is as lemma 2 of Naeem et al. 2020 says, whatever the distribution."""
    rng, N, M = np.random.default_rng(k), 30, 20
    found = []
    for _ in range(400):
        real, fake = rng.exponential(size=(N, 2)), rng.exponential(size=(M, 2))
        distances = [np.linalg.norm(real[:, None] - rows, axis=2) for rows in (real, fake)]
        found.append(solution("density_coverage")(*distances, k))
    i = np.arange(1, k + 1)
    coverage = 1 - np.prod((N - i) / (N + M - i))
    assert np.mean(found, axis=0) == pytest.approx([1, coverage], abs=0.02)


# ---- what came then -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("threshold", "square"), [(1.0, 0.291125), (0.5, 0.080528)])
def test_truncated_latents_have_the_variance_of_the_truncated_normal_distribution(threshold, square):
    """1 - 2 t phi(t) / (Phi(t) - Phi(-t)), with phi(1) = 0.241971, phi(0.5) = 0.352065."""
    rng = np.random.default_rng(0)
    z = solution("truncate")(rng.normal(size=(1000, 20)), threshold, rng)
    assert np.abs(z).max() <= threshold
    assert (z**2).mean() == pytest.approx(square, rel=0.02)


@each_seed
def test_one_step_of_noise_is_many(seed):
    x, eps, betas, t = drawn("noising_step", seed)
    for i, steps in enumerate(t):
        row, variance = x[i], 0.0
        for beta in betas[:steps]:
            row, variance = np.sqrt(1 - beta) * row, (1 - beta) * variance + beta
        np.testing.assert_allclose(
            solution("noising_step")(x, eps, betas, t)[i], row + np.sqrt(variance) * eps[i], rtol=1e-10, atol=1e-12
        )


def test_the_noise_of_numgans_schedule():
    T = 50
    abar = alpha_bar(T)
    betas, t = 1 - abar[1:] / abar[:-1], np.arange(1, T + 1)
    ones, zeros = np.ones((T, 2)), np.zeros((T, 2))
    shares = solution("noising_step")(ones, zeros, betas, t)[:, 0] ** 2
    np.testing.assert_allclose(shares, abar[1:], rtol=1e-10)
    np.testing.assert_allclose(shares + solution("noising_step")(zeros, ones, betas, t)[:, 0] ** 2, 1, rtol=1e-12)


@each_seed
def test_the_drift_is_numgans(seed):
    x, data, reach = drawn("drift_field", seed)
    pairs = np.linalg.norm(x[:, None] - np.vstack([data, x]), axis=2)
    mean = pairs.sum() / (pairs.size - len(x))  # without each row's pair with itself, at distance 0
    np.testing.assert_allclose(
        solution("drift_field")(x, data, reach),
        numgans_field(x, data, temperature=reach / mean),
        rtol=1e-9,
        atol=1e-12,
    )


@each_seed
def test_the_drift_moves_with_the_plane_and_scales_with_the_rows(seed):
    x, data, reach = drawn("drift_field", seed)
    V = solution("drift_field")(x, data, reach)
    turn, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(x.shape[1],) * 2))
    moved = solution("drift_field")(x @ turn + 3, data @ turn + 3, reach)
    np.testing.assert_allclose(moved, V @ turn, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(solution("drift_field")(5 * x, 5 * data, 5 * reach), 5 * V, rtol=1e-9, atol=1e-11)


def test_where_generated_rows_are_like_the_data_the_drift_is_0_on_average():
    """The data have one row fewer, because a row does not repel itself. Rows of one draw are not independent."""
    rng, reach = np.random.default_rng(0), 0.3
    drifts = [solution("drift_field")(rng.uniform(size=(12, 1)), rng.uniform(size=(11, 1)), reach) for _ in range(800)]
    means, towards_high = np.mean(drifts, axis=1)[:, 0], []
    assert abs(means.mean()) <= 4 * means.std() / np.sqrt(len(means))
    for _ in range(100):
        x = rng.uniform(size=(12, 1)) / 2  # rows in the lower half only
        towards_high.append(solution("drift_field")(x, rng.uniform(size=(11, 1)), reach).mean())
    assert np.mean(towards_high) > 10 * np.std(means) / np.sqrt(len(means))
