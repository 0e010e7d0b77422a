import numpy as np

from ... import layers
from ..exercise import Exercise, Known, Mutant


def running_statistics(running_mean, running_var, x, momentum):
    """The running statistics of batch normalisation after one more training batch.

    running_mean, running_var : (n,), the values so far; they are left as they are
    x : (B, n), the batch, B >= 2
    momentum : float in [0, 1), the weight of the old value
    Returns the new running mean (n,) and the new running variance (n,).
    The batch enters with its Bessel-corrected variance: the divisor is B - 1.
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


def in_place(running_mean, running_var, x, momentum):
    running_mean *= momentum
    running_mean += (1 - momentum) * x.mean(axis=0)
    running_var *= momentum
    running_var += (1 - momentum) * x.var(axis=0, ddof=1)
    return running_mean, running_var


def draw(rng):
    B, n = (int(size) for size in rng.choice(np.arange(3, 8), size=2, replace=False))
    return rng.normal(size=n), rng.uniform(0.5, 2, n), rng.normal(1, 2, (B, n)), float(rng.uniform(0.6, 0.95))


EXERCISE = Exercise(
    running_statistics,
    title="What batch norm remembers",
    statement=r"""
        To sample from a trained generator, one image must not depend on which others are drawn with it. So batch norm
        keeps running statistics while it trains, and uses them in place of the batch's own at inference. With momentum
        $m$, and the mean $\mu_j$ and biased variance $\sigma_j^2$ of a batch of $B$ rows,
        $$\bar\mu_j \leftarrow m \bar\mu_j + (1 - m) \mu_j, \qquad
        \bar{v}_j \leftarrow m \bar{v}_j + (1 - m) \frac{B}{B - 1} \sigma_j^2.$$
        The factor $B / (B - 1)$ is Bessel's correction (Ioffe & Szegedy 2015, algorithm 2): about their own mean, $B$
        rows spread less than the population does, and it is the population that $\bar{v}$ stands for.

        Mind the two conventions: here, as in Keras, $m$ weighs the *old* value; PyTorch's momentum weighs the new one,
        so that 0.9 here is 0.1 there. Write the update; return new arrays.
    """,
    source="Ioffe & Szegedy 2015, section 3.1 and algorithm 2",
    notebook=3,
    hints=(
        "With momentum 0.9, nine tenths of what comes out is what was remembered; one batch moves it by a tenth.",
        "np.var divides by B unless told otherwise: look up its argument ddof, or multiply by B / (B - 1).",
        "Both lines have one form: the old value times momentum, plus the batch's value times what is left to 1. "
        "`a *= ...` would change the caller's array; an expression makes a new one.",
    ),
    explanation="""
        Training normalises by the biased variance and remembers the corrected one: the first describes these B rows,
        the second estimates that of all rows there could be. numgan's layer updates in place, for its running_mean is a
        view into the network's vector and its own to change; a function that was handed an array leaves it as it is.
    """,
    in_numgan=(layers.BatchNorm.forward,),
    draw=draw,
    returns=("new_mean", "new_var"),
    known=(
        Known(
            (np.array([10.0, 0.0]), np.array([1.0, 5.0]), np.array([[0.0, 1.0], [3.0, 2.0], [3.0, 3.0]]), 0.9),
            (np.array([9.2, 0.2]), np.array([1.2, 4.6])),
            "both columns have mean 2; the corrected variances are (4 + 1 + 1) / 2 = 3 and (1 + 0 + 1) / 2 = 1: "
            "new_mean = (9 + 0.2, 0 + 0.2), new_var = (0.9 + 0.3, 4.5 + 0.1)",
        ),
    ),
    mutants=(
        Mutant(
            weight_of_the_new,
            "PyTorch",
            cause="your momentum weighs the new batch, as PyTorch's does: here it weighs the old value",
        ),
        Mutant(biased, "B - 1", cause="the batch's variance was divided by B: remember the corrected one, over B - 1"),
        Mutant(deviation, "squares", cause="a standard deviation was averaged: the running variance is of squares"),
        Mutant(in_place, "running_mean was changed in place"),
    ),
)
