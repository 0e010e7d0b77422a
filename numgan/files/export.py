"""A network for other programs: plain named arrays, and a list of layers that JSON can hold. No pickle, no numgan.

`describe` says what a network does at inference in a few kinds of layers, which docs/to-pytorch.md runs with NumPy,
PyTorch and JAX, and data/layers.js in a browser; onnx_model.py says the same in ONNX.
"""

import json
from pathlib import Path

import numpy as np

from ..layers import (
    AveragePool2D,
    BatchNorm,
    Conv2D,
    ConvTranspose2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool,
    InstanceNoise,
    LabelBlocks,
    LabelPlanes,
    Layer,
    LeakyReLU,
    Maxout,
    MinibatchDiscrimination,
    Pack,
    ReLU,
    Reshape,
    SelfAttention,
    Sigmoid,
    Skip,
    SpatialDropout,
    SpectralConv2D,
    SpectralDense,
    Tanh,
    UpSample2D,
    WeightNormDense,
)
from ..layers.images import pair, rim
from ..network import Sequential
from ..player import Player
from .checkpoint import atomic_write

VERSION = 1
SILENT = Dropout, SpatialDropout, InstanceNoise  # at inference they do nothing
PLAIN = {ReLU: "relu", Sigmoid: "sigmoid", Tanh: "tanh", GlobalAveragePool: "global_average_pool"}

Arrays = dict[str, np.ndarray]


def describe(network: Sequential, name: str) -> tuple[list[dict], Arrays]:
    """What a network does at inference, as a list of layers that JSON can hold, and its arrays by name.

    x is (B, n) or (B, H, W, C). Each layer has its "kind", its settings, and the names of its arrays:

        dense                   W b                     y = x W + b
        maxout                  W b, pieces             y = max of x W + b over the pieces, which stand piece by piece
        batch_norm              gamma beta running_mean running_var, eps
                                                        y = gamma (x - running_mean) / sqrt(running_var + eps) + beta
        leaky_relu              slope                   y = max(x, slope x)
        relu, sigmoid, tanh
        conv2d                  W b, stride, padding    W (h, w, n_in, n_out)
        conv_transpose2d        W b, stride, padding    W (h, w, n_out, n_in)
        upsample, average_pool  factor                  each pixel as a block; the mean of each block
        global_average_pool                             (B, H, W, C) to (B, C)
        reshape                 shape, from             to (B, *shape), from (B, *from); flattening too
        pack                    rows, from              every `rows` rows joined along the last axis
        label_planes            shape, labels           columns behind an image become planes of it
        label_blocks            labels                  [z | c] to z with a 1 behind it, times each column of c
        self_attention          Wf Wg Wh gamma          y = x + gamma softmax((x Wg) (x Wf)^T) (x Wh)
        minibatch_discrimination  T
        skip                    layers                  y = [x | the layers' output]

    padding is [[top, bottom], [left, right]]; stride and factor are [height, width]. W is the matrix that is used: of a
    spectral or weight-normalised layer, the normalised one. A layer without bias has zeros for b. Dropout and instance
    noise are left out. Array names are NAME/i/W, with i the layer's place in the network (NAME/i.j/W inside of a skip).

    Raises TypeError, which names the layer, for a layer that is not in this list: virtual batch norm with its reference
    batch, or one of your own; and for a network of your own, which may do more than pass through its layers.
    """
    if type(network) not in (Sequential, Player):
        raise TypeError(
            f"{name} must be a Sequential or a Player, and no kind of your own, got {type(network).__name__}"
        )
    arrays: Arrays = {}
    return _layers(network.layers, (network.n_in,), f"{name}/", arrays), arrays


