"""Write export.npz: two small networks as `numgan export` writes them, and what PyTorch makes of them.

    python tests/golden/make_export.py

Needs torch, NumPy and numgan; the tests never run it. The file in the repository was written with PyTorch 2.14.1.
The networks are built in PyTorch by the code on docs/to-pytorch.md. For each there are `NAME.x` and PyTorch's `NAME.y`.
"""

import json
import re
import sys
import tempfile
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
from pages import blocks

import numgan as ng
from numgan.files.export import export_npz

PAGE = Path(__file__).parent.parent.parent / "docs/to-pytorch.md"


def main():
    import torch

    torch.set_default_dtype(torch.float64)
    scope, rng = {}, np.random.default_rng(0)
    (code,) = (block for block in blocks(PAGE) if "import torch" in block)
    exec(re.sub(r"^with torch.*", "", code, flags=re.MULTILINE | re.DOTALL), scope)
    networks = {"dense": dense(), "images": images()}
    for net in networks.values():
        net.params[...] += 0.3 * rng.normal(size=net.params.shape)
        net.state[...] = rng.uniform(0.5, 2, size=net.state.shape)
    with tempfile.TemporaryDirectory() as folder:
        export_npz(Path(folder) / "model.npz", networks, {})
        with np.load(Path(folder) / "model.npz") as file:
            golden = dict(file)
    for name, about in json.loads(golden["layers"].item())["networks"].items():
        x = rng.normal(size=(3, about["n_in"]))
        golden[f"{name}.x"] = x
        golden[f"{name}.y"] = scope["network"](about["layers"], golden)(torch.tensor(x)).detach().numpy()
    np.savez_compressed(Path(__file__).with_name("export.npz"), **golden)


def dense():
    hidden = [ng.Dense(3, 5), ng.LeakyReLU(0.3), ng.BatchNorm(5, eps=0.1), ng.Dropout(0.5)]
    return ng.Sequential([*hidden, ng.Dense(5, 4, bias=False), ng.Tanh()], rng=0, dtype=np.float64)


def images():
    up = [ng.Dense(3, 24), ng.Reshape((3, 4, 2)), ng.BatchNorm(2), ng.ReLU(), ng.UpSample2D((2, 1))]
    up += [ng.ConvTranspose2D(2, 3, kernel=(4, 3), stride=(2, 1), padding=(1, 0)), ng.Sigmoid()]
    down = [ng.Conv2D(3, 2, kernel=(3, 2), stride=(2, 1), padding=(1, 0)), ng.AveragePool2D((2, 2)), ng.Flatten()]
    return ng.Sequential([*up, *down], rng=1, dtype=np.float64)


if __name__ == "__main__":
    main()
