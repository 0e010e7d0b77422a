import tracemalloc

import numpy as np

from .... import evaluation
from ....evaluation import rows
from ...exercise import Exercise, Known, Mutant


def nearest_neighbours(samples, train):
    """The nearest training row of each sample, and how far away it is.

    samples : (N, d), the generator's
    train : (M, d), of the same dtype, float32 or float64; no two of its rows are nearly equal, but a sample may be a
        copy of one
    Returns indices (N,), whole numbers, and distances (N,), Euclidean: exactly 0 for a copy.
    The arrays on the way are at most (N, M), (N, d) or (M, d): never (N, M, d).
    """
    squares = (samples**2).sum(axis=1)[:, None] + (train**2).sum(axis=1) - 2 * samples @ train.T  # (N, M)
    indices = squares.argmin(axis=1)
    distances = np.sqrt(((samples - train[indices]) ** 2).sum(axis=1))
    return indices, distances


def squares(samples, train):
    return (samples**2).sum(axis=1)[:, None] + (train**2).sum(axis=1) - 2 * samples @ train.T


def no_root(samples, train):
    s = squares(samples, train)
    return s.argmin(axis=1), s.min(axis=1)


def root_of_rounding(samples, train):
    s = squares(samples, train)
    return s.argmin(axis=1), np.sqrt(s.min(axis=1))


def rounding_below_0_made_0(samples, train):
    s = squares(samples, train)
    return s.argmin(axis=1), np.sqrt(np.maximum(s.min(axis=1), 0))


def largest_product(samples, train):
    indices = (samples @ train.T).argmax(axis=1)
    return indices, np.linalg.norm(samples - train[indices], axis=1)


def all_differences(samples, train):
    d = np.linalg.norm(samples[:, None] - train, axis=2)
    return d.argmin(axis=1), d.min(axis=1)


def draw(rng):
    while True:
        d, N, M = (int(n) for n in rng.choice(np.arange(2, 7), size=3, replace=False))
        samples, train = rng.uniform(0, 1, size=(N, d)), rng.uniform(0, 1, size=(M, d))
        nearest = np.sort(np.linalg.norm(samples[:, None] - train, axis=2), axis=1)
        if (nearest[:, 1] - nearest[:, 0] > 0.01).all():  # no ties, in float32 neither
            return samples, train


def copies(function, rng):
    train = rng.uniform(0, 1, size=(40, 30))
    chosen = rng.permutation(40)
    for dtype in (np.float64, np.float32):
        rows = train.astype(dtype)
        indices, distances = (np.asarray(a) for a in function(rows[chosen], rows))
        if not np.array_equal(indices, chosen):
            return "a sample that is a copy of training row j must get the index j"
        if (wrong := distances[distances != 0]).size:  # nan too
            what = "nan" if np.isnan(wrong).any() else f"up to {np.abs(wrong).max():.1g}"
            message = f"{wrong.size} of 40 copies of training rows are at distance {what} in {rows.dtype}, 0 is wanted"
            if (distances == distances[0]).all():
                return message  # an epsilon, and no rounding
            return (
                f"{message}: rounding changes |s|^2 + |x|^2 - 2 s.x, which is 0 there, and can make it negative\n"
                "use that formula for the index only, and compute the N distances again, from the differences"
            )
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
            "and all of MNIST that would be 38 GB\nmultiply |s - x|^2 out; then the search needs no differences"
        )
    return None


ROWS = np.sin(np.arange(160.0)).reshape(8, 20) ** 2  # far apart


EXERCISE = Exercise(
    nearest_neighbours,
    title="Learned, or memorised?",
    statement=r"""
        A generator that repeats its training set looks perfect. So the first GAN paper shows, beside its samples, the
        nearest training image of each. For 100 samples $s_i$ and MNIST's 60,000 images $x_j$ of 784 pixels an array of
        all differences would need 38 GB. Multiply the square out:
        $$\lVert s - x \rVert^2 = \lVert s \rVert^2 + \lVert x \rVert^2 - 2\, s \cdot x.$$
        The products $s_i \cdot x_j$ of all pairs are one matrix product, and the largest array has $(N, M)$ numbers.

        Write a function that returns, for each sample, the index of the nearest training row and the distance to it.
        Take care of a sample that is a copy of a training row, because that is what one is looking for: in floats the
        formula does not give 0 there, but a small number, perhaps below 0. Use it to find the index. Then compute the
        $N$ distances again, each from one difference.
    """,
    source="Goodfellow et al. 2014, figure 2 (rightmost column)",
    notebook=10,
    hints=(
        "The (N, M) array of squared distances is the sum of three parts: a column (N, 1), a row (M,) and a matrix "
        "(N, M). Broadcasting adds them.",
        "Row i of samples @ train.T holds the products of sample i with all training rows. The squared lengths are "
        "sums of squares along axis 1; [:, None] makes a column of those of the samples.",
        "argmin along axis 1 gives the indices. train[indices] has shape (N, d): row i is the training row that is "
        "nearest to sample i. Subtract it from the samples; the distances are the lengths of these N rows.",
    ),
    explanation="""
        The matrix product does nearly all the work, and it is fast. The price is rounding: the error of a squared
        distance is about 1e-16 (|s|^2 + |x|^2), also where the distance itself is 0. The root of such an error is about
        1e-8, or 0.001 in float32, or nan where it is below 0. So the formula is good for the search, and the N
        distances are computed again from the differences. numgan's own version does the same.
    """,
    in_numgan=(evaluation.nearest_neighbours, rows.squared_distances),
    draw=draw,
    returns=("indices", "distances"),
    known=(
        Known(
            (np.array([[0.0, 0.0], [6.0, 8.0]]), np.array([[0.0, 6.0], [3.0, 4.0], [6.0, 7.0]])),
            (np.array([1, 2]), np.array([5.0, 1.0])),
            "from (0, 0) the training rows are 6, 5 and sqrt(85) away; from (6, 8) they are sqrt(40), 5 and 1 away",
        ),
    ),
    extremes=(
        (ROWS[::-1], ROWS),  # copies
        (ROWS[1:4] + 0.005, ROWS),  # nearly copies
        (np.zeros((1, 2)), np.array([[1.0002, 0.0], [0.0, 1.0]])),  # two are nearly as far away
        (np.array([[250.25], [299.0]]), np.arange(300.0)[:, None]),  # many rows, and large numbers
    ),
    probes={"copies of training rows": copies, "memory": memory},
    mutants=(
        Mutant(
            no_root, "these are squared distances", cause="these are squared distances; take the root of the smallest"
        ),
        Mutant(root_of_rounding, "are at distance nan in float64"),
        Mutant(rounding_below_0_made_0, "compute the N distances again"),
        Mutant(
            largest_product,
            "not the smallest distance",
            cause="the largest product s . x is not the smallest distance: it prefers long training rows",
        ),
        Mutant(all_differences, "as an (N, M, d) array does"),
    ),
)
