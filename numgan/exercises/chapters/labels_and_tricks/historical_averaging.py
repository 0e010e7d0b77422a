import numpy as np

from .... import optimizers
from ...exercise import Exercise, Gradient, Known, Mutant


def historical_averaging(params, average, t, weight):
    """The term that draws a player to the mean of its past, its gradient, and the mean for the next step.

    params : (n,), today's parameters, after t updates
    average : (n,), the mean of the t earlier ones, those of today not among them; zeros for t = 0
    t : int >= 0, the number of updates made so far
    weight : float > 0
    Returns term, a single number; dparams (n,), its gradient, where the average counts as a constant; and the new
    average (n,), the mean of t + 1 values. For t = 0 there is no past: term and gradient are 0.
    """
    away = params - average
    new_average = average + away / (t + 1)
    if t == 0:
        away = np.zeros_like(params)
    return weight * (away @ away), 2 * weight * away, new_average


def no_past_forgotten(params, average, t, weight):
    away = params - average
    return weight * (away @ away), 2 * weight * away, average + away / (t + 1)


def today_in_the_average(params, average, t, weight):
    new_average = average + (params - average) / (t + 1)
    away = params - new_average
    return weight * (away @ away), 2 * weight * away, new_average


def through_the_average(params, average, t, weight):
    term, dparams, new_average = historical_averaging(params, average, t, weight)
    return term, dparams * (t / (t + 1)), new_average


def two_missing(params, average, t, weight):
    term, dparams, new_average = historical_averaging(params, average, t, weight)
    return term, dparams / 2, new_average


def half(params, average, t, weight):
    return historical_averaging(params, average, t, weight / 2)


def drives_away(params, average, t, weight):
    term, dparams, new_average = historical_averaging(params, average, t, weight)
    return term, -dparams, new_average


def no_weight(params, average, t, weight):
    return historical_averaging(params, average, t, 1.0)


def weight_not_in_the_gradient(params, average, t, weight):
    term, dparams, new_average = historical_averaging(params, average, t, weight)
    return term, dparams / weight, new_average


def mean_over_entries(params, average, t, weight):
    term, dparams, new_average = historical_averaging(params, average, t, weight)
    return term / len(params), dparams / len(params), new_average


def distance(params, average, t, weight):
    away = (params - average) * bool(t)
    size = np.sqrt(away @ away)
    return weight * size, weight * away / max(size, 1e-30), average + (params - average) / (t + 1)


def absolute(params, average, t, weight):
    away = (params - average) * bool(t)
    dparams = (weight * np.sign(away)).astype(params.dtype)
    return weight * np.abs(away).sum(), dparams, average + (params - average) / (t + 1)


def towards_zero(params, average, t, weight):
    params = params * bool(t)
    return weight * (params @ params), 2 * weight * params, historical_averaging(params, average, t, weight)[2]


def share_of_t(params, average, t, weight):
    term, dparams, _ = historical_averaging(params, average, t, weight)
    return term, dparams, average + (params - average) / max(t, 1)


def half_of_both(params, average, t, weight):
    term, dparams, _ = historical_averaging(params, average, t, weight)
    return term, dparams, (average + params) / 2


def sum_of_all(params, average, t, weight):
    term, dparams, _ = historical_averaging(params, average, t, weight)
    return term, dparams, average + params


def old_average(params, average, t, weight):
    term, dparams, _ = historical_averaging(params, average, t, weight)
    return term, dparams, average.copy()


def the_new_loses(params, average, t, weight):
    term, dparams, _ = historical_averaging(params, average, t, weight)
    return term, dparams, params + (average - params) / (t + 1)


def in_place(params, average, t, weight):
    term, dparams, new_average = historical_averaging(params, average, t, weight)
    average[...] = new_average
    return term, dparams, average


def draw(rng):
    n = int(rng.integers(2, 8))
    return rng.normal(0, 2, n), rng.normal(size=n), int(rng.integers(2, 20)), float(rng.uniform(0.1, 0.9))


def loss(params, average, t, weight):
    return weight * np.linalg.norm(params - average) ** 2


