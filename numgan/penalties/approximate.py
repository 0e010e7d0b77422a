"""R1 and R2 without the gradient of a gradient: the slope as a difference of two logits."""

import numpy as np

from ..checks import check_number
from .base import Penalty
from .slopes import R1, R2


class Approximate(Penalty):
    """What `ApproximateR1` and `ApproximateR2` have in common: how steep D is, from two passes and no double backward.

    exact = False, so layers such as Tanh, which have no `double_backward`, may stand in D.
    """

    exact = False
    sigma: float

    def at(self, D, points):
        stream, state = D.rng.bit_generator.state, D.state.copy()
        y, cache = D.forward(points)
        step = self.sigma * D.rng.standard_normal(points.shape, points.dtype)
        end = D.rng.bit_generator.state
        D.rng.bit_generator.state, D.state[...] = stream, state  # both passes have the same masks
        moved, moved_cache = D.forward(points + step)
        D.rng.bit_generator.state = end
        d = (moved - y)[:, :1] / self.sigma  # (B, 1): of the logit, where D has more columns
        dmoved = np.zeros_like(y)
        dmoved[:, :1] = d * (self.weight / (self.sigma * len(d)))
        D.backward(dmoved, moved_cache, inputs=False, add=True)
        D.backward(-dmoved, cache, inputs=False, add=True)
        return self.weight / 2 * float(np.square(d).mean())


class ApproximateR1(Approximate, R1):
    """R1, with the slope in a random direction in place of the gradient.

    Points      x~ = x,  and  x~ + sigma e,  e ~ N(0, 1) for every entry
    Difference  d = (D(x~ + sigma e) - D(x~)) / sigma                           (B, 1), near g . e
    Penalty     P = weight / 2 mean(d^2)
    Gradient    dP/dD(x~ + sigma e) = weight d / (sigma B),  dP/dD(x~) = -dP/dD(x~ + sigma e),  and back through D

    E[(g . e)^2] = |g|^2, so for a small sigma P is R1 on average. For one row it scatters: (g . e)^2 has the standard
    deviation sqrt(2) |g|^2. D makes two passes and each is followed by its backward pass; no layer needs a
    `double_backward`. Both passes have the same dropout masks and the same running statistics.

    sigma : float > 0, the step; in float32 not below 1e-3 of the data's scale, or rounding makes d noisy.
    Source: Lin et al. 2025, Diffusion Adversarial Post-Training for One-Step Video Generation: there the loss is
    lambda |D(x) - D(x + sigma e)|^2, so lambda = weight / (2 sigma^2).
    """

    def __init__(self, *, weight: float = 10.0, sigma: float = 0.01):
        super().__init__(weight=weight)
        self.sigma = check_number("sigma", sigma, 0, exclusive="low")


class ApproximateR2(ApproximateR1, R2):
    """`ApproximateR1` at generated rows, as R2 is R1 at generated rows."""
