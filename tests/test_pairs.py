"""Pairs made from digits: each function on images drawn by hand, and what mathematical morphology promises."""

import numpy as np
import pytest

from numgan.datasets import (
    centre_mask,
    half_mask,
    inverted,
    large,
    load_mnist,
    noisy,
    outline_pairs,
    outlined,
    overlaid,
    random_mask,
    slanted,
    small,
    thickened,
    thinned,
    two_sets,
    unpaired,
    with_hole,
)


def drawn(*lines: str, ink: int = 200) -> np.ndarray:
    """One image, (1, height, width), with ink where there is a #."""
    return np.array([[[ink * (c == "#") for c in line.split()] for line in lines]], np.uint8)


def random_images(n=5, height=9, width=8, margin=2, seed=0) -> np.ndarray:
    """Grey images with paper around them."""
    inner = np.random.default_rng(seed).integers(0, 256, (n, height, width), np.uint8)
    return np.pad(inner, [(0, 0), (margin, margin), (margin, margin)])


SQUARE = drawn(". . . . . .", ". # # # . .", ". # # # . .", ". # # # . .", ". . . . . .")


@pytest.mark.parametrize(
    ("function", "image"),
    [
        (thickened, drawn("# # # # # .", "# # # # # .", "# # # # # .", "# # # # # .", "# # # # # .")),
        (thinned, drawn(". . . . . .", ". . . . . .", ". . # . . .", ". . . . . .", ". . . . . .")),
        (outlined, drawn(". . . . . .", ". # # # . .", ". # . # . .", ". # # # . .", ". . . . . .")),
    ],
)
def test_strokes_as_they_are_drawn_in_their_docstring(function, image):
    np.testing.assert_array_equal(function(SQUARE), image)


def test_the_outline_of_a_filled_square_is_its_border_also_at_the_edge_of_the_image():
    full = np.full((1, 4, 5), 255, np.uint8)
    np.testing.assert_array_equal(outlined(full), drawn("# # # # #", "# . . . #", "# . . . #", "# # # # #", ink=255))


@pytest.mark.parametrize("by", [1, 2, 3])
def test_thick_and_thin_are_the_extremes_of_a_window(by):
    images = random_images(n=2, height=5, width=4, margin=1)
    around = np.pad(images, [(0, 0), (by, by), (by, by)])
    windows = np.lib.stride_tricks.sliding_window_view(around, (2 * by + 1, 2 * by + 1), axis=(1, 2))
    np.testing.assert_array_equal(thickened(images, by=by), windows.max(axis=(3, 4)))
    np.testing.assert_array_equal(thinned(images, by=by), windows.min(axis=(3, 4)))


def test_thick_and_thin_are_an_adjunction():
    """thickened(a) <= b exactly where a <= thinned(b): so there and back only adds, back and there only takes away."""
    x, other = random_images(), random_images(seed=1)
    assert (thinned(x) <= x).all()
    assert (x <= thickened(x)).all()
    closed, opened = thinned(thickened(x)), thickened(thinned(x))
    assert (opened <= x).all()
    assert (x <= closed).all()
    np.testing.assert_array_equal(thickened(closed), thickened(x))  # nothing more is lost the second time
    np.testing.assert_array_equal(thinned(opened), thinned(x))
    np.testing.assert_array_equal(thickened(overlaid(x, other)), overlaid(thickened(x), thickened(other)))
    inside = np.s_[:, 1:-1, 1:-1]  # outside the image there is paper, and in the negative ink
    np.testing.assert_array_equal(inverted(thickened(inverted(x)))[inside], thinned(x)[inside])


def test_an_outline_and_what_it_surrounds_are_the_whole_image():
    digits = load_mnist().test_images[:200]
    bold = thickened(digits)
    outline = outlined(bold)
    np.testing.assert_array_equal(outline + thinned(bold), bold)
    for found, wanted in zip(outline_pairs(digits), (outline, bold), strict=True):
        np.testing.assert_array_equal(found, wanted)
    lost = (outline < 64) & (bold > 192)  # what a translator must fill in
    assert 0.1 < lost.sum() / (bold > 192).sum() < 0.5


