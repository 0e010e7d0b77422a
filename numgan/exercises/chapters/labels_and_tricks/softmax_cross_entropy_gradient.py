import numpy as np

from ....functions import sigmoid, softmax
from ....objectives import losses
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def softmax_cross_entropy_gradient(logits, labels):
    """The gradient of the softmax cross-entropy with respect to the logits, with the 1 / B of the mean inside.

    logits : (B, k), one row for each of B rows of data
    labels : (B,), ints in 0 ... k - 1, the right class of each row
    Returns dlogits (B, k), finite for logits of +-1000 too.
    """
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    dlogits = e / e.sum(axis=1, keepdims=True)
    dlogits[np.arange(len(labels)), labels] -= 1
    return dlogits / len(labels)


def one_hot(logits, labels):
    return np.eye(logits.shape[1], dtype=logits.dtype)[labels]


def ascends(logits, labels):
    return (one_hot(logits, labels) - softmax(logits)) / len(logits)


def no_mean(logits, labels):
    return softmax(logits) - one_hot(logits, labels)


def over_all_entries(logits, labels):
    return no_mean(logits, labels) / logits.size


def probabilities(logits, labels):
    return softmax(logits) / len(logits)


def minus_one_hot(logits, labels):
    return -one_hot(logits, labels) / len(logits)


def right_class_alone(logits, labels):
    return no_mean(logits, labels) * one_hot(logits, labels) / len(logits)


def of_the_probability(logits, labels):
    return -one_hot(logits, labels) / softmax(logits) / len(logits)


def slope_again(logits, labels):
    p = softmax(logits)
    return no_mean(logits, labels) * p * (1 - p) / len(logits)


def jacobian_again(logits, labels):
    p, d = softmax(logits), no_mean(logits, labels) / len(logits)
    return p * (d - (p * d).sum(axis=1, keepdims=True))


def sigmoids(logits, labels):
    return (sigmoid(logits) - one_hot(logits, labels)) / len(logits)


def over_the_batch(logits, labels):
    return (softmax(logits.T).T - one_hot(logits, labels)) / len(logits)


def every_label_in_every_row(logits, labels):
    p = softmax(logits)
    p[:, labels] -= 1
    return p / len(p)


def most_probable(logits, labels):
    return no_mean(logits, logits.argmax(axis=1)) / len(logits)


def overflows(logits, labels):
    e = np.exp(logits)
    return (e / e.sum(axis=1, keepdims=True) - one_hot(logits, labels)) / len(logits)


def one_maximum(logits, labels):
    e = np.exp(logits - logits.max())
    return (e / e.sum(axis=1, keepdims=True) - one_hot(logits, labels)) / len(logits)


def in_place(logits, labels):
    logits -= logits.max(axis=1, keepdims=True)
    return no_mean(logits, labels) / len(logits)


def draw(rng):
    B, k = (int(n) for n in rng.choice(np.arange(3, 8), size=2, replace=False))
    return rng.uniform(-2, 2, (B, k)), rng.integers(k, size=B)


def loss(logits, labels):
    e = np.exp(logits)
    return -np.log(e[np.arange(len(e)), labels] / e.sum(axis=1)).mean()