EXERCISE = Exercise(
    historical_averaging,
    title="Held by the past: historical averaging",
    statement=r"""
        Two players who circle their equilibrium pass all around it, so the mean of where they have been is near it.
        Historical averaging adds a term to each player's loss (Salimans et al. 2016), which draws today's parameters
        $\theta_t$ to the mean of the earlier ones:
        $$\lambda \, \lVert \theta_t - \bar\theta_t \rVert^2, \qquad
        \bar\theta_t = \frac1t \sum_{s=0}^{t-1} \theta_s.$$
        The mean counts as a constant. To keep all earlier parameters would need the memory of $t$ networks; the mean
        alone is enough, because the next one follows from $\bar\theta_t$, $\theta_t$ and $t$. How? Before the
        first update, with $t = 0$, there is no past, and so no term.

        Write the term, its gradient and the next mean.
    """,
    source="Salimans et al. 2016, section 3.3; that today's value is not in the mean is numgan's choice",
    notebook=18,
    hints=(
        "The term is a squared distance from a constant point: what is its gradient?",
        "t times the mean is the sum of the t earlier values. Add today's, and divide by how many there are now.",
        "(t mean + params) / (t + 1) can be written as the old mean plus a small correction, the way from the mean to "
        "params divided by t + 1. For t = 0 it becomes params, whatever the old mean; the term needs a case of its "
        "own.",
    ),
    explanation="""
        The correction has the share 1 / (t + 1), so the mean moves ever less. That is what damps the circle, and what
        is wrong with the term when players must still go far: old values count for ever, as much as new ones. An
        exponential average forgets; `weight_average` is one. There the mean is only looked at. Here it is a force,
        which changes where the players go.
    """,
    in_numgan=(optimizers.HistoricalAveraging.term, optimizers.HistoricalAveraging._update),
    draw=draw,
    returns=("term", "dparams", "new_average"),
    known=(
        Known(
            (np.array([3.0, -1.0, 0.5]), np.array([1.0, 0.0, 0.5]), 3, 0.5),
            (2.5, np.array([2.0, -1.0, 0.0]), np.array([1.5, -0.25, 0.5])),
            "the way from the mean is (2, -1, 0): 0.5 * (4 + 1) = 2.5, and 2 * 0.5 * (2, -1, 0); the sum of three was "
            "(3, 0, 1.5), with today's it is (6, -1, 2), over 4",
        ),
        Known(
            (np.array([3.0, -1.0]), np.zeros(2), 0, 0.5),
            (0.0, np.zeros(2), np.array([3.0, -1.0])),
            "t = 0: there is no past to be drawn to, and the mean of one value is this value",
        ),
    ),
    gradients=(Gradient("dparams", "params", loss),),
    extremes=(
        (np.array([2.0, -3.0]), np.array([2.0, -3.0]), 5, 0.1),
        (np.array([1e6, -1e-6]), np.array([-1e6, 1e-6]), 100_000, 1e-3),
        (np.array([4.0]), np.array([2.0]), 1, 2.0),
    ),
    factors=lambda params, average, t, weight: {
        2.0: "twice too large: the 2 of the square is there once",
        0.5: "halved: there is no 1/2 before the square, so its derivative has a 2",
        1 / weight: "weight is missing",
        1 / len(params): "a mean over the entries: their squares are added up",
    },
    mutants=(
        Mutant(
            no_past_forgotten,
            "must be 0",
            cause="for t = 0 there is no past, and the zeros of `average` are no mean: term and gradient must be 0",
        ),
        Mutant(
            today_in_the_average,
            "of the earlier ones",
            cause="the term has the new mean, with today's parameters in it: take the mean of the earlier ones",
        ),
        Mutant(
            through_the_average,
            "counts as a constant",
            cause="the gradient has the factor t / (t + 1), as if the mean moved with params: it counts as a constant",
        ),
        Mutant(two_missing, "the 2 of the square", cause="the 2 of the square is missing in dparams"),
        Mutant(half, "no 1/2", cause="there is no 1/2 in this term"),
        Mutant(
            drives_away,
            "wrong sign",
            cause="dparams has the wrong sign: the term grows if params go further away from the mean",
        ),
        Mutant(no_weight, "weight is missing", cause="weight is missing, in the term and in the gradient"),
        Mutant(
            weight_not_in_the_gradient,
            "in the gradient too",
            cause="weight is missing in dparams: it multiplies the term, and so it is in the gradient too",
        ),
        Mutant(mean_over_entries, "added up", cause="the squares were averaged over the n entries: they are added up"),
        Mutant(distance, "without a root", cause="this is the distance itself: take its square, without a root"),
        Mutant(absolute, "squares", cause="these are absolute values: the term has squares"),
        Mutant(
            towards_zero,
            "to the mean",
            cause="this draws to 0, as weight decay does: the term draws to the mean of the past",
        ),
        Mutant(
            share_of_t,
            "t + 1 values",
            cause="the correction was divided by t: with today's value there are t + 1 values",
        ),
        Mutant(
            half_of_both,
            "as much as each",
            cause="today's value got the share 1/2: it counts as much as each of the t earlier ones, 1 / (t + 1)",
        ),
        Mutant(
            sum_of_all,
            "not their sum",
            cause="params were added to the mean: it is a mean of values, not their sum",
        ),
        Mutant(
            old_average,
            "has not changed",
            cause="the mean has not changed: today's parameters become a part of it",
        ),
        Mutant(
            the_new_loses,
            "exchanged",
            cause="the shares are exchanged: 1 / (t + 1) belongs to params, t / (t + 1) to the old mean",
        ),
        Mutant(in_place, "the argument average was changed in place"),
    ),
)
