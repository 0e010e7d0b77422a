import numpy as np

from .... import layers
from ...exercise import Exercise, Mutant


def xavier_uniform(rng, n_in, n_out):
    """First weights of a fully connected layer, after Glorot & Bengio.

    rng : np.random.Generator; W comes from one call of rng.uniform(low, high, size)
    n_in, n_out : ints >= 1
    Returns W (n_in, n_out), float64.
    """
    a = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-a, a, (n_in, n_out))


def std_as_limit(rng, n_in, n_out):
    a = np.sqrt(2 / (n_in + n_out))
    return rng.uniform(-a, a, (n_in, n_out))


def inputs_only(rng, n_in, n_out):
    a = np.sqrt(6 / n_in)
    return rng.uniform(-a, a, (n_in, n_out))


def no_root(rng, n_in, n_out):
    a = 6 / (n_in + n_out)
    return rng.uniform(-a, a, (n_in, n_out))


def one_sided(rng, n_in, n_out):
    return rng.uniform(0, np.sqrt(6 / (n_in + n_out)), (n_in, n_out))


def normal_form(rng, n_in, n_out):
    return rng.normal(0, np.sqrt(2 / (n_in + n_out)), (n_in, n_out))


def global_state(rng, n_in, n_out):
    a = np.sqrt(6 / (n_in + n_out))
    return np.random.uniform(-a, a, (n_in, n_out))  # noqa: NPY002


def own_generator(rng, n_in, n_out):
    return xavier_uniform(np.random.default_rng(42), n_in, n_out)


def draw(rng):
    n_in, n_out = (int(n) for n in rng.choice([4, 5, 6, 9], size=2, replace=False))  # no two mistakes have one ratio
    return np.random.default_rng(rng.integers(2**32)), n_in, n_out


def factors(rng, n_in, n_out):
    a2 = 6 / (n_in + n_out)  # a ratio of limits is the root of one of variances
    return {
        np.sqrt(1 / 3): "sqrt 3 times too small: 2 / (n_in + n_out) is the variance; U(-a, a) has variance a^2 / 3",
        np.sqrt(6 / n_in / a2): "the limit uses n_in alone: the denominator is n_in + n_out",
        np.sqrt(6 / n_out / a2): "the limit uses n_out alone: the denominator is n_in + n_out",
        np.sqrt(3 / n_in / a2): "the limit is sqrt(3 / n_in): right only for n_in = n_out; use n_in + n_out",
        np.sqrt(3 / n_out / a2): "the limit is sqrt(3 / n_out): right only for n_in = n_out; use n_in + n_out",
        np.sqrt(a2): "the limit is 6 / (n_in + n_out): take its square root",
        np.sqrt(1 / 2): "sqrt 2 times too small: the numerator under the root is 6, not 3",
    }


def spread(fn, rng):
    W, other = (np.asarray(fn(np.random.default_rng(rng.integers(2**32)), 30, 24)) for _ in range(2))
    if np.array_equal(W, other):
        return "two generators with different seeds gave the same W: draw W from the rng that was passed in"
    if W.shape == (30, 24) and 0.32 < W.max() <= 1 / 3 and -0.32 > W.min() >= -1 / 3:
        return None
    return f"for n_in = 30 and n_out = 24, a = sqrt(6 / 54) = 1/3; your weights run from {W.min():.3g} to {W.max():.3g}"


EXERCISE = Exercise(
    xavier_uniform,
    title="Where weights start: Xavier",
    statement=r"""
        In $y_j = \sum_i x_i W_{ij}$, $n_{in}$ independent terms add up, so $Var(y) = n_{in} Var(W) Var(x)$: the signal
        keeps its size from layer to layer if $Var(W) = 1 / n_{in}$. In the backward pass each $dx_i$ is a sum of
        $n_{out}$ terms, and the gradient keeps its size if $Var(W) = 1 / n_{out}$. Glorot and Bengio compromise,
        $$Var(W) = \frac{2}{n_{in} + n_{out}}.$$
        A GAN is two networks, one after the other, and $G$'s gradient passes through both. A gradient that is halved at
        every layer is almost 0 when it arrives.

        The weights must be uniform on $(-a, a)$. What is the variance of that distribution, and so what is $a$? Draw
        $W$ with one call of `rng.uniform`.
    """,
    source="Glorot & Bengio 2010, eq. 12 and 16",
    notebook=6,
    hints=(
        "The variance of a uniform variable on (-a, a) is the integral of x^2 / (2 a) from -a to a.",
        "It is a^2 / 3. Set that equal to 2 / (n_in + n_out) and solve for a.",
        "rng.uniform takes the lower limit, the upper limit and the shape. a is the square root of three times the "
        "variance.",
    ),
    explanation="""
        a^2 / 3 = 2 / (n_in + n_out) gives a = sqrt(6 / (n_in + n_out)). With the standard deviation as the limit, every
        layer has only a third of the variance: after four layers 1/81 is left. And rng is an argument, so that the
        caller chooses the seed; with the global state of np.random, the weights would depend on everything that was
        drawn before.
    """,
    in_numgan=(layers.initializers.XavierUniform.__call__,),
    draw=draw,
    returns=("W",),
    extremes=(
        (np.random.default_rng(1), 1, 1),
        (np.random.default_rng(2), 2, 2000),
        (np.random.default_rng(3), 2000, 2),
    ),
    cancels=lambda rng, n_in, n_out: np.sqrt(6 / (n_in + n_out)),  # a weight near 0 is -a + 2 a u
    factors=factors,
    float32=False,
    probes={"spread": spread},
    mutants=(
        Mutant(std_as_limit, "U(-a, a) has variance a^2 / 3"),
        Mutant(inputs_only, "uses n_in alone"),
        Mutant(no_root, "take its square root"),
        Mutant(one_sided, "no weight is negative", cause="no weight is negative here: the lower limit is -a, not 0"),
        Mutant(
            normal_form,
            "the normal form",
            cause="this is the normal form, with the right variance: draw with rng.uniform, from -a to a",
        ),
        Mutant(global_state, "random numbers that were not passed in"),
        Mutant(own_generator, "from the rng that was passed in"),
    ),
)
