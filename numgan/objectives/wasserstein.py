"""The Wasserstein distance, as a critic measures it."""

import numpy as np

from .base import Objective, check_both, check_logits


class Wasserstein(Objective):
    """WGAN: a critic D pulls the mean scores of real and generated rows apart, and G raises its rows' scores.

    Critic ascends mean(r) - mean(f):
        loss   = mean(f) - mean(r)
        dreal  = -1 / B
        dfake  = 1 / B'
    Generator:
        loss   = -mean(f)
        dfake  = -1 / B'                                            the same for every row; it never saturates

    r, f: scores of real and generated rows, (B, 1) and (B', 1). A score is any number and stands for no probability:
    adding 5 to all of them changes no gradient. So `probability` raises ValueError.

    The Wasserstein distance, the least work that moves p_g's mass onto p_data, is by duality
        W(p_data, p_g) = max over D with |D(x) - D(y)| <= |x - y|  of  E_data[D(x)] - E_g[D(x)]
    and with slopes up to K the maximum is K W. The value has this meaning only if D's slope is bounded: without a
    bound, 2 D has twice the value of D, and the losses grow without end. Use penalty=GradientPenalty(), layers of
    bounded slope (SpectralDense), or the paper's clipped weights (the optimiser Clipped). While D is at its best, G's
    gradient is that of K W (theorem 3). W depends on how far p_data and p_g are apart even where they do not overlap;
    the Jensen-Shannon divergence is then always log 2.

    At p_g = p_data the value is 0 for every D, and so is D's loss. G's loss is minus D's mean score, which may be any
    number. So it has no definite value there, and its curve shows nothing: look at `value` instead.

    Source: Arjovsky et al. 2017, eq. 2, 3 and algorithm 1.
    """

    unbounded = True

    def discriminator(self, real_logits, fake_logits):
        r, f = check_both(real_logits, fake_logits)
        return float(f.mean() - r.mean()), np.full_like(r, -1 / r.size), np.full_like(f, 1 / f.size)

    def generator(self, fake_logits, real_logits=None):
        f = check_logits("fake_logits", fake_logits)
        return float(-f.mean()), np.full_like(f, -1 / f.size)

    def value(self, real_logits, fake_logits):
        """mean(r) - mean(f): the critic's estimate of K W(p_data, p_g), and at most that, except for sampling noise."""
        r, f = check_both(real_logits, fake_logits)
        return float(r.mean() - f.mean())

    def equilibrium(self):
        return 0.0, None
