"""Labels: what each row shows, as whole numbers 0 ... classes - 1 or as one-hot rows."""

import numpy as np

from ..checks import check_count, check_rng


def one_hot(labels: np.ndarray, classes: int, dtype) -> np.ndarray:
    """Labels (B,), whole numbers 0 ... classes - 1, to rows (B, classes) with a 1 in the label's column.

    Raises TypeError for labels that are no whole numbers, ValueError for a wrong shape or a label that does not exist.
    """
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise TypeError(f"labels must be whole numbers, got {labels.dtype}")
    if labels.ndim != 1:
        raise ValueError(f"labels must have shape (B,), got {labels.shape}")
    wrong = labels[(labels < 0) | (labels >= classes)]
    if len(wrong):
        raise ValueError(f"labels must lie in 0 ... {classes - 1}, got {int(wrong[0])}")
    rows = np.zeros((len(labels), classes), dtype)
    rows[np.arange(len(labels)), labels] = 1
    return rows


def check_labels(labels, n: int, classes: int, *, missing: bool = False) -> np.ndarray:
    """Return labels to train with: (n,) whole numbers, each of 0 ... classes - 1 among them.

    missing : whether a label may be -1, for a row whose class is not known
    Raises TypeError or ValueError as `one_hot` does. Also raises ValueError if there are not n labels, or if a class
    never occurs, because the game will ask for every class.
    """
    labels = np.asarray(labels)
    if labels.shape != (n,):
        raise ValueError(f"labels must be one for each of the {n} rows, got shape {labels.shape}")
    known = labels[labels != -1] if missing and labels.dtype.kind in "iu" else labels
    absent = np.flatnonzero(~one_hot(known, classes, bool).any(axis=0))
    if len(absent):
        raise ValueError(
            f"labels must hold every class 0 ... {classes - 1}, because each will be asked for, and "
            f"{', '.join(map(str, absent))} never occur; renumber the classes: "
            "np.unique(labels, return_inverse=True)[1]"
        )
    return labels


def few_labels(labels: np.ndarray, per_class: int, *, rng=None) -> np.ndarray:
    """Keep the labels of so many rows of each class, drawn at random, and put -1 in place of all others: (N,) to (N,).

    per_class : 0 keeps none
    Raises TypeError or ValueError as `one_hot` does, and ValueError for a class with fewer rows.
    """
    labels, rng = np.asarray(labels), check_rng(rng)
    per_class, classes = check_count("per_class", per_class, 0), int(labels.max(initial=0)) + 1
    one_hot(labels, classes, bool)  # raises for what are no labels
    kept = np.full(labels.shape, -1)
    for c in range(classes):
        rows = rng.permutation(np.flatnonzero(labels == c))
        if len(rows) < per_class:
            raise ValueError(f"per_class must be at most {len(rows)}, the rows of class {c}, got {per_class}")
        kept[rows[:per_class]] = c
    return kept
