"""A run's folder after everything that can happen to it: full disks, kills, a second process, data that moved."""

import errno
import json
import os
import re
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from games import equal
from runs import save_digits, small_run, start, undraw

from numgan import Adam, Dense, Exponential, Game, Linear, Player, recipes
from numgan.app import cli, sources, training
from numgan.app.schedules import ending
from numgan.files import checkpoint


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A working folder with data in it."""
    monkeypatch.chdir(tmp_path)
    undraw(monkeypatch)
    save_digits(tmp_path / "a.npy")
    return tmp_path


def trained(folder, *, epochs=2):
    data = sources.load_arrays("a.npy", ("rows",))
    with small_run(folder, "a.npy", epochs=epochs) as run:
        run.create(*data)
        assert run.train(*data, quiet=True)


def test_the_folder_is_locked_before_it_is_read(here, monkeypatch):
    """Loaded and then locked, it could be trained by another process in between, whose epochs were then lost."""
    trained(here / "run")
    seen = []

    def load(path):
        with pytest.raises(training.RunError, match="another process is training in"):
            training.Run.resume(here / "run")
        seen.append(path)
        return inner(path)

    inner = Game.load
    monkeypatch.setattr(Game, "load", load)
    with training.Run.resume(here / "run"):
        assert seen == [here / "run" / "checkpoint.npz"]
    training.Run.resume(here / "run").close()


def test_of_two_processes_at_once_none_takes_the_run_back(here):
    trained(here / "run")
    both = [start("train", "--resume", "run", "--epochs", n, "--quiet", cwd=here, drawn=False) for n in (5, 6)]
    said = [process.communicate()[1] for process in both]
    for process, error in zip(both, said, strict=True):
        assert (process.returncode, error) in (
            (0, ""),
            (1, "numgan: another process is training in run\n"),
            (1, "numgan: run has 6 epochs already, and --epochs says how many in all, not how many more: --epochs 11 "
             "trains 5 more\n"),
        )  # fmt: skip
    asked = [n for n, process in zip((5, 6), both, strict=True) if process.returncode == 0]
    found = Game.load("run/checkpoint.npz")
    assert found.epoch == max(asked)
    assert len((here / "run" / "metrics.csv").read_text().splitlines()) == 1 + found.step


def unfinished(folder):
    (folder / "samples").mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    (folder / ".checkpoint.npz.0123abcd.part").write_bytes(b"half")


def test_what_a_kill_before_the_first_checkpoint_leaves_is_taken_by_the_next_start(here, capsys):
    unfinished(here / "run")
    assert cli.main(["train", "--resume", "run"]) == 1
    said = capsys.readouterr().err
    assert "it was stopped before its first checkpoint; start it again with --out run, which takes this folder" in said
    assert cli.main(["train", "--data", "a.npy", "--batch-size", "16", "--epochs", "1", "--out", "run", "--quiet"]) == 0
    assert not [name for name in os.listdir("run") if name.startswith(".")]
    os.mkdir("empty")
    trained(here / "empty", epochs=1)
    unfinished(here / "other")
    (here / "other" / "thesis.tex").write_text("years of work")
    assert cli.main(["train", "--data", "a.npy", "--batch-size", "16", "--out", "other"]) == 1
    assert "other exists already, and holds no run: name another --out" in capsys.readouterr().err
    assert len(os.listdir("other")) == 4


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt(), MemoryError()]
)
def test_a_start_that_fails_leaves_nothing_behind(error, here, monkeypatch):
    def full(path, content):
        raise error

    monkeypatch.setattr(checkpoint, "save", full)
    with pytest.raises(type(error)):
        small_run(here / "new" / "run", "a.npy").create(*sources.load_arrays("a.npy", ("rows",)))
    assert os.listdir(here) == ["a.npy"]
    (here / "empty").mkdir()
    with pytest.raises(type(error)):
        small_run(here / "empty", "a.npy").create(*sources.load_arrays("a.npy", ("rows",)))
    assert os.listdir(here / "empty") == []


def test_a_disk_that_is_full_in_the_middle_loses_no_checkpoint(here, monkeypatch, capsys):
    trained(here / "whole", epochs=4)
    trained(here / "run")
    inner, calls = checkpoint.save, []

    def full(path, content):
        calls.append(path)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device", "run/checkpoint.npz")
        inner(path, content)

    monkeypatch.setattr(checkpoint, "save", full)
    assert cli.main(["train", "--resume", "run", "--epochs", "4", "--quiet"]) == 1
    assert capsys.readouterr().err == (
        "numgan: No space left on device (run/checkpoint.npz); once that is mended, go on from the last checkpoint "
        "with: numgan train --resume run\n"
    )
    assert Game.load("run/checkpoint.npz").epoch == 3
    assert cli.main(["train", "--resume", "run", "--quiet"]) == 0
    assert equal(*(Game.load(f"{name}/checkpoint.npz") for name in ("whole", "run")))


def test_a_kill_after_the_last_save_is_made_up_for(here, capsys):
    trained(here / "run")
    files = ["metrics.csv", "training.gif", "losses.png", "samples/epoch_0002.png"]
    whole = {name: (here / "run" / name).read_bytes() for name in [*files, "checkpoint.npz"]}
    for name in files:
        (here / "run" / name).unlink()
    (here / "run" / "metrics.csv").write_bytes(whole["metrics.csv"][:100])
    assert cli.main(["train", "--resume", "run"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("run has all of its 2 epochs; metrics.csv, curves and training.gif are complete. For more")
    assert {name: (here / "run" / name).read_bytes() for name in files} == {name: whole[name] for name in files}


def test_half_written_files_of_killed_processes_are_removed_and_no_others(here):
    trained(here / "run")
    dead = ["run/.checkpoint.npz.0123abcd.part", "run/samples/.epoch_0002.png.89abcdef.part"]
    kept = ["run/.part", "run/.notes.part", "run/notes.0123abcd.part", "run/.notes.0123ABCD.part"]
    alive = "run/.evaluation.json.00000000.part"
    for name in (*dead, *kept, alive):
        (here / name).write_text("x")
    with open(alive, "rb") as file:
        checkpoint.lock(file)
        training.Run.resume("run").close()
        assert [os.path.exists(name) for name in (*dead, *kept, alive)] == [False] * 2 + [True] * 5
    training.Run.resume("run").close()
    assert not os.path.exists(alive)


def test_a_run_is_found_by_its_folder_or_its_checkpoint(here, capsys):
    trained(here / "run")
    for place in ("run", "run/", "run/checkpoint.npz"):
        assert cli.main(["train", "--resume", place]) == 0
    os.link("run/checkpoint.npz", "run/copy.npz")
    assert cli.main(["train", "--resume", "run/copy.npz"]) == 1
    assert "--resume takes a run's folder, or the checkpoint.npz in it" in capsys.readouterr().err
    assert cli.main(["train", "--resume", "absent"]) == 1
    assert "absent holds no run: there is no such folder" in capsys.readouterr().err


def test_data_that_moved_are_named_anew_and_must_be_the_same(here, capsys):
    trained(here / "run")
    os.rename("a.npy", "b.npy")
    assert cli.main(["train", "--resume", "run"]) == 1
    assert "the data of this run, a.npy, are not there any more: say where they are now with --data" in (
        capsys.readouterr().err
    )
    np.save("c.npy", np.load("b.npy")[::-1])
    assert cli.main(["train", "--resume", "run", "--data", "c.npy"]) == 1
    assert re.search(r"the data of .*c\.npy are not those that the run in run began with", capsys.readouterr().err)
    assert json.loads((here / "run" / "config.json").read_text())["data"] == "a.npy"
    for how in (["--data", "b.npy", "--epochs", "3"], ["--epochs", "4"]):  # the second time it is known
        assert cli.main(["train", "--resume", "run", "--quiet", *how]) == 0
    assert json.loads((here / "run" / "config.json").read_text())["data"] == str(here / "b.npy")
    assert Game.load("run/checkpoint.npz").trained_on == str(here / "b.npy")


def test_going_on_for_longer_than_the_rates_were_made_for_says_so(here, capsys):
    data = sources.load_arrays("a.npy", ("rows",))
    game = recipes.goodfellow2014(rng=0, data_shape=(3, 4), n_data=64, batch_size=16, epochs=1)
    with training.Run(game, "run", data="a.npy", seed=0) as run:
        run.create(*data)
        run.train(*data, quiet=True)
    assert cli.main(["train", "--resume", "run", "--epochs", "4"]) == 0
    said = capsys.readouterr().err
    for name in ("generator", "discriminator"):
        assert (
            f"note: momentum of the {name} has come to its end, 0.7, and stays there; for one that lasts all 4" in said
        )
    assert "begin a new run: numgan train --recipe goodfellow2014 --epochs 4\n" in said


def test_which_schedules_end_and_when():
    def game(lr):
        return SimpleNamespace(step=0, players={"player": Player([Dense(2, 2)], optimizer=Adam(lr=lr), rng=0)})

    assert ending(game(1e-3), 10**6) == ending(game(Exponential(0.1, 1.01)), 10**6) == []
    assert ending(game(Linear(1e-3, 0, 50)), 50) == []
    assert ending(game(Linear(1e-3, 0, 50)), 51) == [
        "lr of the player comes after 50 updates to its end, 0, and stays there"
    ]
    floored = Exponential(0.1, 2, floor=0.01)
    assert [len(ending(game(floored), n)) for n in (4, 5)] == [0, 1]
    assert (floored(3), floored(4)) == (0.0125, 0.01)


def test_where_folders_cannot_be_locked_runs_go_on_all_the_same(here, monkeypatch):
    """As on Windows: nothing is checked, and half-written files go once nobody has them open."""
    monkeypatch.setitem(sys.modules, "fcntl", None)
    trained(here / "run")
    (here / "run" / ".losses.png.0123abcd.part").write_text("x")
    with training.Run.resume("run"), training.Run.resume("run"):
        assert not os.path.exists("run/.losses.png.0123abcd.part")
    assert cli.main(["train", "--resume", "run", "--epochs", "3", "--quiet"]) == 0
