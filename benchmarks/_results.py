"""A table's results: one file, a line of JSON a run. What is there is not run again, so a script can be stopped.

Several processes can share the work: each adds its line with one write. A game that a run has kept is taken again only
if its recipe still makes the same one.
"""

import argparse
import json
import platform
from collections.abc import Callable, Collection, Iterable
from datetime import date
from pathlib import Path

import numpy as np

from numgan import Game
from numgan.config import to_plain

FOLDER = Path(__file__).parent / "results"


def save(table: str, name: str, seed: int, result: dict) -> None:
    """Add the result of a run, with the date, the machine and its BLAS."""
    where = {"date": date.today().isoformat(), "machine": machine(), "blas": blas()}
    run = {"name": name, "seed": seed, **where, **result} | {"seed": seed}  # the run's, and not that of its samples
    with (FOLDER / f"{table}.jsonl").open("ab", buffering=0) as file:
        file.write((json.dumps(run) + "\n").encode())


def load(table: str, name: str) -> list[dict]:
    """All results of this name, in the order of their seeds."""
    return sorted((run for run in _lines(table) if run["name"] == name), key=lambda run: run["seed"])


def done(table: str, name: str, seed: int) -> bool:
    """Is there a result of this run?"""
    return any(run["seed"] == seed for run in load(table, name))


def command(
    about: str,
    table: str,
    rows: Collection[str],
    *,
    seeds: Callable[[str], Iterable[int]],
    run: Callable[[str, int], dict],
    show: Callable[[], str],
) -> None:
    """The command of a script: run what is missing of the rows and seeds that are asked for, then print the table.

    about : the script's docstring
    seeds(row), run(row, seed), show() : the seeds of a row, the result of a run, the Markdown table
    """
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--only", choices=rows, action="append", help="this row's runs alone (may be repeated)")
    parser.add_argument("--seed", type=int, action="append", help="these seeds alone (may be repeated)")
    parser.add_argument("--table", action="store_true", help="run nothing")
    options = parser.parse_args()
    for name in [] if options.table else options.only or rows:
        for seed in options.seed or seeds(name):
            if not done(table, name, seed):
                save(table, name, seed, run(name, seed))
    print(show())


def kept_game(path: Path, made: Game) -> Game:
    """The trained game in this file, runs/TABLE/NAME.npz, if it was set up as `made`, which its recipe makes now.

    Otherwise the script ends and says what differs: figures of the old recipe would pass for those of the new one.
    """
    game = Game.load(path)
    differ = _differences(to_plain(game), to_plain(made))
    if differ:
        raise SystemExit(
            f"{path} was trained with other settings than the recipe has now: {'; '.join(differ)}. To train again, "
            f"delete this file, and the line of its run in {FOLDER.name}/{path.parent.name}.jsonl"
        )
    return game


def machine() -> str:
    """The processor's name and the number of cores."""
    info = Path("/proc/cpuinfo")
    names = (
        [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        if (info.exists())
        else [platform.processor() or platform.machine()]
    )
    return f"{names[0]}, {len(names)} core{'s' * (len(names) > 1)}"


def blas() -> str:
    """NumPy's BLAS, its kernels and threads: other kernels round otherwise, and a training is other from then on."""
    from threadpoolctl import threadpool_info  # here, so that tables can be printed without it

    pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"] or [{}]
    name, version = pools[0].get("internal_api", "unknown BLAS"), pools[0].get("version")
    kernels, threads = pools[0].get("architecture"), pools[0].get("num_threads")
    return f"NumPy {np.__version__}, {name} {version}, {kernels} kernels, threads: {threads}"


def _differences(kept, now, name: str = "the game") -> list[str]:
    """What differs between two plain values, each by its path, such as "penalty.weight was 2.0 and is 5.0"."""
    if isinstance(kept, list) and isinstance(now, list) and len(kept) == len(now):
        kept, now = dict(enumerate(kept)), dict(enumerate(now))
    if not (isinstance(kept, dict) and isinstance(now, dict)):
        return [] if kept == now else [f"{name} was {_short(kept)} and is {_short(now)}"]
    start = "" if name == "the game" else f"{name}."
    return [d for key in kept | now for d in _differences(kept.get(key), now.get(key), f"{start}{key}")]


def _short(plain) -> str:
    return plain["class"] if isinstance(plain, dict) and "class" in plain else repr(plain)


def _lines(table: str) -> list[dict]:
    file = FOLDER / f"{table}.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
