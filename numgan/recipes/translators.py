"""Recipes for two sets of images in which nothing says what belongs together: game.fit(x, y).

`cyclegan`, `discogan` and `dualgan` are one game on one pair of dense networks, with the objective, distance, weights
and optimiser of each paper. With channels=(c1, c2) the networks are convolutional, and of the kind that the paper has.
All take the keywords of `Setting`; by default n_data is 25,000, which is half of MNIST's first 50,000 images.

Choose channels. The losses say that a translation must look like the other set, and that the way back must lead back.
They do not say that a seven must stay a seven: to exchange the digits does as well. A convolution carries what is at a
place to that place, and so keeps the digit. A dense translator has no such habit, and in a trial it exchanged them.
"""

from collections.abc import Sequence

from ..family import CoGAN, CycleGAN
from ..layers import BatchNorm, Conv2D, ConvTranspose2D, Dense, Flatten, Layer, LeakyReLU, ReLU, Reshape, Tanh
from ..objectives import LeastSquares, NonSaturating, Wasserstein
from ..optimizers import Adam, Clipped, Optimizer, RMSProp
from ..player import Player
from .networks import IMAGE_WIDTHS, convolutional_discriminator, discriminator, keras_generator, quarters
from .pairs import patch_discriminator, u_generator
from .setting import Setting


def cyclegan(*, n_data=25_000, epochs=None, batch_size=32, **common) -> CycleGAN:
    """From one set of images to another without pairs, both ways.

    Dense: translators n -> 2 x (Dense 512 LeakyReLU .2) -> n -> Tanh; D's n -> 512 -> 256 -> 1, LeakyReLU .2.
    With channels: translators are the U of `pix2pix` without dropout, D's its D of patches, of one image each.
    Both: least squares, cycle weight 5 (the paper's 10, see `CycleGAN`), no identity term, 50 older translations;
    Adam, lr 2e-4 (with channels 1e-3 for the translators) falling linearly to a tenth, beta1 .5; batch 32; 10 epochs,
    with channels 4.

    It is not tuned. Trials on digits of 16 x 16 pixels, which the other set shows as italics, dark on light (one
    seed each, 2026-11-27, 500 test images; the packaged classifier reads 92 % of the true italics). Dense, 900 steps,
    lr 5e-4 and, of the D's, 5e-5: the last cycle loss was .18, of blank pages it is .37, and 9 % of the translations
    had the digit of their original, which is chance. With channels=(8, 16), 900 steps, 23 core seconds: 75 % one way
    and 60 % the other; with lr 2e-4 for the translators, 1,200 steps, 31 core seconds: 57 % and 41 %.

    channels : (c1, c2), such as (16, 32); height and width are then divisible by 4, and at least 8
    Source: Zhu et al. 2017, section 4 (objective, weight, rate, store); junyanz/pytorch-CycleGAN-and-pix2pix,
    models/cycle_gan_model.py (order, beta1) and models/networks.py (D's layers, with n_layers=1).
    Deviates from it: translators for small images (there residual blocks between two halvings, for 128 x 128 and
    larger); batch norm (there instance norm) and none in dense networks; batch 32 (there 1), so that a translation
    stays in the store for about 3 steps (there 100); the rate of the translators, with channels; rates that fall from
    the first update on (there in the second half, to 0); Glorot's weights (there N(0, .02)).
    """
    s = _setting(n_data, epochs, batch_size, common)
    networks = _with_patches(s, s.channels) if s.channels else _dense(s)
    rates = [1e-3 if s.channels else 2e-4] * 2 + [2e-4] * 2
    adams = [Adam(lr=s.falling(lr), beta1=0.5) for lr in rates]
    return CycleGAN(
        *_players(s, networks, adams),
        objective=LeastSquares(),
        cycle_weight=5.0,
        data_range=(-1, 1),
        **s.common("cyclegan"),
    )


