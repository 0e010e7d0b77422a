"""Penalties on the slope of D, by hand: the gradient of a gradient.

A penalty measures how steeply D's output changes with its input, at some rows x~ (B, n):

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
D judges: a whole pack.
"""

from __future__ import annotations  # np.random.Generator in a signature would import np.random: 20 ms

import numpy as np

from .checks import check_kind, check_number, check_rows
from .config import Configurable
from .layers import Layer
from .network import Sequential


class Penalty(Configurable):
    """Base class. Subclasses define at which rows the slope is taken, and which slopes are penalised how much.

    weight : float > 0
    """

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
        g, trail = D.input_gradient(points)
        g = g.reshape(-1, D.rows * D.n_in)
        norm = np.sqrt(np.einsum("ij,ij->i", g, g))[:, None]  # (B, 1)
        h, slope = self.height(norm)
        D.double_backward((g * (slope * (self.weight / len(g)))).reshape(points.shape), trail)
        return self.weight * float(h.mean())

    def check(self, discriminator: Sequential) -> None:
        """Raise ValueError if D has a layer with which a penalty on the slope makes no sense, or is not derived."""
        for layer in discriminator.layers:
            if layer.couples_rows:
                raise ValueError(
                    f"{self!r} takes the slope of D at each row by itself, and {layer!r} makes D's output for a row "
                    "depend on the whole batch; leave it out of D"
                )
            if type(layer).double_backward is Layer.double_backward:
                raise ValueError(
                    f"{self!r} needs a double_backward of every layer in D, and {layer!r} has none: the derivation "
                    "holds for layers that are linear in x on each side of a kink, such as Dense and LeakyReLU"
                )


class GradientPenalty(Penalty):
    """WGAN-GP: the critic's slope is 1 between the two distributions.

    Points      x~ = e x + (1 - e) G(z),  e ~ U[0, 1), one for each row
    Penalty     P = weight mean((|g| - 1)^2)

    The best 1-Lipschitz critic has slope 1 almost everywhere on the lines that couple real and generated rows. e is one
    number per row: with one for every pixel, x~ would leave the line between the two rows. For data in one dimension
    (n = 1) a large weight is dangerous. There the critic's slope can change its sign only by passing 0, where the
    penalty is high; in two dimensions it can turn round. Where rows carry labels, the labels are mixed as well.
    Raises ValueError if there are not as many real as generated rows.
    Source: Gulrajani et al. 2017, eq. 3 and algorithm 1 (weight 10).
    """

    def __init__(self, *, weight: float = 10.0):
        super().__init__(weight=weight)

    def points(self, real, fake, rng):
        if len(real) != len(fake):
            raise ValueError(f"{self!r} joins each real row to a generated one; got {len(real)} and {len(fake)} rows")
        e = rng.random((len(real), 1), real.dtype)
        return e * real + (1 - e) * fake


class R1(Penalty):
    """Slope 0 at real data: this lets the game converge once it is near its equilibrium.

    Points      x~ = x
    Penalty     P = weight / 2 mean(|g|^2)

    Source: Mescheder et al. 2018, eq. 9 (gamma is the weight; 10 there).
    """

    def __init__(self, *, weight: float = 10.0):
        super().__init__(weight=weight)

    def points(self, real, fake, rng):
        return real

    def height(self, norm):
        return norm**2 / 2, np.ones_like(norm)


class DRAGAN(Penalty):
    """Slope 1 around real data, for the original game: it has nothing to do with a Wasserstein distance.

    Points      x~ = x + .5 std(x) e u,  u ~ U[0, 1) for every entry,  e ~ U[0, 1), one for each row
    Penalty     P = weight mean((|g| - 1)^2)

    std(x) is one number, of all entries of the batch. Where rows carry labels, these count in std(x) and are shifted.
    Source: Kodali et al. 2017, algorithm 1 (weight 10). The points are those of its code, which lie between each row
    and a shifted copy of it.
    """

    def __init__(self, *, weight: float = 10.0):
        super().__init__(weight=weight)

    def points(self, real, fake, rng):
        e = rng.random((len(real), 1), real.dtype)
        return real + 0.5 * float(real.std()) * e * rng.random(real.shape, real.dtype)
