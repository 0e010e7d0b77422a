"""Pictures of images: which image stands where."""

import numpy as np
import pytest
from games import images, small_gan
from matplotlib.figure import Figure

from numgan import (
    CodedNoise,
    Dense,
    LabelledNoise,
    NormalNoise,
    Sampler,
    Sequential,
    Tanh,
    great_circle_interpolation,
    linear_interpolation,
    plots,
)


@pytest.fixture
def ax():
    return Figure().subplots()


def sampler(latent_dim=4, *, data_range=(-1, 1)) -> Sampler:
    """Of images of 2 x 3 pixels."""
    generator = Sequential([Dense(latent_dim, 6), Tanh()], rng=0, dtype=np.float64)
    return Sampler(generator, noise_prior=NormalNoise(), data_range=data_range, data_shape=(2, 3))


def sheet(ax) -> np.ndarray:
    return np.asarray(ax.images[0].get_array())


def test_filmstrip_has_a_row_for_each_moment_and_a_column_for_each_latent(ax):
    moments = [images(4, seed=seed) for seed in range(3)]
    assert plots.filmstrip(moments, titles=["step 0", "step 10", "step 20"], ax=ax) is ax
    picture = sheet(ax)
    assert picture.shape == (3 * 3 - 1, 4 * 4 - 1)
    for i, moment in enumerate(moments):
        for j, image in enumerate(moment):
            np.testing.assert_array_equal(picture[3 * i : 3 * i + 2, 4 * j : 4 * j + 3], image)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["step 0", "step 10", "step 20"]
    np.testing.assert_allclose(ax.get_yticks(), [0.5, 3.5, 6.5])  # the middle of two rows of pixels, 0 and 1
    assert ax.get_xlabel() == "4 latents, the same in every row"


def test_filmstrip_draws_colour_and_numbers_moments_without_titles(ax):
    plots.filmstrip([np.zeros((2, 4, 4, 3), np.uint8)] * 2, ax=ax)
    assert sheet(ax).shape == (9, 9, 3)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["0", "1"]
    assert ax.get_ylabel() == "moment"


@pytest.mark.parametrize(
    ("frames", "titles", "message"),
    [
        ([], None, "at least one set of images, all of one shape, got none"),
        ([images(4), images(5)], None, r"all of one shape, got \(4, 2, 3\), \(5, 2, 3\)"),
        ([images(4)], ["a", "b"], "one for each of the 1 frames, got 2"),
        ([np.zeros((4, 2, 3))], None, "images must be uint8"),
    ],
)
def test_filmstrip_says_what_is_wrong(frames, titles, message, ax):
    with pytest.raises(ValueError, match=message):
        plots.filmstrip(frames, titles=titles, ax=ax)


@pytest.mark.parametrize(("latent_dim", "way"), [(4, great_circle_interpolation), (1, linear_interpolation)])
def test_interpolation_strip_walks_from_latent_to_latent(latent_dim, way, ax):
    source = sampler(latent_dim)
    assert plots.interpolation_strip(source, n=2, steps=5, rng=3, ax=ax) is ax
    z = source.latents(4, rng=3)
    rows = np.concatenate([way(z[0], z[1], 5), way(z[2], z[3], 5)])
    np.testing.assert_array_equal(sheet(ax), plots.tile(source.to_images(source.generate(rows)), columns=5))
    assert [label.get_text() for label in ax.get_xticklabels()] == ["$z_0$", "$z_1$"]
    np.testing.assert_allclose(ax.get_xticks(), [1, 17])  # the middle of three pixels, and four images later


def at(ax, source, a, b) -> np.ndarray:
    """The pixels of the image that the map shows around (a, b): found through the extent that it is drawn in."""
    left, right, bottom, top = ax.images[0].get_extent()
    height, width = sheet(ax).shape
    column = (a - left) / (right - left) * width - 0.5
    row = (top - b) / (top - bottom) * height - 0.5
    y, x = round(row - 0.5), round(column - 1)
    assert (y, x) == (pytest.approx(row - 0.5), pytest.approx(column - 1))  # (a, b) is the middle of an image
    return sheet(ax)[y : y + 2, x : x + 3]


def test_latent_map_of_a_plane_shows_that_plane(ax):
    source = sampler(2)
    assert plots.latent_map(source, n=5, spread=1.5, ax=ax) is ax
    for a in np.linspace(-1.5, 1.5, 5):
        for b in np.linspace(-1.5, 1.5, 5):
            expected = source.to_images(source.generate(np.array([[a, b]])))[0]
            np.testing.assert_array_equal(at(ax, source, a, b), expected)
    assert "standard deviations" in ax.get_xlabel()


