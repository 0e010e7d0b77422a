"""Answers to `adam_step`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np

from numgan.exercises.chapters.learning.adam_step import adam_step, counts_from_zero, eps_in_root


def with_the_rate_corrected(params, grads, m, v, t, lr, beta1, beta2, eps):
    unbias = (1 - beta2 ** (t + 1)) ** 0.5
    m, v = m + (1 - beta1) * (grads - m), v + (1 - beta2) * (grads * grads - v)
    return [params - lr * unbias / (1 - beta1 ** (t + 1)) * (m / (v**0.5 + eps * unbias)), m, v]


def with_out(params, grads, m, v, t, lr, beta1, beta2, eps):
    m = np.add(np.multiply(m, beta1), (1 - beta1) * grads)
    v = np.add(np.multiply(v, beta2), (1 - beta2) * np.square(grads))
    root = np.sqrt(v / (1 - math.pow(beta2, t + 1)))
    np.add(root, eps, out=root)
    step = np.divide(m, root, out=np.empty_like(m))
    step *= lr / (1 - beta1 ** (t + 1))
    return np.subtract(params, step), m, v


def with_loops(params, grads, m, v, t, lr, beta1, beta2, eps):
    new = [np.array(a) for a in (params, m, v)]
    for i, g in enumerate(grads.tolist()):
        new[1][i] = one = beta1 * float(m[i]) + (1 - beta1) * g
        new[2][i] = two = beta2 * float(v[i]) + (1 - beta2) * g * g
        root = math.sqrt(two / (1 - beta2 ** (t + 1)))
        new[0][i] = params[i] - lr * one / (1 - beta1 ** (t + 1)) / (root + eps)
    return new


def in_float64_and_cast(params, grads, m, v, t, lr, beta1, beta2, eps):
    arrays = (a.astype(np.float64) for a in (params, grads, m, v))
    return tuple(a.astype(params.dtype) for a in adam_step(*arrays, t, lr, beta1, beta2, eps))


def by_expm1(params, grads, m, v, t, lr, beta1, beta2, eps):
    m, v = beta1 * m + grads - beta1 * grads, v - (1 - beta2) * (v - grads**2)
    mhat = m / (1 - beta1 ** np.arange(t + 2).tolist()[-1])
    vhat = v / -math.expm1((t + 1) * math.log(beta2))
    return params - mhat * lr / (np.sqrt(vhat) + eps), m, v


def by_products(params, grads, m, v, t, lr, beta1, beta2, eps):
    left1 = left2 = 1.0
    for _ in range(t + 1):
        left1, left2 = left1 * beta1, left2 * beta2
    m = np.average([m, grads], axis=0, weights=[beta1, 1 - beta1]).astype(m.dtype)
    v = np.average([v, np.abs(grads) ** 2], axis=0, weights=[beta2, 1 - beta2]).astype(v.dtype)
    return params - m * (lr / (1 - left1)) * (np.sqrt(v) / (1 - left2) ** 0.5 + eps) ** -1, m, v


def with_step(name, change):
    """The formula with another step: (m, v, t counted from 1, beta1, beta2, eps) -> step / lr."""

    def function(params, grads, m, v, t, lr, beta1, beta2, eps):
        m, v = beta1 * m + (1 - beta1) * grads, beta2 * v + (1 - beta2) * grads**2
        return (params - lr * change(m, v, t + 1, beta1, beta2, eps)).astype(params.dtype), m, v

    function.__name__ = name
    return function


def with_grads(name, change):
    """The right formula for other gradients: grads -> grads."""

    def function(params, grads, m, v, t, lr, beta1, beta2, eps):
        return adam_step(params, change(grads).astype(grads.dtype), m, v, t, lr, beta1, beta2, eps)

    function.__name__ = name
    return function


def hats(m, v, t, b1, b2, eps):
    return m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + eps)


def moments_before_the_gradient(params, grads, m, v, t, lr, beta1, beta2, eps):
    _, new_m, new_v = adam_step(params, grads, m, v, t, lr, beta1, beta2, eps)
    return params - lr * hats(m, v, t + 1, beta1, beta2, eps), new_m, new_v


def betas_exchanged(params, grads, m, v, t, lr, beta1, beta2, eps):
    return adam_step(params, grads, m, v, t, lr, beta2, beta1, eps)


def with_weight_decay(params, grads, m, v, t, lr, beta1, beta2, eps):
    new, m, v = adam_step(params, grads, m, v, t, lr, beta1, beta2, eps)
    return new - lr * 0.01 * params, m, v


def gathers_squares(params, grads, m, v, t, lr, beta1, beta2, eps):
    new, m, _ = adam_step(params, grads, m, v, t, lr, beta1, beta2, eps)
    return new, m, v + grads**2


RIGHT = (with_the_rate_corrected, with_out, with_loops, in_float64_and_cast, by_expm1, by_products)
WRONG = (
    with_step("t_at_least_1", lambda m, v, t, b1, b2, eps: hats(m, v, max(t - 1, 1), b1, b2, eps)),
    with_step("only_m_corrected", lambda m, v, t, b1, b2, eps: m / (1 - b1**t) / (np.sqrt(v) + eps)),
    with_step("only_v_corrected", lambda m, v, t, b1, b2, eps: m / (np.sqrt(v / (1 - b2**t)) + eps)),
    with_step("both_by_beta1", lambda m, v, t, b1, b2, eps: hats(m, v, t, b1, b1, eps)),
    with_step("betas_times_t", lambda m, v, t, b1, b2, eps: m / (1 - b1 * t) / (np.sqrt(abs(v / (1 - b2 * t))) + eps)),
    with_step("without_the_root", lambda m, v, t, b1, b2, eps: m / (1 - b1**t) / (v / (1 - b2**t) + eps)),
    with_step("without_eps", lambda m, v, t, b1, b2, eps: hats(m, v, t, b1, b2, 0)),
    with_step("eps_at_least_1e_7", lambda m, v, t, b1, b2, eps: hats(m, v, t, b1, b2, max(eps, 1e-7))),
    with_step("uncorrected_after_100", lambda m, v, t, b1, b2, eps: hats(m, v, t if t < 100 else 1e9, b1, b2, eps)),
    with_step("uphill", lambda m, v, t, b1, b2, eps: -hats(m, v, t, b1, b2, eps)),
    with_step("step_at_most_1", lambda m, v, t, b1, b2, eps: np.clip(hats(m, v, t, b1, b2, eps), -1, 1)),
    with_step("step_at_most_10", lambda m, v, t, b1, b2, eps: np.clip(hats(m, v, t, b1, b2, eps), -10, 10)),
    with_grads("gradients_clipped_at_5", lambda g: np.clip(g, -5, 5)),
    with_grads("an_epsilon_added", lambda g: g + 1e-12),
    moments_before_the_gradient,
    betas_exchanged,
    with_weight_decay,
    gathers_squares,
    counts_from_zero,
    eps_in_root,
)
