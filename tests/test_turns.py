"""The two turns, each against what its parts give: D's loss with its penalty, and what the maker of rows is told."""

import numpy as np
import pytest
from games import network, rows

from numgan import (
    R1,
    BatchNorm,
    Conv2D,
    Dense,
    Flatten,
    LeakyReLU,
    LeastSquares,
    NonSaturating,
    Pack,
    RelativisticAverage,
    Reshape,
    Wasserstein,
)
from numgan.gradcheck import compare, numerical_gradient
from numgan.turns import backward_both, beliefs, fool, forward_both, judge, match_features

PLAIN = [Dense(3, 5), LeakyReLU(), Dense(5, 1)]
COUPLED = [Dense(3, 5), BatchNorm(5), LeakyReLU(), Dense(5, 1)]


def discriminator(layers):
    return network([type(layer)(**layer.config()) for layer in layers])


def test_the_penalty_is_in_the_loss_and_in_the_gradient():
    real, fake, penalty = rows(6, seed=1), rows(4, seed=2), R1(weight=3.0)
    D = discriminator(PLAIN)
    loss, *_ = judge(D, NonSaturating(), real, fake)
    gradient = D.grads.copy()
    D.grads[...] = 0
    height = penalty.gradient(D, real, fake)
    slope = D.grads.copy()
    assert height > 0
    both, *logits = judge(D, NonSaturating(), real, fake, penalty)
    assert both == pytest.approx(loss + height, rel=1e-12)
    np.testing.assert_allclose(D.grads, gradient + slope, rtol=1e-12)
    np.testing.assert_allclose(np.concatenate(logits), D(np.concatenate([real, fake])), rtol=1e-12)


@pytest.mark.parametrize("layers", [PLAIN, COUPLED], ids=["one pass", "two passes"])
@pytest.mark.parametrize("objective", [NonSaturating(), RelativisticAverage(), Wasserstein()], ids=repr)
def test_a_turns_gradients_are_those_of_its_loss(layers, objective):
    D, real, fake = discriminator(layers), rows(6, seed=1), rows(4, seed=2)
    loss, real_logits, fake_logits = judge(D, objective, real, fake)
    assert loss == objective.discriminator(real_logits, fake_logits)[0]
    assert (real_logits.shape, fake_logits.shape) == ((6, 1), (4, 1))
    analytic = D.grads.copy()
    numeric = numerical_gradient(lambda: judge(D, objective, real, fake)[0], D.params)
    assert compare(analytic, numeric).error <= 1e-6
    D.grads[...] = 7
    loss, dfake = fool(D, objective, fake, real)
    assert (D.grads == 7).all()  # it stands still
    assert compare(dfake, numerical_gradient(lambda: fool(D, objective, fake, real)[0], fake)).error <= 1e-6


@pytest.mark.parametrize("layers", [PLAIN, COUPLED], ids=["one pass", "two passes"])
def test_a_d_with_more_heads_gives_and_takes_all_its_columns(layers):
    D, real, fake = discriminator([*layers[:-1], Dense(5, 3)]), rows(6, seed=1), rows(4, seed=2)
    wanted = [D.forward(x)[0] for x in (real, fake)]
    dreal, dfake = (np.random.default_rng(seed).normal(size=y.shape) for seed, y in enumerate(wanted))
    *answers, cache = forward_both(D, real, fake)
    for answer, y in zip(answers, wanted, strict=True):
        np.testing.assert_allclose(answer, y, rtol=1e-12)
    D.grads[...] = 7  # is overwritten
    backward_both(D, dreal, dfake, cache)
    analytic = D.grads.copy()

    def loss():
        return float((D.forward(real)[0] * dreal).sum() + (D.forward(fake)[0] * dfake).sum())

    assert compare(analytic, numerical_gradient(loss, D.params)).error <= 1e-6


@pytest.mark.parametrize(("n_real", "n_fake"), [(4, 3), (3, 4), (3, 5)])
def test_one_batch_that_packs_do_not_divide_is_enough(n_real, n_fake):
    D = network([Pack(3, rows=2), Dense(6, 1)])
    with pytest.raises(ValueError, match=f"got {n_real} real and {n_fake} generated rows, and one pack would hold"):
        judge(D, NonSaturating(), rows(n_real), rows(n_fake))


def test_an_objective_that_compares_needs_real_rows_to_fool():
    with pytest.raises(ValueError, match="compares generated with real rows: pass real"):
        fool(discriminator(PLAIN), RelativisticAverage(), rows())


