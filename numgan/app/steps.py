"""A network as a list of plain steps, which a page's JavaScript can run: what each layer does at inference."""

import base64

import numpy as np

from ..layers import (
    BatchNorm,
    Conv2D,
    ConvTranspose2D,
    Dense,
    Dropout,
    Flatten,
    InstanceNoise,
    Layer,
    LeakyReLU,
    Maxout,
    ReLU,
    Reshape,
    Sigmoid,
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
from ..sampler import Generator


def inference_steps(network: Generator) -> list[dict]:
    """What the network does at inference, as a list of plain steps that JSON can hold.

        {"op": "affine", "W": text, "b": text}              y = x W + b       Dense, SpectralDense, WeightNormDense
        {"op": "scale", "factor": text, "shift": text}      y = x factor + shift        BatchNorm
        {"op": "leaky_relu", "slope": number}               y = max(x, slope x)         LeakyReLU; ReLU with slope 0
        {"op": "sigmoid"}, {"op": "tanh"}                                               Sigmoid, Tanh
        {"op": "max", "pieces": number}                     y = max over the pieces     Maxout: affine, then max

    x is always one row. An image (H, W, C) stands in it pixel by pixel, so that Reshape and Flatten take no step, and
    `scale` has a factor for each channel. On images:

        {"op": "convolution", "W": text, "b": text, ...}                                Conv2D, SpectralConv2D
            y[i, j, o] = sum of x[i s + u - top, j t + v - left, c] W[u, v, c, o] over u, v, c, + b[o]
        {"op": "transposed_convolution", "W": text, "b": text, ...}                     ConvTranspose2D
            y[i s + u - top, j t + v - left, o] += x[i, j, c] W[u, v, c, o] for all i, j, u, v, c;  + b[o]
        {"op": "repeat", "shape": [H, W, C], "factor": [h, w]}                          UpSample2D
            y[h i + u, w j + v, c] = x[i, j, c] for u < h, v < w

    where ... stands for "smaller": [rows, columns] of the image with the pixels i, j, "larger": [rows, columns] of the
    one with the windows, "kernel": [h, w], "stride": [s, t], "corner": [top, left]. W of ConvTranspose2D is
    (h, w, n_out, n_in), and its last two axes are swapped here.

    Batch norm's running statistics are constants, so it is an affine map of each column; dropout is the identity.
    W is in float16, row by row, other vectors in float32, little endian, all in base64.

    Raises TypeError for a layer that is not named here. Virtual batch norm is not, because it normalises a row with its
    own values too, which is no affine map.
    """
    # a subclass may do more than pass through its layers
    if not isinstance(network, Sequential) or type(network) not in (Sequential, Player):
        raise TypeError(f"the page's JavaScript knows a Sequential of layers, and not {type(network).__name__}")
    steps: list[dict] = []
    shape: tuple[int, ...] | None = (network.n_in,)
    for layer in network.layers:
        steps += _steps(layer, shape)
        shape = layer.output_shape(shape)
    return steps


def _steps(layer: Layer, shape) -> list[dict]:
    """A layer's steps for one input of this shape."""
    kind = type(layer)  # and not isinstance: a user's own kind of Dense may do something else
    if kind in (Dense, SpectralDense, WeightNormDense):
        return [{"op": "affine"} | _weights(layer, _normalised(layer))]
    if kind is Conv2D or kind is SpectralConv2D:
        places = _places(layer, larger=shape, smaller=layer.output_shape(shape))
        return [{"op": "convolution"} | _weights(layer, _normalised(layer)) | places]
    if kind is ConvTranspose2D:
        places = _places(layer, larger=layer.output_shape(shape), smaller=shape)
        return [{"op": "transposed_convolution"} | _weights(layer, layer.W.swapaxes(2, 3)) | places]
    if kind is UpSample2D:
        return [{"op": "repeat", "shape": shape, "factor": pair(layer.factor)}]
    if kind is Maxout:
        affine = {"op": "affine", "W": as_text(layer.W, "<f2"), "b": as_text(layer.b)}
        return [affine, {"op": "max", "pieces": layer.pieces}]
    if kind is BatchNorm:
        factor = layer.gamma / np.sqrt(layer.running_var + layer.eps)  # (n,)
        shift = layer.beta - layer.running_mean * factor
        return [{"op": "scale", "factor": as_text(factor), "shift": as_text(shift)}]
    if kind is LeakyReLU or kind is ReLU:
        return [{"op": "leaky_relu", "slope": layer.negative_slope if kind is LeakyReLU else 0}]
    if kind is Sigmoid or kind is Tanh:
        return [{"op": kind.__name__.lower()}]
    if kind in (Dropout, SpatialDropout, InstanceNoise, Reshape, Flatten):
        return []
    raise TypeError(f"the page's JavaScript knows numgan's own layers of a generator, and not {layer!r}")


def _normalised(layer) -> np.ndarray:
    """W, as the layer uses it."""
    if isinstance(layer, WeightNormDense):
        return layer.W * (layer.scale / np.linalg.norm(layer.W, axis=0))
    spectral = isinstance(layer, SpectralDense | SpectralConv2D)
    return layer.W / float(layer.u @ layer.matrix() @ layer.v) if spectral else layer.W


def _weights(layer, W: np.ndarray) -> dict:
    return {"W": as_text(W, "<f2"), "b": as_text(layer.b if layer.bias else np.zeros(layer.n_out))}


def _places(layer, *, larger, smaller) -> dict:
    """Where the windows of a convolution stand, from the shapes of its two images."""
    (top, _), (left, _) = rim(layer.padding)  # below and on the right, the images' sizes say the same
    sizes = {"larger": larger[:2], "smaller": smaller[:2]}
    return sizes | {"kernel": pair(layer.kernel), "stride": pair(layer.stride), "corner": (top, left)}


def as_text(array: np.ndarray, dtype: str = "<f4") -> str:
    """Little-endian numbers, row by row, in base64."""
    with np.errstate(over="ignore"):
        stored = np.ascontiguousarray(array, dtype)
    if not np.isfinite(stored).all():
        raise ValueError(f"the network has values that are not finite, or too large for {stored.dtype}")
    return base64.b64encode(stored.data).decode()
