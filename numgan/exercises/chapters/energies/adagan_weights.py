import numpy as np

from ....family.adagan import reweight
from ...exercise import Exercise, Known, Mutant


def adagan_weights(ratios, beta):
    """With which probability each row of data is drawn for the next generator of a mixture.

    ratios : (N,), for each row, the density of the mixture so far over that of the data, as a discriminator sees it:
        (1 - D) / D; at least 0
    beta : float, 0 < beta < 1, the share that the next generator will have in the mixture
    Returns weights (N,), at least 0, with the sum 1.
    """
    N = len(ratios)
    r = (1 - beta) * np.sort(ratios)
    levels = (beta * N + np.cumsum(r)) / np.arange(1, N + 1, dtype=ratios.dtype)
    level = levels[(levels > r).sum() - 1]
    return np.maximum(0, level - (1 - beta) * ratios) / (beta * N)


def normalised(weights, like):
    return (weights / weights.sum()).astype(like.dtype)


def uniform(ratios, beta):
    return np.full_like(ratios, 1 / len(ratios))


def level_of_1(ratios, beta):
    return (np.maximum(0, 1 - (1 - beta) * ratios) / (beta * len(ratios))).astype(ratios.dtype)


def level_of_1_normalised(ratios, beta):
    return normalised(np.maximum(1e-30, 1 - (1 - beta) * ratios), ratios)


def not_cut(ratios, beta):
    N = len(ratios)
    level = beta + (1 - beta) * ratios.mean()
    return ((level - (1 - beta) * ratios) / (beta * N)).astype(ratios.dtype)


def cut_and_normalised(ratios, beta):
    level = beta + (1 - beta) * ratios.mean()
    return normalised(np.maximum(0, level - (1 - beta) * ratios), ratios)


def inverse_ratios(ratios, beta):
    return normalised(1 / (ratios + 1e-6), ratios)


def upside_down(ratios, beta):
    return adagan_weights(ratios.max() - ratios, beta)


def beta_exchanged(ratios, beta):
    return adagan_weights(ratios, 1 - beta)


def no_share(ratios, beta):
    """The old mixture counts in full."""
    N, r = len(ratios), np.sort(ratios)
    levels = (beta * N + np.cumsum(r)) / np.arange(1, N + 1)
    level = levels[(levels > r).sum() - 1]
    return (np.maximum(0, level - ratios) / (beta * N)).astype(ratios.dtype)


def summed_to_N(ratios, beta):
    return adagan_weights(ratios, beta) * len(ratios)


def worst_rows(ratios, beta):
    k = max(1, int(beta * len(ratios)))
    return normalised((ratios <= np.sort(ratios)[k - 1]).astype(float), ratios)


def in_sorted_order(ratios, beta):
    return adagan_weights(np.sort(ratios), beta)


def missing_density(ratios, beta):
    return normalised(np.maximum(1e-30, 1 - ratios), ratios)


