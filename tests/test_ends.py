"""How a player must end: the last layer alone counts, and what is said names it and what takes its numbers."""

import pytest
from families import LATENT, WIDTH, player

from numgan import GAN, VAE, Dense, LeastSquares, NonSaturating, Player, ReLU, Sigmoid, Tanh, Wasserstein


def small(*layers):
    return Player(layers, rng=0, dtype="float64")


@pytest.mark.parametrize("end", [Sigmoid, Tanh, ReLU])
def test_the_last_layer_of_a_d_must_not_keep_its_logit_in_a_range(end):
    G = player(LATENT, WIDTH, 0)
    for objective in (NonSaturating(), Wasserstein()):
        said = (
            rf"the discriminator ends in {end.__name__}\(\), whose .*, and {type(objective).__name__}\(\) takes logits"
        )
        with pytest.raises(ValueError, match=said):
            GAN(G, small(Dense(WIDTH, 1), end()), objective=objective)
        GAN(G, small(end(), Dense(WIDTH, 1)), objective=objective)
    GAN(G, small(Dense(WIDTH, 1), end()), objective=LeastSquares())  # which draws it to 0 and 1


@pytest.mark.parametrize("end", [Sigmoid, Tanh, ReLU])
def test_the_last_layer_of_a_decoder_neither(end):
    encoder = player(WIDTH, 2 * LATENT, 0)
    with pytest.raises(ValueError, match=r"the decoder ends in .* and the likelihood of pixels takes logits"):
        VAE(encoder, small(Dense(LATENT, WIDTH), end()))
    VAE(encoder, small(end(), Dense(LATENT, WIDTH)))
