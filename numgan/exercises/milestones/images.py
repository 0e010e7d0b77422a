"""Convolutions that are a learner's functions. These know no padding: the rim is put on before, and cut off after."""

import numpy as np

from ...layers import Conv2D, ConvTranspose2D
from ...layers.convolution import Convolution
from .answers import Own


class OwnConv2D(Own, Conv2D):
    """Conv2D of `pad_images`, `conv2d_forward`, `conv2d_weight_gradient` and `conv2d_input_gradient`.

    Forward     xp = pad_images(x, padding)
                y = conv2d_forward(xp, W, b, stride)
    Backward    dW, db = conv2d_weight_gradient(xp, dy, kernel, stride)
                dxp = conv2d_input_gradient(dy, W, shape of xp, stride)
                dx = dxp without the rim

    kernel, stride and padding are whole numbers, because the exercises know square windows only.
    """

    def forward(self, x, training=True):
        _, stride, padding = square(self)
        x = self.answers.pad_images(self.check_images(x, training), padding)
        b = self.b if self.bias else np.zeros_like(self.W[0, 0, 0])
        y = self.answers.conv2d_forward(x, self.W, b, stride)
        return y, (x, y.shape)

    def backward(self, dy, cache, *, params=True, inputs=True):
        x, y_shape = cache
        dy = self.check_dy(dy, y_shape, params, inputs)
        kernel, stride, padding = square(self)
        if params:
            dW, db = self.answers.conv2d_weight_gradient(x, dy, kernel, stride)
            self.dW[...] = dW
            if self.bias:
                self.db[...] = db
        if not inputs:
            return None
        return without_rim(self.answers.conv2d_input_gradient(dy, self.W, x.shape, stride), padding)


class OwnConvTranspose2D(Own, ConvTranspose2D):
    """ConvTranspose2D of `conv_transpose`; backward it is a convolution, of the same functions as `OwnConv2D`.

    Forward     y = conv_transpose(x, W, stride) without a rim of `padding` pixels, + b
    Backward    dyp = pad_images(dy, padding)
                dx = conv2d_forward(dyp, W, 0, stride)
                dW, _ = conv2d_weight_gradient(dyp, x, kernel, stride)      x is what that convolution would give
                db = sum of dy over batch and pixels
    """

    def forward(self, x, training=True):
        _, stride, padding = square(self)
        x = self.check_images(x, training)
        y = without_rim(self.answers.conv_transpose(x, self.W, stride), padding)
        return y + self.b if self.bias else y, (x, y.shape)

    def backward(self, dy, cache, *, params=True, inputs=True):
        x, y_shape = cache
        dy = self.check_dy(dy, y_shape, params, inputs)
        kernel, stride, padding = square(self)
        dyp = self.answers.pad_images(dy, padding)
        if params:
            self.dW[...] = self.answers.conv2d_weight_gradient(dyp, x, kernel, stride)[0]
            if self.bias:
                self.db[...] = dy.sum(axis=(0, 1, 2))
        if not inputs:
            return None
        return self.answers.conv2d_forward(dyp, self.W, np.zeros_like(self.W[0, 0, 0]), stride)


def square(layer: Convolution) -> tuple[int, int, int]:
    """The layer's kernel, stride and padding. Raises ValueError if one of them is not a whole number."""
    kernel, stride, padding = layer.kernel, layer.stride, layer.padding
    if not isinstance(kernel, int) or not isinstance(stride, int) or not isinstance(padding, int):
        raise ValueError(
            f"{layer!r}: the exercises on convolution know square windows, so kernel, stride and padding must each be "
            "one whole number"
        )
    return kernel, stride, padding


def without_rim(x: np.ndarray, padding: int) -> np.ndarray:
    """Images (B, H, W, C) without `padding` pixels at each of their four sides: the transpose of putting a rim on."""
    inner = slice(padding, -padding or None)
    return x[:, inner, inner]
