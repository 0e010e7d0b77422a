import numpy as np

from .... import functions
from ...exercise import Exercise, Known, Mutant


def sigmoid(x):
    """The logistic function, elementwise.

    sigmoid(x) = 1 / (1 + exp(-x))

    x : array of any shape, float32 or float64
    Returns an array of x's shape, in [0, 1]. It is right for logits of +-1000, and small probabilities have all their
    digits: sigmoid(-50) is 1.9e-22.
    """
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def positive_only(x):
    return np.exp(x) / (1 + np.exp(x))


def reversed_sign(x):
    return 1 / (1 + np.exp(x))


def clipped(x):
    return np.clip(1 / (1 + np.exp(-x)), 1e-7, 1 - 1e-7)


def overflows(x):
    return 1 / (1 + np.exp(-x))


def draw(rng):
    shape = rng.integers(2, 6, size=rng.integers(1, 4))
    return (rng.normal(0, rng.choice([3, 30]), shape),)


def stays_finite(function, rng):
    overflows = []
    with np.errstate(over="call", call=lambda kind, flag: overflows.append(kind)):
        function(np.array([-1000.0, 1000.0], np.float32))
    if overflows:
        return "for x = -1000 and 1000 in float32 exp overflows, and NumPy warns: exp may only see numbers up to 0"
    return None


def small_probabilities(function, rng):
    x = rng.uniform([-80, -60, -40], [-75, -55, -35])
    y = np.asarray(function(x))
    if y.shape != x.shape or y[0] > 1e-3 or not (y == y[0]).all():
        return None  # what is wrong in another way, the other checks tell
    if y[0] > 0:
        return (
            f"sigmoid({x[0]:.1f}) and sigmoid({x[2]:.1f}) are both {y[0]:.3g}: a clip makes small probabilities equal\n"
            "no clip is needed if exp sees no positive number"
        )
    return (
        f"sigmoid({x[2]:.1f}) must be {np.exp(x[2]):.3g}, and yours is 0: there is a limit below which all is 0, or a "
        "difference of two numbers near 1\nfind a form without a subtraction"
    )


EXERCISE = Exercise(
    sigmoid,
    title="A sigmoid that survives 1000",
    statement=r"""
        The discriminator ends in a logit $l$, any real number, and
        $$D(x) = \sigma(l) = \frac{1}{1 + e^{-l}}$$
        is its belief that $x$ is real. Early in training $D$ often wins easily: logits of $\pm 100$ are common. In
        float32 $e^{x}$ overflows above $x = 88$ to $\infty$, and $\infty / \infty$ is not a number (nan).

        Write $\sigma$ so that `exp` never sees a positive number. For $x < 0$ multiply numerator and denominator by
        $e^{x}$; then find one expression that is right on both sides.
    """,
    source="Goodfellow et al. 2014, section 3 (D ends in a sigmoid)",
    notebook=2,
    hints=(
        "The sign of x decides which of exp(x) and exp(-x) can overflow. exp(-|x|) never overflows.",
        "For x >= 0: 1 / (1 + exp(-x)). For x < 0: exp(x) / (1 + exp(x)). Write both denominators with |x|.",
        "Both denominators are 1 + exp(-|x|). The numerator is 1 where x >= 0 and exp(x) where x < 0. That is "
        "exp of the smaller of two numbers, and np.minimum gives the smaller one.",
    ),
    explanation="""
        exp(min(x, 0)) is 1 for x >= 0 and exp(x) for x < 0, so one line holds both forms. np.where would compute both
        forms for all entries, also the one that overflows. sigmoid(-50) has all its digits: 1.9e-22, and not 0.
    """,
    in_numgan=(functions.sigmoid,),
    draw=draw,
    known=(Known((np.array([0.0, np.log(3.0)]),), np.array([0.5, 0.75]), "1 / (1 + 1) = 1/2 and 1 / (1 + 1/3) = 3/4"),),
    extremes=(
        (np.array([[-1000.0, -50.0, 0.0, 50.0, 1000.0]]),),
        (np.array([-700.0, -300.0, -100.0, -85.0, -70.0, -35.0, -20.5, -10.5]),),
        (np.array([10.5, 20.5, 25.0, 89.0, 700.0]),),
    ),
    probes={"exp stays finite": stays_finite, "small probabilities": small_probabilities},
    mutants=(
        Mutant(
            positive_only,
            "inf / inf is nan",
            cause="right except for large x: exp(x) overflows, and inf / inf is nan; exp may see no positive number",
        ),
        Mutant(
            reversed_sign, "exp(-x), not exp(x)", cause="this is sigmoid(-x): the denominator has exp(-x), not exp(x)"
        ),
        Mutant(clipped, "a clip makes small probabilities equal"),
        Mutant(overflows, "exp may only see numbers up to 0"),
    ),
)
