"""A folder of PNG or JPEG files: each is one image, and the subfolder that it lies in is its class."""

import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..arrays import check_regular

ENDINGS = ".png", ".jpg", ".jpeg"
OTHERS = ".bmp", ".gif", ".tif", ".tiff", ".webp"  # pictures that would be missed
PIXELS = 4_000_000  # in one picture: far more than a network of dense layers can take


class Pictures(NamedTuple):
    """The pictures of a folder, in order, and the subfolders that they lie in; none if in the folder itself."""

    paths: list[Path]
    classes: list[Path]


def find_pictures(folder: Path) -> Pictures:
    """The pictures in a folder or in its subfolders; names that begin with a dot are left out.

    They come in the order of their names, 2 before 10. Raises ValueError for pictures in both places, or deeper, or of
    other kinds: to leave these out silently would be wrong, and there is no way to know what was meant.
    """
    here, classes = _pictures(folder), [sub for sub in _listed(folder) if sub.is_dir()]
    inside = {sub: _pictures(sub) for sub in classes}
    inside = {sub: paths for sub, paths in inside.items() if paths}
    for sub in classes:
        for below in _listed(sub):
            if below.is_dir() and _pictures(below):
                raise ValueError(f"{folder} holds pictures two folders down, in {below}: name {sub} instead")
    if here and inside:
        raise ValueError(f"{folder} holds pictures itself, such as {here[0].name}, and in subfolders: keep one kind")
    return Pictures(here or [path for paths in inside.values() for path in paths], list(inside))


def read_pictures(paths: list[Path]) -> np.ndarray:
    """uint8, (N, height, width) if they are grey, (N, height, width, 3) if they have colours.

    They must be alike in size, and all grey or all coloured. Pictures with a palette become coloured, and those in
    black and white grey. Pictures with 16 bits per pixel or transparent places are refused. Raises ValueError, naming
    the first such file.
    """
    first = _read(paths[0])
    images = np.empty((len(paths), *first.shape), np.uint8)
    for i, path in enumerate(paths):
        image = _read(path) if i else first
        if image.shape != first.shape:
            this, that = _described(image), _described(first)
            raise ValueError(f"{path} is {this}, and {paths[0].name} is {that}: make all of them alike")
        images[i] = image
    return images


def class_numbers(folder: Path, pictures: Pictures) -> np.ndarray:
    """The number of each picture's subfolder in the order of their names, (N,): 0 for the first."""
    if not pictures.classes:
        raise ValueError(f"{folder} holds no labels: put the pictures into subfolders, one for each class")
    numbers = {sub: number for number, sub in enumerate(pictures.classes)}
    return np.array([numbers[path.parent] for path in pictures.paths])


def _pictures(folder: Path) -> list[Path]:
    files = [path for path in _listed(folder) if not path.is_dir()]
    for path in files:
        if path.suffix.lower() in OTHERS:
            raise ValueError(f"{path} is a picture, but neither PNG nor JPEG: convert it, or move it away")
    return [path for path in files if path.suffix.lower() in ENDINGS]


def _listed(folder: Path) -> list[Path]:
    names = [path for path in folder.iterdir() if not path.name.startswith(".") and path.name != "__MACOSX"]
    return sorted(names, key=lambda path: (_number(path.stem), path.name))


def _number(stem: str) -> int | float:
    """A name's place in the order: its number if it is one; other names come after, in the order of the alphabet."""
    return int(stem) if stem.isascii() and stem.isdigit() and len(stem) < 20 else float("inf")


def _read(path: Path) -> np.ndarray:
    from PIL import Image, ImageOps  # matplotlib brings it; imported here, because only this needs it

    check_regular(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is wrong is raised below
            with Image.open(path, formats=("PNG", "JPEG")) as picture:
                if picture.width * picture.height > PIXELS:
                    raise ValueError(f"has {picture.width} x {picture.height} pixels: make it small, such as 64 x 64")
                return np.array(_plain(ImageOps.exif_transpose(picture)))
    except MemoryError:
        raise
    except ValueError as error:
        raise ValueError(f"{path} {error}") from None
    except Exception as error:  # Pillow raises many kinds for one damaged byte
        raise ValueError(f"{path} cannot be read as PNG or JPEG: {error}") from None


def _plain(picture):
    """A picture in grey (mode L) or in colours (RGB), or ValueError if that would lose something."""
    if picture.mode[:2] in ("I", "I;", "F"):
        raise ValueError("has more than 8 bits per pixel: convert it to 8")
    grey = picture.mode in ("L", "LA", "La", "1")
    if "transparency" in picture.info or picture.mode in ("LA", "La", "PA", "RGBA", "RGBa"):
        if picture.convert("RGBA").getchannel("A").getextrema()[0] < 255:
            raise ValueError("is see-through in places (alpha): put it on a background first")
    elif not grey and picture.mode not in ("RGB", "P"):
        raise ValueError(f"has colours of the kind {picture.mode}: convert it to RGB or to grey")
    return picture.convert("L" if grey else "RGB")


def _described(image: np.ndarray) -> str:
    height, width, *colours = image.shape
    return f"{width} x {height} in {'colours' if colours else 'grey'}"
