"""How a layer's arrays are views into three vectors, so that `layer.W` and `net.params` share their memory.

A layer declares its arrays by name and shape. `bind` makes each of them a view into a part of a vector: of `params` for
what is learned, of `grads` for its gradient (in the same order), of `state` for what is remembered. The views are never
replaced, only written to. A copy of a layer gets new views, into the copied vectors.
"""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from ..config import Configurable

Shapes = Mapping[str, tuple[int, ...]]


class Views(Configurable):
    """Base class: `param_shapes` and `state_shapes` name the arrays, `bind` makes them views into three vectors."""

    param_shapes: Shapes = MappingProxyType({})
    state_shapes: Shapes = MappingProxyType({})
    params: np.ndarray | Any = None  # these three: 1-D vectors, once bound
    grads: np.ndarray | Any = None
    state: np.ndarray | Any = None
    fixed: tuple[str, ...] = "init", "shape"  # arguments that have no effect once the vectors are bound

    def bind(self, params: np.ndarray, grads: np.ndarray, state: np.ndarray) -> None:
        """Make W, dW, running_mean, ... views into these vectors, whose values stay as they are."""
        views = _views(self.param_shapes, params, "") | _views(self.param_shapes, grads, "d")
        views |= _views(self.state_shapes, state, "")
        self.__dict__.update(views, params=params, grads=grads, state=state)

    def __setattr__(self, name, value):
        bound = self.__dict__.get(name)
        if isinstance(bound, np.ndarray):
            if value is bound:
                return  # layer.W += ... assigns the very array that it has changed
            raise AttributeError(
                f"{type(self).__name__}.{name} is a view into the network's vector; "
                f"write its values in place: layer.{name}[...] = ..."
            )
        super().__setattr__(name, value)

    def _checked(self, name, value):
        if name in self._names():
            getattr(self, name)  # not bound yet: the error below
        if self._ours and name in self.fixed and self.params is not None:
            raise AttributeError(f"{self!r} has its weights already: {name} would have no effect; make a new layer")
        return super()._checked(name, value)

    def __getattr__(self, name):
        if name in self._names():
            raise AttributeError(f"{self!r} has no {name} yet: put it into a Sequential, or call its build(rng=...)")
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    def __getstate__(self) -> dict:
        return {k: v for k, v in self.__dict__.items() if k not in self._names()}

    def __setstate__(self, state: dict) -> None:
        self.__dict__.update(state)
        if self.params is not None:
            self.bind(self.params, self.grads, self.state)

    def _names(self) -> set[str]:
        return {*self.param_shapes, *("d" + name for name in self.param_shapes), *self.state_shapes}


def size(shapes: Shapes) -> int:
    """How many numbers arrays of these shapes hold."""
    return sum(math.prod(shape) for shape in shapes.values())


def _views(shapes: Shapes, vector: np.ndarray, prefix: str) -> dict[str, np.ndarray]:
    views, start = {}, 0
    for name, shape in shapes.items():
        stop = start + math.prod(shape)
        views[prefix + name] = vector[start:stop].reshape(shape)
        start = stop
    return views
