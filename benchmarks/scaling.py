"""What grows with what: sampling, loading, an epoch, a step's batch, and the threads of the BLAS.

    python benchmarks/scaling.py --markdown results/scaling.md

Keras-GAN's networks in float32. Every row comes from fresh interpreters; rows that are compared take turns, round
after round, and a figure is the median of the rounds.
"""

import argparse
import statistics
from pathlib import Path

import _report as report
from step_time import child, count, say

START = """
import time
start = time.perf_counter()
import numgan
gan = numgan.recipes.mnist_mlp(rng=0)
next(gan.steps(numgan.load_mnist().train_images[:50_000]))
print(time.perf_counter() - start, peak())
"""
SAMPLE = """
import time
import numgan
sampler = numgan.load_pretrained()
start = time.perf_counter()
rows = sum(len(block) for block in sampler.sample_blocks({n}, rng=0))
print(time.perf_counter() - start, peak())
"""
EPOCH = """
import time
import numgan
images = numgan.load_mnist().train_images[:{n}]
gan = numgan.recipes.keras_gan(batch_size=128, rng=0)
gan.fit(images[:1280], epochs=1)
start = time.perf_counter()
gan.fit(images, epochs=1)
print(time.perf_counter() - start)
"""
STEP = """
import itertools
import time
import numgan
records = numgan.recipes.keras_gan(batch_size={batch}, rng=0).steps(numgan.load_mnist().train_images, epochs=100)
steps = lambda n: list(itertools.islice(records, n))
steps(20)
start = time.perf_counter()
steps(100)
print(10 * (time.perf_counter() - start))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=count, default=5, help="turns that each row has (default: 5)")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables here as well")
    options = parser.parse_args()
    text = "\n".join(
        [*(f"- {name}: {value}" for name, value in report.machine([]).items()), "", *tables(options.rounds)]
    )
    print(text)
    if options.markdown:
        options.markdown.write_text(text + "\n", encoding="utf-8")


def tables(rounds: int) -> list[str]:
    say("start")
    seconds, peak = in_turn(rounds, start=(START, {}))["start"]
    lines = [f"From `python` to the first step on MNIST: {seconds:.2f} s, at most {peak:.0f} MB.", ""]

    say("samples")
    sizes = (1_000, 10_000, 100_000, 1_000_000)
    found = in_turn(1, **{str(n): (SAMPLE, {"n": n}) for n in sizes})
    lines += ["| `sample_blocks(n)` | s | most memory, MB |", "|---|---|---|"]
    lines += [f"| {n:,} | {found[str(n)][0]:.2f} | {found[str(n)][1]:.0f} |" for n in sizes]

    say("epochs")
    found = in_turn(rounds, **{str(n): (EPOCH, {"n": n}) for n in (15_000, 30_000, 60_000)})
    lines += ["", "| images | s per epoch, batch 128 | ms per step |", "|---|---|---|"]
    lines += [f"| {int(n):,} | {s:.2f} | {1000 * s / (int(n) // 128):.1f} |" for n, (s,) in found.items()]

    say("threads")
    batches = (64, 128, 256, 512)
    runs = {f"{b} {t}": (STEP, {"batch": b, "OPENBLAS_NUM_THREADS": str(t)}) for b in batches for t in (1, 2)}
    found = in_turn(rounds, **runs)
    lines += ["", "| batch | ms per step, 1 BLAS thread | ms per step, 2 BLAS threads |", "|---|---|---|"]
    lines += [f"| {b} | {found[f'{b} 1'][0]:.1f} | {found[f'{b} 2'][0]:.1f} |" for b in batches]
    return lines


def in_turn(rounds: int, **runs: tuple[str, dict]) -> dict[str, list[float]]:
    """{name: medians of the numbers printed}, the runs, (code, values), taking turns."""
    seen = {name: [] for name in runs}
    for _ in range(rounds):
        for name, (code, values) in runs.items():
            seen[name].append(child(code, **values))
    return {name: [statistics.median(column) for column in zip(*rows, strict=True)] for name, rows in seen.items()}


if __name__ == "__main__":
    main()
