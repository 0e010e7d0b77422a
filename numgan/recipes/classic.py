"""The set-ups that came first: the paper's own, the MLP that everybody copies, and toys."""

import math

import numpy as np

from ..checks import check_count, check_shape
from ..datasets import load_mnist
from ..functions import logit
from ..gan import GAN
from ..layers import BatchNorm, Dense, Dropout, Layer, LeakyReLU, Maxout, ReLU, Sigmoid, Tanh, Uniform
from ..network import Sequential
from ..noise import UniformNoise
from ..objectives import NonSaturating
from ..optimizers import SGD, Adam, Exponential, Linear


def mnist_mlp(*, n_data=50_000, data_shape=(28, 28), epochs=20, batch_size=64, rng=None, dtype=np.float32) -> GAN:
    """The default: Keras-GAN's networks, trained so that two cores make good digits in minutes.

    G: z(100) -> Dense 256 -> 512 -> 1024, each with LeakyReLU .2 and then BatchNorm (momentum .9, eps 1e-3), -> Dense
    784 -> Tanh. D: 784 -> 512 -> 256 -> 1, LeakyReLU .2. Glorot uniform, z ~ N(0, 1), pixels in [-1, 1], the
    non-saturating loss.

    Source of the networks: eriklindernoren/Keras-GAN, gan/gan.py (see `keras_gan`).
    Deviates from it, each because measurements favour it: batch 64; Adam's lr 1e-3 for G and 4e-4 for D, falling
    linearly to a tenth over all epochs; samples come from an average of G's weights (decay .9995, Yazici et al.
    2019) with batch-norm statistics of its own. Smaller differences: those of `keras_gan`; Adam's eps 1e-8 in its
    paper's place. benchmarks/README.md has what else was tried.
    """
    weights_g, weights_d, game = np.random.default_rng(rng).spawn(3)
    n, steps = count_values(data_shape), count_updates(n_data, epochs, batch_size)
    return GAN(
        Sequential(keras_generator(n, momentum=0.9), rng=weights_g, dtype=dtype),
        Sequential(keras_discriminator(n), rng=weights_d, dtype=dtype),
        generator_optimizer=Adam(lr=Linear(1e-3, 1e-4, steps), beta1=0.5),
        discriminator_optimizer=Adam(lr=Linear(4e-4, 4e-5, steps), beta1=0.5),
        ema_decay=0.9995,
        batch_size=batch_size,
        epochs=epochs,
        data_range=(-1, 1),
        data_shape=data_shape,
        recipe="mnist_mlp",
        rng=game,
    )


def keras_gan(*, n_data=50_000, data_shape=(28, 28), epochs=20, batch_size=32, rng=None, dtype=np.float32) -> GAN:
    """The MNIST MLP that everybody copies.

    G: z(100) -> Dense 256 -> 512 -> 1024, each with LeakyReLU .2 and then BatchNorm (momentum .8, eps 1e-3), -> Dense
    784 -> Tanh. D: 784 -> 512 -> 256 -> 1, LeakyReLU .2. Glorot uniform, z ~ N(0, 1), pixels in [-1, 1], batch 32, Adam
    with lr 2e-4, beta1 .5 and epsilon 1e-7 in TensorFlow's place, non-saturating.

    Source: eriklindernoren/Keras-GAN, gan/gan.py.
    Deviates from it: D sees real and generated rows in one Adam step (there in two); the fakes that D sees are made
    with batch statistics (there with running ones); rows are shuffled by epochs (there 30,000 batches are drawn with
    replacement from 60,000 images, as many rows as 16 epochs have).
    """
    weights_g, weights_d, game = np.random.default_rng(rng).spawn(3)
    n = count_values(data_shape)
    return GAN(
        Sequential(keras_generator(n, momentum=0.8), rng=weights_g, dtype=dtype),
        Sequential(keras_discriminator(n), rng=weights_d, dtype=dtype),
        generator_optimizer=Adam(lr=2e-4, beta1=0.5, eps=1e-7, eps_hat=True),
        discriminator_optimizer=Adam(lr=2e-4, beta1=0.5, eps=1e-7, eps_hat=True),
        batch_size=batch_size,
        epochs=epochs,
        data_range=(-1, 1),
        data_shape=data_shape,
        recipe="keras_gan",
        rng=game,
    )


