"""Images into images whose truth is known: filled outlines, removed noise, completed holes, enlarged images.

    python benchmarks/pairs.py                                   all that is missing, then the table
    python benchmarks/pairs.py --only "centre: context_encoder" --seed 0
    python benchmarks/pairs.py --table                           the table from what is there

Each game is trained on MNIST's first 50,000 images and judged on the first 2,000 test images, beside what needs no
training at all: nothing, the mean of the training images, the nearest one of them, an interpolation. The packaged
classifier reads the results. In holes the known pixels are kept, and decibels and |error| are those in the hole alone.
The places of random holes, and the noise, are the same for all rows. A run that is stopped goes on from its last epoch:
its game is kept in benchmarks/runs/pairs, and at the end its result in benchmarks/results/pairs.jsonl. Give each
process one BLAS thread (OPENBLAS_NUM_THREADS=1).
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
from numgan.datasets import CentreHole, HalfHole, RandomHole, large, noisy, outline_pairs, scale, small, with_hole
from numgan.evaluation import features, frechet_distance, predict, psnr
from numgan.family import complete

TABLE = "pairs"
RUNS = Path(__file__).parent / "runs" / TABLE
IMAGES, JUDGED = 50_000, 2_000
SEEDS = range(3)
BLOCK = 100  # images at a time that are searched for, or compared with all training images

Images = np.ndarray  # (N, 28, 28) uint8
HOLES = {"centre": CentreHole(), "half": HalfHole(), "random": RandomHole()}


def trained_images() -> Images:
    """What all games are trained on."""
    return load_mnist().train_images[:IMAGES]


@functools.cache
def test_task(task: str) -> tuple[Images, Images, np.ndarray | None]:
    """What is given, what is wanted, and the mask of the hole if there is one: of the test images that are judged."""
    digits = load_mnist().test_images[:JUDGED]
    if task in HOLES:
        mask = HOLES[task](np.random.default_rng(0), digits.shape)
        return with_hole(digits, mask), digits, mask
    if task == "outlines":
        return *outline_pairs(digits), None
    return (noisy(digits, rng=0) if task == "noise" else small(digits)), digits, None


class Row(NamedTuple):
    """answer(game, given, mask) -> images; the game's recipe, None if there is none; the arrays that it trains on."""

    answer: Callable[[Game | None, Images, np.ndarray | None], Images]
    make: Callable[..., Game] | None = None
    data: Callable[[], tuple[np.ndarray, ...]] = lambda: (trained_images(),)
    kept: str = ""  # the trained game's name, if several rows share it


def weighted(make, **weights) -> Callable[..., Game]:
    """The recipe's game with other weights of its losses."""

    def made(*, rng) -> Game:
        game = make(rng=rng)
        for name, value in weights.items():
            setattr(game, name, value)
        return game

    return made


def translated(game, given, mask) -> Images:
    """By a Pix2Pix."""
    return game.to_images(game.translate(game.scale(given)))


def completed(game, given, mask) -> Images:
    """By a ContextEncoder, in one pass."""
    return game.to_images(game.complete(game.scale(given), mask))


def searched(window, game, given, mask) -> Images:
    """By the best of all that a GAN can make: two starts, 200 steps."""
    x, found, rng = game.scale(given), [], np.random.default_rng(0)
    for start in range(0, len(x), BLOCK):
        part = slice(start, start + BLOCK)
        found.append(complete(game, x[part], mask[part], window=window, steps=200, starts=2, rng=rng).rows)
    return game.to_images(np.concatenate(found))


def enlarged(game, given, mask) -> Images:
    """By an SRGAN."""
    return game.to_images(game.enlarge(scale(given, game.data_range, game.dtype)))


def as_given(game, given, mask) -> Images:
    """Nothing is done."""
    return given


def with_mean(game, given, mask) -> Images:
    """The mean of the training images in the hole."""
    mean = np.rint(trained_images().mean(axis=0)).astype(np.uint8)
    return np.where(mask, mean, given)


def with_nearest(game, given, mask) -> Images:
    """In the hole the training image that is nearest in the known pixels: |k (x - t)|^2 = k x^2 - 2 k x t + k t^2."""
    t = trained_images().reshape(IMAGES, -1).astype(np.float32) / 255
    squares, best = t**2, []
    for start in range(0, len(given), BLOCK):
        part = slice(start, start + BLOCK)
        known = (~mask[part]).reshape(-1, t.shape[1]).astype(np.float32)
        x = given[part].reshape(known.shape) / np.float32(255)
        best.append((known @ squares.T - 2 * (known * x) @ t.T).argmin(axis=1))
    return np.where(mask, trained_images()[np.concatenate(best)], given)


def as_blocks(game, given, mask) -> Images:
    """Each pixel of the small image as a block."""
    return large(given)


def cubic(game, given, mask) -> Images:
    """Cubic interpolation: Keys's kernel with a = -1/2, columns and rows one after the other, edges repeated."""
    n, a = given.shape[1], -0.5
    at = (np.arange(4 * n) + 0.5) / 4 - 0.5  # of the large image's pixels, in the small one's
    left, weights = np.floor(at).astype(int), np.zeros((4 * n, n))
    for i in range(-1, 3):
        d = np.abs(at - (left + i))
        near, far = (a + 2) * d**3 - (a + 3) * d**2 + 1, a * (d**3 - 5 * d**2 + 8 * d - 4)
        np.add.at(weights, (np.arange(4 * n), np.clip(left + i, 0, n - 1)), np.where(d <= 1, near, far))
    return np.rint(np.clip(weights @ given @ weights.T, 0, 255)).astype(np.uint8)


