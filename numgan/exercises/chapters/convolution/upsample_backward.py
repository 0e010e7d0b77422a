import numpy as np

from .... import layers
from ....layers.resize import block_sums
from ...exercise import Exercise, Known, Mutant
from .image_patches import image


def upsample_backward(dy, factor):
    """The gradient of nearest-neighbour upsampling, which repeats each pixel factor times downwards and to the right.

    dy : (B, factor H, factor W, C), the gradient of the loss with respect to y, the large images
    factor : int >= 1
    Returns dx (B, H, W, C), the gradient with respect to the small images.
    """
    B, rows, columns, C = dy.shape
    blocks = dy.reshape(B, rows // factor, factor, columns // factor, factor, C)
    return blocks.sum(axis=(2, 4))


def mean_of_block(dy, factor):
    B, rows, columns, C = dy.shape
    return dy.reshape(B, rows // factor, factor, columns // factor, factor, C).mean(axis=(2, 4))


def first_pixel(dy, factor):
    return dy[:, ::factor, ::factor]


def wrong_split(dy, factor):
    B, rows, columns, C = dy.shape
    return dy.reshape(B, factor, rows // factor, factor, columns // factor, C).sum(axis=(1, 3))


def one_direction(dy, factor):
    return upsample_backward(dy, factor) if factor == 1 else sum(dy[:, u::factor, ::factor] for u in range(factor))


def divided_once(dy, factor):
    return upsample_backward(dy, factor) / factor


def channels_first(dy, factor):
    B, C, rows, columns = dy.shape
    rows, columns = rows // factor, columns // factor
    cut = dy[:, :, : rows * factor, : columns * factor]
    return cut.reshape(B, C, rows, factor, columns, factor).sum(axis=(3, 5))


def forward_again(dy, factor):
    return dy.repeat(factor, axis=1).repeat(factor, axis=2)


def largest(dy, factor):
    B, rows, columns, C = dy.shape
    return dy.reshape(B, rows // factor, factor, columns // factor, factor, C).max(axis=(2, 4))


def draw(rng):
    H, W = (int(n) for n in rng.choice([2, 3, 4], size=2, replace=False))
    B, C = (int(n) for n in rng.choice([1, 2, 3], size=2, replace=False))
    factor = int(rng.integers(2, 4))
    return rng.normal(size=(B, factor * H, factor * W, C)), factor


EXERCISE = Exercise(
    upsample_backward,
    title="Upsampling, backward",
    statement=r"""
        Where its stamps overlap unevenly, a transposed convolution can leave a checkerboard in the images. There is a
        second way to larger images: repeat each pixel, then convolve at stride 1 (Odena et al. 2016). With factor 2,

        ```text
                              a  a  b  b
             x: a  b   ->  y: a  a  b  b
        ```

        so forward, $y[b, i f + u, j f + v, c] = x[b, i, j, c]$ with the factor $f$, for all $0 \le u, v < f$.
        In NumPy that is `x.repeat(f, axis=1).repeat(f, axis=2)`. Nothing is learned here, but the gradient must come
        back through it.

        One pixel of $x$ is now $f^2$ pixels of $y$. Through how many of them does it change the loss? Write the
        chain rule, and then $\partial L / \partial x$.
    """,
    source="Odena et al. 2016 (Deconvolution and Checkerboard Artifacts)",
    notebook=14,
    hints=(
        "What was copied is added up: dx at (i, j) is the sum of dy over the block of factor x factor pixels that are "
        "copies of pixel (i, j).",
        "Two loops over u and v can add up strided slices of dy. Or cut each of the two long axes into two short ones, "
        "with reshape, and sum over the inner ones.",
        "reshape reads the last axis fastest. An axis of length factor H is H blocks of factor neighbours, so it "
        "becomes (H, factor), in this order. With both axes cut, the six axes are batch, H, factor, W, factor, "
        "channels. Sum over the two that have length factor.",
    ),
    explanation="""
        A sum, not a mean: each of the f^2 copies changes the loss on its own. (A mean belongs to average pooling, which
        has 1 / f^2 in its forward pass, and so in its backward pass too.) The same holds wherever
        something is copied or broadcast: a bias, a shared weight, an upsampled pixel. Copying forward is adding
        backward, and adding forward is copying backward.
    """,
    in_numgan=(layers.UpSample2D.backward, block_sums),
    draw=draw,
    returns=("dx",),
    known=(
        Known(
            (image([1, 2, 3, 4], [5, 6, 7, 8]), 2),
            image([14, 22]),
            "two blocks: 1 + 2 + 5 + 6 = 14 and 3 + 4 + 7 + 8 = 22",
        ),
        Known(
            (image([1, 2, 3], [4, 5, 6], [7, 8, 9]), 3),
            image([45]),
            "one block: 1 + 2 + ... + 9 = 45",
        ),
        Known(
            (np.array([[[[1.0, 2.0], [3.0, 4.0]]]]), 1),
            np.array([[[[1.0, 2.0], [3.0, 4.0]]]]),
            "with factor 1 every pixel is its own copy",
        ),
    ),
    extremes=(
        (np.arange(1.0, 97.0).reshape(2, 4, 6, 2), 2),
        (np.arange(1.0, 33.0).reshape(1, 4, 8, 1), 4),
        (np.full((1, 2, 4, 1), 1e-15), 2),
        (np.arange(-4.0, 4.0).reshape(1, 2, 4, 1) * 1e30, 2),
        (np.asfortranarray(np.arange(1.0, 49.0).reshape(1, 4, 6, 2)), 2),
    ),
    factors=lambda dy, factor: (
        {}
        if factor == 1
        else {
            1 / factor**2: f"divided by {factor**2}, a block's pixels: each copy counts, so it is a sum and not a mean",
            1 / factor: f"divided by factor = {factor}: each copy counts, and nothing is divided",
        }
    ),
    mutants=(
        Mutant(mean_of_block, "a sum and not a mean"),
        Mutant(
            first_pixel,
            "all the others",
            cause="only the first pixel of each block is used: all the others are copies too, and count as much",
        ),
        Mutant(
            wrong_split,
            "next to each other",
            cause="this adds up pixels that lie far apart: a block's pixels lie next to each other, so an axis becomes "
            "(H, factor), not (factor, H)",
        ),
        Mutant(
            one_direction,
            "in both directions",
            cause="each block was summed over its rows only: sum in both directions, rows and columns",
        ),
        Mutant(divided_once, "nothing is divided"),
        Mutant(
            channels_first,
            "the channels are last",
            cause="this sums over columns and channels, as for (B, C, H, W): here the channels are last",
        ),
        Mutant(
            forward_again,
            "become small",
            cause="this repeats the pixels of dy, as the forward pass does: backward, large images become small again",
        ),
        Mutant(
            largest,
            "the sum of each block",
            cause="this is the largest entry of each block: the sum of each block is wanted",
        ),
    ),
)
