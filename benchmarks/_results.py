"""One small JSON file per run: a script skips what is there already, so it can be stopped and taken up at any time."""

import json
import platform
from datetime import date
from pathlib import Path

from numgan.files.checkpoint import atomic_write

FOLDER = Path(__file__).parent / "results"


def path(table: str, name: str, seed: int) -> Path:
    """Where the result of this run of this table stands."""
    return FOLDER / table / f"{name}-{seed}.json"


def save(table: str, name: str, seed: int, result: dict) -> None:
    """Write a result, with the date and the machine."""
    file = path(table, name, seed)
    file.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(file) as out:
        out.write(json.dumps({"date": date.today().isoformat(), "machine": machine(), **result}, indent=1).encode())


def load(table: str, name: str) -> list[dict]:
    """All results of this name, in the order of their seeds."""
    files = sorted((FOLDER / table).glob(f"{name}-[0-9]*.json"), key=lambda f: int(f.stem.rsplit("-", 1)[1]))
    return [json.loads(file.read_text()) for file in files]


def machine() -> str:
    """The processor's name and the number of cores."""
    info = Path("/proc/cpuinfo")
    names = (
        [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        if (info.exists())
        else [platform.processor() or platform.machine()]
    )
    return f"{names[0]}, {len(names)} core{'s' * (len(names) > 1)}"
