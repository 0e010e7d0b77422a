"""Which judge ranks better: the dense digit classifier, or a convolutional one? Prints Markdown tables.

    python benchmarks/judges.py                            all that is missing, then the tables
    python benchmarks/judges.py --only "reference 0"       one judge alone (several processes can share the work)
    python benchmarks/judges.py --table                    the tables from what is there

Two questions, both with an answer that is not the judge's own:

damage      test images, damaged more and more: the distance must rise with the damage. Of all pairs of strengths, how
            many does a judge put in the right order? And how far does a harmless change move it?
generators  games of known recipes, looked at while they were trained: how well does a judge's order agree (Kendall's
            tau) with the orders of references, two PyTorch networks of another design (_reference_judge.py)?

Judges are kept in benchmarks/runs/judges, and so are the samples; results in benchmarks/results/judges.jsonl. Runs of
dcgan.py that are there are looked at too. Give each process one BLAS thread (OPENBLAS_NUM_THREADS=1).
"""

import argparse
import time
from itertools import combinations
from pathlib import Path

import numpy as np
from _damage import DAMAGE, HARMLESS
from _results import done, load, save
from make_classifier import CONVOLUTIONAL

from numgan import GAN, load_mnist, recipes
from numgan.evaluation import (
    build_classifier,
    features,
    frechet_distance,
    precision_recall,
    predict,
    train_classifier,
)
from numgan.evaluation.classifier import filled
from numgan.files import checkpoint

TABLE = "judges"
RUNS = Path(__file__).parent / "runs" / TABLE
SAMPLES, SMALLER, SPLITS = 10_000, 2_500, 3  # SMALLER: damaged images, and samples for precision and recall

JUDGES = {  # name: seeds, how it is trained
    "dense": ((0, 1), {}),
    "dense, shifted": ((0,), {"shift": 2, "epochs": 10}),
    "convolutional": ((0, 1), CONVOLUTIONAL),
    "reference": ((0, 1), None),  # _reference_judge.py
}
GAMES = {  # name: recipe, epochs of its schedule, when it is looked at; seed 1, because dcgan.py has seed 0
    "mnist_mlp": (recipes.mnist_mlp, 4, (1, 2, 3, 4)),
    "keras_gan": (recipes.keras_gan, 5, (1, 2, 3, 4, 5)),
    "vae": (recipes.vae, 6, (1, 2, 4, 6)),
    "lsgan": (recipes.lsgan, 4, (1, 2, 3, 4)),
}


def judge(name: str, seed: int):
    """A function from images to features, trained if need be; and its accuracy, seconds and size are kept."""
    if name == "reference":
        from _reference_judge import reference  # here, because it needs PyTorch

        return reference(seed, RUNS, remember)
    kept, settings = RUNS / f"{name} {seed}.npz", JUDGES[name][1]
    if not kept.exists():
        data, start = load_mnist(), time.process_time()
        network = train_classifier(data.train_images, data.train_labels, rng=seed, **settings)
        seconds = time.process_time() - start
        RUNS.mkdir(parents=True, exist_ok=True)
        checkpoint.save(kept, {v: getattr(network, v).astype(np.float16) for v in ("params", "state")})
        network = filled(network, kept)
        right = predict(data.test_images, classifier=network) == data.test_labels
        remember(name, seed, accuracy=right.mean(), cpu_seconds=seconds, parameters=network.params.size)
    network = filled(settings.get("build", build_classifier)(rng=0), kept)
    return lambda images: features(images, classifier=network)


def remember(name: str, seed: int, **found) -> None:
    """Keep what a judge is, once."""
    if not done(TABLE, f"judge {name}", seed):
        save(TABLE, f"judge {name}", seed, {key: float(value) for key, value in found.items()})


def damaged(look, split: int) -> dict:
    """For each damage, and each strength: the Frechet distance, precision and recall."""
    data, rng = load_mnist(), np.random.default_rng(split)
    order = rng.permutation(10_000)
    real, rest = look(data.test_images[order[:5000]]), order[5000:]
    found = {}
    for number, (damage, strengths) in enumerate((DAMAGE | HARMLESS).items()):
        found[damage.__name__] = []
        for place, s in enumerate(strengths):
            rng = np.random.default_rng((split, number, place))
            chosen = rng.choice(rest, SMALLER, replace=False)
            x, y = data.test_images[chosen] / np.float32(255), data.test_labels[chosen]
            fake = look(np.rint(255 * np.clip(damage(x, y, s, rng), 0, 1)).astype(np.uint8))
            found[damage.__name__].append(figures(fake, real))
    return found


def figures(fake, real) -> dict:
    return {"frechet": frechet_distance(fake, real), **precision_recall(real[: len(fake)], fake)._asdict()}


def generators() -> list[Path]:
    """Files of 10,000 samples, one per generator. What is not there is trained; kept runs of dcgan.py are taken too."""
    RUNS.mkdir(parents=True, exist_ok=True)
    for name, (recipe, epochs, looks) in GAMES.items():
        if not _file(name, epochs, epochs).exists():
            game = recipe(epochs=epochs, rng=1)
            for _ in game.steps(load_mnist().train_images[:50_000]):
                if game.step_in_epoch == 0 and game.epoch in looks:
                    if game.players[game.sampled].average:
                        _keep(_file(name, epochs, game.epoch, "newest weights"), game.sampler(averaged=False))
                    _keep(_file(name, epochs, game.epoch), game.sampler())
    for kept in sorted((RUNS.parent / "dcgan").glob("*.npz")):
        game, (name, epochs, seed) = GAN.load(kept), kept.stem.split("; ")
        _keep(_file(f"{name}, seed {seed}", int(epochs.split()[0]), game.epoch), game.sampler())
    return sorted(RUNS.glob("*.npy"))


