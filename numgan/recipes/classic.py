"""The set-ups that came first: the paper's own, the MLP that everybody copies, and toys."""

import numpy as np

from ..checks import check_array, check_kind
from ..datasets import load_mnist
from ..family import GAN, Simultaneous
from ..functions import logit
from ..layers import Dense, Dropout, Maxout, ReLU, Sigmoid, Tanh, Uniform
from ..noise import UniformNoise
from ..objectives import NonSaturating
from ..optimizers import SGD, Adam, Exponential, Linear
from ..penalties import R1
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


def mnist_mlp(*, epochs=20, batch_size=64, **common) -> GAN:
    """The default: Keras-GAN's networks, trained so that two cores make good digits in minutes.

    G: z(100) -> Dense 256 -> 512 -> 1024, each with LeakyReLU .2 and then BatchNorm (momentum .9, eps 1e-3), -> Dense
    784 -> Tanh. D: 784 -> 512 -> 256 -> 1, LeakyReLU .2. Glorot uniform, z ~ N(0, 1), pixels in [-1, 1], the
    non-saturating loss with R1 of weight 5, batch 64.

    epochs : the rates fall over all of them. In more than 20 epochs they begin lower, at 2e-3 * 20 / epochs: begun at
        2e-3, two of two schedules of 60 epochs had a D that blew up between the fourth and the eighth epoch.

    Source of the networks: eriklindernoren/Keras-GAN, gan/gan.py (see `keras_gan`); of the penalty: Mescheder et al.
    2018, eq. 9 (weight 10 there).
    Deviates from the first, each because measurements favour it: R1; Adam without momentum, beta1 0, and with lr 2e-3
    for both players, which falls linearly to a tenth over all epochs; samples come from an average of G's weights
    (decay .9995, Yazici et al. 2019; in 20 epochs the warm-up of `WeightAverage` decides) with batch-norm statistics of
    its own; batch 64. Smaller differences: those of `keras_gan`; Adam's eps 1e-8 in its paper's place.
    benchmarks/README.md has what else was tried.
    """
    s = Setting(epochs=epochs, batch_size=batch_size, **common)
    return GAN(
        Player(
            keras_generator(s.n, momentum=0.9),
            optimizer=Adam(lr=s.falling(2e-3, up_to=20), beta1=0.0),
            ema_decay=0.9995,
            rng=s.weights[0],
            dtype=s.dtype,
        ),
        Player(
            discriminator((s.n, *IMAGE_WIDTHS)),
            optimizer=Adam(lr=s.falling(2e-3, up_to=20), beta1=0.0),
            rng=s.weights[1],
            dtype=s.dtype,
        ),
        penalty=R1(weight=5.0),
        data_range=(-1, 1),
        **s.common("mnist_mlp"),
    )


def keras_gan(*, epochs=20, batch_size=32, **common) -> GAN:
    """The MNIST MLP that everybody copies.

    G: z(100) -> Dense 256 -> 512 -> 1024, each with LeakyReLU .2 and then BatchNorm (momentum .8, eps 1e-3), -> Dense
    784 -> Tanh. D: 784 -> 512 -> 256 -> 1, LeakyReLU .2. Glorot uniform, z ~ N(0, 1), pixels in [-1, 1], batch 32, Adam
    with lr 2e-4, beta1 .5 and epsilon 1e-7 in TensorFlow's place, non-saturating.

    Source: eriklindernoren/Keras-GAN, gan/gan.py.
    Deviates from it: D sees real and generated rows in one Adam step (there in two); the fakes that D sees are made
    with batch statistics (there with running ones); rows are shuffled by epochs (there 30,000 batches are drawn with
    replacement from 60,000 images, as many rows as 16 epochs have).
    """
    s = Setting(epochs=epochs, batch_size=batch_size, **common)
    adams = [Adam(lr=2e-4, beta1=0.5, eps=1e-7, eps_hat=True) for _ in range(2)]
    return GAN(
        Player(keras_generator(s.n, momentum=0.8), optimizer=adams[0], rng=s.weights[0], dtype=s.dtype),
        Player(discriminator((s.n, *IMAGE_WIDTHS)), optimizer=adams[1], rng=s.weights[1], dtype=s.dtype),
        data_range=(-1, 1),
        **s.common("keras_gan"),
    )


