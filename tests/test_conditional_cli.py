"""Digits on demand at the command line: labels in, the digit that was asked for out."""

import gzip
import json
import shutil
import struct
import sys

import numpy as np
import pytest
from PIL import Image

from numgan import ACGAN, CGAN, Dense, Game, LabelledNoise, Player, load_labels, load_mnist, recipes
from numgan.app import cli, sources, training
from numgan.evaluation import class_probabilities, report

SIDE, PITCH = 7, 8  # of a small image, and of one with the line beside it


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    """400 small images with labels."""
    path, data = tmp_path_factory.mktemp("data") / "digits.npz", load_mnist()
    np.savez(path, images=data.train_images[:400, ::4, ::4], labels=data.train_labels[:400])
    return path


@pytest.fixture(scope="module", params=["cgan", "acgan"])
def trained(digits, request):
    """The folder of a run of two epochs."""
    folder = digits.parent / request.param
    arguments = [
        "train",
        "--recipe",
        request.param,
        "--data",
        str(digits),
        "--epochs",
        "2",
        "--out",
        str(folder),
        "--quiet",
    ]
    assert cli.main(arguments) == 0
    return folder


@pytest.fixture
def numgan(tmp_path, monkeypatch, capsys):
    """`numgan(argument, ...)` in an empty folder: what it printed; on an error its one line."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, code=0):
        capsys.readouterr()
        assert cli.main([str(a) for a in arguments]) == code
        out, error = capsys.readouterr()
        if code:
            assert error.startswith("numgan: ")
            assert error.count("\n") == 1
            return error
        return out

    return run


def size_of(path):
    with Image.open(path) as picture:
        return picture.size


def grid(columns, rows):
    return 2 * (columns * PITCH - 1), 2 * (rows * PITCH - 1)


def test_a_run_shows_a_row_for_each_label(trained):
    gan = Game.load(trained / "checkpoint.npz")
    assert (gan.recipe, gan.epoch, gan.classes) == (trained.name, 2, 10)
    for epoch in range(3):
        assert size_of(trained / "samples" / f"epoch_000{epoch}.png") == grid(10, 10)
    with Image.open(trained / "samples" / "epoch_0002.png") as picture:
        shown = np.array(picture)[::2, ::2]
    asked = gan.to_images(gan.sample(100, rng=0, labels=np.arange(10).repeat(10)))
    np.testing.assert_array_equal(shown[3 * PITCH : 3 * PITCH + SIDE, :SIDE], asked[30])
    config = json.loads((trained / "config.json").read_text())
    assert config["gan"]["noise_prior"]["class"] == "LabelledNoise"
    assert "; (400,) uint8 " in config["data_is"]


def test_the_same_seed_trains_alike_and_a_stopped_run_goes_on_bit_for_bit(numgan, trained, digits):
    gan = Game.load(trained / "checkpoint.npz")
    again = recipes.ALL[trained.name](n_data=400, data_shape=(SIDE, SIDE), epochs=2, rng=0)
    data, labels = sources.load_data(digits), sources.load_labels(digits)
    with training.Run(again, "again", data=str(digits), seed=0) as run:
        run.create(data, labels)
        for record in again.steps(data, labels):
            if record.step == 4:  # in the middle of the first epoch
                break
        run.save()
    numgan("train", "--resume", "again", "--quiet")
    resumed = Game.load("again/checkpoint.npz")
    for a, b in (
        (gan.generator, resumed.generator),
        (gan.discriminator, resumed.discriminator),
        (gan.generator.average.network, resumed.generator.average.network),
    ):
        np.testing.assert_array_equal(a.params, b.params)
    np.testing.assert_array_equal(gan.history.to_array(), resumed.history.to_array())


def test_labels_are_part_of_what_a_run_began_with(numgan, trained, digits, tmp_path):
    shutil.copytree(trained, tmp_path / "run")
    shutil.copy(digits, tmp_path / "other.npz")
    config = json.loads((tmp_path / "run" / "config.json").read_text())
    config["data"] = "other.npz"
    (tmp_path / "run" / "config.json").write_text(json.dumps(config))
    numgan("train", "--resume", "run", "--epochs", "3", "--quiet")
    with np.load(digits) as content:
        np.savez("other.npz", images=content["images"], labels=content["labels"][::-1])
        assert "are not those that the run in run began with" in numgan(
            "train", "--resume", "run", "--epochs", "4", code=1
        )
        np.savez("other.npz", images=content["images"])
    assert "holds no array called labels" in numgan("train", "--resume", "run", "--epochs", "4", code=1)


def test_without_labels_the_fingerprint_is_what_it_was():
    data = np.arange(12, dtype=np.uint8).reshape(3, 2, 2)
    assert sources.fingerprint(data) == "(3, 2, 2) uint8 9270c965"
    assert sources.fingerprint(data, np.arange(3)).startswith("(3, 2, 2) uint8 9270c965; (3,) int64 ")


def test_sample_draws_a_row_of_each_or_the_digit_asked_for(numgan, trained):
    checkpoint = trained / "checkpoint.npz"
    sampler = Game.load(checkpoint).sampler()

    def drawn(*arguments):
        numgan("sample", checkpoint, "--seed", 1, *arguments)
        with Image.open("samples.png") as picture:
            return np.array(picture)[::2, ::2]

    def pictured(n, labels, columns):
        images = sampler.to_images(sampler.sample(n, rng=1, labels=labels))
        return training.plots.tile(images, columns=columns)

    np.testing.assert_array_equal(drawn(), pictured(100, np.arange(10).repeat(10), 10))
    np.testing.assert_array_equal(drawn("--digit", 7), pictured(64, 7, 8))
    np.testing.assert_array_equal(drawn("--digit", 0, "-n", 9), pictured(9, 0, 3))
    np.testing.assert_array_equal(drawn("-n", 9), pictured(9, None, 3))


def test_interpolation_keeps_one_label_per_row(numgan, trained, monkeypatch):
    checkpoint, seen = trained / "checkpoint.npz", []
    generate = cli.Sampler.generate
    monkeypatch.setattr(cli.Sampler, "generate", lambda sampler, z: seen.append(z) or generate(sampler, z))
    for arguments, labels in (
        ([], np.arange(10)),
        (["-n", 12, "--linear"], np.arange(12) % 10),
        (["-n", 3, "--digit", 4], np.full(3, 4)),
    ):
        numgan("interpolate", checkpoint, "--steps", 5, *arguments)
        assert size_of("interpolation.png") == grid(5, len(labels))
        z = seen.pop().reshape(len(labels), 5, 110)
        np.testing.assert_array_equal(z[..., 100:], np.eye(10, dtype=np.float32)[labels][:, None].repeat(5, axis=1))
        assert (np.abs(np.diff(z[..., :100], axis=1)).max(axis=2) > 0.05).all()


def write_idx(path, array):
    content = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()
    path.write_bytes(gzip.compress(content))


def test_labels_come_from_folders_and_files(tmp_path, digits):
    images, labels = sources.load_data(digits), sources.load_labels(digits)
    for part in ("train", "t10k"):
        write_idx(tmp_path / f"{part}-images-idx3-ubyte.gz", images)
        write_idx(tmp_path / f"{part}-labels-idx1-ubyte.gz", labels)
    np.savez(tmp_path / "keras.npz", x_train=images, y_train=labels.astype(np.int64), x_test=images, y_test=labels)
    for source in (tmp_path, tmp_path / "keras.npz"):
        np.testing.assert_array_equal(load_labels(source), labels)
    np.testing.assert_array_equal(sources.load_labels("mnist"), load_mnist().train_labels[:50_000])


@pytest.mark.parametrize("recipe", ["cgan", "acgan"])
def test_the_number_of_classes_is_that_of_the_data(numgan, recipe):
    rng = np.random.default_rng(0)
    np.savez("a.npz", images=rng.integers(0, 256, (130, 3, 3)).astype(np.uint8), labels=np.arange(130) % 4)
    numgan("train", "--recipe", recipe, "--data", "a.npz", "--epochs", 1, "--out", "run", "--quiet")
    assert Game.load("run/checkpoint.npz").classes == 4
    assert size_of("run/samples/epoch_0001.png") == (2 * (10 * 4 - 1), 2 * (4 * 4 - 1))
    assert "--digit must lie in 0 ... 3 for this generator, got 4" in numgan(
        "sample", "run/checkpoint.npz", "--digit", 4, code=1
    )


def test_data_without_fitting_labels_are_refused(numgan, tmp_path):
    images = np.zeros((130, 4, 4), np.uint8)
    np.save("bare.npy", images)
    for name, labels in {
        "none": {},
        "few": {"labels": np.arange(129) % 10},
        "gap": {"labels": np.arange(130) % 5 * 2},
        "from1": {"y_train": np.arange(130) % 5 + 1},
        "negative": {"labels": np.arange(130) % 5 - 1},
        "one": {"labels": np.zeros(130, int)},
        "floats": {"labels": np.zeros(130)},
        "one_hot": {"labels": np.zeros((130, 3), int)},
        "objects": {"labels": np.array([{}] * 130)},
    }.items():
        np.savez(f"{name}.npz", images=images, **labels)
    before = sorted(tmp_path.iterdir())
    for name, message in (
        ("bare.npy", "bare.npy cannot be read as labels: it holds a single array; save both in an .npz: np.savez("),
        ("none.npz", "none.npz cannot be read as labels: it holds no array called labels or y_train or train_labels"),
        ("few.npz", "few.npz holds 130 images, but 129 labels"),
        ("gap.npz", "labels of gap.npz must be 0, 1, 2, ... without a gap; in place of 1 is 2"),
        ("from1.npz", "without a gap; in place of 0 is 1"),
        ("negative.npz", "without a gap; in place of 0 is -1"),
        ("one.npz", "labels of one.npz are all 0: a conditional GAN needs at least two classes"),
        ("floats.npz", "floats.npz must hold labels of shape (N,), whole numbers, got float64 (130,)"),
        ("one_hot.npz", "(130, 3): one for each image is wanted, labels.argmax(axis=1) if the rows are one-hot"),
        (
            "objects.npz",
            "objects.npz cannot be read as labels: labels: it holds Python objects (a pickle), which are not read",
        ),
        ("ring", "recipe cgan is for images, and ring holds points"),
        ("absent.npz", "no file or folder absent.npz"),
    ):
        assert message in numgan("train", "--recipe", "cgan", "--data", name, code=1)
    numgan("train", "--data", "few.npz", "--epochs", 1, "--out", "run", "--quiet")  # others do not look at labels
    shutil.rmtree("run")
    assert sorted(tmp_path.iterdir()) == before


def test_digits_are_for_conditional_generators(numgan, trained):
    for arguments, message in (
        (["--pretrained", "--digit", 7], "--digit is for a conditional generator"),
        ([trained / "checkpoint.npz", "--digit", 10], "--digit must lie in 0 ... 9 for this generator, got 10"),
    ):
        for command in ("sample", "interpolate"):
            assert message in numgan(command, *arguments, code=1)
    for wrong in ("-1", "seven", "1.5"):
        with pytest.raises(SystemExit) as stopped:
            cli.main(["sample", "a.npz", "--digit", wrong])
        assert stopped.value.code == 2


@pytest.fixture
def few_samples(monkeypatch):
    """A thousand samples are judged, where a report has ten thousand."""
    module = sys.modules["numgan.evaluation.report"]  # the package's attribute of that name is the function
    monkeypatch.setattr(module, "SAMPLES", 1000)


def test_label_accuracy_is_the_share_of_digits_that_were_asked_for(tmp_path, few_samples):
    """A generator of one real image for each label, clear ones, of which three show another digit."""
    data = load_mnist()
    sure = class_probabilities(data.test_images).max(axis=1) > 0.999
    shown = np.array([data.test_images[sure & (data.test_labels == digit)][0] for digit in range(10)])
    shown[[0, 1, 2]] = shown[[1, 2, 0]]
    generator = Player([Dense(12, 784)], rng=0)
    generator.layers[0].W[:2] *= 0.01
    generator.layers[0].W[2:] = shown.reshape(10, 784) / 255
    gan = CGAN(
        generator,
        Player([Dense(794, 1)], rng=0),
        noise_prior=LabelledNoise(10),
        data_range=(0, 1),
        data_shape=(28, 28),
    )
    table = report(gan, tmp_path)
    found = json.loads((tmp_path / "evaluation.json").read_text())
    assert found["label_accuracy"] == pytest.approx(0.7)
    assert found["digit_shares"] == pytest.approx([0.1] * 10)
    assert "the digit that was asked for     70.0%            real images: 98.2%" in table
    assert round(np.mean(class_probabilities(data.test_images).argmax(axis=1) == data.test_labels), 3) == 0.982
    assert size_of(tmp_path / "interpolation.png") == (2 * (12 * 29 - 1), 2 * (6 * 29 - 1))


def test_test_accuracy_is_the_share_of_test_images_that_the_game_itself_names(tmp_path, few_samples):
    """A D that says 1 where the mean 1 is nearer than the mean 0, and else 0."""
    data = load_mnist()
    zero, one = (data.train_images[data.train_labels == digit].mean(axis=0).ravel() / 255 for digit in (0, 1))
    D, G = Player([Dense(784, 11)], rng=0), Player([Dense(12, 784)], rng=0)
    D.params[...] = G.params[...] = 0
    D.layers[0].W[:, 2], D.layers[0].b[2] = one - zero, (zero @ zero - one @ one) / 2  # column 0 is the logit
    gan = ACGAN(G, D, noise_prior=LabelledNoise(10), data_range=(0, 1), data_shape=(28, 28))
    table = report(gan, tmp_path)
    found = json.loads((tmp_path / "evaluation.json").read_text())
    x = data.test_images.reshape(-1, 784) / 255
    named = ((x - one) ** 2).sum(axis=1) < ((x - zero) ** 2).sum(axis=1)
    assert found["test_accuracy"] == pytest.approx(np.mean(named == data.test_labels), abs=2e-4)
    assert 0.15 < found["test_accuracy"] < 0.22  # nearly all of these two digits
    assert f"test images named rightly     {found['test_accuracy']:>8.1%}            the judge itself: 98.2%" in table
