"""The answers to the ways in which GANs fail: one recipe for each, on one pair of networks.

For images, whose data_shape has two or three lengths, these are Keras-GAN's networks (see `keras_gan`; D has no batch
norm). For points in the plane or on the line, whose data_shape has one, they are those of `ring`, and the learning
rates are ours and fall linearly to a hundredth over all updates. What differs between the recipes is what each paper
changed: the objective, the optimiser, the number of D's steps, a penalty, a layer of D. So they compare with each
other, and not with the papers' own deep networks, from which all of them deviate.
"""

from collections.abc import Callable

import numpy as np

from ..checks import check_shape
from ..gan import GAN
from ..layers import Dense, Layer, LeakyReLU, Pack, ReLU, SpectralDense
from ..network import Sequential
from ..objectives import Hinge, LeastSquares, RelativisticAverage, Wasserstein
from ..optimizers import Adam, Clipped, Linear, Optimizer, RMSProp
from ..penalties import GradientPenalty
from .classic import count_updates, count_values, keras_generator


def lsgan(*, n_data=50_000, data_shape=(28, 28), epochs=20, batch_size=64, rng=None, dtype=np.float32) -> GAN:
    """Least squares instead of the log: D is a regression to 0 and 1, and the loss pulls however sure D is.

    Adam, lr 2e-4 (points: 1e-3), beta1 .5; batch 64.
    Source: Mao et al. 2017, Least Squares GANs, section 4.1 (where lr is 1e-3 for scenes and 2e-4 for characters).
    """
    return variant(
        "lsgan",
        (n_data, data_shape, epochs, batch_size, rng, dtype),
        lr=(2e-4, 1e-3),
        optimizer=lambda lr: Adam(lr=lr, beta1=0.5),
        objective=LeastSquares(),
    )


def wgan(*, n_data=50_000, data_shape=(28, 28), epochs=20, batch_size=64, rng=None, dtype=np.float32) -> GAN:
    """The Wasserstein GAN as published: a critic, bounded by clipping its weights.

    Five steps of the critic for one of G; RMSProp, lr 5e-5 (points: 5e-4); weights in [-.01, .01] (points: [-.1, .1],
    or three layers of 128 units could pass on next to nothing of two coordinates); batch 64.
    Source: Arjovsky et al. 2017, algorithm 1.
    Deviates from it: the limit for points is ours.
    """
    return variant(
        "wgan",
        (n_data, data_shape, epochs, batch_size, rng, dtype),
        lr=(5e-5, 5e-4),
        optimizer=lambda lr: RMSProp(lr=lr),
        constrain=lambda optimizer: Clipped(optimizer, limit=0.01 if _is_image(data_shape) else 0.1),
        objective=Wasserstein(),
        d_steps=5,
    )


def wgan_gp(*, n_data=50_000, data_shape=(28, 28), epochs=20, batch_size=64, rng=None, dtype=np.float32) -> GAN:
    """The Wasserstein GAN with a penalty on the critic's slope instead of clipping.

    Five steps of the critic for one of G; weight 10 (points: .1); Adam, lr 1e-4 (points: 1e-3), beta1 0, beta2 .9;
    batch 64.
    Source: Gulrajani et al. 2017, algorithm 1; for points the weight of igul222/improved_wgan_training, gan_toy.py,
    which else has Adam with lr 1e-4 and beta1 .5, batch 256, and 3 x 512 units in either network.
    """
    return variant(
        "wgan_gp",
        (n_data, data_shape, epochs, batch_size, rng, dtype),
        lr=(1e-4, 1e-3),
        optimizer=lambda lr: Adam(lr=lr, beta1=0.0, beta2=0.9),
        objective=Wasserstein(),
        penalty=GradientPenalty(weight=10 if _is_image(data_shape) else 0.1),
        d_steps=5,
    )


def sn_gan(*, n_data=50_000, data_shape=(28, 28), epochs=20, batch_size=64, rng=None, dtype=np.float32) -> GAN:
    """Spectral normalisation: every layer of D is divided by its largest singular value. Hinge loss.

    Adam, lr 2e-4 (points: 1e-3), beta1 0, beta2 .9; five steps of D for one of G; batch 64.
    Source: Miyato et al. 2018, section 4 (setting of the hinge experiments).
    """
    return variant(
        "sn_gan",
        (n_data, data_shape, epochs, batch_size, rng, dtype),
        lr=(2e-4, 1e-3),
        optimizer=lambda lr: Adam(lr=lr, beta1=0.0, beta2=0.9),
        dense=SpectralDense,
        objective=Hinge(),
        d_steps=5,
    )