def discogan(*, n_data=25_000, epochs=None, batch_size=32, **common) -> CycleGAN:
    """The same way there and back, with the first GAN's loss and squared distances: DiscoGAN.

    Dense: the networks of `cyclegan`. With channels: translators that squeeze an image to (H / 4, W / 4, c2) and have
    no way around, batch norm behind all layers except the first and the last; D's judge whole images, as in `dcgan`.
    Both: non-saturating, squared distances with weight 2.5, no older translations; Adam with the rates of `cyclegan`,
    beta1 .5; batch 32; 10 epochs, with channels 4. It is not tuned. In the trial of `cyclegan` with channels=(8, 16),
    600 steps, 8 core seconds, it exchanged the digits: 10 % of the translations had that of their original.

    channels : (c1, c2), such as (16, 32)
    Source: Kim et al. 2017, Learning to Discover Cross-Domain Relations with Generative Adversarial Networks, section
    3; SKTBrain/DiscoGAN, discogan/image_translation.py and model.py. There the reconstruction has ten times the weight
    of the GAN's loss, for pixels in [0, 1]: here, in [-1, 1], squares are four times as large, and the weight is 2.5.
    Deviates from that code: it also matches D's mean features, with nine times the weight of the GAN's loss; the
    reconstruction's weight is a hundredth for the first 10,000 steps; D moves in every third step and the translators
    in the two others (here all in each); D's loss is halved; Adam has weight decay 1e-5; four halvings for images of 64
    x 64; batch 64; lr is 2e-4 for all, and constant; batch norm in D. In a trial with that rate and batch norm, the
    D's together had a loss of 2.4 after 900 steps, and 2.8 is that of D's that know nothing.
    """
    s = _setting(n_data, epochs, batch_size, common)
    networks = _whole_images(s, s.channels) if s.channels else _dense(s)
    rates = [1e-3 if s.channels else 2e-4] * 2 + [2e-4] * 2
    adams = [Adam(lr=s.falling(lr), beta1=0.5) for lr in rates]
    return CycleGAN(
        *_players(s, networks, adams),
        objective=NonSaturating(),
        cycle_weight=2.5,
        power=2,
        store=0,
        data_range=(-1, 1),
        **s.common("discogan"),
    )


def dualgan(*, n_data=25_000, epochs=None, batch_size=32, **common) -> CycleGAN:
    """The same way there and back, judged by critics with clipped weights: DualGAN.

    The networks of `cyclegan`, dense or with channels. Wasserstein, absolute distances with weight 500, no older
    translations; RMSProp with rho .9, lr 5e-5; the critics' weights are kept in [-.01, .01]; batch 32; 10 epochs, with
    channels 4. It is not tuned.

    channels : (c1, c2), such as (16, 32); height and width are then divisible by 4, and at least 8
    Source: Yi et al. 2017, DualGAN, section 3; duxingren14/DualGAN, main.py (all numbers) and model.py, with its
    GAN_type=wgan and disc_type=patchgan.
    Deviates from that code: the translators move before the critics, on the same rows; two halvings in a U (there eight
    for 256 x 256), one in a critic (there five); batch 32 (there 1).
    """
    s = _setting(n_data, epochs, batch_size, common)
    networks = _with_patches(s, s.channels) if s.channels else _dense(s)
    plain = [RMSProp(lr=5e-5, rho=0.9) for _ in range(4)]
    clipped = [Clipped(optimizer, limit=0.01) for optimizer in plain[2:]]
    return CycleGAN(
        *_players(s, networks, [*plain[:2], *clipped]),
        objective=Wasserstein(),
        cycle_weight=500.0,
        store=0,
        data_range=(-1, 1),
        **s.common("dualgan"),
    )


def cogan(*, n_data=25_000, epochs=None, batch_size=64, **common) -> CoGAN:
    """Pairs of images that nobody has paired: two GANs with the first layers of G and the last of D in common.

    Dense: T: z(100) -> Dense 256 -> 512; G_x and G_y: Dense 1024 -> n -> Tanh; hidden layers have LeakyReLU .2 and then
    batch norm (momentum .9, eps 1e-3). D_x and D_y: n -> 512; S: 256 -> 1; LeakyReLU .2. Adam, lr 5e-4 for all.
    With channels: the networks of `dcgan`, of which only the last convolution of G and the first one of D are not
    shared. Adam, lr 1e-3 in G and 2e-4 in D.
    Both: non-saturating, beta1 .5, all rates falling linearly to a tenth, an average of G's weights (decay .999), batch
    64; 12 epochs, with channels 8. It is not tuned.

    channels : (c1, c2), such as (32, 64)
    Source: Liu & Tuzel 2016, Coupled Generative Adversarial Networks; mingyuliutw/CoGAN, cogan_pytorch/src,
    net_cogan_mnistedge.py (what is shared) and trainer_cogan_mnistedge.py.
    Deviates from that code: there are five transposed convolutions in G and four convolutions with max-pooling in D,
    PReLU, the weights of Glorot times sqrt(2); Adam with lr 2e-4 for all and weight decay 5e-4, no
    average; pixels lie in [0, 1].
    """
    s = _setting(n_data, epochs, batch_size, common, players=6, dense=12, convolutional=8)
    networks = _coupled_convolutional(s, s.channels) if s.channels else _coupled_dense(s)
    g_lr, d_lr = (1e-3, 2e-4) if s.channels else (5e-4, 5e-4)
    adams = [Adam(lr=s.falling(lr), beta1=0.5) for lr in (g_lr, g_lr, g_lr, d_lr, d_lr, d_lr)]
    return CoGAN(*_players(s, networks, adams, averaged=3), data_range=(-1, 1), **s.common("cogan"))


