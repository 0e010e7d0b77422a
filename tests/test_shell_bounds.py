"""What the command line refuses before it does anything, and that its words stay short and plain."""

import os
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

import numgan
from numgan import BatchNorm, Dense, Game, Player, Sampler, Tanh, recipes
from numgan.app import cli, words
from numgan.app.explorer import explorer_page
from numgan.app.pages import PAGE_START
from numgan.app.pretrained import GENERATOR_FILE, save_pretrained
from numgan.files import checkpoint


def small(**settings) -> numgan.GAN:
    """A game of 4 x 4 pictures."""
    G = Player([Dense(3, 8), BatchNorm(8), Dense(8, 16), Tanh()], rng=0, **settings)
    return numgan.GAN(G, Player([Dense(16, 1)], rng=1), data_range=(-1, 1), data_shape=(4, 4), rng=2)


@pytest.fixture
def shell(tmp_path, monkeypatch, capsys):
    """`shell(argument, ...)` in a folder with a checkpoint, a.npz: (exit code, what it printed, its error)."""
    monkeypatch.chdir(tmp_path)
    small().save("a.npz")

    def run(*arguments):
        capsys.readouterr()
        try:
            code = cli.main([str(a) for a in arguments])
        except SystemExit as stopped:
            code = stopped.code
        return code, *capsys.readouterr()

    return run


# ---- how many -------------------------------------------------------------------------------------------------------


def test_more_samples_than_a_picture_shows_are_refused_with_the_line_that_makes_them(shell):
    code, _, error = shell("sample", "a.npz", "-n", 1_000_001, "--seed", 3)
    assert code == 1
    assert "at most 10,000 samples of this generator, got 1,000,001; any number in Python: " in error
    assert error.endswith(" for rows in numgan.Game.load('a.npz').sampler().sample_blocks(1000001, rng=3): ...\n")
    line = error.split("in Python: ")[1].replace("1000001", "1001").replace("...", "lengths.append(len(rows))")
    scope = {"numgan": numgan, "lengths": []}
    exec(line, scope)
    assert scope["lengths"] == [1000, 1]
    assert "numgan.load_pretrained().sample_blocks(10001, rng=None)" in shell("sample", "--pretrained", "-n", 10_001)[2]


@pytest.mark.parametrize("more", [["--steps", 2_000, "-n", 6], ["-n", 1_000], ["--steps", 10**9, "-n", 10**9]])
def test_interpolate_counts_rows_times_steps(shell, more):
    code, _, error = shell("interpolate", "a.npz", *more)
    assert code == 1
    assert "a picture shows at most 10,000 samples" in error
    assert os.listdir() == ["a.npz"]


def test_large_pictures_may_be_fewer(shell, monkeypatch):
    monkeypatch.setattr(cli, "VALUES", 16 * 20)
    assert "at most 20 samples of this generator, got 21" in shell("sample", "a.npz", "-n", 21)[2]
    assert shell("sample", "a.npz", "-n", 20)[0] == 0


def test_many_samples_are_drawn_in_blocks_and_are_the_same(shell, monkeypatch):
    sizes, generate = [], Sampler.generate
    monkeypatch.setattr(Sampler, "generate", lambda self, z: sizes.append(len(z)) or generate(self, z))
    assert shell("sample", "a.npz", "-n", 2_500, "--seed", 1)[0] == 0
    assert sizes == [1000, 1000, 500]
    sampler = Game.load("a.npz").sampler()
    wanted = np.concatenate([sampler.to_images(rows) for rows in sampler.sample_blocks(2_500, rng=1)])
    with Image.open("samples.png") as picture:
        drawn = np.array(picture)[::2, ::2]
    np.testing.assert_array_equal(drawn, numgan.plots.images.tile(wanted, columns=50))


@pytest.mark.slow
def test_the_largest_picture_takes_little_memory(tmp_path):
    pytest.importorskip("resource")
    arguments = [sys.executable, "-m", "numgan", "sample", "--pretrained", "-n", "10000", "-o", str(tmp_path / "a.png")]
    # A child begins with its parent's memory as its own peak, so a small process starts it, and asks.
    small = "import resource, subprocess, sys; subprocess.check_call(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
    small += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    peak = subprocess.check_output([sys.executable, "-c", small, *arguments])
    assert int(peak) < 1_000_000  # KB


@pytest.mark.parametrize(
    "arguments",
    [
        ["sample", "a.npz", "--seed", "9" * 400],
        ["sample", "a.npz", "--seed", "9" * 5000],
        ["sample", "a.npz", "--seed", 2**128],
        ["evaluate", "a.npz", "--seed", 2**128],
        ["train", "--seed", "9" * 400],
        ["sample", "a.npz", "-n", 10**9 + 1],
        ["sample", "a.npz", "-n", "1_000"],
        ["sample", "a.npz", "-n", "٣"],
        ["sample", "a.npz", "--digit", 10**30],
        ["interpolate", "a.npz", "--steps", "1"],
        ["train", "--epochs", "9" * 5000],
        ["train", "--batch-size", 10**10],
    ],
)
def test_numbers_have_ends(shell, arguments):
    code, _, error = shell(*arguments)
    assert code == 2
    assert "a whole number from " in error
    assert len(error) < 1500
    assert os.listdir() == ["a.npz"]


def test_the_largest_seed_is_a_seed(shell):
    assert shell("sample", "a.npz", "--seed", 2**128 - 1)[0] == 0


# ---- what is written ------------------------------------------------------------------------------------------------


