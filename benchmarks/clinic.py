"""Does `numgan.diagnose` name what was made ill on purpose, and is it silent on healthy runs? Prints a Markdown table.

    python benchmarks/clinic.py                 all that is missing, then the table
    python benchmarks/clinic.py --table         the table from what is there
    python benchmarks/clinic.py --pictures      makes docs/clinic/*.png, the pictures of docs/clinic.md, from seed 0

Each ill run has one fault, and otherwise settings that work: small networks, Adam without momentum. Thresholds and runs
were settled on seeds 0 to 3; the table is of three other seeds. The healthy runs are recipes, most of them shortened. A
run's findings are kept in benchmarks/results/clinic.jsonl; what is there is not run again. tests/test_clinic_runs.py
takes its runs from here. Give each process one BLAS thread.
"""

import argparse
import contextlib
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from _results import done, load, save
from PIL import Image

import numgan
from numgan import (
    GAN,
    SGD,
    Adam,
    BatchNorm,
    Dense,
    LeakyReLU,
    Minimax,
    Player,
    ReLU,
    Sigmoid,
    Tanh,
    TrainingDiverged,
    Wasserstein,
    datasets,
    load_mnist,
    plots,
    recipes,
)

TABLE = "clinic"
SEEDS = range(10, 13)  # 0 to 3 have been looked at while the thresholds were chosen
PICTURES = Path(__file__).parent.parent / "docs" / "clinic"
COLOURS = 32  # of a picture's palette: a third of the bytes
N = 20_000


class Last(Sigmoid):
    """A sigmoid that numgan does not know, at the end of D."""


def layers(width, *, end=(), latent_dim=2, units=64, norm=()):
    """A generator's: two hidden layers."""
    return [
        Dense(latent_dim, units),
        *(layer() for layer in norm),
        ReLU(),
        Dense(units, units),
        *(layer() for layer in norm),
        ReLU(),
        Dense(units, width),
        *end,
    ]


def judge(width, *, units=64, end=()):
    """A discriminator's layers."""
    return [Dense(width, units), LeakyReLU(0.2), Dense(units, units), LeakyReLU(0.2), Dense(units, 1), *end]


def game(G, D, seed, *, g=None, d=None, batch_size=64, average=None, **settings):
    """A GAN of these layers; by default Adam without momentum, lr 1e-3."""
    a, b, rest = np.random.default_rng(seed).spawn(3)
    return GAN(
        Player(G, optimizer=g or Adam(lr=1e-3, beta1=0.0), ema_decay=average, rng=a),
        Player(D, optimizer=d or Adam(lr=1e-3, beta1=0.0), rng=b),
        batch_size=batch_size,
        rng=rest,
        **settings,
    )


def cloud(n, width, seed):
    """A Gaussian."""
    return np.random.default_rng(seed).normal(size=(n, width))


# Each run: seed -> (the trained game, its data).


def ranges(seed):
    """The grid reaches from -4 to 4, and G ends in Tanh."""
    x = datasets.grid(N, rng=seed)
    return game(layers(2, end=[Tanh()]), judge(2), seed).fit(x, epochs=3), x


