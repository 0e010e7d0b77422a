"""Networks that work on images inside: rows in, shapes between, rows out."""

import numpy as np
import pytest

from numgan import BatchNorm, Dense, Flatten, LeakyReLU, Reshape, Sequential, Tanh
from numgan.gradcheck import check_layer


def network(layers):
    return Sequential(layers, rng=0, dtype=np.float64)


def test_rows_become_images_and_rows_again():
    net = network([Reshape((2, 3, 4)), BatchNorm(4), LeakyReLU(0.2), Flatten(), Dense(24, 5), Tanh()])
    assert (net.n_in, net.n_out) == (24, 5)
    x = np.random.default_rng(0).normal(size=(3, 24))
    image, cache = net.layers[0].forward(x)
    np.testing.assert_array_equal(image[1, 0, 2], x[1, 8:12])  # the third pixel of the first line, its four channels
    np.testing.assert_array_equal(net.layers[0].backward(image, cache), x)
    found = check_layer(net, x)
    assert max(c.error for c in found.values()) <= 1e-6, found
    shapes = [line.split("(B")[1].split(")")[0] for line in net.summary().splitlines() if "(B" in line]
    assert shapes == [", 2, 3, 4", ", 2, 3, 4", ", 2, 3, 4", ", 24", ", 5", ", 5"]


def test_double_backward_passes_through_both():
    net = network([Reshape((2, 2, 1)), LeakyReLU(0.2), Flatten(), Dense(4, 1)])
    x = np.random.default_rng(0).normal(size=(5, 4))
    g, trail = net.input_gradient(x)
    slopes = np.where(x > 0, 1, 0.2)
    np.testing.assert_allclose(g, slopes * net.layers[3].W.T, rtol=1e-12)
    ddx = np.random.default_rng(1).normal(size=g.shape)
    net.grads[...] = 0
    net.double_backward(ddx, trail)
    np.testing.assert_allclose(net.layers[3].dW[:, 0], (ddx * slopes).sum(axis=0), rtol=1e-12)


def test_batch_norm_of_images_is_that_of_their_pixels_as_rows():
    x = np.random.default_rng(0).normal(2, 3, (3, 4, 5, 2))
    images, pixels = (BatchNorm(2, momentum=0.5).build(dtype=np.float64) for _ in range(2))
    y, _ = images.forward(x)
    rows, _ = pixels.forward(x.reshape(-1, 2))
    np.testing.assert_array_equal(y.reshape(-1, 2), rows)
    np.testing.assert_allclose(y.mean(axis=(0, 1, 2)), 0, atol=1e-12)
    np.testing.assert_array_equal(images.running_var, pixels.running_var)
    np.testing.assert_array_equal(images.forward(x, training=False)[0].shape, x.shape)


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        (
            [Dense(2, 3), Dense(4, 1)],
            r"layers\[1\], Dense\(4, 1\), takes \(B, 4\), but layers\[0\], Dense\(2, 3\), gives \(B, 3\)",
        ),
        ([Reshape((2, 3)), Dense(6, 1)], r"layers\[1\].* takes \(B, 6\), but .* gives \(B, 2, 3\)"),
        ([Dense(4, 5), Reshape((2, 3))], r"layers\[1\].* takes \(B, 6\), but .* gives \(B, 5\)"),
        (
            [Reshape((2, 3)), BatchNorm(2)],
            r"layers\[1\].* takes \(B, ..., 2\), but .* gives \(B, 2, 3\)",
        ),
        ([Reshape((2, 3)), Tanh()], r"this network ends with \(B, 2, 3\): end with Flatten\(\)"),
        ([LeakyReLU()], "the network's width is not known"),
    ],
)
def test_layers_that_do_not_fit_are_named_with_their_shapes(layers, message):
    with pytest.raises(ValueError, match=message):
        network(layers)


@pytest.mark.parametrize("shape", [(5, 1), (5, 3), (2, 8)])
def test_batch_norm_refuses_another_width_even_if_the_values_would_fill_it(shape):
    layer = BatchNorm(4).build(dtype=np.float64)
    with pytest.raises(ValueError, match=r"BatchNorm\(4\) takes \(B, ..., 4\), got"):
        layer.forward(np.ones(shape))


@pytest.mark.parametrize("shape", [(), 5, (0, 2), (2.5,), "28"])
def test_bad_shapes_are_refused(shape):
    with pytest.raises(ValueError, match="shape"):
        Reshape(shape)


def test_add_adds_what_would_be_written():
    net = network([Dense(3, 4), LeakyReLU(0.2), Dense(4, 1)])
    rng = np.random.default_rng(0)
    passes = [(rng.normal(size=(5, 3)), rng.normal(size=(5, 1))) for _ in range(2)]
    written = []
    for x, dy in passes:
        net.backward(dy, net.forward(x)[1])
        written.append(net.grads.copy())
    net.grads[...] = 0
    for x, dy in passes:
        dx = net.backward(dy, net.forward(x)[1], add=True)
        assert dx.shape == x.shape
    np.testing.assert_allclose(net.grads, written[0] + written[1], rtol=1e-12)
    before = net.grads.copy()
    net.backward(passes[0][1], net.forward(passes[0][0])[1], params=False, add=True)
    np.testing.assert_array_equal(net.grads, before)
