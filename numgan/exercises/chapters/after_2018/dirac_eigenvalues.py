import numpy as np

from .... import dirac
from ...exercise import Exercise, Known, Mutant


def dirac_eigenvalues(a, b, penalty):
    """The eigenvalues of J = [[0, a], [-b, -penalty]]: how the Dirac-GAN moves near its equilibrium.

    a : float > 0, how strongly G follows D's slope: theta' = a psi
    b : float > 0, how strongly D turns against G's point: psi' = -b theta - penalty psi
    penalty : float >= 0, the weight of the penalty on D's slope
    Returns real (2,) and imag (2,), float64, the parts of the two eigenvalues: first the one with the larger imaginary
    part, or, where both eigenvalues are real, the larger one.
    """
    middle, square = -penalty / 2, penalty**2 / 4 - a * b
    root = np.sqrt(abs(square))
    if square < 0:
        return np.array([middle, middle]), np.array([root, -root])
    return np.array([middle + root, middle - root]), np.zeros(2)


def parts(middle, square):
    root = np.sqrt(abs(square))
    if square < 0:
        return np.full(2, middle), np.array([root, -root])
    return middle + np.array([root, -root]), np.zeros(2)


def positive_trace(a, b, penalty):
    return parts(penalty / 2, penalty**2 / 4 - a * b)


def not_halved(a, b, penalty):
    return parts(-penalty, penalty**2 - a * b)


def twice_as_large(a, b, penalty):
    return parts(-penalty, penalty**2 - 4 * a * b)


def saddle(a, b, penalty):
    return parts(-penalty / 2, penalty**2 / 4 + a * b)


def sum_for_product(a, b, penalty):
    return parts(-penalty / 2, penalty**2 / 4 - (a + b))


def a_alone(a, b, penalty):
    return parts(-penalty / 2, penalty**2 / 4 - a * a)


def penalty_not_squared(a, b, penalty):
    return parts(-penalty / 2, penalty / 4 - a * b)


def four_forgotten(a, b, penalty):
    return parts(-penalty / 2, penalty**2 - a * b)


def root_forgotten(a, b, penalty):
    square = penalty**2 / 4 - a * b
    return parts(-penalty / 2, np.copysign(square**2, square))


def never_turning(a, b, penalty):
    return parts(-penalty / 2, max(penalty**2 / 4 - a * b, 0.0))


def always_turning(a, b, penalty):
    return parts(-penalty / 2, -abs(penalty**2 / 4 - a * b))


def lower_first(a, b, penalty):
    real, imag = dirac_eigenvalues(a, b, penalty)
    return real[::-1].copy(), imag[::-1].copy()


def one_twice(a, b, penalty):
    real, imag = dirac_eigenvalues(a, b, penalty)
    return np.full(2, real[0]), np.full(2, imag[0])


def parts_exchanged(a, b, penalty):
    return dirac_eigenvalues(a, b, penalty)[::-1]


def draw(rng):
    a, b = (float(x) for x in rng.uniform(0.3, 2.0, 2))
    times = rng.choice([rng.uniform(0.3, 1.6), rng.uniform(2.5, 5.0)])  # turning, or not: at 2 the two are equal
    return a, b, float(times * np.sqrt(a * b))


