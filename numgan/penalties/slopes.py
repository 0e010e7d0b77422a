"""Penalties on D's slope: at which points, and towards which slope."""

import numpy as np

from .base import Penalty


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


class R2(R1):
    """Slope 0 at generated rows: R1 where G is.

    Points      x~ = G(z)
    Penalty     P = weight / 2 mean(|g|^2)

    R1 alone says nothing about D's slope where there is no data, and this is where G learns from it. With both,
    `Penalties([R1(), R2()])`, D is flat around either kind. G gets no gradient from P: its rows count as constants.
    Source: Mescheder et al. 2018, eq. 10; together with R1 in Huang et al. 2024, section 2.
    """

    def points(self, real, fake, rng):
        return fake


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
