"""The game: the value function, its gradients, and one step of algorithm 1."""

from . import (
    alternating_gradient,
    column_or_row,
    criterion,
    discriminator_gradient,
    discriminator_loss,
    generator_gradient,
    jensen_shannon,
    non_saturating_loss,
    optimal_discriminator,
    saturating_loss,
    training_step,
    value_function,
    vanishing,
)

EXERCISES = (
    value_function.EXERCISE,
    discriminator_loss.EXERCISE,
    discriminator_gradient.EXERCISE,
    saturating_loss.EXERCISE,
    non_saturating_loss.EXERCISE,
    vanishing.EXERCISE,
    generator_gradient.EXERCISE,
    column_or_row.EXERCISE,
    optimal_discriminator.EXERCISE,
    jensen_shannon.EXERCISE,
    criterion.EXERCISE,
    training_step.EXERCISE,
    alternating_gradient.EXERCISE,
)
