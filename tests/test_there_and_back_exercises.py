"""The exercises on encoders: their solutions against numgan's own code, and what is proved of them."""

import numpy as np
import pytest

from numgan import Dense, NonSaturating, Player, Tanh
from numgan.exercises import ALL
from numgan.family.gaussian_code import GaussianCode
from numgan.functions import sigmoid
from numgan.objectives.losses import bernoulli
from numgan.turns import fool, judge

each_seed = pytest.mark.parametrize("seed", range(5))


def solution(id):
    return ALL[id].function


def drawn(id, seed):
    return ALL[id].draw(np.random.default_rng(seed))


def discriminator(W, b, v):
    """tanh(x W + b) v as a player."""
    D = Player([Dense(*W.shape), Tanh(), Dense(len(v), 1)], rng=0, dtype=np.float64)
    first, _, last = D.layers
    first.W[...], first.b[...], last.W[...], last.b[...] = W, b, v, 0
    return D


# ---- a Gaussian for each row ----------------------------------------------------------------------------------------


@each_seed
def test_the_bernoulli_loss_is_numgans(seed):
    logits, x = drawn("bernoulli_loss", seed)
    loss, dlogits = solution("bernoulli_loss")(logits, x)
    wanted, dwanted = bernoulli(logits, x)
    assert loss == pytest.approx(wanted, rel=1e-12)
    np.testing.assert_allclose(dlogits, dwanted, rtol=1e-10, atol=1e-15)


@each_seed
def test_no_logits_beat_those_of_the_pixels_themselves(seed):
    _, x = drawn("bernoulli_loss", seed)
    best = np.log(x / (1 - x))
    loss, dlogits = solution("bernoulli_loss")(best, x)
    np.testing.assert_allclose(dlogits, 0, atol=1e-15)
    other = best + np.random.default_rng(seed).normal(0, 0.1, x.shape)
    assert 0 < loss < solution("bernoulli_loss")(other, x)[0]


@each_seed
def test_draw_and_gradient_are_numgans(seed):
    m, log_var, e = drawn("reparameterise", seed)
    code = GaussianCode(np.hstack([m, log_var]), e)
    np.testing.assert_allclose(solution("reparameterise")(m, log_var, e), code.z, rtol=1e-12)
    dz = np.random.default_rng(seed).normal(size=m.shape)
    dm, dlog_var = solution("reparameterise_backward")(dz, log_var, e)
    without_kl = code.backward(dz) - code.backward(0 * dz)
    np.testing.assert_allclose(np.hstack([dm, dlog_var]), without_kl, rtol=1e-9, atol=1e-14)


def test_many_draws_have_the_mean_and_the_deviation():
    e = np.random.default_rng(0).normal(size=(100_000, 1))
    z = solution("reparameterise")(np.full_like(e, 3.0), np.full_like(e, 2 * np.log(0.5)), e)
    assert z.mean() == pytest.approx(3, abs=0.01)
    assert z.std() == pytest.approx(0.5, rel=0.01)


@each_seed
def test_the_divergence_is_the_integral(seed):
    """On a fine grid: the integral of p (log p - log q)."""
    arguments = [a[:1, :1] for a in drawn("gaussian_kl", seed)]
    m, log_var, prior_m, prior_log_var = (a.item() for a in arguments)
    z = m + np.exp(log_var / 2) * np.linspace(-12, 12, 20_001)

    def log_density(m, log_var):
        return -((z - m) ** 2) / (2 * np.exp(log_var)) - (log_var + np.log(2 * np.pi)) / 2

    p, q = log_density(m, log_var), log_density(prior_m, prior_log_var)
    assert solution("gaussian_kl")(*arguments)[0] == pytest.approx(
        (np.exp(p) * (p - q)).sum() * (z[1] - z[0]), rel=1e-8
    )


@each_seed
def test_the_divergence_from_the_standard_normal_is_numgans(seed):
    m, log_var, *_ = drawn("gaussian_kl", seed)
    kl = solution("gaussian_kl")(m, log_var, 0 * m, 0 * m)
    assert kl.mean() == pytest.approx(GaussianCode(np.hstack([m, log_var]), 0 * m).kl, rel=1e-12)
    assert (kl > 0).all()


