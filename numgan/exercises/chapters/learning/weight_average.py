import numpy as np

from .... import averaging
from ...exercise import Exercise, Known, Mutant


def weight_average(average, params, t, decay):
    """One update of the running average of a generator's weights, with warm-up.

    average : (n,), the average so far; before the first update it is a copy of the untrained weights
    params : (n,), the generator's weights after its latest step
    t : int >= 0, the number of updates of the average made before this one
    decay : float in [0, 1), the weight of the average so far, after the warm-up
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
    n, t = int(rng.integers(2, 8)), int(rng.integers(0, 200))  # during the warm-up and after it
    return rng.normal(size=n), rng.normal(size=n), t, float(1 - 10 ** rng.uniform(-3, -0.2))


WARM = np.array([1.0]), np.array([11.0]), 0, 0.9
LATE = np.array([1.0]), np.array([11.0]), 990, 0.9
PAIR = np.array([0.0, 1.0, -2.0]), np.array([0.0, 1000.0, 3.0])

EXERCISE = Exercise(
    weight_average,
    title="An average generator",
    statement=r"""
        The players of a GAN often circle their equilibrium and do not reach it, and samples of step 9,000 may be better
        than those of step 10,000. The mean of a circle is its centre. So keep a second copy of $G$'s weights that
        follows the first one slowly, and sample from it,
        $$\bar\theta \leftarrow d \, \bar\theta + (1 - d) \, \theta.$$
        With $d = .999$ it remembers about $1 / (1 - d) = 1000$ steps. At first that is too long: after 100 steps nine
        tenths of the average would still be the random first weights. So there is a warm-up: after $t$ updates, $d$ is
        $(1 + t) / (10 + t)$ as long as this is smaller than the argument `decay`, and `decay` after that.

        Training does not use the average. Write one update.
    """,
    source="Yazici et al. 2019, section 3; the warm-up of TensorFlow's ExponentialMovingAverage",
    notebook=6,
    hints=(
        "What is d in the very first update? Does it multiply the average or params?",
        "(1 + t) / (10 + t) rises from 1/10 towards 1, and at some t it becomes larger than decay. Which of the two is "
        "d before, and which after?",
        "d is the smaller of the two; Python's min gives it. Multiply the old average by d, multiply params by one "
        "minus d, and add.",
    ),
    explanation="""
        The first update keeps 1/10 of the untrained weights, the second keeps 2/11 of the result, and so on: after 100
        updates almost nothing of them is left. The decay multiplies the old average. If the two weights are exchanged,
        the "average" is almost equal to the weights of the last step. The result is a new array, so that the caller's
        old average does not change; a library may update in place.
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
    extremes=((*PAIR, 5, 0.0), (*PAIR, 20, 0.5), (*PAIR, 500, 0.999), (*PAIR, 20000, 0.999)),
    mutants=(
        Mutant(
            swapped,
            "the old average",
            cause="the two weights are exchanged: multiply the old average by the decay, and params by 1 - decay",
        ),
        Mutant(
            no_warm_up,
            "the smaller of the two",
            cause="this uses decay at every t, without a warm-up: use the smaller of the two, decay and "
            "(1 + t) / (10 + t), with both brackets",
        ),
        Mutant(
            only_warm_up,
            "the warm-up never ends",
            cause="the warm-up never ends: use the smaller of the two, decay and (1 + t) / (10 + t)",
        ),
        Mutant(
            larger_of_two,
            "the smaller of the two",
            cause="this takes the larger of decay and (1 + t) / (10 + t): use the smaller of the two",
        ),
        Mutant(
            counts_this_one, "t counts", cause="t counts the updates before this one: the first decay is 1/10, not 2/11"
        ),
        Mutant(moves_in_place, "the argument average was changed in place"),
    ),
)
