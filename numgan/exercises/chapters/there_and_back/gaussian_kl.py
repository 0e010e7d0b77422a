import numpy as np

from .... import family
from ...exercise import Exercise, Known, Mutant


def gaussian_kl(m, log_var, prior_m, prior_log_var):
    """KL(N(m, s^2) || N(m', s'^2)) of each row, in nats; independent coordinates.

    m, log_var : (B, k), the mean and log s^2 of the first Gaussian
    prior_m, prior_log_var : (B, k), the same of the second one, m' and log s'^2
    Returns (B,), a sum over the k coordinates; never negative. Finite where both log variances are 1000, too.
    """
    ratio = log_var - prior_log_var
    distance = (m - prior_m) ** 2 * np.exp(-prior_log_var)
    return (np.exp(ratio) - 1 - ratio + distance).sum(axis=1) / 2


def terms(m, log_var, prior_m, prior_log_var):
    ratio = log_var - prior_log_var
    return np.exp(ratio), ratio, (m - prior_m) ** 2 * np.exp(-prior_log_var)


def reverse(m, log_var, prior_m, prior_log_var):
    return gaussian_kl(prior_m, prior_log_var, m, log_var)


def both_directions(*arguments):
    return (gaussian_kl(*arguments) + reverse(*arguments)) / 2


def no_half(*arguments):
    return 2 * gaussian_kl(*arguments)


def no_minus_1(*arguments):
    var, ratio, distance = terms(*arguments)
    return (var - ratio + distance).sum(axis=1) / 2


def one_minus_1(*arguments):
    var, ratio, distance = terms(*arguments)
    return ((var - ratio + distance).sum(axis=1) - 1) / 2


def logarithm_added(*arguments):
    var, ratio, distance = terms(*arguments)
    return (var - 1 + ratio + distance).sum(axis=1) / 2


def deviations(*arguments):
    var, ratio, distance = terms(*arguments)
    return (np.sqrt(var) - 1 - ratio / 2 + distance).sum(axis=1) / 2


def no_logarithm(*arguments):
    var, _, distance = terms(*arguments)
    return (var - 1 + distance).sum(axis=1) / 2


def means_alone(*arguments):
    return terms(*arguments)[2].sum(axis=1) / 2


def variances_alone(*arguments):
    var, ratio, _ = terms(*arguments)
    return (var - 1 - ratio).sum(axis=1) / 2


def distance_not_scaled(m, log_var, prior_m, prior_log_var):
    var, ratio, _ = terms(m, log_var, prior_m, prior_log_var)
    return (var - 1 - ratio + (m - prior_m) ** 2).sum(axis=1) / 2


def distance_in_own_units(m, log_var, prior_m, prior_log_var):
    var, ratio, _ = terms(m, log_var, prior_m, prior_log_var)
    return (var - 1 - ratio + (m - prior_m) ** 2 * np.exp(-log_var)).sum(axis=1) / 2


def no_square(m, log_var, prior_m, prior_log_var):
    var, ratio, _ = terms(m, log_var, prior_m, prior_log_var)
    return (var - 1 - ratio + np.abs(m - prior_m) * np.exp(-prior_log_var)).sum(axis=1) / 2


def from_the_standard_normal(m, log_var, prior_m, prior_log_var):
    return (np.exp(log_var) - 1 - log_var + m**2).sum(axis=1) / 2


def mean_over_coordinates(*arguments):
    return gaussian_kl(*arguments) / arguments[0].shape[1]


def one_number(*arguments):
    return gaussian_kl(*arguments).mean()


def overflows(m, log_var, prior_m, prior_log_var):
    var, prior_var = np.exp(log_var), np.exp(prior_log_var)
    return (var / prior_var - 1 - np.log(var / prior_var) + (m - prior_m) ** 2 / prior_var).sum(axis=1) / 2


def draw(rng):
    B, k = (int(n) for n in rng.choice(np.arange(2, 7), size=2, replace=False))
    m, prior_m = rng.normal(size=(2, B, k))
    log_var, prior_log_var = rng.uniform(-1.5, 1.5, (2, B, k))
    return m, log_var, prior_m, prior_log_var