def draw(rng):
    N = int(rng.integers(6, 12))
    beta = float(rng.uniform(0.15, 0.4))
    ratios = rng.exponential(1, N)
    ratios[: N // 3] *= 0.1
    ratios[-1] = rng.uniform(3, 5)
    return rng.permutation(ratios), beta


def probe_sum(function, rng):
    ratios, beta = draw(rng)
    weights = np.asarray(function(ratios, beta))
    if (weights < 0).any():
        return f"a weight is negative, {weights.min():.3g}, and weights are probabilities"
    return None if abs(weights.sum() - 1) < 1e-9 else f"the weights add up to {weights.sum():.6g}, and to 1 is wanted"


EXERCISE = Exercise(
    adagan_weights,
    title="Boosting: what the mixture still misses",
    statement=r"""
        AdaGAN (Tolstikhin et al. 2017) trains one GAN after another and mixes them. The next $G$ gets the share $\beta$
        of the mixture, and the mixture so far keeps $1 - \beta$. So the next one should make what is left of the data
        once the old share is taken away,
        $$\beta\, q(x) = p(x) - (1 - \beta)\, p_{mix}(x),$$
        wherever that is positive. On $N$ rows of data, each of which has $p = 1/N$, a discriminator between data and
        mixture gives the ratio $r_i = p_{mix} / p = (1 - D) / D$ at each row. The rows are then drawn for the next GAN
        with the weights
        $$w_i = \frac{1}{\beta N} \max(0, \lambda - (1 - \beta)\, r_i), \qquad \sum_i w_i = 1.$$
        The *level* $\lambda$ is there so that the weights add up to 1 although some were cut at 0. Think of water that
        is poured into a vessel whose floor at row $i$ is $(1 - \beta)\, r_i$: how high does it stand?

        Write the weights.
    """,
    source="Tolstikhin et al. 2017 (AdaGAN), section 3; their code's theory_star, adagan.py",
    notebook=20,
    hints=(
        "Sort the floors. If the water covers the k lowest of them and no other, the sum of the weights is a simple "
        "expression in lambda, and it must be 1: solve it for lambda.",
        "lambda_k = (beta N + the sum of the k lowest floors) / k. The right k is the largest for which lambda_k is "
        "still above the k-th floor.",
        "np.sort and np.cumsum give all lambda_k at once, divided by np.arange(1, N + 1, dtype=ratios.dtype). Count "
        "where lambda_k is above the k-th floor: this number is k.",
    ),
    explanation="""
        Rows that the mixture makes too often get the weight 0, and rows that it never makes get lambda / (beta N) each.
        With beta = 1 it would forget the old mixture, and all rows would have the weight 1/N. A small beta concentrates
        on what is missed most. It is the idea of AdaBoost: the next learner sees what the others did badly. The ratio
        comes from a discriminator, so it is an estimate; the authors' code also divides the weights by their sum.
    """,
    in_numgan=(reweight,),
    draw=draw,
    returns=("weights",),
    known=(
        Known(
            (np.array([0.0, 3.0, 1.0, 0.0]), 0.5),
            np.array([5 / 12, 0.0, 1 / 6, 5 / 12]),
            "the floors are 0, 3/2, 1/2, 0 and beta N = 2: with two rows lambda = 2 / 2 = 1, above 0; with three it is "
            "2.5 / 3 = 5/6, above 1/2 as well; with four 4 / 4 = 1, not above 3/2. So k = 3, and the weights are 5/6, "
            "0, 1/3 and 5/6 over 2",
        ),
        Known(
            (np.ones(5), 0.25),
            np.full(5, 0.2),
            "the mixture makes all rows as often as the data have them: nothing is missed, and all count alike",
        ),
        Known(
            (np.array([0.0, 100.0, 100.0, 0.0]), 0.5),
            np.array([0.5, 0.0, 0.0, 0.5]),
            "two rows are never made: the next generator sees these two only",
        ),
    ),
    extremes=(
        (np.array([0.0, 0.0, 0.0]), 0.1),
        (np.array([1e6, 1e-6]), 0.01),
        (np.array([2.0]), 0.5),
    ),
    cancels=lambda ratios, beta: float((beta + ratios.min()) / beta),
    probes={"weights are probabilities": probe_sum},
    mutants=(
        Mutant(
            uniform, "nothing about the mixture", cause="all weights are 1 / N: this says nothing about the mixture"
        ),
        Mutant(
            level_of_1,
            "add up to 1",
            cause="lambda is 1 here, so the weights do not add up to 1: find the level with which they add up to 1",
        ),
        Mutant(
            level_of_1_normalised,
            "lambda itself",
            cause="lambda is 1 here, and the weights were divided by their sum: find lambda itself",
        ),
        Mutant(
            not_cut,
            "cut at 0",
            cause="the weights were not cut at 0, and some are negative",
        ),
        Mutant(
            cut_and_normalised,
            "after the cut",
            cause="lambda was found without the cut: it must be the level at which the weights add up to 1 after the "
            "cut",
        ),
        Mutant(
            inverse_ratios,
            "by the inverse ratio",
            cause="rows were weighted by the inverse ratio: take what is left after the old share is taken away",
        ),
        Mutant(
            upside_down,
            "the wrong way round",
            cause="the weights are the wrong way round: rows that the mixture makes often need no help",
        ),
        Mutant(
            beta_exchanged,
            "the next generator's share",
            cause="beta and 1 - beta are exchanged: beta is the next generator's share",
        ),
        Mutant(
            no_share,
            "keeps 1 - beta",
            cause="the old mixture counts in full: it keeps 1 - beta",
        ),
        Mutant(summed_to_N, "add up to 1", cause="the weights add up to N: as probabilities they add up to 1"),
        Mutant(
            worst_rows,
            "how much each is missed",
            cause="the rows that are missed most have equal weights: a weight says how much each is missed",
        ),
        Mutant(
            in_sorted_order,
            "in the order of the rows",
            cause="the weights are in the order of the sorted ratios: return them in the order of the rows",
        ),
        Mutant(
            missing_density,
            "beta is nowhere",
            cause="these are 1 - r, divided by their sum: beta is nowhere in it",
        ),
    ),
)
