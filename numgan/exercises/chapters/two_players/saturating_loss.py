import numpy as np

from .... import objectives
from ....functions import sigmoid, softplus
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def saturating_loss(fake_logits):
    """The generator's loss of the minimax game, mean(log(1 - D(G(z)))), and its gradient.

    fake_logits : (B, 1), the discriminator's logits of B generated rows
    Returns the loss, a single number, and dfake (B, 1), its gradient with respect to the logits, with the 1 / B of the
    mean inside. Both exact for logits of +-1000, and where they are tiny (-1e-22) too.
    """
    loss = -np.logaddexp(0, fake_logits).mean()
    dfake = -np.exp(-np.logaddexp(0, -fake_logits)) / len(fake_logits)
    return loss, dfake


def log_of_difference(fake_logits):
    D = sigmoid(fake_logits)
    return np.log(1 - D).mean(), -D / len(D)


def no_mean(fake_logits):
    return -softplus(fake_logits).mean(), -sigmoid(fake_logits)


def loss_of_D(fake_logits):
    return softplus(fake_logits).mean(), sigmoid(fake_logits) / len(fake_logits)


def non_saturating(fake_logits):
    return softplus(-fake_logits).mean(), -sigmoid(-fake_logits) / len(fake_logits)


def rounds_to_zero(fake_logits):
    loss = -(np.maximum(fake_logits, 0) + np.log(1 + np.exp(-np.abs(fake_logits)))).mean()
    return loss, -sigmoid(fake_logits) / len(fake_logits)


def by_probability(fake_logits):
    return -softplus(fake_logits).mean(), -1 / sigmoid(-fake_logits) / len(fake_logits)


def stays_on_logits(function, rng):
    near, far = np.array([[1.0], [-1.0]]), np.array([[1000.0], [-1000.0]])
    right, value = np.isclose(float(function(near)[0]), saturating_loss(near)[0]), float(function(far)[0])
    if right and not 100 < abs(value) < np.inf:
        return (
            f"right for small logits; for logits of 1000 and -1000 loss is {value:.6g}, and -500 is wanted: a "
            "probability rounds to 0 or 1 there, is clipped, or exp overflows; compute log(1 + exp(x)) as a whole, "
            "from the logit"
        )
    return None


EXERCISE = Exercise(
    saturating_loss,
    title="The generator's loss in the minimax game",
    statement=r"""
        In $\min_G \max_D V(D, G)$ the generator descends the same $V$ that the discriminator ascends. The real rows do
        not depend on $G$, so only the second term of $V$ remains:
        $$L_G = \frac{1}{B} \sum_j \log(1 - D(G(z_j))), \qquad D(G(z_j)) = \sigma(f_j).$$
        This is the game of the theory, where $V = -\log 4$ at the optimum. In practice its gradient is nearly 0 exactly
        when $G$ is bad and needs it most; the word for that is *saturating*.

        Write the loss and $\partial L_G / \partial f_j$ from the logits. Check the signs: what does the loss do when
        $D$ is fooled, $f_j \to \infty$, and what does the gradient do when $D$ is sure, $f_j \to -\infty$?
    """,
    source="Goodfellow et al. 2014, eq. 1 and algorithm 1 (the generator's update)",
    notebook=4,
    hints=(
        "1 - sigmoid(f) = sigmoid(-f), so log(1 - D) is minus log(1 + exp(f)); np.logaddexp(0, f) is log(1 + exp(f)) "
        "for any f.",
        "The derivative of log(1 + exp(f)) is exp(f) / (1 + exp(f)). Which function is that?",
        "The gradient for row j is minus D(G(z_j)), over B, and sigmoid(x) is the exponential of -log(1 + exp(-x)). "
        "The loss falls without bound where D is fooled, and the gradient goes to 0 where D is sure that the row is "
        "generated.",
    ),
    explanation="""
        log(1 - D) = -log(1 + exp(f)), whose derivative is -sigmoid(f) = -D. The gradient is never positive: a larger
        logit is always better for G. But it is proportional to D itself, and as long as D rejects every row, D is near
        0.
    """,
    in_numgan=(objectives.Minimax.generator,),
    draw=lambda rng: (rng.normal(0, 2, (int(rng.integers(3, 8)), 1)),),
    returns=("loss", "dfake"),
    known=(
        Known(
            (np.array([[0.0], [np.log(3.0)], [np.log(7.0)]]),),
            (-2 * np.log(2), np.array([[-1 / 6], [-1 / 4], [-7 / 24]])),
            "D = 1/2, 3/4, 7/8: loss = (log(1/2) + log(1/4) + log(1/8)) / 3 = -6 log(2) / 3, dfake = -D / 3",
        ),
    ),
    gradients=(Gradient("dfake", "fake_logits", lambda fake_logits: np.log(1 / (1 + np.exp(fake_logits))).mean()),),
    extremes=(
        (np.array([[-1000.0], [0.0], [1000.0]]),),
        (np.array([[20.5], [0.0], [-20.5]]),),
        (np.array([[-50.0], [-34.0]]),),
        (np.array([[-12.5]]),),  # one row
    ),
    factors=lambda fake_logits: {
        -1: "sign flipped: G descends mean(log(1 - D)), which is never above 0 and falls as a logit rises",
        **batch_factors(len(fake_logits)),
    },
    probes={"stays on logits": stays_on_logits},
    mutants=(
        Mutant(log_of_difference, "compute log(1 + exp(x)) as a whole"),
        Mutant(no_mean, "that is the batch; divide by B"),
        Mutant(loss_of_D, "sign flipped: G descends mean(log(1 - D))"),
        Mutant(
            non_saturating,
            "this is the non-saturating loss",
            cause="this is the non-saturating loss, -mean(log D(G(z))): the minimax game has mean(log(1 - D(G(z))))",
        ),
        Mutant(
            by_probability,
            "dfake is the gradient with respect to the probability",
            cause="dfake is the gradient with respect to the probability D: the chain rule's factor dD/df = D (1 - D) "
            "is missing",
        ),
        Mutant(
            rounds_to_zero,
            "loses its digits",
            cause="log(1 + e) loses its digits where e is small, and 1 + e is 1 for e below 1e-16: np.logaddexp(0, f) "
            "and np.log1p(e) keep them",
        ),
    ),
)
