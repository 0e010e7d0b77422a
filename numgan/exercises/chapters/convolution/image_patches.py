import numpy as np

from ....layers.patches import patches
from ...exercise import Exercise, Known, Mutant
from .images import sizes


def image_patches(x, kernel, stride):
    """What each window sees: every patch of a batch of images.

    x : (B, H, W, C)
    kernel : int >= 1, at most H and W; a window has kernel rows and kernel columns
    stride : int >= 1, pixels from a window to the next, downwards and to the right
    Returns patches (B, H', W', kernel, kernel, C), where H' and W' are the numbers of windows along H and W.
    """
    B, H, W, C = x.shape
    rows, columns = (H - kernel) // stride + 1, (W - kernel) // stride + 1
    patches = np.zeros((B, rows, columns, kernel, kernel, C), dtype=x.dtype)
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            patches[:, i, j] = x[:, top : top + kernel, left : left + kernel]
    return patches


def windows(x, kernel, stride):
    """Views of shape (B, H', W', C, kernel, kernel), which is NumPy's order."""
    view = np.lib.stride_tricks.sliding_window_view(x, (kernel, kernel), axis=(1, 2))
    return view[:, ::stride, ::stride]


def numpys_order(x, kernel, stride):
    return windows(x, kernel, stride)


def turned(x, kernel, stride):
    return image_patches(x, kernel, stride).swapaxes(3, 4)


def flipped(x, kernel, stride):
    return image_patches(x, kernel, stride)[:, :, :, ::-1, ::-1]


def every_pixel(x, kernel, stride):
    return image_patches(x, kernel, 1)


def neighbours_only(x, kernel, stride):
    _, rows, columns, *_ = image_patches(x, kernel, stride).shape
    return image_patches(x, kernel, 1)[:, :rows, :columns]