EXERCISE = Exercise(
    softmax_cross_entropy_gradient,
    title="Belief minus target, for many classes",
    statement=r"""
        The loss of a network with $k$ logits for each row, where $c_i$ is the right class of row $i$, is
        $$L = -\frac1B \sum_i \log p_i(c_i), \qquad p_i(j) = \frac{e^{l_{ij}}}{\sum_m e^{l_{im}}}.$$
        The logit of a *wrong* class is in $L$ too: it stands in the sum. So every entry has a gradient. Write
        $\log p_i(c_i)$ as a difference, and derive $\partial L / \partial l_{ij}$ once for $j = c_i$ and once for
        $j \ne c_i$. With two classes you know the answer from notebook 4: what $D$ believes minus what is true.

        Write the gradient for a batch. What must each row of it add up to?
    """,
    source="Goodfellow, Bengio & Courville 2016, section 6.2.2.3",
    notebook=17,
    hints=(
        "log p of the right class is its logit minus the logarithm of the sum. What is the derivative of the logarithm "
        "of the sum with respect to one of the logits?",
        "That derivative is the probability of that class. The logit itself adds one more term, in one place of each "
        "row. Then there is the mean.",
        "The gradient is probabilities minus one-hot rows, over B. Subtract each row's own maximum before the "
        "exponential, and 1 in the places that np.arange and labels name together.",
    ),
    explanation="""
        Each row of the gradient adds up to 0, because a shift of all its logits changes nothing. The right class is
        pulled up by what it lacks, and each wrong class is pushed down by what it has too much. No derivative of the
        softmax is written anywhere: it cancels, as the sigmoid's does in D's loss. Every entry is between -1 / B and
        1 / B, also where the network is sure and wrong.
    """,
    in_numgan=(losses.softmax_cross_entropy,),
    draw=draw,
    returns=("dlogits",),
    known=(
        Known(
            (np.log(np.array([[1.0, 2.0, 1.0], [1.0, 6.0, 1.0]])), np.array([1, 0])),
            np.array([[1 / 8, -1 / 4, 1 / 8], [-7 / 16, 3 / 8, 1 / 16]]),
            "p = (1, 2, 1) / 4 and (1, 6, 1) / 8; minus 1 for class 1 in the first row and for class 0 in the second; "
            "all divided by the 2 rows",
        ),
        Known(
            (np.zeros((1, 4)), np.array([3])),
            np.array([[1 / 4, 1 / 4, 1 / 4, -3 / 4]]),
            "one row, all logits equal: each class has 1/4, and the right one lacks 3/4",
        ),
    ),
    gradients=(Gradient("dlogits", "logits", loss),),
    extremes=(
        (np.array([[1000.0, -1000.0, 0.0], [-1000.0, 1000.0, 1000.0]]), np.array([1, 2])),
        (np.array([[-1000.0, -1000.0], [1000.0, 999.0]]), np.array([0, 1])),
        (np.array([[89.0, 90.0, 88.0]]), np.array([0])),  # one row; exp(89) is too large for float32
    ),
    factors=lambda logits, labels: {
        -1.0: "sign flipped: that is the gradient of log p, which rises; the loss is -log p",
        1 / logits.shape[1]: "divided by k: the mean is over the rows, each of which has one right class",
        **batch_factors(len(labels)),
    },
    mutants=(
        Mutant(ascends, "that is the gradient of log p"),
        Mutant(no_mean, "that is the batch; divide by B"),
        Mutant(over_all_entries, "each of which has one right class"),
        Mutant(
            probabilities,
            "the target is missing",
            cause="these are the probabilities over B: the target is missing, 1 is subtracted for the right class",
        ),
        Mutant(
            minus_one_hot,
            "the sum depends on every logit",
            cause="this is only the derivative of the right logit: the logarithm of the sum depends on every logit",
        ),
        Mutant(
            right_class_alone,
            "wrong classes are pushed down",
            cause="only the right class has a gradient here: their logits stand in the sum, so wrong classes are "
            "pushed down",
        ),
        Mutant(
            of_the_probability,
            "with respect to the probabilities",
            cause="this is the gradient with respect to the probabilities, -1 / p: the softmax's own derivative is "
            "missing",
        ),
        Mutant(
            slope_again,
            "p (1 - p) once too often",
            cause="p (1 - p) once too often: belief minus target is with respect to the logits already",
        ),
        Mutant(
            jacobian_again,
            "through the softmax once more",
            cause="belief minus target was sent back through the softmax once more: it is with respect to the logits "
            "already",
        ),
        Mutant(
            sigmoids,
            "one sigmoid for each class",
            cause="this is one sigmoid for each class: the probabilities of a softmax share a sum of 1",
        ),
        Mutant(
            over_the_batch,
            "sum over the classes",
            cause="the softmax was taken over the rows of the batch: sum over the classes of one row, axis=1",
        ),
        Mutant(
            every_label_in_every_row,
            "its own label",
            cause="p[:, labels] names all labels of the batch in every row: pair each row's number with its own label",
        ),
        Mutant(
            most_probable,
            "the right class",
            cause="1 was subtracted from the most probable class: subtract it from the right class",
        ),
        Mutant(
            overflows,
            "exp overflows",
            cause="exp overflows for large logits, and inf / inf is nan: subtract each row's maximum first",
        ),
        Mutant(
            one_maximum,
            "a maximum of its own",
            cause="one maximum is subtracted from the whole batch, and a row far below it becomes 0 / 0: each row "
            "needs a maximum of its own",
        ),
        Mutant(in_place, "the argument logits was changed in place"),
    ),
)
