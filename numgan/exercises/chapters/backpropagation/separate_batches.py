import numpy as np

from .... import layers, turns
from ...exercise import Exercise, Known, Mutant


def separate_batches(real, fake, eps):
    """Batch normalisation (without gamma and beta) of D's two batches, as the discriminator must see them.

    real, fake : (B, n), B >= 2, real rows and generated rows
    eps : float > 0, added to the biased variance under the root
    Returns the normalised real rows (B, n) and the normalised generated rows (B, n). The variances are accurate also
    where a column's mean is much larger than its standard deviation, such as 10000 and 1 in float32.
    """
    normalised = [(x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) for x in (real, fake)]
    return normalised[0], normalised[1]


def mixed(real, fake, eps):
    x = np.concatenate([real, fake])
    return tuple(np.split((x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps), 2))


def statistics_of_real(real, fake, eps):
    mean, std = real.mean(axis=0), np.sqrt(real.var(axis=0) + eps)
    return (real - mean) / std, (fake - mean) / std


def statistics_of_fake(real, fake, eps):
    return statistics_of_real(fake, real, eps)[::-1]


def eps_outside(real, fake, eps):
    return tuple((x - x.mean(axis=0)) / (x.std(axis=0) + eps) for x in (real, fake))


def no_eps(real, fake, eps):
    return separate_batches(real, fake, 0)


def one_mean(real, fake, eps):
    return tuple((x - x.mean()) / np.sqrt(x.var() + eps) for x in (real, fake))


def cancelling(real, fake, eps):
    var = [np.maximum((x**2).mean(axis=0) - x.mean(axis=0) ** 2, 0) for x in (real, fake)]
    return tuple((x - x.mean(axis=0)) / np.sqrt(v + eps) for x, v in zip((real, fake), var, strict=True))


def bessel(real, fake, eps):
    return tuple((x - x.mean(axis=0)) / np.sqrt(x.var(axis=0, ddof=1) + eps) for x in (real, fake))


def row_by_row(real, fake, eps):
    centred = (x - x.mean(axis=1, keepdims=True) for x in (real, fake))
    return tuple(xc / np.sqrt((xc**2).mean(axis=1, keepdims=True) + eps) for xc in centred)


def draw(rng):
    B, n = (int(size) for size in rng.choice(np.arange(3, 7), size=2, replace=False))
    real = rng.normal(1, 2, n) + rng.normal(size=(B, n))
    return real, rng.normal(-1, 2, n) + 2 * rng.normal(size=(B, n)), float(rng.uniform(0.1, 1))


TINY = 1e-10  # as eps
LARGE_MEANS = np.array([[0.0, 1e4 - 1, 1e6 - 1], [0.0, 1e4, 1e6], [0.0, 1e4 + 1, 1e6 + 1]])
SMALL_SPREADS = np.array([[0.0, 0.0, 1e-6], [1.0, 1e-4, 0.0], [0.0, 3e-4, 1e-6]])
OUTLIERS = np.eye(200)[:, -2:]  # normalised, 1 becomes 14
TWO_ROWS = np.array([[3.0, 5.0], [1.0, 9.0]])
ONE_COLUMN = np.array([[3.0], [1.0], [-1.5]]), np.array([[0.5], [2.0], [1.0]]), 0.5

