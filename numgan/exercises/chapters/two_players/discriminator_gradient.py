import numpy as np

from .... import objectives
from ....functions import sigmoid
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def discriminator_gradient(real_logits, fake_logits):
    """The gradients of the discriminator's loss L = -V with respect to the logits, with the 1 / B of each mean inside.

    real_logits : (B, 1), the discriminator's logits of B real rows
    fake_logits : (B', 1), its logits of B' generated rows; B' may differ from B
    Returns dreal (B, 1) and dfake (B', 1), finite for logits of +-1000 and exact where they are tiny (-1e-22) too.
    """
    dreal = -np.exp(-np.logaddexp(0, real_logits)) / len(real_logits)
    dfake = np.exp(-np.logaddexp(0, -fake_logits)) / len(fake_logits)
    return dreal, dfake


def no_mean(real_logits, fake_logits):
    return -sigmoid(-real_logits), sigmoid(fake_logits)


def one_B(real_logits, fake_logits):
    return -sigmoid(-real_logits) / len(real_logits), sigmoid(fake_logits) / len(real_logits)


def of_V(real_logits, fake_logits):
    return sigmoid(-real_logits) / len(real_logits), -sigmoid(fake_logits) / len(fake_logits)


def slope_again(real_logits, fake_logits):
    r, f = sigmoid(real_logits), sigmoid(fake_logits)
    return (r - 1) * r * (1 - r) / len(r), f * f * (1 - f) / len(f)


def belief_minus_1(real_logits, fake_logits):
    return (sigmoid(real_logits) - 1) / len(real_logits), sigmoid(fake_logits) / len(fake_logits)


def overflows(real_logits, fake_logits):
    r, f = np.exp(-real_logits), np.exp(fake_logits)
    return -r / (1 + r) / len(r), f / (1 + f) / len(f)


def by_probability(real_logits, fake_logits):
    return -1 / sigmoid(real_logits) / len(real_logits), 1 / sigmoid(-fake_logits) / len(fake_logits)


def draw(rng):
    B, B_fake = (int(n) for n in rng.choice(np.arange(4, 8), size=2, replace=False))
    return rng.normal(0, 2, (B, 1)), rng.normal(0, 2, (B_fake, 1))


def loss(real_logits, fake_logits):
    return np.log1p(np.exp(-real_logits)).mean() + np.log1p(np.exp(fake_logits)).mean()


def factors(real_logits, fake_logits):
    B, B_fake = len(real_logits), len(fake_logits)
    own = f"each mean is over its own rows, B = {B} real and B' = {B_fake} generated ones"
    return {
        -1: "sign flipped: that is the gradient of V; the loss is -V, which D descends",
        B_fake / B: f"divided by the number of real rows: {own}",
        B / B_fake: f"divided by the number of generated rows: {own}",
        B / (B + B_fake): f"divided by the number of all rows: {own}",
        B_fake / (B + B_fake): f"divided by the number of all rows: {own}",
        **batch_factors(B),
        **batch_factors(B_fake),
    }


EXERCISE = Exercise(
    discriminator_gradient,
    title="The gradient that starts the discriminator's step",
    statement=r"""
        The discriminator descends $L = -V(D, G)$. On $B$ real rows with logits $r_i$ and $B'$ generated rows with
        logits $f_j$, and with $D = \sigma(\text{logit})$,
        $$L = -\frac{1}{B} \sum_i \log \sigma(r_i) - \frac{1}{B'} \sum_j \log(1 - \sigma(f_j)).$$
        Backpropagation through $D$ starts from $\partial L / \partial r_i$ and $\partial L / \partial f_j$. With
        respect to the probability the derivative of $-\log D$ is $-1 / D$, which explodes as $D \to 0$. With respect to
        the logit there is one more factor, $\sigma' = D (1 - D)$, which cancels the $D$ in the denominator, and
        what is left is simple and bounded.

        Derive both with pen and paper, and write them. The means are part of $L$, so $1/B$ and $1/B'$ enter here, and
        nowhere else.
    """,
    source="Goodfellow et al. 2014, eq. 1 and algorithm 1 (the discriminator's update)",
    notebook=4,
    hints=(
        "Write each logarithm as a function of the logit first: -log sigmoid(r) = log(1 + exp(-r)). Then "
        "differentiate that.",
        "For one row the derivative is the belief minus the target: D - 1 where the row is real, D - 0 where it is "
        "generated.",
        "Real rows get minus sigmoid(-r), generated rows sigmoid(f), each over its own number of rows. "
        "sigmoid(x) is the exponential of -log(1 + exp(-x)), and np.logaddexp(0, -x) is log(1 + exp(-x)) for any x.",
    ),
    explanation="""
        With respect to the logit, the gradient of each row is belief minus target, between -1 and 1: sigmoid' is in it
        already. D - 1 is written as -sigmoid(-r), the same number without a subtraction, which would round it. 1/B and
        1/B' stand here and nowhere else; every layer before only passes them on.
    """,
    in_numgan=(objectives.Minimax.discriminator,),
    draw=draw,
    returns=("dreal", "dfake"),
    known=(
        Known(
            (np.array([[0.0], [np.log(3.0)]]), np.array([[0.0], [np.log(3.0)], [-np.log(3.0)]])),
            (np.array([[-1 / 4], [-1 / 8]]), np.array([[1 / 6], [1 / 4], [1 / 12]])),
            "D = 1/2, 3/4 on real rows: (D - 1) / 2; D = 1/2, 3/4, 1/4 on generated rows: D / 3",
        ),
    ),
    gradients=(Gradient("dreal", "real_logits", loss), Gradient("dfake", "fake_logits", loss)),
    extremes=(
        (np.array([[-1000.0], [1000.0]]), np.array([[-1000.0], [0.0], [1000.0]])),
        (np.array([[50.0], [34.0]]), np.array([[-50.0], [-40.0], [-34.0]])),
        (np.array([[12.5]]), np.array([[-15.0]])),  # one row each
    ),
    factors=factors,
    mutants=(
        Mutant(no_mean, "that is the batch; divide by B"),
        Mutant(one_B, "divided by the number of real rows"),
        Mutant(of_V, "sign flipped: that is the gradient of V"),
        Mutant(
            slope_again,
            "D (1 - D) is multiplied in once too often",
            cause="D (1 - D) is multiplied in once too often: belief minus target already contains it",
        ),
        Mutant(
            by_probability,
            "this is the gradient with respect to the probability",
            cause="this is the gradient with respect to the probability D: the chain rule's factor dD/dl = D (1 - D) "
            "is missing",
        ),
        Mutant(
            belief_minus_1,
            "D - 1 loses its digits",
            cause="D - 1 loses its digits where D is near 1, and is 0 for logits above 37: 1 - sigmoid(x) is "
            "sigmoid(-x), so no subtraction is needed",
        ),
        Mutant(
            overflows,
            "inf / inf is nan",
            cause="right for small logits only: exp overflows above 709 (in float32 above 88), and inf / inf is nan; "
            "write a quotient in which only the denominator can overflow, or use np.logaddexp",
        ),
    ),
)
