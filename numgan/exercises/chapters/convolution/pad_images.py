import numpy as np

from ....layers import patches
from ...exercise import Exercise, Known, Mutant


def pad_images(x, padding):
    """Put a frame of zeros around each image.

    x : (B, H, W, C), B images of H rows and W columns, the channels last
    padding : int >= 0, the width of the frame, p
    Returns y (B, H + 2 p, W + 2 p, C), a new array.
    """
    B, H, W, C = x.shape
    y = np.zeros((B, H + 2 * padding, W + 2 * padding, C), dtype=x.dtype)
    y[:, padding : padding + H, padding : padding + W] = x
    return y


def all_axes(x, padding):
    return np.pad(x, padding)


def at_the_end(x, padding):
    return np.pad(x, ((0, 0), (0, 2 * padding), (0, 2 * padding), (0, 0)))


def one_side(x, padding):
    return np.pad(x, ((0, 0), (0, padding), (0, padding), (0, 0)))


def rows_only(x, padding):
    return np.pad(x, ((0, 0), (padding, padding), (0, 0), (0, 0)))


def channels_first(x, padding):
    return np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))


def negative_end(x, padding):
    B, H, W, C = x.shape
    y = np.zeros((B, H + 2 * padding, W + 2 * padding, C), dtype=x.dtype)
    y[:, padding:-padding, padding:-padding] = x
    return y


def edge(x, padding):
    return np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)), mode="edge")


def mirrored(x, padding):
    return np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)), mode="reflect")


def draw(rng):
    H, W = (int(n) for n in rng.choice([4, 5, 6, 7], size=2, replace=False))
    B, C = (int(n) for n in rng.choice([1, 2, 3], size=2, replace=False))
    return rng.normal(size=(B, H, W, C)), int(rng.integers(1, 4))


EXERCISE = Exercise(
    pad_images,
    title="A frame of zeros",
    statement=r"""
        At an image's edge a window finds no more pixels. So the image gets a frame of $p$ zeros on all four sides
        first:

        ```text
                        0  0  0  0
            5  7   ->   0  5  7  0        padding = 1
                        0  0  0  0
        ```

        Here, and in all that follows, a batch of images is one array $x$ of shape (B, H, W, C): image, row, column,
        channel. (This order is called NHWC, or *channels last*. PyTorch's default is (B, C, H, W).) The frame belongs
        to rows and columns; no image and no channel is added:
        $$y[b, i + p, j + p, c] = x[b, i, j, c], \qquad \text{and 0 everywhere else.}$$
        Write $y$. It must also work for $p = 0$.
    """,
    source="Dumoulin & Visin 2016, sections 1.1 and 2.2",
    notebook=14,
    hints=(
        "Begin with an array of zeros, of the final shape and of x's dtype. Then one assignment puts all images into "
        "the middle.",
        "In the middle are the rows from p on, H of them, and the columns from p on, W of them. A slice first:last "
        "stops before last.",
        "A slice p:-p looks right, and is empty for p = 0, because -0 is 0: 0:0. Name the end by adding: p + H. "
        "The batch needs a full slice in front, and the channels need none.",
    ),
    explanation="""
        Zeros say "nothing here": a window at the edge adds the products of fewer pixels. The frame also lets the
        network notice where the edge is. Its gradient is thrown away: the backward pass of padding cuts the frame off
        again, dx = dy[:, p : p + H, p : p + W]. np.pad does the same with one pair of widths for each axis, here
        ((0, 0), (p, p), (p, p), (0, 0)); a single number would pad the batch and the channels too.
    """,
    in_numgan=(patches._pad,),
    draw=draw,
    returns=("y",),
    known=(
        Known(
            (np.array([[[[5.0], [7.0]]]]), 1),
            np.array([[[[0.0]] * 4, [[0.0], [5.0], [7.0], [0.0]], [[0.0]] * 4]]),
            "one row of two pixels becomes three rows of four: the middle row is 0, 5, 7, 0",
        ),
        Known(
            (np.array([[[[1.0, 2.0]]], [[[3.0, 4.0]]]]), 0),
            np.array([[[[1.0, 2.0]]], [[[3.0, 4.0]]]]),
            "two images of one pixel and two channels; padding 0 changes nothing",
        ),
    ),
    extremes=(
        (np.arange(1.0, 13.0).reshape(2, 2, 3, 1), 0),
        (np.arange(1.0, 13.0).reshape(1, 2, 1, 6), 4),  # more zeros than pixels
        (np.array([[[[1e30, -1e-30, 3.0]]]]), 2),
        (np.asfortranarray(np.arange(1.0, 25.0).reshape(2, 3, 2, 2)), 1),
    ),
    mutants=(
        Mutant(
            all_axes,
            "batch and channels",
            cause="batch and channels were padded too: the frame belongs to rows and columns, axes 1 and 2",
        ),
        Mutant(
            at_the_end,
            "on each side",
            cause="all the zeros are at the bottom and at the right: there must be padding of them on each side",
        ),
        Mutant(
            one_side, "H + 2 p", cause="zeros on one side only: with both sides y has H + 2 p rows and W + 2 p columns"
        ),
        Mutant(rows_only, "and columns", cause="only rows were added: the frame has rows and columns"),
        Mutant(
            channels_first,
            "channels last",
            cause="this pads columns and channels, as for (B, C, H, W): here images are (B, H, W, C), channels last",
        ),
        Mutant(
            negative_end,
            "empty for p = 0",
            cause="a slice p:-p is empty for p = 0, because -0 is 0: let it end at p + H and p + W",
        ),
        Mutant(edge, "zeros are wanted", cause="the frame repeats the pixels at the edge: zeros are wanted"),
        Mutant(mirrored, "zeros are wanted", cause="the frame mirrors the image: zeros are wanted"),
    ),
)
