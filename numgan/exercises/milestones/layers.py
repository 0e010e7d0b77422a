"""Layers whose two passes are a learner's functions. The caches hold what these functions ask for."""

import numpy as np

from ...layers import BatchNorm, Dense, LeakyReLU, ReLU, Tanh
from .answers import Own


class OwnDense(Own, Dense):
    """Dense of `dense_forward` and `dense_backward`.

    Forward     y = dense_forward(x, W, b)
    Backward    dx, dW, db = dense_backward(dy, x, W)
    """

    def forward(self, x, training=True):
        x = self.check_x(x, training)
        b = self.b if self.bias else np.zeros_like(self.W[0])
        return self.answers.dense_forward(x, self.W, b), x

    def backward(self, dy, cache, *, params=True, inputs=True):
        x = cache
        dy = self.check_dy(dy, (len(x), self.n_out), params, inputs)
        dx, dW, db = self.answers.dense_backward(dy, x, self.W)
        if params:
            self.dW[...] = dW
            if self.bias:
                self.db[...] = db
        return dx if inputs else None


class OwnLeakyReLU(Own, LeakyReLU):
    """LeakyReLU of `leaky_relu` and `leaky_relu_backward`. Images pass through as rows, (B, H W C).

    Forward     y = leaky_relu(x, slope)
    Backward    dx = leaky_relu_backward(dy, x, slope)
    """

    def forward(self, x, training=True):
        x = self.check_x(x, training)
        return self.answers.leaky_relu(rows(x), self.negative_slope).reshape(x.shape), x

    def backward(self, dy, cache, *, params=True, inputs=True):
        x = cache
        dy = self.check_dy(dy, x.shape, params, inputs)
        if not inputs:
            return None
        return self.answers.leaky_relu_backward(rows(dy), rows(x), self.negative_slope).reshape(x.shape)


class OwnReLU(OwnLeakyReLU, ReLU):
    """ReLU is a leaky one with slope 0."""

    def __init__(self):
        super().__init__(0.0)

    def config(self):
        return {}


class OwnTanh(Own, Tanh):
    """Tanh, whose backward pass is `tanh_backward`; the forward pass is NumPy's own function.

    Backward    dx = tanh_backward(dy, y)
    """

    def backward(self, dy, cache, *, params=True, inputs=True):
        y = cache
        dy = self.check_dy(dy, y.shape, params, inputs)
        return self.answers.tanh_backward(rows(dy), rows(y)).reshape(y.shape) if inputs else None


class OwnBatchNorm(Own, BatchNorm):
    """BatchNorm of `batchnorm_forward`, `batchnorm_backward` and `running_statistics`; of images, `channel_batchnorm`.

    Forward     y, xhat, rstd = batchnorm_forward(x, gamma, beta, eps)      rows (B, n), or
                y = channel_batchnorm(x, gamma, beta, eps)                  images (B, H, W, n)
                running_mean, running_var = running_statistics(running_mean, running_var, x, momentum)
    Backward    dx, dgamma, dbeta = batchnorm_backward(dy, x, gamma, eps)   each pixel is a row

    Not training, the layer is numgan's: the running statistics are constants, and no exercise asks for that case.
    """

    def forward(self, x, training=True):
        x = self.check_x(x, training, images=True)
        if not training:
            return super().forward(x, training)
        if x.ndim == 2:
            y = self.answers.batchnorm_forward(x, self.gamma, self.beta, self.eps)[0]
        else:
            y = self.answers.channel_batchnorm(x, self.gamma, self.beta, self.eps)
        pixels = x.reshape(-1, self.n)
        mean, var = self.answers.running_statistics(self.running_mean, self.running_var, pixels, self.momentum)
        self.running_mean[...], self.running_var[...] = mean, var
        return y, x

    def backward(self, dy, cache, *, params=True, inputs=True):
        if isinstance(cache, tuple):  # of a pass that was not training
            return super().backward(dy, cache, params=params, inputs=inputs)
        x = cache
        dy = self.check_dy(dy, x.shape, params, inputs).reshape(-1, self.n)
        dx, dgamma, dbeta = self.answers.batchnorm_backward(dy, x.reshape(-1, self.n), self.gamma, self.eps)
        if params:
            self.dgamma[...], self.dbeta[...] = dgamma, dbeta
        return dx.reshape(x.shape) if inputs else None


def rows(x: np.ndarray) -> np.ndarray:
    """Images as rows, (B, H W C); rows as they are. The exercises on activations take rows."""
    return x.reshape(len(x), -1)
