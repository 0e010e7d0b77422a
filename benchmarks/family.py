"""The family on digits: each recipe as it stands, on three seeds, beside what its paper says. Prints Markdown tables.

    python benchmarks/family.py                            all that is missing, then the tables
    python benchmarks/family.py --only acgan --seed 0      these runs (several processes can share the work)
    python benchmarks/family.py --table                    the tables from what is there

Each is trained on MNIST's first 50,000 images, with the labels that it is given, and judged by `evaluate_digits`:
10,000 samples, and the 10,000 test images where the game reads images. A run that is stopped goes on from its last
epoch: its game is kept in benchmarks/runs/family, and at the end its result in benchmarks/results/family.jsonl. Give
each process one BLAS thread (OPENBLAS_NUM_THREADS=1).
"""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from _looks import train_with_looks
from _results import command, load

from numgan import (
    Adam,
    BatchNorm,
    Dense,
    Game,
    LatentRegressor,
    LeakyReLU,
    Linear,
    Player,
    RingNoise,
    load_mnist,
    load_pretrained,
    recipes,
)
from numgan.datasets import few_labels
from numgan.evaluation import evaluate_digits
from numgan.streams import spawn

TABLE = "family"
RUNS = Path(__file__).parent / "runs" / TABLE
IMAGES = 50_000
SEEDS = range(3)


class Row(NamedTuple):
    """A recipe; how many labels of each digit it is shown (None: all, if it takes labels); what its paper says."""

    make: Callable[..., Game]
    labels: int | None = None
    published: str = ""
    draws: bool = True  # False: its G is not what the row is about


