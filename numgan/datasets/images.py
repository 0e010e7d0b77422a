"""Your own data: what a folder or a file holds, found out by looking into it.

Images are returned as uint8, 0 ... 255, and are scaled only when a minibatch is drawn. So MNIST takes 55 MB, not 220.
What could be meant in two ways is refused, and the error says what to write.
"""

from pathlib import Path

import numpy as np

from ..arrays import NPY, ZIP, Npz, check_regular, read_npy
from ..checks import check_finite
from .idx import find, labels_beside, open_packed, read_idx, read_images
from .pictures import class_numbers, find_pictures, read_pictures
from .tables import read_table

ROWS = "images", "x_train", "train_images", "points"  # what the array of data may be called in an .npz
LABELS = "labels", "y_train", "train_labels"
KINDS = "a folder of IDX files or of PNG or JPEG files, an IDX file, an .npz or .npy file, or a .csv of points"
IDX = b"\0\0\x08"


def load_images(path: str | Path) -> np.ndarray:
    """The images that a folder or a file holds, as uint8: (N, height, width) or (N, height, width, 3).

    A folder: its training images in MNIST's format (the test set may be missing), or PNG or JPEG files, in subfolders
    if they have classes. A file: IDX, .npy, or .npz, where the array is called images, x_train or train_images, or is
    the only one. Accepted are uint8, other whole numbers from 0 to 255, bool, and floats in [0, 1], which are rounded
    to 256 levels.
    Raises FileNotFoundError or ValueError, saying what is wrong with the file and what to write instead.
    """
    return _as_uint8(path, _read(Path(path), "images"))


def load_points(path: str | Path) -> np.ndarray:
    """The points that a file holds, (N, 1) or (N, 2) floats, in their own units: a .csv, .npy or .npz file.

    In an .npz the array is called points, or is the only one. A .csv has a line for each point.
    Raises FileNotFoundError or ValueError, saying what is wrong with the file.
    """
    return _as_points(path, _read(Path(path), "points"))


def load_rows(path: str | Path) -> np.ndarray:
    """What a folder or a file holds: points, as `load_points`, if it is a table of numbers; else as `load_images`."""
    rows = _read(Path(path), "images or points")
    table = rows.ndim == 2 and rows.dtype != np.uint8 and rows.dtype != bool
    return _as_points(path, rows) if table else _as_uint8(path, rows)


def load_labels(path: str | Path) -> np.ndarray:
    """What the images of `load_images(path)` show: (N,) whole numbers, of the file's own type.

    For IDX images they are in the file of labels beside them. For pictures they are the numbers of the subfolders, 0
    for the first in the order of their names. In an .npz they are the array called labels, y_train or train_labels,
    (N,) or (N, 1).
    Raises FileNotFoundError or ValueError, saying what is wrong with the file, or that it holds none.
    """
    path = Path(path)
    if path.is_dir():
        pictures = _pictures_of(path)
        return class_numbers(path, pictures) if pictures else read_idx(find(path, "train-labels-idx1-ubyte"), 1)
    if path.exists() and _start(path).startswith(IDX):
        return read_idx(labels_beside(path), 1)
    labels = _read(path, "labels")
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim != 1 or labels.dtype.kind not in "iu":
        cure = ": one for each image is wanted, labels.argmax(axis=1) if the rows are one-hot" * (labels.ndim == 2)
        cure = cure or ": labels.astype(int), if that is what they are" * (labels.dtype.kind in "fb")
        raise ValueError(
            f"{path} must hold labels of shape (N,), whole numbers, got {labels.dtype} {labels.shape}{cure}"
        )
    return labels


def _read(path: Path, what: str) -> np.ndarray:
    """The array in a folder or a file, as it is. what: images, points or labels, for the choice and for errors."""
    if not path.exists():
        raise FileNotFoundError(f"there is no file or folder {path}")
    if path.is_dir():
        pictures = _pictures_of(path)
        return read_pictures(pictures.paths) if pictures else read_images(find(path, "train-images-idx3-ubyte"))
    start = _start(path)
    if start.startswith(IDX):
        return read_images(path)
    if path.suffix.lower() in (".csv", ".tsv", ".txt") and what != "labels":
        return read_table(path)
    if path.suffix not in (".npz", ".npy") and not start.startswith((NPY, ZIP)):
        raise ValueError(f"{path} must be {KINDS}")
    try:
        with open(path, "rb") as file:
            if not start.startswith(ZIP):
                if what == "labels":
                    raise ValueError(
                        "it holds a single array; save both in an .npz: np.savez(file, images=x, labels=y)"
                    )
                return read_npy(file, path.stat().st_size)
            arrays = Npz(file)
            return arrays[_label_name(arrays.names) if what == "labels" else _row_name(arrays.names)]
    except ValueError as error:
        raise ValueError(f"{path} cannot be read as {what}: {error}") from None


