"""Games whose data have labels in a few rows only, and whose D is a classifier."""

import numpy as np

from ..checks import check_kind
from ..datasets import check_data, check_labels, mixed_order
from ..game import Game
from ..objectives import Minimax
from ..player import Player
from .ends import check_ends_in_logits


class HalfLabelled(Game):
    """Base class: G, and a D that gives each row one logit per class. gan.fit(images, labels), gan.classify(x).

    A label is a whole number 0 ... classes - 1, or -1 for a row whose class is not known. If 100 of 50,000 rows have a
    label, a random minibatch of 100 rows holds .2 of them on average. So half of the rows of each minibatch are
    labelled ones, which come again and again (`mixed_order`), and an epoch goes once through the others.

    Parameters
    ----------
    generator, discriminator : Player
        G's output is as wide as D's input; D's output has a column for each class, at least two, and no softmax.
    settings : as for `Game`; batch_size counts labelled and unlabelled rows.
    """

    takes = "rows", "labels"
    generator: Player
    discriminator: Player

    def __init__(self, generator: Player, discriminator: Player, **settings):
        self.generator = check_kind("generator", generator, Player, "a Player")
        self.discriminator = check_kind("discriminator", discriminator, Player, "a Player")
        if generator.rows != 1 or discriminator.rows != 1:
            raise ValueError("D classifies each row by itself: neither player may pack rows")
        if generator.n_out != discriminator.n_in or discriminator.n_out < 2:
            raise ValueError(
                f"the generator gives {generator.n_out} values per row; the discriminator must take as many and give a "
                f"logit for each class, got {discriminator.n_in} to {discriminator.n_out}"
            )
        check_ends_in_logits("discriminator", discriminator, Minimax())
        super().__init__(**settings)
        if self.noise_prior.codes:
            raise ValueError(f"G would be told a code and D would not, with {self.noise_prior!r}: a CGAN tells both")

    @property
    def classes(self) -> int:
        """How many classes D tells apart: 0 ... classes - 1."""
        return self.discriminator.n_out

    def classify(self, x: np.ndarray) -> np.ndarray:
        """The class of the highest logit of scaled rows, as at inference: (B, n) -> (B,), 0 ... classes - 1."""
        return self.discriminator(self.rows_in_range(x)).argmax(axis=1)

    def split(self, real: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The labelled rows of a minibatch, their labels, and its other rows (all rows, if there are no others)."""
        known = labels >= 0
        return real[known], labels[known], real if known.all() else real[~known]

    def orders(self, arrays):
        return [mixed_order(arrays[1], self.data_seed, self.epoch)] * 2

    def check_data(self, *data, least=1):
        if len(data) != 2:
            raise ValueError(
                f"{type(self).__name__} trains on images and their labels, -1 where none is known: two arrays, got "
                f"{len(data)}"
            )
        rows = check_data(data[0], self.width, self.data_range, least, shape=self.data_shape)
        return rows, check_labels(data[1], len(rows), self.classes, missing=True)

    def check_batch(self, real, labels):
        real, labels = self.check_batch_rows("real", real), np.asarray(labels)
        if labels.shape != (len(real),) or labels.dtype.kind not in "iu":
            raise ValueError(
                f"labels must be whole numbers, one for each of the {len(real)} rows and -1 where none is known, got "
                f"{labels.dtype} of shape {labels.shape}"
            )
        if labels.min() < -1 or labels.max() >= self.classes:
            raise ValueError(f"labels must lie in -1 ... {self.classes - 1}, got {labels.min()} to {labels.max()}")
        return real, labels
