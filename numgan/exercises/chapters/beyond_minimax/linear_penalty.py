import numpy as np

from .... import penalties
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def linear_penalty(x, w, b, weight):
    """The gradient penalty of a linear critic D(x) = x w + b, and its gradients.

    x : (B, n), the rows at which the penalty looks at D's slope
    w : (n, 1), not all 0, but its entries may be as small as 1e-8;  b : (1,)
    weight : float > 0, lambda
    Returns P, a single number: weight times the mean over rows of (|dD/dx| - 1)^2; dw (n, 1) and db (1,), the gradients
    of P with respect to w and b.
    """
    norm = np.sqrt((w * w).sum())
    return weight * (norm - 1) ** 2, 2 * weight * (norm - 1) * w / norm, np.zeros_like(b)


def squared_slope(x, w, b, weight):
    square = (w * w).sum()
    return weight * (square - 1) ** 2, 4 * weight * (square - 1) * w, np.zeros_like(b)


def no_direction(x, w, b, weight):
    excess = np.linalg.norm(w) - 1
    return weight * excess**2, np.full_like(w, 2 * weight * excess), np.zeros_like(b)


def by_w(x, w, b, weight):
    excess = np.linalg.norm(w) - 1
    return weight * excess**2, 2 * weight * excess * w, np.zeros_like(b)


def weight_forgotten(x, w, b, weight):
    P, dw, db = linear_penalty(x, w, b, 1.0)
    return weight * P, dw, db


def summed(x, w, b, weight):
    return linear_penalty(x, w, b, weight * len(x))


def one_sided(x, w, b, weight):
    steep = 1.0 if np.linalg.norm(w) > 1 else 0.0
    return linear_penalty(x, w, b, weight * steep)


def no_one(x, w, b, weight):
    return weight * (w * w).sum(), 2 * weight * w, np.zeros_like(b)


def of_the_score(x, w, b, weight):
    y = x @ w + b
    dy = 2 * weight * (np.abs(y) - 1) * np.sign(y) / len(x)
    return weight * ((np.abs(y) - 1) ** 2).mean(), x.T @ dy, dy.sum(axis=0)


def bias_learns(x, w, b, weight):
    P, dw, _ = linear_penalty(x, w, b, weight)
    return P, dw, np.full_like(b, 2 * weight * (np.linalg.norm(w) - 1))


def draw(rng):
    B, n = (int(n) for n in rng.choice(np.arange(3, 7), size=2, replace=False))
    w = rng.normal(size=(n, 1))
    w *= float(rng.choice([0.5, 2.0, 3.0])) * rng.uniform(0.9, 1.1) / np.linalg.norm(w)
    return rng.normal(size=(B, n)), w, rng.normal(size=1), float(rng.uniform(1.5, 12))


def loss(x, w, b, weight):
    slope = np.ones((len(x), 1)) @ w.T  # dD/dx, one gradient per row
    return weight * ((np.linalg.norm(slope, axis=1) - 1) ** 2).mean()


EXERCISE = Exercise(
    linear_penalty,
    title="The gradient penalty of a linear critic",
    statement=r"""
        The gradient penalty looks at the slope of $D$ at some rows $\tilde x_i$ (Gulrajani et al. 2017, eq. 3),
        $$P = \frac{\lambda}{B} \sum_i \left( |\nabla_{\tilde x} D(\tilde x_i)| - 1 \right)^2,$$
        and $D$ needs $\partial P / \partial w$: the gradient of something that is made of a gradient. Take the simplest
        critic, $D(x) = x w + b$. What is its slope at each row? Then there is a short formula for everything, and you
        can test code for deeper critics with it.

        Gradient descent on $P$ makes $w$ longer where $D$ is too flat, and shorter where $D$ is too steep; the
        direction of $w$ does not change. And how does $P$ depend on $b$?

        Write $P$, $\partial P / \partial w$ and $\partial P / \partial b$.
    """,
    source="Gulrajani et al. 2017, eq. 3",
    notebook=12,
    hints=(
        "The derivative of x w + b with respect to x is the same at every row, and b is not in it.",
        "So P is a function of the length |w| alone. The derivative of |w| with respect to w is the unit vector along "
        "w.",
        "The outer derivative is 2 lambda times the difference of |w| and 1; it multiplies the unit vector along w. "
        "All rows have the same slope, so the mean over rows is the value of one row.",
    ),
    explanation="""
        d|w|/dw = w / |w|, so dw has the length 2 lambda ||w| - 1|, whatever the direction of w. The penalty is on the
        length and not on its square: (|w|^2 - 1)^2 has its minimum in the same place, but another gradient. A bias
        shifts all scores and changes no slope: db = 0, in deep critics too.
    """,
    in_numgan=(penalties.Penalty.height, penalties.Penalty.gradient),
    draw=draw,
    returns=("P", "dw", "db"),
    known=(
        Known(
            (np.array([[1.0, 2.0], [0.0, 5.0], [-1.0, 1.0]]), np.array([[3.0], [4.0]]), np.array([7.0]), 10.0),
            (160.0, np.array([[48.0], [64.0]]), np.array([0.0])),
            "|w| = 5 at all three rows: P = 10 * 4^2, and dw = 20 * 4 * (3, 4) / 5",
        ),
        Known(
            (np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 1.0]]), np.array([[0.0], [0.3], [0.4]]), np.array([1.0]), 10.0),
            (2.5, np.array([[0.0], [-6.0], [-8.0]]), np.array([0.0])),
            "|w| = 1/2, too flat, at both rows: P = 10 / 4, and dw = 20 * -1/2 * (0, 0.6, 0.8); descent makes w longer",
        ),
    ),
    gradients=(Gradient("dw", "w", loss),),  # that of b is always 0, which is no work
    extremes=(
        (np.ones((2, 3)), np.array([[6e-8], [0.0], [-8e-8]]), np.array([1.0]), 10.0),
        (np.ones((2, 3)), np.array([[600.0], [0.0], [-800.0]]), np.array([1.0]), 10.0),
        (np.array([[2.0]]), np.array([[-0.5]]), np.array([1.0]), 10.0),  # one row of one column
    ),
    factors=lambda x, w, b, weight: {
        1 / weight: "weight is missing: it multiplies P, and so the gradient as well",
        0.5: "halved: there is no 1/2 in P, and the derivative of the square has a factor 2",
        **batch_factors(len(x)),
    },
    mutants=(
        Mutant(
            squared_slope,
            "not its square",
            cause="this is the penalty (|w|^2 - 1)^2: take the length |w| itself, not its square",
        ),
        Mutant(
            no_direction,
            "the unit vector along w",
            cause="all entries of dw are equal: the derivative of |w| with respect to w is the unit vector along w",
        ),
        Mutant(by_w, "the unit vector", cause="dw has the factor w: it must be the unit vector w / |w| instead"),
        Mutant(weight_forgotten, "weight is missing"),
        Mutant(summed, "that is the batch; divide by B"),
        Mutant(
            one_sided,
            "one-sided",
            cause="this penalty is one-sided, 0 for slopes below 1: it must draw them to 1 as well",
        ),
        Mutant(
            no_one,
            "to 0 and not to 1",
            cause="this penalty draws the slope to 0 and not to 1: subtract 1 from |w| before the square",
        ),
        Mutant(
            of_the_score,
            "the slope of D",
            cause="this takes D's score x w + b: take the slope of D, its derivative with respect to x",
        ),
        Mutant(bias_learns, "b is not in it", cause="db must be 0: D's slope is w, and b is not in it"),
    ),
)