def test_latent_map_of_more_dimensions_shows_a_plane_of_typical_latents(ax, monkeypatch):
    source, seen = sampler(50), []
    monkeypatch.setattr(source, "generate", lambda z: seen.append(z) or Sampler.generate(source, z))
    plots.latent_map(source, n=3, spread=2.0, rng=4, ax=ax)
    z = seen[0].reshape(3, 3, 50)  # b from 2 down to -2, a from -2 to 2
    u, v = z[1, 2] / 2, z[0, 1] / 2
    assert np.linalg.norm(u) == pytest.approx(50**0.5)
    assert np.linalg.norm(v) == pytest.approx(50**0.5)
    assert u @ v == pytest.approx(0, abs=1e-9)
    np.testing.assert_allclose(z[1, 1], 0, atol=1e-12)
    np.testing.assert_allclose(z[2, 0], -2 * u - 2 * v)
    first = np.random.default_rng(4).standard_normal((2, 50))[0]
    assert u @ first == pytest.approx(np.linalg.norm(u) * np.linalg.norm(first))  # u points where the first vector did
    assert "typical latent" in ax.get_xlabel()


def coded_sampler(**changes) -> Sampler:
    """Of images of 2 x 3 pixels, from [z(2) | category(3) | u(2)]."""
    generator = Sequential([Dense(7, 6), Tanh()], rng=0, dtype=np.float64)
    settings = {"noise_prior": CodedNoise(3, continuous=2), "data_range": (-1, 1), "data_shape": (2, 3)}
    return Sampler(generator, **settings | changes)


def test_code_walk_has_a_row_for_each_category_and_moves_one_number(ax):
    source = coded_sampler()
    assert plots.code_walk(source, code=1, steps=5, spread=2.0, rng=3, ax=ax) is ax
    z = source.latents(1, rng=3)[0, :2]
    rows = [np.r_[z, np.eye(3)[k], 0, u] for k in range(3) for u in (-2, -1, 0, 1, 2)]
    np.testing.assert_array_equal(sheet(ax), plots.tile(source.to_images(source.generate(np.array(rows))), columns=5))
    assert [text.get_text() for text in ax.get_xticklabels()] == ["\u22122", "\u22121", "0", "1", "2"]
    np.testing.assert_allclose(ax.get_xticks(), [1, 5, 9, 13, 17])  # the middles of three pixels, with a line between
    assert [text.get_text() for text in ax.get_yticklabels()] == ["0", "1", "2"]
    np.testing.assert_allclose(ax.get_yticks(), [0.5, 3.5, 6.5])
    assert (ax.get_ylabel(), ax.get_xlabel()[:7]) == ("category", "$u_{2}$")


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plots.code_walk(sampler()), r"code_walk moves a number .* and NormalNoise\(\) has none"),
        (lambda: plots.code_walk(coded_sampler(), code=2), r"code must lie in 0 ... 1 for this G, got 2"),
        (lambda: plots.code_walk(coded_sampler(data_range=None)), "points, not images"),
        (lambda: plots.code_walk(coded_sampler(), steps=1), "steps must be a whole number, at least 2"),
    ],
)
def test_code_walk_says_what_is_wrong(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()


def test_a_gan_is_drawn_by_what_it_samples(ax):
    gan = small_gan(ema_decay=0.9, data_shape=(2, 3)).fit(images())
    plots.interpolation_strip(gan, n=2, steps=3, ax=ax)
    z = gan.latents(4, rng=0)
    first = gan.to_images(gan.generate(z[:1]))[0]
    np.testing.assert_array_equal(sheet(ax)[:2, :3], first)


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda ax: plots.interpolation_strip(sampler(), n=0, ax=ax), "n must be a whole number, at least 1"),
        (lambda ax: plots.interpolation_strip(sampler(), steps=1, ax=ax), "steps must be a whole number, at least 2"),
        (lambda ax: plots.interpolation_strip(sampler(data_range=None), ax=ax), "points, not images"),
        (lambda ax: plots.latent_map(sampler(1), ax=ax), "latent_dim of at least 2, got 1"),
        (lambda ax: plots.latent_map(sampler(), n=1, ax=ax), "n must be a whole number, at least 2"),
        (lambda ax: plots.latent_map(sampler(), spread=0, ax=ax), "spread must be greater than 0"),
        (lambda ax: plots.latent_map(sampler(data_range=None), ax=ax), "points, not images"),
    ],
)
def test_walks_and_maps_say_what_is_wrong(draw, message, ax):
    with pytest.raises(ValueError, match=message):
        draw(ax)
    assert not ax.images


def test_labels_among_the_latents_are_nothing_to_walk_through(ax):
    source = sampler()
    source.noise_prior = LabelledNoise(3)
    with pytest.raises(ValueError, match="the last 3 columns of this G's latents are labels or other codes"):
        plots.latent_map(source, ax=ax)


def test_a_walk_keeps_to_one_label_and_says_which_way_it_goes(ax):
    """One column of noise beside three of the label: the way is the straight line, and so the picture says."""
    source = sampler(4)
    source.noise_prior = LabelledNoise(3)
    plots.interpolation_strip(source, n=1, steps=5, rng=3, ax=ax)
    z0, z1 = source.latents(2, rng=3)
    z = np.hstack([linear_interpolation(z0[:1], z1[:1], 5), z0[1:] * np.ones((5, 1))])
    np.testing.assert_array_equal(sheet(ax), plots.tile(source.to_images(source.generate(z)), columns=5))
    assert ax.get_xlabel() == "latent, along the straight line from $z_0$ to $z_1$"
