import numpy as np

from .... import layers
from ...exercise import Exercise, Known, Mutant
from .image_patches import image
from .images import sizes


def conv2d_forward(x, W, b, stride):
    """A convolution, without padding.

    x : (B, H, W, C_in), images; in a shape, W is their width
    W : (k, k, C_in, C_out), the weights: the kernel's row, its column, the channel that it reads and that it writes
    b : (C_out,)
    stride : int >= 1
    Returns y (B, H', W', C_out), where H' and W' are the numbers of windows along H and W.
    """
    k = len(W)
    rows, columns = (x.shape[1] - k) // stride + 1, (x.shape[2] - k) // stride + 1
    y = np.zeros((len(x), rows, columns, len(b)), dtype=x.dtype)
    for u in range(k):
        for v in range(k):
            seen = x[:, u : u + rows * stride : stride, v : v + columns * stride : stride]
            y += seen @ W[u, v]
    return y + b


def flipped(x, W, b, stride):
    return conv2d_forward(x, W[::-1, ::-1], b, stride)


def turned(x, W, b, stride):
    return conv2d_forward(x, W.swapaxes(0, 1), b, stride)


def no_bias(x, W, b, stride):
    return conv2d_forward(x, W, np.zeros_like(b), stride)


def bias_each_time(x, W, b, stride):
    return conv2d_forward(x, W, len(W) ** 2 * b, stride)


def every_pixel(x, W, b, stride):
    return conv2d_forward(x, W, b, 1)


def stride_in_the_kernel(x, W, b, stride):
    k = len(W)
    rows, columns = (x.shape[1] - k) // stride + 1, (x.shape[2] - k) // stride + 1
    y = np.zeros((len(x), rows, columns, len(b)), dtype=x.dtype) + b
    for u in range(k):
        for v in range(k):
            y += x[:, u : u + rows, v : v + columns] @ W[u, v]
    return y


def mean_of_the_window(x, W, b, stride):
    return conv2d_forward(x, (W / len(W) ** 2).astype(W.dtype), b, stride)


def one_channel(x, W, b, stride):
    return conv2d_forward(x[..., :1], W[:, :, :1], b, stride)


def last_one_only(x, W, b, stride):
    only = np.zeros_like(W)
    only[-1, -1] = W[-1, -1]
    return conv2d_forward(x, only, b, stride)


def padded(x, W, b, stride):
    p = (len(W) - 1) // 2
    return conv2d_forward(np.pad(x, ((0, 0), (p, len(W) - 1 - p), (p, len(W) - 1 - p), (0, 0))), W, b, stride)


def draw(rng):
    s = sizes(rng)
    W = rng.normal(size=(s.kernel, s.kernel, s.C_in, s.C_out))
    return rng.normal(size=(s.B, s.H, s.W, s.C_in)), W, rng.normal(size=s.C_out), s.stride


def kernel(*rows):
    """A kernel of one channel to one, (k, k, 1, 1), from its rows."""
    return np.array(rows, dtype=float)[:, :, None, None]


