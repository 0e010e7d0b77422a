import numpy as np

from .... import optimizers
from ...exercise import Exercise, Known, Mutant


def adam_step(params, grads, m, v, t, lr, beta1, beta2, eps):
    """One step of Adam, algorithm 1 of its paper.

    params, grads : (n,), what is learned, and the gradient of the loss, which should fall
    m, v : (n,), running averages of the gradient and of its square, as the last step returned them; 0 before the first
    t : int >= 0, the number of updates made before this one; the t of the paper counts this one too
    lr, eps : floats > 0
    beta1, beta2 : floats in [0, 1)
    Returns params, m and v (n,) after the step, as new arrays. Return m and v without the correction (the hats).
    """
    t = t + 1
    m = beta1 * m + (1 - beta1) * grads
    v = beta2 * v + (1 - beta2) * grads**2
    mhat = m / (1 - beta1**t)
    vhat = v / (1 - beta2**t)
    return params - lr * mhat / (np.sqrt(vhat) + eps), m, v


def no_correction(params, g, m, v, t, lr, beta1, beta2, eps):
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    return params - lr * m / (np.sqrt(v) + eps), m, v


def eps_in_root(params, g, m, v, t, lr, beta1, beta2, eps):
    m, v, t = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2, t + 1
    return params - lr * m / (1 - beta1**t) / np.sqrt(v / (1 - beta2**t) + eps), m, v


def counts_from_zero(params, g, m, v, t, lr, beta1, beta2, eps):
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    return params - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def at_least_one(params, g, m, v, t, lr, beta1, beta2, eps):
    return counts_from_zero(params, g, m, v, max(t, 1), lr, beta1, beta2, eps)


def not_squared(params, g, m, v, t, lr, beta1, beta2, eps):
    m, v, t = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g, t + 1
    return params - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def keeps_corrected(params, g, m, v, t, lr, beta1, beta2, eps):
    params, m, v = adam_step(params, g, m, v, t, lr, beta1, beta2, eps)
    return params, m / (1 - beta1 ** (t + 1)), v / (1 - beta2 ** (t + 1))


def efficient_form(params, g, m, v, t, lr, beta1, beta2, eps):
    return adam_step(params, g, m, v, t, lr, beta1, beta2, eps / (1 - beta2 ** (t + 1)) ** 0.5)


def draw(rng):
    n, t = int(rng.integers(2, 8)), int(rng.integers(1, 30))
    betas = float(rng.uniform(0.3, 0.95)), float(rng.uniform(0.95, 0.999))
    lr, eps = float(rng.uniform(0.01, 0.3)), float(rng.uniform(0.01, 0.1))
    return *rng.normal(size=(3, n)), rng.uniform(0.5, 1.5, size=n), t, lr, *betas, eps


MIXED = np.array([1.0, 2.0, 0.0]), np.array([1e-8, 1e3, 0.0]), np.zeros(3), np.zeros(3), 0, 0.1, 0.9, 0.999, 1e-8
LATE = np.array([1.0, 2.0]), np.array([0.0, -2.0]), np.array([100.0, 0.1]), np.array([1.0, 4.0]), 2000
FIRST = np.array([1.0, 2.0]), np.array([3.0, -1.0]), np.zeros(2), np.zeros(2), 0, 0.1, 0.9, 0.99, 1.0
VECTORS = np.array([1.0, 2.0]), np.array([1.0, -5.0]), np.array([2.0, -1.0]), np.array([2.0, 1.0])
SECOND = *VECTORS, 1, 0.3, 0.5, 0.75, 2.0

