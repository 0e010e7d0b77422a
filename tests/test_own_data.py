"""Data of one's own, in the forms in which they are found: taken as what they are, or refused with what to write."""

import gzip
import os
import struct

import numpy as np
import pytest

from numgan import Game, load_idx, load_images, load_labels, load_mnist
from numgan.app import cli, sources
from numgan.datasets import ImageData, load_points, load_rows

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, (9, 5, 4)).astype(np.uint8)
LABELS = (np.arange(9) % 3).astype(np.uint8)
COLOURS = RNG.integers(0, 256, (3, 5, 4, 3)).astype(np.uint8)


@pytest.fixture
def numgan(tmp_path, monkeypatch, capsys):
    """`numgan(argument, ...)` in an empty folder: what it printed; on an error its one line."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, code=0):
        capsys.readouterr()
        assert cli.main([str(a) for a in arguments]) == code
        out, error = capsys.readouterr()
        assert not code or (error.startswith("numgan: ") and error.count("\n") == 1)
        return error if code else out

    return run


def write_idx(path, array):
    content = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


@pytest.mark.parametrize(
    "name",
    [
        "train-images-idx3-ubyte",
        "train-images.idx3-ubyte",
        "train-images.idx3-ubyte.gz",
        "a-b-train-images-idx3-ubyte",
    ],
)
def test_a_training_set_alone_by_any_of_its_names(tmp_path, name):
    write_idx(tmp_path / name, IMAGES)
    write_idx(tmp_path / name.replace("images", "labels").replace("idx3", "idx1"), LABELS)
    for source in (tmp_path, tmp_path / name):
        np.testing.assert_array_equal(load_images(source), IMAGES)
        np.testing.assert_array_equal(load_labels(source), LABELS)
    with pytest.raises(FileNotFoundError, match="holds neither t10k-images-idx3-ubyte nor"):
        load_idx(tmp_path)


def test_emnist_is_turned_upright_and_must_be_named_among_several(tmp_path):
    for split in ("digits", "letters"):
        for part in ("train", "test"):
            write_idx(tmp_path / f"emnist-{split}-{part}-images-idx3-ubyte.gz", IMAGES.swapaxes(1, 2))
            write_idx(tmp_path / f"emnist-{split}-{part}-labels-idx1-ubyte.gz", LABELS)
    with pytest.raises(ValueError, match=r"several sets, emnist-digits-train-images-idx3-ubyte.gz and .*: name a file"):
        load_images(tmp_path)
    np.testing.assert_array_equal(load_images(tmp_path / "emnist-digits-train-images-idx3-ubyte.gz"), IMAGES)
    np.testing.assert_array_equal(load_labels(tmp_path / "emnist-digits-train-images-idx3-ubyte.gz"), LABELS)
    for path in tmp_path.glob("emnist-letters*"):
        path.unlink()
    np.testing.assert_array_equal(load_idx(tmp_path).test_images, IMAGES)


def test_an_idx_file_of_any_name_is_known_by_what_is_in_it(tmp_path):
    write_idx(tmp_path / "digits", IMAGES)
    (tmp_path / "unpacked.gz").write_bytes((tmp_path / "digits").read_bytes())
    (tmp_path / "packed").write_bytes(gzip.compress((tmp_path / "digits").read_bytes()))
    for name in ("digits", "unpacked.gz", "packed"):
        np.testing.assert_array_equal(load_images(tmp_path / name), IMAGES)
    with pytest.raises(FileNotFoundError, match="digits is one file of images, and no file of labels"):
        load_labels(tmp_path / "digits")


def test_npz_files_as_others_write_them(tmp_path):
    others = {"val_images": IMAGES[:2], "val_labels": LABELS[:2], "test_images": IMAGES[:2], "test_labels": LABELS[:2]}
    np.savez(tmp_path / "medmnist.npz", train_images=IMAGES, train_labels=LABELS[:, None], **others)
    np.savez(tmp_path / "keras.npz", x_train=IMAGES, y_train=LABELS, x_test=IMAGES[:2], y_test=LABELS[:2])
    for name in ("medmnist", "keras"):
        np.testing.assert_array_equal(load_images(tmp_path / f"{name}.npz"), IMAGES)
        np.testing.assert_array_equal(load_labels(tmp_path / f"{name}.npz"), LABELS)
    np.savez(tmp_path / "both.npz", images=IMAGES, x_train=IMAGES[:3], labels=LABELS, y_train=LABELS)
    with pytest.raises(ValueError, match=r"several arrays \(images, .* and several of them could be: np.savez\("):
        load_images(tmp_path / "both.npz")
    with pytest.raises(ValueError, match="several arrays of labels, labels and y_train: keep one"):
        load_labels(tmp_path / "both.npz")
    np.savez(tmp_path / "chest.npz", train_images=IMAGES, train_labels=np.zeros((9, 14), int))
    with pytest.raises(ValueError, match=r"got int64 \(9, 14\): one for each image is wanted"):
        load_labels(tmp_path / "chest.npz")


def test_mnist_as_a_dict_is_mnist(tmp_path):
    mnist = ImageData(*(part[:50] for part in load_mnist()))
    np.savez(tmp_path / "a.npz", **mnist._asdict())
    np.testing.assert_array_equal(load_images(tmp_path / "a.npz"), mnist.train_images)
    np.testing.assert_array_equal(load_labels(tmp_path / "a.npz"), mnist.train_labels)


WHOLE, UNIT = IMAGES.astype(np.int64), IMAGES / 255


@pytest.mark.parametrize(
    ("array", "wanted"),
    [
        (WHOLE, IMAGES),
        (IMAGES.astype(">u2"), IMAGES),
        (UNIT.astype(np.float16), IMAGES),
        (IMAGES > 99, (IMAGES > 99) * 255),
    ],
)
def test_pixels_of_other_dtypes_whose_scale_is_plain(tmp_path, array, wanted):
    np.save(tmp_path / "a.npy", array)
    images = load_images(tmp_path / "a.npy")
    assert images.dtype == np.uint8
    np.testing.assert_array_equal(images, wanted)


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (IMAGES.astype(np.uint16) * 257, r"whole numbers from 0 to 255, got uint16 .* save images / 65535, floats"),
        (WHOLE - 1, "whole numbers from 0 to 255, got int64 from -1 to"),
        ((WHOLE > 99) * 1, r"almost black, from 0 to 1 where white is 255: .* of 0 and 1 images.astype\(bool\)"),
        ((IMAGES > 99).astype(np.uint8), "would be almost black, from 0 to 1 where white is 255"),
        (UNIT / 255, "would be almost black, from 0 to 0.0039.* where white is 1: save images / images.max()"),
        (UNIT * 255, r"floats in \[0, 1\], got values from .*: save images / 255, if that is their scale"),
        (UNIT * 2 - 1, r"floats in \[0, 1\], got values from -.*: save \(images \+ 1\) / 2, if that is their scale"),
        (np.where(IMAGES > 250, np.nan, UNIT), r"a.npy must be finite, but \d+ values are not; the first is nan at \("),
        (COLOURS.transpose(0, 3, 1, 2), r"got \(3, 3, 5, 4\): images.transpose\(0, 2, 3, 1\)"),
        (np.zeros((3, 5, 5, 4), np.uint8), r"got \(3, 5, 5, 4\): images\[..., :3\], without alpha"),
        (IMAGES.reshape(9, 20), r"got \(9, 20\): images.reshape\(-1, height, width\)"),
        (np.full((2, 2, 2), "a"), "it holds <U1, and numbers are wanted"),
    ],
)
def test_pixels_that_could_mean_two_things_are_refused_with_what_to_write(tmp_path, array, message):
    np.save(tmp_path / "a.npy", array)
    with pytest.raises(ValueError, match=message):
        load_rows(tmp_path / "a.npy")


def test_points_from_tables_and_arrays(tmp_path):
    points = RNG.normal(size=(20, 2))
    np.savetxt(tmp_path / "plain.csv", points, delimiter=",")
    np.savetxt(tmp_path / "named.csv", points, delimiter=";", header="x;y", comments="\ufeff", encoding="utf-8")
    np.savetxt(tmp_path / "blanks.txt", points)
    np.save(tmp_path / "a.npy", points)
    np.savez(tmp_path / "a.npz", points=points, colours=np.zeros(20))
    for path in tmp_path.iterdir():
        np.testing.assert_allclose(load_points(path), points)
        np.testing.assert_allclose(load_rows(path), points)
    np.save(tmp_path / "whole.npy", np.arange(6).reshape(3, 2))
    assert load_rows(tmp_path / "whole.npy").dtype == np.float64


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,2\n3\n", r"a.csv is no table of numbers: .*columns"),
        ("1,2\n3,four\n", "is no table of numbers: could not convert string 'four'"),
        ("x,y\n", "holds no numbers"),
        ("", "holds no numbers"),
        ("1,2\n3,nan\n", r"a.csv must be finite, but 1 values are not; the first is nan at \(1, 1\)"),
        (
            "label,p0,p1,p2\n1,2,3,4\n",
            r"points of shape \(N, 1\) or \(N, 2\), N >= 1, got float64 \(1, 4\): images",
        ),
    ],
)
def test_tables_that_are_none_are_named(tmp_path, text, message):
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(ValueError, match=message):
        load_rows(tmp_path / "a.csv")


def test_points_train_with_any_recipe_for_points_and_images_with_none(numgan):
    np.savetxt("a.csv", RNG.normal(size=(300, 2)), delimiter=",")
    np.save("line.npy", RNG.normal(size=(300, 1)))
    np.save("images.npy", IMAGES)
    for data, recipe in (("a.csv", None), ("line.npy", "wgan")):
        chosen = [] if recipe is None else ["--recipe", recipe]
        numgan("train", "--data", data, *chosen, "--batch-size", 32, "--epochs", 1, "--out", f"run-{recipe}", "--quiet")
        game = Game.load(f"run-{recipe}/checkpoint.npz")
        assert game.recipe == (recipe or "ring")
        assert game.data_shape == ((1,) if data == "line.npy" else (2,))
        assert game.trained_on == os.path.abspath(data)
    assert "recipe mnist_mlp is for images, and a.csv holds points" in numgan(
        "train", "--data", "a.csv", "--recipe", "mnist_mlp", code=1
    )
    assert "recipe ring is for points, and images.npy holds images" in numgan(
        "train", "--data", "images.npy", "--recipe", "ring", code=1
    )


@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_no_name_of_data_is_not_mnist(numgan, tmp_path, command):
    checkpoint = [] if command == "train" else ["a.npz"]
    with pytest.raises(SystemExit) as stopped:
        numgan(command, *checkpoint, "--data", "")
    assert stopped.value.code == 2
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
def test_control_characters_of_names_reach_no_terminal(numgan):
    name = "a\x1b[31m\n.csv"
    np.savetxt(name, RNG.normal(size=(150, 2)), delimiter=",")
    shown = numgan("train", "--data", name, "--epochs", 1, "--out", "run")
    shown += numgan("evaluate", "run/checkpoint.npz") + numgan("info", "run/checkpoint.npz")
    assert r"a\x1b[31m" in shown
    os.rename(name, "b\x9b.npy")
    shown += numgan("train", "--data", "b\x9b.npy", code=1) + numgan("evaluate", "run/checkpoint.npz", code=1)
    assert r"b\x9b.npy cannot be read as images or points: it is damaged or no .npy file" in shown
    assert shown.replace("\n", "").isprintable()


def test_the_recipe_that_is_used_where_none_is_named():
    assert sources.recipe_for("two_moons", np.zeros((3, 2))) == "ring"
    assert sources.recipe_for("grid", np.zeros((3, 2))) == "grid"
    assert sources.recipe_for("x.npy", np.zeros((3, 2, 2))) == "mnist_mlp"