def dcgan(*, epochs=20, batch_size=64, channels=(32, 64), **common) -> GAN:
    """Convolution: networks that know which pixels are neighbours.

    G: z(100) -> Dense (7, 7, c2) -> ConvTranspose2D c1 (14 x 14) -> ConvTranspose2D (28 x 28) -> Tanh, with batch norm
    and ReLU in between. D: Conv2D c1 (14 x 14) -> Conv2D c2 (7 x 7) -> Dense 256 -> 1, LeakyReLU .2. All kernels 4,
    stride 2, padding 1. Glorot uniform, z ~ N(0, 1), pixels in [-1, 1], non-saturating with R1 of weight 5; Adam with
    beta1 0 and lr 2e-3 for both, falling linearly to a tenth over all epochs (more than 20: see `mnist_mlp`); an
    average of G's weights (decay .9995), batch 64: the settings of `mnist_mlp`.

    channels : (c1, c2). The paper's last stages have 128 and 256.
    data_shape : (height, width) or (height, width, colours), both divisible by 4

    Source: Radford et al. 2016, section 3; kernel 4 from PyTorch's DCGAN example (there 5).
    Deviates from it: two stages for 28 x 28 pixels (there four, for 64 x 64); R1 in place of D's batch norm, and with
    it beta1 0, falling rates and the average (there beta1 .5 and lr 2e-4 throughout); a dense hidden layer in D;
    Glorot's weights (there N(0, .02), which need batch norm behind them); z normal (there uniform); batch 64 (there
    128).
    Chosen from three settings on one seed; benchmarks/dcgan.py compares it with `mnist_mlp` at equal time.
    """
    s = Setting(epochs=epochs, batch_size=batch_size, channels=channels, convolves=True, **common)
    channels = check_kind("channels", s.channels, tuple, "two whole numbers such as (32, 64)")
    return GAN(
        Player(
            convolutional_generator(s.data_shape, channels),
            optimizer=Adam(lr=s.falling(2e-3, up_to=20), beta1=0.0),
            ema_decay=0.9995,
            rng=s.weights[0],
            dtype=s.dtype,
        ),
        Player(
            convolutional_discriminator(s.data_shape, channels),
            optimizer=Adam(lr=s.falling(2e-3, up_to=20), beta1=0.0),
            rng=s.weights[1],
            dtype=s.dtype,
        ),
        penalty=R1(weight=5.0),
        data_range=(-1, 1),
        **s.common("dcgan"),
    )


def goodfellow2014(*, epochs=250, batch_size=100, marginals=None, **common) -> Simultaneous:
    """The first GAN: maxout, dropout, momentum and all.

    G: z(100) ~ U(-sqrt 3, sqrt 3) -> Dense 1200 ReLU -> Dense 1200 ReLU -> Dense 784 Sigmoid; weights U(-.05, .05), the
    output's bias such that G starts from the data's mean image. D: dropout .2 -> Maxout 240 x 5 -> dropout .5 -> Maxout
    240 x 5 -> dropout .5 -> Dense 1; weights U(-.005, .005). Pixels in [0, 1], batch 100, non-saturating. Both players
    learn from one batch, with one set of dropout masks, and move at once. SGD with lr .1 for G, divided by 1.000004 at
    every update, floor 1e-6, and half of that for D, whose loss there carries a factor 1/2; momentum rising linearly
    from .5 to .7 over 250 epochs of 500 updates. Where there are more or fewer updates, both schedules are stretched or
    squeezed to their number.

    marginals : (n,) mean of each pixel in [0, 1]; None: those of MNIST's first 50,000 images if n is 784, else 1/2.

    Source: Goodfellow et al. 2014; goodfeli/adversarial, mnist.yaml and __init__.py at their last commit.
    Deviates from it: momentum rises at every update, from the first on (there after every epoch, from the second on;
    the two are never .002 apart). The code has no rule for when to stop; the paper does not say when it did.
    """
    s = Setting(epochs=epochs, batch_size=batch_size, **common)
    per_update = 1.000004 ** (250 * 500 / s.updates)
    momentum = Linear(0.5, 0.7, s.updates)
    wide, narrow = Uniform(0.05), Uniform(0.005)
    generator = Player(
        [
            Dense(100, 1200, init=wide),
            ReLU(),
            Dense(1200, 1200, init=wide),
            ReLU(),
            Dense(1200, s.n, init=wide),
            Sigmoid(),
        ],
        optimizer=SGD(lr=Exponential(0.1, per_update, floor=1e-6), momentum=momentum),
        rng=s.weights[0],
        dtype=s.dtype,
    )
    if marginals is not None:
        marginals = check_array("marginals", marginals, "f", "the mean of each pixel, floats in [0, 1]")
        if marginals.shape != (s.n,) or not ((marginals >= 0) & (marginals <= 1)).all():
            raise ValueError(
                f"marginals must be {s.n} means in [0, 1], one for each pixel, got shape {marginals.shape} and values "
                f"from {marginals.min(initial=np.inf):g} to {marginals.max(initial=-np.inf):g}"
            )
    else:
        mnist = s.n == 784
        marginals = (
            load_mnist().train_images[:50_000].reshape(-1, s.n).mean(axis=0) / 255 if mnist else np.full(s.n, 0.5)
        )
    generator.layers[-2].b[...] = logit(np.clip(marginals, 1e-7, 1 - 1e-7))
    paper_discriminator = Player(
        [
            Dropout(0.2),
            Maxout(s.n, 240, pieces=5, init=narrow),
            Dropout(0.5),
            Maxout(240, 240, pieces=5, init=narrow),
            Dropout(0.5),
            Dense(240, 1, init=narrow),
        ],
        optimizer=SGD(lr=Exponential(0.05, per_update, floor=5e-7), momentum=momentum),
        rng=s.weights[1],
        dtype=s.dtype,
    )
    return Simultaneous(
        generator,
        paper_discriminator,
        noise_prior=UniformNoise(),
        data_range=(0, 1),
        **s.common("goodfellow2014"),
    )


