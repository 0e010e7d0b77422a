"""Files: back as they were, whole or not at all, and no trust in what comes from elsewhere."""

import io
import json
import os
import signal
import subprocess
import sys
import zipfile

import numpy as np
import pytest

from numgan import CheckpointError
from numgan.files.checkpoint import HEADER, VERSION, atomic_write, load, save

CONTENT = {
    "w": np.arange(6, dtype=np.float32).reshape(2, 3),
    "empty": np.zeros(0),
    "step": 7,
    "big": 2**100,
    "nested": {"a": [1, 2.5, None, True, "text"]},
}


def test_back_as_it_was(tmp_path):
    path = tmp_path / "a.npz"
    save(path, CONTENT)
    loaded = load(path)
    assert set(loaded) == set(CONTENT)
    for name, value in CONTENT.items():
        if isinstance(value, np.ndarray):
            np.testing.assert_array_equal(loaded[name], value)
            assert loaded[name].dtype == value.dtype
        else:
            assert loaded[name] == value
    assert os.listdir(tmp_path) == ["a.npz"]


def test_arrays_of_objects_are_refused_because_they_would_be_pickles(tmp_path):
    with pytest.raises(ValueError, match="Python objects"):
        save(tmp_path / "a.npz", {"a": np.array([{}], object)})
    assert os.listdir(tmp_path) == []


def test_what_json_cannot_hold_leaves_the_old_file_and_no_litter(tmp_path):
    path = tmp_path / "a.npz"
    save(path, CONTENT)
    before = path.read_bytes()
    with pytest.raises(TypeError):
        save(path, {"function": print})
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["a.npz"]


def test_an_error_in_the_middle_of_writing_leaves_the_old_file_and_no_litter(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    context = atomic_write(path)
    context.__enter__().write(b"half")
    assert not context.__exit__(OSError, OSError("disk full"), None)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


def test_a_save_that_is_killed_half_way_leaves_the_old_file_whole(tmp_path):
    path = tmp_path / "a.npz"
    save(path, CONTENT)
    before = path.read_bytes()
    script = (
        "import sys, time\nfrom numgan.files.checkpoint import atomic_write\n"
        "with atomic_write(sys.argv[1]) as file:\n"
        "    file.write(b'half'); file.flush(); print('half', flush=True); time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"half\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert path.read_bytes() == before
    load(path)


def test_the_file_gets_ordinary_permissions(tmp_path):
    (tmp_path / "plain").touch()
    save(tmp_path / "a.npz", CONTENT)
    assert (tmp_path / "a.npz").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_links_pipes_and_folders_are_not_replaced(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link.npz").symlink_to(tmp_path / "real" / "a.npz")
    save(tmp_path / "link.npz", CONTENT)
    assert (tmp_path / "link.npz").is_symlink()
    assert load(tmp_path / "real" / "a.npz")["step"] == 7
    with pytest.raises(IsADirectoryError, match="real is a folder, and the name of a file is wanted"):
        save(tmp_path / "real", CONTENT)
    with atomic_write("/dev/null") as file:
        file.write(b"gone")
    assert not os.path.isfile("/dev/null")


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.7, 0.99])
def test_truncated_files_are_refused(tmp_path, share):
    path = tmp_path / "a.npz"
    save(path, CONTENT)
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(CheckpointError, match=r"a.npz is damaged or not a numgan checkpoint"):
        load(path)


def test_a_flipped_bit_in_any_member_is_found(tmp_path):
    path = tmp_path / "a.npz"
    save(path, CONTENT)
    content = bytearray(path.read_bytes())
    at = content.index(np.float32(5).tobytes())
    content[at + 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match="damaged"):
        load(path)


def header(**changes):
    text = json.dumps({"format": "numgan", "version": VERSION, "values": {}} | changes)
    return np.frombuffer(text.encode(), np.uint8)


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"a": np.zeros(3)}, f"it has no member {HEADER}"),
        ({HEADER: header(format="other")}, "its header is another program's"),
        (
            {HEADER: header(version=VERSION + 1)},
            f"has format version {VERSION + 1}, and this numgan reads up to {VERSION}; update",
        ),
        ({HEADER: np.frombuffer(b"[1]", np.uint8)}, "its header is another program's"),
        ({HEADER: np.frombuffer(b"{", np.uint8)}, "is damaged or not a numgan checkpoint"),
        ({HEADER: header(values=3)}, "is damaged or not a numgan checkpoint"),
    ],
)
def test_foreign_and_newer_files_are_refused(tmp_path, members, message):
    np.savez(tmp_path / "a.npz", **members)
    with pytest.raises(CheckpointError, match=message):
        load(tmp_path / "a.npz")


class Bomb:
    def __reduce__(self):
        return os.abort, ()


def test_pickled_objects_are_never_loaded(tmp_path):
    buffer = io.BytesIO()
    np.save(buffer, np.array([Bomb()], object), allow_pickle=True)
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        member = io.BytesIO()
        np.save(member, header())
        archive.writestr(f"{HEADER}.npy", member.getvalue())
        archive.writestr("evil.npy", buffer.getvalue())
    with pytest.raises(CheckpointError, match=r"evil: it holds Python objects \(a pickle\), which are not read"):
        load(tmp_path / "a.npz")


def test_compressed_files_are_refused_before_they_unfold(tmp_path):
    np.savez_compressed(tmp_path / "a.npz", zeros=np.zeros(10**6), **{HEADER: header()})
    with pytest.raises(CheckpointError, match="its members are compressed"):
        load(tmp_path / "a.npz")


def test_missing_files_and_folders_are_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no checkpoint"):
        load(tmp_path / "a.npz")
    with pytest.raises(CheckpointError, match="is a folder, not a checkpoint"):
        load(tmp_path)
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        save(tmp_path / "absent" / "a.npz", CONTENT)
