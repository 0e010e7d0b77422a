"""A network as an ONNX model, for programs in any language: each kind of layer is a few of ONNX's operators.

Needs the package `onnx`. Numbers are float32; the batch's size is free. numgan's images have their channels last and
ONNX's have them first, so a convolution stands between two Transposes, which a runtime fuses.
"""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ..network import Sequential
from .checkpoint import atomic_write
from .export import Arrays, describe

OPSET, IR_VERSION = 17, 8  # of 2022: what runtimes of the last years read
FIRST, LAST = [0, 3, 1, 2], [0, 2, 3, 1]  # channels first, and last again


def export_onnx(path: str | Path, network: Sequential, name: str = "generator") -> None:
    """Write a network as ONNX: input "x" (B, n_in), output "y" (B, n_out), float32.

    Raises ImportError without the package `onnx`, TypeError for a layer that `describe` does not know. The file appears
    whole or not at all.
    """
    try:
        from onnx import TensorProto, checker, helper
    except ImportError as error:
        raise ImportError("to write ONNX the package onnx is needed: python -m pip install onnx") from error
    layers, arrays = describe(network, name)
    graph = _Graph(arrays)
    graph.layers(layers)
    graph.add("Identity", "y")
    rows = network.rows
    ends = [
        helper.make_tensor_value_info(end, TensorProto.FLOAT, [batch, n])
        for end, batch, n in (("x", "B", network.n_in), ("y", "B" if rows == 1 else f"B / {rows}", network.n_out))
    ]
    nodes = [helper.make_node(op, inputs, [output], **settings) for op, inputs, output, settings in graph.nodes]
    constants = [
        helper.make_tensor(key, TensorProto.FLOAT if a.dtype.kind == "f" else TensorProto.INT64, a.shape, a.ravel())
        for key, a in graph.constants.items()
    ]
    model = helper.make_model(
        helper.make_graph(nodes, name, ends[:1], ends[1:], constants),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="numgan",
    )
    checker.check_model(model)
    with atomic_write(path) as file:
        file.write(model.SerializeToString())


class _Graph:
    """ONNX nodes, one after the other: `at` is the name of the value that the next one takes."""

    def __init__(self, arrays: Arrays):
        self.arrays, self.at = arrays, "x"
        self.nodes: list[tuple[str, list[str], str, dict]] = []
        self.constants: Arrays = {}

    def add(self, op: str, output: str = "", inputs: list[str] | None = None, **settings) -> str:
        """A node that takes `at`, or these inputs; its output is where the next one begins."""
        output = output or f"value{len(self.nodes)}"
        self.nodes.append((op, [self.at] if inputs is None else inputs, output, settings))
        self.at = output
        return output

    def with_(self, op: str, *constants: np.ndarray, **settings) -> str:
        """A node that takes `at` and these constants."""
        return self.add(op, inputs=[self.at, *map(self.constant, constants)], **settings)

    def constant(self, array: np.ndarray) -> str:
        name = f"constant{len(self.constants)}"
        self.constants[name] = array.astype(np.float32 if array.dtype.kind == "f" else np.int64)
        return name

    def layers(self, layers: list[dict]) -> None:
        for layer in layers:
            named = {key: self.arrays[value] for key, value in layer.items() if key in NAMES}
            settings = {key: value for key, value in layer.items() if key not in (*NAMES, "kind")}
            OPERATORS[layer["kind"]](self, **named, **{f"{key}_": value for key, value in settings.items()})

    def reshape(self, *shape: int) -> str:
        return self.with_("Reshape", np.array(shape))


NAMES = {"W", "b", "gamma", "beta", "running_mean", "running_var", "Wf", "Wg", "Wh", "T"}  # of arrays


def _dense(graph, W, b):
    graph.with_("MatMul", W)
    graph.with_("Add", b)


