import numpy as np

from .... import objectives
from ....functions import sigmoid
from ...exercise import Exercise, Gradient, Known, Mutant


def vanishing(fake_logits):
    """How strongly each generated row changes its logit, with each of the generator's two losses.

    fake_logits : (B, 1), the discriminator's logits of B generated rows
    Returns saturating and non_saturating, (B, 1) each, >= 0: the absolute value of the derivative with respect to the
    logit f of the row's own term, log(1 - D) and -log D, where D = sigmoid(f). Without the 1 / B of a mean. Finite for
    logits of +-1000, and exact where they are tiny (1e-22) too.
    """
    saturating = np.exp(-np.logaddexp(0, -fake_logits))
    non_saturating = np.exp(-np.logaddexp(0, fake_logits))
    return saturating, non_saturating


def swapped(fake_logits):
    return sigmoid(-fake_logits), sigmoid(fake_logits)


def signed(fake_logits):
    return -sigmoid(fake_logits), -sigmoid(-fake_logits)


def of_the_mean(fake_logits):
    return sigmoid(fake_logits) / len(fake_logits), sigmoid(-fake_logits) / len(fake_logits)


def one_minus_D(fake_logits):
    D = sigmoid(fake_logits)
    return D, 1 - D


def by_probability(fake_logits):
    return 1 / sigmoid(-fake_logits), 1 / sigmoid(fake_logits)


def factors(fake_logits):
    B = len(fake_logits)
    return {
        -1: "sign flipped: an absolute value is never below 0",
        1 / B: f"divided by B = {B}: the derivative of each row's own term is wanted, not of a mean",
    }


def saturating_terms(fake_logits):  # log(1 - D) falls with f: with the minus its gradient is the absolute value
    return -np.log(1 / (1 + np.exp(fake_logits))).sum()


def non_saturating_terms(fake_logits):
    return np.log(1 / (1 + np.exp(-fake_logits))).sum()


EXERCISE = Exercise(
    vanishing,
    title="Where each generator's gradient vanishes",
    statement=r"""
        A new generator makes noise, and $D$ sees that: its logits $f$ on generated rows are far below 0. What does $G$
        learn from such a row? That depends on which of its two losses is differentiated:
        $$\ell_{\text{sat}}(f) = \log(1 - \sigma(f)), \qquad \ell_{\text{ns}}(f) = -\log \sigma(f).$$
        Every gradient that reaches $G$'s weights is multiplied by $\ell'(f)$. If $\ell'(f)$ is 0, the row teaches
        nothing, whatever the network is.

        Write $|\ell'_{\text{sat}}(f)|$ and $|\ell'_{\text{ns}}(f)|$ for each row, without the $1/B$ of a mean. Then
        say, before you look at numbers: where does each of them vanish, and which of the two is bad for $G$?
    """,
    source="Goodfellow et al. 2014, section 3, last paragraph",
    notebook=4,
    hints=(
        "Both terms are log(1 + exp(...)), except for signs. Differentiate each with respect to f and drop the sign.",
        "One absolute value is the belief D itself, the other is 1 - D. Which is which? Put in f = -1000, where D = 0.",
        "At f = -1000 the first term, log(1 - D), is flat at 0, and the second, -log D, falls with slope -1. "
        "sigmoid(x) is the exponential of -log(1 + exp(-x)), and np.logaddexp(0, -x) is log(1 + exp(-x)) for any x.",
    ),
    explanation="""
        Saturating: D, which vanishes where D is sure that the row is generated, which is so at the start of training.
        Non-saturating: 1 - D, which vanishes only where D is fooled, and there G has nothing more to gain on that row.
        The two add up to 1 and are equal at D = 1/2, so near the equilibrium the choice makes little difference. 1 - D
        is written as sigmoid(-f), without a subtraction, which would round it.
    """,
    in_numgan=(objectives.Minimax.generator, objectives.NonSaturating.generator),
    draw=lambda rng: (rng.normal(0, 2, (int(rng.integers(3, 8)), 1)),),
    returns=("saturating", "non_saturating"),
    known=(
        Known(
            (np.array([[0.0], [np.log(3.0)], [-np.log(9.0)]]),),
            (np.array([[0.5], [0.75], [0.1]]), np.array([[0.5], [0.25], [0.9]])),
            "D = 1/2, 3/4, 1/10, and 1 - D = 1/2, 1/4, 9/10",
        ),
    ),
    gradients=(
        Gradient("saturating", "fake_logits", saturating_terms),
        Gradient("non_saturating", "fake_logits", non_saturating_terms),
    ),
    extremes=(
        (np.array([[-1000.0], [0.0], [1000.0]]),),
        (np.array([[50.0], [34.0]]),),
        (np.array([[-50.0], [-34.0]]),),
        (np.array([[-12.5]]),),  # one row
        (np.array([[12.5]]),),
    ),
    factors=factors,
    mutants=(
        Mutant(
            swapped,
            "the two are swapped",
            cause="the two are swapped: where D is sure that a row is generated, D = 0, log(1 - D) is flat and -log D "
            "is steep",
        ),
        Mutant(signed, "an absolute value is never below 0"),
        Mutant(of_the_mean, "the derivative of each row's own term is wanted"),
        Mutant(
            by_probability,
            "derivatives with respect to the probability",
            cause="these are derivatives with respect to the probability D: the chain rule's factor dD/df = D (1 - D) "
            "is missing",
        ),
        Mutant(
            one_minus_D,
            "1 - D loses its digits",
            cause="1 - D loses its digits where D is near 1, and is 0 for logits above 37: 1 - sigmoid(f) is "
            "sigmoid(-f), so no subtraction is needed",
        ),
    ),
)
