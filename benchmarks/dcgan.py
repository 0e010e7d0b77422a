"""Quality against core minutes: the dense default recipe beside `dcgan` of two widths. Prints a Markdown table.

    python benchmarks/dcgan.py                                    all that is missing, then the table
    python benchmarks/dcgan.py --only "dcgan 32, 64" --seed 0     these runs (several processes can share the work)
    python benchmarks/dcgan.py --table                            the table from what is there
    python benchmarks/dcgan.py --chart results.png                the curves from what is there

Each run is a whole schedule of so many epochs, because the rates fall to its end: what one gets for that much time. It
trains on MNIST's first 50,000 images. A run that is stopped goes on from its last look: its game is kept in
benchmarks/runs/dcgan, and at the end its result in benchmarks/results/dcgan.jsonl. Give each process one BLAS thread
(OPENBLAS_NUM_THREADS=1).
"""

import argparse
from pathlib import Path

from _looks import train_with_looks
from _results import done, load, save

from numgan import GAN, load_mnist, plots, recipes
from numgan.evaluation import digit_histogram, features, frechet_distance, precision_recall, predict

TABLE = "dcgan"
RUNS = Path(__file__).parent / "runs" / TABLE
SAMPLES = 10_000
WIDTHS = {"mnist_mlp": None, "dcgan 32, 64": (32, 64), "dcgan 64, 128": (64, 128)}
EPOCHS = {"mnist_mlp": (4, 8, 20, 60), "dcgan 32, 64": (2, 4, 8, 20), "dcgan 64, 128": (14,)}
SEEDS = range(3)


def make(name: str, epochs: int, seed: int) -> GAN:
    """The recipe of this row, with a schedule of so many epochs."""
    if WIDTHS[name] is None:
        return recipes.mnist_mlp(epochs=epochs, rng=seed)
    return recipes.dcgan(channels=WIDTHS[name], epochs=epochs, rng=seed)


def run(name: str, epochs: int, seed: int) -> dict:
    """Train, and look after 1, 2, 4, 8, ... epochs and at the end; go on from a game that is there."""
    kept, data = RUNS / f"{name}; {epochs} epochs; {seed}.npz", load_mnist()
    path = train_with_looks(
        make(name, epochs, seed),
        data.train_images[:50_000],
        kept=kept,
        epochs=epochs,
        looks={epochs, *(2**i for i in range(10))},
        look=lambda gan: judged(gan, data),
    )
    return {"epochs": epochs, "cpu_seconds": path[-1]["cpu_seconds"], "path": path}


def judged(gan: GAN, data) -> dict:
    """Frechet distance, precision, recall and the share of the rarest digit, from 10,000 samples."""
    samples = gan.sampler().to_unit(gan.sample(SAMPLES, rng=0))
    found, real = features(samples), features(data.test_images)
    shares = digit_histogram(predict(samples))
    return {
        "frechet": frechet_distance(found, real),
        **precision_recall(real, found)._asdict(),
        "rarest": float(shares.min()),
    }


def table() -> str:
    """Markdown: a line for each run, with what it ends with."""
    lines = ["| | epochs | seed | core minutes | Frechet | precision | recall | rarest digit |", "|---" * 8 + "|"]
    for name, all_epochs in EPOCHS.items():
        for epochs in all_epochs:
            for found in load(TABLE, f"{name}; {epochs} epochs"):
                end = found["path"][-1]
                lines.append(
                    f"| {name} | {epochs} | {found['seed']} | {found['cpu_seconds'] / 60:.1f} | {end['frechet']:.2f} | "
                    f"{end['precision']:.2f} | {end['recall']:.2f} | {end['rarest']:.1%} |"
                )
    return "\n".join(lines)


def chart(file: Path) -> None:
    """Three pictures beside each other, for Frechet distance, precision and recall; a point for each run's end."""
    import matplotlib.pyplot as plt
    from matplotlib.ticker import FixedLocator, NullLocator

    fig, axes = plt.subplots(1, 3, figsize=(11, 3.4), layout="constrained")
    looks = (plots.BLUE, "o"), (plots.ORANGE, "s"), (plots.GREEN, "^")
    for ax, key in zip(axes, ("frechet", "precision", "recall"), strict=True):
        for (name, all_epochs), (colour, marker) in zip(EPOCHS.items(), looks, strict=True):
            ends = [run for epochs in all_epochs for run in load(TABLE, f"{name}; {epochs} epochs")]
            if not ends:
                continue
            minutes = [run["cpu_seconds"] / 60 for run in ends]
            ax.plot(minutes, [run["path"][-1][key] for run in ends], marker, color=colour, label=name, fillstyle="none")
        ax.set(xlabel="core minutes", xscale="log", title="Frechet distance" if key == "frechet" else key)
        ax.xaxis.set_major_locator(FixedLocator([1, 2, 5, 10, 20, 40]))
        ax.xaxis.set_major_formatter("{x:g}")
        ax.xaxis.set_minor_locator(NullLocator())
    axes[0].set_yscale("log")
    axes[0].yaxis.set_major_locator(FixedLocator([1, 1.5, 2, 3, 4, 5]))
    axes[0].yaxis.set_major_formatter("{x:g}")
    axes[0].yaxis.set_minor_locator(NullLocator())
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    fig.savefig(file, dpi=150)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=EPOCHS, action="append", help="this row's runs alone (may be repeated)")
    parser.add_argument("--epochs", type=int, action="append", help="schedules of this length alone (may be repeated)")
    parser.add_argument("--seed", type=int, action="append", help="these seeds alone (may be repeated)")
    parser.add_argument("--table", action="store_true", help="run nothing")
    parser.add_argument("--chart", type=Path, metavar="FILE.png", help="run nothing, and draw the curves")
    options = parser.parse_args()
    if options.chart:
        chart(options.chart)
    for name in [] if options.table or options.chart else options.only or EPOCHS:
        for epochs in options.epochs or EPOCHS[name]:
            for seed in options.seed or SEEDS:
                if not done(TABLE, f"{name}; {epochs} epochs", seed):
                    save(TABLE, f"{name}; {epochs} epochs", seed, run(name, epochs, seed))
    print(table())


if __name__ == "__main__":
    main()
