import numpy as np

from .... import objectives
from ....functions import sigmoid, softplus
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def relativistic_average(real_logits, fake_logits):
    """The relativistic average discriminator's loss, and its gradients.

    real_logits : (B, 1), D's logits of B real rows
    fake_logits : (B', 1), its logits of B' generated rows; B' may differ from B
    Returns loss, a single number: the sum of two means, no factor 1/2; dreal (B, 1) and dfake (B', 1), its gradients.
    All are exact and finite for logits of +-1000 too, and where D is so sure that the loss is only 1e-15.
    """
    a = real_logits - fake_logits.mean()
    b = fake_logits - real_logits.mean()
    loss = np.logaddexp(0, -a).mean() + np.logaddexp(0, b).mean()
    da = -np.exp(-np.logaddexp(0, a)) / len(a)
    db = np.exp(-np.logaddexp(0, -b)) / len(b)
    return loss, da - db.sum() / len(a), db - da.sum() / len(b)


def parts(a, b):
    return softplus(-a).mean() + softplus(b).mean(), -sigmoid(-a) / len(a), sigmoid(b) / len(b)


def from_probabilities(real_logits, fake_logits):
    _, dreal, dfake = relativistic_average(real_logits, fake_logits)
    D_real, D_fake = sigmoid(real_logits - fake_logits.mean()), sigmoid(fake_logits - real_logits.mean())
    return -np.log(D_real).mean() - np.log(1 - D_fake).mean(), dreal, dfake


def means_held(real_logits, fake_logits):
    return parts(real_logits - fake_logits.mean(), fake_logits - real_logits.mean())


def means_without_B(real_logits, fake_logits):
    loss, da, db = parts(real_logits - fake_logits.mean(), fake_logits - real_logits.mean())
    return loss, da - db.sum(), db - da.sum()


def wrong_sign_of_the_mean(real_logits, fake_logits):
    loss, da, db = parts(real_logits - fake_logits.mean(), fake_logits - real_logits.mean())
    return loss, da + db.sum() / len(da), db + da.sum() / len(db)


def own_mean(real_logits, fake_logits):
    loss, da, db = parts(real_logits - real_logits.mean(), fake_logits - fake_logits.mean())
    return loss, da - da.mean(), db - db.mean()


def no_comparison(real_logits, fake_logits):
    return parts(real_logits, fake_logits)


def one_average(real_logits, fake_logits):
    a = real_logits - fake_logits.mean()
    da = -2 * sigmoid(-a) / len(a)
    return 2 * softplus(-a).mean(), da, np.full_like(fake_logits, -da.sum() / len(fake_logits))


def halved(real_logits, fake_logits):
    return tuple(value / 2 for value in relativistic_average(real_logits, fake_logits))


def generators(real_logits, fake_logits):
    loss, dfake, dreal = relativistic_average(fake_logits, real_logits)
    return loss, dreal, dfake


def draw(rng):
    B, B_fake = (int(n) for n in rng.choice(np.arange(3, 8), size=2, replace=False))
    return rng.normal(0.5, 1.5, (B, 1)), rng.normal(-0.5, 1.5, (B_fake, 1))


def loss(real_logits, fake_logits):
    D_real = 1 / (1 + np.exp(fake_logits.mean() - real_logits))
    D_fake = 1 / (1 + np.exp(real_logits.mean() - fake_logits))
    return -np.log(D_real).mean() - np.log(1 - D_fake).mean()


FAR = np.array([[1000.0], [-1000.0], [300.0]]), np.array([[1000.0], [-900.0]])
SURE = np.array([[18.0], [19.5], [17.0]]), np.array([[-16.0], [-18.0]])

