"""The Laplacian pyramid of images: exact reconstruction, weights by hand, and what both maps keep."""

import numpy as np
import pytest

from numgan import load_mnist
from numgan.datasets import doubled, from_pyramid, halved, small, to_pyramid


def draw(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


@pytest.mark.parametrize("shape", [(3, 8, 12), (2, 8, 4, 3), (1, 28, 28), (2, 4, 4, 1)])
@pytest.mark.parametrize("levels", [1, 2, 3])
def test_from_the_pyramid_comes_the_image(shape, levels):
    x = draw(*shape)
    pyramid = to_pyramid(x, levels)
    assert [band.shape[1:3] for band in pyramid] == [(shape[1] // by, shape[2] // by) for by in (4, 2, 1)[3 - levels :]]
    np.testing.assert_allclose(from_pyramid(pyramid), x, rtol=0, atol=1e-14)


def test_of_whole_numbers_not_a_bit_is_lost_and_float32_stays():
    """Sums of sixteenths of grey values are exact in float32."""
    x = load_mnist().train_images[:20].astype(np.float32)
    pyramid = to_pyramid(x)
    assert {band.dtype for band in pyramid} == {np.dtype(np.float32)}
    np.testing.assert_array_equal(from_pyramid(pyramid), x)


def test_a_band_is_what_doubling_lacks():
    x = draw(2, 8, 8)
    coarse, middle, fine = to_pyramid(x)
    np.testing.assert_array_equal(coarse, halved(halved(x)))
    np.testing.assert_array_equal(middle, halved(x) - doubled(halved(halved(x))))
    np.testing.assert_array_equal(fine, x - doubled(halved(x)))


def test_halved_is_the_mean_of_blocks():
    np.testing.assert_array_equal(halved(np.arange(16.0).reshape(1, 4, 4)), [[[2.5, 4.5], [10.5, 12.5]]])
    images = load_mnist().train_images[:5]
    np.testing.assert_array_equal(np.rint(halved(images.astype(float))), small(images, by=2))


def test_doubled_by_hand():
    np.testing.assert_array_equal(doubled(np.array([[[0.0, 4.0]]])), [[[0, 1, 3, 4]] * 2])
    found = doubled(np.array([[[0.0, 0.0, 0.0], [0.0, 16.0, 0.0], [0.0, 0.0, 0.0]]]))[0]
    one = np.array([0, 1, 3, 3, 1, 0])
    np.testing.assert_array_equal(found, np.outer(one, one))


def test_what_doubled_keeps():
    """Constants everywhere; straight lines, at the centres of the new pixels, except for the rim; and the mean."""
    np.testing.assert_array_equal(doubled(np.full((1, 3, 2), 0.7)), np.full((1, 6, 4), 0.7))
    n = 6
    line = np.arange(n) + 0.5  # the centres of n pixels
    fine = (np.arange(2 * n) + 0.5) / 2
    found = doubled(np.tile(line, (1, n, 1)))
    np.testing.assert_allclose(found[0, :, 1:-1], np.tile(fine[1:-1], (2 * n, 1)), rtol=1e-14)
    x = draw(2, 5, 4, 2)
    np.testing.assert_allclose(doubled(x).mean(axis=(1, 2)), x.mean(axis=(1, 2)), rtol=1e-12)


def test_each_channel_is_by_itself_and_arguments_stay():
    x = draw(2, 4, 6, 3)
    kept = x.copy()
    for f in (halved, doubled):
        np.testing.assert_allclose(f(x)[..., 1], f(x[..., 1]), rtol=1e-13, atol=1e-15)
    to_pyramid(x, 2)
    np.testing.assert_array_equal(x, kept)


def test_bands_of_digits_are_small_beside_the_digits():
    x = load_mnist().train_images[:500] / 255
    _, middle, fine = to_pyramid(x)
    energies = [float((band**2).sum(axis=(1, 2)).mean()) for band in (x, fine, middle)]
    assert energies[1] < 0.15 * energies[0]
    assert energies[2] < energies[0] / 4


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: halved(draw(2, 3, 4)),
            ValueError,
            "images must have an even height and width to be halved, got 3 x 4",
        ),
        (lambda: to_pyramid(draw(2, 6, 8)), ValueError, "even height and width to be halved, got 3 x 4"),
        (lambda: doubled(draw(2, 3)), ValueError, r"images must be floats \(B, height, width\) or .*, got \(2, 3\)"),
        (lambda: doubled(load_mnist().train_images[:1]), TypeError, "images must be an array of floats, got .*uint8"),
        (lambda: halved(np.full((1, 2, 2), np.nan)), ValueError, "images"),
        (lambda: to_pyramid(draw(1, 4, 4), 0), ValueError, "levels must be a whole number, at least 1, got 0"),
        (lambda: from_pyramid([]), TypeError, "pyramid must be a list of arrays"),
        (
            lambda: from_pyramid([draw(1, 2, 2), draw(1, 4, 2)]),
            ValueError,
            r"pyramid\[1\] must have the shape \(1, 4, 4\), twice what is below, got \(1, 4, 2\)",
        ),
    ],
)
def test_what_does_not_fit_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
