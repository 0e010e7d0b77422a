"""Files of data and checkpoints, damaged in thousands of ways with a fixed seed.

Whatever the damage: an error of numgan's that names the file, or a result; the same result as before, where the file's
kind has checksums. Never another error, a wait, or more than 1 GB.
"""

import contextlib
import copy
import gzip
import io
import json
import os
import signal
import struct
import sys
import time
import zipfile

import numpy as np
import pytest
from games import conditional_gan, equal, images, small_gan
from PIL import Image

from numgan import CheckpointError, Game
from numgan.app.cli import one_line
from numgan.datasets import load_labels, load_rows
from numgan.files.checkpoint import HEADER

IMAGES = np.random.default_rng(0).integers(0, 256, (6, 5, 4)).astype(np.uint8)
LABELS = (np.arange(6) % 3).astype(np.uint8)
SECONDS, BYTES = 20, 2**30
STRANGE = [
    None,
    True,
    -1,
    0,
    1,
    10**9,
    2**53,
    2**70,
    1e308,
    -0.5,
    "",
    "x",
    "Dense",
    "GAN",
    [],
    [[]],
    {},
    {"class": "Adam"},
    [3] * 50,
]


def idx(array) -> bytes:
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def written(save, *arguments, **named) -> bytes:
    file = io.BytesIO()
    save(file, *arguments, **named)
    return file.getvalue()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> dict[str, bytes]:
    """One good file of each kind, by name."""
    folder = tmp_path_factory.mktemp("good")
    small_gan(ema_decay=0.9, dtype=np.float32).fit(images(), epochs=1).save(folder / "gan")
    conditional_gan(dtype=np.float32).save(folder / "cgan")
    picture = Image.fromarray(IMAGES[0])
    return {
        "a.npy": written(np.save, IMAGES),
        "floats.npy": written(np.save, np.asfortranarray(IMAGES / 255)),
        "points.npy": written(np.save, np.random.default_rng(1).normal(size=(9, 2))),
        "a.npz": written(np.savez, images=IMAGES, labels=LABELS),
        "packed.npz": written(np.savez_compressed, images=IMAGES, labels=LABELS),
        "train-images-idx3-ubyte": idx(IMAGES),
        "train-images-idx3-ubyte.gz": gzip.compress(idx(IMAGES)),
        "a.csv": b"x,y\n1.5,2\n-3e1,4\n0,0.25\n",
        "a.png": written(picture.save, format="png"),
        "a.jpg": written(picture.save, format="jpeg"),
        "gan.npz": (folder / "gan").read_bytes(),
        "cgan.npz": (folder / "cgan").read_bytes(),
    }


CHECKED = "a.npz", "packed.npz", "train-images-idx3-ubyte.gz", "gan.npz", "cgan.npz"  # with checksums over the values


def damaged(rng, content: bytes, other: bytes) -> bytes:
    """Bits flipped, bytes cut off, put in, overwritten, taken from another file."""
    data, kind = bytearray(content), rng.integers(7)
    at, length = int(rng.integers(len(data))), int(rng.integers(1, 60))
    if kind in (0, 1):
        reach = len(data) if kind else min(len(data), 150)  # the headers, half of the time
        for _ in range(rng.integers(1, 6)):
            data[rng.integers(reach)] ^= 1 << rng.integers(8)
    elif kind == 2:
        del data[at:]
    elif kind == 3:
        data[at:at] = rng.bytes(length)
    elif kind == 4:
        data[at : at + length] = rng.bytes(length) if rng.random() < 0.5 else bytes(length)
    elif kind == 5:
        start = int(rng.integers(len(other)))
        data[at : at + length] = other[start : start + length]
    else:
        del data[at : at + length]
    return bytes(data)


