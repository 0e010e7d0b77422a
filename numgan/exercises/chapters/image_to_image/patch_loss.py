import numpy as np

from .... import turns
from ....functions import sigmoid
from ....objectives.minimax import NonSaturating
from ...exercise import Exercise, Gradient, Known, Mutant


def patch_loss(real, fake):
    """The loss of a discriminator that judges patches, and its gradients.

    real : (B, h, w), a map of logits for each real pair; fake : (B', h, w), for each generated pair
    Returns loss, a single number; dreal (B, h, w) and dfake (B', h, w). Finite for logits of +-1000, and exact where
    it is tiny.
    """
    loss = np.logaddexp(0, -real).mean() + np.logaddexp(0, fake).mean()
    dreal = -np.exp(-np.logaddexp(0, real)) / real.size
    dfake = np.exp(-np.logaddexp(0, -fake)) / fake.size
    return loss, dreal, dfake


def mean_over_pairs_alone(real, fake):
    loss, dreal, dfake = patch_loss(real, fake)
    m = real[0].size
    return loss * m, dreal * m, dfake * m


def patches_forgotten_in_the_gradient(real, fake):
    loss, dreal, dfake = patch_loss(real, fake)
    return loss, dreal * real[0].size, dfake * real[0].size


def pairs_forgotten_in_the_gradient(real, fake):
    loss, dreal, dfake = patch_loss(real, fake)
    return loss, dreal * len(real), dfake * len(fake)


def sum_of_all(real, fake):
    loss, dreal, dfake = patch_loss(real, fake)
    return loss, dreal * real.size, dfake * fake.size


def one_logit_for_each_pair(real, fake):
    means = [logits.mean(axis=(1, 2), keepdims=True) for logits in (real, fake)]
    loss, *gradients = patch_loss(*means)
    spread = [d / real[0].size + 0 * logits for d, logits in zip(gradients, (real, fake), strict=True)]
    return loss, *spread


def worst_patch(real, fake):
    low, high = real.min(axis=(1, 2), keepdims=True), fake.max(axis=(1, 2), keepdims=True)
    loss, dlow, dhigh = patch_loss(low, high)
    return loss, dlow * (real == low), dhigh * (fake == high)


