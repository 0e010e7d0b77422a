import numpy as np

from .... import evaluation
from ...exercise import Exercise, Known, Mutant


def jensen_shannon(p, q):
    """The Jensen-Shannon divergence of two discrete distributions, in nats.

    p, q : (K,), probabilities >= 0, each array with sum 1; any of them may be 0
    Returns one number in [0, log 2], right to about 1e-14 where it is tiny.
    """
    m = (p + q) / 2
    total = 0.0
    for a in (p, q):
        some = a > 0
        total += (a[some] * np.log(a[some] / m[some])).sum()
    return total / 2


def ignores_zeros(p, q):
    m = (p + q) / 2
    return ((p * np.log(p / m)).sum() + (q * np.log(q / m)).sum()) / 2


def kullback_leibler(p, q):
    some = p > 0
    return (p[some] * np.log(p[some] / q[some])).sum()


def summed(p, q):
    return 2 * jensen_shannon(p, q)


def in_bits(p, q):
    return jensen_shannon(p, q) / np.log(2)


def square_root(p, q):
    return np.sqrt(jensen_shannon(p, q))


def sum_for_mean(p, q):
    return jensen_shannon(p, q) - np.log(2)


def draw(rng):
    K = int(rng.integers(3, 9))
    return rng.dirichlet(np.ones(K)), rng.dirichlet(np.ones(K))


EXERCISE = Exercise(
    jensen_shannon,
    title="The divergence behind the game",
    statement=r"""
        Against its best discriminator the generator descends one particular divergence of $p_g$ from $p_{data}$. With
        the mixture $m = (p + q) / 2$ and $KL(p \| m) = \sum_k p_k \log (p_k / m_k)$ it is
        $$JSD(p \| q) = \tfrac12 KL(p \| m) + \tfrac12 KL(q \| m).$$
        It is symmetric, 0 only where $p = q$, and never above $\log 2$, because $m_k \ge p_k / 2$. $KL(p \| q)$ itself
        is infinite as soon as $q$ never gives one of the outcomes of $p$, and such generators are common.

        An outcome of probability 0 contributes nothing ($t \log t \to 0$ as $t \to 0$), but in NumPy `0 * np.log(0)` is
        nan. Write the JSD with natural logarithms, right where $p_k$, $q_k$ or both are 0.
    """,
    source="Goodfellow et al. 2014, theorem 1 (eq. 6); Lin 1991",
    notebook=5,
    hints=(
        "Form the mixture first. Can m be 0 where p is not?",
        "Write KL(a || m) so that it sums over the outcomes with a > 0 only, and use it for p and for q.",
        "A Boolean mask such as a > 0 selects those outcomes of both a and m, before any logarithm. The two sums are "
        "then averaged, not added.",
    ),
    explanation="""
        The mask comes before the logarithm, so no nan appears; where a > 0 the mixture is at least a / 2, so no
        division fails. If two distributions have no outcome in common, every logarithm is log 2, and so is the JSD, at
        any distance between them: then G has no slope to follow.
    """,
    in_numgan=(evaluation.js_divergence,),
    draw=draw,
    known=(
        Known(
            (np.array([0.25, 0.75]), np.array([0.75, 0.25])),
            0.75 * np.log(3) - np.log(2),
            "m = [1/2, 1/2], and both divergences are 1/4 log(1/2) + 3/4 log(3/2) = 3/4 log 3 - log 2",
        ),
        Known(
            (np.array([1.0, 0.0]), np.array([0.5, 0.5])),
            0.75 * np.log(4 / 3),
            "m = [3/4, 1/4]; KL(p || m) = log(4/3), because 0 log 0 counts as 0 (in NumPy it is nan); "
            "KL(q || m) = 1/2 log(2/3) + 1/2 log 2 = 1/2 log(4/3); half of each",
        ),
        Known((np.array([0.2, 0.0, 0.8]), np.array([0.2, 0.0, 0.8])), 0.0, "p = q = m: every logarithm is log 1"),
    ),
    extremes=(
        (np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])),
        (np.array([0.5, 0.0, 0.5, 0.0]), np.array([0.25, 0.0, 0.0, 0.75])),
        (np.array([1 - 4e-13, 4e-13]), np.array([1 - 2e-12, 2e-12])),
    ),
    cancels=lambda p, q: 1.0,
    float32=False,
    factors=lambda p, q: {
        2: "twice too large: the JSD is the mean of the two divergences, each with a factor 1/2, and not their sum",
        1 / np.log(2): "every value is 1 / log 2 times too large: these are bits; np.log gives nats",
        2 / np.log(2): "2 / log 2 times too large: these are bits (np.log gives nats), and the two were not averaged",
    },
    mutants=(
        Mutant(
            ignores_zeros,
            "0 * np.log(0) is nan",
            cause="0 * np.log(0) is nan: take only the outcomes with p_k > 0 into the sum of p, and those with q_k > 0 "
            "into the sum of q",
        ),
        Mutant(
            square_root,
            "the square root of the divergence",
            cause="this is the Jensen-Shannon distance, the square root of the divergence: leave the root out",
        ),
        Mutant(
            kullback_leibler,
            "this is KL(p || q)",
            cause="this is KL(p || q), not symmetric and sometimes infinite: compare p and q each with (p + q) / 2",
        ),
        Mutant(summed, "and not their sum"),
        Mutant(in_bits, "these are bits"),
        Mutant(
            sum_for_mean,
            "log 2 too small",
            cause="this is log 2 too small: the mixture is (p + q) / 2, a distribution again, and not p + q",
        ),
    ),
)