def _start(path: Path) -> bytes:
    """The first bytes of a regular file, unpacked: as many as the longest of the marks that files begin with."""
    with open_packed(check_regular(path)) as file:
        try:
            return file.read(len(NPY))
        except Exception:  # gzip and zlib each raise several kinds for one damaged byte
            raise ValueError(f"{path} is damaged: it does not unpack") from None


def _pictures_of(folder: Path):
    """A folder's pictures; None if it holds images in MNIST's format: pictures beside these are ignored."""
    try:
        find(folder, "train-images-idx3-ubyte")
    except FileNotFoundError:
        pictures = find_pictures(folder)
        if pictures.paths:
            return pictures
        raise FileNotFoundError(
            f"{folder} holds neither train-images-idx3-ubyte nor train-images-idx3-ubyte.gz, and no PNG or JPEG files"
        ) from None
    return None


def _row_name(names: list[str]) -> str:
    found = [name for name in ROWS if name in names] or names
    if not found:
        raise ValueError("it holds no array")
    if len(found) > 1:
        known = "several of them could be" if found != names or names[0] in ROWS else "none is called images"
        raise ValueError(f"several arrays ({', '.join(names)}) and {known}: np.savez(file, images=x)")
    return found[0]


def _label_name(names: list[str]) -> str:
    found = [name for name in LABELS if name in names]
    if not found:
        raise ValueError(f"it holds no array called {' or '.join(LABELS)}")
    if len(found) > 1:
        raise ValueError(f"it holds several arrays of labels, {' and '.join(found)}: keep one")
    return found[0]


def _as_points(path: str | Path, points: np.ndarray) -> np.ndarray:
    if points.ndim != 2 or points.shape[1] not in (1, 2) or len(points) == 0 or points.dtype.kind not in "fiu":
        cure = "points[:, None]" if points.ndim == 1 else "images would be x.reshape(-1, height, width)"
        raise ValueError(
            f"{path} must hold points of shape (N, 1) or (N, 2), N >= 1, got {points.dtype} {points.shape}: {cure}"
        )
    points = points.astype(np.float32 if points.dtype == np.float32 else np.float64)
    check_finite(f"{path}", points)
    return points


def _as_uint8(path: str | Path, images: np.ndarray) -> np.ndarray:
    """Images as uint8, if it is clear which value means black and which means white."""
    if images.ndim not in (3, 4) or (images.ndim == 4 and images.shape[3] not in (1, 3)) or 0 in images.shape:
        raise ValueError(
            f"{path} must hold images of shape (N, height, width[, 3]), N >= 1, got {images.shape}{_shape_cure(images)}"
        )
    if images.dtype.kind not in "biuf":
        raise ValueError(f"{path} must hold uint8, or floats in [0, 1], got {images.dtype}")
    if images.dtype == bool:
        return images.astype(np.uint8) * np.uint8(255)
    if images.dtype.kind == "f":
        check_finite(f"{path}", images)
    least, most = images.min(), images.max()
    if images.dtype.kind == "f":
        if least < 0 or most > 1:
            cures = {(-1, 1): "(images + 1) / 2", (0, 255): "images / 255"}
            cure = next((c for (low, high), c in cures.items() if low <= least and most <= high), None)
            cure = f": save {cure}, if that is their scale" if cure else ""
            raise ValueError(f"{path} must hold floats in [0, 1], got values from {least:g} to {most:g}{cure}")
        levels = np.rint(images * 255).astype(np.uint8)
    elif least < 0 or most > 255:
        raise ValueError(
            f"{path} must hold whole numbers from 0 to 255, got {images.dtype} from {least} to {most}: save "
            f"images / {65535 if images.dtype == np.uint16 else most}, floats in [0, 1], if that is white"
        )
    else:
        levels = images.astype(np.uint8, copy=False)
    if most > 0 and levels.max() <= 1:
        raise ValueError(
            f"{path} holds images that would be almost black, from {least:g} to {most:g} where white is "
            f"{1 if images.dtype.kind == 'f' else 255}: save images / images.max(), or of 0 and 1 images.astype(bool)"
        )
    return levels


def _shape_cure(images: np.ndarray) -> str:
    """What to write instead, for wrong shapes that are common."""
    if images.ndim == 4 and images.shape[1] in (1, 3):
        return ": images.transpose(0, 2, 3, 1)"
    if images.ndim == 4 and images.shape[3] == 4:
        return ": images[..., :3], without alpha"
    if images.ndim == 2:
        return ": images.reshape(-1, height, width)"
    return ""
