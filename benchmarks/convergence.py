"""Who converges? The ring and the grid with momentum, constant rates and no average. Prints a Markdown table.

    python benchmarks/convergence.py                      all that is missing, then the table
    python benchmarks/convergence.py --only grid          one data set's runs (several processes can share the work)
    python benchmarks/convergence.py --table              the table from what is there
    python benchmarks/convergence.py --dirac FILE.png     the two-number game: orbits and eigenvalues

The networks are those of the recipe `ring`. Both players have Adam with beta1 .5 and a constant rate of 1e-3, so that
only the game itself can bring them to rest. Ten seeds. After each epoch G is asked for points from the same 2,000
latents: how far have they moved since the epoch before, as a share of the data's spread? A result is kept in
benchmarks/results/convergence.jsonl; what is there is not computed again.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from _results import done, load, save

from numgan import R1, R2, Adam, DiracGAN, NonSaturating, Penalties, RelativisticPairing, plots
from numgan.datasets import grid, ring
from numgan.evaluation import evaluate_modes
from numgan.recipes.beyond import on_common_networks
from numgan.recipes.setting import Setting

TABLE = "convergence"
POINTS = 100_000
SEEDS = range(10)
EPOCHS = {"ring": 6, "grid": 10}
WEIGHT = 1.0
BOTH = Penalties([R1(weight=WEIGHT), R2(weight=WEIGHT)])
GAMES = {  # objective and penalty
    "non-saturating": (NonSaturating(), None),
    "non-saturating, R1": (NonSaturating(), R1(weight=WEIGHT)),
    "non-saturating, R1 and R2": (NonSaturating(), BOTH),
    "pairing": (RelativisticPairing(), None),
    "pairing, R1": (RelativisticPairing(), R1(weight=WEIGHT)),
    "pairing, R1 and R2": (RelativisticPairing(), BOTH),
}


def run(data: str, name: str, seed: int) -> dict:
    """Train, and note after each epoch what G makes and how far that has moved."""
    objective, penalty = GAMES[name]
    s = Setting(n_data=POINTS, data_shape=(2,), epochs=EPOCHS[data], batch_size=128, rng=seed)
    adams = [Adam(lr=1e-3, beta1=0.5) for _ in range(2)]
    gan = on_common_networks(s, data, *adams, objective=objective, penalty=penalty)
    gan.trained_on = data
    points = {"ring": ring, "grid": grid}[data](POINTS, rng=seed)
    before, path, start = None, [], time.process_time()
    for _ in gan.steps(points):
        if gan.step_in_epoch == 0:
            made = gan.sample(2000, rng=0)
            moved = None if before is None else float(np.linalg.norm(made - before, axis=1).mean() / points.std())
            path.append({"moved": moved, **evaluate_modes(gan)})
            before = made
    return {"cpu_seconds": time.process_time() - start, "steps": gan.step, "path": path}


def table() -> str:
    """Markdown: means over seeds, of the last epoch."""
    lines = [
        "| | data | seeds | modes (least to most) | high quality % | moved in the last epoch % | all modes |",
        "|---" * 7 + "|",
    ]
    for data, count in (("ring", 8), ("grid", 25)):
        for name in GAMES:
            found = load(TABLE, f"{data}: {name}")
            if found:
                ends = [run["path"][-1] for run in found]
                modes = [end["modes"] for end in ends]
                lines.append(
                    f"| {name} | {data} | {len(found)} | {np.mean(modes):.1f} ({min(modes)} to {max(modes)}) | "
                    f"{100 * np.mean([end['high_quality'] for end in ends]):.0f} | "
                    f"{100 * np.mean([end['moved'] for end in ends]):.1f} | {sum(m == count for m in modes)} |"
                )
    return "\n".join(lines)


def dirac(file: Path) -> None:
    """Three orbits of the Dirac-GAN, and the eigenvalues beside them."""
    import matplotlib.pyplot as plt

    games = {f"penalty {p:g}": DiracGAN(penalty=p) for p in (0, 0.3, 1)}
    fig, axes = plt.subplots(1, 4, figsize=(12, 3.2), layout="constrained")
    for ax, (label, game) in zip(axes, games.items(), strict=False):
        plots.orbit(game, theta=1.0, psi=1.0, lr=0.1, steps=500, ax=ax).set_title(label)
    plots.eigenvalues(games, ax=axes[3])
    fig.savefig(file, dpi=150)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=EPOCHS, action="append", help="this data set's runs alone")
    parser.add_argument("--seed", type=int, action="append", help="these seeds alone (may be repeated)")
    parser.add_argument("--table", action="store_true", help="run nothing")
    parser.add_argument("--dirac", type=Path, metavar="FILE.png", help="run nothing, and draw the smallest game")
    options = parser.parse_args()
    if options.dirac:
        dirac(options.dirac)
    for seed in [] if options.table or options.dirac else options.seed or SEEDS:
        for data in options.only or EPOCHS:
            for name in GAMES:
                if not done(TABLE, f"{data}: {name}", seed):
                    save(TABLE, f"{data}: {name}", seed, run(data, name, seed))
    print(table())


if __name__ == "__main__":
    main()
