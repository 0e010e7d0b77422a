import numpy as np

from .... import layers
from ...exercise import Exercise, Known, Mutant
from ...wording import batch_factors
from .conv2d_forward import kernel as weights
from .image_patches import image
from .images import sizes


def conv2d_weight_gradient(x, dy, kernel, stride):
    """The gradients of a convolution's weights and bias.

    x : (B, H, W, C_in), the layer's input
    dy : (B, H', W', C_out), the gradient of the loss with respect to y; it already holds the 1 / B of a mean loss
    kernel : int >= 1, k
    stride : int >= 1
    Returns dW (k, k, C_in, C_out) and db (C_out,).
    """
    _, rows, columns, C_out = dy.shape
    C_in = x.shape[3]
    dW = np.zeros((kernel, kernel, C_in, C_out), dtype=x.dtype)
    for u in range(kernel):
        for v in range(kernel):
            seen = x[:, u : u + rows * stride : stride, v : v + columns * stride : stride]
            dW[u, v] = seen.reshape(-1, C_in).T @ dy.reshape(-1, C_out)
    return dW, dy.sum(axis=(0, 1, 2))


def divides_again(x, dy, kernel, stride):
    dW, db = conv2d_weight_gradient(x, dy, kernel, stride)
    return dW / len(x), db / len(x)


def mean_over_places(x, dy, kernel, stride):
    dW, db = conv2d_weight_gradient(x, dy, kernel, stride)
    return dW / dy[0, :, :, 0].size, db / dy[0, :, :, 0].size


def mean_over_everything(x, dy, kernel, stride):
    dW, db = conv2d_weight_gradient(x, dy, kernel, stride)
    return dW / dy[..., 0].size, db / dy[..., 0].size


def bias_mean(x, dy, kernel, stride):
    return conv2d_weight_gradient(x, dy, kernel, stride)[0], dy.mean(axis=(0, 1, 2))


def bias_at_each_place(x, dy, kernel, stride):
    return conv2d_weight_gradient(x, dy, kernel, stride)[0], dy.sum(axis=0)


def flipped(x, dy, kernel, stride):
    dW, db = conv2d_weight_gradient(x, dy, kernel, stride)
    return dW[::-1, ::-1], db


def turned(x, dy, kernel, stride):
    dW, db = conv2d_weight_gradient(x, dy, kernel, stride)
    return dW.swapaxes(0, 1), db


def channels_swapped(x, dy, kernel, stride):
    dW, db = conv2d_weight_gradient(x, dy, kernel, stride)
    return dW.swapaxes(2, 3), db


def stride_ignored(x, dy, kernel, stride):
    _, rows, columns, _ = dy.shape
    return conv2d_weight_gradient(x[:, : rows + kernel - 1, : columns + kernel - 1], dy, kernel, 1)


def last_place(x, dy, kernel, stride):
    only = np.zeros_like(dy)
    only[:, -1, -1] = dy[:, -1, -1]
    return conv2d_weight_gradient(x, only, kernel, stride)[0], dy.sum(axis=(0, 1, 2))


def first_image(x, dy, kernel, stride):
    return conv2d_weight_gradient(x[:1], dy[:1], kernel, stride)[0], dy.sum(axis=(0, 1, 2))


def draw(rng):
    s = sizes(rng)
    x, dy = rng.normal(size=(s.B, s.H, s.W, s.C_in)), rng.normal(size=(s.B, s.rows, s.columns, s.C_out))
    return x, dy, s.kernel, s.stride


def factors(x, dy, kernel, stride):
    places = dy[0, :, :, 0].size
    windows = (
        {1 / places: f"divided by {places}, the number of windows: their contributions add up"} if places > 1 else {}
    )
    return windows | batch_factors(len(x))


