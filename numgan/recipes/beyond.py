"""The answers to the ways in which GANs fail: one recipe for each, on one pair of networks.

For images, whose data_shape has two or three lengths, these are Keras-GAN's networks (see `keras_gan`; D has no batch
norm), or those of `dcgan` if you pass channels=(32, 64). For points in the plane or on the line, whose data_shape has
one, they are those of `ring`. The learning rates for points are ours, and fall linearly to a hundredth over all
updates. What differs between the recipes is what each paper changed: the objective, the optimiser, the number of D's
steps, a penalty, a layer of D. So they can be compared with each other, but not with the papers' own deep networks,
from which all of them deviate.
"""

import math

from ..family import GAN
from ..layers import Layer, Pack
from ..objectives import (
    BatchSoftmax,
    BoundarySeeking,
    Hinge,
    LeastSquares,
    RelativisticAverage,
    RelativisticPairing,
    Wasserstein,
)
from ..optimizers import Adam, Clipped, Optimizer, RMSProp
from ..penalties import R1, R2, GradientPenalty, Penalties
from ..player import Player
from .networks import (
    IMAGE_WIDTHS,
    POINT_WIDTHS,
    convolutional_discriminator,
    convolutional_generator,
    discriminator,
    keras_generator,
    point_generator,
)
from .setting import Setting


def lsgan(*, epochs=20, batch_size=64, **common) -> GAN:
    """Least squares instead of the log: D is a regression to 0 and 1, and the loss has a gradient however sure D is.

    Adam, lr 2e-4 (points: 1e-3), beta1 .5; batch 64.
    Source: Mao et al. 2017, Least Squares GANs, section 4.1 (where lr is 1e-3 for scenes and 2e-4 for characters).
    """
    s = Setting(epochs=epochs, batch_size=batch_size, convolves=True, **common)
    g_lr, d_lr = rates(s, 2e-4, 1e-3)
    return on_common_networks(s, "lsgan", Adam(lr=g_lr, beta1=0.5), Adam(lr=d_lr, beta1=0.5), objective=LeastSquares())


def wgan(*, epochs=20, batch_size=64, **common) -> GAN:
    """The Wasserstein GAN as published: a critic, bounded by clipping its weights.

    Five steps of the critic for one of G; RMSProp, lr 5e-5 (points: 5e-4); weights in [-.01, .01] (points: [-.1, .1],
    because with .01 three layers of 128 units would pass on almost nothing of two coordinates); batch 64.
    Source: Arjovsky et al. 2017, algorithm 1.
    Deviates from it: the limit for points is ours.
    """
    s = Setting(epochs=epochs, batch_size=batch_size, convolves=True, **common)
    g_lr, d_lr = rates(s, 5e-5, 5e-4, d_steps=5)
    clipped = Clipped(RMSProp(lr=d_lr), limit=0.01 if s.image else 0.1)
    return on_common_networks(s, "wgan", RMSProp(lr=g_lr), clipped, objective=Wasserstein(), d_steps=5)


def wgan_gp(*, epochs=20, batch_size=64, **common) -> GAN:
    """The Wasserstein GAN with a penalty on the critic's slope instead of clipping.

    Five steps of the critic for one of G; weight 10 (points: .1); Adam, lr 1e-4 (points: 1e-3), beta1 0, beta2 .9;
    batch 64.
    Source: Gulrajani et al. 2017, algorithm 1; for points the weight of igul222/improved_wgan_training, gan_toy.py,
    which has Adam with lr 1e-4 and beta1 .5, batch 256, and 3 x 512 units in either network.
    """
    s = Setting(epochs=epochs, batch_size=batch_size, convolves=True, **common)
    g_lr, d_lr = rates(s, 1e-4, 1e-3, d_steps=5)
    return on_common_networks(
        s,
        "wgan_gp",
        Adam(lr=g_lr, beta1=0.0, beta2=0.9),
        Adam(lr=d_lr, beta1=0.0, beta2=0.9),
        objective=Wasserstein(),
        penalty=GradientPenalty(weight=10 if s.image else 0.1),
        d_steps=5,
    )