def _maxout(graph, W, b, pieces_):
    _dense(graph, W, b)
    graph.reshape(-1, pieces_, len(b) // pieces_)
    graph.add("ReduceMax", axes=[1], keepdims=0)


def _batch_norm(graph, gamma, beta, running_mean, running_var, eps_):
    factor = gamma / np.sqrt(running_var + eps_)
    graph.with_("Mul", factor)
    graph.with_("Add", beta - running_mean * factor)


def _convolution(op: str):
    def add(graph, W, b, stride_, padding_):
        (top, bottom), (left, right) = padding_
        graph.add("Transpose", perm=FIRST)
        kernel = np.ascontiguousarray(W.transpose(3, 2, 0, 1))  # (n_out, n_in, h, w); transposed: (n_in, n_out, h, w)
        graph.with_(op, kernel, b, strides=stride_, pads=[top, left, bottom, right])
        graph.add("Transpose", perm=LAST)

    return add


def _upsample(graph, factor_):
    graph.add("Transpose", perm=FIRST)
    scales = np.array([1, 1, *factor_], np.float32)
    nearest = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    graph.add("Resize", inputs=[graph.at, "", graph.constant(scales)], **nearest)
    graph.add("Transpose", perm=LAST)


def _average_pool(graph, factor_):
    graph.add("Transpose", perm=FIRST)
    graph.add("AveragePool", kernel_shape=factor_, strides=factor_)
    graph.add("Transpose", perm=LAST)


def _pack(graph, rows_, from_):
    *inner, n = from_
    graph.reshape(-1, rows_, math.prod(inner), n)
    graph.add("Transpose", perm=[0, 2, 1, 3])
    graph.reshape(-1, *inner, rows_ * n)


def _before_and_after(graph, labels: int):
    """The columns before the last ones, and these."""
    zero, middle, end, axis = (graph.constant(np.array([value])) for value in (0, -labels, 2**62, 1))
    row = graph.at
    return graph.add("Slice", inputs=[row, zero, middle, axis]), graph.add("Slice", inputs=[row, middle, end, axis])


def _label_planes(graph, shape_, labels_):
    graph.at, c = _before_and_after(graph, labels_)
    image = graph.reshape(-1, *shape_)
    graph.at = c
    graph.reshape(-1, 1, 1, labels_)
    planes = graph.with_("Expand", np.array([1, *shape_[:2], labels_]))
    graph.add("Concat", inputs=[image, planes], axis=3)


def _label_blocks(graph, labels_):
    graph.at, c = _before_and_after(graph, labels_)
    graph.with_("Pad", np.array([0, 0, 0, 1]), np.array(1.0, np.float32))
    z1 = graph.with_("Unsqueeze", np.array([1]))
    graph.at = c
    c = graph.with_("Unsqueeze", np.array([2]))
    graph.add("Mul", inputs=[c, z1])
    graph.add("Flatten")


def _self_attention(graph, Wf, Wg, Wh, gamma, from_):
    x = graph.reshape(-1, from_[0] * from_[1], from_[2])
    values = []
    for W in (Wf, Wg, Wh):
        graph.at = x
        values.append(graph.with_("MatMul", W))
    f, g, h = values
    turned = graph.add("Transpose", inputs=[f], perm=[0, 2, 1])
    graph.add("MatMul", inputs=[g, turned])
    A = graph.add("Softmax", axis=-1)
    graph.add("MatMul", inputs=[A, h])
    o = graph.with_("Mul", gamma)
    graph.add("Add", inputs=[x, o])
    graph.reshape(-1, *from_)


def _minibatch_discrimination(graph, T):
    n, kernels, dim = T.shape
    x = graph.at
    graph.with_("MatMul", T.reshape(n, -1))
    M = graph.reshape(-1, kernels, dim)
    each = graph.with_("Unsqueeze", np.array([0]))
    graph.at = M
    other = graph.with_("Unsqueeze", np.array([1]))
    graph.add("Sub", inputs=[other, each])
    graph.add("Abs")
    graph.with_("ReduceSum", np.array([3]), keepdims=0)
    graph.add("Neg")
    graph.add("Exp")
    o = graph.with_("ReduceSum", np.array([1]), keepdims=0)
    graph.add("Concat", inputs=[x, o], axis=1)


def _skip(graph, layers_):
    x = graph.at
    graph.layers(layers_)
    graph.add("Concat", inputs=[x, graph.at], axis=-1)


OPERATORS: dict[str, Callable[..., object]] = {
    "dense": _dense,
    "maxout": _maxout,
    "batch_norm": _batch_norm,
    "leaky_relu": lambda graph, slope_: graph.add("LeakyRelu", alpha=slope_),
    "relu": lambda graph: graph.add("Relu"),
    "sigmoid": lambda graph: graph.add("Sigmoid"),
    "tanh": lambda graph: graph.add("Tanh"),
    "conv2d": _convolution("Conv"),
    "conv_transpose2d": _convolution("ConvTranspose"),
    "upsample": _upsample,
    "average_pool": _average_pool,
    "global_average_pool": lambda graph: graph.add("ReduceMean", axes=[1, 2], keepdims=0),
    "reshape": lambda graph, shape_, from_: graph.reshape(-1, *shape_),
    "pack": _pack,
    "label_planes": _label_planes,
    "label_blocks": _label_blocks,
    "self_attention": _self_attention,
    "minibatch_discrimination": _minibatch_discrimination,
    "skip": _skip,
}
