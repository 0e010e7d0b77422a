"""A classifier for images without labels: from labelled ones that look different, translated into their style or not.

    python benchmarks/adaptation.py                            all that is missing, then the table
    python benchmarks/adaptation.py --only pixelda --seed 0    these runs (several processes can share the work)
    python benchmarks/adaptation.py --table                    the table from what is there

MNIST's first 50,000 images are dealt into two halves that share no digit. The source is one half as it is, with labels.
The target is the other half, slanted and dark on light; its labels are used in the last row alone. A classifier
(`train_classifier`, 8 epochs) learns from the source, from translations of the source by a game that has seen both
halves and no label, or from the target itself; PixelDA has a classifier of its own, which learns while G does. It is
tested on the 10,000 test images as the target shows them, and as the source does. A run that is stopped goes on from
the last epoch of its game: that is kept in benchmarks/runs/adaptation, and at the end the result in
benchmarks/results/adaptation.jsonl. The two rows of PixelDA share the game of a seed: run them one after the other.
Give each process one BLAS thread (OPENBLAS_NUM_THREADS=1).
"""

import functools
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from _looks import train_with_looks
from _results import command, load

from numgan import Game, load_mnist, recipes
from numgan.datasets import inverted, slanted
from numgan.evaluation import predict, train_classifier

TABLE = "adaptation"
RUNS = Path(__file__).parent / "runs" / TABLE
IMAGES = 50_000
SEEDS = range(3)
BLOCK = 1000


class Row(NamedTuple):
    """A game that turns source into target, or None; what the classifier learns from."""

    make: Callable[..., Game] | None
    learns_from: str


ROWS = {
    "source": Row(None, "the source as it is"),
    "cyclegan": Row(recipes.cyclegan, "translations, learned without labels"),
    "cyclegan, 32 and 64 channels": Row(
        functools.partial(recipes.cyclegan, channels=(32, 64)), "translations, learned without labels"
    ),
    "pixelda": Row(recipes.pixelda, "source and translations, at once"),
    "pixelda, then a new classifier": Row(recipes.pixelda, "translations, learned with labels"),
    "target": Row(None, "the target and its own labels"),
}


def target_view(images: np.ndarray) -> np.ndarray:
    """How the target shows a digit."""
    return inverted(slanted(images))


class Digits(NamedTuple):
    """Source images with labels; target images, and their labels."""

    x: np.ndarray
    labels: np.ndarray
    y: np.ndarray
    y_labels: np.ndarray


def digits(seed: int) -> Digits:
    """The two halves, dealt by this seed."""
    data = load_mnist()
    source, target = np.split(np.random.default_rng(seed).permutation(IMAGES), 2)
    images, labels = data.train_images, data.train_labels
    return Digits(images[source], labels[source], target_view(images[target]), labels[target])


def trained(name: str, seed: int, data: Digits) -> tuple[Game, float]:
    """The game of this row after its last epoch, and the core seconds that it took."""
    game = ROWS[name].make(n_data=len(data.x), rng=seed)
    kept = RUNS / f"{name.partition(', then')[0]}; {seed}.npz"
    arrays = (data.x, data.labels, data.y) if "labels" in game.takes else (data.x, data.y)
    epochs = game.epochs
    path = train_with_looks(
        game, *arrays, kept=kept, epochs=epochs, looks=range(1, epochs + 1), look=lambda game: {"step": game.step}
    )
    return Game.load(kept), path[-1]["cpu_seconds"]


def translated(game: Game, images: np.ndarray) -> np.ndarray:
    """The images as the game translates them, uint8."""
    blocks = (images[i : i + BLOCK] for i in range(0, len(images), BLOCK))
    return np.concatenate([game.to_images(game.translate(game.scale(block))) for block in blocks])


def run(name: str, seed: int) -> dict:
    """Train the game, if there is one, and the classifier; test this on both views of the test images."""
    data, test = digits(seed), load_mnist()
    game, seconds = (None, 0.0) if ROWS[name].make is None else trained(name, seed, data)
    start = time.process_time()
    if name == "pixelda":
        read = functools.partial(classes_by, game)
    else:
        images, labels = (data.y, data.y_labels) if name == "target" else (data.x, data.labels)
        images = images if game is None else translated(game, images)
        read = functools.partial(predict, classifier=train_classifier(images, labels, rng=seed))
    views = {"target": target_view(test.test_images), "source": test.test_images}
    right = {view: float((read(images) == test.test_labels).mean()) for view, images in views.items()}
    return {"cpu_seconds": seconds + time.process_time() - start, **right}


def classes_by(game, images: np.ndarray) -> np.ndarray:
    """What the game's own classifier reads, (N,)."""
    return np.concatenate([game.classify(game.scale(images[i : i + BLOCK])) for i in range(0, len(images), BLOCK)])


def table() -> str:
    """Markdown: a line for each run."""
    lines = [
        "| | the classifier learns from | seed | core minutes | right, target | right, source |",
        "|---" * 6 + "|",
    ]
    for name, row in ROWS.items():
        for r in load(TABLE, name):
            lines.append(
                f"| {name} | {row.learns_from} | {r['seed']} | {r['cpu_seconds'] / 60:.1f} | {r['target']:.1%} | "
                f"{r['source']:.1%} |"
            )
    return "\n".join(lines)


def main():
    command(__doc__, TABLE, ROWS, seeds=lambda _: SEEDS, run=run, show=table)


if __name__ == "__main__":
    main()
