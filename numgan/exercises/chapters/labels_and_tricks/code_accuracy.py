from itertools import permutations

import numpy as np

from .... import evaluation
from ...exercise import Exercise, Known, Mutant


def code_accuracy(codes, labels, k):
    """How often a code that nobody named stands for the right class, if each code gets a class of its own.

    codes : (N,), ints in 0 ... k - 1, what was found for each row, such as Q's most probable code
    labels : (N,), ints in 0 ... k - 1, the true class of each row
    k : int, from 2 to 6, how many codes there are, and as many classes
    Returns one number in [0, 1], the share of rows that are right under the best assignment.
    """
    from itertools import permutations

    table = np.zeros((k, k), int)
    np.add.at(table, (codes, labels), 1)
    return max(table[range(k), order].sum() for order in permutations(range(k))) / len(codes)


def counts(codes, labels, k):
    return np.bincount(codes * k + labels, minlength=k * k).reshape(k, k)


def of_all(table):
    """The number of right rows, for every assignment."""
    k = len(table)
    return [table[np.arange(k), list(order)].sum() for order in permutations(range(k))]


def as_they_are(codes, labels, k):
    return (codes == labels).mean()


def purity(codes, labels, k):
    return counts(codes, labels, k).max(axis=1).sum() / len(codes)


def purity_of_classes(codes, labels, k):
    return counts(codes, labels, k).max(axis=0).sum() / len(codes)


def greedy(codes, labels, k):
    table, right = counts(codes, labels, k), 0
    for _ in range(k):
        code, label = np.unravel_index(table.argmax(), table.shape)
        right += table[code, label]
        table[code], table[:, label] = -1, -1
    return right / len(codes)


def first_come(codes, labels, k):
    table, right = counts(codes, labels, k), 0
    for code in range(k):
        label = table[code].argmax()
        right += table[code, label]
        table[:, label] = -1
    return right / len(codes)


def shifts(codes, labels, k):
    return max(((codes + shift) % k == labels).mean() for shift in range(k))


def one_exchange(codes, labels, k):
    """Only two codes change their places."""
    table, found = counts(codes, labels, k), [0]
    for order in permutations(range(k)):
        if sum(place != label for place, label in enumerate(order)) <= 2:
            found.append(table[np.arange(k), list(order)].sum())
    return max(found) / len(codes)


def by_frequency(codes, labels, k):
    ranks = [np.bincount(a, minlength=k).argsort(kind="stable").argsort() for a in (codes, labels)]
    return (ranks[0][codes] == ranks[1][labels]).mean()


def count(codes, labels, k):
    return max(of_all(counts(codes, labels, k)))


def errors(codes, labels, k):
    return 1 - max(of_all(counts(codes, labels, k))) / len(codes)


def worst(codes, labels, k):
    return min(of_all(counts(codes, labels, k))) / len(codes)


def average(codes, labels, k):
    return np.mean(of_all(counts(codes, labels, k))) / len(codes)


def per_code(codes, labels, k):
    table = counts(codes, labels, k)
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    return max(shares[np.arange(k), list(order)].mean() for order in permutations(range(k)))


def pairs_of_rows(codes, labels, k):
    above = np.triu_indices(len(codes), 1)
    together = (codes[:, None] == codes)[above], (labels[:, None] == labels)[above]
    return (together[0] == together[1]).mean()


def shares_of_both(codes, labels, k):
    table = counts(codes, labels, k)
    one = np.maximum(table.sum(axis=1, keepdims=True) + table.sum(axis=0) - table, 1)
    return max((table / one)[np.arange(k), list(order)].mean() for order in permutations(range(k)))


def draw(rng):
    k = int(rng.integers(3, 6))
    N = int(rng.integers(20, 60))
    labels = rng.choice(k, size=N, p=rng.dirichlet(3 * np.ones(k)))
    meaning = rng.integers(k, size=k)  # several classes may have one code
    codes = np.where(rng.random(N) < 0.6, meaning[labels], rng.integers(k, size=N))
    return codes, labels, k


SHARED = np.repeat([0, 0, 1, 1, 2], [4, 2, 4, 1, 3]), np.repeat([0, 1, 0, 2, 2], [4, 2, 4, 1, 3])
CYCLE = np.repeat([0, 1, 2, 0, 1, 2], [3, 3, 3, 4, 4, 4]), np.repeat([0, 1, 2, 1, 2, 0], [3, 3, 3, 4, 4, 4])
GREED = np.repeat([0, 0, 1, 1], [5, 4, 4, 1]), np.repeat([0, 1, 0, 1], [5, 4, 4, 1])

