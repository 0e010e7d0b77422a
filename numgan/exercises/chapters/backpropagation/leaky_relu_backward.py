import numpy as np

from .... import layers
from ...exercise import Exercise, Gradient, Known, Mutant


def leaky_relu_backward(dy, x, slope):
    """The gradient of a leaky rectifier with respect to its input.

    dy : (B, n), the gradient of the loss with respect to y
    x : (B, n), the input of the forward pass
    slope : float in [0, 1], the same as in the forward pass
    Returns dx (B, n). At the kink, x = 0, dy is multiplied by the slope. dy and x stay as they are.
    """
    return np.where(x > 0, dy, slope * dy)


def wrong_side(dy, x, slope):
    return np.where(x > 0, slope * dy, dy)


def fixed_slope(dy, x, slope):
    return np.where(x > 0, dy, 0.01 * dy)


def one_at_the_kink(dy, x, slope):
    return np.where(x >= 0, dy, slope * dy)


def relu(dy, x, slope):
    return np.where(x > 0, dy, 0).astype(dy.dtype)


def slope_alone(dy, x, slope):
    return np.where(x > 0, dy, np.full_like(dy, slope))


def ignores_dy(dy, x, slope):
    return np.where(x > 0, np.ones_like(x), np.full_like(x, slope))


def sign_of_dy(dy, x, slope):
    return np.where(dy > 0, dy, slope * dy)


def float64_factor(dy, x, slope):
    return dy * np.where(x > 0, 1.0, slope)


def in_place(dy, x, slope):
    dy[x <= 0] *= slope
    return dy


def draw(rng):
    B, n = (int(n) for n in rng.choice(np.arange(2, 6), size=2, replace=False))
    x = rng.lognormal(0, 1.5, size=(B, n)) + 1e-3  # away from the kink
    x.flat[::2] *= -1  # both signs in every draw
    return rng.normal(size=(B, n)), rng.permuted(x), float(rng.uniform(0.05, 0.95))


def loss(dy, x, slope):
    return (dy * np.maximum(x, slope * x)).sum()


EXERCISE = Exercise(
    leaky_relu_backward,
    title="LeakyReLU, backward",
    statement=r"""
        Forward, $y = x$ where $x > 0$ and $y = a\,x$ elsewhere. Each $y_{ij}$ depends on its own $x_{ij}$ only, so the
        chain rule is elementwise:
        $$\frac{\partial L}{\partial x_{ij}} = \frac{\partial L}{\partial y_{ij}} \cdot \frac{d y_{ij}}{d x_{ij}}.$$
        The gradient of the generator passes through every such layer of $D$. If the backward pass has another slope
        than the forward pass, the GAN still trains, only a little worse, and no loss curve shows it. Published NumPy
        GANs have this bug. Central differences find it at once.

        Write $\partial L / \partial x$. At $x = 0$, where there is no derivative, take the slope $a$.
    """,
    source="Maas, Hannun & Ng 2013, section 2; slope 0.2: Radford et al. 2016 (DCGAN), section 4",
    notebook=2,
    hints=(
        "What is dy/dx to the right of 0, and what to the left? Neither depends on how large x is.",
        "The derivative is 1 where x > 0 and the slope elsewhere. Only x decides which factor it is. Then "
        "multiply by dy.",
        "np.where takes a condition and two arrays: where x is positive choose dy as it is, elsewhere dy times slope.",
    ),
    explanation="""
        The condition asks for the sign of x, never of dy, and the slope is that of the forward pass. np.where chooses
        between two arrays in the dtype of dy. np.where(x > 0, 1.0, slope) would be an array in float64, and from there
        on a network in float32 would compute in float64. dy is not changed, because the caller may still need it.
    """,
    in_numgan=(layers.LeakyReLU.backward,),
    draw=draw,
    returns=("dx",),
    known=(
        Known(
            (np.array([[3.0, 3.0, -5.0, -5.0]]), np.array([[2.0, -2.0, 0.0, 7.0]]), 0.2),
            np.array([[3.0, 0.6, -1.0, -5.0]]),
            "dy * 1 where x > 0: 3 and -5; dy * 0.2 elsewhere, at x = 0 too: 0.2 * 3 and 0.2 * -5",
        ),
    ),
    gradients=(Gradient("dx", "x", loss),),
    extremes=(
        (np.array([[1.0, -1.0, 1e6, 1e6, 1.0, 1e-9]]), np.array([[1e-9, -1e-9, 0.05, -0.05, 0.0, -1e3]]), 0.2),
        (np.array([[1.0, -2.0], [3.0, 4.0]]), np.array([[0.05, -0.05], [-1e3, 1e3]]), 0.9),
        (np.array([[1.0, -2.0], [3.0, 4.0]]), np.array([[0.05, -0.05], [-1e3, 1e3]]), 0.0),
    ),
    mutants=(
        Mutant(wrong_side, "the wrong side", cause="the slope is on the wrong side: the factor is 1 where x > 0"),
        Mutant(
            fixed_slope,
            "the slope is fixed at 0.01",
            cause="the slope is fixed at 0.01: take the argument, which is the slope of the forward pass",
        ),
        Mutant(
            one_at_the_kink,
            "only where x > 0",
            cause="at x = 0 the factor is 1 here, and it must be the slope: the factor is 1 only where x > 0",
        ),
        Mutant(relu, "not 0", cause="this is the gradient of ReLU: where x <= 0 the factor is the slope, not 0"),
        Mutant(
            slope_alone,
            "the slope alone",
            cause="where x <= 0 this is the slope alone: the chain rule multiplies it by dy",
        ),
        Mutant(ignores_dy, "without dy", cause="this is dy/dx alone, without dy: the chain rule multiplies by dy"),
        Mutant(
            sign_of_dy,
            "the sign of x decides",
            cause="this is LeakyReLU of dy: the sign of x decides which side it is, not the sign of dy",
        ),
        Mutant(float64_factor, "dx is float64 for arguments in float32"),
        Mutant(in_place, "the argument dy was changed in place"),
    ),
)