EXERCISE = Exercise(
    separate_batches,
    title="Real and fake rows, apart",
    statement=r"""
        With batch norm, the output for one row depends on the other rows of the batch. Suppose that real and generated
        rows, $B$ of each, go through $D$ in one pass. Then the mean of column $j$ lies in the middle between the means
        of the two kinds: after normalisation the mean of the real rows is some $m_j$, and that of the generated rows is
        exactly $-m_j$. So $D$ can see which rows are real from the side of 0 on which they lie. In $G$'s step all rows
        are generated, their mean is 0, and this signal is gone: $G$ gets its gradient from a $D$ in a situation for
        which $D$ was never trained.

        Two passes keep the statistics separate (Ioffe & Szegedy 2015, algorithm 1, once for each batch). Then generated
        rows are normalised in the same way in $D$'s step and in $G$'s step.

        Write $\hat{x}$ for both batches, each with its own mean and its own biased variance.
    """,
    source="Ioffe & Szegedy 2015, algorithm 1; Salimans et al. 2016, section 3.5 (how batch norm couples rows)",
    notebook=9,
    hints=(
        "Apply the same function twice, once to each batch. A result may not change when only the other batch changes.",
        "The mean and the variance run over axis 0: those of real are for the real rows, those of fake for the "
        "generated rows. np.var(x, axis=0) is the biased variance. eps is added to it, under the root.",
        "Write the normalisation of one (B, n) array as a small function: subtract the mean of each column, then "
        "divide by the root. Call it for each batch, and return the two results.",
    ),
    explanation="""
        Normalised separately, both batches have mean 0 in each column, and D needs more than a difference of means to
        tell them apart. numgan asks the network whether a layer couples rows. If so, D's step makes two passes with two
        caches and adds the gradients; otherwise one pass over all 2B rows gives the same numbers faster.
    """,
    in_numgan=(turns.judge, layers.BatchNorm.forward),
    draw=draw,
    returns=("real_hat", "fake_hat"),
    known=(
        Known(
            (
                np.array([[1.0, 7.0], [1.0, 5.0], [3.0, 5.0], [3.0, 7.0]]),
                np.array([[14.0, 15.0], [8.0, 5.0], [8.0, 11.0], [10.0, 9.0]]),
                3.0,
            ),
            (
                np.array([[-1 / 2, 1 / 2], [-1 / 2, -1 / 2], [1 / 2, -1 / 2], [1 / 2, 1 / 2]]),
                np.array([[4 / 3, 5 / 4], [-2 / 3, -5 / 4], [-2 / 3, 1 / 4], [0.0, -1 / 4]]),
            ),
            "real: the means are 2 and 6 and both variances 1, so divide by sqrt(1 + 3) = 2; fake: both means are 10 "
            "and the variances (16 + 4 + 4 + 0) / 4 = 6 and (25 + 25 + 1 + 1) / 4 = 13, so divide by sqrt(6 + 3) = 3 "
            "and sqrt(13 + 3) = 4",
        ),
    ),
    extremes=(
        (LARGE_MEANS, SMALL_SPREADS, TINY),
        (OUTLIERS, -3 * OUTLIERS, TINY),
        (TWO_ROWS, -TWO_ROWS, 0.5),
        ONE_COLUMN,
    ),
    mutants=(
        Mutant(
            mixed,
            "share",
            cause="real and generated rows share one mean and one variance: normalise each batch with its own",
        ),
        Mutant(
            statistics_of_real,
            "their own",
            cause="the generated rows were normalised with the statistics of the real rows: use their own",
        ),
        Mutant(
            statistics_of_fake,
            "their own",
            cause="the real rows were normalised with the statistics of the generated rows: use their own",
        ),
        Mutant(bessel, "B - 1", cause="the variance was divided by B - 1 (ddof=1): batch norm divides by B"),
        Mutant(
            row_by_row,
            "axis=0",
            cause="these are the mean and variance of each row: take those of each column, with axis=0",
        ),
        Mutant(
            one_mean,
            "axis=0",
            cause="these are the mean and variance of the whole array: take those of each column, with axis=0",
        ),
        Mutant(
            eps_outside, "after the root", cause="eps was added after the root: add it to the variance, under the root"
        ),
        Mutant(no_eps, "eps is missing", cause="eps is missing: add it to the variance, under the root"),
        Mutant(
            cancelling,
            "cancels",
            cause="E[x^2] - mean^2 cancels where the mean is much larger than the standard deviation: take the mean of "
            "(x - mean)^2",
        ),
    ),
)