EXERCISE = Exercise(
    adam_step,
    title="Adam",
    statement=r"""
        The two players' gradients differ by orders of magnitude, and $G$'s is small whenever $D$ wins. Adam divides
        each coordinate's average gradient by its typical size, so the scale drops out: as long as a gradient keeps its
        sign and size, its parameter moves by about $\eta$ per step, and by less where the sign changes.
        $$m \leftarrow \beta_1 m + (1 - \beta_1) g, \qquad v \leftarrow \beta_2 v + (1 - \beta_2) g^2,$$
        $$\hat m = \frac{m}{1 - \beta_1^t}, \qquad \hat v = \frac{v}{1 - \beta_2^t}, \qquad
        \theta \leftarrow \theta - \eta \frac{\hat m}{\sqrt{\hat v} + \epsilon}, \qquad t = 1, 2, \dots$$
        Both averages start at 0 and are too small at first. If all $g$ are equal, $m = (1 - \beta_1^t) g$: show this,
        and you will see why the hats are needed. GANs use $\beta_1 = .5$ (DCGAN), a shorter memory than the usual .9.

        Write one step. Its argument `t` is the number of updates made so far, 0 at the first step. Note where
        $\epsilon$ is: it is added after the root.
    """,
    source="Kingma & Ba 2015, algorithm 1",
    notebook=6,
    hints=(
        "Which t does the formula need in the very first step? With t = 0 the correction would divide by 1 - 1 = 0.",
        "Update m and v first. Then give the corrected ones new names, because m and v are returned uncorrected.",
        "The denominator has three steps, in this order: correct v, take the root, add eps. Divide the corrected m by "
        "it, multiply by lr, and subtract the result from params.",
    ),
    explanation="""
        At the first step mhat = g and vhat = g^2, so params change by lr sign(g), except for the effect of eps. Without
        the correction, the first step would be (1 - beta1) / sqrt(1 - beta2) times as long: 3.2 times, with .9 and
        .999. Corrected averages must not be returned, because the next step would correct them again. With eps inside
        the root, or added to the uncorrected root (the "efficient" form), the rule is another one wherever gradients
        are as small as eps, as G's are when D wins.
    """,
    in_numgan=(optimizers.Adam._update,),
    draw=draw,
    returns=("params", "m", "v"),
    known=(
        Known(
            FIRST,
            (np.array([0.925, 2.05]), np.array([0.3, -0.1]), np.array([0.09, 0.01])),
            "the first step, t = 1 in the formula: m = 0.1 g and v = 0.01 g^2, so mhat = g and vhat = g^2; with "
            "eps = 1, params = (1 - 0.1 * 3 / (3 + 1), 2 + 0.1 * 1 / (1 + 1)) = (1 - 0.075, 2 + 0.05)",
        ),
        Known(
            SECOND,
            (np.array([0.85, 2.2]), np.array([1.5, -3.0]), np.array([1.75, 7.0])),
            "the second step, t = 2 in the formula: mhat = m / (1 - 0.5^2) = (1.5, -3) / 0.75 = (2, -4) and "
            "vhat = v / (1 - 0.75^2) = (1.75, 7) / 0.4375 = (4, 16); with eps = 2, "
            "params = (1 - 0.3 * 2 / (2 + 2), 2 + 0.3 * 4 / (4 + 2)) = (1 - 0.15, 2 + 0.2)",
        ),
    ),
    extremes=(MIXED, (*LATE, 0.1, 0.5, 0.999, 0.01), (*LATE, 0.1, 0.0, 0.9, 0.01)),
    mutants=(
        Mutant(
            no_correction,
            "no bias correction",
            cause="there is no bias correction: divide m by 1 - beta1^t and v by 1 - beta2^t",
        ),
        Mutant(
            eps_in_root, "inside the root", cause="eps is inside the root: take the root of vhat first, then add eps"
        ),
        Mutant(
            counts_from_zero,
            "so use t + 1",
            cause="t counts the updates before this one: the formula's t counts this one too, so use t + 1",
        ),
        Mutant(
            at_least_one,
            "at every step",
            cause="the first step is right, and from the second step on t is too small by 1: use t + 1 at every step",
        ),
        Mutant(not_squared, "not of its square", cause="v is an average of the gradient here, and not of its square"),
        Mutant(
            keeps_corrected,
            "would correct them again",
            cause="the corrected mhat and vhat are returned as m and v: the next step would correct them again",
        ),
        Mutant(
            efficient_form,
            'the "efficient" form',
            cause='this is the "efficient" form (end of section 2, and Keras), which adds eps to the root of the '
            "uncorrected v: algorithm 1 adds eps to the root of the corrected one",
        ),
    ),
)
