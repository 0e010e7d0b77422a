"""Least squares in place of cross-entropy."""

import numpy as np

from ..checks import check_array, check_number
from .base import Objective, check_both, check_logits


class LeastSquares(Objective):
    """LSGAN: D learns one target for generated rows and another for real ones; G wants D to answer a third.

    Discriminator, with the target a for generated rows and b for real ones:
        loss   = mean((r - b)^2) / 2 + mean((f - a)^2) / 2
        dreal  = (r - b) / B
        dfake  = (f - a) / B'
    Generator, which wants D to answer c:
        loss   = mean((f - c)^2) / 2
        dfake  = (f - c) / B'                                       grows with the distance from c

    r, f: D's outputs for real and generated rows, (B, 1) and (B', 1), without a sigmoid. Both factors 1/2 are the
    paper's. Code without them has gradients twice as large; with plain SGD that doubles the step. There is no value V,
    because the game is not zero-sum.

    D is at its best where the derivative at each x is 0, (D - b) p_data + (D - a) p_g = 0:
        D*     = (b p_data + a p_g) / (p_data + p_g)
        loss   = (b - a)^2 / 4 (1 - S / 2),  S = sum((p_data - p_g)^2 / (p_data + p_g)), in [0, 2]
    With a = 0 and b = 1 that is p_data / (p_data + p_g): D's output is the probability itself. But a network's output
    may leave [0, 1], so `probability` is (D - a) / (b - a), clipped.

    What G minimises. Take b - a = 2 and b - c = 1, for example a = -1, b = 1, c = 0. Then G's loss at D*, plus the same
    mean over real rows, which G cannot change, is S / 2. The paper calls S the Pearson chi-squared divergence between
    p_data + p_g and 2 p_g. With a = 0, b = c = 1 the loss at D* is sum(p_g^3 / (p_data + p_g)^2) / 2 instead. That is
    at least 1/8, and it is 1/8 only for p_g = p_data.

    Both say how large G's loss is after D has adapted to G. But G's gradient is taken while D stands still, and belongs
    to another divergence, which the package's docstring derives. For a, b, c = 0, 1, 1 it has
    phi'' = 1 / (u (1 + u)^3), which is positive, and G's steps lead to the data. For -1, 1, 0 it has
    phi'' = 2 (1 - u) / (u (1 + u)^3), which is negative where G makes too few rows (u = p_data / p_g > 1): against a
    perfect D, G then drops modes. That is why 0, 1, 1 is the default.

    Parameters
    ----------
    a, b, c : float, a and b not equal
        D's targets for generated rows and for real ones, and the answer that G wants from D.

    Source: Mao et al. 2017, eq. 2 (loss), 5 (best D), 8 and 9 (the two choices of a, b, c).
    """

    def __init__(self, *, a: float = 0.0, b: float = 1.0, c: float = 1.0):
        self.a, self.b, self.c = check_number("a", a), check_number("b", b), check_number("c", c)
        if self.a == self.b:
            raise ValueError(f"a and b, D's targets for generated and real rows, must differ; got {a!r} for both")

    undecided = 0.5

    def discriminator(self, real_logits, fake_logits):
        r, f = check_both(real_logits, fake_logits)
        loss = ((r - self.b) ** 2).mean() / 2 + ((f - self.a) ** 2).mean() / 2
        return float(loss), (r - self.b) / r.size, (f - self.a) / f.size

    def generator(self, fake_logits, real_logits=None):
        f = check_logits("fake_logits", fake_logits)
        return float(((f - self.c) ** 2).mean() / 2), (f - self.c) / f.size

    def probability(self, logits):
        logits = check_array("logits", logits)
        return np.clip((logits - self.a) / (self.b - self.a), 0, 1)

    def equilibrium(self):
        D = (self.a + self.b) / 2  # D* at p_g = p_data
        return (self.b - self.a) ** 2 / 4, (D - self.c) ** 2 / 2
