"""The exercises of notebook 18: their solutions against numgan's own code, and what is proved of them."""

import numpy as np
import pytest

import numgan
from numgan.exercises import ALL
from numgan.family.catgan import conditional_entropy, marginal_entropy
from numgan.functions import sigmoid, softmax
from numgan.gradcheck import compare, numerical_gradient
from numgan.turns import match_features

SEEDS = range(5)
each_seed = pytest.mark.parametrize("seed", SEEDS)


def solution(id):
    return ALL[id].function


def drawn(id, seed):
    return ALL[id].draw(np.random.default_rng(seed))


# ---- a hundred labels -----------------------------------------------------------------------------------------------


@each_seed
def test_validity_is_what_a_softmax_over_one_class_more_says(seed):
    (logits,) = drawn("validity", seed)
    logit, dlogits = solution("validity")(logits)
    p = softmax(np.hstack([logits, np.zeros((len(logits), 1))]))
    np.testing.assert_allclose(sigmoid(logit)[:, 0], 1 - p[:, -1], rtol=1e-12)
    np.testing.assert_allclose(dlogits, p[:, :-1] / p[:, :-1].sum(axis=1, keepdims=True), rtol=1e-12)


@each_seed
def test_a_shift_of_a_rows_logits_shifts_its_validity(seed):
    (logits,) = drawn("validity", seed)
    shift = np.random.default_rng(seed).normal(size=(len(logits), 1))
    logit, dlogits = solution("validity")(logits)
    shifted, same = solution("validity")(logits + shift)
    np.testing.assert_allclose(shifted, logit + shift, rtol=1e-12)
    np.testing.assert_allclose(same, dlogits, rtol=1e-12)


@each_seed
def test_the_entropies_differ_by_the_mean_divergence_of_a_row_from_the_mean_row(seed):
    (logits,) = drawn("entropy_terms", seed)
    marginal, conditional = solution("entropy_terms")(logits)
    p = softmax(logits)
    divergences = (p * np.log(p / p.mean(axis=0))).sum(axis=1)
    assert marginal - conditional == pytest.approx(divergences.mean(), rel=1e-10)
    assert 0 < conditional < marginal < np.log(logits.shape[1])


@each_seed
def test_the_entropies_are_numgans(seed):
    (logits,) = drawn("entropy_terms", seed)
    own = marginal_entropy(logits)[0], conditional_entropy(logits)[0]
    np.testing.assert_allclose(solution("entropy_terms")(logits), own, rtol=1e-12)


def test_rows_that_are_alike_have_equal_entropies():
    marginal, conditional = solution("entropy_terms")(np.tile([0.5, -1.0, 2.0], (4, 1)))
    assert marginal == pytest.approx(conditional, rel=1e-12)


@each_seed
def test_feature_matching_is_numgans(seed):
    real, fake = drawn("feature_matching", seed)
    n = real.shape[1]
    D = numgan.Sequential([numgan.Dense(n, n), numgan.Dense(n, 1)], rng=0, dtype=np.float64)
    D.layers[0].W[...], D.layers[0].b[...] = np.eye(n), 0  # the features are the rows themselves
    loss, dfake = solution("feature_matching")(real, fake)
    own_loss, own_dfake = match_features(D, fake, real, 1)
    assert loss == pytest.approx(own_loss, rel=1e-12)
    np.testing.assert_allclose(dfake, own_dfake, rtol=1e-12)


# ---- D sees the batch -----------------------------------------------------------------------------------------------


def test_equal_rows_have_the_closeness_B_and_far_rows_1():
    T = np.ones((2, 3, 1))
    together = solution("minibatch_discrimination")(np.full((5, 2), 0.5), T)
    apart = solution("minibatch_discrimination")(1000 * np.arange(10.0).reshape(5, 2), T)
    np.testing.assert_array_equal(together[:, 2:], 5)
    np.testing.assert_array_equal(apart[:, 2:], 1)


