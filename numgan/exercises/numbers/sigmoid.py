import numpy as np

from ... import functions
from ..call import Wrong
from ..exercise import Exercise, Known, Mutant


def sigmoid(x):
    """The logistic function, elementwise.

    sigmoid(x) = 1 / (1 + exp(-x))

    x : array of any shape, float32 or float64
    Returns an array of x's shape and dtype, in [0, 1], right for logits of +-1000 and small probabilities too.
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


def stays_finite(function, rng):
    with np.errstate(over="raise"):
        try:
            function(np.array([-1000.0, 1000.0], np.float32))
        except Wrong:
            return (
                "on the way to a right value at -1000 or 1000 exp overflows, and NumPy warns: "
                "exp may only see numbers up to 0"
            )
    return None


EXERCISE = Exercise(
    sigmoid,
    title="A sigmoid that survives 1000",
    statement=r"""
        The discriminator ends in a logit $l$, any real number, and
        $$D(x) = \sigma(l) = \frac{1}{1 + e^{-l}}$$
        is its belief that $x$ is real. Early in training $D$ wins by a mile: logits of $\pm 100$ are common. In float32
        $e^{x}$ overflows above $x = 88$ and $\infty / \infty$ is no number.

        Write $\sigma$ so that `exp` never sees a positive number. For $x < 0$ multiply numerator and denominator by
        $e^{x}$; then find one expression that is right on both sides.
    """,
    source="Goodfellow et al. 2014, section 3 (D ends in a sigmoid)",
    notebook=2,
    hints=(
        "Which of exp(x) and exp(-x) can overflow depends on the sign of x. exp(-|x|) never does.",
        "For x >= 0: 1 / (1 + exp(-x)). For x < 0: exp(x) / (1 + exp(x)). Write both denominators with |x|.",
        "Both denominators are 1 + exp(-|x|). The numerator is 1 where x >= 0 and exp(x) where x < 0: the exponential "
        "of the smaller of two numbers.",
    ),
    explanation="""
        exp(min(x, 0)) is 1 for x >= 0 and exp(x) for x < 0, so one line holds both forms, without np.where, which would
        compute the overflowing branch as well. sigmoid(-50) keeps all its digits: 1.9e-22, and not 0.
    """,
    in_numgan=(functions.sigmoid,),
    draw=lambda rng: (rng.normal(0, 3, rng.integers(2, 6, size=2)),),
    known=(Known((np.array([0.0, np.log(3.0)]),), np.array([0.5, 0.75]), "1 / (1 + 1) = 1/2 and 1 / (1 + 1/3) = 3/4"),),
    extremes=((np.array([[-1000.0, -50.0, 0.0, 50.0, 1000.0]]),),),
    probes={"exp stays finite": stays_finite},
    mutants=(
        Mutant(positive_only, "result is nan at (0, 4)"),
        Mutant(
            reversed_sign, "exp(-x), not exp(x)", cause="this is sigmoid(-x): the denominator has exp(-x), not exp(x)"
        ),
        Mutant(clipped, "result is wrong"),
        Mutant(overflows, "exp may only see numbers up to 0"),
    ),
)
