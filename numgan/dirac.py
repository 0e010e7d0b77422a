"""The Dirac-GAN: the smallest game there is, one number for each player. It shows who converges and who circles."""

import numpy as np

from .checks import check_count, check_flag, check_kind, check_number
from .config import Configurable
from .objectives import NonSaturating, Objective

FIRST = np.zeros((1, 1))  # the logit of the real row, D(0) = 0


class DiracGAN(Configurable):
    """The data are one point, 0. G makes one point, theta. D is a line through 0, D(x) = psi x.

    With f = psi theta, the logit of G's point, both players descend:
        theta' = -dL_G/df psi
        psi'   = -dL_D/df theta - penalty psi
    The equilibrium is theta = psi = 0: G makes the data, and D is flat. Near it, with a = -dL_G/df and b = dL_D/df at
    f = 0, the game is linear:
        (theta', psi')^T = J (theta, psi)^T,    J = [[0, a], [-b, -penalty]]
        eigenvalues of J:   -penalty / 2 +- sqrt(penalty^2 / 4 - a b)
    Without a penalty they are +-i sqrt(a b): the players circle, and steps of both at once take them outwards. With one
    the real part is negative, and the game converges, fastest for penalty = 2 sqrt(a b). For the logarithm's games
    a = b = 1/2; for Wasserstein's a = b = 1.

    What is not linear decides where the circle leads. In Minimax and Wasserstein the radius r stays. In NonSaturating
    and RelativisticPairing (r^2 / 2)' = -f tanh(f / 2), so that 1 / r^2 grows by t / 8 in a time t. They come nearer,
    but ever more slowly, and with noise in the gradients not at all.

    R1 is penalty = weight, because D's slope is psi at every row; R1 and R2 together are penalty = 2 weight. That R2
    matters where R1 is not enough cannot be seen here: it takes a D that bends.

    objective : any Objective. The pair of rows is (0, theta).
    penalty : float >= 0
    Source: Mescheder et al. 2018, Which Training Methods for GANs do actually Converge?, section 2 (the game, and its
    eigenvalues without a penalty) and section 3 (with penalties that draw the slope to 0).
    """

    def __init__(self, objective: Objective = NonSaturating(), *, penalty: float = 0.0):
        self.objective = check_kind("objective", objective, Objective, "an Objective such as NonSaturating()")
        self.penalty = check_number("penalty", penalty, 0)

    def velocity(self, theta: float, psi: float) -> tuple[float, float]:
        """(theta', psi'): where both players are heading, from the objective's own gradients."""
        f = np.array([[float(psi) * float(theta)]])
        dL_D = self.objective.discriminator(FIRST, f)[2].item()
        dL_G = self.objective.generator(f, FIRST)[1].item()
        return -dL_G * psi, -dL_D * theta - self.penalty * psi

    def jacobian(self) -> np.ndarray:
        """J, (2, 2): the velocity's derivative with respect to (theta, psi) at the equilibrium."""
        b = self.objective.discriminator(FIRST, FIRST)[2].item()
        a = -self.objective.generator(FIRST, FIRST)[1].item()
        return np.array([[0.0, a], [-b, -self.penalty]])

    def eigenvalues(self) -> np.ndarray:
        """J's eigenvalues, (2,) complex, the one with the larger imaginary part, or the larger real part, first."""
        found = np.linalg.eigvals(self.jacobian()).astype(complex)
        return found[np.lexsort((found.real, found.imag))[::-1]]

    def orbit(self, theta: float, psi: float, *, lr: float, steps: int, at_once: bool = False) -> np.ndarray:
        """The players' way from (theta, psi) in so many steps of gradient descent: (steps + 1, 2).

        at_once=False: D moves first, and G answers to the D that has moved, as in algorithm 1. True: both move from the
        same point. Then a small step multiplies (theta, psi) by I + lr J, whose eigenvalues are 1 + lr lambda.
        """
        lr = check_number("lr", lr, 0, exclusive="low")
        check_flag("at_once", at_once)
        way = [(check_number("theta", theta), check_number("psi", psi))]
        for _ in range(check_count("steps", steps)):
            theta, psi = way[-1]
            dtheta, dpsi = self.velocity(theta, psi)
            psi += lr * dpsi
            way.append((theta + lr * (dtheta if at_once else self.velocity(theta, psi)[0]), psi))
        return np.array(way)
