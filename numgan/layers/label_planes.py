"""Labels beside an image: columns become planes."""

import math

import numpy as np

from ..checks import check_count, check_shape, shown
from .base import Layer


class LabelPlanes(Layer):
    """Turn a row [x | c] into an image that has, behind x's own channels, a constant plane for each column of c.

    Forward     y[b, i, j] = x's channels at the pixel i, j, then all of c[b]           the same c at every pixel
    Backward    dx = dy's first channels, laid out as a row
                dc = the sum of dy's last channels over all pixels
    Double      ddy = [ddx | ddc], made an image likewise

    Shapes: (B, H W C + labels) to (B, H, W, C + labels). It stands where a `Reshape` would, first in a D of
    convolutions, which cannot take a label beside the image as `Dense` can. So each window sees the label. The way is
    also called spatial replication, or concatenation on the axis of the channels.

    A column of c stands at H W pixels, so the slope in c, which a penalty sees too, is a sum over all of them.

    Parameters
    ----------
    shape : (height, width, channels)
        Of the image x.
    labels : int
        Columns of c: a one-hot row, or whatever else stands behind an image.

    Source: Newmu/dcgan_code, mnist/train_cond_dcgan.py (the code of Radford et al. 2016; there before every layer).
    """

    def __init__(self, shape: tuple[int, ...], *, labels: int):
        self.shape, self.labels = check_shape("shape", shape), check_count("labels", labels)
        if len(self.shape) != 3:
            raise ValueError(f"shape must be (height, width, channels), got {shown(shape)}")
        self.n_in = math.prod(self.shape) + self.labels

    def output_shape(self, shape):
        super().output_shape(shape)
        height, width, channels = self.shape
        return height, width, channels + self.labels

    def forward(self, x, training=True):
        y = self._images(self.check_x(x, training))
        return y, y.shape

    def backward(self, dy, cache, *, params=True, inputs=True):
        dy = self.check_dy(dy, cache, params, inputs)
        if not inputs:
            return None
        dx, dc = np.split(dy, [self.shape[2]], axis=3)
        return np.hstack([dx.reshape(len(dy), -1), dc.sum(axis=(1, 2))])

    def double_backward(self, ddx, dy, cache):
        return self._images(ddx)

    def _images(self, rows):
        x, c = np.split(rows, [-self.labels], axis=1)
        planes = np.broadcast_to(c[:, None, None], (len(rows), *self.shape[:2], self.labels))
        return np.concatenate([x.reshape(-1, *self.shape), planes], axis=3)
