import numpy as np

from .... import turns
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def feature_matching(real_features, fake_features):
    """G's loss in feature matching, and its gradient.

    real_features : (B, n), what an inner layer of D gives for B real rows
    fake_features : (B', n), the same for generated rows; B' may differ from B
    Returns loss, a single number, the squared distance between the two means; dfake (B', n), its gradient with respect
    to fake_features.
    """
    d = fake_features.mean(axis=0) - real_features.mean(axis=0)
    return (d * d).sum(), np.tile(d * (2 / len(fake_features)), (len(fake_features), 1))


def mean_over_features(real_features, fake_features):
    return tuple(value / real_features.shape[1] for value in feature_matching(real_features, fake_features))


def distance(real_features, fake_features):
    loss, dfake = feature_matching(real_features, fake_features)
    return np.sqrt(loss), dfake / (2 * np.sqrt(loss))


def absolute_differences(real_features, fake_features):
    d = fake_features.mean(axis=0) - real_features.mean(axis=0)
    return np.abs(d).sum(), np.tile(np.sign(d) / len(fake_features), (len(fake_features), 1)).astype(d.dtype)


def sums(real_features, fake_features):
    d = fake_features.sum(axis=0) - real_features.sum(axis=0)
    return (d * d).sum(), np.tile(2 * d, (len(fake_features), 1))


def no_means_in_the_gradient(real_features, fake_features):
    loss, dfake = feature_matching(real_features, fake_features)
    return loss, dfake * len(fake_features)


def number_of_real_rows(real_features, fake_features):
    loss, dfake = feature_matching(real_features, fake_features)
    return loss, dfake * (len(fake_features) / len(real_features))


def two_missing(real_features, fake_features):
    loss, dfake = feature_matching(real_features, fake_features)
    return loss, dfake / 2


def half(real_features, fake_features):
    return tuple(value / 2 for value in feature_matching(real_features, fake_features))


def flees(real_features, fake_features):
    loss, dfake = feature_matching(real_features, fake_features)
    return loss, -dfake


def every_pair(real_features, fake_features):
    d = fake_features[:, None] - real_features
    return (d * d).sum(axis=2).mean(), d.mean(axis=1) * (2 / len(fake_features))


def each_row_to_the_mean(real_features, fake_features):
    d = fake_features - real_features.mean(axis=0)
    return (d * d).sum(axis=1).mean(), d * (2 / len(fake_features))


def own_pull(real_features, fake_features):
    loss, _ = feature_matching(real_features, fake_features)
    return loss, (fake_features - real_features.mean(axis=0)) * (2 / len(fake_features))


def one_mean(real_features, fake_features):
    d = fake_features.mean() - real_features.mean()
    return d * d, np.full_like(fake_features, 2 * d / fake_features.size)


def one_row(real_features, fake_features):
    loss, dfake = feature_matching(real_features, fake_features)
    return loss, dfake[0]


def for_the_real_rows(real_features, fake_features):
    loss, dreal = feature_matching(fake_features, real_features)
    return loss, dreal


def mean_of_squares(real_features, fake_features):
    d = (fake_features**2).mean(axis=0) - (real_features**2).mean(axis=0)
    return (d * d).sum(), 4 * d * fake_features / len(fake_features)


def draw(rng):
    B, B_fake, n = (int(n) for n in rng.choice(np.arange(2, 9), size=3, replace=False))
    return rng.normal(0.5, 1, size=(B, n)), rng.normal(-0.5, 1.5, size=(B_fake, n))


def loss(real_features, fake_features):
    total = 0.0
    for k in range(real_features.shape[1]):
        total += (sum(real_features[:, k]) / len(real_features) - sum(fake_features[:, k]) / len(fake_features)) ** 2
    return float(total)


ALIKE = np.array([[1.0, 2.0], [3.0, -4.0]]), np.array([[2.0, -1.0]])  # one generated row, at the mean of both
FAR = np.array([[1e6, -2e6], [3e6, 1e6]]), np.array([[-1e6, 5.0], [0.0, 1.0], [2.0, 7e5]])

