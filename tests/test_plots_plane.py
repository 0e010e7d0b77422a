"""Pictures of points on the line and in the plane: what is drawn is what theory says."""

from io import BytesIO
from statistics import NormalDist

import numpy as np
import pytest
from games import shake, small_gan
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.quiver import Quiver

from numgan import (
    ACGAN,
    GAN,
    BatchNorm,
    Dense,
    Diffusion,
    Dropout,
    LabelledNoise,
    LeakyReLU,
    Minimax,
    NonSaturating,
    NormalNoise,
    Player,
    Sampler,
    Sequential,
    Tanh,
    UniformNoise,
    plots,
)
from numgan.gradcheck import compare, numerical_gradient
from numgan.noise import Noise


@pytest.fixture
def ax():
    return Figure().subplots()


def points_gan(latent_dim=2, width=2, *, dtype=np.float64, ema_decay=None, **settings) -> GAN:
    """Points on the line or in the plane; dropout and batch norm in D, which must not be felt at inference."""
    layers = [Dense(latent_dim, 8), Tanh(), Dense(8, width)]
    G = Player(layers, ema_decay=ema_decay, rng=1, dtype=dtype)
    layers = [Dense(width, 9), BatchNorm(9), LeakyReLU(0.2), Dropout(0.3), Dense(9, 1)]
    D = Player(layers, rng=2, dtype=dtype)
    return shake(GAN(G, D, **{"batch_size": 8} | settings, rng=3))


def constant_gan(logit: float) -> GAN:
    gan = points_gan()
    gan.discriminator.layers[-1].W[...], gan.discriminator.layers[-1].b[...] = 0, logit
    return gan


# ---- D as a landscape -----------------------------------------------------------------------------------------------


def test_the_field_is_the_probability_at_the_middle_of_every_cell(ax):
    gan = points_gan()
    assert plots.discriminator_field(gan, limits=(-2, 1, 0, 4), resolution=6, ax=ax) is ax
    field = np.asarray(ax.images[0].get_array())
    assert ax.images[0].get_extent() == [-2, 1, 0, 4]
    assert ax.images[0].origin == "lower"
    for row, y in enumerate(np.linspace(1 / 3, 4 - 1 / 3, 6)):
        for column, x in enumerate(np.linspace(-1.75, 0.75, 6)):
            assert field[row, column] == pytest.approx(gan.probability(np.array([[x, y]]))[0], abs=1e-12)
    assert ax.images[0].get_clim() == (0, 1)
    (bar,) = ax.child_axes
    assert bar.get_ylabel() == "D(x), probability of being real"


def test_the_field_has_a_labelled_line_where_d_is_undecided(ax):
    gan = points_gan()
    gan.discriminator.layers[-1].b -= np.median(gan.discriminator(gan.sample(500, rng=0)))
    plots.discriminator_field(gan, limits=(-3, 3), resolution=200, ax=ax)
    assert "1/2" in [text.get_text() for text in ax.texts]
    lines = {lines.levels[0]: lines for lines in ax.collections}
    on_the_line = np.concatenate([path.vertices for path in lines[0.5].get_paths()])
    np.testing.assert_allclose(gan.probability(on_the_line), 0.5, atol=0.02)


@pytest.mark.parametrize("logit", [0.0, 50.0])
def test_a_field_without_a_boundary_has_no_line(logit, ax):
    plots.discriminator_field(constant_gan(logit), limits=(-1, 1), resolution=5, ax=ax)
    assert not ax.collections


@pytest.mark.parametrize(
    ("limits", "message"),
    [((1, -1), "increasing"), ((0, 1, 2), "limits must"), ("wide", "limits must"), ((0, np.inf), "limits must")],
)
def test_the_field_refuses_limits_that_are_none(limits, message, ax):
    with pytest.raises(ValueError, match=message):
        plots.discriminator_field(points_gan(), limits=limits, ax=ax)