def sn_gan(*, epochs=20, batch_size=64, **common) -> GAN:
    """Spectral normalisation: every layer of D is divided by its largest singular value. Hinge loss.

    Adam, lr 2e-4 (points: 1e-3), beta1 0, beta2 .9; five steps of D for one of G; batch 64.
    Source: Miyato et al. 2018, section 4 (setting of the hinge experiments).
    """
    s = Setting(epochs=epochs, batch_size=batch_size, convolves=True, **common)
    g_lr, d_lr = rates(s, 2e-4, 1e-3, d_steps=5)
    return on_common_networks(
        s,
        "sn_gan",
        Adam(lr=g_lr, beta1=0.0, beta2=0.9),
        Adam(lr=d_lr, beta1=0.0, beta2=0.9),
        spectral=True,
        objective=Hinge(),
        d_steps=5,
    )


def ragan(*, epochs=20, batch_size=64, **common) -> GAN:
    """The relativistic average GAN: is this row more real than the average generated one, and the other way round?

    Adam, lr 2e-4 (points: 1e-3), beta1 .5, one step each; batch 64.
    Source: Jolicoeur-Martineau 2019, RaSGAN, section 5 (lr 2e-4, beta1 .5).
    Deviates from it: G's rows are compared with the real rows that D has just seen (the author's code draws others).
    """
    s = Setting(epochs=epochs, batch_size=batch_size, convolves=True, **common)
    g_lr, d_lr = rates(s, 2e-4, 1e-3)
    return on_common_networks(
        s, "ragan", Adam(lr=g_lr, beta1=0.5), Adam(lr=d_lr, beta1=0.5), objective=RelativisticAverage()
    )


def bgan(*, epochs=20, batch_size=64, **common) -> GAN:
    """Boundary seeking: G wants rows of which D cannot say whether they are real, and not rows of which D is sure.

    Adam, lr 2e-4 (points: 1e-3), beta1 .5, one step each; batch 64.
    In short trials, one seed each, it did not train well: after 4,686 steps it had no mode of ring or grid, and after
    one epoch of MNIST a Frechet distance of 231 and a recall of 0. `BoundarySeeking` says why G may drop modes.
    Source: Hjelm et al. 2018, Boundary-Seeking GANs (continuous data); eriklindernoren/Keras-GAN, bgan.py (Adam, and
    batches of 32).
    """
    s = Setting(epochs=epochs, batch_size=batch_size, convolves=True, **common)
    g_lr, d_lr = rates(s, 2e-4, 1e-3)
    return on_common_networks(
        s, "bgan", Adam(lr=g_lr, beta1=0.5), Adam(lr=d_lr, beta1=0.5), objective=BoundarySeeking()
    )


def softmax_gan(*, epochs=20, batch_size=64, **common) -> GAN:
    """All rows of a batch share one probability of 1: D gives it to the real ones, G wants equal shares.

    Adam, lr 2e-4 (points: 1e-3), beta1 .5, one step each; batch 64.
    In short trials, one seed each, it did not train well: after 4,686 steps it had no mode of the ring and 15 of the
    grid's 25, and after one epoch of MNIST a Frechet distance of 151 and a recall of 0.
    Source: Lin 2017, Softmax GAN; eriklindernoren/PyTorch-GAN, softmax_gan.py (Adam and the batch).
    Deviates from that code: G has fresh latents, and D has moved.
    """
    s = Setting(epochs=epochs, batch_size=batch_size, convolves=True, **common)
    g_lr, d_lr = rates(s, 2e-4, 1e-3)
    return on_common_networks(
        s, "softmax_gan", Adam(lr=g_lr, beta1=0.5), Adam(lr=d_lr, beta1=0.5), objective=BatchSoftmax()
    )