def tiles(x, kernel, stride):
    B, H, W, C = x.shape
    x = x[:, : H // kernel * kernel, : W // kernel * kernel]
    return x.reshape(B, H // kernel, kernel, W // kernel, kernel, C).swapaxes(2, 3)


def windows_swapped(x, kernel, stride):
    return image_patches(x, kernel, stride).swapaxes(1, 2)


def rim_kept(x, kernel, stride):
    _, H, W, _ = x.shape
    down, right = -(H - kernel) % stride, -(W - kernel) % stride
    return image_patches(np.pad(x, ((0, 0), (0, down), (0, right), (0, 0))), kernel, stride)


def draw(rng):
    s = sizes(rng)
    return rng.normal(size=(s.B, s.H, s.W, s.C_in)), s.kernel, s.stride


def image(*rows):
    """One image of one channel, (1, H, W, 1), from its rows."""
    return np.array(rows, dtype=float)[None, :, :, None]


EXERCISE = Exercise(
    image_patches,
    title="An image in patches",
    statement=r"""
        A convolution is a dense layer that looks at a small patch, and at every patch with the same weights. So cut
        the patches out first:

        ```text
            1  2  3   ->   1  2     2  3
            4  5  6        4  5     5  6        kernel = 2, stride = 1: two windows, side by side
        ```

        The window in row $i$ and column $j$ of all windows has its upper left corner at pixel $(i s, j s)$ of the
        image, with the stride $s$. In the patch, $u$ counts the rows and $v$ the columns:
        $$\text{patches}[b, i, j, u, v, c] = x[b, i s + u, j s + v, c], \qquad 0 \le u, v < k.$$
        Rows and columns at the end that no whole window reaches are left out. Patches overlap where $s < k$: then a
        pixel is in several of them. All channels of a pixel stay together, in the last axis.

        Write the array of all patches. (It is often called *im2col*: images to columns.)
    """,
    source="LeCun et al. 1989 (local windows with shared weights); Dumoulin & Visin 2016, section 1.1",
    notebook=14,
    hints=(
        "How many windows there are is `output_size` with padding 0, once for the rows and once for the columns. Make "
        "the array (np.zeros, with x's dtype), then fill it.",
        "Six plain loops over b, i, j, u, v and c are a right answer. But slices can copy a whole patch of all images "
        "and all channels at once: then only the loops over i and j are left.",
        "The window (i, j) covers the rows from i times stride on, kernel of them, and the columns from j times stride "
        "on, kernel of them. Assign that part of x to what patches holds for all images at i, j.",
    ),
    explanation="""
        With stride 1 nearly every pixel is copied kernel^2 times: patches need much memory. In return, the whole layer
        is one large matrix product, which is fast. np.lib.stride_tricks.sliding_window_view makes them without a copy,
        but its order is (B, H', W', C, kernel, kernel): the channels stand before the two axes of the window, and must
        be moved to the end. Where kernel and C are equal, no shape complains about a wrong order.
    """,
    in_numgan=(patches,),
    draw=draw,
    returns=("patches",),
    known=(
        Known(
            (image([1, 2, 3], [4, 5, 6]), 2, 1),
            np.array([[[[1.0, 2.0], [4.0, 5.0]], [[2.0, 3.0], [5.0, 6.0]]]])[None, ..., None],
            "two windows side by side: 1, 2 over 4, 5, and 2, 3 over 5, 6",
        ),
        Known(
            (image([1, 2], [3, 4], [5, 6], [7, 8], [9, 10]), 2, 3),
            np.array([[[[1.0, 2.0], [3.0, 4.0]]], [[[7.0, 8.0], [9.0, 10.0]]]])[None, ..., None],
            "the windows start in rows 0 and 3: 1, 2 over 3, 4, and 7, 8 over 9, 10",
        ),
        Known(
            (image([1, 2, 3, 4], [5, 6, 7, 8]), 1, 2),
            np.array([1.0, 3.0]).reshape(1, 1, 2, 1, 1, 1),
            "windows of one pixel, at columns 0 and 2 of row 0; row 2 does not exist",
        ),
    ),
    extremes=(
        (np.arange(1.0, 25.0).reshape(1, 2, 3, 4), 2, 1),
        (np.arange(1.0, 49.0).reshape(2, 2, 3, 4), 1, 1),  # every pixel is a patch
        (np.arange(1.0, 19.0).reshape(1, 3, 3, 2), 3, 2),  # one window, the whole image
        (np.arange(1.0, 61.0).reshape(1, 6, 10, 1), 2, 3),  # gaps between the windows, and a rim
        (np.arange(1.0, 97.0).reshape(2, 4, 6, 2), 2, 2),  # as many channels as the window has rows
        (np.asfortranarray(np.arange(1.0, 61.0).reshape(1, 4, 5, 3)), 3, 1),
        (1e30 * np.arange(-4.0, 8.0).reshape(1, 3, 4, 1), 2, 2),
    ),
    mutants=(
        Mutant(
            numpys_order,
            "the channels last",
            cause="this is the order of sliding_window_view, (B, H', W', C, kernel, kernel): move the channels last",
        ),
        Mutant(
            turned,
            "rows and columns of each patch",
            cause="rows and columns of each patch are swapped: u counts the rows, and is the axis before v's",
        ),
        Mutant(flipped, "turned by 180", cause="each patch is turned by 180 degrees: patch row u is image row i s + u"),
        Mutant(
            every_pixel,
            "a window at every pixel",
            cause="there is a window at every pixel, as for stride 1: the next window starts stride pixels farther on",
        ),
        Mutant(
            neighbours_only,
            "i s and j s",
            cause="the number of windows is right, but they start at i and j: they must start at i s and j s",
        ),
        Mutant(
            tiles,
            "side by side",
            cause="the windows stand side by side here, as if stride were kernel: they start stride pixels apart, and "
            "may overlap",
        ),
        Mutant(
            windows_swapped,
            "axis 1 counts",
            cause="the axes of the windows are swapped: axis 1 counts from top to bottom, axis 2 from left to right",
        ),
        Mutant(
            rim_kept,
            "no whole window",
            cause="zeros were added for windows that stick out: pixels that no whole window reaches are left out",
        ),
    ),
)
