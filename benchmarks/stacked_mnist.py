"""Which games find all 1,000 modes of stacked MNIST, in equal time? Beside the published rows. Prints Markdown tables.

    python benchmarks/stacked_mnist.py                            all that is missing, then the tables
    python benchmarks/stacked_mnist.py --only r3gan --seed 0      these runs (several processes can share the work)
    python benchmarks/stacked_mnist.py --table                    the tables from what is there
    python benchmarks/stacked_mnist.py --time                     a short timing: how many epochs 12 core minutes allow

Three digits are the three colours of one image. All games have the networks of `dcgan`, with 32 and 64 channels, and
learn from the same 50,000 images. Each run is one whole schedule, of as many epochs as 12 core minutes of training
allow by the timing, rounded to a multiple of two: no run is made shorter or longer because of what it shows. The
modes are counted in 25,600 samples after one epoch and then after every two, and the last count is the result.
Counting is not part of the 12 minutes.

A run that is stopped goes on from its last count: its game is kept in benchmarks/runs/stacked_mnist, and at the end its
result in benchmarks/results/stacked_mnist.jsonl. Give each process one BLAS thread (OPENBLAS_NUM_THREADS=1).
"""

import argparse
import statistics
import time
from itertools import islice
from pathlib import Path

import numpy as np
from _looks import train_with_looks
from _results import done, load, save

from numgan import GAN, datasets, recipes
from numgan.evaluation import stacked_modes

TABLE = "stacked_mnist"
RUNS = Path(__file__).parent / "runs" / TABLE
IMAGES, SAMPLES = 50_000, 25_600
SEEDS = range(2)
MINUTES, EVERY = 12, 2
REAL = "real images"


def plain(**setting) -> GAN:
    """What all others change: non-saturating, Adam with beta1 .5, one step each, no penalty. A pack of one row."""
    return recipes.pacgan(rows=1, **{"batch_size": 64} | setting)


GAMES = {
    "plain": plain,
    "pacgan": recipes.pacgan,
    "wgan_gp": recipes.wgan_gp,
    "sn_gan": recipes.sn_gan,
    "dcgan": recipes.dcgan,
    "r3gan": recipes.r3gan,
}
# From --time, on a shared AMD EPYC, one BLAS thread: 65, 49, 62, 50, 84 and 110 core seconds per epoch.
EPOCHS = {"plain": 12, "pacgan": 14, "wgan_gp": 12, "sn_gan": 14, "dcgan": 8, "r3gan": 8}
CHANGES = {
    "plain": "non-saturating, nothing else",
    "pacgan": "D sees two samples at once",
    "wgan_gp": "a critic, its slope near 1; five steps of D",
    "sn_gan": "D's layers divided by their largest singular value, hinge; five steps of D",
    "dcgan": "R1 of weight 5, an average of G's weights",
    "r3gan": "pairs, R1 and R2 of weight 1, an average of G's weights",
}
PUBLISHED = (  # game, modes, KL in nats, the table that says so
    ("DCGAN", "99.0", "3.40", "Srivastava et al. 2017 (VEEGAN), as in table 2 of Lin et al. 2018"),
    ("ALI", "16.0", "5.40", "the same"),
    ("unrolled GAN", "48.7", "4.32", "the same"),
    ("VEEGAN", "150.0", "2.95", "the same"),
    ("DCGAN", "78.9 +- 6.46", "4.50 +- .127", "Lin et al. 2018 (PacGAN), table 2: ten runs"),
    ("PacDCGAN2", "1000.0 +- 0.00", ".06 +- .003", "the same"),
    ("PacDCGAN4", "1000.0 +- 0.00", ".07 +- .005", "the same"),
    ("GAN + R1", "diverged", "diverged", "Huang et al. 2024 (R3GAN), figure 2"),
    ("GAN + R1 + R2", "693", ".9270", "the same"),
    ("RpGAN + R1 + R2", "1000", ".0781", "the same"),
)


def make(name: str, seed: int) -> GAN:
    """The game of this row, with its whole schedule."""
    return GAMES[name](channels=(32, 64), data_shape=(28, 28, 3), n_data=IMAGES, epochs=EPOCHS[name], rng=seed)


