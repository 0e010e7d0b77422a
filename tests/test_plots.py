"""Pictures: Axes in, Axes out, the right content, files whole."""

import subprocess
import sys

import numpy as np
import pytest
from games import images, small_gan
from matplotlib.figure import Figure
from PIL import Image

from numgan import GAN, Dense, History, NonSaturating, Pack, Player, plots, recipes


@pytest.fixture
def ax():
    return Figure().subplots()


def test_tile_places_images_row_by_row_with_lines_between():
    pictures = np.arange(5, dtype=np.uint8).repeat(6).reshape(5, 2, 3)
    sheet = plots.tile(pictures, columns=3)
    assert sheet.shape == (2 * 3 - 1, 3 * 4 - 1)
    np.testing.assert_array_equal(sheet[0], [0, 0, 0, 64, 1, 1, 1, 64, 2, 2, 2])
    np.testing.assert_array_equal(sheet[3], [3, 3, 3, 64, 4, 4, 4, 64, 64, 64, 64])
    assert plots.tile(np.zeros((2, 4, 4, 3), np.uint8), columns=2).shape == (4, 9, 3)
    assert plots.tile(np.zeros((2, 4, 4, 1), np.uint8), columns=9).shape == (4, 9)


@pytest.mark.parametrize("bad", [np.zeros((2, 3, 3)), np.zeros((3, 3), np.uint8), np.zeros((0, 3, 3), np.uint8)])
def test_tile_refuses_what_is_no_set_of_images(bad):
    with pytest.raises(ValueError, match="images must be uint8 of shape"):
        plots.tile(bad, columns=2)


def test_every_plot_returns_the_axes_it_was_given(ax):
    gan = small_gan().fit(images())
    points = np.random.default_rng(0).normal(size=(50, 2))
    assert plots.image_grid(images(5), labels=range(5), ax=ax) is ax
    assert [t.get_text() for t in ax.texts] == list("01234")
    for draw in (
        lambda ax: plots.losses(gan.history, equilibrium=gan.objective.equilibrium(), ax=ax),
        lambda ax: plots.probabilities(gan.history, ax=ax),
        lambda ax: plots.points(points, points, ax=ax),
        lambda ax: plots.points(points, ax=ax),
        lambda ax: plots.points(points[:, :1], points[:, :1], ax=ax),
    ):
        ax = Figure().subplots()
        assert draw(ax) is ax
        assert ax.get_legend() is not None
        assert ax.get_xlabel() or ax.collections


def test_information_has_a_line_at_the_entropy_of_the_category(ax):
    game = recipes.infogan(data_shape=(2, 3), rng=0).fit(images(), epochs=1)
    plots.information(game.history, entropy=game.noise_prior.entropy, ax=ax)
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["lower bound $L_I$", "all there is, $H(k)$: 2.303", "what a guess is worth"]
    heights = [line.get_ydata()[0] for line in ax.lines[-2:]]
    np.testing.assert_allclose(heights, [np.log(10), 0])
    with pytest.raises(ValueError, match="information draws an InfoGAN's category_bound; this history has d_loss"):
        plots.information(small_gan().fit(images()).history)


def test_losses_draws_the_reference_lines_of_the_objective(ax):
    gan = small_gan().fit(images())
    plots.losses(gan.history, equilibrium=gan.objective.equilibrium(), ax=ax)
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["discriminator", "generator", "at equilibrium: 1.386", "at equilibrium: 0.693"]


def test_losses_leaves_out_the_lines_that_an_objective_does_not_have(ax):
    plots.losses(small_gan().fit(images()).history, equilibrium=(1.0, None), ax=ax)
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["discriminator", "generator", "at equilibrium: 1.000"]


def test_both_players_can_be_told_apart_without_colour(ax):
    history = small_gan().fit(images()).history
    for draw in (plots.losses, plots.probabilities):
        ax = draw(history, ax=Figure().subplots())
        styles = {line.get_label(): line.get_linestyle() for line in ax.lines if not line.get_label().startswith("_")}
        assert list(styles.values())[:2] == ["-", "--"]


