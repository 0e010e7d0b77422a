import numpy as np

from ... import layers
from ..exercise import Exercise, Known, Mutant


def batchnorm_forward(x, gamma, beta, eps):
    """Batch normalisation of a training batch.

    x : (B, n), B >= 2
    gamma, beta : (n,), the learned scale and shift of each column
    eps : float > 0, added to the variance before the root is taken
    Returns y (B, n), xhat (B, n) and rstd (n,), the reciprocal of sqrt(variance + eps).
    The variance is the biased one: its divisor is B.
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


def mean_of_squares(x, gamma, beta, eps):
    mean = x.mean(axis=0)
    return finish(x - mean, np.maximum((x**2).mean(axis=0) - mean**2, 0), gamma, beta, eps)


def draw(rng):
    B, n = (int(size) for size in rng.choice(np.arange(3, 8), size=2, replace=False))
    x = rng.normal(0, 3, n) + rng.normal(size=(B, n)) * rng.uniform(0.5, 2, n)
    return x, rng.normal(size=n), rng.normal(size=n), float(rng.uniform(0.1, 1))


EXERCISE = Exercise(
    batchnorm_forward,
    title="Batch norm, forward",
    statement=r"""
        A deep generator rarely starts to learn without batch normalisation: its samples collapse to a single point
        (Radford et al. 2016, section 3). The layer gives each column $j$ of a batch of $B$ rows mean 0 and variance 1,
        then a scale $\gamma_j$ and a shift $\beta_j$ that are learned (Ioffe & Szegedy 2015, algorithm 1):
        $$\mu_j = \frac{1}{B} \sum_i x_{ij}, \qquad \sigma_j^2 = \frac{1}{B} \sum_i (x_{ij} - \mu_j)^2, \qquad
        \hat{x}_{ij} = \frac{x_{ij} - \mu_j}{\sqrt{\sigma_j^2 + \varepsilon}}, \qquad
        y_{ij} = \gamma_j \hat{x}_{ij} + \beta_j.$$
        Write it, without a loop. The backward pass will want $\hat{x}$ and $1 / \sqrt{\sigma_j^2 + \varepsilon}$ again:
        return them as `xhat` and `rstd`.
    """,
    source="Ioffe & Szegedy 2015, algorithm 1",
    notebook=3,
    hints=(
        "Each sum runs over i, the rows of the batch: axis 0. There is one mean and one variance for each column.",
        "Centre x once and use the centred array twice: its squares give the variance, and it becomes xhat.",
        "eps joins the variance under the root. An (n,) array beside a (B, n) one acts on every row: neither rstd nor "
        "gamma needs a reshape.",
    ),
    explanation="""
        The variance is that of these B rows and no estimate of another one, so its divisor is B and xhat's mean square
        is var / (var + eps), just below 1. eps under the root keeps a constant column at 0 / sqrt(eps) = 0. To average
        the squares of x - mean costs no more than E[x^2] - mean^2, and does not cancel where the mean is large.
    """,
    in_numgan=(layers.BatchNorm.forward,),
    draw=draw,
    returns=("y", "xhat", "rstd"),
    known=(
        Known(
            (
                np.array([[1.0, 14.0], [1.0, 8.0], [3.0, 8.0], [3.0, 10.0]]),
                np.array([2.0, 3.0]),
                np.array([10.0, 20.0]),
                3.0,
            ),
            (
                np.array([[9.0, 24.0], [9.0, 18.0], [11.0, 18.0], [11.0, 20.0]]),
                np.array([[-1 / 2, 4 / 3], [-1 / 2, -2 / 3], [1 / 2, -2 / 3], [1 / 2, 0.0]]),
                np.array([1 / 2, 1 / 3]),
            ),
            "the columns' means are 2 and 10, their variances (1 + 1 + 1 + 1) / 4 = 1 and (16 + 4 + 4 + 0) / 4 = 6, "
            "so rstd is 1 / sqrt(1 + 3) and 1 / sqrt(6 + 3)",
        ),
    ),
    extremes=((np.array([[5.0, 1e8 - 1], [5.0, 1e8], [5.0, 1e8 + 1]]), np.ones(2), np.zeros(2), 1e-5),),
    mutants=(
        Mutant(bessel, "B - 1", cause="the variance was divided by B - 1 (ddof=1): here the divisor is B"),
        Mutant(
            over_rows, "run over each row", cause="mean and variance run over each row: they are a column's, axis=0"
        ),
        Mutant(one_mean, "axis=0", cause="one mean was taken of the whole array: each column has its own, axis=0"),
        Mutant(
            eps_outside, "under the root", cause="eps was added to the root: it belongs under the root, to the variance"
        ),
        Mutant(
            mean_of_squares,
            "cancels",
            cause="E[x^2] - mean^2 cancels where the mean is large beside the spread: average (x - mean)^2",
        ),
    ),
)
