"""Every table in the texts is what its script prints from the results that are kept."""

import contextlib
import functools
import importlib
import json
import re
import sys
from pathlib import Path

import pytest

from numgan import GAN, R1, Adam, Dense, Game, LeakyReLU, Player

ROOT = Path(__file__).parent.parent
TABLES = {  # script: the page that shows its table
    "table1": "docs/results.md",
    "modes": "docs/results.md",
    "stabilisers": "docs/results.md",
    "first_paper": "docs/results.md",
    "default_recipe": "benchmarks/README.md",
    "clinic": "docs/clinic.md",
    "convergence": "docs/results.md",
    "dcgan": "docs/results.md",
    "stacked_mnist": "docs/results.md",
    "without_discriminator": "docs/results.md",
    "family": "docs/results.md",
    "unrolled": "docs/results.md",
}


@contextlib.contextmanager
def script_of(name, monkeypatch):
    """A script of benchmarks as a module, for a while: its name and those of what it imports are not numgan's."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    try:
        yield importlib.import_module(name)
    finally:
        for each in (name, "_results", "_looks", "modes"):
            sys.modules.pop(each, None)


@pytest.mark.parametrize(("script", "page"), TABLES.items())
def test_a_page_shows_the_table_that_its_script_prints(script, page, monkeypatch):
    with script_of(script, monkeypatch) as module:
        table = module.table()
    assert "|" in table
    assert table in (ROOT / page).read_text(encoding="utf-8")


def small(*, rng, epochs, n_data, weight=5.0, slope=0.2):
    """A recipe, with two of the settings that a change may concern. Its schedules would need n_data."""
    G = Player([Dense(2, 4), LeakyReLU(slope), Dense(4, 3)], ema_decay=0.9, rng=rng)
    D = Player([Dense(3, 4), LeakyReLU(slope), Dense(4, 1)], optimizer=Adam(lr=2e-3, beta1=0.0), rng=rng)
    return GAN(G, D, penalty=R1(weight=weight), data_range=(-1, 1), epochs=epochs, recipe="small", rng=rng)


def test_a_kept_game_is_taken_only_while_its_recipe_makes_the_same(tmp_path, monkeypatch, capsys):
    with script_of("table1", monkeypatch) as script:
        results, told = sys.modules["_results"], tmp_path / "table1"
        told.mkdir()
        monkeypatch.setattr(results, "FOLDER", tmp_path)
        monkeypatch.setattr(script, "RUNS", told)
        monkeypatch.setattr(script, "table", lambda: "the table")
        monkeypatch.setattr(script, "ROWS", {"small": (small, 2, range(1))})
        kept = told / "small-0.npz"
        small(rng=0, epochs=2, n_data=script.N).save(kept)
        (tmp_path / "table1.jsonl").write_text(json.dumps({"name": "small", "seed": 0}) + "\n")
        monkeypatch.setattr(sys, "argv", ["table1.py"])
        script.main()
        assert capsys.readouterr().out == "the table\n"
        assert isinstance(script.trained("small", 0), Game)

        for changed, difference in (
            (lambda **common: small(**common, weight=2.0), "penalty.weight was 5.0 and is 2.0"),
            (lambda **common: small(**common, slope=0.1), "layers.1.negative_slope was 0.2 and is 0.1; discriminator."),
        ):
            monkeypatch.setattr(script, "ROWS", {"small": (changed, 2, range(1))})
            for use in (script.main, lambda: script.trained("small", 0)):
                with pytest.raises(SystemExit, match=re.escape(difference)) as refused:
                    use()
                assert str(kept) in str(refused.value)
                assert "table1.jsonl" in str(refused.value)
        monkeypatch.setattr(script, "ROWS", {"small": (small, 3, range(1))})
        with pytest.raises(SystemExit, match=r"now: epochs was 2 and is 3\. To train again, delete this file"):
            script.trained("small", 0)


def test_differences_are_named_by_their_path(monkeypatch):
    with script_of("_results", monkeypatch) as results:
        tell = results._differences
        assert tell({"a": [1, 2]}, {"a": [1, 2]}) == []
        assert tell({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}) == ["a.1.b was 2 and is 3"]
        assert tell({"a": [1]}, {"a": [1, 2]}) == ["a was [1] and is [1, 2]"]
        assert tell({"a": None}, {"a": {"class": "R1", "weight": 5.0}}) == ["a was None and is R1"]
        assert tell({}, {"a": 1}) == ["a was None and is 1"]


def test_a_digit_is_left_out_and_found(tmp_path, monkeypatch, capsys):
    """A few images, one epoch: a result in the file, a game to go on from, a figure in the table under its digit."""
    with script_of("anomalies", monkeypatch) as script:
        results = sys.modules["_results"]
        monkeypatch.setattr(results, "FOLDER", tmp_path)
        monkeypatch.setattr(results, "blas", lambda: "a BLAS")  # asks a package that tests do not need
        monkeypatch.setattr(script, "RUNS", tmp_path / "runs")
        monkeypatch.setattr(script, "load_mnist", functools.cache(script.load_mnist))
        seen = []
        plain = script.ROWS["autoencoder"]._replace(epochs=1)
        rows = {"neighbour": script.ROWS["neighbour"], "autoencoder": plain}
        monkeypatch.setattr(script, "ROWS", rows)
        for name in rows:
            seen.append(script.run(name, 1, 0, images=600, n_test=100))
            results.save("anomalies", f"{name}, 1", 0, seen[-1])
        assert script.run("autoencoder", 1, 0, images=600, n_test=100)["roc_auc"] == seen[1]["roc_auc"]  # the kept game
        assert seen[0]["share"] == 0.14
        text = script.table()
    assert f"| `autoencoder`, its error | 0 |  | {seen[1]['roc_auc']:.2f} |" in text
    assert f"| `autoencoder`, its error | 0 |  | {seen[1]['average_precision']:.2f} |" in text
    assert "| a score that says nothing |  |  | 0.14 |" in text
