import numpy as np

from .... import layers
from ...exercise import Exercise, Mutant


def he_normal(rng, n_in, n_out, negative_slope):
    """First weights of a layer that is followed by ReLU or LeakyReLU, after He et al.

    rng : np.random.Generator; W comes from one call of rng.normal(mean, standard deviation, size)
    n_in, n_out : ints >= 1
    negative_slope : float in [0, 1], the slope of the LeakyReLU below 0; with slope 0 it is ReLU
    Returns W (n_in, n_out), float64.
    """
    variance = 2 / ((1 + negative_slope**2) * n_in)
    return rng.normal(0.0, np.sqrt(variance), (n_in, n_out))


def variance_as_std(rng, n_in, n_out, negative_slope):
    return rng.normal(0.0, 2 / ((1 + negative_slope**2) * n_in), (n_in, n_out))


def for_outputs(rng, n_in, n_out, negative_slope):
    return rng.normal(0.0, np.sqrt(2 / ((1 + negative_slope**2) * n_out)), (n_in, n_out))


def ignores_slope(rng, n_in, n_out, negative_slope):
    return rng.normal(0.0, np.sqrt(2 / n_in), (n_in, n_out))


def slope_not_squared(rng, n_in, n_out, negative_slope):
    return rng.normal(0.0, np.sqrt(2 / ((1 + negative_slope) * n_in)), (n_in, n_out))


def ignores_relu(rng, n_in, n_out, negative_slope):
    return rng.normal(0.0, np.sqrt(1 / n_in), (n_in, n_out))


def own_generator(rng, n_in, n_out, negative_slope):
    return he_normal(np.random.default_rng(42), n_in, n_out, negative_slope)


def draw(rng):
    n_in, n_out = (int(n) for n in rng.choice([4, 5, 6, 7], size=2, replace=False))  # no two mistakes have one ratio
    return np.random.default_rng(rng.integers(2**32)), n_in, n_out, float(rng.uniform(0.1, 0.6))


def factors(rng, n_in, n_out, negative_slope):
    std = np.sqrt(2 / ((1 + negative_slope**2) * n_in))
    return {
        std: "the variance is used as the standard deviation: take its square root",
        np.sqrt(n_in / n_out): "the variance uses n_out: each output is a sum of n_in terms, so divide by n_in",
        np.sqrt(2 / n_in) / std: "this is right for ReLU only: use negative_slope too, eq. 15",
        np.sqrt(2 / ((1 + negative_slope) * n_in)) / std: "the slope is not squared: a variance holds its square",
        np.sqrt(1 / n_in) / std: "the variance is 1 / n_in, as without an activation: LeakyReLU makes E[x^2] smaller",
        np.sqrt(1 / 2): "sqrt 2 times too small: the numerator 2 is missing, because ReLU sets half of u to 0",
    }


def spread(fn, rng):
    W, other = (np.asarray(fn(np.random.default_rng(rng.integers(2**32)), 50, 40, 0.0)) for _ in range(2))
    if np.array_equal(W, other):
        return "two generators with different seeds gave the same W: draw W from the rng that was passed in"
    if W.shape == (50, 40) and 0.18 < W.std() < 0.22 and abs(W.mean()) < 0.03:
        return None
    return (
        "for n_in = 50, n_out = 40 and slope 0 the mean is 0 and the standard deviation sqrt(2 / 50) = 0.2; "
        f"your 2000 weights have mean {W.mean():.3g} and standard deviation {W.std():.3g}"
    )


EXERCISE = Exercise(
    he_normal,
    title="Where weights start: He",
    statement=r"""
        Between two layers there is an activation. Let $u$ be its input, symmetric about 0, and $x$ its output: then the
        outputs of the next layer have variance $n_{in} Var(W) E[x^2]$. ReLU sets the negative half of $u$ to 0, so
        $E[x^2]$ is only half of $Var(u)$, and with $Var(W) = 1 / n_{in}$ the signal would lose half of its variance at
        every layer. A LeakyReLU multiplies the negative half by a slope $a$ instead.

        Find the variance of $W$ with which the signal keeps its size, for ReLU ($a = 0$, eq. 10) and for any slope
        (eq. 15). The discriminators of DCGAN and of most later GANs use LeakyReLU with $a = .2$.

        Draw $W$ with one call of `rng.normal`, which takes a standard deviation.
    """,
    source="He et al. 2015, eq. 10 and 15",
    notebook=6,
    hints=(
        "If u is symmetric about 0, what is E[relu(u)^2] in terms of Var(u)? And with a slope a below 0?",
        "It is (1 + a^2) / 2 times Var(u). n_in times Var(W) times that factor must be 1.",
        "So the variance is 2 divided by the product of n_in and one plus the squared slope. rng.normal takes the mean "
        "first, then the standard deviation, which is the square root of the variance, then the shape.",
    ),
    explanation="""
        For ReLU the variance is 2 / n_in: twice what a linear layer needs. With slope 1, LeakyReLU is the identity and
        the formula gives 1 / n_in, as it must. If the standard deviation is too small by a factor of sqrt 2, 1/32 of
        the signal's size is left after ten layers. The formula does not hold n_out: this is the form for the forward
        pass. He et al. also give one for the backward pass, and show that each of the two is enough by itself.
    """,
    in_numgan=(layers.initializers.HeNormal.__call__,),
    draw=draw,
    returns=("W",),
    extremes=(
        (np.random.default_rng(1), 1, 3, 0.0),
        (np.random.default_rng(30), 1000, 5, 1.0),  # holds a number of 4.7 standard deviations
    ),
    factors=factors,
    float32=False,
    probes={"spread": spread},
    mutants=(
        Mutant(variance_as_std, "take its square root"),
        Mutant(for_outputs, "uses n_out"),
        Mutant(ignores_slope, "right for ReLU only"),
        Mutant(slope_not_squared, "the slope is not squared"),
        Mutant(ignores_relu, "as without an activation"),
        Mutant(own_generator, "from the rng that was passed in"),
    ),
)
