"""Rows on D's boundary: where it cannot say whether a row is real."""

import math

from .base import check_logits
from .minimax import Minimax


class BoundarySeeking(Minimax):
    """BGAN: the paper's D, and a G that wants each of its rows to leave D undecided, D(G(z)) = 1/2.

    Discriminator: that of Minimax, label smoothing s included.
    Generator:
        a      = f - c,   c = log((1 - s) / (1 + s))                the logit of (1 - s) / 2, at which D is undecided
        loss   = mean(a^2) / 2                                      = mean((log D - log(1 - D))^2) / 2 for s = 0
        dfake  = a / B'

    r, f: logits of real and generated rows, (B, 1) and (B', 1). `value` is V, which D ascends.

    The best D has the logit log(p_data / p_g), so G's loss is then E_g[log(p_data / p_g)^2] / 2. It is 0 only where
    p_g = p_data, and a row can be too real: where D is sure that a row is real, G learns to make fewer such rows,
    although the data have more there than G. So the loss is no divergence that G's gradient descends. While D stands
    still, with u = p_data / p_g, the gradient is that of
        E_g[log(u)^2] / 2 - KL(p_g || p_data)                       phi'' = -log(u) / u^2, of both signs
    which is 0 for p_g = p_data but has no minimum there: it is negative for some p_g. What the loss does give is rest.
    At the boundary, with s = 0, the gradient is 0 whatever D's slope is, so near the equilibrium G does not chase D.

    Source: Hjelm et al. 2018, Boundary-Seeking GANs, the section on continuous variables; eriklindernoren/Keras-GAN,
    bgan.py. There is no smoothing there, and c = 0.
    """

    def generator(self, fake_logits, real_logits=None):
        f = check_logits("fake_logits", fake_logits)
        a = f - math.log((1 - self.label_smoothing) / (1 + self.label_smoothing))
        return float((a**2).mean() / 2), a / f.size

    def _generator_equilibrium(self, D):
        return 0.0
