import numpy as np

from ....layers.patches import positions
from ...exercise import Exercise, Known, Mutant


def output_size(n, kernel, stride, padding):
    """The number of windows that fit along one axis of an image.

    n : int >= 1, pixels along this axis
    kernel : int from 1 to n + 2 padding, pixels of a window
    stride : int >= 1, pixels from the start of a window to the start of the next
    padding : int >= 0, zeros that are added at each of the two ends
    Returns an int >= 1. Pixels at the end that no whole window reaches are left out.
    """
    return (n + 2 * padding - kernel) // stride + 1


def ceiling(n, kernel, stride, padding):
    return -((kernel - n - 2 * padding) // stride) + 1


def nearest(n, kernel, stride, padding):
    return round((n + 2 * padding - kernel) / stride) + 1


def steps_only(n, kernel, stride, padding):
    return (n + 2 * padding - kernel) // stride


def one_end(n, kernel, stride, padding):
    return (n + padding - kernel) // stride + 1 if n + padding >= kernel else 1


def no_padding(n, kernel, stride, padding):
    return (n - kernel) // stride + 1 if n >= kernel else 1


def no_kernel(n, kernel, stride, padding):
    return (n + 2 * padding) // stride


def one_too_early(n, kernel, stride, padding):
    return (n + 2 * padding - kernel + 1) // stride


def no_stride(n, kernel, stride, padding):
    return n + 2 * padding - kernel + 1


def a_fraction(n, kernel, stride, padding):
    return (n + 2 * padding - kernel) / stride + 1


def numpy_floor(n, kernel, stride, padding):
    return np.floor((n + 2 * padding - kernel) / stride) + 1


def draw(rng):
    kernel, stride, padding = (int(rng.integers(*ends)) for ends in ((3, 8), (2, 5), (1, 3)))
    windows, left_out = int(rng.integers(3, 9)), int(rng.integers(1, stride))
    return (windows - 1) * stride + kernel + left_out - 2 * padding, kernel, stride, padding


def whole_number(fn, rng):
    size = fn(*draw(rng))
    if not isinstance(size, int | np.integer):
        return (
            f"it is {size}, of type {type(size).__name__}, and an int is wanted: np.zeros({float(size):g}) is a "
            "TypeError; // divides integers and gives an int"
        )
    return None


EXERCISE = Exercise(
    output_size,
    title="How many windows fit",
    statement=r"""
        A convolution looks at an image through a window of $k$ pixels (the *kernel*), and moves it by $s$ pixels at a
        time (the *stride*). Before that, $p$ zeros (the *padding*) can be added at each end. How many windows are
        there along an axis of $n$ pixels?

        ```text
        n = 6, kernel = 3, stride = 2, padding = 1

            0  1  2  3  4  5  6  0
           |-------|
                 |-------|
                       |-------|            3 windows; the last 0 is in none of them
        ```

        With its zeros the axis has $n + 2p$ pixels, numbered from 0. Window $i$ covers the pixels
        $$i s, \ldots, i s + k - 1, \qquad i = 0, 1, 2, \ldots$$
        It counts if its last pixel exists, so if $i s + k \le n + 2 p$. A window that would stick out does not count:
        the pixels that are left at the end are not used. (PyTorch counts in this way; TensorFlow does with
        `padding="VALID"`.) Which $i$ is the largest, and how many windows are there?

        Write that number.
    """,
    source="Dumoulin & Visin 2016, relationship 6 (section 2.4)",
    notebook=14,
    hints=(
        "Solve the inequality for i. The first window has i = 0, so there is one more window than the largest i.",
        "i must be a whole number, so the largest i is a fraction rounded down. In Python // rounds down: 7 // 2 is 3. "
        "The result of / is a float, and no array can have 3.0 rows.",
        "What remains beside the first window, the padded axis without one kernel, holds as many further steps as the "
        "stride fits into it, whole steps only. Then add the first window.",
    ),
    explanation="""
        The first window needs `kernel` pixels; each further window needs `stride` more. Rounding down leaves up to
        stride - 1 pixels at the end unused. They have no influence on the output, so their gradient is 0.
        Different n can give the same number of windows, and so the number of windows does not tell n: on the way back,
        a convolution's backward pass must be told how large its input was. With an odd kernel, stride 1 and
        padding (kernel - 1) / 2 the size does not change; with kernel 4, stride 2 and padding 1, DCGAN's choice, an
        even size is halved.
    """,
    in_numgan=(positions,),
    draw=draw,
    returns=("size",),
    known=(
        Known((6, 3, 2, 1), 3, "6 + 2 = 8 pixels; the windows start at 0, 2 and 4, and one at 6 would need pixel 8"),
        Known((28, 4, 2, 1), 14, "30 pixels; the windows start at 0, 2, ..., 26, and the last one ends at pixel 29"),
        Known((5, 2, 1, 0), 4, "the windows start at 0, 1, 2 and 3"),
        Known((3, 5, 3, 2), 1, "3 + 4 = 7 pixels; a window at 0, and one at 3 would need pixel 7"),
    ),
    extremes=(
        (1, 1, 1, 0),
        (7, 7, 2, 0),  # one window, as large as the image
        (1, 3, 4, 1),  # and one that is larger than the image
        (9, 1, 3, 0),
        (10, 1, 3, 0),
        (8, 2, 5, 0),  # gaps between the windows
        (2, 3, 1, 2),
        (10**6 + 7, 11, 13, 5),
    ),
    probes={"a whole number": whole_number},
    float32=False,
    mutants=(
        Mutant(
            ceiling,
            "sticks out",
            cause="this rounds up, and so counts a last window that sticks out over the end: only whole windows count",
        ),
        Mutant(
            nearest,
            "sometimes up",
            cause="this rounds to the nearest whole number, so sometimes up, to a window that sticks out: round down",
        ),
        Mutant(
            steps_only,
            "the first window",
            cause="this is the number of steps from a window to the next; the first window needs no step: add 1",
        ),
        Mutant(one_end, "at both ends", cause="the padding is added at both ends: the axis has n + 2 padding pixels"),
        Mutant(no_padding, "n + 2 padding", cause="the padding is forgotten: the axis has n + 2 padding pixels"),
        Mutant(
            no_kernel,
            "needs kernel pixels",
            cause="every window needs kernel pixels, the last one too: take one kernel off before you divide",
        ),
        Mutant(
            one_too_early,
            "after the division",
            cause="the 1 is added too early: it is one more window, not one more pixel, so add it after the division",
        ),
        Mutant(
            no_stride,
            "moves by stride",
            cause="this is right for stride 1 only: a window moves by stride pixels at a time",
        ),
        Mutant(
            a_fraction,
            "rounded down",
            cause="this is not a whole number: the division must be rounded down, as // does",
        ),
        Mutant(numpy_floor, "an int is wanted"),
    ),
)
