"""The networks that several recipes share, as lists of new layers."""

import math
from itertools import pairwise

from ..layers import (
    BatchNorm,
    Conv2D,
    ConvTranspose2D,
    Dense,
    Flatten,
    LabelPlanes,
    Layer,
    LeakyReLU,
    ReLU,
    Reshape,
    SpectralConv2D,
    SpectralDense,
    Tanh,
)


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
    widths: tuple[int, ...], *, spectral: bool = False, before: tuple[Layer, ...] = (), n_out: int = 1
) -> list[Layer]:
    """The widths in order, such as (784, 512, 256), with LeakyReLU .2 after each hidden layer, -> n_out.

    spectral : whether its layers are spectrally normalised.  before : layers that come first
    """
    dense = SpectralDense if spectral else Dense
    layers = [*before]
    for width, hidden in pairwise(widths):
        layers += [dense(width, hidden), LeakyReLU(0.2)]
    return [*layers, dense(widths[-1], n_out)]


def convolutional_generator(shape: tuple[int, ...], channels: tuple[int, int], *, latent_dim: int = 100) -> list[Layer]:
    """DCGAN's generator in two stages: latent_dim -> (H / 4, W / 4, c2) -> (H / 2, W / 2, c1) -> images of this shape.

    channels : (c1, c2). A dense layer makes the small image, and two transposed convolutions (kernel 4, stride 2)
    enlarge it; batch norm and ReLU after all layers except the last, which has Tanh.
    """
    height, width, colours, (few, many) = *quarters(shape), channels
    small = height // 4, width // 4, many
    return [
        Dense(latent_dim, math.prod(small), bias=False),
        Reshape(small),
        BatchNorm(many),
        ReLU(),
        ConvTranspose2D(many, few, kernel=4, stride=2, padding=1, bias=False),
        BatchNorm(few),
        ReLU(),
        ConvTranspose2D(few, colours, kernel=4, stride=2, padding=1),
        Flatten(),
        Tanh(),
    ]


def convolutional_discriminator(
    shape: tuple[int, ...],
    channels: tuple[int, int],
    *,
    spectral: bool = False,
    batch_norm: bool = False,
    before: tuple[Layer, ...] = (),
    labels: int = 0,
    n_out: int = 1,
) -> list[Layer]:
    """The way back: images of this shape -> (H / 2, W / 2, c1) -> (H / 4, W / 4, c2) -> 256 -> n_out.

    Two convolutions (kernel 4, stride 2) and two dense layers, with LeakyReLU .2 after all except the last.
    spectral : whether its layers are spectrally normalised.  before : layers that come before the first convolution
    batch_norm : whether there is batch norm before the second and third LeakyReLU, as in the paper. No penalty on the
        slope allows it
    labels : columns behind each image, which become planes of it
    """
    height, width, colours, (few, many) = *quarters(shape), channels
    conv, dense = (SpectralConv2D, SpectralDense) if spectral else (Conv2D, Dense)
    normalise = (lambda n: [BatchNorm(n)]) if batch_norm else (lambda n: [])
    image = height, width, colours
    first = [LabelPlanes(image, labels=labels) if labels else Reshape(image), *before]
    seen = colours + labels
    for layer in before:
        *_, seen = layer.output_shape((height, width, seen))  # type: ignore[misc]  # a known shape gives a known one
    return [
        *first,
        conv(seen, few, kernel=4, stride=2, padding=1),
        LeakyReLU(0.2),
        conv(few, many, kernel=4, stride=2, padding=1),
        *normalise(many),
        LeakyReLU(0.2),
        Flatten(),
        dense(height * width * many // 16, 256),
        *normalise(256),
        LeakyReLU(0.2),
        dense(256, n_out),
    ]


def quarters(shape: tuple[int, ...]) -> tuple[int, int, int]:
    """(height, width, colours) of images that can be halved twice."""
    height, width, colours = (*shape, 1)[:3] if len(shape) in (2, 3) else (0, 0, 0)
    if height % 4 or width % 4 or not height:
        raise ValueError(
            "convolutional networks halve images twice, so data_shape must be (height, width) or (height, width, "
            f"colours) with height and width divisible by 4, got {shape}"
        )
    return height, width, colours


IMAGE_WIDTHS = 512, 256  # of D's hidden layers: Keras-GAN's for images, ours for points
POINT_WIDTHS = 128, 128, 128
