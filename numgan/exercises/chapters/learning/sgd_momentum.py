import numpy as np

from .... import optimizers
from ...exercise import Exercise, Known, Mutant


def sgd_momentum(params, grads, v, lr, momentum):
    """One step of gradient descent with momentum; the learning rate is inside the velocity.

    params : (n,), what is learned
    grads : (n,), the gradient of the loss, which should fall
    v : (n,), the velocity: what the last step added to params; 0 before the first step
    lr : float > 0
    momentum : float in [0, 1), the weight of the old velocity
    Returns params (n,) and v (n,) after the step, as new arrays.
    """
    v = momentum * v - lr * grads
    return params + v, v


def rate_outside(params, grads, v, lr, momentum):
    v = momentum * v + grads
    return params - lr * v, v


def ascends(params, grads, v, lr, momentum):
    v = momentum * v + lr * grads
    return params + v, v


def average_of_gradients(params, grads, v, lr, momentum):
    v = momentum * v - (1 - momentum) * lr * grads
    return params + v, v


def old_velocity(params, grads, v, lr, momentum):
    return params + v, momentum * v - lr * grads


def nesterov(params, grads, v, lr, momentum):
    v = momentum * v - lr * grads
    return params + momentum * v - lr * grads, v


def moves_in_place(params, grads, v, lr, momentum):
    v *= momentum
    v -= lr * grads
    return params + v, v


def draw(rng):
    n = int(rng.integers(2, 8))
    rates = float(rng.uniform(0.01, 0.3)), float(rng.uniform(0.3, 0.9))
    return rng.normal(size=n), rng.normal(size=n), rng.normal(size=n), *rates


LARGE_AND_SMALL = np.array([0.0, 1.0, 0.0]), np.array([0.0, -1000.0, 1e-8]), np.array([0.0, 50.0, 0.0])

EXERCISE = Exercise(
    sgd_momentum,
    title="Descent with momentum",
    statement=r"""
        The GANs of the first paper use momentum. A velocity $v$ remembers the past steps: it is multiplied
        by $\mu$ at every step, so that old steps fade, and the newest gradient $g$ adds its own step:
        $$v \leftarrow \mu v - \eta g, \qquad \theta \leftarrow \theta + v.$$
        If the gradient does not change, $\theta$ moves in the end by $\eta g / (1 - \mu)$ per step, ten times as far as
        without momentum if $\mu = .9$; gradients of alternating sign cancel. In a game this is not only good: two
        players who circle their equilibrium are pushed further outwards, so GANs use a small $\mu$ (.5 to .7 in the
        first paper).

        Here $\eta$ is inside the velocity, so $v$ is a step and not a sum of gradients. Libraries differ in this: with
        a constant rate the parameters are the same, but the velocities are not. Write one step.
    """,
    source="Sutskever et al. 2013, eq. 1 and 2; used in Goodfellow et al. 2014, algorithm 1",
    notebook=6,
    hints=(
        "Write two assignments in the right order: which of the two new values needs the other?",
        "v is what is added to params. So a positive gradient must make v smaller, and v must already hold lr.",
        "Compute the velocity first: the old velocity times momentum, minus the step of plain gradient descent, which "
        "is lr times the gradient. Then add the new velocity to params. Do not change the arrays that you were given.",
    ),
    explanation="""
        With lr inside, v has the unit of params, and a change of lr affects only new gradients. PyTorch computes
        v = momentum v + g and adds -lr v: its v is this one divided by -lr, and a change of lr also rescales all past
        gradients. A velocity that is saved in one convention and loaded in the other is wrong in sign and size.
    """,
    in_numgan=(optimizers.SGD._update,),
    draw=draw,
    returns=("params", "v"),
    known=(
        Known(
            (np.array([1.0, -2.0]), np.array([2.0, -4.0]), np.array([0.5, 0.0]), 0.1, 0.8),
            (np.array([1.2, -1.6]), np.array([0.2, 0.4])),
            "v = (0.8 * 0.5 - 0.1 * 2, 0.8 * 0 + 0.1 * 4) = (0.2, 0.4) and params = (1 + 0.2, -2 + 0.4)",
        ),
    ),
    extremes=((*LARGE_AND_SMALL, 0.1, 0.9), (*LARGE_AND_SMALL, 2.0, 0.0)),
    mutants=(
        Mutant(
            rate_outside,
            "PyTorch's convention",
            cause="this is PyTorch's convention, v = momentum v + g and params - lr v: here v holds lr and the minus "
            "sign already",
        ),
        Mutant(ascends, "climbs", cause="this climbs the loss: subtract lr g, so that the loss falls"),
        Mutant(
            average_of_gradients,
            "1 - momentum",
            cause="the gradient has the weight 1 - momentum here, as in Adam's averages: leave this factor out",
        ),
        Mutant(
            old_velocity, "the old velocity", cause="the old velocity was added to params: update v first, then add it"
        ),
        Mutant(
            nesterov,
            "Nesterov",
            cause="this is Nesterov's form, which adds momentum v - lr g with the new v: add the new v itself",
        ),
        Mutant(moves_in_place, "the argument v was changed in place"),
    ),
)
