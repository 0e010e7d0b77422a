import numpy as np

from ... import averaging
from ..exercise import Exercise, Known, Mutant


def weight_average(average, params, t, decay):
    """One update of the running average of a generator's weights, with warm-up.

    average : (n,), the average so far; at first a copy of the untrained weights
    params : (n,), the generator's weights after its latest step
    t : int >= 0, updates of the average made before this one
    decay : float in [0, 1), the weight of the average so far, once the warm-up is over
    Returns the new average, (n,), as a new array.
    """
    decay = min(decay, (1 + t) / (10 + t))
    return decay * average + (1 - decay) * params


def swapped(average, params, t, decay):
    decay = min(decay, (1 + t) / (10 + t))
    return (1 - decay) * average + decay * params


def no_warm_up(average, params, t, decay):
    return decay * average + (1 - decay) * params


def only_warm_up(average, params, t, decay):
    return weight_average(average, params, t, 1.0)


def larger_of_two(average, params, t, decay):
    return no_warm_up(average, params, t, max(decay, (1 + t) / (10 + t)))


def counts_this_one(average, params, t, decay):
    return weight_average(average, params, t + 1, decay)


def moves_in_place(average, params, t, decay):
    average += (1 - min(decay, (1 + t) / (10 + t))) * (params - average)
    return average


def draw(rng):
    n, t = int(rng.integers(2, 8)), int(rng.integers(0, 40))  # in the warm-up, which is at .82 then; LATE is after it
    return rng.normal(size=n), rng.normal(size=n), t, float(rng.uniform(0.9, 0.95))


WARM = np.array([1.0]), np.array([11.0]), 0, 0.9
LATE = np.array([1.0]), np.array([11.0]), 990, 0.9

EXERCISE = Exercise(
    weight_average,
    title="An average generator",
    statement=r"""
        The players of a GAN circle their equilibrium more than they reach it, and samples of step 9,000 may be better
        than those of step 10,000. A circle's mean is its centre: so keep a second copy of $G$'s weights that follows
        the first slowly, and sample from it,
        $$\bar\theta \leftarrow d \, \bar\theta + (1 - d) \, \theta.$$
        With $d = .999$ it remembers about $1 / (1 - d) = 1000$ steps. At first that is too long: after 100 steps nine
        tenths of the average would still be the random first weights. So $d$ warms up: after $t$ updates take
        $(1 + t) / (10 + t)$, as long as that is below the decay asked for.

        The average never touches training. Write one update.
    """,
    source="Yazici et al. 2019, section 3; the warm-up of TensorFlow's ExponentialMovingAverage",
    notebook=6,
    hints=(
        "What is the decay of the very first update, and which of the two weights does it belong to?",
        "The warm-up rises from 1/10 towards 1; at some t it crosses the decay asked for. Which of the two holds "
        "before, which after?",
        "Take the smaller of the two as the decay. It multiplies the old average; what is left of 1 goes to params.",
    ),
    explanation="""
        The first update keeps 1/10 of the untrained weights, the second 2/11 of the result, and so on: after 100
        updates practically nothing of them is left. The decay belongs to the past; swapped, the "average" would be the
        last step's weights with a little blur. A new array leaves the caller's old average as it was; a library may
        update in place.
    """,
    in_numgan=(averaging.WeightAverage.update,),
    draw=draw,
    returns=("average",),
    known=(
        Known(WARM, np.array([10.0]), "t = 0: the decay is min(0.9, 1/10) = 0.1, and 0.1 * 1 + 0.9 * 11 = 10"),
        Known(
            LATE,
            np.array([2.0]),
            "t = 990: 991/1000 is above 0.9, the warm-up is over and the decay is 0.9: 0.9 * 1 + 0.1 * 11 = 2",
        ),
    ),
    extremes=(WARM, LATE),
    mutants=(
        Mutant(
            swapped, "belongs to the old average", cause="the decay belongs to the old average, 1 - decay to params"
        ),
        Mutant(
            no_warm_up,
            "the smaller of the two",
            cause="early on this takes decay itself, and the warm-up (1 + t) / (10 + t) is below it: take the smaller "
            "of the two",
        ),
        Mutant(
            only_warm_up,
            "the warm-up never ends",
            cause="here the warm-up never ends: above decay it is over",
        ),
        Mutant(
            larger_of_two,
            "the smaller of the two",
            cause="this takes the larger of decay and warm-up, and so starts with decay: take the smaller of the two",
        ),
        Mutant(
            counts_this_one, "t counts", cause="t counts the updates before this one: the first decay is 1/10, not 2/11"
        ),
        Mutant(moves_in_place, "the argument average was changed in place"),
    ),
)
