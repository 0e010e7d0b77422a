"""What the networks learn from: digits, data of your own, and toys."""

from .batches import check_data, epoch_order, mixed_order, scale, unscale
from .idx import MNIST_FOLDER, ImageData, load_idx, load_mnist, read_idx
from .images import load_images, load_labels, load_points, load_rows
from .labels import check_labels, few_labels, one_hot
from .pairs import slanted, two_sets
from .stacked import StackedDigits, stacked_mnist
from .toys import gaussian_1d, grid, grid_centers, ring, ring_centers, two_moons

__all__ = [
    "MNIST_FOLDER",
    "ImageData",
    "StackedDigits",
    "check_data",
    "check_labels",
    "epoch_order",
    "few_labels",
    "gaussian_1d",
    "grid",
    "grid_centers",
    "load_idx",
    "load_images",
    "load_labels",
    "load_mnist",
    "load_points",
    "load_rows",
    "mixed_order",
    "one_hot",
    "read_idx",
    "ring",
    "ring_centers",
    "scale",
    "slanted",
    "stacked_mnist",
    "two_moons",
    "two_sets",
    "unscale",
]