def test_colours_are_treated_one_by_one():
    colours = np.stack([random_images(seed=seed) for seed in range(3)], axis=-1)[:, :12, :12]
    for function in (thickened, thinned, outlined, small, large, inverted, slanted):
        apart = [function(colours[..., i]) for i in range(3)]
        np.testing.assert_array_equal(function(colours), np.stack(apart, axis=-1))


def test_a_small_image_is_the_mean_of_blocks():
    image = np.array([[[0, 0, 8, 8], [0, 4, 8, 8], [0, 0, 0, 0], [0, 0, 0, 4]]], np.uint8)
    np.testing.assert_array_equal(small(image, by=2), [[[1, 8], [0, 1]]])
    digits = load_mnist().test_images[:50]
    found = small(digits)
    assert found.shape == (50, 7, 7)
    for i in range(7):
        for j in range(7):
            block = digits[:, 4 * i : 4 * i + 4, 4 * j : 4 * j + 4].reshape(50, 16)
            np.testing.assert_array_less(np.abs(found[:, i, j] - block.mean(axis=1)), 0.5 + 1e-12)


def test_large_and_small_again_is_the_same():
    images = random_images(margin=0)
    np.testing.assert_array_equal(small(large(images, by=3), by=3), images)
    np.testing.assert_array_equal(large(drawn("# ."), by=2), drawn("# # . .", "# # . ."))
    mosaic = large(small(load_mnist().test_images[:20]))
    np.testing.assert_array_equal(large(small(mosaic)), mosaic)


def test_masks_as_they_are_drawn():
    images = np.zeros((2, 4, 6), np.uint8)
    centre = drawn(". . . . . .", ". . # # . .", ". . # # . .", ". . . . . .").astype(bool)
    half = drawn(*4 * [". . . # # #"]).astype(bool)
    np.testing.assert_array_equal(centre_mask(images, side=2), np.concatenate([centre, centre]))
    np.testing.assert_array_equal(half_mask(images), np.concatenate([half, half]))
    assert centre_mask(images[:1], side=3).nonzero()[1].tolist() == 3 * [0] + 3 * [1] + 3 * [2]
    assert centre_mask(images[:1], side=3).nonzero()[2].tolist() == 3 * [1, 2, 3]
    assert half_mask(np.zeros((1, 1, 5), np.uint8)).tolist() == [[[False, False, False, True, True]]]
    for mask in (centre_mask(images, side=2), half_mask(images), random_mask(images, side=2, rng=0)):
        assert mask.dtype == bool
        mask[0] = True
        assert not mask[1].all()  # no two images share their memory


def test_random_squares_stand_everywhere_alike():
    images = np.zeros((3000, 4, 5), np.uint8)
    masks = random_mask(images, side=2, rng=0)
    assert (masks.sum(axis=(1, 2)) == 4).all()
    places = masks.reshape(len(masks), -1).argmax(axis=1)  # the upper left pixel of each square
    found, counts = np.unique(places, return_counts=True)
    np.testing.assert_array_equal(found, (5 * np.arange(3)[:, None] + np.arange(4)).ravel())
    assert np.abs(counts - 250).max() < 5 * np.sqrt(250)
    top, left = np.divmod(places, 5)
    np.testing.assert_array_equal(masks[np.arange(3000), top + 1, left + 1], True)  # squares, and not lines
    np.testing.assert_array_equal(random_mask(images, side=2, rng=0), masks)
    assert (random_mask(images, side=2, rng=1) != masks).any()


def test_a_hole_is_grey_and_the_rest_as_it_was():
    images = random_images()
    mask = random_mask(images, side=3, rng=0)
    holed = with_hole(images, mask)
    assert (holed[mask] == 128).all()
    np.testing.assert_array_equal(holed[~mask], images[~mask])
    assert (with_hole(images, mask, value=255)[mask] == 255).all()
    np.testing.assert_array_equal(np.where(mask, images, holed), images)  # known pixels beside guessed ones
    assert with_hole(np.zeros((5, 13, 12, 3), np.uint8), mask)[mask].shape == (45, 3)


