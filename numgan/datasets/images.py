"""Images: MNIST inside the package, any other data set of IDX files, .npz or .npy.

All functions return uint8 images, 0 ... 255, and leave scaling to the moment a minibatch is drawn: MNIST is then
55 MB, not 220.
"""

import gzip
import math
import struct
import zlib
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

MNIST_FOLDER = Path(__file__).parent.parent / "data" / "mnist"
DEFLATE_LIMIT = 1032  # gzip makes no file smaller than that; a header that asks for more memory lies
CHUNK = 1 << 20


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
    t10k-labels-idx1-ubyte. Returns ImageData, all uint8.
    Raises FileNotFoundError for a missing folder or file, ValueError for a damaged one or for labels that do not
    match the images in number.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise FileNotFoundError(f"no folder {folder}")
    names = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"]
    data = ImageData(*(read_idx(_find(folder, name), 3 if "images" in name else 1) for name in names))
    for part, images, labels in (("train", data[0], data[1]), ("t10k", data[2], data[3])):
        if len(images) != len(labels):
            raise ValueError(f"{folder}: {len(images)} {part} images but {len(labels)} {part} labels")
    return data


def load_images(path: str | Path) -> np.ndarray:
    """The training images of a folder of IDX files, or the images of an .npz or .npy file, as uint8.

    A file holds one array of shape (N, height, width) or (N, height, width, 3), of uint8, or of floats in [0, 1],
    which are rounded to 256 levels; in an .npz it is called `images` or `x_train`, or is the only array.
    Raises FileNotFoundError or ValueError, saying what is wrong with the file.
    """
    path = Path(path)
    if path.is_dir():
        return load_idx(path).train_images
    return _as_uint8(path, _read_numpy(path))


def load_labels(path: str | Path) -> np.ndarray:
    """What the images of `load_images(path)` show: the training labels of a folder, or those inside an .npz file.

    In an .npz the array is called `labels` or `y_train`. Returns (N,) whole numbers, of the file's own type.
    Raises FileNotFoundError or ValueError, saying what is wrong with the file, or that it holds none.
    """
    path = Path(path)
    if path.is_dir():
        return read_idx(_find(path, "train-labels-idx1-ubyte"), 1)
    labels = _read_numpy(path, labels=True)
    if labels.ndim != 1 or labels.dtype.kind not in "iu":
        raise ValueError(f"{path} must hold labels of shape (N,), whole numbers, got {labels.dtype} {labels.shape}")
    return labels


def read_idx(path: str | Path, ndim: int) -> np.ndarray:
    """One IDX file of uint8 with `ndim` axes, plain or gzipped.

    Format: two zero bytes, the type (8: uint8), the number of axes, each axis's length as a big-endian 32-bit number,
    then the values. Raises ValueError if the file is damaged or something else.
    """
    path = Path(path)
    try:
        with gzip.open(path) if path.suffix == ".gz" else open(path, "rb") as file:
            shape = _read_shape(path, file, ndim)
            values = _read_values(file, min(math.prod(shape), DEFLATE_LIMIT * path.stat().st_size))
            rest = file.read(1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ValueError(f"{path} is damaged: it does not unpack ({error})") from None
    if values.size != math.prod(shape) or rest:
        held = "more" if rest else f"{values.size:,}"
        raise ValueError(f"{path} is damaged: shape {shape} needs {math.prod(shape):,} bytes, and it holds {held}")
    return values.reshape(shape)


def _read_shape(path: Path, file: BinaryIO, ndim: int) -> tuple[int, ...]:
    magic, wanted = file.read(4), bytes([0, 0, 8, ndim])
    if magic != wanted:
        raise ValueError(
            f"{path} is no IDX file of uint8 with {ndim} axes: it begins with {magic.hex()} and not {wanted.hex()}"
        )
    lengths = file.read(4 * ndim)
    if len(lengths) < 4 * ndim:
        raise ValueError(f"{path} is damaged: it ends within its header of {4 + 4 * ndim} bytes")
    return struct.unpack(f">{ndim}I", lengths)


def _read_values(file: BinaryIO, size: int) -> np.ndarray:
    """The next `size` bytes, or as many as there are, straight into the array, so that nothing is held twice."""
    values = np.empty(size, np.uint8)
    for start in range(0, size, CHUNK):
        chunk = np.frombuffer(file.read(min(CHUNK, size - start)), np.uint8)
        values[start : start + len(chunk)] = chunk
        if len(chunk) < min(CHUNK, size - start):
            return values[: start + len(chunk)]
    return values


def _find(folder: Path, name: str) -> Path:
    for candidate in (folder / name, folder / f"{name}.gz"):
        if candidate.exists():
            return candidate
    raise FileNotFoundError(f"{folder} holds neither {name} nor {name}.gz")


def _read_numpy(path: Path, *, labels: bool = False) -> np.ndarray:
    """The array of images, or of labels, in an .npz or .npy file."""
    if not path.exists():
        raise FileNotFoundError(f"no file or folder {path}")
    if path.suffix not in (".npz", ".npy"):
        raise ValueError(f"{path} must be a folder of IDX files, an .npz or an .npy file")
    try:
        with open(path, "rb") as file:
            content = np.load(file, allow_pickle=False)
            if isinstance(content, np.ndarray) and not labels:
                return content
            name = _label_name(content) if labels else _image_name(content)
            if not isinstance(content[name], np.ndarray):
                raise ValueError(f"{name} is no array")
            return content[name]
    except MemoryError:
        raise
    except Exception as error:  # np.load, zipfile and zlib each raise several kinds for one damaged byte
        raise ValueError(f"{path} cannot be read as {'labels' if labels else 'images'}: {error}") from None


def _image_name(content) -> str:
    names = [n for n in ("images", "x_train") if n in content.files] or content.files
    if not names:
        raise ValueError("it holds no array")
    if names[0] not in ("images", "x_train") and len(names) != 1:
        raise ValueError(f"several arrays ({', '.join(names)}) and none is called images")
    return names[0]


def _label_name(content) -> str:
    for name in ("labels", "y_train"):
        if name in getattr(content, "files", []):
            return name
    raise ValueError("it holds no array called labels or y_train")


def _as_uint8(path: Path, images: np.ndarray) -> np.ndarray:
    if images.ndim not in (3, 4) or (images.ndim == 4 and images.shape[3] not in (1, 3)) or 0 in images.shape:
        raise ValueError(f"{path} must hold images of shape (N, height, width[, 3]), N >= 1, got {images.shape}")
    if images.dtype == np.uint8:
        return images
    if images.dtype.kind != "f":
        raise ValueError(f"{path} must hold uint8, or floats in [0, 1], got {images.dtype}")
    if not (images.min() >= 0 and images.max() <= 1):  # false for NaN as well
        raise ValueError(f"{path} must hold floats in [0, 1], got values from {images.min():g} to {images.max():g}")
    return np.rint(images * 255).astype(np.uint8)
