import numpy as np

from .... import layers
from ...exercise import Exercise, Known, Mutant


def minibatch_discrimination(x, T):
    """Beside each row's features, how close the row is to all rows of its batch.

    x : (B, n), the features of B rows
    T : (n, kernels, dim), learned
    Returns y (B, n + kernels): the columns of x, and behind them o (B, kernels).
    """
    M = np.einsum("in,nbk->ibk", x, T)
    distance = np.abs(M[:, None] - M).sum(axis=3)  # (B, B, kernels)
    return np.hstack([x, np.exp(-distance).sum(axis=1)])


def differences(x, T):
    M = np.einsum("in,nbk->ibk", x, T)
    return M[:, None] - M  # (B, B, kernels, dim)


def distances(x, T):
    return np.abs(differences(x, T)).sum(axis=3)


def without_itself(x, T):
    return np.hstack([x, np.exp(-distances(x, T)).sum(axis=1) - 1])


def mean_over_rows(x, T):
    return np.hstack([x, np.exp(-distances(x, T)).mean(axis=1)])


def euclidean(x, T):
    return np.hstack([x, np.exp(-np.sqrt((differences(x, T) ** 2).sum(axis=3))).sum(axis=1)])


def squared(x, T):
    return np.hstack([x, np.exp(-(differences(x, T) ** 2).sum(axis=3)).sum(axis=1)])


def sum_of_distances(x, T):
    return np.hstack([x, distances(x, T).sum(axis=1)])


def mean_distance_first(x, T):
    return np.hstack([x, np.exp(-distances(x, T).mean(axis=1))])


def grows_with_the_distance(x, T):
    return np.hstack([x, np.exp(distances(x, T)).sum(axis=1)])


def one_distance(x, T):
    d = distances(x, T).sum(axis=2, keepdims=True)
    return np.hstack([x, np.repeat(np.exp(-d).sum(axis=1), T.shape[1], axis=1)])


def signs_cancel(x, T):
    return np.hstack([x, np.exp(-np.abs(differences(x, T).sum(axis=3))).sum(axis=1)])


def exp_of_each_number(x, T):
    return np.hstack([x, np.exp(-np.abs(differences(x, T))).sum(axis=(1, 3))])


def axes_exchanged(x, T):
    return np.hstack([x, np.exp(-np.abs(differences(x, T)).sum(axis=2)).sum(axis=1)])


def mixed_up(x, T):
    n, kernels, dim = T.shape
    M = (x @ T.reshape(n, -1)).reshape(len(x), dim, kernels)
    return np.hstack([x, np.exp(-np.abs(M[:, None] - M).sum(axis=2)).sum(axis=1)])


def without_T(x, T):
    d = np.abs(x[:, None] - x).sum(axis=2, keepdims=True)
    return np.hstack([x, np.repeat(np.exp(-d).sum(axis=1), T.shape[1], axis=1)])


def others_first(x, T):
    return np.hstack([np.exp(-distances(x, T)).sum(axis=1), x])


def only_o(x, T):
    return np.exp(-distances(x, T)).sum(axis=1)


def nearest_only(x, T):
    d = distances(x, T)
    d[np.arange(len(x)), np.arange(len(x))] = np.inf
    return np.hstack([x, np.exp(-d.min(axis=1))])


def shares(x, T):
    c = np.exp(-distances(x, T))
    return np.hstack([x, (c / c.sum(axis=0)).sum(axis=1)])


def draw(rng):
    B, n, kernels, dim = (int(n) for n in rng.choice(np.arange(2, 7), size=4, replace=False))
    return rng.normal(size=(max(B, 3), n)), rng.normal(0, 0.8, size=(n, kernels, dim)) / (n * dim) ** 0.5


FAR = np.array([[1000.0, 0.0], [-1000.0, 0.5], [1000.0, 0.0]]), np.array([[[1.0], [2.0]], [[0.5], [-0.25]]])
ALONE = np.array([[2.0, -1.0, 0.5]]), np.ones((3, 2, 1))

