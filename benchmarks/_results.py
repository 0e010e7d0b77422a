"""A table's results: one file, a line of JSON a run. What is there is not run again, so a script can be stopped.

Several processes can share the work: each adds its line with one write.
"""

import json
import platform
from datetime import date
from pathlib import Path

import numpy as np

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


def _lines(table: str) -> list[dict]:
    file = FOLDER / f"{table}.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
