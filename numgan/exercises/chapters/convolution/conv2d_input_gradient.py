import numpy as np

from .... import layers
from ....layers.patches import add_patches
from ...exercise import Exercise, Known, Mutant
from .conv2d_forward import kernel
from .image_patches import image
from .images import sizes


def conv2d_input_gradient(dy, W, shape, stride):
    """The gradient of a convolution's input.

    dy : (B, H', W', C_out), the gradient of the loss with respect to y
    W : (k, k, C_in, C_out), the weights; in a shape, W is an image's width
    shape : (B, H, W, C_in), a tuple of four ints: the shape of x in the forward pass
    stride : int >= 1
    Returns dx, of that shape. It is 0 in the rim that no window reached.
    """
    _, rows, columns, _ = dy.shape
    dx = np.zeros(shape, dtype=dy.dtype)
    for u in range(len(W)):
        for v in range(len(W)):
            dx[:, u : u + rows * stride : stride, v : v + columns * stride : stride] += dy @ W[u, v].T
    return dx


def assigned(dy, W, shape, stride):
    dx, k = np.zeros(shape, dy.dtype), len(W)
    for i in range(dy.shape[1]):
        for j in range(dy.shape[2]):
            patch = dx[:, i * stride : i * stride + k, j * stride : j * stride + k]
            patch[...] = np.tensordot(dy[:, i, j], W, (1, 3))
    return dx


def assigned_by_kernel(dy, W, shape, stride):
    dx = np.zeros(shape, dy.dtype)
    for u in range(len(W)):
        for v in range(len(W)):
            dx[:, u : u + dy.shape[1] * stride : stride, v : v + dy.shape[2] * stride : stride] = dy @ W[u, v].T
    return dx


def flipped(dy, W, shape, stride):
    return conv2d_input_gradient(dy, W[::-1, ::-1], shape, stride)


def turned(dy, W, shape, stride):
    return conv2d_input_gradient(dy, W.swapaxes(0, 1), shape, stride)


def without_rim(dy, W, shape, stride):
    B, rows, columns, _ = dy.shape
    k = len(W)
    return conv2d_input_gradient(dy, W, (B, (rows - 1) * stride + k, (columns - 1) * stride + k, shape[3]), stride)


def stride_ignored(dy, W, shape, stride):
    return conv2d_input_gradient(dy, W, shape, 1)


def mean_of_overlaps(dy, W, shape, stride):
    times = conv2d_input_gradient(np.ones_like(dy[..., :1]), np.ones_like(W[:, :, :1, :1]), (*shape[:3], 1), stride)
    return conv2d_input_gradient(dy, W, shape, stride) / np.maximum(times, 1)


def one_channel(dy, W, shape, stride):
    return conv2d_input_gradient(dy[..., :1], W[..., :1], shape, stride)


def rim_at_the_start(dy, W, shape, stride):
    _, rows, columns, _ = dy.shape
    down, right = (n - (m - 1) * stride - len(W) for n, m in zip(shape[1:3], (rows, columns), strict=True))
    dx = conv2d_input_gradient(dy, W, shape, stride)
    return np.roll(dx, (down, right), axis=(1, 2))


def draw(rng):
    s = sizes(rng)
    dy, W = rng.normal(size=(s.B, s.rows, s.columns, s.C_out)), rng.normal(size=(s.kernel, s.kernel, s.C_in, s.C_out))
    return dy, W, (s.B, s.H, s.W, s.C_in), s.stride


