"""What games with two unpaired sets of images have in common; and a store of older rows, to judge beside new ones."""

import numpy as np

from ..datasets import check_data
from ..game import Game


class TwoSets(Game):
    """Base class: `fit(x, y)` takes two sets of images of one shape, each in an order of its own."""

    takes = "rows", "rows"
    paired = False

    def check_data(self, *data, least=1):
        if len(data) != 2:
            raise ValueError(f"{type(self).__name__} trains on two sets of images, x and y, got {len(data)}")
        return tuple(check_data(rows, self.width, self.data_range, least, shape=self.data_shape) for rows in data)

    def check_batch(self, x, y):
        return self.check_batch_rows("x", x), self.check_batch_rows("y", y)


def exchange(rows: np.ndarray, store: np.ndarray, size: int, rng) -> tuple[np.ndarray, np.ndarray]:
    """Give some rows to a store, and take older ones out in their place: (rows to judge, the new store).

        while the store has fewer than `size` rows      all rows are to judge, and the store has them too
        then, each row with probability 1/2             it goes to a random place of the store; what was there comes out

    So a D that sees the result meets rows that its opponent made some time ago, and does not forget them. Of
    minibatches of B rows with B < size, a row stays for 2 size / B steps on average; at most `size` rows of a minibatch
    are exchanged. size = 0: no store.

    Shapes: rows (B, n), store (k, n), k at most `size`. Neither is changed.
    Source: Shrivastava et al. 2017, Learning from Simulated and Unsupervised Images, section 2.3 (half of each
    minibatch); as a coin for each row in junyanz/pytorch-CycleGAN-and-pix2pix, util/image_pool.py.
    """
    store = store[:size]
    if len(store) < size:
        return rows, np.concatenate([store, rows[: size - len(store)]])
    going = np.flatnonzero(rng.random(len(rows)) < 0.5)[:size]
    places = rng.permutation(size)[: len(going)]
    judged, kept = rows.copy(), store.copy()
    judged[going], kept[places] = store[places], rows[going]
    return judged, kept