def latent_regressor(*, rng, epochs: int = 20, batch_size: int = 128) -> LatentRegressor:
    """An encoder with the layers of `bigan`'s for the packaged generator. Seeds differ in the encoder alone."""
    weights, rest = spawn(rng, 2)
    sampler = load_pretrained()
    layers = [Dense(784, 512), LeakyReLU(0.2), Dense(512, 512), BatchNorm(512), LeakyReLU(0.2)]
    adam = Adam(lr=Linear(1e-3, 1e-4, epochs * (IMAGES // batch_size)))
    encoder = Player([*layers, Dense(512, sampler.latent_dim)], optimizer=adam, rng=weights)
    return LatentRegressor.of(
        sampler, encoder, epochs=epochs, batch_size=batch_size, recipe="latent_regressor", rng=rest
    )


WIDE = {"channels": (32, 64)}
BIGAN = "97.4 % of features, 92.1 % of codes, after 400 epochs (jeffdonahue/bigan)"
ROWS = {
    "cgan": Row(recipes.cgan),
    "acgan": Row(recipes.acgan),
    "acgan, 32 and 64 channels": Row(functools.partial(recipes.acgan, **WIDE, epochs=12)),
    "infogan": Row(recipes.infogan, published="5 % (Chen et al. 2016, section 7.2)"),
    "infogan, 32 and 64 channels": Row(
        functools.partial(recipes.infogan, **WIDE, epochs=12), published="5 % (Chen et al. 2016, section 7.2)"
    ),
    "infogan, 32 and 64 channels, longer": Row(
        functools.partial(recipes.infogan, **WIDE, epochs=24), published="5 % (Chen et al. 2016, section 7.2)"
    ),
    "sgan, 2 labels a digit": Row(recipes.sgan, 2, "16.8 % (Salimans et al. 2016, as others cite it)"),
    "sgan, 10 labels a digit": Row(recipes.sgan, 10, ".93 % (Salimans et al. 2016, as others cite it)"),
    "its D alone, 10 labels a digit": Row(functools.partial(recipes.sgan, unsupervised_weight=0.0), 10, draws=False),
    "sgan, 100 labels a digit": Row(recipes.sgan, 100),
    "catgan, 10 labels a digit": Row(recipes.catgan, 10, "1.91 % (Springenberg 2016, as others cite it)"),
    "catgan, no labels": Row(functools.partial(recipes.catgan, n_data=IMAGES // 2), 0),  # no half is labelled
    "vae": Row(recipes.vae),
    "vae, 32 and 64 channels": Row(functools.partial(recipes.vae, **WIDE, epochs=20)),
    "autoencoder": Row(recipes.autoencoder, draws=False),
    "autoencoder, 32 and 64 channels": Row(functools.partial(recipes.autoencoder, **WIDE, epochs=20), draws=False),
    "aae": Row(recipes.aae),
    "aae, ten petals in the plane": Row(functools.partial(recipes.aae, noise_prior=RingNoise(), latent_dim=2)),
    "vae_gan": Row(recipes.vae_gan),
    "bigan": Row(recipes.bigan, published=BIGAN),
    "ebgan": Row(recipes.ebgan),
    "began": Row(recipes.began),
    "lapgan": Row(recipes.lapgan),
    "sagan": Row(recipes.sagan),
    "sagan without attention": Row(functools.partial(recipes.sagan, attention=False)),
    "latent regressor of the packaged G": Row(latent_regressor, draws=False),
}


def run(name: str, seed: int) -> dict:
    """Train and judge one game; go on from one that is there."""
    row, data = ROWS[name], load_mnist()
    gan = row.make(rng=seed)
    labels = data.train_labels[:IMAGES]
    labels = labels if row.labels is None else few_labels(labels, row.labels, rng=seed)
    path = train_with_looks(
        gan,
        *(data.train_images[:IMAGES], labels)[: len(gan.takes)],
        kept=RUNS / f"{name}; {seed}.npz",
        epochs=gan.epochs,
        looks=range(1, gan.epochs + 1),
        look=lambda gan: evaluate_digits(gan) if gan.epoch == gan.epochs else {},
    )
    return {"epochs": gan.epochs, **path[-1]}


def table() -> str:
    """Markdown: a line for each run. First what G makes, then what the game is about: labels and categories; codes."""
    lines = [
        "| | seed | epochs | core minutes | Frechet | precision | recall | rarest digit | as asked for |",
        "|---" * 9 + "|",
    ]
    reading = ["| | seed | errors on the test images | in the paper |", "|---" * 4 + "|"]
    coding = [
        "| | seed | epochs | core minutes | ELBO, nats | Parzen, nats | distance of reconstructions | nearest code | "
        "nearest feature | in the paper |",
        "|---" * 10 + "|",
    ]
    for name, row in ROWS.items():
        for r in load(TABLE, name):
            asked = r.get("label_accuracy", r.get("category_accuracy"))
            if row.draws:
                lines.append(
                    f"| {name} | {r['seed']} | {r['epochs']} | {r['cpu_seconds'] / 60:.1f} | {r['frechet']:.2f} | "
                    f"{r['precision']:.2f} | {r['recall']:.2f} | {min(r['digit_shares']):.1%} | "
                    f"{'' if asked is None else f'{asked:.1%}'} |"
                )
            right = r.get("test_accuracy")
            if row.labels in (None, 0):  # then its classes, if any, have no names
                right = r.get("test_category_accuracy", right)
            if right is not None:
                reading.append(f"| {name} | {r['seed']} | {1 - right:.2%} | {row.published} |")
            if "code_accuracy" in r:
                bound = f"{r['elbo']:.2f} +- {r['elbo_error']:.2f}" if "elbo" in r else ""
                parzen = f"{r['parzen']['mean']:.0f}" if row.draws else ""
                coding.append(
                    f"| {name} | {r['seed']} | {r['epochs']} | {r['cpu_seconds'] / 60:.1f} | {bound} | {parzen} | "
                    f"{r['reconstruction']:.2f} | {r['code_accuracy']:.1%} | {r['feature_accuracy']:.1%} | "
                    f"{row.published} |"
                )
    tables = [lines, reading, *([coding] if len(coding) > 2 else [])]
    return "\n\n".join("\n".join(each) for each in tables)


def main():
    command(__doc__, TABLE, ROWS, seeds=lambda _: SEEDS, run=run, show=table)


if __name__ == "__main__":
    main()
