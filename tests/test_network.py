"""Sequential: the chain rule, one vector, copies that share nothing, and its errors."""

import copy
import pickle

import numpy as np
import pytest

from numgan import BatchNorm, Dense, Dropout, LeakyReLU, Maxout, Sequential, Tanh
from numgan.gradcheck import check_layer


def network(dtype=np.float64, rng=0):
    net = Sequential(
        [Dense(3, 5), LeakyReLU(0.2), BatchNorm(5), Dropout(0.3), Maxout(5, 4, pieces=3), Dense(4, 2), Tanh()],
        rng=rng,
        dtype=dtype,
    )
    net.params[...] = np.random.default_rng(1).normal(size=net.params.size)
    return net


def x(n=6):
    return np.random.default_rng(2).normal(size=(n, 3))


@pytest.mark.parametrize("training", [True, False])
def test_backward_equals_central_differences_in_every_parameter_and_input(training):
    compared = check_layer(network(), x(), training=training)
    assert set(compared) >= {"x", "layers[0].W", "layers[2].gamma", "layers[4].W", "layers[5].b"}
    assert max(c.error for c in compared.values()) <= 1e-6, {k: str(c) for k, c in compared.items()}


def test_all_parameters_stand_in_one_vector_in_the_order_of_the_layers():
    net = network()
    assert net.params.size == 3 * 5 + 5 + 5 + 5 + 5 * 12 + 12 + 4 * 2 + 2 == net.grads.size
    assert net.state.size == 10
    net.params[...] = np.arange(net.params.size)
    np.testing.assert_array_equal(net.layers[0].W, np.arange(15).reshape(3, 5))
    np.testing.assert_array_equal(net.layers[5].b, [net.params.size - 2, net.params.size - 1])
    net.layers[0].W[0, 0] = -1
    assert net.params[0] == -1
    net.forward(x())
    _, cache = net.forward(x())
    net.backward(np.ones((6, 2)), cache)
    np.testing.assert_array_equal(net.grads[:15], net.layers[0].dW.ravel())


@pytest.mark.parametrize("depth", [1, 3, -1, 7])
def test_the_first_layers_alone(depth):
    """They give what a network of these layers alone would give, and the others have no part in the gradient."""
    net = network()
    part = Sequential([type(layer)(**layer.config()) for layer in net.layers[:depth]], rng=0, dtype=np.float64)
    part.params[...] = net.params[: part.params.size]
    part.rng.bit_generator.state = net.rng.bit_generator.state
    (y, cache), (wanted, part_cache) = net.forward(x(), depth=depth), part.forward(x())
    np.testing.assert_array_equal(y, wanted)
    dy = np.random.default_rng(3).normal(size=y.shape)
    before = net.grads[...] = np.arange(float(net.grads.size))
    dx = net.backward(dy, cache, depth=depth, params=False)
    np.testing.assert_array_equal(dx, part.backward(dy, part_cache))
    np.testing.assert_array_equal(net.grads, before)
    net.backward(dy, cache, depth=depth, add=True)
    np.testing.assert_allclose(net.grads[: part.grads.size], before[: part.grads.size] + part.grads, rtol=1e-12)
    np.testing.assert_array_equal(net.grads[part.grads.size :], before[part.grads.size :])
    net.backward(dy, cache, depth=depth)
    np.testing.assert_array_equal(net.grads, np.append(part.grads, np.zeros(net.grads.size - part.grads.size)))


@pytest.mark.parametrize("depth", [0, 8, -7, 1.0, True, "1"])
def test_a_depth_that_the_network_has_not_is_refused(depth):
    net = network()
    _, cache = net.forward(x(), depth=2)
    for call in (lambda: net.forward(x(), depth=depth), lambda: net.backward(x(), cache, depth=depth)):
        with pytest.raises(ValueError, match="depth must be a whole number from 1 to 7"):
            call()
    with pytest.raises(ValueError, match="the one that forward returned, of 7 layers; got 2"):
        net.backward(x(), cache)


def test_freezing_is_not_asking():
    net = network()
    y, cache = net.forward(x())
    net.grads[...] = 7.0
    dx = net.backward(np.ones_like(y), cache, params=False)
    assert (net.grads == 7.0).all()
    full = net.backward(np.ones_like(y), cache)
    np.testing.assert_array_equal(dx, full)
    grads = net.grads.copy()
    assert net.backward(np.ones_like(y), cache, inputs=False) is None
    np.testing.assert_array_equal(net.grads, grads)


def test_inputs_false_stops_at_the_first_layer_with_parameters():
    class Watched(Dropout):
        def backward(self, *args, **kwargs):
            raise AssertionError("not needed")

    net = Sequential([Watched(0.5), Dense(3, 1)], rng=0, dtype=np.float64)
    y, cache = net.forward(x())
    net.backward(y, cache, inputs=False)


def test_calling_infers_and_forward_trains():
    net = network()
    state = net.state.copy()
    np.testing.assert_array_equal(net(x()), net(x()))
    np.testing.assert_array_equal(net.state, state)
    net.forward(x())
    assert (net.state != state).all()
    assert (net.forward(x())[0] != net.forward(x())[0]).any()  # fresh dropout masks


