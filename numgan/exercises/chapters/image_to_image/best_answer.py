import numpy as np

from ....objectives import losses
from ...exercise import Exercise, Known, Mutant


def best_answer(values, probabilities):
    """The best single answer where several values are possible, by the absolute and by the squared difference.

    values : (k,), different numbers, in any order
    probabilities : (k,), above 0, with the sum 1
    Returns l1, the number a with the least expected |a - value|, and l2, the one with the least expected
    (a - value)^2.
    """
    order = np.argsort(values)
    reached = np.cumsum(probabilities[order]) >= 0.5
    return values[order][reached.argmax()], (probabilities * values).sum()


def mean_for_both(values, probabilities):
    mean = (probabilities * values).sum()
    return mean, mean


def median_for_both(values, probabilities):
    l1, _ = best_answer(values, probabilities)
    return l1, l1


def exchanged(values, probabilities):
    return best_answer(values, probabilities)[::-1]


def most_probable(values, probabilities):
    return values[probabilities.argmax()], (probabilities * values).sum()


def all_alike(values, probabilities):
    return np.median(values), values.mean()


def median_of_all_alike(values, probabilities):
    return np.median(values), (probabilities * values).sum()


def not_sorted(values, probabilities):
    return values[(np.cumsum(probabilities) >= 0.5).argmax()], (probabilities * values).sum()


def one_too_low(values, probabilities):
    order = np.argsort(values)
    below = np.cumsum(probabilities[order]) < 0.5
    return values[order][max(below.sum() - 1, 0)], (probabilities * values).sum()


def probabilities_not_sorted(values, probabilities):
    return np.sort(values)[(np.cumsum(probabilities) >= 0.5).argmax()], (probabilities * values).sum()


def middle_of_the_range(values, probabilities):
    return (values.min() + values.max()) / 2, (probabilities * values).sum()


def squares_in_the_mean(values, probabilities):
    l1, _ = best_answer(values, probabilities)
    return l1, (probabilities * values**2).sum()


def draw(rng):
    while True:
        k = int(rng.integers(4, 9))
        probabilities = rng.dirichlet(np.ones(k))
        values = rng.normal(0, 2, k)
        reached = np.cumsum(probabilities[np.argsort(values)])
        if probabilities.min() > 0.01 and np.abs(reached - 0.5).min() > 0.01:
            return values, probabilities


EXERCISE = Exercise(
    best_answer,
    title="Why L1 answers with a median, and L2 with a mean",
    statement=r"""
        A network shall colour in an outline. The pixel beside the edge is ink in some images and paper in others, and
        the outline does not say in which. Whatever the network answers is wrong in some of the images. Which single
        answer $a$ is best, if the possible values $v_1, \dots, v_k$ have the probabilities $p_1, \dots, p_k$? It
        depends on how an error is counted:
        $$\text{l1}: \; \min_a \sum_i p_i |a - v_i|, \qquad \text{l2}: \; \min_a \sum_i p_i (a - v_i)^2 .$$
        Differentiate both with respect to $a$. The derivative of $|a - v|$ is $-1$ below $v$ and $1$ above it. So the
        first sum falls while more than half of the probability lies above $a$, and rises when more than half lies
        below.

        Write both answers. (No partial sum of the sorted probabilities is 1/2, so the first answer is one of the
        values.)
    """,
    source="Isola et al. 2017, section 4.2, where the median of an uncertain colour is a grey",
    notebook=21,
    hints=(
        "The second derivative is 2 sum p_i (a - v_i): where is it 0? The first one is (the probability below a) minus "
        "(the probability above a): where does it change its sign?",
        "Put the values in order, with their probabilities, and add the probabilities up from the smallest value on. "
        "The first value at which the sum is at least one half is the median.",
        "np.argsort gives the order, np.cumsum the sums, and argmax of an array of True and False finds the first "
        "True.",
    ),
    explanation="""
        Ink with probability .6 and paper with .4: the median says ink, always, and the mean says a grey of .6. For a
        pixel that is ink in four images of ten the median is paper. So L1 blurs less than L2 where one value is likely,
        and where nothing is, in a hole of a photograph or in the colour of a car, its medians of single pixels make a
        picture that nobody has ever seen. No choice of a distance between single pixels helps: each of them asks for
        one number for each pixel. A discriminator asks whether the pixels go together.
    """,
    in_numgan=(losses.absolute, losses.squared),
    draw=draw,
    returns=("l1", "l2"),
    known=(
        Known(
            (np.array([0.0, 1.0]), np.array([0.625, 0.375])),
            (0.0, 0.375),
            "with a = 0 the expected |a - v| is .375, and each step up costs .625 and gains .375; the mean is .375 * 1",
        ),
        Known(
            (np.array([4.0, 0.0, 1.0]), np.array([0.375, 0.4375, 0.1875])),
            (1.0, 1.6875),
            "sorted: 0 with .4375, 1 with .1875, 4 with .375. The sums are .4375, .625 and 1, so the median is 1; the "
            "mean is .1875 + 1.5",
        ),
        Known(
            (np.array([0.0, 1.0, 8.0]), np.array([0.5625, 0.3125, 0.125])),
            (0.0, 1.3125),
            "0 has more than half of the probability, so it is the median; the mean, .3125 + 1, is nearer to 1",
        ),
    ),
    extremes=(
        (np.array([7.0]), np.array([1.0])),
        (np.array([1e6, -1e6, 0.5]), np.array([0.3, 0.3, 0.4])),
    ),
    mutants=(
        Mutant(
            mean_for_both,
            "l1 is the mean",
            cause="l1 is the mean, as l2 is: the absolute difference has another best answer",
        ),
        Mutant(
            median_for_both,
            "l2 is the median",
            cause="l2 is the median, as l1 is: where is the derivative of the squares 0?",
        ),
        Mutant(exchanged, "exchanged", cause="l1 and l2 are exchanged: the mean is best for squares"),
        Mutant(
            most_probable,
            "the most probable value",
            cause="l1 is the most probable value: it can be at one end, with more than half of the probability beyond "
            "it",
        ),
        Mutant(all_alike, "as if all were equally probable", cause="both are computed as if all were equally probable"),
        Mutant(
            median_of_all_alike,
            "all values count alike",
            cause="l1 is the median of the list, where all values count alike: each counts with its probability",
        ),
        Mutant(
            not_sorted,
            "in the order of the list",
            cause="the probabilities were added up in the order of the list: put the values in order first",
        ),
        Mutant(
            one_too_low,
            "one value too low",
            cause="l1 is one value too low: take the first at which the sum reaches one half",
        ),
        Mutant(
            probabilities_not_sorted,
            "take the probabilities along",
            cause="the values were sorted without their probabilities: take the probabilities along",
        ),
        Mutant(
            middle_of_the_range,
            "the middle of the range",
            cause="l1 is the middle of the range: it has the least largest difference, not the least expected one",
        ),
        Mutant(
            squares_in_the_mean,
            "the values themselves",
            cause="l2 is the mean of the squares: the mean of the values themselves is wanted",
        ),
    ),
)
