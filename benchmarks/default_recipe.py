"""How the default recipe was found: one change at a time on its networks. Prints a Markdown table.

    python benchmarks/default_recipe.py                       all that is missing, then the table
    python benchmarks/default_recipe.py --only "weight 2"     one row's runs (several processes can share the work)
    python benchmarks/default_recipe.py --table               the table from what is there

Every run trains on MNIST's first 50,000 images: R1 on the non-saturating loss, rates that fall linearly to a tenth over
all epochs, samples from an average of G's weights. A run's result is kept in benchmarks/results/default_recipe.jsonl;
what is there is not computed again. Give each process one BLAS thread (OPENBLAS_NUM_THREADS=1).
"""

import argparse
import time

from _results import done, load, save

from numgan import GAN, R1, Adam, Player, load_mnist
from numgan.evaluation import digit_histogram, features, frechet_distance, precision_recall, predict
from numgan.recipes.networks import IMAGE_WIDTHS, discriminator, keras_generator
from numgan.recipes.setting import Setting

TABLE = "default_recipe"
# By the number of epochs of the schedule. The last look is the end, and a schedule of 60 is followed up to there.
LOOKS = {8: (1, 2, 4, 6, 8), 20: (1, 4, 8, 12, 16, 20), 60: (4, 8, 12, 20)}
SAMPLES = 10_000


class LazyR1(R1):
    """R1 in every fourth step, with four times the weight (Karras et al. 2020, section 3.1)."""

    every = 4

    def __init__(self, *, weight: float):
        super().__init__(weight=weight)
        self.steps = 0

    def gradient(self, discriminator, real, fake):
        self.steps += 1
        return super().gradient(discriminator, real, fake) if self.steps % self.every == 0 else 0.0

    def height(self, norm):
        h, slope = super().height(norm)
        return self.every * h, self.every * slope


def make(
    seed, *, epochs=8, batch_size=64, weight=1.0, g_lr=2e-3, d_lr=2e-3, beta1=0.0, beta2=0.999, decay=0.9995, by=10,
    lazy=False,
) -> GAN:  # fmt: skip
    """The default recipe, with these settings in its place. weight=0: no penalty. by: the rates fall to lr / by."""
    s = Setting(epochs=epochs, batch_size=batch_size, rng=seed)
    adams = [Adam(lr=s.falling(lr, by=by), beta1=beta1, beta2=beta2) for lr in (g_lr, d_lr)]
    penalty = LazyR1 if lazy else R1
    return GAN(
        Player(keras_generator(s.n, momentum=0.9), optimizer=adams[0], ema_decay=decay, rng=s.weights[0]),
        Player(discriminator((s.n, *IMAGE_WIDTHS)), optimizer=adams[1], rng=s.weights[1]),
        penalty=penalty(weight=weight) if weight else None,
        data_range=(-1, 1),
        **s.common("default_recipe"),
    )


FIRST = {"weight": 0, "g_lr": 1e-3, "d_lr": 4e-4, "beta1": 0.5}  # the default before
BOTH = {"g_lr": 1e-3, "d_lr": 1e-3}
VARIANTS = {  # name: settings, seeds
    "the default before: no penalty, beta1 .5, D 4e-4, G 1e-3": (FIRST, range(1)),
    "both 1e-3": (BOTH, range(1)),
    "both 2e-3": ({}, range(1)),
    "both 3e-3, weight 2": ({"g_lr": 3e-3, "d_lr": 3e-3, "weight": 2.0}, range(1)),
    "D 1e-3, G 2e-3": ({"d_lr": 1e-3}, range(1)),
    "weight .5": ({"weight": 0.5}, range(1)),
    "weight 2": ({"weight": 2.0}, range(3)),
    "weight 5": ({"weight": 5.0}, range(3)),
    "weight 2, beta1 .5": ({"weight": 2.0, "beta1": 0.5}, range(1)),
    "weight 2, beta2 .99": ({"weight": 2.0, "beta2": 0.99}, range(1)),
    "weight 2, decay .999": ({"weight": 2.0, "decay": 0.999}, range(1)),
    "weight 2, in every fourth step": ({"weight": 2.0, "lazy": True}, range(1)),
    "weight 2, falling to a hundredth": ({"weight": 2.0, "by": 100}, range(1)),
    "both 3e-3, weight 2, batch 128": ({"weight": 2.0, "batch_size": 128, "g_lr": 3e-3, "d_lr": 3e-3}, range(1)),
    "20 epochs, weight 2": ({"epochs": 20, "weight": 2.0}, range(3)),
    "20 epochs, weight 5": ({"epochs": 20, "weight": 5.0}, range(3)),
    "20 of 60 epochs, weight 5": ({"epochs": 60, "weight": 5.0}, range(2)),
    "20 of 60 epochs, weight 5, both 1e-3": ({"epochs": 60, "weight": 5.0} | BOTH, range(1)),
}


def run(name: str, seed: int) -> dict:
    """Train, and look at it in between."""
    data, (settings, _) = load_mnist(), VARIANTS[name]
    real = features(data.test_images)
    gan, looks, seconds = make(seed, **settings), [], 0.0
    start = time.process_time()
    for _ in gan.steps(data.train_images[:50_000], epochs=LOOKS[gan.epochs][-1]):
        if gan.step_in_epoch == 0 and gan.epoch in LOOKS[gan.epochs]:
            seconds += time.process_time() - start
            sampler = gan.sampler()
            samples = sampler.to_unit(sampler.sample(SAMPLES, rng=0))
            fake = features(samples)
            rarest = float(digit_histogram(predict(samples)).min())
            distance = frechet_distance(fake, real)
            looks.append({"epoch": gan.epoch, "cpu_seconds": seconds, "frechet": distance, "rarest": rarest})
            print(name, seed, looks[-1], flush=True)
            start = time.process_time()
    return {"epochs": gan.epochs, "looks": looks, **precision_recall(real, fake)._asdict()}


def table() -> str:
    """Markdown: the Frechet distance after so many epochs of each run, its cost, and its coverage at the end."""
    looks = sorted({epoch for epochs in LOOKS.values() for epoch in epochs})
    lines = [
        f"| | seed | {' | '.join(map(str, looks))} | precision | recall | rarest digit | core s |",
        "|---" * (len(looks) + 6) + "|",
    ]
    for name in VARIANTS:
        for found in load(TABLE, name):
            distances = {look["epoch"]: f"{look['frechet']:.2f}" for look in found["looks"]}
            cells = " | ".join(distances.get(epoch, "") for epoch in looks)
            last = found["looks"][-1]
            lines.append(
                f"| {name} | {found['seed']} | {cells} | {found['precision']:.2f} | {found['recall']:.2f} "
                f"| {last['rarest']:.1%} | {last['cpu_seconds']:.0f} |"
            )
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=VARIANTS, action="append", help="this row's runs alone (may be repeated)")
    parser.add_argument("--seed", type=int, action="append", help="these seeds alone (may be repeated)")
    parser.add_argument("--table", action="store_true", help="run nothing")
    options = parser.parse_args()
    for name in [] if options.table else options.only or VARIANTS:
        for seed in options.seed or VARIANTS[name][1]:
            if not done(TABLE, name, seed):
                save(TABLE, name, seed, run(name, seed))
    print(table())


if __name__ == "__main__":
    main()
