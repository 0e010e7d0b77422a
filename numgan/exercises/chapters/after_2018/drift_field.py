import numpy as np

from .... import family
from ....family import drifting
from ...exercise import Exercise, Known, Mutant


def drift_field(x, data, reach):
    """How each generated row should move: towards the data, and away from the other generated rows.

    x : (B, n), B >= 2, generated rows
    data : (M, n)
    reach : float > 0, the distance at which the kernel is 1 / e
    Returns V (B, n). Nothing is nan or 0 / 0, also where all distances are 1000 times the reach.
    """
    y, M = np.vstack([data, x]), len(data)
    logits = -np.linalg.norm(x[:, None] - y, axis=2) / reach  # (B, M + B)
    np.fill_diagonal(logits[:, M:], -np.inf)
    over_y = np.exp(logits - logits.max(axis=1, keepdims=True))
    over_x = np.exp(logits - logits.max(axis=0))
    a = np.sqrt(over_y / over_y.sum(axis=1, keepdims=True) * over_x / over_x.sum(axis=0))
    to_data, to_others = a[:, :M], a[:, M:]
    attraction = to_others.sum(axis=1, keepdims=True) * (to_data @ data)
    return attraction - to_data.sum(axis=1, keepdims=True) * (to_others @ x)


def logits_of(x, data, reach, itself=-np.inf):
    logits = -np.linalg.norm(x[:, None] - np.vstack([data, x]), axis=2) / reach
    if itself is not None:
        np.fill_diagonal(logits[:, len(data) :], itself)
    return logits


def softmax(logits, axis):
    shares = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return shares / shares.sum(axis=axis, keepdims=True)


def both(logits):
    return np.sqrt(softmax(logits, 1) * softmax(logits, 0))


def field(a, x, data):
    plus, minus = a[:, : len(data)], a[:, len(data) :]
    V = minus.sum(axis=1, keepdims=True) * (plus @ data) - plus.sum(axis=1, keepdims=True) * (minus @ x)
    return V.astype(x.dtype)


def repels_itself(x, data, reach):
    return field(both(logits_of(x, data, reach, itself=None)), x, data)


def overflows(x, data, reach):
    k = np.exp(logits_of(x, data, reach))
    return field(np.sqrt(k / k.sum(axis=1, keepdims=True) * k / k.sum(axis=0)), x, data)


def over_y_only(x, data, reach):
    return field(softmax(logits_of(x, data, reach), 1), x, data)


def over_x_only(x, data, reach):
    return field(softmax(logits_of(x, data, reach), 0), x, data)


def no_root(x, data, reach):
    return field(both(logits_of(x, data, reach)) ** 2, x, data)


def no_shares(x, data, reach):
    return field(np.exp(logits_of(x, data, reach)), x, data)


def each_set_by_itself(x, data, reach):
    logits, M = logits_of(x, data, reach), len(data)
    return field(np.hstack([both(logits[:, :M]), both(logits[:, M:])]), x, data)


def squared_distances(x, data, reach):
    return field(both(-(logits_of(x, data, 1.0) ** 2) / reach), x, data)


def times_reach(x, data, reach):
    return drift_field(x, data, 1 / reach)


def attraction_only(x, data, reach):
    a = both(logits_of(x, data, reach))
    plus, minus = a[:, : len(data)], a[:, len(data) :]
    return (minus.sum(axis=1, keepdims=True) * (plus @ data)).astype(x.dtype)


def towards_data(x, data, reach):
    plus = both(logits_of(x, data, reach))[:, : len(data)]
    return (plus @ data - plus.sum(axis=1, keepdims=True) * x).astype(x.dtype)


def difference_of_sums(x, data, reach):
    a = both(logits_of(x, data, reach))
    return (a[:, : len(data)] @ data - a[:, len(data) :] @ x).astype(x.dtype)


def own_sums(x, data, reach):
    a = both(logits_of(x, data, reach))
    plus, minus = a[:, : len(data)], a[:, len(data) :]
    V = plus.sum(axis=1, keepdims=True) * (plus @ data) - minus.sum(axis=1, keepdims=True) * (minus @ x)
    return V.astype(x.dtype)


def means(x, data, reach):
    a = both(logits_of(x, data, reach))
    plus, minus = a[:, : len(data)], a[:, len(data) :]
    V = (plus @ data) / plus.sum(axis=1, keepdims=True) - (minus @ x) / minus.sum(axis=1, keepdims=True)
    return V.astype(x.dtype)


def flees_the_data(x, data, reach):
    return -drift_field(x, data, reach)


def draw(rng):
    B, M, n = (int(n) for n in rng.choice(np.arange(2, 7), size=3, replace=False))
    B = max(B, 3)
    return rng.normal(0, 1, size=(B, n)), rng.normal(0.5, 1, size=(M, n)), float(rng.uniform(0.4, 0.8))


