import numpy as np

from .... import datasets, family
from ...exercise import Exercise, Known, Mutant


def one_hot_condition(z, labels, classes):
    """The input of a conditional generator: latents, and beside them the labels as one-hot rows.

    z : (B, k), latents
    labels : (B,), ints in 0 ... classes - 1; not every label is in every batch
    classes : int, how many labels there are
    Returns [z | one-hot] (B, k + classes).
    """
    rows = np.zeros((len(z), classes), z.dtype)
    rows[np.arange(len(z)), labels] = 1
    return np.hstack([z, rows])


def as_wide_as_the_batch(z, labels, classes):
    return np.hstack([z, np.eye(labels.max() + 1, dtype=z.dtype)[labels]])


def float64(z, labels, classes):
    return np.hstack([z, np.eye(classes)[labels]])


def as_a_number(z, labels, classes):
    return np.hstack([z, labels[:, None].astype(z.dtype)])


def every_row_every_label(z, labels, classes):
    rows = np.zeros((len(z), classes), z.dtype)
    rows[:, labels] = 1
    return np.hstack([z, rows])


def label_first(z, labels, classes):
    return np.hstack([np.eye(classes, dtype=z.dtype)[labels], z])


def counts_from_one(z, labels, classes):
    return np.hstack([z, np.eye(classes, dtype=z.dtype)[labels - 1]])


def label_for_1(z, labels, classes):
    rows = np.zeros((len(z), classes), z.dtype)
    rows[np.arange(len(z)), labels] = labels
    return np.hstack([z, rows])


def whole_rows(z, labels, classes):
    rows = np.zeros((len(z), classes), z.dtype)
    rows[labels] = 1
    return np.hstack([z, rows])


def added(z, labels, classes):
    y = np.hstack([z, np.zeros((len(z), classes), z.dtype)])
    y[np.arange(len(z)), labels] += 1
    return y


def draw(rng):
    B, k, classes = (int(n) for n in rng.choice(np.arange(3, 8), size=3, replace=False))
    return rng.normal(size=(B, k)), rng.integers(classes - 1, size=B), classes  # the last label is often missing


EXERCISE = Exercise(
    one_hot_condition,
    title="Digits on demand: the condition",
    statement=r"""
        You cannot tell a GAN which digit to make. In a conditional GAN both players get a label $c$ (Mirza & Osindero
        2014, eq. 2): $G$ makes $G(z, c)$, and $D$ judges a row *together with* its label, so a perfect 3 with the
        label 7 counts as generated. Dense layers only need more input columns: $[z \mid e_c]$ for $G$ and
        $[x \mid e_c]$ for $D$, where $e_c$ is the one-hot row of $c$, 1 in column $c$ and 0 in all others.

        Why not the label itself, in one column? A layer multiplies it by a weight: label 8 would act twice as much as
        4, and 7 would be between 6 and 8 and far from 1. With one column for each label, each label has a bias of its
        own.

        Write $[z \mid e_c]$ for a batch.
    """,
    source="Mirza & Osindero 2014, eq. 2 and section 4.1",
    notebook=13,
    hints=(
        "How many columns must the result have if all labels of the batch are 0? The matrix of the next layer already "
        "has its size.",
        "Start from np.zeros(shape, dtype) with z's dtype. In row i one entry becomes 1: the one in column labels[i].",
        "Two index arrays of the same length choose one entry for each row, (0, labels[0]), (1, labels[1]) and so on; "
        "np.arange makes the first of them. A slice in its place would mean all rows. Then np.hstack puts two arrays "
        "side by side.",
    ),
    explanation="""
        The number of columns comes from classes and never from the batch, because the largest label may be missing in
        it. Two index arrays are paired entry by entry; rows[:, labels] = 1 would set every label of the batch in every
        row. np.eye and np.zeros make float64 by default, and one float64 array turns all that follows into float64, at
        half the speed and without a warning.
    """,
    in_numgan=(datasets.one_hot, family.LabelledNoise.__call__),
    draw=draw,
    returns=("zc",),
    known=(
        Known(
            (np.array([[0.5], [-1.0]]), np.array([3, 0]), 4),
            np.array([[0.5, 0, 0, 0, 1], [-1.0, 1, 0, 0, 0]]),
            "label 3 is the last of four columns, label 0 the first; z comes before them",
        ),
        Known(
            (np.array([[0.5, -0.5], [2.0, 0.0]]), np.array([0, 0]), 3),
            np.array([[0.5, -0.5, 1, 0, 0], [2.0, 0.0, 1, 0, 0]]),
            "there are three classes, although all labels of this batch are 0",
        ),
    ),
    extremes=(
        (np.array([[1000.0, -1e-15], [0.0, -1.0], [7.0, 2.0], [0.0, 3.0]]), np.array([2, 2, 1, 2]), 3),
        (np.array([[-1e6]]), np.array([0]), 1),
    ),
    mutants=(
        Mutant(
            as_wide_as_the_batch,
            "the largest label of the batch",
            cause="the number of columns depends on the largest label of the batch: it must always be k + classes",
        ),
        Mutant(float64, "zc is float64 for arguments in float32"),
        Mutant(
            as_a_number,
            "in one column",
            cause="the label is a number in one column, so 8 is twice 4: each label needs a column of its own",
        ),
        Mutant(
            every_row_every_label,
            "in every row",
            cause="the labels of the whole batch are set in every row: pair each row's index with its own label",
        ),
        Mutant(
            label_for_1,
            "the entry is 1",
            cause="the entry is the label itself: the entry is 1, the label only says in which column",
        ),
        Mutant(
            whole_rows,
            "one index only",
            cause="rows[labels] has one index only, so it means whole rows: give the number of the row and the column",
        ),
        Mutant(label_first, "z comes first", cause="the label is before z: z comes first, then the one-hot row"),
        Mutant(counts_from_one, "labels start at 0", cause="each 1 is one column too far left: labels start at 0"),
        Mutant(
            added,
            "columns of their own",
            cause="the 1 was put into z's columns: the one-hot rows have columns of their own, after z",
        ),
    ),
)
