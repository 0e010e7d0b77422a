import numpy as np

from .... import layers
from ...exercise import Exercise, Known, Mutant


def leaky_relu(x, slope):
    """The leaky rectifier, elementwise.

    x : (B, n)
    slope : float in [0, 1], the derivative left of 0
    Returns y (B, n). x stays as it is.
    """
    return np.maximum(x, slope * x)


def wrong_side(x, slope):
    return np.where(x > 0, slope * x, x)


def fixed_slope(x, slope):
    return np.where(x > 0, x, 0.01 * x)


def no_leak(x, slope):
    return np.maximum(x, 0)


def clipped_at_slope(x, slope):
    return np.maximum(x, slope)


def mirrored(x, slope):
    return np.where(x > 0, x, -slope * x)


def in_place(x, slope):
    x[x < 0] *= slope
    return x


def draw(rng):
    B, n = (int(n) for n in rng.choice(np.arange(2, 7), size=2, replace=False))
    x = rng.lognormal(0, 1.5, size=(B, n))
    x.flat[::2] *= -1  # both signs in every draw
    return rng.permuted(x), float(rng.uniform(0.05, 0.95))


EXERCISE = Exercise(
    leaky_relu,
    title="LeakyReLU, forward",
    statement=r"""
        A rectifier keeps positive numbers and sets all others to 0, and there its gradient is 0 too. In a GAN this
        harms the *generator*: all that it learns comes through $D$, and every unit of $D$ that is 0 stops a part of the
        gradient. A leaky rectifier has a small slope $a$ instead:
        $$y = \begin{cases} x & x > 0 \\ a\,x & x \le 0. \end{cases}$$
        Maas et al. took $a = 0.01$; DCGAN takes $0.2$, and so do most later GANs. So the slope is an argument.

        Write $y$ elementwise. For $0 \le a \le 1$ there is a form without two cases: compare the lines $x$ and $a\,x$
        left and right of 0.
    """,
    source="Maas, Hannun & Ng 2013, section 2; slope 0.2: Radford et al. 2016 (DCGAN), section 4",
    notebook=2,
    hints=(
        "Draw the lines x and a x for a = 0.2. Which one is higher left of 0, and which one right of 0?",
        "Left of 0 the line a x is higher, because a x is nearer to 0. Right of 0 the line x is higher. y is always "
        "the higher one.",
        "np.maximum, the elementwise maximum, of two arrays: x itself, and x times the slope. Not of x and the slope.",
    ),
    explanation="""
        For a slope in [0, 1] the line x is above slope * x exactly where x > 0, so the elementwise maximum of both is
        the leaky rectifier, without a mask and in the dtype of x. x[x < 0] *= slope gives the same numbers, but it
        changes the array of the caller, which may be the output of the layer before.
    """,
    in_numgan=(layers.LeakyReLU.forward,),
    draw=draw,
    returns=("y",),
    known=(
        Known(
            (np.array([[-10.0, 0.0, 5.0]]), 0.2),
            np.array([[-2.0, 0.0, 5.0]]),
            "-10 is left of 0: 0.2 * -10 = -2; 5 stays as it is",
        ),
    ),
    extremes=(
        (np.array([[-1000.0, -0.05, -1e-9, 0.0, 1e-9, 0.05, 1000.0]]), 0.2),
        (np.array([[-1000.0, -0.05], [0.05, 1000.0]]), 0.9),
        (np.array([[-1000.0, -0.05], [0.05, 1000.0]]), 0.0),
    ),
    mutants=(
        Mutant(
            wrong_side,
            "on the wrong side",
            cause="the slope is on the wrong side: positive x stay as they are, negative x are multiplied by the slope",
        ),
        Mutant(
            fixed_slope, "the slope is fixed at 0.01", cause="the slope is fixed at 0.01: take the argument instead"
        ),
        Mutant(no_leak, "without the leak", cause="this is ReLU, without the leak: negative x become slope * x, not 0"),
        Mutant(
            clipped_at_slope,
            "the larger of x and the slope itself",
            cause="this is the larger of x and the slope itself. Both must be lines through 0: x and slope * x",
        ),
        Mutant(mirrored, "must stay negative", cause="negative x must stay negative: slope * x, without a minus sign"),
        Mutant(in_place, "the argument x was changed in place"),
    ),
)
