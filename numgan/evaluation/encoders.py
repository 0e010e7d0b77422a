"""Games with an encoder: does a row come back, and do the codes of one digit lie together?"""

import math
from pathlib import Path

import numpy as np

from .. import plots
from ..checks import check_array
from ..datasets import load_mnist
from ..family.autoencoder import beside
from ..game import Game
from ..sampled import COLUMNS
from .neighbours import nearest
from .rows import feature_rows

BLOCK = 1_000  # images at a time: the windows of a convolution take much memory
CODED = 50_000  # training images whose codes are known: those that games are trained on
PIXELS_ACCURACY = 0.9666  # the share that the pixels themselves have; test_evaluation_encoders.py measures it


def nearest_neighbour_accuracy(train, train_labels, test, test_labels, *, block: int = 2000) -> float:
    """The share of test rows whose nearest training row has their label: 1-nearest-neighbour classification.

    nearest_i = argmin_j |test_i - train_j|              Euclidean
    accuracy  = mean over i of [train_labels[nearest_i] = test_labels_i]

    train (N, d) and test (M, d): codes, features or pixels, any numbers; train_labels (N,), test_labels (M,) whole
    numbers. Nothing is trained on the labels, so this judges the space alone. The search is in float32
    on centred rows, so among rows that are equally near up to rounding it may take any.

    How it misleads: neighbours feel distances alone. A column that carries nothing counts as much as one that carries
    all, and a column in larger units counts more. And pixels are no bad space for digits (`PIXELS_ACCURACY`): a code
    is worth something only beside that figure.

    block: training rows at a time; the largest array is (M, block) in float32.
    Raises TypeError for what is not numbers; ValueError for widths or numbers of labels that do not fit, or NaN.
    Source: Donahue et al. 2017, which judges encoders by it; jeffdonahue/bigan, lib/metrics.py.
    """
    train = feature_rows("train", train)
    test = feature_rows("test", test, train.shape[1])
    train_labels = _labels("train_labels", train_labels, len(train))
    test_labels = _labels("test_labels", test_labels, len(test))
    center = train.mean(axis=0)  # distances do not feel a shift, but their rounding does
    found, _ = nearest(*((rows - center).astype(np.float32) for rows in (test, train)), block=block)
    return float(np.mean(train_labels[found] == test_labels))


def evaluate_reconstruction(game: Game, images: np.ndarray, *, seed: int = 0) -> dict:
    """What comes back of uint8 images (N, ...), and how probable they are to a game that knows a bound.

        reconstruction      mean over images of |x - r|, r = game.reconstruct(x), pixels in [0, 1]: the same distance as
                            in `nearest_neighbours`, where a test digit lies about 4 from its nearest training digit
        other_image         the same with the next image in place of x: what a reconstruction of anything would have
        elbo, elbo_error    mean of game.elbo(x), one latent for each image, and its standard error, in nats

    What the game has no method for is left out; {} for a game of points.
    Source: the README of jeffdonahue/bigan, whose EGr and EGr_b are the first two.
    """
    if game.data_range is None:
        return {}
    found, rng, (low, high) = {}, np.random.default_rng(seed), game.data_range
    blocks = [game.scale(images[start : start + BLOCK]) for start in range(0, len(images), BLOCK)]
    if hasattr(game, "reconstruct"):
        back = np.concatenate([game.reconstruct(x) for x in blocks])
        x = np.concatenate(blocks)
        for name, rows in (("reconstruction", x), ("other_image", np.roll(x, -1, axis=0))):
            found[name] = float(np.linalg.norm(rows - back, axis=1).mean(dtype=np.float64)) / (high - low)
    if hasattr(game, "elbo"):
        elbo = np.concatenate([game.elbo(x, rng=rng) for x in blocks])
        found |= {"elbo": float(elbo.mean()), "elbo_error": float(elbo.std()) / math.sqrt(len(elbo))}
    return found


def evaluate_codes(game: Game) -> dict:
    """Do the codes of one digit lie together? Of a game of MNIST's digits with a method `encode`; {} for another.

    code_accuracy       `nearest_neighbour_accuracy` of the 10,000 test images' codes among those of the first 50,000
                        training images
    feature_accuracy    the same for what the encoder's last layer sees, if the game has an encoder of several layers
    """
    if not hasattr(game, "encode"):
        return {}
    data = load_mnist()
    images, labels = (data.train_images[:CODED], data.test_images), (data.train_labels[:CODED], data.test_labels)
    encoder, found = getattr(game, "encoder", None), {}
    readers = {"code_accuracy": game.encode}
    if encoder is not None and len(encoder.layers) > 1:
        readers["feature_accuracy"] = lambda x: encoder.forward(x, training=False, depth=-1)[0]
    for name, read in readers.items():
        train, test = (
            np.concatenate([read(game.scale(part[start : start + BLOCK])) for start in range(0, len(part), BLOCK)])
            for part in images
        )
        found[name] = nearest_neighbour_accuracy(train, labels[0], test, labels[1])
    return found


def encodes(game: Game) -> bool:
    """Has the game a method that is judged here?"""
    return any(hasattr(game, method) for method in ("encode", "reconstruct", "elbo"))


def draw_reconstructions(game: Game, images: np.ndarray, folder: Path) -> None:
    """reconstructions.png: images, ten in a row, each above what came back, if the game reconstructs images."""
    if hasattr(game, "reconstruct") and game.data_range is not None:
        rows = beside(game, images, lines=6).reshape(-1, game.width)
        plots.save_images(folder / "reconstructions.png", game.to_images(rows), columns=COLUMNS)


def reconstruction_lines(found: dict) -> list[str]:
    """What was found here, as lines of a table."""
    lines = []
    if "elbo" in found:
        bound = f"{found['elbo']:>8.2f} +- {found['elbo_error']:.2f}"
        lines.append(f"lower bound (ELBO), nats      {bound}    of log p(x), Bernoulli pixels, one latent each")
    if "reconstruction" in found:
        other = f"another image in its place: {found['other_image']:.2f}"
        lines.append(f"distance of reconstructions   {found['reconstruction']:>8.2f}            {other}")
    for name, label in (("code_accuracy", "nearest code, same digit"), ("feature_accuracy", "nearest feature")):
        if name in found:
            lines.append(f"{label:<30}{found[name]:>8.1%}            pixels: {PIXELS_ACCURACY:.1%}")
    return lines


def _labels(name: str, labels, n: int) -> np.ndarray:
    labels = check_array(name, labels, "iu", "whole numbers")
    if labels.shape != (n,):
        raise ValueError(f"{name} must have shape ({n},), one for each row, got {labels.shape}")
    return labels
