"""Judging: is what the generator makes any good?"""

from . import (
    frechet_gaussians,
    great_circle,
    mode_coverage,
    nearest_neighbours,
    parzen_log_likelihood,
)

EXERCISES = (
    great_circle.EXERCISE,
    mode_coverage.EXERCISE,
    parzen_log_likelihood.EXERCISE,
    nearest_neighbours.EXERCISE,
    frechet_gaussians.EXERCISE,
)
