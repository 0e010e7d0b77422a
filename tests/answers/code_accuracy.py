"""Answers to `code_accuracy`: right ones in unusual dress, and wrong ones that look right."""

from functools import cache
from itertools import combinations, permutations

import numpy as np


def table_of(codes, labels, k):
    return np.histogram2d(codes, labels, bins=k, range=[[0, k], [0, k]])[0].astype(int)


def by_renaming_the_codes(codes, labels, k):
    """Every assignment is applied to the rows themselves."""
    return max(np.mean(np.array(order)[codes] == labels) for order in permutations(range(k)))


def by_recursion(codes, labels, k):
    table = table_of(codes, labels, k).tolist()

    def best(code, free):
        return max((table[code][y] + best(code + 1, free - {y}) for y in free), default=0)

    return best(0, frozenset(range(k))) / len(labels)


def over_subsets(codes, labels, k):
    """Dynamic programming: the best of the first codes for every set of classes, 2^k sets in place of k! orders."""
    table = [[int(((codes == c) & (labels == y)).sum()) for y in range(k)] for c in range(k)]

    @cache
    def best(taken):
        code = bin(taken).count("1") - 1
        if code < 0:
            return 0
        return max(best(taken & ~(1 << y)) + table[code][y] for y in range(k) if taken & (1 << y))

    return best((1 << k) - 1) / float(len(codes))


def by_augmenting_paths(codes, labels, k):
    """The assignment grows by one code at a time along the path that gains most (Bellman and Ford)."""
    gain = table_of(codes, labels, k)
    of_class = [None] * k
    for start in range(k):
        value = {start: 0}  # the best gain with which each code can be the one without a class
        came = {}
        for _ in range(k):
            for code in list(value):
                for y in range(k):
                    owner = of_class[y]
                    if owner is not None and owner != code:
                        found = value[code] + gain[code, y] - gain[owner, y]
                        if owner not in value or found > value[owner]:
                            value[owner], came[owner] = found, (code, y)
        free = [y for y in range(k) if of_class[y] is None]
        code, y = max(((c, y) for c in value for y in free), key=lambda cy: value[cy[0]] + gain[cy])
        while code != start:
            before, left = came[code]
            of_class[y], (code, y) = code, (before, left)
        of_class[y] = code
    return np.array(sum(gain[c, y] for y, c in enumerate(of_class)) / len(codes))


def from_the_classes_side(codes, labels, k):
    counts = np.bincount(labels * k + codes, minlength=k * k).reshape(k, k)
    sums = [np.einsum("ii->", counts[:, list(order)]) for order in permutations(range(k))]
    return np.float64(np.max(sums)) / codes.size


def one_minus_the_fewest_errors(codes, labels, k):
    fewest = len(codes)
    for order in permutations(range(k)):
        fewest = min(fewest, sum(order[c] != y for c, y in zip(codes.tolist(), labels.tolist(), strict=True)))
    return 1 - fewest / len(codes)


def share(table, order):
    return table[np.arange(len(table)), list(order)].sum() / table.sum()


def exchanges_until_none_helps(codes, labels, k):
    """Exchange two classes as long as that helps: it can stop too early."""
    table, order = table_of(codes, labels, k), list(range(k))
    better = True
    while better:
        better = False
        for a, b in combinations(range(k), 2):
            other = order.copy()
            other[a], other[b] = other[b], other[a]
            if share(table, other) > share(table, order):
                order, better = other, True
    return share(table, order)


def index_arrays_lose_counts(codes, labels, k):
    table = np.zeros((k, k), int)
    table[codes, labels] += 1
    return max(table[range(k), list(order)].sum() for order in permutations(range(k))) / len(codes)


def without_the_last_order(codes, labels, k):
    table = table_of(codes, labels, k)
    return max(share(table, order) for order in list(permutations(range(k)))[:-1])


def random_orders(codes, labels, k):
    rng, table = np.random.default_rng(0), table_of(codes, labels, k)
    return max(share(table, rng.permutation(k)) for _ in range(3))


def purity_minus_what_is_shared(codes, labels, k):
    """Each code takes its most frequent class; of those that share one, only the largest counts."""
    table = table_of(codes, labels, k)
    best = {}
    for code in range(k):
        y = int(table[code].argmax())
        best[y] = max(best.get(y, 0), int(table[code, y]))
    return sum(best.values()) / len(codes)


def rarest_code_first(codes, labels, k):
    table, right = table_of(codes, labels, k).astype(float), 0.0
    for code in table.sum(axis=1).argsort(kind="stable"):
        y = int(table[code].argmax())
        right += table[code, y]
        table[:, y] = -1
    return right / len(codes)


def by_the_first_row_of_each_code(codes, labels, k):
    meaning = {}
    for c, y in zip(codes.tolist(), labels.tolist(), strict=True):
        meaning.setdefault(c, y)
    return np.mean([meaning[c] == y for c, y in zip(codes.tolist(), labels.tolist(), strict=True)])


def codes_that_occur(codes, labels, k):
    """The mean over the codes that occur, of each one's share under the best assignment."""
    table = table_of(codes, labels, k)
    order = max(permutations(range(k)), key=lambda order: share(table, order))
    sizes = table.sum(axis=1)
    some = sizes > 0
    return (table[np.arange(k), list(order)][some] / sizes[some]).mean()


def above_chance(codes, labels, k):
    best = max(share(table_of(codes, labels, k), order) for order in permutations(range(k)))
    return (best - 1 / k) / (1 - 1 / k)


def over_k(codes, labels, k):
    return max(share(table_of(codes, labels, k), order) for order in permutations(range(k))) / k


def in_per_cent(codes, labels, k):
    return 100 * max(share(table_of(codes, labels, k), order) for order in permutations(range(k)))


RIGHT = (
    by_renaming_the_codes,
    by_recursion,
    over_subsets,
    by_augmenting_paths,
    from_the_classes_side,
    one_minus_the_fewest_errors,
)
WRONG = (
    exchanges_until_none_helps,
    index_arrays_lose_counts,
    without_the_last_order,
    random_orders,
    purity_minus_what_is_shared,
    rarest_code_first,
    by_the_first_row_of_each_code,
    codes_that_occur,
    above_chance,
    over_k,
    in_per_cent,
)
