"""Pictures of what an encoder is good for: which image stands where."""

import families
import numpy as np
import pytest
from matplotlib.figure import Figure

from numgan import plots
from numgan.family import invert

IMAGES = np.random.default_rng(0).integers(0, 256, (8, 2, 3), dtype=np.uint8)
PITCH = 3, 4  # rows and columns of pixels from one image to the next


@pytest.fixture
def ax():
    return Figure().subplots()


def game(make=families.bigan):
    """Of images of 2 x 3 pixels."""
    made = families.shaken(make)
    made.data_range, made.data_shape = (0.0, 1.0), (2, 3)
    return made


def pictures(ax, rows, columns):
    """The images of a sheet: (rows, columns, 2, 3)."""
    sheet = np.asarray(ax.images[0].get_array())
    assert sheet.shape == (PITCH[0] * rows - 1, PITCH[1] * columns - 1)
    return np.array([[sheet[3 * i : 3 * i + 2, 4 * j : 4 * j + 3] for j in range(columns)] for i in range(rows)])


def words(labels):
    return [label.get_text() for label in labels]


def test_images_stand_above_what_the_game_makes_of_them(ax):
    bigan = game()
    x = bigan.scale(IMAGES)
    found = invert(bigan, x, steps=3, rng=0)
    assert plots.reconstructions(bigan, IMAGES, found=found, ax=ax) is ax
    shown = pictures(ax, 3, 8)
    np.testing.assert_array_equal(shown[0], IMAGES)
    np.testing.assert_array_equal(shown[1], bigan.to_images(bigan.reconstruct(x)))
    np.testing.assert_array_equal(shown[2], bigan.to_images(found.rows))
    assert words(ax.get_yticklabels()) == ["x", "G(E(x))", "search"]
    assert f"search: {found.errors.mean():.4f}" in ax.get_xlabel()


def test_a_game_without_an_encoder_shows_what_was_found(ax):
    gan = game(families.gan)
    found = invert(gan, gan.scale(IMAGES[:2]), steps=3, rng=0)
    plots.reconstructions(gan, IMAGES[:2], found=found, ax=ax)
    np.testing.assert_array_equal(pictures(ax, 2, 2)[1], gan.to_images(found.rows))
    with pytest.raises(ValueError, match=r"GAN has no encoder: pass found=invert"):
        plots.reconstructions(gan, IMAGES)
    with pytest.raises(ValueError, match=r"found must be of these 8 images, got rows of shape \(2, 6\)"):
        plots.reconstructions(gan, IMAGES, found=found)
    with pytest.raises(TypeError, match=r"found must be what numgan.family.invert returned, got ndarray"):
        plots.reconstructions(gan, IMAGES, found=found.rows)


def test_residuals_are_the_differences_and_do_not_wrap_around(ax):
    made = IMAGES[::-1]
    plots.residuals(IMAGES, made, scores=np.arange(8) / 4, ax=ax)
    shown = pictures(ax, 3, 8)
    np.testing.assert_array_equal(shown[:2], [IMAGES, made])
    np.testing.assert_array_equal(shown[2], np.abs(IMAGES.astype(int) - made))
    assert words(ax.get_xticklabels())[:3] == ["0", "0.25", "0.5"]
    colours = np.zeros((2, 2, 3, 3), np.uint8)
    plots.residuals(colours, colours, ax=Figure().subplots())


def test_codes_stand_where_the_encoder_puts_them(ax):
    aae, labels = game(families.aae_of_petals), np.array([0, 1, 1, 0, 9, 9, 9, 0])
    plots.latent_codes(aae, IMAGES, labels, ax=ax)
    z = aae.encode(aae.scale(IMAGES))
    assert len(ax.collections) == 3
    for drawn, label in zip(ax.collections, (0, 1, 9), strict=True):
        np.testing.assert_allclose(drawn.get_offsets(), z[labels == label], rtol=1e-6)
    assert len({tuple(drawn.get_facecolor()[0]) for drawn in ax.collections}) == 3
    assert ax.get_xlabel() == "$z_1$"


@pytest.mark.parametrize("linear", [False, True])
def test_a_walk_goes_from_one_image_to_the_other(linear, ax):
    bigan = game()
    plots.image_walk(bigan, IMAGES[:4], steps=5, linear=linear, ax=ax)
    shown, z = pictures(ax, 2, 7), bigan.encode(bigan.scale(IMAGES[:4]))
    for i in range(2):
        np.testing.assert_array_equal(shown[i, [0, -1]], IMAGES[2 * i : 2 * i + 2])
        way = bigan.interpolate(z[2 * i], z[2 * i + 1], 5, linear=linear)
        np.testing.assert_array_equal(shown[i, 1:-1], bigan.to_images(bigan.generate(way)))
    ends = bigan.to_images(bigan.generate(z[:2]))
    np.testing.assert_array_equal(shown[0, [1, -2]], ends)
    assert ("straight line" in ax.get_xlabel()) == linear


def test_the_last_picture_is_that_of_the_sum_of_mean_codes(ax):
    bigan = game()
    groups = IMAGES[:4], IMAGES[4:6], IMAGES[6:]
    plots.latent_arithmetic(bigan, *groups, titles=("thick", "thin", "4"), ax=ax)
    a, b, c = (bigan.encode(bigan.scale(group)).mean(axis=0) for group in groups)
    wanted = bigan.to_images(bigan.generate(np.stack([a, b, c, a - b + c])))
    below = [np.asarray(image.get_array()) for image in ax.images if image.get_extent()[2] == 0]
    np.testing.assert_array_equal(below, wanted)
    assert len(ax.images) == 4 + 3 + 2 + 2  # of each group, three at most
    assert words(ax.texts) == ["\N{MINUS SIGN}", "+", "="]
    assert words(ax.get_xticklabels()) == ["thick", "thin", "4", "their sum"]


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plots.image_walk(game(), IMAGES[:3]), "must be pairs, an even number, got 3"),
        (lambda: plots.image_walk(game(families.gan), IMAGES), "must have an encoder, and GAN has none: see numgan"),
        (lambda: plots.image_walk(families.bigan(), IMAGES), "must make images, and this one makes points"),
        (lambda: plots.residuals(IMAGES, IMAGES[:2]), r"one shape, got \(8, 2, 3\) and \(2, 2, 3\)"),
        (lambda: plots.residuals(IMAGES, IMAGES, scores=[1]), "one number for each of the 8 images"),
        (lambda: plots.latent_codes(game(), IMAGES, np.arange(8)), "must have 2 latents, got 4"),
        (lambda: plots.latent_codes(game(), IMAGES, np.arange(7)), "one for each of the 8 images"),
        (lambda: plots.latent_codes(game(), IMAGES, np.arange(3, 11)), "0 ... 9, got values from 3 to 10"),
        (lambda: plots.latent_arithmetic(game(), IMAGES, IMAGES, IMAGES, titles=("a", "b")), "three texts"),
        (lambda: plots.latent_arithmetic(game(), IMAGES, IMAGES, IMAGES[:0]), "c must be uint8"),
        (lambda: plots.reconstructions(game(), IMAGES / 255), "images must be uint8 of shape"),
    ],
)
def test_what_cannot_be_drawn_is_refused(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()