pix2pix = functools.partial(recipes.pix2pix, epochs=2)
outlines = {"answer": translated, "data": lambda: outline_pairs(trained_images())}
noise = {"answer": translated, "data": lambda: (noisy(trained_images(), rng=1), trained_images())}
pixels = functools.partial(recipes.srgan, perceptual=False)
ROWS = {
    "outlines: as they are": Row(as_given),
    "outlines: pix2pix": Row(make=pix2pix, **outlines),
    "outlines: pix2pix, the distance alone": Row(make=weighted(pix2pix, adversarial_weight=0.0), **outlines),
    "outlines: pix2pix, D alone": Row(make=weighted(pix2pix, l1_weight=0.0), **outlines),
    "noise: as it is": Row(as_given),
    "noise: pix2pix": Row(make=pix2pix, **noise),
    "noise: pix2pix, the distance alone": Row(make=weighted(pix2pix, adversarial_weight=0.0), **noise),
    **{
        f"{name}: {what}": row
        for name, hole in HOLES.items()
        for what, row in {
            "mean of the training images": Row(with_mean),
            "nearest training image": Row(with_nearest),
            "context_encoder": Row(completed, functools.partial(recipes.context_encoder, hole=hole)),
            "context_encoder, the distance alone": Row(
                completed, functools.partial(recipes.context_encoder, hole=hole, adversarial_weight=0.0)
            ),
            "search": Row(functools.partial(searched, 7), recipes.mnist_mlp, kept="mnist_mlp"),
            "search, all known pixels alike": Row(
                functools.partial(searched, None), recipes.mnist_mlp, kept="mnist_mlp"
            ),
        }.items()
    },
    "7 x 7: blocks": Row(as_blocks),
    "7 x 7: cubic interpolation": Row(cubic),
    "7 x 7: srgan": Row(enlarged, recipes.srgan),
    "7 x 7: srgan, no first steps of pixels": Row(enlarged, weighted(recipes.srgan, pixel_steps=0)),
    "7 x 7: srgan, features alone": Row(enlarged, functools.partial(recipes.srgan, adversarial_weight=0.0)),
    "7 x 7: srgan, pixels and D": Row(enlarged, pixels),
    "7 x 7: srgan, pixels alone": Row(enlarged, functools.partial(pixels, adversarial_weight=0.0)),
}


def judged(images: Images, truth: Images, mask: np.ndarray | None) -> dict:
    """How far images are from the truth, in the hole if there is one; what the classifier reads; the distance."""
    labels = load_mnist().test_labels[:JUDGED]
    made, wanted = ((each if mask is None else each[mask]).reshape(len(each), -1) for each in (images, truth))
    finite = np.minimum(psnr(made, wanted), 100)  # an empty hole that was left empty would be infinitely good
    return {
        "psnr": float(finite.mean()),
        "error": float(np.abs(made.astype(float) - wanted).mean() / 255),
        "accuracy": float((predict(images) == labels).mean()),
        "accuracy_of_truth": float((predict(truth) == labels).mean()),
        "frechet": frechet_distance(features(images), features(truth)),
    }


def run(name: str, seed: int) -> dict:
    """Train, if there is something to train, and judge; go on from a game that is there."""
    row, (given, truth, mask) = ROWS[name], test_task(name.split(":")[0])
    game, seconds, epochs = None, 0.0, 0
    if row.make is not None:
        game = row.make(rng=seed)
        kept = RUNS / f"{row.kept or name}; {seed}.npz"
        path = train_with_looks(
            game,
            *row.data(),
            kept=kept,
            epochs=game.epochs,
            looks=range(1, game.epochs + 1),
            look=lambda game: {},
        )
        seconds, epochs = path[-1]["cpu_seconds"], path[-1]["epoch"]
        game = Game.load(kept)
    start = time.process_time()
    images = row.answer(game, given, mask)
    answering = time.process_time() - start
    return {"epochs": epochs, "cpu_seconds": seconds, "answer_seconds": answering, **judged(images, truth, mask)}


def seeds(name: str):
    """Of what is trained three, of what is not, one."""
    return SEEDS if ROWS[name].make else SEEDS[:1]


def table() -> str:
    """Markdown: a line for each run."""
    lines = [
        "| | seed | epochs | core minutes | and for 2,000 images | decibels | error | read rightly | and the truth | "
        "Frechet |",
        "|---" * 10 + "|",
    ]
    for name, row in ROWS.items():
        for r in load(TABLE, name):
            training = [str(r["seed"]), str(r["epochs"]), f"{r['cpu_seconds'] / 60:.1f}"] if row.make else [""] * 3
            cells = [
                *training,
                f"{r['answer_seconds'] / 60:.1f}",
                f"{r['psnr']:.1f}",
                f"{r['error']:.3f}",
                f"{r['accuracy']:.1%}",
                f"{r['accuracy_of_truth']:.1%}",
                f"{r['frechet']:.1f}",
            ]
            lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main():
    command(__doc__, TABLE, ROWS, seeds=seeds, run=run, show=table)


if __name__ == "__main__":
    main()
