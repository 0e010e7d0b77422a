import numpy as np

from ... import layers, turns
from ..exercise import Exercise, Known, Mutant


def separate_batches(real, fake, eps):
    """Batch normalisation (without gamma and beta) of D's two batches, as the discriminator must see them.

    real, fake : (B, n)
    eps : float > 0, added to the biased variance under the root
    Returns the normalised real rows (B, n) and the normalised generated rows (B, n).
    """
    normalised = [(x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) for x in (real, fake)]
    return normalised[0], normalised[1]


def mixed(real, fake, eps):
    x = np.concatenate([real, fake])
    return tuple(np.split((x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps), 2))


def statistics_of_real(real, fake, eps):
    mean, std = real.mean(axis=0), np.sqrt(real.var(axis=0) + eps)
    return (real - mean) / std, (fake - mean) / std


def bessel(real, fake, eps):
    return tuple((x - x.mean(axis=0)) / np.sqrt(x.var(axis=0, ddof=1) + eps) for x in (real, fake))


def row_by_row(real, fake, eps):
    centred = (x - x.mean(axis=1, keepdims=True) for x in (real, fake))
    return tuple(xc / np.sqrt((xc**2).mean(axis=1, keepdims=True) + eps) for xc in centred)


def draw(rng):
    B, n = (int(size) for size in rng.choice(np.arange(3, 7), size=2, replace=False))
    real = rng.normal(1, 2, n) + rng.normal(size=(B, n))
    return real, rng.normal(-1, 2, n) + 2 * rng.normal(size=(B, n)), float(rng.uniform(0.1, 1))


EXERCISE = Exercise(
    separate_batches,
    title="Real and fake rows, apart",
    statement=r"""
        Batch norm makes a row's output depend on the rows beside it. Put real and generated rows into one pass of $D$,
        $B$ of each, and column $j$ is centred on the middle between the two kinds: the normalised real rows average
        exactly $m_j$, the generated ones $-m_j$. So the batch leaks which rows are real: those on one side of a middle
        that the other kind helped to fix. In $G$'s step all rows are generated, the middle is their own, and that cue
        is gone: $G$ gets its gradient from a $D$ in a situation it was never trained for.

        Two passes keep the statistics apart (Ioffe & Szegedy 2015, algorithm 1, once for each batch), and generated
        rows are normalised in the same way in $D$'s step and in $G$'s.

        Write $\hat{x}$ for both batches, each by its own mean and its own biased variance.
    """,
    source="Ioffe & Szegedy 2015, algorithm 1; Salimans et al. 2016, section 3.5 (how batch norm couples rows)",
    notebook=9,
    hints=(
        "It is the same function of one batch, twice. Neither result may change when the other batch does.",
        "Mean and variance over axis 0 of real for the real rows, of fake for the generated rows; eps under the root.",
        "Write the normalisation of one (B, n) array as a small function, call it for each batch, and return the two "
        "results. No np.concatenate is needed.",
    ),
    explanation="""
        Apart, both batches come out with mean 0 in each column, and D must tell them by more than an offset from
        one another. numgan asks the network: where a layer couples rows, D's step makes two passes with two caches and
        adds the gradients; otherwise one pass over all 2B rows gives the same numbers, faster.
    """,
    in_numgan=(turns.judge, layers.BatchNorm.forward),
    draw=draw,
    returns=("real_hat", "fake_hat"),
    known=(
        Known(
            (np.array([[1.0], [1.0], [3.0], [3.0]]), np.array([[14.0], [8.0], [8.0], [10.0]]), 3.0),
            (np.array([[-1 / 2], [-1 / 2], [1 / 2], [1 / 2]]), np.array([[4 / 3], [-2 / 3], [-2 / 3], [0.0]])),
            "real: mean 2, variance 1, so (x - 2) / sqrt(1 + 3); fake: mean 10, variance (16 + 4 + 4 + 0) / 4 = 6, "
            "so (x - 10) / sqrt(6 + 3)",
        ),
    ),
    mutants=(
        Mutant(
            mixed, "share", cause="real and generated rows share one mean and variance: D sees which side each is on"
        ),
        Mutant(
            statistics_of_real,
            "their own",
            cause="the generated rows were normalised by the real rows' statistics: they need their own",
        ),
        Mutant(bessel, "B - 1", cause="the variance was divided by B - 1 (ddof=1): batch norm divides by B"),
        Mutant(row_by_row, "axis=0", cause="each row was normalised by itself: the statistics are a column's, axis=0"),
    ),
)
