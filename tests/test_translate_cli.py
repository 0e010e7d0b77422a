"""`numgan translate`: the picture, both ways, and what it says of images or games that do not fit."""

import os
from pathlib import Path

import families
import numpy as np
import pytest
from PIL import Image

from numgan import Game
from numgan.app import cli
from numgan.plots import tile


def kept(make, name="a.npz"):
    """A small game of images of 2 x 3 pixels, in a file."""
    game = families.shaken(make)
    game.data_range, game.data_shape = (0.0, 1.0), (2, 3)
    game.save(name)
    return Game.load(name)


@pytest.fixture
def shell(tmp_path, monkeypatch, capsys):
    """`shell(argument, ...)`: run `numgan translate` in a folder of its own; what it printed, and its error."""
    monkeypatch.chdir(tmp_path)
    images = np.random.default_rng(0).integers(0, 256, (12, 2, 3), dtype=np.uint8)
    np.save("images.npy", images)
    os.mkdir("empty")

    def run(*arguments, code=0):
        capsys.readouterr()
        try:
            found = cli.main(["translate", *map(str, arguments)])
        except SystemExit as stopped:
            found = stopped.code
        said = capsys.readouterr()
        assert found == code, said.err
        assert code != 1 or said.err.count("\n") == 1
        return said.out, said.err

    run.images = images
    return run


def drawn(name="translation.png"):
    with Image.open(name) as picture:
        return np.array(picture)[::2, ::2]


def test_images_stand_above_their_translations(shell):
    game = kept(families.pix2pix)
    out, _ = shell("a.npz", "images.npy", "--index", 7, 0, 7)
    x = shell.images[[7, 0, 7]]
    rows = game.to_images(game.translate(game.scale(x)))
    np.testing.assert_array_equal(drawn(), tile(np.concatenate([x, rows]), columns=3))
    assert out == "rows of the picture: the images, translated\ntranslation.png\n"


@pytest.mark.parametrize("back", [False, True])
def test_a_cycle_is_shown_whole_in_both_directions(shell, back):
    game = kept(families.cyclegan)
    out, _ = shell("a.npz", "images.npy", *(["--back"] if back else []), "-n", 4, "-o", "b.png")
    ways = (game.to_x, game.to_y) if back else (game.to_y, game.to_x)
    lines = [shell.images[:4]]
    for way in ways:
        lines.append(game.to_images(way(game.scale(lines[-1]))))
    np.testing.assert_array_equal(drawn("b.png"), tile(np.concatenate(lines), columns=4))
    error = np.abs(lines[0].astype(float) - lines[2]).mean() / 255
    assert out.startswith("rows of the picture: the images, translated, translated back\n")
    assert f"there and back: mean |difference| {error:.4f}, of pixels from 0 to 1\n" in out


def test_pictures_of_ones_own_in_files_and_in_a_folder(shell):
    kept(families.cyclegan)
    os.mkdir("own")
    for i in range(11):
        Image.fromarray(shell.images[i]).save(f"own/{i:02}.png")
    shell("a.npz", "own/03.png", "own/05.png", "-o", "b.png")
    np.testing.assert_array_equal(drawn("b.png")[:2], tile(shell.images[[3, 5]], columns=2))
    shell("a.npz", "own", "-o", "b.png")
    np.testing.assert_array_equal(drawn("b.png")[:2], tile(shell.images[:10], columns=10))


@pytest.mark.parametrize("read", [["own/03.png", "own/05.png"], ["own"]], ids=["file", "folder"])
def test_an_image_that_is_read_is_not_written_over(read, shell):
    kept(families.cyclegan)
    os.mkdir("own")
    for i in (3, 5):
        Image.fromarray(shell.images[i]).save(f"own/{i:02}.png")
    before = Path("own/05.png").read_bytes()
    _, error = shell("a.npz", *read, "-o", "own/05.png", code=1)
    assert error.endswith("own/05.png is among the images that are read: give --output another name\n")
    assert Path("own/05.png").read_bytes() == before


@pytest.mark.parametrize(
    ("make", "arguments", "message"),
    [
        (families.gan, ["images.npy"], "GAN does not turn images into images, as a Pix2Pix or a CycleGAN does"),
        (families.cogan, ["images.npy"], "CoGAN does not turn images into images"),
        (families.pix2pix, ["images.npy", "--back"], "Pix2Pix knows one way, there: leave out --back"),
        (families.pix2pix, ["absent.png"], "no file absent.png"),
        (families.pix2pix, ["empty"], "empty holds neither train-images-idx3-ubyte"),
        (families.pix2pix, ["ring"], "translate is for images, and ring holds points"),
        (families.pix2pix, ["mnist"], "the game makes images of shape (2, 3), and those of mnist have (28, 28)"),
        (families.pix2pix, ["images.npy", "-n", "13"], "-n 13 asks for more images than there are, 12"),
        (families.pix2pix, ["images.npy", "-o", "z.jpg"], "--output must end in .png"),
        (families.pix2pix, ["images.npy", "-o", "a.npz"], "--output must end in .png"),
    ],
)
def test_what_does_not_fit_is_said_in_one_line(shell, make, arguments, message):
    kept(make)
    before, file = sorted(os.listdir()), Path("a.npz").read_bytes()
    assert message in shell("a.npz", *arguments, code=1)[1]
    assert (sorted(os.listdir()), Path("a.npz").read_bytes()) == (before, file)


def test_a_game_of_points_has_no_images(shell):
    families.cyclegan().save("a.npz")
    assert "translate is for games of images, and this one makes points" in shell("a.npz", "images.npy", code=1)[1]


@pytest.mark.parametrize("wrong", [[], ["--index"], ["images.npy", "-n", "2", "--index", "1"]])
def test_wrong_usage(shell, wrong):
    assert "usage: numgan translate" in shell("a.npz", *wrong, code=2)[1]
