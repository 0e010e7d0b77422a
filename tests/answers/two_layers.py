"""Answers to `two_layers`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np

from numgan.exercises.chapters.backpropagation.two_layers import leaky, mask_of_the_gradient


def by_einsum(dy, x, W1, b1, W2, b2, slope):
    a = np.einsum("ik,kj->ij", x, W1) + b1
    factor = np.where(a > 0, np.ones_like(a), np.full_like(a, slope))
    da = np.einsum("ij,kj,ik->ik", dy, W2, factor)
    dW2 = np.einsum("ik,ij->kj", a * factor, dy)
    return [np.einsum("ij,kj->ik", da, W1), np.einsum("ik,ij->kj", x, da), da.sum(0), dW2, dy.sum(0)]


def example_by_example(dy, x, W1, b1, W2, b2, slope):
    dx, (dW1, db1, dW2, db2) = np.empty_like(x), map(np.zeros_like, (W1, b1, W2, b2))
    for i in range(len(x)):
        a = x[i] @ W1 + b1
        factor = np.maximum(np.sign(a), slope).astype(x.dtype)
        da = factor * (W2 @ dy[i])
        dx[i] = W1 @ da
        dW1 += np.outer(x[i], da)
        db1 += da
        dW2 += np.outer(factor * a, dy[i])
        db2 += dy[i]
    return dx, dW1, db1, dW2, db2


def mask_from_h(dy, x, W1, b1, W2, b2, slope):
    h = x @ W1 + b1
    h[h < 0] *= slope
    da = dy @ W2.T
    da[h < 0] *= slope
    ones = np.ones(len(x), x.dtype)
    return da @ W1.T, x.T @ da, ones @ da, h.T @ dy, ones @ dy


def with_the_biases_as_weights(dy, x, W1, b1, W2, b2, slope):
    one = np.ones((len(x), 1), x.dtype)
    x1 = np.hstack([x, one])
    a = x1 @ np.vstack([W1, b1])
    h1 = np.hstack([np.maximum(a, slope * a), one])
    second = h1.T @ dy
    da = np.where(a > 0, 1, slope) * np.matmul(dy, W2.T)
    first = (x1.T @ da).astype(x.dtype)
    return (da @ W1.T).astype(x.dtype), first[:-1], first[-1], second[:-1], second[-1]


def two_halves(dy, x, W1, b1, W2, b2, slope):
    a = x @ W1 + b1
    up = (a > 0).astype(x.dtype)
    dh = dy @ W2.T
    da = slope * dh + (1 - slope) * dh * up
    h = slope * a + (1 - slope) * a * up
    return da @ W1.T, (da.T @ x).T, np.add.reduce(da), (dy.T @ h).T, np.add.reduce(dy)


def in_float64(dy, x, W1, b1, W2, b2, slope):
    found = backward(*(a.astype(float) for a in (dy, x, W1, b1, W2, b2)), slope)
    return tuple(a.astype(dy.dtype) for a in found)


def backward(dy, x, W1, b1, W2, b2, slope, above=0.0, back=None):
    a = x @ W1 + b1
    h, dh = np.where(a > above, a, slope * a), dy @ W2.T
    da = np.where(a > above, dh, (slope if back is None else back) * dh)
    return da @ W1.T, x.T @ da, da.sum(axis=0), h.T @ dy, dy.sum(axis=0)


def threshold_at_an_epsilon(*arguments):
    return backward(*arguments, above=1e-4)


def threshold_below_0(*arguments):
    return backward(*arguments, above=-5e-3)


def other_slope_on_the_way_back(*arguments):
    return backward(*arguments, back=0.01)


def slope_twice_on_the_way_back(*arguments):
    return backward(*arguments, back=arguments[-1] ** 2)


def stops_as_relu_on_the_way_back(*arguments):
    return backward(*arguments, back=0.0)


def relu_both_ways(*arguments):
    return backward(*arguments[:-1], 0.0)


def first_bias_forgotten(dy, x, W1, b1, W2, b2, slope):
    return backward(dy, x, W1, 0 * b1, W2, b2, slope)


def db1_before_the_kink(dy, x, W1, b1, W2, b2, slope):
    dx, dW1, _, dW2, db2 = backward(dy, x, W1, b1, W2, b2, slope)
    return dx, dW1, (dy @ W2.T).sum(axis=0), dW2, db2


def dx_before_the_kink(dy, x, W1, b1, W2, b2, slope):
    return dy @ W2.T @ W1.T, *backward(dy, x, W1, b1, W2, b2, slope)[1:]


def all_divided_by_the_batch(*arguments):
    return tuple(a / len(arguments[0]) for a in backward(*arguments))


def parameters_divided_by_the_batch(*arguments):
    dx, *rest = backward(*arguments)
    return dx, *(a / len(dx) for a in rest)


def right_for_one_example_only(dy, x, W1, b1, W2, b2, slope):
    dx, _, db1, dW2, db2 = backward(dy, x, W1, b1, W2, b2, slope)
    return dx, np.outer(x.sum(axis=0), db1), db1, dW2, db2


def kink_at_the_output_too(dy, x, W1, b1, W2, b2, slope):
    h = leaky(x @ W1 + b1, x @ W1 + b1, slope)
    return backward(leaky(h @ W2 + b2, dy, slope), x, W1, b1, W2, b2, slope)


def clipped_at_1000(*arguments):
    return tuple(np.clip(a, -1000, 1000) for a in backward(*arguments))


RIGHT = (by_einsum, example_by_example, mask_from_h, with_the_biases_as_weights, two_halves, in_float64)
WRONG = (
    mask_of_the_gradient,
    threshold_at_an_epsilon,
    threshold_below_0,
    other_slope_on_the_way_back,
    slope_twice_on_the_way_back,
    stops_as_relu_on_the_way_back,
    relu_both_ways,
    first_bias_forgotten,
    db1_before_the_kink,
    dx_before_the_kink,
    all_divided_by_the_batch,
    parameters_divided_by_the_batch,
    right_for_one_example_only,
    kink_at_the_output_too,
    clipped_at_1000,
)
