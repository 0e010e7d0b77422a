import numpy as np

from .... import penalties
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def slope_penalty(g, weight):
    """The gradient penalty of slopes that differ from row to row, and its gradient with respect to them.

    g : (B, n), the critic's gradient dD/dx at B rows
    weight : float > 0, lambda
    Returns P, a single number: weight times the mean over all rows of (|g_i| - 1)^2; and q (B, n), the gradient of P
    with respect to g. A row with g_i = 0 has no direction: its q_i is 0, and nothing is nan. Every other row has a
    direction, even if its length is 1e-15.
    """
    norm = np.sqrt((g * g).sum(axis=1, keepdims=True))
    unit = g / np.where(norm > 0, norm, 1)
    return weight * ((norm - 1) ** 2).mean(), 2 * weight / len(g) * (norm - 1) * unit


def parts(g, axis=1):
    norm = np.linalg.norm(g, axis=axis, keepdims=True)
    return norm, g / np.where(norm > 0, norm, 1)


def divides_by_zero(g, weight):
    norm = np.linalg.norm(g, axis=1, keepdims=True)
    return weight * ((norm - 1) ** 2).mean(), 2 * weight * (norm - 1) * g / norm / len(g)


def eps_in_root(g, weight):
    norm = np.sqrt((g * g).sum(axis=1, keepdims=True) + 1e-12)
    return weight * ((norm - 1) ** 2).mean(), 2 * weight * (norm - 1) * g / norm / len(g)


def of_all_rows(g, weight):
    norm, unit = parts(g, None)
    return weight * ((norm - 1) ** 2).mean(), 2 * weight * (norm - 1) * unit


def of_columns(g, weight):
    norm, unit = parts(g, 0)
    return weight * ((norm - 1) ** 2).mean(), 2 * weight * (norm - 1) * unit / g.shape[1]


def of_the_mean_norm(g, weight):
    norm, unit = parts(g)
    return weight * (norm.mean() - 1) ** 2, 2 * weight * (norm.mean() - 1) * unit / len(g)


def no_batch(g, weight):
    norm, unit = parts(g)
    return weight * ((norm - 1) ** 2).mean(), 2 * weight * (norm - 1) * unit


def not_a_unit(g, weight):
    norm, _ = parts(g)
    return weight * ((norm - 1) ** 2).mean(), 2 * weight * (norm - 1) * g / len(g)


def rows_of_zeros_left_out(g, weight):
    norm, unit = parts(g)
    some = norm > 0
    P = weight * ((norm[some] - 1) ** 2).mean() if some.any() else 0.0
    return P, 2 * weight / max(some.sum().item(), 1) * (norm - 1) * unit


def to_zero(g, weight):
    return weight * (g * g).sum(axis=1).mean(), 2 * weight / len(g) * g


def squared(g, weight):
    square = (g * g).sum(axis=1, keepdims=True)
    return weight * ((square - 1) ** 2).mean(), 4 * weight * (square - 1) * g / len(g)


def draw(rng):
    B, n = (int(n) for n in rng.choice(np.arange(3, 7), size=2, replace=False))
    g = rng.normal(size=(B, n))
    g *= rng.uniform(0.3, 2.5, (B, 1)) / np.linalg.norm(g, axis=1, keepdims=True)
    return g, float(rng.uniform(1.5, 12))


def loss(g, weight):
    return weight * ((np.sqrt(np.einsum("ij,ij->i", g, g)) - 1) ** 2).mean()


