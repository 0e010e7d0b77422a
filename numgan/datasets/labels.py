"""Labels: what each row shows, as whole numbers 0 ... classes - 1 or as one-hot rows."""

import numpy as np


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
