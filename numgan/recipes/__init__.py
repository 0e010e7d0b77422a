"""Named set-ups from the literature, each one function that returns a game, with its source and where it deviates.

All take the keywords of `Setting`:

    n_data      rows of the data, from which schedules know how many updates an epoch has
    data_shape  shape of one datum
    epochs, batch_size
    rng         None, int, Generator, ...: weights, noise, dropout and order all come from it
    dtype       float32, or float64 for checks
    channels    (32, 64), for convolutional networks: dcgan, lsgan, wgan, wgan_gp, sn_gan, ragan, bgan, softmax_gan,
                pacgan, r3gan, cgan, acgan, infogan, vae, autoencoder, pix2pix, lapgan, cyclegan, discogan, dualgan,
                cogan, sagan, pixelda
"""

import inspect

from ..game import Game
from .adaptation import pixelda
from .attention import sagan
from .beyond import bgan, lsgan, pacgan, r3gan, ragan, sn_gan, softmax_gan, wgan, wgan_gp
from .classic import dcgan, gaussian_1d, goodfellow2014, grid, keras_gan, mnist_mlp, ring
from .coarse_to_fine import lapgan
from .encoders import aae, autoencoder, bigan, mdgan, vae, vae_gan
from .energies import began, ebgan
from .family import acgan, cgan, infogan, unrolled
from .half_labelled import catgan, sgan
from .many_modes import mgan, veegan
from .pairs import pix2pix
from .restoring import context_encoder, srgan
from .translators import cogan, cyclegan, discogan, dualgan
from .without_discriminator import diffusion, drifting

WITH_LABELS = cgan, acgan, sgan, catgan  # or with few, or none
ENCODERS = autoencoder, vae, aae, vae_gan, bigan
ENERGIES = ebgan, began
UNPAIRED = cyclegan, discogan, dualgan, cogan
RESTORING = context_encoder, srgan
IMAGES = (
    *(mnist_mlp, dcgan, keras_gan, goodfellow2014, *WITH_LABELS, infogan, *ENCODERS),
    *(*UNPAIRED, pix2pix, *RESTORING, *ENERGIES, lapgan, sagan, pixelda),
)
POINTS = ring, grid, gaussian_1d, unrolled, mdgan, veegan, mgan
# by data_shape:
IMAGES_OR_POINTS = lsgan, wgan, wgan_gp, sn_gan, ragan, bgan, softmax_gan, pacgan, r3gan, drifting, diffusion
ALL = {f.__name__: f for f in (*IMAGES, *POINTS, *IMAGES_OR_POINTS)}


__all__ = [
    "ALL",
    "IMAGES",
    "IMAGES_OR_POINTS",
    "POINTS",
    "aae",
    "acgan",
    "autoencoder",
    "began",
    "bgan",
    "bigan",
    "catgan",
    "cgan",
    "cogan",
    "context_encoder",
    "cyclegan",
    "dcgan",
    "diffusion",
    "discogan",
    "drifting",
    "dualgan",
    "ebgan",
    "game_of",
    "gaussian_1d",
    "goodfellow2014",
    "grid",
    "infogan",
    "keras_gan",
    "lapgan",
    "lsgan",
    "mdgan",
    "mgan",
    "mnist_mlp",
    "pacgan",
    "pix2pix",
    "pixelda",
    "r3gan",
    "ragan",
    "ring",
    "sagan",
    "sgan",
    "sn_gan",
    "softmax_gan",
    "srgan",
    "unrolled",
    "vae",
    "vae_gan",
    "veegan",
    "wgan",
    "wgan_gp",
]


def game_of(recipe) -> type[Game]:
    """The class of the game that a recipe returns, which says what data it takes: `game_of(cgan).takes`."""
    return inspect.signature(recipe).return_annotation
