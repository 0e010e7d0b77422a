"""Digits on demand: a condition that both players are told.

A label c is a one-hot row of `classes` values, and it is simply more columns: G takes [z | c] and D judges [x | c]. So
a row of the game is a pair of image and label, for real rows the true label and for generated ones the label that G
was given; the two steps of the game do not change at all.
"""

from __future__ import annotations  # naming np.random.Generator must not import np.random: 20 ms

import numpy as np

from .checks import check_count
from .config import Configurable
from .network import Sequential
from .noise import NormalNoise, UniformNoise, check_prior


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


def label_rows(labels, n: int, classes: int, dtype) -> np.ndarray | None:
    """What a conditional discriminator is told beside each of n rows: the labels one-hot, (n, classes).

    classes = 0: the GAN is not conditional, labels must be None, and so is the result. Raises ValueError for labels
    that it gets all the same, for none where it is conditional, or for a number other than n; and as `one_hot` does.
    """
    if (labels is not None) != bool(classes):
        raise ValueError(
            "this GAN is conditional: it needs labels, one a row"
            if classes
            else "labels were given, but this GAN is not conditional"
        )
    if not classes:
        return None
    labels = np.asarray(labels)
    if labels.shape != (n,):
        raise ValueError(f"labels must be one for each of the {n} rows, got shape {labels.shape}")
    return one_hot(labels, classes, dtype)


def training_labels(labels, n: int, classes: int, dtype) -> np.ndarray | None:
    """`label_rows` to train with. Raises ValueError too where a class never occurs: G will be asked for each."""
    rows = label_rows(labels, n, classes, dtype)
    missing = [] if rows is None else np.flatnonzero(~rows.any(axis=0))
    if len(missing):
        raise ValueError(
            f"labels must hold every class 0 ... {classes - 1}, for G is asked for each, and "
            f"{', '.join(map(str, missing))} never occur; number what there is anew: "
            "np.unique(labels, return_inverse=True)[1]"
        )
    return rows


class LabelledNoise(Configurable):
    """Latents [z | c]: z from another prior, c the one-hot row of a label drawn evenly from `classes`.

    classes : int >= 2
    prior : NormalNoise or UniformNoise
    """

    def __init__(self, classes: int, *, prior: NormalNoise | UniformNoise = NormalNoise()):
        self.classes, self.prior = check_count("classes", classes, 2), check_prior("prior", prior)

    def __call__(self, rng: np.random.Generator, shape: tuple[int, int], dtype) -> np.ndarray:
        """Draw latents of this shape, (B, latent_dim), the label's columns included."""
        B, width = shape
        z = self.prior(rng, (B, width - self.classes), dtype)
        return np.hstack([z, one_hot(rng.integers(self.classes, size=B), self.classes, dtype)])


class Conditional(Sequential):
    """A generator that hands its label on: [z | c] to [G(z, c) | c], ready for a discriminator that is told c.

    Forward     y = [f(x) | c],  c the last `classes` columns of x
    Backward    the gradient of f; what D says about c is nobody's to change, and is dropped

    Parameters: those of Sequential, whose layers take all columns and give the data's; and classes, int >= 2.
    Raises ValueError if the layers take no more columns than there are classes.
    Source: Mirza & Osindero 2014, Conditional Generative Adversarial Nets, eq. 2.
    """

    def __init__(self, layers, *, classes: int, rng=None, dtype=np.float32):
        self.classes = check_count("classes", classes, 2)
        super().__init__(layers, rng=rng, dtype=dtype)
        if self.n_in <= classes:
            raise ValueError(f"the layers take {self.n_in} columns: too few for {classes} classes and a latent")
        self.n_out += classes

    def forward(self, x, training=True):
        y, cache = super().forward(x, training)
        return np.hstack([y, self._label(x)]), cache

    def _backward(self, dy, cache, params, inputs):
        return super()._backward(dy[:, : -self.classes], cache, params, inputs)

    def __call__(self, x, training=False):
        return np.hstack([super().__call__(x, training), self._label(x)])

    def _label(self, x):
        return np.asarray(x)[:, -self.classes :].astype(self.dtype, copy=False)
