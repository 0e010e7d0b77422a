import numpy as np

from .... import penalties
from ...exercise import Exercise, Known, Mutant


def penalty_points(real, fake, rng):
    """The points at which the gradient penalty looks at the critic's slope.

    real, fake : (B, n), as many generated rows as real ones
    rng : numpy.random.Generator; take e = rng.random((B, 1)) from it, once, whatever the dtype of real
    Returns x (B, n): row i lies between fake's row i, where e_i = 0, and real's row i, where e_i = 1.
    """
    e = rng.random((len(real), 1)).astype(real.dtype)
    return e * real + (1 - e) * fake


def between(e, real, fake):
    e = np.asarray(e, real.dtype)
    return e * real + (1 - e) * fake


def drawn_in_float32(real, fake, rng):
    return between(rng.random((len(real), 1), real.dtype), real, fake)


def reversed_line(real, fake, rng):
    e = np.asarray(rng.random((len(real), 1)), real.dtype)
    return e * (real - fake) + real


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
    e = (np.asarray(fn(real.copy(), fake.copy(), rng)) - fake) / (real - fake)
    if np.ptp(e, axis=1).max() > 1e-6:
        return "a row's point is not on the line between real's row and fake's row of the same number"
    if np.ptp(e[:, 0]) < 1e-6:
        return "all rows have the same e: draw one e for each row"
    return None


def stream(fn, rng):
    real, fake, child = rng.normal(size=(6, 4)), rng.normal(size=(6, 4)), np.random.default_rng(rng.integers(2**32))
    if np.array_equal(fn(real.copy(), fake.copy(), child), fn(real.copy(), fake.copy(), child)):
        return "two calls, one after the other with the same rng, gave the same points: draw e from rng in every call"
    once = np.random.default_rng(1)
    once.random((6, 1))
    child = np.random.default_rng(1)
    fn(real.copy(), fake.copy(), child)
    if child.bit_generator.state != once.bit_generator.state:
        return "it draws more from rng than rng.random((B, 1)), once: what is drawn after it would be different"
    return None


E = np.random.default_rng(7).random((2, 1))  # 0.625095 and 0.897214
MANY = np.repeat([[2000.0, -5e-9]], 1500, axis=0)  # so many that some e are below 0.001, and some above 0.999

EXERCISE = Exercise(
    penalty_points,
    title="Where the gradient penalty looks",
    statement=r"""
        The best critic with a slope of at most 1 has slope 1 almost everywhere on certain straight lines, which join
        each real row to one generated row (Gulrajani et al. 2017, proposition 1). So a penalty draws the slope to 1 at
        points on such lines:
        $$\tilde x = \epsilon \, x + (1 - \epsilon) \, G(z), \qquad \epsilon \sim U[0, 1).$$
        (Everywhere would be too much work, and here the pairs are random.) A point on a line has *one* $\epsilon$. With
        an $\epsilon$ for each pixel, which many programs have by mistake because NumPy gives no warning, $\tilde x$ can
        be anywhere in the box between the two rows; in 784 dimensions it is then almost never near the line.

        Write $\tilde x$ for a batch: an $\epsilon$ for each row, the same in all of its columns.
    """,
    source="Gulrajani et al. 2017, section 4 and algorithm 1",
    notebook=12,
    hints=(
        "How many random numbers does a batch of B rows need, and which shape lets each of them act on a whole row?",
        "(B, 1) with (B, n) broadcasts each row's number along its columns; (B,) has one number for each column.",
        "rng.random(shape) gives float64: e.astype(real.dtype) makes float32 of it where real is float32. At e = 1 the "
        "point is the real row, at e = 0 the generated one.",
    ),
    explanation="""
        The axis of length 1 matters: rng.random(real.shape) runs as well, and is wrong. The factor e belongs to the
        real row, as in the paper; with e and 1 - e exchanged the points have the same distribution, but they are not
        the points asked for. The rows come from a real and a generated batch of the same size: row i belongs to row i.
    """,
    in_numgan=(penalties.GradientPenalty.points,),
    draw=draw,
    returns=("x",),
    known=(
        Known(
            (np.array([[10.0, 20.0, 0.0], [0.0, 100.0, -100.0]]), np.zeros((2, 3)), np.random.default_rng(7)),
            E * np.array([[10.0, 20.0, 0.0], [0.0, 100.0, -100.0]]),
            "this rng gives e = 0.625095 for the first row and 0.897214 for the second; the generated rows are 0, so "
            "each point is e times the real row",
        ),
    ),
    extremes=(
        (MANY, np.zeros_like(MANY), np.random.default_rng(1)),
        (np.array([[2.0, -4.0]]), np.array([[0.0, 1.0]]), np.random.default_rng(2)),  # one row
    ),
    probes={"on the line": on_the_line, "rng": stream},
    mutants=(
        Mutant(
            one_a_pixel,
            "for each pixel",
            cause="e was drawn for each pixel, so the points are not on the lines: draw one e for each row, of shape "
            "(B, 1)",
        ),
        Mutant(
            one_a_column,
            "for each column",
            cause="e was drawn for each column and is the same in all rows: draw one e for each row, of shape (B, 1)",
        ),
        Mutant(one_for_all, "for the whole batch", cause="one e was drawn for the whole batch: draw one for each row"),
        Mutant(
            other_end,
            "belongs to the real row",
            cause="e and 1 - e are exchanged: e belongs to the real row, 1 - e to the generated row",
        ),
        Mutant(
            normal,
            "not from U[0, 1)",
            cause="e is normal and not from U[0, 1), so points lie beyond the two ends: use rng.random",
        ),
        Mutant(
            reversed_line,
            "beyond the real rows",
            cause="the points lie beyond the real rows: start from the generated row, and go e times the way to the "
            "real one",
        ),
        Mutant(twice, "a second time", cause="e was drawn a second time for 1 - e: the two must add up to 1"),
        Mutant(
            drawn_in_float32,
            "gives other numbers in float32",
            cause="if only float32 is wrong: rng.random(shape, dtype) gives other numbers in float32; draw e with "
            "rng.random((B, 1)), and cast it afterwards",
        ),
        Mutant(own_stream, "draw e from rng in every call"),
    ),
)