EXERCISE = Exercise(
    dirac_eigenvalues,
    title="Who converges: two eigenvalues",
    statement=r"""
        Near its equilibrium the Dirac-GAN is linear. With small steps of both players, $\theta$ and $\psi$ move by
        $$\theta' = a \psi, \qquad \psi' = -b \theta - \lambda \psi, \qquad
        J = [[0, a], [-b, -\lambda]],$$
        where $J$ is the matrix of these four factors, row by row. The losses with a logarithm have
        $a = b = 1/2$, the sigmoid at 0; Wasserstein's have $a = b = 1$; and $\lambda$ is the penalty's weight.

        A motion $e^{\mu t}$ needs an eigenvalue $\mu$ of $J$: the roots of $\mu^2 - (J_{11} + J_{22}) \mu +
        (J_{11} J_{22} - J_{12} J_{21}) = 0$. The real part says whether the players come nearer (below 0) or move away,
        and the imaginary part how fast they circle. So without a penalty they circle for ever; and a penalty that is
        too large slows them down again, because one of two real eigenvalues comes near to 0.

        Write both eigenvalues as two arrays, of their real and of their imaginary parts.
    """,
    source="Mescheder et al. 2018, section 2 (no penalty) and section 3 (penalties that draw the slope to 0)",
    notebook=15,
    hints=(
        "Put the four factors into the equation: the sum on J's diagonal is -penalty, and its determinant is 0 + a b. "
        "Which quadratic equation is left?",
        "Its roots are half of -penalty, plus and minus the root of a quarter of penalty squared less a b. What is "
        "under the root may be below 0.",
        "If it is below 0, both eigenvalues have the same real part, half of -penalty, and the imaginary parts are "
        "plus and minus the root of the absolute value. Otherwise both are real: the root is added to that half, and "
        "subtracted from it.",
    ),
    explanation="""
        The players converge at the rate of the larger real part. For penalty < 2 sqrt(a b) it is -penalty / 2, and a
        larger penalty helps. Beyond that the eigenvalues are real, the larger one is near -a b / penalty, and a larger
        penalty hurts: D is so flat that G has nothing to follow. The best is penalty = 2 sqrt(a b), where both are
        equal. Steps of size lr of both players at once multiply by 1 + lr mu: without a penalty its size is
        sqrt(1 + lr^2 a b), above 1, so each step leads outwards.
    """,
    in_numgan=(dirac.DiracGAN.jacobian, dirac.DiracGAN.eigenvalues),
    draw=draw,
    returns=("real", "imag"),
    known=(
        Known(
            (0.5, 0.5, 0.0),
            (np.zeros(2), np.array([0.5, -0.5])),
            "no penalty: mu^2 + 1/4 = 0, so mu = +-i/2: the players circle",
        ),
        Known(
            (1.0, 4.0, 5.0),
            (np.array([-1.0, -4.0]), np.zeros(2)),
            "mu^2 + 5 mu + 4 = (mu + 1) (mu + 4): two real eigenvalues, and the larger one is first",
        ),
        Known(
            (2.0, 2.5, 2.0),
            (np.array([-1.0, -1.0]), np.array([2.0, -2.0])),
            "mu^2 + 2 mu + 5 = (mu + 1)^2 + 4: mu = -1 +- 2 i",
        ),
    ),
    extremes=(
        (1e-3, 1e3, 0.5),
        (1e-6, 2e-6, 0.0),
        (0.5, 0.25, 100.0),
        (3.0, 1e4, 1.0),
    ),
    cancels=lambda a, b, penalty: penalty + np.sqrt(a * b),  # a general solver's rounding, also where a part is 0
    float32=False,
    mutants=(
        Mutant(
            positive_trace,
            "move away",
            cause="the real parts are positive, and the players move away: the penalty stands in J with a minus sign",
        ),
        Mutant(
            twice_as_large,
            "twice too large",
            cause="all is twice too large: each root of a quadratic equation is divided by 2",
        ),
        Mutant(
            not_halved,
            "half of -penalty",
            cause="the penalty was not halved: the roots are at half of -penalty, plus and minus a root",
        ),
        Mutant(
            saddle,
            "the determinant is a b",
            cause="a b has the wrong sign under the root: the determinant is a b, 0 minus a times -b, and is "
            "subtracted",
        ),
        Mutant(
            sum_for_product,
            "their product",
            cause="a and b were added, but the determinant holds their product",
        ),
        Mutant(a_alone, "b is missing", cause="a was squared, and b is missing: the determinant is a b"),
        Mutant(
            penalty_not_squared,
            "square of the penalty",
            cause="under the root stands a quarter of the square of the penalty, not of the penalty itself",
        ),
        Mutant(
            four_forgotten,
            "a quarter",
            cause="under the root stands a quarter of penalty squared: the half of -penalty is squared as a whole",
        ),
        Mutant(
            root_forgotten,
            "take its root",
            cause="what stands under the root was taken as it is: take its root",
        ),
        Mutant(
            never_turning,
            "turns",
            cause="a number below 0 under the root was made 0: there the eigenvalues are complex, and the motion turns",
        ),
        Mutant(
            always_turning,
            "both eigenvalues are real",
            cause="the root was put into the imaginary parts also where its number is above 0: there both eigenvalues "
            "are real",
        ),
        Mutant(
            lower_first,
            "the larger one comes first",
            cause="the order is exchanged: the larger one comes first, by its imaginary part, or both real by itself",
        ),
        Mutant(
            one_twice,
            "plus and minus",
            cause="this is one of the two eigenvalues twice: the root is taken with plus and minus",
        ),
        Mutant(
            parts_exchanged,
            "are exchanged",
            cause="the real and the imaginary parts are exchanged",
        ),
    ),
)
