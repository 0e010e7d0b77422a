"""One digit is left out of the training: does a game find it strange? Prints three Markdown tables.

    python benchmarks/anomalies.py                          all that is missing, then the tables
    python benchmarks/anomalies.py --only bigan --digit 7   these runs (several processes can share the work)
    python benchmarks/anomalies.py --table                  the tables from what is there

For each digit a game is trained on those of MNIST's first 50,000 images that show another, and scores test images, of
which about a tenth show the digit: all 10,000, except for the search, which scores the first 1,000. Training is shorter
than the recipes' own; all of it takes about 80 core minutes. A run that is stopped goes on from its last epoch: its
game is kept in benchmarks/runs/anomalies, and at the end its result in benchmarks/results/anomalies.jsonl. Give each
process one BLAS thread (OPENBLAS_NUM_THREADS=1).
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from _looks import train_with_looks
from _results import done, load, save

from numgan import Game, load_mnist, recipes
from numgan.evaluation import (
    anogan_scores,
    average_precision,
    egbad_scores,
    nearest_neighbours,
    reconstruction_scores,
    roc_auc,
)

TABLE = "anomalies"
RUNS = Path(__file__).parent / "runs" / TABLE
IMAGES = 50_000
DIGITS, SEEDS = range(10), range(1)


class Row(NamedTuple):
    """A method: the game's recipe (None: there is nothing to train), its epochs, its score, how many test images."""

    says: str
    make: Callable[..., Game] | None
    epochs: int
    score: Callable[[Game, np.ndarray], np.ndarray]
    n_test: int = 10_000


def by_search(game, x):
    """AnoGAN's score, with a random stream of its own, so that a run that is stopped and repeated gives the same."""
    return anogan_scores(game, x, rng=0)


ROWS = {
    "neighbour": Row("distance to the nearest training image", None, 0, lambda *_: np.empty(0)),
    "autoencoder": Row("`autoencoder`, its error", recipes.autoencoder, 5, reconstruction_scores),
    "vae": Row("`vae`, its error", recipes.vae, 5, reconstruction_scores),
    "bigan": Row("`bigan`, EGBAD's score", recipes.bigan, 10, egbad_scores),
    "gan": Row("`mnist_mlp`, AnoGAN's score by search", recipes.mnist_mlp, 5, by_search, n_test=1000),
}
PUBLISHED = {  # the two tables of Tonnaer 2023, chapter 3: minus the ELBO of a VAE, digits 0 to 9
    "VAE with 2 latents (Tonnaer 2023)": {
        "roc_auc": (0.96, 0.73, 0.97, 0.94, 0.73, 0.92, 0.95, 0.77, 0.92, 0.66),
        "average_precision": (0.75, 0.21, 0.76, 0.64, 0.23, 0.45, 0.69, 0.27, 0.47, 0.15),
    },
    "VAE with 32 latents (Tonnaer 2023)": {
        "roc_auc": (0.81, 0.09, 0.92, 0.87, 0.78, 0.86, 0.87, 0.51, 0.89, 0.58),
        "average_precision": (0.27, 0.06, 0.57, 0.38, 0.24, 0.31, 0.46, 0.11, 0.45, 0.17),
    },
}


def run(name: str, digit: int, seed: int, *, images: int = IMAGES, n_test: int | None = None) -> dict:
    """Train a game without this digit, and score the first test images.

    images, n_test : fewer, to see that all of it works
    """
    row, data = ROWS[name], load_mnist()
    normal = data.train_images[:images][data.train_labels[:images] != digit]
    n_test = row.n_test if n_test is None else min(n_test, row.n_test)
    test, anomalous = data.test_images[:n_test], data.test_labels[:n_test] == digit
    found = {"n_test": n_test, "share": float(anomalous.mean())}
    if row.make is None:
        start = time.process_time()
        scores = nearest_neighbours(test, normal)[1]
    else:
        game, kept = (
            row.make(n_data=len(normal), epochs=row.epochs, rng=seed),
            RUNS / f"{called(name, digit)}; {seed}.npz",
        )
        path = train_with_looks(
            game, normal, kept=kept, epochs=row.epochs, looks=range(1, row.epochs + 1), look=lambda _: {}
        )
        game, start = Game.load(kept), time.process_time()
        found |= {"epochs": row.epochs, "cpu_seconds": path[-1]["cpu_seconds"]}
        scores = row.score(game, game.scale(test))
    found["score_seconds"] = time.process_time() - start
    found |= {"roc_auc": roc_auc(scores, anomalous), "average_precision": average_precision(scores, anomalous)}
    print(called(name, digit), seed, found, flush=True)
    return found


def called(name: str, digit: int) -> str:
    """What a run of this method without this digit is called."""
    return f"{name}, {digit}"


def table() -> str:
    """Markdown: a line for each method and seed, a column for each digit that is left out; then what it took."""
    lines, took = [], ["| | test images | core seconds of training | milliseconds for a score |", "|---" * 4 + "|"]
    for key, title in ("roc_auc", "area under the ROC curve"), ("average_precision", "average precision"):
        lines += [f"| {title} | seed | {' | '.join(map(str, DIGITS))} | mean |", "|---" * (len(DIGITS) + 3) + "|"]
        for name, row in ROWS.items():
            for seed, runs in by_seed(name).items():
                lines.append(line(row.says, seed, [runs[d][key] if d in runs else None for d in DIGITS]))
        lines += [line(says, "", figures[key]) for says, figures in PUBLISHED.items()]
        floors = {d: r["share"] for runs in by_seed("neighbour").values() for d, r in runs.items()}
        if floors:
            floor = [floors.get(d) if key == "average_precision" else 0.5 for d in DIGITS]
            lines.append(line("a score that says nothing", "", floor))
        lines.append("")
    for name, row in ROWS.items():
        if every := [r for runs in by_seed(name).values() for r in runs.values()]:
            n = every[0]["n_test"]
            trained = f"{np.mean([r['cpu_seconds'] for r in every]):.0f}" if row.make else ""
            score = 1000 * np.mean([r["score_seconds"] for r in every]) / n
            took.append(f"| {row.says} | {n:,} | {trained} | {score:.2f} |")
    return "\n".join([*lines, *took])


def by_seed(name: str) -> dict[int, dict[int, dict]]:
    """Of each seed, the result of each digit."""
    found: dict[int, dict[int, dict]] = {}
    for digit in DIGITS:
        for r in load(TABLE, called(name, digit)):
            found.setdefault(r["seed"], {})[digit] = r
    return dict(sorted(found.items()))


def line(says: str, seed, figures) -> str:
    """A line of a table; the mean only if no digit is missing."""
    shown = ["" if f is None else f"{f:.2f}" for f in figures]
    mean = "" if None in figures else f"{np.mean(figures):.2f}"
    return f"| {says} | {seed} | {' | '.join(shown)} | {mean} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=ROWS, action="append", help="this method alone (may be repeated)")
    parser.add_argument("--digit", type=int, choices=DIGITS, action="append", help="this digit alone (may be repeated)")
    parser.add_argument("--seed", type=int, action="append", help="these seeds alone (may be repeated)")
    parser.add_argument("--table", action="store_true", help="run nothing")
    options = parser.parse_args()
    for name in [] if options.table else options.only or ROWS:
        for seed in options.seed or SEEDS:
            for digit in options.digit or DIGITS:
                if not done(TABLE, called(name, digit), seed):
                    save(TABLE, called(name, digit), seed, run(name, digit, seed))
    print(table())


if __name__ == "__main__":
    main()
