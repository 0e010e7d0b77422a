"""Random sizes of images and windows, such that swapped axes are noticed."""

from typing import NamedTuple


class Sizes(NamedTuple):
    B: int
    H: int
    W: int
    rows: int
    """Windows from top to bottom, H'."""
    columns: int
    """Windows from left to right, W'."""
    kernel: int
    stride: int
    C_in: int
    C_out: int


def sizes(rng):
    """Rectangular images, often with a rim that no window reaches; strides 1 to 3; C_in, C_out and kernel differ."""
    rows, columns = (int(n) for n in rng.choice([2, 3, 4], size=2, replace=False))
    kernel, stride, B = (int(n) for n in (rng.integers(2, 5), rng.integers(1, 4), rng.integers(2, 4)))
    C_in, C_out = (int(n) for n in rng.choice([n for n in (1, 2, 3, 4) if n != kernel], size=2, replace=False))
    H, W = ((n - 1) * stride + kernel + int(rng.integers(stride)) for n in (rows, columns))
    return Sizes(B, H, W, rows, columns, kernel, stride, C_in, C_out)