def goodfellow2014(
    *, n_data=50_000, data_shape=(28, 28), epochs=250, batch_size=100, rng=None, dtype=np.float32, marginals=None
) -> GAN:
    """The first GAN: maxout, dropout, momentum and all.

    G: z(100) ~ U(-sqrt 3, sqrt 3) -> Dense 1200 ReLU -> Dense 1200 ReLU -> Dense 784 Sigmoid; weights U(-.05, .05), the
    output's bias such that G starts from the data's mean image. D: dropout .2 -> Maxout 240 x 5 -> dropout .5 -> Maxout
    240 x 5 -> dropout .5 -> Dense 1; weights U(-.005, .005). Pixels in [0, 1], batch 100, non-saturating. SGD with lr
    .1 for G, divided by 1.000004 at every update, floor 1e-6, and half of that for D, whose loss there carries a factor
    1/2; momentum rising linearly from .5 to .7 over 250 epochs of 500 updates. Where there are more or fewer updates,
    both schedules are stretched or squeezed to their number.

    marginals : (n,) mean of each pixel in [0, 1]; None: those of MNIST's first 50,000 images if n is 784, else 1/2.

    Source: Goodfellow et al. 2014; goodfeli/adversarial, mnist.yaml at its last commit.
    Deviates from it: D moves first and G learns from fresh latents, as in the paper's algorithm 1 (the code updates
    both at once on one batch and one set of dropout masks); momentum begins to rise at once (there after one epoch).
    """
    weights_g, weights_d, game = np.random.default_rng(rng).spawn(3)
    n, updates = count_values(data_shape), count_updates(n_data, epochs, batch_size)
    per_update = 1.000004 ** (250 * 500 / updates)
    momentum = Linear(0.5, 0.7, updates)
    wide, narrow = Uniform(0.05), Uniform(0.005)
    generator = Sequential(
        [
            Dense(100, 1200, init=wide),
            ReLU(),
            Dense(1200, 1200, init=wide),
            ReLU(),
            Dense(1200, n, init=wide),
            Sigmoid(),
        ],
        rng=weights_g,
        dtype=dtype,
    )
    if marginals is None:
        marginals = (
            load_mnist().train_images[:50_000].reshape(-1, n).mean(axis=0) / 255 if n == 784 else np.full(n, 0.5)
        )
    generator.layers[-2].b[...] = logit(np.clip(marginals, 1e-7, 1 - 1e-7))
    discriminator = Sequential(
        [
            Dropout(0.2),
            Maxout(n, 240, pieces=5, init=narrow),
            Dropout(0.5),
            Maxout(240, 240, pieces=5, init=narrow),
            Dropout(0.5),
            Dense(240, 1, init=narrow),
        ],
        rng=weights_d,
        dtype=dtype,
    )
    return GAN(
        generator,
        discriminator,
        generator_optimizer=SGD(lr=Exponential(0.1, per_update, floor=1e-6), momentum=momentum),
        discriminator_optimizer=SGD(lr=Exponential(0.05, per_update, floor=5e-7), momentum=momentum),
        noise_prior=UniformNoise(),
        batch_size=batch_size,
        epochs=epochs,
        data_range=(0, 1),
        data_shape=data_shape,
        recipe="goodfellow2014",
        rng=game,
    )


def ring(*, n_data=100_000, data_shape=(2,), epochs=10, batch_size=128, rng=None, dtype=np.float32) -> GAN:
    """Eight Gaussians on a circle of radius 1, sigma .01: where mode collapse can be seen, and here does not happen.

    G: z(2) ~ N(0, 1) -> 4 x (Dense 128 ReLU) -> Dense 2. D: 2 -> 3 x (Dense 128 LeakyReLU .2) -> Dense 1. Glorot
    uniform, non-saturating, real labels smoothed by .1, Adam with lr 1e-3 falling linearly to 1e-5, batch 128, an
    average of G's weights (decay .999). What makes it work: Adam's beta1 = 0 and the smoothing keep G from chasing D
    from mode to mode (with beta1 .5 and no smoothing four of nine grids lost every mode); falling rates and the average
    sharpen the modes. benchmarks/README.md has the figures.

    Source of the data: Lin et al. 2018 (PacGAN), section 4.1. The networks are numgan's own; benchmarks/modes.py runs
    the paper's beside them.
    """
    return _points("ring", n_data, data_shape, epochs, batch_size, rng, dtype)


