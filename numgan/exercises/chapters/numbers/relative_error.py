import numpy as np

from .... import gradcheck
from ...exercise import Exercise, Known, Mutant


def relative_error(analytic, numeric, floor):
    """How far apart two gradients are, relative to the larger one.

    analytic, numeric : float64 arrays of one shape, whatever it is; they may be all zeros
    floor : float > 0; it replaces the larger norm where that is smaller than floor
    Returns a float >= 0. Norms are Euclidean, over all entries of the array.
    """
    scale = max(np.linalg.norm(analytic), np.linalg.norm(numeric), floor)
    return float(np.linalg.norm(analytic - numeric) / scale)


def no_floor(analytic, numeric, floor):
    return np.linalg.norm(analytic - numeric) / max(np.linalg.norm(analytic), np.linalg.norm(numeric))


def floor_added(analytic, numeric, floor):
    return np.linalg.norm(analytic - numeric) / (max(np.linalg.norm(analytic), np.linalg.norm(numeric)) + floor)


def worst_entry(analytic, numeric, floor):
    scale = np.maximum(np.maximum(np.abs(analytic), np.abs(numeric)), floor)
    return (np.abs(analytic - numeric) / scale).max()


def by_the_analytic(analytic, numeric, floor):
    return np.linalg.norm(analytic - numeric) / max(np.linalg.norm(analytic), floor)


def by_the_numeric(analytic, numeric, floor):
    return np.linalg.norm(analytic - numeric) / max(np.linalg.norm(numeric), floor)


def by_the_sum(analytic, numeric, floor):
    return np.linalg.norm(analytic - numeric) / max(np.linalg.norm(analytic) + np.linalg.norm(numeric), floor)


def spectral(analytic, numeric, floor):
    return np.linalg.norm(analytic - numeric, 2) / max(np.linalg.norm(analytic, 2), np.linalg.norm(numeric, 2), floor)


def draw(rng):
    numeric = rng.normal(size=rng.choice(np.arange(2, 6), size=2, replace=False))
    analytic = rng.choice([-1, 1]) * rng.uniform(0.3, 0.6) * numeric + 0.2 * rng.normal(size=numeric.shape)
    if rng.integers(2):
        analytic, numeric = numeric, analytic
    larger = max(np.linalg.norm(numeric), np.linalg.norm(analytic))
    return analytic, numeric, float(larger * rng.choice([rng.uniform(0.1, 0.4), rng.uniform(1.5, 3)]))


EXERCISE = Exercise(
    relative_error,
    title="When are two gradients the same?",
    statement=r"""
        The gradient $a$ that you derived and the central differences $n$ never agree to the last digit. Is a difference
        of 0.001 large? For a gradient of 1000 it is small, and for a gradient of 0.001 it is as large as the gradient.
        So compare whole arrays by
        $$\frac{\lVert a - n \rVert}{\max(\lVert a \rVert, \lVert n \rVert, \text{floor})}$$
        with Euclidean norms over all entries. A right gradient stays below $10^{-6}$, a wrong one is rarely below
        $10^{-2}$. Entry by entry the test would be too strict: where an entry is 0 except for rounding, two right
        answers differ by 100 %. The floor is for arrays that are all 0: the bias before a batch norm has gradient 0,
        exactly.

        Write it.
    """,
    source="Goodfellow, Bengio & Courville 2016, section 11.5",
    notebook=2,
    hints=(
        "One number for the whole array: the norm of the difference above, the larger of the two norms below.",
        "What happens when both gradients are zero? The denominator is the largest of three numbers, not a sum.",
        "np.linalg.norm of an array, without a second argument, is the root of the sum of all its squared entries. "
        "Python's max can take three numbers.",
    ),
    explanation="""
        The formula is symmetric, so it does not matter which gradient is the wrong one, and it is at most 2. Below the
        floor the difference itself counts: rounding of 1e-12 in a gradient of 0 gives 1e-8 with a floor of 1e-4, and
        not 100 %. With ord=2, np.linalg.norm would take a matrix's largest singular value instead.
    """,
    in_numgan=(gradcheck.compare,),
    draw=draw,
    known=(
        Known(
            (np.array([[0.0, 0.0], [0.0, 4.0]]), np.array([[3.0, 0.0], [0.0, 4.0]]), 1e-4),
            0.6,
            "the difference has norm 3, the gradients have norms 4 and sqrt(9 + 16) = 5: 3 / 5",
        ),
        Known(
            (np.array([0.3, 0.4]), np.array([0.0, 0.0]), 2.0),
            0.25,
            "the norms are 0.5 and 0, both below the floor of 2: 0.5 / 2",
        ),
        Known(
            (np.array([[6.0, 8.0]]), np.array([[-3.0, -4.0]]), 1e-4),
            1.5,
            "a gradient with the wrong sign: the difference (9, 12) has norm 15, the gradients 10 and 5: 15 / 10",
        ),
    ),
    extremes=(
        (np.zeros(3), np.zeros(3), 1e-4),
        (np.array([3e-7, -4e-7]), np.zeros(2), 1e-4),
        (np.arange(8.0).reshape(2, 2, 2), np.ones((2, 2, 2)), 1e-4),
        (np.array(3.0), np.array(-1.0), 1e-4),  # a single number
    ),
    float32=False,
    mutants=(
        Mutant(no_floor, "the floor is missing", cause="the floor is missing, and two gradients of 0 give 0 / 0"),
        Mutant(
            floor_added,
            "the floor was added to the norm",
            cause="the floor was added to the norm; it only takes the norm's place where that is smaller",
        ),
        Mutant(
            worst_entry,
            "this is the largest relative error of a single entry",
            cause="this is the largest relative error of a single entry; take norms over the whole array first",
        ),
        Mutant(
            by_the_analytic,
            "the larger of the two norms",
            cause="this divides by the first gradient's norm alone; take the larger of the two norms",
        ),
        Mutant(
            by_the_numeric,
            "the second gradient's norm alone",
            cause="this divides by the second gradient's norm alone; take the larger of the two norms",
        ),
        Mutant(
            by_the_sum,
            "the sum of the two norms",
            cause="this divides by the sum of the two norms; take the larger of the two",
        ),
        Mutant(
            spectral,
            "the largest singular value",
            cause="with ord=2 np.linalg.norm of a matrix is the largest singular value; leave ord out",
        ),
    ),
)
