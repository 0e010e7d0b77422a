"""What the two numbers of InfoGAN's code do to the digits: makes docs/code_walk.png, and prints a Markdown table.

    python benchmarks/make_code_walk.py

The games are those of family.py's row "infogan, 32 and 64 channels, longer", seeds 1 and 2, which
`python benchmarks/family.py --only "infogan, 32 and 64 channels, longer"` trains and keeps. The picture shows seed 1.
Slant, width and ink are means of 1,000 samples, 100 of each category, with one and the same noise for all values of u;
the other number is 0.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from family import RUNS

from numgan import Game, plots

ROW, SEEDS = "infogan, 32 and 64 channels, longer", (1, 2)
DOCS = Path(__file__).parent.parent / "docs"


def kept(seed: int) -> Game:
    """The trained game."""
    path = RUNS / f"{ROW}; {seed}.npz"
    if not path.exists():
        raise SystemExit(f'{path} is missing: python benchmarks/family.py --only "{ROW}" --seed {seed}')
    return Game.load(path)


def slant_width_ink(images: np.ndarray) -> tuple[float, float, float]:
    """Means over images (N, H, W) in [0, 1]: pixels to the right per pixel up; standard deviation of x; sum of pixels.

    With the ink as weights, slant = -Cov(x, y) / Var(y), and y points down.
    """
    y, x = np.mgrid[: images.shape[1], : images.shape[2]]
    ink = images.sum(axis=(1, 2))

    def mean(values):
        return ((images * values).sum(axis=(1, 2)) / ink)[:, None, None]

    dx, dy = x - mean(x), y - mean(y)
    slant, width = -mean(dx * dy) / mean(dy**2), np.sqrt(mean(dx**2))
    return float(slant.mean()), float(width.mean()), float(ink.mean())


def table(games: dict[int, Game]) -> str:
    """A line for each game, number and value of it."""
    lines = ["| seed | number | value | slant | width, pixels | ink, pixels |", "|---" * 6 + "|"]
    categories = np.arange(10).repeat(100)
    for seed, gan in games.items():
        for number in range(2):
            for u in (-1, 0, 1):
                code = np.zeros((len(categories), 2))
                code[:, number] = u
                images = gan.to_images(gan.sample(len(categories), rng=0, category=categories, code=code)) / 255
                slant, width, ink = slant_width_ink(images)
                lines.append(f"| {seed} | u{number + 1} | {u} | {slant:.2f} | {width:.2f} | {ink:.0f} |")
    return "\n".join(lines)


def main():
    games = {seed: kept(seed) for seed in SEEDS}
    figure, axes = plt.subplots(1, 2, figsize=(10, 5.4), layout="constrained")
    for code, ax in enumerate(axes):
        plots.code_walk(games[SEEDS[0]], code=code, ax=ax)
    figure.savefig(DOCS / "code_walk.png", dpi=90)
    print(table(games))


if __name__ == "__main__":
    main()
