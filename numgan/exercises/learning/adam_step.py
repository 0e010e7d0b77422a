import numpy as np

from ... import optimizers
from ..exercise import Exercise, Known, Mutant


def adam_step(params, grads, m, v, t, lr, beta1, beta2, eps):
    """One step of Adam, algorithm 1 of its paper.

    params, grads : (n,), what is learned, and the gradient of the loss, which is to fall
    m, v : (n,), running averages of the gradient and of its square, as the last step left them; 0 before the first
    t : int >= 0, the updates made before this one; the paper's t counts this one as well
    lr, eps : floats > 0
    beta1, beta2 : floats in [0, 1)
    Returns params, m and v (n,) after the step, as new arrays; m and v as they are kept, uncorrected.
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


FIRST = np.array([1.0, 2.0]), np.array([3.0, -1.0]), np.zeros(2), np.zeros(2), 0, 0.1, 0.9, 0.99, 1.0

EXERCISE = Exercise(
    adam_step,
    title="Adam",
    statement=r"""
        The two players' gradients differ by orders of magnitude, and $G$'s shrinks whenever $D$ wins. Adam divides each
        coordinate's average gradient by its typical size, so every step is about $\eta$ long whatever the scale:
        $$m \leftarrow \beta_1 m + (1 - \beta_1) g, \qquad v \leftarrow \beta_2 v + (1 - \beta_2) g^2,$$
        $$\hat m = \frac{m}{1 - \beta_1^t}, \qquad \hat v = \frac{v}{1 - \beta_2^t}, \qquad
        \theta \leftarrow \theta - \eta \frac{\hat m}{\sqrt{\hat v} + \epsilon}, \qquad t = 1, 2, \dots$$
        Both averages start at 0 and are too small at first. If all $g$ are equal, $m = (1 - \beta_1^t) g$: show it, and
        you see what the hats are for. GANs take $\beta_1 = .5$ (DCGAN), a shorter memory than the usual .9.

        Write one step. It is given the number of updates made so far, 0 at first; mind where $\epsilon$ stands.
    """,
    source="Kingma & Ba 2015, algorithm 1",
    notebook=6,
    hints=(
        "Which t belongs in the very first step? With t = 0 the correction divides by 1 - 1.",
        "Update m and v first; then give the corrected ones new names, for m and v are carried on as they are.",
        "In the denominator there are three things in this order: correct v, take the root, add eps. The step goes "
        "against the corrected m.",
    ),
    explanation="""
        At the first step mhat = g and vhat = g^2, so params move by lr sign(g), up to eps. Without the correction that
        first step would be (1 - beta1) / sqrt(1 - beta2) times as long: 3.2 times, with .9 and .999. Corrected averages
        must not be kept, or they are corrected again the next time. eps inside the root, or in the "efficient" form
        beside the uncorrected root, is another rule wherever gradients are as small as eps, as a beaten G's are.
    """,
    in_numgan=(optimizers.Adam._update,),
    draw=draw,
    returns=("params", "m", "v"),
    known=(
        Known(
            FIRST,
            (np.array([0.925, 2.05]), np.array([0.3, -0.1]), np.array([0.09, 0.01])),
            "the first step, t = 1 in the formula: m = 0.1 g and v = 0.01 g^2, so mhat = g and vhat = g^2; with "
            "eps = 1 the step is 0.1 * 3 / (3 + 1) = 0.075 down and 0.1 * 1 / (1 + 1) = 0.05 up",
        ),
    ),
    extremes=(FIRST,),
    mutants=(
        Mutant(
            no_correction,
            "no bias correction",
            cause="there is no bias correction: m and v start at 0, and the hats make up for that",
        ),
        Mutant(
            eps_in_root, "inside the root", cause="eps is inside the root: take the root of vhat first, then add eps"
        ),
        Mutant(
            counts_from_zero,
            "counts the updates before this one",
            cause="t counts the updates before this one; the formula's t counts this one too and starts at 1",
        ),
        Mutant(not_squared, "not of its square", cause="v is an average of the gradient here, and not of its square"),
        Mutant(
            keeps_corrected,
            "would be corrected again",
            cause="the corrected mhat and vhat are returned as m and v: at the next step they would be corrected again",
        ),
        Mutant(
            efficient_form,
            'the "efficient" form',
            cause='this is the "efficient" form (end of section 2, and Keras), with eps beside the root of the '
            "uncorrected v; algorithm 1 adds eps to the root of the corrected one",
        ),
    ),
)
