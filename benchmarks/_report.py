"""step_time.py's results as Markdown and as a chart, and the machine that they come from."""

import datetime
import os
import platform
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from statistics import median

import _results

import numgan
from numgan.files.checkpoint import atomic_write
from numgan.plots import BLUE, GREEN, GREY, ORANGE

COLOURS = {
    "numgan": BLUE,
    "its matrix products alone": GREY,
    "PyTorch, tuned by hand": ORANGE,
    "PyTorch, as in PyTorch-GAN": ORANGE,
    "JAX, one jitted step": GREEN,
}


def machine(libraries: list[str]) -> dict[str, str]:
    """What the numbers depend on: processor, libraries and their threads, environment."""
    facts = {
        "date": datetime.date.today().isoformat(),
        "processor": _results.machine(),
        "system": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "numgan": numgan.__version__,
        "BLAS": _results.blas(),
    }
    if "torch" in libraries:
        import torch

        blas = " with MKL" if torch.backends.mkl.is_available() else ""
        facts["PyTorch"] = f"{torch.__version__}{blas}, {torch.get_num_threads()} threads"
    if "jax" in libraries:
        facts["JAX"] = version("jax")
    tuned = [f"{k}={v}" for k, v in sorted(os.environ.items()) if k.startswith(("OPENBLAS_", "OMP_", "MKL_", "XLA_"))]
    facts["environment"] = ", ".join(tuned) or "nothing set for BLAS or threads"
    if hasattr(os, "getloadavg"):
        facts["load before the run"] = f"{os.getloadavg()[0]:.1f}"
    return facts


def markdown(results: dict) -> str:
    """All tables."""
    facts = [f"- {name}: {fact}" for name, fact in results["machine"].items()]
    sections = ["\n".join(facts)]
    steps = next(iter(results["batches"].values()))["ms"]
    for step in steps:
        sections += [f"### One step, {step}", _times(results, step)]
    sections += ["### Where numgan's step spends its time, fresh noise for G, in ms", _parts(results)]
    sections += ["### Memory, and the time to import", _memory(results)]
    return "\n\n".join(sections)


def _times(results: dict, step: str) -> str:
    """One row per batch size and contender. Both ratios are to numgan in the same round: above 1, numgan is faster."""
    rows = []
    for batch, of in results["batches"].items():
        for name, ms in of["ms"][step].items():
            ratios = [a / b for a, b in zip(ms, of["ms"][step]["numgan"], strict=True)]
            each = "" if name == "numgan" else " ".join(f"{ratio:.2f}" for ratio in ratios)
            middle = median(ms)
            rows.append((batch, name, f"{middle:.2f}", f"{1000 * batch / middle:,.0f}", f"{median(ratios):.2f}", each))
    note = (
        f"\n\nMedian of {results['rounds']} rounds of {results['steps']} steps, the contenders taking turns. "
        "Above 1, numgan is faster."
    )
    return _table(("batch", "contender", "ms per step", "images/s", "time, numgan = 1", "in each round"), rows) + note


def _parts(results: dict) -> str:
    batches = results["batches"]
    rows = []
    for part in next(iter(batches.values()))["parts"]:
        row = [part]
        for of in batches.values():
            ms = of["parts"][part]
            row.append(f"{ms:.2f} ({ms / sum(of['parts'].values()):.0%})")
        rows.append(row)
    return _table(("part", *(f"batch {batch}" for batch in batches)), rows)


def _memory(results: dict) -> str:
    rows = [(f"`import {name}`", f"{ms:.0f}", f"{mb:.0f}") for name, (ms, mb) in results["imports"].items()]
    rows.append(("`numgan.load_mnist()`, no training", "", f"{results['data_peak']:.0f}"))
    for batch, of in results["batches"].items():
        rows.append((f"training {results['game']} on MNIST, batch {batch}", "", f"{of['peak']:.0f}"))
    return _table(("process", "ms", "most memory, MB"), rows)


def _table(head: Iterable, rows: Iterable) -> str:
    lines = [list(map(str, head)), *(list(map(str, row)) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )


def chart(results: dict, path: Path) -> None:
    """Bars of the median ratios to numgan, a panel for each kind of step, with the median ms per step at their ends."""
    from matplotlib.figure import Figure

    batches = results["batches"]
    steps = list(next(iter(batches.values()))["ms"])
    bars = max(len(of["ms"][step]) for of in batches.values() for step in steps)
    figure = Figure(figsize=(11, 1 + 0.25 * (bars + 2) * len(batches)), layout="constrained")
    panels = figure.subplots(1, len(steps), sharex=True)
    for ax, step in zip(panels, steps, strict=True):
        names = {}  # where each bar stands: its label
        for row, (batch, of) in enumerate(batches.items()):
            top = row * (bars + 2)
            names[top] = f"batch {batch}"
            for y, (name, ms) in enumerate(of["ms"][step].items(), top + 1):
                ratio = _median_ratio(ms, of["ms"][step]["numgan"])
                names[y] = name
                ax.barh(y, ratio, 0.86, color=COLOURS[name])
                box = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}  # hides the line at 1 behind it
                ax.text(ratio + 0.02, y, f"{median(ms):.1f} ms", va="center", fontsize=8, bbox=box)
        ax.axvline(1, color=BLUE, linewidth=0.8, linestyle="--", zorder=0)
        ax.set_yticks(list(names), list(names.values()), fontsize=9)
        for tick in ax.get_yticklabels():
            tick.set_fontweight("bold" if tick.get_text().startswith("batch") else "normal")
        ax.tick_params(axis="y", length=0)
        ax.set_ylim((bars + 2) * len(batches) - 1.4, -0.7)
        ax.set(title=f"One step, {step}", xlabel="time, numgan = 1 (shorter is faster)")
        ax.spines[["top", "right"]].set_visible(False)
    panels[0].set_xlim(0, 1.15 * panels[0].get_xlim()[1])
    with atomic_write(path) as file:
        figure.savefig(file, format="png", dpi=150)


def _median_ratio(ms: list[float], numgan_ms: list[float]) -> float:
    """The median, over the rounds, of the ratio within a round."""
    return median(a / b for a, b in zip(ms, numgan_ms, strict=True))