EXERCISE = Exercise(
    minibatch_discrimination,
    title="D sees the batch: minibatch discrimination",
    statement=r"""
        A $D$ that judges row by row cannot see that all generated rows are the same: each of them may be a perfect row.
        Minibatch discrimination gives each row some numbers about the others (Salimans et al. 2016). A learned $T$ maps
        the features $x_i$ of row $i$ to one matrix, $M_{ibk} = \sum_a x_{ia} T_{abk}$. Its row $b$, called a kernel,
        measures a distance to each row $j$ of the batch, and the closeness to all of them is added up:
        $$c_{ijb} = \exp\Bigl( -\sum_k |M_{ibk} - M_{jbk}| \Bigr), \qquad o_{ib} = \sum_{j=1}^B c_{ijb}.$$
        The sum includes $j = i$, as in the paper. What is $o$ for a batch of $B$ equal rows, and for rows that are all
        far from each other? The layer gives each row its own features and behind them its $o$, so that $D$ can use
        both.

        Write it, without a loop over rows.
    """,
    source="Salimans et al. 2016, section 3.2",
    notebook=18,
    hints=(
        "First M, (B, kernels, dim): np.einsum writes the sum over a as the formula does, or x times T as a matrix "
        "with kernels dim columns.",
        "All pairs of rows: M[:, None] - M has the shape (B, B, kernels, dim), because NumPy repeats the axes of "
        "length 1. Which axis does the distance add up, and which one does o add up?",
        "The absolute values are summed over the last axis, k, before the exponential; the exponentials over j, after "
        "it. np.hstack puts two arrays with B rows side by side.",
    ),
    explanation="""
        For B equal rows all o are B, and for rows far apart they are 1, the row's closeness to itself. If G collapses,
        D tells its batch by large o, and G's gradient, through M, drives its rows apart: with c, which is not small for
        rows that are near. But o depends on the batch's size, and on what else is in the batch. So real and generated
        rows go through D in two batches of one size, and D(x) of a single row has no meaning any more.
    """,
    in_numgan=(layers.MinibatchDiscrimination.forward,),
    draw=draw,
    returns=("y",),
    known=(
        Known(
            (
                np.array([[0.0], [1.0], [3.0]]),
                np.array([[[np.log(2), -np.log(2)], [2 / 3 * np.log(3), 1 / 3 * np.log(3)], [0.0, 0.0]]]),
            ),
            np.array([[0.0, 81 / 64, 37 / 27, 3.0], [1.0, 21 / 16, 13 / 9, 3.0], [3.0, 69 / 64, 31 / 27, 3.0]]),
            "rows at a distance of u in x have c = exp(-2 u log 2) = 4^-u in kernel 0, 3^-u in kernel 1, and 1 "
            "in kernel 2; the distances are 1, 3 and 2: o of row 0 is 1 + 1/4 + 1/64, 1 + 1/3 + "
            "1/27 and 3",
        ),
    ),
    extremes=(FAR, ALONE, (np.full((4, 2), 3.0), np.full((2, 3, 2), 0.25))),
    mutants=(
        Mutant(
            without_itself,
            "j = i too",
            cause="o leaves out the row itself, whose closeness is 1: the sum has j = i too",
        ),
        Mutant(
            mean_over_rows,
            "not averaged",
            cause="o is the mean over the rows j: the closeness is added up, not averaged",
        ),
        Mutant(
            euclidean,
            "absolute differences",
            cause="the distance has a root of squares: here it is the sum of absolute differences",
        ),
        Mutant(
            squared,
            "absolute differences",
            cause="the distance has squares: here it is the sum of absolute differences",
        ),
        Mutant(
            sum_of_distances,
            "exp(-distance)",
            cause="these are distances: take exp(-distance) before you add them up, so that near rows count",
        ),
        Mutant(
            mean_distance_first,
            "exp first",
            cause="the distances were averaged before exp: take exp first, and then the sum over rows",
        ),
        Mutant(
            grows_with_the_distance,
            "minus sign",
            cause="the minus sign before the distance is missing: near rows must have the larger closeness",
        ),
        Mutant(
            one_distance,
            "of its own",
            cause="all kernels have one distance together: each kernel b has one of its own, a sum over k only",
        ),
        Mutant(
            signs_cancel,
            "before the sum over k",
            cause="the differences were added up before the absolute value, so that they cancel: take absolute values "
            "before the sum over k",
        ),
        Mutant(
            exp_of_each_number,
            "one exponential for each kernel",
            cause="exp was taken of each number k by itself: add up over k first, one exponential for each kernel",
        ),
        Mutant(
            axes_exchanged,
            "sum over k, the last axis",
            cause="the distance adds up the kernels: it is a sum over k, the last axis",
        ),
        Mutant(
            mixed_up,
            "kernels before dim",
            cause="M was given the shape (B, dim, kernels), which mixes the numbers of different kernels: T has "
            "kernels before dim",
        ),
        Mutant(
            without_T,
            "between the rows of M",
            cause="the distances are those of x: they are taken between the rows of M, after T",
        ),
        Mutant(others_first, "x comes first", cause="the columns are in the wrong order: x comes first, then o"),
        Mutant(
            only_o, "y has shape", cause="this is o alone: the row's own features stand before it, so D can use both"
        ),
        Mutant(
            nearest_only,
            "all rows of the batch",
            cause="this is the closeness to the nearest row: add up over all rows of the batch",
        ),
        Mutant(
            shares,
            "not a share",
            cause="the closeness was divided by its sum, as in a softmax: c is not a share",
        ),
    ),
)