def export_npz(path: str | Path, networks: dict[str, Sequential], about: dict) -> None:
    """Write these networks into one .npz: their arrays, and `layers`, a JSON text.

    The text is {"version": 1, "networks": {name: {"n_in", "n_out", "layers"}}} and what `about` adds. The file appears
    whole or not at all. Raises TypeError as `describe`.
    """
    arrays: Arrays = {}
    described = {}
    for name, network in networks.items():
        layers, own = describe(network, name)
        described[name] = {"n_in": network.n_in, "n_out": network.n_out, "layers": layers}
        arrays |= own
    text = json.dumps({"version": VERSION, "networks": described} | about)
    with atomic_write(path) as file:
        np.savez(file, layers=np.array(text), **arrays)  # type: ignore[arg-type]  # names are not its options


def _layers(layers: list[Layer], shape, prefix: str, arrays: Arrays) -> list[dict]:
    found = []
    for i, layer in enumerate(layers):
        found += _one(layer, shape, f"{prefix}{i}", arrays)
        shape = layer.output_shape(shape)
    return found


def _one(layer: Layer, shape, place: str, arrays: Arrays) -> list[dict]:
    """A layer's description, for inputs of this shape; its arrays are added."""

    def kept(**named):
        arrays.update({f"{place}/{name}": np.array(array) for name, array in named.items()})
        return {name: f"{place}/{name}" for name in named}

    kind = type(layer)  # and not isinstance: a user's own kind of Dense may do something else
    if kind in SILENT:
        return []
    if kind in PLAIN:
        return [{"kind": PLAIN[kind]}]
    if kind is LeakyReLU:
        return [{"kind": "leaky_relu", "slope": layer.negative_slope}]
    if kind in (Dense, SpectralDense, WeightNormDense):
        return [{"kind": "dense"} | kept(W=used_weights(layer), b=_bias(layer))]
    if kind is Maxout:
        return [{"kind": "maxout", "pieces": layer.pieces} | kept(W=layer.W, b=layer.b)]
    if kind is BatchNorm:
        statistics = {"running_mean": layer.running_mean, "running_var": layer.running_var}
        return [{"kind": "batch_norm", "eps": layer.eps} | kept(gamma=layer.gamma, beta=layer.beta, **statistics)]
    if kind in (Conv2D, SpectralConv2D, ConvTranspose2D):
        name = "conv_transpose2d" if kind is ConvTranspose2D else "conv2d"
        window = {"stride": pair(layer.stride), "padding": rim(layer.padding)}
        return [{"kind": name} | window | kept(W=used_weights(layer), b=_bias(layer))]
    if kind is UpSample2D:
        return [{"kind": "upsample", "factor": pair(layer.factor)}]
    if kind is AveragePool2D:
        return [{"kind": "average_pool", "factor": pair(layer.kernel)}]
    if kind in (Reshape, Flatten):
        return [{"kind": "reshape", "shape": layer.output_shape(shape), "from": shape}]
    if kind is Pack:
        return [{"kind": "pack", "rows": layer.rows, "from": shape}]
    if kind is LabelPlanes:
        return [{"kind": "label_planes", "shape": layer.shape, "labels": layer.labels}]
    if kind is LabelBlocks:
        return [{"kind": "label_blocks", "labels": layer.labels}]
    if kind is SelfAttention:
        return [{"kind": "self_attention", "from": shape} | kept(**{n: getattr(layer, n) for n in layer.param_shapes})]
    if kind is MinibatchDiscrimination:
        return [{"kind": "minibatch_discrimination"} | kept(T=layer.T)]
    if kind is Skip:
        return [{"kind": "skip", "layers": _layers(layer.layers, shape, f"{place}.", arrays)}]
    raise TypeError(f"{place}, {layer!r}, is for numgan alone: other programs have no layer that does what it does")


def used_weights(layer) -> np.ndarray:
    """W, as the layer uses it at inference: normalised, where the layer normalises it."""
    if isinstance(layer, WeightNormDense):
        return layer.W * (layer.scale / np.linalg.norm(layer.W, axis=0))
    spectral = isinstance(layer, SpectralDense | SpectralConv2D)
    return layer.W / float(layer.u @ layer.matrix() @ layer.v) if spectral else layer.W


def _bias(layer) -> np.ndarray:
    return layer.b if layer.bias else np.zeros(layer.n_out, layer.W.dtype)
