import numpy as np

from ... import optimizers
from ..exercise import Exercise, Known, Mutant


def sgd_momentum(params, grads, v, lr, momentum):
    """One step of gradient descent with momentum; the learning rate is inside the velocity.

    params : (n,), what is learned
    grads : (n,), the gradient of the loss, which is to fall
    v : (n,), the velocity: by how much the last step moved params; 0 before the first
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


def moves_in_place(params, grads, v, lr, momentum):
    v *= momentum
    v -= lr * grads
    return params + v, v


def draw(rng):
    n = int(rng.integers(2, 8))
    rates = float(rng.uniform(0.01, 0.3)), float(rng.uniform(0.3, 0.9))
    return rng.normal(size=n), rng.normal(size=n), rng.normal(size=n), *rates


EXERCISE = Exercise(
    sgd_momentum,
    title="Descent with momentum",
    statement=r"""
        The GANs of the first paper were trained with momentum. A velocity $v$ gathers the past steps and forgets them
        at the rate $\mu$; the newest gradient $g$ adds its own step:
        $$v \leftarrow \mu v - \eta g, \qquad \theta \leftarrow \theta + v.$$
        A gradient that keeps its direction moves $\theta$ by $\eta g / (1 - \mu)$ a step in the end, ten times as far
        at $\mu = .9$, while gradients that alternate cancel. In a game this is a mixed blessing: two players who circle
        their equilibrium are carried further out, so GANs keep $\mu$ small (.5 to .7 in the first one).

        Here $\eta$ stands inside the velocity, so $v$ is a step and not a sum of gradients. Libraries differ in this;
        with a constant rate they walk the same path, but their velocities are not the same numbers. Write one step.
    """,
    source="Sutskever et al. 2013, eq. 1 and 2; used in Goodfellow et al. 2014, algorithm 1",
    notebook=6,
    hints=(
        "Two assignments in the right order: which of the two new values needs the other?",
        "v is what is added to params. So a positive gradient must make v smaller, and lr must be in it already.",
        "The velocity first: the old one times momentum, less the step that plain gradient descent would take. Then "
        "add the new velocity to params. Leave the arrays you were given as they are.",
    ),
    explanation="""
        With lr inside, v is in the unit of params, and a change of lr acts on new gradients alone. PyTorch adds up
        v = momentum v + g and moves by -lr v: its v is ours divided by -lr, and a change of lr rescales the whole past
        as well. A velocity saved by one convention and loaded by the other is wrong in sign and size.
    """,
    in_numgan=(optimizers.SGD._update,),
    draw=draw,
    returns=("params", "v"),
    known=(
        Known(
            (np.array([1.0]), np.array([2.0]), np.array([0.5]), 0.1, 0.8),
            (np.array([1.2]), np.array([0.2])),
            "v = 0.8 * 0.5 - 0.1 * 2 = 0.2 and params = 1 + 0.2",
        ),
    ),
    mutants=(
        Mutant(
            rate_outside,
            "PyTorch's convention",
            cause="this is PyTorch's convention, lr outside: v = momentum v + g, params - lr v; here v holds lr and "
            "the minus sign already",
        ),
        Mutant(ascends, "climbs", cause="this climbs: v takes lr g with a minus sign, for the loss is to fall"),
        Mutant(
            average_of_gradients,
            "1 - momentum",
            cause="the gradient has a weight 1 - momentum here, as in Adam's averages; momentum has no such factor",
        ),
        Mutant(old_velocity, "the old velocity", cause="params moved by the old velocity: update v first, then add it"),
        Mutant(moves_in_place, "the argument v was changed in place"),
    ),
)
