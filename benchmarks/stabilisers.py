"""What the cures do: every variant on ring, grid and MNIST, beside the published rows. Prints a Markdown table.

    python benchmarks/stabilisers.py                        all that is missing, then the table
    python benchmarks/stabilisers.py --only wgan_gp         one variant's runs (several processes can share the work)
    python benchmarks/stabilisers.py --data grid --seeds 3  fewer
    python benchmarks/stabilisers.py --table                the table from what is there
    python benchmarks/stabilisers.py --cost                 what a step of each costs, interleaved

All variants have the same two networks (recipes/beyond.py). On ring and grid all have the same number of G's steps, as
in PacGAN's own comparison: one with five steps of D for one of G, or whose D judges several rows at once, sees as many
times as many real rows. On MNIST all see the same number of real rows, which takes each about as long. A run's result
is kept in benchmarks/results/stabilisers.jsonl; what is there is not computed again. Give each process one BLAS thread.
"""

import argparse
import statistics
import time

import modes
import numpy as np
from _results import done, load, save

from numgan import (
    DRAGAN,
    GAN,
    KL,
    R1,
    R2,
    Adam,
    AddReference,
    ApproximateR1,
    BatchNorm,
    Dense,
    DropReference,
    FeatureMatching,
    Hinge,
    HistoricalAveraging,
    InstanceNoise,
    JensenShannon,
    MinibatchDiscrimination,
    NonSaturating,
    Pack,
    PearsonChiSquared,
    Penalties,
    Player,
    RelativisticPairing,
    ReLU,
    ReverseKL,
    SquaredHellinger,
    VirtualBatchNorm,
    Wasserstein,
    datasets,
    load_mnist,
    recipes,
)
from numgan.evaluation import evaluate_digits, evaluate_modes, features, frechet_distance
from numgan.recipes.beyond import on_common_networks, rates
from numgan.recipes.setting import Setting

TABLE = "stabilisers"
POINTS = 100_000
BATCH = 64  # packs, where D judges packs
EPOCHS = {"ring": 5, "grid": 5, "mnist": 12}  # of the plain GAN
DATA = tuple(EPOCHS)
RECENT = 100  # steps over which a critic's estimate is averaged


# Each variant is a function of what all recipes take: a dict of n_data, data_shape, epochs, batch_size and rng.


def plain(common, *, beta1=0.5, d_times=1, d_steps=1, image=2e-4, point=1e-3, **changes):
    """The GAN that all others change: non-saturating, Adam with beta1 .5, one step each.

    image, point : G's learning rate, which for points falls; d_times : how many times as fast D is
    """
    s = Setting(**common)
    g_lr, _ = rates(s, image, point, d_steps=d_steps)
    _, d_lr = rates(s, d_times * image, d_times * point, d_steps=d_steps)
    adams = Adam(lr=g_lr, beta1=beta1), Adam(lr=d_lr, beta1=beta1)
    return on_common_networks(s, "plain", *adams, d_steps=d_steps, **changes)


def two_time_scales(common):
    """D four times as fast as G: G at half of its rate, D at twice of its own."""
    return plain(common, image=1e-4, point=5e-4, d_times=4)


