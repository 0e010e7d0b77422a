import numpy as np

from .... import family, functions
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def validity(logits):
    """D's logit, made of a classifier's K logits, and its gradient.

    logits : (B, K), a row's logits of the K classes
    Returns logit (B, 1), with sigmoid(logit) = Z / (Z + 1) and Z the row's sum of exp(l_k); and dlogits (B, K), the
    derivatives of each row's logit with respect to the row's own class logits. Both are exact for class logits of
    +-1000, and in a batch whose rows are 1000 apart.
    """
    m = logits.max(axis=1, keepdims=True)
    e = np.exp(logits - m)
    Z = e.sum(axis=1, keepdims=True)
    return m + np.log(Z), e / Z


def softmax(logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def as_it_stands(logits):
    Z = np.exp(logits).sum(axis=1, keepdims=True)
    return np.log(Z), np.exp(logits) / Z


def one_maximum(logits):
    e = np.exp(logits - logits.max())
    Z = e.sum(axis=1, keepdims=True)
    return logits.max() + np.log(Z), e / Z


def maximum_lost(logits):
    logit, dlogits = validity(logits)
    return logit - logits.max(axis=1, keepdims=True), dlogits


def mean_of_exponentials(logits):
    logit, dlogits = validity(logits)
    return logit - float(np.log(logits.shape[1])), dlogits


def largest(logits):
    m = logits.max(axis=1, keepdims=True)
    return m, (logits == m).astype(logits.dtype)


def sum_of_logits(logits):
    return logits.sum(axis=1, keepdims=True), np.ones_like(logits)


def with_the_generated_class(logits):
    logit, dlogits = validity(logits)
    return np.logaddexp(0, logit), dlogits * np.exp(logit - np.logaddexp(0, logit))


def gradient_of_all_classes(logits):
    logit, dlogits = validity(logits)
    return logit, dlogits * np.exp(-np.logaddexp(0, -logit))


def probability(logits):
    logit, dlogits = validity(logits)
    D = np.exp(-np.logaddexp(0, -logit))
    return D, dlogits * D * (1 - D)


def gradient_of_the_probability(logits):
    logit, dlogits = validity(logits)
    D = np.exp(-np.logaddexp(0, -logit))
    return logit, dlogits * D * (1 - D)


def through_the_probability(logits):
    logit, dlogits = validity(logits)
    D = 1 / (1 + np.exp(-logit))
    return np.log(D / (1 - D)), dlogits


def of_the_generated(logits):
    logit, dlogits = validity(logits)
    return -logit, -dlogits


def shares_of_columns(logits):
    e = np.exp(logits - logits.max(axis=0))
    return validity(logits)[0], e / e.sum(axis=0)


def not_shares(logits):
    return validity(logits)[0], np.exp(logits)


def equal_shares(logits):
    return validity(logits)[0], np.full_like(logits, 1 / logits.shape[1])


def flat(logits):
    logit, dlogits = validity(logits)
    return logit[:, 0], dlogits


def in_a_mean(logits):
    logit, dlogits = validity(logits)
    return logit, dlogits / len(logits)


def draw(rng):
    B, K = (int(n) for n in rng.choice(np.arange(2, 8), size=2, replace=False))
    return (rng.normal(0, 2, size=(B, K)) + rng.normal(0, 2, size=(B, 1)),)


def loss(logits):
    return float(np.log(sum(np.exp(logits[:, k]) for k in range(logits.shape[1]))).sum())


APART = np.array([[1000.0, 998.0, 0.0], [-1000.0, -1000.0, -1002.0], [3.0, -1000.0, 2.0]])

EXERCISE = Exercise(
    validity,
    title="D's opinion, out of a classifier",
    statement=r"""
        A classifier of $K$ classes should also say whether a row is real, so that rows *without* a label can teach it
        something. Give it one class more, "generated", and $K + 1$ logits. A softmax does not change if one number is
        subtracted from all logits of a row, so one of them can be fixed: let the logit of the class "generated" be 0
        (Salimans et al. 2016). With the other logits $l_1, \dots, l_K$, the probability that the row is real is the
        sum of the probabilities of the $K$ classes:
        $$D(x) = \frac{Z}{Z + 1}, \qquad Z = \sum_{k=1}^K e^{l_k}.$$
        No new layer is needed. Of which number is this $D$ the sigmoid? That number is $D$'s logit, on which all losses
        of this course work. For a row without a label, every class logit feels the gradient of this one number: how is
        it divided among them?

        Write the logit of each row, and its derivatives with respect to the class logits.
    """,
    source="Salimans et al. 2016, section 5",
    notebook=18,
    hints=(
        "sigmoid(u) is exp(u) / (exp(u) + 1). Compare it with D, and read off exp(u).",
        "u = log of a sum of exponentials, as in `log_mean_exp`, without the mean: take each row's largest logit out "
        "of the sum, and add it again outside of the logarithm. keepdims=True keeps the shape (B, 1).",
        "The derivative of log Z with respect to l_k is exp(l_k) / Z. Largest logit or not: it is a fraction whose "
        "numerator and denominator may both be divided by exp of the largest.",
    ),
    explanation="""
        The derivatives are the softmax over the K classes. An unlabelled real row tells D "be real", and the classes
        share the increase as they share the probability: the class that leads gets the most of it. So each row without
        a label is drawn to the class that it is already nearest to, and the boundary leaves the regions with many rows.
        The K logits now mean something by their size too: before, only their differences did.
    """,
    in_numgan=(functions.log_sum_exp, family.SGAN.real_or_not),
    draw=draw,
    returns=("logit", "dlogits"),
    known=(
        Known(
            (np.log(np.array([[1.0, 2.0, 5.0], [0.25, 0.5, 0.25]])),),
            (np.array([[np.log(8)], [0.0]]), np.array([[1 / 8, 1 / 4, 5 / 8], [1 / 4, 1 / 2, 1 / 4]])),
            "Z = 1 + 2 + 5 = 8 and 1/4 + 1/2 + 1/4 = 1, so D = 8/9 and 1/2: the logits are log 8 and 0; the shares are "
            "1/8, 2/8, 5/8, and 1/4, 1/2, 1/4",
        ),
    ),
    gradients=(Gradient("dlogits", "logits", loss),),
    extremes=((APART,), (np.array([[-2.5]]),), (np.array([[40.0, 40.0], [-40.0, -41.0]]),)),
    factors=lambda logits: batch_factors(len(logits)),
    mutants=(
        Mutant(
            as_it_stands,
            "exp overflows",
            cause="exp overflows for a logit of 1000, and for -1000 the logarithm of 0 follows: subtract each row's "
            "largest logit before exp",
        ),
        Mutant(
            one_maximum,
            "of the whole batch",
            cause="the largest logit of the whole batch was subtracted, so that a row far below it becomes 0: take "
            "each row's own",
        ),
        Mutant(
            maximum_lost,
            "add it again",
            cause="the largest logit was taken out of the sum and is missing in the result: add it again after the "
            "logarithm",
        ),
        Mutant(
            mean_of_exponentials,
            "a sum, not a mean",
            cause="this is the logarithm of the mean of the exponentials: Z is a sum, not a mean",
        ),
        Mutant(
            largest,
            "only the largest",
            cause="only the largest logit was taken: all classes add to Z, the others less",
        ),
        Mutant(
            sum_of_logits,
            "sum of the logits",
            cause="this is the sum of the logits: add up their exponentials, and take the logarithm of the sum",
        ),
        Mutant(
            with_the_generated_class,
            "log(Z + 1)",
            cause="this is log(Z + 1), with the class of generated rows in the sum: D's logit is log Z, because log 1 "
            "= 0 is subtracted from it",
        ),
        Mutant(
            gradient_of_all_classes,
            "all K + 1 classes",
            cause="dlogits are the probabilities of a softmax over all K + 1 classes: log Z has only the K "
            "exponentials, and a row of dlogits adds up to 1",
        ),
        Mutant(
            probability,
            "the logit is wanted",
            cause="this is the probability D(x): the logit is wanted, without a sigmoid",
        ),
        Mutant(
            gradient_of_the_probability,
            "dlogits is that of D(x)",
            cause="dlogits is that of D(x), with the factor D (1 - D) of the sigmoid: take the derivative of the logit",
        ),
        Mutant(
            through_the_probability,
            "rounded to 0 or 1",
            cause="the logit was computed back from D(x), which is rounded to 0 or 1: log Z needs no D",
        ),
        Mutant(
            of_the_generated,
            "that of generated rows",
            cause="the sign is wrong: this logit is that of generated rows, and D is the probability of real ones",
        ),
        Mutant(
            shares_of_columns,
            "shares within each row",
            cause="dlogits adds up to 1 in each column: take the shares within each row, over the classes, axis=1",
        ),
        Mutant(
            not_shares,
            "divided by Z",
            cause="dlogits is exp(l_k), which is the derivative of Z: that of log Z is divided by Z",
        ),
        Mutant(
            equal_shares,
            "shared equally",
            cause="dlogits is shared equally: a class's share is exp(l_k) / Z",
        ),
        Mutant(flat, "logit has shape"),
        Mutant(
            in_a_mean,
            "of each row's own logit",
            cause="dlogits is divided by B, as in a mean: here it is the derivative of each row's own logit",
        ),
    ),
)
