"""Answers to `sgd_momentum`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np

from numgan.exercises.chapters.learning.sgd_momentum import rate_outside, sgd_momentum


def as_a_list(params, grads, v, lr, momentum):
    return [params + momentum * v - lr * grads, -(lr * grads - momentum * v)]


def with_out(params, grads, v, lr, momentum):
    new = np.multiply(v, momentum)
    np.subtract(new, np.multiply(grads, lr), out=new)
    return np.add(params, new, out=np.empty_like(params)), new


def with_loops(params, grads, v, lr, momentum):
    moved, velocity = np.empty_like(params), np.empty_like(v)
    for i in range(len(params)):
        velocity[i] = momentum * v[i] - lr * grads[i]
        moved[i] = params[i] + velocity[i]
    return moved, velocity


def by_einsum(params, grads, v, lr, momentum):
    velocity = np.einsum("k,kn->n", np.array([momentum, -lr], v.dtype), np.array([v, grads]))
    return np.sum([params, velocity], axis=0), velocity


def in_float64_and_cast(params, grads, v, lr, momentum):
    velocity = np.float64(momentum) * v.astype(np.float64) - np.float64(lr) * grads
    return (params + velocity).astype(params.dtype), velocity.astype(v.dtype)


def by_pytorchs_velocity(params, grads, v, lr, momentum):
    gathered = momentum * (-v / lr) + grads
    return params - lr * gathered, -lr * gathered


def on_copies(params, grads, v, lr, momentum):
    params, v = params.copy(), v.copy()
    v *= momentum
    v -= lr * grads
    params += v
    return params, v


def named(name, function):
    function.__name__ = name
    return function


def with_v(name, change):
    """The formula with another velocity: (grads, v, lr, momentum) -> v."""

    def function(params, grads, v, lr, momentum):
        v = change(grads, v, lr, momentum).astype(params.dtype)
        return params + v, v

    return named(name, function)


def nesterov(params, grads, v, lr, momentum):
    v = momentum * v - lr * grads
    return params + momentum * v - lr * grads, v


def minus_v(params, grads, v, lr, momentum):
    v = momentum * v - lr * grads
    return params - v, v


def gradient_twice(params, grads, v, lr, momentum):
    v = momentum * v - lr * grads
    return params + v - lr * grads, v


def params_clipped(params, grads, v, lr, momentum):
    params, v = sgd_momentum(params, grads, v, lr, momentum)
    return np.clip(params, -10, 10), v


def returned_in_the_other_order(params, grads, v, lr, momentum):
    return sgd_momentum(params, grads, v, lr, momentum)[::-1]


def params_changed_in_place(params, grads, v, lr, momentum):
    v = momentum * v - lr * grads
    params += v
    return params, v


RIGHT = (as_a_list, with_out, with_loops, by_einsum, in_float64_and_cast, by_pytorchs_velocity, on_copies)
WRONG = (
    with_v("gradients_clipped_at_5", lambda g, v, lr, m: m * v - lr * np.clip(g, -5, 5)),
    with_v("velocity_clipped_at_10", lambda g, v, lr, m: np.clip(m * v - lr * g, -10, 10)),
    with_v("small_gradients_left_out", lambda g, v, lr, m: m * v - lr * np.where(np.abs(g) < 1e-6, 0, g)),
    with_v("an_epsilon_added", lambda g, v, lr, m: m * v - lr * (g + 1e-12)),
    with_v("no_momentum_is_nine_tenths", lambda g, v, lr, m: (m or 0.9) * v - lr * g),
    with_v("momentum_at_least_a_half", lambda g, v, lr, m: max(m, 0.5) * v - lr * g),
    with_v("rate_at_most_1", lambda g, v, lr, m: m * v - min(lr, 1.0) * g),
    with_v("rate_on_both", lambda g, v, lr, m: lr * (m * v - g)),
    with_v("weights_exchanged", lambda g, v, lr, m: (1 - m) * v - lr * g),
    with_v("momentum_on_both", lambda g, v, lr, m: m * (v - lr * g)),
    nesterov,
    minus_v,
    gradient_twice,
    params_clipped,
    returned_in_the_other_order,
    params_changed_in_place,
    rate_outside,
)
