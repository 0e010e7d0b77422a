"""Encoders and mixtures of generators against mode collapse: ring and grid, beside the published rows.

    python benchmarks/mixtures.py                            all that is missing, then the table
    python benchmarks/mixtures.py --only veegan --seeds 2    one row's runs, fewer of them
    python benchmarks/mixtures.py --only mgan --data ring    on one of the two alone
    python benchmarks/mixtures.py --table                    the table from what is there

"plain" is the recipe `ring`, without the smoothing of labels, so that nothing but G's average and the falling rates
helps it. Each game goes through 100,000 points ten times; of AdaGAN's four each does so two times, and the classifiers
take 1,000 steps each. MGAN has 8 generators on the ring and 25 on the grid. Judged as in modes.py, by 2,500 samples. A
run's result is kept in benchmarks/results/mixtures.jsonl; what is there is not computed again.
"""

import argparse
import math
import time

import modes
import numpy as np
from _results import done, load, save

from numgan import GAN, TrainingDiverged, recipes
from numgan.datasets import grid, ring
from numgan.evaluation import mode_coverage
from numgan.evaluation.report import MODES, POINTS
from numgan.family import adagan

TABLE = "mixtures"
ROWS_OF_DATA, EPOCHS, ROUNDS = 100_000, 10, 4
DATA = {"ring": ring, "grid": grid}
ROWS = {
    "plain": "nothing",
    "mdgan": "an encoder, and a discriminator of reconstructions",
    "veegan": "a network that reads the noise back",
    "mgan": "a generator for each mode, and a classifier that names them",
    "adagan": f"{ROUNDS} GANs, each trained on what is missing",
}
PUBLISHED = "GAN (VEEGAN's table)", "unrolled GAN, 5 steps (VEEGAN's table)", "VEEGAN"


def plain(*, epochs: int = EPOCHS, rng) -> GAN:
    """The recipe `ring` without smoothed labels."""
    gan = recipes.ring(epochs=epochs, n_data=ROWS_OF_DATA, rng=rng)
    gan.objective.label_smoothing = 0.0
    return gan


def trained(row: str, data: str, points: np.ndarray, seed: int):
    """What this row draws from: a game or a mixture. A game that diverges is taken as it stopped."""
    if row == "adagan":
        return adagan(lambda rng: plain(epochs=EPOCHS // 5, rng=rng), points, rounds=ROUNDS, rng=seed)
    setting = {"epochs": EPOCHS, "rng": seed}
    if row == "plain":
        game = plain(**setting)
    elif row == "mgan":
        game = recipes.mgan(generators=len(MODES[data][0]), **setting)
    else:
        game = recipes.ALL[row](**setting)
    try:
        game.fit(points)
    except TrainingDiverged as error:
        print(error)
    return game


def run(row: str, data: str, seed: int) -> dict:
    """Train and judge one of them."""
    points = DATA[data](ROWS_OF_DATA, rng=seed)
    start = time.process_time()
    made = trained(row, data, points, seed)
    seconds = time.process_time() - start
    centers, std = MODES[data]
    found = mode_coverage(made.sample(POINTS, rng=0), centers, std=std)._asdict()
    if math.isinf(found["reverse_kl"]):
        found["reverse_kl"] = None  # no high-quality sample; JSON knows no infinity
    print(f"{row}, {data} {seed}: {seconds:.0f} s, {found}", flush=True)
    return {"cpu_seconds": seconds, **found}


def table() -> str:
    """Markdown: published rows, then ours, means over seeds with every seed's modes and the range of the shares."""
    lines = [
        "| | what it has | seeds | ring: modes / 8 | HQ % | grid: modes / 25 | HQ % | core s |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, *cells in modes.PUBLISHED:
        if name in PUBLISHED:
            lines.append(f"| {name} | published | | {' | '.join(map(str, cells[:4]))} | |")
    for row, what in ROWS.items():
        parts = [load(TABLE, f"{row}, {data}") for data in DATA]
        if runs := [run for found in parts for run in found]:
            seeds = " and ".join(dict.fromkeys(str(len(found)) for found in parts))
            cells = " | ".join(_cells(found) for found in parts)
            seconds = np.median([run["cpu_seconds"] for run in runs])
            lines.append(f"| {row} | {what} | {seeds} | {cells} | {seconds:.0f} |")
    return "\n".join(lines)


def _cells(found: list[dict]) -> str:
    if not found:
        return " | "
    numbers, shares = ([r[name] for r in found] for name in ("modes", "high_quality"))
    spread = f"{100 * min(shares):.0f} to {100 * max(shares):.0f}"
    return f"{np.mean(numbers):.1f} ({', '.join(map(str, numbers))}) | {100 * np.mean(shares):.1f} ({spread})"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=ROWS, action="append", help="this row's runs alone (may be repeated)")
    parser.add_argument("--data", choices=DATA, action="append", help="on these points alone")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--table", action="store_true", help="run nothing")
    options = parser.parse_args()
    for seed in range(0 if options.table else options.seeds):
        for data in options.data or DATA:
            for row in options.only or ROWS:
                if not done(TABLE, f"{row}, {data}", seed):
                    save(TABLE, f"{row}, {data}", seed, run(row, data, seed))
    print(table())


if __name__ == "__main__":
    main()
