import numpy as np

from .... import objectives
from ....functions import sigmoid, softplus
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def pairing_loss(real_logits, fake_logits):
    """The loss of a discriminator that compares pairs, and its gradients.

    real_logits : (B, 1), D's logits of B real rows
    fake_logits : (B, 1), its logits of as many generated rows: pair i is row i of both
    Returns loss, a single number, the mean over pairs; dreal (B, 1) and dfake (B, 1), its gradients. All are exact and
    finite for logits of +-1000 too, and where D is so sure that the loss is only 1e-15.
    """
    a = real_logits - fake_logits
    dreal = -np.exp(-np.logaddexp(0, a)) / len(a)
    return np.logaddexp(0, -a).mean(), dreal, -dreal


def from_probabilities(real_logits, fake_logits):
    _, dreal, dfake = pairing_loss(real_logits, fake_logits)
    return -np.log(sigmoid(real_logits - fake_logits)).mean(), dreal, dfake


def row_by_row(real_logits, fake_logits):
    r, f, B = real_logits, fake_logits, len(real_logits)
    return softplus(-r).mean() + softplus(f).mean(), -sigmoid(-r) / B, sigmoid(f) / B


def with_the_average(real_logits, fake_logits):
    a = real_logits - fake_logits.mean()
    dreal = -sigmoid(-a) / len(a)
    return softplus(-a).mean(), dreal, np.full_like(fake_logits, -dreal.mean())


def every_pair(real_logits, fake_logits):
    a = real_logits - fake_logits.T
    da = -sigmoid(-a) / a.size
    return softplus(-a).mean(), da.sum(axis=1, keepdims=True), -da.sum(axis=0)[:, None]


def difference_of_probabilities(real_logits, fake_logits):
    D_real, D_fake = sigmoid(real_logits), sigmoid(fake_logits)
    da = -sigmoid(D_fake - D_real) / len(D_real)
    loss = softplus(D_fake - D_real).mean()
    return loss, da * D_real * (1 - D_real), -da * D_fake * (1 - D_fake)


def generators(real_logits, fake_logits):
    loss, dfake, dreal = pairing_loss(fake_logits, real_logits)
    return loss, dreal, dfake


def of_the_pair_alone(real_logits, fake_logits):
    loss, dreal, _ = pairing_loss(real_logits, fake_logits)
    return loss, dreal, np.zeros_like(fake_logits)


def same_sign(real_logits, fake_logits):
    loss, dreal, _ = pairing_loss(real_logits, fake_logits)
    return loss, dreal, dreal.copy()


def ascends(real_logits, fake_logits):
    loss, dreal, dfake = pairing_loss(real_logits, fake_logits)
    return loss, -dreal, -dfake


def wrong_side(real_logits, fake_logits):
    a = real_logits - fake_logits
    dreal = -sigmoid(a) / len(a)
    return softplus(-a).mean(), dreal, -dreal


def wasserstein(real_logits, fake_logits):
    dreal = np.full_like(real_logits, -1 / len(real_logits))
    return (fake_logits - real_logits).mean(), dreal, -dreal


def sums(real_logits, fake_logits):
    return tuple(len(real_logits) * value for value in pairing_loss(real_logits, fake_logits))


def no_mean(real_logits, fake_logits):
    loss, dreal, dfake = pairing_loss(real_logits, fake_logits)
    return loss, len(dreal) * dreal, len(dfake) * dfake


def both_terms(real_logits, fake_logits):
    return tuple(2 * value for value in pairing_loss(real_logits, fake_logits))


def sorted_pairs(real_logits, fake_logits):
    loss, *gradients = pairing_loss(np.sort(real_logits, axis=0), np.sort(fake_logits, axis=0))
    dreal, dfake = np.empty_like(real_logits), np.empty_like(fake_logits)
    for d, logits, gradient in zip((dreal, dfake), (real_logits, fake_logits), gradients, strict=True):
        d[logits[:, 0].argsort()] = gradient
    return loss, dreal, dfake


def draw(rng):
    B = int(rng.integers(3, 9))
    return rng.normal(0.5, 1.5, (B, 1)), rng.normal(-0.5, 1.5, (B, 1))


def loss(real_logits, fake_logits):
    return -np.log(1 / (1 + np.exp(fake_logits - real_logits))).mean()


FAR = np.array([[1000.0], [-1000.0], [300.0]]), np.array([[1000.0], [1000.0], [-900.0]])
SURE = np.array([[18.0], [19.5], [17.0]]), np.array([[-16.0], [-18.0], [-17.5]])

