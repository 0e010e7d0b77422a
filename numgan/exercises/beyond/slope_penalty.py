import numpy as np

from ... import penalties
from ..exercise import Exercise, Gradient, Known, Mutant
from ..wording import batch_factors


def slope_penalty(g, weight):
    """The gradient penalty of slopes that differ from row to row, and its gradient by them.

    g : (B, n), the critic's gradient dD/dx at B rows
    weight : float > 0
    Returns P, a single number: weight times the mean over rows of (|g_i| - 1)^2; and q (B, n), its gradient by g, of
    g's dtype. A row with g_i = 0 has no direction: its q_i is 0, and nothing is nan.
    """
    norm = np.sqrt((g * g).sum(axis=1, keepdims=True))
    P = weight * ((norm - 1) ** 2).mean()
    excess = np.divide(norm - 1, norm, out=np.zeros_like(norm), where=norm > 0)
    return P, 2 * weight / len(g) * excess * g


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
        On the way to $\partial P / \partial W$ the first stop is $q = \partial P / \partial g$, one row for each row of
        $g$; how the weights make $g$ is a matter of its own. Each row is drawn to length 1 along its own direction.

        One case needs care: where all ReLU units of $D$ are off, $g_i$ is exactly 0. Length 0 has no direction, and
        $0 / 0$ would make every weight of $D$ nan in one step. Such a row is to be left alone, $q_i = 0$; in $P$ it
        counts as it should.

        Write $P$ and $q$.
    """,
    source="Gulrajani et al. 2017, eq. 3",
    notebook=12,
    hints=(
        "One row, by pen and paper: what is the derivative of |g| by the entry g_k?",
        "The norms are a column, (B, 1), so that they act on whole rows: sum over the columns with keepdims=True.",
        "q's row is twice the weight, over B, times the row's excess over 1, times the row's unit vector. Divide by "
        "the norm where it is above 0, and by anything else where it is not.",
    ),
    explanation="""
        d|g|/dg = g / |g|. With where= the division is left out where the norm is 0, and what stands in out stays: 0.
        Many programs write sqrt(sum + 1e-12) instead, finite too, but with that a length of 0 is 1e-6. The mean over
        rows is part of P: its 1 / B enters q here, once and for all.
    """,
    in_numgan=(penalties.Penalty.height, penalties.Penalty.gradient),
    draw=draw,
    returns=("P", "q"),
    known=(
        Known(
            (np.array([[3.0, 4.0], [0.0, 0.5], [0.0, -1.0]]), 12.0),
            (65.0, np.array([[19.2, 25.6], [0.0, -4.0], [0.0, 0.0]])),
            "the norms are 5, 1/2 and 1: P = 12 (16 + 1/4 + 0) / 3; with 2 * 12 / 3 = 8 the rows of q are "
            "8 * 4 * (0.6, 0.8), 8 * -1/2 * (0, 1) and 0",
        ),
        Known(
            (np.array([[0.0, 0.0], [0.0, -2.0], [0.0, 0.0]]), 3.0),
            (3.0, np.array([[0.0, 0.0], [0.0, -2.0], [0.0, 0.0]])),
            "the norms are 0, 2 and 0: P = 3 (1 + 1 + 1) / 3; two rows have no direction, the other is 1 too long",
        ),
    ),
    gradients=(Gradient("q", "g", loss),),
    extremes=((np.zeros((3, 2)), 10.0),),
    factors=lambda g, weight: {
        1 / weight: "weight is missing: it multiplies P, and so q as well",
        0.5: "halved: the derivative of the square brings a factor 2",
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
            cause="an epsilon under the root gives a row of zeros a length, and P is off in the sixth digit: leave the "
            "norm as it is, and divide only where it is above 0",
        ),
        Mutant(
            of_all_rows,
            "of the whole array",
            cause="this is the norm of the whole array: each row has a slope of its own, the norm along axis 1",
        ),
        Mutant(
            of_columns, "down each column", cause="the norms run down each column: a slope belongs to a row, axis=1"
        ),
        Mutant(
            of_the_mean_norm,
            "only the mean slope",
            cause="only the mean slope is drawn to 1, so a steep row makes up for a flat one: square row by row first",
        ),
        Mutant(no_batch, "that is the batch; divide by B"),
        Mutant(
            not_a_unit,
            "the unit vector",
            cause="q has g where the unit vector g / |g| belongs, the derivative of the norm",
        ),
        Mutant(squared, "not its square", cause="this penalises (|g|^2 - 1)^2: the norm is to be 1, not its square"),
    ),
)
