"""Images into images with no pair to learn from: each recipe beside the truth that it was never shown.

    python benchmarks/translations.py                            all that is missing, then the tables
    python benchmarks/translations.py --only "cogan, edges" --seed 0
    python benchmarks/translations.py --table                    the tables from what is there

`numgan.datasets.unpaired` deals MNIST's first 50,000 images into two sets that share no digit, and each set is shown as
a view of its own. The 10,000 test images are then translated both ways, and compared with what they would be in the
other set; a coupled GAN makes 10,000 pairs, and the second image of each is compared with the view of the first. The
packaged classifier reads the plain digits and the translations, where need be after they are inverted back. Beside each
figure stands what doing nothing has (of pairs: what two images of two latents have), and how many digits the classifier
still reads when it is shown the truth: it has never seen outlines or edges. Behind the error of doing nothing is that
of one image for all, the median of the truth. A run that is stopped goes on from its last epoch: its game is kept in
benchmarks/runs/translations, and at the end its result in benchmarks/results/translations.jsonl. Give each process one
BLAS thread (OPENBLAS_NUM_THREADS=1).
"""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from _looks import train_with_looks
from _results import command, load

from numgan import CoGAN, CycleGAN, Game, load_mnist, recipes
from numgan.datasets import inverted, outlined, slanted, thickened, unpaired
from numgan.evaluation import features, frechet_distance, predict, psnr

TABLE = "translations"
RUNS = Path(__file__).parent / "runs" / TABLE
IMAGES, SAMPLES = 50_000, 10_000
SEEDS = range(3)

View = Callable[[np.ndarray], np.ndarray]


def same(images: np.ndarray) -> np.ndarray:
    """The images as they are."""
    return images


def edges(images: np.ndarray) -> np.ndarray:
    """The edges of strokes as Liu & Tuzel's code makes them: what thickening adds."""
    return thickened(images) - images


class Task(NamedTuple):
    """How each set shows a digit, and what makes a digit of it that the classifier can read."""

    to_x: View
    to_y: View
    read_x: View = same
    read_y: View = same


TASKS = {
    "italics": Task(same, lambda images: inverted(slanted(images)), read_y=inverted),
    "outlines": Task(lambda images: outlined(thickened(images)), thickened),
    "edges": Task(same, edges),
    "negatives": Task(same, inverted, read_y=inverted),
}
NARROW, WIDE = {"channels": (16, 32)}, {"channels": (32, 64)}
GAMES: dict[str, Callable[..., Game]] = {
    "cyclegan": recipes.cyclegan,
    "cyclegan, 16 and 32 channels": functools.partial(recipes.cyclegan, **NARROW),
    "discogan": recipes.discogan,
    "discogan, 16 and 32 channels": functools.partial(recipes.discogan, **NARROW),
    "dualgan": recipes.dualgan,
    "dualgan, 16 and 32 channels": functools.partial(recipes.dualgan, **NARROW),
    "cogan": recipes.cogan,
    "cogan, 32 and 64 channels": functools.partial(recipes.cogan, **WIDE),
}
ROWS = {
    f"{game}, {task}": (game, task)
    for game in GAMES
    for task in (("edges", "negatives") if "cogan" in game else ("italics", "outlines"))
}


def compared(images: np.ndarray, truth: np.ndarray, before: np.ndarray, read: View, floor: bool = False) -> dict:
    """How far images are from their truth; the share with the digit that was there before; the Frechet distance."""
    found = {
        "error": float(np.abs(images.astype(float) - truth).mean() / 255),
        "kept": float((predict(read(images)) == before).mean()),
    }
    if floor:  # the truth itself: its error is 0, and it has no decibels
        return found
    distance = frechet_distance(features(read(images)), features(read(truth)))
    return found | {"psnr": float(psnr(images, truth).mean()), "frechet": distance}


