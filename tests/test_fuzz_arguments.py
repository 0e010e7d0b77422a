"""Every command with arguments that are missing, repeated, empty, huge, negative, of a wrong kind, out of reach.

What must hold: an exit code; on an error one line, or argparse's usage; and nothing changed on the disk. Where a
command succeeds, it may make new files and leaves the old ones alone. Training itself is left out: runs are only made.
"""

import functools
import os
import shutil
import warnings
from pathlib import Path

import families
import numpy as np
import pytest

from numgan import Game
from numgan.app import cli

NUMBERS = [
    "",
    "0",
    "1",
    "2",
    "3",
    "-1",
    "-0",
    "1.5",
    "1e3",
    "nan",
    "inf",
    "ten",
    "1_0",
    "٣",
    "9" * 25,
    "9" * 5000,
    " 3",
]
WORDS = [
    "",
    " ",
    ".",
    "..",
    "/",
    "-",
    "--",
    "\x1b[31m",
    "a\0b",
    "αβγ",
    "\udcff",
    "x" * 300,
    "y" * 5000,
    "CON",
    r"C:\a\b",
]
FILES = ["gan.npz", "cgan.npz", "vae.npz", "cyclegan.npz", "run/checkpoint.npz", "cut.npz", "empty.npz", "text.txt"]
PLACES = [
    "run",
    "folder",
    "absent.npz",
    "no/such/file",
    "text.txt/a",
    "link.npz",
    "nowhere.npz",
    "loop.npz",
    "pipe.npz",
]
SHUT = ["shut.npz", "shut"]  # not to be read, nor written into
DATA = ["images.npy", "labelled.npz", "points.npy", "flat.npy", "objects.npy", "ring", "mnist.npz", "nothing.npy"]
OUTPUTS = ["new", "new.png", "new.html", "new.jpg", "old.png", "old.html", "shut/new.png", "gan.npz", "/dev/null", "a/"]

PATHS = FILES + PLACES + SHUT + DATA + WORDS
OPTIONS = {
    "train": {"--recipe": ["mnist_mlp", "cgan", "cyclegan", "ring", "Ring", *WORDS], "--data": PATHS,
              "--epochs": NUMBERS, "--batch-size": NUMBERS, "--seed": NUMBERS, "--out": PATHS + OUTPUTS,
              "--resume": PATHS, "--dtype": ["float32", "float16", *WORDS], "--quiet": None},
    "sample": {"-n": NUMBERS, "--digit": NUMBERS, "--seed": NUMBERS, "-o": OUTPUTS + PATHS, "--pretrained": None},
    "interpolate": {"-n": NUMBERS, "--steps": NUMBERS, "--digit": NUMBERS, "--seed": NUMBERS, "-o": OUTPUTS + PATHS,
                    "--linear": None},
    "invert": {"-n": NUMBERS, "--index": NUMBERS, "--digit": NUMBERS, "--steps": NUMBERS, "--starts": NUMBERS,
               "--seed": NUMBERS, "--latents": ["new.npz", *OUTPUTS, *PATHS], "-o": OUTPUTS + PATHS},
    "complete": {"-n": NUMBERS, "--index": NUMBERS, "--hole": ["centre", "half", *WORDS], "--side": NUMBERS,
                 "--digit": NUMBERS, "--steps": NUMBERS, "--starts": NUMBERS, "--seed": NUMBERS, "-o": OUTPUTS + PATHS},
    "translate": {"-n": NUMBERS, "--index": NUMBERS, "--back": None, "-o": OUTPUTS + PATHS},
    "explore": {"--seed": NUMBERS, "-o": OUTPUTS + PATHS},
    "evaluate": {"--seed": NUMBERS, "--data": DATA + PATHS, "--out": PATHS + OUTPUTS, "--quiet": None},
    "info": {"--version": None, "--nothing": WORDS},
    "exercises": {"--dir": PATHS, "--seconds": NUMBERS, "--json": None, "--reveal": None},
}  # fmt: skip
GOOD = {"1", "2", "3", "mnist_mlp", "cgan", "ring", "float32", "images.npy", "labelled.npz", "points.npy", "new",
        "new.png", "new.html", "gan.npz", "cgan.npz", "vae.npz", "run"}  # fmt: skip
EXERCISES = ["list", "next", "show", "check", "hint", "solution", "progress", "grade", "", "fly"]