def _setting(n_data, epochs, batch_size, common, *, players=4, dense=10, convolutional=4) -> Setting:
    """The setting, with other epochs by default for convolutional networks."""
    if epochs is None:
        epochs = dense if common.get("channels") is None else convolutional
    return Setting(n_data=n_data, epochs=epochs, batch_size=batch_size, players=players, convolves=True, **common)


def _players(s: Setting, networks: list[list[Layer]], optimizers: Sequence[Optimizer], *, averaged: int = 0):
    """A player of each list of layers; the first so many with an average of their weights."""
    decays = [0.999 if i < averaged else None for i in range(len(networks))]
    return [
        Player(layers, optimizer=optimizer, ema_decay=decay, rng=rng, dtype=s.dtype)
        for layers, optimizer, decay, rng in zip(networks, optimizers, decays, s.weights, strict=True)
    ]


def _dense(s: Setting) -> list[list[Layer]]:
    """Two translators and two D's."""
    translators = [[*discriminator((s.n, 512, 512), n_out=s.n), Tanh()] for _ in range(2)]
    return [*translators, *(discriminator((s.n, *IMAGE_WIDTHS)) for _ in range(2))]


def _with_patches(s: Setting, channels: tuple[int, int]) -> list[list[Layer]]:
    translators = [u_generator(s.data_shape, channels, dropout=0.0) for _ in range(2)]
    return [*translators, *(patch_discriminator(s.data_shape, channels, images=1) for _ in range(2))]


def _whole_images(s: Setting, channels: tuple[int, int]) -> list[list[Layer]]:
    translators = [squeezing_translator(s.data_shape, channels) for _ in range(2)]
    judges = [convolutional_discriminator(s.data_shape, channels) for _ in range(2)]
    return [*translators, *judges]


def squeezing_translator(shape: tuple[int, ...], channels: tuple[int, int]) -> list[Layer]:
    """Images of this shape to (H / 2, W / 2, c1), to (H / 4, W / 4, c2), and back, with no way around."""
    height, width, colours, (few, many) = *quarters(shape), channels
    return [
        *(Reshape((height, width, colours)), _halved(colours, few), LeakyReLU(0.2)),
        *(_halved(few, many, bias=False), BatchNorm(many), LeakyReLU(0.2)),
        *(_doubled(many, few, bias=False), BatchNorm(few), ReLU()),
        *(_doubled(few, colours), Flatten(), Tanh()),
    ]


def _coupled_dense(s: Setting) -> list[list[Layer]]:
    """T, G_x and G_y: the layers of `keras_generator`, cut before its last hidden stage. D_x, D_y and S likewise."""
    shared = 2 * 3  # two stages of Dense, LeakyReLU and BatchNorm
    wholes = [keras_generator(s.n, momentum=0.9) for _ in range(3)]
    first = [[Dense(s.n, IMAGE_WIDTHS[0]), LeakyReLU(0.2)] for _ in range(2)]
    return [wholes[0][:shared], wholes[1][shared:], wholes[2][shared:], *first, discriminator(IMAGE_WIDTHS)]


def _coupled_convolutional(s: Setting, channels: tuple[int, int]) -> list[list[Layer]]:
    """T, G_x, G_y, D_x, D_y, S. What is shared begins and ends with images of half the height and width."""
    height, width, colours, (few, many) = *quarters(s.data_shape), channels
    small, half, image = (height // 4, width // 4, many), (height // 2, width // 2, few), (height, width, colours)
    n = small[0] * small[1] * many
    generators = [[Reshape(half), _doubled(few, colours), Flatten(), Tanh()] for _ in range(2)]
    judges = [[Reshape(image), _halved(colours, few), LeakyReLU(0.2), Flatten()] for _ in range(2)]
    T = [
        *(Dense(100, n, bias=False), Reshape(small), BatchNorm(many), ReLU()),
        *(_doubled(many, few, bias=False), BatchNorm(few), ReLU(), Flatten()),
    ]
    S = [
        *(Reshape(half), _halved(few, many), LeakyReLU(0.2), Flatten()),
        *(Dense(n, 256), LeakyReLU(0.2), Dense(256, 1)),
    ]
    return [T, *generators, *judges, S]


def _halved(n_in: int, n_out: int, *, bias: bool = True) -> Conv2D:
    return Conv2D(n_in, n_out, kernel=4, stride=2, padding=1, bias=bias)


def _doubled(n_in: int, n_out: int, *, bias: bool = True) -> ConvTranspose2D:
    return ConvTranspose2D(n_in, n_out, kernel=4, stride=2, padding=1, bias=bias)
