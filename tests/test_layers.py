"""Every layer: forward against arithmetic done by hand, backward against central differences, and its errors."""

import copy

import numpy as np
import pytest

from numgan import (
    BatchNorm,
    Dense,
    Dropout,
    InstanceNoise,
    Layer,
    LeakyReLU,
    Maxout,
    Pack,
    ReLU,
    Sequential,
    Sigmoid,
    SpectralDense,
    Tanh,
)
from numgan.gradcheck import check_layer
from numgan.layers import HeNormal, HeUniform, Normal, Uniform, XavierNormal, XavierUniform

TOLERANCE = 1e-6


def randomised(layer, seed=0):
    """The layer built in float64, with every learned array and statistic away from its default."""
    layer.build(rng=seed, dtype=np.float64)
    rng = np.random.default_rng(seed + 1)
    layer.params[...] = rng.normal(size=layer.params.size)
    layer.state[...] = rng.uniform(0.5, 2, layer.state.size)
    if isinstance(layer, SpectralDense):
        layer.settle()  # u and v are not free: they follow from W
    return layer


LAYERS = [
    Dense(4, 3),
    Dense(4, 3, bias=False),
    LeakyReLU(0.2),
    LeakyReLU(0.0),
    LeakyReLU(1.0),
    ReLU(),
    Sigmoid(),
    Tanh(),
    BatchNorm(4),
    BatchNorm(4, eps=0.5),
    Dropout(0.4),
    Maxout(4, 3, pieces=5),
    Maxout(4, 3, pieces=1),
    SpectralDense(4, 3),
    SpectralDense(4, 3, bias=False),
    Pack(4, rows=2),
    InstanceNoise(std=0.3, passes=100),
]


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_backward_equals_central_differences(layer, training):
    layer = randomised(copy.deepcopy(layer))
    x = np.random.default_rng(2).normal(size=(8, 4))
    compared = check_layer(layer, x, training=training)
    assert set(compared) == {"x", *layer.param_shapes}
    assert max(c.error for c in compared.values()) <= TOLERANCE, {k: str(c) for k, c in compared.items()}


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_float32_agrees_with_float64_and_stays_float32(layer):
    layer64 = randomised(copy.deepcopy(layer))
    layer32 = copy.deepcopy(layer).build(rng=0)
    layer32.params[...], layer32.state[...] = layer64.params, layer64.state
    rng = np.random.default_rng(3)
    x, dy = rng.normal(size=(10, 4)), rng.normal(size=(10 // layer.rows, layer.n_out or 4))
    for one in (layer64, layer32):  # masks and noise of the two dtypes are drawn from different bits
        vars(one).update(rate=0.0, std=0.0)
    (y64, cache64), (y32, cache32) = layer64.forward(x), layer32.forward(x.astype(np.float32))
    dx64, dx32 = layer64.backward(dy, cache64), layer32.backward(dy.astype(np.float32), cache32)
    for a, b in ((y64, y32), (dx64, dx32), (layer64.grads, layer32.grads), (layer64.state, layer32.state)):
        assert b.dtype == np.float32
        np.testing.assert_allclose(b, a, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_not_asking_computes_nothing(layer):
    layer = randomised(copy.deepcopy(layer))
    x = np.random.default_rng(4).normal(size=(6, 4))
    y, cache = layer.forward(x)
    layer.grads[...] = 7.0
    dx = layer.backward(y, cache, params=False)
    assert (layer.grads == 7.0).all()
    assert dx.shape == x.shape
    assert layer.backward(y, cache, inputs=False) is None


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_passes_leave_their_arguments_alone(layer):
    layer = randomised(copy.deepcopy(layer))
    x = np.random.default_rng(5).normal(size=(6, 4))
    y, cache = layer.forward(x)
    dy = np.random.default_rng(6).normal(size=y.shape)
    kept = x.copy(), dy.copy()
    layer.backward(dy, cache)
    np.testing.assert_array_equal(x, kept[0])
    np.testing.assert_array_equal(dy, kept[1])


def test_two_passes_then_both_backward_each_use_their_own_batch():
    """The stale cache (D(real), D(fake), then both backward from the last) cannot be written here."""
    layer = Dense(2, 1).build(rng=0, dtype=np.float64)
    real, fake = np.array([[1.0, 2.0]]), np.array([[10.0, 20.0]])
    (_, real_cache), (_, fake_cache) = layer.forward(real), layer.forward(fake)
    layer.backward(np.ones((1, 1)), real_cache)
    np.testing.assert_array_equal(layer.dW[:, 0], real[0])
    layer.backward(np.ones((1, 1)), fake_cache)
    np.testing.assert_array_equal(layer.dW[:, 0], fake[0])  # written, not accumulated


def test_dense_by_hand():
    layer = Dense(2, 2).build(dtype=np.float64)
    layer.W[...], layer.b[...] = [[1, 2], [3, 4]], [10, 20]
    y, cache = layer.forward(np.array([[1.0, 1.0], [2.0, 0.0]]))
    np.testing.assert_array_equal(y, [[14, 26], [12, 24]])
    dx = layer.backward(np.array([[1.0, 0.0], [0.0, 1.0]]), cache)
    np.testing.assert_array_equal(layer.dW, [[1, 2], [1, 0]])
    np.testing.assert_array_equal(layer.db, [1, 1])  # a sum over the batch, not a mean
    np.testing.assert_array_equal(dx, [[1, 3], [2, 4]])


def test_leaky_relu_by_hand_and_at_the_kink():
    y, cache = LeakyReLU(0.25).forward(np.array([[-4.0, 0.0, 3.0]]))
    np.testing.assert_array_equal(y, [[-1, 0, 3]])
    np.testing.assert_array_equal(LeakyReLU(0.25).backward(np.full((1, 3), 8.0), cache), [[2, 2, 8]])


def test_batch_norm_training_output_has_mean_0_and_variance_1():
    layer = BatchNorm(3, eps=1e-12).build(dtype=np.float64)
    x = np.random.default_rng(0).normal(5, 3, (50, 3))
    y, _ = layer.forward(x)
    np.testing.assert_allclose(y.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(y.var(axis=0), 1, rtol=1e-9)


def test_batch_norm_running_statistics_by_hand():
    """running = momentum running + (1 - momentum) batch, the variance Bessel-corrected; then used for inference."""
    layer = BatchNorm(1, momentum=0.75, eps=1e-3).build(dtype=np.float64)
    layer.forward(np.array([[1.0], [3.0]]))  # mean 2, variance 1, corrected 2
    assert layer.running_mean[0] == 0.75 * 0 + 0.25 * 2
    assert layer.running_var[0] == 0.75 * 1 + 0.25 * 2
    y, _ = layer.forward(np.array([[4.0]]), training=False)
    assert y[0, 0] == pytest.approx((4 - 0.5) / np.sqrt(1.25 + 1e-3), rel=1e-12)


def test_batch_norm_dx_is_orthogonal_to_the_constant_and_to_xhat():
    """Hence dy = ones proves nothing about a backward pass: its dx is zero."""
    layer = randomised(BatchNorm(3, eps=1e-12))
    rng = np.random.default_rng(1)
    x = rng.normal(size=(20, 3))
    _, cache = layer.forward(x)
    dx = layer.backward(rng.normal(size=x.shape), cache)
    np.testing.assert_allclose(dx.sum(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose((dx * (x - x.mean(axis=0))).sum(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(layer.backward(np.ones_like(x), cache), 0, atol=1e-12)


def test_batch_norm_set_statistics_equals_one_batch():
    layer = BatchNorm(2).build(dtype=np.float64)
    x = np.random.default_rng(2).normal(3, 2, (40, 2))
    layer.set_statistics(x)
    np.testing.assert_allclose(layer.running_mean, x.mean(axis=0))
    np.testing.assert_allclose(layer.running_var, x.var(axis=0, ddof=1))


def test_batch_norm_refuses_one_row_while_training():
    layer = BatchNorm(2).build()
    with pytest.raises(ValueError, match="at least 2 rows"):
        layer.forward(np.ones((1, 2), np.float32))
    layer.forward(np.ones((1, 2), np.float32), training=False)


def test_dropout_keeps_the_mean_and_drops_its_share():
    layer = Dropout(0.3).build(rng=0, dtype=np.float64)
    y, mask = layer.forward(np.ones((400, 500)))
    assert set(np.unique(y)) == {0.0, 1 / 0.7}
    share = (y == 0).mean()
    assert share == pytest.approx(0.3, abs=5 * np.sqrt(0.3 * 0.7 / y.size))  # five standard errors
    np.testing.assert_array_equal(layer.backward(np.ones_like(y), mask), y)
    again, _ = layer.forward(np.ones((400, 500)))
    assert (again != y).any()
    same, _ = layer.forward(y, training=False)
    assert same is y


def test_maxout_by_hand_and_ties_go_to_the_first_piece():
    layer = Maxout(1, 2, pieces=2).build(dtype=np.float64)
    layer.W[...] = [[1, 1, -1, 1]]  # piece 0 of both units, then piece 1
    y, cache = layer.forward(np.array([[3.0], [-2.0]]))
    np.testing.assert_array_equal(y, [[3, 3], [2, -2]])
    dx = layer.backward(np.array([[1.0, 10.0], [1.0, 10.0]]), cache)
    np.testing.assert_array_equal(layer.dW, [[3, 30 - 20, -2, 0]])
    np.testing.assert_array_equal(layer.db, [1, 20, 1, 0])
    np.testing.assert_array_equal(dx, [[11], [9]])


@pytest.mark.parametrize(
    ("init", "variance"),
    [
        (XavierNormal(), 2 / 900),
        (XavierUniform(), 2 / 900),
        (HeNormal(), 2 / 400),
        (HeUniform(), 2 / 400),
        (HeNormal(negative_slope=0.2), 2 / (1.04 * 400)),
        (HeUniform(negative_slope=0.2), 2 / (1.04 * 400)),
        (Uniform(0.05), 0.05**2 / 3),
        (Normal(0.02), 0.02**2),
    ],
    ids=repr,
)
def test_initialisers_have_the_variance_that_their_docstrings_name(init, variance):
    W = init(np.random.default_rng(0), 400, 500)
    assert W.shape == (400, 500)
    assert W.dtype == np.float64
    assert W.var() == pytest.approx(variance, rel=5 * np.sqrt(2 / W.size))  # five standard errors of a normal's
    assert abs(W.mean()) < 5 * np.sqrt(variance / W.size)


def test_weights_are_drawn_in_float64_and_cast():
    wide, narrow = Dense(5, 4).build(rng=3, dtype=np.float64), Dense(5, 4).build(rng=3)
    np.testing.assert_array_equal(wide.W.astype(np.float32), narrow.W)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: LeakyReLU(1.5), r"negative_slope must lie in \[0, 1\], got 1.5"),
        (lambda: LeakyReLU(-0.1), "negative_slope must lie"),
        (lambda: LeakyReLU(float("nan")), "negative_slope must lie"),
        (lambda: Dropout(1.0), r"rate must lie in \[0, 1\), got 1.0"),
        (lambda: Dense(0, 3), "n_in must be a whole number, at least 1, got 0"),
        (lambda: Dense(3, 2.5), "n_out must be a whole number"),
        (lambda: Maxout(3, 2, pieces=0), "pieces must be"),
        (lambda: BatchNorm(3, momentum=1), "momentum must lie"),
        (lambda: BatchNorm(3, eps=0), "eps must be greater than 0"),
        (lambda: Uniform(-1), "limit must be at least 0"),
        (lambda: Dense(2, 2).build(dtype=np.float16), "dtype must be float32 or float64"),
        (lambda: Dense(2, 2).build().build(), "has its weights already"),
    ],
)
def test_bad_settings_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_an_unbuilt_layer_says_what_to_do():
    with pytest.raises(AttributeError, match=r"Dense\(2, 3\) has no W yet: put it into a Sequential"):
        Dense(2, 3).forward(np.ones((1, 2)))
    with pytest.raises(AttributeError, match="no attribute 'weight'"):
        _ = Dense(2, 3).weight


def test_views_cannot_be_replaced_by_accident():
    layer = Dense(2, 3).build(rng=0)
    with pytest.raises(AttributeError, match=r"write its values in place: layer.W\[...\]"):
        layer.W = np.zeros((2, 3))
    layer.W[...] = 1
    layer.W += 1
    assert (layer.params[:6] == 2).all()


def test_a_layer_without_passes_says_what_it_must_define():
    class Half(Layer):
        pass

    with pytest.raises(TypeError, match="Half must define forward"):
        Half().forward(np.ones((1, 1)))
    with pytest.raises(TypeError, match="Half must define backward"):
        Half().backward(np.ones((1, 1)), None)


def test_reprs_read_like_the_call_that_makes_them():
    assert repr(Dense(784, 512)) == "Dense(784, 512)"
    assert repr(Dense(2, 3, init=Uniform(0.05), bias=False)) == "Dense(2, 3, init=Uniform(0.05), bias=False)"
    assert repr(BatchNorm(8, momentum=0.8)) == "BatchNorm(8, momentum=0.8)"
    assert repr(Sequential([LeakyReLU(0.2), Dense(1, 1)])) == "Sequential([LeakyReLU(0.2), Dense(1, 1)])"