EXERCISE = Exercise(
    code_accuracy,
    title="What does code 3 stand for?",
    statement=r"""
        InfoGAN's categories have no names. Perhaps category 3 is always a seven; which digit it stands for was decided
        by the random start. To say *how well* codes match the classes, count in a table $n(c, y)$ how many rows
        have code $c$ and class $y$, and give each code a class of its own: an assignment $\pi$, one-to-one, so that
        two codes never share a class. The accuracy is that of the best one,
        $$\text{accuracy} = \frac1N \max_\pi \sum_c n(c, \pi(c)) .$$
        To take for each code its most frequent class is not the same: then one class may be taken twice, and the number
        grows with the number of codes whatever they mean. And to take the largest cells first may lose: one
        large cell can cost two others.

        With at most 6 codes you may try all $k!$ assignments. Write the accuracy.
    """,
    source="Franti & Sieranoja 2024 (clustering accuracy); Chen et al. 2016 (InfoGAN), section 7.2",
    notebook=17,
    hints=(
        "First the table, k by k: one count for each row of data, in the cell of its code and its class. Be careful "
        "with += on index arrays: a cell that is named twice counts once.",
        "itertools.permutations(range(k)) gives every assignment: order[c] is the class of code c. Each names k cells, "
        "one in each row and one in each column.",
        "Fill the table with np.add.at. For each order sum the cells (c, order[c]); the largest of these sums, over "
        "the number of rows, is the accuracy.",
    ),
    explanation="""
        The sum over a one-to-one assignment is right where two codes want the same class: only one may have it. With
        ten codes there are 3.6 million assignments, too many for a loop. numgan remembers, for each set of classes, the
        best that the codes so far can make of it: 1,024 sets. Even codes that mean nothing reach more than 1 / k,
        because the best of many assignments is taken: compare with the accuracy of shuffled codes.
    """,
    in_numgan=(evaluation.best_assignment, evaluation.cluster_accuracy),
    draw=draw,
    known=(
        Known(
            (np.array([2, 2, 2, 0, 0, 1, 1]), np.array([0, 0, 0, 1, 1, 2, 0]), 3),
            6 / 7,
            "code 2 stands for class 0, code 0 for class 1, and code 1 for class 2: one row of seven is wrong",
        ),
        Known(
            (*SHARED, 3),
            9 / 14,
            "codes 0 and 1 both are most often class 0, with 4 rows each, but only one may have it; the best is code 0 "
            "for class 1 (2 rows), code 1 for class 0 (4) and code 2 for class 2 (3)",
        ),
        Known(
            (*GREED, 2),
            8 / 14,
            "the largest cell, 5, leaves only 1 for the other code; 4 + 4 is more",
        ),
        Known(
            (*CYCLE, 3),
            12 / 21,
            "codes 0, 1 and 2 stand for the classes 1, 2 and 0, with 4 rows each; as they are, they have 3 rows each, "
            "and to exchange only two of them makes 3 + 4 + 0",
        ),
    ),
    extremes=(
        (np.array([1, 1, 1, 1]), np.array([0, 0, 1, 1]), 2),  # one code for all: half is right
        (np.array([1, 2, 3, 0, 0]), np.array([3, 1, 0, 2, 2]), 4),  # all right, and no shift
        (np.array([5, 5, 4, 3]), np.array([0, 1, 1, 1]), 6),  # most codes never occur
    ),
    float32=False,
    factors=lambda codes, labels, k: {
        len(codes): f"{len(codes)} times too large: divide the count by the {len(codes)} rows"
    },
    mutants=(
        Mutant(
            as_they_are,
            "the numbers of codes mean nothing",
            cause="codes were compared with labels as they are: the numbers of codes mean nothing before each gets a "
            "class",
        ),
        Mutant(
            purity,
            "two codes share a class",
            cause="each code took its most frequent class, so two codes share a class: the assignment is one-to-one",
        ),
        Mutant(
            purity_of_classes,
            "two classes share a code",
            cause="each class took its most frequent code, so two classes share a code: the assignment is one-to-one",
        ),
        Mutant(
            greedy,
            "can cost two others",
            cause="the largest cells were taken first, but one large cell can cost two others: compare whole "
            "assignments",
        ),
        Mutant(
            first_come,
            "code 0 chose first",
            cause="code 0 chose first, and the others took what was left: compare whole assignments",
        ),
        Mutant(
            shifts,
            "in any order",
            cause="only shifts of the numbers were tried: codes may stand for the classes in any order",
        ),
        Mutant(
            one_exchange,
            "more than two codes",
            cause="only two codes changed their places at a time: more than two codes may have to move at once",
        ),
        Mutant(
            by_frequency,
            "how often",
            cause="codes and classes were paired by how often each occurs: pair them by how often they occur together",
        ),
        Mutant(count, "divide the count by"),
        Mutant(errors, "share of errors", cause="this is the share of errors: one minus it is the accuracy"),
        Mutant(worst, "the worst assignment", cause="this is the worst assignment: take the largest sum"),
        Mutant(
            average,
            "the average over assignments",
            cause="this is the average over assignments, which is 1 / k for every table: take the best one",
        ),
        Mutant(
            per_code,
            "every row of data counts the same",
            cause="this is a mean of each code's own share: every row of data counts the same, so sum counts and "
            "divide once",
        ),
        Mutant(
            pairs_of_rows,
            "pairs of rows",
            cause="this is the Rand index, of pairs of rows that are together in both: count rows under an assignment",
        ),
        Mutant(
            shares_of_both,
            "intersection over union",
            cause="this is a mean of intersection over union: count the rows that are right",
        ),
    ),
)
