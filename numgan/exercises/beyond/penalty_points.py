import numpy as np

from ... import penalties
from ..exercise import Exercise, Known, Mutant


def penalty_points(real, fake, rng):
    """The rows at which the gradient penalty looks at the critic's slope.

    real, fake : (B, n), as many generated rows as real ones
    rng : numpy.random.Generator; take e = rng.random((B, 1)) from it, once
    Returns x (B, n), of real's dtype: row i is e_i of the way from fake's row i to real's.
    """
    e = rng.random((len(real), 1)).astype(real.dtype)
    return e * real + (1 - e) * fake


def between(e, real, fake):
    e = np.asarray(e, real.dtype)
    return e * real + (1 - e) * fake


def one_a_pixel(real, fake, rng):
    return between(rng.random(real.shape), real, fake)


def one_a_column(real, fake, rng):
    return between(rng.random(real.shape[1]), real, fake)


def one_for_all(real, fake, rng):
    return between(rng.random(), real, fake)


def other_end(real, fake, rng):
    return between(rng.random((len(real), 1)), fake, real)


def normal(real, fake, rng):
    return between(rng.normal(size=(len(real), 1)), real, fake)


def twice(real, fake, rng):
    e, another = rng.random((2, len(real), 1)).astype(real.dtype)
    return e * real + (1 - another) * fake


def own_stream(real, fake, rng):
    return between(np.random.default_rng(0).random((len(real), 1)), real, fake)


def draw(rng):
    B, n = (int(n) for n in rng.choice(np.arange(3, 8), size=2, replace=False))
    child = np.random.default_rng(int(rng.integers(2**32)))
    return rng.normal(size=(B, n)), rng.normal(size=(B, n)), child


def on_the_line(fn, rng):
    real, fake = rng.normal(size=(30, 5)), rng.normal(size=(30, 5))
    e = (fn(real.copy(), fake.copy(), rng) - fake) / (real - fake)
    if np.ptp(e, axis=1).max() > 1e-6:
        return "a row's point leaves the line between its two ends: one e for all of the row's columns"
    if np.ptp(e[:, 0]) < 1e-6:
        return "all rows have the same e: each row needs its own"
    return None


def stream(fn, rng):
    real, fake, child = rng.normal(size=(6, 4)), rng.normal(size=(6, 4)), np.random.default_rng(rng.integers(2**32))
    if np.array_equal(fn(real.copy(), fake.copy(), child), fn(real.copy(), fake.copy(), child)):
        return "two calls, one after the other with the same rng, gave the same points: draw e from rng, anew each time"
    return None


SAME = np.array([[1.0, -2.0, 0.5], [3.0, 4.0, -1.0]])

EXERCISE = Exercise(
    penalty_points,
    title="Where the gradient penalty looks",
    statement=r"""
        The best critic with a slope of at most 1 has slope 1 almost everywhere on the straight lines that join real
        rows to the generated rows they are paired with (Gulrajani et al. 2017, proposition 1). So its slope is asked to
        be 1, at points on such lines:
        $$\tilde x = \epsilon \, x + (1 - \epsilon) \, G(z), \qquad \epsilon \sim U[0, 1).$$
        (To ask it everywhere would be too dear, and the pairs here are chance ones.) A point on a line has *one*
        $\epsilon$. Drawn for each pixel, which many programs do without a word of warning from NumPy, $\tilde x$ lies
        anywhere in the box that the two rows span; in 784 dimensions that is practically never near the line.

        Write $\tilde x$ for a batch: an $\epsilon$ for each row, the same in all of its columns.
    """,
    source="Gulrajani et al. 2017, section 4 and algorithm 1",
    notebook=12,
    hints=(
        "How many random numbers does a batch of B rows need, and which shape lets each of them act on a whole row?",
        "(B, 1) with (B, n) broadcasts each row's number along its columns; (B,) would be taken for a row of columns.",
        "Give e the dtype of real, so that float32 stays float32. At e = 1 the point is the real row, at e = 0 the "
        "generated one.",
    ),
    explanation="""
        The axis of length 1 does it: rng.random(real.shape) runs as well, and is wrong. The share e belongs to the real
        row, as in the paper; exchanged, the points have the same distribution, but not the same numbers. The rows come
        from one real batch and one generated batch of the same size, paired as they stand.
    """,
    in_numgan=(penalties.GradientPenalty.points,),
    draw=draw,
    returns=("x",),
    known=(
        Known(
            (SAME, SAME, np.random.default_rng(0)),
            SAME,
            "where both ends are the same row there is one point between them, whatever e is",
        ),
    ),
    probes={"on the line": on_the_line, "rng": stream},
    mutants=(
        Mutant(
            one_a_pixel,
            "for each pixel",
            cause="e was drawn for each pixel: the points fill the box between the two rows and leave the line; one e "
            "for each row, of shape (B, 1)",
        ),
        Mutant(
            one_a_column,
            "for each column",
            cause="e was drawn for each column and is the same in all rows: one e for each row, of shape (B, 1)",
        ),
        Mutant(one_for_all, "for the whole batch", cause="one e was drawn for the whole batch: each row needs its own"),
        Mutant(
            other_end,
            "belongs to the real row",
            cause="right in distribution, but not the points asked for: e belongs to the real row, 1 - e to the other",
        ),
        Mutant(
            normal, "not from U[0, 1)", cause="e is normal and not from U[0, 1): the points lie beyond the two ends"
        ),
        Mutant(twice, "a second time", cause="e was drawn a second time for 1 - e: the two shares must add up to 1"),
        Mutant(own_stream, "draw e from rng, anew each time"),
    ),
)
