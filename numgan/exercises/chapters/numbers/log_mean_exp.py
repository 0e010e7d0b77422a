import numpy as np

from ....evaluation import parzen
from ...exercise import Exercise, Known, Mutant


def log_mean_exp(a):
    """The logarithm of the mean of the exponentials in each row.

    log_mean_exp(a)_i = log(1 / N sum_j exp(a_ij))

    a : (M, N), float32 or float64, finite
    Returns (M,). It is right for entries of +-1000, and for entries and rows that are 1000 apart from one another.
    """
    m = a.max(axis=1, keepdims=True)
    return m[:, 0] + np.log(np.exp(a - m).mean(axis=1))


def as_it_stands(a):
    return np.log(np.exp(a).mean(axis=1))


def adds_up(a):
    m = a.max(axis=1, keepdims=True)
    return m[:, 0] + np.log(np.exp(a - m).sum(axis=1))


def one_maximum(a):
    return a.max() + np.log(np.exp(a - a.max()).mean(axis=1))


def shifted_by_the_median(a):
    m = np.median(a, axis=1)
    return m + np.log(np.exp(a - m[:, None]).mean(axis=1))


def maximum_lost(a):
    return np.log(np.exp(a - a.max(axis=1, keepdims=True)).mean(axis=1))


def plain_mean(a):
    return a.mean(axis=1)


def broadcast(a):
    m = a.max(axis=1, keepdims=True)
    return m + np.log(np.exp(a - m).mean(axis=1))


def draw(rng):
    M, N = (int(n) for n in rng.choice(np.arange(2, 8), size=2, replace=False))
    return (rng.normal(0, 2, size=(M, N)) + rng.normal(0, 3, size=(M, 1)),)


def exponentials_are_safe(function, rng):
    a = rng.uniform(-1000, -990, size=(3, 6))
    a[np.arange(3), rng.integers(1, 5, size=3)] += np.array([0, 1000, 2000])
    y = np.asarray(function(a))
    if y.shape != (3,) or np.isfinite(y).all():
        return None
    if y[0] == -np.inf:
        return (
            "the result is -inf for a row with entries from -1000 to -990: every exponential was 0, because the number "
            "that was subtracted from this row is too large; it must be this row's own largest entry"
        )
    return (
        "the result is not finite for a row that has one entry of 1000 and others near -1000: exp overflows, because "
        "the number that was subtracted is too small; it must be the row's largest entry"
    )


EXERCISE = Exercise(
    log_mean_exp,
    title="The log of a mean of exponentials",
    statement=r"""
        A Parzen window puts a Gaussian on each of $N$ samples of $G$ and takes their mean as the density, so that
        its logarithm has the form
        $$\mathrm{LME}(a) = \log \Bigl( \frac1N \sum_{j=1}^N e^{a_j} \Bigr).$$
        For MNIST every $a_j$ is about $-1000$. Then each $e^{a_j}$ is 0, and the result is $-\infty$ for good and for
        bad generators. Show that for any number $m$
        $$\mathrm{LME}(a) = m + \mathrm{LME}(a - m),$$
        and choose $m$ so that no exponential can overflow and they cannot all underflow.

        Write it for each row of a matrix.
    """,
    source="Goodfellow et al. 2014, section 5 (Parzen windows)",
    notebook=10,
    hints=(
        "exp(a_j) = exp(m) exp(a_j - m), and exp(m) does not depend on j: it comes out of the mean, and out of the "
        "logarithm as m.",
        "If m is the largest entry of the row, every a_j - m is at most 0 and one of them is 0: the mean lies between "
        "1 / N and 1, and its logarithm is safe.",
        "Take the maximum along axis 1 with keepdims=True, (M, 1), so that it can be subtracted from (M, N). The mean "
        "along axis 1 has shape (M,): bring the maximum to that shape before you add it.",
    ),
    explanation="""
        The identity is exact for every m; the row's maximum is the one that makes it safe. An exponential
        that underflows is too small to change the last digit of a sum that has exp(0) = 1 in it. Each row needs its own
        maximum: with one for the whole matrix, a row far below the others would be log(0) again.
    """,
    in_numgan=(parzen._log_likelihoods,),
    draw=draw,
    known=(
        Known(
            (np.log(np.array([[1.0, 3.0, 5.0], [2.0, 2.0, 2.0]])),),
            np.log(np.array([3.0, 2.0])),
            "row 0 is log 1, log 3, log 5: log((1 + 3 + 5) / 3) = log 3 = 1.099; row 1: log((2 + 2 + 2) / 3) = log 2",
        ),
    ),
    extremes=(
        (np.array([[-1000.0, -1000.0, -1001.0], [-2000.0, -1999.0, -3000.0]]),),
        (np.array([[1000.0, 999.0, -1000.0], [-1000.0, -1000.0, -1000.0]]),),
        (np.array([[-1000.0, -1000.0, 1000.0, -1000.0], [-900.0, -900.0, -100.0, -900.0]]),),
        (np.array([[-1000.0, 3.0, 700.0]]),),  # one row
        (np.array([[-1000.0], [1000.0]]),),  # one column
        (np.where(np.eye(2, 60), 0.0, -1000.0),),  # one term of many
    ),
    probes={"exponentials are safe": exponentials_are_safe},
    mutants=(
        Mutant(
            as_it_stands,
            "exp(-1000) is 0 in floats",
            cause="right for small numbers only: exp(-1000) is 0 in floats; take each row's maximum out first",
        ),
        Mutant(
            adds_up,
            "too large by log N",
            cause="this is the log of the sum, too large by log N; divide the sum by N inside the logarithm",
        ),
        Mutant(
            one_maximum,
            "one maximum for the whole matrix",
            cause="one maximum for the whole matrix leaves rows far below it at log 0; each row needs its own",
        ),
        Mutant(shifted_by_the_median, "too small; it must be the row's largest entry"),
        Mutant(
            maximum_lost,
            "must be added again",
            cause="the maximum that was subtracted from the row must be added again after the logarithm",
        ),
        Mutant(
            plain_mean,
            "the log of a mean is not the mean of the logs",
            cause="this is the mean of a: the log of a mean is not the mean of the logs; take exp, then the mean, then "
            "the logarithm",
        ),
        Mutant(broadcast, "broadcasts to (B, B)"),
    ),
)