def grid(*, n_data=100_000, data_shape=(2,), epochs=20, batch_size=128, rng=None, dtype=np.float32) -> GAN:
    """Twenty-five Gaussians on a grid, sigma .05: where mode collapse can be counted. As `ring`, but twice as long."""
    return _points("grid", n_data, data_shape, epochs, batch_size, rng, dtype)


def gaussian_1d(*, n_data=100_000, data_shape=(1,), epochs=10, batch_size=256, rng=None, dtype=np.float32) -> GAN:
    """The paper's Figure 1: one Gaussian on the line, a latent on the line, and D(x) a curve between them.

    G: z(1) ~ U(-sqrt 3, sqrt 3) -> Dense 32 Tanh -> Dense 1. D: 1 -> Dense 64 Tanh -> Dense 64 Tanh -> Dense 1. Adam
    with lr 1e-3, beta1 .5, batch 256, non-saturating.
    Source of the picture: Goodfellow et al. 2014, figure 1; the paper does not state its set-up.
    """
    weights_g, weights_d, game = np.random.default_rng(rng).spawn(3)
    n = count_values(data_shape)
    return GAN(
        Sequential([Dense(1, 32), Tanh(), Dense(32, n)], rng=weights_g, dtype=dtype),
        Sequential([Dense(n, 64), Tanh(), Dense(64, 64), Tanh(), Dense(64, 1)], rng=weights_d, dtype=dtype),
        generator_optimizer=Adam(lr=1e-3, beta1=0.5),
        discriminator_optimizer=Adam(lr=1e-3, beta1=0.5),
        noise_prior=UniformNoise(),
        batch_size=batch_size,
        epochs=epochs,
        data_shape=data_shape,
        recipe="gaussian_1d",
        rng=game,
    )


def count_values(data_shape: tuple[int, ...]) -> int:
    """How many values a datum of this shape has: n."""
    return math.prod(check_shape("data_shape", data_shape))


def count_updates(n_data: int, epochs: int, batch_size: int) -> int:
    """How many updates a run has: the length of the schedules."""
    rows, epochs = check_count("n_data", n_data), check_count("epochs", epochs)
    return epochs * max(1, rows // check_count("batch_size", batch_size))


def keras_generator(n: int, *, momentum: float, latent_dim: int = 100) -> list[Layer]:
    layers, width = [], latent_dim
    for hidden in (256, 512, 1024):
        layers += [Dense(width, hidden), LeakyReLU(0.2), BatchNorm(hidden, momentum=momentum, eps=1e-3)]
        width = hidden
    return [*layers, Dense(width, n), Tanh()]


def keras_discriminator(n: int) -> list[Layer]:
    return [Dense(n, 512), LeakyReLU(0.2), Dense(512, 256), LeakyReLU(0.2), Dense(256, 1)]


def _points(name, n_data, data_shape, epochs, batch_size, rng, dtype) -> GAN:
    weights_g, weights_d, game = np.random.default_rng(rng).spawn(3)
    n, steps = count_values(data_shape), count_updates(n_data, epochs, batch_size)
    generator, discriminator = [Dense(2, 128), ReLU()], [Dense(n, 128), LeakyReLU(0.2)]
    for _ in range(3):
        generator += [Dense(128, 128), ReLU()]
    for _ in range(2):
        discriminator += [Dense(128, 128), LeakyReLU(0.2)]
    return GAN(
        Sequential([*generator, Dense(128, n)], rng=weights_g, dtype=dtype),
        Sequential([*discriminator, Dense(128, 1)], rng=weights_d, dtype=dtype),
        objective=NonSaturating(label_smoothing=0.1),
        generator_optimizer=Adam(lr=Linear(1e-3, 1e-5, steps), beta1=0.0),
        discriminator_optimizer=Adam(lr=Linear(1e-3, 1e-5, steps), beta1=0.0),
        ema_decay=0.999,
        batch_size=batch_size,
        epochs=epochs,
        data_shape=data_shape,
        recipe=name,
        rng=game,
    )
