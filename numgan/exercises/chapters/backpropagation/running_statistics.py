import numpy as np

from .... import layers
from ...exercise import Exercise, Known, Mutant


def running_statistics(running_mean, running_var, x, momentum):
    """The running statistics of batch normalisation after one more training batch.

    running_mean, running_var : (n,), the values so far; do not change these arrays
    x : (B, n), the batch, B >= 2
    momentum : float in [0, 1), the weight of the old value
    Returns the new running mean (n,) and the new running variance (n,), as new arrays.
    The batch's variance is the Bessel-corrected one: its divisor is B - 1. It is accurate also where a column's mean is
    much larger than its standard deviation, such as 10000 and 1 in float32.
    """
    mean = momentum * running_mean + (1 - momentum) * x.mean(axis=0)
    var = momentum * running_var + (1 - momentum) * x.var(axis=0, ddof=1)
    return mean, var


def weight_of_the_new(running_mean, running_var, x, momentum):
    return running_statistics(running_mean, running_var, x, 1 - momentum)


def biased(running_mean, running_var, x, momentum):
    mean, _ = running_statistics(running_mean, running_var, x, momentum)
    return mean, momentum * running_var + (1 - momentum) * x.var(axis=0)


def deviation(running_mean, running_var, x, momentum):
    mean, _ = running_statistics(running_mean, running_var, x, momentum)
    return mean, momentum * running_var + (1 - momentum) * x.std(axis=0, ddof=1)


def cancelling(running_mean, running_var, x, momentum):
    mean, _ = running_statistics(running_mean, running_var, x, momentum)
    var = np.maximum((x**2).mean(axis=0) - x.mean(axis=0) ** 2, 0) * len(x) / (len(x) - 1)
    return mean, momentum * running_var + (1 - momentum) * var


def in_place(running_mean, running_var, x, momentum):
    running_mean *= momentum
    running_mean += (1 - momentum) * x.mean(axis=0)
    running_var *= momentum
    running_var += (1 - momentum) * x.var(axis=0, ddof=1)
    return running_mean, running_var


def draw(rng):
    B, n = (int(size) for size in rng.choice(np.arange(3, 8), size=2, replace=False))
    return rng.normal(size=n), rng.uniform(0.5, 2, n), rng.normal(1, 2, (B, n)), float(rng.uniform(0.1, 0.95))


ROWS = np.array([[1.0, 3.0], [1.0, 0.0], [1.0, 0.0], [5.0, 1.0]])
TWO_ROWS = np.array([[0.0, 3.0], [0.0, 1.0]])
LARGE_MEANS = np.array([[1e4 - 1, 1e6 - 1], [1e4, 1e6], [1e4 + 1, 1e6 + 1]])

EXERCISE = Exercise(
    running_statistics,
    title="What batch norm remembers",
    statement=r"""
        When a trained generator makes images, one image must not depend on the others in its batch. So batch norm keeps
        running statistics while it trains, and at inference it uses them instead of the batch's own. With momentum $m$,
        and with the mean $\mu_j$ and the biased variance $\sigma_j^2$ of a batch of $B$ rows,
        $$\bar\mu_j \leftarrow m \bar\mu_j + (1 - m) \mu_j, \qquad
        \bar{v}_j \leftarrow m \bar{v}_j + (1 - m) \frac{B}{B - 1} \sigma_j^2.$$
        The factor $B / (B - 1)$ is Bessel's correction (Ioffe & Szegedy 2015, algorithm 2): $B$ rows vary less around
        their own mean than around the mean of the population, and $\bar{v}$ estimates the variance of the population.

        There are two conventions. Here, as in Keras, $m$ is the weight of the *old* value; PyTorch's momentum is the
        weight of the new one, so 0.9 here is 0.1 there. Write the update; return new arrays.
    """,
    source="Ioffe & Szegedy 2015, section 3.1 and algorithm 2",
    notebook=3,
    hints=(
        "With momentum 0.9, the result is nine tenths of the old value and one tenth of the batch's value.",
        "np.var divides by B by default: look up its argument ddof, or multiply by B / (B - 1). Its axis=0 gives one "
        "variance per column.",
        "Both lines have the same form: the old value times momentum, plus the batch's value times one minus momentum. "
        "`a *= ...` would change the caller's array; a formula such as `a * ...` makes a new one.",
    ),
    explanation="""
        Training normalises with the biased variance and remembers the corrected one: the first describes these B rows,
        the second estimates the variance of all possible rows. numgan's layer updates in place, because its
        running_mean is a view into the network's own vector. A function that is given an array by its caller does not
        change it.
    """,
    in_numgan=(layers.BatchNorm.forward,),
    draw=draw,
    returns=("new_mean", "new_var"),
    known=(
        Known(
            (np.array([10.0, 0.0]), np.array([1.0, 5.0]), ROWS, 0.9),
            (np.array([9.2, 0.1]), np.array([1.3, 4.7])),
            "the columns have means 2 and 1 and corrected variances (1 + 1 + 1 + 9) / 3 = 4 and (4 + 1 + 1) / 3 = 2: "
            "new_mean = (9 + 0.2, 0 + 0.1), new_var = (0.9 + 0.4, 4.5 + 0.2)",
        ),
    ),
    extremes=(
        (np.array([1.0, 2.0]), np.array([0.0, 3.0]), TWO_ROWS, 0.0),
        (np.array([1.0, 2.0]), np.array([0.0, 3.0]), TWO_ROWS, 0.99),
        (np.array([9e3, 1e6]), np.array([1.0, 2.0]), LARGE_MEANS, 0.5),
        (np.array([1.0]), np.array([3.0]), np.array([[3.0], [1.0], [-1.5]]), 0.5),  # one column
    ),
    mutants=(
        Mutant(
            weight_of_the_new,
            "PyTorch",
            cause="your momentum is the weight of the new batch, as in PyTorch: here it is the weight of the old value",
        ),
        Mutant(biased, "B - 1", cause="the batch's variance was divided by B: divide by B - 1 (ddof=1)"),
        Mutant(
            deviation,
            "standard deviation",
            cause="the batch's standard deviation was averaged: take its square, the variance",
        ),
        Mutant(
            cancelling,
            "cancels",
            cause="E[x^2] - mean^2 cancels where the mean is much larger than the standard deviation: take the mean of "
            "(x - mean)^2",
        ),
        Mutant(in_place, "running_mean was changed in place"),
    ),
)
