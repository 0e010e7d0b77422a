import numpy as np

from .... import objectives
from ....functions import sigmoid, softplus
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def critic_loss(real_logits, fake_logits):
    """The loss of a Wasserstein critic, and its gradients with respect to the scores.

    real_logits : (B, 1), the critic's scores of B real rows, any numbers
    fake_logits : (B', 1), its scores of B' generated rows; B' may differ from B
    Returns loss, a single number, which the critic makes smaller; dreal (B, 1) and dfake (B', 1), its gradients. The
    1 / B and 1 / B' of the means belong to them.
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


def sums(real_logits, fake_logits):
    return fake_logits.sum() - real_logits.sum(), -np.ones_like(real_logits), np.ones_like(fake_logits)


def number_of_real_rows(real_logits, fake_logits):
    loss, dreal, _ = critic_loss(real_logits, fake_logits)
    return loss, dreal, np.full_like(fake_logits, 1 / len(real_logits))


def number_of_fake_rows(real_logits, fake_logits):
    loss, _, dfake = critic_loss(real_logits, fake_logits)
    return loss, np.full_like(real_logits, -1 / len(fake_logits)), dfake


def all_rows(real_logits, fake_logits):
    return tuple(value / (len(real_logits) + len(fake_logits)) for value in sums(real_logits, fake_logits))


def both_up(real_logits, fake_logits):
    loss, dreal, dfake = critic_loss(real_logits, fake_logits)
    return loss, dreal, -dfake


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
        If no generated row looks like a real one, the Jensen-Shannon divergence is $\log 2$, however near or far the
        rows are: $G$ has no slope to follow. The Wasserstein distance $W$ is the least work that moves one set of rows
        onto the other, and every step towards the data makes it smaller. By duality (Arjovsky et al. 2017, eq. 2)
        $$W(p_{data}, p_g) = \max_{|D(x) - D(y)| \le |x - y|} \; E_{p_{data}}[D(x)] - E_{p_g}[D(x)].$$
        So $D$, now called a critic, gives each row a score, and makes the difference between the two mean scores *as
        large as it can*. Its loss is the negative of this difference. A score is any number. The condition that $D$ is
        not steep is no part of this loss: other methods take care of it.

        Write the critic's loss, and its gradients with respect to the scores $r_i$ of the real rows and $f_j$ of the
        generated ones.
    """,
    source="Arjovsky et al. 2017, eq. 2, 3 and algorithm 1",
    notebook=11,
    hints=(
        "The critic wants real rows high and generated rows low. Which of the two means has the minus sign in a loss?",
        "The loss is a sum of scores, each with a constant weight; there is no exp and no log in it. What is the "
        "derivative of such a sum with respect to one of the scores?",
        "With respect to each real score the derivative is the same number, -1 over the number of real rows; with "
        "respect to each generated score it is 1 over the number of generated rows. np.full_like(a, number) makes an "
        "array of a's shape and dtype.",
    ),
    explanation="""
        The gradient does not depend on the scores: the critic never stops pulling the two means apart, and the pull
        that it gives to G never becomes small. For the same reason its slope needs a bound: whatever difference D
        reaches, 2 D has twice that difference. The loss can be positive: then the critic gives the higher mean score
        to the generated rows, and gradient descent corrects that.
    """,
    in_numgan=(objectives.Wasserstein.discriminator,),
    draw=draw,
    returns=("loss", "dreal", "dfake"),
    known=(
        Known(
            (np.array([[3.0], [1.0], [2.0]]), np.array([[0.0], [-2.0], [1.0], [-1.0]])),
            (-2.5, np.full((3, 1), -1 / 3), np.full((4, 1), 0.25)),
            "the mean scores are 2 and -1/2: the loss is -1/2 - 2; each row counts 1/3 or 1/4 of its mean",
        ),
        Known(
            (np.array([[-4.0], [-2.0]]), np.array([[1.0], [2.0], [3.0]])),
            (5.0, np.full((2, 1), -1 / 2), np.full((3, 1), 1 / 3)),
            "the mean scores are -3 and 2: the loss is 2 - (-3) = 5, positive, because this critic prefers generated "
            "rows; each row counts 1/2 or 1/3 of its mean",
        ),
    ),
    gradients=(Gradient("dreal", "real_logits", loss), Gradient("dfake", "fake_logits", loss)),
    extremes=(
        (np.array([[1000.0], [-3.0], [-500.0]]), np.array([[-1000.0], [200.0]])),
        (np.array([[0.5]]), np.array([[-0.25]])),  # one row each
    ),
    factors=lambda real_logits, fake_logits: {
        **batch_factors(len(real_logits)),
        **batch_factors(len(fake_logits)),
    },
    mutants=(
        Mutant(
            ascends,
            "its loss is the negative",
            cause="this is mean(real) - mean(fake), which the critic makes large: its loss is the negative of it",
        ),
        Mutant(
            probabilities,
            "no sigmoid",
            cause="a sigmoid was applied first, and a critic has no sigmoid: take the means of the scores themselves",
        ),
        Mutant(
            logarithms,
            "no logarithm",
            cause="this is the cross entropy of the first GAN; a critic's loss has no logarithm, only the mean scores",
        ),
        Mutant(
            no_mean,
            "each row counts 1 / B",
            cause="the loss is right, but the gradients are those of sums: in a mean each row counts 1 / B, or 1 / B'",
        ),
        Mutant(
            sums,
            "the sums of the scores",
            cause="these are the sums of the scores: divide each by its own number of rows, in the gradients too",
        ),
        Mutant(
            number_of_real_rows,
            "number of generated rows",
            cause="dfake was divided by the number of real rows: divide it by the number of generated rows",
        ),
        Mutant(
            number_of_fake_rows,
            "number of real rows",
            cause="dreal was divided by the number of generated rows: divide it by the number of real rows",
        ),
        Mutant(
            all_rows,
            "each kind has its own mean",
            cause="all was divided by the number of all rows: each kind has its own mean, over its own rows",
        ),
        Mutant(
            both_up,
            "dfake has the wrong sign",
            cause="dfake has the wrong sign: the critic's loss rises with the scores of generated rows",
        ),
        Mutant(
            one_number,
            "each row of scores has a gradient",
            cause="each row of scores has a gradient of its own, although all are equal: fill arrays of their shapes",
        ),
        Mutant(
            distance,
            "no absolute value",
            cause="there is no absolute value in it: a critic that prefers generated rows has a positive loss",
        ),
    ),
)
