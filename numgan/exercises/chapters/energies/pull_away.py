import numpy as np

from .... import family
from ...exercise import Exercise, Gradient, Known, Mutant


def pull_away(s):
    """The pull-away term of codes, and its gradient.

    s : (B, m), the codes of generated rows, B at least 2; no row is all zeros
    Returns P, a single number from 0 to 1, the mean squared cosine over all pairs of different rows; ds (B, m).
    """
    B, length = len(s), np.sqrt((s * s).sum(axis=1, keepdims=True))
    u = s / length
    c = u @ u.T
    np.fill_diagonal(c, 0)
    du = 4 / (B * (B - 1)) * c @ u
    return (c**2).sum() / (B * (B - 1)), (du - (du * u).sum(axis=1, keepdims=True) * u) / length


def passes(s):
    length = np.linalg.norm(s, axis=1, keepdims=True)
    u = s / length
    c = u @ u.T
    np.fill_diagonal(c, 0)
    return length, u, c, len(s) * (len(s) - 1)


def back(du, u, length):
    return ((du - (du * u).sum(axis=1, keepdims=True) * u) / length).astype(u.dtype)


def no_square(s):
    length, u, c, pairs = passes(s)
    return c.sum() / pairs, back(2 * (u.sum(axis=0) - u) / pairs, u, length)


def absolute_cosine(s):
    length, u, c, pairs = passes(s)
    return np.abs(c).sum() / pairs, back(2 * np.sign(c) @ u / pairs, u, length)


def own_pairs_too(s):
    P, ds = pull_away(s)
    B = len(s)
    return (P * (B - 1) + 1) / B, ds * ((B - 1) / B)


def all_pairs_counted(s):
    B = len(s)
    return tuple(part * ((B - 1) / B) for part in pull_away(s))


def own_pairs_in_the_sum(s):
    P, ds = pull_away(s)
    return P + 1 / (len(s) - 1), ds


def not_normalised(s):
    pairs = len(s) * (len(s) - 1)
    c = s @ s.T
    np.fill_diagonal(c, 0)
    return (c**2).sum() / pairs, (4 / pairs * c @ s).astype(s.dtype)


def each_pair_once_in_the_sum(s):
    return tuple(part / 2 for part in pull_away(s))


def half_of_the_gradient(s):
    P, ds = pull_away(s)
    return P, ds / 2


def square_forgotten(s):
    P, ds = pull_away(s)
    return P, ds / 4


def length_is_constant(s):
    length, u, c, pairs = passes(s)
    return (c**2).sum() / pairs, 4 / pairs * c @ u / length


def gradient_of_directions(s):
    _, u, c, pairs = passes(s)
    return (c**2).sum() / pairs, 4 / pairs * c @ u


def not_divided_by_the_length(s):
    P, ds = pull_away(s)
    return P, ds * np.linalg.norm(s, axis=1, keepdims=True)


def pulls_together(s):
    P, ds = pull_away(s)
    return P, -ds


def summed(s):
    pairs = len(s) * (len(s) - 1)
    return tuple(part * pairs for part in pull_away(s))


def gradient_averaged(s):
    P, ds = pull_away(s)
    return P, ds / len(s)


def draw(rng):
    B, m = (int(size) for size in rng.choice(np.arange(3, 8), size=2, replace=False))
    return (rng.normal(0.2, 1, (B, m)),)


def term(s):
    total, B = 0.0, len(s)
    for i in range(B):
        for j in range(B):
            if i != j:
                total += (s[i] @ s[j]) ** 2 / ((s[i] @ s[i]) * (s[j] @ s[j]))
    return float(total / (B * (B - 1)))


