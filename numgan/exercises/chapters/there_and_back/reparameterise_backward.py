import numpy as np

from .... import family
from ...exercise import Exercise, Gradient, Known, Mutant


def reparameterise_backward(dz, log_var, e):
    """The gradients of z = m + s e, with s = exp(log_var / 2).

    dz : (B, k), the gradient of the loss with respect to z
    log_var : (B, k), log s^2, of any size
    e : (B, k), the noise from which z was made
    Returns dm and dlog_var, (B, k) each.
    """
    return dz.copy(), dz * e * np.exp(log_var / 2) / 2


def of_the_deviation(dz, log_var, e):
    return dz.copy(), dz * e


def no_half(dz, log_var, e):
    return dz.copy(), dz * e * np.exp(log_var / 2)


def of_the_variance(dz, log_var, e):
    return dz.copy(), dz * e * np.exp(-log_var / 2) / 2


def with_the_variance(dz, log_var, e):
    return dz.copy(), dz * e * np.exp(log_var) / 2


def as_for_exp_l(dz, log_var, e):
    return dz.copy(), dz * e * np.exp(log_var)


def root_of_exp(dz, log_var, e):
    return dz.copy(), dz * e * np.sqrt(np.exp(log_var)) / 2


def no_noise(dz, log_var, e):
    return dz.copy(), dz * np.exp(log_var / 2) / 2


def scaled_mean(dz, log_var, e):
    s = np.exp(log_var / 2)
    return dz * s, dz * e * s / 2


def averaged(dz, log_var, e):
    dm, dlog_var = reparameterise_backward(dz, log_var, e)
    return dm / len(dz), dlog_var / len(dz)


def noise_as_a_constant(dz, log_var, e):
    return dz.copy(), np.zeros_like(dz)


def mean_moves_with_the_noise(dz, log_var, e):
    dm, dlog_var = reparameterise_backward(dz, log_var, e)
    return dm * e, dlog_var


def exchanged(dz, log_var, e):
    return reparameterise_backward(dz, log_var, e)[::-1]


def draw(rng):
    B, k = (int(n) for n in rng.choice(np.arange(2, 7), size=2, replace=False))
    log_var = rng.uniform(0.5, 3, (B, k)) * rng.choice([-1, 1], (B, k))
    return rng.normal(size=(B, k)), log_var, rng.normal(size=(B, k))


def loss(dz, log_var, e):
    """z's gradient is dz; m is left out, because it does not depend on log_var."""
    return float((dz * e * np.sqrt(np.exp(log_var))).sum())


EXERCISE = Exercise(
    reparameterise_backward,
    title="Backwards through a draw",
    statement=r"""
        Now backwards through
        $$z = m + s \odot e, \qquad s = e^{l/2},$$
        with the gradient $dz$ of a loss with respect to $z$. The noise $e$ was drawn before, and is a constant. So the
        decoder's gradient reaches both of the encoder's outputs: $m$, which says *where* the code is, and $l$, which
        says *how far around* it. When does the loss want less noise, and in which coordinate?

        Write the gradients with respect to $m$ and to $l$.
    """,
    source="derived from Kingma & Welling 2014, section 2.4",
    notebook=19,
    hints=(
        "Each entry of z depends on the same entry of m and of l only. What is dz/dm?",
        "First with respect to s: dz/ds = e. Then from s to l: what is the derivative of exp(l / 2)?",
        "The derivative of exp(l / 2) is s / 2. dm is an array of its own, a copy of dz.",
    ),
    explanation="""
        dm = dz, whatever the noise was. dl = dz e s / 2: one draw tells the encoder nothing about s alone, only whether
        this piece of noise, scaled up a little, would have helped. On average over draws it finds out: if a noisy code
        is decoded worse, then dz points along the noise, dz e is positive, and l falls. Without anything else all noise
        would disappear, and what is left would be an autoencoder.
    """,
    in_numgan=(family.gaussian_code.GaussianCode.backward,),
    draw=draw,
    returns=("dm", "dlog_var"),
    known=(
        Known(
            (
                np.array([[1.0, -2.0, 4.0]]),
                np.array([[0.0, 2 * np.log(3.0), -2 * np.log(2.0)]]),
                np.array([[0.5, 2.0, -1.0]]),
            ),
            (np.array([[1.0, -2.0, 4.0]]), np.array([[0.25, -6.0, -1.0]])),
            "s = 1, 3 and 1/2, so dl = 1 * 0.5 * 1 / 2, -2 * 2 * 3 / 2 and 4 * -1 * 1/2 / 2",
        ),
    ),
    gradients=(Gradient("dlog_var", "log_var", loss),),
    extremes=(
        (np.array([[1.0, -1.0]]), np.array([[170.0, -170.0]]), np.array([[2.0, -0.5]])),
        (np.array([[0.0, 2.0], [5.0, 0.0]]), np.array([[3.0, -1000.0], [-1000.0, 1.0]]), np.ones((2, 2))),
        (np.array([[3.0]]), np.array([[800.0]]), np.array([[-1.0]])),
    ),
    mutants=(
        Mutant(
            of_the_deviation,
            "from s to l",
            cause="this is the gradient with respect to s: one more step of the chain rule leads from s to l",
        ),
        Mutant(
            no_half,
            "has a factor 1/2",
            cause="the derivative of exp(l / 2) has a factor 1/2, from the inner function",
        ),
        Mutant(
            of_the_variance,
            "with respect to s^2",
            cause="this is the gradient with respect to s^2: l is its logarithm, so multiply by s^2",
        ),
        Mutant(
            with_the_variance,
            "s, not s^2",
            cause="the noise was multiplied by s in z, so the derivative contains s, not s^2",
        ),
        Mutant(
            as_for_exp_l,
            "exp(l / 2), not exp(l)",
            cause="this is the gradient of m + exp(l) e: the deviation is exp(l / 2), not exp(l)",
        ),
        Mutant(
            root_of_exp,
            "halve l before",
            cause="exp(l) is too large or too small for the dtype before the root is taken: halve l before exp",
        ),
        Mutant(no_noise, "dz/ds = e", cause="the noise is missing: dz/ds = e"),
        Mutant(
            scaled_mean,
            "dz/dm = 1",
            cause="dm was multiplied by s, but the mean is added without a factor: dz/dm = 1",
        ),
        Mutant(
            averaged,
            "a mean is already in dz",
            cause="both were divided by B, but a mean is already in dz",
        ),
        Mutant(
            noise_as_a_constant,
            "s is learned",
            cause="dlog_var is 0: e is a constant, but s is learned",
        ),
        Mutant(
            mean_moves_with_the_noise,
            "dz/dm = 1",
            cause="dm was multiplied by the noise: that belongs to s, and dz/dm = 1",
        ),
        Mutant(
            exchanged,
            "dm comes first",
            cause="the two gradients are exchanged: dm comes first, then dlog_var",
        ),
    ),
)
