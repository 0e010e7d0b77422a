import numpy as np

from .... import evaluation
from ....evaluation.kernel_distance import _mmd
from ...exercise import Exercise, Known, Mutant


def mmd_unbiased(x, y):
    """The squared maximum mean discrepancy of two sets of rows, without bias, with the kernel (x . y / d + 1)^3.

    x : (M, d), M >= 2, features of one set of rows
    y : (N, d), N >= 2, of the other; N may differ from M
    Returns a single number, which may be below 0.
    """
    d = x.shape[1]
    kxx, kyy, kxy = (x @ x.T / d + 1) ** 3, (y @ y.T / d + 1) ** 3, (x @ y.T / d + 1) ** 3
    M, N = kxy.shape
    among_x = (kxx.sum() - kxx.trace()) / (M * (M - 1))
    among_y = (kyy.sum() - kyy.trace()) / (N * (N - 1))
    return among_x + among_y - 2 * kxy.mean()


def cubic(x, y):
    return (x @ y.T / x.shape[1] + 1) ** 3


def estimate(x, y, kernel=cubic):
    M, N = len(x), len(y)
    kxx, kyy = kernel(x, x), kernel(y, y)
    among_x, among_y = (kxx.sum() - np.trace(kxx)) / M / (M - 1), (kyy.sum() - np.trace(kyy)) / N / (N - 1)
    return among_x + among_y - 2 * kernel(x, y).mean()


def diagonal_kept(x, y):
    return cubic(x, x).mean() + cubic(y, y).mean() - 2 * cubic(x, y).mean()


def diagonal_counted(x, y):
    M, N = len(x), len(y)
    kxx, kyy = cubic(x, x), cubic(y, y)
    among_x, among_y = (kxx.sum() - np.trace(kxx)) / M**2, (kyy.sum() - np.trace(kyy)) / N**2
    return among_x + among_y - 2 * cubic(x, y).mean()


def diagonal_kept_and_not_counted(x, y):
    M, N = len(x), len(y)
    return cubic(x, x).sum() / M / (M - 1) + cubic(y, y).sum() / N / (N - 1) - 2 * cubic(x, y).mean()


def cross_without_diagonal(x, y):
    M, N = len(x), len(y)
    kxx, kyy, kxy = cubic(x, x), cubic(y, y), cubic(x, y)
    among_x, among_y = (kxx.sum() - np.trace(kxx)) / M / (M - 1), (kyy.sum() - np.trace(kyy)) / N / (N - 1)
    return among_x + among_y - 2 * (kxy.sum() - np.trace(kxy)) / (M * N - min(M, N))


def half_of_the_pairs(x, y):
    M, N = len(x), len(y)
    kxx, kyy = cubic(x, x), cubic(y, y)
    among_x, among_y = np.triu(kxx, 1).sum() / M / (M - 1), np.triu(kyy, 1).sum() / N / (N - 1)
    return among_x + among_y - 2 * cubic(x, y).mean()


def cross_once(x, y):
    return estimate(x, y) + cubic(x, y).mean()


def cross_added(x, y):
    return estimate(x, y) + 4 * cubic(x, y).mean()


def not_divided_by_d(x, y):
    return estimate(x, y, lambda x, y: (x @ y.T + 1) ** 3)


def no_one(x, y):
    return estimate(x, y, lambda x, y: (x @ y.T / x.shape[1]) ** 3)


def squared(x, y):
    return estimate(x, y, lambda x, y: (x @ y.T / x.shape[1] + 1) ** 2)


def root_of_d(x, y):
    return estimate(x, y, lambda x, y: (x @ y.T / np.sqrt(x.shape[1]) + 1) ** 3)


def gaussian(x, y):
    return estimate(x, y, lambda x, y: np.exp(-((x[:, None] - y) ** 2).sum(axis=2) / (2 * x.shape[1])))


def not_below_0(x, y):
    return max(float(estimate(x, y)), 0.0)


def root(x, y):
    return np.sqrt(np.maximum(estimate(x, y), 0))


def of_the_means(x, y):
    return np.square(x.mean(axis=0) - y.mean(axis=0)).sum()


def draw(rng):
    M, N, d = (int(n) for n in rng.choice(np.arange(3, 9), size=3, replace=False))
    return rng.normal(size=(M, d)), rng.normal(rng.uniform(-0.5, 0.5), rng.uniform(0.6, 1.2), size=(N, d))


def terms(x, y):
    """The size of what cancels."""
    return max(cubic(np.abs(a), np.abs(b)).max() for a in (x, y) for b in (x, y))


def without_bias(fn, rng):
    values = [float(fn(*rng.normal(size=(2, 3, 2)))) for _ in range(800)]
    mean, chance = np.mean(values), np.std(values) / np.sqrt(800)
    if np.min(values) >= 0:
        return (
            "of 800 pairs of sets from one distribution none gave a number below 0: without bias about half are below"
        )
    if not abs(mean) <= 5 * chance:
        return (
            f"over 800 pairs of sets from one distribution the mean is {mean:.3g}, and without bias it is 0, +-"
            f"{chance:.2g}: leave the diagonals out, and do not count them"
        )
    return None


