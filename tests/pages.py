"""The Python of a Markdown page, block by block."""

import functools
import re
from importlib.util import find_spec
from pathlib import Path

import numpy as np

TO_PYTORCH = Path(__file__).parent.parent / "docs/to-pytorch.md"

NEEDS = {"torch": ["torch"], "jax": ["jax"], "onnxruntime": ["onnxruntime", "onnx"]}  # what a block may import


def blocks(page: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def runs_here(block: str) -> bool:
    """Are the programs installed that the block needs, and that numgan does without?"""
    imported = re.findall(r"^import (\w+)", block, re.MULTILINE)
    return all(find_spec(need) for name in imported for need in NEEDS.get(name, ()))


@functools.cache
def run_described():
    """The function of docs/to-pytorch.md that runs a description with NumPy alone: run(layers, arrays, x)."""
    (code,) = (block for block in blocks(TO_PYTORCH) if "def run(" in block)
    scope = {"np": np}
    exec(compile(code.partition("\nz = ")[0], TO_PYTORCH.name, "exec"), scope)
    return scope["run"]
