"""Instance noise."""

from ..checks import check_count, check_number
from .base import Layer


class InstanceNoise(Layer):
    """Add noise to all rows that D sees, real and generated ones alike: less and less, and in the end none.

    Forward     y = x + std max(1 - t / passes, 0) e,   e ~ N(0, 1) for every entry,   then t = t + 1
                y = x + std e                           with passes=None
    Backward    dx = dy
    Double      ddy = ddx

    Not training: y = x. With noise the two distributions always overlap. So even the best D is not certain, and it has
    a slope for G to follow. As D's first layer it adds noise to both (and, where rows carry labels, to the labels too).
    `t` counts training passes and is kept with the running statistics. D makes d_steps + 1 of them in a training step;
    one more with an objective that compares, d_steps more with a penalty or with batch norm in D.

    Shapes: (B, n) to (B, n). The noise is drawn from `layer.rng`.

    Parameters
    ----------
    std : float > 0
        Of the noise at the start, in units of the scaled data.
    passes : int or None
        After so many training passes there is no more noise; None: it never becomes less. Between D's layers such noise
        serves as dropout does: it makes it hard to learn single rows by heart (the code of Salimans et al. 2016).

    Source: Sonderby et al. 2017 (Amortised MAP inference), on instance noise; Arjovsky & Bottou 2017, section 3.
    """

    def __init__(self, *, std: float, passes: int | None):
        self.std = check_number("std", std, 0, exclusive="low")
        self.passes = None if passes is None else check_count("passes", passes)
        self.state_shapes = {"t": (1,)}

    def forward(self, x, training=True):
        x = self.check_x(x, training)
        if not training:
            return x, x.shape
        std = self.std if self.passes is None else self.std * max(1 - float(self.t[0]) / self.passes, 0.0)
        self.t += 1
        return (x + std * self.rng.standard_normal(x.shape, x.dtype) if std else x), x.shape

    def backward(self, dy, cache, *, params=True, inputs=True):
        dy = self.check_dy(dy, cache, params, inputs)
        return dy if inputs else None

    def double_backward(self, ddx, dy, cache):
        return ddx