def test_columns_draws_any_game_s_numbers_except_norms(ax):
    history = small_gan().fit(images()).history
    plots.columns(history, ax=ax)
    names = ["d_loss", "g_loss", "value", "d_real", "d_fake"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == names
    smooth = [line for line in ax.lines if not line.get_label().startswith("_")]
    for line in smooth:
        np.testing.assert_allclose(line.get_ydata(), history[line.get_label()])  # of 16 steps each is its own mean
    assert len({(line.get_color(), line.get_linestyle()) for line in smooth}) == 5
    ax = plots.columns(history, ["d_grad_norm"], ax=Figure().subplots())
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["d_grad_norm"]
    with pytest.raises(KeyError, match="history has no column 'loss'; it has step, epoch, d_loss"):
        plots.columns(history, ["loss"], ax=Figure().subplots())


def test_scores_of_a_critic_are_not_drawn_as_probabilities(ax):
    history = History()
    for step in range(3):
        history.append(1, {"d_loss": 0.0, "g_loss": 0.0, "d_real": 4.0 + step, "d_fake": -3.0})
    assert plots.probabilities(history, ax=ax).get_ylabel() == "mean score"
    assert len(ax.get_legend().get_texts()) == 2
    assert ax.get_ylim()[1] > 6


def test_the_line_of_an_undecided_d_is_the_objectives(ax):
    gan = small_gan(objective=NonSaturating(label_smoothing=0.1)).fit(images())
    plots.probabilities(gan.history, undecided=gan.objective.undecided, ax=ax)
    assert [text.get_text() for text in ax.get_legend().get_texts()][2:] == ["at equilibrium: 0.45"]
    assert ax.lines[-1].get_ydata()[0] == 0.45
    assert plots.probabilities(gan.history, undecided=None, ax=Figure().subplots()).get_ylabel() == "mean score"


def test_curves_of_a_run_that_has_not_begun_say_so(ax):
    for draw in (plots.losses, plots.probabilities, plots.columns):
        with pytest.raises(ValueError, match="no steps yet"):
            draw(History(), ax=ax)


def test_points_on_the_line_are_densities(ax):
    fake = np.random.default_rng(0).normal(size=(500, 1))
    plots.points(fake, ax=ax)
    heights, edges, _ = ax.patches[0].get_data()
    assert (heights * np.diff(edges)).sum() == pytest.approx(1)


@pytest.mark.parametrize("bad", [np.zeros((5, 3)), np.zeros(5), np.zeros((0, 2)), np.zeros((5, 1))])
def test_points_refuses_what_is_neither_line_nor_plane(bad, ax):
    with pytest.raises(ValueError, match="generated points must have shape"):
        plots.points(bad, np.zeros((5, 2)), ax=ax)


def test_without_axes_one_is_made():
    import matplotlib.pyplot as plt

    ax = plots.image_grid(images(4))
    assert ax.figure in map(plt.figure, plt.get_fignums())
    plt.close("all")


def test_files(tmp_path):
    plots.save_images(tmp_path / "a.png", images(4), zoom=3)
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.size == (3 * 7, 3 * 5)
    plots.save_figure(tmp_path / "b.png", lambda ax: ax.plot([1, 2]))
    with Image.open(tmp_path / "b.png") as picture:
        assert picture.size == (840, 540)
    for i in range(3):
        plots.save_images(tmp_path / f"f{i}.png", images(4, seed=i))
    plots.save_gif(tmp_path / "c.gif", [tmp_path / f"f{i}.png" for i in range(3)])
    with Image.open(tmp_path / "c.gif") as picture:
        assert picture.n_frames == 3
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        plots.save_images(tmp_path / "absent" / "a.png", images(4))


def test_importing_numgan_needs_numpy_alone():
    heavy = {"matplotlib", "PIL", "tqdm", "numpy.random", "tempfile", "zipfile"}
    script = f"import sys, numgan; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", script], text=True) == "[]\n"


def test_what_is_no_picture_is_named_and_leaves_no_empty_figure():
    import matplotlib.pyplot as plt

    gan, before = small_gan().fit(images()), plt.get_fignums()
    equilibrium = gan.objective.equilibrium
    pictures = np.zeros((4, 2, 3), np.uint8)
    nan = np.array([[0.0, 1.0], [np.nan, 1.0]])
    for draw, error, message in (
        (lambda: plots.losses(gan), TypeError, "history must be a History such as gan.history, got GAN"),
        (lambda: plots.probabilities([1, 2]), TypeError, "history must be a History such as gan.history, got list"),
        (lambda: plots.losses(History()), ValueError, "no steps yet"),
        (lambda: plots.losses(gan.history, equilibrium=equilibrium), TypeError, r"call gan.objective.equilibrium\(\)"),
        (lambda: plots.losses(gan.history, ax=np.zeros(2)), TypeError, r"Axes; if you have several, pass one"),
        (lambda: plots.losses(gan.history, ax=plt), TypeError, "ax must be one matplotlib Axes, got module"),
        (lambda: plots.digit_histogram(np.arange(10)), ValueError, "10 numbers that sum to 1, got .* a sum of 45"),
        (lambda: plots.digit_histogram([0.5, 0.5]), ValueError, r"10 numbers that sum to 1, got shape \(2,\)"),
        (lambda: plots.digit_histogram(np.full(10, np.nan)), ValueError, "10 numbers that sum to 1, got .* nan"),
        (lambda: plots.image_grid(pictures, labels=range(8)), ValueError, "one for each of the 4 images, got 8"),
        (lambda: plots.image_grid(pictures, columns=0), ValueError, "columns must be a whole number, at least 1"),
        (
            lambda: plots.image_grid(pictures[..., None].repeat(2, 3)),
            ValueError,
            r"got uint8 \(4, 2, 3, 2\)",
        ),
        (lambda: plots.image_grid(np.zeros((4, 6))), ValueError, r"for generated rows: gan.to_images\(rows\)"),
        (lambda: plots.points(nan), ValueError, r"generated points must be finite, .* first is nan at \(1, 0\)"),
        (lambda: plots.manifold(gan.generator), TypeError, "must be a game or a Sampler, got Player"),
        (lambda: plots.latent_map(gan.generator), TypeError, "sampler must be a game or a Sampler, got Player"),
        (lambda: plots.gradient_arrows(gan.sampler()), TypeError, "gan must be a GAN, both players, got Sampler"),
    ):
        with pytest.raises(error, match=message):
            draw()
    assert plt.get_fignums() == before


def test_lists_of_images_and_shares_are_drawn(ax):
    plots.image_grid(list(images(4)), ax=ax)
    plots.digit_histogram([0.1] * 10, ax=ax)


def test_a_d_that_packs_has_no_field():
    G, D = Player([Dense(2, 2)]), Player([Pack(2, rows=2), Dense(4, 1)])
    with pytest.raises(ValueError, match="discriminator_field needs a D that judges points one by one, and this one"):
        plots.discriminator_field(GAN(G, D), limits=(-1, 1))
    G, D = Player([Dense(1, 1)]), Player([Pack(1, rows=3), Dense(3, 1)])
    with pytest.raises(ValueError, match="densities needs a D that judges points one by one, and this one packs 3"):
        plots.densities(GAN(G, D), np.zeros((5, 1)), grid=np.arange(4.0))
