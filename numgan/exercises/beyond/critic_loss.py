import numpy as np

from ... import objectives
from ...functions import sigmoid, softplus
from ..exercise import Exercise, Gradient, Known, Mutant
from ..wording import batch_factors


def critic_loss(real_logits, fake_logits):
    """The loss of a Wasserstein critic, which descends it, and the gradients by its scores.

    real_logits : (B, 1), the critic's scores of B real rows, any numbers
    fake_logits : (B', 1), its scores of B' generated rows; B' may differ from B
    Returns loss, a single number; dreal (B, 1) and dfake (B', 1), of the scores' dtype, with the 1 / B of each mean
    inside.
    """
    loss = fake_logits.mean() - real_logits.mean()
    return loss, np.full_like(real_logits, -1 / len(real_logits)), np.full_like(fake_logits, 1 / len(fake_logits))


def ascends(real_logits, fake_logits):
    return tuple(-value for value in critic_loss(real_logits, fake_logits))


def probabilities(real_logits, fake_logits):
    r, f = sigmoid(real_logits), sigmoid(fake_logits)
    return f.mean() - r.mean(), -r * (1 - r) / len(r), f * (1 - f) / len(f)


def logarithms(real_logits, fake_logits):
    r, f = real_logits, fake_logits
    return softplus(-r).mean() + softplus(f).mean(), -sigmoid(-r) / len(r), sigmoid(f) / len(f)


def no_mean(real_logits, fake_logits):
    loss = fake_logits.mean() - real_logits.mean()
    return loss, -np.ones_like(real_logits), np.ones_like(fake_logits)


def one_number(real_logits, fake_logits):
    return fake_logits.mean() - real_logits.mean(), -1 / len(real_logits), 1 / len(fake_logits)


def distance(real_logits, fake_logits):
    sign = np.sign(real_logits.mean() - fake_logits.mean())
    loss, dreal, dfake = critic_loss(real_logits, fake_logits)
    return -abs(loss), sign * dreal, sign * dfake


def draw(rng):
    B, B_fake = (int(n) for n in rng.choice(np.arange(3, 8), size=2, replace=False))
    return rng.normal(0, 2, (B, 1)), rng.normal(0, 2, (B_fake, 1))


def loss(real_logits, fake_logits):
    return fake_logits.mean() - real_logits.mean()


EXERCISE = Exercise(
    critic_loss,
    title="The Wasserstein critic",
    statement=r"""
        If no generated row resembles a real one, the Jensen-Shannon divergence is $\log 2$, near or far: $G$ has no
        slope to follow. The Wasserstein distance $W$ is the least work that moves one heap of rows onto the other, and
        it shrinks with every step taken. By duality (Arjovsky et al. 2017, eq. 2)
        $$W(p_{data}, p_g) = \max_{|D(x) - D(y)| \le |x - y|} \; E_{p_{data}}[D(x)] - E_{p_g}[D(x)].$$
        So $D$, now called a critic, gives each row a score, and *ascends* the difference between the two mean scores.
        What it descends is the negative of that. A score is any number; that $D$ is not steep has to be seen to
        elsewhere, and is no part of this loss.

        Write the loss that the critic descends, and its gradients by the scores $r_i$ and $f_j$.
    """,
    source="Arjovsky et al. 2017, eq. 2, 3 and algorithm 1",
    notebook=11,
    hints=(
        "The critic wants real rows high and generated rows low. Which of the two means has the minus sign in a loss?",
        "The loss is a sum of scores, each with a constant weight; there is no exp and no log in it. What is the "
        "derivative of such a sum by one of the scores?",
        "By each real score the derivative is the same number, -1 over the number of real rows; by each generated one "
        "it is 1 over theirs. Give them as arrays in the scores' shapes.",
    ),
    explanation="""
        The gradient does not depend on the scores: the critic never stops pulling the two means apart, and passes on to
        G a pull that never saturates. That is also why it needs a bound on its slope: whatever D achieves, 2 D doubles.
        The loss may well be positive, for a critic that has it the wrong way round; to descend it sets that right.
    """,
    in_numgan=(objectives.Wasserstein.discriminator,),
    draw=draw,
    returns=("loss", "dreal", "dfake"),
    known=(
        Known(
            (np.array([[3.0], [1.0]]), np.array([[0.0], [-2.0], [1.0], [-1.0]])),
            (-2.5, np.full((2, 1), -0.5), np.full((4, 1), 0.25)),
            "the mean scores are 2 and -1/2: the loss is -1/2 - 2; each row counts 1/2 or 1/4 of its mean",
        ),
        Known(
            (np.array([[-4.0]]), np.array([[1.0]])),
            (5.0, np.array([[-1.0]]), np.array([[1.0]])),
            "the critic has it the wrong way round, 1 - (-4) = 5: descent lifts the real row and lowers the other",
        ),
    ),
    gradients=(Gradient("dreal", "real_logits", loss), Gradient("dfake", "fake_logits", loss)),
    factors=lambda real_logits, fake_logits: {
        -1: "sign flipped: mean(real) - mean(fake) is what the critic ascends; its loss is the negative of that",
        **batch_factors(len(real_logits)),
        **batch_factors(len(fake_logits)),
    },
    mutants=(
        Mutant(ascends, "is what the critic ascends"),
        Mutant(
            probabilities,
            "no sigmoid",
            cause="a critic has no sigmoid: its scores are any numbers, and the loss is a difference of their means",
        ),
        Mutant(
            logarithms,
            "no logarithm",
            cause="this is the cross entropy of the first GAN; a critic's loss has no logarithm, only the mean scores",
        ),
        Mutant(no_mean, "that is the batch; divide by B"),
        Mutant(
            one_number,
            "each row of scores has a gradient",
            cause="each row of scores has a gradient of its own, although all are equal: fill an array of its shape",
        ),
        Mutant(
            distance,
            "no absolute value",
            cause="there is no absolute value in it: a critic with the wrong sign must be told so by its loss",
        ),
    ),
)