EXERCISE = Exercise(
    relativistic_average,
    title="Judged by comparison: the relativistic discriminator",
    statement=r"""
        In the first GAN each row is judged by itself. But when generated rows become better, a real row should look
        less special beside them. The relativistic average discriminator asks whether a row looks more real than the
        average row of the *other* kind (Jolicoeur-Martineau 2019, section 4):
        $$a_i = r_i - \frac{1}{B'} \sum_j f_j, \qquad b_j = f_j - \frac{1}{B} \sum_i r_i,$$
        $$L_D = -\frac1B \sum_i \log \sigma(a_i) - \frac{1}{B'} \sum_j \log(1 - \sigma(b_j)).$$
        A logit $r_i$ now acts on the loss in two ways: through its own $a_i$, and through the mean in *every* $b_j$.
        Follow both. A check: if 1 is added to all logits, no comparison changes. So what must all gradients together
        add up to?

        Write the loss and both gradients.
    """,
    source="Jolicoeur-Martineau 2019, section 4 and algorithm 2",
    notebook=13,
    hints=(
        "First the gradients with respect to a and b, as if there were no means: you know them from the first GAN, "
        "with other arguments.",
        "r_i is in every b_j, with the factor -1 / B. So r_i's second term is -1 / B times the sum of the gradients "
        "with respect to all b_j.",
        "dreal is the gradient with respect to a, minus the sum of the gradients with respect to b over B; dfake is "
        "the gradient with respect to b, minus the sum of those with respect to a over B'. np.logaddexp(0, x) is "
        "log(1 + exp(x)), without overflow and exact where exp(x) is tiny; -log(sigmoid(x)) is log(1 + exp(-x)).",
    ),
    explanation="""
        The second term is the same for all rows of one kind. The gradients of all rows together add up to 0, because a
        common shift of all logits changes nothing. If the means were treated as constants the sum would not be 0, and
        these gradients would push a bias that does not change the loss. The author's code divides the sum of the two
        terms by 2; the paper's formula does not.
    """,
    in_numgan=(objectives.RelativisticAverage.discriminator,),
    draw=draw,
    returns=("loss", "dreal", "dfake"),
    known=(
        Known(
            (np.log(np.array([[1.0], [9.0], [3.0]])), np.zeros((4, 1))),
            (
                (np.log(2) + np.log(10 / 9) + np.log(4 / 3)) / 3 + np.log(4 / 3),
                np.array([[-1 / 4], [-7 / 60], [-1 / 6]]),
                np.full((4, 1), 2 / 15),
            ),
            "a = (0, 2 log 3, log 3), every b is -log 3, sigmoid(a) = (1/2, 9/10, 3/4) and sigmoid(b) = 1/4; with "
            "respect to a the gradients are -1/6, -1/30 and -1/12, with respect to each b 1/16: dreal is the former "
            "minus 4/16 / 3, dfake is 1/16 plus 17/60 / 4",
        ),
        Known(
            (np.full((3, 1), 5.0), np.full((4, 1), 5.0)),
            (np.log(4), np.full((3, 1), -1 / 3), np.full((4, 1), 0.25)),
            "all a and b are 0: the gradients with respect to a and b are -1/6 and 1/8 per row; the second terms are "
            "-1/2 over 3 and 1/2 over 4, the same again",
        ),
    ),
    gradients=(Gradient("dreal", "real_logits", loss), Gradient("dfake", "fake_logits", loss)),
    extremes=(FAR, SURE, (np.array([[0.5]]), np.array([[-0.25]]))),  # the last has one row each
    factors=lambda real_logits, fake_logits: {
        0.5: "halved: the author's code divides the sum of the two terms by 2; the paper's formula does not",
        **batch_factors(len(real_logits)),
        **batch_factors(len(fake_logits)),
    },
    mutants=(
        Mutant(
            from_probabilities,
            "log(1 + exp(x)) as a whole",
            cause="a probability is rounded to 0 or 1 before its logarithm: compute log(1 + exp(x)) as a whole, with "
            "np.logaddexp(0, x)",
        ),
        Mutant(
            means_held,
            "through the means",
            cause="the gradients through the means are missing: r_i is in every b_j, and f_j in every a_i",
        ),
        Mutant(
            means_without_B,
            "the derivative of a mean",
            cause="in the second term the derivative of a mean with respect to one row is missing, 1 over the number "
            "of rows",
        ),
        Mutant(
            wrong_sign_of_the_mean,
            "the means have a minus sign",
            cause="the second term has the wrong sign: the means have a minus sign in a and b",
        ),
        Mutant(
            own_mean,
            "of the other kind",
            cause="each row is compared with the mean of its own kind: compare it with the mean of the other kind",
        ),
        Mutant(
            no_comparison,
            "there is no comparison",
            cause="there is no comparison: this is the first GAN's loss of r and f, take it of a and b",
        ),
        Mutant(
            one_average,
            "the same comparison twice",
            cause="the same comparison twice: b compares each f_j with the mean of r, it is not mean(f) - r",
        ),
        Mutant(halved, "the author's code"),
        Mutant(
            generators,
            "the generator's loss",
            cause="this is the generator's loss, with the two kinds exchanged: D makes a large and b small",
        ),
    ),
)
