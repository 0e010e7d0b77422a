"""The drawing page of a translator: what the page holds."""

import families
import numpy as np
import pytest
from explorer_pages import decode, interpret, model_of

from numgan import Dense, Pix2Pix, Player, load_mnist, recipes
from numgan.app import cli
from numgan.app.drawing import digits_to_begin_with, drawing_page, line_width, translator_of
from numgan.app.pages import PAGE_START
from numgan.datasets import outline_pairs


def small(name="pix2pix", **settings):
    """A recipe's game with images of 8 x 8 pixels, and no array at its first value."""
    size = {"data_shape": (8, 8), "rng": 0} | ({"channels": (2, 3)} if name == "pix2pix" else {})
    return moved(recipes.ALL[name](**size | settings))


def moved(game):
    rng = np.random.default_rng(1)
    for player in game.players.values():
        player.params += 0.1 * rng.standard_normal(player.params.size).astype(np.float32)
        player.state += rng.random(player.state.size).astype(np.float32)
    return game


def rows(game, n=5):
    low, high = game.data_range
    return np.random.default_rng(5).uniform(low, high, (n, game.width)).astype(game.dtype)


GAMES = {
    "pix2pix": small,
    "pix2pix, RGB": lambda: small(data_shape=(8, 12, 3)),
    "cyclegan": lambda: small("cyclegan"),
    "28 x 28": lambda: moved(recipes.pix2pix(rng=0)),
}


@pytest.mark.parametrize("name", GAMES)
def test_the_page_computes_what_the_game_translates(name):
    game = GAMES[name]()
    model, x = model_of(drawing_page(game)), rows(game)
    np.testing.assert_allclose(interpret(model["translator"], x), game.translate(x), atol=1e-5)
    assert model["shape"] == [*game.data_shape, 1][:3]
    assert (model["range"], model["pen"], model["paper"]) == ([-1, 1], 1, 0)
    assert model["examples"]["shape"] == [0, *model["shape"]]


def test_it_is_the_translators_network_that_is_in_the_page():
    game = families.shaken(families.cyclegan)
    assert translator_of(game) is game.to_y
    game = families.shaken(families.pix2pix)
    assert translator_of(game) is game.generator
    assert translator_of(families.gan()) is None


class Twice(Pix2Pix):
    """A user's own: it translates twice."""

    def translate(self, x):
        return super().translate(super().translate(x))


def twice():
    return Twice(*families.shaken(families.pix2pix).players.values())


def test_what_the_page_cannot_do_is_said():
    game, wrong = small(), np.zeros((2, 4, 16), np.uint8)
    points = Pix2Pix(Player([Dense(2, 2)], rng=0), Player([Dense(4, 1)], rng=1), data_shape=(2,))
    for call, error, words in (
        (lambda: drawing_page(families.gan()), TypeError, "a game with translate, such as Pix2Pix, and not for GAN"),
        (lambda: drawing_page("pix2pix"), TypeError, "game must be a game, got str"),
        (lambda: drawing_page(twice()), TypeError, "one player alone, and Twice.translate does something else"),
        (lambda: drawing_page(points), ValueError, "this game makes points"),
        (lambda: drawing_page(game, wrong), ValueError, r"must be images of shape \(8, 8\), got \(4, 16\)"),
        (lambda: drawing_page(game, np.zeros((2, 8, 8))), ValueError, "examples must be uint8.* got float64"),
    ):
        with pytest.raises(error, match=words):
            call()


@pytest.mark.parametrize("width", [1.0, 1.75, 3.0, 4.4])
def test_the_width_of_lines_wherever_they_fall(width):
    """Upright lines whose edges lie anywhere: a pixel from j to j + 1 has the share of it that is covered."""
    left = np.random.default_rng(0).uniform(3, 9, 4000)[:, None]
    j = np.arange(16)
    covered = np.clip(np.minimum(j + 1, left + width) - np.maximum(j, left), 0, 1)
    images = np.rint(255 * covered).astype(np.uint8)[:, None].repeat(4, axis=1)
    assert line_width(images) == pytest.approx(width, rel=0.03)


def test_the_pen_writes_as_the_examples_do():
    """MNIST's lines are about two pixels wide, and two more when they are thickened; an outline is one pixel wide."""
    digits = load_mnist().test_images[:200]
    outlines, bold = outline_pairs(digits)
    game = recipes.pix2pix(channels=(2, 3), rng=0)
    for examples, pen, paper in ((outlines, 1, 0), (digits, 2, 0), (bold, 4, 0), (255 - outlines, 1, 255)):
        model = model_of(drawing_page(game, examples))
        assert (model["pen"], model["paper"]) == (pen, paper)
        np.testing.assert_array_equal(decode(model["examples"])[..., 0], examples)
    assert model_of(drawing_page(game, np.zeros((1, 28, 28), np.uint8)))["pen"] == 1


def test_digits_to_begin_with_are_test_digits_as_the_game_was_shown_them():
    digits = load_mnist()
    first = [np.flatnonzero(digits.test_labels == digit)[0] for digit in range(10)]
    outlines, _ = outline_pairs(digits.test_images[first])
    np.testing.assert_array_equal(digits_to_begin_with(recipes.pix2pix(rng=0)), outlines)
    np.testing.assert_array_equal(digits_to_begin_with(recipes.cyclegan(rng=0)), digits.test_images[first])
    assert digits_to_begin_with(small()) is None
    game = recipes.pix2pix(rng=0)
    game.trained_on = "faces"
    assert digits_to_begin_with(game) is None


def test_a_page_is_complete_in_itself_and_below_a_megabyte():
    game = recipes.pix2pix(rng=0)
    page = drawing_page(game, digits_to_begin_with(game))
    assert len(page.encode()) < 1_000_000
    assert page.encode().startswith(PAGE_START)
    assert "{{" not in page
    assert "default-src 'none'" in page
    source, _, _ = page.partition('<script type="application/json"')
    for word in ("http:", "https:", "src=", "href=", "url(", "@import", "import(", "fetch(", "XMLHttpRequest"):
        assert word not in source


def test_the_command_makes_the_page_that_fits_the_game(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name in ("pix2pix", "cyclegan"):
        game = small(name)
        game.save("game.npz")
        assert cli.main(["explore", "game.npz"]) == 0
        assert capsys.readouterr().out == "explorer.html\n"
        assert (tmp_path / "explorer.html").read_text() == drawing_page(game)
    recipes.mnist_mlp(rng=0, data_shape=(4, 4)).save("digits.npz")
    assert cli.main(["explore", "digits.npz"]) == 0  # over the other page
    assert "generator" in model_of((tmp_path / "explorer.html").read_text())