@pytest.mark.parametrize("layers", [PLAIN, COUPLED, [Pack(3, rows=2), Dense(6, 5), *PLAIN[1:]]], ids=repr)
@pytest.mark.parametrize("depth", [1, -1, 3])
def test_matched_features_and_their_gradient(layers, depth):
    D, real, fake = discriminator(layers), rows(6, seed=1), rows(4, seed=2)
    loss, dfake = match_features(D, fake, real, depth)
    h, wanted = (D.forward(x, depth=depth)[0] for x in (fake, real))
    assert loss == pytest.approx(sum((f - r) ** 2 for f, r in zip(h.mean(axis=0), wanted.mean(axis=0), strict=True)))
    numeric = numerical_gradient(lambda: match_features(D, fake, real, depth)[0], fake)
    assert compare(dfake, numeric).error <= 1e-6
    assert not D.grads.any()  # it stands still


def test_features_match_where_the_means_agree_and_the_rows_do_not():
    """Through a linear layer only the mean counts; and a layer of images is matched in every pixel."""
    D = discriminator([Dense(3, 5), Dense(5, 1)])
    fake = rows(4, seed=2)
    real = np.broadcast_to(fake.mean(axis=0), (2, 3))
    loss, dfake = match_features(D, fake, real, 1)
    assert loss < 1e-30
    assert np.abs(dfake).max() < 1e-15
    W = D.layers[0].W
    loss, _ = match_features(D, fake, real + 1, 1)
    assert loss == pytest.approx((W.sum(axis=0) ** 2).sum(), rel=1e-12)
    images = discriminator([Reshape((1, 3, 1)), Conv2D(1, 2, kernel=1), Flatten(), Dense(6, 1)])
    loss, dfake = match_features(images, fake, real + 1, 2)
    v = images.layers[1].W.ravel()  # each of three pixels is off by 1, in both channels
    assert loss == pytest.approx(3 * v @ v, rel=1e-12)
    np.testing.assert_allclose(dfake, -2 * v @ v / 4, rtol=1e-10)


def test_beliefs_by_hand():
    real, fake = np.array([[0.0], [2.0]]), np.array([[-1.0], [0.5]])
    D, log = lambda v: 1 / (1 + np.exp(-v)), np.log
    seen = beliefs(NonSaturating(), real, fake)
    assert seen == {
        "value": pytest.approx(log(D(real)).mean() + log(1 - D(fake)).mean(), rel=1e-12),
        "d_real": pytest.approx(D(real).mean(), rel=1e-12),
        "d_fake": pytest.approx(D(fake).mean(), rel=1e-12),
    }
    assert beliefs(LeastSquares(), real, fake) == {"d_real": 0.5, "d_fake": 0.25}  # clipped, and no value
    assert beliefs(Wasserstein(), real, fake) == {"value": 1.25, "d_real": 1.0, "d_fake": -0.25}  # scores


@pytest.mark.parametrize("what", [judge, None], ids=["judge", "penalty"])
def test_rows_are_taken_in_ds_dtype_and_width_and_no_others(what):
    D, real, fake = discriminator(PLAIN), rows(4, seed=1), rows(4, seed=2)

    def played(*both):
        D.grads[...] = 0
        found = judge(D, NonSaturating(), *both)[0] if what else R1().gradient(D, *both)
        return found, D.grads.copy()

    wanted = played(real, fake)
    for given in ((real.tolist(), fake.tolist()), (real.astype(np.longdouble), fake)):
        found = played(*given)
        assert found[0] == wanted[0]
        np.testing.assert_array_equal(found[1], wanted[1])
    for bad in (real[:, :2], real[0], real[:0]):
        with pytest.raises(ValueError, match=r"real (must have shape|is empty)"):
            played(bad, fake)
        with pytest.raises(ValueError, match=r"fake (must have shape|is empty)"):
            played(real, bad)


@pytest.mark.parametrize(("n_real", "n_fake"), [(4, 3), (3, 4)])
def test_a_penalty_refuses_what_packs_do_not_divide(n_real, n_fake):
    D = network([Pack(3, rows=2), Dense(6, 1)])
    with pytest.raises(ValueError, match=f"D packs 2 rows into one; got {n_real} real and {n_fake} fake rows"):
        R1().gradient(D, rows(n_real), rows(n_fake))
