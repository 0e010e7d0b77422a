import numpy as np

from .... import evaluation
from ...exercise import Exercise, Known, Mutant


def criterion(p_data, p_g):
    """C(G): the value of the game against the best discriminator.

    p_data, p_g : (K,), probabilities of K outcomes, >= 0, each array with sum 1; any of them may be 0
    Returns one number in [-log 4, 0], right to about 1e-14 where it is tiny.
    """
    both = p_data + p_g
    value = 0.0
    for p in (p_data, p_g):
        some = p > 0
        value += (p[some] * np.log(p[some] / both[some])).sum()
    return value


def ignores_zeros(p_data, p_g):
    D = p_data / (p_data + p_g)
    return (p_data * np.log(D)).sum() + (p_g * np.log(1 - D)).sum()


def halved(p_data, p_g):
    return criterion(p_data, p_g) / 2


def one_divergence(p_data, p_g):
    return -np.log(4) + (criterion(p_data, p_g) + np.log(4)) / 2


def divergence_itself(p_data, p_g):
    return criterion(p_data, p_g) + np.log(4)


def rounded_away(p_data, p_g):
    data, made = p_data > 0, p_g > 0
    D = p_data / (p_data + p_g)
    return (p_data[data] * np.log(D[data])).sum() + (p_g[made] * np.log(1 - D[made])).sum()


def data_twice(p_data, p_g):
    return (p_data * np.log(p_data / (p_data + p_g)) + p_data * np.log(p_g / (p_data + p_g))).sum()


def draw(rng):
    K = int(rng.integers(3, 9))
    return rng.dirichlet(np.ones(K)), rng.dirichlet(np.ones(K))


EXERCISE = Exercise(
    criterion,
    title="What the generator minimises",
    statement=r"""
        Let $D$ always be at its best, $D^* = p_{data} / (p_{data} + p_g)$. Then $V$ is a function of $G$ only, and in
        theory training minimises it:
        $$C(G) = \max_D V(D, G) = E_{x \sim p_{data}}[\log D^*(x)] + E_{x \sim p_g}[\log(1 - D^*(x))]
        = -\log 4 + 2 \, JSD(p_{data} \| p_g).$$
        Its least value, $-\log 4$, is reached where $p_g = p_{data}$ and nowhere else (theorem 1): this proves that the
        game has the right goal. Its greatest value, 0, is reached by every $p_g$ that has no outcome in common with the
        data.

        For discrete distributions the expectations are sums. Write $C(G)$ from the two expectations, not from the JSD,
        so that you can test theorem 1 with it. An outcome that a distribution never gives adds nothing to its
        expectation. Also ask what $1 - D^*$ becomes in floating point where $p_g$ is tiny.
    """,
    source="Goodfellow et al. 2014, eq. 4 to 6, theorem 1",
    notebook=5,
    hints=(
        "An expectation over a discrete distribution is a sum of values times probabilities. Which probabilities "
        "belong to which logarithm? The best D is that of `optimal_discriminator`.",
        "Sum the first term over outcomes with p_data > 0 only, the second over those with p_g > 0 only: a Boolean "
        "mask such as p_g > 0 selects them.",
        "1 - D* is a share too, that of p_g. Written as a quotient it keeps its digits where 1 - 0.99999... loses "
        "them; then both terms have the same form, one with p_data and one with p_g.",
    ),
    explanation="""
        Both terms have one form: the mean logarithm of a distribution's own share of p_data + p_g. Written like this,
        1 - D* needs no subtraction; with p_g = 1e-20 a subtraction would give 0, and its logarithm would be -inf. Each
        share is half of p / m with m = (p_data + p_g) / 2: the halves add up to 2 log(1/2) = -log 4, the rest is 2 JSD.
    """,
    in_numgan=(evaluation.js_divergence,),
    draw=draw,
    known=(
        Known(
            (np.array([0.25, 0.75]), np.array([0.75, 0.25])),
            1.5 * np.log(3) - 2 * np.log(4),
            "D* = [1/4, 3/4]: 1/4 log(1/4) + 3/4 log(3/4) under the data, and under p_g 3/4 log(3/4) + 1/4 log(1/4)",
        ),
        Known(
            (np.array([0.5, 0.5]), np.array([0.5, 0.5])),
            -np.log(4),
            "p_g = p_data, so D* = 1/2 everywhere: log(1/2) + log(1/2) = -log 4",
        ),
        Known(
            (np.array([1.0, 0.0]), np.array([0.0, 1.0])),
            0.0,
            "nothing in common: D* = [1, 0] is never wrong, and log 1 + log 1 = 0; 0 log 0 counts as 0 (in NumPy it is "
            "nan)",
        ),
        Known(
            (np.array([0.5, 0.5]), np.array([1e-20, 1.0])),
            -np.log(3) / 2 + np.log(2 / 3),
            "D* is 1 to 20 digits, and 1/3: 1/2 log 1 + 1/2 log(1/3) + log(2/3); the last term, 1e-20 log(2e-20), is "
            "too small to show, but only if 1 - D* = 2e-20 does not round to 0",
        ),
    ),
    extremes=(
        (np.array([0.5, 0.0, 0.5, 0.0]), np.array([0.25, 0.0, 0.0, 0.75])),
        (np.array([1 - 5e-13, 5e-13]), np.array([0.0, 1.0])),
        (np.array([1e-20, 1.0]), np.array([0.5, 0.5])),
    ),
    cancels=lambda p_data, p_g: 1.0,
    float32=False,
    factors=lambda p_data, p_g: {
        0.5: "halved: C(G) is the sum of the two expectations, without a factor 1/2",
        -1: "sign flipped: logarithms of probabilities are never above 0, and C(G) adds them",
        1 / np.log(2): "every value is 1 / log 2 times too large: this is with logarithms to base 2; np.log is wanted",
    },
    mutants=(
        Mutant(
            ignores_zeros,
            "0 * np.log(0) is nan",
            cause="0 * np.log(0) is nan: take only the outcomes with p_data > 0 into the first sum, and those with "
            "p_g > 0 into the second",
        ),
        Mutant(halved, "without a factor 1/2"),
        Mutant(one_divergence, "has the JSD once", cause="this has the JSD once: C(G) is -log 4 plus twice the JSD"),
        Mutant(
            rounded_away,
            "write it as a quotient of its own",
            cause="1 - D* rounds to 0 where p_g is tiny, and its logarithm is -inf: write it as a quotient of its own",
        ),
        Mutant(
            divergence_itself,
            "-log 4 is missing",
            cause="this is 2 JSD, and -log 4 is missing: each share is p / (p_data + p_g), not p over the mean of the "
            "two",
        ),
        Mutant(
            data_twice,
            "weighed with p_data",
            cause="both logarithms are weighed with p_data: the second expectation is over samples of G, so weigh its "
            "logarithm with p_g",
        ),
    ),
)