EXERCISE = Exercise(
    conv2d_weight_gradient,
    title="The convolution, backward to its weights",
    statement=r"""
        Forward, with the stride $s$,
        $$y[b, i, j, o] = \sum_{u, v, c} x[b, i s + u, j s + v, c] \, W[u, v, c, o] + b[o].$$
        One weight $W[u, v, c, o]$ is used in every window of every image. So the loss depends on it through all
        $b, i, j$, and the contributions add up:
        $$\frac{\partial L}{\partial W[u, v, c, o]} = \sum_{b, i, j} \frac{\partial L}{\partial y[b, i, j, o]} \cdot
        \frac{\partial y[b, i, j, o]}{\partial W[u, v, c, o]}.$$
        Take an image of one channel, windows of 2 x 2 at stride 1, and the gradient (1, 10) for the two windows. Each
        patch is multiplied by its window's gradient:

        ```text
            x:  1  2  3      dy:  1  10      dW = 1 * 1  2   +   10 * 2  3   =   21  32
                4  5  6                               4  5            5  6       54  65
        ```

        Work out the last factor of the formula, and the gradient of $b[o]$. Write both. It is a dense
        layer's gradient again, with a row for each window in place of a row for each image: compare with
        `dense_backward`.
    """,
    source="LeCun et al. 1989; Goodfellow, Bengio & Courville 2016, section 9.5",
    notebook=14,
    hints=(
        "y depends on W[u, v, c, o] through one product only: the factor is the pixel of x at row i s + u, column "
        "j s + v, channel c. So dW is a sum over b, i and j of pixels times entries of dy.",
        "Fix u and v, and take from x the pixel at (u, v) of all windows, as in the forward pass: an array (B, H', W', "
        "C_in), as many rows and columns as dy has. Image, row and column are summed over alike.",
        "reshape(-1, C) makes one axis of the three that are summed over. Then, at u, v, it is the dense layer's dW: "
        "one factor transposed (`.T`), times the other. db is dy summed over the same three axes, axis=(0, 1, 2).",
    ),
    explanation="""
        Shared weights, added gradients: that is all of it. Nothing is divided by the number of windows or images; the
        loss's own 1 / B is in dy already. A bias is added at every place, so its gradient is the sum over
        all of them. Pixels in the rim that no window
        reaches do not occur. The sum over i and j is a cross-correlation again, of the image with dy, in which dy's
        entries stand stride pixels apart.
    """,
    in_numgan=(layers.Conv2D.backward, layers.Conv2D._learn),
    draw=draw,
    returns=("dW", "db"),
    known=(
        Known(
            (image([1, 2, 3], [4, 5, 6]), image([1, 10]), 2, 1),
            (weights([21, 32], [54, 65]), np.array([11.0])),
            "1 times the patch 1, 2, 4, 5 plus 10 times the patch 2, 3, 5, 6; db = 1 + 10",
        ),
        Known(
            (image([1, 2, 3, 4, 5], [6, 7, 8, 9, 1]), image([1, 10]), 2, 3),
            (weights([41, 52], [96, 17]), np.array([11.0])),
            "with stride 3: 1 times the patch 1, 2, 6, 7 plus 10 times the patch 4, 5, 9, 1; db = 1 + 10",
        ),
        Known(
            (
                np.array([[[[1.0, 2.0]]], [[[3.0, 4.0]]]]),
                np.array([[[[10.0, 0.0, 1.0]]], [[[100.0, 1.0, 0.0]]]]),
                1,
                1,
            ),
            (np.array([[[[310.0, 3.0, 1.0], [420.0, 4.0, 2.0]]]]), np.array([110.0, 1.0, 1.0])),
            "two images of one pixel: dW = x^T dy, as in a dense layer; row 0 is (1 * 10 + 3 * 100, 1 * 0 + 3 * 1, "
            "1 * 1 + 3 * 0)",
        ),
    ),
    extremes=(
        (np.arange(1.0, 19.0).reshape(1, 3, 3, 2), np.arange(1.0, 4.0).reshape(1, 1, 1, 3), 3, 2),
        (np.arange(1.0, 61.0).reshape(1, 6, 10, 1), np.arange(1.0, 13.0).reshape(1, 2, 3, 2), 2, 3),
        (np.arange(1.0, 49.0).reshape(2, 4, 6, 1), np.arange(1.0, 13.0).reshape(2, 2, 3, 1), 2, 2),
        (np.full((1, 2, 3, 1), 1e-15), np.full((1, 1, 2, 2), 1e-4), 2, 1),
        (np.full((1, 2, 3, 1), 1e6), np.full((1, 1, 2, 2), -1e6), 2, 1),
        (np.asfortranarray(np.arange(1.0, 25.0).reshape(1, 3, 4, 2)), np.ones((1, 2, 3, 1)), 2, 1),
    ),
    factors=factors,
    mutants=(
        Mutant(divides_again, "divided by B"),
        Mutant(mean_over_places, "the number of windows"),
        Mutant(
            mean_over_everything,
            "not a mean",
            cause="all was divided by the number of windows in all images: the formula is a sum, not a mean",
        ),
        Mutant(
            bias_mean,
            "db is a mean",
            cause="db is a mean here: b is added at every place of every image, so db is the sum",
        ),
        Mutant(
            bias_at_each_place,
            "the same b",
            cause="db was summed over images only: the same b is added at every row and column, so sum over these too",
        ),
        Mutant(
            flipped,
            "turned by 180 degrees",
            cause="dW is turned by 180 degrees: dW[u, v] belongs to the pixels at +u, +v, as in the forward pass",
        ),
        Mutant(
            turned,
            "rows and columns of dW",
            cause="rows and columns of dW are swapped: axis 0, u, goes with the image's rows",
        ),
        Mutant(
            channels_swapped,
            "x's channels first",
            cause="the two axes of channels are swapped: dW has the shape of W, x's channels first, then y's",
        ),
        Mutant(
            stride_ignored,
            "stride pixels apart",
            cause="this takes windows that start at i and j, as for stride 1: they start stride pixels apart",
        ),
        Mutant(
            last_place,
            "every window",
            cause="only the last window counts: add the contributions of every window, with +=",
        ),
        Mutant(first_image, "every image", cause="only the first image counts in dW: add those of every image"),
    ),
)