def middle_patch(real, fake):
    at = (slice(None), real.shape[1] // 2, real.shape[2] // 2)
    loss, dr, df = patch_loss(real[at][:, None, None], fake[at][:, None, None])
    dreal, dfake = np.zeros_like(real), np.zeros_like(fake)
    dreal[at], dfake[at] = dr[:, 0, 0], df[:, 0, 0]
    return loss, dreal, dfake


def exchanged(real, fake):
    loss, dfake, dreal = patch_loss(fake, real)
    return loss, dreal, dfake


def halved(real, fake):
    loss, dreal, dfake = patch_loss(real, fake)
    return loss / 2, dreal / 2, dfake / 2


def loss_halved(real, fake):
    loss, dreal, dfake = patch_loss(real, fake)
    return loss / 2, dreal, dfake


def ascends(real, fake):
    loss, dreal, dfake = patch_loss(real, fake)
    return loss, -dreal, -dfake


def number_of_real_pairs(real, fake):
    loss, dreal, dfake = patch_loss(real, fake)
    return loss, dreal, dfake * (fake.size / real.size)


def both_in_one_mean(real, fake):
    total = real.size + fake.size
    loss = (np.logaddexp(0, -real).sum() + np.logaddexp(0, fake).sum()) / total
    _, dreal, dfake = patch_loss(real, fake)
    return loss, dreal * (real.size / total), dfake * (fake.size / total)


def belief_minus_1(real, fake):
    loss, _, dfake = patch_loss(real, fake)
    return loss, (1 / (1 + np.exp(-real)) - 1) / real.size, dfake


def from_probabilities(real, fake):
    _, dreal, dfake = patch_loss(real, fake)
    return -np.log(sigmoid(real)).mean() - np.log(1 - sigmoid(fake)).mean(), dreal, dfake


def draw(rng):
    B, B_fake, h, w = (int(size) for size in rng.choice(np.arange(2, 7), size=4, replace=False))
    return rng.normal(0.5, 1.5, (B, h, w)), rng.normal(-0.5, 1.5, (B_fake, h, w))


def discriminators_loss(real, fake):
    return float(np.log1p(np.exp(-real)).mean() + np.log1p(np.exp(fake)).mean())


EXERCISE = Exercise(
    patch_loss,
    title="A verdict for each patch",
    statement=r"""
        PatchGAN's $D$ gives no verdict on the whole image. It is a convolutional network that ends in a *map* of
        logits $l_{bij}$, and each of them has seen only a part of the image. Every patch is judged as if it were an
        image of its own,
        $$L_D = \frac{1}{B m} \sum_{bij} \log(1 + e^{-l_{bij}}) + \frac{1}{B' m} \sum_{bij} \log(1 + e^{l'_{bij}}),
        \qquad m = h w,$$
        with the logits $l$ of $B$ real pairs and $l'$ of $B'$ generated ones. One image of 12 x 12 patches is 144
        examples of what a real patch looks like.

        Write $L_D$, and its gradients with respect to both maps.
    """,
    source="Isola et al. 2017, section 3.2.2 (PatchGAN), with both means at full weight",
    notebook=21,
    hints=(
        "It is the loss of the first GAN on B m rows. Nothing in it knows which patches belong to one image.",
        "The gradient of one term is belief minus target: sigma(l) - 1 for a real patch, sigma(l') for a generated "
        "one. Each then carries the 1 / (B m) of its own mean.",
        "1 - sigma(l) is sigma(-l), the exponential of -np.logaddexp(0, l). `.mean()` without an axis is over all "
        "entries, and `.size` says how many there are.",
    ),
    explanation="""
        The mean is over verdicts, not over logits. A D that took the mean logit of an image and judged once would
        forgive one torn patch among good ones: with a verdict for each, the torn one has a gradient of its own. D with
        patches has fewer weights than one for the whole image and sees more examples; that distant patches fit
        together, it cannot know. In pix2pix the L1 distance takes care of it.
    """,
    in_numgan=(turns.judge, NonSaturating.discriminator),
    draw=draw,
    returns=("loss", "dreal", "dfake"),
    known=(
        Known(
            (np.log(np.array([[[3.0, 1.0]]])), np.log(np.array([[[1.0, 1.0]], [[3.0, 1.0]]]))),
            (
                (np.log(4 / 3) + np.log(2)) / 2 + (3 * np.log(2) + np.log(4)) / 4,
                np.array([[[-1 / 8, -1 / 4]]]),
                np.array([[[1 / 8, 1 / 8]], [[3 / 16, 1 / 8]]]),
            ),
            "D = 3/4 and 1/2 on the two real patches; 1/2, 1/2, 3/4 and 1/2 on the four generated ones. dreal = "
            "(D - 1) / 2, dfake = D / 4",
        ),
    ),
    gradients=(Gradient("dreal", "real", discriminators_loss), Gradient("dfake", "fake", discriminators_loss)),
    extremes=(
        (np.array([[[1000.0, -1000.0], [0.0, 30.0]]]), np.array([[[1000.0, -1000.0], [-30.0, 0.0]]])),
        (np.full((1, 1, 1), 40.0), np.full((2, 1, 1), -40.0)),
    ),
    mutants=(
        Mutant(
            mean_over_pairs_alone,
            "a mean over the patches, too",
            cause="this is a mean over pairs and a sum over patches: it is a mean over the patches, too",
        ),
        Mutant(
            patches_forgotten_in_the_gradient,
            "by the number of patches",
            cause="the loss is right, but the gradients are not divided by the number of patches, h w",
        ),
        Mutant(
            pairs_forgotten_in_the_gradient,
            "by the number of pairs",
            cause="the loss is right, but the gradients are not divided by the number of pairs",
        ),
        Mutant(
            sum_of_all,
            "divided by nothing",
            cause="the loss is right, but the gradients are divided by nothing: each patch counts 1 / (B m)",
        ),
        Mutant(
            one_logit_for_each_pair,
            "a verdict for each patch",
            cause="the mean logit of each pair was judged: there is a verdict for each patch, and then the mean",
        ),
        Mutant(
            worst_patch,
            "the worst patch",
            cause="only the worst patch of each pair was judged: all count alike",
        ),
        Mutant(middle_patch, "all of them count", cause="only the patch in the middle was judged: all of them count"),
        Mutant(exchanged, "are exchanged", cause="real and generated are exchanged"),
        Mutant(halved, "at full weight", cause="all was halved, as in the paper: here both means are at full weight"),
        Mutant(loss_halved, "a sum of two means", cause="the loss was halved: it is a sum of two means"),
        Mutant(
            ascends,
            "the gradients have the wrong sign",
            cause="the gradients have the wrong sign: D descends this loss",
        ),
        Mutant(
            number_of_real_pairs,
            "the number of generated ones",
            cause="dfake was divided by the number of real patches: it is the number of generated ones that counts",
        ),
        Mutant(
            both_in_one_mean,
            "each kind has a mean of its own",
            cause="real and generated patches are in one mean: each kind has a mean of its own",
        ),
        Mutant(
            belief_minus_1,
            "D - 1 loses its digits",
            cause="D - 1 loses its digits where D is near 1: 1 - sigmoid(l) is sigmoid(-l), so no subtraction is "
            "needed",
        ),
        Mutant(
            from_probabilities,
            "before its logarithm",
            cause="a probability is rounded to 0 before its logarithm is taken: use np.logaddexp(0, .) of the logits",
        ),
    ),
)