def half(seed):
    """Data in [0, 1] where the game was told (-1, 1)."""
    x = np.random.default_rng(seed).beta(2, 2, (N, 2))
    gan = game(layers(2, end=[Tanh()]), judge(2), seed, data_range=(-1, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # numgan warns of it at once: here it is to be found afterwards
        return gan.fit(x, epochs=3), x


def sigmoid_twice(seed):
    """D ends in a sigmoid."""
    x = 3 + datasets.ring(N, rng=seed)
    return game(layers(2), judge(2, end=[Last()]), seed).fit(x, epochs=3), x


def narrow(seed):
    """One latent for data in the plane."""
    x = 0.5 * cloud(N, 2, seed)
    return game(layers(2, latent_dim=1), judge(2), seed).fit(x, epochs=3), x


def small_batch(seed):
    """Batches of 4 with batch norm in G."""
    x = cloud(4_000, 2, seed)
    G = layers(2, norm=[lambda: BatchNorm(64)])
    return game(G, judge(2), seed, batch_size=4).fit(x, epochs=2), x


def stale(seed):
    """Running statistics that take 10,000 steps to arrive."""
    x = cloud(N, 2, seed)
    G = layers(2, norm=[lambda: BatchNorm(64, momentum=0.9999)])
    return game(G, judge(2), seed).fit(x, epochs=3), x


def unbounded_critic(seed):
    """A Wasserstein critic with nothing that limits its slope, and too fast."""
    x = datasets.ring(N, rng=seed)
    return game(layers(2), judge(2), seed, d=Adam(lr=5e-3, beta1=0.0), objective=Wasserstein()).fit(x, epochs=6), x


def too_fast(seed):
    """Momentum .9 with a rate of .05: the losses are infinite after some 200 steps."""
    x = datasets.gaussian_1d(N, rng=seed)
    gan = game(layers(1, latent_dim=1), judge(1), seed, g=SGD(lr=0.05, momentum=0.9), d=SGD(lr=0.05, momentum=0.9))
    with contextlib.suppress(TrainingDiverged):
        gan.fit(x, epochs=5)
    return gan, x


def stuck(seed):
    """G ends in Tanh, and its last layer begins with weights a hundred times too large."""
    x = 0.3 * cloud(N, 2, seed).clip(-3, 3)
    gan = game(layers(2, end=[Tanh()]), judge(2), seed, g=SGD(lr=0.05))
    gan.generator.layers[-2].W[...] *= 100
    return gan.fit(x, epochs=3), x


def dead(seed):
    """The first layer of G begins with biases of -5."""
    x = datasets.ring(N, rng=seed)
    gan = game(layers(2), judge(2), seed)
    gan.generator.layers[0].b[...] = -5
    return gan.fit(x, epochs=3), x


def saturated(seed):
    """Minimax, SGD for G, and a D that was trained before."""
    x = 3 + datasets.ring(N, rng=seed)
    gan = game(layers(2), judge(2), seed, g=SGD(lr=0.01), objective=Minimax())
    gan.pretrain(x, steps=1_000)
    return gan.fit(x, epochs=3), x


def still(seed):
    """Both rates 1e-7."""
    x = datasets.ring(N, rng=seed)
    return game(layers(2), judge(2), seed, g=Adam(lr=1e-7), d=Adam(lr=1e-7)).fit(x, epochs=3), x


def weak(seed):
    """D's rate is 1e-7."""
    x = datasets.ring(N, rng=seed)
    return game(layers(2), judge(2), seed, d=Adam(lr=1e-7)).fit(x, epochs=3), x


def beaten(seed):
    """D learns a hundred times as fast as G, on data of 16 columns."""
    x = cloud(N, 16, seed)
    G, D = layers(16, latent_dim=16), judge(16)
    return game(G, D, seed, g=Adam(lr=2e-5, beta1=0.0), d=Adam(lr=2e-3, beta1=0.0)).fit(x, epochs=4), x


def circling(seed):
    """A linear critic and SGD: the smallest game there is, on one Gaussian."""
    x = datasets.gaussian_1d(N, rng=seed)
    G = layers(1, latent_dim=1, units=16)
    return game(G, [Dense(1, 1)], seed, g=SGD(lr=0.05), d=SGD(lr=0.05), objective=Wasserstein()).fit(x, epochs=5), x


def by_heart(seed):
    """32 rows of 8 columns, 2,500 times."""
    x = cloud(32, 8, seed)
    G, D = layers(8, latent_dim=8, units=128), judge(8, units=128)
    adams = {"g": Adam(lr=1e-3, beta1=0.5), "d": Adam(lr=1e-3, beta1=0.5)}
    return game(G, D, seed, batch_size=32, **adams).fit(x, epochs=2_500), x


def collapsed(seed):
    """Momentum .9 on the ring."""
    x = datasets.ring(N, rng=seed)
    adams = {"g": Adam(lr=1e-3, beta1=0.9), "d": Adam(lr=1e-3, beta1=0.9)}
    gan = game(layers(2), judge(2), seed, **adams).fit(x, epochs=6)
    gan.trained_on = "ring"
    return gan, x


ILL: dict[str, tuple[Callable, str]] = {  # what was done: the run, and what it should be called
    "grid, and G ends in Tanh": (ranges, "Ranges differ"),
    "data in [0, 1], told (-1, 1)": (half, "Ranges differ"),
    "a sigmoid at D's end": (sigmoid_twice, "D cannot say no"),
    "one latent for the plane": (narrow, "Noise too narrow"),
    "batches of 4, batch norm": (small_batch, "Batch too small"),
    "batch norm with momentum .9999": (stale, "Statistics are stale"),
    "a critic without a bound": (unbounded_critic, "Numbers explode"),
    "SGD .05 with momentum .9": (too_fast, "Numbers explode"),
    "Tanh G, last weights 100 times too large": (stuck, "Stuck at the ends"),
    "biases of -5": (dead, "Dead units"),
    "Minimax, SGD, D pretrained": (saturated, "G's gradient vanishes"),
    "both rates 1e-7": (still, "Nothing moves"),
    "D's rate 1e-7": (weak, "D is too weak"),
    "D a hundred times as fast": (beaten, "D wins"),
    "linear critic, SGD": (circling, "The players circle"),
    "32 rows, 2,500 epochs": (by_heart, "Learnt by heart"),
    "ring, Adam with beta1 .9": (collapsed, "Modes are missing"),
}


def healthy(name: str, seed: int):
    """A recipe on its data: (gan, data)."""
    if name.startswith("mnist"):
        recipe, epochs, x = recipes.mnist_mlp, 2, load_mnist().train_images[:50_000]
    else:
        recipe, epochs = recipes.ALL[name], {"gaussian_1d": 10, "ring": 10, "grid": 20}[name]
        x = getattr(datasets, name)(100_000 if name == "grid" else 50_000, rng=seed)
    gan = recipe(n_data=len(x), data_shape=x.shape[1:], epochs=epochs, rng=seed).fit(x)
    gan.trained_on = "mnist" if name.startswith("mnist") else name
    return gan, x


HEALTHY = (
    *(("ring", seed) for seed in SEEDS),
    *(("gaussian_1d", seed) for seed in SEEDS),
    *(("grid", seed) for seed in SEEDS[:2]),
    *(("mnist_mlp", seed) for seed in SEEDS[:2]),
)


def run(make, *arguments) -> dict:
    """Train, diagnose, and say what was found."""
    start = time.process_time()
    gan, x = make(*arguments)
    trained = time.process_time()
    found = numgan.diagnose(gan, x)
    print(*arguments, make.__name__, [finding.name for finding in found], flush=True)
    return {
        "steps": gan.step,
        "cpu_seconds": trained - start,
        "seconds_of_diagnosis": time.process_time() - trained,
        "found": [finding.name for finding in found],
        "evidence": {finding.name: finding.evidence for finding in found},
    }


def table() -> str:
    """Markdown: what was done, and what was found, each finding with the number of seeds."""
    lines = ["| what was done | it should be called | the first finding | found beside it |", "|---|---|---|---|"]
    first = named = total = 0
    for label, (_, name) in ILL.items():
        found = [run["found"] for run in load(TABLE, label)]
        leading = [names[0] if names else "none" for names in found]
        first, named, total = (
            first + leading.count(name),
            named + sum(name in names for names in found),
            total + len(found),
        )
        lines.append(f"| {label} | {name} | {_counted(leading)} | {_counted([n for f in found for n in f[1:]])} |")
    runs = [run for name, seed in HEALTHY for run in load(TABLE, name) if run["seed"] == seed]
    seconds = [run["seconds_of_diagnosis"] for run in runs] or [0.0]
    lines += [
        "",
        f"Of {total} ill runs {named} are named rightly, {first} of them by the first finding. Of {len(runs)} healthy "
        f"runs {sum(not run['found'] for run in runs)} have no finding; looking took {min(seconds):.1f} to "
        f"{max(seconds):.1f} core seconds.",
    ]
    return "\n".join(lines)


def _counted(names: list[str]) -> str:
    """Each name once, the most frequent first, with its number."""
    return ", ".join(f"{name} {names.count(name)}" for name in sorted({*names}, key=lambda n: (-names.count(n), n)))


def pictures() -> None:
    """The pictures of docs/clinic.md: for each name what its first run's finding draws."""
    PICTURES.mkdir(exist_ok=True)
    drawn = set()
    for make, name in ILL.values():
        if name in drawn:
            continue
        drawn.add(name)
        finding = next(each for each in numgan.diagnose(*make(0)) if each.name == name)
        path = PICTURES / f"{finding.section.split('#')[1]}.png"
        plots.save_figure(path, lambda ax, finding=finding: finding.draw(ax), size=(4.8, 2.8))
        with Image.open(path) as picture:
            picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)
        print(f"{path}\n{finding}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--table", action="store_true", help="run nothing")
    parser.add_argument("--pictures", action="store_true", help="draw docs/clinic/*.png")
    options = parser.parse_args()
    if options.pictures:
        pictures()
        return
    jobs = [(label, seed, make, (seed,)) for label, (make, _) in ILL.items() for seed in SEEDS]
    jobs += [(name, seed, healthy, (name, seed)) for name, seed in HEALTHY]
    for name, seed, make, arguments in [] if options.table else jobs:
        if not done(TABLE, name, seed):
            save(TABLE, name, seed, run(make, *arguments))
    print(table())


if __name__ == "__main__":
    main()
