import numpy as np

from .... import optimizers
from ...exercise import Exercise, Known, Mutant


def rmsprop_step(params, grads, s, lr, rho, eps):
    """One step of RMSProp, with eps outside the root.

    params, grads : (n,), what is learned, and the gradient of the loss; the step must make the loss smaller
    s : (n,), the running average of the gradient's square after the last step; 0 before the first step
    lr, eps : floats > 0, eta and epsilon
    rho : float in [0, 1), the weight of the old average
    Returns params (n,) and s (n,) after the step, as new arrays. Gradients as small as 1e-8 count like any other.
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


def full_weight(params, grads, s, lr, rho, eps):
    s = rho * s + grads**2
    return params - lr * grads / (np.sqrt(s) + eps), s


def one_for_all(params, grads, s, lr, rho, eps):
    s = rho * s + (1 - rho) * (grads**2).mean()
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
TINY = np.array([0.0, 0.0, 1.0]), np.array([1e-8, -4e-8, 0.0]), np.zeros(3), 0.1, 0.75, 1e-8
LARGE = np.array([0.0, -1.0]), np.array([1000.0, -50.0]), np.array([1e6, 4.0]), 0.1, 0.75, 1e-8

EXERCISE = Exercise(
    rmsprop_step,
    title="RMSProp, a critic's optimiser",
    statement=r"""
        The loss of a critic changes while the critic learns, because the generator moves at the same time. Momentum
        remembers a direction that may no longer be right: the authors of the Wasserstein GAN report unstable training
        with Adam at $\beta_1 > 0$. They use RMSProp, which remembers only how large the gradients were:
        $$s \leftarrow \rho s + (1 - \rho) g^2, \qquad \theta \leftarrow \theta - \eta \frac{g}{\sqrt{s} + \epsilon}.$$
        It is Adam without the average of $g$ and without the correction for the first steps. A question: $s = 0$ at the
        start, and $\epsilon = 0$. How many times $\eta$ is the first step?

        Write one step. Look where $\epsilon$ stands, because libraries differ.
    """,
    source="Tieleman & Hinton 2012, lecture 6.5; Arjovsky et al. 2017, algorithm 1",
    notebook=11,
    hints=(
        "Two assignments, and their order matters: which s is in the second formula, the old one or the new one?",
        "The new s is an average of two things, and their weights add up to 1. The gradient is squared entry by entry.",
        "First the new s: the old s times rho, plus the square times what is missing from rho to 1. Then the step: "
        "take the root of the new s, add eps, divide the gradient by this, and multiply by lr.",
    ),
    explanation="""
        The new s already holds the square of this gradient, so no parameter moves by more than lr / sqrt(1 - rho),
        which is 10 lr at rho = .99. The first step, with eps = 0, moves each parameter by exactly that. With eps inside
        the root, as in Keras, it is sqrt(eps) that a small gradient is compared with: 1e-4 instead of 1e-8.
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
            (np.array([1.0, 0.0]), np.array([-2.0, 2.0]), np.array([20.0, 0.0]), 0.1, 0.75, 1.0),
            (np.array([1.04, -0.1]), np.array([16.0, 1.0])),
            "s = 0.75 * 20 + 0.25 * 4 = 16 and 0 + 0.25 * 4 = 1, the roots are 4 and 1, and the steps "
            "-0.1 * -2 / (4 + 1) and -0.1 * 2 / (1 + 1)",
        ),
    ),
    extremes=(TINY, LARGE),
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
        Mutant(
            full_weight,
            "the weight 1 - rho",
            cause="the new square was added as it is: give it the weight 1 - rho, so that s is an average",
        ),
        Mutant(
            one_for_all,
            "an average of its own",
            cause="the squares were averaged over all parameters: each parameter has an average of its own in s",
        ),
        Mutant(no_root, "the root is missing", cause="the root is missing: divide by the square root of s, plus eps"),
        Mutant(
            corrected,
            "no correction",
            cause="s was divided by 1 - rho, as in Adam's first step: RMSProp has no correction",
        ),
        Mutant(
            ascends,
            "wrong sign",
            cause="the step has the wrong sign: subtract it, because the loss must become smaller",
        ),
        Mutant(moves_in_place, "the argument s was changed in place"),
    ),
)
