import numpy as np

from ... import datasets, family
from ..exercise import Exercise, Known, Mutant


def one_hot_condition(z, labels, classes):
    """What a conditional generator is given: latents, and beside them the labels as one-hot rows.

    z : (B, k), latents
    labels : (B,), ints in 0 ... classes - 1; a batch need not hold every label
    classes : int, how many labels there are
    Returns [z | one-hot] (B, k + classes), of z's dtype.
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


def added(z, labels, classes):
    y = np.hstack([z, np.zeros((len(z), classes), z.dtype)])
    y[np.arange(len(z)), labels] += 1
    return y


def draw(rng):
    B, k, classes = (int(n) for n in rng.choice(np.arange(3, 8), size=3, replace=False))
    return rng.normal(size=(B, k)), rng.integers(classes - 1, size=B), classes  # the last label is missing, as happens


EXERCISE = Exercise(
    one_hot_condition,
    title="Digits on demand: the condition",
    statement=r"""
        Ask a GAN for a digit, and it gives you any. A conditional GAN tells both players a label $c$ (Mirza & Osindero
        2014, eq. 2): $G$ makes $G(z, c)$, and $D$ judges a row *together with* its label, so a perfect 3 that was
        ordered as a 7 counts as a fake. For dense layers that takes nothing but more columns: $[z \mid e_c]$ for $G$,
        $[x \mid e_c]$ for $D$, with $e_c$ the one-hot row of $c$, 1 in column $c$ and 0 in all others.

        Why not the label itself, in one column? A layer multiplies it by a weight: label 8 would push twice as hard as
        4, and 7 would lie between 6 and 8 and nowhere near 1. One column for each label gives each a bias of its own.

        Write $[z \mid e_c]$ for a batch.
    """,
    source="Mirza & Osindero 2014, eq. 2 and section 4.1",
    notebook=13,
    hints=(
        "How wide must the result be if the batch happens to hold no label but 0? The next layer's matrix has its size "
        "already.",
        "Start from zeros of the right shape and of z's dtype. In row i one entry becomes 1: the one in column "
        "labels[i].",
        "Two index arrays of one length name one entry for each row, (0, labels[0]), (1, labels[1]) and so on. A slice "
        "in place of the first would mean all rows. Then put z and the rows side by side.",
    ),
    explanation="""
        The width comes from classes and never from the batch, in which the largest label may be missing. Two index
        arrays are paired entry by entry; rows[:, labels] = 1 would set every label of the batch in every row. np.eye
        and np.zeros make float64 by default, and a single float64 array turns all that follows into float64, at half
        the speed and without a warning.
    """,
    in_numgan=(datasets.one_hot, family.LabelledNoise.__call__),
    draw=draw,
    returns=("zc",),
    known=(
        Known(
            (np.array([[0.5], [-1.0]]), np.array([3, 0]), 4),
            np.array([[0.5, 0, 0, 0, 1], [-1.0, 1, 0, 0, 0]]),
            "label 3 is the last of four columns, label 0 the first; z stands before them",
        ),
        Known(
            (np.array([[0.5, -0.5]]), np.array([0]), 3),
            np.array([[0.5, -0.5, 1, 0, 0]]),
            "there are three classes, although this batch holds label 0 alone",
        ),
    ),
    mutants=(
        Mutant(
            as_wide_as_the_batch,
            "the largest label of the batch",
            cause="the width comes from the largest label of the batch, and that varies: it is k + classes",
        ),
        Mutant(float64, "zc is float64 for arguments in float32"),
        Mutant(
            as_a_number,
            "in one column",
            cause="the label stands as a number in one column: that makes 8 twice 4; each label needs a column",
        ),
        Mutant(
            every_row_every_label,
            "in every row",
            cause="the labels of the whole batch are set in every row: pair each row's index with its own label",
        ),
        Mutant(label_first, "z comes first", cause="the label stands before z: z comes first, then the one-hot row"),
        Mutant(counts_from_one, "labels start at 0", cause="each 1 is a column too far left: labels start at 0"),
        Mutant(
            added,
            "columns of their own",
            cause="the 1 was put into z's columns: the one-hot rows have columns of their own, after the latents",
        ),
    ),
)
