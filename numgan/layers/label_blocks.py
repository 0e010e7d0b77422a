"""Weights that a label chooses: a dense layer behind this one is a layer of its own for each label."""

import numpy as np

from ..checks import check_count
from .base import Layer


class LabelBlocks(Layer):
    """Move a row [z | c] into the block of its label: [z | 1] where c has its 1, and 0 in the other blocks.

    Forward     z1 = [z | 1]
                y[b, k] = c[b, k] z1[b]                     a block of n + 1 columns for each label k
    Backward    dz = the sum over k of c[:, k] dy[:, k], without its last column
                dc[:, k] = sum of the row of dy[:, k] z1

    Shapes: (B, n + labels) to (B, labels (n + 1)). A `Dense(..., bias=False)` behind it has a block of rows of W for
    each label: weights for that label alone and, in the last row, its own bias.

    Parameters
    ----------
    n : int
        Columns of z.
    labels : int
        Columns of c: a one-hot row.
    """

    def __init__(self, n: int, *, labels: int):
        self.n, self.labels = check_count("n", n), check_count("labels", labels)
        self.n_in, self.n_out = self.n + self.labels, self.labels * (self.n + 1)

    def forward(self, x, training=True):
        z, c = np.split(self.check_x(x, training), [self.n], axis=1)
        z1 = np.pad(z, ((0, 0), (0, 1)), constant_values=1)
        return (c[:, :, None] * z1[:, None]).reshape(len(x), self.n_out), (z1, c)

    def backward(self, dy, cache, *, params=True, inputs=True):
        z1, c = cache
        dy = self.check_dy(dy, (len(c), self.n_out), params, inputs)
        if not inputs:
            return None
        blocks = dy.reshape(len(c), self.labels, self.n + 1)
        dz = (c[:, :, None] * blocks).sum(axis=1)[:, :-1]
        return np.hstack([dz, (blocks * z1[:, None]).sum(axis=2)])