# ---- what each fake feels -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("objective", [Minimax(), NonSaturating(label_smoothing=0.1)])
def test_arrows_are_minus_the_gradient_of_the_generators_loss_with_respect_to_each_fake(objective, ax):
    gan = points_gan(objective=objective)
    assert plots.gradient_arrows(gan, n=12, rng=5, ax=ax) is ax
    (arrows,) = (item for item in ax.collections if isinstance(item, Quiver))
    x = gan.sample(12, rng=5)
    np.testing.assert_array_equal(arrows.XY, x)
    slope = numerical_gradient(lambda: objective.generator(gan.discriminator(x))[0], x)
    longest = np.linalg.norm(slope, axis=1).max()
    drawn = np.column_stack([arrows.U, arrows.V])
    length = np.linalg.norm(drawn, axis=1).max()
    assert compare(drawn / length, -slope / longest).error < 1e-7
    label = ax.get_legend().get_texts()[1].get_text()
    assert label == f"$-dL/dx$, the longest {longest:.1e}"
    assert 0.08 < length / max(np.ptp(ax.get_xlim()), np.ptp(ax.get_ylim())) <= 0.125
    assert (arrows.angles, arrows.scale_units, arrows.scale) == ("xy", "xy", 1)


def test_columns_behind_the_logit_pull_no_arrow(ax):
    """An ACGAN's arrows are those of the GAN whose D is its first column."""
    prior = LabelledNoise(2)
    G, D = Player([Dense(3, 2)], rng=1, dtype=np.float64), Player([Dense(2, 3)], rng=2, dtype=np.float64)
    gan = ACGAN(G, D, noise_prior=prior, rng=3)
    plots.gradient_arrows(gan, n=12, rng=5, ax=ax)
    (arrows,) = (item for item in ax.collections if isinstance(item, Quiver))
    w = D.layers[0].W[:, 0]  # the slope of the logit: all arrows go along it
    drawn = np.column_stack([arrows.U, arrows.V])
    np.testing.assert_allclose(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), [w / np.linalg.norm(w)] * 12)


def test_the_longest_arrow_of_a_small_gradient_is_seen_and_that_of_none_is_a_dot(ax):
    gan = points_gan(objective=Minimax())
    gan.discriminator.layers[-1].b -= 30  # the minimax loss saturates
    plots.gradient_arrows(gan, ax=ax)
    (arrows,) = (item for item in ax.collections if isinstance(item, Quiver))
    assert np.hypot(arrows.U, arrows.V).max() > 0.08 * np.ptp(ax.get_xlim())
    flat = plots.gradient_arrows(constant_gan(0.0), ax=Figure().subplots())
    (arrows,) = (item for item in flat.collections if isinstance(item, Quiver))
    assert not arrows.U.any()
    assert not arrows.V.any()
    flat.figure.savefig(BytesIO())


def test_real_rows_reach_an_objective_that_compares(ax):
    class Comparing(NonSaturating):
        def generator(self, fake_logits, real_logits=None):
            self.seen = real_logits
            return super().generator(fake_logits)

    gan, real = points_gan(), np.random.default_rng(0).normal(size=(7, 2))
    gan.objective = Comparing()
    plots.gradient_arrows(gan, real=real, ax=ax)
    np.testing.assert_array_equal(gan.objective.seen, gan.discriminator(real))


def test_pictures_of_the_plane_want_data_in_the_plane(ax):
    for draw in (
        lambda: plots.discriminator_field(small_gan(), limits=(-1, 1), ax=ax),
        lambda: plots.gradient_arrows(small_gan(), ax=ax),
    ):
        with pytest.raises(ValueError, match="needs data of 2 values per row, got 6"):
            draw()
    with pytest.raises(ValueError, match="n must be a whole number"):
        plots.gradient_arrows(points_gan(), n=0, ax=ax)
    with pytest.raises(ValueError, match="resolution must be a whole number"):
        plots.discriminator_field(points_gan(), limits=(-1, 1), resolution=1, ax=ax)


# ---- the manifold ---------------------------------------------------------------------------------------------------


def normal_ticks(n):
    return [NormalDist().inv_cdf((i + 0.5) / (n + 1)) for i in range(n + 1)]


@pytest.mark.parametrize(
    ("prior", "ticks"),
    [(NormalNoise(), normal_ticks(4)), (UniformNoise(), 3**0.5 * np.linspace(-1, 1, 5))],
    ids=["normal", "uniform"],
)
def test_cells_of_the_manifold_have_their_corners_where_g_takes_the_grid(prior, ticks, ax):
    gan = points_gan(noise_prior=prior)
    assert plots.manifold(gan, n=4, ax=ax) is ax
    (cells,) = (item for item in ax.collections if isinstance(item, PolyCollection))
    drawn = [path.vertices[:4] for path in cells.get_paths()]
    assert len(drawn) == 16
    for row in range(4):
        for column in range(4):
            z = [(ticks[column + i], ticks[row + j]) for i, j in ((0, 0), (1, 0), (1, 1), (0, 1))]
            np.testing.assert_allclose(drawn[4 * row + column], gan.generate(np.array(z)), atol=1e-12)


