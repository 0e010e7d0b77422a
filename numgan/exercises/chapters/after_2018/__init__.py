"""After 2018: what makes the game converge, other measures of success, and what came beside GANs."""

from . import (
    density_coverage,
    dirac_eigenvalues,
    dirac_step,
    drift_field,
    mmd_unbiased,
    noising_step,
    pairing_loss,
    truncate,
    zero_centred_penalties,
)

EXERCISES = (
    dirac_step.EXERCISE,
    dirac_eigenvalues.EXERCISE,
    pairing_loss.EXERCISE,
    zero_centred_penalties.EXERCISE,
    mmd_unbiased.EXERCISE,
    density_coverage.EXERCISE,
    truncate.EXERCISE,
    noising_step.EXERCISE,
    drift_field.EXERCISE,
)
