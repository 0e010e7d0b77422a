"""Answers to `dirac_eigenvalues`: right ones in unusual dress, and wrong ones that look right."""

import cmath
import math

import numpy as np


def in_order(first, second):
    pair = sorted((complex(first), complex(second)), key=lambda mu: (mu.imag, mu.real), reverse=True)
    return np.array([mu.real for mu in pair]), np.array([mu.imag for mu in pair])


def by_a_general_solver(a, b, penalty):
    return in_order(*np.linalg.eigvals(np.array([[0.0, a], [-b, -penalty]])))


def by_roots_of_the_polynomial(a, b, penalty):
    return in_order(*np.roots([1.0, penalty, a * b]))


def by_complex_root(a, b, penalty):
    root = cmath.sqrt((penalty / 2) ** 2 - a * b)
    return [[-penalty / 2 + root.real, -penalty / 2 - root.real], [root.imag, -root.imag]]


def by_sum_and_product(a, b, penalty):
    square = penalty**2 - 4 * a * b
    if square < 0:
        return np.array([-penalty, -penalty]) / 2, np.array([1, -1]) * math.sqrt(-square) / 2
    lower = -(penalty + math.sqrt(square)) / 2
    return (a * b / lower, lower), np.zeros(2)


def by_angle(a, b, penalty):
    size = math.sqrt(a * b)
    damping = penalty / (2 * size)
    if damping < 1:
        angle = math.acos(-damping)
        return size * math.cos(angle) * np.ones(2), size * math.sin(angle) * np.array([1.0, -1.0])
    rate = math.acosh(damping)
    return -size * np.exp([-rate, rate]), np.zeros(2)


def from_the_companion_matrix(a, b, penalty):
    found = np.linalg.eigvals(np.array([[-penalty, -a * b], [1.0, 0.0]])).astype(complex)
    found = found[np.lexsort((found.real, found.imag))][::-1]
    return found.real, found.imag


def parts(middle, square):
    root = math.sqrt(abs(square))
    if square < 0:
        return np.full(2, middle), np.array([root, -root])
    return middle + np.array([root, -root]), np.zeros(2)


def outwards(a, b, penalty):
    real, imag = parts(-penalty / 2, penalty**2 / 4 - a * b)
    return -real, imag


def geometric_mean_for_the_product(a, b, penalty):
    return parts(-penalty / 2, penalty**2 / 4 - math.sqrt(a * b))


def mean_for_the_geometric_mean(a, b, penalty):
    return parts(-penalty / 2, penalty**2 / 4 - ((a + b) / 2) ** 2)


def b_alone(a, b, penalty):
    return parts(-penalty / 2, penalty**2 / 4 - b * b)


def half_of_the_square(a, b, penalty):
    return parts(-penalty / 2, penalty**2 / 2 - a * b)


def absolute_value_under_the_root(a, b, penalty):
    return parts(-penalty / 2, abs(penalty**2 / 4 - a * b))


def only_where_it_turns(a, b, penalty):
    return np.full(2, -penalty / 2), parts(-penalty / 2, penalty**2 / 4 - a * b)[1]


def as_if_there_were_no_penalty(a, b, penalty):
    return np.full(2, -penalty / 2), math.sqrt(a * b) * np.array([1.0, -1.0])


def penalty_twice(a, b, penalty):
    return parts(-penalty, penalty**2 - a * b)


def of_one_step(a, b, penalty):
    real, imag = parts(-penalty / 2, penalty**2 / 4 - a * b)
    return 1 + real, imag


def by_size(a, b, penalty):
    real, imag = parts(-penalty / 2, penalty**2 / 4 - a * b)
    order = np.argsort(-np.hypot(real, imag), kind="stable")
    return real[order], imag[order]


def negative_imaginary_part_first(a, b, penalty):
    real, imag = parts(-penalty / 2, penalty**2 / 4 - a * b)
    return real, -imag


def penalty_on_both_players(a, b, penalty):
    return parts(-penalty, -a * b)


RIGHT = (
    by_a_general_solver,
    by_roots_of_the_polynomial,
    by_complex_root,
    by_sum_and_product,
    by_angle,
    from_the_companion_matrix,
)
WRONG = (
    outwards,
    geometric_mean_for_the_product,
    mean_for_the_geometric_mean,
    b_alone,
    half_of_the_square,
    absolute_value_under_the_root,
    only_where_it_turns,
    as_if_there_were_no_penalty,
    penalty_twice,
    of_one_step,
    by_size,
    negative_imaginary_part_first,
    penalty_on_both_players,
)
