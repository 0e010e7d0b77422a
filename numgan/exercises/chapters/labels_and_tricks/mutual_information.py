import numpy as np

from ...exercise import Exercise, Known, Mutant


def mutual_information(joint):
    """The mutual information of two discrete variables, in nats.

    joint : (m, n), probabilities P(c, x) >= 0 with sum 1: a row for each value of c, a column for each value of x; any
        of them may be 0
    Returns one number, 0 or more, right to about 1e-14 where it is tiny.
    """
    product = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
    some = joint > 0
    return (joint[some] * np.log(joint[some] / product[some])).sum()


def entropy(p):
    some = p > 0
    return -(p[some] * np.log(p[some])).sum()


def parts(joint):
    return entropy(joint.sum(axis=1)), entropy(joint.sum(axis=0)), entropy(joint)


def ignores_zeros(joint):
    product = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
    return (joint * np.log(joint / product)).sum()


def in_bits(joint):
    return mutual_information(joint) / np.log(2)


def sign_flipped(joint):
    return -mutual_information(joint)


def of_the_joint(joint):
    return parts(joint)[2]


def of_the_code(joint):
    return parts(joint)[0]


def what_is_left(joint):
    return parts(joint)[2] - parts(joint)[1]


def what_is_left_of_x(joint):
    return parts(joint)[2] - parts(joint)[0]


def from_uniform(joint):
    return np.log(joint.size) - parts(joint)[2]


def no_weights(joint):
    some = joint > 0
    product = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
    return np.log(joint[some] / product[some]).sum()


def the_other_way(joint):
    product = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
    some = product > 0
    return (product[some] * np.log(product[some] / joint[some])).sum()


def as_a_share(joint):
    of_code = parts(joint)[0]
    return mutual_information(joint) / of_code if of_code > 0 else 0.0


def all_added(joint):
    return sum(parts(joint))


def rows_only(joint):
    some = joint > 0
    product = joint.sum(axis=1, keepdims=True) * np.ones(joint.shape[1])
    return (joint[some] * np.log(joint[some] / product[some])).sum()


def means_for_sums(joint):
    some = joint > 0
    product = joint.mean(axis=1, keepdims=True) * joint.mean(axis=0)
    return (joint[some] * np.log(joint[some] / product[some])).sum()


def averaged(joint):
    return mutual_information(joint) / np.count_nonzero(joint)


def draw(rng):
    m, n = (int(n) for n in rng.choice(np.arange(2, 7), size=2, replace=False))
    return (rng.dirichlet(np.ones(m * n)).reshape(m, n),)


