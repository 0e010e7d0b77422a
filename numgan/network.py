"""Layers in a row, all their parameters in one vector."""

import copy
import math
from collections.abc import Iterator, Sequence
from typing import Any, Self

import numpy as np

from .checks import check_dtype, check_flag, check_rows, shown
from .config import Configurable
from .layers import Layer
from .layers.base import check_new_layers, show_shape
from .streams import spawn


class Sequential(Configurable):
    """A feed-forward network: y = f_L(... f_2(f_1(x))).

    Forward     x_0 = x,  x_i = f_i(x_(i-1)),  y = x_L
    Backward    dx_L = dy,  dx_(i-1) = (the backward pass of f_i)(dx_i)         the chain rule, last layer first

    All learned arrays of all layers stand in one 1-D vector `params`, their gradients in `grads` in the same order,
    and what is remembered but not learned (running statistics) in `state`. `layer.W`, `layer.dW` and so on are views
    into these three, which are never replaced: write `net.params[...] = values` (and, to copy another network,
    `net.state[...]` too). An optimiser, a norm of all gradients, a checkpoint or an average of weights is then one line
    over a vector.

    Parameters
    ----------
    layers : list or tuple of Layer
        New layers; each belongs to this network from now on.
    rng : None, int, Generator, ...
        Seed or stream (`check_rng` has the rule); one stream is spawned for the weights and one for what
        training passes draw (dropout's masks, instance noise).
    dtype : float32 or float64
        Of parameters and of every pass. Weights are drawn in float64 and cast.

    Rows go in and rows come out; between a `Reshape` and a `Flatten` a network may work on images, channels last.
    Raises ValueError where neighbouring layers do not fit, or a layer belongs to a network already.

    Example
    -------
    >>> net = Sequential([Dense(2, 16), LeakyReLU(0.2), Dense(16, 1)], rng=0)
    >>> y, cache = net.forward(x)               # (B, 2) -> (B, 1)
    >>> dx = net.backward(dy, cache)            # (B, 1) -> (B, 2), and fills net.grads
    >>> y = net(x)                              # inference: running statistics, no dropout, no cache
    """

    fixed: tuple[str, ...] = ("layers", "dtype", "n_in", "n_out")
    layers: list[Layer]
    params: np.ndarray
    grads: np.ndarray
    state: np.ndarray

    def __init__(self, layers: Sequence[Layer], *, rng=None, dtype=np.float32):
        self.layers = check_new_layers(layers)
        self.dtype = check_dtype(dtype)
        self.n_in, self.n_out = _check_chain(self.layers)
        weights, self.rng = spawn(rng, 2)
        for layer, stream in zip(self.layers, weights.spawn(len(self.layers)), strict=True):
            layer.build(rng=stream, dtype=self.dtype)
            layer.rng = self.rng
        self._join()

    def _join(self) -> None:
        """Move the layers' arrays into this network's three vectors."""
        for name in ("params", "grads", "state"):
            self.__dict__[name] = np.concatenate([getattr(layer, name) for layer in self.layers])
        p = s = 0  # where the layer's parameters and its state begin
        for layer in self.layers:
            learned, remembered = slice(p, p := p + layer.params.size), slice(s, s := s + layer.state.size)
            layer.bind(self.params[learned], self.grads[learned], self.state[remembered])

    def __setattr__(self, name, value):
        if name in ("params", "grads", "state"):
            if value is self.__dict__.get(name):
                return  # net.grads += ... assigns the very array that it has changed
            raise AttributeError(f"the layers hold views into {name}; write in place: net.{name}[...] = ...")
        super().__setattr__(name, value)

    def _checked(self, name, value):
        if name in self.fixed:
            raise AttributeError(
                f"{type(self).__name__}.{name} is fixed once the network is made: make a new {type(self).__name__}"
            )
        return value if hasattr(self, name) else super()._checked(name, value)

    @property
    def parts(self) -> list[Layer]:
        """All layers, and those that they are made of."""
        return [part for layer in self.layers for part in layer.parts]

    @property
    def couples_rows(self) -> bool:
        """True if in some layer a row's output depends on the other rows of the batch."""
        return any(layer.couples_rows for layer in self.layers)

    @property
    def rows(self) -> int:
        """How many rows of the input make one row of the output: 1, unless there is a `Pack`."""
        return math.prod(layer.rows for layer in self.layers)

    def forward(
        self, x: np.ndarray, training: bool = True, *, depth: int | None = None
    ) -> tuple[np.ndarray, list[Any]]:
        """(B, n_in) -> (B, n_out) and the list of the layers' caches.

        depth : run only `layers[:depth]` and return what these give; -1 leaves out the last layer.
        Raises TypeError if x holds no floats, ValueError if its shape is not (B, n_in).
        """
        x = check_rows("x", x, self.n_in, self.dtype)
        check_flag("training", training)
        caches = []
        for layer in self.first(depth):
            x, cache = layer.forward(x, training)
            caches.append(cache)
        return x, caches

    def first(self, depth: int | None) -> list[Layer]:
        """`layers[:depth]`, at least one of them; all for None. Raises ValueError where there are not so many."""
        if depth is None:
            return self.layers
        n = len(self.layers)
        if not isinstance(depth, int | np.integer) or isinstance(depth, bool) or not self.layers[:depth] or depth > n:
            raise ValueError(
                f"depth must be a whole number from 1 to {n}, this network's layers, or from -1, counted from the "
                f"end, to {1 - n}; got {shown(depth)}"
            )
        return self.layers[:depth]

    def backward(
        self,
        dy: np.ndarray,
        cache: list[Any],
        *,
        params: bool = True,
        inputs: bool = True,
        add: bool = False,
        depth: int | None = None,
    ) -> np.ndarray | Any:
        """(B, n_out) -> (B, n_in), and fill `grads`.

        params=False: only the gradient with respect to the input, `grads` untouched. So D stands still while G learns.
        inputs=False: only `grads`; returns None, and computes nothing below the first layer with parameters.
        add=True: add to `grads` instead of overwriting it, for a loss with two passes through this network.
        depth: that of the forward pass. The layers behind it have no part in the loss, and their gradients are 0.
        """
        layers = self.first(depth)
        if not isinstance(cache, list) or len(cache) != len(layers):
            got = len(cache) if isinstance(cache, list) else shown(cache)
            raise ValueError(f"cache must be the one that forward returned, of {len(layers)} layers; got {got}")
        params, add = check_flag("params", params), check_flag("add", add)
        inputs = check_flag("inputs", inputs)
        if len(layers) == len(self.layers):
            dy = check_rows("dy", dy, self.n_out, self.dtype)
        before = self.grads.copy() if add and params else None
        if params:
            for layer in self.layers[len(layers) :]:
                layer.grads[...] = 0
        last = 0 if inputs else self._first_learned()
        for i in reversed(range(last, len(layers))):
            dy = self.layers[i].backward(dy, cache[i], params=params, inputs=inputs or i > last)
        if before is not None:
            self.grads += before
        return dy if inputs else None

    def input_gradient(self, x: np.ndarray) -> tuple[np.ndarray, list]:
        """The gradient of each row's first output with respect to that row: (B, n_in) -> dx (B, n_in).

        Returns dx, and the trail that `double_backward` needs.

        dx is the backward pass of dy = 1 in the first column of the output, and 0 in those behind it. In a D with
        further heads the first column is the logit. No layer may couple rows.
        """
        y, caches = self.forward(x)
        dys = [np.zeros_like(y)]
        dys[0][:, 0] = 1
        for layer, cache in zip(reversed(self.layers), reversed(caches), strict=True):
            dys.append(layer.backward(dys[-1], cache, params=False))
        return dys[-1], [caches, dys[-2::-1]]

    def double_backward(self, ddx: np.ndarray, trail: list) -> None:
        """Add the gradient of a penalty P on `input_gradient`'s dx to `grads`. ddx : (B, n_in), dP/d(dx).

        The backward pass ran from the last layer to the first. So its own backward pass runs from the first to the
        last: each layer's `double_backward` turns the gradient with respect to dx into the one with respect to dy.
        """
        before = self.grads.copy()  # what the loss without the penalty has written
        for layer, cache, dy in zip(self.layers, *trail, strict=True):
            ddx = layer.double_backward(ddx, dy, cache)
        self.grads += before

    def _first_learned(self) -> int:
        return next((i for i, layer in enumerate(self.layers) if layer.params.size), len(self.layers))

    def __call__(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """(B, n_in) -> (B, n_out) without a cache; by default as at inference."""
        x = check_rows("x", x, self.n_in, self.dtype)
        check_flag("training", training)
        for layer in self.layers:
            x, _ = layer.forward(x, training)
        return x

    def copy(self) -> Self:
        """A new network with equal weights, state and random stream. `copy.deepcopy` does the same."""
        return copy.deepcopy(self)

    def plain(self) -> "Sequential":
        """A plain Sequential, of new layers like these, with equal weights and state."""
        twin = Sequential([type(layer)(**layer.config()) for layer in self.layers], rng=0, dtype=self.dtype)
        twin.params[...], twin.state[...] = self.params, self.state
        return twin

    def __setstate__(self, state: dict) -> None:
        self.__dict__.update(state)
        self._join()

    def summary(self) -> str:
        """A table: layer, output shape, number of parameters."""
        rows = [("layer", "output shape", "parameters"), *_lines(self.layers, (self.n_in,))]
        first, second, third = (max(len(row[i]) for row in rows) for i in range(3))
        lines = [f"{a:<{first}}  {b:<{second}}  {c:>{third}}" for a, b, c in rows]
        rule = "-" * len(lines[0])
        total = f"{self.params.size:,} parameters in {self.dtype}"
        if self.state.size:
            total += f", and {self.state.size:,} running statistics"
        return "\n".join([lines[0], rule, *lines[1:], rule, total])


def _lines(layers: list[Layer], shape: tuple[int, ...] | None, indent: str = "") -> Iterator[tuple[str, str, str]]:
    """The lines of a table: layer, output shape, parameters. A layer made of layers has their lines below its own."""
    for layer in layers:
        before, shape = shape, layer.output_shape(shape)
        if len(layer.parts) == 1:
            yield indent + repr(layer), show_shape(shape), f"{layer.params.size:,}"
        else:
            yield indent + type(layer).__name__, show_shape(shape), ""
            yield from _lines(layer.layers, before, indent + "    ")


def _check_chain(layers: list[Layer]) -> tuple[int, int]:
    """Check that each layer takes what the one before gives; return the lengths of an input and an output row."""
    first = shape = None
    reference = 0  # rows of a reference batch, in front of those of the minibatch
    for i, layer in enumerate(layers):
        first = layer.in_shape if first is None else first
        try:
            shape = layer.output_shape(shape)
        except ValueError as error:
            if i == 0:
                raise ValueError(
                    f"layers[0], {layer!r}, {error}, but players exchange rows: begin with Reshape(...)"
                ) from None
            raise ValueError(
                f"layers[{i}], {layer!r}, {error}, but layers[{i - 1}], {layers[i - 1]!r}, gives {show_shape(shape)}"
            ) from None
        try:
            reference = layer.reference_rows(reference)
        except ValueError as error:
            raise ValueError(f"layers[{i}], {layer!r}, {error}") from None
    if reference:
        raise ValueError(
            f"the {reference} rows of the reference batch would come out with the others: put "
            f"DropReference(n_reference={reference}) behind the last VirtualBatchNorm"
        )
    if first is None or shape is None:
        raise ValueError("the network's width is not known: no layer states n_in (a Dense layer does)")
    for end, found, cure in (("begins", first, "begin with Reshape(...)"), ("ends", shape, "end with Flatten()")):
        if len(found) != 1:
            raise ValueError(f"players exchange rows, and this network {end} with {show_shape(found)}: {cure}")
    return first[0], shape[0]
