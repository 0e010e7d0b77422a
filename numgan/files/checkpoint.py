"""A dict of arrays and plain values in one .npz file, and back. Knows nothing of GANs.

The file is an uncompressed .npz: one member per array, and one more, `numgan.json`, with the format's version and the
plain values as JSON text in bytes. No pickle is ever written or read, so a file can hold nothing but numbers and text.
"""

import contextlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from ..arrays import Npz, check_regular

VERSION = 2  # of what is written
READS = (1, 2)  # 1: only single networks; a whole game of version 1 is refused by snapshot.py
HEADER = "numgan.json"
PART = ".part"  # ends the name of a file that is not complete yet


class CheckpointError(ValueError):
    """The file is no checkpoint, is damaged, or comes from a newer version."""


def save(path: str | Path, content: dict) -> None:
    """Write `content`: arrays as they are, everything else as JSON.

    The file appears whole or not at all: it is written under a temporary name in the same folder, flushed to the
    disk, and renamed. Raises OSError if the folder cannot be written, TypeError for what JSON cannot hold.
    """
    path = Path(path)
    arrays = {k: v for k, v in content.items() if isinstance(v, np.ndarray)}
    plain = {k: v for k, v in content.items() if k not in arrays}
    for name, array in arrays.items():
        if array.dtype.hasobject:  # np.savez would pickle it; to say allow_pickle=False there, NumPy 2.0 is too old
            raise ValueError(f"{name} holds Python objects, which no file of numgan holds")
    header = json.dumps({"format": "numgan", "version": VERSION, "values": plain}).encode()
    members: dict[str, Any] = {HEADER: np.frombuffer(header, np.uint8), **arrays}
    with atomic_write(path) as file:
        np.savez(file, **members)


def load(path: str | Path) -> dict:
    """Read what `save` wrote.

    Raises FileNotFoundError, or CheckpointError for a file that is damaged, malicious, newer, or another program's.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"no checkpoint {path}")
    if path.is_dir():
        raise CheckpointError(f"{path} is a folder, not a checkpoint; the file in a run's folder is checkpoint.npz")
    try:
        with open(check_regular(path), "rb") as file:
            arrays = Npz(file)
            if arrays.compressed:
                raise CheckpointError(f"{path} is not a numgan checkpoint: its members are compressed")
            if HEADER not in arrays.names:
                raise CheckpointError(f"{path} is not a numgan checkpoint: it has no member {HEADER}")
            header = json.loads(arrays[HEADER].tobytes())
            if not isinstance(header, dict) or header.get("format") != "numgan":
                raise CheckpointError(f"{path} is not a numgan checkpoint: its header is another program's")
            if header.get("version") not in READS:
                raise CheckpointError(
                    f"{path} has format version {header.get('version')!r}, and this numgan reads up to {VERSION}; "
                    "update numgan"
                )
            return {name: arrays[name] for name in arrays.names if name != HEADER} | dict(header["values"])
    except (CheckpointError, MemoryError):
        raise
    except RecursionError:
        raise CheckpointError(f"{path} is not a numgan checkpoint: its header is nested too deeply") from None
    except Exception as error:  # json and dict each raise several kinds of error for one damaged byte
        raise CheckpointError(f"{path} is damaged or not a numgan checkpoint: {error}") from None


@contextlib.contextmanager
def atomic_write(path: str | Path) -> Iterator[BinaryIO]:
    """`with atomic_write(path) as file`: a binary file that takes the name `path` only once it is complete.

    Until then it is .NAME.xxxxxxxx.part in the same folder. A killed process leaves it there; `sweep` removes it.
    """
    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {path.parent} to write {path.name} into")
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder, and the name of a file is wanted")
    path = Path(os.path.realpath(path))  # a symbolic link stays, and points to the new file
    if path.exists() and not path.is_file():  # a pipe or a device is written to, not replaced
        with open(path, "wb") as file:
            yield file
        return
    temporary = path.with_name(f".{path.name}.{os.urandom(4).hex()}{PART}")
    try:  # the name is chosen before the file is made, so no interrupt can leave the file behind
        with open(temporary, "xb") as file:
            with contextlib.suppress(OSError):  # a file system without locks
                lock(file)
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


def sweep(folder: Path) -> None:
    """Remove what killed processes left in this folder: files of `atomic_write` that no process is writing any more.

    A running process holds a lock on its file. Windows has no such locks, but there an open file cannot be removed.
    """
    for path in folder.glob(f".*{PART}"):
        if is_part(path):
            with contextlib.suppress(OSError):  # another process is writing it, or has just finished
                with open(path, "rb") as file:
                    lock(file)
                path.unlink()


def is_part(path: Path) -> bool:
    """Is this a name that `atomic_write` gives to a file that is not complete yet?"""
    return re.fullmatch(rf"\..+\.[0-9a-f]{{8}}{re.escape(PART)}", path.name) is not None


def lock(file: BinaryIO | int) -> None:
    """Lock a file or a folder for as long as it is open here. Raises BlockingIOError if another process has locked it.

    Raises OSError if the file system has no locks. Windows: does nothing.
    """
    try:
        import fcntl
    except ImportError:
        return
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
