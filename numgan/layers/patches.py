"""Patches of images, and the way back: the two functions that every convolution is made of.

A window of kernel (h, w) stands at positions stride (s, t) apart, on an image with a rim of zeros around it:

    stride 1, padding 0         stride 2, padding 1           a rim that no window reaches

    [1 2 3]4 5                  [0 1 2]3 4 5 0                [1 2 3]4 5 6
     1[2 3 4]5                   0 1[2 3 4]5 0                 1 2[3 4 5]6
     1 2[3 4 5]                  0 1 2 3[4 5 0]                6 is in no window: it has no effect, and gradient 0

One axis of n pixels has  n' = floor((n + padding before + padding after - kernel) / stride) + 1  positions.

`patches` reads the windows, and `add_patches` writes them back: pixels in several windows get the sum. Both are linear,
and each is the transpose of the other: for all images x and patches p,

    sum(patches(x) p) = sum(x add_patches(p))

So each is the other's backward pass. Images are (B, H, W, C), channels last: the values of a window's row are then side
by side in memory.
"""

import numpy as np
from numpy.lib.stride_tricks import as_strided

Pair = tuple[int, int]
Rim = tuple[Pair, Pair]  # ((top, bottom), (left, right))


def positions(shape: Pair, kernel: Pair, stride: Pair, padding: Rim) -> Pair:
    """(H', W'): how many windows fit below each other and beside each other in images of shape (H, W).

    Raises ValueError if the window is larger than the image with its rim.
    """
    height, width = (n + sum(rim) for n, rim in zip(shape, padding, strict=True))
    if kernel[0] > height or kernel[1] > width:
        raise ValueError(
            f"has a window of {kernel[0]} x {kernel[1]}, which is larger than the image: {shape[0]} x {shape[1]}, with "
            f"padding {height} x {width}"
        )
    return (height - kernel[0]) // stride[0] + 1, (width - kernel[1]) // stride[1] + 1


def patches(x: np.ndarray, kernel: Pair, stride: Pair, padding: Rim) -> np.ndarray:
    """Images (B, H, W, C) -> patches (B, H', W', h, w, C), a view that can only be read.

    p[b, i, j, u, v, c] = x[b, i s + u - top, j t + v - left, c],  and 0 outside the image
    """
    (h, w), (s, t) = kernel, stride
    down, across = positions(x.shape[1:3], kernel, stride, padding)
    x = np.ascontiguousarray(_pad(x, padding))
    batch, _, _, channels = x.shape
    b, i, j, c = x.strides
    # the w C values of a window's row are one piece of memory, so that a copy moves whole rows
    rows = as_strided(x, (batch, down, across, h, w * channels), (b, s * i, t * j, i, c), writeable=False)
    return rows.reshape(batch, down, across, h, w, channels)


def add_patches(p: np.ndarray, shape: tuple[int, ...], stride: Pair, padding: Rim) -> np.ndarray:
    """Patches (B, H', W', h, w, C) -> images of this shape, (B, H, W, C): each pixel is the sum of its places in p.

    x[b, y, z, c] = sum of p[b, i, j, u, v, c] over all i, j, u, v with  i s + u - top = y,  j t + v - left = z
    """
    _, down, across, h, w, _ = p.shape
    (s, t), ((top, bottom), (left, right)) = stride, padding
    batch, height, width, channels = shape
    x = np.zeros((batch, height + top + bottom, width + left + right, channels), p.dtype)
    for u in range(h):
        for v in range(w):
            x[:, u : u + s * down : s, v : v + t * across : t] += p[:, :, :, u, v]
    return x[:, top : top + height, left : left + width]


def _pad(x: np.ndarray, padding: Rim) -> np.ndarray:
    """A rim of zeros around each image."""
    (top, bottom), (left, right) = padding
    if not any((top, bottom, left, right)):
        return x
    batch, height, width, channels = x.shape
    padded = np.zeros((batch, height + top + bottom, width + left + right, channels), x.dtype)
    padded[:, top : top + height, left : left + width] = x
    return padded
