"""The game: the value function V(D, G), the discriminator's loss and the generator's two losses.

Everything is computed on logits l, with D(x) = sigmoid(l), and stays exact at +-1000:

    log D       = -softplus(-l)
    log(1 - D)  = -softplus(l)

So no probability is ever rounded to 0 or 1 before its logarithm is taken.
"""

import numpy as np

from ..checks import check_array, check_number
from ..functions import sigmoid, softplus
from .base import Objective, check_both, check_logits


def value_function(real_logits: np.ndarray, fake_logits: np.ndarray) -> float:
    """V(D, G) = E_x[log D(x)] + E_z[log(1 - D(G(z)))], the expectations as means over two batches of logits.

    Shapes (B, 1) or (B,), lengths may differ. At most 0; -log 4 where every logit is 0.
    Source: Goodfellow et al. 2014, eq. 1.
    """
    real_logits, fake_logits = check_both(real_logits, fake_logits)
    return float(-softplus(-real_logits).mean() - softplus(fake_logits).mean())


class Minimax(Objective):
    """The paper's zero-sum game: D ascends V, G descends it. G's loss saturates while D wins.

    Discriminator, for targets t = 1 - label_smoothing on real rows and 0 on generated ones:
        loss   = mean(t softplus(-r) + (1 - t) softplus(r)) + mean(softplus(f))         = -V without smoothing
        dreal  = (sigmoid(r) - t) / B
        dfake  = sigmoid(f) / B'
    Generator:
        loss   = mean(log(1 - D(G(z)))) = -mean(softplus(f))
        dfake  = -sigmoid(f) / B'                                   vanishes where D is sure that f is generated

    r, f: logits of real and generated rows, (B, 1) and (B', 1). V has no factor 1/2 and neither has the loss.
    With smoothing s the best D is (1 - s) p_data / (p_data + p_g).

    Parameters
    ----------
    label_smoothing : float in [0, 1)
        One-sided: on real rows only. Smoothing the generated rows' target as well would put p_g into the numerator of
        the best D; in a place without data, nothing would then tell G's rows to move (Salimans et al. 2016, section
        3.4, with targets like .9). TensorFlow's label_smoothing moves both targets, each by half: .2 there makes .9
        and .1.

    Source: Goodfellow et al. 2014, eq. 1 and algorithm 1.
    """

    unbounded = True

    def __init__(self, *, label_smoothing: float = 0.0):
        self.label_smoothing = check_number("label_smoothing", label_smoothing, 0, 1, exclusive="high")

    def discriminator(self, real_logits, fake_logits):
        r, f = check_both(real_logits, fake_logits)
        t = 1 - self.label_smoothing
        loss = (t * softplus(-r) + (1 - t) * softplus(r)).mean() + softplus(f).mean()
        dreal = (sigmoid(r) - t) / r.size
        if t == 1:
            dreal = -sigmoid(-r) / r.size  # the same number, without the rounding of sigmoid(r) - 1
        return float(loss), dreal, sigmoid(f) / f.size

    def generator(self, fake_logits, real_logits=None):
        f = check_logits("fake_logits", fake_logits)
        return float(-softplus(f).mean()), -sigmoid(f) / f.size

    def probability(self, logits):
        return sigmoid(check_array("logits", logits))

    def value(self, real_logits, fake_logits):
        return value_function(real_logits, fake_logits)

    @property
    def undecided(self) -> float:  # type: ignore[override]  # it follows from label_smoothing, and is only read
        return (1 - self.label_smoothing) / 2  # D* at p_g = p_data

    def equilibrium(self):
        t, D = 1 - self.label_smoothing, self.undecided
        return float(-t * np.log(D) - (1 - t) * np.log(1 - D) - np.log(1 - D)), self._generator_equilibrium(D)

    def _generator_equilibrium(self, D):
        return float(np.log(1 - D))


class NonSaturating(Minimax):
    """The paper's advice: the same D, but G maximises log D(G(z)) instead of minimising log(1 - D(G(z))).

    Generator:
        loss   = -mean(log D(G(z))) = mean(softplus(-f))
        dfake  = -sigmoid(-f) / B'                                  is -1 / B' where D is sure that f is generated

    It has the same fixed point, and a strong gradient where Minimax has none; but it is no longer a zero-sum game.
    Source: Goodfellow et al. 2014, section 3, last paragraph.
    """

    def generator(self, fake_logits, real_logits=None):
        f = check_logits("fake_logits", fake_logits)
        return float(softplus(-f).mean()), -sigmoid(-f) / f.size

    def _generator_equilibrium(self, D):
        return float(-np.log(D))
