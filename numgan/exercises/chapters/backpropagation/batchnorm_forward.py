import numpy as np

from .... import layers
from ...exercise import Exercise, Known, Mutant


def batchnorm_forward(x, gamma, beta, eps):
    """Batch normalisation of a training batch.

    x : (B, n), B >= 2
    gamma, beta : (n,), the learned scale and shift of each column
    eps : float > 0, added to the variance before the root is taken
    Returns y (B, n), xhat (B, n) and rstd (n,), the reciprocal of sqrt(variance + eps).
    The variance is the biased one: its divisor is B. It is accurate also where a column's mean is much larger than
    its standard deviation, such as 10000 and 1 in float32.
    """
    xc = x - x.mean(axis=0)
    rstd = 1 / np.sqrt((xc * xc).mean(axis=0) + eps)
    xhat = xc * rstd
    return gamma * xhat + beta, xhat, rstd


def finish(xc, var, gamma, beta, eps):
    rstd = 1 / np.sqrt(var + eps)
    return gamma * (xc * rstd) + beta, xc * rstd, rstd


def bessel(x, gamma, beta, eps):
    return finish(x - x.mean(axis=0), x.var(axis=0, ddof=1), gamma, beta, eps)


def over_rows(x, gamma, beta, eps):
    return finish(x - x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True), gamma, beta, eps)


def one_mean(x, gamma, beta, eps):
    xc = x - x.mean()
    return finish(xc, (xc**2).mean(axis=0), gamma, beta, eps)


def eps_outside(x, gamma, beta, eps):
    rstd = 1 / (x.std(axis=0) + eps)
    xhat = (x - x.mean(axis=0)) * rstd
    return gamma * xhat + beta, xhat, rstd


def no_eps(x, gamma, beta, eps):
    return finish(x - x.mean(axis=0), x.var(axis=0), gamma, beta, 0)


def the_root_itself(x, gamma, beta, eps):
    y, xhat, rstd = batchnorm_forward(x, gamma, beta, eps)
    return y, xhat, 1 / rstd


def mean_of_squares(x, gamma, beta, eps):
    mean = x.mean(axis=0)
    return finish(x - mean, np.maximum((x**2).mean(axis=0) - mean**2, 0), gamma, beta, eps)


def draw(rng):
    B, n = (int(size) for size in rng.choice(np.arange(3, 8), size=2, replace=False))
    x = rng.normal(0, 3, n) + rng.normal(size=(B, n)) * rng.uniform(0.5, 2, n)
    return x, rng.normal(size=n), rng.normal(size=n), float(rng.uniform(0.1, 1))


TINY = 1e-10  # as eps, beside variances of 0 and of 1
LARGE_MEANS = np.array([[0.0, 1e4 - 1, 1e6 - 1], [0.0, 1e4, 1e6], [0.0, 1e4 + 1, 1e6 + 1]])
OUTLIERS = np.eye(200)[:, -2:]  # xhat reaches 14

EXERCISE = Exercise(
    batchnorm_forward,
    title="Batch norm, forward",
    statement=r"""
        A deep generator rarely starts to learn without batch normalisation: its samples collapse to a single point
        (Radford et al. 2016, section 3). The layer gives each column $j$ of a batch of $B$ rows mean 0 and variance 1.
        Then it applies a scale $\gamma_j$ and a shift $\beta_j$, which are learned (Ioffe & Szegedy 2015, algorithm 1):
        $$\mu_j = \frac{1}{B} \sum_i x_{ij}, \qquad \sigma_j^2 = \frac{1}{B} \sum_i (x_{ij} - \mu_j)^2, \qquad
        \hat{x}_{ij} = \frac{x_{ij} - \mu_j}{\sqrt{\sigma_j^2 + \varepsilon}}, \qquad
        y_{ij} = \gamma_j \hat{x}_{ij} + \beta_j.$$
        Write it, without a loop. The backward pass needs $\hat{x}$ and $1 / \sqrt{\sigma_j^2 + \varepsilon}$ again:
        return them too, as `xhat` and `rstd`.
    """,
    source="Ioffe & Szegedy 2015, algorithm 1",
    notebook=3,
    hints=(
        "Each sum runs over i, the rows of the batch: axis 0. There is one mean and one variance for each column.",
        "Subtract the mean once and use the result twice: its squares give the variance, and it is what becomes xhat.",
        "eps is added to the variance, under the root. NumPy applies an (n,) array to every row of a (B, n) array: "
        "neither rstd nor gamma needs a reshape.",
    ),
    explanation="""
        The variance is the variance of these B rows, not an estimate for other rows. So its divisor is B, and the mean
        square of xhat is var / (var + eps), just below 1. Because of eps under the root, a constant column becomes
        0 / sqrt(eps) = 0. The mean of (x - mean)^2 costs no more than E[x^2] - mean^2, and where the mean is large, the
        second form subtracts two nearly equal numbers and loses its digits.
    """,
    in_numgan=(layers.BatchNorm.forward,),
    draw=draw,
    returns=("y", "xhat", "rstd"),
    known=(
        Known(
            (
                np.array([[1.0, 14.0], [1.0, 8.0], [3.0, 8.0], [3.0, 10.0]]),
                np.array([2.0, -3.0]),
                np.array([10.0, 20.0]),
                3.0,
            ),
            (
                np.array([[9.0, 16.0], [9.0, 22.0], [11.0, 22.0], [11.0, 20.0]]),
                np.array([[-1 / 2, 4 / 3], [-1 / 2, -2 / 3], [1 / 2, -2 / 3], [1 / 2, 0.0]]),
                np.array([1 / 2, 1 / 3]),
            ),
            "the columns have means 2 and 10 and variances (1 + 1 + 1 + 1) / 4 = 1 and (16 + 4 + 4 + 0) / 4 = 6, so "
            "rstd = (1 / sqrt(1 + 3), 1 / sqrt(6 + 3)) = (1/2, 1/3); row 0 of y is (2 * -1/2 + 10, -3 * 4/3 + 20)",
        ),
    ),
    extremes=(
        (LARGE_MEANS, np.ones(3), np.zeros(3), TINY),
        (OUTLIERS, np.array([1.0, -2.0]), np.array([0.0, 1.0]), TINY),
        (np.array([[3.0, 5.0], [1.0, 9.0]]), np.array([1.0, -2.0]), np.array([0.0, 1.0]), 0.5),  # two rows
        (np.array([[3.0], [1.0], [-1.5]]), np.array([2.0]), np.array([1.0]), 0.5),  # one column
    ),
    mutants=(
        Mutant(bessel, "B - 1", cause="the variance was divided by B - 1 (ddof=1): here the divisor is B"),
        Mutant(
            over_rows,
            "of each row",
            cause="these are the mean and variance of each row: take those of each column, with axis=0",
        ),
        Mutant(one_mean, "axis=0", cause="this subtracts the mean of the whole array: each column has its own, axis=0"),
        Mutant(
            eps_outside, "under the root", cause="eps was added after the root: add it to the variance, under the root"
        ),
        Mutant(no_eps, "eps is missing", cause="eps is missing: add it to the variance, under the root"),
        Mutant(
            the_root_itself,
            "its reciprocal",
            cause="rstd is sqrt(variance + eps) here: return its reciprocal, 1 / sqrt(variance + eps)",
        ),
        Mutant(
            mean_of_squares,
            "cancels",
            cause="E[x^2] - mean^2 cancels where the mean is much larger than the standard deviation: take the mean of "
            "(x - mean)^2",
        ),
    ),
)