def noised(common):
    """Instance noise that is gone after half of D's passes."""
    passes = common["epochs"] * (common["n_data"] // common["batch_size"])
    return plain(common, before=(InstanceNoise(std=0.5, passes=passes),))


def packed(rows):
    """Packing, and nothing else."""
    return lambda common: plain(common, before=(Pack(int(np.prod(common["data_shape"])), rows=rows),))


def minibatch_discrimination(common):
    """Minibatch discrimination before D's last layer: for points a small one, so that it takes little time."""
    gan, size = plain(common), (50, 5) if len(common["data_shape"]) > 1 else (8, 3)
    *layers, last = new_layers(gan.discriminator)
    seen = MinibatchDiscrimination(last.n_in, kernels=size[0], dim=size[1])
    return rebuilt(gan, common, discriminator=[*layers, seen, Dense(seen.n_out, 1)])


def historical(weight):
    """Historical averaging of both players."""

    def make(common):
        gan = plain(common)
        for player in gan.players.values():
            player.optimizer = HistoricalAveraging(player.optimizer, weight=weight)
        return gan

    return make


def normalised(kind):
    """A G with batch norm or virtual batch norm: for digits in place of batch norm, for points before each ReLU."""

    def make(common):
        gan, layers = plain(common), []
        for layer in new_layers(gan.generator):
            if isinstance(layer, BatchNorm):
                layer = kind(layer.n, eps=layer.eps)
            layers += [kind(128), layer] if isinstance(layer, ReLU) else [layer]
        if kind is VirtualBatchNorm:
            end = 1 + max(i for i, layer in enumerate(layers) if isinstance(layer, kind))
            layers = [AddReference(gan.latent_dim), *layers[:end], DropReference(), *layers[end:]]
        return rebuilt(gan, common, generator=layers)

    return make


def new_layers(network):
    """Layers like this network's, without weights."""
    return [type(layer)(**layer.config()) for layer in network.layers]


def rebuilt(gan, common, **layers):
    """The GAN with other layers in the players that are named."""
    weights, rest = np.random.default_rng([common["rng"], 1]).spawn(2)  # other streams than those of the plain GAN
    made = {name: Player(each, optimizer=getattr(gan, name).optimizer, rng=weights) for name, each in layers.items()}
    return GAN(**(gan.config() | made), rng=rest)


def dragan(common):
    """DRAGAN's penalty: for points with the weight that wgan_gp has there."""
    return plain(common, penalty=DRAGAN(weight=10 if len(common["data_shape"]) > 1 else 0.1))


def both(weight):
    """R1 and R2, as in R3GAN."""
    return Penalties([R1(weight=weight), R2(weight=weight)])


def faster_wgan(common):
    """The recipe with ten times the rate, which for digits is the paper's: few steps go further."""
    gan = recipe("wgan")(common)
    gan.generator.optimizer.lr = gan.discriminator.optimizer.optimizer.lr = 5e-4
    return gan


def recipe(name, **settings):
    """One of numgan's recipes."""
    return lambda common: recipes.ALL[name](**common, **settings)


VARIANTS = {
    "plain": plain,
    "no momentum": lambda common: plain(common, beta1=0.0),
    "label smoothing .1": lambda common: plain(common, objective=NonSaturating(label_smoothing=0.1)),
    "instance noise": noised,
    "two time scales (G half as fast, D twice)": two_time_scales,
    "feature matching": lambda common: FeatureMatching(**plain(common).config(), rng=[common["rng"], 1]),
    "minibatch discrimination": minibatch_discrimination,
    "historical averaging, weight 1": historical(1.0),
    "historical averaging, weight .01": historical(0.01),
    "batch norm in G": normalised(BatchNorm),
    "virtual batch norm": normalised(VirtualBatchNorm),
    "packing 2": packed(2),
    "packing 4": packed(4),
    "lsgan": recipe("lsgan"),
    "ragan": recipe("ragan"),
    "hinge": lambda common: plain(common, objective=Hinge()),
    "f-GAN KL, not zero-sum": lambda common: plain(common, objective=KL(zero_sum=False)),
    "f-GAN reverse KL": lambda common: plain(common, objective=ReverseKL()),
    "f-GAN Pearson, not zero-sum": lambda common: plain(common, objective=PearsonChiSquared(zero_sum=False)),
    "f-GAN Hellinger, not zero-sum": lambda common: plain(common, objective=SquaredHellinger(zero_sum=False)),
    "f-GAN JS": lambda common: plain(common, objective=JensenShannon()),
    "R1, weight 1": lambda common: plain(common, penalty=R1(weight=1.0)),
    "R1 by finite differences, weight 1": lambda common: plain(common, penalty=ApproximateR1(weight=1.0)),
    "R1 and R2, weight 1": lambda common: plain(common, penalty=both(1.0)),
    "pairing": lambda common: plain(common, objective=RelativisticPairing()),
    "pairing, R1, weight 1": lambda common: plain(common, objective=RelativisticPairing(), penalty=R1(weight=1.0)),
    "pairing, R1 and R2, weight 1": lambda common: plain(common, objective=RelativisticPairing(), penalty=both(1.0)),
    "DRAGAN": dragan,
    "wgan": recipe("wgan"),
    "wgan_gp": recipe("wgan_gp"),
    "sn_gan": recipe("sn_gan"),
    "r3gan": recipe("r3gan"),
    "pacgan": recipe("pacgan"),
    "pacgan, 1 row": recipe("pacgan", rows=1),
    "pacgan, twice as long": recipe("pacgan"),
    "pacgan, 1 row, twice as long": recipe("pacgan", rows=1),
    "wgan, lr 5e-4": faster_wgan,
}
POINTS_ONLY = [  # on digits G has batch norm anyhow, and pacgan is packing 2, or plain with rows=1
    name for name in VARIANTS if name.startswith("pacgan") or name == "batch norm in G"
]
DIGITS_ONLY = ["wgan, lr 5e-4"]  # on points the recipe has that rate


def make(name: str, data: str, seed: int):
    """(GAN, its data): this variant on ring, grid or mnist."""
    rows = load_mnist().train_images[:50000] if data == "mnist" else getattr(datasets, data)(POINTS, rng=seed)

    def build(epochs, batch_size):
        return VARIANTS[name](keywords(rows, epochs, batch_size, seed))

    draft = build(1, BATCH)  # says how many rows a step of G takes
    pack, epochs = draft.discriminator.rows, EPOCHS[data] * (2 if name.endswith("twice as long") else 1)
    gan = build(epochs if data == "mnist" else epochs * pack * draft.d_steps, BATCH * pack)
    gan.recipe, gan.trained_on = name, data
    return gan, rows


def keywords(rows, epochs: int, batch_size: int, seed: int) -> dict:
    """What all recipes take."""
    return {
        "n_data": len(rows),
        "data_shape": rows.shape[1:],
        "epochs": epochs,
        "batch_size": batch_size,
        "rng": seed,
    }


def run(name: str, data: str, seed: int) -> dict:
    """Train and judge one GAN. Of a critic of digits its estimate and the Frechet distance are kept for each epoch."""
    gan, rows = make(name, data, seed)
    path_taken, seconds = [], 0.0
    start = time.process_time()
    try:
        for record in gan.steps(rows):
            if data == "mnist" and gan.step_in_epoch == 0 and isinstance(gan.objective, Wasserstein):
                seconds += time.process_time() - start
                path_taken.append((record.epoch, float(gan.history["value"][-RECENT:].mean()), frechet(gan)))
                start = time.process_time()
    except FloatingPointError as error:
        return {"steps": gan.step, "diverged": str(error), "cpu_seconds": seconds + time.process_time() - start}
    seconds += time.process_time() - start
    print(f"{name} on {data}, seed {seed}: {gan.step:,} steps, {seconds:.0f} s", flush=True)
    judged = evaluate_digits(gan) if data == "mnist" else evaluate_modes(gan)
    return {"steps": gan.step, "cpu_seconds": seconds, "path": path_taken, **judged}


def frechet(gan) -> float:
    """The distance of 5,000 samples from the test images."""
    sampler = gan.sampler()
    return frechet_distance(features(sampler.to_unit(sampler.sample(5_000, rng=0))), features(load_mnist().test_images))


def table() -> str:
    """Markdown: published rows, then every variant on ring, grid and MNIST; then how a critic's estimate does."""
    lines = [
        "| | ring: modes / 8 | HQ % | grid: modes / 25 | HQ % | core s "
        "| MNIST: Frechet | Parzen, nats | digit entropy | core min |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [f"| {name} | {a} | {b} | {c} | {d} | | | | | |" for name, a, b, c, d, *_ in modes.PUBLISHED]
    for name in VARIANTS:
        found = [load(TABLE, run_name(name, data)) for data in DATA]
        if not any(found):
            continue
        points = [r["cpu_seconds"] for results in found[:2] for r in results]
        seconds = f"{np.mean(points):.0f}" if points else ""
        lines.append(f"| {name} | {_modes(found[0])} | {_modes(found[1])} | {seconds} | {_digits(found[2])} |")
    seeds = {len(load(TABLE, run_name(name, data))) for name in VARIANTS for data in ("ring", "grid")} - {0}
    lines += ["", f"Ring and grid: {' or '.join(map(str, sorted(seeds)))} seeds each. MNIST: one.", ""]
    for name in VARIANTS:
        for r in load(TABLE, run_name(name, "mnist")):
            if len(r.get("path", [])) > 2:
                epochs, estimate, distance = zip(*r["path"], strict=True)
                lines.append(
                    f"`{name}` on MNIST, after each of {epochs[-1]} epochs: the critic's estimate, from "
                    f"{estimate[0]:.3g} to {estimate[-1]:.3g}, and the Frechet distance, from {distance[0]:,.0f} to "
                    f"{distance[-1]:,.0f}, have the correlation {np.corrcoef(estimate, distance)[0, 1]:.2f}."
                )
    return "\n".join(lines)


def run_name(name: str, data: str) -> str:
    """The name of a variant's results on these data."""
    return f"{name} on {data}"


def _modes(found: list[dict]) -> str:
    judged = [r for r in found if "modes" in r]
    if not judged:
        return f"{len(found)} diverged | " if found else " | "
    captured = [r["modes"] for r in judged]
    lost = f"; {len(found) - len(judged)} diverged" if len(judged) < len(found) else ""
    high_quality = 100 * np.mean([r["high_quality"] for r in judged])
    return f"{np.mean(captured):.1f} ({min(captured)} to {max(captured)}{lost}) | {high_quality:.1f}"


def _digits(found: list[dict]) -> str:
    if not found:
        return " | | | "
    (r,) = found
    minutes = f"{r['cpu_seconds'] / 60:.1f}"
    if "diverged" in r:
        return f"diverged | | | {minutes}"
    return f"{r['frechet']:.2f} | {r['parzen']['mean']:.0f} | {r['digit_entropy']:.2f} | {minutes}"


def cost(rounds: int = 5, steps: int = 20) -> str:
    """What a step of each variant costs on MNIST, all in batches of 64 rows, over a plain GAN's: medians of rounds.

    Of several steps of D for one of G most of the cost is that of more steps of D: the second column takes a plain GAN
    with as many.
    """
    rows = load_mnist().train_images[:50000]
    common = keywords(rows, 100, BATCH, 0)
    gans = {name: make_gan(common) for name, make_gan in VARIANTS.items() if name not in POINTS_ONLY}
    gans["plain, d_steps 5"] = plain(common, d_steps=5)
    records = {name: gan.steps(rows) for name, gan in gans.items()}
    times = {name: [] for name in gans}
    for turn in range(rounds + 1):
        for name, stream in records.items():
            start = time.perf_counter()
            for _ in range(steps):
                next(stream)
            if turn:  # the first warms up
                times[name].append((time.perf_counter() - start) / steps)

    def over(name, other):
        return [a / b for a, b in zip(times[name], times[other], strict=True)]

    lines = [
        "| | d_steps | a step, plain = 1 | a step, plain with as many d_steps = 1 | in each round |",
        "|---|---|---|---|---|",
    ]
    for name, gan in gans.items():
        alike = over(name, "plain" if gan.d_steps == 1 else "plain, d_steps 5")
        each = " ".join(f"{ratio:.2f}" for ratio in alike)
        whole = statistics.median(over(name, "plain"))
        lines.append(f"| {name} | {gan.d_steps} | {whole:.2f} | {statistics.median(alike):.2f} | {each} |")
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
                if name in (POINTS_ONLY if data == "mnist" else DIGITS_ONLY):
                    continue
                if not done(TABLE, run_name(name, data), seed):
                    save(TABLE, run_name(name, data), seed, run(name, data, seed))
    print(table())


if __name__ == "__main__":
    main()
