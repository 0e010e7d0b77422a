import numpy as np

from .... import family
from ....functions import sigmoid, softmax
from ....objectives import losses
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def auxiliary_classifier_loss(real, fake, real_labels, fake_labels):
    """The loss of a discriminator that judges a row and names its class, and its gradients.

    real : (B, 1 + k), D's output for real rows: column 0 is the logit, the others are the logits of k classes
    fake : (B', 1 + k), the same for generated rows; B' may differ from B
    real_labels : (B,), ints in 0 ... k - 1, the classes of the real rows
    fake_labels : (B',), ints in 0 ... k - 1, the classes that G was asked for
    Returns loss, a single number; dreal (B, 1 + k) and dfake (B', 1 + k), its gradients. All are finite for outputs of
    +-1000 too.
    """
    loss, gradients = 0.0, []
    for y, labels, side in ((real, real_labels, -1), (fake, fake_labels, 1)):
        a, s = side * y[:, :1], y[:, 1:] - y[:, 1:].max(axis=1, keepdims=True)
        log_p, right = s - np.log(np.exp(s).sum(axis=1, keepdims=True)), (np.arange(len(y)), labels)
        loss += np.logaddexp(0, a).mean() - log_p[right].mean()
        dclasses = np.exp(log_p)
        dclasses[right] -= 1
        gradients.append(np.hstack([side * np.exp(-np.logaddexp(0, -a)), dclasses]) / len(y))
    return loss, *gradients


def source(y, side):
    """D's own part: loss and gradient of a mean over rows that should be real (side -1) or generated (side 1)."""
    dy = np.zeros_like(y)
    dy[:, 0] = side * sigmoid(side * y[:, 0]) / len(y)
    return np.logaddexp(0, side * y[:, 0]).mean(), dy


def classes(y, labels):
    """The classes' part: loss and gradient."""
    dy = np.zeros_like(y)
    loss, dy[:, 1:] = losses.softmax_cross_entropy(y[:, 1:], labels)
    return loss, dy


def weighted(arguments, of_real=1.0, of_fake=1.0, sources=1.0):
    """The loss with other weights: of the classes at real and at generated rows, and of D's own part."""
    real, fake, real_labels, fake_labels = arguments
    (a, da), (b, db) = source(real, -1), source(fake, 1)
    (c, dc), (d, dd) = classes(real, real_labels), classes(fake, fake_labels)
    loss = sources * (a + b) + of_real * c + of_fake * d
    return loss, sources * da + of_real * dc, sources * db + of_fake * dd


def real_classes_only(*arguments):
    return weighted(arguments, of_fake=0.0)


def fake_classes_only(*arguments):
    return weighted(arguments, of_real=0.0)


def fake_classes_wrong(*arguments):
    return weighted(arguments, of_fake=-1.0)


def classes_only(*arguments):
    return weighted(arguments, sources=0.0)


def sources_only(*arguments):
    return weighted(arguments, of_real=0.0, of_fake=0.0)


def generators(*arguments):
    return weighted(arguments, sources=-1.0)


def classes_subtracted(*arguments):
    return weighted(arguments, of_real=-1.0, of_fake=-1.0)


def halved(*arguments):
    return weighted(arguments, of_real=0.5, of_fake=0.5, sources=0.5)


def kinds_exchanged(real, fake, real_labels, fake_labels):
    (a, da), (b, db) = source(real, 1), source(fake, -1)
    (c, dc), (d, dd) = classes(real, real_labels), classes(fake, fake_labels)
    return a + b + c + d, da + dc, db + dd


def one_softmax(real, fake, real_labels, fake_labels):
    (a, da), (b, db) = source(real, -1), source(fake, 1)
    c, dc = losses.softmax_cross_entropy(real, real_labels + 1)
    d, dd = losses.softmax_cross_entropy(fake, fake_labels + 1)
    return a + b + c + d, da + dc, db + dd


def off_by_one(real, fake, real_labels, fake_labels):
    k = real.shape[1] - 1
    return weighted((real, fake, (real_labels - 1) % k, (fake_labels - 1) % k))


