import numpy as np

from .... import family, turns
from ...exercise import Exercise, Gradient, Known, Mutant


def translator_loss(x, fake, y, W, l1_weight):
    """What pix2pix's generator descends, and the gradient with respect to its translations.

    x, fake, y : (B, n), what is translated, the translations G(x), and the right ones
    W : (2 n, m), the discriminator: the logits of m patches of each pair are [x | fake] W
    l1_weight : float
    Returns loss, the mean over all logits of log(1 + e^-l) plus l1_weight times the mean over all entries of
    |fake - y|; dfake (B, n), its gradient with respect to fake.
    """
    n = x.shape[1]
    logits = np.hstack([x, fake]) @ W
    loss = np.logaddexp(0, -logits).mean() + l1_weight * np.abs(fake - y).mean()
    dlogits = -np.exp(-np.logaddexp(0, logits)) / logits.size
    return loss, dlogits @ W[n:].T + l1_weight / fake.size * np.sign(fake - y)


def parts(x, fake, y, W):
    """Both losses, and both gradients."""
    logits = np.hstack([x, fake]) @ W
    dlogits = -np.exp(-np.logaddexp(0, logits)) / logits.size
    adversarial, distance = np.logaddexp(0, -logits).mean(), np.abs(fake - y).mean()
    return adversarial, distance, dlogits @ W[x.shape[1] :].T, np.sign(fake - y) * (1 / fake.size)


def weight_forgotten(x, fake, y, W, l1_weight):
    loss, _ = translator_loss(x, fake, y, W, l1_weight)
    _, _, from_D, from_y = parts(x, fake, y, W)
    return loss, from_D + from_y


def weight_on_the_other(x, fake, y, W, l1_weight):
    adversarial, distance, from_D, from_y = parts(x, fake, y, W)
    return l1_weight * adversarial + distance, l1_weight * from_D + from_y


def weight_on_both(x, fake, y, W, l1_weight):
    adversarial, distance, from_D, from_y = parts(x, fake, y, W)
    return l1_weight * (adversarial + distance), l1_weight * (from_D + from_y)


def weights_with_the_sum_1(x, fake, y, W, l1_weight):
    adversarial, distance, from_D, from_y = parts(x, fake, y, W)
    return (1 - l1_weight) * adversarial + l1_weight * distance, (1 - l1_weight) * from_D + l1_weight * from_y


def distance_alone(x, fake, y, W, l1_weight):
    loss, _ = translator_loss(x, fake, y, W, l1_weight)
    return loss, l1_weight * parts(x, fake, y, W)[3]


def adversary_alone(x, fake, y, W, l1_weight):
    loss, _ = translator_loss(x, fake, y, W, l1_weight)
    return loss, parts(x, fake, y, W)[2]


def gradient_of_x(x, fake, y, W, l1_weight):
    n = x.shape[1]
    loss, _ = translator_loss(x, fake, y, W, l1_weight)
    logits = np.hstack([x, fake]) @ W
    dlogits = -np.exp(-np.logaddexp(0, logits)) / logits.size
    return loss, dlogits @ W[:n].T + l1_weight * parts(x, fake, y, W)[3]


def pairs_exchanged(x, fake, y, W, l1_weight):
    n = x.shape[1]
    return translator_loss(x, fake, y, np.vstack([W[n:], W[:n]]), l1_weight)


def saturating(x, fake, y, W, l1_weight):
    logits = np.hstack([x, fake]) @ W
    _, distance, _, from_y = parts(x, fake, y, W)
    dlogits = -np.exp(-np.logaddexp(0, -logits)) / logits.size
    loss = -np.logaddexp(0, logits).mean() + l1_weight * distance
    return loss, dlogits @ W[x.shape[1] :].T + l1_weight * from_y


def patches_forgotten(x, fake, y, W, l1_weight):
    loss, _ = translator_loss(x, fake, y, W, l1_weight)
    _, _, from_D, from_y = parts(x, fake, y, W)
    return loss, W.shape[1] * from_D + l1_weight * from_y


