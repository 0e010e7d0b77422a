"""What a layer is: a forward pass that returns a cache, a backward pass that takes it back.

No layer remembers a batch. Whatever `backward` needs travels in the cache, which the caller holds, so a gradient
can never be computed from another batch's values.

Notation, here and everywhere: B rows make a batch, (B, n). L is the scalar loss, and d before a name is the gradient of
L by it, in its shape: dy = dL/dy, dW = dL/dW.

A layer declares its arrays by name and shape; `build` allocates them as views into three vectors: what is learned
(`params`), the gradients (`grads`), and what is remembered but not learned (`state`).
"""

from __future__ import annotations  # naming np.random.Generator must not import np.random: 20 ms

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Self

import numpy as np

from ..checks import check_dtype, spawn
from ..config import Configurable

Shapes = Mapping[str, tuple[int, ...]]


class Layer(Configurable):
    """Base class: (B, n_in) to (B, n_out). Subclasses say which arrays they have and write the two passes.

    Attributes
    ----------
    n_in, n_out : int or None
        Widths of input and output. None: any width, and the output is as wide as the input.
    param_shapes, state_shapes : dict
        Name and shape of each learned array and of each running statistic. The gradient of `W` is `dW`.
    couples_rows : bool
        True where an output row depends on the other rows of the batch (batch norm). Such a layer must not see
        real and generated rows in one pass.
    rows : int
        How many rows of the input make one row of the output: 1 for all layers but `Pack`.
    rng : numpy.random.Generator or None
        The stream for what a training pass draws (dropout's masks); `Sequential` gives all its layers the same one.
    """

    n_in: int | None = None
    n_out: int | None = None
    param_shapes: Shapes = MappingProxyType({})
    state_shapes: Shapes = MappingProxyType({})
    couples_rows = False
    rows = 1
    params = grads = state = None  # 1-D vectors, once built
    rng: np.random.Generator | None = None

    def forward(self, x: np.ndarray, training: bool = True) -> tuple[np.ndarray, Any]:
        """(B, n_in) -> (B, n_out) and the cache that `backward` wants.

        training=True: batch norm uses and records the batch's statistics, dropout drops. False: inference.
        """
        raise TypeError(f"{type(self).__name__} must define forward(x, training=True)")

    def backward(self, dy: np.ndarray, cache, *, params: bool = True, inputs: bool = True) -> np.ndarray | None:
        """(B, n_out) -> (B, n_in), and write the gradients of the learned arrays.

        params=False leaves `grads` untouched (a network that stands still); inputs=False returns None.
        Gradients are written, not accumulated.
        """
        raise TypeError(f"{type(self).__name__} must define backward(dy, cache, params=True, inputs=True)")

    def double_backward(self, ddx: np.ndarray, dy: np.ndarray, cache) -> np.ndarray:
        """The backward pass of the backward pass: for a penalty P on dx, the gradient by the input.

        ddx : (B, n_in), dP/d(dx).  dy : (B, n_out), what `backward` was given.
        Returns ddy (B, n_out), dP/d(dy), and writes the gradients of P by the learned arrays. Defined where the layer
        is linear in x, or linear on each side of a kink: dx then depends on dy and the weights alone.
        """
        raise TypeError(f"{type(self).__name__} defines no double_backward, which a penalty on D's gradient needs")

    def initialize(self, rng: np.random.Generator) -> None:
        """Fill the learned arrays and the state with their first values."""

    def output_width(self, width: int | None) -> int | None:
        """Width of the output for an input of `width` columns."""
        return width if self.n_out is None else self.n_out

    def build(self, *, rng=None, dtype=np.float32) -> Self:
        """Allocate the arrays and draw the first weights (in float64, then cast). Returns the layer itself.

        `Sequential` does this for its layers; call it to use a layer on its own.
        Raises ValueError if the layer has its arrays already, or for a dtype other than float32 and float64.
        """
        if self.params is not None:
            raise ValueError(f"{self!r} has its weights already: a layer belongs to one network; make a new one")
        dtype = check_dtype(dtype)
        n_params, n_state = _size(self.param_shapes), _size(self.state_shapes)
        self.bind(np.zeros(n_params, dtype), np.zeros(n_params, dtype), np.zeros(n_state, dtype))
        weights, self.rng = spawn(rng, 2)
        self.initialize(weights)
        return self

    def bind(self, params: np.ndarray, grads: np.ndarray, state: np.ndarray) -> None:
        """Make W, dW, running_mean, ... views into these vectors, whose values stay as they are."""
        views = _views(self.param_shapes, params, "") | _views(self.param_shapes, grads, "d")
        views |= _views(self.state_shapes, state, "")
        self.__dict__.update(views, params=params, grads=grads, state=state)

    def __setattr__(self, name, value):
        # layer.W += ... assigns the very array it changed, and passes
        bound = self.__dict__.get(name)
        if isinstance(bound, np.ndarray) and value is not bound:
            raise AttributeError(
                f"{type(self).__name__}.{name} is a view into the network's vector; "
                f"write its values in place: layer.{name}[...] = ..."
            )
        super().__setattr__(name, value)

    def __getattr__(self, name):
        names = [*self.param_shapes, *("d" + n for n in self.param_shapes), *self.state_shapes]
        if name in names:
            raise AttributeError(f"{self!r} has no {name} yet: put it into a Sequential, or call its build(rng=...)")
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    # Copies (copy.deepcopy, pickling) carry the three vectors; the views are made anew over them.

    def __getstate__(self) -> dict:
        views = {*self.param_shapes, *("d" + n for n in self.param_shapes), *self.state_shapes}
        return {k: v for k, v in self.__dict__.items() if k not in views}

    def __setstate__(self, state: dict) -> None:
        self.__dict__.update(state)
        if self.params is not None:
            self.bind(self.params, self.grads, self.state)


def column_sums(a: np.ndarray) -> np.ndarray:
    """Sum over the batch, (B, n) -> (n,): a product with a row of ones, which BLAS does faster than a.sum(axis=0)."""
    return np.ones(len(a), a.dtype) @ a


def _size(shapes: Shapes) -> int:
    return sum(math.prod(shape) for shape in shapes.values())


def _views(shapes: Shapes, vector: np.ndarray, prefix: str) -> dict[str, np.ndarray]:
    views, start = {}, 0
    for name, shape in shapes.items():
        stop = start + math.prod(shape)
        views[prefix + name] = vector[start:stop].reshape(shape)
        start = stop
    return views
