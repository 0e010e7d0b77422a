"""Recipes for pairs of images."""

from ..checks import check_kind
from ..family import Pix2Pix
from ..layers import (
    BatchNorm,
    Conv2D,
    ConvTranspose2D,
    Dropout,
    Flatten,
    Layer,
    LeakyReLU,
    ReLU,
    Reshape,
    Skip,
    Tanh,
)
from ..optimizers import Adam
from ..player import Player
from .networks import quarters
from .setting import Setting


def pix2pix(*, epochs=5, batch_size=32, channels=(32, 64), **common) -> Pix2Pix:
    """From images to images that belong to them, such as outlined digits to filled ones: game.fit(x, y).

    G, a U: Conv2D c1 (14 x 14) -> Conv2D c2 (7 x 7) -> Conv2D c2, kernel 3, and Dropout .5, beside its input ->
    ConvTranspose2D c1 (14 x 14), beside its input -> ConvTranspose2D (28 x 28) -> Tanh. LeakyReLU .2 on the way down,
    ReLU on the way up, batch norm behind all layers except the first and the last. D: [x | y] -> Conv2D c1 -> Conv2D
    c2, stride 1, with batch norm -> Conv2D 1, stride 1, LeakyReLU .2: a map of 12 x 12 logits, of patches of 16 x 16
    pixels. Kernels 4, stride 2, padding 1 where nothing else is said. Non-saturating, the distance with weight 100;
    Adam, lr 2e-4 falling linearly to a tenth, beta1 .5; batch 32.

    It is not tuned. In a trial of 764 steps (two core minutes, one seed, 16,000 digits) the filled digits of 500 test
    outlines had a peak signal-to-noise ratio of 22.3 (mean over images), and the outlines themselves 10.0.

    channels : (c1, c2)
    data_shape : (height, width) or (height, width, colours), both divisible by 4, and at least 8
    Source: Isola et al. 2017, section 3 (objective, weight, the U, patches); junyanz/pytorch-CycleGAN-and-pix2pix,
    models/networks.py (layers of both, with n_layers=1 in D) and options/train_options.py (Adam).
    Deviates from it: two halvings for 28 x 28 pixels, one in D (there eight and three, for 256 x 256); dropout in one
    layer (there three); Glorot's weights (there N(0, .02)); batch 32 (there 1); the rate falls from the first update on
    (there in the second half, to 0).
    """
    s = Setting(epochs=epochs, batch_size=batch_size, channels=channels, convolves=True, **common)
    channels = check_kind("channels", s.channels, tuple, "two whole numbers such as (32, 64)")
    players = [
        Player(layers, optimizer=Adam(lr=s.falling(2e-4), beta1=0.5), rng=rng, dtype=s.dtype)
        for layers, rng in zip(
            (u_generator(s.data_shape, channels), patch_discriminator(s.data_shape, channels)), s.weights, strict=True
        )
    ]
    return Pix2Pix(*players, data_range=(-1, 1), **s.common("pix2pix"))


def u_generator(shape: tuple[int, ...], channels: tuple[int, int], *, dropout: float = 0.5) -> list[Layer]:
    """Images of this shape to such images, through (H / 2, W / 2, c1) and (H / 4, W / 4, c2) and back."""
    height, width, colours, (few, many) = *quarters(shape), channels
    last = [Dropout(dropout)] if dropout else []
    bottom = Skip([Conv2D(many, many, kernel=3, padding=1, bias=False), BatchNorm(many), *last])
    middle = Skip(
        [
            *(Conv2D(few, many, kernel=4, stride=2, padding=1, bias=False), BatchNorm(many), LeakyReLU(0.2)),
            *(bottom, ReLU()),
            *(ConvTranspose2D(2 * many, few, kernel=4, stride=2, padding=1, bias=False), BatchNorm(few)),
        ]
    )
    return [
        *(Reshape((height, width, colours)), Conv2D(colours, few, kernel=4, stride=2, padding=1), LeakyReLU(0.2)),
        *(middle, ReLU()),
        *(ConvTranspose2D(2 * few, colours, kernel=4, stride=2, padding=1), Flatten(), Tanh()),
    ]


def patch_discriminator(shape: tuple[int, ...], channels: tuple[int, int], *, images: int = 2) -> list[Layer]:
    """Images of this shape, one behind the other in their channels, to a row of logits, one for each patch."""
    height, width, colours, (few, many) = *quarters(shape), channels
    seen = images * colours
    return [
        *(Reshape((height, width, seen)), Conv2D(seen, few, kernel=4, stride=2, padding=1)),
        *(LeakyReLU(0.2), Conv2D(few, many, kernel=4, padding=1, bias=False), BatchNorm(many)),
        *(LeakyReLU(0.2), Conv2D(many, 1, kernel=4, padding=1), Flatten()),
    ]