EXERCISE = Exercise(
    conv2d_forward,
    title="The convolution, forward",
    statement=r"""
        A dense layer has a weight for each pair of an input pixel and an output. A convolution looks through a small
        window, and uses the same weights at every place: what it has learned about the upper left corner is known
        everywhere (LeCun et al. 1989). With $s$ for the stride,
        $$y[b, i, j, o] = \sum_{u, v, c} x[b, i s + u, j s + v, c] \, W[u, v, c, o] + b[o].$$
        On one small image with one channel, at stride 1, without $b$:

        ```text
            1  2  3       kernel    1    10         1 + 20 + 400 + 5000     2 + 30 + 500 + 6000
            4  5  6               100  1000    ->   = 5421                  = 6532
        ```

        Mathematicians call this a *cross-correlation*. Their convolution turns the kernel by 180 degrees first,
        $x[i - u]$ in place of $x[i + u]$. Every framework leaves the kernel as it is and says convolution all the
        same, and so do we: the weights are learned, so turned weights would be learned too.

        Write $y$. Seven plain loops, over $b, i, j, o, u, v$ and $c$, are a right answer, and a slow one. Two of them
        are enough: which?
    """,
    source="LeCun et al. 1989; Goodfellow, Bengio & Courville 2016, eq. 9.6 (cross-correlation) and section 9.5",
    notebook=14,
    hints=(
        "Look at one window: its k k C_in pixels and the weights for one o are two long rows of numbers, and their "
        "products are summed. With all patches in an array, one sum over three axes is the whole layer.",
        "Or turn the order of the sums around. Fix u and v: then the sum over c is a matrix product over the "
        "channels, a dense layer for every pixel, and `@` does it for all images, rows and columns at once.",
        "Two loops, over u and v. In each, take the pixel at (u, v) of all windows, which is a slice of x that "
        "starts at u and goes on in steps of stride, as many as there are windows (and the same for v). Multiply with "
        "the matrix of weights at u, v, and add to y. The bias is added once, at the end.",
    ),
    explanation="""
        For each place (u, v) of the kernel, W[u, v] is a matrix (C_in, C_out), and the layer is a sum of k^2 dense
        layers, each of which reads the image shifted by (u, v) pixels. With k = 1 it is one dense layer, the same at
        every pixel. The slice starts at u and ends before u + rows * stride, so it takes exactly `rows` pixels, and
        the rim that no window reaches is left out. The weights do not depend on the size of the image.
    """,
    in_numgan=(layers.Conv2D._forward, layers.Conv2D.windows),
    draw=draw,
    returns=("y",),
    known=(
        Known(
            (image([1, 2, 3], [4, 5, 6]), kernel([1, 10], [100, 1000]), np.array([7.0]), 1),
            image([5428, 6539]),
            "1 * 1 + 2 * 10 + 4 * 100 + 5 * 1000 + 7 = 5428, and 2 * 1 + 3 * 10 + 5 * 100 + 6 * 1000 + 7 = 6539",
        ),
        Known(
            (image([1, 2, 3, 4, 5], [6, 7, 8, 9, 1]), kernel([1, 10], [100, 1000]), np.array([0.0]), 3),
            image([7621, 1954]),
            "with stride 3 the windows start at columns 0 and 3: 1, 2 over 6, 7, and 4, 5 over 9, 1",
        ),
        Known(
            (
                np.array([[[[1.0, 2.0], [3.0, 4.0]]]]),
                np.array([[[[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]]]]),
                np.array([10.0, 20.0, 30.0]),
                1,
            ),
            np.array([[[[11.0, 22.0, 33.0], [13.0, 24.0, 37.0]]]]),
            "a kernel of one pixel is a dense layer, the same for each pixel: from a pixel with the channels p, q come "
            "p + 10, q + 20 and p + q + 30",
        ),
    ),
    extremes=(
        (np.arange(1.0, 19.0).reshape(1, 3, 3, 2), np.arange(-27.0, 27.0).reshape(3, 3, 2, 3), np.ones(3), 2),
        (np.arange(1.0, 61.0).reshape(1, 6, 10, 1), np.arange(1.0, 9.0).reshape(2, 2, 1, 2), np.array([0.5, -1.0]), 3),
        (np.arange(1.0, 49.0).reshape(2, 4, 6, 1), np.arange(1.0, 5.0).reshape(2, 2, 1, 1), np.array([3.0]), 2),
        (np.full((1, 2, 3, 1), 1e-15), np.full((2, 2, 1, 2), 1e-4), np.zeros(2), 1),
        (np.full((1, 2, 3, 1), 1e6), np.full((2, 2, 1, 2), -1e6), np.ones(2), 1),
        (np.asfortranarray(np.arange(1.0, 25.0).reshape(1, 3, 4, 2)), np.ones((2, 2, 2, 1)), np.ones(1), 1),
    ),
    mutants=(
        Mutant(
            flipped,
            "turned by 180 degrees",
            cause="the kernel is turned by 180 degrees, as mathematicians do: here W[u, v] meets the pixel at +u, +v",
        ),
        Mutant(
            turned,
            "rows and columns of the kernel",
            cause="rows and columns of the kernel are swapped: W's axis 0, u, goes with the image's rows",
        ),
        Mutant(no_bias, "b is missing", cause="b is missing: it is added to every output pixel"),
        Mutant(
            bias_each_time,
            "once, after the loops",
            cause="b was added k^2 times, once for each pixel of the kernel: add it once, after the loops",
        ),
        Mutant(
            every_pixel,
            "a window at every pixel",
            cause="there is a window at every pixel, as for stride 1: the next window starts stride pixels farther on",
        ),
        Mutant(
            stride_in_the_kernel,
            "i s and j s",
            cause="the number of windows is right, but they start at i and j: they must start at i s and j s",
        ),
        Mutant(
            mean_of_the_window,
            "not a mean",
            cause="the products were divided by k^2: the formula is a sum over the window, not a mean",
        ),
        Mutant(
            one_channel,
            "all channels",
            cause="only the first channel of x is read: the sum is over all channels c",
        ),
        Mutant(
            last_one_only,
            "add, with +=",
            cause="only the last pixel of the kernel counts: in the loop, add, with +=, and begin with zeros",
        ),
        Mutant(
            padded,
            "without padding",
            cause="the image was padded, so that y is as large as x: this convolution is without padding",
        ),
    ),
)
