import numpy as np

from ... import optimizers
from ..exercise import Exercise, Known, Mutant


def rmsprop_step(params, grads, s, lr, rho, eps):
    """One step of RMSProp, with eps outside the root.

    params, grads : (n,), what is learned, and the gradient of the loss, which is to fall
    s : (n,), the running average of the gradient's square, as the last step left it; 0 before the first
    lr, eps : floats > 0
    rho : float in [0, 1), the weight of the old average
    Returns params (n,) and s (n,) after the step, as new arrays.
    """
    s = rho * s + (1 - rho) * grads**2
    return params - lr * grads / (np.sqrt(s) + eps), s


def eps_in_root(params, grads, s, lr, rho, eps):
    s = rho * s + (1 - rho) * grads**2
    return params - lr * grads / np.sqrt(s + eps), s


def old_average(params, grads, s, lr, rho, eps):
    return params - lr * grads / (np.sqrt(s) + eps), rho * s + (1 - rho) * grads**2


def weights_swapped(params, grads, s, lr, rho, eps):
    s = (1 - rho) * s + rho * grads**2
    return params - lr * grads / (np.sqrt(s) + eps), s


def adds_up(params, grads, s, lr, rho, eps):
    s = s + grads**2
    return params - lr * grads / (np.sqrt(s) + eps), s


def no_root(params, grads, s, lr, rho, eps):
    s = rho * s + (1 - rho) * grads**2
    return params - lr * grads / (s + eps), s


def corrected(params, grads, s, lr, rho, eps):
    s = rho * s + (1 - rho) * grads**2
    return params - lr * grads / (np.sqrt(s / (1 - rho)) + eps), s


def ascends(params, grads, s, lr, rho, eps):
    s = rho * s + (1 - rho) * grads**2
    return params + lr * grads / (np.sqrt(s) + eps), s


def moves_in_place(params, grads, s, lr, rho, eps):
    s *= rho
    s += (1 - rho) * grads**2
    return params - lr * grads / (np.sqrt(s) + eps), s


def draw(rng):
    n, rho = int(rng.integers(2, 8)), float(rng.uniform(0.6, 0.95))
    lr, eps = float(rng.uniform(0.01, 0.3)), float(rng.uniform(0.05, 0.3))
    return rng.normal(size=n), rng.normal(size=n), rng.uniform(0.5, 1.5, n), lr, rho, eps


FIRST = np.array([1.0, 2.0]), np.array([3.0, 0.0]), np.zeros(2), 0.1, 0.75, 0.5

EXERCISE = Exercise(
    rmsprop_step,
    title="RMSProp, a critic's optimiser",
    statement=r"""
        A critic that chases a moving generator, and whose weights are clipped, is a problem that changes while it is
        being solved. Momentum remembers a direction that no longer holds: the authors of the Wasserstein GAN saw their
        loss blow up with Adam at $\beta_1 > 0$, and took RMSProp, which remembers sizes only:
        $$s \leftarrow \rho s + (1 - \rho) g^2, \qquad \theta \leftarrow \theta - \eta \frac{g}{\sqrt{s} + \epsilon}.$$
        It is Adam without the average of $g$ and without its correction for the start: with $s = 0$ at first, the first
        step is how many times $\eta$ long? Work it out, for $\epsilon = 0$.

        Write one step. Mind where $\epsilon$ stands: libraries differ.
    """,
    source="Tieleman & Hinton 2012, lecture 6.5; Arjovsky et al. 2017, algorithm 1",
    notebook=11,
    hints=(
        "Two assignments in the right order: does the step see this gradient's square already, or not?",
        "The new s is an average of two things with weights that add up to 1; the gradient enters it squared, entry by "
        "entry.",
        "First the new s: the old one times rho, plus the rest of the weight times the square. Then the root of that, "
        "then plus eps, and the gradient divided by it.",
    ),
    explanation="""
        The gradient's own square is in s before it is divided by the root, so no step is longer than
        lr / sqrt(1 - rho): 10 lr at rho = .99, and the first step, with eps = 0, is just that long. With eps inside the
        root, as in Keras, a tiny gradient is damped at sqrt(eps) and not at eps: 1e-4 for 1e-8.
    """,
    in_numgan=(optimizers.RMSProp._update,),
    draw=draw,
    returns=("params", "s"),
    known=(
        Known(
            FIRST,
            (np.array([0.85, 2.0]), np.array([2.25, 0.0])),
            "s = 0.25 * 9 = 2.25, its root is 1.5, and the step 0.1 * 3 / (1.5 + 0.5); where g = 0 nothing moves",
        ),
        Known(
            (np.array([1.0]), np.array([-2.0]), np.array([20.0]), 0.1, 0.75, 1.0),
            (np.array([1.04]), np.array([16.0])),
            "s = 0.75 * 20 + 0.25 * 4 = 16, its root is 4, and the step -0.1 * -2 / (4 + 1)",
        ),
    ),
    extremes=(FIRST,),
    mutants=(
        Mutant(eps_in_root, "inside the root", cause="eps is inside the root: take the root of s first, then add eps"),
        Mutant(old_average, "the old average", cause="the step was divided by the old average's root: update s first"),
        Mutant(
            weights_swapped,
            "rho is the weight of the old average",
            cause="the weights are swapped: rho is the weight of the old average, 1 - rho that of the new square",
        ),
        Mutant(
            adds_up,
            "this is AdaGrad",
            cause="this is AdaGrad, whose s only grows: here s is an average, with the weights rho and 1 - rho",
        ),
        Mutant(no_root, "the root is missing", cause="the root is missing: s has the gradient's unit squared"),
        Mutant(
            corrected,
            "no correction",
            cause="RMSProp has no correction for the start, as Adam has: s itself goes under the root",
        ),
        Mutant(ascends, "climbs", cause="this climbs: the step goes against the gradient, for the loss is to fall"),
        Mutant(moves_in_place, "the argument s was changed in place"),
    ),
)
