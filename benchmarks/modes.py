"""Mode coverage on the ring and the grid, ten seeds each, beside the published rows. Prints one Markdown table.

    python benchmarks/modes.py                  all that is missing, then the table
    python benchmarks/modes.py --only grid      one row's runs (several processes can share the work)
    python benchmarks/modes.py --table          the table from what is there
    python benchmarks/modes.py --full           the published set-up at its published length: hours per seed

`ring` and `grid` are numgan's recipes. `plain-ring` and `plain-grid` are the plain GAN of the papers (networks and
optimiser of PacGAN's section 4.1) for 2,000 steps, more time than the recipes take, and not the published 400,000. A
run's result is kept in benchmarks/results/modes.jsonl; what is there is not computed again.
"""

import argparse
import time

import numpy as np
from _results import done, load, save

from numgan import GAN, Adam, BatchNorm, Dense, Maxout, Player, ReLU, Simultaneous, recipes
from numgan.datasets import grid, ring
from numgan.evaluation import evaluate_modes
from numgan.layers import Normal

TABLE = "modes"
POINTS = 100_000
SEEDS = range(10)
PUBLISHED = [  # ring: modes of 8, high-quality %; grid: modes of 25, high-quality %; reverse KL ring, grid
    ("GAN (VEEGAN's table)", 1, 99.3, 3.3, 0.5, None, None),
    ("ALI (VEEGAN's table)", 2.8, 0.13, 15.8, 1.6, None, None),
    ("unrolled GAN, 5 steps (VEEGAN's table)", 7.6, 35.6, 23.6, 16, None, None),
    ("VEEGAN", 8, 52.9, 24.6, 40, None, None),
    ("GAN (PacGAN's table)", 6.3, 98.2, 17.3, 94.8, 0.45, 0.70),
    ("PacGAN2", 7.9, 95.6, 23.8, 91.3, 0.07, 0.13),
    ("PacGAN4", 7.8, 95.9, 24.8, 93.6, 0.07, 0.04),
]


def plain(*, epochs: int, rng) -> GAN:
    """The plain GAN of PacGAN's comparison: G 4 x 400 with batch norm, D 3 x maxout 200, Adam 1e-4, batch 100.

    All weights N(0, .02), and both players move at once: fjxmlzn/PacGAN, synthetic_data_experiments/2DRing_GAN&PacGAN,
    and IshmaelBelghazi/ALI, ali/algorithms.py, which it calls.
    """
    weights_g, weights_d, game = np.random.default_rng(rng).spawn(3)
    init, hidden, width = Normal(0.02), [], 2
    for _ in range(4):
        hidden += [Dense(width, 400, init=init, bias=False), BatchNorm(400), ReLU()]
        width = 400
    pieces = [Maxout(n_in, 200, pieces=5, init=init) for n_in in (2, 200, 200)]
    return Simultaneous(
        Player([*hidden, Dense(400, 2, init=init)], optimizer=Adam(lr=1e-4, beta1=0.8), rng=weights_g),
        Player([*pieces, Dense(200, 1, init=init)], optimizer=Adam(lr=1e-4, beta1=0.8), rng=weights_d),
        batch_size=100,
        epochs=epochs,
        recipe="plain",
        rng=game,
    )


def make(name: str, seed: int) -> GAN:
    """The GAN of this row: ring, grid, plain-ring, plain-grid, full-ring or full-grid."""
    kind, _, data = name.rpartition("-")
    if kind:
        gan = plain(epochs={"plain": 2, "full": 400}[kind], rng=seed)
    else:
        gan = recipes.ALL[data](rng=seed, n_data=POINTS)
    gan.trained_on = data
    return gan


def run(name: str, seed: int) -> dict:
    """Train and judge one GAN."""
    gan = make(name, seed)
    points = {"ring": ring, "grid": grid}[gan.trained_on](POINTS, rng=seed)
    start = time.process_time()
    gan.fit(points)
    seconds = time.process_time() - start
    print(f"{name} {seed}: {gan.step:,} steps, {seconds:.0f} s", flush=True)
    return {"steps": gan.step, "cpu_seconds": seconds, **evaluate_modes(gan)}


def table() -> str:
    """Markdown: published rows, then ours, means over seeds."""
    lines = [
        "| | ring: modes / 8 | HQ % | reverse KL | grid: modes / 25 | HQ % | reverse KL | core s |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, ring_modes, ring_hq, grid_modes, grid_hq, *kl in PUBLISHED:
        kl_ring, kl_grid = ("" if value is None else f"{value:.2f}" for value in kl)
        lines.append(f"| {name} | {ring_modes} | {ring_hq} | {kl_ring} | {grid_modes} | {grid_hq} | {kl_grid} | |")
    for label, prefix in (("plain GAN of the papers, {} steps", "plain-"), ("recipes `ring`, `grid`, {} steps", "")):
        parts = [load(TABLE, f"{prefix}{data}") for data in ("ring", "grid")]
        if all(parts):
            steps = " and ".join(sorted({f"{found[0]['steps']:,}" for found in parts}, reverse=True))
            seconds = max(np.mean([r["cpu_seconds"] for r in found]) for found in parts)
            cells = " | ".join(_cells(found) for found in parts)
            lines.append(f"| {label.format(steps)}, {len(parts[0])} seeds | {cells} | {seconds:.0f} |")
    found = load(TABLE, "ring")
    if found:
        good = sum(r["modes"] == 8 and r["high_quality"] >= 0.9 for r in found)
        lines += ["", f"Ring: {good} of {len(found)} seeds have all 8 modes and at least 90 % high-quality samples."]
    return "\n".join(lines)


def _cells(found: list[dict]) -> str:
    modes = [r["modes"] for r in found]
    kl = [r["reverse_kl"] for r in found if r["reverse_kl"] is not None]
    mean_kl = f"{np.mean(kl):.2f}" if len(kl) == len(found) else "undefined"
    high_quality = 100 * np.mean([r["high_quality"] for r in found])
    return f"{np.mean(modes):.1f} ({min(modes)} to {max(modes)}) | {high_quality:.1f} | {mean_kl}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    rows = ["ring", "grid", "plain-ring", "plain-grid"]
    parser.add_argument("--only", choices=rows, action="append", help="this row's runs alone (may be repeated)")
    parser.add_argument("--full", action="store_true", help="run the published set-up at its published length instead")
    parser.add_argument("--table", action="store_true", help="run nothing")
    options = parser.parse_args()
    names = ["full-ring", "full-grid"] if options.full else options.only or rows
    for name in [] if options.table else names:
        for seed in SEEDS:
            if not done(TABLE, name, seed):
                save(TABLE, name, seed, run(name, seed))
    print(table())


if __name__ == "__main__":
    main()
