"""Layers with a way around them: what went in stands beside what came out."""

import numpy as np

from .base import Layer, check_new_layers, show_shape
from .views import size


class Skip(Layer):
    """Run some layers, and put their input beside their output, in further channels.

    Forward     y = [x | F(x)]                      F: the layers, one after the other
    Backward    [dx0 | dF] = dy                     the channels of x, and those of F(x)
                dx = dx0 + (F's backward pass of dF)
    Double      ddy = [ddx | F's double backward pass of ddx]

    Put into each other they make a U: an image becomes smaller and smaller, and larger again. What is small knows what
    there is in the image, and what went past knows exactly where. So a generator that turns images into images need
    not squeeze every edge through its narrowest place:

        Conv2D      28 -> 14 ------------------------- Skip -- ConvTranspose2D  14 -> 28
            Conv2D      14 -> 7 ------- Skip -- ConvTranspose2D  7 -> 14
                Conv2D      7 -> 4,  ConvTranspose2D  4 -> 7

        U = [
            *(Reshape((28, 28, 1)), Conv2D(1, 8, kernel=4, stride=2, padding=1), LeakyReLU(0.2)),
            Skip([
                *(Conv2D(8, 16, kernel=4, stride=2, padding=1), LeakyReLU(0.2)),
                Skip([
                    *(Conv2D(16, 32, kernel=3, stride=2, padding=1), ReLU()),
                    ConvTranspose2D(32, 16, kernel=3, stride=2, padding=1),
                ]),
                *(ReLU(), ConvTranspose2D(16 + 16, 8, kernel=4, stride=2, padding=1)),
            ]),
            *(ReLU(), ConvTranspose2D(8 + 8, 1, kernel=4, stride=2, padding=1), Flatten(), Tanh()),
        ]

    Shapes: (B, n) to (B, n + m), or (B, H, W, n) to (B, H, W, n + m), where the layers give m columns or channels and
    keep height and width. The layers' arrays are called as in a network, `layers[0].W`, and stand in its one vector.

    Parameters
    ----------
    layers : list or tuple of Layer
        New layers; each belongs to this layer from now on.

    Raises ValueError for layers that do not fit, that change height or width, or that pack rows.
    Source: Ronneberger et al. 2015, U-Net; in a generator Isola et al. 2017, whose code (junyanz/
    pytorch-CycleGAN-and-pix2pix, UnetSkipConnectionBlock) puts x first as well.
    """

    fixed = (*Layer.fixed, "layers")

    def __init__(self, layers):
        self.layers = check_new_layers(layers)
        for i, layer in enumerate(self.layers):
            if layer.rows != 1:
                raise ValueError(f"layers[{i}], {layer!r}, makes one row of several, beside which x cannot stand")
        self.param_shapes, self.state_shapes = self._shapes("param_shapes"), self._shapes("state_shapes")
        if self.in_shape is not None:
            self.output_shape(None)

    def config(self):
        return {"layers": [type(layer)(**layer.config()) for layer in self.layers]}  # new ones: these have a place

    def _shapes(self, kind):
        arrays = [(i, *array) for i, layer in enumerate(self.layers) for array in getattr(layer, kind).items()]
        return {f"layers[{i}].{name}": shape for i, name, shape in arrays}

    def bind(self, params, grads, state):
        super().bind(params, grads, state)
        p = s = 0  # where the layer's parameters and its state begin
        for layer in self.layers:
            learned = slice(p, p := p + size(layer.param_shapes))
            remembered = slice(s, s := s + size(layer.state_shapes))
            layer.bind(params[learned], grads[learned], state[remembered])

    def initialize(self, rng):
        for layer, stream in zip(self.layers, rng.spawn(len(self.layers)), strict=True):
            layer.initialize(stream)

    @property
    def rng(self):  # that of its layers, which draw from it
        return self.layers[0].rng

    @rng.setter
    def rng(self, stream):
        for layer in self.layers:
            layer.rng = stream

    @property
    def parts(self):
        return [self, *(part for layer in self.layers for part in layer.parts)]

    @property
    def couples_rows(self) -> bool:  # type: ignore[override]  # it follows from the layers, and is only read
        return any(layer.couples_rows for layer in self.layers)

    def reference_rows(self, before):
        rows = before
        for layer in self.layers:
            rows = layer.reference_rows(rows)
        if rows != before:
            raise ValueError("adds or takes away rows of a reference batch, and x has them or not: do that outside")
        return rows

    @property
    def in_shape(self):
        return self.layers[0].in_shape

    def output_shape(self, shape):
        inner = shape = shape or self.in_shape
        for i, layer in enumerate(self.layers):
            try:
                inner = layer.output_shape(inner)
            except ValueError as error:
                raise ValueError(
                    f"holds layers[{i}], {layer!r}, which {error} and is given {show_shape(inner)}"
                ) from None
        if shape is None or inner is None:
            return None
        if inner[:-1] != shape[:-1] or len(inner) != len(shape):
            raise ValueError(f"makes {show_shape(inner)} of {show_shape(shape)}: only the last axis may differ")
        return (*shape[:-1], shape[-1] + inner[-1])

    def forward(self, x, training=True):
        inner = x = self.check_x(x, training, images=True)
        caches = []
        for layer in self.layers:
            inner, cache = layer.forward(inner, training)
            caches.append(cache)
        if inner.shape[:-1] != x.shape[:-1]:
            raise ValueError(f"{self!r} puts x, {x.shape}, beside {inner.shape}: only the last axis may differ")
        y = np.concatenate([x, inner], axis=-1)
        return y, (caches, x.shape[-1], y.shape)

    def backward(self, dy, cache, *, params=True, inputs=True):
        caches, n, shape = cache
        dx, inner = np.split(self.check_dy(dy, shape, params, inputs), [n], axis=-1)
        for layer, cache in zip(reversed(self.layers), reversed(caches), strict=True):
            inner = layer.backward(inner, cache, params=params, inputs=inputs or layer is not self.layers[0])
        return dx + inner if inputs else None

    def double_backward(self, ddx, dy, cache):
        caches, n, _ = cache
        dys = [dy[..., n:]]  # what each layer's backward pass was given, the last layer's first
        for layer, cache in zip(self.layers[:0:-1], caches[:0:-1], strict=True):
            dys.append(layer.backward(dys[-1], cache, params=False))
        inner = ddx
        for layer, cache, dinner in zip(self.layers, caches, reversed(dys), strict=True):
            inner = layer.double_backward(inner, dinner, cache)
        return np.concatenate([ddx, inner], axis=-1)
