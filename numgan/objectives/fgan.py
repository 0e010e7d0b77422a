"""f-GAN: one game for every f-divergence.

An f-divergence weighs the ratio u = p / q of two densities with a convex f, f(1) = 0, and is 0 for p = q:

    D_f(p || q) = sum(q f(p / q))

At each u a convex f equals the highest of its tangents. The one with slope t is t u - f*(t), with f*, the conjugate:

    f*(t) = max over u of (t u - f(u))
    f(u)  = max over t of (t u - f*(t))             reached at t = f'(u)

Choose a slope T(x) for each x. That gives a lower bound which needs no densities, only samples:

    D_f(p || q) >= F = E_p[T(x)] - E_q[f*(T(x))]    equality for T(x) = f'(p / q)

And it gives a game: D ascends F, and so measures D_f(p_data || p_g), and G descends F. f* is not finite everywhere. So
an output activation g turns D's logit v, which may be any number, into a slope T = g(v) for which f* is finite. The
code needs only two functions of the logit:

    g(v)  and  h(v) = f*(g(v)),                     with h'(v) = u g'(v) for the ratio u at which g(v) = f'(u)

The equation for h' holds because f*'(f'(u)) = u: f' and f*' are inverse functions.

Source: Nowozin et al. 2016, eq. 2 (D_f), 4 (the bound), 5 (T), 6 and 7 (F with and without g); f in table 1, g and f*
in table 2.
"""

import math

import numpy as np

from ..checks import check_array, check_flag
from ..functions import sigmoid, softplus
from .base import Objective, check_both, check_logits


