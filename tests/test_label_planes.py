"""Columns beside an image that become planes of it, and images that a pack joins in their channels."""

import numpy as np
import pytest

from numgan import Conv2D, Dense, Flatten, LabelPlanes, Pack, Reshape, Sequential
from numgan.gradcheck import check_layer, compare, numerical_gradient


def draw(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def planes(shape=(3, 4, 2), labels=3, dtype=np.float64):
    return LabelPlanes(shape, labels=labels).build(rng=0, dtype=dtype)


def test_planes_by_hand():
    layer = planes((2, 1, 2), labels=3)
    y, cache = layer.forward(np.array([[1.0, 2, 3, 4, 0, 5, 0], [6, 7, 8, 9, 10, 0, 0]]))
    np.testing.assert_array_equal(y[0], [[[1, 2, 0, 5, 0]], [[3, 4, 0, 5, 0]]])
    np.testing.assert_array_equal(y[1], [[[6, 7, 10, 0, 0]], [[8, 9, 10, 0, 0]]])
    dx = layer.backward(np.arange(20.0).reshape(2, 2, 1, 5), cache)
    np.testing.assert_array_equal(dx, [[0, 1, 5, 6, 2 + 7, 3 + 8, 4 + 9], [10, 11, 15, 16, 12 + 17, 13 + 18, 14 + 19]])
    assert layer.output_shape((7,)) == layer.output_shape(None) == (2, 1, 5)


def test_both_backward_passes_equal_central_differences():
    layer, x = planes(), draw(5, 27)
    assert check_layer(layer, x)["x"].error <= 1e-6
    y, cache = layer.forward(x)
    dy, ddx = draw(*y.shape, seed=1), draw(*x.shape, seed=2)
    kept = dy.copy(), ddx.copy()
    ddy = layer.double_backward(ddx, dy, cache)
    slope = numerical_gradient(lambda: float((ddx * layer.backward(dy, layer.forward(x)[1], params=False)).sum()), dy)
    assert compare(ddy, slope).error <= 1e-6
    assert layer.backward(dy, cache, inputs=False) is None
    np.testing.assert_array_equal(dy, kept[0])
    np.testing.assert_array_equal(ddx, kept[1])


def test_without_labels_it_would_be_a_reshape():
    x = draw(4, 24 + 2)
    y, _ = planes(labels=2).forward(x)
    np.testing.assert_array_equal(y[..., :2], Reshape((3, 4, 2)).build(rng=0, dtype=np.float64).forward(x[:, :24])[0])


def test_to_a_convolution_a_label_is_a_bias_of_its_own():
    """Where no window reaches over the rim, planes c add c times W summed over the window, the same everywhere."""
    both = Conv2D(5, 4, kernel=(2, 3)).build(rng=0, dtype=np.float64)
    alone = Conv2D(2, 4, kernel=(2, 3)).build(rng=0, dtype=np.float64)
    alone.W[...] = both.W[:, :, :2]
    x, c = draw(6, 24), draw(6, 3, seed=1)
    y, _ = both.forward(planes().forward(np.hstack([x, c]))[0])
    bias = c @ both.W[:, :, 2:].sum(axis=(0, 1))
    np.testing.assert_allclose(y, alone.forward(x.reshape(6, 3, 4, 2))[0] + bias[:, None, None], rtol=1e-10, atol=1e-12)


def test_planes_stay_float32():
    layer, x = planes(dtype=np.float32), draw(2, 27).astype(np.float32)
    y, cache = layer.forward(x)
    assert y.dtype == layer.backward(y, cache).dtype == layer.double_backward(x, y, cache).dtype == np.float32


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: LabelPlanes((28, 28), labels=10), r"shape must be \(height, width, channels\), got \(28, 28\)"),
        (lambda: LabelPlanes((2, 2, 1), labels=0), "labels must be a whole number, at least 1, got 0"),
        (lambda: LabelPlanes((2, 0, 1), labels=2), "each length in shape must be a whole number, at least 1, got 0"),
        (
            lambda: planes().forward(draw(2, 24)),
            r"LabelPlanes\(\(3, 4, 2\), labels=3\) takes \(B, 27\), got x of shape \(2, 24\)",
        ),
        (
            lambda: planes().backward(draw(2, 3, 4, 1), planes().forward(draw(2, 27))[1]),
            r"dy must have the shape of the output of LabelPlanes.*, \(2, 3, 4, 5\), got \(2, 3, 4, 1\)",
        ),
        (
            lambda: Sequential([Dense(2, 4), LabelPlanes((2, 2, 1), labels=1), Flatten()]),
            r"layers\[1\], LabelPlanes\(\(2, 2, 1\), labels=1\), takes \(B, 5\), but layers\[0\], Dense\(2, 4\), gives",
        ),
        (
            lambda: Sequential([LabelPlanes((2, 2, 1), labels=1), Conv2D(1, 2, kernel=2), Flatten()]),
            r"layers\[1\], Conv2D\(1, 2, kernel=2\), takes images \(B, height, width, 1\), but layers\[0\]",
        ),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_pack_of_images_is_one_image_with_the_channels_of_all():
    layer, x = Pack(2, rows=3).build(rng=0, dtype=np.float64), draw(6, 4, 5, 2)
    y, cache = layer.forward(x)
    assert layer.output_shape((4, 5, 2)) == y.shape[1:] == (4, 5, 6)
    for b in range(2):
        np.testing.assert_array_equal(y[b], np.concatenate([x[3 * b], x[3 * b + 1], x[3 * b + 2]], axis=2))
    np.testing.assert_array_equal(layer.backward(y, cache), x)
    flat, _ = Pack(40, rows=3).build(rng=0, dtype=np.float64).forward(x.reshape(6, -1))
    np.testing.assert_array_equal(np.sort(flat), np.sort(y.reshape(2, -1)))  # the same numbers in another order
    with pytest.raises(ValueError, match="Pack puts 3 rows into one: 3 must divide the batch size 4"):
        layer.forward(x[:4])
    with pytest.raises(ValueError, match=r"takes \(B, ..., 2\), but layers\[0\], Reshape.*, gives \(B, 2, 3, 1"):
        Sequential([Reshape((2, 3, 1)), Pack(2), Flatten()])
