"""`numgan complete`: the picture, the table, in one pass or by a search, and what it says of what does not fit."""

import os

import families
import numpy as np
import pytest
from PIL import Image

from numgan import Game, load_mnist, recipes
from numgan.app import cli
from numgan.datasets import half_mask, random_mask
from numgan.family import complete
from numgan.plots import tile


def kept(make, name="a.npz"):
    """A small game of images of 2 x 3 pixels, in a file."""
    game = families.shaken(make)
    game.data_range, game.data_shape = (0.0, 1.0), (2, 3)
    game.save(name)
    return Game.load(name)


@pytest.fixture
def shell(tmp_path, monkeypatch, capsys):
    """`shell(argument, ...)`: run `numgan complete` in a folder of its own; what it printed, and its error."""
    monkeypatch.chdir(tmp_path)
    images = np.random.default_rng(0).integers(0, 256, (12, 2, 3), dtype=np.uint8)
    np.save("images.npy", images)

    def run(*arguments, code=0):
        capsys.readouterr()
        try:
            found = cli.main(["complete", *map(str, arguments)])
        except SystemExit as stopped:
            found = stopped.code
        said = capsys.readouterr()
        assert found == code, said.err
        assert code != 1 or said.err.count("\n") == 1
        return said.out, said.err

    run.images = images
    return run


def drawn(name="completion.png"):
    with Image.open(name) as picture:
        return np.array(picture)[::2, ::2]


def test_a_context_encoder_completes_in_one_pass(shell):
    game = kept(families.context_encoder)
    out, _ = shell("a.npz", "images.npy", "--hole", "half", "--index", 7, 0)
    images, mask = shell.images[[7, 0]], half_mask(shell.images[[7, 0]])
    x = game.scale(images)
    rows = game.complete(x, mask)
    holed = np.where(mask, 128, images)  # .5 of 255 is rounded to the even number
    completed = game.to_images(rows)
    np.testing.assert_array_equal(drawn(), tile(np.concatenate([holed, completed, images]).astype(np.uint8), columns=2))
    np.testing.assert_array_equal(completed[~mask], images[~mask])
    error = ((rows - x).reshape(2, 2, 3)[mask].reshape(2, 2) ** 2).mean(axis=1)
    assert out.startswith(
        "rows of the picture: with HalfHole(), completed (in one pass; trained with RandomHole(side=1)), the images\n"
    )
    assert f"image 7{error[0]:13.5f}\n" in out
    assert f"mean{error.mean():13.5f}\n" in out
    assert out.endswith("\ncompletion.png\n")


def test_any_gan_completes_by_a_search_with_its_d(shell):
    game = kept(families.gan)
    out, _ = shell("a.npz", "images.npy", "-n", 3, "--hole", "random", "--seed", 3, "--steps", 9, "-o", "b")
    assert "completed (by a search of 9 steps, with D)" in out
    assert "RandomHole(side=1)" in out
    x, mask = game.scale(shell.images[:3]), random_mask(shell.images[:3], side=1, rng=3)
    found = complete(game, x, mask, steps=9, rng=int(np.random.default_rng(3).integers(2**62)))
    np.testing.assert_array_equal(drawn("b.png")[3:5], tile(game.to_images(found.rows), columns=3))


def test_where_d_cannot_be_asked_the_known_pixels_alone_count_and_every_label_is_tried(shell, monkeypatch):
    monkeypatch.setattr("numgan.app.invert.BLOCK", 2)
    game = kept(families.cgan)
    out, _ = shell("a.npz", "images.npy", "-n", 3, "--seed", 1, "--steps", 5, "--side", 2)
    assert "without D" in out
    first = drawn()
    shell("a.npz", "images.npy", "-n", 3, "--seed", 1, "--steps", 5, "--side", 2, "--digit", 1)
    assert (drawn() != first).any()
    assert game.noise_prior.choices == {"labels": 3}
    kept(families.vae)
    assert "without D" in shell("a.npz", "images.npy", "-n", 1, "--steps", 1, "--starts", 0)[0]


def test_by_default_it_is_the_centre_of_mnists_test_images(shell):
    recipes.context_encoder(rng=0, channels=(2, 3)).save("a.npz")
    shell("a.npz", "--index", 5, 9999)
    found, truth = drawn(), tile(load_mnist().test_images[[5, 9999]], columns=2)
    assert (found[7:21, 7:21] == 128).all()
    np.testing.assert_array_equal(found[-28:], truth)
    np.testing.assert_array_equal(found[:7], truth[:7])


@pytest.mark.parametrize(
    ("make", "arguments", "message"),
    [
        (families.gan, ["absent.png"], "no file absent.png"),
        (families.gan, ["ring"], "complete is for images, and ring holds points"),
        (families.gan, [], "the game makes images of shape (2, 3), and those of mnist have (28, 28)"),
        (families.gan, ["images.npy", "--digit", "1"], "--digit is for a conditional generator"),
        (families.gan, ["images.npy", "--side", "3"], "--side must be at most 2, that of the images, got 3"),
        (families.gan, ["images.npy", "--hole", "half", "--side", "1"], "--side is for a square, and --hole half is"),
        (families.gan, ["images.npy", "--starts", "0"], "starts must be a whole number, at least 1, got 0"),
        (families.gan, ["images.npy", "-o", "z.jpg"], "--output must end in .png"),
        (families.autoencoder, ["images.npy"], "Autoencoder makes nothing from latents, and is no ContextEncoder"),
        (families.diffusion, ["images.npy"], "generator must be a network"),
    ],
)
def test_what_does_not_fit_is_said_in_one_line(shell, make, arguments, message):
    kept(make)
    before = sorted(os.listdir())
    assert message in shell("a.npz", *arguments, code=1)[1]
    assert sorted(os.listdir()) == before


def test_points_and_lines_of_pixels_have_no_holes(shell):
    families.gan().save("a.npz")
    assert "complete is for games of images, and this one makes points" in shell("a.npz", "images.npy", code=1)[1]
    game = families.gan()
    game.data_range, game.data_shape = (0.0, 1.0), (1, 6)
    game.save("a.npz")
    np.save("lines.npy", np.zeros((3, 1, 6), np.uint8))
    assert "an image of one line of pixels has no place" in shell("a.npz", "lines.npy", code=1)[1]


@pytest.mark.parametrize("wrong", [["--hole", "left"], ["--side", "0"], ["-n", "0"], ["--steps", "0"]])
def test_wrong_usage(shell, wrong):
    assert "usage: numgan complete" in shell("a.npz", *wrong, code=2)[1]
