import numpy as np

from .... import objectives
from ....functions import sigmoid
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def least_squares(real_logits, fake_logits):
    """LSGAN's loss for the discriminator, with the target 1 for real rows and 0 for generated ones; and its gradients.

    real_logits : (B, 1), D's outputs for B real rows, any numbers
    fake_logits : (B', 1), its outputs for B' generated rows; B' may differ from B
    Returns loss, a single number, with the paper's two factors 1/2; dreal (B, 1) and dfake (B', 1), its gradients. The
    1 / B and 1 / B' of the means belong to them.
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


def sums(real_logits, fake_logits):
    r, f = real_logits - 1, fake_logits
    return ((r * r).sum() + (f * f).sum()) / 2, r, f


def number_of_real_rows(real_logits, fake_logits):
    loss, dreal, _ = towards(real_logits, fake_logits, 1, 0)
    return loss, dreal, fake_logits / len(real_logits)


def number_of_fake_rows(real_logits, fake_logits):
    loss, _, dfake = towards(real_logits, fake_logits, 1, 0)
    return loss, (real_logits - 1) / len(fake_logits), dfake


def all_rows(real_logits, fake_logits):
    return tuple(value / (len(real_logits) + len(fake_logits)) for value in sums(real_logits, fake_logits))


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
        With the cross entropy a row has almost no gradient once $D$ is sure that it is real, even if the row is far
        from all data. In LSGAN $D$'s output is any number, without a sigmoid, and its loss draws the outputs to one
        target for each kind: $b$ for real rows and $a$ for generated rows (Mao et al. 2017, eq. 2):
        $$L_D = \tfrac12 E_{p_{data}}[(D(x) - b)^2] + \tfrac12 E_{p_g}[(D(x) - a)^2].$$
        An output beyond its target costs as well, and the gradient grows with the distance from the target. Take
        $a = 0$ and $b = 1$: find the $D$ that is best at one $x$, and compare it with the best $D$ of the first GAN.

        Write this loss for a batch, with means in place of $E$, and its gradients with respect to $D$'s outputs.
    """,
    source="Mao et al. 2017, eq. 2, 5 and 9",
    notebook=13,
    hints=(
        "What is the derivative of (r - 1)^2 / 2 with respect to r? The factor 1/2 cancels something.",
        "Each kind of row has its own mean, over its own number of rows. The loss is the sum of the two means, each "
        "divided by 2.",
        "The gradient of a row is its output minus its target, divided by the number of rows of its kind. For "
        "generated rows the target is 0.",
    ),
    explanation="""
        The best D at one x is p_data / (p_data + p_g), as in the first GAN, but no sigmoid keeps D between 0 and 1. The
        gradient is output minus target. With the cross entropy it is probability minus target, which is at most 1; here
        it grows with the distance. Without the factors 1/2 both gradients are twice as large: this changes a step of
        SGD, but almost no step of Adam.
    """,
    in_numgan=(objectives.LeastSquares.discriminator,),
    draw=draw,
    returns=("loss", "dreal", "dfake"),
    known=(
        Known(
            (np.array([[1.0], [3.0], [0.0]]), np.array([[0.0], [2.0], [-1.0], [1.0]])),
            (19 / 12, np.array([[0.0], [2 / 3], [-1 / 3]]), np.array([[0.0], [0.5], [-0.25], [0.25]])),
            "output minus target is 0, 2 and -1 for the real rows, and 0, 2, -1 and 1 for the others: the loss is "
            "(0 + 4 + 1) / 6 + (0 + 4 + 1 + 1) / 8, and the gradients are these differences over 3 and over 4",
        ),
        Known(
            (np.full((5, 1), 0.5), np.full((4, 1), 0.5)),
            (0.25, np.full((5, 1), -0.1), np.full((4, 1), 0.125)),
            "D = 1/2 everywhere, the best D if p_g = p_data: the loss is 1/8 + 1/8; dreal is -1/2 over 5, dfake is 1/2 "
            "over 4, and all gradients add up to 0",
        ),
    ),
    gradients=(Gradient("dreal", "real_logits", loss), Gradient("dfake", "fake_logits", loss)),
    extremes=(
        (np.array([[1000.0], [-3.0], [-500.0]]), np.array([[-1000.0], [1e-15]])),
        (np.array([[0.5]]), np.array([[-0.25]])),  # one row each
    ),
    factors=lambda real_logits, fake_logits: {
        2: "twice too large: each mean has the paper's factor 1/2, which cancels the 2 of the square's derivative",
        0.5: "halved: each mean has one factor 1/2, and the square's derivative has a factor 2, which cancels it",
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
            "of the loss without its factors 1/2",
            cause="the loss is right, but the gradients are those of the loss without its factors 1/2",
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
        Mutant(
            no_mean,
            "each row counts 1 / B",
            cause="the loss is right, but the gradients are those of sums: in a mean each row counts 1 / B, or 1 / B'",
        ),
        Mutant(
            sums,
            "these are sums",
            cause="these are sums over the rows: divide each by its own number of rows, in the gradients too",
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
            probabilities,
            "no sigmoid",
            cause="a sigmoid was applied first, but LSGAN's D has no sigmoid: take the outputs themselves",
        ),
    ),
)