def repacked(rng, content: bytes) -> bytes:
    """A checkpoint with its members exchanged, missing, damaged, or other values in its header; checksums are right."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    names, kind = list(members), rng.integers(5)
    a, b = (names[i] for i in rng.integers(len(names), size=2))
    if kind == 0:
        members[a], members[b] = members[b], members[a]
    elif kind == 1:
        del members[a]
    elif kind == 2:
        members[a] = damaged(rng, members[a], members[b])
    else:
        header = json.loads(np.load(io.BytesIO(members[f"{HEADER}.npy"])).tobytes())
        for _ in range(rng.integers(1, 3)):
            change(rng, header["values"] if rng.random() < 0.95 else header)
        members[f"{HEADER}.npy"] = written(np.save, np.frombuffer(json.dumps(header).encode(), np.uint8))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return file.getvalue()


def change(rng, tree) -> None:
    """Replace or remove one value, anywhere in a tree of dicts and lists."""
    if not isinstance(tree, dict | list) or not tree:
        return
    keys = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
    key = keys[rng.integers(len(keys))]
    if isinstance(tree[key], dict | list) and rng.random() < 0.85:
        change(rng, tree[key])
    elif rng.random() < 0.2:
        del tree[key]
    else:
        tree[key] = copy.deepcopy(STRANGE[rng.integers(len(STRANGE))])


@contextlib.contextmanager
def bounds():
    """Fail if what is inside takes too long or too much memory."""
    start, before = time.perf_counter(), memory()

    def stop(*_):
        raise AssertionError(f"it takes more than {SECONDS} seconds")

    kept = signal.signal(signal.SIGALRM, stop) if hasattr(signal, "SIGALRM") else None
    if kept is not None:
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        if kept is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, kept)
    assert time.perf_counter() - start < SECONDS
    assert memory() - before < BYTES


def memory() -> int:
    """The most bytes that this process has held so far, where the system says."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def outcome(read, path, kinds):
    """What `read(path)` gives; None for an error, which is of one of these kinds and says which file."""
    with bounds():
        try:
            return read(path)
        except kinds as error:
            said = one_line(error)
            assert path.name in said or path.parent.name in said, said
            assert said.isprintable()
            return None


def play(corpus, folder, rng, name) -> str:
    """One case; returns what came of it."""
    path, content = folder / name, corpus[name]
    games = "gan" in name
    again = bool(games and rng.random() < 0.6)
    path.write_bytes(repacked(rng, content) if again else damaged(rng, content, corpus[str(rng.choice(list(corpus)))]))
    source = folder if name.endswith(("png", "jpg")) else path
    if games:
        game = outcome(Game.load, path, CheckpointError)
        if game is not None:
            repr(game)
            good = folder / "good"
            good.write_bytes(content)
            assert again or equal(game, Game.load(good))
            good.unlink()
        found = game
    else:
        found = outcome(load_rows, source, (ValueError, FileNotFoundError))
        outcome(load_labels, source, (ValueError, FileNotFoundError))
        if found is not None:
            assert found.dtype == np.uint8 or (found.dtype.kind == "f" and np.isfinite(found).all())
            assert found.size
        if found is not None and name in CHECKED:
            np.testing.assert_array_equal(found, IMAGES)
    path.unlink()
    return "error" if found is None else "result"


def run(corpus, folder, cases, seed):
    seen = {"error": 0, "result": 0}
    for i in range(cases):
        names = sorted(corpus)
        rng = np.random.default_rng([seed, i])
        name = names[i % len(names)]
        try:
            seen[play(corpus, folder, rng, name)] += 1
        except Exception as error:
            raise AssertionError(f"case {i} of seed {seed}, {name}: {error!r}") from error
    assert os.listdir(folder) == []
    assert min(seen.values()) > 0.1 * cases, seen
    return seen


def test_damaged_files_a_few_of_each_kind(corpus, tmp_path):
    run(corpus, tmp_path, 204, seed=1)


@pytest.mark.slow
def test_damaged_files_thousands_of_them(corpus, tmp_path):
    run(corpus, tmp_path, 5000, seed=2)
