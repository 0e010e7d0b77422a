import numpy as np

from .... import layers
from ...exercise import Exercise, Known, Mutant


def virtual_batchnorm(x, reference, gamma, beta, eps):
    """Batch norm with the statistics of a fixed reference batch and of the row itself.

    x : (B, n), the rows to normalise
    reference : (R, n), R >= 2, the rows whose statistics are used, the same at every step
    gamma, beta : (n,), the learned scale and shift of each column
    eps : float > 0, added to the variance before the root is taken
    Returns y (B, n), xhat (B, n) and rstd (B, n): each row has its own mean and variance, those of the R reference rows
    and itself, with the divisor R + 1. It is accurate also where a column's mean is much larger than its standard
    deviation, such as 10000 and 1 in float32.
    """
    a = 1 / (len(reference) + 1)
    mean = reference.mean(axis=0)
    var = ((reference - mean) ** 2).mean(axis=0)
    u = x - mean
    rstd = 1 / np.sqrt((1 - a) * (var + a * u * u) + eps)
    xhat = (1 - a) * u * rstd
    return gamma * xhat + beta, xhat, rstd


def finish(xc, var, gamma, beta, eps):
    rstd = 1 / np.sqrt(var + eps)
    xhat = xc * rstd
    return gamma * xhat + beta, xhat, rstd


def moments(x, reference):
    """The share of one row, x minus the reference's mean, and the reference's variance."""
    mean = reference.mean(axis=0)
    return 1 / (len(reference) + 1), x - mean, ((reference - mean) ** 2).mean(axis=0)


def reference_only(x, reference, gamma, beta, eps):
    _, u, var = moments(x, reference)
    return finish(u, np.broadcast_to(var, x.shape), gamma, beta, eps)


def statistics_of_the_batch(x, reference, gamma, beta, eps):
    return finish(x - x.mean(axis=0), np.broadcast_to(x.var(axis=0), x.shape), gamma, beta, eps)


def all_rows_together(x, reference, gamma, beta, eps):
    rows = np.vstack([reference, x])
    return finish(x - rows.mean(axis=0), np.broadcast_to(rows.var(axis=0), x.shape), gamma, beta, eps)


def mean_of_the_reference(x, reference, gamma, beta, eps):
    a, u, var = moments(x, reference)
    return finish(u, (1 - a) * (var + a * u * u), gamma, beta, eps)


def variance_of_the_reference(x, reference, gamma, beta, eps):
    a, u, var = moments(x, reference)
    return finish((1 - a) * u, np.broadcast_to(var, x.shape), gamma, beta, eps)


def around_the_reference_mean(x, reference, gamma, beta, eps):
    a, u, var = moments(x, reference)
    return finish((1 - a) * u, (1 - a) * var + a * u * u, gamma, beta, eps)


def own_deviation_left_out(x, reference, gamma, beta, eps):
    a, u, var = moments(x, reference)
    return finish((1 - a) * u, np.broadcast_to((1 - a) * var, x.shape), gamma, beta, eps)


def share_of_R(x, reference, gamma, beta, eps):
    _, u, var = moments(x, reference)
    a = 1 / len(reference)
    return finish((1 - a) * u, (1 - a) * (var + a * u * u), gamma, beta, eps)


def share_of_the_batch(x, reference, gamma, beta, eps):
    _, u, var = moments(x, reference)
    a = 1 / (len(x) + 1)
    return finish((1 - a) * u, (1 - a) * (var + a * u * u), gamma, beta, eps)


def half_and_half(x, reference, gamma, beta, eps):
    _, u, var = moments(x, reference)
    return finish(u / 2, var / 2 + u * u / 4, gamma, beta, eps)


def bessel(x, reference, gamma, beta, eps):
    a, u, var = moments(x, reference)
    return finish((1 - a) * u, var + a * u * u, gamma, beta, eps)


def eps_outside(x, reference, gamma, beta, eps):
    a, u, var = moments(x, reference)
    rstd = 1 / (np.sqrt((1 - a) * (var + a * u * u)) + eps)
    xhat = (1 - a) * u * rstd
    return gamma * xhat + beta, xhat, rstd


def no_eps(x, reference, gamma, beta, eps):
    return virtual_batchnorm(x, reference, gamma, beta, 0.0)


def the_root_itself(x, reference, gamma, beta, eps):
    y, xhat, rstd = virtual_batchnorm(x, reference, gamma, beta, eps)
    return y, xhat, 1 / rstd


