"""What a layer is: a forward pass that returns a cache, and a backward pass that takes the cache back.

No layer remembers a batch. Everything that `backward` needs is in the cache, and the caller holds the cache. So a
gradient can never be computed from another batch's values.

Notation, here and everywhere: B rows make a batch, (B, n). L is the scalar loss, and d before a name is the gradient of
L with respect to it, which has the same shape: dy = dL/dy, dW = dL/dW.

The cache often holds the output array itself (an activation's y, for example), or the input. If you change one of them
in place between the two passes, the gradient will be wrong: write y = y + noise, and not y += noise.

A layer declares its arrays by name and shape, and `build` allocates them as views into three vectors: what is learned
(`params`), the gradients (`grads`), and what is remembered but not learned (`state`). views.py shows how.
"""

from __future__ import annotations  # np.random.Generator in a signature would import np.random: 20 ms

from typing import Any, Self

import numpy as np

from ..checks import check_array, check_dtype, check_flag, check_kind
from ..streams import spawn
from .views import Views, size


class Layer(Views):
    """Base class: (B, n_in) to (B, n_out). Subclasses declare their arrays and define the two passes.

    Attributes
    ----------
    n_in, n_out : int or None
        Widths of input and output. None: any shape; the output has the same one, unless `output_shape` says otherwise.
    param_shapes, state_shapes : dict
        Name and shape of each learned array and of each running statistic. The gradient of `W` is `dW`.
    couples_rows : bool
        True where an output row depends on the other rows of the batch (batch norm). Such a layer must not see
        real and generated rows in one pass.
    rows : int
        How many rows of the input make one row of the output: 1 for all layers except `Pack`.
    rng : numpy.random.Generator or None
        The stream for what a training pass draws (dropout's masks); `Sequential` gives all its layers the same one.
    """

    n_in: int | None = None
    n_out: int | None = None
    couples_rows = False
    rows = 1
    rng: np.random.Generator | Any = None

    def forward(self, x: np.ndarray, training: bool = True) -> tuple[np.ndarray, Any]:
        """(B, n_in) -> (B, n_out) and the cache that `backward` needs.

        training=True: batch norm uses and records the batch's statistics, dropout drops. False: inference.
        """
        raise TypeError(f"{type(self).__name__} must define forward(x, training=True)")

    def backward(self, dy: np.ndarray, cache, *, params: bool = True, inputs: bool = True) -> np.ndarray | Any:
        """(B, n_out) -> (B, n_in), and write the gradients of the learned arrays.

        params=False leaves `grads` untouched (a network that stands still); inputs=False returns None.
        Gradients are written, not accumulated; to accumulate them there is `Sequential.backward(add=True)`.
        """
        raise TypeError(f"{type(self).__name__} must define backward(dy, cache, params=True, inputs=True)")

    def double_backward(self, ddx: np.ndarray, dy: np.ndarray, cache) -> np.ndarray:
        """The backward pass of the backward pass: for a penalty P on dx, the gradient with respect to dy.

        ddx : (B, n_in), dP/d(dx).  dy : (B, n_out), what `backward` was given.
        Returns ddy (B, n_out), dP/d(dy), and writes the gradients of P with respect to the learned arrays. Defined
        where the layer is linear in x, or linear on each side of a kink: dx then depends on dy and the weights alone.
        """
        raise TypeError(f"{type(self).__name__} defines no double_backward, which a penalty on D's gradient needs")

    def initialize(self, rng: np.random.Generator) -> None:
        """Fill the learned arrays and the state with their first values."""

    def check_x(self, x, training, *, images: bool = False) -> np.ndarray:
        """Return what `forward` was given, as floats of the layer's dtype, if the shape is right. Takes a microsecond.

        images : whether x may have more axes between the first (the batch) and the last (the channels)
        """
        if type(x) is not np.ndarray or x.dtype.kind != "f":
            x = check_array("x", x)
        width = self.n_in
        fits = width is None or (x.shape[-1:] == (width,) and (images or x.ndim == 2))
        if not fits or x.ndim < 2 or not len(x):
            wanted = "(B, ...)" if width is None else f"(B, ..., {width})" if images else f"(B, {width})"
            raise ValueError(f"{self!r} takes {wanted}, got x of shape {x.shape}")
        check_flag("training", training)
        return x if self.params is None or x.dtype == self.params.dtype else x.astype(self.params.dtype)

    def check_dy(self, dy, shape, params, inputs) -> np.ndarray:
        """Return dy if it has the output's shape. Without this check NumPy would broadcast one row over all rows."""
        if type(dy) is not np.ndarray or dy.dtype.kind != "f":
            dy = check_array("dy", dy)
        if dy.shape != shape:
            raise ValueError(f"dy must have the shape of the output of {self!r}, {shape}, got {dy.shape}")
        check_flag("params", params)
        check_flag("inputs", inputs)
        return dy

    @property
    def parts(self) -> list[Layer]:
        """The layer and, where it is made of layers, these too."""
        return [self]

    def reference_rows(self, before: int) -> int:
        """How many rows of a reference batch stand first in the output, if there are `before` of them in the input.

        Raises ValueError if the layer cannot have them. Only the layers of virtual batch norm add or need any.
        """
        if before and (self.couples_rows or self.rows > 1):
            raise ValueError(f"couples rows, and would mix them with the {before} rows of the reference batch")
        return before

    @property
    def in_shape(self) -> tuple[int, ...] | None:
        """Shape of one input, without the batch's axis: (n_in,) for rows; None if any shape will do."""
        return None if self.n_in is None else (self.n_in,)

    def output_shape(self, shape: tuple[int, ...] | None) -> tuple[int, ...] | None:
        """Shape of one output for inputs of this shape (None: not known yet). Raises ValueError if it does not fit."""
        if self.in_shape is None:
            return shape
        if shape not in (None, self.in_shape):
            raise ValueError(f"takes {show_shape(self.in_shape)}")
        return (self.n_out,)  # type: ignore[return-value]  # a layer that states n_in states n_out too

    def build(self, *, rng=None, dtype=np.float32) -> Self:
        """Allocate the arrays and draw the first weights (in float64, then cast). Returns the layer itself.

        `Sequential` does this for its layers; call it to use a layer on its own.
        Raises ValueError if the layer has its arrays already, or for a dtype other than float32 and float64.
        """
        if self.params is not None:
            raise ValueError(f"{self!r} has its weights already: a layer belongs to one network; make a new one")
        dtype = check_dtype(dtype)
        n_params, n_state = size(self.param_shapes), size(self.state_shapes)
        self.bind(np.zeros(n_params, dtype), np.zeros(n_params, dtype), np.zeros(n_state, dtype))
        weights, self.rng = spawn(rng, 2)
        self.initialize(weights)
        return self


def check_new_layers(layers) -> list[Layer]:
    """Return layers as a list, at least one: new ones, without weights, and none in two places.

    Raises TypeError or ValueError for anything else.
    """
    layers = list(check_kind("layers", layers, list | tuple, "a list of layers such as [Dense(2, 16), ReLU()]"))
    if not layers:
        raise ValueError("layers must hold at least one layer, got none")
    known: list[Layer] = []
    for i, layer in enumerate(layers):
        if not isinstance(layer, Layer):
            raise TypeError(f"layers[{i}] must be a Layer such as Dense(2, 16), got {layer!r}")
        if layer.params is not None:
            raise ValueError(f"layers[{i}], {layer!r}, has its weights already: a layer belongs to one network")
        if any(part is other for part in layer.parts for other in known):
            raise ValueError(f"layers[{i}], {layer!r}, stands in the list twice; make a new layer for each place")
        known += layer.parts
    return layers


def show_shape(shape: tuple[int, ...] | None) -> str:
    """The shape of a batch of such inputs, as it is usually written: (B, 28, 28, 1)."""
    return f"({', '.join(['B', *map(str, shape or ('...',))])})"