EXERCISE = Exercise(
    mmd_unbiased,
    title="The kernel distance of two sets of rows",
    statement=r"""
        The Frechet distance compares two Gaussians, and from few samples it comes out too large. The kernel distance
        (Binkowski et al. 2018, KID) assumes no Gaussians, and has no bias. A kernel $k(x, y)$ says how alike two rows
        are, and two distributions $p$ and $q$ are as far apart as
        $$\mathrm{MMD}^2 = E[k(x, x')] + E[k(y, y')] - 2 E[k(x, y)], \qquad
        k(x, y) = \left( \frac{x \cdot y}{d} + 1 \right)^3,$$
        with $x$ and $x'$ from $p$, $y$ and $y'$ from $q$, all independent, and $d$ the number of columns. (A cube
        compares means, second and third moments.) From rows $x_1 \dots x_M$ and $y_1 \dots y_N$ each expectation
        becomes a mean. But $x'$ is *another* row than $x$: a row with itself, $k(x_i, x_i)$, is no example of
        $k(x, x')$, and would make the sum too large. A row of the one set and any row of the other are always
        independent.

        Write this estimate. If $p = q$ it is 0 on average, so it is often below 0.
    """,
    source="Gretton et al. 2012, lemma 6; Binkowski et al. 2018 (KID)",
    notebook=15,
    hints=(
        "The products of all pairs are one matrix product: x @ y.T is (M, N). How many pairs of two different rows "
        "does a set of M rows have, in both orders?",
        "The means are over M (M - 1) pairs, over N (N - 1) pairs, and over all M N pairs.",
        "Cube the three arrays entry by entry. kxx.sum() is over all entries, and kxx.trace() is the sum on the "
        "diagonal: take it off, and divide by the number of entries that are left. The mean over pairs of both sets is "
        "subtracted twice.",
    ),
    explanation="""
        With the diagonal in, two sets from one distribution have a positive distance, which falls as 1 / M: so sets of
        different sizes cannot be compared. This is what the Frechet distance does too, and it has no such cure. The
        price is a number that may be negative: it has to be, if its mean is 0. numgan takes the mean over several
        blocks of rows, and their scatter says how far it can be trusted.
    """,
    in_numgan=(_mmd, evaluation.kernel_distance),
    draw=draw,
    returns=("mmd2",),
    known=(
        Known(
            (np.array([[0.0, 0.0], [2.0, 0.0]]), np.array([[1.0, 1.0], [-1.0, -1.0]])),
            -4.0,
            "the rows of x have the product 0 and k = 1, those of y -2 and k = (-1 + 1)^3 = 0; of the four pairs of "
            "both sets k is 1, 1, 8 and 0, with mean 5/2: 1 + 0 - 2 * 5/2",
        ),
        Known(
            (np.array([[1.0], [2.0], [3.0]]), np.array([[0.0], [1.0]])),
            335 / 3,
            "k(1, 2) = 27, k(1, 3) = 64 and k(2, 3) = 343, with mean 434/3; k(0, 1) = 1; of both sets 1, 1, 1, 8, 27 "
            "and 64, with mean 17: 434/3 + 1 - 34",
        ),
    ),
    extremes=(
        (np.array([[1.0, 2.0], [1.0, 2.0]]), np.array([[1.0, 2.0], [1.0, 2.0]])),  # all rows are equal
        (np.array([[30.0, 0.0], [0.0, 40.0], [-20.0, 10.0]]), np.array([[-10.0, 5.0], [3.0, 1.0]])),
        (np.array([[1e-3], [-1e-3]]), np.array([[0.0], [2e-3], [1e-3]])),
    ),
    cancels=terms,
    mutants=(
        Mutant(
            diagonal_kept,
            "a row with itself",
            cause="the diagonals are in the means: a row with itself is no pair, leave k(x_i, x_i) out",
        ),
        Mutant(
            diagonal_counted,
            "M (M - 1)",
            cause="the diagonal was left out of the sums, but counted: divide by M (M - 1), and by N (N - 1)",
        ),
        Mutant(
            diagonal_kept_and_not_counted,
            "take the diagonal off",
            cause="the numbers of pairs are right, but the sums hold k(x_i, x_i): take the diagonal off",
        ),
        Mutant(
            cross_without_diagonal,
            "belong to the mean",
            cause="the diagonal was left out between the sets as well: x_i and y_i are two different rows, and belong "
            "to the mean",
        ),
        Mutant(
            half_of_the_pairs,
            "in both orders",
            cause="each pair was added up once, and divided by a number that counts it in both orders",
        ),
        Mutant(cross_once, "twice", cause="the mean over pairs of both sets is subtracted twice, not once"),
        Mutant(cross_added, "is subtracted", cause="the mean over pairs of both sets was added, and it is subtracted"),
        Mutant(
            not_divided_by_d,
            "divide them by d",
            cause="the products were not divided by the number of columns: divide them by d before you add 1",
        ),
        Mutant(no_one, "the 1 is missing", cause="the 1 is missing in the kernel: add it before the cube"),
        Mutant(squared, "the cube", cause="the kernel was squared: take the cube"),
        Mutant(root_of_d, "not by its root", cause="divide the products by d, and not by its root"),
        Mutant(
            gaussian,
            "Gaussian kernel",
            cause="this is a Gaussian kernel of the distance: here k is the cube of x . y / d + 1",
        ),
        Mutant(
            not_below_0,
            "may be below 0",
            cause="numbers below 0 were made 0, which brings a bias again: the estimate may be below 0",
        ),
        Mutant(root, "the root", cause="this is the root: the squared distance is wanted, and it may be below 0"),
        Mutant(
            of_the_means,
            "only the means",
            cause="this compares only the means of the rows, which is what a kernel x . y does",
        ),
    ),
)
