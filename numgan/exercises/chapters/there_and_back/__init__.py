"""There and back: codes for rows, drawn with a gradient; the bound of a VAE; adversaries of codes and of pairs."""

from . import (
    bernoulli_loss,
    bigan_gradients,
    code_adversary,
    elbo_gradient,
    gaussian_kl,
    reparameterise,
    reparameterise_backward,
)

EXERCISES = (
    bernoulli_loss.EXERCISE,
    reparameterise.EXERCISE,
    reparameterise_backward.EXERCISE,
    gaussian_kl.EXERCISE,
    elbo_gradient.EXERCISE,
    code_adversary.EXERCISE,
    bigan_gradients.EXERCISE,
)