def test_a_name_without_an_ending_gets_one_and_is_said(shell):
    for command, ending in (("sample", ".png"), ("interpolate", ".png"), ("explore", ".html")):
        assert shell(command, "a.npz", "-o", "a") == (0, f"a{ending}\n", "")
    assert sorted(os.listdir()) == ["a.html", "a.npz", "a.png"]
    assert Game.load("a.npz").step == 0


def test_a_picture_or_page_of_ours_is_replaced_and_nothing_else(shell, tmp_path):
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "link.png").symlink_to("a.npz")
    (tmp_path / "nowhere.png").symlink_to("target.png")
    os.mkfifo("pipe.png")
    for name in ("checkpoint.png", "page.html"):
        (tmp_path / name).write_bytes((tmp_path / "a.npz").read_bytes())
    (tmp_path / "index.html").write_text("<!DOCTYPE html>\n<title>mine</title>\n")
    (tmp_path / "notes.ipynb").write_text("{}")
    kept = {name: (tmp_path / name).read_bytes() for name in ("a.npz", "checkpoint.png", "page.html", "index.html")}
    before = sorted(os.listdir())
    for command, names in (
        ("sample", ["folder", "link", "nowhere", "pipe", "checkpoint", "notes.ipynb", "a.npz", "/dev/null", ".."]),
        ("explore", ["page", "index", "index.html", "a.png", "folder.png"]),
    ):
        for name in names:
            code, out, error = shell(command, "a.npz", "-o", name)
            assert (code, out, error.count("\n")) == (1, "", 1), name
    assert shell("sample", "a.npz", "-o", "folder.png/")[0] == 2
    assert sorted(os.listdir()) == before
    assert {name: (tmp_path / name).read_bytes() for name in kept} == kept
    for _ in range(2):
        assert shell("sample", "a.npz")[0] == shell("explore", "a.npz")[0] == 0


def test_every_page_begins_as_pages_are_known_by():
    assert explorer_page(small().sampler()).encode().startswith(PAGE_START)


def test_an_option_is_given_once(shell):
    for option in ("--seed", "-n", "-o"):
        code, _, error = shell("sample", "a.npz", option, 3, option, 4)
        assert (code, error.splitlines()[-1].endswith(": given twice")) == (2, True)


@pytest.mark.parametrize(
    "arguments",
    [["sample", ""], ["info", " "], ["train", "--data", ""], ["train", "--out", ""], ["exercises", "init", ""]],
)
def test_an_empty_name_is_no_name(shell, arguments):
    code, _, error = shell(*arguments)
    assert (code, "a name is wanted, got '" in error) == (2, True)


# ---- words ----------------------------------------------------------------------------------------------------------


def test_a_value_of_five_megabytes_in_a_damaged_file_makes_a_short_error(shell):
    content = checkpoint.load("a.npz")
    for damage in ({"epoch": "x" * 5_000_000}, {"game": content["game"] | {"noise_prior": {"class": "y" * 5_000_000}}}):
        checkpoint.save("b.npz", content | damage)
        for command in ("info", "sample", "explore"):
            code, out, error = shell(command, "b.npz")
            assert (code, out, error.count("\n")) == (1, "", 1)
            assert "b.npz does not hold a game" in error
            assert len(error) < 1100


def test_control_characters_from_arguments_and_files_are_escaped(shell):
    for arguments in (
        ["sample", "\x1b[31m.npz"],
        ["sample", "a.npz", "\x1b[31m"],
        ["train", "--data", "a\x1b\r\u202e"],
    ):
        error = shell(*arguments)[2]
        assert "\\x1b" in error
        assert not {"\x1b", "\r", "\u202e"} & set(error)
    content = checkpoint.load("a.npz")
    content["game"]["recipe"] = "\x1b]0;title\x07" + "z" * 100_000
    checkpoint.save("b.npz", content)
    code, out, _ = shell("info", "b.npz")
    assert code == 0
    assert "\\x1b]0;title\\x07zzz" in out
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) < 1100


def test_a_long_line_keeps_both_ends():
    line = words.one_line("a must be\n\t small, got " + "9" * 10_000 + ", 1 is wanted")
    assert line.startswith("a must be small, got 999")
    assert line.endswith("999, 1 is wanted")
    assert len(line) < 1010


def test_weights_too_large_for_pictures_make_one_line(shell, recwarn):
    for game in (small(ema_decay=0.9), recipes.ring(rng=0)):
        average = game.generator.average
        for network in (game.generator, average.network) if average else (game.generator,):
            network.params[...] = 1e38
        game.save("b.npz")
        for command in ("sample", "interpolate", "explore"):
            code, out, error = shell(command, "b.npz")
            assert (code, out, error.count("\n")) == (1, "", 1), error
    assert not recwarn.list


def test_a_generator_that_the_package_could_not_hold_is_refused(tmp_path):
    points, logits = recipes.ring(rng=0), recipes.vae(data_shape=(4, 4), rng=0)
    large = small()
    large.generator.params[2] = 1e5  # float16 ends at 65504
    for game, message in ((points, "points or logits"), (logits, "points or logits"), (large, "params in float16")):
        with pytest.raises(ValueError, match=message):
            save_pretrained(tmp_path / "a.npz", game)
    assert os.listdir(tmp_path) == []
    assert GENERATOR_FILE.exists()


def test_without_a_stream_to_write_to(shell, monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)  # as in a window without a console, or after >&-
    assert cli.main(["sample", "a.npz", "-n", "4"]) == 0
