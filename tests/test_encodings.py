"""Other terminals and other names: output redirected where few characters are known, folders named in Greek."""

import json
import os
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import numpy as np
import pytest
from games import equal

from numgan import GAN, Dense, Game, Player, recipes
from numgan.app import arguments, cli

GREEK = "δίκτυα"
TERMINALS = {
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "ascii": {"PYTHONIOENCODING": "ascii:strict"},
    "C": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
}


@pytest.fixture(scope="module")
def greek(tmp_path_factory):
    """A folder with a Greek name, in it data and a checkpoint of one epoch on the ring."""
    folder = tmp_path_factory.mktemp("a") / GREEK
    folder.mkdir()
    np.save(folder / "εικόνες.npy", np.random.default_rng(0).integers(0, 256, (130, 3, 3)).astype(np.uint8))
    game = recipes.ring(rng=0)
    game.trained_on = "ring"
    game.save(folder / "ring.npz")
    return folder


def run(*arguments, cwd, code=0, **environment):
    """Run numgan with its output redirected; (what it printed, its error), both as bytes of ASCII alone."""
    done = subprocess.run(
        [sys.executable, "-m", "numgan", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        env=os.environ | environment,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert b"Traceback" not in done.stderr
    return done.stdout.decode("ascii"), done.stderr.decode("ascii")


@pytest.mark.parametrize(
    "terminal", ["cp1252", *(pytest.param(name, marks=pytest.mark.slow) for name in ("ascii", "C"))]
)
def test_a_run_in_a_greek_folder(terminal, greek, tmp_path):
    environment = TERMINALS[terminal]
    said, _ = run("train", "--data", greek / "εικόνες.npy", "--epochs", 1, "--out", GREEK, cwd=tmp_path, **environment)
    assert "done: see \\u03b4" in said or "done: see \\xce\\xb4" in said or "done: see \\udcce" in said
    checkpoint = tmp_path / GREEK / "checkpoint.npz"
    assert GAN.load(checkpoint).epoch == 1
    run("sample", checkpoint, "-o", f"{GREEK}.png", cwd=tmp_path, **environment)
    assert sorted(os.listdir(tmp_path)) == sorted([GREEK, f"{GREEK}.png"])


@pytest.mark.slow
@pytest.mark.parametrize("terminal", TERMINALS)
def test_the_other_commands_in_a_greek_folder(terminal, greek, tmp_path):
    environment = TERMINALS[terminal]
    data, run_folder = greek / "εικόνες.npy", tmp_path / GREEK
    run("train", "--data", data, "--epochs", 1, "--out", run_folder, "--quiet", cwd=tmp_path, **environment)
    run("train", "--resume", run_folder, "--epochs", 2, cwd=tmp_path, **environment)
    checkpoint = run_folder / "checkpoint.npz"
    assert "(3, 3)" in run("info", checkpoint, cwd=tmp_path, **environment)[0]
    for command, ending in (("interpolate", ".png"), ("explore", ".html")):
        run(command, checkpoint, "-o", run_folder / "Ω", cwd=tmp_path, **environment)
        assert (run_folder / f"Ω{ending}").exists()
    run("evaluate", greek / "ring.npz", "--out", run_folder, cwd=tmp_path, **environment)
    assert (run_folder / "evaluation.json").exists()
    for command in ("sample", "explore", "evaluate", "info"):
        error = run(command, run_folder / "absent.npz", cwd=tmp_path, code=1, **environment)[1]
        assert error.startswith("numgan: no checkpoint ")
    run("exercises", "init", tmp_path / "Ω", cwd=tmp_path, **environment)
    run("exercises", "list", "--dir", tmp_path / "Ω", cwd=tmp_path, **environment)


@pytest.mark.parametrize("command", [[], ["train"], ["sample"], ["exercises"], ["exercises", "grade"]])
def test_help_is_in_characters_that_every_terminal_has(command, capsys):
    with pytest.raises(SystemExit):
        cli.main([*command, "--help"])
    assert capsys.readouterr().out.isascii()


@pytest.mark.slow
def test_a_run_does_not_depend_on_the_terminal(greek, tmp_path):
    for name, environment in TERMINALS.items():
        made = ["train", "--data", greek / "εικόνες.npy", "--epochs", 1, "--out", name, "--quiet"]
        run(*made, cwd=tmp_path, **environment)
        assert (tmp_path / name / "config.json").read_bytes().isascii()
        run("train", "--resume", name, "--epochs", 2, "--quiet", cwd=tmp_path)  # elsewhere
    first, *others = [GAN.load(tmp_path / name / "checkpoint.npz") for name in TERMINALS]
    assert all(equal(first, other) for other in others)


# ---- what docs/platforms.md says of Windows, as far as it can be played here ----------------------------------------


def test_training_works_without_locks(greek, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fcntl", None)  # its import fails, as on Windows
    out = str(tmp_path / "run")
    assert cli.main(["train", "--data", str(greek / "εικόνες.npy"), "--epochs", "1", "--out", out, "--quiet"]) == 0
    assert cli.main(["train", "--resume", out, "--epochs", "2", "--quiet"]) == 0
    assert Game.load(tmp_path / "run" / "checkpoint.npz").epoch == 2


@pytest.mark.parametrize("name", [r"C:\runs\my run\a.png", r"runs\a.png", r"\\server\share\a.png"])
def test_paths_with_backslashes_keep_their_endings(name):
    assert PureWindowsPath(arguments.named(name)).suffix == ".png"
    with pytest.raises(Exception, match="the name of a file is wanted, and not of a folder"):
        arguments.file_to_write("runs\\")


def test_a_run_that_comes_from_another_system_says_which_data_it_misses(greek, tmp_path, capsys):
    out = tmp_path / "run"
    assert cli.main(["train", "--data", str(greek / "εικόνες.npy"), "--epochs", "1", "--out", str(out), "--quiet"]) == 0
    config = json.loads((out / "config.json").read_text(encoding="utf-8"))
    config["data"] = r"C:\data\images.npy"
    (out / "config.json").write_text(json.dumps(config), encoding="utf-8")
    assert cli.main(["train", "--resume", str(out), "--epochs", "2"]) == 1
    assert r"C:\data\images.npy" in capsys.readouterr().err


def test_own_games_with_greek_names_are_kept(tmp_path):
    game = GAN(Player([Dense(2, 2)], rng=0), Player([Dense(2, 1)], rng=1), recipe="κύκλος", rng=0)
    game.save(tmp_path / f"{GREEK}.npz")
    assert Game.load(Path(tmp_path / f"{GREEK}.npz")).recipe == "κύκλος"
