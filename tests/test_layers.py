"""Every layer: forward against arithmetic done by hand, backward against central differences, and its errors."""

import copy

import numpy as np
import pytest

from numgan import (
    AddReference,
    BatchNorm,
    Dense,
    Dropout,
    DropReference,
    Flatten,
    InstanceNoise,
    Layer,
    LeakyReLU,
    Maxout,
    MinibatchDiscrimination,
    Pack,
    ReLU,
    Reshape,
    Sequential,
    Sigmoid,
    SpectralDense,
    Tanh,
    VirtualBatchNorm,
    WeightNormDense,
)
from numgan.gradcheck import check_layer
from numgan.layers import HeNormal, HeUniform, Normal, Uniform, XavierNormal, XavierUniform
from numgan.layers.spectral import Spectral

TOLERANCE = 1e-6


def randomised(layer, seed=0):
    """The layer built in float64, with every learned array and statistic away from its default."""
    layer.build(rng=seed, dtype=np.float64)
    rng = np.random.default_rng(seed + 1)
    layer.params[...] = rng.normal(size=layer.params.size)
    layer.state[...] = rng.uniform(0.5, 2, layer.state.size)
    if isinstance(layer, Spectral):
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
    WeightNormDense(4, 3, scale=1.7),
    WeightNormDense(4, 3, bias=False),
    Pack(4, rows=2),
    InstanceNoise(std=0.3, passes=100),
    InstanceNoise(std=0.3, passes=None),
    MinibatchDiscrimination(4, kernels=3, dim=2),
    VirtualBatchNorm(4, n_reference=3),
    VirtualBatchNorm(4, n_reference=5, eps=0.5),
    AddReference(4, n_reference=3),
    DropReference(n_reference=3),
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
    x = rng.normal(size=(10, 4))
    for one in (layer64, layer32):  # masks and noise of the two dtypes are drawn from different bits
        vars(one).update(rate=0.0, std=0.0)
    (y64, cache64), (y32, cache32) = layer64.forward(x), layer32.forward(x.astype(np.float32))
    dy = rng.normal(size=y64.shape)
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


def test_minibatch_discrimination_by_hand():
    """Two kernels of one dimension: rows 0 and 1 are ln 2 and ln 4 apart, row 2 is far from both."""
    layer = MinibatchDiscrimination(2, kernels=2, dim=1).build(dtype=np.float64)
    layer.T[:, :, 0] = np.log(2) * np.array([[1, 2], [0, 0]])
    x = np.array([[0.0, 5.0], [1.0, 7.0], [1000.0, 9.0]])
    y, cache = layer.forward(x)
    np.testing.assert_array_equal(y[:, :2], x)
    np.testing.assert_allclose(y[:, 2:], [[1 + 1 / 2, 1 + 1 / 4], [1 + 1 / 2, 1 + 1 / 4], [1, 1]], rtol=1e-14)
    dx = layer.backward(np.array([[0, 0, 1.0, 0], [0, 0, 1.0, 0], [0, 10.0, 1.0, 0]]), cache)
    # both o of rows 0 and 1 hold c = 2^-(x1 - x0): its slope, ln 2 / 2, counts twice
    np.testing.assert_allclose(dx, [[np.log(2), 0], [-np.log(2), 0], [0, 10]], rtol=1e-14, atol=1e-14)


def test_rows_that_are_all_alike_have_the_largest_sum_and_no_gradient():
    layer = MinibatchDiscrimination(3, kernels=4).build(rng=0, dtype=np.float64)
    y, cache = layer.forward(np.ones((7, 1)) * [[0.1, 0.2, 0.3]])
    np.testing.assert_array_equal(y[:, 3:], 7)
    dy = np.random.default_rng(0).normal(size=y.shape)
    np.testing.assert_array_equal(layer.backward(dy, cache), dy[:, :3])
    assert not layer.dT.any()


def test_the_sum_does_not_depend_on_where_all_rows_are_nor_on_their_order():
    layer = randomised(MinibatchDiscrimination(4, kernels=3, dim=2))
    x = np.random.default_rng(0).normal(size=(6, 4))
    o = layer.forward(x)[0][:, 4:]
    np.testing.assert_allclose(layer.forward(x + np.array([1.0, 2.0, -3.0, 0.5]))[0][:, 4:], o, rtol=1e-12)
    np.testing.assert_allclose(layer.forward(x[::-1])[0][::-1, 4:], o, rtol=1e-12)


def test_virtual_batch_norm_of_the_reference_rows_is_batch_norm():
    layer, plain = randomised(VirtualBatchNorm(4, n_reference=6)), randomised(BatchNorm(4))
    x = np.random.default_rng(0).normal(3, 2, (7, 4))
    np.testing.assert_allclose(layer.forward(x)[0][:6], plain.forward(x[:6])[0], rtol=1e-12)


def test_virtual_batch_norm_of_a_row_is_batch_norm_of_the_reference_and_that_row():
    layer, plain = randomised(VirtualBatchNorm(4, n_reference=6)), randomised(BatchNorm(4))
    x = np.random.default_rng(0).normal(3, 2, (9, 4))
    y, _ = layer.forward(x)
    for i in (6, 7, 8):
        np.testing.assert_allclose(y[i], plain.forward(x[[*range(6), i]])[0][-1], rtol=1e-12)


def test_virtual_batch_norm_of_an_image_counts_all_its_pixels_as_one_row_of_the_reference():
    layer, plain = randomised(VirtualBatchNorm(2, n_reference=3)), randomised(BatchNorm(2))
    x = np.random.default_rng(0).normal(3, 2, (5, 4, 3, 2))
    y, _ = layer.forward(x)
    for i in (3, 4):  # all images have 12 pixels, so this is the batch norm of four images
        np.testing.assert_allclose(y[i], plain.forward(x[[0, 1, 2, i]])[0][-1], rtol=1e-12)
    found = check_layer(layer, x)
    assert max(c.error for c in found.values()) <= TOLERANCE