EXERCISE = Exercise(
    pull_away,
    title="Codes that keep apart: the pull-away term",
    statement=r"""
        A $G$ that found one row of low energy would make it again and again. EBGAN has a term against this: the codes
        $s_i$ that $D$'s encoder gives to the generated rows of a batch should point in different directions,
        $$P = \frac{1}{B (B - 1)} \sum_i \sum_{j \ne i} \Bigl( \frac{s_i \cdot s_j}{|s_i|\, |s_j|} \Bigr)^2.$$
        It is 1 if all codes are on one line, and 0 if each is at right angles to all others. Only directions count: a
        code that is made longer changes nothing. So its gradient has no part along the code itself. Write
        $u_i = s_i / |s_i|$ and $c_{ij} = u_i \cdot u_j$, and derive the gradient with respect to $u$ first: each $u_i$
        stands in how many of the terms?

        Write $P$ and its gradient with respect to $s$.
    """,
    source="Zhao, Mathieu & LeCun 2017 (EBGAN), section 2.4",
    notebook=20,
    hints=(
        "u u^T holds all cosines. Its diagonal is 1, and belongs to no pair: np.fill_diagonal(c, 0).",
        "c_ij^2 stands in the sum twice, as (i, j) and as (j, i), and the square brings another 2: du_i = "
        "4 sum_j c_ij u_j / (B (B - 1)).",
        "From u = s / |s| back to s: take away the part of du along u, (du . u) u, for each row, and divide by the "
        "row's length. keepdims=True keeps the columns (B, 1).",
    ),
    explanation="""
        Two rows at an acute angle push each other apart until they are at right angles, not further: beyond that the
        square pulls them back. More than m codes of m numbers cannot all be at right angles, so P has a floor above 0.
        Some programs leave out the square. Then opposite codes are the best, and a mean code of 0 is enough. Like
        minibatch discrimination, it is a look at the whole batch, but without anything to learn.
    """,
    in_numgan=(family.energy.pull_away,),
    draw=draw,
    returns=("P", "ds"),
    known=(
        Known(
            (np.array([[3.0, 0.0], [1.0, 1.0]]),),
            (0.5, np.array([[0.0, 1 / 3], [0.5, -0.5]])),
            "the cosine is 1 / sqrt 2, so P = (1/2 + 1/2) / 2. du = 4/2 c u_j: (1, 1) for row 0 and sqrt 2 (1, 0) for "
            "row 1; without their parts along u: (0, 1), and (1, -1) / sqrt 2; divided by the lengths 3 and sqrt 2",
        ),
        Known(
            (np.array([[1.0, 0.0, 0.0], [0.0, -2.0, 0.0], [0.0, 0.0, 0.5]]),),
            (0.0, np.zeros((3, 3))),
            "all at right angles: nothing pulls",
        ),
        Known(
            (np.array([[1.0, 2.0], [-2.0, -4.0], [0.5, 1.0]]),),
            (1.0, np.zeros((3, 2))),
            "all on one line, in whatever direction: P = 1, and no way out, because a maximum has the gradient 0",
        ),
    ),
    gradients=(Gradient("ds", "s", term),),
    extremes=((np.array([[1e6, 1.0], [-2e6, 3e6]]),), (np.array([[1e-6, 2e-6], [3.0, 1.0], [0.5, -0.25]]),)),
    cancels=lambda s: 1 / float(np.sqrt((s * s).sum(axis=1)).min()),
    factors=lambda s: {
        0.5: "halved: each pair counts twice in the sum, and twice among the B (B - 1)",
        float(len(s) * (len(s) - 1)): "the sum was not divided by the number of pairs, B (B - 1)",
    },
    mutants=(
        Mutant(
            no_square,
            "are squared",
            cause="the cosines are added up as they are: they are squared, or opposite codes would be the best",
        ),
        Mutant(
            absolute_cosine,
            "the square",
            cause="these are absolute cosines: take the square",
        ),
        Mutant(
            own_pairs_too,
            "a row with itself",
            cause="each row was paired with itself too: a row with itself is no pair, and there are B (B - 1) of them",
        ),
        Mutant(
            all_pairs_counted,
            "B (B - 1)",
            cause="it was divided by B^2: without the diagonal there are B (B - 1) pairs",
        ),
        Mutant(
            own_pairs_in_the_sum,
            "the diagonal",
            cause="the diagonal is in P, with B ones: a row and itself are no pair",
        ),
        Mutant(
            not_normalised,
            "the lengths",
            cause="the lengths of the codes were not divided out: only directions count",
        ),
        Mutant(
            each_pair_once_in_the_sum,
            "each pair counts twice",
            cause="each pair was counted once and divided by B (B - 1): each pair counts twice in the sum",
        ),
        Mutant(
            half_of_the_gradient,
            "as (j, i) too",
            cause="P is right, and ds is half of what it must be: c_ij is in the sum as (j, i) too",
        ),
        Mutant(
            square_forgotten,
            "in four ways",
            cause="P is right, and ds is a quarter of what it must be: the square and the second place of each pair "
            "both bring a 2; u_i acts in four ways",
        ),
        Mutant(
            length_is_constant,
            "along the code itself",
            cause="the length was treated as a constant: take away the part of du along the code itself",
        ),
        Mutant(
            gradient_of_directions,
            "with respect to u",
            cause="this is the gradient with respect to u: go on to s = |s| u",
        ),
        Mutant(
            not_divided_by_the_length,
            "a long code turns slowly",
            cause="ds was not divided by the length: a long code turns slowly",
        ),
        Mutant(
            pulls_together,
            "ds has the wrong sign",
            cause="ds has the wrong sign: it is the gradient of P, which G descends",
        ),
        Mutant(
            summed,
            "divided by the number of pairs",
            cause="the sum was not divided by the number of pairs, B (B - 1)",
        ),
        Mutant(
            gradient_averaged,
            "once too often",
            cause="P is right, and ds was divided by B once too often",
        ),
    ),
)
