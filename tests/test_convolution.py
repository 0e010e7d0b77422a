"""Convolutions, and what makes images larger and smaller: against loops, PyTorch and central differences."""

from pathlib import Path

import numpy as np
import pytest

from numgan import (
    AveragePool2D,
    BatchNorm,
    Conv2D,
    ConvTranspose2D,
    Dropout,
    GlobalAveragePool,
    LeakyReLU,
    Pack,
    SpatialDropout,
    SpectralConv2D,
    UpSample2D,
)
from numgan.gradcheck import check_layer, compare, numerical_gradient
from numgan.layers import HeNormal
from numgan.layers.patches import add_patches, patches, positions

SETTINGS = [
    {"kernel": 3},
    {"kernel": 1, "stride": 2},
    {"kernel": 4, "stride": 2, "padding": 1},
    {"kernel": (3, 2), "stride": (2, 1), "padding": (0, 1)},
    {"kernel": (2, 3), "stride": (3, 2), "padding": ((1, 0), (0, 2))},
    {"kernel": 2, "stride": 3},
    {"kernel": 3, "padding": 1, "bias": False},
]


def draw(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def built(layer, dtype=np.float64):
    layer.build(rng=0, dtype=dtype)
    layer.params[...] = draw(layer.params.size, seed=1)
    return layer


def rim(padding):
    sides = padding if isinstance(padding, tuple) else (padding, padding)
    return [side if isinstance(side, tuple) else (side, side) for side in sides]


def seven_loops(x, layer):
    """A convolution as its formula reads: one loop for each index of y, three for the sum."""
    (h, w, n_in, n_out), (s, t) = layer.W.shape, np.broadcast_to(layer.stride, 2)
    x = np.pad(x, [(0, 0), *rim(layer.padding), (0, 0)])
    B, H, W, _ = x.shape
    down, across = (H - h) // s + 1, (W - w) // t + 1
    y = np.zeros((B, down, across, n_out))
    for b in range(B):
        for i in range(down):
            for j in range(across):
                for o in range(n_out):
                    for u in range(h):
                        for v in range(w):
                            for c in range(n_in):
                                y[b, i, j, o] += x[b, i * s + u, j * t + v, c] * layer.W[u, v, c, o]
    return y + (layer.b if layer.bias else 0)


def seven_loops_backwards(x, layer):
    """A transposed convolution as its formula reads: each value of x is written into a window."""
    (h, w, n_out, n_in), (s, t) = layer.W.shape, np.broadcast_to(layer.stride, 2)
    B, H, W, _ = x.shape
    y = np.zeros((B, (H - 1) * s + h, (W - 1) * t + w, n_out))
    for b in range(B):
        for i in range(H):
            for j in range(W):
                for c in range(n_in):
                    for u in range(h):
                        for v in range(w):
                            for o in range(n_out):
                                y[b, i * s + u, j * t + v, o] += x[b, i, j, c] * layer.W[u, v, o, c]
    (top, bottom), (left, right) = rim(layer.padding)
    return y[:, top : y.shape[1] - bottom, left : y.shape[2] - right] + (layer.b if layer.bias else 0)


@pytest.mark.parametrize("settings", SETTINGS, ids=repr)
def test_both_are_what_their_seven_loops_say(settings):
    x = draw(2, 6, 7, 2)
    layer = built(Conv2D(2, 3, **settings))
    y, _ = layer.forward(x)
    np.testing.assert_allclose(y, seven_loops(x, layer), rtol=1e-12, atol=1e-12)
    layer = built(ConvTranspose2D(2, 3, **settings))
    y, _ = layer.forward(x)
    np.testing.assert_allclose(y, seven_loops_backwards(x, layer), rtol=1e-12, atol=1e-12)


GOLDEN = {
    "square": Conv2D(2, 3, kernel=3, padding=1),
    "dcgan": Conv2D(3, 4, kernel=4, stride=2, padding=1),
    "rectangles": Conv2D(2, 3, kernel=(3, 2), stride=(2, 3), padding=(1, 0)),
    "rim": Conv2D(1, 2, kernel=3, stride=(3, 2)),
    "transposed_square": ConvTranspose2D(3, 2, kernel=3, padding=1),
    "transposed_dcgan": ConvTranspose2D(4, 3, kernel=4, stride=2, padding=1),
    "transposed_rectangles": ConvTranspose2D(2, 3, kernel=(3, 2), stride=(2, 3), padding=(1, 0)),
    "transposed_output_padding": ConvTranspose2D(2, 1, kernel=5, stride=2, padding=((2, 1), (2, 1))),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_both_passes_are_those_of_pytorch(name):
    with np.load(Path(__file__).parent / "golden/convolution.npz") as file:
        golden = {key.partition(".")[2]: file[key] for key in file if key.partition(".")[0] == name}
    layer = type(GOLDEN[name])(**GOLDEN[name].config()).build(rng=0, dtype=np.float64)
    layer.W[...], layer.b[...] = golden["W"], golden["b"]
    y, cache = layer.forward(golden["x"])
    dx = layer.backward(golden["dy"], cache)
    for found, key in ((y, "y"), (dx, "dx"), (layer.dW, "dW"), (layer.db, "db")):
        np.testing.assert_allclose(found, golden[key], rtol=1e-11, atol=1e-12, err_msg=key)


LAYERS = [
    *(kind(2, 3, **settings) for settings in SETTINGS for kind in (Conv2D, ConvTranspose2D, SpectralConv2D)),
    UpSample2D(),
    UpSample2D((2, 3)),
    AveragePool2D(),
    AveragePool2D((3, 2)),
    GlobalAveragePool(),
    SpatialDropout(0.4),
    Dropout(0.4),
    BatchNorm(2),
    LeakyReLU(0.2),
    Pack(2, rows=3),
]


def fresh(layer):
    layer = built(type(layer)(**layer.config()))
    if isinstance(layer, SpectralConv2D):
        layer.settle()
    return layer


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_backward_equals_central_differences(layer):
    compared = check_layer(fresh(layer), draw(3, 5, 7, 2, seed=2))
    assert max(c.error for c in compared.values()) <= 1e-6, {k: str(c) for k, c in compared.items()}


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_what_is_not_asked_for_is_not_computed_and_arguments_stay(layer):
    layer = fresh(layer)
    x = draw(3, 5, 7, 2, seed=3)
    y, cache = layer.forward(x)
    dy = draw(*y.shape, seed=4)
    kept = x.copy(), dy.copy()
    layer.grads[...] = 7
    assert layer.backward(dy, cache, params=False).shape == x.shape
    assert (layer.grads == 7).all()
    assert layer.backward(dy, cache, inputs=False) is None
    np.testing.assert_array_equal(x, kept[0])
    np.testing.assert_array_equal(dy, kept[1])


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_float32_agrees_with_float64_and_stays_float32(layer):
    layer64 = fresh(layer)
    if isinstance(layer64, Dropout):
        layer64.rate = 0.0  # masks of the two dtypes are drawn from different bits
    layer32 = type(layer)(**layer64.config()).build(rng=0)
    layer32.params[...], layer32.state[...] = layer64.params, layer64.state
    x = draw(3, 5, 7, 2, seed=5)
    (y64, cache64), (y32, cache32) = layer64.forward(x), layer32.forward(x.astype(np.float32))
    dy = draw(*y64.shape, seed=6)
    dx64, dx32 = layer64.backward(dy, cache64), layer32.backward(dy.astype(np.float32), cache32)
    for a, b in ((y64, y32), (dx64, dx32), (layer64.grads, layer32.grads)):
        assert b.dtype == np.float32
        np.testing.assert_allclose(b, a, rtol=1e-4, atol=1e-4)


LINEAR = [layer for layer in LAYERS if not isinstance(layer, BatchNorm)]


@pytest.mark.parametrize("layer", LINEAR, ids=repr)
def test_the_double_backward_pass_equals_central_differences(layer):
    """For the penalty sum(ddx dx): its gradient with respect to dy, and with respect to what is learned."""
    layer = fresh(layer)
    x = draw(3, 5, 7, 2, seed=7)
    stream = layer.rng.bit_generator.state
    y, cache = layer.forward(x)
    dy, ddx = draw(*y.shape, seed=8), draw(*x.shape, seed=9)

    def penalty():
        layer.rng.bit_generator.state = stream
        if isinstance(layer, SpectralConv2D):
            layer.settle()
        return float((ddx * layer.backward(dy, layer.forward(x)[1], params=False)).sum())

    layer.grads[...] = 7  # what was there does not count
    ddy = layer.double_backward(ddx, dy, cache)
    assert compare(ddy, numerical_gradient(penalty, dy)).error <= 1e-6
    for name in layer.param_shapes:
        error = compare(getattr(layer, "d" + name).copy(), numerical_gradient(penalty, getattr(layer, name))).error
        assert error <= 1e-6, name


@pytest.mark.parametrize("settings", SETTINGS, ids=repr)
def test_patches_and_their_transpose(settings):
    """sum(patches(x) p) = sum(x add_patches(p)) for all x and p."""
    kernel, stride = (tuple(np.broadcast_to(settings.get(key, 1), 2)) for key in ("kernel", "stride"))
    padding = tuple(rim(settings.get("padding", 0)))
    x = draw(2, 6, 7, 3)
    found = patches(x, kernel, stride, padding)
    assert found.shape == (2, *positions((6, 7), kernel, stride, padding), *kernel, 3)
    p = draw(*found.shape, seed=1)
    back = add_patches(p, x.shape, stride, padding)
    assert back.shape == x.shape
    assert (found * p).sum() == pytest.approx((x * back).sum(), rel=1e-12)


def test_a_transposed_convolution_is_the_backward_pass_of_a_convolution_with_the_same_weights():
    there = built(Conv2D(2, 5, kernel=4, stride=2, padding=1))
    back = built(ConvTranspose2D(5, 2, kernel=4, stride=2, padding=1))
    back.W[...], back.b[...] = there.W, 0
    x, dy = draw(3, 8, 6, 2), draw(3, 4, 3, 5, seed=1)
    dx = there.backward(dy, there.forward(x)[1])
    np.testing.assert_allclose(back.forward(dy)[0], dx, rtol=1e-12)
    np.testing.assert_allclose(back.backward(x, back.forward(dy)[1]), there.forward(x)[0] - there.b, rtol=1e-12)


def test_the_rim_that_no_window_reaches_has_no_effect_and_no_gradient():
    layer = built(Conv2D(1, 1, kernel=3, stride=2))
    x = draw(1, 6, 6, 1)
    y, cache = layer.forward(x)
    x[:, 5:], x[:, :, 5:] = 100, 100
    np.testing.assert_array_equal(layer.forward(x)[0], y)
    dx = layer.backward(np.ones_like(y), cache)
    assert (dx[:, 5:] == 0).all()
    assert (dx[:, :, 5:] == 0).all()


SIZES = [  # layer, image, (height, width) of what comes out, or None where it does not fit
    (Conv2D(1, 1, kernel=(5, 1)), (6, 3), (2, 3)),
    (Conv2D(1, 1, kernel=(1, 5)), (3, 6), (3, 2)),
    (Conv2D(1, 1, kernel=(4, 6)), (4, 6), (1, 1)),
    (Conv2D(1, 1, kernel=(5, 1)), (4, 6), None),
    (Conv2D(1, 1, kernel=(1, 7)), (4, 6), None),
    (ConvTranspose2D(1, 1, kernel=3, padding=1), (1, 1), (1, 1)),
    (ConvTranspose2D(1, 1, kernel=(3, 4), stride=(2, 1), padding=(1, 2)), (2, 1), None),
    (ConvTranspose2D(1, 1, kernel=(4, 3), stride=(1, 2), padding=(2, 1)), (1, 2), None),
    (UpSample2D(), (1, 2), (2, 4)),
    (UpSample2D((2, 3)), (4, 5), (8, 15)),
    (AveragePool2D((2, 3)), (2, 3), (1, 1)),
    (AveragePool2D((4, 1)), (5, 3), (1, 3)),
    (AveragePool2D((3, 1)), (2, 4), None),
    (AveragePool2D((1, 3)), (4, 2), None),
]


@pytest.mark.parametrize(("layer", "image", "size"), SIZES, ids=repr)
def test_what_size_an_image_becomes(layer, image, size):
    layer = fresh(layer)
    if size is None:
        with pytest.raises(ValueError, match=r"larger than the image|cuts off all that it makes"):
            layer.output_shape((*image, 1))
    else:
        assert layer.output_shape((*image, 1)) == (*size, 1)
        assert layer.forward(draw(2, *image, 1))[0].shape == (2, *size, 1)


def test_a_pool_over_all_pixels_gives_rows():
    assert GlobalAveragePool().output_shape((4, 5, 3)) == (3,)


@pytest.mark.parametrize("layer", [Conv2D(2, 3, kernel=3), UpSample2D()], ids=repr)
def test_images_may_be_a_list_and_must_be_floats(layer):
    layer, x = fresh(layer), draw(2, 4, 5, 2)
    np.testing.assert_array_equal(layer.forward(x.tolist())[0], layer.forward(x)[0])
    with pytest.raises(TypeError, match="x must be an array of floats, got dtype int64"):
        layer.forward(np.ones((2, 4, 5, 2), np.int64))


def test_up_sampling_and_pooling_by_hand():
    x = np.array([[1.0, 2.0], [3.0, 4.0]])[None, :, :, None]
    y, cache = UpSample2D((1, 2)).forward(x)
    np.testing.assert_array_equal(y[0, :, :, 0], [[1, 1, 2, 2], [3, 3, 4, 4]])
    np.testing.assert_array_equal(UpSample2D((1, 2)).backward(y, cache), 2 * x)
    x = np.arange(15.0).reshape(1, 3, 5, 1)
    y, cache = AveragePool2D().forward(x)
    np.testing.assert_array_equal(y[0, :, :, 0], [[3, 5]])
    dx = AveragePool2D().backward(np.array([[[[4.0], [8.0]]]]), cache)
    np.testing.assert_array_equal(dx[0, :, :, 0], [[1, 1, 2, 2, 0], [1, 1, 2, 2, 0], [0, 0, 0, 0, 0]])
    np.testing.assert_array_equal(GlobalAveragePool().forward(x)[0], [[7]])


def test_spatial_dropout_drops_whole_channels():
    layer = SpatialDropout(0.5).build(rng=0, dtype=np.float64)
    y, _ = layer.forward(np.ones((200, 3, 4, 5)))
    assert (y == y[:, :1, :1]).all()
    assert set(np.unique(y)) == {0, 2}
    assert abs((y[:, 0, 0] == 0).mean() - 0.5) < 4 * 0.5 / np.sqrt(1000)  # four standard deviations
    np.testing.assert_array_equal(layer.forward(y, training=False)[0], y)


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("kind", [Conv2D, ConvTranspose2D])
def test_he_s_weights_keep_the_variance(kind, stride):
    """var(y) = var(x) where every value of y sums so many terms as the initialiser was told; He's W has 2 / terms."""
    layer = kind(16, 32, kernel=4, stride=stride, init=HeNormal(), bias=False).build(rng=0, dtype=np.float64)
    x = draw(4, 40, 40, 16)
    y, _ = layer.forward(x)
    middle = y[:, 8:-8, 8:-8]  # where all windows overlap
    assert middle.var() == pytest.approx(2, rel=0.1)


def test_the_spectral_convolution_divides_its_matrix():
    layer = built(SpectralConv2D(2, 3, kernel=3))
    layer.settle()
    x = draw(2, 5, 5, 2)
    plain = built(Conv2D(2, 3, kernel=3))
    plain.W[...], plain.b[...] = layer.W / np.linalg.norm(layer.W.reshape(18, 3), 2), layer.b
    np.testing.assert_allclose(layer.forward(x, training=False)[0], plain.forward(x)[0], rtol=1e-10)
    layer.settle()
    layer.backward(draw(2, 3, 3, 3), layer.forward(x)[1])
    assert abs(np.vdot(layer.dW, layer.W)) < 1e-8  # a longer W has the same output


@pytest.mark.parametrize(("kernel", "stride"), [(4, 2), (3, 2), (3, 1)])
def test_a_spectral_convolution_makes_an_image_at_most_so_much_longer(kernel, stride):
    """The whole map's largest singular value, from its matrix: at most sqrt(n), n windows for a pixel."""
    layer = built(SpectralConv2D(2, 3, kernel=kernel, stride=stride, bias=False))
    layer.settle()
    y, _ = layer.forward(np.eye(8 * 8 * 2).reshape(-1, 8, 8, 2), training=False)
    norm = np.linalg.norm(y.reshape(len(y), -1), 2)
    assert 1 - 1e-9 <= norm <= -(-kernel // stride) + 1e-9  # sqrt(n) = ceil(kernel / stride) for a square window
