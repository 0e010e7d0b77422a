import numpy as np

from .... import functions
from ...exercise import Exercise, Known, Mutant


def softplus(x):
    """The smooth maximum of x and 0, log(1 + exp(x)), elementwise.

    x : array of any shape, float32 or float64
    Returns an array of x's shape, >= 0. It is right for logits of +-1000, and small results have all their digits:
    softplus(-50) is 1.9e-22.
    """
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def overflows(x):
    return np.log1p(np.exp(x))


def forgets_the_line(x):
    return np.log1p(np.exp(-np.abs(x)))


def reversed_sign(x):
    return np.maximum(-x, 0) + np.log1p(np.exp(-np.abs(x)))


def negative(x):
    return -(np.maximum(-x, 0) + np.log1p(np.exp(-np.abs(x))))


def rounds_to_zero(x):
    return np.maximum(x, 0) + np.log(1 + np.exp(-np.abs(x)))


def draw(rng):
    shape = rng.integers(2, 6, size=rng.integers(1, 4))
    return (rng.normal(0, rng.choice([3, 30]), shape),)


def small_results(function, rng):
    x = rng.uniform(-34, -32, size=3)
    y, wanted = np.asarray(function(x)), np.exp(x)  # log(1 + e) = e - e^2 / 2 + ..., and e < 1e-13
    if y.shape != x.shape or np.abs(y - wanted).max() > 1e-15 or np.allclose(y, wanted, rtol=1e-4, atol=0):
        return None  # what is wrong by more than the rounding of 1 + e, the other checks tell
    i = np.abs(y / wanted - 1).argmax()
    return (
        f"x = {x[i]:.4f} must give {wanted[i]:.4g}, and yours is {y[i]:.4g}\n"
        "the sum 1 + e has lost the digits of a small e, and for x = -50 it rounds to 1; NumPy has a logarithm of 1 + e"
        " that never computes the sum"
    )


def no_threshold(function, rng):
    x = rng.uniform([10.1, 20.1], [10.4, 20.4])
    y = np.asarray(function(x))
    if y.shape == x.shape and y[1] == x[1]:
        x, y = x[y == x][0], y[y == x][0]
        return (
            f"softplus({x:.6f}) must be {x + np.exp(-x):.15g}, and yours is {x:.6f} itself: from some threshold on you "
            "return x\nthe rest, about exp(-x), is not 0 there; the exact formula needs no threshold"
        )
    return None


def float32_range(function, rng):
    x = np.array([-100, 100], np.float32)
    y = np.asarray(function(x))
    if y.shape == x.shape and np.isinf(y).any() and np.isfinite(function(x.astype(np.float64))).all():
        return (
            "softplus(100) is inf, but only in float32: it ends at 3e38, so exp overflows above 88, and not above 709 "
            "as in float64\nlet exp see no positive number; then no threshold is needed"
        )
    return None


EXERCISE = Exercise(
    softplus,
    title="Both logarithms of the game, without D",
    statement=r"""
        The value function needs $\log D(x)$ and $\log(1 - D(G(z)))$, with $D = \sigma(l)$ of a logit $l$. When $D$ is
        sure, $\sigma(l)$ rounds to 0 or 1, and the logarithm is $-\infty$. A clip there makes the gradient 0, and an
        added epsilon makes it wrong. So never compute $D$. Show from $\sigma(l) = 1 / (1 + e^{-l})$ that
        $$\log D = -\mathrm{softplus}(-l), \qquad \log(1 - D) = -\mathrm{softplus}(l), \qquad
        \mathrm{softplus}(x) = \log(1 + e^x),$$
        two logarithms from one function. For large $x$ it is nearly $x$ itself, but $e^{1000}$ overflows on the way.

        Take $e^x$ out of the logarithm where $x > 0$, find one expression for both signs, and write it.
    """,
    source="Goodfellow et al. 2014, eq. 1 (its two logarithms)",
    notebook=4,
    hints=(
        "Which of exp(x) and exp(-x) is small for x > 0? Take the large one out of the sum: "
        "1 + exp(x) = exp(x) (1 + exp(-x)).",
        "For x > 0 that is x + log(1 + exp(-x)); for x <= 0 it is log(1 + exp(x)). One of the two terms is the same "
        "expression in |x| for both signs.",
        "The shared term is log(1 + e) with e = exp(-|x|). Before it stands x where x > 0, and 0 elsewhere: np.maximum "
        "gives the larger of two numbers. For e below 1e-16 the sum 1 + e is 1: look up np.log1p.",
    ),
    explanation="""
        max(x, 0) is the exact part and the logarithm is the small correction, at most log 2. exp never sees a positive
        number, and log1p keeps the digits of a correction as small as 1e-22. The derivative of softplus is the sigmoid,
        so a loss made of it has the gradient D - 1 or D with respect to the logit. It never vanishes where D is wrong.
    """,
    in_numgan=(functions.softplus,),
    draw=draw,
    known=(
        Known(
            (np.array([0.0, np.log(3.0), -np.log(3.0)]),),
            np.array([np.log(2.0), np.log(4.0), np.log(4.0 / 3.0)]),
            "log(1 + 1) = log 2 = 0.6931, log(1 + 3) = log 4 = 1.386, log(1 + 1/3) = log(4/3) = 0.2877",
        ),
    ),
    extremes=(
        (np.array([[-1000.0, -50.0, 0.0, 50.0, 1000.0]]),),
        (np.array([-700.0, -300.0, -100.0, -85.0, -70.0, -35.0, -20.5, -10.5]),),
        (np.array([10.5, 15.5, 20.5, 100.0, 700.0]),),
    ),
    probes={"small results": small_results, "no threshold": no_threshold, "the range of float32": float32_range},
    mutants=(
        Mutant(
            overflows,
            "exp overflows above 709",
            cause="right for small x only: exp overflows above 709, in float32 above 88; let it see no positive number",
        ),
        Mutant(
            forgets_the_line,
            "the x that was taken out of the logarithm",
            cause="this is softplus(-|x|), right for x <= 0 only: for x > 0 the x that was taken out of the logarithm "
            "must be added",
        ),
        Mutant(
            reversed_sign,
            "this is softplus(-x)",
            cause="this is softplus(-x), which is -log D; wanted is softplus(x), which is -log(1 - D)",
        ),
        Mutant(
            negative,
            "this is log D = -softplus(-x)",
            cause="this is log D = -softplus(-x), at most 0; wanted is softplus(x) itself, at least 0",
        ),
        Mutant(rounds_to_zero, "the sum 1 + e has lost the digits"),
    ),
)
