"""The hinge loss: a margin on either side of 0."""

import numpy as np

from .base import Objective, check_both, check_logits


class Hinge(Objective):
    """D learns from a row until its score is on the right side of 0 by a margin of 1; G raises its rows' scores.

    Discriminator:
        loss   = mean(max(0, 1 - r)) + mean(max(0, 1 + f))
        dreal  = -[r < 1] / B                                       [...] is 1 where it holds, else 0
        dfake  = [f > -1] / B'
    Generator:
        loss   = -mean(f)
        dfake  = -1 / B'

    r, f: scores of real and generated rows, (B, 1) and (B', 1). At the kinks r = 1 and f = -1 the slope is taken as 0.
    `value` is -loss, which D ascends: Miyato's V_D.

    The part of D's loss at one x, p_data max(0, 1 - D) + p_g max(0, 1 + D), is piecewise linear with kinks at D = -1
    and at D = 1. There it is 2 p_data and 2 p_g, and the lower of the two is its minimum:
        D*     = sign(p_data - p_g)                                 anything in [-1, 1] where they are equal
        loss   = sum(2 min(p_data, p_g)) = 2 - 2 TV,  TV = sum(|p_data - p_g|) / 2
    So D measures the total variation distance TV, in [0, 1], and while it is at its best G's gradient is that of 2 TV.
    (Miyato et al. name the reverse KL divergence. That is -E_g[D] for D = log(p_data / p_g), the best D of the logistic
    loss. With the hinge loss D learns only the sign, and `probability` raises ValueError.)

    At p_g = p_data every D with scores in [-1, 1] has the loss 2. G has nothing to gain only if D is constant on the
    data; it may be any constant, so G's loss has no definite value there.

    Source: Lim & Ye 2017 (geometric GAN); Miyato et al. 2018, eq. 16 and 17.
    """

    unbounded = True

    def discriminator(self, real_logits, fake_logits):
        r, f = check_both(real_logits, fake_logits)
        loss = np.maximum(0, 1 - r).mean() + np.maximum(0, 1 + f).mean()
        return float(loss), -(r < 1).astype(r.dtype) / r.size, (f > -1).astype(f.dtype) / f.size

    def generator(self, fake_logits, real_logits=None):
        f = check_logits("fake_logits", fake_logits)
        return float(-f.mean()), np.full_like(f, -1 / f.size)

    def probability(self, logits):
        raise ValueError(
            f"with the objective {self!r} D's output is a score and no probability: at its best it is the sign of "
            "p_data - p_g, which says whether a row is more likely real, not how much more"
        )

    def value(self, real_logits, fake_logits):
        return -self.discriminator(real_logits, fake_logits)[0]

    def equilibrium(self):
        return 2.0, None
