"""Recipes that repair images: those with a hole, and small ones. Each is trained on whole images alone."""

from ..checks import check_flag, check_kind
from ..datasets import CentreHole, Hole
from ..family import SRGAN, ContextEncoder
from ..layers import BatchNorm, Conv2D, ConvTranspose2D, Flatten, Layer, LeakyReLU, ReLU, Reshape, Skip, Tanh
from ..optimizers import Adam
from ..player import Player
from .networks import convolutional_discriminator, convolutional_generator, quarters
from .setting import Setting

CHANNELS = "two whole numbers such as (32, 64)"
CODE = 256  # numbers between the context encoder's two halves


def context_encoder(
    *,
    epochs=6,
    batch_size=64,
    channels=(32, 64),
    hole: Hole | None = None,
    l2_weight=0.999,
    adversarial_weight=0.001,
    **common,
) -> ContextEncoder:
    """The hole of an image from the rest of it: game.fit(images), then game.complete(x, mask).

    G: image -> Conv2D c1 (14 x 14) -> Conv2D c2 (7 x 7) -> Dense 256 -> Dense 256 -> Dense (7, 7, c2) ->
    ConvTranspose2D c1 -> ConvTranspose2D -> Tanh; kernels 4, stride 2; LeakyReLU .2 on the way in and ReLU on the way
    out, batch norm behind all layers except the first and the last. D: image -> Conv2D c1 -> Conv2D c2 -> Dense 256 ->
    1, LeakyReLU .2, batch norm behind the second and the third. Non-saturating, the distance with weight .999, D's part
    with .001; Adam, beta1 .5, lr 2e-4 for D and ten times that for G, both falling linearly to a tenth; batch 64.

    hole : by default a square in the centre, half as high and wide as the image
    l2_weight, adversarial_weight : as for `ContextEncoder`
    channels : (c1, c2)
    data_shape : (height, width) or (height, width, colours), both divisible by 4
    Source: Pathak et al. 2016, section 3.2; pathak22/context-encoder, train.lua and its README (weights, Adam, both
    rates, batch, kernels, and an encoder and a decoder of DCGAN's kind around a narrow code).
    Deviates from it: two halvings for 28 x 28 pixels (there five, for 128 x 128), a code of 256 numbers (there 4,000),
    Glorot's weights (there N(0, .02)), rates that fall (there constant); and what `ContextEncoder` says.
    """
    s = Setting(epochs=epochs, batch_size=batch_size, channels=channels, convolves=True, **common)
    channels = check_kind("channels", s.channels, tuple, CHANNELS)
    encoder = convolutional_discriminator(s.data_shape, channels, batch_norm=True, n_out=CODE)
    decoder = convolutional_generator(s.data_shape, channels, latent_dim=CODE)
    D = convolutional_discriminator(s.data_shape, channels, batch_norm=True)
    layers = [*encoder, BatchNorm(CODE), LeakyReLU(0.2), *decoder], D
    return ContextEncoder(
        *_players(s, layers, (2e-3, 2e-4), beta1=0.5),
        hole=CentreHole(side=min(s.data_shape[:2]) // 2) if hole is None else hole,
        l2_weight=l2_weight,
        adversarial_weight=adversarial_weight,
        data_range=(-1, 1),
        **s.common("context_encoder"),
    )


def srgan(
    *,
    epochs=5,
    batch_size=32,
    channels=(32, 64),
    perceptual: bool | None = None,
    adversarial_weight=0.001,
    **common,
) -> SRGAN:
    """From 7 x 7 to 28 x 28 pixels: game.fit(images), then game.enlarge(x).

    G: small image -> Conv2D c2, kernel 3 -> twice Conv2D c2, kernel 3, beside its input, and Conv2D c2, kernel 1, that
    joins the two -> ConvTranspose2D c1 (14 x 14) -> ConvTranspose2D (28 x 28) -> Tanh; ReLU, batch norm in the blocks.
    D: that of `context_encoder`. F: the first two convolutions of the classifier that comes with the package, with
    activation and batch norm, (7, 7, 32) features, divided by 12.75. D's part with weight .001. In the first fifth of
    all steps the distance of pixels alone. Adam, lr 1e-3 falling linearly to a tenth, for both; batch 32.

    In trials (one seed, 500 test digits) G, without the steps of pixels, made dots that F takes for whole strokes:
    14.5 decibels after 500 steps, and a Frechet distance of 19.7. After 500 steps of pixels alone it had 20.0 and 5.0;
    after 400 more of features, with a new D, 19.7 and 4.1.

    perceptual : whether there is an F; without one the distance is that of pixels. By default there is one for images
        of (28, 28), the only ones that the classifier knows
    adversarial_weight : as for `SRGAN`
    channels : (c1, c2)
    data_shape : (height, width) or (height, width, colours), both divisible by 4
    Source: Ledig et al. 2017, section 2 (losses, blocks that keep their input); D's weight and Adam as in
    sgrvinod/a-PyTorch-Tutorial-to-Super-Resolution, train_srgan.py.
    Deviates from it: two blocks, which put their input beside and not on top (there 16, which add it); transposed
    convolutions (there convolutions whose channels become pixels); ReLU (there PReLU); the features
    of a digit classifier (there VGG's); ten times the rate, which falls steadily (there once).
    """
    s = Setting(epochs=epochs, batch_size=batch_size, channels=channels, convolves=True, **common)
    channels = check_kind("channels", s.channels, tuple, CHANNELS)
    known = s.data_shape == (28, 28)
    perceptual = known if perceptual is None else check_flag("perceptual", perceptual)
    if perceptual and not known:
        raise ValueError(
            f"the packaged classifier knows images of (28, 28) alone, got data_shape={s.data_shape}: perceptual=False"
        )
    layers = (
        enlarging_generator(s.data_shape, channels),
        convolutional_discriminator(s.data_shape, channels, batch_norm=True),
    )
    players = _players(s, layers, (1e-3, 1e-3), beta1=0.9)
    if perceptual:
        players.append(_first_features(s))
    return SRGAN(
        *players,
        pixel_steps=s.updates // 5 if perceptual else 0,
        content_weight=1 / 12.75**2 if perceptual else 1.0,
        adversarial_weight=adversarial_weight,
        data_range=(-1, 1),
        **s.common("srgan"),
    )


def enlarging_generator(shape: tuple[int, ...], channels: tuple[int, int]) -> list[Layer]:
    """Images of a quarter of this height and width, (H / 4, W / 4), to images of this shape."""
    height, width, colours, (few, many) = *quarters(shape), channels
    blocks = [layer for _ in range(2) for layer in (_block(many), Conv2D(2 * many, many, kernel=1), ReLU())]
    return [
        *(Reshape((height // 4, width // 4, colours)), Conv2D(colours, many, kernel=3, padding=1), ReLU(), *blocks),
        *(ConvTranspose2D(many, few, kernel=4, stride=2, padding=1), ReLU()),
        *(ConvTranspose2D(few, colours, kernel=4, stride=2, padding=1), Flatten(), Tanh()),
    ]


def _block(n: int) -> Skip:
    def conv() -> list[Layer]:
        return [Conv2D(n, n, kernel=3, padding=1, bias=False), BatchNorm(n)]

    return Skip([*conv(), ReLU(), *conv()])


def _players(s: Setting, layers, rates, *, beta1: float) -> list[Player]:
    """G and D, each with Adam and its own rate."""
    return [
        Player(each, optimizer=Adam(lr=s.falling(lr), beta1=beta1), rng=rng, dtype=s.dtype)
        for each, lr, rng in zip(layers, rates, s.weights, strict=True)
    ]


def _first_features(s: Setting) -> Player:
    """The packaged convolutional classifier up to its second batch norm."""
    from ..evaluation import load_convolutional_classifier  # here, because no other recipe needs it

    seen = load_convolutional_classifier()
    first: list[Layer] = [type(layer)(**layer.config()) for layer in seen.layers[:7]]
    F = Player([*first, Flatten()], rng=0, dtype=s.dtype)
    F.params[...], F.state[...] = seen.params[: F.params.size], seen.state[: F.state.size]
    return F
