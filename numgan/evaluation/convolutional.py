"""A second judge, beside the one in classifier.py: a digit classifier that looks through windows.

The dense classifier knows pixels by their places, and takes a digit that is moved by one pixel for another sort of
image. Convolutions know which pixels are neighbours. benchmarks/README.md has what the two make of damaged images and
of generators.
"""

import functools

from ..layers import BatchNorm, Conv2D, Dense, Dropout, Flatten, LeakyReLU, Reshape
from ..network import Sequential
from .classifier import CLASSIFIER_FILE, filled

CONVOLUTIONAL_FILE = CLASSIFIER_FILE.with_name("convolutional_classifier.npz")


def build_convolutional_classifier(*, rng=None) -> Sequential:
    """An untrained classifier: rows (B, 784) in [-1, 1] to logits (B, 10); 210,970 parameters in float32.

    784 -> (28, 28, 1) -> Conv2D 16 -> (14, 14, 16) -> Conv2D 32 -> (7, 7, 32) -> 1568 -> Dense 128 -> Dense 10

    LeakyReLU .1 and BatchNorm follow all but the last; Dropout .3 stands before the first Dense. The convolutions have
    kernel 4, stride 2 and padding 1, so that each halves the image.
    """
    return Sequential(
        [
            Reshape((28, 28, 1)),
            Conv2D(1, 16, kernel=4, stride=2, padding=1),
            LeakyReLU(0.1),
            BatchNorm(16),
            Conv2D(16, 32, kernel=4, stride=2, padding=1),
            LeakyReLU(0.1),
            BatchNorm(32),
            Flatten(),
            Dropout(0.3),
            Dense(1568, 128),
            LeakyReLU(0.1),
            BatchNorm(128),
            Dense(128, 10),
        ],
        rng=rng,
    )


@functools.lru_cache(maxsize=1)
def load_convolutional_classifier() -> Sequential:
    """The convolutional classifier that comes with the package; read once, then the same object, as `load_classifier`.

    `train_classifier` trained it, with build=build_convolutional_classifier, shift=2 and epochs=10. It is right about
    99.3 % of MNIST's test images.

    >>> features(images, classifier=load_convolutional_classifier())        # (N, 128)
    """
    return filled(build_convolutional_classifier(rng=0), CONVOLUTIONAL_FILE)
