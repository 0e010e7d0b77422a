import numpy as np

from ....functions import softmax, softplus
from ....objectives import losses
from ...exercise import Exercise, Known, Mutant
from ...wording import batch_factors


def softmax_cross_entropy(logits, labels):
    """The mean negative log-probability of the right class, in nats.

    logits : (B, k), one row for each of B rows of data
    labels : (B,), ints in 0 ... k - 1, the right class of each row
    Returns loss, a single number, finite for logits of +-1000 too.
    """
    s = logits - logits.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    return -log_p[np.arange(len(labels)), labels].mean()


def log_softmax(logits, axis=1):
    return logits - np.logaddexp.reduce(logits, axis=axis, keepdims=True)


def chosen(rows, labels):
    return rows[np.arange(len(rows)), labels]


def overflows(logits, labels):
    e = np.exp(logits)
    return -np.log(chosen(e / e.sum(axis=1, keepdims=True), labels)).mean()


def sum_overflows(logits, labels):
    return (np.log(np.exp(logits).sum(axis=1)) - chosen(logits, labels)).mean()


def one_maximum(logits, labels):
    s = logits - logits.max()
    return (np.log(np.exp(s).sum(axis=1)) - chosen(s, labels)).mean()


def from_probabilities(logits, labels):
    return -np.log(chosen(softmax(logits), labels)).mean()


def epsilon(logits, labels):
    return -np.log(chosen(softmax(logits), labels) + 1e-8).mean()


def summed(logits, labels):
    return -chosen(log_softmax(logits), labels).sum()


def over_all_entries(logits, labels):
    return -chosen(log_softmax(logits), labels).sum() / logits.size


def in_bits(logits, labels):
    return -chosen(log_softmax(logits), labels).mean() / np.log(2)


def log_likelihood(logits, labels):
    return chosen(log_softmax(logits), labels).mean()


def over_the_batch(logits, labels):
    return -chosen(log_softmax(logits, axis=0), labels).mean()


def every_label_in_every_row(logits, labels):
    return -log_softmax(logits)[:, labels].mean()


def most_probable(logits, labels):
    return -log_softmax(logits).max(axis=1).mean()


def log_of_the_mean(logits, labels):
    return -np.log(chosen(softmax(logits), labels).mean())


def no_normaliser(logits, labels):
    return -chosen(logits, labels).mean()


def one_minus(logits, labels):
    return (1 - chosen(softmax(logits), labels)).mean()


def class_by_class(logits, labels):
    own = chosen(logits, labels)
    return (softplus(logits).sum(axis=1) - own).mean()


def draw(rng):
    B, k = (int(n) for n in rng.choice(np.arange(3, 9), size=2, replace=False))
    return rng.normal(0, 2, (B, k)), rng.integers(k, size=B)


