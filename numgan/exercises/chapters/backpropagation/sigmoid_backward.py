import numpy as np

from .... import layers
from ....gradcheck import compare, numerical_gradient
from ...exercise import Exercise, Known, Mutant


def sigmoid_backward(dy, y):
    """The gradient with respect to x, where y = sigmoid(x), from y alone.

    dy : (B, n), the gradient of the loss with respect to y
    y : (B, n), the output of the forward pass, in [0, 1]; x itself is not given
    Returns dx (B, n): 0 at y = 0 and y = 1, and right for tiny y such as 1e-20 too. dy and y stay as they are.
    """
    return dy * y * (1 - y)


def sigmoid_again(dy, y):
    s = 1 / (1 + np.exp(-y))
    return dy * s * (1 - s)


def ignores_dy(dy, y):
    return y * (1 - y)


def of_the_logarithm(dy, y):
    return dy * (1 - y)


def of_tanh(dy, y):
    return dy * (1 - y * y)


def through_the_logit(dy, y):
    e = (1 - y) / y  # exp(-x)
    return dy * e / (1 + e) ** 2


def in_place(dy, y):
    dy *= y * (1 - y)
    return dy


def draw(rng):
    B, n = (int(n) for n in rng.choice(np.arange(2, 7), size=2, replace=False))
    return rng.normal(size=(B, n)), 1 / (1 + np.exp(-rng.normal(0, 1.5, size=(B, n))))


def gradient_by_x(fn, rng):
    x, dy = rng.normal(0, 1.5, size=(3, 4)), rng.normal(size=(3, 4))
    numeric = numerical_gradient(lambda: float((dy / (1 + np.exp(-x))).sum()), x)
    found = compare(np.asarray(fn(dy.copy(), 1 / (1 + np.exp(-x)))), numeric)
    if found.error <= 1e-6:
        return None
    return (
        f"dx is not the gradient with respect to x, where y = sigmoid(x): relative error {found.error:.1e}\n"
        f"worst at {found.index}: yours {found.analytic:.6g}, central differences {found.numeric:.6g}"
    )


EXERCISE = Exercise(
    sigmoid_backward,
    title="The sigmoid, backward",
    statement=r"""
        The generator of the first GAN gives pixels in $[0, 1]$ and ends in $y = \sigma(x) = 1 / (1 + e^{-x})$.
        Differentiate, and write the derivative as a function of $y$ alone:
        $$\frac{d\sigma}{dx} = \frac{e^{-x}}{(1 + e^{-x})^2} = \frac{1}{1 + e^{-x}} \cdot \frac{e^{-x}}{1 + e^{-x}}
        = \; ?$$
        It is never larger than $1/4$, and goes to 0 at both ends. For this reason $D$ ends in a logit, and the sigmoid
        is a part of the loss: where $D(G(z))$ is rounded to 0, this factor is 0, the $1 / D$ from a logarithm is
        infinite, and their product, which should be near 1, is not a number.

        Write $\partial L / \partial x$ from $\partial L / \partial y$ and $y$.
    """,
    source="Goodfellow et al. 2014, section 5 (sigmoid units in G); Goodfellow, Bengio & Courville 2016, section 3.10",
    notebook=2,
    hints=(
        "The first of the two factors is y itself. What is the sum of the two factors?",
        "The sum is 1, so the second factor is 1 - y. You need not compute an exponential.",
        "Three factors, elementwise: the gradient dy, the output, and one minus the output.",
    ),
    explanation="""
        y is a sigmoid already: sigmoid(y) lies between 0.5 and 0.74, as if no unit were saturated. To go back to
        exp(-x) = (1 - y) / y is right inside the interval, but it divides by 0 at y = 0, which float32 reaches near
        x = -104. The product needs only y, and is exactly 0 there.
    """,
    in_numgan=(layers.Sigmoid.backward,),
    draw=draw,
    returns=("dx",),
    known=(
        Known(
            (np.array([[8.0, 16.0, -100.0, 5.0]]), np.array([[0.5, 0.25, 0.9, 1.0]])),
            np.array([[2.0, 3.0, -9.0, 0.0]]),
            "8 * 1/2 * 1/2 = 2, 16 * 1/4 * 3/4 = 3, -100 * 0.9 * 0.1 = -9, and at y = 1 the factor 1 - y is 0",
        ),
    ),
    extremes=(
        (np.array([[1.0, 1.0, -1.0, 1e6, -1.0, 1e6]]), np.array([[0.0, 0.5, 1.0, 1e-20, 1e-5, 0.5]])),
        (np.array([[1.0, -2.0, 1e-9]]), np.array([[0.9999, 0.999999, 0.5]])),
    ),
    probes={"gradient dx": gradient_by_x},
    mutants=(
        Mutant(
            sigmoid_again,
            "y is sigmoid(x) already",
            cause="this takes the sigmoid of a sigmoid: y is sigmoid(x) already, so no second sigmoid is needed",
        ),
        Mutant(ignores_dy, "without dy", cause="this is dy/dx alone, without dy: the chain rule multiplies by dy"),
        Mutant(
            of_the_logarithm,
            "the factor y is missing",
            cause="the factor y is missing: 1 - y alone is the derivative of log sigmoid(x), so multiply by y",
        ),
        Mutant(of_tanh, "of tanh", cause="1 - y^2 is the derivative of tanh: use the formula of the statement"),
        Mutant(
            through_the_logit,
            "divides by 0 at y = 0",
            cause="(1 - y) / y divides by 0 at y = 0: write the derivative with products of y and 1 - y only",
        ),
        Mutant(in_place, "the argument dy was changed in place"),
    ),
)
