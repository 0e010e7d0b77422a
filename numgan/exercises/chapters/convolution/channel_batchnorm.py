import numpy as np

from .... import layers
from ...exercise import Exercise, Known, Mutant


def channel_batchnorm(x, gamma, beta, eps):
    """Batch normalisation of a training batch of images, channel by channel.

    x : (B, H, W, C), with B H W >= 2
    gamma, beta : (C,), the learned scale and shift of each channel
    eps : float > 0, added to the variance before the root is taken
    Returns y (B, H, W, C). The variance is the biased one: its divisor is B H W. It is accurate also where a channel's
    mean is much larger than its standard deviation, such as 10000 and 1 in float32.
    """
    xc = x - x.mean(axis=(0, 1, 2))
    var = (xc * xc).mean(axis=(0, 1, 2))
    return gamma * (xc / np.sqrt(var + eps)) + beta


def over(*axes, ddof=0):
    """Normalised over these axes."""

    def function(x, gamma, beta, eps):
        xc = x - x.mean(axis=axes, keepdims=True)
        return gamma * (xc / np.sqrt(x.var(axis=axes, keepdims=True, ddof=ddof) + eps)) + beta

    return function


def over_images(x, gamma, beta, eps):
    return over(0)(x, gamma, beta, eps)


def each_image(x, gamma, beta, eps):
    return over(1, 2)(x, gamma, beta, eps)


def all_channels(x, gamma, beta, eps):
    return over(0, 1, 2, 3)(x, gamma, beta, eps)


def image_by_image(x, gamma, beta, eps):
    return over(1, 2, 3)(x, gamma, beta, eps)


def each_pixel(x, gamma, beta, eps):
    return over(3)(x, gamma, beta, eps)


def each_column(x, gamma, beta, eps):
    return over(0, 1)(x, gamma, beta, eps)


def bessel(x, gamma, beta, eps):
    return over(0, 1, 2, ddof=1)(x, gamma, beta, eps)


def eps_outside(x, gamma, beta, eps):
    axes = (0, 1, 2)
    return gamma * ((x - x.mean(axis=axes)) / (x.std(axis=axes) + eps)) + beta


def no_eps(x, gamma, beta, eps):
    return over(0, 1, 2)(x, gamma, beta, 0)


def no_root(x, gamma, beta, eps):
    xc = x - x.mean(axis=(0, 1, 2))
    return gamma * (xc / (x.var(axis=(0, 1, 2)) + eps)) + beta


def mean_of_squares(x, gamma, beta, eps):
    mean = x.mean(axis=(0, 1, 2))
    var = np.maximum((x * x).mean(axis=(0, 1, 2)) - mean * mean, 0)
    return gamma * ((x - mean) / np.sqrt(var + eps)) + beta


def draw(rng):
    H, W, C = (int(n) for n in rng.choice([2, 3, 4, 5], size=3, replace=False))
    B = int(rng.integers(2, 4))
    x = rng.normal(0, 3, size=C) + rng.normal(size=(B, H, W, C)) * rng.uniform(0.5, 2, size=C)
    x += rng.normal(size=(B, 1, 1, 1)) + rng.normal(size=(1, H, W, 1))  # images differ, and so do places
    return x, rng.normal(size=C), rng.normal(size=C), float(rng.uniform(0.1, 1))


TINY = 1e-10  # as eps, beside variances of 0 and of 1
LARGE_MEANS = np.array([0.0, 1e4, 1e6]) + np.array([[-1.0, 0.0], [0.0, 1.0]]).reshape(2, 1, 2, 1) * [0.0, 1.0, 1.0]
OUTLIERS = np.eye(200)[:, -2:].reshape(4, 5, 10, 2)  # a pixel that is 14 standard deviations away

