"""The house as the code has it: which room imports which."""

import ast
import functools
from pathlib import Path

HOUSE = Path(__file__).parent.parent / "numgan"


@functools.cache
def rooms() -> list[str]:
    """The modules and packages right below numgan, without its front and its data."""
    names = [p.stem for p in HOUSE.glob("*.py")] + [p.parent.name for p in HOUSE.glob("*/__init__.py")]
    return sorted({*names} - {"__init__", "__main__"})


@functools.cache
def imports(room: str) -> set[str]:
    """The rooms that this one imports when it is imported (what a function imports while it runs does not count)."""
    single = HOUSE / f"{room}.py"
    files = [single] if single.exists() else [*(HOUSE / room).rglob("*.py")]
    return {name for file in files for name in _imported(file)} & {*rooms()} - {room}


def _imported(file: Path):
    package = ["numgan", *file.relative_to(HOUSE).parent.parts]
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.level:
            path = package[: len(package) - node.level + 1] + (node.module or "").split(".")
            path = [part for part in path if part]
            yield from [path[1]] if len(path) > 1 else [alias.name for alias in node.names]


def drawing(order: list[str]) -> str:
    """One line per room, in this order: its name, and what it stands on."""
    width = max(map(len, order))
    return "\n".join(
        f"{room:<{width}}  <-  {', '.join(r for r in order if r in imports(room))}".rstrip() for room in order
    )
