"""What a penalty on the slope of D is, and its gradient by hand: the gradient of a gradient.

A penalty measures how steeply D's logit changes with its input, at some rows x~ (B, n):

    g    = dD/dx~                       (B, n), one gradient per row: the backward pass of dy = 1
    P    = weight mean(h(|g|))          over rows, |g| a row's Euclidean norm

D descends loss + P, and for that it needs dP/dW: the derivative of a g that is itself a derivative. If D is made of
Dense layers and of kinked lines (LeakyReLU, ReLU, maxout), the backward pass that computed g is

    dx_(i-1) = dx_i W_i^T               through Dense
    dx_(i-1) = dx_i s_i                 through LeakyReLU, s_i = 1 or slope: constant on each side of the kink

It is a chain of products, and the weights occur in it just as they do in the forward pass. So P has a backward pass
through this chain. The chain ran from the last layer to the first, so its backward pass runs from the first to the
last. With q_i = dP/d(dx_i):

    q_0  = weight h'(|g|) g / (|g| B)
    dW_i = q_(i-1)^T dx_i               Dense:      dx_(i-1) is a product of dx_i and W_i, and each has its gradient
    q_i  = q_(i-1) W_i
    q_i  = q_(i-1) s_i                  LeakyReLU:  s_i does not depend on the weights

No bias occurs in the chain, so db = 0. With tanh or a sigmoid, s_i would depend on the input and on the weights of
earlier layers, and there would be one more term: such layers are refused. Batch norm is refused too. With it a row's
output depends on all rows, and "the slope at this row" means nothing. If D packs rows (`Pack`), "a row" means here what
D judges: a whole pack. If D has further heads, columns behind its logit, their slope is free: dy is 0 there.
"""

from __future__ import annotations  # np.random.Generator in a signature would import np.random: 20 ms

import numpy as np

from ..checks import check_kind, check_number, check_rows
from ..config import Configurable
from ..layers import Layer
from ..network import Sequential


class Penalty(Configurable):
    """Base class. Subclasses define at which rows the slope is taken, and which slopes are penalised how much.

    weight : float > 0

    Attributes
    ----------
    exact : bool
        Whether every layer of D must have a `double_backward`.
    """

    exact = True

    def __init__(self, *, weight: float):
        self.weight = check_number("weight", weight, 0, exclusive="low")

    def points(self, real: np.ndarray, fake: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Rows (B, n) at which the slope is penalised, from real and generated rows, (B, n) each (packs if D packs)."""
        raise TypeError(f"{type(self).__name__} must define points(real, fake, rng)")

    def height(self, norm: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """h and h' / |g| at the norms |g|, (B, 1) each. By default h = (|g| - 1)^2, with 0 for h' / |g| at g = 0."""
        excess = norm - 1
        return excess**2, np.divide(2 * excess, norm, out=np.zeros_like(norm), where=norm > 0)

    def gradient(self, discriminator: Sequential, real: np.ndarray, fake: np.ndarray) -> float:
        """Add dP/d(params) to discriminator.grads and return P. Random numbers come from the network's own stream."""
        D = check_kind("discriminator", discriminator, Sequential, "a Player, or a Sequential")
        real, fake = check_rows("real", real, D.n_in, D.dtype), check_rows("fake", fake, D.n_in, D.dtype)
        if len(real) % D.rows or len(fake) % D.rows:
            raise ValueError(f"D packs {D.rows} rows into one; got {len(real)} real and {len(fake)} fake rows")
        real, fake = (rows.reshape(-1, D.rows * D.n_in) for rows in (real, fake))
        points = self.points(real, fake, D.rng).reshape(-1, D.n_in)
        if not np.isfinite(points).all():
            return np.nan  # a kinked line's slope is finite even at NaN, so the NaN would go unseen
        return self.at(D, points)

    def at(self, D: Sequential, points: np.ndarray) -> float:
        """Add dP/d(params) at these points, rows (B, n_in), to D.grads and return P: the chain above."""
        g, trail = D.input_gradient(points)
        g = g.reshape(-1, D.rows * D.n_in)
        norm = np.sqrt(np.einsum("ij,ij->i", g, g))[:, None]  # (B, 1)
        h, slope = self.height(norm)
        D.double_backward((g * (slope * (self.weight / len(g)))).reshape(points.shape), trail)
        return self.weight * float(h.mean())

    def check(self, discriminator: Sequential) -> None:
        """Raise ValueError if D has a layer with which a penalty on the slope makes no sense, or is not derived."""
        for layer in discriminator.parts:
            if layer.couples_rows:
                raise ValueError(
                    f"{self!r} takes the slope of D at each row by itself, and {layer!r} makes D's output for a row "
                    "depend on the whole batch; leave it out of D"
                )
            if self.exact and type(layer).double_backward is Layer.double_backward:
                raise ValueError(
                    f"{self!r} needs a double_backward of every layer in D, and {layer!r} has none: the derivation "
                    "holds for layers that are linear in x on each side of a kink, such as Dense and LeakyReLU "
                    "(ApproximateR1 and ApproximateR2 need none)"
                )