@each_seed
def test_the_elbo_is_made_of_the_exercises_before_it(seed):
    x, m, log_var, e, W, b = drawn("elbo_gradient", seed)
    z = solution("reparameterise")(m, log_var, e)
    nll, dlogits = solution("bernoulli_loss")(z @ W + b, x)
    kl = solution("gaussian_kl")(m, log_var, 0 * m, 0 * m).mean()
    loss, dm, dlog_var = solution("elbo_gradient")(x, m, log_var, e, W, b)
    assert loss == pytest.approx(nll + kl, rel=1e-12)
    code = GaussianCode(np.hstack([m, log_var]), e)
    np.testing.assert_allclose(np.hstack([dm, dlog_var]), code.backward(dlogits @ W.T), rtol=1e-9, atol=1e-14)


def test_the_elbo_is_a_lower_bound_which_the_posterior_attains():
    """One latent, one pixel: log p(x) by integration; the mean bound over draws is below it, most for a bad encoder."""
    W, b, x = np.array([[1.5]]), np.array([0.3]), np.array([[1.0]])
    z = np.linspace(-10, 10, 20_001)[:, None]
    prior = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    joint = prior * sigmoid(z @ W + b)
    log_p = np.log(joint.sum() * 1e-3)
    posterior_mean = (joint * z).sum() / joint.sum()
    posterior_var = (joint * z**2).sum() / joint.sum() - posterior_mean**2
    e = np.random.default_rng(0).normal(size=(50_000, 1))
    bounds = []
    for mean, var in ((posterior_mean, posterior_var), (0.0, 1.0), (2.0, 0.1)):
        arguments = np.full_like(e, mean), np.full_like(e, np.log(var)), e
        bounds.append(-solution("elbo_gradient")(np.tile(x, (len(e), 1)), *arguments, W, b)[0])
    assert log_p - 0.02 < bounds[0] < log_p  # the posterior is no Gaussian, but nearly
    assert bounds[2] < bounds[1] < bounds[0]


# ---- adversaries ----------------------------------------------------------------------------------------------------


@each_seed
def test_the_adversary_of_codes_is_numgans(seed):
    prior, codes, *weights = drawn("code_adversary", seed)
    D = discriminator(*weights)
    d_loss, e_loss, dcodes = solution("code_adversary")(prior, codes, *weights)
    assert d_loss == pytest.approx(judge(D, NonSaturating(), prior, codes)[0], rel=1e-12)
    wanted, dwanted = fool(D, NonSaturating(), codes)
    assert e_loss == pytest.approx(wanted, rel=1e-12)
    np.testing.assert_allclose(dcodes, dwanted, rtol=1e-9, atol=1e-15)


@each_seed
def test_a_small_step_of_the_codes_makes_D_believe_more(seed):
    prior, codes, *weights = drawn("code_adversary", seed)
    d_loss, e_loss, dcodes = solution("code_adversary")(prior, codes, *weights)
    worse, better, _ = solution("code_adversary")(prior, codes - 0.01 * dcodes, *weights)
    assert better < e_loss
    assert worse > d_loss


@each_seed
def test_bigans_gradients_are_numgans(seed):
    x, code, fake, z, *weights = drawn("bigan_gradients", seed)
    D, n = discriminator(*weights), x.shape[1]
    (r, r_cache), (f, f_cache) = D.forward(np.hstack([x, code])), D.forward(np.hstack([fake, z]))
    wanted, df, dr = NonSaturating().discriminator(f, r)
    loss, dfake, dcode = solution("bigan_gradients")(x, code, fake, z, *weights)
    assert loss == pytest.approx(wanted, rel=1e-12)
    np.testing.assert_allclose(dfake, D.backward(df, f_cache, params=False)[:, :n], rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(dcode, D.backward(dr, r_cache, params=False)[:, n:], rtol=1e-9, atol=1e-15)


@each_seed
def test_exchanging_the_pairs_of_a_bigan_exchanges_its_directions(seed):
    """The makers' loss and D's add up to what each logit costs in both directions."""
    x, code, fake, z, *weights = drawn("bigan_gradients", seed)
    makers, *_ = solution("bigan_gradients")(x, code, fake, z, *weights)
    discriminators, *_ = solution("bigan_gradients")(fake, z, x, code, *weights)
    D = discriminator(*weights)
    logits = np.vstack([D(np.hstack([x, code])), D(np.hstack([fake, z]))])
    both_ways = np.logaddexp(0, logits) + np.logaddexp(0, -logits)
    assert makers + discriminators == pytest.approx(both_ways.sum() / len(x), rel=1e-10)
