"""`numgan invert`: the picture, the table, the file of latents, and what it says of images or games that do not fit."""

import os
from pathlib import Path

import families
import numpy as np
import pytest
from PIL import Image

from numgan import Game, load_mnist, recipes
from numgan.app import cli
from numgan.family import invert
from numgan.plots import tile


def kept(make, name="a.npz"):
    """A small game of images of 2 x 3 pixels, in a file."""
    game = families.shaken(make)
    game.data_range, game.data_shape = (0.0, 1.0), (2, 3)
    game.save(name)
    return Game.load(name)


@pytest.fixture
def shell(tmp_path, monkeypatch, capsys):
    """`shell(argument, ...)`: run `numgan invert` in a folder of its own with these; what it printed, and its error."""
    monkeypatch.chdir(tmp_path)
    images = np.random.default_rng(0).integers(0, 256, (12, 2, 3), dtype=np.uint8)
    np.save("images.npy", images)

    def run(*arguments, code=0):
        capsys.readouterr()
        try:
            found = cli.main(["invert", *map(str, arguments)])
        except SystemExit as stopped:
            found = stopped.code
        said = capsys.readouterr()
        assert found == code, said.err
        assert code != 1 or said.err.count("\n") == 1
        return said.out, said.err

    run.images = images
    return run


def drawn(name="inversion.png"):
    with Image.open(name) as picture:
        return np.array(picture)[::2, ::2]


def test_the_picture_has_the_images_above_what_encoder_and_search_make_of_them(shell):
    game = kept(families.bigan)
    out, _ = shell("a.npz", "images.npy", "--index", 7, 0, 7, "--seed", 3, "--latents", "z", "--steps", 20)
    x = game.scale(shell.images[[7, 0, 7]])
    found = invert(game, x, steps=20, rng=int(np.random.default_rng(3).integers(2**62)))
    rows = np.concatenate([x, game.reconstruct(x), found.rows])
    np.testing.assert_array_equal(drawn(), tile(game.to_images(rows), columns=3))
    with np.load("z.npz") as file:
        assert set(file) == {"index", "errors", "encoder", "search"}
        np.testing.assert_array_equal(file["index"], [7, 0, 7])
        np.testing.assert_array_equal(file["search"], found.latents)
        np.testing.assert_array_equal(file["encoder"], game.encode(x))
        np.testing.assert_allclose(file["errors"][:, 1], found.errors, rtol=1e-10)
        errors = file["errors"]
    assert out.startswith("rows of the picture: the images, by the encoder, by the search\n")
    assert f"image 7{errors[0, 0]:10.5f}{errors[0, 1]:10.5f}\n" in out
    assert f"mean{errors[:, 0].mean():10.5f}{errors[:, 1].mean():10.5f}\n" in out
    assert out.endswith("\n\ninversion.png\nz.npz\n")


def test_errors_are_of_pixels_from_0_to_1_whatever_the_networks_scale(shell):
    game = families.shaken(families.gan)
    game.data_range, game.data_shape = (-1.0, 3.0), (2, 3)
    game.save("a.npz")
    shell("a.npz", "images.npy", "-n", 2, "--seed", 0, "--steps", 5, "--latents", "z.npz")
    with np.load("z.npz") as file:
        assert set(file) == {"index", "errors", "search"}  # no encoder
        pixels = (game.generate(file["search"]) + 1) / 4
        wanted = ((pixels - shell.images[:2].reshape(2, 6) / 255) ** 2).mean(axis=1)
        np.testing.assert_allclose(file["errors"][:, 0], wanted, rtol=1e-9)


def test_a_label_that_is_not_given_is_found(shell, monkeypatch):
    """The one of all labels under which the search comes nearest; images in several blocks."""
    monkeypatch.setattr("numgan.app.invert.BLOCK", 2)
    game = kept(families.cgan)
    shell("a.npz", "images.npy", "-n", 5, "--seed", 1, "--steps", 30, "--latents", "z.npz")
    with np.load("z.npz") as file:
        best, error = file["search"], file["errors"][:, 0]
    np.testing.assert_array_equal(np.sort(best[:, -3:], axis=1), [[0, 0, 1]] * 5)
    errors = []
    for label in range(3):
        shell("a.npz", "images.npy", "-n", 5, "--seed", 1, "--steps", 30, "--latents", "z.npz", "--digit", label)
        with np.load("z.npz") as file:
            np.testing.assert_array_equal(file["search"][:, -3:], np.eye(3)[[label] * 5])
            errors.append(file["errors"][:, 0])
    np.testing.assert_array_equal(error, np.min(errors, axis=0))
    assert len(set(np.argmin(errors, axis=0))) > 1
    assert game.noise_prior.choices == {"labels": 3}


