"""A recipe for two sets of images of which one has labels."""

from ..checks import check_count, check_kind
from ..family import PixelDA
from ..layers import BatchNorm, Conv2D, ConvTranspose2D, Flatten, Layer, LeakyReLU, ReLU, Reshape, Skip, Tanh
from ..optimizers import Adam
from ..player import Player
from .networks import convolutional_discriminator, quarters
from .setting import Setting


def pixelda(*, n_data=25_000, epochs=4, batch_size=32, channels=(32, 64), classes=10, **common) -> PixelDA:
    """A classifier for images without labels, from others that have them: game.fit(x, labels, y), game.classify(y).

    G, a U, of an image and one plane of noise: Conv2D c1 (14 x 14) -> Conv2D c2 (7 x 7) -> ConvTranspose2D c1 (14 x
    14), beside its input -> ConvTranspose2D (28 x 28) -> Tanh; batch norm behind the two in the middle, LeakyReLU .2 on
    the way down, ReLU on the way up. D and T: those of `dcgan`'s D, which for T ends in `classes` logits. Kernels 4,
    stride 2, padding 1. Non-saturating, task weight .9; Adam, lr 1e-3 falling linearly to a tenth (D: 2e-4), beta1 .5;
    z ~ N(0, 1), batch 32. It is not tuned.

    channels : (c1, c2)
    classes : how many labels there are, 0 ... classes - 1
    data_shape : (height, width) or (height, width, colours), both divisible by 4, and at least 8
    Source: Bousmalis et al. 2017; tensorflow/models, research/domain_adaptation/pixel_domain_adaptation (weights, lr,
    beta1, batch, one step each).
    Deviates from that code: there G has six residual blocks of 64 channels at full size; D has batch norm, dropout .1
    and normal noise of deviation .2 behind its layers; ten latents become a plane; lr 1e-3 in D, too; the rate falls by
    a twentieth every 20,000 steps.
    """
    s = Setting(
        n_data=n_data, epochs=epochs, batch_size=batch_size, channels=channels, convolves=True, players=3, **common
    )
    channels, classes = (
        check_kind("channels", s.channels, tuple, "such as (32, 64)"),
        check_count("classes", classes, 2),
    )
    networks = [
        (noisy_translator(s.data_shape, channels), 1e-3),
        (convolutional_discriminator(s.data_shape, channels), 2e-4),
        (convolutional_discriminator(s.data_shape, channels, n_out=classes), 1e-3),
    ]
    players = [
        Player(layers, optimizer=Adam(lr=s.falling(lr), beta1=0.5), rng=rng, dtype=s.dtype)
        for (layers, lr), rng in zip(networks, s.weights, strict=True)
    ]
    return PixelDA(*players, data_range=(-1, 1), **s.common("pixelda"))


def noisy_translator(shape: tuple[int, ...], channels: tuple[int, int]) -> list[Layer]:
    """Images of this shape with a plane of noise to such images, through (H / 4, W / 4, c2) and back."""
    height, width, colours, (few, many) = *quarters(shape), channels
    around = Skip(
        [
            *(Conv2D(few, many, kernel=4, stride=2, padding=1, bias=False), BatchNorm(many), LeakyReLU(0.2)),
            *(ConvTranspose2D(many, few, kernel=4, stride=2, padding=1, bias=False), BatchNorm(few)),
        ]
    )
    return [
        *(Reshape((height, width, colours + 1)), Conv2D(colours + 1, few, kernel=4, stride=2, padding=1)),
        *(LeakyReLU(0.2), around, ReLU()),
        *(ConvTranspose2D(2 * few, colours, kernel=4, stride=2, padding=1), Flatten(), Tanh()),
    ]