EXERCISE = Exercise(
    softmax_cross_entropy,
    title="One class of many: the softmax cross-entropy",
    statement=r"""
        $D$'s logit answers a question with two answers, real or generated. A question with $k$ answers, such as *which
        digit is it?*, needs $k$ logits $l_{i1}, \dots, l_{ik}$ for row $i$. The softmax makes probabilities of them,
        $$p_i(j) = \frac{e^{l_{ij}}}{\sum_m e^{l_{im}}},$$
        and the loss is the mean of the negative logarithm of what the right class $c_i$ got,
        $$L = -\frac1B \sum_i \log p_i(c_i).$$
        A network that knows nothing has equal logits and the loss $\log k$. If the same number is added to all logits
        of a row, its probabilities stay as they are. So subtract the right number first, and nothing can
        overflow. And take the logarithm with pen and paper before you compute: $p$ itself may be rounded to 0.

        Write the loss.
    """,
    source="Goodfellow, Bengio & Courville 2016, section 6.2.2.3",
    notebook=17,
    hints=(
        "log p of one class is its logit minus the logarithm of a sum. No quotient is left, and no probability.",
        "Which number, subtracted from all logits of a row, makes the largest exponential 1? Then the sum is between 1 "
        "and k, whatever the logits are. Each row has a number of its own: keepdims=True keeps it a column.",
        "Call the shifted logits s. log p is s minus the logarithm of the row's sum of exp(s). Two index arrays, "
        "np.arange for the rows and labels for the columns, choose one entry of each row; the loss is minus their "
        "mean.",
    ),
    explanation="""
        The largest shifted logit is 0, so the sum is at least 1 and its logarithm at least 0: no overflow and no
        logarithm of 0. A class that is 1000 below the best one costs 1000, where a probability would have been rounded
        to 0 and its logarithm to minus infinity. With two classes this is D's own loss: the softmax of (l, 0) is
        sigmoid(l). AC-GAN's second head and InfoGAN's Q both descend this loss.
    """,
    in_numgan=(losses.softmax_cross_entropy,),
    draw=draw,
    returns=("loss",),
    known=(
        Known(
            (np.log(np.array([[1.0, 2.0, 1.0], [1.0, 6.0, 1.0]])), np.array([1, 0])),
            2 * np.log(2),
            "the first row has the probabilities (1, 2, 1) / 4, the second (1, 6, 1) / 8; the right ones are 1/2 and "
            "1/8, and (log 2 + log 8) / 2 = 2 log 2",
        ),
        Known(
            (np.full((4, 5), 7.0), np.array([0, 4, 2, 2])),
            np.log(5),
            "all logits are equal: each class has the probability 1/5, so the loss is log 5",
        ),
    ),
    extremes=(
        (np.array([[1000.0, -1000.0, 0.0], [-1000.0, 1000.0, 1000.0], [0.0, 0.0, 0.0]]), np.array([1, 2, 0])),
        (np.array([[-1000.0, -1000.0], [1000.0, 999.0]]), np.array([0, 1])),
        (np.array([[89.0, 90.0, 88.0]]), np.array([0])),  # one row; exp(89) is too large for float32
    ),
    cancels=lambda logits, labels: 1.0,
    factors=lambda logits, labels: {
        -1.0: "sign flipped: this is the log-likelihood, which rises as the network gets better; the loss is minus it",
        1 / np.log(2): "every value is 1 / log 2 times too large: these are bits; np.log gives nats",
        1 / logits.shape[1]: "divided by k: the mean is over the rows, each of which has one right class",
        **batch_factors(len(labels)),
    },
    mutants=(
        Mutant(
            overflows,
            "exp overflows",
            cause="exp overflows for large logits, and underflows to 0 in a whole row of very low ones: subtract each "
            "row's maximum first",
        ),
        Mutant(
            sum_overflows,
            "before the exponential",
            cause="the logarithm is taken of a sum that is inf or 0 for large logits: subtract each row's maximum "
            "before the exponential",
        ),
        Mutant(
            one_maximum,
            "a maximum of its own",
            cause="one maximum is subtracted from the whole batch, and a row far below it underflows to 0: each row "
            "needs a maximum of its own",
        ),
        Mutant(
            from_probabilities,
            "rounded to 0 before",
            cause="a probability is rounded to 0 before its logarithm is taken: compute log p itself, shifted logit "
            "minus the logarithm of the sum",
        ),
        Mutant(
            epsilon,
            "an epsilon",
            cause="an epsilon inside the logarithm changes every value, and hides how wrong a sure answer is: compute "
            "log p without a probability",
        ),
        Mutant(summed, "that is the batch; divide by B"),
        Mutant(over_all_entries, "each of which has one right class"),
        Mutant(in_bits, "these are bits"),
        Mutant(log_likelihood, "this is the log-likelihood"),
        Mutant(
            over_the_batch,
            "sum over the classes",
            cause="the softmax was taken over the rows of the batch: sum over the classes of one row, axis=1",
        ),
        Mutant(
            every_label_in_every_row,
            "its own label",
            cause="log_p[:, labels] takes all labels of the batch in every row: pair each row's number with its own "
            "label",
        ),
        Mutant(
            most_probable,
            "the right class",
            cause="this is the loss of the most probable class: take the right class, whatever the network thinks of "
            "it",
        ),
        Mutant(
            log_of_the_mean,
            "the mean of the logarithms",
            cause="this is the logarithm of the mean probability: the loss is the mean of the logarithms",
        ),
        Mutant(
            no_normaliser,
            "the logarithm of the sum is missing",
            cause="these are minus the right logits: the logarithm of the sum is missing, so all logits could grow for "
            "free",
        ),
        Mutant(
            one_minus,
            "the logarithm is missing: 1 - p",
            cause="the logarithm is missing: 1 - p is a share of errors, and it hardly rises where the network is sure "
            "and wrong",
        ),
        Mutant(
            class_by_class,
            "one sigmoid for each class",
            cause="this is one sigmoid for each class, as if several classes could be right: in a softmax they share a "
            "sum of 1",
        ),
    ),
)
