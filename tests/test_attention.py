"""Self-attention: against loops and PyTorch, central differences, and what it promises about places and gamma."""

from pathlib import Path

import numpy as np
import pytest

from numgan import (
    R1,
    ApproximateR1,
    Conv2D,
    Dense,
    Flatten,
    LeakyReLU,
    Reshape,
    SelfAttention,
    Sequential,
)
from numgan.gradcheck import check_layer
from numgan.layers import Normal


def draw(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def built(n=3, dtype=np.float64, **settings):
    layer = SelfAttention(n, **settings).build(rng=0, dtype=dtype)
    layer.params[...] = draw(layer.params.size, seed=1)
    return layer


def test_it_is_what_its_sums_say():
    layer, x = built(3, inner=2), draw(2, 2, 4, 3)
    found = layer.forward(x)[0].reshape(2, 8, 3)
    for b, pixels in enumerate(x.reshape(2, 8, 3)):
        for j in range(8):
            scores = [float((pixels[i] @ layer.Wf) @ (pixels[j] @ layer.Wg)) for i in range(8)]
            weights = np.exp(scores) / np.exp(scores).sum()
            o = sum(weights[i] * (pixels[i] @ layer.Wh) for i in range(8))
            np.testing.assert_allclose(found[b, j], pixels[j] + layer.gamma[0] * o, rtol=1e-12)
            seen = layer.attention(x)[b, j // 4, j % 4].ravel()
            np.testing.assert_allclose(seen, weights, rtol=1e-12)


@pytest.mark.parametrize("name", ["small", "paper", "one"])
def test_both_passes_are_those_of_pytorch(name):
    with np.load(Path(__file__).parent / "golden/attention.npz") as file:
        golden = {key.partition(".")[2]: file[key] for key in file if key.partition(".")[0] == name}
    layer = SelfAttention(golden["x"].shape[3], inner=golden["Wf"].shape[1]).build(dtype=np.float64)
    for array in layer.param_shapes:
        getattr(layer, array)[...] = golden[array]
    y, cache = layer.forward(golden["x"])
    found = {"y": y, "dx": layer.backward(golden["dy"], cache)}
    found |= {f"d{array}": getattr(layer, f"d{array}") for array in layer.param_shapes}
    for key, value in found.items():
        np.testing.assert_allclose(value, golden[key], rtol=1e-10, atol=1e-12, err_msg=key)


@pytest.mark.parametrize(("shape", "settings"), [((3, 2, 3, 4), {"inner": 2}), ((2, 3, 1, 9), {}), ((2, 1, 1, 2), {})])
def test_backward_equals_central_differences(shape, settings):
    compared = check_layer(built(shape[3], **settings), draw(*shape, seed=2))
    assert set(compared) == {"x", "Wf", "Wg", "Wh", "gamma"}
    assert max(c.error for c in compared.values()) <= 1e-6, {k: str(c) for k, c in compared.items()}


def test_what_is_not_asked_for_is_not_computed_and_arguments_stay():
    layer, x = built(), draw(2, 2, 3, 3)
    y, cache = layer.forward(x)
    dy = draw(*y.shape, seed=4)
    kept = x.copy(), dy.copy()
    layer.grads[...] = 7
    assert layer.backward(dy, cache, params=False).shape == x.shape
    assert (layer.grads == 7).all()
    assert layer.backward(dy, cache, inputs=False) is None
    assert (layer.grads != 7).all()
    np.testing.assert_array_equal(x, kept[0])
    np.testing.assert_array_equal(dy, kept[1])


def test_float32_agrees_with_float64_and_stays_float32():
    layer64, layer32, x = built(), built(dtype=np.float32), draw(2, 3, 2, 3)
    (y64, cache64), (y32, cache32) = layer64.forward(x), layer32.forward(x.astype(np.float32))
    dx64, dx32 = layer64.backward(y64, cache64), layer32.backward(y32, cache32)
    for a, b in ((y64, y32), (dx64, dx32), (layer64.grads, layer32.grads)):
        assert b.dtype == np.float32
        np.testing.assert_allclose(b, a, rtol=1e-4, atol=1e-4)


def test_a_new_layer_is_the_identity_and_learns_gamma_first():
    layer, x = SelfAttention(16, init=Normal(0.5)).build(rng=0, dtype=np.float64), draw(2, 3, 3, 16)
    assert layer.Wf.shape == layer.Wg.shape == (16, 2)
    assert SelfAttention(5).build().Wf.shape == (5, 1)
    assert layer.Wh.std() == pytest.approx(0.5, rel=0.2)
    y, cache = layer.forward(x)
    np.testing.assert_array_equal(y, x)
    dy = draw(*y.shape, seed=1)
    np.testing.assert_array_equal(layer.backward(dy, cache), dy)
    assert not np.any([dW.any() for dW in (layer.dWf, layer.dWg, layer.dWh)])
    assert layer.dgamma[0] != 0


def test_pixels_moved_to_other_places_give_the_same_values_there():
    layer, x = built(), draw(2, 3, 4, 3)
    order = np.random.default_rng(5).permutation(12)
    moved = x.reshape(2, 12, 3)[:, order].reshape(x.shape)
    y = layer.forward(x)[0].reshape(2, 12, 3)[:, order].reshape(x.shape)
    np.testing.assert_allclose(layer.forward(moved)[0], y, rtol=1e-12)


def test_each_pixel_shares_out_all_of_its_attention_and_looks_where_it_is_offered_what_it_asks_for():
    layer, x = built(), draw(2, 3, 4, 3)
    seen = layer.attention(x)
    assert seen.shape == (2, 3, 4, 3, 4)
    np.testing.assert_allclose(seen.sum(axis=(3, 4)), 1, rtol=1e-12)
    layer = SelfAttention(2, inner=1).build(dtype=np.float64)
    layer.Wf[...], layer.Wg[...], layer.Wh[...], layer.gamma[...] = [[1], [0]], [[0], [1]], np.eye(2), 1
    x = np.array([[[[0, 50.0], [1, -50.0], [2, 0.0]]]])  # pixels offer 0, 1, 2, and ask for much, little, anything
    np.testing.assert_allclose(layer.attention(x)[0, 0, :, 0], [[0, 0, 1], [1, 0, 0], 3 * [1 / 3]], atol=1e-20)
    np.testing.assert_allclose(layer.forward(x)[0] - x, [[[x[0, 0, 2], x[0, 0, 0], x[0, 0].mean(axis=0)]]], atol=1e-12)


def test_it_is_safe_at_large_scores():
    layer, x = built(), 1e3 * draw(2, 3, 4, 3)
    y, cache = layer.forward(x)
    assert np.isfinite(y).all()
    assert np.isfinite(layer.backward(y, cache)).all()


def seeing(**settings):
    """A D that looks at images of 3 x 4 pixels."""
    layers = [Reshape((3, 4, 1)), Conv2D(1, 4, kernel=3, padding=1), LeakyReLU(0.2), SelfAttention(4, inner=2)]
    D = Sequential([*layers, Flatten(), Dense(48, 1)], rng=0, dtype=np.float64)
    D.params[...] = 0.3 * draw(D.params.size, seed=3)
    return D


def test_in_a_network_each_row_is_by_itself_and_the_gradient_right():
    D, x = seeing(), draw(3, 12)
    assert not D.couples_rows
    np.testing.assert_allclose(D(x[:1]), D(x)[:1], rtol=1e-12)
    assert max(c.error for c in check_layer(D, x).values()) <= 1e-6


def test_a_penalty_on_the_slope_refuses_it_and_says_what_takes_it():
    D = seeing()
    with pytest.raises(
        ValueError, match=r"R1.* needs a double_backward of every layer in D, and SelfAttention.*has none"
    ):
        R1().check(D)
    ApproximateR1().check(D)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: SelfAttention(0), "n must be a whole number, at least 1, got 0"),
        (lambda: SelfAttention(4, inner=0), "inner must be a whole number, at least 1, got 0"),
        (
            lambda: built().forward(draw(2, 6)),
            r"SelfAttention\(3\) takes images \(B, height, width, 3\), got x of shape",
        ),
        (lambda: built().forward(draw(2, 2, 3, 4)), r"takes images \(B, height, width, 3\), got x of shape"),
        (lambda: built().attention(draw(2, 3)), r"SelfAttention\(3\) takes images"),
        (
            lambda: built().backward(draw(2, 2, 3, 3), built().forward(draw(2, 3, 2, 3))[1]),
            r"dy must have the shape of the output of SelfAttention\(3\), \(2, 3, 2, 3\), got \(2, 2, 3, 3\)",
        ),
        (
            lambda: Sequential([Reshape((2, 2, 3)), SelfAttention(4), Flatten()]),
            r"layers\[1\], SelfAttention\(4\), takes images \(B, height, width, 4\), but layers\[0\]",
        ),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
