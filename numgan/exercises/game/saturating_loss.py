import numpy as np

from ... import objectives
from ...functions import sigmoid, softplus
from ..exercise import Exercise, Gradient, Known, Mutant
from ..wording import batch_factors


def saturating_loss(fake_logits):
    """The generator's loss of the minimax game, mean(log(1 - D(G(z)))), and its gradient by the logits.

    fake_logits : (B, 1), the discriminator's logits of B generated rows
    Returns the loss, a single number, and dfake (B, 1), of the logits' dtype, with the 1 / B of the mean inside.
    Both exact for logits of +-1000.
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


def by_probability(fake_logits):
    return -softplus(fake_logits).mean(), -1 / sigmoid(-fake_logits) / len(fake_logits)


def stays_on_logits(function, rng):
    logits = np.array([[1000.0], [-1000.0]])
    value = float(function(logits)[0])
    if not 100 < abs(value) < np.inf:  # right or wrong by a factor, it is some hundreds
        return (
            f"for logits of 1000 and -1000 loss is {value:.6g}: a probability rounds to 0 or 1 there, is clipped, or "
            "exp overflows; compute log(1 + exp(x)) as a whole, from the logit"
        )


EXERCISE = Exercise(
    saturating_loss,
    title="The generator's loss in the minimax game",
    statement=r"""
        In $\min_G \max_D V(D, G)$ the generator descends the same $V$ that the discriminator ascends. The real rows do
        not depend on $G$, so only the second term is left of it:
        $$L_G = \frac{1}{B} \sum_j \log(1 - D(G(z_j))), \qquad D(G(z_j)) = \sigma(f_j).$$
        This is the game of the theory, where $V = -\log 4$ at the optimum. In practice its gradient is gone just when
        $G$ is bad and needs it most; the word for that is *saturating*.

        Write the loss and $\partial L_G / \partial f_j$, on logits. Mind the signs: what does the loss do as $D$ is
        fooled, $f_j \to \infty$, and what does the gradient do as $D$ is sure, $f_j \to -\infty$?
    """,
    source="Goodfellow et al. 2014, eq. 1 and algorithm 1 (the generator's update)",
    notebook=4,
    hints=(
        "1 - sigmoid(f) = sigmoid(-f), so log(1 - D) is minus log(1 + exp(f)), which np.logaddexp computes.",
        "The derivative of log(1 + exp(f)) is exp(f) / (1 + exp(f)). Which function is that?",
        "Row j's gradient is minus D(G(z_j)), over B. The loss falls without bound as D is fooled, and the gradient "
        "goes to 0 as D is sure that the row is generated.",
    ),
    explanation="""
        log(1 - D) = -log(1 + exp(f)), whose derivative is -sigmoid(f) = -D. The gradient is never positive: a larger
        logit is always better for G. But it is proportional to D itself, and while D rejects everything, D is near 0.
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
    extremes=((np.array([[-1000.0], [0.0], [1000.0]]),),),
    factors=lambda fake_logits: {
        -1: "sign flipped: minus log(1 - D) is what D descends; G descends log(1 - D), which is never above 0",
        **batch_factors(len(fake_logits)),
    },
    probes={"stays on logits": stays_on_logits},
    mutants=(
        Mutant(log_of_difference, "compute log(1 + exp(x)) as a whole"),
        Mutant(no_mean, "that is the batch; divide by B"),
        Mutant(loss_of_D, "sign flipped: minus log(1 - D) is what D descends"),
        Mutant(
            non_saturating,
            "this is the non-saturating loss",
            cause="this is the non-saturating loss, -mean(log D(G(z))): the minimax game has mean(log(1 - D(G(z))))",
        ),
        Mutant(
            by_probability,
            "dfake is the gradient by the probability",
            cause="dfake is the gradient by the probability D: the chain rule's factor dD/df = D (1 - D) is missing",
        ),
    ),
)
