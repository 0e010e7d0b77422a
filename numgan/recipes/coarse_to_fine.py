"""Recipes for a pyramid of games."""

import math

from ..checks import check_kind
from ..family import LapGAN
from ..layers import (
    BatchNorm,
    Conv2D,
    ConvTranspose2D,
    Dense,
    Flatten,
    Layer,
    LeakyReLU,
    ReLU,
    Reshape,
    Tanh,
)
from ..optimizers import Adam
from ..penalties import R1
from ..player import Player
from .networks import convolutional_discriminator, discriminator, quarters
from .setting import Setting


def lapgan(*, epochs=8, batch_size=64, channels=(32, 64), **common) -> LapGAN:
    """From 7 x 7 to 14 x 14 to 28 x 28 pixels, with a game for each: the image below, enlarged, and what it lacks.

    Coarse: z(100) -> Dense 256 -> 256, each with LeakyReLU .2 and then BatchNorm -> 49 -> Tanh; D: 49 -> 256 -> 128 ->
    1, LeakyReLU .2. The two finer G's, of the image below and one plane of noise: Conv2D c1 (half the size) -> Conv2D
    c2, kernel 3 -> ConvTranspose2D, ReLU in between, no activation at the end. Middle D: Conv2D c1 (7 x 7) -> Dense 128
    -> 1. Fine D: that of `dcgan`. Kernels 4, stride 2, padding 1 where nothing else is said. Non-saturating with R1 of
    weight 5; Adam with beta1 0 and lr 1e-3 for all, falling linearly to a tenth; averages of the G's weights (decay
    .9995); z ~ N(0, 1); batch 64.

    It is not tuned. In a trial of 300 steps (19,200 digits, one core minute, one seed) strokes and loops could be seen,
    with a Frechet distance of 76, a precision of .38 and a recall of .02.

    channels : (c1, c2)
    data_shape : (height, width) or (height, width, colours), both divisible by 4
    Source: Denton et al. 2015, section 2 and 3; facebook/eyescream, cifar/scripts (a dense coarse GAN; noise as a plane
    beside the image).
    Deviates from it: there a finer G has three convolutions with kernels 7, 7 and 5 at full size, D has dropout, both
    have SGD with lr .02 and momentum .5, noise is uniform, and an image is made smaller and larger by the library's
    own scaling; here the settings are those of `dcgan`.
    """
    s = Setting(epochs=epochs, batch_size=batch_size, channels=channels, convolves=True, players=6, **common)
    few, many = check_kind("channels", s.channels, tuple, "two whole numbers such as (32, 64)")
    height, width, colours = quarters(s.data_shape)
    shapes = [(height // by, width // by, colours) for by in (4, 2, 1)]
    n = math.prod(shapes[0])
    layers = [
        coarse_generator(n),
        discriminator((n, 256, 128)),
        band_generator(shapes[1], (few, many)),
        small_discriminator(shapes[1], few),
        band_generator(shapes[2], (few, many)),
        convolutional_discriminator(shapes[2], (few, many)),
    ]
    players = [
        Player(
            each,
            optimizer=Adam(lr=s.falling(1e-3), beta1=0.0),
            ema_decay=None if i % 2 else 0.9995,
            rng=s.weights[i],
            dtype=s.dtype,
        )
        for i, each in enumerate(layers)
    ]
    return LapGAN(*players, penalty=R1(weight=5.0), data_range=(-1, 1), **s.common("lapgan"))


def coarse_generator(n: int) -> list[Layer]:
    """z(100) -> 256 -> 256 -> n, each hidden layer with LeakyReLU .2 and then BatchNorm -> Tanh."""
    layers: list[Layer] = []
    for width in (100, 256):
        layers += [Dense(width, 256), LeakyReLU(0.2), BatchNorm(256)]
    return [*layers, Dense(256, n), Tanh()]


def band_generator(shape: tuple[int, int, int], channels: tuple[int, int]) -> list[Layer]:
    """An image of this shape with a plane of noise -> (H / 2, W / 2, c1) -> (H / 2, W / 2, c2) -> its band."""
    (height, width, colours), (few, many) = shape, channels
    return [
        *(Reshape((height, width, colours + 1)), Conv2D(colours + 1, few, kernel=4, stride=2, padding=1), ReLU()),
        *(Conv2D(few, many, kernel=3, padding=1), ReLU()),
        *(ConvTranspose2D(many, colours, kernel=4, stride=2, padding=1), Flatten()),
    ]


def small_discriminator(shape: tuple[int, int, int], channels: int) -> list[Layer]:
    """Images of this shape -> (H / 2, W / 2, channels) -> 128 -> 1, LeakyReLU .2."""
    height, width, colours = shape
    return [
        *(Reshape(shape), Conv2D(colours, channels, kernel=4, stride=2, padding=1), LeakyReLU(0.2), Flatten()),
        *(Dense(height * width * channels // 4, 128), LeakyReLU(0.2), Dense(128, 1)),
    ]
