"""What the pages for a browser are made of: a template, a network in it as text, and the code that runs the network.

A page is one file that needs no server and no network: data/layers.js is the forward pass once more, in JavaScript, to
be read like the rest of this package. It runs what `describe` of files/export.py says, as other programs do.
"""

import base64
import json
from pathlib import Path

import numpy as np

from ..files.checkpoint import atomic_write
from ..files.export import describe
from ..network import Sequential

DATA = Path(__file__).parent.parent / "data"
PARTS = {"STYLE": "page.css", "PAGE": "page.js", "LAYERS": "layers.js"}  # what all templates have in common
MODEL = "{{MODEL}}"
PAGE_START = b"<!DOCTYPE html>\n<!-- numgan explore:"  # of every page: a file that begins otherwise is not ours
TOGETHER = {"pack", "minibatch_discrimination"}  # kinds of layers that look at several rows, and a page has one


def page_of(template: str, model: dict) -> str:
    """The page: a template of data/ with its common parts and the model, plain values for JSON, in their places."""
    page = (DATA / template).read_text(encoding="utf-8")
    for place, name in PARTS.items():
        page = page.replace(f"/*{{{{{place}}}}}*/", (DATA / name).read_text(encoding="utf-8"))
    return page.replace(MODEL, json.dumps(model))


def write_page(path: str | Path, page: str) -> None:
    """Write a page to a file, which appears whole or not at all."""
    with atomic_write(path) as file:
        file.write(page.encode())


def embedded(network: Sequential, name: str, matrices: str = "float32") -> dict:
    """A network for a page: {"layers", "arrays"}, as `describe` has them, but each array as `as_text` makes it.

    matrices : "float16" halves the page; vectors (biases, batch norm) are float32 in any case

    Raises TypeError for a layer that `describe` does not know, or that looks at several rows; ValueError for weights
    that are not finite, or that float16 cannot hold.
    """
    layers, arrays = describe(network, name)
    for part in layers:
        _check_alone(part, name)
    stored = {key: as_text(array, matrices if array.ndim > 1 else "float32") for key, array in arrays.items()}
    return {"layers": layers, "arrays": stored}


def as_text(array: np.ndarray, dtype: str = "float32") -> dict:
    """An array for a page: its numbers are little endian, row by row, in base64."""
    with np.errstate(over="ignore"):
        stored = np.ascontiguousarray(array, np.dtype(dtype).newbyteorder("<"))
    if not np.isfinite(stored).all():
        raise ValueError(f"the network has values that are not finite, or too large for {dtype}")
    return {"dtype": dtype, "shape": stored.shape, "text": base64.b64encode(stored.data).decode()}


def image_shape(data_shape: tuple[int, ...], data_range: tuple[float, float] | None) -> tuple[int, int, int]:
    """(height, width, channels) of images, which must be grey or RGB."""
    shape = tuple(data_shape)
    height, width, channels = (*shape, 1)[:3] if len(shape) in (2, 3) else (0, 0, 0)
    if data_range is None:
        raise ValueError("the page shows images, and this game makes points: its data_range is None")
    if channels not in (1, 3):
        raise ValueError(f"the page shows images of shape (height, width) or (height, width, 3), and not {shape}")
    return height, width, channels


def _check_alone(layer: dict, name: str) -> None:
    if layer["kind"] in TOGETHER:
        raise TypeError(f"the page runs {name} on one row at a time, and its layer {layer['kind']} looks at several")
    for inner in layer.get("layers", ()):
        _check_alone(inner, name)