def mean_of_squares(x, reference, gamma, beta, eps):
    a = 1 / (len(reference) + 1)
    mean = (1 - a) * reference.mean(axis=0) + a * x
    square = (1 - a) * (reference**2).mean(axis=0) + a * x**2
    return finish(x - mean, np.maximum(square - mean**2, 0), gamma, beta, eps)


def reference_normalised(x, reference, gamma, beta, eps):
    return finish(
        reference - reference.mean(axis=0), np.broadcast_to(reference.var(axis=0), reference.shape), gamma, beta, eps
    )


def one_rstd_for_all(x, reference, gamma, beta, eps):
    _, u, var = moments(x, reference)
    return finish(u, var, gamma, beta, eps)


def shift_before_scale(x, reference, gamma, beta, eps):
    _, xhat, rstd = virtual_batchnorm(x, reference, gamma, beta, eps)
    return gamma * (xhat + beta), xhat, rstd


def draw(rng):
    B, R, n = (int(size) for size in rng.choice(np.arange(2, 8), size=3, replace=False))
    mean, scale = rng.normal(0, 3, n), rng.uniform(0.5, 2, n)
    x, reference = mean + rng.normal(0.5, 1.5, size=(B, n)) * scale, mean + rng.normal(size=(R, n)) * scale
    return x, reference, rng.normal(size=n), rng.normal(size=n), float(rng.uniform(0.1, 1))


TINY = 1e-10  # as eps
LARGE = np.array([[0.0, 1e4 - 1, 1e6 - 1], [0.0, 1e4, 1e6], [0.0, 1e4 + 1, 1e6 + 1]])

