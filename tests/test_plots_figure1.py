"""Figure 1: the densities are densities, D is D, and D* is the best one."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.quiver import Quiver
from test_plots_plane import points_gan

from numgan import Minimax, NonSaturating, UniformNoise, plots

GRID = np.linspace(-4, 4, 81)


def normal(x):
    return np.exp(-(x**2) / 2) / (2 * np.pi) ** 0.5


@pytest.fixture
def ax():
    return Figure().subplots()


@pytest.fixture
def data():
    return np.random.default_rng(0).normal(size=(4000, 1))


def curves(ax) -> dict:
    """What both axes show, by its label."""
    both = [ax, *(other for other in ax.figure.axes if other is not ax)]
    return {item.get_label(): item for axes in both for item in (*axes.lines, *axes.patches)}


def of_samples(gan, n=20_000, rng=0) -> np.ndarray:
    """p_g at the grid: cells reach half a step to either side."""
    fake = gan.sample(n, rng=rng, averaged=False)
    edges = np.append(GRID - 0.05, 4.05)
    return np.histogram(fake, edges)[0] / n / 0.1


@pytest.mark.parametrize(("objective", "share"), [(Minimax(), 1.0), (NonSaturating(label_smoothing=0.1), 0.9)])
def test_the_curves_are_what_their_labels_say(objective, share, ax, data):
    gan = points_gan(1, 1, objective=objective)
    assert plots.densities(gan, data, grid=GRID, p_data=normal, ax=ax) is ax
    shown = curves(ax)
    np.testing.assert_allclose(shown["$p_{data}$"].get_xydata(), np.column_stack([GRID, normal(GRID)]))
    np.testing.assert_allclose(shown["D(x)"].get_ydata(), gan.probability(GRID[:, None]))
    p_g = of_samples(gan)
    np.testing.assert_allclose(shown["$p_g$, from samples"].get_data().values, p_g, atol=1e-9)
    best, both = shown["D*(x), the best D"].get_ydata(), normal(GRID) + p_g
    known = both * 0.1 * 20_000 >= 1
    assert 40 < known.sum() < 81
    np.testing.assert_allclose(best[known], share * normal(GRID[known]) / both[known])
    assert np.isnan(best[~known]).all()


def test_without_a_density_the_data_are_a_histogram_and_no_d_is_the_best(ax, data):
    plots.densities(points_gan(1, 1), data, grid=GRID, ax=ax)
    shown = curves(ax)
    assert "D*(x), the best D" not in shown
    heights, edges, _ = shown["data"].get_data()
    np.testing.assert_allclose((heights * np.diff(edges)).sum(), 1, atol=1e-3)
    np.testing.assert_allclose(heights, np.histogram(data, edges)[0] / 4000 / np.diff(edges))


def test_cells_of_an_uneven_grid_reach_half_way_to_their_neighbours(ax, data):
    plots.densities(points_gan(1, 1), data, grid=[0.0, 1.0, 3.0], ax=ax)
    np.testing.assert_allclose(curves(ax)["data"].get_data().edges, [-0.5, 0.5, 2, 4])


def test_arrows_lead_from_z_to_x(ax, data):
    gan = points_gan(1, 1, noise_prior=UniformNoise())
    plots.densities(gan, data, grid=GRID, ax=ax)
    (arrows,) = (item for item in ax.collections if isinstance(item, Quiver))
    z = 3**0.5 * np.linspace(-1, 1, 21)
    starts = arrows.XY[:, 0]
    np.testing.assert_allclose((starts - starts[0]) / np.ptp(starts), (z - z[0]) / np.ptp(z), atol=1e-12)
    np.testing.assert_allclose(starts + arrows.U, gan.generate(z[:, None])[:, 0], atol=1e-12)
    np.testing.assert_allclose(arrows.XY[:, 1] + arrows.V, 0, atol=1e-12)  # they end on the line of x
    assert [text.get_text().strip() for text in ax.texts] == ["z = -1.7", "z = 1.7"]


def test_zero_and_one_stand_at_one_height_on_both_axes_and_nothing_below_zero_has_a_tick(ax, data):
    plots.densities(points_gan(1, 1), data, grid=GRID, ax=ax)
    right = next(other for other in ax.figure.axes if other is not ax)
    (bottom, top), (low, high) = ax.get_ylim(), right.get_ylim()
    assert bottom / top == pytest.approx(low / high)
    assert min(ax.get_yticks()) >= 0
    assert min(right.get_yticks()) >= 0


def test_more_latents_have_no_arrows(ax, data):
    plots.densities(points_gan(3, 1), data, grid=GRID, ax=ax)
    assert not ax.collections
    assert ax.get_ylim()[0] == 0


def test_a_grid_where_nothing_is_draws_nothing(ax, data):
    plots.densities(points_gan(1, 1), data, grid=[1000.0, 1001.0], ax=ax)
    assert ax.get_ylim()[1] > 0


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"grid": [1.0]}, ValueError, "grid must be at least 2 increasing numbers"),
        ({"grid": [1.0, 1.0]}, ValueError, "grid must be at least 2 increasing numbers"),
        ({"data": np.zeros((5, 2))}, ValueError, r"data must have shape \(B, 1\)"),
        ({"p_data": 3}, TypeError, "p_data must be a function"),
        ({"p_data": lambda x: 1.0}, ValueError, "one density for each x"),
        ({"p_data": lambda x: -x}, ValueError, "densities of at least 0, got -4"),
        ({"p_data": lambda x: x + np.nan}, ValueError, "must be finite"),
        ({"samples": 0}, ValueError, "samples must be a whole number"),
        ({"gan": points_gan()}, ValueError, "needs data of 1 value per row, got 2"),
    ],
)
def test_bad_input_is_named(change, error, message, ax, data):
    arguments = {"gan": points_gan(1, 1), "data": data, "grid": GRID} | change
    with pytest.raises(error, match=message):
        plots.densities(arguments.pop("gan"), arguments.pop("data"), **arguments, ax=ax)
    assert len(ax.figure.axes) == 1
