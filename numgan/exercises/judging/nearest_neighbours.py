import tracemalloc

import numpy as np

from ... import evaluation
from ...evaluation import rows
from ..exercise import Exercise, Known, Mutant


def nearest_neighbours(samples, train):
    """The nearest training row of each sample, and how far away it is.

    samples : (N, d), the generator's
    train : (M, d), of the same dtype, float32 or float64; a sample may be a copy of a training row
    Returns indices (N,), whole numbers, and distances (N,), Euclidean, >= 0, samples' dtype.
    The largest array on the way is (N, M), or d-dimensional rows of either set: never (N, M, d).
    """
    squares = (samples**2).sum(axis=1)[:, None] + (train**2).sum(axis=1) - 2 * samples @ train.T  # (N, M)
    indices = squares.argmin(axis=1)
    distances = np.sqrt(np.maximum(squares.min(axis=1), 0))
    return indices, distances


def squares(samples, train):
    return (samples**2).sum(axis=1)[:, None] + (train**2).sum(axis=1) - 2 * samples @ train.T


def no_root(samples, train):
    s = squares(samples, train)
    return s.argmin(axis=1), s.min(axis=1)


def root_of_rounding(samples, train):
    s = squares(samples, train)
    return s.argmin(axis=1), np.sqrt(s.min(axis=1))


def largest_product(samples, train):
    indices = (samples @ train.T).argmax(axis=1)
    return indices, np.linalg.norm(samples - train[indices], axis=1)


def all_differences(samples, train):
    d = np.linalg.norm(samples[:, None] - train, axis=2)
    return d.argmin(axis=1), d.min(axis=1)


def draw(rng):
    d, N, M = (int(n) for n in rng.choice(np.arange(2, 7), size=3, replace=False))
    return rng.uniform(0, 1, size=(N, d)), rng.uniform(0, 1, size=(M, d))


def copies(function, rng):
    train = rng.uniform(0, 1, size=(40, 30))
    chosen = rng.permutation(40)
    indices, distances = (np.asarray(a) for a in function(train[chosen], train))
    if distances.shape == (40,) and np.isnan(distances).any():
        return (
            f"{np.isnan(distances).sum()} of 40 samples that are training rows are at distance nan: |a|^2 + |b|^2 - 2 "
            "a.b is 0 there, but rounding can make it -1e-15, which has no root\nraise what is below 0 to 0 first"
        )
    if not np.array_equal(indices, chosen) or not np.abs(distances).max() < 1e-5:
        return "a sample that is training row j must get the index j and, but for rounding, the distance 0"
    return None


def memory(function, rng):
    N, M, d = 60, 70, 200
    samples, train = rng.uniform(size=(N, d)), rng.uniform(size=(M, d))
    running = tracemalloc.is_tracing()
    tracemalloc.start()
    try:
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        function(samples, train)
        used = tracemalloc.get_traced_memory()[1] - before
    finally:
        if not running:
            tracemalloc.stop()
    if used > 8 * N * M * d / 2:
        return (
            f"for N, M, d = {N}, {M}, {d} it takes {used / 1e6:.1f} MB, as an (N, M, d) array does; with 100 samples "
            "and all of MNIST that would be 38 GB\nmultiply |a - b|^2 out, and no differences are needed"
        )
    return None


EXERCISE = Exercise(
    nearest_neighbours,
    title="Learnt, or learnt by heart?",
    statement=r"""
        A generator that repeats its training set looks perfect. So the first GAN paper shows beside its samples the
        nearest training image of each. For 100 samples $s_i$ and MNIST's 60,000 images $x_j$ of 784 pixels an array of
        all differences would fill 38 GB. Multiply the square out:
        $$\lVert s - x \rVert^2 = \lVert s \rVert^2 + \lVert x \rVert^2 - 2\, s \cdot x.$$
        The products $s_i \cdot x_j$ of all pairs are one matrix product, and only $(N, M)$ numbers are held.

        Write the index of the nearest training row of each sample, and the distance. Consider what the formula gives,
        in floats, for a sample that is a training row: the very case one is looking for.
    """,
    source="Goodfellow et al. 2014, figure 2 (rightmost column)",
    notebook=10,
    hints=(
        "Three parts make the (N, M) array of squared distances: a column (N, 1), a row (M,) and a matrix (N, M). "
        "Broadcasting adds them.",
        "Row i of samples @ train.T holds the products of sample i with all training rows. The squared lengths are "
        "sums of squares along axis 1; the samples' need [:, None] to stand as a column.",
        "argmin along axis 1 gives the index and min the squared distance. Two nearly equal numbers were subtracted to "
        "get it: lift it to at least 0 (np.maximum), then take the root.",
    ),
    explanation="""
        The matrix product does the work, at the speed of BLAS. The price is rounding: a squared distance is off by
        about 1e-16 (|s|^2 + |x|^2), however small it is itself, so that a copy can come out a little below 0. numgan's
        own version therefore uses it for the search alone, and computes the N distances anew from the differences.
    """,
    in_numgan=(evaluation.nearest_neighbours, rows.squared_distances),
    draw=draw,
    returns=("indices", "distances"),
    known=(
        Known(
            (np.array([[0.0, 0.0], [6.0, 8.0]]), np.array([[0.0, 9.0], [3.0, 4.0], [6.0, 7.0]])),
            (np.array([1, 2]), np.array([5.0, 1.0])),
            "from (0, 0) the training rows are 9, 5 and sqrt(85) away; from (6, 8) they are sqrt(37), 5 and 1 away",
        ),
    ),
    probes={"copies of training rows": copies, "memory": memory},
    mutants=(
        Mutant(
            no_root, "these are squared distances", cause="these are squared distances; take the root of the smallest"
        ),
        Mutant(root_of_rounding, "rounding can make it -1e-15"),
        Mutant(
            largest_product,
            "not the smallest distance",
            cause="the largest product s . x is not the smallest distance: it prefers long training rows",
        ),
        Mutant(all_differences, "as an (N, M, d) array does"),
    ),
)
