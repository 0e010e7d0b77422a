"""Does unrolling D prevent mode collapse? k virtual steps on ring and grid, beside the published rows.

    python benchmarks/unrolled.py                            all that is missing, then the table
    python benchmarks/unrolled.py --only "k = 5" --seeds 2   one row's runs, fewer of them
    python benchmarks/unrolled.py --table                    the table from what is there

All rows are the recipe `unrolled` for 2,343 steps of either player, three epochs of 100,000 points. k = 0 is the plain
GAN, "non-saturating" the same with the other loss for G. Judged as in modes.py, by 2,500 samples. A run's result is
kept in benchmarks/results/unrolled.jsonl; what is there is not computed again.
"""

import argparse
import time

import modes
import numpy as np
from _results import done, load, save

from numgan import GAN, NonSaturating, TrainingDiverged, recipes
from numgan.datasets import grid, ring
from numgan.evaluation import evaluate_modes

TABLE = "unrolled"
POINTS, EPOCHS = 100_000, 3
DATA = {"ring": ring, "grid": grid}
ROWS = {
    "k = 0": 0,
    "k = 0, non-saturating": None,
    "k = 1": 1,
    "k = 5": 5,
    "k = 10": 10,
}
PUBLISHED = "GAN (VEEGAN's table)", "unrolled GAN, 5 steps (VEEGAN's table)"


def make(row: str, seed: int) -> GAN:
    """The game of this row."""
    steps = ROWS[row]
    game = recipes.unrolled(n_data=POINTS, epochs=EPOCHS, unroll=steps or 0, rng=seed)
    if steps is not None:
        return game
    return GAN(
        game.generator,
        game.discriminator,
        objective=NonSaturating(),
        batch_size=game.batch_size,
        epochs=EPOCHS,
        rng=seed,
    )


def run(row: str, data: str, seed: int) -> dict:
    """Train and judge one GAN. A run that diverges is judged where it stopped."""
    game = make(row, seed)
    game.trained_on = data
    start = time.process_time()
    try:
        game.fit(DATA[data](POINTS, rng=seed))
    except TrainingDiverged as error:
        print(error)
    seconds = time.process_time() - start
    found = evaluate_modes(game)
    print(f"{row}, {data} {seed}: {game.step:,} steps, {seconds:.0f} s, {found['modes']} modes", flush=True)
    return {"steps": game.step, "cpu_seconds": seconds, **found}


def table() -> str:
    """Markdown: published rows, then ours, means over seeds with the range, and seconds per step."""
    lines = [
        "| | seeds | ring: modes / 8 | HQ % | grid: modes / 25 | HQ % | ms per step |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, *cells in modes.PUBLISHED:
        if name in PUBLISHED:
            lines.append(f"| {name} | | {' | '.join(map(str, cells[:4]))} | |")
    for row in ROWS:
        parts = [load(TABLE, f"{row}, {data}") for data in DATA]
        if runs := [run for found in parts for run in found]:
            seeds = " and ".join(dict.fromkeys(str(len(found)) for found in parts))
            cells = " | ".join(_cells(found) for found in parts)
            cost = 1000 * np.median([run["cpu_seconds"] / run["steps"] for run in runs])
            lines.append(f"| {row} | {seeds} | {cells} | {cost:.1f} |")
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
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--table", action="store_true", help="run nothing")
    options = parser.parse_args()
    for seed in range(0 if options.table else options.seeds):
        for data in DATA:
            for row in options.only or ROWS:
                if not done(TABLE, f"{row}, {data}", seed):
                    save(TABLE, f"{row}, {data}", seed, run(row, data, seed))
    print(table())


if __name__ == "__main__":
    main()