EXERCISE = Exercise(
    drift_field,
    title="Drifting: nobody judges",
    statement=r"""
        Can $G$ learn from the data without a second network? In drifting (Deng et al. 2026) the generated rows $x_i$
        are told where to go by a formula: towards the data, and away from each other. If they have the distribution of
        the data, the two cancel on average. $G$ then descends $|x_i - y_i|^2$, where $y_i = x_i + V_i$ counts as a
        constant.

        Let $y$ run over all rows $u$ of the data and all generated rows $w$; a pair of a row with itself occurs in no
        sum. A near row counts more, by $k(x_i, y) = e^{-|x_i - y| / \rho}$ with the reach $\rho$. Two shares are made
        of these numbers, one over all $y$ and one over all generated rows $x_j$, and the weight is the geometric mean
        of both:
        $$a(x_i, y) = \sqrt{ \frac{k(x_i, y)}{\sum_{y'} k(x_i, y')} \cdot
        \frac{k(x_i, y)}{\sum_j k(x_j, y)} },$$
        $$V_i = \sum_{u, w} a(x_i, u) \, a(x_i, w) \, (u - w).$$
        Where $G$ makes many rows, $a(x_i, w)$ is large, and the pull $a(x_i, u)$ of the data is shared among many.

        Write $V$. The sum over pairs $(u, w)$ splits into products of single sums, so that no array needs three rows
        at a time.
    """,
    source="Deng, Li, Li, Du & He 2026 (arXiv 2602.04770), eq. 11 and 12, and algorithm 2",
    notebook=16,
    hints=(
        "Write the sum over pairs as two sums. In the one with u, what does the sum over w of a(x_i, w) do? It is "
        "one number for each x_i.",
        "Put data and generated rows into one array, data first: np.vstack. Then one array (B, M + B) holds all "
        "-|x_i - y| / reach. np.fill_diagonal(logits[:, M:], -np.inf) takes out each row's pair with itself, because "
        "exp(-inf) is 0.",
        "exp of all of them may be 0, and 0 / 0 is no number: subtract the largest of each row before exp, for the "
        "shares over y, and the largest of each column for the shares over x. A share does not change by this. The "
        "weight is the root of the product of the two shares; its first M columns belong to the data.",
    ),
    explanation="""
        With single sums V_i is sum_w a(x_i, w) times sum_u a(x_i, u) u, minus sum_u a(x_i, u) times sum_w a(x_i, w) w:
        two matrix products. If u and w change places V changes its sign; so it is 0 on average if data and generated
        rows come from one distribution, and G rests. That a row does not repel itself matters: at distance 0 it would
        be every row's nearest neighbour, and its share would drown all others. The reach decides what is felt: rows far
        beyond it do not know of each other, and with a very long reach all rows of a mode feel the same. In numgan the
        reach is a share of the mean distance over all pairs, so that rows of ten times the size have ten times the V.
    """,
    in_numgan=(drifting.drift_field, family.Drifting.play),
    draw=draw,
    returns=("V",),
    known=(
        Known(
            (np.array([[0.0], [np.log(4)]]), np.array([[-np.log(2)]]), 1.0),
            np.sqrt(2 / 45) * np.log(2) * np.array([[-6.0], [-1.0]]),
            "k is 1/2 and 1/8 for the row of the data, and 1/4 between the generated rows; shares over y: 2/3 and 1/3 "
            "for the first row, 1/3 and 2/3 for the second; over x: 4/5 and 1/5 for the data, 1 for the others; so V "
            "is sqrt(2/3 * 4/5) sqrt(1/3) (-log 2 - log 4) and sqrt(1/3 * 1/5) sqrt(2/3) (-log 2 - 0)",
        ),
    ),
    extremes=(
        (np.array([[0.0, 0.0], [1000.0, 0.0]]), np.array([[0.0, 1001.0], [1001.0, 1002.0]]), 1.0),  # all are far apart
        (np.array([[0.0, 1.0], [0.5, 1.0]]), np.array([[0.25, 0.0]]), 0.01),
        (np.array([[1.0], [1.0], [2.0]]), np.array([[1.0], [3.0]]), 0.5),  # two alike, one on a row of the data
        (np.array([[0.0, 1.0], [-1.0, 0.0]]), np.array([[2.0, 2.0], [1.0, 0.0], [0.5, -1.0]]), 100.0),
    ),
    mutants=(
        Mutant(
            repels_itself,
            "its pair with itself",
            cause="each row is repelled by itself, at distance 0: leave out its pair with itself",
        ),
        Mutant(
            overflows,
            "0 / 0",
            cause="where all distances are large, exp gives 0 everywhere, and 0 / 0 follows: subtract the largest of "
            "each row, or column, before exp",
        ),
        Mutant(
            over_y_only,
            "over the x as well",
            cause="the weights are shares over y only: take shares over the x as well, and the root of their product",
        ),
        Mutant(
            over_x_only,
            "over the y as well",
            cause="the weights are shares over x only: take shares over the y as well, and the root of their product",
        ),
        Mutant(no_root, "root of the product", cause="the two shares were multiplied: take the root of the product"),
        Mutant(
            no_shares,
            "must be shares",
            cause="the weights are exp(-|x - y| / reach) itself: they must be shares, over y and over x",
        ),
        Mutant(
            each_set_by_itself,
            "both sets together",
            cause="data and generated rows were made shares each by itself: the sum over y runs over both sets "
            "together",
        ),
        Mutant(
            squared_distances,
            "not its square",
            cause="the kernel has the squared distance: take the distance, not its square",
        ),
        Mutant(
            times_reach,
            "divided by the reach",
            cause="the distances were multiplied by the reach: they are divided by the reach",
        ),
        Mutant(
            attraction_only,
            "repulsion is missing",
            cause="the repulsion is missing: subtract the part with the rows w",
        ),
        Mutant(
            towards_data,
            "and not x itself",
            cause="this moves x towards the data, from where it is: in the second term stand the generated rows w, "
            "and not x itself",
        ),
        Mutant(
            difference_of_sums,
            "the other set's weights",
            cause="the sum over pairs gives each part a factor, the sum of the other set's weights: it is missing",
        ),
        Mutant(
            own_sums,
            "of the other set",
            cause="each part was multiplied by the sum of its own weights: it is the sum of the other set",
        ),
        Mutant(
            means,
            "multiplied by both sums",
            cause="this is the difference of two weighted means: V is that, multiplied by both sums of weights",
        ),
        Mutant(flees_the_data, "towards the data", cause="the sign is wrong: rows go towards the data"),
    ),
)
