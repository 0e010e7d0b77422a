import numpy as np

from .... import objectives
from ...exercise import Exercise, Known, Mutant


def optimal_discriminator(p_data, p_g):
    """The best discriminator while the generator stands still.

    p_data : (n,), the data's density at n points of a grid, >= 0
    p_g : (n,), the generator's density at the same points, >= 0
    Returns D (n,), in [0, 1], right for densities of any size (1e-300 too); 1/2 where both are 0.
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


def with_threshold(p_data, p_g):
    total = p_data + p_g
    return np.where(total > 1e-8, p_data / total, 0.5)


def odds(p_data, p_g):
    return np.where(p_g > 0, p_data / p_g, 0.5)


def draw(rng):
    x = np.linspace(-9, 9, int(rng.integers(7, 16)))
    means, stds = rng.uniform(-2, 2, size=2), rng.uniform(0.8, 1.5, size=2)
    return tuple(np.exp(-(((x - m) / s) ** 2) / 2) / (s * np.sqrt(2 * np.pi)) for m, s in zip(means, stds, strict=True))


def tiny_densities(function, rng):
    p, q = np.array([1.0, 3.0]), np.array([3.0, 1.0])
    ordinary, tiny = (np.asarray(function(size * p, size * q)) for size in (1, 1e-100))
    if np.allclose(ordinary, [0.25, 0.75], atol=1e-4) and not np.allclose(tiny, [0.25, 0.75]):
        return (
            "right for ordinary densities; densities of 1e-100 and 3e-100 must give D = 0.25, and yours is "
            f"{tiny[0]:.6g}: D depends on their ratio only, so add nothing to them, and use no threshold but 0"
        )
    return None


EXERCISE = Exercise(
    optimal_discriminator,
    title="The best discriminator there is",
    statement=r"""
        Hold the generator still. With $x = G(z)$ of density $p_g$, the value function is one integral,
        $$V(D) = \int p_{data}(x) \log D(x) + p_g(x) \log(1 - D(x)) \, dx,$$
        and $D$ may choose its number at every $x$ independently of all others. So it is enough to maximise
        $a \log y + b \log(1 - y)$ over $y \in [0, 1]$ with $a, b \ge 0$ (proposition 1).

        So the best $D$ depends on two densities only, and against a perfect generator it is $D = 1/2$ everywhere. Far
        from all data and all generated rows both densities are 0, $a = b = 0$, and every $y$ is equally good; let it be
        $1/2$ there.

        Derive $D^*$ and write it for densities on a grid.
    """,
    source="Goodfellow et al. 2014, proposition 1",
    notebook=5,
    hints=(
        "Differentiate a log(y) + b log(1 - y) with respect to y and set the result to 0. Is it a maximum?",
        "a / y = b / (1 - y) gives a share: how much of the density at x is the data's?",
        "A density may be 1e-30 in the tails and the share is still well defined, so nothing may be added to the "
        "denominator. Only where the sum is exactly 0 must the division be left out: np.divide has the arguments "
        "`where` and `out`, and np.full_like makes an array that is filled with one number.",
    ),
    explanation="""
        a / y - b / (1 - y) falls as y rises, so its only zero is the maximum (if a or b is 0, the maximum is at the
        edge, where the formula still gives it). For a given sample, D* is the probability
        that it is real if real and generated samples are equally frequent: Bayes' rule. An eps in the denominator would
        give a wrong D in the tails, where both densities are far below it; a division with `where` leaves out 0 / 0 and
        nothing else.
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
        Known((np.array([0.0]), np.array([0.0])), np.array([0.5]), "0 / 0: V does not depend on D there, so D is 1/2"),
    ),
    extremes=(
        (np.array([0.0, 0.0, 1.0]), np.array([0.0, 2.0, 0.0])),
        (np.array([3e-12, 1e-37]), np.array([1e-12, 4e-37])),
        (np.array([1e-200, 3e-300, 6e-305]), np.array([9e-200, 1e-300, 2e-305])),
        (np.array([1e-310, 1e-30]), np.array([3e-310, 1.0])),
    ),
    probes={"tiny densities": tiny_densities},
    mutants=(
        Mutant(
            swapped,
            "the share of the generator's density",
            cause="this is p_g / (p_data + p_g), the share of the generator's density: D is the data's share",
        ),
        Mutant(
            plain_ratio, "0 / 0 is nan", cause="0 / 0 is nan: do not divide where both densities are 0, D is 1/2 there"
        ),
        Mutant(
            with_eps,
            "an eps in the denominator",
            cause="this has an eps in the denominator: in the tails both densities are far smaller, and D goes to 0 "
            "there for any ratio of the two; add nothing, and leave out only 0 / 0",
        ),
        Mutant(
            with_threshold,
            "no threshold but 0",
        ),
        Mutant(odds, "not the odds", cause="D is a probability, the data's share, and not the odds p_data / p_g"),
    ),
)