def distance_of_rows(x, fake, y, W, l1_weight):
    adversarial, distance, from_D, from_y = parts(x, fake, y, W)
    n = x.shape[1]
    return adversarial + l1_weight * n * distance, from_D + l1_weight * n * from_y


def columns_forgotten(x, fake, y, W, l1_weight):
    loss, _ = translator_loss(x, fake, y, W, l1_weight)
    _, _, from_D, from_y = parts(x, fake, y, W)
    return loss, from_D + l1_weight * x.shape[1] * from_y


def squares(x, fake, y, W, l1_weight):
    adversarial, _, from_D, _ = parts(x, fake, y, W)
    difference = fake - y
    return adversarial + l1_weight * (difference**2).mean(), from_D + 2 * l1_weight / fake.size * difference


def size_of_the_difference(x, fake, y, W, l1_weight):
    loss, _ = translator_loss(x, fake, y, W, l1_weight)
    return loss, parts(x, fake, y, W)[2] + l1_weight / fake.size * (fake - y)


def away_from_y(x, fake, y, W, l1_weight):
    loss, _ = translator_loss(x, fake, y, W, l1_weight)
    _, _, from_D, from_y = parts(x, fake, y, W)
    return loss, from_D - l1_weight * from_y


def helps_D(x, fake, y, W, l1_weight):
    loss, _ = translator_loss(x, fake, y, W, l1_weight)
    _, _, from_D, from_y = parts(x, fake, y, W)
    return loss, -from_D + l1_weight * from_y


def nearest(x, fake, y, W, l1_weight):
    """Compares with x in place of y."""
    return translator_loss(x, fake, x, W, l1_weight)


def draw(rng):
    while True:
        B, n, m = (int(size) for size in rng.choice(np.arange(2, 7), size=3, replace=False))
        x, fake, y = rng.normal(size=(3, B, n))
        if min(np.abs(fake - y).min(), np.abs(fake - x).min()) > 0.02:
            return x, fake, y, rng.normal(size=(2 * n, m)) / np.sqrt(n), float(rng.uniform(2, 5))


def generators_loss(x, fake, y, W, l1_weight):
    logits = np.concatenate([x, fake], axis=1) @ W
    return float(np.log1p(np.exp(-logits)).mean() + l1_weight * np.abs(fake - y).mean())


