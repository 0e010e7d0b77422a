import numpy as np

from .... import objectives
from ....functions import sigmoid, softplus
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def non_saturating_loss(fake_logits):
    """The generator's loss in practice, -mean(log D(G(z))), and its gradient.

    fake_logits : (B, 1), the discriminator's logits of B generated rows
    Returns the loss, a single number, and dfake (B, 1), its gradient with respect to the logits, with the 1 / B of the
    mean inside. Both exact for logits of +-1000, and where they are tiny (1e-22) too.
    """
    loss = np.logaddexp(0, -fake_logits).mean()
    dfake = -np.exp(-np.logaddexp(0, fake_logits)) / len(fake_logits)
    return loss, dfake


def log_of_sigmoid(fake_logits):
    D = sigmoid(fake_logits)
    return -np.log(D).mean(), (D - 1) / len(D)


def ascends(fake_logits):
    return -softplus(-fake_logits).mean(), sigmoid(-fake_logits) / len(fake_logits)


def saturating_gradient(fake_logits):
    return softplus(-fake_logits).mean(), -sigmoid(fake_logits) / len(fake_logits)


def minimax(fake_logits):
    return -softplus(fake_logits).mean(), -sigmoid(fake_logits) / len(fake_logits)


def target_zero(fake_logits):
    return softplus(fake_logits).mean(), sigmoid(fake_logits) / len(fake_logits)


def belief_minus_1(fake_logits):
    return softplus(-fake_logits).mean(), (sigmoid(fake_logits) - 1) / len(fake_logits)


def rounds_to_zero(fake_logits):
    loss = (np.maximum(-fake_logits, 0) + np.log(1 + np.exp(-np.abs(fake_logits)))).mean()
    return loss, -sigmoid(-fake_logits) / len(fake_logits)


def no_mean(fake_logits):
    return softplus(-fake_logits).mean(), -sigmoid(-fake_logits)


def stays_on_logits(function, rng):
    near, far = np.array([[1.0], [-1.0]]), np.array([[1000.0], [-1000.0]])
    right, value = np.isclose(float(function(near)[0]), non_saturating_loss(near)[0]), float(function(far)[0])
    if right and not 100 < abs(value) < np.inf:
        return (
            f"right for small logits; for logits of 1000 and -1000 loss is {value:.6g}, and 500 is wanted: a "
            "probability rounds to 0 or 1 there, is clipped, or exp overflows; compute log(1 + exp(x)) as a whole, "
            "from the logit"
        )
    return None


EXERCISE = Exercise(
    non_saturating_loss,
    title="The generator's loss that does not saturate",
    statement=r"""
        Early in learning $G$ is poor, $D$ rejects its rows with high confidence, and $\log(1 - D(G(z)))$ saturates.
        The paper's remedy is short: $G$ does not minimise $\log(1 - D(G(z)))$ but *maximises* $\log D(G(z))$, so it
        descends
        $$L_G = -\frac{1}{B} \sum_j \log D(G(z_j)), \qquad D(G(z_j)) = \sigma(f_j).$$
        It rewards the same thing and has the same fixed point of the dynamics, but its gradient is strongest where $G$
        is worst. Most later GANs have been trained with it. It is the cross entropy with target 1 for generated rows:
        $G$ wants $D$ to call them real.

        Write the loss and $\partial L_G / \partial f_j$ from the logits.
    """,
    source="Goodfellow et al. 2014, section 3, last paragraph",
    notebook=4,
    hints=(
        "Put D = 1 / (1 + exp(-f)) into -log D: the fraction disappears and log(1 + exp(-f)) remains. "
        "np.logaddexp(a, b) is log(exp(a) + exp(b)) and never overflows.",
        "Differentiate log(1 + exp(-f)). The result is D minus the target, with target 1.",
        "D - 1 is minus sigmoid(-f), and sigmoid(x) is the exponential of -log(1 + exp(-x)). Over B, the gradient for "
        "a row is near -1/B where D is sure that the row is generated, and near 0 where D is fooled.",
    ),
    explanation="""
        -log D = log(1 + exp(-f)), with the derivative -sigmoid(-f) = -(1 - D). Both losses of G push the logit up, this
        one with weight 1 - D, the minimax loss with weight D. D - 1 is written as -sigmoid(-f), the same number without
        a subtraction, which would round it. The logarithm of sigmoid(-1000) = 0 would be -inf, so the loss is computed
        from the logit.
    """,
    in_numgan=(objectives.NonSaturating.generator,),
    draw=lambda rng: (rng.normal(0, 2, (int(rng.integers(3, 8)), 1)),),
    returns=("loss", "dfake"),
    known=(
        Known(
            (np.array([[0.0], [np.log(3.0)], [np.log(7.0)]]),),
            ((6 * np.log(2) - np.log(3) - np.log(7)) / 3, np.array([[-1 / 6], [-1 / 12], [-1 / 24]])),
            "D = 1/2, 3/4, 7/8: loss = (log 2 + log(4/3) + log(8/7)) / 3, dfake = (D - 1) / 3",
        ),
    ),
    gradients=(Gradient("dfake", "fake_logits", lambda fake_logits: -np.log(1 / (1 + np.exp(-fake_logits))).mean()),),
    extremes=(
        (np.array([[-1000.0], [0.0], [1000.0]]),),
        (np.array([[20.5], [0.0], [-20.5]]),),
        (np.array([[50.0], [34.0]]),),
        (np.array([[12.5]]),),  # one row
    ),
    factors=lambda fake_logits: {
        -1: "sign flipped: G descends -mean(log D), which is never below 0 and falls as a logit rises",
        **batch_factors(len(fake_logits)),
    },
    probes={"stays on logits": stays_on_logits},
    mutants=(
        Mutant(log_of_sigmoid, "compute log(1 + exp(x)) as a whole"),
        Mutant(ascends, "sign flipped: G descends -mean(log D)"),
        Mutant(
            saturating_gradient,
            "dfake is the saturating loss's gradient",
            cause="dfake is the saturating loss's gradient, -D / B: that of -log D is -(1 - D) / B",
        ),
        Mutant(
            minimax,
            "the minimax game's",
            cause="this is the minimax game's loss, mean(log(1 - D)), which saturates: here G descends -mean(log D)",
        ),
        Mutant(
            target_zero,
            "G wants them to be called real",
            cause="this is D's term for generated rows, target 0: G wants them to be called real, so it takes log D",
        ),
        Mutant(no_mean, "that is the batch; divide by B"),
        Mutant(
            belief_minus_1,
            "D - 1 loses its digits",
            cause="D - 1 loses its digits where D is near 1, and is 0 for logits above 37: 1 - sigmoid(f) is "
            "sigmoid(-f), so no subtraction is needed",
        ),
        Mutant(
            rounds_to_zero,
            "log(1 + e) loses its digits",
            cause="log(1 + e) loses its digits where e is small, and 1 + e is 1 for e below 1e-16: np.logaddexp(0, -f) "
            "and np.log1p(e) keep them",
        ),
    ),
)
