import numpy as np

from .... import layers
from ....gradcheck import compare, numerical_gradient
from ...exercise import Exercise, Known, Mutant


def tanh_backward(dy, y):
    """The gradient with respect to x, where y = tanh(x), from y alone.

    dy : (B, n), the gradient of the loss with respect to y
    y : (B, n), the output of the forward pass, in [-1, 1]; x itself is not given
    Returns dx (B, n). dy and y stay as they are.
    """
    return dy * (1 - y * y)


def tanh_again(dy, y):
    return dy * (1 - np.tanh(y) ** 2)


def not_squared(dy, y):
    return dy * (1 - y)


def ignores_dy(dy, y):
    return 1 - y**2


def of_the_sigmoid(dy, y):
    return dy * y * (1 - y)


def in_place(dy, y):
    dy *= 1 - y * y
    return dy


def draw(rng):
    B, n = (int(n) for n in rng.choice(np.arange(2, 7), size=2, replace=False))
    return rng.normal(size=(B, n)), np.tanh(rng.normal(size=(B, n)))


def gradient_by_x(fn, rng):
    x, dy = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    numeric = numerical_gradient(lambda: float((dy * np.tanh(x)).sum()), x)
    found = compare(np.asarray(fn(dy.copy(), np.tanh(x))), numeric)
    if found.error <= 1e-6:
        return None
    return (
        f"dx is not the gradient with respect to x, where y = tanh(x): relative error {found.error:.1e}\n"
        f"worst at {found.index}: yours {found.analytic:.6g}, central differences {found.numeric:.6g}"
    )


EXERCISE = Exercise(
    tanh_backward,
    title="Tanh, backward",
    statement=r"""
        With pixels in $[-1, 1]$ the generator ends in $y = \tanh x$. From
        $$\tanh x = \frac{e^x - e^{-x}}{e^x + e^{-x}}$$
        and the quotient rule, derive $d\tanh x / dx$, and write it as a function of $y = \tanh x$ alone. Then the
        forward pass has to keep only its output, which is the image itself.

        The formula says something about training: where a pixel is near $-1$ or $1$, almost no gradient of $D$ reaches
        $x$. Most pixels of a digit are background; when $G$ has made them black, they hardly change any more.

        Write $\partial L / \partial x$ from $\partial L / \partial y$ and $y$.
    """,
    source="Radford et al. 2016 (DCGAN), section 3 (tanh at the generator's output)",
    notebook=2,
    hints=(
        "The derivative of the numerator is the denominator, and the derivative of the denominator is the numerator. "
        "So the quotient rule gives (denominator squared - numerator squared) / denominator squared.",
        "Divide both terms: one minus a square. The square of what? You have it as an argument, so you need not "
        "compute a tanh.",
        "dy/dx is one minus the square of y. The chain rule multiplies it by dy, elementwise.",
    ),
    explanation="""
        The output alone gives the derivative: 1 - y^2, which is 1 at y = 0 and 0 at y = +-1. y is tanh(x) already. A
        second tanh stays below 0.77, and its derivative at a saturated pixel would be 0.42 instead of 0.
    """,
    in_numgan=(layers.Tanh.backward,),
    draw=draw,
    returns=("dx",),
    known=(
        Known(
            (np.array([[2.0, 2.0, 100.0, -10.0]]), np.array([[0.0, 1.0, 0.6, -0.8]])),
            np.array([[2.0, 0.0, 64.0, -3.6]]),
            "dy/dx is 1 at y = 0, 0 at y = 1, 0.64 = 1 - 0.36 at y = 0.6, and 0.36 = 1 - 0.64 at y = -0.8",
        ),
    ),
    extremes=(
        (np.array([[1.0, 1.0, -1.0, 1e-9, 1e6, 1.0]]), np.array([[-1.0, 0.0, 1.0, 0.5, -0.25, 9e-4]])),
        (np.array([[1.0, -2.0, 1e6]]), np.array([[0.9999, -0.9999, 0.999999]])),
    ),
    probes={"gradient dx": gradient_by_x},
    mutants=(
        Mutant(
            tanh_again,
            "y is tanh(x) already",
            cause="this takes the tanh of a tanh: y is tanh(x) already, so the derivative needs no second tanh",
        ),
        Mutant(
            not_squared,
            "y is not squared",
            cause="this is dy (1 - y), and y is not squared: use the quotient rule again",
        ),
        Mutant(ignores_dy, "without dy", cause="this is dy/dx alone, without dy: the chain rule multiplies by dy"),
        Mutant(
            of_the_sigmoid,
            "of a sigmoid",
            cause="y (1 - y) is the derivative of a sigmoid: use the quotient rule for tanh",
        ),
        Mutant(in_place, "the argument dy was changed in place"),
    ),
)
