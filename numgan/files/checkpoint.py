"""A dict of arrays and plain values in one .npz file, and back. Knows nothing of GANs.

The file is an uncompressed .npz: one member per array, and one more, `numgan.json`, with the format's version and the
plain values as JSON text in bytes. No pickle is ever written or read, so a file can hold nothing but numbers and text.
"""

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

VERSION = 2  # of what is written
READS = (1, 2)  # 1: networks alone; a whole game of version 1 is refused by snapshot.py
HEADER = "numgan.json"


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
    header = json.dumps({"format": "numgan", "version": VERSION, "values": plain}).encode()
    with atomic_write(path) as file:
        np.savez(file, allow_pickle=False, **{HEADER: np.frombuffer(header, np.uint8)}, **arrays)


def load(path: str | Path) -> dict:
    """Read what `save` wrote.

    Raises FileNotFoundError, or CheckpointError for a file that is truncated, foreign, newer or hostile.
    """
    import zipfile

    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"no checkpoint {path}")
    if path.is_dir():
        raise CheckpointError(f"{path} is a folder, not a checkpoint; the file in a run's folder is checkpoint.npz")
    try:
        with zipfile.ZipFile(path) as archive:
            if any(member.compress_type != zipfile.ZIP_STORED for member in archive.infolist()):
                raise CheckpointError(f"{path} is not a numgan checkpoint: its members are compressed")
        with np.load(path, allow_pickle=False) as file:
            if HEADER not in file.files:
                raise CheckpointError(f"{path} is not a numgan checkpoint: it has no member {HEADER}")
            header = json.loads(file[HEADER].tobytes())
            if not isinstance(header, dict) or header.get("format") != "numgan":
                raise CheckpointError(f"{path} is not a numgan checkpoint: its header is another program's")
            if header.get("version") not in READS:
                raise CheckpointError(
                    f"{path} has format version {header.get('version')!r}, and this numgan reads up to {VERSION}; "
                    "update numgan"
                )
            return {name: file[name] for name in file.files if name != HEADER} | dict(header["values"])
    except CheckpointError:
        raise
    except Exception as error:  # zipfile, np.load and json each raise several kinds for one damaged byte
        raise CheckpointError(f"{path} is damaged or not a numgan checkpoint: {error}") from None


@contextlib.contextmanager
def atomic_write(path: str | Path) -> Iterator[BinaryIO]:
    """`with atomic_write(path) as file`: a binary file that takes the name `path` only once it is complete."""
    import tempfile  # here, and zipfile in `load`: these imports would make up a fifth of `import numgan`

    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {path.parent} to write {path.name} into")
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder, and the name of a file is wanted")
    path = Path(os.path.realpath(path))  # a link stays, and leads to the new file
    if path.exists() and not path.is_file():  # a pipe or a device is written to, not replaced
        with open(path, "wb") as file:
            yield file
        return
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())  # mkstemp makes the file private
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
