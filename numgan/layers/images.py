"""What the layers that work on images have in common: (B, H, W, C), channels last, of any height and width."""

import numpy as np

from ..checks import check_array, check_count, shown
from .base import Layer
from .patches import Pair, Rim


class ImageLayer(Layer):
    """Base class: (B, H, W, n_in) to (B, H', W', n_out), or from C to C channels where n_in is None.

    Subclasses define the two passes, and `size`. In a network they stand between a `Reshape`, which gives the images
    their height and width, and a `Flatten`.
    """

    def size(self, shape: Pair) -> Pair:
        """(H', W') for images of height and width `shape`. Raises ValueError for images that are too small."""
        raise TypeError(f"{type(self).__name__} must define size(shape)")

    @property
    def in_shape(self):
        return None  # height and width are not the layer's

    def output_shape(self, shape):
        if shape is None or len(shape) != 3 or self.n_in not in (None, shape[2]):
            raise ValueError(f"takes images {self._wanted()}")
        return (*self.size(shape[:2]), self.n_out or shape[2])

    def check_images(self, x, training) -> np.ndarray:
        """Return what `forward` was given, as floats of the layer's dtype, if these are images for this layer."""
        if type(x) is not np.ndarray or x.dtype.kind != "f":
            x = check_array("x", x)
        if x.ndim != 4 or not x.size or self.n_in not in (None, x.shape[3]):
            raise ValueError(f"{self!r} takes images {self._wanted()}, got x of shape {x.shape}")
        return self.check_x(x, training, images=True)

    def _wanted(self) -> str:
        return f"(B, height, width, {self.n_in or 'channels'})"


def check_pair(name: str, value, least: int = 1) -> int | Pair:
    """Return a whole number, or a pair of them: the one for the height and the one for the width."""
    if not isinstance(value, tuple | list):
        return check_count(name, value, least)
    if len(value) != 2:
        raise ValueError(f"{name} must be a whole number or (height, width), got {shown(value)}")
    height, width = (check_count(f"each number of {name}", number, least) for number in value)
    return height, width


def check_padding(value) -> int | Pair | Rim:
    """Return the width of a rim: one number, (height, width), or ((top, bottom), (left, right))."""
    if not isinstance(value, tuple | list) or not any(isinstance(side, tuple | list) for side in value):
        return check_pair("padding", value, 0)
    if len(value) != 2 or not all(isinstance(side, tuple | list) and len(side) == 2 for side in value):
        raise ValueError(
            f"padding must be a whole number, (height, width) or ((top, bottom), (left, right)), got {shown(value)}"
        )
    (top, bottom), (left, right) = ((check_count("each number of padding", n, 0) for n in side) for side in value)
    return (top, bottom), (left, right)


def pair(value: int | Pair) -> Pair:
    """The number for the height and the one for the width."""
    return value if isinstance(value, tuple) else (value, value)


def rim(padding: int | Pair | Rim) -> Rim:
    """Zeros above and below, and left and right."""
    height, width = pair(padding)  # type: ignore[arg-type]  # of numbers, or of pairs: `pair` makes two of one
    return pair(height), pair(width)
