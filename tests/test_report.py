"""`numgan evaluate`, the report behind it, and the generator that comes with the package."""

import json
import shutil
import sys

import numpy as np
import pytest
from games import small_gan
from PIL import Image

from numgan import GAN, load_mnist, load_pretrained, recipes
from numgan.app import cli
from numgan.app.pretrained import GENERATOR_FILE, save_pretrained
from numgan.evaluation import (
    REAL_PARZEN,
    category_accuracy,
    evaluate_digits,
    evaluate_modes,
    load_classifier,
    parzen_log_likelihood,
    report,
)
from numgan.evaluation import report as report_function


@pytest.fixture(scope="module")
def digits_gan():
    """The default networks after a few steps: no digits yet, but everything can be computed."""
    gan = recipes.mnist_mlp(rng=0, epochs=1, n_data=640)
    return gan.fit(load_mnist().train_images[:640])


@pytest.fixture(scope="module")
def reported(digits_gan, tmp_path_factory):
    """Its report, which takes a while: the folder, the table, and what was said meanwhile."""
    folder, told = tmp_path_factory.mktemp("report"), []
    return folder, report(digits_gan, folder, seed=1, say=told.append), told


def test_report_of_digits_is_complete_finite_and_drawn(reported):
    folder, table, told = reported
    found = json.loads((folder / "evaluation.json").read_text())
    assert np.isfinite(
        [found["parzen"]["mean"], found["frechet"], found["frechet_floor"], found["digit_entropy"]]
    ).all()
    assert sum(found["digit_shares"]) == pytest.approx(1)
    assert found["frechet"] > 10 * found["frechet_floor"]  # these samples are noise
    for row in (
        "DBN",
        "stacked CAE",
        "deep GSN",
        "adversarial nets",
        "real training images",
        "this generator",
        "floor",
    ):
        assert row in table
    assert "nan" not in table
    assert "Parzen windows" in told
    for name, size in (("neighbours", (12 * 29 - 1, 12 * 29 - 1)), ("interpolation", (12 * 29 - 1, 6 * 29 - 1))):
        with Image.open(folder / f"{name}.png") as picture:
            assert picture.size == (2 * size[0], 2 * size[1])
    assert (folder / "digit_histogram.png").exists()


def test_an_infogan_is_evaluated_at_the_command_line_its_categories_read_and_its_code_walked(
    tmp_path, monkeypatch, capsys
):
    module = sys.modules["numgan.evaluation.report"]  # the package's attribute of that name is the function
    monkeypatch.setattr(module, "SAMPLES", 1000)
    monkeypatch.chdir(tmp_path)
    game = recipes.infogan(rng=0, epochs=1, n_data=640).fit(load_mnist().train_images[:640])
    game.save("a.npz")
    assert cli.main(["evaluate", "a.npz", "--seed", "1"]) == 0
    table, told = capsys.readouterr()
    assert "Parzen windows ..." in told
    assert "adversarial nets" in table
    found = json.loads((tmp_path / "evaluation.json").read_text())
    wanted = category_accuracy(game, seed=1)
    assert wanted.keys() == {f"{a}category_{b}" for a in ("", "test_") for b in ("accuracy", "digits")}
    assert {name: found[name] for name in wanted} == wanted
    for name, label in (("category", "samples by their category"), ("test_category", "test images by category")):
        (line,) = [line for line in table.splitlines() if line.startswith(label)]
        assert f"{found[f'{name}_accuracy']:.1%}" in line
        assert line.endswith(" ".join(map(str, found[f"{name}_digits"])))
    for name in ("code_1", "code_2", "information", "interpolation"):
        with Image.open(tmp_path / f"{name}.png") as picture:
            assert min(picture.size) > 200
    assert not (tmp_path / "code_3.png").exists()


def test_a_game_without_categories_has_no_figures_of_them(reported):
    folder, table, _ = reported
    assert "category" not in (folder / "evaluation.json").read_text() + table
    assert not {"code_1.png", "information.png"} & {path.name for path in folder.iterdir()}


@pytest.mark.slow
def test_the_nats_of_real_images_are_those_that_the_table_shows():
    data = load_mnist()
    parts = data.train_images[:10_000], data.train_images[50_000:51_000], data.test_images
    found = parzen_log_likelihood(*parts)
    assert (round(found.mean), round(found.standard_error)) == REAL_PARZEN


