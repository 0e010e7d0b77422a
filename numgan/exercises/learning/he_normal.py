import numpy as np

from ... import layers
from ..exercise import Exercise, Mutant


def he_normal(rng, n_in, n_out, negative_slope):
    """First weights of a layer that is followed by ReLU or LeakyReLU, after He et al.

    rng : np.random.Generator; W is one call of rng.normal(mean, standard deviation, size)
    n_in, n_out : ints >= 1
    negative_slope : float in [0, 1], the LeakyReLU's; 0 is ReLU
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


def draw(rng):
    n_in, n_out = (int(n) for n in rng.choice([4, 5, 6, 7], size=2, replace=False))  # no two mistakes have one ratio
    return np.random.default_rng(rng.integers(2**32)), n_in, n_out, float(rng.uniform(0.1, 0.6))


def factors(rng, n_in, n_out, negative_slope):
    std = np.sqrt(2 / ((1 + negative_slope**2) * n_in))
    return {
        std: "the standard deviation is what the variance should be: take the root",
        np.sqrt(n_in / n_out): "made from n_out: each output sums n_in terms, so n_in belongs in the denominator",
        np.sqrt(2 / n_in) / std: "made for ReLU: negative_slope lets a share of the signal through, eq. 15",
        np.sqrt(2 / ((1 + negative_slope) * n_in)) / std: "the slope is not squared; variances take it squared",
        np.sqrt(1 / n_in) / std: "1 / n_in would do without an activation: it leaves out what LeakyReLU takes away",
        np.sqrt(1 / 2): "sqrt 2 times too small: the 2 in 2 / n_in makes up for the half that ReLU sets to 0",
    }


def spread(fn, rng):
    W = np.asarray(fn(rng, 50, 40, 0.0))
    if W.shape == (50, 40) and 0.18 < W.std() < 0.22 and abs(W.mean()) < 0.03:
        return None
    return (
        "for n_in = 50, n_out = 40 and slope 0 the mean is 0 and the standard deviation sqrt(2 / 50) = 0.2; "
        f"2000 of your weights have {W.mean():.3g} and {W.std():.3g}"
    )


EXERCISE = Exercise(
    he_normal,
    title="Where weights start: He",
    statement=r"""
        Between two layers stands an activation. Let $u$ be what enters it, symmetric about 0, and $x$ what leaves it:
        the next layer's outputs have variance $n_{in} Var(W) E[x^2]$. ReLU sets the negative half of $u$ to 0, so
        $E[x^2]$ is only half of $Var(u)$, and with $Var(W) = 1 / n_{in}$ the signal would lose half its variance at
        every layer. A LeakyReLU of slope $a$ lets something of the other half pass.

        Find the variance of $W$ at which the signal keeps its size, for ReLU ($a = 0$, eq. 10) and for any slope
        (eq. 15). DCGAN's discriminator and most since are built on LeakyReLU with $a = .2$.

        Draw $W$ with one call of `rng.normal`, which takes a standard deviation.
    """,
    source="He et al. 2015, eq. 10 and 15",
    notebook=6,
    hints=(
        "If u is symmetric about 0, what is E[relu(u)^2] in terms of Var(u)? And with a slope a below 0?",
        "It is (1 + a^2) / 2 times Var(u). n_in times Var(W) times that factor must be 1.",
        "So the variance is 2 over the product of n_in and one plus the squared slope. rng.normal wants its root, the "
        "mean before it and the shape after it.",
    ),
    explanation="""
        For ReLU it is 2 / n_in: twice what a linear layer needs. At slope 1 LeakyReLU is the identity and the formula
        gives 1 / n_in, as it must. A standard deviation too small by sqrt 2 leaves 1/32 of the signal's size after ten
        layers. n_out does not enter: this is the forward form, and He et al. show that either form suffices.
    """,
    in_numgan=(layers.initializers.HeNormal.__call__,),
    draw=draw,
    returns=("W",),
    factors=factors,
    float32=False,
    probes={"spread": spread},
    mutants=(
        Mutant(variance_as_std, "take the root"),
        Mutant(for_outputs, "made from n_out"),
        Mutant(ignores_slope, "made for ReLU"),
        Mutant(slope_not_squared, "the slope is not squared"),
        Mutant(ignores_relu, "1 / n_in would do without an activation"),
    ),
)
