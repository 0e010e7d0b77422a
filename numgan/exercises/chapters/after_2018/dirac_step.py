import numpy as np

from .... import dirac
from ....functions import sigmoid
from ...exercise import Exercise, Known, Mutant


def dirac_step(theta, psi, lr, penalty):
    """One round of the Dirac-GAN with the non-saturating losses: D moves first, then G answers to the D that has moved.

    theta : (n,), the points that G makes in n such games, each independent of the others; the data are the point 0
    psi : (n,), D's slopes: D gives the point x the logit psi x
    lr : float > 0, the learning rate of both players
    penalty : float >= 0, lambda: D's loss has the additional term penalty / 2 psi^2
    Returns theta_new and psi_new, (n,) each, as new arrays. They are finite and right for logits of +-1000 too.
    """
    f = psi * theta
    psi_new = psi - lr * (np.exp(-np.logaddexp(0, -f)) * theta + penalty * psi)
    f = psi_new * theta
    return theta + lr * np.exp(-np.logaddexp(0, f)) * psi_new, psi_new


def for_D(theta, psi, penalty):
    """The gradient of D's loss with respect to psi."""
    return sigmoid(psi * theta) * theta + penalty * psi


def for_G(theta, psi):
    """The gradient of G's loss with respect to theta."""
    return -sigmoid(-psi * theta) * psi


def at_once(theta, psi, lr, penalty):
    return theta - lr * for_G(theta, psi), psi - lr * for_D(theta, psi, penalty)


def G_first(theta, psi, lr, penalty):
    theta_new = theta - lr * for_G(theta, psi)
    return theta_new, psi - lr * for_D(theta_new, psi, penalty)


def no_penalty(theta, psi, lr, penalty):
    return dirac_step(theta, psi, lr, 0.0)


def penalty_pushes(theta, psi, lr, penalty):
    return dirac_step(theta, psi, lr, -penalty)


def penalty_without_lr(theta, psi, lr, penalty):
    return dirac_step(theta, psi, lr, penalty / lr)


def penalty_not_differentiated(theta, psi, lr, penalty):
    psi_new = psi - lr * (for_D(theta, psi, 0) + penalty / 2 * psi**2)
    return theta - lr * for_G(theta, psi_new), psi_new


def penalty_doubled(theta, psi, lr, penalty):
    return dirac_step(theta, psi, lr, 2 * penalty)


def G_pays_too(theta, psi, lr, penalty):
    theta_new, psi_new = dirac_step(theta, psi, lr, penalty)
    return theta_new - lr * penalty * theta, psi_new


def saturating(theta, psi, lr, penalty):
    psi_new = psi - lr * for_D(theta, psi, penalty)
    return theta + lr * sigmoid(psi_new * theta) * psi_new, psi_new


def no_sigmoid(theta, psi, lr, penalty):
    psi_new = psi - lr * (theta + penalty * psi)
    return theta + lr * psi_new, psi_new


def D_prefers_G(theta, psi, lr, penalty):
    psi_new = psi + lr * (sigmoid(-psi * theta) * theta - penalty * psi)
    return theta - lr * for_G(theta, psi_new), psi_new


def G_descends_the_logit(theta, psi, lr, penalty):
    psi_new = psi - lr * for_D(theta, psi, penalty)
    return theta + lr * for_G(theta, psi_new), psi_new


def without_the_inner_derivative(theta, psi, lr, penalty):
    psi_new = psi - lr * (sigmoid(psi * theta) + penalty * psi)
    return theta + lr * sigmoid(-psi_new * theta), psi_new


def overflows(theta, psi, lr, penalty):
    f = np.exp(psi * theta)
    psi_new = psi - lr * (f / (1 + f) * theta + penalty * psi)
    f = np.exp(-psi_new * theta)
    return theta + lr * f / (1 + f) * psi_new, psi_new


def in_place(theta, psi, lr, penalty):
    psi -= lr * for_D(theta, psi, penalty)
    theta -= lr * for_G(theta, psi)
    return theta, psi


def draw(rng):
    n = int(rng.integers(3, 8))
    return rng.normal(0, 1.5, n), rng.normal(0, 1.5, n), float(rng.uniform(0.1, 0.5)), float(rng.uniform(0.3, 1.8))


def comes_to_rest(fn, rng):
    for penalty, low, high in ((1.0, 0.0, 0.01), (0.0, 0.3, 0.7)):
        theta, psi = np.array([1.0]), np.array([0.0])
        for _ in range(200):
            theta, psi = map(np.asarray, fn(theta, psi, 0.1, penalty))
        distance = float(np.hypot(theta, psi).item())
        if not low <= distance <= high:
            wanted = f"{'0.001' if penalty else '0.53'} is wanted"
            return (
                f"200 rounds from (1, 0) with lr = 0.1 and penalty = {penalty:g} end at distance {distance:.4g} from "
                f"the equilibrium (0, 0), and {wanted}: the players {'come to rest' if penalty else 'circle'}"
            )
    return None