def ring(*, n_data=100_000, data_shape=(2,), epochs=10, batch_size=128, **common) -> GAN:
    """Eight Gaussians on a circle of radius 1, sigma .01: where mode collapse can be seen, and here does not happen.

    G: z(2) ~ N(0, 1) -> 4 x (Dense 128 ReLU) -> Dense 2. D: 2 -> 3 x (Dense 128 LeakyReLU .2) -> Dense 1. Glorot
    uniform, non-saturating, real labels smoothed by .1, Adam with lr 1e-3 falling linearly to 1e-5, batch 128, an
    average of G's weights (decay .999). What makes it work: Adam's beta1 = 0 and the smoothing keep G from chasing D
    from mode to mode (with beta1 .5 and no smoothing four of nine grids lost every mode); falling rates and the average
    sharpen the modes. benchmarks/README.md has the figures.

    Source of the data: Lin et al. 2018 (PacGAN), section 4.1. The networks are numgan's own; benchmarks/modes.py runs
    the paper's beside them.
    """
    return _points(
        "ring", Setting(n_data=n_data, data_shape=data_shape, epochs=epochs, batch_size=batch_size, **common)
    )


def grid(*, n_data=100_000, data_shape=(2,), epochs=20, batch_size=128, **common) -> GAN:
    """Twenty-five Gaussians on a grid, sigma .05: where mode collapse can be counted. As `ring`, but twice as long."""
    return _points(
        "grid", Setting(n_data=n_data, data_shape=data_shape, epochs=epochs, batch_size=batch_size, **common)
    )


def gaussian_1d(*, n_data=100_000, data_shape=(1,), epochs=10, batch_size=256, **common) -> GAN:
    """The paper's Figure 1: one Gaussian on the line, a latent on the line, and D(x) a curve between them.

    G: z(1) ~ U(-sqrt 3, sqrt 3) -> Dense 32 Tanh -> Dense 1. D: 1 -> Dense 64 Tanh -> Dense 64 Tanh -> Dense 1. Adam
    with lr 1e-3, beta1 .5, batch 256, non-saturating.
    Source of the picture: Goodfellow et al. 2014, figure 1; the paper does not state its set-up.
    """
    s = Setting(n_data=n_data, data_shape=data_shape, epochs=epochs, batch_size=batch_size, **common)
    return GAN(
        Player(
            [Dense(1, 32), Tanh(), Dense(32, s.n)],
            optimizer=Adam(lr=1e-3, beta1=0.5),
            rng=s.weights[0],
            dtype=s.dtype,
        ),
        Player(
            [Dense(s.n, 64), Tanh(), Dense(64, 64), Tanh(), Dense(64, 1)],
            optimizer=Adam(lr=1e-3, beta1=0.5),
            rng=s.weights[1],
            dtype=s.dtype,
        ),
        noise_prior=UniformNoise(),
        **s.common("gaussian_1d"),
    )


def _points(recipe: str, s: Setting) -> GAN:
    return GAN(
        Player(
            point_generator(s.n),
            optimizer=Adam(lr=s.falling(1e-3, by=100), beta1=0.0),
            ema_decay=0.999,
            rng=s.weights[0],
            dtype=s.dtype,
        ),
        Player(
            discriminator((s.n, *POINT_WIDTHS)),
            optimizer=Adam(lr=s.falling(1e-3, by=100), beta1=0.0),
            rng=s.weights[1],
            dtype=s.dtype,
        ),
        objective=NonSaturating(label_smoothing=0.1),
        **s.common(recipe),
    )
