import numpy as np

from .... import family
from ....functions import softmax
from ....objectives import losses
from ...exercise import Exercise, Known, Mutant


def mutual_information_bound(logits, codes, prior):
    """InfoGAN's lower bound L_I on the mutual information of code and row, in nats.

    logits : (B, k), Q's logits for B generated rows
    codes : (B,), ints in 0 ... k - 1, the code from which each row was made
    prior : (k,), probabilities > 0 with sum 1, with which codes are drawn
    Returns one number, finite for logits of +-1000 too. It may be negative.
    """
    s = logits - logits.max(axis=1, keepdims=True)
    log_q = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    return -(prior * np.log(prior)).sum() + log_q[np.arange(len(codes)), codes].mean()


def log_softmax(logits):
    return logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)


def log_q(logits, codes):
    return log_softmax(logits)[np.arange(len(codes)), codes]


def entropy(p):
    return -(p[p > 0] * np.log(p[p > 0])).sum()


def no_entropy(logits, codes, prior):
    return log_q(logits, codes).mean()


def loss(logits, codes, prior):
    return -log_q(logits, codes).mean()


def loss_added(logits, codes, prior):
    return entropy(prior) - log_q(logits, codes).mean()


def entropy_subtracted(logits, codes, prior):
    return log_q(logits, codes).mean() - entropy(prior)


def uniform_entropy(logits, codes, prior):
    return np.log(len(prior)) + log_q(logits, codes).mean()


def entropy_of_the_batch(logits, codes, prior):
    return entropy(np.bincount(codes) / len(codes)) + log_q(logits, codes).mean()


def prior_of_the_codes(logits, codes, prior):
    return -np.log(prior[codes]).mean() + log_q(logits, codes).mean()


def weighted_twice(logits, codes, prior):
    return entropy(prior) + (prior[codes] * log_q(logits, codes)).sum()


def in_bits(logits, codes, prior):
    return mutual_information_bound(logits, codes, prior) / np.log(2)


def summed(logits, codes, prior):
    return entropy(prior) + log_q(logits, codes).sum()


def probability(logits, codes, prior):
    return entropy(prior) + np.exp(log_q(logits, codes)).mean()


def log_of_the_mean(logits, codes, prior):
    return entropy(prior) + np.log(np.exp(log_q(logits, codes)).mean())


def how_sure(logits, codes, prior):
    return entropy(prior) + log_softmax(logits).max(axis=1).mean()


def own_entropy(logits, codes, prior):
    q = softmax(logits)
    return entropy(prior) + (q * log_softmax(logits)).sum(axis=1).mean()


def not_below_zero(logits, codes, prior):
    return max(0.0, mutual_information_bound(logits, codes, prior))


def from_probabilities(logits, codes, prior):
    return entropy(prior) + np.log(softmax(logits)[np.arange(len(codes)), codes]).mean()


def overflows(logits, codes, prior):
    e = np.exp(logits)
    return entropy(prior) + np.log(e[np.arange(len(codes)), codes] / e.sum(axis=1)).mean()


def no_normaliser(logits, codes, prior):
    return entropy(prior) + logits[np.arange(len(codes)), codes].mean()


def every_code_in_every_row(logits, codes, prior):
    return entropy(prior) + log_softmax(logits)[:, codes].mean()


def draw(rng):
    B, k = (int(n) for n in rng.choice(np.arange(3, 8), size=2, replace=False))
    return rng.normal(0, 2, (B, k)), rng.integers(k, size=B), rng.dirichlet(3 * np.ones(k))


