import numpy as np

from .... import family
from ...exercise import Exercise, Known, Mutant


def reparameterise(m, log_var, e):
    """A draw from N(m, s^2), made from noise that does not depend on m or s.

    m : (B, k), the means
    log_var : (B, k), log s^2, of any size; s = 0 and s < 0 cannot be said in it
    e : (B, k), noise that was drawn from N(0, 1)
    Returns z (B, k). It is exact wherever s itself is a number, also where s^2 would be too large for the dtype.
    """
    return m + np.exp(log_var / 2) * e


def variance(m, log_var, e):
    return m + np.exp(log_var) * e


def log_variance(m, log_var, e):
    return m + log_var * e


def root_of_the_logarithm(m, log_var, e):
    return m + np.sqrt(np.abs(log_var)) * e


def halved_log_variance(m, log_var, e):
    return m + log_var / 2 * e


def root_of_exp(m, log_var, e):
    return m + np.sqrt(np.exp(log_var)) * e


def inverse_deviation(m, log_var, e):
    return m + np.exp(-log_var / 2) * e


def mean_is_scaled_too(m, log_var, e):
    return np.exp(log_var / 2) * (m + e)


def noise_alone(m, log_var, e):
    return np.exp(log_var / 2) * e


def mean_alone(m, log_var, e):
    return m.copy()


def one_draw_for_all_rows(m, log_var, e):
    return m + np.exp(log_var / 2) * e[:1]


def noise_subtracted(m, log_var, e):
    return m - np.exp(log_var / 2) * e


def draws_itself(m, log_var, e):
    return m + np.exp(log_var / 2) * np.random.default_rng().standard_normal(m.shape).astype(m.dtype)


def draw(rng):
    B, k = (int(n) for n in rng.choice(np.arange(2, 7), size=2, replace=False))
    return (
        rng.normal(0.5, 1, (B, k)),
        rng.uniform(0.5, 3, (B, k)) * rng.choice([-1, 1], (B, k)),
        rng.normal(size=(B, k)),
    )


EXERCISE = Exercise(
    reparameterise,
    title="A draw that has a derivative",
    statement=r"""
        An encoder that gives a single code for a row says nothing about how sure it is. A VAE's encoder gives a
        Gaussian $N(m, s^2)$ for each row, independently in each coordinate, and the code $z$ is *drawn* from it. But a
        draw has no derivative: what would $\partial z / \partial m$ be? The trick of Kingma & Welling is to draw noise
        $e$ from $N(0, 1)$ first, which depends on nothing, and to compute $z$ from it. A network may output any number,
        so it gives the log variance $l = \log s^2$ instead of $s$.

        Write $z$ as a function of $m$, $l$ and $e$.
    """,
    source="Kingma & Welling 2014, section 2.4",
    notebook=19,
    hints=(
        "If e has mean 0 and standard deviation 1, what are the mean and the standard deviation of a + c e?",
        "s is the standard deviation, and l is the logarithm of its square. So l / 2 is the logarithm of s.",
        "s comes from one np.exp of half the log variance; no root is needed. Multiply the noise by s, entry by entry, "
        "and add the mean.",
    ),
    explanation="""
        z is now an ordinary function of m and l, with e as a constant. Halving l before exp is more than a habit: s^2
        overflows long before s does, and a root of infinity does not come back. A known NumPy program multiplies the
        noise by exp(l): its codes then have the variance s^4, and the KL term speaks of another Gaussian than the one
        that was drawn from.
    """,
    in_numgan=(family.gaussian_code.GaussianCode,),
    draw=draw,
    returns=("z",),
    known=(
        Known(
            (
                np.array([[1.0, 0.0, -2.0]]),
                np.array([[0.0, 2 * np.log(3.0), -2 * np.log(2.0)]]),
                np.array([[0.5, 2.0, -1.0]]),
            ),
            np.array([[1.5, 6.0, -2.5]]),
            "s = 1, 3 and 1/2, so z = 1 + 0.5, 0 + 3 * 2 and -2 - 1/2",
        ),
    ),
    extremes=(
        (np.array([[1.0, -1.0]]), np.array([[170.0, -170.0]]), np.array([[2.0, -0.5]])),  # s^2 overflows in float32
        (np.array([[0.0, 0.0], [5.0, 0.0]]), np.array([[1000.0, -1000.0], [-1000.0, 800.0]]), np.ones((2, 2))),
        (np.array([[3.0]]), np.array([[2.0]]), np.array([[0.0]])),
    ),
    mutants=(
        Mutant(
            variance,
            "that is the variance",
            cause="the noise is multiplied by exp(l), and that is the variance s^2: the deviation is exp(l / 2)",
        ),
        Mutant(
            log_variance,
            "l is a logarithm",
            cause="the noise is multiplied by l itself, but l is a logarithm, and may be negative: s = exp(l / 2)",
        ),
        Mutant(
            root_of_the_logarithm,
            "the logarithm of the variance",
            cause="a root of l was taken, but l is the logarithm of the variance: first exp, and s = exp(l / 2)",
        ),
        Mutant(
            halved_log_variance,
            "exp is missing",
            cause="l / 2 is the logarithm of s: exp is missing",
        ),
        Mutant(
            root_of_exp,
            "halve l before",
            cause="exp(l) is too large or too small for the dtype before the root is taken: halve l before exp",
        ),
        Mutant(
            inverse_deviation,
            "is 1 / s",
            cause="exp(-l / 2) is 1 / s: a large log variance means wide noise",
        ),
        Mutant(
            mean_is_scaled_too,
            "only the noise",
            cause="the mean was multiplied by s too: only the noise is",
        ),
        Mutant(noise_alone, "m is missing", cause="m is missing: the draw lies around the mean"),
        Mutant(
            mean_alone,
            "nothing is drawn",
            cause="this is the mean, and nothing is drawn: the noise is missing",
        ),
        Mutant(
            one_draw_for_all_rows,
            "noise of its own",
            cause="the first row's noise was used in all rows: each has noise of its own",
        ),
        Mutant(
            noise_subtracted,
            "m + s e",
            cause="the noise was subtracted: that has the same distribution, but z = m + s e is what the gradient of "
            "the other exercises belongs to",
        ),
        Mutant(draws_itself, "differs between two calls"),
    ),
)
