"""A folder of PNG or JPEG files: an image each, the subfolders their classes, and nothing left out without a word."""

import numpy as np
import pytest
from PIL import Image

from numgan import CGAN, load_images, load_labels
from numgan.app import cli

RNG = np.random.default_rng(0)
GREY = RNG.integers(0, 256, (7, 6)).astype(np.uint8)
COLOURS = RNG.integers(0, 256, (7, 6, 3)).astype(np.uint8)


def picture(array):
    return Image.fromarray(array)


def test_grey_and_coloured_pictures_in_the_order_of_their_names(tmp_path):
    for name in ("10.png", "2.PNG", "b.png", "a.png"):
        picture(GREY + np.uint8(len(name))).save(tmp_path / name)
    (tmp_path / ".hidden.png").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("mine")
    wanted = [GREY + np.uint8(n) for n in (5, 6, 5, 5)]  # 2, 10, a, b
    np.testing.assert_array_equal(load_images(tmp_path), wanted)
    for path in tmp_path.glob("*.*"):
        path.unlink()
    picture(COLOURS).save(tmp_path / "a.png")
    picture(COLOURS).save(tmp_path / "b.jpg", quality=100)
    images = load_images(tmp_path)
    assert (images.shape, images.dtype) == ((2, 7, 6, 3), np.uint8)
    np.testing.assert_array_equal(images[0], COLOURS)


def test_subfolders_are_classes_and_train_a_conditional_gan(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("2", "10", "cats"):
        (tmp_path / "data" / name).mkdir(parents=True)
        for i in range(40):
            picture(RNG.integers(0, 256, (3, 3)).astype(np.uint8)).save(tmp_path / "data" / name / f"{i}.png")
    (tmp_path / "data" / "empty").mkdir()
    np.testing.assert_array_equal(load_labels("data"), np.arange(3).repeat(40))
    arguments = ["--recipe", "cgan", "--data", "data", "--epochs", "1", "--out", "run", "--quiet"]
    assert cli.main(["train", *arguments]) == 0
    gan = CGAN.load("run/checkpoint.npz")
    assert (gan.classes, gan.data_shape) == (3, (3, 3))


def test_pictures_of_other_kinds_become_what_they_show_or_are_refused(tmp_path):
    path = tmp_path / "a.png"
    black_and_white = picture(GREY).convert("1")
    opaque = np.dstack([COLOURS, np.full((7, 6), 255, np.uint8)])
    palette = picture(COLOURS).quantize(8)
    for one, wanted in (
        (black_and_white, np.array(black_and_white) * 255),
        (picture(opaque), COLOURS),
        (palette, np.array(palette.convert("RGB"))),
        (picture(np.dstack([GREY, opaque[..., 3]])), GREY),
    ):
        one.save(path)
        np.testing.assert_array_equal(load_images(tmp_path), wanted[None])
    see_through = opaque.copy()
    see_through[3, 3, 3] = 0
    for one, message in (
        (picture(see_through), r"a\.png is see-through in places \(alpha\): put it on a background first"),
        (picture(GREY.astype(np.uint16) * 256), r"a\.png has more than 8 bits per pixel: convert it to 8"),
        (picture(np.zeros((3000, 3000), np.uint8)), r"a\.png has 3000 x 3000 pixels: make it small, such as 64 x 64"),
    ):
        one.save(path)
        with pytest.raises(ValueError, match=message):
            load_images(tmp_path)
    picture(GREY).save(path, transparency=int(GREY[0, 0]))
    with pytest.raises(ValueError, match="see-through"):
        load_images(tmp_path)
    path.unlink()
    picture(np.zeros((7, 6, 4), np.uint8)).convert("CMYK").save(tmp_path / "a.jpg")
    with pytest.raises(ValueError, match="has colours of the kind CMYK: convert it to RGB or to grey"):
        load_images(tmp_path)


def test_a_photograph_taken_on_its_side_stands_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned by 90 degrees
    picture(GREY).save(tmp_path / "a.png", exif=exif)
    np.testing.assert_array_equal(load_images(tmp_path), np.rot90(GREY, -1)[None])


def test_the_first_picture_that_differs_is_named(tmp_path):
    for name in ("a", "b", "c"):
        picture(GREY).save(tmp_path / f"{name}.png")
    picture(GREY[:5]).save(tmp_path / "b.png")
    with pytest.raises(ValueError, match=r"b\.png is 6 x 5 in grey, and a\.png is 6 x 7 in grey: make all"):
        load_images(tmp_path)
    picture(COLOURS).save(tmp_path / "b.png")
    with pytest.raises(ValueError, match=r"b\.png is 6 x 7 in colours, and a\.png is 6 x 7 in grey"):
        load_images(tmp_path)


def test_what_would_be_left_out_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"holds neither train-images-idx3-ubyte nor .*, and no PNG or JPEG"):
        load_images(tmp_path)
    (tmp_path / "a" / "deep").mkdir(parents=True)
    picture(GREY).save(tmp_path / "a" / "deep" / "x.png")
    with pytest.raises(ValueError, match=r"pictures two folders down, in .*deep: name .*a instead"):
        load_images(tmp_path)
    (tmp_path / "a" / "deep" / "x.png").rename(tmp_path / "a" / "x.png")
    picture(GREY).save(tmp_path / "b.png")
    with pytest.raises(ValueError, match=r"holds pictures itself, such as b\.png, and in subfolders: keep one kind"):
        load_images(tmp_path)
    (tmp_path / "a" / "x.png").unlink()
    with pytest.raises(ValueError, match="holds no labels: put the pictures into subfolders, one for each class"):
        load_labels(tmp_path)
    picture(GREY).save(tmp_path / "c.webp")
    with pytest.raises(ValueError, match=r"c\.webp is a picture, but neither PNG nor JPEG: convert it, or"):
        load_images(tmp_path)


def test_damaged_pictures_are_named(tmp_path):
    picture(GREY).save(tmp_path / "a.png")
    content = (tmp_path / "a.png").read_bytes()
    for damaged in (b"", b"text", content[:60], content[:-30]):
        (tmp_path / "a.png").write_bytes(damaged)
        with pytest.raises(ValueError, match=r"a\.png cannot be read as PNG or JPEG"):
            load_images(tmp_path)