def translated(game: CycleGAN, task: Task) -> dict:
    """Both ways, each beside doing nothing and the truth."""
    digits, found = load_mnist().test_images, {}
    x, y, before = task.to_x(digits), task.to_y(digits), predict(digits)
    ways = {"there": (game.translate, x, y, task.read_y), "back": (game.translate_back, y, x, task.read_x)}
    for name, (translate, start, truth, read) in ways.items():
        found[name] = compared(game.to_images(translate(game.scale(start))), truth, before, read)
        found[f"{name}, nothing"] = compared(start, truth, before, read)
        found[f"{name}, nothing"]["error of the median"] = float(np.abs(truth - np.median(truth, axis=0)).mean() / 255)
        found[f"{name}, truth"] = compared(truth, truth, before, read, floor=True)
    return found


def paired(game: CoGAN, task: Task) -> dict:
    """Pairs of one latent, beside pairs of two; and each image beside the test images of its own set."""
    digits = load_mnist().test_images
    x, y = (game.to_images(rows) for rows in game.pairs(SAMPLES, rng=0))
    before, wanted = predict(task.read_x(x)), task.to_y(x)
    found = {"pairs": compared(y, wanted, before, task.read_y)}
    found["pairs, strangers"] = compared(np.roll(y, 1, axis=0), wanted, before, task.read_y)
    found["pairs, truth"] = compared(wanted, wanted, before, task.read_y, floor=True)
    for name, made, view, read in (("x", x, task.to_x, task.read_x), ("y", y, task.to_y, task.read_y)):
        found[f"frechet of {name}"] = frechet_distance(features(read(made)), features(read(view(digits))))
    return found


def run(name: str, seed: int) -> dict:
    """Train and judge one game; go on from one that is there."""
    game_name, task_name = ROWS[name]
    task = TASKS[task_name]
    sets = unpaired(load_mnist().train_images[:IMAGES], task.to_x, task.to_y, rng=0)
    game = GAMES[game_name](rng=seed)
    judged = paired if isinstance(game, CoGAN) else translated
    path = train_with_looks(
        game,
        *(sets.x, sets.y),
        kept=RUNS / f"{name}; {seed}.npz",
        epochs=game.epochs,
        looks=range(1, game.epochs + 1),
        look=lambda game: judged(game, task) if game.epoch == game.epochs else {},
    )
    return {"epochs": game.epochs, **path[-1]}


def table() -> str:
    """Markdown: a line for each run and direction, with doing nothing in brackets; then the coupled GANs."""
    lines = [
        "| | seed | epochs | core minutes | | error | decibels | digits kept | and by the truth | Frechet |",
        "|---" * 10 + "|",
    ]
    pairs = [
        "| | seed | epochs | core minutes | error | decibels | same digit | and by the truth | Frechet of x | of y |",
        "|---" * 10 + "|",
    ]
    for name in ROWS:
        for r in load(TABLE, name):
            start = f"| {name} | {r['seed']} | {r['epochs']} | {r['cpu_seconds'] / 60:.1f} |"
            for way in ("there", "back", "pairs"):
                if way not in r:
                    continue
                a, b, c = r[way], r[f"{way}, {'strangers' if way == 'pairs' else 'nothing'}"], r[f"{way}, truth"]
                median = f"; {b['error of the median']:.3f}" if "error of the median" in b else ""
                cells = [
                    f"{a['error']:.3f} ({b['error']:.3f}{median})",
                    f"{a['psnr']:.1f} ({b['psnr']:.1f})",
                    f"{a['kept']:.1%} ({b['kept']:.1%})",
                    f"{c['kept']:.1%}",
                ]
                if way == "pairs":
                    cells += [f"{r['frechet of x']:.1f}", f"{r['frechet of y']:.1f}"]
                    pairs.append(f"{start} {' | '.join(cells)} |")
                else:
                    cells.append(f"{a['frechet']:.1f} ({b['frechet']:.1f})")
                    lines.append(f"{start} {way} | {' | '.join(cells)} |")
    return "\n\n".join("\n".join(each) for each in (lines, pairs))


def main():
    command(__doc__, TABLE, ROWS, seeds=lambda _: SEEDS, run=run, show=table)


if __name__ == "__main__":
    main()
