"""Games that were not trained on MNIST's digits: judged by their own data, and by nothing that does not apply."""

import json
import os
import sys

import numpy as np
import pytest

from numgan import Game, load_mnist, recipes
from numgan.app import cli
from numgan.datasets import two_moons
from numgan.evaluation import evaluate_digits, evaluate_images, evaluate_points, report

IMAGES = np.random.default_rng(0).integers(0, 256, (300, 4, 5)).astype(np.uint8)


@pytest.fixture(autouse=True)
def few_rows(monkeypatch):
    """1,500 rows in each set where the package takes 5,000: the figures are as plain, and sooner there."""
    monkeypatch.setattr("numgan.evaluation.own.ROWS", 1500)


class Copies:
    """A generator that draws rows of its data: the best that the figures can see."""

    sampled, trained_on = "generator", "copies"

    def __init__(self, rows, data_range=None):
        self.rows, self.data_range, self.data_shape, self.width = rows, data_range, rows.shape[1:], rows.shape[1]

    def sampler(self):
        return self

    def sample(self, n, *, rng=None):
        return self.rows[np.random.default_rng(rng).integers(len(self.rows), size=n)]

    def to_unit(self, x):
        return x


@pytest.fixture
def numgan(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    def run(*arguments, code=0):
        capsys.readouterr()
        assert cli.main([str(a) for a in arguments]) == code
        out, error = capsys.readouterr()
        assert not code or (error.startswith("numgan: ") and error.count("\n") == 1)
        return error if code else out

    return run


def found():
    with open("evaluation.json") as file:
        return json.load(file)


def test_images_of_ones_own_are_judged_by_pixels_where_they_lie_or_have_moved(numgan, tmp_path):
    np.savez("mine.npz", images=IMAGES)
    numgan("train", "--data", "mine.npz", "--epochs", 1, "--out", "run", "--quiet")
    table = numgan("evaluate", "run/checkpoint.npz", "--quiet", "--out", ".")
    assert f"judged by {str(tmp_path / 'mine.npz')!r}: figures for digits do not apply" in table
    assert "Parzen log-likelihood, nats" in table
    assert "frechet" not in table.lower()
    assert "digit_shares" not in found()
    assert np.isfinite([found()["parzen"]["mean"], found()["real_parzen"]["mean"]]).all()
    assert found()["samples"] == (300 - 60) // 2
    assert {"neighbours.png", "interpolation.png"} <= {*os.listdir()}
    before = found()
    os.rename("mine.npz", "moved.npz")
    said = numgan("evaluate", "run/checkpoint.npz", code=1)
    assert said.endswith("mine.npz, which is not there: say with --data where the data are now\n")
    numgan("evaluate", "run/checkpoint.npz", "--data", "moved.npz", "--quiet", "--out", ".")
    assert found() == before
    np.save("other.npy", IMAGES[:, :3])
    said = numgan("evaluate", "run/checkpoint.npz", "--data", "other.npy", "--quiet", code=1)
    assert "at least 20 rows of 20 values are wanted, of the kind that this game makes, and the data have shape" in said


def test_points_of_ones_own_and_two_moons_are_judged_on_a_grid(numgan):
    np.savetxt("a.csv", np.random.default_rng(0).normal(size=(400, 1)), delimiter=",")
    for data, of in (("a.csv", "its own points"), ("two_moons", "its own points"), ("gaussian_1d", "its own points")):
        game = recipes.ring(rng=0, data_shape=(2 if data == "two_moons" else 1,))
        game.trained_on = data
        game.save("a.npz")
        table = numgan("evaluate", "a.npz", "--quiet")
        assert f"judged by {data!r}: figures for digits do not apply" in table
        assert found()["judged_by"] == of
        assert 0 <= found()["js_divergence"] <= np.log(2)
        assert os.path.exists("points.png")
    game.trained_on = None
    game.save("a.npz")
    assert "judge it by its own data (--data)" in numgan("evaluate", "a.npz", code=1)


def test_a_perfect_generator_scores_as_real_rows_do():
    points = two_moons(10_000, rng=0)
    judged = evaluate_points(Copies(two_moons(10_000, rng=1)), points)
    for name in ("js_divergence", "precision", "recall"):
        assert judged[name] == pytest.approx(judged[f"real_{name}"], abs=0.04)
    assert judged["real_precision"] > 0.9
    assert judged["outside"] < 0.01
    far = evaluate_points(Copies(two_moons(10_000, rng=1) + 9), points)
    assert far["js_divergence"] == pytest.approx(np.log(2))
    assert (far["outside"], far["precision"], far["recall"]) == (1, 0, 0)

    images = np.random.default_rng(2).integers(0, 256, (600, 3, 3)).astype(np.uint8)
    rows = (np.random.default_rng(3).integers(0, 256, (600, 9)) / 255).astype(np.float32)
    judged = evaluate_images(Copies(rows, (0, 1)), images)
    assert judged["parzen"]["mean"] == pytest.approx(judged["real_parzen"]["mean"], abs=0.3)
    assert judged["precision"] == pytest.approx(judged["real_precision"], abs=0.1)
    blank = evaluate_images(Copies(np.zeros((600, 9), np.float32), (0, 1)), images)
    assert blank["parzen"]["mean"] < judged["parzen"]["mean"] - 1
    assert (blank["precision"], blank["recall"]) == (0, 0)


def test_points_at_one_place_and_data_that_do_not_fit():
    same = np.ones((40, 2))
    assert evaluate_points(Copies(same), same)["js_divergence"] == 0
    with pytest.raises(ValueError, match=r"at least 20 rows of 2 values are wanted, .* have shape \(19, 2\)"):
        evaluate_points(Copies(same), same[:19])
    with pytest.raises(TypeError, match="this game makes points: evaluate_points judges them"):
        evaluate_images(Copies(same), IMAGES)
    with pytest.raises(TypeError, match="this game makes images: evaluate_images judges them"):
        evaluate_points(Copies(same, (0, 1)), same)
    with pytest.raises(TypeError, match="images must be uint8, got float64"):
        evaluate_images(Copies(same, (0, 1)), same)


def test_figures_for_digits_are_for_mnist_alone(tmp_path, monkeypatch):
    game = recipes.vae(rng=0)
    game.trained_on = "/data/fashion"
    with pytest.raises(ValueError, match="trained on '/data/fashion', and figures for digits do not apply to it"):
        evaluate_digits(game)
    with pytest.raises(ValueError, match="figures for digits do not apply"):
        report(game, tmp_path)


@pytest.mark.parametrize("recipe", ["vae", "bigan", "infogan"])
def test_the_family_is_judged_on_digits_like_a_gan(numgan, recipe, monkeypatch):
    module = sys.modules["numgan.evaluation.report"]  # the package's attribute of that name is the function
    monkeypatch.setattr(module, "SAMPLES", 500)
    data = load_mnist()
    few = data._replace(test_images=data.test_images[:500], test_labels=data.test_labels[:500])
    monkeypatch.setattr(module, "load_mnist", lambda: few)
    known = few._replace(train_images=data.train_images[:900], train_labels=data.train_labels[:900])
    monkeypatch.setattr(sys.modules["numgan.evaluation.encoders"], "load_mnist", lambda: known)
    game = recipes.ALL[recipe](rng=0)
    game.save("a.npz")
    assert "does not say what it was trained on: all this holds only if that was MNIST" in numgan("evaluate", "a.npz")
    game.trained_on = "mnist"
    game.save("a.npz")
    table = numgan("evaluate", "a.npz", "--quiet")
    assert "adversarial nets" in table
    assert "does not say" not in table
    assert found()["samples"] == 500
    assert ("nearest code" in table) == ("code_accuracy" in found()) == (recipe != "infogan")
    assert ("ELBO" in table) == ("elbo" in found()) == (recipe == "vae")


def test_a_game_with_nothing_to_sample_says_so_in_one_sentence(numgan):
    game = recipes.cyclegan(data_shape=(3, 4), rng=0)
    game.trained_on = "/nowhere"
    game.save("a.npz")
    said = numgan("evaluate", "a.npz", code=1)
    assert said == "numgan: CycleGAN makes nothing from latents: there is nothing to sample, or to judge\n"
    assert Game.load("a.npz").sampled is None