EXERCISE = Exercise(
    feature_matching,
    title="Look like the data on average",
    statement=r"""
        A $G$ that is told to beat $D$ runs after whatever $D$ believes at this moment. Feature matching gives it
        another goal (Salimans et al. 2016). An inner layer of $D$ computes $n$ features of a row, the numbers from
        which $D$ judges. The *mean* of these features over generated rows should be their mean over real rows. With the
        features $h_i$ of $B$ real rows and $\tilde h_j$ of $B'$ generated ones,
        $$L = \lVert \mu - \tilde\mu \rVert^2, \qquad \mu = \frac1B \sum_i h_i, \qquad
        \tilde\mu = \frac{1}{B'} \sum_j \tilde h_j,$$
        with the sum of squares over the $n$ features. $D$ stands still and real rows are constants, so the gradient is
        wanted with respect to the generated features only. What differs between two generated rows in it?

        Write the loss and the gradient.
    """,
    source="Salimans et al. 2016, section 3.1",
    notebook=18,
    hints=(
        "Write d for the difference of the two means, n numbers. The loss is a sum of their squares: what is its "
        "derivative with respect to d?",
        "Entry k of the mean of the generated features contains entry k of generated row j with the factor 1 / B'. "
        "The real rows have a number of rows of their own.",
        "All rows of dfake are alike. np.tile(row, (B', 1)) makes an array of them, or np.zeros_like plus a row.",
    ),
    explanation="""
        Each generated row is pushed in the same direction, whatever it is itself: there is nothing to gain from the one
        row that D likes best. But the loss says nothing about single rows, and rows that are all wrong may have the
        right mean. Salimans et al. saw the better classifiers with this loss, and the better samples without it.
    """,
    in_numgan=(turns.match_features,),
    draw=draw,
    returns=("loss", "dfake"),
    known=(
        Known(
            (
                np.array([[1.0, 4.0, 0.0], [3.0, 0.0, 2.0]]),
                np.array([[0.0, 1.0, 5.0], [2.0, -1.0, 4.0], [4.0, 1.0, 3.0], [2.0, -1.0, 4.0]]),
            ),
            (13.0, np.tile([0.0, -1.0, 1.5], (4, 1))),
            "the means are (2, 2, 1) and (2, 0, 4), so d = (0, -2, 3) and the loss is 0 + 4 + 9; each row of dfake is "
            "2 d / 4",
        ),
    ),
    gradients=(Gradient("dfake", "fake_features", loss),),
    extremes=(ALIKE, FAR),
    factors=lambda real_features, fake_features: {
        2.0: "twice too large: the 2 of the square is there once",
        0.5: "halved: there is no 1/2 before the square, so its derivative has a 2",
        1 / real_features.shape[1]: "the squares were averaged over the features: they are added up",
        **batch_factors(len(fake_features)),
    },
    mutants=(
        Mutant(
            mean_over_features,
            "added up",
            cause="the squares were averaged over the n features: they are added up",
        ),
        Mutant(distance, "without a root", cause="this is the distance itself: take its square, without a root"),
        Mutant(
            absolute_differences,
            "absolute differences",
            cause="these are absolute differences: the loss has their squares",
        ),
        Mutant(
            sums,
            "the means of the features",
            cause="the sums over rows were compared: compare the means of the features",
        ),
        Mutant(
            no_means_in_the_gradient,
            "the factor 1 / B'",
            cause="the loss is right, but dfake misses the factor 1 / B' of the mean over generated rows",
        ),
        Mutant(
            number_of_real_rows,
            "the number of generated rows",
            cause="dfake was divided by the number of real rows: it is the number of generated rows that counts",
        ),
        Mutant(
            two_missing,
            "the 2 of the square",
            cause="the loss is right, but the 2 of the square is missing in dfake",
        ),
        Mutant(half, "no 1/2", cause="there is no 1/2 in this loss"),
        Mutant(
            flees,
            "wrong sign",
            cause="dfake has the wrong sign: where the generated mean is too large, the loss rises with it",
        ),
        Mutant(
            every_pair,
            "means first",
            cause="every generated row was compared with every real row: take the two means first, then one difference",
        ),
        Mutant(
            each_row_to_the_mean,
            "by itself",
            cause="each generated row was compared by itself with the real mean: take the mean of the generated rows "
            "first",
        ),
        Mutant(
            own_pull,
            "alike for all rows",
            cause="each row of dfake pulls its own row to the real mean: only the generated mean is in the loss, so "
            "dfake is alike for all rows",
        ),
        Mutant(
            one_mean,
            "a mean of its own",
            cause="one mean was taken over the whole array: each feature has a mean of its own, axis=0",
        ),
        Mutant(one_row, "dfake has shape"),
        Mutant(
            for_the_real_rows,
            "dfake has shape",
            cause="this is the gradient with respect to the real features: G learns through the generated ones",
        ),
        Mutant(
            mean_of_squares,
            "the features themselves",
            cause="the means of the squared features were compared: compare those of the features themselves",
        ),
    ),
)
