"""Answers to `zero_centred_penalties`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def by_einsum(real, fake, W1, b1, W2, slope, weight):
    found = []
    for x in (real, fake):
        m = np.array([slope, 1.0], x.dtype)[(x @ W1 + b1 > 0).astype(int)]
        g = np.einsum("bh,h,nh->bn", m, W2[:, 0], W1)
        q = g * (weight / len(x))
        dW1, dW2 = np.einsum("bn,bh,h->nh", q, m, W2[:, 0]), np.einsum("bn,nh,bh->h", q, W1, m)[:, None]
        found.append((np.einsum("bn,bn->", g, g) * weight / 2 / len(x), dW1, dW2))
    (R1, *first), (R2, *second) = found
    return [R1, R2, first[0] + second[0], first[1] + second[1]]


def row_by_row(real, fake, W1, b1, W2, slope, weight):
    R, dW1, dW2 = [0.0, 0.0], np.zeros_like(W1), np.zeros_like(W2)
    for kind, rows in enumerate((real, fake)):
        for x in rows:
            M = np.diag(np.where(x @ W1 + b1 > 0, 1.0, slope)).astype(x.dtype)
            g = W1 @ M @ W2  # a column
            R[kind] += weight / (2 * len(rows)) * float((g.T @ g).item())
            dW1 += weight / len(rows) * g @ (M @ W2).T
            dW2 += weight / len(rows) * M @ W1.T @ g
    return R[0], R[1], dW1, dW2


def all_rows_at_once(real, fake, W1, b1, W2, slope, weight):
    x = np.concatenate([real, fake])
    share = np.repeat([weight / len(real), weight / len(fake)], [len(real), len(fake)])[:, None].astype(x.dtype)
    m = np.where(x @ W1 + b1 > 0, 1, slope).astype(x.dtype)
    g = (m * W2.T) @ W1.T
    halves = share[:, 0] * (g**2).sum(axis=1) / 2
    q = share * g
    return halves[: len(real)].sum(), halves[len(real) :].sum(), q.T @ (m * W2.T), (m * (q @ W1)).sum(0).reshape(-1, 1)


def by_products_of_weights(real, fake, W1, b1, W2, slope, weight):
    """|g|^2 = m^T A m with A = (W2 W2^T) * (W1^T W1), a form in the mask alone."""
    R, dA = [], 0
    A = (W2 @ W2.T) * (W1.T @ W1)
    for x in (real, fake):
        m = np.where(x @ W1 + b1 > 0, 1, slope).astype(x.dtype)
        S = m.T @ m * (weight / 2 / len(x))
        R.append((S * A).sum())
        dA = dA + S
    dW1 = 2 * W1 @ (dA * (W2 @ W2.T))
    return R[0], R[1], dW1, 2 * (dA * (W1.T @ W1)) @ W2


def in_float64_with_out(real, fake, W1, b1, W2, slope, weight):
    A, c, V = (array.astype(np.float64) for array in (W1, b1, W2))
    R, dA, dV = np.zeros(2), np.zeros(A.shape), np.zeros(V.shape)
    for i, x in enumerate((real.astype(np.float64), fake.astype(np.float64))):
        m = slope + (1 - slope) * np.heaviside(x @ A + c, 0)
        delta = np.multiply(m, V.T, out=np.empty(m.shape))
        g = np.tensordot(delta, A, axes=(1, 1))
        R[i] = weight * np.square(np.linalg.norm(g, axis=1)).mean() / 2
        dA += weight * np.matmul(g.T, delta) / len(x)
        dV[:, 0] += weight * ((g @ A) * m).mean(axis=0)
    return R[0], R[1], dA.astype(W1.dtype), dV.astype(W2.dtype)


def with_masks(real, fake, W1, b1, W2, weight, mask, share=None):
    R, dW1, dW2 = [], np.zeros_like(W1), np.zeros_like(W2)
    for x in (real, fake):
        m = mask(x @ W1 + b1).astype(x.dtype)
        g = (m * W2.T) @ W1.T
        R.append(weight / 2 * (g * g).sum(axis=1).mean())
        q = weight / (share or len(x)) * g
        dW1 += q.T @ (m * W2.T)
        dW2 += ((q @ W1) * m).sum(axis=0)[:, None]
    return R[0], R[1], dW1, dW2


def leaky(slope):
    return lambda a: np.where(a > 0, 1, slope)


def threshold_at_a_thousandth(real, fake, W1, b1, W2, slope, weight):
    return with_masks(real, fake, W1, b1, W2, weight, lambda a: np.where(a > 1e-3, 1, slope))


def smooth_mask(real, fake, W1, b1, W2, slope, weight):
    def mask(a):
        return slope + (1 - slope) / (1 + np.exp(-np.clip(1e4 * a, -40, 40)))

    return with_masks(real, fake, W1, b1, W2, weight, mask)


def mask_without_the_bias(real, fake, W1, b1, W2, slope, weight):
    return with_masks(real, fake, W1, 0 * b1, W2, weight, leaky(slope))


def mask_of_plain_relu(real, fake, W1, b1, W2, slope, weight):
    return with_masks(real, fake, W1, b1, W2, weight, leaky(0))


def slopes_the_other_way_round(real, fake, W1, b1, W2, slope, weight):
    return with_masks(real, fake, W1, b1, W2, weight, lambda a: np.where(a > 0, slope, 1))


def number_of_real_rows_in_both_gradients(real, fake, W1, b1, W2, slope, weight):
    return with_masks(real, fake, W1, b1, W2, weight, leaky(slope), share=len(real))


def sum_over_rows_in_the_gradients(real, fake, W1, b1, W2, slope, weight):
    return with_masks(real, fake, W1, b1, W2, weight, leaky(slope), share=1)


def real_rows_twice(real, fake, W1, b1, W2, slope, weight):
    return with_masks(real, real, W1, b1, W2, weight, leaky(slope))


def points_between(real, fake, W1, b1, W2, slope, weight):
    B = min(len(real), len(fake))
    between = (real[:B] + fake[:B]) / 2
    return with_masks(between, between, W1, b1, W2, weight, leaky(slope))


def mean_of_both(real, fake, W1, b1, W2, slope, weight):
    R1, R2, dW1, dW2 = with_masks(real, fake, W1, b1, W2, weight, leaky(slope))
    return R1, R2, dW1 / 2, dW2 / 2


def weight_not_halved_in_R2(real, fake, W1, b1, W2, slope, weight):
    R1, R2, dW1, dW2 = with_masks(real, fake, W1, b1, W2, weight, leaky(slope))
    return R1, 2 * R2, dW1, dW2


def root_of_the_slopes(real, fake, W1, b1, W2, slope, weight):
    R1, R2, dW1, dW2 = with_masks(real, fake, W1, b1, W2, weight, leaky(slope))
    return np.sqrt(R1), np.sqrt(R2), dW1, dW2


def last_weights_twice(real, fake, W1, b1, W2, slope, weight):
    R1, R2, dW1, dW2 = with_masks(real, fake, W1, b1, W2, weight, leaky(slope))
    return R1, R2, dW1, dW2 * W2


def gradient_of_R2_subtracted(real, fake, W1, b1, W2, slope, weight):
    R1, R2, dW1, dW2 = with_masks(real, fake, W1, b1, W2, weight, leaky(slope))
    _, _, of_fake, of_fake_too = with_masks(fake, fake, W1, b1, W2, weight, leaky(slope))
    return R1, R2, dW1 - of_fake, dW2 - of_fake_too


RIGHT = (by_einsum, row_by_row, all_rows_at_once, by_products_of_weights, in_float64_with_out)
WRONG = (
    threshold_at_a_thousandth,
    smooth_mask,
    mask_without_the_bias,
    mask_of_plain_relu,
    slopes_the_other_way_round,
    number_of_real_rows_in_both_gradients,
    sum_over_rows_in_the_gradients,
    real_rows_twice,
    points_between,
    mean_of_both,
    weight_not_halved_in_R2,
    root_of_the_slopes,
    last_weights_twice,
    gradient_of_R2_subtracted,
)
