"""What `--data` names: rows, their labels, or two sets of images; and which recipe fits them."""

import zlib
from pathlib import Path

import numpy as np

from .. import datasets, recipes
from ..datasets.pictures import ENDINGS, read_pictures

TOYS = {f.__name__: f for f in (datasets.ring, datasets.grid, datasets.gaussian_1d, datasets.two_moons)}
TOY_POINTS = 100_000


def load_data(name: str) -> np.ndarray:
    """What `--data` names: "mnist" (the first 50,000 training images, as in the paper), a toy, a folder or a file.

    Images are uint8, (N, height, width[, 3]), and points floats, (N, 1) or (N, 2).
    """
    if name == "mnist":
        return datasets.load_mnist().train_images[:50_000]
    if name in TOYS:
        return TOYS[name](TOY_POINTS, rng=0)
    return datasets.load_rows(name)


def load_pictures(names: list[str]) -> np.ndarray:
    """Images to look at: PNG or JPEG files, all of one shape; or what one name means, "mnist" for its test images."""
    if names == ["mnist"]:
        return datasets.load_mnist().test_images
    if len(names) > 1 or Path(names[0]).suffix.lower() in ENDINGS:
        return read_pictures([Path(name) for name in names])
    return load_data(names[0])


def load_labels(name: str) -> np.ndarray:
    """The labels beside `load_data(name)`: (N,), whole numbers 0, 1, 2, ... without a gap.

    Raises ValueError where there are none, or all are 0, or a number is left out: G would be asked for what D has never
    seen.
    """
    labels = datasets.load_labels(datasets.MNIST_FOLDER)[:50_000] if name == "mnist" else datasets.load_labels(name)
    if not np.any(labels):
        raise ValueError(f"labels of {name} are all 0: a conditional GAN needs at least two classes")
    for wanted, found in enumerate(np.unique(labels)):
        if found != wanted:
            raise ValueError(
                f"labels of {name} must be 0, 1, 2, ... without a gap; in place of {wanted} is {found}: renumber "
                "them, np.unique(labels, return_inverse=True)[1]"
            )
    return labels


def load_arrays(
    name: str,
    takes: tuple[str, ...],
    data: np.ndarray | None = None,
    *,
    paired: bool = False,
    labels_per_class: int | None = None,
    seed: int | None = None,
) -> tuple[np.ndarray, ...]:
    """The arrays that a game `takes`, from what `--data` names: rows; rows and their labels; or two sets of images.

    data : what `load_data(name)` gave, where that has been read already
    labels_per_class : keep so many labels of each class, drawn by this seed, and put -1 in place of all others. With 0
        there need be no labels
    paired : whether row i of one set belongs to row i of the other
    Two sets are made from one: half of it, and the other half slanted and inverted (`datasets.two_sets`). Paired, they
    are outlines of thick digits and these (`datasets.outline_pairs`). Rows, labels and rows are these two sets and the
    labels of the first.
    Raises ValueError where images and labels differ in number, or two sets of points are wanted.
    """
    data = load_data(name) if data is None else data
    if takes == ("rows", "labels", "rows"):
        labels = load_arrays(name, ("rows", "labels"), data)[1]
        x, y = datasets.two_sets(data)
        return x, labels[: len(x)], y
    if takes == ("rows", "labels"):
        if labels_per_class == 0:
            return data, np.full(len(data), -1)
        labels = load_labels(name)
        if len(labels) != len(data):
            raise ValueError(f"{name} holds {len(data)} images, but {len(labels)} labels")
        return data, labels if labels_per_class is None else datasets.few_labels(labels, labels_per_class, rng=seed)
    if takes == ("rows", "rows"):
        if data.dtype != np.uint8:
            raise ValueError(f"two sets are made from images, and {name} holds points")
        return datasets.outline_pairs(data) if paired else datasets.two_sets(data)
    return (data,)


def fingerprint(*arrays: np.ndarray) -> str:
    """Shape, type and checksum of each array, which show whether a run goes on with what it began with."""
    return "; ".join(f"{a.shape} {a.dtype} {zlib.crc32(np.ascontiguousarray(a).data):08x}" for a in arrays)


def recipe_for(name: str, data: np.ndarray) -> str:
    """The recipe to use for this data if none is named: a toy's own, else the one for points or for images."""
    if name in TOYS and name in recipes.ALL:
        return name
    return "ring" if are_points(data) else "mnist_mlp"


def are_points(data: np.ndarray) -> bool:
    """Are these points, (N, columns), and not images, (N, height, width[, 3])?"""
    return data.ndim == 2
