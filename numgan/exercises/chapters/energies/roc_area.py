import numpy as np

from ....evaluation import ranking
from ...exercise import Exercise, Known, Mutant


def roc_area(normal, anomalous):
    """How often the score of an anomaly is above that of a normal row.

    normal : (m,), the scores of normal rows
    anomalous : (n,), the scores of anomalies; high means strange
    Returns a number from 0 to 1, over all m n pairs; a pair of equal scores counts 1/2.
    """
    difference = anomalous[:, None] - normal
    return ((difference > 0) + 0.5 * (difference == 0)).mean()


def upside_down(normal, anomalous):
    return roc_area(anomalous, normal)


def ties_lost(normal, anomalous):
    return (anomalous[:, None] > normal).mean()


def ties_won(normal, anomalous):
    return (anomalous[:, None] >= normal).mean()


def ties_left_out(normal, anomalous):
    won, lost = (anomalous[:, None] > normal).sum(), (anomalous[:, None] < normal).sum()
    return won / max(won + lost, 1)


def number_of_pairs(normal, anomalous):
    return roc_area(normal, anomalous) * len(normal) * len(anomalous)


def above_the_mean(normal, anomalous):
    return (anomalous > normal.mean()).mean()


def above_the_highest(normal, anomalous):
    return (anomalous > normal.max()).mean()


def best_accuracy(normal, anomalous):
    both = np.append(normal, anomalous)
    kind = np.append(0 * normal, 0 * anomalous + 1)
    return max(((both >= t) == kind).mean() for t in both)


def row_by_row(normal, anomalous):
    n = min(len(normal), len(anomalous))
    return (anomalous[:n] > normal[:n]).mean() + 0.5 * (anomalous[:n] == normal[:n]).mean()


def distance_of_the_means(normal, anomalous):
    return (anomalous.mean() - normal.mean()) / (np.append(normal, anomalous).std() + 1e-9)


def soft(normal, anomalous):
    return (1 / (1 + np.exp(-(anomalous[:, None] - normal)))).mean()


def gini(normal, anomalous):
    return 2 * roc_area(normal, anomalous) - 1


def all_rows_in_the_pairs(normal, anomalous):
    return roc_area(np.append(normal, anomalous), anomalous)


def draw(rng):
    m, n = (int(size) for size in rng.choice(np.arange(6, 12), size=2, replace=False))
    while True:
        normal, anomalous = rng.integers(0, 8, m) / 4, rng.integers(1, 10, n) / 4
        if 0.6 < roc_area(normal, anomalous) < 0.9 and (anomalous[:, None] == normal).sum() % 2:
            return normal, anomalous


EXERCISE = Exercise(
    roc_area,
    title="Is a score any good? The area under the ROC curve",
    statement=r"""
        A score of strangeness is useful if anomalies have higher ones than normal rows. How often is it so? Every
        threshold gives one answer: a share of anomalies found, and a share of false alarms. The ROC curve shows the
        first over the second for all thresholds, and the area under it needs no threshold at all, because it is the
        probability that a randomly drawn anomaly has a higher score than a randomly drawn normal row, where equal
        scores count one half,
        $$A = \frac{1}{m n} \sum_{i=1}^m \sum_{j=1}^n [a_j > u_i] + \tfrac12 [a_j = u_i].$$
        Here $u$ are the scores of $m$ normal rows, $a$ those of $n$ anomalies, and a bracket is 1 if it is true and 0
        otherwise. A score that says nothing has $A = 1/2$.

        Write it.
    """,
    source="Hanley & McNeil 1982, The Meaning and Use of the Area under a ROC Curve",
    notebook=20,
    hints=(
        "There are m n pairs: compare each anomaly with each normal row.",
        "Two arrays of shapes (n, 1) and (m,) make one of shape (n, m) when they are subtracted or compared.",
        "A comparison gives True and False, which count as 1 and 0 in a mean. Add half of where the two are equal.",
    ),
    explanation="""
        Only the order of the scores counts: their logarithms have the same area. With many rows one sorts instead of
        comparing m n pairs, and the sum of the anomalies' ranks says the same. The area does not depend on how rare
        anomalies are, which is convenient and misleading: among ten thousand normal rows an area of 0.99 may still mean
        a hundred false alarms before the first anomaly is found.
    """,
    in_numgan=(ranking.roc_auc,),
    draw=draw,
    float32=False,
    known=(
        Known(
            (np.array([0.0, 1.0, 2.0, 2.0]), np.array([1.0, 3.0])),
            11 / 16,
            "the anomaly 3 is above all four; 1 is above 0 and equal to 1: 4 + 1 + 1/2 of 8 pairs",
        ),
        Known((np.array([1.0, 1.0]), np.array([1.0])), 0.5, "all are equal: the scores say nothing"),
    ),
    extremes=(
        (np.array([5.0, 6.0]), np.array([1.0, 2.0, 3.0])),  # all is upside down
        (np.array([-1e6, -2e6]), np.array([-1e5])),
    ),
    mutants=(
        Mutant(
            upside_down,
            "upside down",
            cause="this is upside down: the share of pairs in which the normal row has the higher score",
        ),
        Mutant(ties_lost, "count one half", cause="equal scores count 0 here: they count one half"),
        Mutant(ties_won, "count one half", cause="equal scores count 1 here: they count one half"),
        Mutant(
            ties_left_out,
            "are pairs too",
            cause="pairs of equal scores were left out: they are pairs too, and count one half",
        ),
        Mutant(
            number_of_pairs,
            "divide by the number of pairs",
            cause="this is the number of pairs: divide by the number of pairs, m n",
        ),
        Mutant(
            above_the_mean,
            "each normal row",
            cause="the anomalies were compared with the normal rows' mean: compare them with each normal row",
        ),
        Mutant(
            above_the_highest,
            "all normal rows at once",
            cause="the anomalies were compared with the highest normal score: a pair is one anomaly and one normal "
            "row, not all normal rows at once",
        ),
        Mutant(
            best_accuracy,
            "without a threshold",
            cause="this is the accuracy of the best threshold: the area is found without a threshold",
        ),
        Mutant(
            row_by_row,
            "all m n pairs",
            cause="row i was compared with row i only: there are all m n pairs",
        ),
        Mutant(
            distance_of_the_means,
            "only the order",
            cause="this is a distance of the means, in deviations: only the order of the scores counts",
        ),
        Mutant(
            soft,
            "either above or not",
            cause="a sigmoid of the difference was taken: a score is either above or not",
        ),
        Mutant(
            gini,
            "from 0 to 1",
            cause="this is 2 A - 1, from -1 to 1: the area goes from 0 to 1",
        ),
        Mutant(
            all_rows_in_the_pairs,
            "with normal rows only",
            cause="the anomalies were compared with all rows: compare them with normal rows only",
        ),
    ),
)
