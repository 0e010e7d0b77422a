"""Answers to `great_circle`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np
from numpy.linalg import norm


def by_half_angles(z0, z1, a):
    u, v = (np.asarray(z, np.float64) / norm(np.asarray(z, np.float64)) for z in (z0, z1))
    angle = 2 * math.atan2(norm(u - v), norm(u + v))
    if angle < 1e-5:
        return ((1 - a) * z0 + a * z1).astype(z0.dtype)
    return np.asarray((math.sin((1 - a) * angle) * z0 + math.sin(a * angle) * z1) / math.sin(angle), z0.dtype)


def by_turning(z0, z1, a):
    u = z0 / np.sqrt(np.einsum("i,i", z0, z0))
    across = z1 - (z1 @ u) * u
    along, height = float(z1 @ u), float(norm(across))
    angle = math.atan2(height, along)
    if angle < 1e-4:
        return z0 + a * (z1 - z0)
    w = across / height
    size0, size1 = float(norm(z0)), math.hypot(along, height)
    turned = math.cos(a * angle) * u + math.sin(a * angle) * w
    # the formula with z1 = size1 (cos u + sin w), on both directions
    return size1 * turned + (size0 - size1) * math.sin((1 - a) * angle) / math.sin(angle) * u


def by_arccos(z0, z1, a):
    angle = np.arccos(np.clip(np.dot(z0, z1) / (norm(z0) * norm(z1)), -1, 1))
    if angle < 1e-4:
        weights = 1 - a, a
    else:
        weights = np.sin((1 - a) * angle) / np.sin(angle), np.sin(a * angle) / np.sin(angle)
    return (weights[0] * z0 + weights[1] * z1).astype(z0.dtype)


def by_loops(z0, z1, a):
    product, s0, s1 = 0.0, 0.0, 0.0
    for p, q in zip(z0.astype(float), z1.astype(float), strict=True):
        product, s0, s1 = product + p * q, s0 + p * p, s1 + q * q
    angle = math.acos(max(-1.0, min(1.0, product / math.sqrt(s0 * s1))))
    w0, w1 = 1 - a, a
    if angle > 1e-4:
        w0, w1 = math.sin(w0 * angle) / math.sin(angle), math.sin(w1 * angle) / math.sin(angle)
    out = np.empty(z0.shape, z0.dtype)
    for i in range(len(out)):
        out[i] = w0 * z0[i] + w1 * z1[i]
    return out


def by_sinc(z0, z1, a):
    u, v = np.float64(z0) / norm(np.float64(z0)), np.float64(z1) / norm(np.float64(z1))
    angle = math.acos(np.minimum(1, np.inner(u, v)))
    ratio = [t * np.sinc(t * angle / np.pi) / np.sinc(angle / np.pi) for t in (1 - a, a)]
    return np.dot(ratio, np.stack([z0, z1])).astype(z0.dtype)


def angle_of(z0, z1):
    return math.acos(np.clip(float(z0 @ z1) / float(norm(z0) * norm(z1)), -1, 1))


def arc(z0, z1, a, angle, below=1e-4):
    if angle < below:
        return (1 - a) * z0 + a * z1
    return (math.sin((1 - a) * angle) * z0 + math.sin(a * angle) * z1) / math.sin(angle)


def straight_below_a_tenth(z0, z1, a):
    return arc(z0, z1, a, angle_of(z0, z1), 0.1)


def straight_above_a_cosine_of_0_9995(z0, z1, a):
    return arc(z0, z1, a, angle_of(z0, z1), math.acos(0.9995))


def straight_below_a_thousandth(z0, z1, a):
    return arc(z0, z1, a, angle_of(z0, z1), 1e-3)


def size_of_the_cosine(z0, z1, a):
    angle = angle_of(z0, z1)
    return arc(z0, z1, a, min(angle, math.pi - angle))


def always_90_degrees(z0, z1, a):
    return math.cos(a * math.pi / 2) * z0 + math.sin(a * math.pi / 2) * z1


def cosine_clipped_early(z0, z1, a):
    return arc(z0, z1, a, max(angle_of(z0, z1), math.acos(1 - 1e-7)))


def an_epsilon_below(z0, z1, a):
    angle = angle_of(z0, z1)
    if angle < 1e-4:
        return (1 - a) * z0 + a * z1
    return (math.sin((1 - a) * angle) * z0 + math.sin(a * angle) * z1) / (math.sin(angle) + 1e-8)


def cosine_not_limited(z0, z1, a):
    cosine = z0 @ z1 / (norm(z0) * norm(z1))
    angle = float(np.arccos(cosine))
    return arc(z0, z1, a, angle)


def first_end_where_parallel(z0, z1, a):
    angle = angle_of(z0, z1)
    return z0.copy() if angle < 1e-4 else arc(z0, z1, a, angle)


def no_number_made_0(z0, z1, a):
    angle = angle_of(z0, z1)
    sine = math.sin(angle) if angle > 1e-4 else math.inf
    return (math.sin((1 - a) * angle) * z0 + math.sin(a * angle) * z1) / sine


def line_brought_to_length(z0, z1, a):
    z = (1 - a) * z0 + a * z1
    return z / norm(z) * ((1 - a) * norm(z0) + a * norm(z1))


def directions_turned_and_lengths_mixed(z0, z1, a):
    s0, s1 = norm(z0), norm(z1)
    return arc(z0 / s0, z1 / s1, a, angle_of(z0, z1)) * ((1 - a) * s0 + a * s1)


def divided_by_the_first_length_twice(z0, z1, a):
    return arc(z0, z1, a, math.acos(np.clip(float(z0 @ z1) / float(norm(z0) ** 2), -1, 1)))


def weights_changed_over(z0, z1, a):
    return arc(z0, z1, 1 - a, angle_of(z0, z1))


RIGHT = (by_half_angles, by_turning, by_arccos, by_loops, by_sinc)
WRONG = (
    straight_below_a_tenth,
    straight_above_a_cosine_of_0_9995,
    straight_below_a_thousandth,
    size_of_the_cosine,
    always_90_degrees,
    cosine_clipped_early,
    an_epsilon_below,
    cosine_not_limited,
    first_end_where_parallel,
    no_number_made_0,
    line_brought_to_length,
    directions_turned_and_lengths_mixed,
    divided_by_the_first_length_twice,
    weights_changed_over,
)
