"""Few labels at the command line: which are kept, what is refused, and a run that goes on with the same ones."""

import json
from pathlib import Path

import numpy as np
import pytest

from numgan import Game, load_mnist, recipes
from numgan.app import cli, sources, training
from numgan.datasets import few_labels

SIDE = 7


@pytest.fixture
def numgan(tmp_path, monkeypatch, capsys):
    """`numgan(argument, ...)` in a folder with 400 small digits: what it printed; on an error its one line."""
    monkeypatch.chdir(tmp_path)
    data = load_mnist()
    np.savez("digits.npz", images=data.train_images[:400, ::4, ::4], labels=data.train_labels[:400])
    np.save("unlabelled.npy", data.train_images[:400, ::4, ::4])
    monkeypatch.setattr(training.plots, "save_figure", lambda path, draw, **how: path.write_text("a picture"))

    def run(*arguments, code=0):
        capsys.readouterr()
        assert cli.main([str(a) for a in arguments]) == code
        out, error = capsys.readouterr()
        return error if code else out

    return run


@pytest.mark.parametrize(("recipe", "few"), [("sgan", 3), ("catgan", 3), ("catgan", 0)])
def test_a_stopped_run_goes_on_bit_for_bit_with_the_same_labels(numgan, recipe, few):
    how = ["--data", "digits.npz", "--epochs", "2", "--batch-size", "20", "--seed", "5", "--labels-per-class", few]
    numgan("train", "--recipe", recipe, *how, "--out", "whole", "--quiet")
    whole = Game.load("whole/checkpoint.npz")
    assert (whole.recipe, whole.epoch, whole.classes) == (recipe, 2, 10)
    images, labels = sources.load_data("digits.npz"), few_labels(sources.load_labels("digits.npz"), few, rng=5)
    assert (labels >= 0).sum() == 10 * few
    assert len(whole.history) == 2 * whole.steps_per_epoch(images, labels)
    assert json.loads(Path("whole/config.json").read_text())["labels_per_class"] == few

    again = recipes.ALL[recipe](n_data=400 if few else 200, data_shape=(SIDE, SIDE), epochs=2, batch_size=20, rng=5)
    with training.Run(again, "again", data="digits.npz", seed=5, labels_per_class=few) as run:
        run.create(images, labels)
        for record in again.steps(images, labels):
            if record.step == 4:  # in the middle of the first epoch
                break
        run.save()
    numgan("train", "--resume", "again", "--quiet")
    resumed = Game.load("again/checkpoint.npz")
    np.testing.assert_array_equal(whole.generator.params, resumed.generator.params)
    np.testing.assert_array_equal(whole.discriminator.params, resumed.discriminator.params)
    np.testing.assert_array_equal(whole.history.to_array(), resumed.history.to_array())


def test_what_is_refused(numgan):
    how = ["train", "--data", "digits.npz", "--quiet", "--labels-per-class"]
    assert "at most" in numgan(*how, "100", "--recipe", "sgan", code=1)
    assert "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 never occur" in numgan(*how, "0", "--recipe", "sgan", code=1)
    assert "not for cgan" in numgan(*how, "3", "--recipe", "cgan", code=1)
    assert "not for mnist_mlp" in numgan(*how, "3", code=1)
    numgan(*how, "3", "--recipe", "sgan", "--epochs", "1", "--out", "run")
    assert "leave out --labels-per-class" in numgan("train", "--resume", "run", "--labels-per-class", "3", code=1)
    with pytest.raises(SystemExit):
        cli.main([*how, "-1", "--recipe", "sgan"])


def test_without_the_option_all_labels_stay_and_with_none_no_labels_are_needed(numgan):
    numgan("train", "--recipe", "sgan", "--data", "digits.npz", "--epochs", "1", "--out", "run", "--quiet")
    data = sources.load_arrays("digits.npz", ("rows", "labels"))
    assert json.loads(Path("run/config.json").read_text())["data_is"] == sources.fingerprint(*data)
    none = ["--data", "unlabelled.npy", "--labels-per-class", "0", "--epochs", "1", "--quiet"]
    numgan("train", "--recipe", "catgan", *none, "--out", "free")
    assert Game.load("free/checkpoint.npz").classes == 10
    numgan("train", "--resume", "free", "--epochs", "2", "--quiet")
    assert "single array" in numgan("train", "--recipe", "catgan", "--data", "unlabelled.npy", "--quiet", code=1)