EXERCISE = Exercise(
    gaussian_kl,
    title="How far a Gaussian is from another",
    statement=r"""
        A VAE decodes draws of its prior, so the codes of the data should lie where the prior has its draws. It pays for
        each row's Gaussian $N(m, s^2)$ by its Kullback-Leibler divergence from the prior,
        $$KL(p \| q) = \mathbb{E}_{z \sim p} [\log p(z) - \log q(z)].$$
        Between Gaussians it needs no sampling. Work it out for $p = N(m, s^2)$ and $q = N(m', s'^2)$ on a line: write
        both log densities, and use that $\mathbb{E}[(z - m)^2] = s^2$ and
        $\mathbb{E}[(z - m')^2] = s^2 + (m - m')^2$ for $z$ from $p$. With independent coordinates the divergences of
        the coordinates add up. The variances come as logarithms, $l = \log s^2$ and $l' = \log s'^2$.

        Write the divergence for each row.
    """,
    source="Kingma & Welling 2014, appendix B, for any second Gaussian",
    notebook=19,
    hints=(
        "log N(z; m, s^2) = -(z - m)^2 / (2 s^2) - log(2 pi s^2) / 2. The first one's expectation under p is "
        "-1/2 - log(2 pi s^2) / 2.",
        "In each coordinate four terms are left, with a 1/2 before all of them: the ratio of the variances, minus 1, "
        "minus the logarithm of this ratio, and the squared distance of the means in units of the second variance.",
        "Take the difference of the logarithms first, and exp of it: a ratio of two exponentials may be inf / inf. "
        "Then .sum(axis=1).",
    ),
    explanation="""
        It is 0 only for equal Gaussians, because exp(a) - 1 - a is 0 at a = 0 and positive elsewhere. The distance of
        the means counts in units of the *second* one's deviation. And it is not symmetric: a wide p is charged by the
        ratio s^2 / s'^2, a narrow one by a logarithm alone. Against N(0, 1), that is l' = m' = 0, it is what a VAE
        descends: (m^2 + s^2 - 1 - l) / 2.
    """,
    in_numgan=(family.gaussian_code.GaussianCode.__init__,),
    draw=draw,
    known=(
        Known(
            (np.array([[1.0], [0.0]]), np.zeros((2, 1)), np.zeros((2, 1)), np.array([[0.0], [np.log(4.0)]])),
            np.array([0.5, np.log(2) - 3 / 8]),
            "row 0: equal variances, means 1 apart: 1/2; row 1: the variances are 1 and 4: (1/4 - 1 + log 4) / 2",
        ),
        Known(
            (
                np.array([[3.0, 0.0]]),
                np.array([[0.0, np.log(4.0)]]),
                np.array([[1.0, 0.0]]),
                np.array([[np.log(4.0), 0.0]]),
            ),
            np.array([13 / 8]),
            "coordinate 0: (1/4 - 1 + log 4 + 2^2 / 4) / 2; coordinate 1: (4 - 1 - log 4) / 2; the logarithms cancel",
        ),
    ),
    extremes=(
        (np.array([[0.5, -2.0]]), np.array([[0.3, -1.5]]), np.array([[0.5, -2.0]]), np.array([[0.3, -1.5]])),  # equal
        (np.array([[2.0]]), np.array([[1000.0]]), np.array([[2.0]]), np.array([[1000.0]])),
        (np.array([[2.0]]), np.array([[-1000.0]]), np.zeros((1, 1)), np.zeros((1, 1))),
        (np.array([[1e3, 0.0]]), np.array([[0.0, -80.0]]), np.array([[-1e3, 0.0]]), np.array([[5.0, -82.0]])),
    ),
    cancels=lambda m, log_var, prior_m, prior_log_var: float(m.shape[1]),
    factors=lambda m, log_var, prior_m, prior_log_var: {
        1 / np.log(2): "every value is 1 / log 2 times too large: these are bits; np.log gives nats",
    },
    mutants=(
        Mutant(
            reverse,
            "the other direction",
            cause="this is the other direction, KL(q || p): the expectation is over the first Gaussian",
        ),
        Mutant(
            both_directions,
            "the mean of both directions",
            cause="this is the mean of both directions: KL(p || q) is asked for, which is not symmetric",
        ),
        Mutant(no_half, "a 1/2 stands before", cause="twice too large: a 1/2 stands before all terms"),
        Mutant(
            no_minus_1,
            "minus 1 is missing",
            cause="minus 1 is missing in each coordinate: equal Gaussians must have the divergence 0",
        ),
        Mutant(
            one_minus_1,
            "in each coordinate",
            cause="1 was subtracted once per row: it is there once in each coordinate",
        ),
        Mutant(
            logarithm_added,
            "the logarithm is subtracted",
            cause="the logarithm of the ratio s^2 / s'^2 has the wrong sign: the logarithm is subtracted",
        ),
        Mutant(
            deviations,
            "of the variances",
            cause="the ratio is that of the deviations: it must be the ratio of the variances, exp(l - l')",
        ),
        Mutant(
            no_logarithm,
            "the logarithm of the ratio is missing",
            cause="the logarithm of the ratio is missing: without it the narrowest Gaussian is the best",
        ),
        Mutant(
            means_alone,
            "depends on both variances",
            cause="only the distance of the means is there: the divergence depends on both variances too",
        ),
        Mutant(
            variances_alone,
            "the distance of the means",
            cause="the distance of the means is missing",
        ),
        Mutant(
            distance_not_scaled,
            "divided by s'^2",
            cause="the squared distance of the means must be divided by s'^2",
        ),
        Mutant(
            distance_in_own_units,
            "the second variance",
            cause="the squared distance of the means was divided by s^2: it counts in units of the second variance",
        ),
        Mutant(no_square, "is squared", cause="the distance of the means is squared"),
        Mutant(
            from_the_standard_normal,
            "any second Gaussian",
            cause="this is the divergence from N(0, 1): the second Gaussian has a mean and a variance here; it may be "
            "any second Gaussian",
        ),
        Mutant(
            mean_over_coordinates,
            "add up",
            cause="this is a mean over coordinates: the divergences of independent coordinates add up",
        ),
        Mutant(one_number, "has shape ()"),
        Mutant(
            overflows,
            "inf / inf",
            cause="exp of a large log variance overflows, and inf / inf is nan: take the difference of the logarithms "
            "first",
        ),
    ),
)