def test_equally_many_latents_fall_into_every_cell():
    for prior in (NormalNoise(), UniformNoise()):
        z = prior(np.random.default_rng(0), (200_000, 1), np.float64)
        counts = np.histogram(z, prior.quantiles(10))[0]
        expected = 200_000 / (11 if isinstance(prior, NormalNoise) else 10)
        np.testing.assert_allclose(counts, expected, rtol=0.03)


def test_opacity_is_the_density_up_to_its_median(ax):
    """G(z) = (z1, z2^3): areas are known, and with them the density."""

    class Cubic(Sequential):
        def __call__(self, z, training=False):
            return np.column_stack([z[:, 0], z[:, 1] ** 3])

    G = Cubic([Dense(2, 2)])
    plots.manifold(Sampler(G, noise_prior=UniformNoise(), data_range=None, data_shape=(2,)), n=6, ax=ax)
    (cells,) = ax.collections
    heights = np.diff((3**0.5 * np.linspace(-1, 1, 7)) ** 3)
    area = np.repeat(heights, 6)
    opacity = cells.get_facecolors()[:, 3]
    np.testing.assert_allclose(opacity, 0.9 * np.minimum(np.median(area) / area, 1))
    np.testing.assert_allclose(cells.get_facecolors()[0, :3], to_rgba(plots.ORANGE)[:3])


def test_the_manifold_of_a_line_of_latents_is_a_curve(ax):
    gan = points_gan(1)
    plots.manifold(gan.sampler(), n=7, ax=ax)
    curve, dots = ax.lines
    z = np.array(normal_ticks(7))[:, None]
    np.testing.assert_allclose(dots.get_xydata(), gan.generate(z), atol=1e-12)
    np.testing.assert_allclose(curve.get_xydata()[::20], dots.get_xydata(), atol=1e-9)
    assert len(curve.get_xydata()) == 7 * 20 + 1


def test_a_collapsed_generator_is_a_point_and_no_error(ax):
    gan = points_gan()
    gan.generator.params[...] = 0
    plots.manifold(gan, ax=ax)
    plots.gradient_arrows(gan, ax=ax)
    ax.figure.savefig(BytesIO())


def test_the_manifold_says_what_it_cannot_draw(ax):
    with pytest.raises(ValueError, match="1 or 2 latents in the plane, got 4 latents and 6 values"):
        plots.manifold(small_gan(), ax=ax)
    with pytest.raises(ValueError, match="got 3 latents and 2 values"):
        plots.manifold(points_gan(3), ax=ax)
    with pytest.raises(ValueError, match="n must be a whole number"):
        plots.manifold(points_gan(), n=0, ax=ax)
    gan = points_gan()
    other = Sampler(gan.generator, noise_prior=_Other(), data_range=None, data_shape=(2,))
    with pytest.raises(ValueError, match=r"NormalNoise and UniformNoise, not for _Other\(\)"):
        plots.manifold(other, ax=ax)
    gan.generator.params[0] = np.nan
    with pytest.raises(ValueError, match=r"G\(z\) must be finite"):
        plots.manifold(gan, ax=ax)


class _Other(Noise):
    """A prior whose quantiles nobody knows."""


def test_the_manifold_of_a_game_whose_samples_take_many_passes(ax):
    """Diffusion's way back without noise is a map of the plane, like a G."""
    denoiser = Player([Dense(4, 2)], rng=0, dtype=np.float64)
    game = Diffusion(denoiser, timesteps=20, sampling_steps=4, rng=0)
    plots.manifold(game, n=3, ax=ax)
    (cells,) = ax.collections
    z = np.array(normal_ticks(3))
    corners = np.concatenate([path.vertices[:4] for path in cells.get_paths()])
    for corner in game.generate(np.stack(np.meshgrid(z, z), axis=-1).reshape(-1, 2)):
        assert np.abs(corners - corner).max(axis=1).min() < 1e-9
