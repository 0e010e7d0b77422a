"""Numbers: functions that stay exact where floats end, and derivatives without calculus."""

from . import (
    central_differences,
    log_mean_exp,
    relative_error,
    sigmoid,
    softplus,
)

EXERCISES = (
    sigmoid.EXERCISE,
    softplus.EXERCISE,
    log_mean_exp.EXERCISE,
    central_differences.EXERCISE,
    relative_error.EXERCISE,
)