def test_virtual_batch_norm_bounds_what_it_gives():
    layer = VirtualBatchNorm(1, n_reference=9).build(rng=0, dtype=np.float64)
    x = np.random.default_rng(0).normal(size=(11, 1))
    x[9:] = [[1e6], [-1e9]]
    np.testing.assert_allclose(layer.forward(x)[0][9:, 0], [3, -3], rtol=1e-6)
    assert np.abs(layer.forward(x)[0]).max() <= 3


def virtually_normalised(n_reference=5):
    """A network with a reference batch, in which virtual batch norm stands twice."""
    layers = [
        AddReference(3, n_reference=n_reference),
        Dense(3, 6),
        LeakyReLU(0.2),
        VirtualBatchNorm(6, n_reference=n_reference),
        Dense(6, 4),
        VirtualBatchNorm(4, n_reference=n_reference),
        DropReference(n_reference=n_reference),
        Dense(4, 2),
    ]
    return Sequential(layers, rng=0, dtype=np.float64)


@pytest.mark.parametrize("training", [True, False])
def test_a_network_with_a_reference_batch_takes_each_row_by_itself(training):
    net = virtually_normalised()
    x = np.random.default_rng(0).normal(size=(7, 3))
    y, _ = net.forward(x, training)
    assert not net.couples_rows
    assert y.shape == (7, 2)
    for i in range(7):
        np.testing.assert_allclose(net.forward(x[[i]], training)[0][0], y[i], rtol=1e-12)
    net.layers[0].reference[...] += 1
    assert (np.abs(net.forward(x, training)[0] - y) > 1e-6).all()


def test_the_gradient_of_a_network_with_a_reference_batch_runs_through_the_reference_rows_too():
    net = virtually_normalised()
    found = check_layer(net, np.random.default_rng(0).normal(size=(4, 3)))
    assert max(c.error for c in found.values()) <= TOLERANCE, {k: str(c) for k, c in found.items()}


def test_the_reference_batch_is_drawn_once_and_kept():
    net = virtually_normalised(n_reference=2000)
    drawn = net.layers[0].reference.copy()
    assert abs(drawn.mean()) < 5 / np.sqrt(drawn.size)
    assert drawn.var() == pytest.approx(1, abs=5 * np.sqrt(2 / drawn.size))
    net.forward(np.zeros((2, 3)))
    np.testing.assert_array_equal(net.layers[0].reference, drawn)
    np.testing.assert_array_equal(net.plain().layers[0].reference, drawn)


def test_virtual_batch_norm_stands_between_images_too():
    layers = [AddReference(24, n_reference=3), Reshape((2, 3, 4)), VirtualBatchNorm(4, n_reference=3)]
    net = Sequential([*layers, DropReference(n_reference=3), Flatten()], rng=0, dtype=np.float64)
    found = check_layer(net, np.random.default_rng(0).normal(size=(2, 24)))
    assert max(c.error for c in found.values()) <= TOLERANCE
    with pytest.raises(ValueError, match=r"VirtualBatchNorm\(3\), takes \(B, ..., 3\), but layers\[1\]"):
        Sequential([AddReference(24), Reshape((2, 3, 4)), VirtualBatchNorm(3)])


def test_minibatch_discriminations_first_weights_are_those_of_its_initialiser_as_a_matrix():
    layer = MinibatchDiscrimination(5, kernels=3, dim=2, init=Normal(0.3)).build(rng=0, dtype=np.float64)
    alike = Dense(5, 6, init=Normal(0.3)).build(rng=0, dtype=np.float64)
    np.testing.assert_array_equal(layer.T.reshape(5, 6), alike.W)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: [VirtualBatchNorm(3)],
            r"needs the 64 rows .* are 0: put AddReference\(n, n_reference=64\) before",
        ),
        (lambda: [AddReference(3, n_reference=5), VirtualBatchNorm(3)], "needs the 64 rows .* and there are 5"),
        (lambda: [AddReference(3), Dense(3, 1)], r"the 64 rows .* put DropReference\(n_reference=64\) behind the last"),
        (lambda: [AddReference(3), AddReference(3)], r"layers\[1\], .* there is one already, of 64 rows"),
        (lambda: [Dense(3, 3), DropReference()], "takes away a reference batch of 64 rows, and there are 0"),
        (lambda: [AddReference(3), BatchNorm(3)], r"BatchNorm\(3\), couples rows, and would mix them with the 64 rows"),
        (lambda: [AddReference(3), Pack(3)], r"Pack\(3\), couples rows, and would mix them with the 64 rows"),
    ],
)
def test_a_reference_batch_comes_once_and_goes_again(make, message):
    with pytest.raises(ValueError, match=message):
        Sequential(make())


@pytest.mark.parametrize("layer", [VirtualBatchNorm(3, n_reference=4), DropReference(n_reference=4)], ids=repr)
def test_nothing_but_a_reference_batch_is_too_little(layer):
    layer = copy.deepcopy(layer).build()
    with pytest.raises(ValueError, match="takes more rows than those of the reference batch, got 4"):
        layer.forward(np.ones((4, 3), np.float32))


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
        (lambda: MinibatchDiscrimination(3, kernels=0), "kernels must be a whole number, at least 1, got 0"),
        (lambda: VirtualBatchNorm(3, n_reference=1), "n_reference must be a whole number, at least 2, got 1"),
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