EXERCISE = Exercise(
    slope_penalty,
    title="The penalty by the slopes",
    statement=r"""
        A deep critic has a different gradient $g_i = \nabla_{\tilde x} D(\tilde x_i)$ at each row, and its penalty is
        $$P = \frac{\lambda}{B} \sum_i (|g_i| - 1)^2, \qquad |g_i| = \sqrt{\textstyle\sum_k g_{ik}^2}.$$
        The first step to $\partial P / \partial W$ is $q = \partial P / \partial g$, which has one row for each row of
        $g$; how the weights make $g$ is the subject of the exercise after this one. The penalty draws each row to
        length 1 along the row's own direction.

        One case needs care: where all ReLU units of $D$ are off, $g_i$ is exactly 0. A row of length 0 has no
        direction, and $0 / 0$ would make every weight of $D$ nan in one step. For such a row $q_i = 0$; in $P$ it
        counts like every other row.

        Write $P$ and $q$.
    """,
    source="Gulrajani et al. 2017, eq. 3",
    notebook=12,
    hints=(
        "One row, with pen and paper: what is the derivative of |g| with respect to the entry g_k?",
        "The norms are a column, (B, 1), so that they act on whole rows: sum over the columns with axis=1 and "
        "keepdims=True.",
        "A row of q is 2 weight / B, times the norm minus 1, times the unit vector of the row. For the unit vector "
        "divide by the norm where it is above 0, and by 1 where it is not: np.where makes such a column.",
    ),
    explanation="""
        d|g|/dg = g / |g|. Where the norm is 0 the row is divided by 1, and stays 0. Many programs write
        sqrt(sum + 1e-12) instead: that is finite too, but it makes a length of 1e-6 out of 0. The mean over rows is
        part of P, so q has its 1 / B, and no later step divides by B again.
    """,
    in_numgan=(penalties.Penalty.height, penalties.Penalty.gradient),
    draw=draw,
    returns=("P", "q"),
    known=(
        Known(
            (np.array([[3.0, 4.0], [0.0, 0.5], [0.0, -1.0]]), 12.0),
            (65.0, np.array([[19.2, 25.6], [0.0, -4.0], [0.0, 0.0]])),
            "the norms are 5, 1/2 and 1: P = 12 (16 + 1/4 + 0) / 3; with 2 * 12 / 3 = 8 the rows of q are "
            "8 * 4 * (0.6, 0.8), 8 * -1/2 * (0, 1) and 8 * 0 * (0, -1)",
        ),
        Known(
            (np.array([[0.0, 0.0], [0.0, -2.0], [0.0, 0.0]]), 6.0),
            (6.0, np.array([[0.0, 0.0], [0.0, -4.0], [0.0, 0.0]])),
            "the norms are 0, 2 and 0: P = 6 (1 + 1 + 1) / 3; two rows have no direction, and the other row of q is "
            "2 * 6 / 3 * 1 * (0, -1)",
        ),
    ),
    gradients=(Gradient("q", "g", loss),),
    extremes=(
        (np.zeros((3, 2)), 10.0),
        (np.array([[3e-15, 4e-15], [0.0, 0.0], [600.0, -800.0]]), 10.0),
        (np.array([[0.3, -0.6]]), 10.0),  # one row
        (np.array([[2.0], [-0.5]]), 10.0),  # one column
    ),
    factors=lambda g, weight: {
        1 / weight: "weight is missing: it multiplies P, and so q as well",
        0.5: "halved: there is no 1/2 in P, and the derivative of the square has a factor 2",
        **batch_factors(len(g)),
    },
    mutants=(
        Mutant(
            divides_by_zero,
            "0 / 0",
            cause="a row of zeros gives 0 / 0: divide by the norm only where it is above 0, and leave q = 0 there",
        ),
        Mutant(
            eps_in_root,
            "under the root",
            cause="an epsilon under the root gives a row of zeros a length, so P is wrong in the sixth digit: leave "
            "the norm as it is, and divide by it only where it is above 0",
        ),
        Mutant(
            of_all_rows,
            "of the whole array",
            cause="this is the norm of the whole array: each row has a norm of its own, along axis=1",
        ),
        Mutant(
            of_columns, "of the columns", cause="these are the norms of the columns: take the norm of each row, axis=1"
        ),
        Mutant(
            of_the_mean_norm,
            "only the mean slope",
            cause="only the mean slope is drawn to 1: subtract 1 and square for each row, and take the mean afterwards",
        ),
        Mutant(
            rows_of_zeros_left_out,
            "count in P",
            cause="the mean leaves out rows of zeros: they count in P, with (0 - 1)^2, and in the number of rows B",
        ),
        Mutant(
            to_zero,
            "to 0 and not to 1",
            cause="this penalty draws the slopes to 0 and not to 1: subtract 1 from each norm before the square",
        ),
        Mutant(no_batch, "that is the batch; divide by B"),
        Mutant(
            not_a_unit,
            "the unit vector",
            cause="q has the factor g: it must be the unit vector g / |g| instead, the derivative of the norm",
        ),
        Mutant(squared, "not its square", cause="this is the penalty (|g|^2 - 1)^2: take the norm, not its square"),
    ),
)
