"""Learning: where weights start and how they move."""

from . import (
    adam_step,
    he_normal,
    linear_schedule,
    sgd_momentum,
    weight_average,
    xavier_uniform,
)

EXERCISES = (
    xavier_uniform.EXERCISE,
    he_normal.EXERCISE,
    sgd_momentum.EXERCISE,
    adam_step.EXERCISE,
    linear_schedule.EXERCISE,
    weight_average.EXERCISE,
)
