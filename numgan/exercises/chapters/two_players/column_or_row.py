import numpy as np

from .... import functions, objectives
from ....functions import sigmoid, softplus
from ...exercise import Exercise, Known, Mutant


def column_or_row(logits, targets):
    """The mean binary cross entropy of a column of logits and a one-dimensional array of targets.

    logits : (B, 1), as a discriminator returns them; D = sigmoid(logit)
    targets : (B,), values in [0, 1]; targets[i] belongs to logits[i]
    Returns the mean over the B rows, a single number. Exact for logits of +-1000 too.
    """
    column = targets[:, np.newaxis]
    entropies = column * np.logaddexp(0, -logits) + (1 - column) * np.logaddexp(0, logits)
    return entropies.mean()


def broadcast(logits, targets):
    return (targets * softplus(-logits) + (1 - targets) * softplus(logits)).mean()


def log_of_sigmoid(logits, targets):
    D = sigmoid(logits[:, 0])
    return -(targets * np.log(D) + (1 - targets) * np.log(1 - D)).mean()


def row_totals(logits, targets):
    return (targets * softplus(-logits) + (1 - targets) * softplus(logits)).sum(axis=1).mean()


def summed(logits, targets):
    return column_or_row(logits, targets) * len(logits)


def halved(logits, targets):
    t = targets[:, np.newaxis]
    return np.mean([t * softplus(-logits), (1 - t) * softplus(logits)])


def swapped(logits, targets):
    return column_or_row(logits, 1 - targets)


def draw(rng):
    B = int(rng.integers(3, 9))
    return rng.normal(0, 2, (B, 1)), rng.uniform(size=B)


def factors(logits, targets):
    B = len(logits)
    return {
        B: f"{B} times too large: a mean over the B = {B} rows is wanted, not their sum",
        1 / B: f"{B} times too small: it has been divided by B = {B} once too often",
        0.5: "halved: add the two terms of each row, and average over the rows only",
        -1: "sign flipped: a cross entropy is never below 0",
    }


def stays_on_logits(function, rng):
    near, far, targets = np.array([[1.0], [-1.0]]), np.array([[1000.0], [-1000.0]]), np.array([0.3, 0.6])
    right = np.isclose(float(function(near, targets)), column_or_row(near, targets))
    value = float(function(far, targets))
    if right and not 100 < abs(value) < np.inf:
        return (
            f"right for small logits; for logits of 1000 and -1000 loss is {value:.6g}, and 650 is wanted: a "
            "probability rounds to 0 or 1 there, is clipped, or exp overflows; compute log(1 + exp(x)) as a whole, "
            "from the logit"
        )
    return None


EXERCISE = Exercise(
    column_or_row,
    title="A column against a row",
    statement=r"""
        A discriminator's last layer returns logits of shape $(B, 1)$; `np.ones(B)` makes labels of shape $(B,)$.
        The loss of $D$ is the mean binary cross entropy of the two,
        $$\frac{1}{B} \sum_i \left[ -t_i \log \sigma(l_i) - (1 - t_i) \log(1 - \sigma(l_i)) \right].$$
        NumPy multiplies $(B,)$ by $(B, 1)$ without an error: it broadcasts both to $(B, B)$, so every logit is combined
        with every target. The mean of that is also a number, of a plausible size, and training goes on with a wrong
        loss.

        Write the loss so that every logit is combined with its own target only. Compute it from the logits, so that it
        is exact at $\pm 1000$. Before you return: what is the shape of the array that you average?
    """,
    source="Goodfellow et al. 2014, eq. 1, as a cross entropy with targets 1 and 0",
    notebook=9,
    hints=(
        "Print the shape of targets * logits for B = 4. It should hold 4 numbers.",
        "Give both the same shape first: take the one column out of logits by indexing, or give targets a second axis "
        "with np.newaxis or reshape.",
        "With equal shapes, -log D is log(1 + exp(-l)) and -log(1 - D) is log(1 + exp(l)); np.logaddexp(0, x) is "
        "log(1 + exp(x)) for any x. Multiply the two by t and 1 - t, add them, and average over the rows.",
    ),
    explanation="""
        The mean over (B, B) is too large by exactly the covariance of targets and logits. That covariance is how well D
        tells the rows apart, so what should be measured is lost. With one target for all rows the covariance is 0 and
        the bug does not show; it shows when real and generated rows come in one batch. In numgan logits and their
        gradients always have the shape (B, 1), and a target is a number.
    """,
    in_numgan=(objectives.Minimax.discriminator, functions.softplus),
    draw=draw,
    returns=("loss",),
    known=(
        Known(
            (np.array([[np.log(3.0)], [-np.log(3.0)], [0.0]]), np.array([1.0, 0.25, 0.0])),
            (5 * np.log(2) - 1.75 * np.log(3)) / 3,
            "D = 3/4, 1/4, 1/2: the mean of -log(3/4), -1/4 log(1/4) - 3/4 log(3/4) and -log(1 - 1/2)",
        ),
    ),
    extremes=(
        (np.array([[1000.0], [-1000.0], [-1000.0]]), np.array([1.0, 0.0, 0.5])),
        (np.array([[20.5], [-20.5], [20.5]]), np.array([1.0, 0.0, 0.25])),
        (np.array([[0.0], [-25.0], [25.0]]), np.array([0.5, 0.0, 1.0])),
        (np.array([[1.5]]), np.array([0.75])),  # one row
    ),
    float32=False,
    factors=factors,
    probes={"stays on logits": stays_on_logits},
    mutants=(
        Mutant(
            broadcast,
            "broadcast to (B, B)",
            cause="logits (B, 1) and targets (B,) broadcast to (B, B), every logit with every target: give both the "
            "same shape before you multiply",
        ),
        Mutant(log_of_sigmoid, "compute log(1 + exp(x)) as a whole"),
        Mutant(
            row_totals,
            "broadcast to (B, B)",
            cause="logits (B, 1) and targets (B,) broadcast to (B, B), and one axis is summed: give both the same "
            "shape, so that there are only B terms",
        ),
        Mutant(summed, "is wanted, not their sum"),
        Mutant(swapped, "t weighs log D", cause="the weights are swapped: t weighs log D, and 1 - t weighs log(1 - D)"),
        Mutant(halved, "halved: add the two terms of each row"),
    ),
)