def test_the_floor_is_that_of_real_images():
    """Training images against test images: near 1.5 with the packaged classifier, on every machine."""
    from numgan.evaluation import features, frechet_distance

    data = load_mnist()
    floor = frechet_distance(features(data.train_images[:10_000]), features(data.test_images))
    assert 1 < floor < 2


def test_report_of_points(tmp_path):
    gan = recipes.ring(rng=0, epochs=1, n_data=2560)
    gan.trained_on = "ring"
    table = report_function(gan, tmp_path)
    assert "of 8" in table
    found = json.loads((tmp_path / "evaluation.json").read_text())
    assert found["of"] == 8
    assert 0 <= found["high_quality"] <= 1
    assert (tmp_path / "modes.png").exists()


def test_a_generator_without_a_good_point_has_no_nan_and_no_infinity():
    gan = recipes.grid(rng=0, epochs=1, n_data=2560)
    gan.trained_on = "grid"
    for network in (gan.generator, gan.generator.average.network):
        network.params[...] = 0
        network.layers[-1].b[...] = 1.0  # between the centres
    found = evaluate_modes(gan)
    assert (found["modes"], found["high_quality"], found["reverse_kl"]) == (0, 0.0, None)


def test_other_data_is_refused():
    with pytest.raises(
        ValueError, match=r"judged are digits, .* this game was trained on None and makes data of shape \(6,\)"
    ):
        evaluate_digits(small_gan())
    gan = recipes.ring(rng=0, epochs=1, n_data=2560)
    with pytest.raises(ValueError, match=r"trained on None; after training in Python say so: gan.trained_on = 'ring'"):
        evaluate_modes(gan)


def test_what_cannot_be_judged_is_named_at_the_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    small_gan().save("b.npz")
    assert cli.main(["evaluate", "b.npz"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("numgan: judged are digits, images of shape (28, 28), and points on ring and grid")


def test_the_pretrained_generator_makes_digits():
    """The classifier is sure of most, sees all ten, and none is a copy of another."""
    from numgan.evaluation import class_probabilities, digit_histogram

    sampler = load_pretrained()
    samples = sampler.sample(1000, rng=0)
    assert samples.shape == (1000, 784)
    assert samples.dtype == np.float32
    probabilities = class_probabilities(sampler.to_unit(samples))
    assert np.median(probabilities.max(axis=1)) > 0.95
    assert digit_histogram(probabilities.argmax(axis=1)).min() > 0.04
    assert sampler.to_images(samples).shape == (1000, 28, 28)
    np.testing.assert_array_equal(samples, load_pretrained().sample(1000, rng=0))
    assert GENERATOR_FILE.stat().st_size <= 3_000_000


def test_save_pretrained_keeps_the_averaged_generator_in_float16(tmp_path, monkeypatch):
    gan = small_gan(ema_decay=0.9, dtype=np.float32)
    gan.fit(np.random.default_rng(0).uniform(-1, 1, (64, 6)))
    save_pretrained(tmp_path / "g.npz", gan, seed=0)
    monkeypatch.setattr("numgan.app.pretrained.GENERATOR_FILE", tmp_path / "g.npz")
    np.testing.assert_allclose(load_pretrained().sample(5, rng=1), gan.sample(5, rng=1), atol=5e-3)


def test_sample_and_interpolate_from_the_pretrained_generator(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for command in ("sample", "interpolate"):
        assert cli.main([command, "--pretrained"]) == 0
    assert {p.name for p in tmp_path.iterdir()} == {"samples.png", "interpolation.png"}
    with pytest.raises(SystemExit) as stopped:
        cli.main(["sample", "a.npz", "--pretrained"])
    assert stopped.value.code == 2


def test_the_packaged_classifier_is_read_once():
    assert load_classifier() is load_classifier()


def test_a_loaded_gan_is_judged_like_the_one_that_was_saved(tmp_path):
    gan = recipes.ring(rng=0, epochs=1, n_data=2560)
    gan.trained_on = "ring"
    gan.save(tmp_path / "a.npz")
    assert evaluate_modes(GAN.load(tmp_path / "a.npz")) == evaluate_modes(gan)
    shutil.rmtree(tmp_path)