def run(name: str, seed: int) -> dict:
    """Train by the whole schedule and count modes on the way; or count those of real images, drawn anew."""
    if name == REAL:
        return stacked_modes(datasets.stacked_mnist(SAMPLES, rng=1000 + seed).images)._asdict()
    kept, epochs = RUNS / f"{name}; {EPOCHS[name]} epochs; {seed}.npz", EPOCHS[name]
    looks = {1, 2, *range(EVERY, epochs, EVERY), epochs}
    images = datasets.stacked_mnist(IMAGES, rng=0).images
    path = train_with_looks(make(name, seed), images, kept=kept, epochs=epochs, looks=looks, look=counted)
    return {"epochs": epochs, "cpu_seconds": path[-1]["cpu_seconds"], "path": path}


def counted(gan: GAN) -> dict:
    """Modes, and the KL of their shares, in 25,600 samples."""
    sampler = gan.sampler()
    images = np.concatenate([sampler.to_images(x) for x in sampler.sample_blocks(SAMPLES, rng=0)])
    return stacked_modes(images)._asdict()


def table() -> str:
    """Markdown: a line for each run, then the published rows."""
    lines = [
        "| game | what it has | epochs | seed | core minutes | modes | KL, nats | modes after 1, 2, 4 epochs |",
        "|---" * 8 + "|",
    ]
    for name, change in CHANGES.items():
        for found in load(TABLE, name):
            *_, end = path = found["path"]
            early = ", ".join(str(look["modes"]) for look in path if look["epoch"] in (1, 2, 4) and "modes" in look)
            lines.append(
                f"| {name} | {change} | {end['epoch']} of {found['epochs']} | {found['seed']} | "
                f"{found['cpu_seconds'] / 60:.0f} | {end.get('modes', 'diverged')} | {_kl(end)} | {early} |"
            )
    for found in load(TABLE, REAL):
        lines.append(f"| {REAL} | the floor | | {found['seed']} | | {found['modes']} | {_kl(found)} | |")
    lines += ["", "| published | modes | KL, nats | as published in |", "|---" * 4 + "|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in PUBLISHED)])


def _kl(found: dict) -> str:
    return f"{found['kl']:.3f}" if "kl" in found else "diverged"


def timed(steps: int = 10, rounds: int = 3) -> str:
    """Markdown: core seconds per epoch of each game, the median of rounds in which all take turns, and the epochs."""
    images = datasets.stacked_mnist(5_000, rng=0).images
    games = {name: make(name, 0) for name in GAMES}
    per_epoch = {name: IMAGES // (game.batch_size * game.d_steps) for name, game in games.items()}
    under_way = {name: game.steps(images) for name, game in games.items()}
    measured = [{name: _cpu_seconds(under_way[name], steps) / steps for name in GAMES} for _ in range(1 + rounds)]
    lines = ["| game | core seconds per epoch | epochs in 12 core minutes |", "|---" * 3 + "|"]
    for name in GAMES:
        epoch = per_epoch[name] * statistics.median(seconds[name] for seconds in measured[1:])  # the first warms up
        lines.append(f"| {name} | {epoch:.1f} | {round(60 * MINUTES / epoch / EVERY) * EVERY} |")
    return "\n".join(lines)


def _cpu_seconds(records, steps: int) -> float:
    start = time.process_time()
    for _ in islice(records, steps):
        pass
    return time.process_time() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = [*GAMES, REAL]
    parser.add_argument("--only", choices=names, action="append", help="this row's runs alone (may be repeated)")
    parser.add_argument("--seed", type=int, action="append", help="these seeds alone (may be repeated)")
    parser.add_argument("--table", action="store_true", help="run nothing")
    parser.add_argument("--time", action="store_true", help="run nothing, and time a few steps of each game")
    options = parser.parse_args()
    if options.time:
        return print(timed())
    for name in [] if options.table else options.only or names:
        for seed in options.seed or SEEDS:
            if not done(TABLE, name, seed):
                save(TABLE, name, seed, run(name, seed))
    print(table())


if __name__ == "__main__":
    main()
