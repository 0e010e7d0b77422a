import numpy as np

from ... import objectives
from ..exercise import Exercise, Known, Mutant


def optimal_discriminator(p_data, p_g):
    """The discriminator that no other beats while the generator stands still.

    p_data : (n,), the data's density at n points of a grid, >= 0, float32 or float64
    p_g : (n,), the generator's density at the same points
    Returns D (n,), in [0, 1], in the dtype of the arguments; 1/2 where both densities are 0, where V cannot tell.
    """
    total = p_data + p_g
    return np.divide(p_data, total, out=np.full_like(total, 0.5), where=total > 0)


def swapped(p_data, p_g):
    total = p_data + p_g
    return np.where(total > 0, p_g / total, 0.5)


def plain_ratio(p_data, p_g):
    return p_data / (p_data + p_g)


def with_eps(p_data, p_g):
    return p_data / (p_data + p_g + 1e-8)


def odds(p_data, p_g):
    return np.where(p_g > 0, p_data / p_g, 0.5)


def draw(rng):
    x = np.linspace(-9, 9, int(rng.integers(7, 16)))
    means, stds = rng.uniform(-2, 2, size=2), rng.uniform(0.8, 1.5, size=2)
    return tuple(np.exp(-(((x - m) / s) ** 2) / 2) / (s * np.sqrt(2 * np.pi)) for m, s in zip(means, stds, strict=True))


EXERCISE = Exercise(
    optimal_discriminator,
    title="The best discriminator there is",
    statement=r"""
        Hold the generator still. With $x = G(z)$ of density $p_g$, the value function is one integral,
        $$V(D) = \int p_{data}(x) \log D(x) + p_g(x) \log(1 - D(x)) \, dx,$$
        and $D$ may choose its number at every $x$ apart from all others. So it is enough to maximise
        $a \log y + b \log(1 - y)$ over $y \in [0, 1]$ with $a, b \ge 0$ (proposition 1).

        What $D$ should say is thus a matter of two densities alone, and $D = 1/2$ everywhere is what a perfect
        generator forces upon it. Far out, where neither density reaches, $a = b = 0$ and every $y$ is as good; let it
        be $1/2$.

        Derive $D^*$ and write it for densities on a grid.
    """,
    source="Goodfellow et al. 2014, proposition 1",
    notebook=5,
    hints=(
        "Differentiate a log(y) + b log(1 - y) by y and set the result to 0. Is it a maximum?",
        "a / y = b / (1 - y) gives a share: how much of the density at x is the data's?",
        "A density may be 1e-30 in the tails and the share is still well defined, so nothing may be added to the "
        "denominator. Only where the sum is exactly 0 must the division be left out: np.divide has `where` and `out`.",
    ),
    explanation="""
        a / y - b / (1 - y) falls in y, so its one zero is the maximum. Given a sample, D* is the probability that it is
        real when real and generated ones are equally frequent: Bayes' rule. An eps in the denominator would tell lies
        in the tails, where both densities are far below it; a division with `where` leaves out what is 0 / 0 and no
        more.
    """,
    in_numgan=(objectives.Minimax.equilibrium,),
    draw=draw,
    returns=("D",),
    known=(
        Known(
            (np.array([1.0, 1.0, 2.0, 0.0]), np.array([1.0, 3.0, 0.0, 2.0])),
            np.array([0.5, 0.25, 1.0, 0.0]),
            "the data's share of the density: 1 of 2, 1 of 4, 2 of 2, 0 of 2",
        ),
        Known(
            (np.array([0.0]), np.array([0.0])), np.array([0.5]), "0 / 0: V does not depend on D there; 1/2 is agreed"
        ),
    ),
    extremes=(
        (np.array([0.0, 0.0, 1.0]), np.array([0.0, 2.0, 0.0])),
        (np.array([1e-12, 1e-200]), np.array([3e-12, 1e-200])),
    ),
    mutants=(
        Mutant(
            swapped,
            "the share of the generator's density",
            cause="this is p_g / (p_data + p_g), the share of the generator's density: D is high where the data are",
        ),
        Mutant(plain_ratio, "D is nan at (0,), and 0.5 is wanted"),
        Mutant(
            with_eps,
            "an eps in the denominator",
            cause="this has an eps in the denominator: in the tails both densities are far smaller, and D goes to 0 "
            "there whatever their ratio is; add nothing, and leave out 0 / 0 alone",
        ),
        Mutant(odds, "not the odds", cause="D is a probability, the data's share, and not the odds p_data / p_g"),
    ),
)
