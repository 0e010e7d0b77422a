"""Answers to `mutual_information`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def entropy(p):
    return -sum(x * math.log(x) for x in np.ravel(p).tolist() if x > 0)


def three_entropies(joint):
    return entropy(joint.sum(axis=0)) + entropy(joint.sum(axis=1)) - entropy(joint)


def cell_by_cell(joint):
    total = 0.0
    for c in range(joint.shape[0]):
        for x in range(joint.shape[1]):
            p = float(joint[c, x])
            if p:
                total += p * (math.log(p) - math.log(math.fsum(joint[c])) - math.log(math.fsum(joint[:, x])))
    return np.array(total)


def mean_divergence_of_the_rows(joint):
    """The mean over c of KL(P(x | c) || P(x))."""
    margin, total = joint.sum(axis=0), 0.0
    for row in joint:
        if (weight := row.sum()) > 0:
            given = row / weight
            some = given > 0
            total += weight * np.dot(given[some], np.log(given[some] / margin[some]))
    return total


def uncertainty_taken_away(joint):
    margin = joint.sum(axis=0)
    left = sum(p * entropy(column / p) for p, column in zip(margin, joint.T, strict=True) if p > 0)
    return np.float64(entropy(joint.sum(axis=1)) - left)


def in_bits_and_back(joint):
    p, product = joint.ravel(), np.outer(joint.sum(axis=1), joint.sum(axis=0)).ravel()
    (some,) = np.nonzero(p)
    return np.einsum("i,i->", p[some], np.log2(p[some]) - np.log2(product[some])) / np.log2(np.e)


def ones_where_the_weight_is_0(joint):
    product = np.add.reduce(joint, axis=1)[:, None] @ np.add.reduce(joint, axis=0)[None]
    quotient = np.divide(joint, product, out=np.ones(joint.shape), where=joint > 0)
    return np.vdot(joint, np.log(quotient))


def divergence(p, q):
    some = p > 0
    return (p[some] * np.log(p[some] / q[some])).sum()


def product_of(joint):
    return joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)


def epsilon_1e_12(joint):
    joint = joint + 1e-12
    return divergence(joint, product_of(joint))


def epsilon_in_the_logarithm(joint):
    return (joint * np.log((joint + 1e-10) / (product_of(joint) + 1e-10))).sum()


def only_large_cells(joint):
    kept = np.where(joint > 0.11, joint, 0)
    some = kept > 0
    return (joint[some] * np.log(joint[some] / product_of(joint)[some])).sum()


def uniform_code(joint):
    return divergence(joint, joint.sum(axis=0) / len(joint))


def uniform_x(joint):
    return divergence(joint, joint.sum(axis=1, keepdims=True) / joint.shape[1] + np.zeros_like(joint))


def mixture_with_the_product(joint):
    """The Jensen-Shannon divergence between table and product."""
    m = (joint + product_of(joint)) / 2
    return (divergence(joint, m) + divergence(product_of(joint), m)) / 2


def squared_difference(joint):
    """Half of chi squared, which it is for small dependence."""
    product = product_of(joint)
    some = product > 0
    return ((joint - product)[some] ** 2 / product[some]).sum() / 2


def square_root(joint):
    return math.sqrt(max(0.0, three_entropies(joint)))


def twice(joint):
    return 2 * three_entropies(joint)


def over_the_smaller_entropy(joint):
    smaller = min(entropy(joint.sum(axis=0)), entropy(joint.sum(axis=1)))
    return three_entropies(joint) / smaller if smaller > 0 else 0.0


def absolute_logarithms(joint):
    some = joint > 0
    return (joint[some] * np.abs(np.log(joint[some] / product_of(joint)[some]))).sum()


def positive_terms(joint):
    some = joint > 0
    return np.maximum(joint[some] * np.log(joint[some] / product_of(joint)[some]), 0).sum()


def largest_term(joint):
    some = joint > 0
    return np.log(joint[some] / product_of(joint)[some]).max()


def what_is_certain_of_x(joint):
    return entropy(joint.sum(axis=0)) - entropy(joint.sum(axis=1))


RIGHT = (
    three_entropies,
    cell_by_cell,
    mean_divergence_of_the_rows,
    uncertainty_taken_away,
    in_bits_and_back,
    ones_where_the_weight_is_0,
)
WRONG = (
    epsilon_1e_12,
    epsilon_in_the_logarithm,
    only_large_cells,
    uniform_code,
    uniform_x,
    mixture_with_the_product,
    squared_difference,
    square_root,
    twice,
    over_the_smaller_entropy,
    absolute_logarithms,
    positive_terms,
    largest_term,
    what_is_certain_of_x,
)