EXERCISE = Exercise(
    mutual_information,
    title="How much a row says about its code",
    statement=r"""
        Somebody draws a code $c$, makes $x$ from it and shows you $x$. How much do you know about $c$ now? Before, your
        uncertainty was the entropy $H(c) = -\sum_c P(c) \log P(c)$; now it is $H(c \mid x)$. The difference is the
        *mutual information*,
        $$I(c; x) = H(c) - H(c \mid x) = \sum_{c, x} P(c, x) \log \left( \frac{P(c, x)}{P(c) P(x)} \right).$$
        $P(c)$ and $P(x)$ are the sums of the table over the other variable. If $c$ and $x$ are independent, then
        $P(c, x) = P(c) P(x)$ and $I = 0$. If $x$ always gives $c$ away, $I = H(c)$. It is symmetric: $c$ says as much
        about $x$ as $x$ about $c$.

        Write $I$ for a table of probabilities, with natural logarithms, right where some of them are 0.
    """,
    source="Cover & Thomas 2006, section 2.3; Chen et al. 2016 (InfoGAN), section 4",
    notebook=17,
    hints=(
        "P(c) is a sum over a row of the table, P(x) a sum over a column. What would the table be if the two were "
        "independent?",
        "keepdims=True makes the sums over rows a column, (m, 1). Multiplied by the sums over columns, (n,), it gives "
        "a table (m, n) again: P(c) P(x).",
        "Choose the cells with P(c, x) > 0 with a Boolean mask, in both tables, before the logarithm: a cell of "
        "probability 0 adds nothing. Sum probability times logarithm of the quotient.",
    ),
    explanation="""
        I is the Kullback-Leibler divergence of the table from what it would be if c and x were independent, so it is
        never below 0. The product of the margins is above 0 wherever the table is, so with the mask no division fails.
        You know one case of it: a fair coin c says whether x is real or generated. Then I(c; x) is the Jensen-Shannon
        divergence of the two distributions, at most log 2. A generator wants that x does not give *this* code
        away. An InfoGAN adds a code that x should give away.
    """,
    in_numgan=(),
    draw=draw,
    known=(
        Known(
            (np.array([[3 / 8, 1 / 8], [1 / 8, 3 / 8]]),),
            0.75 * np.log(3) - np.log(2),
            "all sums are 1/2, so the product is 1/4 in each cell: 3/4 log(3/2) + 1/4 log(1/2) = 3/4 log 3 - log 2",
        ),
        Known(
            (np.array([[0.5, 0.0], [0.25, 0.25]]),),
            0.75 * np.log(4 / 3),
            "P(c) = (1/2, 1/2), P(x) = (3/4, 1/4); 1/2 log(4/3) + 1/4 log(2/3) + 1/4 log 2 = 3/4 log(4/3); the cell "
            "with 0 adds nothing (in NumPy 0 * np.log(0) is nan)",
        ),
        Known(
            (np.array([[0.5, 0.0, 0.25], [0.0, 0.25, 0.0]]),),
            2 * np.log(2) - 0.75 * np.log(3),
            "x gives c away, so I = H(c), with P(c) = (3/4, 1/4)",
        ),
        Known((np.outer([0.5, 0.25, 0.25], [0.75, 0.25]),), 0.0, "independent: every quotient is 1"),
    ),
    extremes=(
        (np.array([[1.0, 0.0], [0.0, 0.0]]),),  # no uncertainty at all
        (np.array([[0.2, 0.0, 0.1], [0.0, 0.0, 0.0], [0.3, 0.0, 0.4]]),),  # one value never occurs, on both sides
        (np.array([[0.25 + 1e-7, 0.25 - 1e-7], [0.25 - 1e-7, 0.25 + 1e-7]]),),  # I is 8e-14
        (np.array([[1e-300, 0.5], [0.5, 0.0]]),),
    ),
    cancels=lambda joint: 1.0,
    float32=False,
    factors=lambda joint: {
        1 / np.log(2): "every value is 1 / log 2 times too large: these are bits; np.log gives nats",
        -1.0: "sign flipped: P(c, x) is above the line and the product below it; I is never negative",
    },
    mutants=(
        Mutant(
            ignores_zeros,
            "0 * np.log(0) is nan",
            cause="0 * np.log(0) is nan: take only the cells with P(c, x) > 0 into the sum",
        ),
        Mutant(in_bits, "these are bits"),
        Mutant(sign_flipped, "I is never negative"),
        Mutant(
            of_the_joint,
            "the entropy of the whole table",
            cause="this is the entropy of the whole table: compare each cell with P(c) P(x)",
        ),
        Mutant(
            of_the_code,
            "before x is seen",
            cause="this is H(c), the uncertainty before x is seen: subtract what is left afterwards, H(c | x)",
        ),
        Mutant(
            what_is_left,
            "what is left after x is seen",
            cause="this is H(c | x), what is left after x is seen: I is H(c) minus it",
        ),
        Mutant(
            what_is_left_of_x,
            "what is left of x",
            cause="this is H(x | c), what is left of x once c is known: I is H(x) minus it",
        ),
        Mutant(
            from_uniform,
            "all cells equal",
            cause="the table was compared with one that has all cells equal: compare it with the product of its own "
            "sums",
        ),
        Mutant(
            no_weights,
            "weighted by its probability",
            cause="the logarithms were added as they are: each is weighted by its probability P(c, x)",
        ),
        Mutant(
            the_other_way,
            "the other way round",
            cause="this is the divergence the other way round, of the product from the table: weight and numerator are "
            "P(c, x)",
        ),
        Mutant(
            as_a_share,
            "divided by H(c)",
            cause="this was divided by H(c), a share between 0 and 1: leave it in nats",
        ),
        Mutant(
            all_added,
            "is subtracted",
            cause="three entropies were added: I = H(c) + H(x) - H(c, x), the last is subtracted",
        ),
        Mutant(
            rows_only,
            "P(x) is missing",
            cause="P(x) is missing below the line: divide by the sums over rows and by those over columns",
        ),
        Mutant(
            means_for_sums,
            "sums, not means",
            cause="P(c) and P(x) are sums, not means, of the table over the other variable",
        ),
        Mutant(
            averaged,
            "the probabilities are the weights",
            cause="this is a mean over cells: the probabilities are the weights already, so take their sum",
        ),
    ),
)