class FDivergence(Objective):
    """Base class: D ascends F = mean(g(v)) - mean(h(w)), a lower bound of D_f(p_data || p_g), and G makes it smaller.

    Discriminator:
        loss   = mean(h(w)) - mean(g(v))                            = -F
        dreal  = -g'(v) / B
        dfake  = h'(w) / B'
    Generator, zero_sum=True: descends F, of which only the second mean depends on G
        loss   = -mean(h(w))
        dfake  = -h'(w) / B'
    Generator, zero_sum=False: ascends T on generated rows
        loss   = -mean(g(w))
        dfake  = -g'(w) / B'

    v, w: logits of real and generated rows, (B, 1) and (B', 1). `value` is F. D is at its best where g of the logit is
    f'(p_data / p_g), and F = D_f there.

    At p_g = p_data the ratio is 1, F = f'(1) - f*(f'(1)) = f(1) = 0, and G's loss is -f'(1), with either choice.

    A subclass defines four things: `threshold` = f'(1), the slope T above which D takes a row for real; g and g'; h and
    h'; `probability`. Where g or h grows like an exponential, so do loss and gradient. Beyond the largest float they
    are infinite, and the step ends in TrainingDiverged before the player moves.

    Parameters
    ----------
    zero_sum : bool
        False is the source's advice from section 3.2, and for JensenShannon the NonSaturating loss. It keeps the
        fixed point and changes the divergence: while D is at its best G's gradient is that of D_phi with
        phi''(u) = f''(u) / u (the package's docstring derives it; Shannon et al. 2020). Subclasses name that one.
    """

    threshold: float
    unbounded = True
    undecided = 0.5

    def __init__(self, *, zero_sum: bool = True):
        self.zero_sum = check_flag("zero_sum", zero_sum)

    def activation(self, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The slope T = g(v), and g'(v) > 0, in v's shape."""
        raise TypeError(f"{type(self).__name__} must define activation(v), which returns g(v) and g'(v)")

    def conjugate(self, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """h(v) = f*(g(v)), and h'(v), in v's shape."""
        raise TypeError(f"{type(self).__name__} must define conjugate(v), which returns f*(g(v)) and its derivative")

    def probability(self, logits):
        """u / (1 + u) with the ratio u for which this logit would be best, h' / g': that is h' / (g' + h').

        Subclasses simplify it, so that nothing overflows.
        """
        logits = check_array("logits", logits)
        (_, dg), (_, dh) = self.activation(logits), self.conjugate(logits)
        return dh / (dg + dh)

    @np.errstate(over="ignore")  # an infinite loss is reported once: as TrainingDiverged
    def discriminator(self, real_logits, fake_logits):
        r, f = check_both(real_logits, fake_logits)
        (g, dg), (h, dh) = self.activation(r), self.conjugate(f)
        return float(h.mean() - g.mean()), -dg / dg.size, dh / dh.size

    @np.errstate(over="ignore")
    def generator(self, fake_logits, real_logits=None):
        f = check_logits("fake_logits", fake_logits)
        y, dy = self.conjugate(f) if self.zero_sum else self.activation(f)
        return float(-y.mean()), -dy / dy.size

    def value(self, real_logits, fake_logits):
        return -self.discriminator(real_logits, fake_logits)[0]

    def equilibrium(self):
        return 0.0, 0.0 - self.threshold


class KL(FDivergence):
    """KL(p_data || p_g): a mode that G misses costs most, without bound. So G covers all modes, and the gaps too.

    f(u)   = u log u                f'(u)  = 1 + log u
    f*(t)  = exp(t - 1)             for all t
    g(v)   = v                      g'(v)  = 1
    h(v)   = exp(v - 1)             h'(v)  = exp(v - 1)             infinite from v = 711 (float32: 90) on
    u      = exp(v - 1)             best D: v = 1 + log(p_data / p_g)

    zero_sum=False: G's gradient at the best D is that of the reverse KL divergence.
    """

    threshold = 1.0

    def activation(self, v):
        return v, np.ones_like(v)

    def conjugate(self, v):
        y = np.exp(v - 1)
        return y, y

    def probability(self, logits):
        return sigmoid(check_array("logits", logits) - 1)


class ReverseKL(FDivergence):
    """KL(p_g || p_data): samples where no data are cost most, without bound. So G stays within a few sure modes.

    f(u)   = -log u                 f'(u)  = -1 / u
    f*(t)  = -1 - log(-t)           for t < 0
    g(v)   = -exp(-v)               g'(v)  = exp(-v)                infinite from v = -710 (float32: -89) downwards
    h(v)   = v - 1                  h'(v)  = 1
    u      = exp(v)                 best D: v = log(p_data / p_g)

    G's loss is 1 - mean(v): G raises the score, as it does with a critic.
    zero_sum=False: G's gradient at the best D is that of sum((p_data - p_g)^2 / p_data) / 2.
    """

    threshold = -1.0

    def activation(self, v):
        y = np.exp(-v)
        return -y, y

    def conjugate(self, v):
        return v - 1, np.ones_like(v)

    def probability(self, logits):
        return sigmoid(check_array("logits", logits))


class PearsonChiSquared(FDivergence):
    """sum((p_data - p_g)^2 / p_g): like KL, but a mode that G misses costs even more.

    f(u)   = (u - 1)^2              f'(u)  = 2 (u - 1)
    f*(t)  = t^2 / 4 + t            for all t, with u of either sign; if u >= 0 it is -1 below t = -2
    g(v)   = v                      g'(v)  = 1
    h(v)   = v^2 / 4 + v            h'(v)  = v / 2 + 1
    u      = 1 + v / 2              best D: v = 2 (p_data / p_g - 1) >= -2

    No ratio is negative, so the best D never goes below v = -2, and below it `probability` assumes u = 0. A D that does
    go there has h' < 0, and with zero_sum=True it pushes G the wrong way.
    zero_sum=False: G's gradient at the best D is that of 2 KL(p_data || p_g).
    """

    threshold = 0.0

    def activation(self, v):
        return v, np.ones_like(v)

    def conjugate(self, v):
        return v**2 / 4 + v, v / 2 + 1

    def probability(self, logits):
        u = np.maximum(1 + check_array("logits", logits) / 2, 0)
        return u / (1 + u)


class SquaredHellinger(FDivergence):
    """sum((sqrt(p_data) - sqrt(p_g))^2): symmetric, in [0, 2].

    f(u)   = (sqrt(u) - 1)^2        f'(u)  = 1 - 1 / sqrt(u)
    f*(t)  = t / (1 - t)            for t < 1
    g(v)   = 1 - exp(-v)            g'(v)  = exp(-v)                infinite from v = -710 (float32: -89) downwards
    h(v)   = exp(v) - 1             h'(v)  = exp(v)                 infinite from v = 710 (float32: 89) on
    u      = exp(2 v)               best D: v = log(p_data / p_g) / 2

    zero_sum=False: G's gradient at the best D is that of 2/3 (sum(p_g^(3/2) / p_data^(1/2)) - 1).
    """

    threshold = 0.0

    def activation(self, v):
        y = np.exp(-v)
        return 1 - y, y

    def conjugate(self, v):
        y = np.exp(v)
        return y - 1, y

    def probability(self, logits):
        return sigmoid(2 * check_array("logits", logits))


class JensenShannon(FDivergence):
    """2 JSD(p_data || p_g), in [0, log 4]: the game of Minimax, with log 4 added to its value.

    f(u)   = u log u - (1 + u) log((1 + u) / 2)
    f'(u)  = log(2 u / (1 + u))
    f*(t)  = -log(2 - exp(t))       for t < log 2
    g(v)   = log 2 - softplus(-v)   g'(v)  = sigmoid(-v)
    h(v)   = softplus(v) - log 2    h'(v)  = sigmoid(v)
    u      = exp(v)                 best D: v = log(p_data / p_g)

    This f is the source's. It gives sum(p log(2 p / (p + q))) + sum(q log(2 q / (p + q))): JSD is half of that.
    zero_sum=False: G's gradient at the best D is that of KL(p_g || p_data) - 2 JSD(p_data || p_g), as it is for
    NonSaturating (Arjovsky & Bottou 2017, theorem 2.5).
    """

    threshold = 0.0

    def activation(self, v):
        return math.log(2) - softplus(-v), sigmoid(-v)

    def conjugate(self, v):
        return softplus(v) - math.log(2), sigmoid(v)

    def probability(self, logits):
        return sigmoid(check_array("logits", logits))