EXERCISE = Exercise(
    mutual_information_bound,
    title="InfoGAN's bound",
    statement=r"""
        In an InfoGAN (Chen et al. 2016) $G$ gets a code $c$ beside its noise, and the game rewards a high mutual
        information $I(c; x)$ of the code and the row $x = G(z, c)$. To know $I$ one would need the true posterior
        $P(c \mid x)$, and nobody has it. But *any* distribution $Q(c \mid x)$ gives a lower bound, because
        $$I(c; x) = H(c) + \mathbb{E} \log P(c \mid x) = L_I + \mathbb{E}\, KL(P(c \mid x) \| Q(c \mid x)),$$
        $$L_I = H(c) + \mathbb{E} \log Q(c \mid x),$$
        and the divergence is never negative. The expectation is over codes $c$ from the prior and rows made from
        them: for those the code is known. $Q$ is a network that ends in $k$ logits, with a softmax.
        $H(c) = -\sum_c P(c) \log P(c)$ is the entropy of the *prior*: a constant, which no network changes.

        Write $L_I$ for a batch, in nats.
    """,
    source="Chen et al. 2016 (InfoGAN), eq. 4 and 5",
    notebook=17,
    hints=(
        "The expectation of log Q is a number that you have computed before, with the opposite sign.",
        "H(c) comes from the prior alone, not from the codes that this batch happens to hold. For 10 equal codes it is "
        "log 10.",
        "Take log Q as shifted logits minus the logarithm of the sum of their exponentials, choose the entry of each "
        "row's code, average over the rows, and add the entropy.",
    ),
    explanation="""
        L_I is the entropy of the prior minus Q's softmax cross-entropy. So a network that descends this loss
        raises the bound, and for a fixed G the best Q makes it equal to I. A Q that knows the prior only has L_I = 0; a
        Q that is sure and wrong falls far below 0, which says nothing about I, because I is never negative. At most
        L_I is H(c). numgan's InfoGAN descends the same cross-entropy, in both players' turns.
    """,
    in_numgan=(family.InfoGAN.information, losses.softmax_cross_entropy),
    draw=draw,
    known=(
        Known(
            (np.log(np.array([[3.0, 1.0], [1.0, 1.0]])), np.array([0, 1]), np.array([0.5, 0.5])),
            np.log(1.5) / 2,
            "H(c) = log 2, and Q gives the codes 3/4 and 1/2: log 2 + (log(3/4) + log(1/2)) / 2 = log(3/2) / 2",
        ),
        Known(
            (
                np.log(np.array([[0.5, 0.25, 0.25]] * 4)),
                np.array([0, 1, 2, 0]),
                np.array([0.5, 0.25, 0.25]),
            ),
            0.0,
            "Q gives every row the prior, and the codes are as frequent as the prior says: E log Q = -H(c)",
        ),
        Known(
            (np.log(np.array([[1.0, 9.0], [1.0, 9.0], [1.0, 9.0]])), np.array([0, 0, 0]), np.array([0.5, 0.5])),
            -np.log(5),
            "Q is nearly sure, and wrong: log 2 + log(1/10) = -log 5; H(c) is the prior's, although all codes are 0",
        ),
    ),
    extremes=(
        (
            np.array([[1000.0, -1000.0, 0.0], [-1000.0, 1000.0, 1000.0]]),
            np.array([1, 2]),
            np.array([0.5, 0.25, 0.25]),
        ),
        (np.array([[-1000.0, -1001.0], [1000.0, 999.0]]), np.array([0, 0]), np.array([0.25, 0.75])),
        (np.array([[1000.0, 0.0], [0.0, 1000.0]]), np.array([0, 1]), np.array([0.5, 0.5])),  # sure and right
        (np.array([[89.0, 90.0]]), np.array([0]), np.array([0.9, 0.1])),  # exp(89) is too large for float32
    ),
    cancels=lambda logits, codes, prior: np.log(len(prior)),
    factors=lambda logits, codes, prior: {
        1 / np.log(2): "every value is 1 / log 2 times too large: these are bits; np.log gives nats",
    },
    mutants=(
        Mutant(
            no_entropy,
            "H(c) is missing",
            cause="H(c) is missing: without it this is minus Q's loss, and no bound on I",
        ),
        Mutant(
            loss,
            "this is Q's loss",
            cause="this is Q's loss, which falls as the bound rises: L_I is H(c) minus it",
        ),
        Mutant(
            loss_added,
            "log Q is negative",
            cause="Q's loss was added to H(c), but log Q is negative: L_I = H(c) minus the loss, at most H(c)",
        ),
        Mutant(
            entropy_subtracted,
            "H(c) was subtracted",
            cause="H(c) was subtracted: it is the uncertainty that x can take away, and it is added",
        ),
        Mutant(
            uniform_entropy,
            "all codes were equally likely",
            cause="log k would be the entropy if all codes were equally likely: use the prior",
        ),
        Mutant(
            entropy_of_the_batch,
            "the codes of this batch",
            cause="the entropy is that of the codes of this batch, which are few: H(c) is that of the prior",
        ),
        Mutant(
            prior_of_the_codes,
            "known exactly",
            cause="H(c) was estimated from the codes of the batch, as a mean of -log P(c): it is known exactly from "
            "the prior",
        ),
        Mutant(
            weighted_twice,
            "drawn from the prior already",
            cause="each row was weighted by the prior: the codes were drawn from the prior already, so take a plain "
            "mean",
        ),
        Mutant(in_bits, "these are bits"),
        Mutant(summed, "a mean over rows", cause="log Q was summed: the expectation is a mean over rows"),
        Mutant(
            probability,
            "the logarithm is missing",
            cause="this is Q's mean probability of the code: the logarithm is missing",
        ),
        Mutant(
            log_of_the_mean,
            "the mean of the logarithms",
            cause="this is the logarithm of the mean probability, which is too high: take the mean of the logarithms",
        ),
        Mutant(
            how_sure,
            "how sure Q is",
            cause="this asks how sure Q is, of whatever code: take log Q of the code from which the row was made",
        ),
        Mutant(
            own_entropy,
            "Q's own opinion",
            cause="the mean is over Q's own opinion of the code: the expectation is over the codes from which the rows "
            "were made",
        ),
        Mutant(
            not_below_zero,
            "may be negative",
            cause="the bound was cut at 0: it may be negative, and says then that Q is worse than no Q",
        ),
        Mutant(
            from_probabilities,
            "rounded to 0 before",
            cause="a probability is rounded to 0 before its logarithm is taken: compute log Q itself",
        ),
        Mutant(
            overflows,
            "exp overflows",
            cause="exp overflows for large logits, and inf / inf is nan: subtract each row's maximum first",
        ),
        Mutant(
            no_normaliser,
            "the logarithm of the sum is missing",
            cause="logits are no log-probabilities: the logarithm of the sum is missing",
        ),
        Mutant(
            every_code_in_every_row,
            "its own code",
            cause="log_q[:, codes] takes all codes of the batch in every row: pair each row's number with its own code",
        ),
    ),
)
