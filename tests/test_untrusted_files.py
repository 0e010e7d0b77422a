"""Files that nobody vouches for: no header is believed, nothing is waited for, no object is read."""

import gzip
import os
import struct
import zipfile

import numpy as np
import pytest

from numgan import GAN, CheckpointError, Dense, Game, Player, load_images, load_labels
from numgan.arrays import NPY, Npz
from numgan.datasets import load_rows
from numgan.files import checkpoint, snapshot

IMAGES = np.random.default_rng(0).integers(0, 256, (9, 5, 4)).astype(np.uint8)
LABELS = (np.arange(9) % 3).astype(np.uint8)


def bomb(path, size):
    """A small .npz of many zeros."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("images.npy", "w") as file:
        header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': ({size // 100}, 10, 10), }}\n".encode()
        file.write(NPY + bytes([1, 0]) + struct.pack("<H", len(header)) + header)
        for _ in range(size // 10**5):
            file.write(bytes(10**5))


def test_files_that_ask_for_more_memory_than_they_hold_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("numgan.arrays.UNFOLDED", 10**6)
    np.save(tmp_path / "a.npy", IMAGES)
    content = (tmp_path / "a.npy").read_bytes()
    (tmp_path / "a.npy").write_bytes(content.replace(b"(9,", b"(9999999,").replace(b" " * 6, b"", 1))
    with pytest.raises(ValueError, match=r"damaged: shape \(9999999, 5, 4\) of uint8 takes 199,999,980 bytes, and 180"):
        load_images(tmp_path / "a.npy")
    bomb(tmp_path / "bomb.npz", 5 * 10**6)
    assert (tmp_path / "bomb.npz").stat().st_size < 10**5
    with pytest.raises(ValueError, match=r"would unpack from .* bytes to 5,\d+,\d+, as no real data does"):
        load_images(tmp_path / "bomb.npz")
    with gzip.open(tmp_path / "bomb.gz", "w", 1) as file:
        file.write(bytes([0, 0, 8, 3]) + struct.pack(">3I", 10**4, 30, 30))
        file.write(bytes(10**5))
    with pytest.raises(ValueError, match=r"would unpack from .* to 9,000,000, as no real data does"):
        load_images(tmp_path / "bomb.gz")
    (tmp_path / "b.npy").write_bytes(content + content)
    with pytest.raises(ValueError, match="takes 180 bytes, and 488 are there"):
        load_images(tmp_path / "b.npy")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
@pytest.mark.parametrize("name", ["a.npy", "a.csv", "images", "folder/train-images-idx3-ubyte", "folder/a.png"])
def test_pipes_and_devices_are_refused_and_not_waited_for(tmp_path, name):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / name)
    (tmp_path / "zero.npz").symlink_to("/dev/zero")
    for path in (tmp_path / "zero.npz", (tmp_path / name if "/" not in name else tmp_path / "folder")):
        with pytest.raises(ValueError, match="is a pipe or a device, which may never end"):
            load_rows(path)
        if path.is_file() or not path.is_dir():
            with pytest.raises(ValueError, match="is a pipe or a device, which may never end"):
                Game.load(path)


def test_a_damaged_file_is_called_damaged_and_an_object_is_not_read(tmp_path):
    np.save(tmp_path / "a.npy", IMAGES)
    content = (tmp_path / "a.npy").read_bytes()
    for damaged in (b"\x92" + content[1:], content[:90], content[:-1], content.replace(b"descr", b"descs")):
        (tmp_path / "a.npy").write_bytes(damaged)
        with pytest.raises(ValueError, match=r"a\.npy cannot be read as images: it is damaged"):
            load_images(tmp_path / "a.npy")
    np.savez(tmp_path / "a.npz", images=np.array([{}, None], object), labels=LABELS)
    with pytest.raises(ValueError, match=r"images: it holds Python objects \(a pickle\), which are not read, because"):
        load_images(tmp_path / "a.npz")
    np.testing.assert_array_equal(load_labels(tmp_path / "a.npz"), LABELS)


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize(
    "array",
    [np.zeros((0, 3)), np.float32(3), np.asfortranarray(np.arange(6.0).reshape(2, 3)), np.arange(6, dtype=">i4")],
    ids=["empty", "one number", "Fortran's order", "big-endian"],
)
def test_arrays_come_back_as_they_were(tmp_path, array, compressed):
    (np.savez_compressed if compressed else np.savez)(tmp_path / "a.npz", a=array)
    with open(tmp_path / "a.npz", "rb") as file:
        again = Npz(file)["a"]
    assert (again.shape, again.dtype) == (np.shape(array), array.dtype)
    np.testing.assert_array_equal(again, array)


def test_two_members_in_one_place_or_of_one_name_are_refused(tmp_path):
    np.savez(tmp_path / "a.npz", a=IMAGES)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(tmp_path / "a.npz", "a") as archive:
        archive.writestr("a.npy", "again")
    with pytest.raises(ValueError, match="two of its arrays have one name"):
        load_images(tmp_path / "a.npz")


def small_game():
    return GAN(Player([Dense(2, 3)], rng=0), Player([Dense(3, 1)], rng=1), rng=2)


def test_a_checkpoint_of_very_many_layers_or_nested_very_deeply_is_refused_at_once(tmp_path):
    content = snapshot.pack(small_game())
    content["game"]["generator"]["layers"] *= 100_000
    checkpoint.save(tmp_path / "a.npz", content)
    with pytest.raises(CheckpointError, match=r"at most 2,000 parts \(layers and the like\), and this has 200,009"):
        Game.load(tmp_path / "a.npz")
    with pytest.raises(ValueError, match="at most 2,000 parts"):
        GAN(Player([Dense(2, 2) for _ in range(2000)], rng=0), Player([Dense(2, 1)], rng=1))
    text = '{"format": "numgan", "version": 2, "values": ' + "[" * 10**5 + "]" * 10**5 + "}"
    np.savez(tmp_path / "deep.npz", **{checkpoint.HEADER: np.frombuffer(text.encode(), np.uint8)})
    with pytest.raises(CheckpointError, match=r"deep.npz is not a numgan checkpoint: its header is nested too deeply"):
        Game.load(tmp_path / "deep.npz")


def test_a_checkpoint_whose_array_asks_for_more_than_is_there_is_refused(tmp_path):
    small_game().save(tmp_path / "a.npz")
    with zipfile.ZipFile(tmp_path / "a.npz") as old, zipfile.ZipFile(tmp_path / "b.npz", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"'shape': (9,), }     ", b"'shape': (999999,), }"))
    with pytest.raises(CheckpointError, match=r"b\.npz is damaged or .*: shape \(999999,\) of float32 takes"):
        Game.load(tmp_path / "b.npz")