EXERCISE = Exercise(
    conv2d_input_gradient,
    title="The convolution, backward to its image",
    statement=r"""
        The generator's gradient comes through the discriminator's image. Forward, with the stride $s$,
        $$y[b, i, j, o] = \sum_{u, v, c} x[b, i s + u, j s + v, c] \, W[u, v, c, o] + b[o].$$
        Backward, every window sends a patch of gradients to the pixels that it has read:
        $$\sum_o \frac{\partial L}{\partial y[b, i, j, o]} \, W[u, v, c, o] \qquad \text{goes to pixel }
        (i s + u, j s + v), \text{ channel } c.$$
        Where windows overlap, a pixel was read several times: what it gets from each of them is added. A pixel in the
        rim, where no whole window reached, had no influence, and its gradient is 0.

        ```text
            dy: 1  10       W: 1  2      1 * 1  2     +   10 * 1  2      =   1  12  20
                               3  4          3  4              3  4          3  34  40
                                         at column 0      at column 1
        ```

        Different images give equally many windows, so dy does not tell how large $x$ was: `shape` does. Write
        $\partial L / \partial x$.
    """,
    source="LeCun et al. 1989; Goodfellow, Bengio & Courville 2016, section 9.5",
    notebook=14,
    hints=(
        "Start with zeros of the given shape (in dy's dtype), and add. For one window (i, j), the patch of one image "
        "is a sum over o of dy and W, of shape (k, k, C_in).",
        "As in the forward pass you can also fix u and v, and treat all windows at once: the sum over o is a matrix "
        "product over the channels, with a transposed matrix, as in a dense layer's dx.",
        "Loop over u and v. The forward pass read a slice of x there: starting at u, in steps of stride, one pixel for "
        "each window. Now the same slice of dx receives, with +=, the product of dy and the transposed (`.T`) matrix "
        "at u, v.",
    ),
    explanation="""
        What was read is written, and what was one pixel read many times is one pixel that is added to many times: the
        backward pass of copying is adding. For a fixed (u, v) the windows' pixels are all different, and += on a slice
        is safe. With index arrays in which a place occurs twice, += adds only once; np.add.at adds each time. No
        kernel is turned in this form. In the other form, a convolution over a padded dy, it must be turned by 180
        degrees, and for a stride above 1, zeros must be put between the entries of dy.
    """,
    in_numgan=(layers.Conv2D.backward, add_patches),
    draw=draw,
    returns=("dx",),
    known=(
        Known(
            (image([1, 10]), kernel([1, 2], [3, 4]), (1, 2, 3, 1), 1),
            image([1, 12, 20], [3, 34, 40]),
            "the middle column is in both windows: 2 * 1 + 1 * 10 = 12 and 4 * 1 + 3 * 10 = 34",
        ),
        Known(
            (image([1, 10]), kernel([1, 2], [3, 4]), (1, 2, 5, 1), 2),
            image([1, 2, 10, 20, 0], [3, 4, 30, 40, 0]),
            "with stride 2 the windows start at columns 0 and 2 and do not overlap; no window reaches the last column",
        ),
        Known(
            (np.array([[[[1.0, 10.0]]]]), np.array([[[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]]]), (1, 1, 1, 3), 1),
            np.array([[[[21.0, 43.0, 65.0]]]]),
            "one pixel: dx = dy W^T, as in a dense layer, so (1 * 1 + 10 * 2, 1 * 3 + 10 * 4, 1 * 5 + 10 * 6)",
        ),
    ),
    extremes=(
        (np.arange(1.0, 4.0).reshape(1, 1, 1, 3), np.arange(-27.0, 27.0).reshape(3, 3, 2, 3), (1, 3, 3, 2), 2),
        (np.arange(1.0, 13.0).reshape(1, 2, 3, 2), np.arange(1.0, 9.0).reshape(2, 2, 1, 2), (1, 7, 8, 1), 3),
        (np.arange(1.0, 13.0).reshape(2, 2, 3, 1), np.arange(1.0, 10.0).reshape(3, 3, 1, 1), (2, 4, 5, 1), 1),
        (np.full((1, 1, 2, 2), 1e-4), np.full((2, 2, 1, 2), 1e-15), (1, 2, 3, 1), 1),
        (np.full((1, 1, 2, 2), -1e6), np.full((2, 2, 1, 2), 1e6), (1, 2, 3, 1), 1),
    ),
    mutants=(
        Mutant(
            assigned,
            "written over",
            cause="where windows overlap, what an earlier one has sent is written over: add, with +=",
        ),
        Mutant(
            assigned_by_kernel,
            "written over",
            cause="what an earlier place of the kernel has sent to a pixel is written over: add, with +=",
        ),
        Mutant(
            flipped,
            "turned by 180 degrees",
            cause="the kernel is turned by 180 degrees: W[u, v] sends to the pixel at +u, +v, from which y was read",
        ),
        Mutant(
            turned,
            "rows and columns of the kernel",
            cause="rows and columns of the kernel are swapped: W's axis 0, u, goes with the image's rows",
        ),
        Mutant(
            without_rim,
            "the rim is missing",
            cause="the rim is missing: dx has the shape of x, and is 0 where no window reached",
        ),
        Mutant(
            stride_ignored,
            "as for stride 1",
            cause="the patches stand at i and j, as for stride 1: they belong to rows i s + u and columns j s + v",
        ),
        Mutant(
            mean_of_overlaps,
            "not averaged",
            cause="where windows overlap, the mean was taken: the contributions are added, not averaged",
        ),
        Mutant(
            one_channel,
            "all output channels",
            cause="only the first channel of dy is used: sum over all output channels o",
        ),
        Mutant(
            rim_at_the_start,
            "at the bottom",
            cause="the rim is at the top and at the left here: windows start at pixel 0, so it is at the bottom and at "
            "the right",
        ),
    ),
)
