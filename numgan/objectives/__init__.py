"""What the players minimise: the paper's game first, then what others have put in its place.

Which divergence does G descend? Let D be at its best, and let its output depend on the ratio u = p / q alone, with
p = p_data and q = p_g. G's loss is then E_q[l(u)] for some function l, and while D stands still the derivative of this
loss with respect to q(x) is l(u). The divergence D_phi = sum(q phi(p / q)) has the derivative phi(u) - u phi'(u) with
respect to q(x). The two move G in the same way if these derivatives are equal up to a constant: q always sums to 1, so
a constant has no effect. That is the case if their derivatives with respect to u are equal,

    phi''(u) = -l'(u) / u

If l falls everywhere, phi is convex, and D_phi is a divergence that G's gradient descends. In this way:

    objective                    D at its best              l(u), up to factors        G's gradient is that of
    Minimax                      sigmoid = p / (p + q)      -log(1 + u)                2 JSD(p || q)
    NonSaturating                the same                   log(1 + 1 / u)             KL(q || p) - 2 JSD(p || q)
    LeastSquares                 p / (p + q)                1 / (1 + u)^2              phi'' = 1 / (u (1 + u)^3)
    Wasserstein, slope <= 1      not of u alone                                        W(p, q)
    Hinge                        sign(p - q)                -sign(u - 1)               2 TV(p, q)
    BoundarySeeking              that of Minimax            log(u)^2 / 2               phi'' = -log(u) / u^2
    BatchSoftmax                 log(p / (p + q)) + c       D - log(D) / 2            phi'' = (1-u) / (2 u^2 (1+u)^2)
    RelativisticAverage          not of u alone                                        no closed form
    RelativisticPairing          not of u alone                                        no closed form
    KL, ReverseKL, ...           g(v) = f'(u)               f(u) - u f'(u)             D_f(p || q)
    the same, zero_sum=False     the same                   -f'(u)                     phi'' = f''(u) / u

In the last column phi'' > 0 makes a divergence. BoundarySeeking and BatchSoftmax (D = u / (1 + u)) have phi'' < 0 for
u > 1: their G leaves places where it makes too few rows.

KL(q || p) - 2 JSD(p || q) is 2 KL((p + q) / 2 || p), a softened reverse KL (Shannon et al. 2020).

A D that is trained step by step is never at its best. So the table says where G is drawn to, and not what one training
run will do.
"""

from .base import Objective
from .boundary_seeking import BoundarySeeking
from .fgan import KL, FDivergence, JensenShannon, PearsonChiSquared, ReverseKL, SquaredHellinger
from .hinge import Hinge
from .least_squares import LeastSquares
from .minimax import Minimax, NonSaturating, value_function
from .relativistic import RelativisticAverage, RelativisticPairing
from .softmax import BatchSoftmax
from .wasserstein import Wasserstein

__all__ = [
    "KL",
    "BatchSoftmax",
    "BoundarySeeking",
    "FDivergence",
    "Hinge",
    "JensenShannon",
    "LeastSquares",
    "Minimax",
    "NonSaturating",
    "Objective",
    "PearsonChiSquared",
    "RelativisticAverage",
    "RelativisticPairing",
    "ReverseKL",
    "SquaredHellinger",
    "Wasserstein",
    "value_function",
]