def _file(name: str, epochs: int, epoch: int, what: str = "") -> Path:
    return RUNS / f"{name}, epoch {epoch} of {epochs}{what and ', '}{what}.npy"


def _keep(file: Path, sampler) -> None:
    if not file.exists():
        np.save(file, np.concatenate([sampler.to_images(x) for x in sampler.sample_blocks(SAMPLES, rng=0)]))
        print(file.stem, flush=True)


def look_at_generators(name: str, seed: int, look) -> None:
    """The figures of all generators that this judge has not seen yet."""
    title, real = f"generators; {name} {seed}", None
    seen = {found["generator"] for found in load(TABLE, title)}
    for file in generators():
        if file.stem not in seen:
            real = look(load_mnist().test_images) if real is None else real
            fake = look(np.load(file))
            distance, manifold = frechet_distance(fake, real), precision_recall(real[:SMALLER], fake[:SMALLER])
            save(TABLE, title, seed, {"generator": file.stem, "frechet": distance, **manifold._asdict()})


FIGURES = {"frechet": 1, "precision": -1, "recall": -1}  # does the figure rise or fall as things get worse?
LESS_CLEAR = "blur", "noise", "specks", "holes", "warp", "between", "generated"  # precision must fall
LESS_VARIED = "missing", "few"  # recall must fall


def in_order(values, sign: int) -> np.ndarray:
    """For each pair of a series that must rise (sign 1) or fall (-1): 1 if it does, 0 if not, 1/2 if they are equal."""
    return np.array([(1 + np.sign(sign * (b - a))) / 2 for a, b in combinations(values, 2)])


def tau(a, b) -> float:
    """Kendall's tau of two rankings: the share of pairs in one order, less that of pairs in opposite ones."""
    pairs = combinations(range(len(a)), 2)
    return float(np.mean([np.sign(a[i] - a[j]) * np.sign(b[i] - b[j]) for i, j in pairs]))


def table() -> str:
    """Markdown: what the judges are; pairs ordered rightly; harmless changes; agreement with the references."""
    return "\n\n".join([judges_table(), damage_table(), harmless_table(), generators_table()])


def judges_table() -> str:
    rows = []
    for name in JUDGES:
        for found in load(TABLE, f"judge {name}"):
            size = f"{2 * found['parameters'] / 1e6:.2f} MB"
            rows.append([f"{name} {found['seed']}", f"{found['accuracy']:.2%}", f"{found['cpu_seconds']:.0f}", size])
    return markdown(["judge", "right of the test images", "core s", "in float16"], rows)


def damage_table() -> str:
    """The share of pairs of strengths in the right order: each damage by distance, and all by precision and recall."""
    splits, rows = results("damage"), []
    series = {f"{d.__name__}, distance": ("frechet", [d.__name__]) for d in DAMAGE}
    series["**all, distance**"] = "frechet", [d.__name__ for d in DAMAGE]
    series["**the seven that make digits less clear, precision**"] = "precision", LESS_CLEAR
    series["**missing and few, recall**"] = "recall", LESS_VARIED
    for title, (figure, names) in series.items():
        rows.append([title])
        for found in splits.values():
            pairs = [in_order([f[figure] for f in split[d]], FIGURES[figure]) for split in found for d in names]
            rows[-1].append(f"{np.concatenate(pairs).mean():.1%}")
    return markdown(["pairs in the right order", *splits], rows)


def harmless_table() -> str:
    """How far a harmless change moves the distance, as a multiple of what the strongest of each damage does."""
    splits, rows = results("damage"), []

    def rise(found, change):
        floor = np.mean([split[d.__name__][0]["frechet"] for split in found for d in DAMAGE])
        return np.mean([split[change.__name__][-1]["frechet"] for split in found]) - floor

    for damage in DAMAGE:
        for harmless in HARMLESS:
            ratios = [rise(found, harmless) / rise(found, damage) for found in splits.values()]
            rows.append([f"{harmless.__name__} : {damage.__name__}", *(f"{ratio:.2f}" for ratio in ratios)])
    return markdown(["harmless : harmful", *splits], rows)


def generators_table() -> str:
    """Kendall's tau of each judge's order of the generators with each of the others', of those that all have seen."""
    found = {judge: {run["generator"]: run for run in runs} for judge, runs in results("generators").items()}
    common = sorted(set.intersection(*map(set, found.values())))
    parts = []
    for figure in FIGURES:
        values = {judge: [runs[g][figure] for g in common] for judge, runs in found.items()}
        rows = [[a, *(f"{tau(values[a], values[b]):.2f}" for b in found)] for a in found]
        parts.append(markdown([f"{figure}, {len(common)} generators", *found], rows))
    return "\n\n".join(parts)


def results(of: str) -> dict[str, list[dict]]:
    """judge: its results on damaged images, one for each split, or on generators."""
    found = {
        f"{name} {seed}": load(TABLE, f"{of}; {name} {seed}") for name, (seeds, _) in JUDGES.items() for seed in seeds
    }
    return {judge: runs for judge, runs in found.items() if runs}


def markdown(head, rows) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", action="append", help='one judge alone, such as "dense 1" (may be repeated)')
    parser.add_argument("--table", action="store_true", help="run nothing")
    options = parser.parse_args()
    for name, (seeds, _) in {} if options.table else JUDGES.items():
        for seed in seeds:
            if options.only is None or f"{name} {seed}" in options.only:
                look = judge(name, seed)
                look_at_generators(name, seed, look)
                for split in range(SPLITS):
                    if not done(TABLE, f"damage; {name} {seed}", split):
                        save(TABLE, f"damage; {name} {seed}", split, damaged(look, split))
    print(table())


if __name__ == "__main__":
    main()
