import numpy as np

from ....family import catgan
from ...exercise import Exercise, Known, Mutant
from ...wording import batch_factors


def entropy_terms(logits):
    """The two entropies of CatGAN, in nats.

    logits : (B, K), the class logits of B rows
    Returns marginal and conditional, a single number each: the entropy of the mean of the rows' class probabilities,
    and the mean of the rows' entropies. Both are finite and right where probabilities are 0 or 1, as for logits of
    +-1000.
    """
    a = logits - logits.max(axis=1, keepdims=True)
    log_p = a - np.log(np.exp(a).sum(axis=1, keepdims=True))
    p = np.exp(log_p)
    mean = p.mean(axis=0)
    safe = np.where(mean > 0, mean, 1).astype(mean.dtype)
    return -(mean * np.log(safe)).sum(), -(p * log_p).sum(axis=1).mean()


def softmax(logits, axis=1):
    e = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def H(p, axis=-1):
    return -(p * np.log(np.where(p > 0, p, 1).astype(p.dtype))).sum(axis=axis)


def exponentials_as_they_are(logits):
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return H(p.mean(axis=0)), H(p).mean()


def zero_times_infinity(logits):
    p = softmax(logits)
    mean = p.mean(axis=0)
    return -(mean * np.log(mean)).sum(), -(p * np.log(p)).sum(axis=1).mean()


def exchanged(logits):
    return entropy_terms(logits)[::-1]


def over_rows(logits):
    p = softmax(logits, axis=0)
    return H(p.mean(axis=0)), H(p).mean()


def mean_logits_first(logits):
    return H(softmax(logits.mean(axis=0, keepdims=True)))[0], entropy_terms(logits)[1]


def counts_of_the_likeliest(logits):
    _, conditional = entropy_terms(logits)
    chosen = np.eye(logits.shape[1], dtype=logits.dtype)[logits.argmax(axis=1)]
    return H(chosen.mean(axis=0)), conditional


def conditional_summed(logits):
    marginal, conditional = entropy_terms(logits)
    return marginal, conditional * len(logits)


def mean_over_classes(logits):
    return tuple(value / logits.shape[1] for value in entropy_terms(logits))


def negative(logits):
    return tuple(-value for value in entropy_terms(logits))


def in_bits(logits):
    return tuple(value / float(np.log(2)) for value in entropy_terms(logits))


def share_of_the_largest(logits):
    return tuple(value / float(np.log(logits.shape[1])) for value in entropy_terms(logits))


def likeliest_class_only(logits):
    return entropy_terms(logits)[0], -np.log(softmax(logits).max(axis=1)).mean()


def mutual_information(logits):
    marginal, conditional = entropy_terms(logits)
    return marginal, marginal - conditional


def each_class_by_itself(logits):
    p = 1 / (1 + np.exp(-logits))
    return H(p.mean(axis=0)), H(p).mean()


def from_the_uniform(logits):
    marginal, conditional = entropy_terms(logits)
    return float(np.log(logits.shape[1])) - marginal, conditional


def each_row(logits):
    return entropy_terms(logits)[0], H(softmax(logits))


def sum_of_the_column_entropies(logits):
    p = softmax(logits)
    return H(p.mean(axis=0)), H(p, axis=0).mean()


def draw(rng):
    B, K = (int(n) for n in rng.choice(np.arange(3, 9), size=2, replace=False))
    return (rng.normal(0, 2, size=(B, K)),)


SURE = np.array([[1000.0, -1000.0, 0.0], [-1000.0, 1000.0, 0.0], [1000.0, 0.0, -1000.0]])
NEVER = np.array([[1000.0, 1000.0, -1000.0], [-3.0, -3.0, -1000.0]])  # the last class has no probability at all
NEAR = np.array([[1000.0, 999.0, 0.0], [-1000.0, -1001.0, -1003.0]])