def ragan(*, n_data=50_000, data_shape=(28, 28), epochs=20, batch_size=64, rng=None, dtype=np.float32) -> GAN:
    """The relativistic average GAN: is this row more real than the average generated one, and the other way round?

    Adam, lr 2e-4 (points: 1e-3), beta1 .5, one step each; batch 64.
    Source: Jolicoeur-Martineau 2019, RaSGAN, section 5 (lr 2e-4, beta1 .5).
    Deviates from it: G's rows are compared with the real rows that D has just seen (the author's code draws others).
    """
    return variant(
        "ragan",
        (n_data, data_shape, epochs, batch_size, rng, dtype),
        lr=(2e-4, 1e-3),
        optimizer=lambda lr: Adam(lr=lr, beta1=0.5),
        objective=RelativisticAverage(),
    )


def pacgan(*, n_data=50_000, data_shape=(28, 28), epochs=20, batch_size=128, rows=2, rng=None, dtype=np.float32) -> GAN:
    """Packing: D sees several samples at once, and so sees that they are too much alike. Else the plain GAN.

    rows : how many samples D sees at once: PacGAN2, 3, 4.
    Adam, lr 2e-4, beta1 .5, non-saturating; batch 128, which is 64 packs of two (the authors' code likewise counts
    packs: for more rows, pass a larger batch). Points: lr 1e-3, and beta1 0 and an average of G's weights (decay .999),
    which help the plain GAN more than packing does: on the grid rows=1 finds 24.8 modes of 25 and 71 % high-quality
    samples, rows=2 23.5 and 16 % (means of ten seeds, 7,800 steps).
    Source: Lin et al. 2018, PacGAN, section 3.
    """
    return variant(
        "pacgan",
        (n_data, data_shape, epochs, batch_size, rng, dtype),
        lr=(2e-4, 1e-3),
        optimizer=lambda lr: Adam(lr=lr, beta1=0.5 if _is_image(data_shape) else 0.0),
        before=(Pack(count_values(data_shape), rows=rows),),
        ema_decay=None if _is_image(data_shape) else 0.999,
    )


def _is_image(data_shape) -> bool:
    return len(check_shape("data_shape", data_shape)) > 1


def variant(
    name: str,
    common: tuple,
    *,
    lr: tuple[float, float],
    optimizer: Callable[..., Optimizer],
    constrain: Callable[[Optimizer], Optimizer] = lambda optimizer: optimizer,
    dense: type[Dense] = Dense,
    before: tuple[Layer, ...] = (),
    d_steps: int = 1,
    **settings,
) -> GAN:
    """The plain GAN with something changed: what all the recipes above are, and those of your own can be.

    common : what all recipes take, (n_data, data_shape, epochs, batch_size, rng, dtype). lr : for images, and for
    points. optimizer : makes one for each player from a learning rate; constrain wraps D's. dense : the class of D's
    layers. before : layers that D has before its first dense one. settings : what else GAN takes, such as objective.
    """
    n_data, data_shape, epochs, batch_size, rng, dtype = common
    weights_g, weights_d, game = np.random.default_rng(rng).spawn(3)
    n, image = count_values(data_shape), _is_image(data_shape)
    updates = count_updates(n_data, epochs, batch_size * d_steps)
    rates = (lr[0], lr[0]) if image else [Linear(lr[1], lr[1] / 100, steps) for steps in (updates, d_steps * updates)]
    discriminator = _discriminator(n, (512, 256) if image else (128, 128, 128), dense, before)
    return GAN(
        Sequential(keras_generator(n, momentum=0.9) if image else _point_generator(n), rng=weights_g, dtype=dtype),
        Sequential(discriminator, rng=weights_d, dtype=dtype),
        generator_optimizer=optimizer(rates[0]),
        discriminator_optimizer=constrain(optimizer(rates[1])),
        d_steps=d_steps,
        batch_size=batch_size,
        epochs=epochs,
        data_range=(-1, 1) if image else None,
        data_shape=data_shape,
        recipe=name,
        rng=game,
        **settings,
    )


def _point_generator(n: int) -> list[Layer]:
    layers = [Dense(2, 128), ReLU()]
    for _ in range(3):
        layers += [Dense(128, 128), ReLU()]
    return [*layers, Dense(128, n)]


def _discriminator(n: int, widths: tuple[int, ...], dense: type[Dense], before: tuple[Layer, ...]) -> list[Layer]:
    layers, width = [*before], n
    for layer in before:
        width = layer.output_width(width)
    for hidden in widths:
        layers += [dense(width, hidden), LeakyReLU(0.2)]
        width = hidden
    return [*layers, dense(width, 1)]