def pacgan(*, epochs=20, batch_size=128, rows=2, **common) -> GAN:
    """Packing: D sees several samples at once, and so sees that they are too much alike. The rest is the plain GAN.

    rows : how many samples D sees at once: PacGAN2, 3, 4. A convolutional D sees them as one image of `rows` times the
        channels, as the authors' does.

    Adam, lr 2e-4, beta1 .5, non-saturating; batch 128, which is 64 packs of two (the authors' code likewise counts
    packs: for more rows, pass a larger batch). Points: lr 1e-3, and beta1 0 and an average of G's weights (decay .999).
    These help the plain GAN more than packing does: on the grid rows=1 finds 24.8 modes of 25 and 71 % high-quality
    samples, rows=2 23.5 and 16 % (means of ten seeds, 7,800 steps).
    Source: Lin et al. 2018, PacGAN, section 3; fjxmlzn/PacGAN (channels).
    """
    s = Setting(epochs=epochs, batch_size=batch_size, convolves=True, **common)
    g_lr, d_lr = rates(s, 2e-4, 1e-3)
    beta1 = 0.5 if s.image else 0.0
    return on_common_networks(
        s,
        "pacgan",
        Adam(lr=g_lr, beta1=beta1),
        Adam(lr=d_lr, beta1=beta1),
        before=(Pack(math.prod(s.data_shape[2:]) if s.channels else s.n, rows=rows),),
        ema_decay=None if s.image else 0.999,
    )


def r3gan(*, epochs=20, batch_size=64, weight=1.0, **common) -> GAN:
    """A game that converges: pairs of rows, and a D that is flat around real and around generated rows.

    weight : of R1 and of R2, the paper's gamma
    Adam, beta1 0, lr 1e-3 for both players, falling linearly to a tenth (points: to a hundredth), an average of G's
    weights (decay .9995; points: .999), one step each; batch 64.
    Source: Huang et al. 2024, The GAN is dead; long live the GAN!, section 2 (RpGAN + R1 + R2).
    Deviates from it: the paper's networks are deep residual ones without normalisation, whose rates and gamma fall on
    a cosine. Here are the networks of the other recipes, with batch norm in an image's G, a fixed weight, and Adam's
    beta2 .999. Weight and rate are ours.
    """
    s = Setting(epochs=epochs, batch_size=batch_size, convolves=True, **common)
    lr = s.falling(1e-3, by=10 if s.image else 100)
    return on_common_networks(
        s,
        "r3gan",
        Adam(lr=lr, beta1=0.0),
        Adam(lr=lr, beta1=0.0),
        ema_decay=0.9995 if s.image else 0.999,
        objective=RelativisticPairing(),
        penalty=Penalties([R1(weight=weight), R2(weight=weight)]),
    )


def rates(s: Setting, image: float, point: float, *, d_steps: int = 1):
    """G's learning rate and D's: constant for images; for points falling to a hundredth, over each one's updates."""
    if s.image:
        return image, image
    updates = s.updates_of(s.batch_size * d_steps)
    return [s.falling(point, by=100, updates=steps) for steps in (updates, d_steps * updates)]


def on_common_networks(
    s: Setting,
    recipe: str,
    generator_optimizer: Optimizer,
    discriminator_optimizer: Optimizer,
    *,
    spectral: bool = False,
    before: tuple[Layer, ...] = (),
    ema_decay: float | None = None,
    **game,
) -> GAN:
    """The plain GAN with something changed: all recipes above are made with it, and your own can be too.

    spectral : whether D's layers are spectrally normalised. before : layers that D has before its first one; they take
    rows in a dense D, images in a convolutional one.
    ema_decay : of G's average.
    game : what else GAN takes, such as objective.
    """
    if s.channels:
        g = convolutional_generator(s.data_shape, s.channels)
        d = convolutional_discriminator(s.data_shape, s.channels, spectral=spectral, before=before)
    else:
        rows = s.n
        for layer in before:
            (rows,) = layer.output_shape((rows,))  # type: ignore[misc]  # for a known shape a layer gives a known one
        g = keras_generator(s.n, momentum=0.9) if s.image else point_generator(s.n)
        d = discriminator((rows, *(IMAGE_WIDTHS if s.image else POINT_WIDTHS)), spectral=spectral, before=before)
    return GAN(
        Player(g, optimizer=generator_optimizer, ema_decay=ema_decay, rng=s.weights[0], dtype=s.dtype),
        Player(d, optimizer=discriminator_optimizer, rng=s.weights[1], dtype=s.dtype),
        data_range=(-1, 1) if s.image else None,
        **s.common(recipe),
        **game,
    )
