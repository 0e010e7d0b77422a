"""Beyond the first GAN: critics and their slope, the gradient of a gradient, other objectives, labels."""

from . import (
    clip_weights,
    critic_loss,
    double_backward,
    f_divergence,
    hinge_loss,
    least_squares,
    linear_penalty,
    one_hot_condition,
    pack_rows,
    penalty_points,
    power_iteration,
    relativistic_average,
    rmsprop_step,
    slope_penalty,
    spectral_gradient,
)

EXERCISES = (
    critic_loss.EXERCISE,
    clip_weights.EXERCISE,
    rmsprop_step.EXERCISE,
    power_iteration.EXERCISE,
    spectral_gradient.EXERCISE,
    penalty_points.EXERCISE,
    linear_penalty.EXERCISE,
    slope_penalty.EXERCISE,
    double_backward.EXERCISE,
    least_squares.EXERCISE,
    hinge_loss.EXERCISE,
    relativistic_average.EXERCISE,
    f_divergence.EXERCISE,
    pack_rows.EXERCISE,
    one_hot_condition.EXERCISE,
)