def arguments(rng) -> list[str]:
    """One call: a command, often a place to work on, and up to three options, some twice, some without their value."""

    def pick(values):
        good = [value for value in values if value in GOOD]
        values = good if good and rng.random() < 0.6 else values
        return values[int(rng.integers(len(values)))]

    command = pick([*OPTIONS, "sample", "interpolate", "train"])
    words = [command]
    if command == "exercises":
        words += [pick(EXERCISES), *([pick(["sigmoid", *PATHS])] if rng.random() < 0.7 else [])]
    elif command != "train" and rng.random() < 0.9:
        words.append(pick(FILES if rng.random() < 0.6 else PATHS))
    for _ in range(int(rng.integers(4))):
        option = pick([*OPTIONS[command]])
        words.append(option)
        values = OPTIONS[command][option]
        if values and rng.random() < 0.95:
            words.append(pick(values))
    return words


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    """The folder that each call begins with."""
    folder = tmp_path_factory.mktemp("stock")
    rng = np.random.default_rng(0)
    for name in ("gan", "cgan", "vae", "cyclegan"):
        game = families.shaken(getattr(families, name))
        game.data_range, game.data_shape = (0.0, 1.0), (2, 3)
        game.fit(*families.data(game), epochs=1)
        game.save(folder / f"{name}.npz")
    np.save(folder / "images.npy", rng.integers(0, 256, (300, 2, 2)).astype(np.uint8))
    np.savez(folder / "labelled.npz", images=np.load(folder / "images.npy"), labels=np.arange(300) % 3)
    np.save(folder / "points.npy", rng.random((300, 2)))
    np.save(folder / "flat.npy", np.zeros((300, 4), np.uint8))
    np.save(folder / "objects.npy", np.array([{}], dtype=object), allow_pickle=True)
    (folder / "nothing.npy").write_bytes(b"")
    (folder / "empty.npz").write_bytes(b"")
    (folder / "cut.npz").write_bytes((folder / "gan.npz").read_bytes()[:3000])
    (folder / "text.txt").write_text("words\n")
    (folder / "old.png").write_text("not a picture\n")
    (folder / "old.html").write_text("<!DOCTYPE html>\n")
    (folder / "folder").mkdir()
    (folder / "shut").mkdir()
    game = families.gan()
    with cli.training.Run(game, folder / "run", data="absent.npy", seed=0) as run:
        run.create(*families.data(game))
    shutil.copy(folder / "gan.npz", folder / "shut.npz")
    for link, target in (("link.npz", "gan.npz"), ("nowhere.npz", "absent"), ("loop.npz", "loop.npz")):
        (folder / link).symlink_to(target)
    return folder


@pytest.fixture
def call(stock, tmp_path, monkeypatch, capsys):
    """`call(arguments)`: run them in a copy of the stock, and check what must hold. Returns the exit code."""
    here = tmp_path / "here"
    monkeypatch.setattr(cli.sources, "TOY_POINTS", 300)
    monkeypatch.setattr(cli.sources.datasets, "load_mnist", functools.cache(cli.sources.datasets.load_mnist))
    monkeypatch.setattr(cli.training.Run, "train", lambda self, *data, quiet: True)

    def renew():
        os.chdir(tmp_path)
        if here.exists():
            os.chmod(here / "shut", 0o700)
            shutil.rmtree(here)
        shutil.copytree(stock, here, symlinks=True)
        for name in SHUT:
            os.chmod(here / name, 0)
        os.chdir(here)

    def run(words):
        if contents(Path()) != before:
            renew()
        capsys.readouterr()
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            try:
                code = cli.main(words)
            except SystemExit as stopped:
                code = stopped.code
        out, error = capsys.readouterr()
        after = contents(Path())
        assert not warned, (words, [str(w.message) for w in warned])
        assert code in (0, 1, 2), (words, code)
        assert all(c.isprintable() or c == "\n" for c in out + error), (words, out, error)
        if code == 0:
            after = {name: after[name] for name in before}  # new files are welcome
        if code == 2:
            assert error.startswith("usage: numgan"), (words, error)
        if code == 1 and words[0] != "exercises":  # there 1 may also be a verdict
            lines = [line for line in error.splitlines() if not line.endswith(" ...")]  # that is evaluate's progress
            assert len(lines) == 1, (words, error)
            assert lines[0].startswith("numgan: "), (words, error)
        assert len(error) < 3000, (words, len(error))
        assert after == before, words
        return code

    renew()
    before = contents(Path())
    yield run
    os.chdir(tmp_path)
    os.chmod(here / "shut", 0o700)


def contents(folder) -> dict:
    """Every file's bytes, every link's target, every folder's name, without what a root user alone could read."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        found[name] = os.readlink(path) if path.is_symlink() else path.read_bytes() if readable(path) else None
    return found


def readable(path) -> bool:
    return path.is_file() and os.access(path, os.R_OK)


def fuzz(call, seed: int, cases: int) -> dict[int, int]:
    rng, codes = np.random.default_rng(seed), {0: 0, 1: 0, 2: 0}
    for _ in range(cases):
        codes[call(arguments(rng))] += 1
    return codes


def test_a_hundred_and_fifty_calls(call):
    codes = fuzz(call, 0, 150)
    assert min(codes.values()) >= 10, codes


@pytest.mark.slow
def test_two_thousand_calls(call):
    codes = fuzz(call, 1, 2000)
    assert min(codes.values()) >= 100, codes


def test_each_game_loads(stock):
    assert {type(Game.load(stock / f"{name}.npz")).__name__ for name in ("gan", "cgan", "vae", "cyclegan")} == {
        "GAN", "CGAN", "VAE", "CycleGAN",
    }  # fmt: skip