EXERCISE = Exercise(
    pairing_loss,
    title="Pair by pair: R3GAN's discriminator",
    statement=r"""
        If $D$ judges each row by itself, a single boundary can be enough: all generated rows are on its one side, and
        $G$ may gather them wherever it is crossed most easily. R3GAN (Huang et al. 2024) lets $D$ judge pairs instead:
        each real row should look more real than the generated row that it meets. Which two rows meet is chance. With
        the logits $r_i$ of the real rows and $f_i$ of the generated ones,
        $$a_i = r_i - f_i, \qquad L_D = -\frac1B \sum_i \log \sigma(a_i) = \frac1B \sum_i \log(1 + e^{-a_i}).$$
        If 1 is added to both logits of a pair, nothing changes: what does this say about the pair's two gradients?

        Write the loss and both gradients.
    """,
    source="Jolicoeur-Martineau 2019, section 4 (relativistic standard GAN); Huang et al. 2024, eq. 2",
    notebook=15,
    hints=(
        "First the derivative of log(1 + exp(-a)) with respect to a: you know it from the first GAN, where a was the "
        "logit of a real row.",
        "r_i and f_i are in one term only, their own pair's. The derivative of a_i with respect to r_i is 1; what is "
        "it with respect to f_i?",
        "np.logaddexp(0, x) is log(1 + exp(x)), without overflow and exact where exp(x) is tiny. The gradient with "
        "respect to a is minus sigmoid(-a), over B; sigmoid(-a) is exp(-log(1 + exp(a))).",
    ),
    explanation="""
        The two gradients of a pair add up to 0, because only the difference counts: no logit stands for a probability.
        A pair that D already sees in the right order, with a large a, has almost no gradient. The other pairs have up
        to 1 / B. G descends the same loss with the kinds exchanged, mean(log(1 + exp(a))): it too needs the real rows.
        By itself this game does not converge; R3GAN adds a penalty on D's slope at the real and at the generated rows.
    """,
    in_numgan=(objectives.RelativisticPairing.discriminator,),
    draw=draw,
    returns=("loss", "dreal", "dfake"),
    known=(
        Known(
            (np.log(np.array([[2.0], [9.0], [1.0]])), np.log(np.array([[2.0], [3.0], [3.0]]))),
            (
                np.log(32 / 3) / 3,
                np.array([[-1 / 6], [-1 / 12], [-1 / 4]]),
                np.array([[1 / 6], [1 / 12], [1 / 4]]),
            ),
            "a = (0, log 3, -log 3) and sigmoid(a) = (1/2, 3/4, 1/4): the loss is (log 2 + log(4/3) + log 4) / 3, and "
            "dreal is -(1/2, 1/4, 3/4) / 3",
        ),
        Known(
            (np.full((4, 1), 5.0), np.full((4, 1), 5.0)),
            (np.log(2), np.full((4, 1), -1 / 8), np.full((4, 1), 1 / 8)),
            "all a are 0, whatever the logits: the loss is log 2, and each row has half of its 1/4",
        ),
    ),
    gradients=(Gradient("dreal", "real_logits", loss), Gradient("dfake", "fake_logits", loss)),
    extremes=(FAR, SURE, (np.array([[0.5]]), np.array([[-0.25]]))),  # the last has one pair
    factors=lambda real_logits, fake_logits: {
        2.0: "twice too large: each pair is compared once, r with f, and not f with r again",
        0.5: "halved: there is one term for each pair, and no 1/2",
        **batch_factors(len(real_logits)),
    },
    mutants=(
        Mutant(
            from_probabilities,
            "log(1 + exp(x)) as a whole",
            cause="a probability is rounded to 0 or 1 before its logarithm: compute log(1 + exp(x)) as a whole, with "
            "np.logaddexp(0, x)",
        ),
        Mutant(
            row_by_row,
            "judged by itself",
            cause="this is the first GAN's loss, where each row is judged by itself: take the differences r - f first",
        ),
        Mutant(
            with_the_average,
            "its own partner",
            cause="each real row is compared with the average generated row: compare it with its own partner f_i",
        ),
        Mutant(
            every_pair,
            "B by B",
            cause="every real row was compared with every generated row, B by B differences: only row i meets row i",
        ),
        Mutant(
            difference_of_probabilities,
            "of the logits",
            cause="this is the difference of two probabilities: take the difference of the logits, and no sigmoid "
            "before",
        ),
        Mutant(
            generators,
            "the generator's loss",
            cause="this is the generator's loss, with the two kinds exchanged: D makes r - f large",
        ),
        Mutant(
            of_the_pair_alone,
            "f_i is in a_i",
            cause="dfake is 0, but f_i is in a_i too, with a minus sign",
        ),
        Mutant(
            same_sign,
            "add up to 0",
            cause="dfake has the sign of dreal, but a_i = r_i - f_i: the two gradients of a pair add up to 0",
        ),
        Mutant(
            ascends,
            "both gradients have the wrong sign",
            cause="both gradients have the wrong sign: the loss falls where r rises, so dreal is negative",
        ),
        Mutant(
            wrong_side,
            "sigmoid(-a)",
            cause="the gradient is large for pairs in the right order: the derivative of log(1 + exp(-a)) is "
            "-sigmoid(-a), not -sigmoid(a)",
        ),
        Mutant(
            wasserstein,
            "the logarithm is missing",
            cause="this is the Wasserstein critic's loss, mean(f - r): the logarithm is missing",
        ),
        Mutant(
            no_mean,
            "each pair counts 1 / B",
            cause="the loss is right, but the gradients are those of a sum: in a mean each pair counts 1 / B",
        ),
        Mutant(
            sums,
            "that is the batch; divide by B",
        ),
        Mutant(both_terms, "each pair is compared once"),
        Mutant(
            sorted_pairs,
            "as they come",
            cause="the logits were sorted before they were paired: row i meets row i, the rows as they come",
        ),
    ),
)
