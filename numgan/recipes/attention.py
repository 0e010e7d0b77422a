"""A recipe in which each pixel looks at all others."""

import math

from ..checks import check_flag, check_kind
from ..family import GAN
from ..layers import (
    BatchNorm,
    Flatten,
    Layer,
    LeakyReLU,
    ReLU,
    Reshape,
    SelfAttention,
    SpectralConv2D,
    SpectralDense,
    Tanh,
    UpSample2D,
)
from ..objectives import Hinge
from ..optimizers import Adam
from ..player import Player
from .networks import quarters
from .setting import Setting


def sagan(*, epochs=7, batch_size=64, channels=(32, 64), attention=True, **common) -> GAN:
    """Self-attention in both players, every other weight divided by its largest singular value, two time scales.

    G: z(128) -> SpectralDense (7, 7, c2) -> SelfAttention -> UpSample2D, SpectralConv2D c1 (14 x 14) -> UpSample2D,
    SpectralConv2D (28 x 28) -> Tanh; batch norm and ReLU before each UpSample2D; kernels 3. D: SpectralConv2D c1 (14 x
    14) -> SpectralConv2D c2 (7 x 7) -> SelfAttention -> SpectralDense 1, LeakyReLU .2; kernels 4, stride 2. Hinge loss;
    Adam, beta1 0, lr 1e-4 for G and 4e-4 for D, one step each; an average of G's weights (decay .9995); batch 64.

    It is not tuned. In 24 steps of either, taken in turn, a step took 266 ms with attention and 241 without (a busy
    machine, one thread): a tenth more.

    attention : False leaves both attention layers out, to compare with
    channels : (c1, c2)
    data_shape : (height, width) or (height, width, colours), both divisible by 4
    Source: Zhang et al. 2019, Self-Attention GANs, section 4; brain-research/self-attention-gan (rates, beta1, z, one
    step each, spectral norm in both, nearest neighbours and kernels 3 in G, no hidden dense layer in D).
    Deviates from it: two stages for 28 x 28 pixels, plain ones (there five residual blocks for 128 x 128, and six in
    D); attention where there are 7 x 7 pixels (there 32 x 32: for 28 x 28 pixels 14 x 14 would be as near, and its
    matrix of weights is sixteen times as large); no spectral norm in the attention layer; no labels; D does not
    sum over pixels before its last layer; an average of G's weights, from which samples come; batch 64 (there 256).
    """
    check_flag("attention", attention)
    s = Setting(epochs=epochs, batch_size=batch_size, channels=channels, convolves=True, **common)
    channels = check_kind("channels", s.channels, tuple, "two whole numbers such as (32, 64)")
    return GAN(
        Player(
            attentive_generator(s.data_shape, channels, attention=attention),
            optimizer=Adam(lr=1e-4, beta1=0.0),
            ema_decay=0.9995,
            rng=s.weights[0],
            dtype=s.dtype,
        ),
        Player(
            attentive_discriminator(s.data_shape, channels, attention=attention),
            optimizer=Adam(lr=4e-4, beta1=0.0),
            rng=s.weights[1],
            dtype=s.dtype,
        ),
        objective=Hinge(),
        data_range=(-1, 1),
        **s.common("sagan"),
    )


def attentive_generator(shape: tuple[int, ...], channels: tuple[int, int], *, attention: bool) -> list[Layer]:
    """z(128) -> (H / 4, W / 4, c2), where each pixel looks at all others -> (H / 2, W / 2, c1) -> images."""
    height, width, colours, (few, many) = *quarters(shape), channels
    small = height // 4, width // 4, many
    return [
        *(SpectralDense(128, math.prod(small), bias=False), Reshape(small), BatchNorm(many), ReLU()),
        *([SelfAttention(many)] if attention else []),
        *(UpSample2D(), SpectralConv2D(many, few, kernel=3, padding=1, bias=False), BatchNorm(few), ReLU()),
        *(UpSample2D(), SpectralConv2D(few, colours, kernel=3, padding=1), Flatten(), Tanh()),
    ]


def attentive_discriminator(shape: tuple[int, ...], channels: tuple[int, int], *, attention: bool) -> list[Layer]:
    """Images of this shape -> (H / 2, W / 2, c1) -> (H / 4, W / 4, c2), where each pixel looks at all others -> 1."""
    height, width, colours, (few, many) = *quarters(shape), channels
    return [
        *(Reshape((height, width, colours)), SpectralConv2D(colours, few, kernel=4, stride=2, padding=1)),
        *(LeakyReLU(0.2), SpectralConv2D(few, many, kernel=4, stride=2, padding=1), LeakyReLU(0.2)),
        *([SelfAttention(many)] if attention else []),
        *(Flatten(), SpectralDense(height * width * many // 16, 1)),
    ]
