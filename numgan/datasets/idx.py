"""MNIST, and other data sets in its format: IDX files, plain or gzipped."""

import gzip
import math
import re
import struct
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..arrays import Readable, check_regular, check_unfolded, read_values

MNIST_FOLDER = Path(__file__).parent.parent / "data" / "mnist"
GZIP = b"\x1f\x8b"  # what a gzipped file begins with
NAME = re.compile(r"(?P<set>.+-)?(?P<part>train|t10k|test)-(?P<kind>images|labels)[-.]idx[13]-ubyte(\.gz)?")


class ImageData(NamedTuple):
    """Images (N, height, width) and labels (N,), all uint8: 60,000 to train and 10,000 to test in MNIST."""

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


def load_mnist() -> ImageData:
    """The 70,000 handwritten digits of MNIST, from the four original files that the package carries.

    Returns (train_images (60000, 28, 28), train_labels (60000,), test_images (10000, 28, 28), test_labels (10000,)),
    all uint8, a digit's label being itself.
    Source: Y. LeCun, C. Cortes and C. J. C. Burges, The MNIST database of handwritten digits; CC BY-SA 3.0.
    """
    return load_idx(MNIST_FOLDER)


def load_idx(folder: str | Path) -> ImageData:
    """Read a data set in MNIST's format, such as Fashion-MNIST: four IDX files, plain or gzipped (.gz).

    The folder must hold train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
    t10k-labels-idx1-ubyte. Also accepted are .idx3 in place of -idx3, test in place of t10k, and a set's name in front
    (EMNIST's are called emnist-digits-train-images-idx3-ubyte, ...). Returns ImageData, all uint8.
    Raises FileNotFoundError for a missing folder or file; ValueError for a damaged file, for several files that fit,
    or for a number of labels that is not that of the images.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise FileNotFoundError(f"no folder {folder}")
    names = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"]
    paths = [find(folder, name) for name in names]
    data = ImageData(*(read_idx(p, 1) if i % 2 else read_images(p) for i, p in enumerate(paths)))
    for part, images, labels in (("train", data[0], data[1]), ("t10k", data[2], data[3])):
        if len(images) != len(labels):
            raise ValueError(f"{folder}: {len(images)} {part} images but {len(labels)} {part} labels")
    return data


def find(folder: Path, name: str) -> Path:
    """The one file in a folder with this MNIST name or one like it. FileNotFoundError for none, ValueError for more."""
    wanted = NAME.fullmatch(name)
    assert wanted is not None  # the name is one of MNIST's four
    found: dict[str | None, Path] = {}
    for path in sorted(folder.iterdir()):
        match = NAME.fullmatch(path.name)
        if match and (match["kind"], match["part"] == "train") == (wanted["kind"], wanted["part"] == "train"):
            found.setdefault(match["set"], path)  # if there is a plain and a gzipped one, the plain one
    if len(found) > 1:
        raise ValueError(f"{folder} holds several sets, {' and '.join(p.name for p in found.values())}: name a file")
    if not found:
        raise FileNotFoundError(f"{folder} holds neither {name} nor {name}.gz")
    return next(iter(found.values()))


def labels_beside(images: Path) -> Path:
    """The file of labels that belongs to a file of images: the same name with "labels" in place of "images"."""
    if "images" not in images.name:
        raise FileNotFoundError(f"{images} is one file of images, and no file of labels can be found by its name")
    name = images.name.replace("images", "labels").replace("idx3", "idx1").removesuffix(".gz")
    for path in (images.with_name(name), images.with_name(f"{name}.gz")):
        if path.exists():
            return path
    raise FileNotFoundError(f"{images.parent} holds neither {name} nor {name}.gz, the labels of {images.name}")


def read_images(path: Path) -> np.ndarray:
    """A file of images, (N, height, width). EMNIST's are stored column by column, and are turned upright here.

    Source: the description of `emnist` in tensorflow/datasets ("inverted horizontally and rotated 90 anti-clockwise",
    which is the transpose); pytorch/vision #8783.
    """
    images = read_idx(path, 3)
    return np.ascontiguousarray(images.swapaxes(1, 2)) if path.name.startswith("emnist-") else images


def read_idx(path: str | Path, ndim: int) -> np.ndarray:
    """The values of one IDX file of uint8 with `ndim` axes, plain or gzipped.

    Format: two zero bytes, the type (8: uint8), the number of axes, each axis's length as a big-endian 32-bit number,
    then the values. Raises FileNotFoundError, or ValueError if the file is damaged or something else.
    """
    path = check_regular(path)
    packed = path.stat().st_size
    try:
        with open_packed(path) as file:
            shape = _read_shape(path, file, ndim)
            size = math.prod(shape)
            _check_size(path, size, packed, isinstance(file, gzip.GzipFile))
            values = read_values(file, size)
            rest = file.read(1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ValueError(f"{path} is damaged: it does not unpack ({error})") from None
    if values.size != size or rest:
        held = "more" if rest else f"{values.size:,}"
        raise ValueError(f"{path} is damaged: shape {shape} needs {size:,} bytes, and it holds {held}")
    return values.reshape(shape)


def open_packed(path: Path) -> Readable:
    """A file to read, unpacked on the way if it is gzipped, whatever its name says."""
    with open(path, "rb") as file:
        start = file.read(len(GZIP))
    return gzip.open(path) if start == GZIP else open(path, "rb")


def _check_size(path: Path, size: int, packed: int, gzipped: bool) -> None:
    """Refuse a header that asks for `size` bytes of values, if a file of `packed` bytes cannot hold them."""
    try:
        if gzipped:
            check_unfolded(packed, size)
        elif size > packed:
            raise ValueError(f"it is damaged: its header asks for {size:,} bytes, and it holds {packed:,} in all")
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def _read_shape(path: Path, file: Readable, ndim: int) -> tuple[int, ...]:
    magic, wanted = file.read(4), bytes([0, 0, 8, ndim])
    if magic != wanted:
        raise ValueError(
            f"{path} is no IDX file of uint8 with {ndim} axes: it begins with {magic.hex()} and not {wanted.hex()}"
        )
    lengths = file.read(4 * ndim)
    if len(lengths) < 4 * ndim:
        raise ValueError(f"{path} is damaged: it ends within its header of {4 + 4 * ndim} bytes")
    return struct.unpack(f">{ndim}I", lengths)
