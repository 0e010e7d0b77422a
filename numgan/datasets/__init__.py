"""What the networks learn from: digits, data of your own, and toys."""

from .batches import check_data, epoch_order, mixed_order, scale, unscale
from .holes import CentreHole, HalfHole, Hole, RandomHole, centre_mask, half_mask, random_mask, with_hole
from .idx import MNIST_FOLDER, ImageData, load_idx, load_mnist, read_idx
from .images import load_images, load_labels, load_points, load_rows
from .labels import check_labels, few_labels, one_hot
from .pairs import Unpaired, inverted, large, noisy, outline_pairs, overlaid, slanted, small, two_sets, unpaired
from .pyramid import doubled, from_pyramid, halved, to_pyramid
from .stacked import StackedDigits, stacked_mnist
from .strokes import outlined, thickened, thinned
from .toys import around, gaussian_1d, grid, grid_centers, ring, ring_centers, two_moons

__all__ = [
    "MNIST_FOLDER",
    "CentreHole",
    "HalfHole",
    "Hole",
    "ImageData",
    "RandomHole",
    "StackedDigits",
    "Unpaired",
    "around",
    "centre_mask",
    "check_data",
    "check_labels",
    "doubled",
    "epoch_order",
    "few_labels",
    "from_pyramid",
    "gaussian_1d",
    "grid",
    "grid_centers",
    "half_mask",
    "halved",
    "inverted",
    "large",
    "load_idx",
    "load_images",
    "load_labels",
    "load_mnist",
    "load_points",
    "load_rows",
    "mixed_order",
    "noisy",
    "one_hot",
    "outline_pairs",
    "outlined",
    "overlaid",
    "random_mask",
    "read_idx",
    "ring",
    "ring_centers",
    "scale",
    "slanted",
    "small",
    "stacked_mnist",
    "thickened",
    "thinned",
    "to_pyramid",
    "two_moons",
    "two_sets",
    "unpaired",
    "unscale",
    "with_hole",
]