def test_pictures_are_named_one_by_one_or_by_their_folder(shell):
    game = kept(families.vae)
    os.mkdir("own")
    for i in range(12):
        Image.fromarray(shell.images[i]).save(f"own/{i}.png")
    shell("a.npz", *(f"own/{i}.png" for i in range(11)), "--steps", 1, "-o", "b.png", "--seed", 0)
    first = drawn("b.png")
    assert first.shape == (3 * 3 - 1, 11 * 4 - 1)
    np.testing.assert_array_equal(first[:2], tile(shell.images[:11], columns=11))
    shell("a.npz", "own", "--steps", 1, "-o", "b.png")
    assert drawn("b.png").shape == (3 * 3 - 1, 10 * 4 - 1)  # the first ten
    shell("a.npz", "own/3.png", "--steps", 1, "-o", "b.png")
    np.testing.assert_array_equal(drawn("b.png")[:2], shell.images[3])
    assert game.sampled == "decoder"


def test_by_default_they_are_the_first_test_images_of_mnist(shell):
    recipes.vae(rng=0).save("a.npz")
    out, _ = shell("a.npz", "--steps", 1, "--starts", 0, "--index", 0, 9999)
    np.testing.assert_array_equal(drawn()[:28], tile(load_mnist().test_images[[0, 9999]], columns=2))
    assert "image 9999" in out


def test_a_checkpoint_is_never_written_over_and_a_file_of_latents_is(shell):
    kept(families.gan)
    before = Path("a.npz").read_bytes()
    assert "a.npz is there already, and holds something else" in shell("a.npz", "--latents", "a.npz", code=1)[1]
    Path("cut.npz").write_bytes(before[:3000])
    assert "holds something else" in shell("a.npz", "--latents", "cut.npz", code=1)[1]
    for seed in (0, 1):
        shell("a.npz", "images.npy", "--latents", "z", "--seed", seed, "--steps", 1)
    assert Path("a.npz").read_bytes() == before


@pytest.mark.parametrize(
    ("make", "arguments", "message"),
    [
        (families.gan, ["absent.png"], "no file absent.png"),
        (families.gan, ["a.npz"], "a.npz"),
        (families.gan, ["ring"], "invert is for images, and ring holds points"),
        (families.gan, [], "the game makes images of shape (2, 3), and those of mnist have (28, 28)"),
        (
            families.gan,
            ["images.npy", "--index", "3", "12"],
            "numbers go from 0 to 11, and the largest asked for is 12",
        ),
        (families.gan, ["images.npy", "-n", "13"], "-n 13 asks for more images than there are, 12"),
        (families.gan, ["images.npy", "--digit", "1"], "--digit is for a conditional generator"),
        (families.gan, ["images.npy", "--starts", "0"], "starts must be a whole number, at least 1, got 0"),
        (families.gan, ["images.npy", "--latents", "z.png"], "--latents must end in .npz"),
        (families.gan, ["images.npy", "-o", "z.jpg"], "--output must end in .png"),
        (families.cgan, ["images.npy", "--digit", "3"], "--digit must lie in 0 ... 2 for this generator, got 3"),
        (families.autoencoder, ["images.npy"], "Autoencoder makes nothing from latents: there are none to find"),
        (families.diffusion, ["images.npy"], "generator must be a network"),
    ],
)
def test_what_does_not_fit_is_said_in_one_line(shell, make, arguments, message):
    kept(make)
    before = sorted(os.listdir())
    assert message in shell("a.npz", *arguments, code=1)[1]
    assert sorted(os.listdir()) == before


def test_a_game_of_points_has_no_images(shell):
    families.gan().save("a.npz")
    assert "invert is for games of images, and this one makes points" in shell("a.npz", "images.npy", code=1)[1]


@pytest.mark.parametrize(
    "wrong", [["--index"], ["--index", "-1"], ["-n", "0"], ["-n", "2", "--index", "1"], ["--steps", "0"]]
)
def test_wrong_usage(shell, wrong):
    assert "usage: numgan invert" in shell("a.npz", *wrong, code=2)[1]
