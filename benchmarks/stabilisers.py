"""What the cures do: every variant on ring, grid and MNIST, beside the published rows. Prints Markdown tables.

    python benchmarks/stabilisers.py                        all that is missing, then the tables
    python benchmarks/stabilisers.py --only wgan_gp         one variant's runs (several processes can share the work)
    python benchmarks/stabilisers.py --data grid --seeds 3  fewer
    python benchmarks/stabilisers.py --table                the tables from what is there
    python benchmarks/stabilisers.py --cost                 what a step of each costs, interleaved

All variants have the same two networks (recipes/beyond.py) and see the same number of real rows, so one with five steps
of D for one of G has a fifth of G's steps. A run's result is kept in benchmarks/results/stabilisers; what is there is
not computed again. Give each process one BLAS thread.
"""

import argparse
import statistics
import time

import modes
import numpy as np
from _results import load, path, save

from numgan import (
    DRAGAN,
    GAN,
    KL,
    R1,
    Adam,
    Dense,
    Hinge,
    InstanceNoise,
    JensenShannon,
    Maxout,
    NonSaturating,
    Pack,
    PearsonChiSquared,
    ReverseKL,
    Sequential,
    SquaredHellinger,
    datasets,
    load_mnist,
    recipes,
)
from numgan.evaluation import evaluate_digits, evaluate_modes, features, frechet_distance
from numgan.recipes.beyond import variant

TABLE = "stabilisers"
POINTS = 100_000
EPOCHS = {"ring": 8, "grid": 8, "mnist": 12}
DATA = tuple(EPOCHS)


def plain(common, **changes):
    """The GAN that all others change: non-saturating, Adam with beta1 .5, one step each."""
    return variant("plain", common, **{"lr": (2e-4, 1e-3), "optimizer": lambda lr: Adam(lr=lr, beta1=0.5)} | changes)


def two_time_scales(common):
    """D four times as fast as G."""
    gan = plain(common, lr=(1e-4, 5e-4))
    lr = gan.discriminator_optimizer.lr
    gan.discriminator_optimizer.lr = 4 * lr if isinstance(lr, float) else type(lr)(4 * lr.start, 4 * lr.end, lr.steps)
    return gan