EXERCISE = Exercise(
    virtual_batchnorm,
    title="Batch norm without the batch",
    statement=r"""
        With batch norm, what $G$ makes of a latent depends on the other latents of its batch: generated images of one
        batch can have a tint in common. Virtual batch norm takes other rows for the statistics (Salimans et al. 2016):
        $R$ reference rows $r$, chosen once, and the row $x_i$ itself. So each row $i$ and column $j$ has a mean and a
        variance of its own, those of the $R + 1$ numbers $r_{1j}, \dots, r_{Rj}, x_{ij}$:
        $$\mu_{ij} = \frac{1}{R + 1} \Bigl( \sum_s r_{sj} + x_{ij} \Bigr), \qquad
        \sigma_{ij}^2 = \frac{1}{R + 1} \Bigl( \sum_s (r_{sj} - \mu_{ij})^2 + (x_{ij} - \mu_{ij})^2 \Bigr),$$
        $$\hat{x}_{ij} = \frac{x_{ij} - \mu_{ij}}{\sqrt{\sigma_{ij}^2 + \varepsilon}}, \qquad
        y_{ij} = \gamma_j \hat{x}_{ij} + \beta_j.$$
        The reference's own mean $m_j$ and variance $v_j$ are computed once for all rows. With $a = 1 / (R + 1)$ and
        $u_{ij} = x_{ij} - m_j$, express $x_{ij} - \mu_{ij}$ and $\sigma_{ij}^2$ by $a$, $u_{ij}$ and $v_j$ alone.

        Write it without a loop, and return $\hat{x}$ and $1 / \sqrt{\sigma_{ij}^2 + \varepsilon}$ too.
    """,
    source="Salimans et al. 2016, section 3.5",
    notebook=18,
    hints=(
        "The mean of R + 1 numbers of which R have the mean m is m + a u. So what is left of x - mu?",
        "Each reference number's squared distance from mu is that from m, plus a cross term that adds up to 0, plus "
        "(a u)^2. Add R of them and the row's own, and divide by R + 1: (R a) is 1 - a.",
        "The variance becomes (1 - a) times a sum of v and of a u^2. It is a sum of squares, nothing cancels. rstd has "
        "the shape of x here, not (n,).",
    ),
    explanation="""
        No row sees another row of its batch, so training and sampling are one function, and a batch of one row works.
        In a network the reference must pass through all layers at every step, because the weights have changed: twice
        the work, and the authors use it in G only. An outlier is in its own variance: however large u is, |xhat| stays
        below sqrt(R). The mean of squares minus the squared mean would be shorter, and would lose its digits where m is
        large.
    """,
    in_numgan=(layers.VirtualBatchNorm.forward,),
    draw=draw,
    returns=("y", "xhat", "rstd"),
    known=(
        Known(
            (
                np.array([[7.0, 5.0], [3.0, -3.0]]),
                np.array([[1.0, 5.0], [3.0, 5.0], [5.0, 5.0]]),
                np.array([2.0, -3.0]),
                np.array([10.0, 20.0]),
                4.0,
            ),
            (
                np.array([[12.0, 20.0], [10.0, 20 + 9 / 2]]),
                np.array([[1.0, 0.0], [0.0, -3 / 2]]),
                np.array([[1 / 3, 1 / 2], [1 / 6**0.5, 1 / 4]]),
            ),
            "1, 3, 5 and 7 have the mean 4 and the variance 5, so rstd = 1 / sqrt(5 + 4) and xhat = (7 - 4) / 3; 1, 3, "
            "5 and 3: 3 and 2, 1 / sqrt(2 + 4); 5, 5, 5 and 5: 5 and 0, 1 / sqrt(0 + 4); 5, 5, 5 and -3: 3 and 12, 1 / "
            "sqrt(12 + 4) and (-3 - 3) / 4; y is 2 * 1 + 10 and -3 * -3/2 + 20",
        ),
    ),
    extremes=(
        (LARGE[:2], LARGE, np.ones(3), np.zeros(3), TINY),
        (np.array([[1e6, -1e6], [0.5, 0.5]]), np.array([[0.0, 1.0], [1.0, 0.0]]), np.ones(2), np.zeros(2), TINY),
        (np.array([[3.0], [3.0]]), np.full((3, 1), 3.0), np.array([2.0]), np.array([1.0]), 0.5),  # no variance at all
        (np.array([[3.0, 5.0]]), np.array([[1.0, 2.0], [2.0, 4.0], [0.0, 9.0]]), np.ones(2), np.zeros(2), 0.5),
    ),
    mutants=(
        Mutant(
            reference_only,
            "the row itself",
            cause="these are the statistics of the reference alone: the row itself is one of the R + 1",
        ),
        Mutant(
            statistics_of_the_batch,
            "the reference rows",
            cause="this is batch norm, with the statistics of x: the statistics are those of the reference rows and "
            "the row itself",
        ),
        Mutant(
            all_rows_together,
            "may not depend on the others",
            cause="the statistics are those of the reference and all rows of x: a row may not depend on the others, so "
            "each is put with the reference alone",
        ),
        Mutant(
            mean_of_the_reference,
            "is in the mean too",
            cause="the reference's mean was subtracted: the row itself is in the mean too, so x - mu is (1 - a) u",
        ),
        Mutant(
            variance_of_the_reference,
            "in the variance too",
            cause="the variance is the reference's: the row itself counts in the variance too",
        ),
        Mutant(
            around_the_reference_mean,
            "around mu",
            cause="the squares were taken around the reference's mean: the variance is around mu, which is a u further",
        ),
        Mutant(
            own_deviation_left_out,
            "own deviation",
            cause="the variance is (1 - a) v: the row's own deviation, and the shift of the mean, are missing",
        ),
        Mutant(share_of_R, "R + 1 rows", cause="the row's share is 1 / R: there are R + 1 rows"),
        Mutant(
            share_of_the_batch,
            "the reference's R",
            cause="the row's share was taken from the number of rows of x: R is the reference's R, its number of rows",
        ),
        Mutant(
            half_and_half,
            "as much as one reference row",
            cause="the row itself counts as much as the whole reference: it counts as much as one reference row",
        ),
        Mutant(bessel, "the divisor is R + 1", cause="the variance was divided by R: the divisor is R + 1"),
        Mutant(
            eps_outside, "under the root", cause="eps was added after the root: add it to the variance, under the root"
        ),
        Mutant(no_eps, "eps is missing", cause="eps is missing: add it to the variance, under the root"),
        Mutant(
            the_root_itself,
            "its reciprocal",
            cause="rstd is sqrt(variance + eps) here: return its reciprocal, 1 / sqrt(variance + eps)",
        ),
        Mutant(
            mean_of_squares,
            "cancels",
            cause="E[x^2] - mean^2 cancels where the mean is much larger than the standard deviation: take squares of "
            "deviations",
        ),
        Mutant(
            reference_normalised,
            "has shape",
            cause="the reference rows were normalised: it is the rows x that are wanted",
        ),
        Mutant(one_rstd_for_all, "rstd has shape"),
        Mutant(
            shift_before_scale,
            "beta comes last",
            cause="beta was multiplied by gamma: beta comes last, after the scale",
        ),
    ),
)