EXERCISE = Exercise(
    entropy_terms,
    title="Sure of each row, unsure of all: CatGAN's entropies",
    statement=r"""
        CatGAN (Springenberg 2016) has no class "generated". Its $D$ is a classifier of $K$ classes and says what it
        takes for real by being *sure*. The entropy of a distribution $q$ over classes,
        $H(q) = -\sum_k q_k \log q_k$ with $0 \log 0 = 0$, is 0 if one class has all, and $\log K$ if all are alike.
        For a batch of $B$ rows with the probabilities $p_i$, the softmax of row $i$'s logits, there are two:
        $$H_{\mathrm{marginal}} = H\Bigl( \frac1B \sum_i p_i \Bigr), \qquad
        H_{\mathrm{conditional}} = \frac1B \sum_i H(p_i).$$
        Over real rows $D$ wants the second small (each row has a class) and the first large (all classes are used).
        Over generated rows $D$ wants the second large: it does not know where to put them. Which of the two is never
        larger than the other, and when are they equal?

        Write both.
    """,
    source="Springenberg 2016 (CatGAN), the entropies of its objective",
    notebook=18,
    hints=(
        "First the probabilities: a softmax over each row's classes. Then one entropy of one distribution, their mean "
        "over rows, and B entropies, of which the mean is wanted.",
        "log p of a row never needs p: it is the logit minus the log of the row's sum of exponentials. With the row's "
        "largest logit subtracted first it is finite, and p times log p is then 0 where p is 0.",
        "The mean over rows can be exactly 0 for a class, and log 0 is -inf; 0 times that is nan. np.where(mean > 0, "
        "mean, 1) puts a 1 there, whose logarithm is 0.",
    ),
    explanation="""
        H is concave, so the entropy of a mean is never below the mean of the entropies: marginal >= conditional. They
        are equal if all rows have the same probabilities. The difference is the mutual information of row and class, in
        nats: what a row's class says about the row. If D is sure of one class for all rows, both are 0. That is why D
        also wants the marginal large. No label is needed for either.
    """,
    in_numgan=(catgan.marginal_entropy, catgan.conditional_entropy),
    draw=draw,
    returns=("marginal", "conditional"),
    known=(
        Known(
            (np.array([[np.log(2), 0.0, 0.0], [-7.0, -7.0, -1000.0]]),),
            (2 * np.log(2) - 3 / 8 * np.log(3), 5 / 4 * np.log(2)),
            "the rows are (1/2, 1/4, 1/4) and (1/2, 1/2, 0), with entropies 3/2 log 2 and log 2: their mean is 5/4 log "
            "2; the mean row is (1/2, 3/8, 1/8): 1/2 log 2 + 3/8 log (8/3) + 1/8 log 8 = 2 log 2 - 3/8 log 3",
        ),
        Known(
            (np.log(np.array([[2.0, 1.0, 1.0], [3.0, 6.0, 3.0], [5.0, 5.0, 10.0]])),),
            (np.log(3), 3 / 2 * np.log(2)),
            "each row has 1/2 once and 1/4 twice: 1/2 log 2 + 2 * 1/4 log 4; the mean row is 1/3, 1/3, 1/3",
        ),
    ),
    extremes=((SURE,), (NEVER,), (NEAR,), (np.array([[0.5, -1.0, 2.0]]),)),
    cancels=lambda logits: 1.0,
    factors=lambda logits: batch_factors(len(logits)),
    mutants=(
        Mutant(
            exponentials_as_they_are,
            "exp overflows",
            cause="exp overflows for a logit of 1000: subtract each row's largest logit first",
        ),
        Mutant(
            zero_times_infinity,
            "0 times log 0",
            cause="0 times log 0 is nan in floating point, and 0 here: let the logarithm see another number where a "
            "probability is 0",
        ),
        Mutant(exchanged, "are exchanged", cause="the two are exchanged: marginal is the entropy of the mean"),
        Mutant(
            over_rows,
            "over the classes of each row",
            cause="the softmax went over the rows: it goes over the classes of each row, axis=1",
        ),
        Mutant(
            mean_logits_first,
            "the mean of the probabilities",
            cause="for the marginal the logits were averaged: take the mean of the probabilities, after the softmax",
        ),
        Mutant(
            counts_of_the_likeliest,
            "with all its probabilities",
            cause="for the marginal each row was counted for its likeliest class: each row counts with all its "
            "probabilities",
        ),
        Mutant(
            conditional_summed,
            "divide by B",
            cause="conditional is the sum of the rows' entropies: it is their mean, divide by B",
        ),
        Mutant(
            mean_over_classes,
            "is a sum over classes",
            cause="the mean over classes was taken: an entropy is a sum over classes",
        ),
        Mutant(negative, "the minus sign", cause="the minus sign is missing: log q is negative, and H is not"),
        Mutant(in_bits, "natural logarithm", cause="these are bits, from log2: take the natural logarithm"),
        Mutant(
            share_of_the_largest,
            "not divided by log K",
            cause="these are shares of the largest entropy: H is not divided by log K",
        ),
        Mutant(
            likeliest_class_only,
            "all classes of the row",
            cause="conditional is -log of the largest probability: an entropy sums over all classes of the row",
        ),
        Mutant(
            mutual_information,
            "not the difference",
            cause="conditional is marginal minus conditional, the mutual information: return the mean entropy itself, "
            "not the difference",
        ),
        Mutant(
            each_class_by_itself,
            "a softmax",
            cause="each logit went through a sigmoid: the classes exclude each other, so take a softmax, whose "
            "probabilities add up to 1",
        ),
        Mutant(
            from_the_uniform,
            "the entropy itself",
            cause="marginal is log K minus the entropy, the distance from the uniform distribution: return the entropy "
            "itself",
        ),
        Mutant(each_row, "conditional has shape"),
        Mutant(
            sum_of_the_column_entropies,
            "the sum runs over k",
            cause="conditional sums over the rows for each class: the sum runs over k, within a row",
        ),
    ),
)
