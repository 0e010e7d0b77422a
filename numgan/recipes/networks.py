"""The networks that several recipes share, as lists of new layers."""

from itertools import pairwise

from ..layers import BatchNorm, Dense, Layer, LeakyReLU, ReLU, Tanh


def keras_generator(n: int, *, momentum: float, latent_dim: int = 100) -> list[Layer]:
    """latent_dim -> Dense 256 -> 512 -> 1024, each with LeakyReLU .2 and then BatchNorm (eps 1e-3), -> n -> Tanh."""
    layers, width = [], latent_dim
    for hidden in (256, 512, 1024):
        layers += [Dense(width, hidden), LeakyReLU(0.2), BatchNorm(hidden, momentum=momentum, eps=1e-3)]
        width = hidden
    return [*layers, Dense(width, n), Tanh()]


def point_generator(n: int, *, latent_dim: int = 2) -> list[Layer]:
    """latent_dim -> 4 x (Dense 128 ReLU) -> n."""
    layers = [Dense(latent_dim, 128), ReLU()]
    for _ in range(3):
        layers += [Dense(128, 128), ReLU()]
    return [*layers, Dense(128, n)]


def discriminator(
    widths: tuple[int, ...], *, dense: type[Dense] = Dense, before: tuple[Layer, ...] = (), n_out: int = 1
) -> list[Layer]:
    """The widths in order, such as (784, 512, 256), with LeakyReLU .2 after each hidden layer, -> n_out.

    dense : the class of its layers.  before : layers that come first
    """
    layers = [*before]
    for width, hidden in pairwise(widths):
        layers += [dense(width, hidden), LeakyReLU(0.2)]
    return [*layers, dense(widths[-1], n_out)]


IMAGE_WIDTHS = 512, 256  # of D's hidden layers: Keras-GAN's for images, ours for points
POINT_WIDTHS = 128, 128, 128
