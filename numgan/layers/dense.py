"""The fully connected layer."""

import numpy as np

from ..checks import check_count, check_flag, check_kind
from ..vectors import column_sums
from .base import Layer
from .initializers import Initializer, XavierUniform


class Dense(Layer):
    """An affine map of each row.

    Forward     y = x W + b
    Backward    dW = x^T dy
                db = sum of the rows of dy
                dx = dy W^T
    Double      dW = ddx^T dy                       of a penalty P on dx, with ddx = dP/d(dx)
                db = 0
                ddy = ddx W

    Shapes: x (B, n_in), W (n_in, n_out), b (n_out,), y (B, n_out). The sums over the batch are plain sums: the 1 / B
    of a mean loss is in dy already, and dividing here once more would be wrong by a factor B.

    Parameters
    ----------
    n_in, n_out : int
    init : Initializer
        Draws W; b starts at 0. Default: Glorot's uniform.
    bias : bool
        False leaves b out (where batch norm follows, its beta does b's work).

    Source: any text on backpropagation; Goodfellow, Bengio & Courville 2016, section 6.5.
    """

    def __init__(self, n_in: int, n_out: int, *, init: Initializer = XavierUniform(), bias: bool = True):
        self.n_in = check_count("n_in", n_in)
        self.n_out = check_count("n_out", n_out)
        self.init = check_kind("init", init, Initializer, "an Initializer such as XavierUniform()")
        self.bias = check_flag("bias", bias)
        self.param_shapes = {"W": (self.n_in, self.n_out)} | ({"b": (self.n_out,)} if bias else {})

    def initialize(self, rng):
        self.W[...] = self.init(rng, self.n_in, self.n_out)

    def forward(self, x, training=True):
        x = self.check_x(x, training)
        y = x @ self.W  # (B, n_out)
        if self.bias:
            y += self.b
        return y, x

    def backward(self, dy, cache, *, params=True, inputs=True):
        x = cache
        dy = self.check_dy(dy, (len(x), self.n_out), params, inputs)
        if params:
            np.matmul(x.T, dy, out=self.dW)
            if self.bias:
                self.db[...] = column_sums(dy)
        return dy @ self.W.T if inputs else None

    def double_backward(self, ddx, dy, cache):
        # dx = dy W^T is a product of dy and W, so each of them gets a gradient; b does not occur, and gets 0
        np.matmul(ddx.T, dy, out=self.dW)
        if self.bias:
            self.db[...] = 0
        return ddx @ self.W
