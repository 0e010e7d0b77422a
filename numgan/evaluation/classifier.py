"""A digit classifier of the library's own layers, with which generated digits are judged.

Figures for images are taken in the feature space of some classifier; for photographs that is an Inception network.
Here it is a small network, trained by numgan on MNIST, that comes with the package. These are not Inception features:
scores and distances built on them rank runs within numgan, and cannot be compared with any paper's. And they share this
classifier's mistakes: images that are no digits at all may get confident probabilities.
"""

import functools
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ..checks import check_array, check_count, check_function, check_kind
from ..files.checkpoint import load
from ..functions import softmax
from ..layers import BatchNorm, Dense, Dropout, LeakyReLU
from ..network import Sequential
from ..objectives.losses import softmax_cross_entropy
from ..optimizers import Adam, Linear
from ..streams import spawn
from .rows import pixel_rows, unit_range

CLASSIFIER_FILE = Path(__file__).parent.parent / "data" / "classifier.npz"
BATCH_SIZE = 128
LR = 2e-3
WANTED = "a Sequential of 784 to 10"
BLOCK = 500  # rows in one pass at inference: a convolution lays out 25 MB of windows


def build_classifier(*, rng=None) -> Sequential:
    """An untrained classifier: rows (B, 784) in [-1, 1] to logits (B, 10); 470,154 parameters in float32.

    784 -> Dense 512 -> LeakyReLU .1 -> BatchNorm -> Dropout .3 -> Dense 128 -> LeakyReLU .1 -> BatchNorm -> Dense 10
    """
    return Sequential(
        [
            Dense(784, 512),
            LeakyReLU(0.1),
            BatchNorm(512),
            Dropout(0.3),
            Dense(512, 128),
            LeakyReLU(0.1),
            BatchNorm(128),
            Dense(128, 10),
        ],
        rng=rng,
    )


def train_classifier(
    images: np.ndarray,
    labels: np.ndarray,
    *,
    build: Callable[..., Sequential] = build_classifier,
    shift: int = 0,
    epochs: int = 8,
    rng=0,
) -> Sequential:
    """Train a new classifier with softmax cross-entropy: Adam, batches of 128, lr from 2e-3 in a line to 0.

    images (N, 28, 28) uint8 or rows (N, 784) of floats in [0, 1], N >= 2; labels (N,), whole numbers 0 to 9. Each epoch
    is a new random order; rows that do not fill a last batch are left out of it.

    build : function of rng that makes the untrained network, `build_classifier` or `build_convolutional_classifier`
    shift : each batch is moved up or down, and left or right, by at most so many pixels; what moves in is 0

    Eight epochs over MNIST reach 98 % on the test images.
    Raises TypeError or ValueError for unsuitable images or labels.
    """
    x = pixel_rows("images", images, 784)
    labels = check_array("labels", labels, "iu", "whole numbers")
    if labels.shape != (len(x),) or len(x) < 2:
        raise ValueError(f"images and labels must be equally many, at least 2, got {len(x)} and shape {labels.shape}")
    batch = min(BATCH_SIZE, len(x))
    steps = len(x) // batch
    if labels.min() < 0 or labels.max() > 9:
        raise ValueError(f"labels must lie in 0 ... 9, got values from {labels.min()} to {labels.max()}")
    shift = check_count("shift", shift, 0)
    weights, order, moves = spawn(rng, 3)
    classifier = _of_digits("what build makes", check_function("build", build, "build(rng=...)")(rng=weights), WANTED)
    adam = Adam(lr=Linear(LR, 0.0, check_count("epochs", epochs) * steps))
    for _ in range(epochs):
        for rows in np.split(order.permutation(len(x))[: steps * batch], steps):
            logits, cache = classifier.forward(_scale(_moved(x[rows], moves.integers(-shift, shift + 1, 2))))
            _, dlogits = softmax_cross_entropy(logits, labels[rows])
            classifier.backward(dlogits, cache, inputs=False)
            adam.step(classifier.params, classifier.grads)
    return classifier


@functools.lru_cache(maxsize=1)
def load_classifier() -> Sequential:
    """The classifier that comes with the package; read once, then the same object: copy() it to train it on.

    Its weights are stored in float16 and used in float32. benchmarks/make_classifier.py made the file.
    """
    return filled(build_classifier(rng=0), CLASSIFIER_FILE)


def filled(classifier: Sequential, file: Path) -> Sequential:
    """The network, with the weights and running statistics that are in this file."""
    content = load(file)
    classifier.params[...] = content["params"]
    classifier.state[...] = content["state"]
    return classifier


def features(images: np.ndarray, *, classifier: Sequential | None = None) -> np.ndarray:
    """What the classifier's last layer sees: images to (N, 128) float32, the input of the last Dense layer.

    images: (N, 28, 28) uint8, or rows (N, 784) of floats in [0, 1] (from a network's (-1, 1): (x + 1) / 2).
    classifier: None is the packaged one. Inference: running statistics, no dropout.
    Raises TypeError or ValueError, with the range or shape that it got, for other images.
    """
    return _in_blocks(_checked(classifier).layers[:-1], images)


def class_probabilities(images: np.ndarray, *, classifier: Sequential | None = None) -> np.ndarray:
    """p(y | x) as the classifier has it: images to (N, 10) float32, rows sum to 1. Arguments as in `features`."""
    return softmax(_in_blocks(_checked(classifier).layers, images))


def predict(images: np.ndarray, *, classifier: Sequential | None = None) -> np.ndarray:
    """The most probable digit of each image: (N,), whole numbers 0 to 9. Arguments as in `features`."""
    return class_probabilities(images, classifier=classifier).argmax(axis=1)


def _checked(classifier) -> Sequential:
    """The classifier to use: the caller's, or the packaged one."""
    if classifier is None:
        return load_classifier()
    return _of_digits("classifier", classifier, f"{WANTED}, or None for the packaged one")


def _of_digits(name: str, network, wanted: str) -> Sequential:
    if (check_kind(name, network, Sequential, wanted).n_in, network.n_out) != (784, 10):
        raise ValueError(f"{name} must be {wanted}, got {network.n_in} to {network.n_out}")
    return network


def _in_blocks(layers, images) -> np.ndarray:
    x, done = pixel_rows("images", images, 784), []
    for start in range(0, len(x), BLOCK):
        y = _scale(x[start : start + BLOCK])
        for layer in layers:
            y, _ = layer.forward(y, training=False)
        done.append(y)
    return np.concatenate(done)


def _moved(rows: np.ndarray, by: np.ndarray) -> np.ndarray:
    """Rows of images, all moved by (down, right) pixels; what moves in is 0."""
    if not by.any():
        return rows
    (down, right), rim = by, np.abs(by).max()
    images = np.pad(rows.reshape(-1, 28, 28), ((0, 0), (rim, rim), (rim, rim)))
    return images[:, rim - down :, rim - right :][:, :28, :28].reshape(rows.shape)


def _scale(rows: np.ndarray) -> np.ndarray:
    """Checked pixels to float32 in [-1, 1], as the classifier takes them."""
    return 2 * unit_range(rows) - 1
