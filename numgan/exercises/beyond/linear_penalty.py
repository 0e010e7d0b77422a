import numpy as np

from ... import penalties
from ..exercise import Exercise, Gradient, Known, Mutant
from ..wording import batch_factors


def linear_penalty(x, w, b, weight):
    """The gradient penalty of a linear critic D(x) = x w + b, and its gradients.

    x : (B, n), the rows at which the slope is looked at
    w : (n, 1), not all 0;  b : (1,)
    weight : float > 0
    Returns P, a single number: weight times the mean over rows of (|dD/dx| - 1)^2; dw (n, 1) and db (1,), its gradients
    by w and b, of their dtype.
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
    slope = np.ones((len(x), 1)) @ w.T  # dD/dx, one gradient a row
    return weight * ((np.linalg.norm(slope, axis=1) - 1) ** 2).mean()


EXERCISE = Exercise(
    linear_penalty,
    title="The gradient penalty of a linear critic",
    statement=r"""
        The gradient penalty looks at the slope of $D$ at some rows $\tilde x_i$ (Gulrajani et al. 2017, eq. 3),
        $$P = \frac{\lambda}{B} \sum_i \left( |\nabla_{\tilde x} D(\tilde x_i)| - 1 \right)^2,$$
        and $D$ needs $\partial P / \partial w$: the gradient of something made of a gradient. Take the smallest critic
        there is, $D(x) = x w + b$. What is its slope, at which rows? Everything follows in closed form, and any code
        for the real thing can be tested with it.

        Look at what pulls on $w$: a vector along $w$ itself, outwards where $D$ is too flat, inwards where it is too
        steep. And what has $P$ to say about $b$?

        Write $P$, $\partial P / \partial w$ and $\partial P / \partial b$.
    """,
    source="Gulrajani et al. 2017, eq. 3",
    notebook=12,
    hints=(
        "By x, the derivative of x w + b is the same at every row, and b is not in it.",
        "So P is a function of the length |w| alone. The derivative of that length by w is the unit vector along w.",
        "The outer derivative is twice lambda times what |w| has in excess of 1; it multiplies the unit vector along "
        "w. The rows' shares are all equal, so their mean is one of them.",
    ),
    explanation="""
        d|w|/dw = w / |w|, so the pull has the size 2 lambda ||w| - 1| whatever w's direction. The penalty is on the
        length and not on its square: (|w|^2 - 1)^2 has its minimum in the same place and another slope. A bias shifts
        all scores and changes no slope: db = 0, in deep critics too.
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
            (np.array([[1.0, 2.0]]), np.array([[0.3], [0.4]]), np.array([0.0]), 10.0),
            (2.5, np.array([[-6.0], [-8.0]]), np.array([0.0])),
            "|w| = 1/2, too flat: P = 10 / 4, and dw = 20 * -1/2 * (0.6, 0.8), which descent takes as outwards",
        ),
    ),
    gradients=(Gradient("dw", "w", loss), Gradient("db", "b", loss)),
    factors=lambda x, w, b, weight: {
        1 / weight: "weight is missing: it multiplies P, and so the gradient as well",
        0.5: "halved: the derivative of the square brings a factor 2",
        **batch_factors(len(x)),
    },
    mutants=(
        Mutant(
            squared_slope,
            "not its square",
            cause="this penalises (|w|^2 - 1)^2: the paper takes the norm, not its square",
        ),
        Mutant(
            no_direction,
            "the unit vector along w",
            cause="dw has no direction: the derivative of |w| by w is the unit vector along w",
        ),
        Mutant(by_w, "the unit vector", cause="dw has w where the unit vector w / |w| belongs, |w|'s derivative by w"),
        Mutant(weight_forgotten, "weight is missing"),
        Mutant(summed, "that is the batch; divide by B"),
        Mutant(
            one_sided,
            "one-sided",
            cause="this penalty is one-sided and spares slopes below 1; the paper's pulls them up as well",
        ),
        Mutant(no_one, "to 0 and not to 1", cause="this draws the slope to 0 and not to 1: it penalises |w|^2"),
        Mutant(
            of_the_score,
            "the slope of D",
            cause="it is the slope of D that is to be 1: here D's score itself was taken",
        ),
        Mutant(bias_learns, "b is not in it", cause="db must be 0: D's slope is w, and b is not in it"),
    ),
)
