"""The Python of a Markdown page, block by block."""

import re
from importlib.util import find_spec
from pathlib import Path

NEEDS = {"torch": ["torch"], "jax": ["jax"], "onnxruntime": ["onnxruntime", "onnx"]}  # what a block may import


def blocks(page: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def runs_here(block: str) -> bool:
    """Are the programs installed that the block needs, and that numgan does without?"""
    imported = re.findall(r"^import (\w+)", block, re.MULTILINE)
    return all(find_spec(need) for name in imported for need in NEEDS.get(name, ()))
