"""The benchmark of stacked MNIST, in small: what it keeps, that it goes on after a stop, and what its table says."""

import functools
import importlib
import sys
from pathlib import Path

import numpy as np
import pytest

from numgan import TrainingDiverged, recipes

ROOT = Path(__file__).parent.parent


@pytest.fixture
def script(monkeypatch, tmp_path):
    """benchmarks/stacked_mnist.py with few images, few channels and two epochs, in a folder of its own."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    module = importlib.import_module("stacked_mnist")
    for name, value in {
        "IMAGES": 320,
        "SAMPLES": 500,
        "RUNS": tmp_path,
        "EPOCHS": dict.fromkeys(module.GAMES, 2),
    }.items():
        monkeypatch.setattr(module, name, value)
    for name, game in module.GAMES.items():
        monkeypatch.setitem(module.GAMES, name, lambda *, channels, game=game, **s: game(channels=(2, 4), **s))
    monkeypatch.setattr(
        module.datasets, "stacked_mnist", functools.cache(module.datasets.stacked_mnist)
    )  # same each time
    monkeypatch.setattr(sys.modules["_results"], "FOLDER", tmp_path)
    monkeypatch.setattr(sys.modules["_results"], "blas", lambda: "a BLAS")  # asks a package that tests do not need
    yield module
    for name in ("stacked_mnist", "_looks", "_results"):
        sys.modules.pop(name, None)


def without_seconds(found):
    return [{key: value for key, value in look.items() if key != "cpu_seconds"} for look in found["path"]]


def test_every_game_trains_and_is_counted(script):
    for name in script.GAMES:
        found = script.run(name, 0)
        assert [look["epoch"] for look in found["path"]] == [1, 2]
        assert all(1 <= look["modes"] <= 500 and 0 <= look["kl"] <= np.log(1000) for look in found["path"])
        assert 0 < found["path"][0]["cpu_seconds"] < found["cpu_seconds"]


def test_a_run_goes_on_from_its_last_count_as_if_never_stopped(script, monkeypatch, tmp_path):
    whole = script.run("plain", 1)
    monkeypatch.setattr(script, "RUNS", tmp_path / "stopped")
    count, counts = script.counted, []

    def stopped(gan):
        counts.append(gan.epoch)
        if len(counts) == 2:
            raise KeyboardInterrupt
        return count(gan)

    monkeypatch.setattr(script, "counted", stopped)
    with pytest.raises(KeyboardInterrupt):
        script.run("plain", 1)
    assert without_seconds(script.run("plain", 1)) == without_seconds(whole)
    assert counts == [1, 2, 2]


def test_a_run_that_diverges_says_where_and_the_table_shows_it(script, monkeypatch, tmp_path):
    def diverging(**setting):
        gan = recipes.pacgan(**setting)
        play = gan.play

        def stops_in_epoch_two(*batch):
            if gan.epoch == 1:
                raise TrainingDiverged("discriminator: its loss is nan")
            return play(*batch)

        monkeypatch.setattr(gan, "play", stops_in_epoch_two)
        return gan

    monkeypatch.setitem(script.GAMES, "plain", lambda *, channels, **s: diverging(channels=(2, 4), **s))
    found = script.run("plain", 0)
    assert [set(look) - {"cpu_seconds"} for look in found["path"]] == [{"epoch", "modes", "kl"}, {"epoch", "diverged"}]
    script.save(script.TABLE, "plain", 0, found)
    assert "| 1 of 2 | 0 | 0 | diverged | diverged |" in script.table()


def test_the_table_has_a_line_for_each_run_and_the_floor_and_what_was_published(script):
    assert set(script.CHANGES) == set(script.EPOCHS) == set(script.GAMES)
    for seed in script.SEEDS:
        path = [{"epoch": epoch, "cpu_seconds": 60.0 * epoch, "modes": 90 + seed, "kl": 3.25} for epoch in (1, 2)]
        script.save(script.TABLE, "plain", seed, {"epochs": 2, "cpu_seconds": 120.0, "path": path})
    real = script.run(script.REAL, 0)
    script.save(script.TABLE, script.REAL, 0, real)
    table = script.table()
    for seed in script.SEEDS:
        assert f"| 2 of 2 | {seed} | 2 | {90 + seed} | 3.250 | {90 + seed}, {90 + seed} |" in table
    assert real["modes"] > 350  # 500 of 1,000 numbers, drawn with replacement, are 393 different ones on average
    assert f"| real images | the floor | | 0 | | {real['modes']} | {real['kl']:.3f} | |" in table
    assert "| PacDCGAN2 | 1000.0 +- 0.00 | .06 +- .003 |" in table
