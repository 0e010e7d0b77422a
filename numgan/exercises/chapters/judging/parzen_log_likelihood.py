import math

import numpy as np

from ....evaluation import parzen
from ...exercise import Exercise, Known, Mutant


def parzen_log_likelihood(x, centers, sigma):
    """The log-likelihood of each test row under a Gaussian window on every generated sample.

    x : (N, d) float64, the test rows
    centers : (M, d) float64, the generated samples
    sigma : float > 0, the windows' standard deviation along each of the d axes
    Returns (N,) float64, in nats. It is right for rows that are 100 sigma and more from every sample, too.
    """
    d = x.shape[1]
    squares = ((x[:, None] - centers) ** 2).sum(axis=2)  # (N, M)
    a = -squares / (2 * sigma**2)
    m = a.max(axis=1)
    return m + np.log(np.exp(a - m[:, None]).mean(axis=1)) - d * math.log(sigma * math.sqrt(2 * math.pi))


def exponents(x, centers, sigma):
    return -((x[:, None] - centers) ** 2).sum(axis=2) / (2 * sigma**2)


def window(sigma):
    return math.log(sigma * math.sqrt(2 * math.pi))


def log_mean_exp(a):
    return a.max(axis=1) + np.log(np.exp(a - a.max(axis=1, keepdims=True)).mean(axis=1))


def forgets_d(x, centers, sigma):
    return log_mean_exp(exponents(x, centers, sigma)) - window(sigma)


def adds_up(x, centers, sigma):
    return log_mean_exp(exponents(x, centers, sigma)) + math.log(len(centers)) - x.shape[1] * window(sigma)


def underflows(x, centers, sigma):
    return np.log(np.exp(exponents(x, centers, sigma)).mean(axis=1)) - x.shape[1] * window(sigma)


def mean_of_logs(x, centers, sigma):
    return exponents(x, centers, sigma).mean(axis=1) - x.shape[1] * window(sigma)


def not_squared(x, centers, sigma):
    a = -np.linalg.norm(x[:, None] - centers, axis=2) / (2 * sigma**2)
    return log_mean_exp(a) - x.shape[1] * window(sigma)


def draw(rng):
    N, M, d = (int(n) for n in rng.choice(np.arange(2, 6), size=3, replace=False))
    return rng.normal(size=(N, d)), rng.normal(size=(M, d)), float(rng.uniform(0.6, 1.5))


def sigma_as_the_variance(x, centers, sigma):
    return parzen_log_likelihood(x, centers, math.sqrt(sigma))


def shifted_by_the_mean(x, centers, sigma):
    a = exponents(x, centers, sigma)
    m = a.mean(axis=1)
    return m + np.log(np.exp(a - m[:, None]).mean(axis=1)) - x.shape[1] * window(sigma)


def exponentials_are_safe(function, rng):
    centers = rng.normal(size=(5, 2))
    centers[rng.integers(1, 4)] = 900.0  # the nearest to the second row, neither the first nor the last
    y = np.asarray(function(np.array([[-40.0, 0.0], [1000.0, 1000.0]]), centers, 1.0))
    if y.shape != (2,) or np.isfinite(y).all():
        return None
    if (y == -np.inf).any():
        return "the result is -inf for a row far from every sample: take this row's own largest exponent out"
    return (
        "the result is not finite for a row that is much nearer to one sample than to the others: exp overflows. The "
        "number that was subtracted is too small; it must be the row's largest exponent"
    )


