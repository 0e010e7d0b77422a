import numpy as np

from .... import layers
from ....layers.patches import add_patches
from ...exercise import Exercise, Known, Mutant
from .conv2d_forward import kernel
from .image_patches import image
from .images import sizes


def conv_transpose(x, W, stride):
    """A transposed convolution, without padding and without a bias.

    x : (B, H, W, C_in), small images; in a shape, W is their width
    W : (k, k, C_out, C_in), the weights: the kernel's row, its column, the channel that it writes and that it reads
    stride : int >= 1
    Returns y (B, (H - 1) stride + k, (W - 1) stride + k, C_out).
    """
    B, rows, columns, _ = x.shape
    k, _, C_out, _ = W.shape
    y = np.zeros((B, (rows - 1) * stride + k, (columns - 1) * stride + k, C_out), dtype=x.dtype)
    for u in range(k):
        for v in range(k):
            y[:, u : u + rows * stride : stride, v : v + columns * stride : stride] += x @ W[u, v].T
    return y


def assigned(x, W, stride):
    y, k = np.zeros_like(conv_transpose(x, W, stride)), len(W)
    for i in range(x.shape[1]):
        for j in range(x.shape[2]):
            y[:, i * stride : i * stride + k, j * stride : j * stride + k] = np.tensordot(x[:, i, j], W, (1, 3))
    return y


def assigned_by_kernel(x, W, stride):
    y = np.zeros_like(conv_transpose(x, W, stride))
    for u in range(len(W)):
        for v in range(len(W)):
            y[:, u : u + x.shape[1] * stride : stride, v : v + x.shape[2] * stride : stride] = x @ W[u, v].T
    return y


def flipped(x, W, stride):
    return conv_transpose(x, W[::-1, ::-1], stride)


def turned(x, W, stride):
    return conv_transpose(x, W.swapaxes(0, 1), stride)


def stride_times_size(x, W, stride):
    B, rows, columns, _ = x.shape
    found = conv_transpose(x, W, stride)
    y = np.zeros((B, rows * stride, columns * stride, W.shape[2]), x.dtype)
    y[:, : found.shape[1], : found.shape[2]] = found[:, : rows * stride, : columns * stride]
    return y


def one_more_stride(x, W, stride):
    return np.pad(conv_transpose(x, W, stride), ((0, 0), (0, stride), (0, stride), (0, 0)))


def stride_ignored(x, W, stride):
    return conv_transpose(x, W, 1)


def a_convolution(x, W, stride):
    k = len(W)
    x = np.pad(x, ((0, 0), (k - 1, k - 1), (k - 1, k - 1), (0, 0)))
    seen = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("bijcuv,uvoc->bijo", seen, W)


def mean_of_overlaps(x, W, stride):
    times = conv_transpose(np.ones_like(x[..., :1]), np.ones_like(W[:, :, :1, :1]), stride)
    return conv_transpose(x, W, stride) / np.maximum(times, 1)


def channels_swapped(x, W, stride):
    return conv_transpose(x, W.swapaxes(2, 3), stride)


def draw(rng):
    s = sizes(rng)
    W = rng.normal(size=(s.kernel, s.kernel, s.C_out, s.C_in))
    return rng.normal(size=(s.B, s.rows, s.columns, s.C_in)), W, s.stride


