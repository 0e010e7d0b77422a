import numpy as np

from ... import functions
from ..exercise import Exercise, Known, Mutant


def softplus(x):
    """The smooth maximum of x and 0, log(1 + exp(x)), elementwise.

    x : array of any shape, float32 or float64
    Returns an array of x's shape and dtype, >= 0, right for logits of +-1000 and for tiny results (x = -50) too.
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


def small_results(function, rng):
    x = rng.uniform(-60, -40, size=3)
    y, wanted = np.asarray(function(x)), np.exp(x)  # log(1 + e) = e - e^2 / 2 + ..., and e < 1e-17
    if y.shape == x.shape and np.abs(y).max() < 1e-6 and not np.allclose(y, wanted, rtol=1e-6, atol=0):
        return (
            f"x = {x[0]:.4f} must give {wanted[0]:.4g}, and yours is {y[0]:.4g}\n"
            "1 + e rounds to 1 for a small e, and log(1) is 0; NumPy has a logarithm of 1 + e that never forms the sum"
        )
    return None  # what is wrong by more than that, the other checks tell


EXERCISE = Exercise(
    softplus,
    title="Both logarithms of the game, without D",
    statement=r"""
        The value function needs $\log D(x)$ and $\log(1 - D(G(z)))$, with $D = \sigma(l)$ of a logit $l$. Once $D$ is
        sure, $\sigma(l)$ rounds to 0 or 1, the logarithm is $-\infty$, and a clip there kills the gradient, and an
        epsilon falsifies it. So never form $D$. Show from $\sigma(l) = 1 / (1 + e^{-l})$ that
        $$\log D = -\mathrm{softplus}(-l), \qquad \log(1 - D) = -\mathrm{softplus}(l), \qquad
        \mathrm{softplus}(x) = \log(1 + e^x),$$
        two logarithms from one function. For large $x$ it is nearly $x$ itself, but $e^{1000}$ overflows on the way.

        Take $e^x$ out of the logarithm where $x > 0$, find one expression for both signs, and write it.
    """,
    source="Goodfellow et al. 2014, eq. 1 (its two logarithms)",
    notebook=4,
    hints=(
        "Which of exp(x) and exp(-x) is harmless for x > 0? Pull the harmful one out: 1 + e^x = e^x (1 + e^-x).",
        "For x > 0 that is x + log(1 + exp(-x)); for x <= 0 it is log(1 + exp(x)). One of the two terms is the same "
        "expression in |x| for both signs.",
        "The shared term is log(1 + e) with e the exponential of -|x|; what stands before it is x where x > 0 and 0 "
        "elsewhere. For e below 1e-16 the sum 1 + e is 1: look up np.log1p.",
    ),
    explanation="""
        max(x, 0) is the exact part and the logarithm is the small correction, at most log 2. exp never sees a positive
        number, and log1p keeps the digits of a correction as small as 1e-22. The derivative of softplus is the sigmoid,
        so a loss made of it has the gradient D - 1 or D by its logit, which never vanishes for a wrong answer.
    """,
    in_numgan=(functions.softplus,),
    draw=lambda rng: (rng.normal(0, 3, rng.integers(2, 6, size=2)),),
    known=(
        Known(
            (np.array([0.0, np.log(3.0), -np.log(3.0)]),),
            np.array([np.log(2.0), np.log(4.0), np.log(4.0 / 3.0)]),
            "log(1 + 1) = log 2 = 0.6931, log(1 + 3) = log 4 = 1.386, log(1 + 1/3) = log(4/3) = 0.2877",
        ),
    ),
    extremes=((np.array([[-1000.0, -50.0, 0.0, 50.0, 1000.0]]),),),
    probes={"small results": small_results},
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
            cause="this is softplus(-x), which is -log D; asked for is softplus(x), which is -log(1 - D)",
        ),
        Mutant(
            negative,
            "this is log D = -softplus(-x)",
            cause="this is log D = -softplus(-x), at most 0; asked for is softplus(x) itself, at least 0",
        ),
        Mutant(rounds_to_zero, "1 + e rounds to 1"),
    ),
)