@pytest.mark.parametrize(
    "duplicate",
    [Sequential.copy, copy.deepcopy, lambda net: pickle.loads(pickle.dumps(net))],
    ids=["copy", "deep", "pickle"],
)
def test_copies_are_equal_share_nothing_and_keep_their_views(duplicate):
    net = network()
    twin = duplicate(net)
    for _ in range(2):  # the dropout stream comes along too
        (y, _), (z, other) = net.forward(x()), twin.forward(x())
        np.testing.assert_array_equal(y, z)
    np.testing.assert_array_equal(net.state, twin.state)
    kept = net.params.copy()
    twin.params[...] = 0
    np.testing.assert_array_equal(net.params, kept)
    assert (twin.layers[0].W == 0).all()
    twin.backward(np.ones((6, 2)), other)
    assert twin.layers[0].dW.base is not None
    assert (twin.grads != 0).any()
    assert (net.grads == 0).all()
    assert twin.layers[3].rng is twin.rng is not net.rng


def test_float32_stays_float32():
    net = network(np.float32)
    np.testing.assert_allclose(net(x()), network()(x()), rtol=1e-4, atol=1e-5)
    y, cache = net.forward(x())
    dx = net.backward(np.ones((6, 2)), cache)
    assert {a.dtype for a in (y, dx, net.params, net.grads, net.state)} == {np.dtype(np.float32)}


def test_the_same_seed_draws_the_same_weights_and_another_seed_others():
    a, b, c = (Sequential([Dense(3, 4), Dropout(0.5), Dense(4, 1)], rng=seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(a.params, b.params)
    assert (a.layers[0].W != c.layers[0].W).all()


def test_drawing_masks_does_not_change_the_weights_that_come_later():
    rng = np.random.default_rng(0)
    first = Sequential([Dropout(0.5), Dense(3, 4)], rng=rng)
    first.forward(x())
    second = Sequential([Dense(3, 4)], rng=rng)
    rng = np.random.default_rng(0)
    Sequential([Dropout(0.5), Dense(3, 4)], rng=rng)
    np.testing.assert_array_equal(second.params, Sequential([Dense(3, 4)], rng=rng).params)


def test_summary_names_layers_shapes_and_counts():
    lines = network().summary().splitlines()
    assert lines[0].split() == ["layer", "output", "shape", "parameters"]
    assert lines[2].split() == ["Dense(3,", "5)", "(B,", "5)", "20"]
    assert lines[-1] == "112 parameters in float64, and 10 running statistics"


@pytest.mark.parametrize(
    ("layers", "error", "message"),
    [
        ([], ValueError, "at least one layer"),
        (
            [Dense(3, 4), Dense(5, 1)],
            ValueError,
            r"layers\[1\], Dense\(5, 1\), takes \(B, 5\), but layers\[0\], Dense\(3, 4\), gives \(B, 4\)",
        ),
        ([Dense(3, 4), LeakyReLU(), BatchNorm(3)], ValueError, r"takes \(B, ..., 3\), but .* gives \(B, 4\)"),
        ([Tanh()], ValueError, "width is not known"),
        ([Dense(3, 4), "relu"], TypeError, r"layers\[1\] must be a Layer such as Dense\(2, 16\), got 'relu'"),
        ([Dense], TypeError, r"layers\[0\] must be a Layer"),
    ],
)
def test_bad_chains_are_named(layers, error, message):
    with pytest.raises(error, match=message):
        Sequential(layers)


def test_a_layer_belongs_to_one_network():
    shared = Dense(3, 3)
    with pytest.raises(ValueError, match="stands in the list twice"):
        Sequential([shared, shared])
    Sequential([shared])
    fresh = Dense(3, 3)
    with pytest.raises(ValueError, match=r"layers\[1\], Dense\(3, 3\), has its weights already"):
        Sequential([fresh, shared])
    Sequential([fresh])  # the failed attempt has not used it up
    with pytest.raises(ValueError, match="a layer belongs to one network"):
        Sequential([shared])


@pytest.mark.parametrize(
    ("bad", "error", "message"),
    [
        (np.ones((2, 4)), ValueError, r"x must have shape \(B, 3\), got \(2, 4\)"),
        (np.ones(3), ValueError, r"got \(3,\)"),
        (np.ones((0, 3)), ValueError, "x is empty"),
        (np.ones((2, 3), np.uint8), TypeError, "x must be an array of floats, got dtype uint8; scale images first"),
    ],
)
def test_bad_input_is_named(bad, error, message):
    with pytest.raises(error, match=message):
        network().forward(bad)
    with pytest.raises(error, match=message):
        network()(bad)


def test_bad_gradients_and_caches_are_named():
    net = network()
    y, cache = net.forward(x())
    with pytest.raises(ValueError, match=r"dy must have shape \(B, 2\), got \(6, 3\)"):
        net.backward(np.ones((6, 3)), cache)
    with pytest.raises(ValueError, match="the one that forward returned, of 7 layers; got 2"):
        net.backward(y, cache[:2])


def test_vectors_cannot_be_replaced_by_accident():
    net = network()
    with pytest.raises(AttributeError, match=r"write in place: net.params\[...\]"):
        net.params = net.params - 0.1 * net.grads
    net.params -= 0.1 * net.grads  # in place
