import numpy as np

from ....evaluation import anomalies
from ...exercise import Exercise, Known, Mutant


def anomaly_score(x, y, features_x, features_y, weight):
    """AnoGAN's score of each row: what its best reconstruction leaves unexplained.

    x : (B, n), rows
    y : (B, n), for each row the nearest that G can make
    features_x, features_y : (B, m), what an inner layer of D gives for x and for y
    weight : float from 0 to 1, of the features
    Returns (B,), high for what is strange.
    """
    residual = np.abs(x - y).sum(axis=1)
    return (1 - weight) * residual + weight * np.abs(features_x - features_y).sum(axis=1)


def parts(x, y, features_x, features_y):
    return np.abs(x - y).sum(axis=1), np.abs(features_x - features_y).sum(axis=1)


def weights_exchanged(x, y, features_x, features_y, weight):
    return anomaly_score(x, y, features_x, features_y, 1 - weight)


def residual_not_weighted(x, y, features_x, features_y, weight):
    r, f = parts(x, y, features_x, features_y)
    return r + weight * f


def no_weights(x, y, features_x, features_y, weight):
    return sum(parts(x, y, features_x, features_y))


def residual_alone(x, y, features_x, features_y, weight):
    return parts(x, y, features_x, features_y)[0]


def features_alone(x, y, features_x, features_y, weight):
    return parts(x, y, features_x, features_y)[1]


def means(x, y, features_x, features_y, weight):
    r, f = parts(x, y, features_x, features_y)
    return (1 - weight) * r / x.shape[1] + weight * f / features_x.shape[1]


def squares(x, y, features_x, features_y, weight):
    r, f = ((x - y) ** 2).sum(axis=1), ((features_x - features_y) ** 2).sum(axis=1)
    return (1 - weight) * r + weight * f


def lengths(x, y, features_x, features_y, weight):
    r, f = np.linalg.norm(x - y, axis=1), np.linalg.norm(features_x - features_y, axis=1)
    return (1 - weight) * r + weight * f


def signs_left(x, y, features_x, features_y, weight):
    return (1 - weight) * (x - y).sum(axis=1) + weight * (features_x - features_y).sum(axis=1)


def absolute_of_the_sums(x, y, features_x, features_y, weight):
    r, f = np.abs((x - y).sum(axis=1)), np.abs((features_x - features_y).sum(axis=1))
    return (1 - weight) * r + weight * f


def one_number(*arguments):
    return anomaly_score(*arguments).mean()


def normality(*arguments):
    return -anomaly_score(*arguments)


def largest_entry(x, y, features_x, features_y, weight):
    r, f = np.abs(x - y).max(axis=1), np.abs(features_x - features_y).max(axis=1)
    return (1 - weight) * r + weight * f


def features_against_rows(x, y, features_x, features_y, weight):
    r = np.abs(x - y).sum(axis=1)
    return (1 - weight) * r + weight * np.abs(features_x).sum(axis=1)


def draw(rng):
    B, n, m = (int(size) for size in rng.choice(np.arange(3, 9), size=3, replace=False))
    x, y = rng.uniform(-1, 1, (2, B, n))
    features_x, features_y = rng.normal(size=(2, B, m))
    return x, y, features_x, features_y, float(rng.uniform(0.1, 0.4))


EXERCISE = Exercise(
    anomaly_score,
    title="What a generator cannot explain",
    statement=r"""
        Train a GAN on healthy tissue only, and show it a scan: is something strange in it? AnoGAN (Schlegl et al. 2017)
        looks for the latent whose row $y = G(z)$ is nearest to the row $x$, by descent through $G$. What $G$ has never
        learned to make, it cannot explain. The score of a row is what is left over,
        $$A(x) = (1 - \lambda) \sum_j |x_j - y_j| + \lambda \sum_k |h(x)_k - h(y)_k|,$$
        in the row itself, the *residual*, and in the features $h$ that an inner layer of $D$ sees. $D$'s verdict is not
        in it: at the end of training it says little about a single row.

        Write the score of each row. $\lambda$ is `weight`.
    """,
    source="Schlegl et al. 2017 (AnoGAN), Unsupervised Anomaly Detection with GANs to Guide Marker Discovery",
    notebook=20,
    hints=(
        "Two differences, both without their signs, entry by entry.",
        "Add up along axis=1, so that each row keeps a number of its own.",
        "np.abs of the difference first, and then the sum. The features count with the weight, the residual with what "
        "is left of 1.",
    ),
    explanation="""
        Both are sums, so the number of pixels and of features is in the score, and lambda = 0.1 is no statement about
        importance until one knows both. The residual also shows *where* a row is strange. A high score has two possible
        causes: the row is strange, or the search has not found its latent. And a G that can make everything explains
        everything.
    """,
    in_numgan=(anomalies.anogan_scores, anomalies.anogan_error),
    draw=draw,
    known=(
        Known(
            (
                np.array([[1.0, 0.0, -1.0], [0.5, 0.5, 0.5]]),
                np.array([[0.5, 0.0, 1.0], [0.5, 0.5, 0.5]]),
                np.array([[4.0, 1.0], [0.0, 2.0]]),
                np.array([[2.0, 3.0], [0.0, 2.0]]),
                0.25,
            ),
            np.array([2.875, 0.0]),
            "row 0: the residual is 1/2 + 0 + 2, and the features differ by 2 + 2: 3/4 * 2.5 + 1/4 * 4. Row 1 is "
            "explained",
        ),
    ),
    extremes=(
        (np.array([[1.0, -1.0]]), np.array([[-1.0, 1.0]]), np.array([[5.0]]), np.array([[5.0]]), 0.0),
        (np.array([[1.0, -1.0]]), np.array([[-1.0, 1.0]]), np.array([[5.0]]), np.array([[-5.0]]), 1.0),
    ),
    factors=lambda x, y, features_x, features_y, weight: {
        -1: "sign flipped: the score is high for what is strange",
    },
    mutants=(
        Mutant(
            weights_exchanged,
            "the features count with the weight",
            cause="the two weights are exchanged: the features count with the weight",
        ),
        Mutant(
            residual_not_weighted,
            "1 - lambda",
            cause="the residual counts in full: its weight is 1 - lambda",
        ),
        Mutant(no_weights, "a weight each", cause="both parts count in full: they have a weight each"),
        Mutant(
            residual_alone,
            "the features are missing",
            cause="the features are missing: what D's inner layer sees of the difference",
        ),
        Mutant(features_alone, "the residual is missing", cause="the residual is missing, x - y itself"),
        Mutant(
            means,
            "sums over entries",
            cause="the entries were averaged: both parts are sums over entries",
        ),
        Mutant(
            squares, "not their squares", cause="squares were added up: it is the differences' sizes, not their squares"
        ),
        Mutant(
            lengths,
            "entry by entry",
            cause="these are lengths, with squares and a root: it is a sum of absolute values, entry by entry",
        ),
        Mutant(
            signs_left,
            "cancel",
            cause="the differences were added up with their signs, so they cancel: take absolute values first",
        ),
        Mutant(
            absolute_of_the_sums,
            "before the sum",
            cause="the absolute value of the sum was taken: take that of each entry, before the sum",
        ),
        Mutant(one_number, "has shape ()"),
        Mutant(normality, "high for what is strange"),
        Mutant(
            largest_entry,
            "of all entries",
            cause="only the largest difference counts here: it is the sum of all entries",
        ),
        Mutant(
            features_against_rows,
            "features of y",
            cause="the features of y are missing: the features of x are compared with them",
        ),
    ),
)