EXERCISE = Exercise(
    translator_loss,
    title="Two masters: the adversary and the distance",
    statement=r"""
        Pix2pix's $G$ turns $x$ into $G(x)$, and the right answer $y$ is known. It has two masters: $D$, which sees the
        pair $[x \mid G(x)]$ and wants it to look real, and the distance from $y$,
        $$L_G = \frac{1}{B m} \sum_{i, j} \log(1 + e^{-l_{ij}}) + \frac{\lambda}{B n} \sum_{i, k} |G(x)_{ik} - y_{ik}|,
        \qquad l = [\, x \mid G(x) \,]\, W .$$
        Each mean is over its own entries, $m$ patches or $n$ pixels for each of $B$ pairs, and only one of the two
        carries the weight $\lambda$. The first is the non-saturating loss on maps of logits; here $D$ is linear.

        Write $L_G$ and its gradient with respect to the translations `fake` $= G(x)$. (No entry of `fake` equals that
        of `y`.)
    """,
    source="Isola et al. 2017, eq. 1 to 4, with the non-saturating loss of their section 3.3",
    notebook=21,
    hints=(
        "The gradient of a weighted sum is the weighted sum of the gradients. Write each of the two for itself.",
        "From D: dlogits is -(1 - D) / (B m), and 1 - D is sigmoid(-l). Backwards through D, it is the gradient with "
        "respect to the pair, [x | fake]. Which rows of W belong to fake?",
        "From y: the derivative of |d| is the sign of d, np.sign, and each entry counts lambda / (B n).",
    ),
    explanation="""
        The distance pulls each pixel with the same force, lambda / (B n), however wrong it is, until it is right. The
        gradient of D is as large as D's slope. With lambda = 100, as in the paper, the distance decides wherever y can
        be predicted, and D wherever the distance is undecided: at a median half of the data pull up and half pull
        down, so a small push is enough. That is why a small weight of the adversary sharpens.
    """,
    in_numgan=(family.Pix2Pix.play, turns.fool),
    draw=draw,
    returns=("loss", "dfake"),
    known=(
        Known(
            (
                np.array([[1.0], [0.0]]),
                np.array([[0.0], [1.0]]),
                np.array([[3.0], [-1.0]]),
                np.log(np.array([[3.0], [2.0]])),
                10.0,
            ),
            (
                (np.log(4 / 3) + np.log(3 / 2)) / 2 + 25,
                np.array([[-np.log(2) / 8 - 5], [-np.log(2) / 6 + 5]]),
            ),
            "the logits are log 3 and log 2, so D = 3/4 and 2/3; dlogits = -1/8 and -1/6, times log 2, the row of W "
            "that belongs to fake. |fake - y| is 3 and 2, its mean 5/2, and the signs are -1 and 1, times 10 / 2",
        ),
    ),
    gradients=(Gradient("dfake", "fake", generators_loss),),
    extremes=(
        (np.zeros((1, 1)), np.array([[1.0]]), np.array([[0.5]]), np.array([[0.0, 0.0], [1000.0, -1000.0]]), 100.0),
        (np.ones((2, 1)), np.array([[1.0], [-1.0]]), np.zeros((2, 1)), np.array([[20.0], [20.0]]), 1.0),
        (np.ones((2, 1)), np.array([[1.0], [-1.0]]), np.zeros((2, 1)), np.array([[1.0], [2.0]]), 0.0),  # D alone
    ),
    mutants=(
        Mutant(
            weight_forgotten,
            "the weight is missing in dfake",
            cause="the loss is right, but the weight is missing in dfake",
        ),
        Mutant(
            weight_on_the_other,
            "belongs to the distance",
            cause="the weight is on D's part: it belongs to the distance",
        ),
        Mutant(weight_on_both, "only the distance", cause="both parts carry the weight: only the distance has it"),
        Mutant(
            weights_with_the_sum_1,
            "D's part has the weight 1",
            cause="the parts have the weights 1 - lambda and lambda: D's part has the weight 1",
        ),
        Mutant(distance_alone, "D's part is missing", cause="in dfake, D's part is missing: G would never hear of D"),
        Mutant(adversary_alone, "the distance is missing", cause="in dfake, the distance is missing"),
        Mutant(
            gradient_of_x,
            "that belong to fake",
            cause="D's part is its gradient with respect to x: take the rows of W that belong to fake, the last n",
        ),
        Mutant(pairs_exchanged, "x comes first", cause="the pair was [fake | x]: x comes first"),
        Mutant(
            saturating,
            "the saturating loss",
            cause="D's part is the saturating loss, log(1 - D): the non-saturating one is -log D",
        ),
        Mutant(
            patches_forgotten,
            "over the patches, too",
            cause="in dfake, D's part is divided by B only: the mean is over the patches, too",
        ),
        Mutant(
            distance_of_rows,
            "over all entries",
            cause="the absolute differences of a row were added up: the mean is over all entries",
        ),
        Mutant(
            columns_forgotten,
            "each pixel counts",
            cause="in dfake, the distance's part is divided by B only: each pixel counts lambda / (B n)",
        ),
        Mutant(squares, "absolute differences", cause="these are squared differences: absolute differences are wanted"),
        Mutant(
            size_of_the_difference,
            "its sign alone",
            cause="the gradient of the distance contains the difference: it is its sign alone, however large it is",
        ),
        Mutant(away_from_y, "away from y", cause="dfake has the wrong sign in the distance: G would go away from y"),
        Mutant(helps_D, "G would help D", cause="dfake has the wrong sign in D's part: G would help D"),
        Mutant(nearest, "compared with x", cause="the translation was compared with x: y is the right answer"),
    ),
)
