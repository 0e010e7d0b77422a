"""Categories that were learnt without labels, read as digits: does a category of G's code stand for a digit?"""

import numpy as np

from ..datasets import load_mnist
from ..game import Game
from .assignment import cluster_accuracy
from .classifier import predict
from .scores import DIGITS

OF_EACH = 1_000  # samples of each category
BLOCKS = 10  # in which test images are read: the windows of a convolution take much memory


def category_accuracy(game: Game, *, seed: int = 0) -> dict:
    """How well the categories of a game of digits agree with the digits, each under the assignment that is best for it.

        category_accuracy        the share of samples, 1,000 of each category, in which numgan's classifier sees the
                                 digit of their category
        test_category_accuracy   the share of the 10,000 test images that the game itself puts into the category of
                                 their digit (`game.categories_of`). Chen et al. 2016 report 1 minus this share, an
                                 error of 5 %

    and category_digits, test_category_digits: each category's digit, -1 for one that has none. With at most ten
    categories each has a digit of its own (`best_assignment`); with more, several may share one. What does not apply is
    left out: the first two for a game whose latents have no category, the others for one that reads none.

    How it misleads: see `cluster_accuracy`. And G may make clear sevens in the category of sevens and nowhere a nine:
    the first share is then high, and `digit_shares` of the evaluation says what is missing.
    """
    found: dict = {}
    count = game.noise_prior.choices.get("category", 0)
    if count:
        asked, sampler = np.arange(count).repeat(OF_EACH), game.sampler()
        digits = predict(sampler.to_unit(sampler.sample(len(asked), rng=seed, category=asked)))
        found |= _agreement("", asked, digits, count)
    if hasattr(game, "categories_of"):
        data = load_mnist()
        parts = np.array_split(data.test_images, BLOCKS)
        read = np.concatenate([game.categories_of(game.scale(images)) for images in parts])
        found |= _agreement("test_", read, data.test_labels, count or int(read.max()) + 1)
    return found


def _agreement(name: str, categories: np.ndarray, digits: np.ndarray, K: int) -> dict:
    found = cluster_accuracy(categories, digits, n_clusters=K, n_labels=DIGITS, shared=K > DIGITS)
    return {f"{name}category_accuracy": found.accuracy, f"{name}category_digits": found.labels.tolist()}
