"""GAN, drifting and diffusion: quality, time to train, time to sample. Prints two Markdown tables.

    python benchmarks/without_discriminator.py                       all that is missing, then the tables
    python benchmarks/without_discriminator.py --only "drifting ring" --seed 0       these runs alone
    python benchmarks/without_discriminator.py --table               the tables from what is there

Each is a recipe as it stands: `ring`, `grid`, `mnist_mlp`, `drifting`, `diffusion`. Points: 100,000, judged by 2,500
samples. Digits: MNIST's first 50,000, judged by 10,000 samples. A digits run that is stopped goes on from its last
epoch: its game is kept in benchmarks/runs/without_discriminator. Results: results/without_discriminator.jsonl. Give
each process one BLAS thread (OPENBLAS_NUM_THREADS=1).
"""

import functools
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from _results import command, kept_game, load

from numgan import Game, load_mnist, recipes
from numgan.datasets import grid, ring
from numgan.evaluation import digit_histogram, evaluate_modes, features, frechet_distance, precision_recall, predict
from numgan.files.checkpoint import atomic_write

TABLE = "without_discriminator"
RUNS = Path(__file__).parent / "runs" / TABLE
POINTS, SAMPLES, PICTURES = 100_000, 10_000, 64
TOYS = {"ring": ring, "grid": grid}
MAKE: dict[str, Callable[..., Game]] = {
    "GAN ring": recipes.ring,
    "drifting ring": recipes.drifting,
    "diffusion ring": recipes.diffusion,
    "GAN grid": recipes.grid,
    "drifting grid": recipes.drifting,
    "diffusion grid": recipes.diffusion,
    "GAN digits": recipes.mnist_mlp,
    "diffusion digits": recipes.diffusion,
    "diffusion of noise, digits": functools.partial(recipes.diffusion, predicts_data=False),
    "drifting digits": recipes.drifting,
}


def run(name: str, seed: int) -> dict:
    """Train and judge one game."""
    data = name.split()[-1]
    found = on_points(name, data, seed) if data in TOYS else on_digits(name, seed)
    print(name, seed, found, flush=True)
    return found


def on_points(name: str, data: str, seed: int) -> dict:
    game = MAKE[name](data_shape=(2,), n_data=POINTS, rng=seed)
    game.trained_on = data
    points, start = TOYS[data](POINTS, rng=seed), time.process_time()
    game.fit(points)
    seconds = time.process_time() - start
    return {"steps": game.step, "cpu_seconds": seconds, "ms": sampling(game), **evaluate_modes(game)}


def on_digits(name: str, seed: int) -> dict:
    """Train, and go on from a game that is there."""
    data, made = load_mnist(), MAKE[name](rng=seed)
    kept = RUNS / f"{name}; {seed}.npz"
    game = kept_game(kept, made) if kept.exists() else made
    before = json.loads(kept.with_suffix(".json").read_text()) if kept.exists() else 0.0
    RUNS.mkdir(parents=True, exist_ok=True)
    start = time.process_time()
    for record in game.steps(data.train_images[:50_000], epochs=game.epochs - game.epoch) if more(game) else ():
        if game.step_in_epoch == 0:
            seconds = before + time.process_time() - start
            print(name, seed, game.epoch, f"{seconds:.0f} s", record, flush=True)
            with atomic_write(kept.with_suffix(".json")) as file:
                file.write(json.dumps(seconds).encode())
            game.save(kept)
            start, before = time.process_time(), seconds
    sampler: Any = game.sampler()
    made_rows = np.concatenate([sampler.to_unit(block) for block in sampler.sample_blocks(SAMPLES, rng=0)])
    found, real = features(made_rows), features(data.test_images)
    return {
        "steps": game.step,
        "epochs": game.epoch,
        "cpu_seconds": before,
        "ms": sampling(game),
        "frechet": frechet_distance(found, real),
        **precision_recall(real, found)._asdict(),
        "rarest": float(digit_histogram(predict(made_rows)).min()),
    }


def more(game: Game) -> bool:
    """Are there epochs to go?"""
    return game.epoch < game.epochs


def sampling(game: Game) -> float:
    """Milliseconds of one core for 64 samples: the shortest of five times."""
    sampler, times = game.sampler(), []
    for _ in range(5):
        start = time.process_time()
        sampler.sample(PICTURES, rng=0)
        times.append(time.process_time() - start)
    return 1000 * min(times)


def table() -> str:
    """Markdown: a line for each game on points, means over the seeds; then one for each run on digits."""
    lines = [
        "| points | seeds | modes | high-quality % | reverse KL | core s | 64 samples, ms |",
        "|---" * 7 + "|",
    ]
    for name in MAKE:
        found = load(TABLE, name)
        if found and name.split()[-1] in TOYS:
            modes, all_modes = [r["modes"] for r in found], 8 if name.endswith("ring") else 25
            high_quality = [100 * r["high_quality"] for r in found]
            kl, seconds, ms = (np.mean([r[key] for r in found]) for key in ("reverse_kl", "cpu_seconds", "ms"))
            lines.append(
                f"| {name} | {len(found)} | {np.mean(modes):.1f} of {all_modes} | {np.mean(high_quality):.1f} "
                f"({min(high_quality):.1f} to {max(high_quality):.1f}) | {kl:.3f} | {seconds:.0f} | {ms:.1f} |"
            )
    lines += [
        "",
        "| digits | seed | epochs | core minutes | Frechet | precision | recall | rarest digit | 64 samples, ms |",
    ]
    lines += ["|---" * 9 + "|"]
    for name in MAKE:
        for r in load(TABLE, name) if name.endswith("digits") else ():
            lines.append(
                f"| {name} | {r['seed']} | {r['epochs']} | {r['cpu_seconds'] / 60:.1f} | {r['frechet']:.2f} | "
                f"{r['precision']:.2f} | {r['recall']:.2f} | {r['rarest']:.1%} | {r['ms']:.1f} |"
            )
    return "\n".join(lines)


def seeds(name: str) -> range:
    """Three on points, one on digits."""
    return range(3) if name.split()[-1] in TOYS else range(1)


def main():
    command(__doc__, TABLE, MAKE, seeds=seeds, run=run, show=table)


if __name__ == "__main__":
    main()
