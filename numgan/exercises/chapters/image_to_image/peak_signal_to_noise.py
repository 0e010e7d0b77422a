import numpy as np

from .... import evaluation
from ...exercise import Exercise, Known, Mutant


def peak_signal_to_noise(images, truth, peak):
    """How near each image is to the one that it should be, in decibels.

    images, truth : (N, n), image i beside its own truth
    peak : float, the width of the range of pixels: 255 for 0 to 255, 1 for 0 to 1, 2 for -1 to 1
    Returns (N,), large for what is near; infinity where the two are equal.
    """
    return 10 * np.log10(peak**2 / ((images - truth) ** 2).mean(axis=1))


def error(images, truth):
    return ((images - truth) ** 2).mean(axis=1)


def peak_1(images, truth, peak):
    return -10 * np.log10(error(images, truth))


def peak_255(images, truth, peak):
    return 10 * np.log10(255.0**2 / error(images, truth))


def largest_pixel(images, truth, peak):
    return 10 * np.log10(truth.max(axis=1) ** 2 / error(images, truth))


def half_of_the_range(images, truth, peak):
    return 10 * np.log10((peak / 2) ** 2 / error(images, truth))


def peak_not_squared(images, truth, peak):
    return 10 * np.log10(peak / error(images, truth))


def natural_logarithm(images, truth, peak):
    return 10 * np.log(peak**2 / error(images, truth))


def twenty(images, truth, peak):
    return 2 * peak_signal_to_noise(images, truth, peak)


def ten_of_the_root(images, truth, peak):
    return peak_signal_to_noise(images, truth, peak) / 2


def error_over_peak(images, truth, peak):
    return -peak_signal_to_noise(images, truth, peak)


def absolute_differences(images, truth, peak):
    return 20 * np.log10(peak / np.abs(images - truth).mean(axis=1))


def sum_over_pixels(images, truth, peak):
    return 10 * np.log10(peak**2 / ((images - truth) ** 2).sum(axis=1))


def one_number(images, truth, peak):
    return 10 * np.log10(peak**2 / error(images, truth).mean())


def mean_error_for_all(images, truth, peak):
    decibels = peak_signal_to_noise(images, truth, peak)
    return np.full_like(decibels, one_number(images, truth, peak))


def power_of_the_truth(images, truth, peak):
    return 10 * np.log10((truth**2).mean(axis=1) / error(images, truth))


def pixel_by_pixel(images, truth, peak):
    return (10 * np.log10(peak**2 / (images - truth) ** 2)).mean(axis=1)


def draw(rng):
    N, n = (int(size) for size in rng.choice(np.arange(3, 9), size=2, replace=False))
    low, peak = ((0.0, 255.0), (-1.0, 2.0), (0.0, 4.0))[rng.integers(3)]
    truth = rng.uniform(low, low + 0.9 * peak, (N, n))
    return np.clip(truth + rng.normal(0, 0.1, (N, n)) * peak, low, low + peak), truth, peak


EXERCISE = Exercise(
    peak_signal_to_noise,
    title="How near? The peak signal-to-noise ratio",
    statement=r"""
        Papers on super-resolution and on completion measure how near a result is to the truth in decibels,
        $$\text{psnr}_i = 10 \log_{10} \frac{p^2}{e_i}, \qquad e_i = \frac1n \sum_j (\text{images}_{ij} -
        \text{truth}_{ij})^2 .$$
        The *peak* $p$ is the largest difference that two pixels can have: the width of their range. With $p$ in it the
        figure does not depend on how pixels are written. For the same images in bytes, from 0 to 1 or from -1 to 1, it
        is the same number. Ten decibels more are a tenth of the squared error.

        Write it for each image.
    """,
    source="Ledig et al. 2017 (SRGAN), section 1: who descends the squared error ascends it, and why it misleads",
    notebook=21,
    hints=(
        "First the mean of the squared differences, one number for each image: over which axis?",
        "np.log10 is the logarithm to the base 10. The factor is 10 because the error is squared already: for its root "
        "it would be 20.",
        "The peak is squared, as the differences are. For pixels from -1 to 1 it is 2, and the argument says it.",
    ),
    explanation="""
        Code that takes 1 as the peak for pixels from -1 to 1 reports 6.02 decibels too few, and code that takes 255 for
        pixels from 0 to 1 reports 48 too many. Both have been published. The figure has a bias of its own: where
        several images could be true, their mean has the least squared error, so a blur scores above a sharp guess. It
        measures what L2 descends, and says nothing of how an image looks.
    """,
    in_numgan=(evaluation.psnr,),
    draw=draw,
    known=(
        Known(
            (np.array([[0.5, -0.5], [0.2, 0.0]]), np.array([[0.3, -0.3], [0.0, 0.0]]), 2.0),
            np.array([20.0, 10 * np.log10(200)]),
            "the differences are .2 and .2: the mean square is .04, and 4 / .04 = 100. Then .2 and 0: .02, and 200",
        ),
        Known(
            (np.array([[255.0, 255.0]]), np.array([[0.0, 0.0]]), 255.0),
            np.array([0.0]),
            "as wrong as it can be: 255^2 / 255^2 = 1, whose logarithm is 0",
        ),
    ),
    extremes=(
        (np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.0], [3.0, 5.0]]), 255.0),  # the first two are equal
        (np.array([[1e-4, 0.0]]), np.array([[0.0, 0.0]]), 1.0),
    ),
    mutants=(
        Mutant(
            peak_1, "the peak is 1", cause="the peak is 1 here, whatever the range of pixels is: the argument says it"
        ),
        Mutant(
            peak_255,
            "the peak is 255",
            cause="the peak is 255 here, whatever the range of pixels is: the argument says it",
        ),
        Mutant(
            largest_pixel,
            "the largest pixel",
            cause="the peak is the largest pixel of each true image: it is the width of the range, the same for all",
        ),
        Mutant(
            half_of_the_range,
            "half of the range",
            cause="the peak is half of the range, as if pixels were counted from its middle: take the whole width",
        ),
        Mutant(
            peak_not_squared,
            "the peak is not squared",
            cause="the peak is not squared, and the error is: with other units of pixels the figure would change",
        ),
        Mutant(natural_logarithm, "base 10", cause="the natural logarithm was taken: decibels are to the base 10"),
        Mutant(
            twenty,
            "10 times the logarithm",
            cause="the factor is 20 here: of a squared error, it is 10 times the logarithm",
        ),
        Mutant(
            ten_of_the_root,
            "without a root",
            cause="this is 10 times the logarithm of a root: take the squares, without a root",
        ),
        Mutant(
            error_over_peak,
            "large for what is near",
            cause="the ratio is upside down: the error is in the denominator, and the figure is large for what is near",
        ),
        Mutant(
            absolute_differences,
            "squared differences",
            cause="the mean absolute difference was taken: it is the mean of squared differences",
        ),
        Mutant(
            sum_over_pixels,
            "a mean over pixels",
            cause="the squares were added up: the error is a mean over pixels",
        ),
        Mutant(one_number, "has shape ()"),
        Mutant(
            mean_error_for_all,
            "each image has its own",
            cause="every image has the figure of all images' mean error: each image has its own",
        ),
        Mutant(
            power_of_the_truth,
            "the power of the true image",
            cause="this is the ratio to the power of the true image: in the numerator stands the peak",
        ),
        Mutant(
            pixel_by_pixel,
            "first the mean over pixels",
            cause="this is a mean of logarithms: first the mean over pixels, then the logarithm",
        ),
    ),
)