EXERCISE = Exercise(
    conv_transpose,
    title="The transposed convolution",
    statement=r"""
        A generator must make large images out of small ones. A convolution with a stride makes small out of large, and
        its backward pass, from dy to dx, makes large out of small again. So use that backward pass as a forward pass,
        with weights of its own: this is the *transposed convolution*.

        Every pixel of $x$ stamps the kernel into the larger image, $s$ pixels from stamp to stamp, and where stamps
        overlap they are added:
        $$\sum_c x[b, i, j, c] \, W[u, v, o, c] \qquad \text{is added to } y[b, i s + u, j s + v, o],$$
        for all $i, j, u, v$, starting from zeros.

        ```text
            x: 1  10    W: 1  2      stride 1:  1  12  20      stride 3:  1  2  0  10  20
                           3  4                 3  34  40                 3  4  0  30  40
        ```

        Each further pixel of $x$ adds $s$ pixels to the first stamp's $k$, so $y$ has $(H - 1) s + k$ rows and
        $(W - 1) s + k$ columns. (Some call it deconvolution. It does not undo a convolution: it only has the shapes
        the other way round. It is called transposed because, written as one large matrix, it is the transpose.)

        Write $y$.
    """,
    source="Dumoulin & Visin 2016, section 4.2 and relationship 12; DCGAN's generator: Radford et al. 2016",
    notebook=14,
    hints=(
        "Compare with `conv2d_input_gradient`: x has the place of dy, y that of dx. What W calls C_out there is read "
        "here, and so stands last in both.",
        "Begin with zeros of y's shape, in x's dtype, and add. Either each pixel (i, j) adds a whole stamp, k rows and "
        "k columns; or each place (u, v) of the kernel adds one pixel of all stamps at once.",
        "For one (u, v): the sum over c is x times the transposed (`.T`) matrix at u, v. It is added, with +=, to the "
        "pixels of y that start at (u, v) and go on in steps of stride, as many as x has rows and columns.",
    ),
    explanation="""
        If the kernel's size is no multiple of the stride, the stamps overlap unevenly: with kernel 3 and stride 2 every
        second row gets two stamps and the others one, and in two directions that is a checkerboard of 1, 2 and 4
        stamps (Odena et al. 2016, Deconvolution and Checkerboard Artifacts). Kernel 4 with stride 2 avoids the uneven
        count. For a stride larger than the kernel, the gaps stay 0. Frameworks take padding here too, and mean by it
        that so many pixels are cut off at each side: DCGAN's kernel 4, stride 2, padding 1 doubles a size exactly,
        (H - 1) 2 + 4 - 2 = 2 H.
    """,
    in_numgan=(layers.ConvTranspose2D.forward, add_patches),
    draw=draw,
    returns=("y",),
    known=(
        Known(
            (image([1, 10]), kernel([1, 2], [3, 4]), 1),
            image([1, 12, 20], [3, 34, 40]),
            "the middle column is in both stamps: 2 * 1 + 1 * 10 = 12 and 4 * 1 + 3 * 10 = 34",
        ),
        Known(
            (image([1, 10]), kernel([1, 2], [3, 4]), 3),
            image([1, 2, 0, 10, 20], [3, 4, 0, 30, 40]),
            "with stride 3 the stamps start at columns 0 and 3; the column between them gets nothing",
        ),
        Known(
            (np.array([[[[1.0, 10.0]]]]), np.array([[[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]]]), 2),
            np.array([[[[21.0, 43.0, 65.0]]]]),
            "one pixel and a kernel of one: (1 * 1 + 10 * 2, 1 * 3 + 10 * 4, 1 * 5 + 10 * 6)",
        ),
    ),
    extremes=(
        (np.arange(1.0, 4.0).reshape(1, 1, 1, 3), np.arange(-27.0, 27.0).reshape(3, 3, 2, 3), 2),
        (np.arange(1.0, 13.0).reshape(1, 2, 3, 2), np.arange(1.0, 9.0).reshape(2, 2, 1, 2), 3),
        (np.arange(1.0, 13.0).reshape(2, 2, 3, 1), np.arange(1.0, 17.0).reshape(4, 4, 1, 1), 2),
        (np.arange(1.0, 13.0).reshape(1, 2, 3, 2), np.arange(1.0, 17.0).reshape(2, 2, 2, 2), 1),  # channels alike
        (np.full((1, 1, 2, 2), 1e-4), np.full((2, 2, 1, 2), 1e-15), 1),
        (np.full((1, 1, 2, 2), -1e6), np.full((2, 2, 1, 2), 1e6), 1),
    ),
    mutants=(
        Mutant(
            assigned,
            "written over",
            cause="where stamps overlap, the earlier one is written over: add, with +=",
        ),
        Mutant(
            assigned_by_kernel,
            "written over",
            cause="what an earlier place of the kernel has added to a pixel is written over: add, with +=",
        ),
        Mutant(
            flipped,
            "turned by 180 degrees",
            cause="the kernel is turned by 180 degrees: W[u, v] goes to the pixel at +u, +v",
        ),
        Mutant(
            turned,
            "rows and columns of the kernel",
            cause="rows and columns of the kernel are swapped: W's axis 0, u, goes with the image's rows",
        ),
        Mutant(
            stride_times_size,
            "the last stamp",
            cause="y has stride times x's size: the last stamp is k pixels wide, so the size is (n - 1) stride + k",
        ),
        Mutant(
            one_more_stride,
            "one stride too much",
            cause="y is one stride too much in each direction: n pixels are n - 1 steps, and the last stamp has k",
        ),
        Mutant(
            stride_ignored,
            "as for stride 1",
            cause="the stamps stand one pixel apart, as for stride 1: they are stride pixels apart",
        ),
        Mutant(
            a_convolution,
            "makes images smaller",
            cause="this is a convolution of a padded image, whose stride makes images smaller: here the stride spreads "
            "the stamps in y",
        ),
        Mutant(
            mean_of_overlaps,
            "not averaged",
            cause="where stamps overlap, the mean was taken: they are added, not averaged",
        ),
        Mutant(channels_swapped, "it raised ValueError"),
    ),
)