EXERCISE = Exercise(
    dirac_step,
    title="The smallest GAN, one round",
    statement=r"""
        The data are one point, 0, and $G$ makes one point, $\theta$. $D$ is a line through 0: it gives the point $x$
        the logit $\psi x$, so the data's logit is always 0 and that of $G$'s point is $f = \psi \theta$. With the
        losses that are used in practice, and a penalty on $D$'s slope,
        $$L_D = \log(1 + e^{f}) + \frac{\lambda}{2} \psi^2 + \log 2, \qquad L_G = \log(1 + e^{-f}).$$
        At the equilibrium $G$ makes the data, $\theta = 0$, and $D$ is flat, $\psi = 0$. Without a penalty the players
        circle around it and hardly come nearer. With one they arrive: since $D$'s slope is $\psi$ at every point, R1 is
        just $\lambda \psi^2 / 2$. Mescheder et al. (2018) prove both in this game, which has two numbers and can be
        drawn in a plane. (The $\log 2$ is the share of the real row, whose logit never changes.)

        $D$ descends $L_D$, by $\eta$ times the derivative with respect to $\psi$. Then $G$ descends $L_G$, with respect
        to $\theta$, and sees the $\psi$ that has moved. Write this round.
    """,
    source="Mescheder et al. 2018, definition 2.1 and section 4",
    notebook=15,
    hints=(
        "Both losses depend on their player through f. What is the derivative of log(1 + exp(f)) with respect to f, "
        "and what is that of f with respect to psi, and with respect to theta?",
        "D's gradient is sigmoid(f) theta plus the derivative of the penalty's term. G's gradient is -sigmoid(-f) psi. "
        "Both players descend: what sign does each step have?",
        "First the new psi, with the old f. Then compute f again, as the product of theta and the new psi. "
        "np.exp(-np.logaddexp(0, -x)) is sigmoid(x), and stays finite where exp(x) does not.",
    ),
    explanation="""
        D's turn moves psi against theta, and G's turn moves theta along psi: as with f(x, y) = x y, each player goes
        where the other one sends it. The penalty is the only term in which a player acts on itself: it draws D back to
        flat, and so each turn around the middle is narrower than the one before. R2 is the same number here, because
        the slope at G's point is psi as well: R1 and R2 together are a penalty twice as large.
    """,
    in_numgan=(dirac.DiracGAN.velocity, dirac.DiracGAN.orbit),
    draw=draw,
    returns=("theta_new", "psi_new"),
    known=(
        Known(
            (np.array([2.0]), np.array([0.0]), float(np.log(3)) / 2, 1.0),
            (np.array([2 - 3 / 16 * np.log(3) ** 2]), np.array([-np.log(3) / 2])),
            "f = 0 and sigmoid(0) = 1/2: psi_new = 0 - log(3)/2 (1/2 * 2 + 0) = -log(3)/2; now f = -log 3 and "
            "sigmoid(log 3) = 3/4: theta_new = 2 + log(3)/2 * 3/4 * -log(3)/2",
        ),
        Known(
            (np.array([0.0, 0.0]), np.array([4.0, -8.0]), 0.5, 1.5),
            (np.array([0.25, -0.5]), np.array([1.0, -2.0])),
            "G makes the data, but D is steep; f = 0 before and after D's turn: psi_new = 4 - 0.5 (0 + 1.5 * 4) = 1 "
            "and theta_new = 0 + 0.5 * 1/2 * 1; the second game is the same with -2 times the numbers",
        ),
    ),
    extremes=(
        (np.array([100.0, -100.0, 30.0]), np.array([10.0, 20.0, -40.0]), 0.25, 0.5),
        (np.array([1e-8, 0.0, 3.0]), np.array([0.0, 1e-8, 0.0]), 0.5, 0.0),
        (np.array([1000.0]), np.array([-1.0]), 0.001, 0.0),  # one game
    ),
    probes={"comes to rest": comes_to_rest},
    mutants=(
        Mutant(
            at_once,
            "both players move at once",
            cause="both players move at once here: G must see the new psi, not the old one",
        ),
        Mutant(G_first, "G moves first", cause="G moves first here: D moves first, and then G sees the new psi"),
        Mutant(no_penalty, "the penalty is missing", cause="the penalty is missing: D's gradient has a term of it"),
        Mutant(
            penalty_pushes,
            "makes D steeper",
            cause="the penalty has the wrong sign and makes D steeper: D descends it, so psi must become shorter by it",
        ),
        Mutant(
            penalty_without_lr,
            "multiplied by lr too",
            cause="the penalty acts without the rate: its gradient is multiplied by lr too",
        ),
        Mutant(
            penalty_not_differentiated,
            "its derivative",
            cause="the penalty itself was subtracted: take its derivative with respect to psi",
        ),
        Mutant(
            penalty_doubled,
            "twice too large",
            cause="the penalty's gradient is twice too large: the 1/2 cancels the 2 of the square, and lambda psi is "
            "left",
        ),
        Mutant(
            G_pays_too, "in D's loss only", cause="G pays the penalty as well, but it stands in D's loss only, for psi"
        ),
        Mutant(
            saturating,
            "minimax",
            cause="this is the G of the minimax game, with sigmoid(f): here G descends log(1 + exp(-f))",
        ),
        Mutant(
            no_sigmoid,
            "Wasserstein",
            cause="this is Wasserstein's game, where the logits themselves are the losses: the derivatives of the "
            "logarithms are missing",
        ),
        Mutant(
            D_prefers_G,
            "make f small",
            cause="D makes f large here, as G does: D descends log(1 + exp(f)), and so must make f small",
        ),
        Mutant(
            G_descends_the_logit,
            "make f large",
            cause="G makes f small here, as D does: G descends log(1 + exp(-f)), and so must make f large",
        ),
        Mutant(
            without_the_inner_derivative,
            "the derivative of f",
            cause="the derivative of f = psi theta is missing: theta for D, and psi for G",
        ),
        Mutant(
            overflows,
            "exp(x) overflows",
            cause="exp(x) overflows for large logits, and inf / inf is no number: use np.exp(-np.logaddexp(0, -x))",
        ),
        Mutant(in_place, "was changed in place"),
    ),
)