EXERCISE = Exercise(
    parzen_log_likelihood,
    title="Table 1 of the first GAN paper",
    statement=r"""
        $G$ gives samples, and no density. The first paper put a Gaussian window on each of $M$ samples $\mu_j$, and
        computed how probable test images are under the mixture:
        $$\log p(x) = \log \Bigl( \frac1M \sum_{j=1}^M \frac{1}{(\sigma \sqrt{2 \pi})^d}
        \exp\Bigl(-\frac{\lVert x - \mu_j \rVert^2}{2 \sigma^2}\Bigr) \Bigr).$$
        Its table 1 gives 225 nats for MNIST. There $d = 784$, and with $\sigma = 0.2$ the normaliser alone contributes
        541 nats, while the exponents are several hundred below 0. So take the normaliser out of the logarithm, then
        each row's largest exponent, as in `log_mean_exp`.

        Write $\log p$ of each test row.
    """,
    source="Goodfellow et al. 2014, section 5 and table 1",
    notebook=10,
    hints=(
        "Three steps: the squared distances of all pairs, (N, M); the log of the mean of exponentials along each row; "
        "the normaliser, one number for all rows.",
        "x[:, None] has shape (N, 1, d) and broadcasts with (M, d); sum the squares over the last axis. The log of "
        "1 / (sigma sqrt(2 pi))^d is -d times the log of (sigma sqrt(2 pi)).",
        "With a_ij = -|x_i - mu_j|^2 / (2 sigma^2) and m_i the largest of row i: log p(x_i) is m_i, plus the log of "
        "the mean over j of exp(a_ij - m_i), minus d log(sigma sqrt(2 pi)). pi is np.pi.",
    ),
    explanation="""
        A d-dimensional Gaussian is a product of d one-dimensional ones, so its normaliser has the power d. With the
        mean, not the sum, the integral of the mixture is 1. Without either of them the result cannot be compared with
        those of other papers. Even a right result misleads (Theis et al. 2016): the centres of k-means get a higher
        likelihood than the data itself.
    """,
    in_numgan=(parzen._log_likelihoods,),
    draw=draw,
    known=(
        Known(
            (np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 5.0]]), np.array([[1.0, 2.0, 3.0]]), 1.0),
            np.array([0.0, -2.0]) - 1.5 * np.log(2 * np.pi),
            "one window: the exponents are 0 and -2^2 / 2 = -2; the normaliser adds -3 log sqrt(2 pi) = -2.757 to both",
        ),
        Known(
            (np.zeros((1, 2)), np.array([[0.0, 0.0], [0.0, np.sqrt(8 * np.log(3))]]), 2.0),
            np.array([-np.log(12 * np.pi)]),
            "the exponents are 0 and -8 log 3 / (2 * 4) = -log 3, so the mean is (1 + 1/3) / 2 = 2/3; the normaliser "
            "is 1 / (2 pi * 4); the log of 2/3 / (8 pi) is -log(12 pi) = -3.63",
        ),
    ),
    extremes=(
        (np.array([[300.0, -400.0], [0.5, 0.0]]), np.array([[0.0, 2.0], [0.0, 0.0], [1.0, 1.0]]), 0.2),
        (np.array([[90.0], [0.0], [-90.0]]), np.array([[0.5], [-80.0], [80.0], [79.0]]), 1.0),
    ),
    probes={"exponentials are safe": exponentials_are_safe},
    factors=lambda x, centers, sigma: {1 / math.log(2): "in bits, not in nats: take the natural logarithm"},
    float32=False,
    mutants=(
        Mutant(
            forgets_d,
            "there is a factor for each of the d axes",
            cause="the normaliser of a window is 1 / (sigma sqrt(2 pi)) to the power d: there is a factor for each "
            "of the d axes",
        ),
        Mutant(
            adds_up,
            "too large by log M",
            cause="the windows are added and not averaged: the result is too large by log M; take their mean",
        ),
        Mutant(
            underflows,
            "every exponential is 0",
            cause="right near the samples only: far away every exponential is 0; take each row's largest exponent out",
        ),
        Mutant(
            mean_of_logs,
            "the log stands outside the mean",
            cause="this is the mean of the windows' logs, but the log stands outside the mean: exp, mean, then log",
        ),
        Mutant(
            not_squared,
            "the distance must be squared",
            cause="the distance must be squared in the exponent: |x - mu|^2 / (2 sigma^2)",
        ),
        Mutant(
            sigma_as_the_variance,
            "sigma is not the variance",
            cause="sigma is not the variance but its root: sigma^2 stands in the exponent, sigma in the normaliser",
        ),
        Mutant(shifted_by_the_mean, "it must be the row's largest exponent"),
    ),
)