@each_seed
def test_minibatch_discrimination_is_numgans_layer(seed):
    dy, x, T = drawn("minibatch_discrimination_backward", seed)
    n, kernels, dim = T.shape
    D = numgan.Sequential([numgan.MinibatchDiscrimination(n, kernels=kernels, dim=dim)], rng=0, dtype=np.float64)
    (layer,) = D.layers
    layer.T[...] = T
    y, cache = layer.forward(x)
    np.testing.assert_allclose(solution("minibatch_discrimination")(x, T), y, rtol=1e-10)
    dx, dT = solution("minibatch_discrimination_backward")(dy, x, T)
    np.testing.assert_allclose(dx, layer.backward(dy, cache), rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(dT, layer.dT, rtol=1e-9, atol=1e-11)


@each_seed
def test_the_closeness_knows_neither_order_nor_place(seed):
    x, T = drawn("minibatch_discrimination", seed)
    n, order = x.shape[1], np.random.default_rng(seed).permutation(len(x))
    y = solution("minibatch_discrimination")(x, T)
    np.testing.assert_allclose(solution("minibatch_discrimination")(x[order], T), y[order], rtol=1e-12)
    np.testing.assert_allclose(solution("minibatch_discrimination")(x + 7.0, T)[:, n:], y[:, n:], rtol=1e-10)


@each_seed
def test_its_gradients_are_those_of_the_forward_exercise(seed):
    dy, x, T = drawn("minibatch_discrimination_backward", seed)

    def loss():
        return float((dy * solution("minibatch_discrimination")(x, T)).sum())

    dx, dT = solution("minibatch_discrimination_backward")(dy, x, T)
    assert compare(dx, numerical_gradient(loss, x)).error <= 1e-6
    assert compare(dT, numerical_gradient(loss, T)).error <= 1e-6


@each_seed
def test_the_forces_between_rows_add_up_to_0(seed):
    dy, x, T = drawn("minibatch_discrimination_backward", seed)
    dx, _ = solution("minibatch_discrimination_backward")(dy, x, T)
    np.testing.assert_allclose((dx - dy[:, : x.shape[1]]).sum(axis=0), 0, atol=1e-12)


# ---- the past, a reference, the future ------------------------------------------------------------------------------


def test_the_running_mean_is_the_mean_of_all_that_was():
    past = np.random.default_rng(0).normal(size=(30, 4))
    average = np.zeros(4)
    for t, params in enumerate(past):
        term, dparams, average_new = solution("historical_averaging")(params, average, t, 0.3)
        if t:
            away = params - past[:t].mean(axis=0)
            assert term == pytest.approx(0.3 * (away**2).sum(), rel=1e-10)
            np.testing.assert_allclose(dparams, 0.6 * away, rtol=1e-9, atol=1e-12)
        average = average_new
    np.testing.assert_allclose(average, past.mean(axis=0), rtol=1e-12, atol=1e-14)


@each_seed
def test_historical_averaging_is_numgans_optimiser(seed):
    rng = np.random.default_rng(seed)
    optimizer, params, average = (
        numgan.HistoricalAveraging(numgan.SGD(lr=0.1), weight=0.3),
        rng.normal(size=4),
        np.zeros(4),
    )
    for t in range(6):
        grads, before = rng.normal(size=4), params.copy()
        _, dparams, average = solution("historical_averaging")(before, average, t, 0.3)
        optimizer.step(params, grads)
        np.testing.assert_allclose(params, before - 0.1 * (grads + dparams), rtol=1e-12, atol=1e-14)


@each_seed
def test_virtual_batch_norm_is_numgans_layer(seed):
    x, reference, gamma, beta, eps = drawn("virtual_batchnorm", seed)
    R, n = reference.shape
    layers = [
        numgan.AddReference(n, n_reference=R),
        numgan.VirtualBatchNorm(n, n_reference=R, eps=eps),
        numgan.DropReference(n_reference=R),
    ]
    network = numgan.Sequential(layers, rng=0, dtype=np.float64)
    network.layers[0].reference[...] = reference
    network.layers[1].gamma[...], network.layers[1].beta[...] = gamma, beta
    y, *_ = solution("virtual_batchnorm")(x, reference, gamma, beta, eps)
    np.testing.assert_allclose(y, network(x), rtol=1e-10, atol=1e-12)


@each_seed
def test_virtual_batch_norm_is_batch_norm_of_the_reference_and_one_row_more(seed):
    x, reference, gamma, beta, eps = drawn("virtual_batchnorm", seed)
    layer = numgan.Sequential([numgan.BatchNorm(x.shape[1], eps=eps)], rng=0, dtype=np.float64).layers[0]
    layer.gamma[...], layer.beta[...] = gamma, beta
    y, *_ = solution("virtual_batchnorm")(x, reference, gamma, beta, eps)
    for i in range(len(x)):
        alone, _ = layer.forward(np.vstack([reference, x[i]]))
        np.testing.assert_allclose(y[i], alone[-1], rtol=1e-10, atol=1e-12)


@each_seed
def test_what_is_far_from_the_reference_is_bounded_by_the_root_of_its_rows(seed):
    x, reference, gamma, beta, eps = drawn("virtual_batchnorm", seed)
    _, xhat, _ = solution("virtual_batchnorm")(1e6 * x, reference, gamma, beta, eps)
    assert np.abs(xhat).max() < np.sqrt(len(reference))
    np.testing.assert_allclose(np.abs(xhat), np.sqrt(len(reference)), rtol=1e-2)


@pytest.mark.parametrize("unroll", [0, 1, 3])
def test_a_round_of_the_unrolled_game_shrinks_areas_by_its_determinant(unroll):
    lr, unroll_lr = 0.1, 0.5
    _, *x_axis = solution("unrolled_step")(np.array([1.0]), np.array([0.0]), lr, unroll, unroll_lr)
    _, *y_axis = solution("unrolled_step")(np.array([0.0]), np.array([1.0]), lr, unroll, unroll_lr)
    determinant = np.linalg.det(np.hstack([np.array(x_axis), np.array(y_axis)]))
    assert determinant == pytest.approx(1 - 2 * lr * unroll * unroll_lr, rel=1e-12)


def test_who_looks_ahead_arrives():
    distance = {}
    for unroll in (0, 1, 5):
        x, y = np.array([1.0]), np.array([1.0])
        for _ in range(200):
            _, x, y = solution("unrolled_step")(x, y, 0.1, unroll, 0.1)
        distance[unroll] = float(np.hypot(x, y)[0])
    assert distance[0] > 1
    assert distance[1] < 0.5
    assert distance[5] < 1e-3


@each_seed
def test_without_looking_ahead_it_is_the_round_of_the_first_notebook(seed):
    x, y, lr, _, unroll_lr = drawn("unrolled_step", seed)
    _, *now = solution("unrolled_step")(x, y, lr, 0, unroll_lr)
    np.testing.assert_array_equal(now, solution("alternating_gradient")(x, y, lr))