def test_noise_has_its_spread_and_is_cut_off():
    grey = np.full((200, 10, 10), 128, np.uint8)
    found = noisy(grey, std=20.0, rng=0).astype(float)
    assert found.mean() == pytest.approx(128, abs=5 * 20 / np.sqrt(found.size))
    assert found.std() == pytest.approx(20, rel=5 / np.sqrt(2 * found.size))
    np.testing.assert_array_equal(noisy(grey, std=0.0, rng=0), grey)
    np.testing.assert_array_equal(noisy(grey, rng=3), noisy(grey, rng=3))
    paper = noisy(np.zeros((100, 10, 10), np.uint8), std=64.0, rng=1)
    assert (paper == 0).mean() == pytest.approx(0.5, abs=0.03)  # half of the noise is below paper


def test_slanted_as_it_is_drawn_and_back():
    line = drawn(*5 * [". # . . ."])
    italic = drawn(". . # . .", ". . # . .", ". # . . .", ". # . . .", "# . . . .")
    np.testing.assert_array_equal(slanted(line), italic)
    images = random_images()
    np.testing.assert_array_equal(slanted(slanted(images, 0.7), -0.7), images)
    np.testing.assert_array_equal(slanted(images, 0), images)


def test_inverted_and_overlaid_by_hand():
    np.testing.assert_array_equal(inverted(np.array([[[0, 1, 255]]], np.uint8)), [[[255, 254, 0]]])
    both = overlaid(drawn("# # #", ". . #", ". . #"), drawn(". . #", ". . #", "# . #"))
    np.testing.assert_array_equal(both, drawn("# # #", ". . #", "# . #"))
    with pytest.raises(ValueError, match=r"others must have the shape of images, \(1, 3, 3\), got \(1, 1, 3\)"):
        overlaid(drawn("# # #", ". . #", ". . #"), drawn("# # #"))


@pytest.mark.parametrize("n", [8, 9])
def test_unpaired_sets_share_no_image_and_the_truth_is_known(n):
    images = np.arange(n, dtype=np.uint8).reshape(n, 1, 1) * np.ones((1, 2, 3), np.uint8)  # image i is i everywhere
    x, y, x_in_y, y_in_x = unpaired(images, lambda a: a + 50, lambda a: a + 100, rng=0)
    assert (len(x), len(y)) == (n // 2, n - n // 2)
    np.testing.assert_array_equal(x_in_y - x, 50)
    np.testing.assert_array_equal(y - y_in_x, 50)
    shown = np.concatenate([x - 50, y - 100])[:, 0, 0]
    assert sorted(shown) == list(range(n))
    assert list(shown) != list(range(n))  # shuffled, so that both have all classes also where images come sorted
    np.testing.assert_array_equal(unpaired(images, inverted, thinned, rng=0).x, inverted(x - 50))


def test_two_sets_are_two_halves():
    images = random_images(6)
    x, y = two_sets(images)
    np.testing.assert_array_equal(x, images[:3])
    np.testing.assert_array_equal(slanted(inverted(y), -0.5), images[3:])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: thickened(np.zeros((4, 4))), r"images must be uint8 images .*, got float64 of shape \(4, 4\)"),
        (lambda: thinned(np.zeros((0, 4, 4), np.uint8)), "at least one, got uint8 of shape"),
        (lambda: small(SQUARE), "by must divide the height and the width of the images, 5 x 6, got 4"),
        (lambda: centre_mask(SQUARE), "side must be at most 5, that of the images, got 14"),
        (lambda: with_hole(SQUARE, SQUARE), "mask must be an array of True and False"),
        (lambda: with_hole(SQUARE, half_mask(SQUARE)[0]), r"mask must have shape \(1, 5, 6\), got \(5, 6\)"),
        (lambda: with_hole(SQUARE, half_mask(SQUARE), value=256), "value must be a whole number, at most 255, got 256"),
        (lambda: unpaired(SQUARE, inverted, thinned), "images must hold at least two, one for each set, got 1"),
    ],
)
def test_what_cannot_be_done_is_named(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call()
