"""The paper's Table 1, end to end: train, sample, judge. Prints one Markdown table.

    python benchmarks/table1.py                     all that is missing, then the table
    python benchmarks/table1.py --only keras_gan    one row's runs (several processes can share the work)
    python benchmarks/table1.py --table             the table from what is there

Every run trains on MNIST's first 50,000 images. A run's result is kept in benchmarks/results/table1.jsonl; what is
there is not computed again. If the run's game is still on this machine, in benchmarks/runs, and its recipe has changed
since, the script says so and ends. The row `goodfellow2014` is that of first_paper.py. `collapse` is ten seeds of three
epochs of the default recipe. `before`: with the settings of the first default, no penalty, beta1 .5, D 4e-4, G 1e-3.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from _results import done, kept_game, load, save

from numgan import Game, load_mnist, recipes
from numgan.evaluation import PUBLISHED_PARZEN, REAL_PARZEN, evaluate_digits

TABLE = "table1"
N = 50_000  # images to train on
RUNS = Path(__file__).parent / "runs" / TABLE  # the trained games, which are too large to be kept with the results
ROWS = {  # name: recipe, its epochs, seeds
    "mnist_mlp": (recipes.mnist_mlp, 20, range(3)),
    "keras_gan": (recipes.keras_gan, 20, range(3)),
    "cgan": (recipes.cgan, 20, range(2)),
    "collapse": (recipes.mnist_mlp, 3, range(10)),
}


def make(name: str, seed: int) -> Game:
    """The game of this row, before its training."""
    recipe, epochs, _ = ROWS[name]
    return recipe(rng=seed, epochs=epochs, n_data=N)


def run(name: str, seed: int) -> dict:
    """Train and judge one GAN."""
    data, epochs, gan = load_mnist(), ROWS[name][1], make(name, seed)
    arrays = {"rows": data.train_images[:N], "labels": data.train_labels[:N]}
    start, start_cpu = time.perf_counter(), time.process_time()
    for record in gan.steps(*(arrays[kind] for kind in gan.takes)):
        if gan.step_in_epoch == 0:
            seconds = time.perf_counter() - start
            print(f"{name} {seed}: epoch {record.epoch}/{epochs}, {seconds:.0f} s", flush=True)
    cpu_seconds = time.process_time() - start_cpu
    RUNS.mkdir(parents=True, exist_ok=True)
    gan.save(file(name, seed))
    return {"epochs": epochs, "seconds": seconds, "cpu_seconds": cpu_seconds, **evaluate_digits(gan)}


def trained(name: str, seed: int) -> Game:
    """This GAN after its training: the one that a run has kept on this machine, or else run now."""
    if not file(name, seed).exists():
        result = run(name, seed)
        if not done(TABLE, name, seed):
            save(TABLE, name, seed, result)
    return kept_game(file(name, seed), make(name, seed))


def file(name: str, seed: int) -> Path:
    """Where the trained game is kept."""
    return RUNS / f"{name}-{seed}.npz"


def table() -> str:
    """Markdown: published rows, then ours, with every seed's figures."""
    lines = [
        "| | training, core minutes | Parzen LL, nats | s.e. of one | Frechet | precision | recall "
        "| digits, rarest - most frequent |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [f"| {name} (paper) | | {mean} | {error} | | | | |" for name, (mean, error) in PUBLISHED_PARZEN.items()]
    for name in ("mnist_mlp", "mnist_mlp before", "keras_gan", "goodfellow2014", "cgan", "cgan before"):
        found = load("first_paper", "as published") if name == "goodfellow2014" else load(TABLE, name)
        if found:
            lines.append(_row(name, found))
    (real,) = load(TABLE, "10,000 real training images")
    floors = [r["frechet_floor"] for name in ROWS for r in load(TABLE, name)]
    nats, error = REAL_PARZEN
    lines.append(
        f"| 10,000 real training images | | {nats} | {error} | {np.mean(floors):.2f} | {real['precision']:.2f} "
        f"| {real['recall']:.2f} | |"
    )
    asked = [f"{r['label_accuracy']:.1%}" for name in ("cgan", "cgan before") for r in load(TABLE, name)]
    if asked:
        lines += ["", f"`cgan`, in this order: {', '.join(asked)} of 10,000 samples show the digit that was asked for."]
    collapse = load(TABLE, "collapse")
    if collapse:
        rarest = [min(r["digit_shares"]) for r in collapse]
        lost = sum(share < 0.02 for share in rarest)
        lines.append("")
        lines.append(
            f"{len(collapse)} seeds of three epochs of `mnist_mlp`: {lost} collapsed (a digit under 2 % of 10,000 "
            f"samples); the rarest digit of any seed has {min(rarest):.1%}."
        )
    return "\n".join(lines)


def _row(name: str, found: list[dict]) -> str:
    minutes = np.mean([r["cpu_seconds"] for r in found]) / 60
    parzen = [r["parzen"]["mean"] for r in found]
    frechet = [r["frechet"] for r in found]
    shares = [s for r in found for s in r["digit_shares"]]
    near = [_each([r[kind] for r in found], 2) for kind in ("precision", "recall")]
    seeds = f"{len(found)} seed{'s' * (len(found) > 1)}"
    return (
        f"| `{name}`, {found[0]['epochs']} epochs, {seeds} | {minutes:.1f} | {_each(parzen, 1)} "
        f"| {np.mean([r['parzen']['standard_error'] for r in found]):.1f} | {_each(frechet, 2)} | {' | '.join(near)} "
        f"| {min(shares):.1%} - {max(shares):.1%} |"
    )


def _each(values: list[float], digits: int) -> str:
    """Every seed's value: a mean would hide a seed that collapsed."""
    return ", ".join(f"{value:.{digits}f}" for value in values)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=ROWS, action="append", help="this row's runs alone (may be repeated)")
    parser.add_argument("--seed", type=int, action="append", help="these seeds alone (may be repeated)")
    parser.add_argument("--table", action="store_true", help="run nothing")
    options = parser.parse_args()
    for name in [] if options.table else options.only or ROWS:
        for seed in options.seed or ROWS[name][2]:
            if not done(TABLE, name, seed):
                save(TABLE, name, seed, run(name, seed))
            elif file(name, seed).exists():
                kept_game(file(name, seed), make(name, seed))  # is the result that of today's recipe?
    print(table())


if __name__ == "__main__":
    main()
