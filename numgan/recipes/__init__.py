"""Named set-ups from the literature, each one function that returns a GAN, with its source and where it deviates.

All take the same keywords:

    n_data      rows of the data, from which schedules know how many updates an epoch has
    data_shape  shape of one datum
    epochs, batch_size
    rng         None, int, Generator, ...: weights, noise, dropout and order all come from it
    dtype       float32, or float64 for checks
"""

from .beyond import lsgan, pacgan, ragan, sn_gan, wgan, wgan_gp
from .classic import gaussian_1d, goodfellow2014, grid, keras_gan, mnist_mlp, ring
from .conditional import cgan

RECIPES = (
    mnist_mlp,
    keras_gan,
    goodfellow2014,
    ring,
    grid,
    gaussian_1d,
    lsgan,
    wgan,
    wgan_gp,
    sn_gan,
    ragan,
    pacgan,
    cgan,
)
ALL = {f.__name__: f for f in RECIPES}
ANY_DATA = {f.__name__ for f in (lsgan, wgan, wgan_gp, sn_gan, ragan, pacgan)}  # images or points, by data_shape
CONDITIONAL = {"cgan"}  # take `classes` too, and their GANs are trained with labels