def labels_of_all_rows(real, fake, real_labels, fake_labels):
    (a, da), (b, db) = source(real, -1), source(fake, 1)
    both, labels = np.vstack([real, fake]), np.append(real_labels, fake_labels)
    c, dc = classes(both, labels)
    return a + b + c, da + dc[: len(real)], db + dc[len(real) :]


def one_mean(real, fake, real_labels, fake_labels):
    n = len(real) + len(fake)
    _, dreal, dfake = weighted((real, fake, real_labels, fake_labels))
    own = [source(y, s)[0] + classes(y, c)[0] for y, s, c in ((real, -1, real_labels), (fake, 1, fake_labels))]
    loss = (len(real) * own[0] + len(fake) * own[1]) / n
    return loss, dreal * (len(real) / n), dfake * (len(fake) / n)


def over_all_entries(*arguments):
    k = arguments[0].shape[1] - 1
    return weighted(arguments, of_real=1 / k, of_fake=1 / k)


def no_mean(real, fake, real_labels, fake_labels):
    loss, dreal, dfake = weighted((real, fake, real_labels, fake_labels))
    return loss, dreal * len(real), dfake * len(fake)


def from_probabilities(real, fake, real_labels, fake_labels):
    _, dreal, dfake = weighted((real, fake, real_labels, fake_labels))
    loss = -np.log(sigmoid(real[:, 0])).mean() - np.log(1 - sigmoid(fake[:, 0])).mean()
    for y, labels in ((real, real_labels), (fake, fake_labels)):
        loss -= np.log(softmax(y[:, 1:])[np.arange(len(y)), labels]).mean()
    return loss, dreal, dfake


def overflows(real, fake, real_labels, fake_labels):
    loss, gradients = 0.0, []
    for y, labels, side in ((real, real_labels, -1), (fake, fake_labels, 1)):
        e, right = np.exp(y[:, 1:]), (np.arange(len(y)), labels)
        p, a = e / e.sum(axis=1, keepdims=True), np.exp(side * y[:, :1])
        loss += np.log(1 + a).mean() - np.log(p[right]).mean()
        p[right] -= 1
        gradients.append(np.hstack([side * a / (1 + a), p]) / len(y))
    return loss, *gradients


def fakes_as_constants(real, fake, real_labels, fake_labels):
    loss, dreal, dfake = weighted((real, fake, real_labels, fake_labels))
    dfake[:, 1:] = 0
    return loss, dreal, dfake


def slope_again(real, fake, real_labels, fake_labels):
    loss, dreal, dfake = weighted((real, fake, real_labels, fake_labels))
    for y, dy in ((real, dreal), (fake, dfake)):
        D = sigmoid(y[:, 0])
        dy[:, 0] *= D * (1 - D)
    return loss, dreal, dfake


def sigmoid_for_each_class(real, fake, real_labels, fake_labels):
    loss, gradients = 0.0, []
    for y, labels, side in ((real, real_labels, -1), (fake, fake_labels, 1)):
        right = np.arange(len(y)), labels
        a, dy = source(y, side)
        dclasses = sigmoid(y[:, 1:])
        dclasses[right] -= 1
        loss += a + (np.logaddexp(0, y[:, 1:]).sum(axis=1) - y[:, 1:][right]).mean()
        dy[:, 1:] = dclasses / len(y)
        gradients.append(dy)
    return loss, *gradients


def draw(rng):
    B, B_fake, k = (int(n) for n in rng.choice(np.arange(3, 8), size=3, replace=False))
    real, fake = (rng.uniform(-2, 2, (rows, 1 + k)) for rows in (B, B_fake))
    return real, fake, rng.integers(k, size=B), rng.integers(k, size=B_fake)


def total(real, fake, real_labels, fake_labels):
    loss = np.log1p(np.exp(-real[:, 0])).mean() + np.log1p(np.exp(fake[:, 0])).mean()
    for y, labels in ((real, real_labels), (fake, fake_labels)):
        e = np.exp(y[:, 1:])
        loss -= np.log(e[np.arange(len(y)), labels] / e.sum(axis=1)).mean()
    return loss


