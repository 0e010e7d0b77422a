import numpy as np

from ... import objectives
from ...functions import sigmoid
from ..exercise import Exercise, Gradient, Known, Mutant
from ..wording import batch_factors


def least_squares(real_logits, fake_logits):
    """LSGAN's loss for the discriminator, with the target 1 for real rows and 0 for generated ones; and its gradients.

    real_logits : (B, 1), D's outputs for B real rows, any numbers
    fake_logits : (B', 1), its outputs for B' generated rows; B' may differ from B
    Returns loss, a single number, with the paper's two factors 1/2; dreal (B, 1) and dfake (B', 1), with the 1 / B of
    each mean inside.
    """
    off = real_logits - 1
    loss = (off**2).mean() / 2 + (fake_logits**2).mean() / 2
    return loss, off / len(real_logits), fake_logits / len(fake_logits)


def towards(real_logits, fake_logits, real, fake, factor=1.0):
    r, f = real_logits - real, fake_logits - fake
    return factor * ((r * r).mean() + (f * f).mean()) / 2, factor * r / len(r), factor * f / len(f)


def no_half(real_logits, fake_logits):
    return towards(real_logits, fake_logits, 1, 0, 2.0)


def gradient_of_the_square(real_logits, fake_logits):
    loss, dreal, dfake = towards(real_logits, fake_logits, 1, 0)
    return loss, 2 * dreal, 2 * dfake


def swapped(real_logits, fake_logits):
    return towards(real_logits, fake_logits, 0, 1)


def minus_one(real_logits, fake_logits):
    return towards(real_logits, fake_logits, 1, -1)


def no_mean(real_logits, fake_logits):
    return towards(real_logits, fake_logits, 1, 0)[0], real_logits - 1, fake_logits


def probabilities(real_logits, fake_logits):
    r, f = sigmoid(real_logits), sigmoid(fake_logits)
    loss, dreal, dfake = towards(r, f, 1, 0)
    return loss, dreal * r * (1 - r), dfake * f * (1 - f)


def draw(rng):
    B, B_fake = (int(n) for n in rng.choice(np.arange(3, 8), size=2, replace=False))
    return rng.normal(0, 2, (B, 1)), rng.normal(0, 2, (B_fake, 1))


def loss(real_logits, fake_logits):
    return 0.5 * np.mean(np.square(real_logits - 1)) + 0.5 * np.mean(np.square(fake_logits))


EXERCISE = Exercise(
    least_squares,
    title="Least squares in place of cross entropy",
    statement=r"""
        With the cross entropy a row that $D$ is sure of has nearly no gradient left: it may lie far from all data, if
        only it lies on the right side. LSGAN lets $D$ answer with any number, without a sigmoid, and draws the answers
        to one target for each kind, $b$ for real rows and $a$ for generated ones (Mao et al. 2017, eq. 2):
        $$L_D = \tfrac12 E_{p_{data}}[(D(x) - b)^2] + \tfrac12 E_{p_g}[(D(x) - a)^2].$$
        To be too sure is now a mistake as well, and every distance from the target is felt. Take $a = 0$ and $b = 1$:
        find the $D$ that is best at one $x$, and compare it with the best $D$ of the first GAN.

        Write this loss for a batch, with $E$ as means, and its gradients by $D$'s outputs.
    """,
    source="Mao et al. 2017, eq. 2, 5 and 9",
    notebook=13,
    hints=(
        "What is the derivative of (r - 1)^2 / 2 by r? The factor 1/2 is there for its sake.",
        "Each kind of row has its own mean, over its own number of rows; their two halves are added.",
        "The gradient of a row is its distance from its target, with its sign, over the number of rows of its kind. "
        "For generated rows the target is 0.",
    ),
    explanation="""
        The best D at one x is p_data / (p_data + p_g), as in the first GAN, but without a sigmoid to hold it between 0
        and 1. The gradient is answer minus target, as with the cross entropy, where the answer is a probability and the
        difference at most 1; here it grows with the distance. Without the halves both gradients double, which Adam
        hides and SGD does not.
    """,
    in_numgan=(objectives.LeastSquares.discriminator,),
    draw=draw,
    returns=("loss", "dreal", "dfake"),
    known=(
        Known(
            (np.array([[1.0], [3.0], [0.0]]), np.array([[0.0], [2.0], [-1.0], [1.0]])),
            (19 / 12, np.array([[0.0], [2 / 3], [-1 / 3]]), np.array([[0.0], [0.5], [-0.25], [0.25]])),
            "the real rows are off by 0, 2 and -1, the others by 0, 2, -1 and 1: (0 + 4 + 1) / 6 + (0 + 4 + 1 + 1) / 8;"
            " the gradients are what they are off by, over 3 and over 4",
        ),
        Known(
            (np.full((5, 1), 0.5), np.full((4, 1), 0.5)),
            (0.25, np.full((5, 1), -0.1), np.full((4, 1), 0.125)),
            "D = 1/2 everywhere, the best where p_g = p_data: the loss is 1/8 + 1/8, and all gradients add up to 0",
        ),
    ),
    gradients=(Gradient("dreal", "real_logits", loss), Gradient("dfake", "fake_logits", loss)),
    factors=lambda real_logits, fake_logits: {
        2: "twice too large: each mean has the paper's factor 1/2, which cancels the 2 of the square's derivative",
        0.5: "halved: there is one factor 1/2 in it, and the square's derivative brings a 2",
        **batch_factors(len(real_logits)),
        **batch_factors(len(fake_logits)),
    },
    mutants=(
        Mutant(
            no_half,
            "both factors 1/2 are missing",
            cause="both factors 1/2 are missing, in the loss and in the gradients",
        ),
        Mutant(
            gradient_of_the_square,
            "of the loss without its halves",
            cause="the loss is right; the gradients are those of the loss without its halves, twice too large",
        ),
        Mutant(
            swapped,
            "the targets are swapped",
            cause="the targets are swapped: real rows are drawn to 1, generated ones to 0",
        ),
        Mutant(
            minus_one,
            "here they are 1 and 0",
            cause="the targets are 1 and -1, the paper's other choice (eq. 8); here they are 1 and 0 (eq. 9)",
        ),
        Mutant(no_mean, "that is the batch; divide by B"),
        Mutant(
            probabilities,
            "no sigmoid",
            cause="a sigmoid comes first here; LSGAN's D has no sigmoid, whose slope would vanish far from the target",
        ),
    ),
)