def noised(common):
    """Instance noise that is gone after half of D's passes."""
    n_data, data_shape, epochs, batch_size, *_ = common
    std = 0.5 if len(data_shape) > 1 else 0.2
    return plain(common, before=(InstanceNoise(std=std, passes=epochs * (n_data // batch_size)),))


def packed(rows):
    """PacGAN with so many rows."""
    return lambda common: plain(common, before=(Pack(int(np.prod(common[1])), rows=rows),))


def recipe(name):
    """One of numgan's recipes."""
    names = ("n_data", "data_shape", "epochs", "batch_size", "rng", "dtype")
    return lambda common: recipes.ALL[name](**dict(zip(names, common, strict=True)))


def published(rows):
    """The networks and Adam of PacGAN's section 4.1 for 4 epochs of batches of 100, D packed; for points alone."""

    def make(common):
        _, (n,), _, _, rng, _ = common
        gan = modes.plain("", epochs=4, rng=rng)
        first = [Pack(n, rows=rows), Maxout(rows * n, 200, pieces=5)]
        rest = [Maxout(200, 200, pieces=5), Maxout(200, 200, pieces=5), Dense(200, 1)]
        return GAN(
            gan.generator,
            Sequential(first + rest, rng=[rng, rows]),
            generator_optimizer=gan.generator_optimizer,
            discriminator_optimizer=gan.discriminator_optimizer,
            batch_size=100,
            epochs=4,
            rng=rng,
        )

    return make


VARIANTS = {
    "plain": plain,
    "label smoothing .1": lambda common: plain(common, objective=NonSaturating(label_smoothing=0.1)),
    "instance noise": noised,
    "two time scales": two_time_scales,
    "packing 2": packed(2),
    "packing 4": packed(4),
    "lsgan": recipe("lsgan"),
    "ragan": recipe("ragan"),
    "hinge": lambda common: plain(common, objective=Hinge()),
    "f-GAN KL": lambda common: plain(common, objective=KL(zero_sum=False)),
    "f-GAN reverse KL": lambda common: plain(common, objective=ReverseKL()),
    "f-GAN Pearson": lambda common: plain(common, objective=PearsonChiSquared(zero_sum=False)),
    "f-GAN Hellinger": lambda common: plain(common, objective=SquaredHellinger(zero_sum=False)),
    "f-GAN JS": lambda common: plain(common, objective=JensenShannon(zero_sum=False)),
    "R1": lambda common: plain(common, penalty=R1(weight=1.0)),
    "DRAGAN": lambda common: plain(common, penalty=DRAGAN()),
    "wgan": recipe("wgan"),
    "wgan_gp": recipe("wgan_gp"),
    "sn_gan": recipe("sn_gan"),
    "pacgan": recipe("pacgan"),
    "wgan_gp, 4 times as long": recipe("wgan_gp"),
    "sn_gan, 4 times as long": recipe("sn_gan"),
    "PacGAN's plain GAN": published(1),
    "PacGAN's networks, packing 2": published(2),
    "PacGAN's networks, packing 4": published(4),
}
POINTS_ONLY = [name for name in VARIANTS if name == "pacgan" or name.startswith("PacGAN") or name.endswith("as long")]


def make(name: str, data: str, seed: int):
    """(GAN, its data): this variant on ring, grid or mnist."""
    rows = load_mnist().train_images[:50000] if data == "mnist" else getattr(datasets, data)(POINTS, rng=seed)
    epochs = EPOCHS[data] * (4 if name.endswith("4 times as long") else 1)
    gan = VARIANTS[name]((len(rows), rows.shape[1:], epochs, 64, seed, np.float32))
    gan.recipe = name if data == "mnist" else f"{name} on {data}"
    return gan, rows


def run(name: str, data: str, seed: int) -> dict:
    """Train and judge one GAN. On MNIST the critic's loss and the Frechet distance are kept for every second epoch."""
    gan, rows = make(name, data, seed)
    path_taken, start = [], time.process_time()
    try:
        for record in gan.steps(rows):
            if data == "mnist" and gan.step_in_epoch == 0 and gan.epoch % 2 == 0 and name.startswith("wgan"):
                since = gan.history["d_loss"][-200:]
                path_taken.append((record.epoch, float(np.mean(since)), frechet(gan)))
    except FloatingPointError as error:
        return {"steps": gan.step, "diverged": str(error), "cpu_seconds": time.process_time() - start}
    seconds = time.process_time() - start  # with the judging of every second epoch, where there is some
    print(f"{name} on {data}, seed {seed}: {gan.step:,} steps, {seconds:.0f} s", flush=True)
    judged = evaluate_digits(gan) if data == "mnist" else evaluate_modes(gan)
    return {"steps": gan.step, "cpu_seconds": seconds, "path": path_taken, **judged}


def frechet(gan) -> float:
    """The distance of 5,000 samples from the test images."""
    sampler = gan.sampler()
    return frechet_distance(features(sampler.to_unit(sampler.sample(5_000, rng=0))), features(load_mnist().test_images))


def tables() -> str:
    """Markdown: modes on ring and grid, then digits, then the critic's loss beside the Frechet distance."""
    lines = [
        "| | ring: modes / 8 | HQ % | grid: modes / 25 | HQ % | core s | seeds |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [f"| {name} (published) | {a} | {b} | {c} | {d} | | |" for name, a, b, c, d, *_ in modes.PUBLISHED]
    for name in VARIANTS:
        found = [load(TABLE, file_name(name, data)) for data in ("ring", "grid")]
        if any(found):
            seconds = np.mean([r["cpu_seconds"] for results in found for r in results])
            cells = " | ".join(_modes(results) for results in found)
            lines.append(f"| {name} | {cells} | {seconds:.0f} | {max(map(len, found))} |")
    lines += [
        "",
        "| MNIST | Frechet | Parzen, nats | digits, rarest - most frequent | core min |",
        "|---|---|---|---|---|",
    ]
    for name in VARIANTS:
        for r in load(TABLE, file_name(name, "mnist"))[:1]:
            lines.append(_digits(name, r))
    for name in ("wgan", "wgan_gp"):
        for r in load(TABLE, file_name(name, "mnist"))[:1]:
            if len(r.get("path", [])) > 2:
                epochs, loss, frechet = zip(*r["path"], strict=True)
                correlation = np.corrcoef(-np.array(loss), frechet)[0, 1]
                lines += [
                    "",
                    f"`{name}`, every second epoch up to {epochs[-1]}: correlation of the critic's estimate of ",
                ]
                lines[-1] += f"the distance with the Frechet distance {correlation:.2f}."
    return "\n".join(lines)


def file_name(name: str, data: str) -> str:
    """The name of a variant's results on these data."""
    return f"{name.replace(' ', '_').replace(',', '').replace(chr(39), '')}_{data}"


def _modes(found: list[dict]) -> str:
    if not found:
        return " | "
    judged = [r for r in found if "modes" in r]
    lost = f"; {len(found) - len(judged)} diverged" if len(judged) < len(found) else ""
    captured = [r["modes"] for r in judged]
    if not captured:
        return f"all {len(found)} diverged | "
    high_quality = 100 * np.mean([r["high_quality"] for r in judged])
    return f"{np.mean(captured):.1f} ({min(captured)} to {max(captured)}){lost} | {high_quality:.1f}"


def _digits(name: str, r: dict) -> str:
    if "diverged" in r:
        return f"| {name} | diverged | | | {r['cpu_seconds'] / 60:.1f} |"
    shares = r["digit_shares"]
    return (
        f"| {name} | {r['frechet']:.2f} | {r['parzen']['mean']:.0f} | {min(shares):.1%} - {max(shares):.1%} "
        f"| {r['cpu_seconds'] / 60:.1f} |"
    )


def cost(rounds: int = 5, steps: int = 20) -> str:
    """A step of each variant on MNIST over a step of the plain one, for a step of D and one of G: medians of rounds."""
    runs = {name: make(name, "mnist", 0) for name in VARIANTS if name not in POINTS_ONLY}
    records = {name: gan.steps(rows, epochs=100) for name, (gan, rows) in runs.items()}
    times = {name: [] for name in runs}
    for turn in range(rounds + 1):
        for name, stream in records.items():
            start = time.perf_counter()
            for _ in range(steps):
                next(stream)
            if turn:  # the first warms up
                times[name].append((time.perf_counter() - start) / steps)
    lines = ["| | d_steps | a step, plain = 1 | in each round |", "|---|---|---|---|"]
    for name, (gan, _) in runs.items():
        ratios = [a / b for a, b in zip(times[name], times["plain"], strict=True)]
        each = " ".join(f"{ratio:.2f}" for ratio in ratios)
        lines.append(f"| {name} | {gan.d_steps} | {statistics.median(ratios):.2f} | {each} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=VARIANTS, action="append", help="this variant alone (may be repeated)")
    parser.add_argument("--data", choices=DATA, action="append", help="these data alone (may be repeated)")
    parser.add_argument("--seeds", type=int, default=10, help="seeds on ring and grid; on MNIST one (default: 10)")
    parser.add_argument("--table", action="store_true", help="run nothing")
    parser.add_argument("--cost", action="store_true", help="measure the cost of a step of each variant instead")
    options = parser.parse_args()
    if options.cost:
        print(cost())
        return
    for data in [] if options.table else options.data or DATA:
        for seed in range(options.seeds if data != "mnist" else 1):
            for name in options.only or VARIANTS:
                if data == "mnist" and name in POINTS_ONLY:
                    continue
                if not path(TABLE, file_name(name, data), seed).exists():
                    save(TABLE, file_name(name, data), seed, run(name, data, seed))
    print(tables())


if __name__ == "__main__":
    main()
