"""Arrays from files that cannot be trusted: .npy, and .npz, which is a zip of them. Only numbers are read.

A header can ask for more memory than there is, a small zip can unpack to a huge file, pickled objects can run code,
and a pipe may never end. Here a header is not believed before the file is known to hold that much. All errors are
ValueErrors that begin with "it", so that the caller can put the file's name in front.
"""

import math
import os
import warnings
from io import BufferedIOBase
from pathlib import Path
from typing import IO, BinaryIO

import numpy as np

Readable = IO[bytes] | BufferedIOBase  # an open binary file, plain or packed
CHUNK = 1 << 20
UNFOLDED, TIMES = 1 << 28, 100  # bytes, and times its packed size: what unpacks to more than both is no data set
NPY, ZIP = b"\x93NUMPY", b"PK"  # what files begin with


def check_regular(path: str | Path) -> Path:
    """Return the path of a file. FileNotFoundError if there is none, ValueError for a folder, a pipe or a device."""
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"no file {path}")
    if path.is_dir():
        raise ValueError(f"{path} is a folder, and a file is wanted")
    if not path.is_file():
        raise ValueError(f"{path} is a pipe or a device, which may never end: copy what it gives into a file")
    return path


def check_unfolded(packed: int, size: int) -> None:
    """Refuse a file that would unpack from `packed` bytes to `size`, if real data never grow so much."""
    if size > UNFOLDED and size > TIMES * packed:
        raise ValueError(
            f"it would unpack from {packed:,} bytes to {size:,}, as no real data does: if you trust it, unpack it first"
        )


def read_values(file: Readable, size: int) -> np.ndarray:
    """The next `size` bytes, or as many as there are, straight into a uint8 array, so that nothing is held twice."""
    values = np.empty(size, np.uint8)
    for start in range(0, size, CHUNK):
        chunk = np.frombuffer(file.read(min(CHUNK, size - start)), np.uint8)
        values[start : start + len(chunk)] = chunk
        if len(chunk) < min(CHUNK, size - start):
            return values[: start + len(chunk)]
    return values


def read_npy(file: IO[bytes], held: int) -> np.ndarray:
    """The array of numbers in an .npy file, open at its beginning. held: the file's length in bytes."""
    shape, fortran, dtype = _read_header(file)
    if dtype.hasobject:
        raise ValueError(
            "it holds Python objects (a pickle), which are not read, because to read them is to run "
            "them; save numbers: np.save(file, np.stack(array))"
        )
    if dtype.kind not in "biufc":
        raise ValueError(f"it holds {dtype}, and numbers are wanted")
    needed, left = math.prod(shape) * dtype.itemsize, held - file.tell()
    if needed != left or min(shape, default=0) < 0:
        raise ValueError(f"it is damaged: shape {shape} of {dtype} takes {needed:,} bytes, and {left:,} are there")
    values = read_values(file, needed)
    if len(values) != needed or file.read(1):
        raise ValueError(f"it is damaged: shape {shape} of {dtype} takes {needed:,} bytes, and {len(values):,} came")
    values = values.view(dtype)
    return values.reshape(shape[::-1]).T if fortran else values.reshape(shape)


def _read_header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype]:
    """Shape, order and dtype, as NumPy reads them; it raises many kinds of error for one damaged byte."""
    start = file.read(len(NPY))
    if start != NPY:
        raise ValueError(f"it is damaged or no .npy file: it begins with {start!r}, and not with {NPY!r}")
    file.seek(-len(NPY), os.SEEK_CUR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            version = np.lib.format.read_magic(file)
            read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
            return read(file)
    except Exception:
        raise ValueError("it is damaged: its header does not say shape and dtype") from None


class Npz:
    """The arrays of an .npz by name: `names` lists them, and `npz[name]` reads one without unpacking the others.

    file : open for reading, from a regular file
    """

    def __init__(self, file: BinaryIO):
        import zipfile  # here, because this import would be a fifth of `import numgan`

        size = os.fstat(file.fileno()).st_size
        try:
            self._zip = zipfile.ZipFile(file)
            members = self._zip.infolist()
        except Exception:  # zipfile raises several kinds for one damaged byte
            raise ValueError("it is damaged: it does not unpack") from None
        self._members = {member.filename.removesuffix(".npy"): member for member in members}
        if len(self._members) != len(members) or sum(member.compress_size for member in members) > size:
            raise ValueError("it is damaged: two of its arrays have one name or lie in one place")
        if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
            raise ValueError("it is packed in a way that NumPy does not use")
        self.compressed = any(member.compress_type != zipfile.ZIP_STORED for member in members)

    @property
    def names(self) -> list[str]:
        """The arrays' names, as in np.savez(file, name=array)."""
        return list(self._members)

    def __getitem__(self, name: str) -> np.ndarray:
        member = self._members[name]
        if not member.filename.endswith(".npy"):
            raise ValueError(f"its member {name} is no array")
        check_unfolded(member.compress_size, member.file_size)
        try:
            with self._zip.open(member) as file:
                return read_npy(file, member.file_size)
        except MemoryError:
            raise
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
        except Exception as error:  # BadZipFile, zlib.error, EOFError, NotImplementedError, ...
            raise ValueError(f"{name}: it is damaged: it does not unpack ({error})") from None