EXERCISE = Exercise(
    channel_batchnorm,
    title="Batch norm of images: a channel at a time",
    statement=r"""
        A convolution uses the same weights at every place. Batch norm after it should do so too: if it had a mean for
        each pixel, a shifted image would not simply give a shifted output. So Ioffe and Szegedy take one mean
        $\mu_c$ and one variance $\sigma_c^2$ for each *channel*, over all images and all places together:
        $$\mu_c = \frac{1}{B H W} \sum_{b, i, j} x_{bijc}, \qquad
        \sigma_c^2 = \frac{1}{B H W} \sum_{b, i, j} (x_{bijc} - \mu_c)^2, \qquad
        y_{bijc} = \gamma_c \frac{x_{bijc} - \mu_c}{\sqrt{\sigma_c^2 + \varepsilon}} + \beta_c.$$
        A batch of 16 images of 7 x 7 pixels has 784 numbers for each of these means, not 16. Write $y$, without a loop.
    """,
    source="Ioffe & Szegedy 2015, section 3.2 and algorithm 1",
    notebook=14,
    hints=(
        "Compare with `batchnorm_forward`: there each column had a mean over the rows. Now a pixel's channels are the "
        "columns, and every pixel of every image is a row.",
        "mean takes several axes at once: axis=(0, 1, 2) leaves only the channels. A (C,) array fits the last axis of "
        "(B, H, W, C) without a reshape: that is one advantage of channels last.",
        "Subtract the mean first and keep the result: the mean of its squares, over the same three axes, is the "
        "variance. Add eps, take the root (np.sqrt), divide. Then gamma and beta.",
    ),
    explanation="""
        x.reshape(-1, C) makes a row of each pixel, and a batch norm of rows does the rest: numgan's own layer works
        so. So there is nothing new in its backward pass either: only B becomes B H W. Averages over other axes
        are other layers: over each image's own pixels it is instance norm, and over an image's pixels and channels
        layer norm. Neither couples the images of a batch. The bias of a convolution before this layer has no effect,
        because the mean takes it away: Ioffe and Szegedy leave it out.
    """,
    in_numgan=(layers.BatchNorm.forward,),
    draw=draw,
    returns=("y",),
    known=(
        Known(
            (
                np.array([[[[1.0, 14.0], [1.0, 8.0]]], [[[3.0, 8.0], [3.0, 10.0]]]]),
                np.array([2.0, -3.0]),
                np.array([10.0, 20.0]),
                3.0,
            ),
            np.array([[[[9.0, 16.0], [9.0, 22.0]]], [[[11.0, 22.0], [11.0, 20.0]]]]),
            "two images of two pixels; channel 0 is 1, 1, 3, 3, with mean 2 and variance 1, and channel 1 is 14, 8, 8, "
            "10, with mean 10 and variance (16 + 4 + 4 + 0) / 4 = 6; the first pixel of y is 2 (1 - 2) / sqrt(1 + 3) + "
            "10 = 9 and -3 (14 - 10) / sqrt(6 + 3) + 20 = 16",
        ),
    ),
    extremes=(
        (LARGE_MEANS, np.ones(3), np.zeros(3), TINY),
        (OUTLIERS, np.array([1.0, -2.0]), np.array([0.0, 1.0]), TINY),
        (
            np.array([[[[3.0, 5.0]]], [[[1.0, 9.0]]]]),
            np.array([1.0, -2.0]),
            np.array([0.0, 1.0]),
            0.5,
        ),  # one pixel each
        (np.array([[[[3.0]], [[1.0]], [[-1.5]]]]), np.array([2.0]), np.array([1.0]), 0.5),  # one image, one channel
    ),
    mutants=(
        Mutant(
            over_images,
            "pixels of a channel share",
            cause="each pixel has its own mean over the images: all pixels of a channel share one: axis=(0, 1, 2)",
        ),
        Mutant(
            each_image,
            "instance norm",
            cause="each image has its own means, which is instance norm: take them over all images too, axis=(0, 1, 2)",
        ),
        Mutant(
            all_channels,
            "each channel has its own",
            cause="there is one mean over everything: each channel has its own, axis=(0, 1, 2)",
        ),
        Mutant(
            image_by_image,
            "layer norm",
            cause="each image has one mean over all its channels, which is layer norm: there must be one for each "
            "channel, over all images",
        ),
        Mutant(
            each_pixel,
            "channels of one pixel",
            cause="these are the mean and variance over the channels of one pixel: take them over images, rows and "
            "columns, axis=(0, 1, 2)",
        ),
        Mutant(
            each_column,
            "over the columns too",
            cause="the mean is over images and rows, axes 0 and 1: take it over the columns too, axis=(0, 1, 2)",
        ),
        Mutant(bessel, "ddof=1", cause="the variance was divided by B H W - 1 (ddof=1): here the divisor is B H W"),
        Mutant(
            eps_outside, "under the root", cause="eps was added after the root: add it to the variance, under the root"
        ),
        Mutant(no_eps, "eps is missing", cause="eps is missing: add it to the variance, under the root"),
        Mutant(no_root, "its root", cause="this divides by the variance: divide by its root"),
        Mutant(
            mean_of_squares,
            "cancels",
            cause="E[x^2] - mean^2 cancels where the mean is much larger than the standard deviation: take the mean of "
            "(x - mean)^2",
        ),
    ),
)