EXERCISE = Exercise(
    auxiliary_classifier_loss,
    title="AC-GAN's discriminator: real or not, and which class",
    statement=r"""
        A conditional $D$ is *told* the label. In AC-GAN (Odena et al. 2017) it must *find* it: $D$ sees the row alone
        and has $1 + k$ outputs, its logit $y_{i0}$ and $k$ logits of the classes. There are two objectives,
        $$L_S = \mathbb{E} \log P(\text{real} \mid X_{real}) + \mathbb{E} \log P(\text{generated} \mid X_{fake}),$$
        $$L_C = \mathbb{E} \log P(C = c \mid X_{real}) + \mathbb{E} \log P(C = c \mid X_{fake}).$$
        $D$ ascends $L_S + L_C$, and $G$ ascends $L_C - L_S$: the two are opponents about the first and partners
        about the second. The label of a generated row is the one that $G$ was asked for. Each expectation is the mean
        over its own rows, the first two with the sigmoid of column 0, the others with the softmax of the columns
        behind it.

        Write what $D$ descends, $-(L_S + L_C)$, and its gradients with respect to both outputs.
    """,
    source="Odena, Olah & Shlens 2017 (AC-GAN), eq. 2 and 3",
    notebook=17,
    hints=(
        "There are four means. Column 0 is in two of them, the other columns are in the other two, so each column's "
        "gradient comes from one term only.",
        "Column 0: softplus of -y for real rows and of y for generated ones; belief minus target. The other columns: "
        "the softmax cross-entropy; again belief minus target, now with one-hot rows.",
        "Treat both kinds of rows in one loop: y, labels, and a sign for column 0. np.hstack puts the gradient of "
        "column 0 and that of the k columns together, and both are divided by the number of these rows.",
    ),
    explanation="""
        Nothing new is in it: D's old loss on the first column and a softmax cross-entropy on the others. D learns the
        classes from the real rows, and from G's own rows too, as if G always made what it was asked for. G's
        gradient comes through the same columns: the class part with the same sign, the first column with the
        opposite one (or, as in the non-saturating loss, the real rows' term at generated rows). Some programs multiply
        the sum by 1/2 or 1/4, which Adam does not notice.
    """,
    in_numgan=(family.ACGAN.judged, losses.softmax_cross_entropy),
    draw=draw,
    returns=("loss", "dreal", "dfake"),
    known=(
        Known(
            (
                np.array([[0.0, np.log(3.0), 0.0]]),
                np.array([[np.log(3.0), 0.0, 0.0], [-np.log(3.0), 0.0, np.log(3.0)]]),
                np.array([0]),
                np.array([1, 0]),
            ),
            (
                3.5 * np.log(2) + 1.5 * np.log(4 / 3),
                np.array([[-1 / 2, -1 / 4, 1 / 4]]),
                np.array([[3 / 8, 1 / 4, -1 / 4], [1 / 8, -3 / 8, 3 / 8]]),
            ),
            "the real row: D = 1/2 and the right class has 3/4, so log 2 + log(4/3). The generated rows: D = 3/4 and "
            "1/4, so (log 4 + log(4/3)) / 2; their classes have 1/2 and 1/4, so (log 2 + log 4) / 2",
        ),
        Known(
            (np.zeros((2, 5)), np.zeros((2, 5)), np.array([3, 1]), np.array([0, 3])),
            (
                6 * np.log(2),
                np.array([[-2, 1, 1, 1, -3], [-2, 1, -3, 1, 1]]) / 8,
                np.array([[2, -3, 1, 1, 1], [2, 1, 1, 1, -3]]) / 8,
            ),
            "D knows nothing: log 2 for real or not, twice, and log 4 for the class, twice",
        ),
    ),
    gradients=(Gradient("dreal", "real", total), Gradient("dfake", "fake", total)),
    extremes=(
        (
            np.array([[1000.0, 1000.0, -1000.0], [-1000.0, 0.0, 0.0]]),
            np.array([[-1000.0, 1000.0, 1000.0]]),
            np.array([1, 0]),
            np.array([0]),
        ),
        (
            np.array([[0.5, -1000.0, -1001.0, -1000.0]]),
            np.array([[1000.0, 2.0, 1.0, 0.0], [-0.5, 89.0, 88.0, 90.0]]),
            np.array([2]),
            np.array([1, 1]),
        ),
    ),
    factors=lambda real, fake, real_labels, fake_labels: {
        **batch_factors(len(real)),
        **batch_factors(len(fake)),
        0.5: "halved: that is half the sum of the two losses, as some programs have it; the paper's is the sum",
        0.25: "divided by 4: as a mean of four terms; the paper's loss is their sum",
    },
    mutants=(
        Mutant(
            real_classes_only,
            "the class of generated rows",
            cause="the class of generated rows is missing: L_C has a term for them too, with the labels that G was "
            "asked for",
        ),
        Mutant(
            fake_classes_only,
            "the class of real rows",
            cause="the class of real rows is missing: from them D learns what the labels mean (without them this is "
            "InfoGAN)",
        ),
        Mutant(
            fake_classes_wrong,
            "partners about the class",
            cause="D is rewarded here for a wrong class at generated rows: the two are partners about the class, both "
            "ascend L_C",
        ),
        Mutant(classes_only, "L_S is missing", cause="L_S is missing: column 0 must still say real or generated"),
        Mutant(
            sources_only,
            "L_C is missing",
            cause="L_C is missing: this is the first GAN's loss, and the class columns have no gradient",
        ),
        Mutant(
            generators,
            "what G descends",
            cause="this is what G descends, L_S - L_C: D descends -(L_S + L_C)",
        ),
        Mutant(
            classes_subtracted,
            "L_C has the wrong sign",
            cause="L_C has the wrong sign: D ascends both L_S and L_C",
        ),
        Mutant(halved, "half the sum"),
        Mutant(
            kinds_exchanged,
            "column 0 is the wrong way round",
            cause="column 0 is the wrong way round: its logit is high for real rows",
        ),
        Mutant(
            one_softmax,
            "leave column 0 out of the softmax",
            cause="the softmax runs over all 1 + k columns: leave column 0 out of the softmax, it has a sigmoid of its "
            "own",
        ),
        Mutant(
            off_by_one,
            "column 1 + c",
            cause="each label is one column too far left: class c is in column 1 + c",
        ),
        Mutant(
            labels_of_all_rows,
            "L_C is two means",
            cause="the classes of all rows are one mean here: L_C is two means, each over its own rows",
        ),
        Mutant(
            one_mean,
            "divided by the number of all rows",
            cause="both were divided by the number of all rows: each mean is over its own rows, B real and B' "
            "generated ones",
        ),
        Mutant(
            over_all_entries,
            "one right class",
            cause="the classes were divided by k too: each row has one right class, and the mean is over rows",
        ),
        Mutant(
            no_mean,
            "each row counts 1 / B",
            cause="the loss is right, but the gradients are those of sums: in a mean each row counts 1 / B, or 1 / B'",
        ),
        Mutant(
            from_probabilities,
            "before its logarithm",
            cause="a probability is rounded to 0 before its logarithm is taken: use np.logaddexp(0, .) for column 0, "
            "and shifted logits minus the logarithm of their sum for the classes",
        ),
        Mutant(
            overflows,
            "exp overflows",
            cause="exp overflows for large outputs: use np.logaddexp for column 0, and subtract each row's maximum "
            "from the classes' logits",
        ),
        Mutant(
            fakes_as_constants,
            "the loss depends on them",
            cause="the class columns of dfake are 0, but L_C has a term for generated rows, so the loss depends on "
            "them",
        ),
        Mutant(
            slope_again,
            "D (1 - D) is multiplied in once too often",
            cause="D (1 - D) is multiplied in once too often: belief minus target already contains it",
        ),
        Mutant(
            sigmoid_for_each_class,
            "one sigmoid for each class",
            cause="the classes have one sigmoid for each class here: they share one softmax",
        ),
    ),
)
