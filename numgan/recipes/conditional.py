"""Digits on demand: a set-up in which both players are told which digit it is to be."""

import numpy as np

from ..checks import check_count
from ..conditional import Conditional, LabelledNoise
from ..gan import GAN
from ..network import Sequential
from ..optimizers import Adam, Linear
from .classic import count_updates, count_values, keras_discriminator, keras_generator


def cgan(
    *, n_data=50_000, data_shape=(28, 28), epochs=20, batch_size=64, rng=None, dtype=np.float32, classes=10
) -> GAN:
    """Ask for a seven and get one: the first conditional GAN's idea, on the networks of `mnist_mlp`.

    G: [z(100) | label(10)] -> Dense 256 -> 512 -> 1024, each with LeakyReLU .2 and then BatchNorm (momentum .9, eps
    1e-3), -> Dense 784 -> Tanh, the label beside it. D: [x(784) | label(10)] -> 512 -> 256 -> 1, LeakyReLU .2. Labels
    are one-hot rows, for G drawn evenly. All else as in `mnist_mlp`: z ~ N(0, 1), Glorot uniform, pixels in [-1, 1],
    non-saturating, batch 64, Adam with beta1 .5 and lr 1e-3 for G and 4e-4 for D, falling linearly to a tenth, an
    average of G's weights (decay .9995).

    classes : how many labels there are, 0 ... classes - 1. Train with gan.fit(images, labels=labels).

    Source: Mirza & Osindero 2014, Conditional Generative Adversarial Nets.
    Deviates from it in all but the idea. Its section 4.1 has, for G, z(100) from the unit hypercube -> 200 ReLU and
    the label -> 1000 ReLU, both -> 1200 ReLU -> 784 Sigmoid; for D, x -> Maxout 240 x 5 and the label -> Maxout 50 x
    5, both -> Maxout 240 x 4 -> 1 Sigmoid; dropout .5 in both players; SGD, batch 100, lr .1 divided by 1.00004 at
    every update, floor 1e-6, momentum from .5 to .7. There the label has a hidden layer to itself in either network;
    here its columns enter the first layer beside z's or x's. The paper's Parzen figure is 132 +- 1.8 nats.
    """
    classes = check_count("classes", classes, 2)
    weights_g, weights_d, game = np.random.default_rng(rng).spawn(3)
    n, steps = count_values(data_shape), count_updates(n_data, epochs, batch_size)
    return GAN(
        Conditional(
            keras_generator(n, momentum=0.9, latent_dim=100 + classes), classes=classes, rng=weights_g, dtype=dtype
        ),
        Sequential(keras_discriminator(n + classes), rng=weights_d, dtype=dtype),
        generator_optimizer=Adam(lr=Linear(1e-3, 1e-4, steps), beta1=0.5),
        discriminator_optimizer=Adam(lr=Linear(4e-4, 4e-5, steps), beta1=0.5),
        noise_prior=LabelledNoise(classes),
        ema_decay=0.9995,
        batch_size=batch_size,
        epochs=epochs,
        data_range=(-1, 1),
        data_shape=data_shape,
        recipe="cgan",
        rng=game,
    )
