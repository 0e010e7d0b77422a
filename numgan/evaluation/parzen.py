"""The Parzen-window log-likelihood: the figure of the first GAN paper's table 1, and why not to trust it."""

from typing import NamedTuple

import numpy as np

from ..checks import check_array, check_count
from .rows import pixel_rows, squared_distances, unit_range


class ParzenResult(NamedTuple):
    """A log-likelihood in nats, as `mean` +- `standard_error`."""

    mean: float
    """Mean of LL(x) over the test images."""
    standard_error: float
    """Standard deviation over the test images / sqrt(their number). It leaves out that the samples are random too."""
    sigma: float
    """The window width, chosen on the validation images."""


def parzen_log_likelihood(samples, validation, test, *, sigmas=None, block: int = 500) -> ParzenResult:
    """Put a Gaussian on every generated sample, and ask how probable real images are under the mixture.

    p(x)  = mean_i N(x; mu_i, sigma^2 I)                            mu_i: the N samples
    LL(x) = log mean_i exp(-|x - mu_i|^2 / (2 sigma^2)) - n log(sigma sqrt(2 pi))
    sigma = the one of `sigmas` with the greatest mean LL over `validation`
    mean  = mean LL over `test`,  standard_error = std / sqrt(len(test)),  std with 1 / N

    With d_i = |x - mu_i|^2 and d = min_i d_i the first term is computed as
        -d / (2 sigma^2) + log(mean_i exp((d - d_i) / (2 sigma^2)))
    in which no exp overflows and one is exp(0). Distances are a float32 matrix product, in blocks, once for all sigmas;
    that moves LL by less than 0.01 nats for digits.

    The paper's protocol: 10,000 samples; sigmas logspace(-1, 0, 10); the first 1,000 of train[50000:60000] to validate;
    all 10,000 test images. It is fair only if nothing was trained on the validation images.

    How it misleads (Theis et al. 2016): it rewards windows near the data, not good samples. 10,000 k-means centres have
    over 300, real training images less (`REAL_PARZEN`, in report.py): a score above the data's comes from blur. It
    depends on N, and in 784 dimensions no N is enough for it to come near the true log-likelihood. A generator that has
    learnt its training set by heart scores as the data does. Values with another N, or another choice of sigma, cannot
    be compared with these.

    Parameters
    ----------
    samples, validation, test : uint8 images (N, ...), or rows (N, n) of floats in [0, 1]
        At least one each, all of one n. From a network's (-1, 1): (x + 1) / 2.
    sigmas : 1-D array of numbers > 0
        Default: logspace(-1, 0, 10). One number fixes sigma.
    block : int
        Images at a time: the largest arrays are (block, N) in float32.

    Raises TypeError for images that are neither uint8 nor floats; ValueError for unequal widths, no rows, NaN, pixels
    outside [0, 1], or sigmas that are not positive.
    Source: Goodfellow et al. 2014, section 5 and table 1 (parzen_ll.py in goodfeli/adversarial); Breuleux et al. 2011.
    """
    samples = unit_range(pixel_rows("samples", samples))
    n = samples.shape[1]
    validation, test = pixel_rows("validation", validation, n), pixel_rows("test", test, n)
    sigmas = np.logspace(-1, 0, 10) if sigmas is None else sigmas
    sigmas = np.atleast_1d(check_array("sigmas", sigmas, "fiu", "numbers greater than 0")).astype(np.float64)
    if sigmas.ndim != 1 or sigmas.size == 0 or not (np.isfinite(sigmas) & (sigmas > 0)).all():
        raise ValueError(f"sigmas must be a 1-D array of numbers greater than 0, got {sigmas}")
    block = check_count("block", block)
    sigma = float(sigmas[_log_likelihoods(samples, validation, sigmas, block).mean(axis=1).argmax()])
    (ll,) = _log_likelihoods(samples, test, [sigma], block)
    return ParzenResult(float(ll.mean()), float(ll.std() / np.sqrt(len(ll))), sigma)


def _log_likelihoods(samples: np.ndarray, images: np.ndarray, sigmas, block: int) -> np.ndarray:
    """LL of every image for every sigma: (len(sigmas), len(images)) float64."""
    n = samples.shape[1]
    found = np.empty((len(sigmas), len(images)))
    for start in range(0, len(images), block):
        d = squared_distances(unit_range(images[start : start + block]), samples)  # (block, N)
        nearest = d.min(axis=1)
        d -= nearest[:, None]  # now every exp below is of at most 0
        for i, sigma in enumerate(sigmas):
            windows = np.exp(d * np.float32(-0.5 / sigma**2)).mean(axis=1, dtype=np.float64)
            constant = n * np.log(sigma * np.sqrt(2 * np.pi))
            found[i, start : start + block] = np.log(windows) - nearest / (2 * sigma**2) - constant
    return found
