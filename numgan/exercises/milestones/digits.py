"""Milestone 3: digits from noise."""

import numpy as np

from ...streams import spawn
from .milestone import Images


class Digits(Images):
    """Keras-GAN's networks, as in the recipe `keras_gan`, with an average of G's weights and without numgan's penalty.

    G: z(100) -> 3 x (Dense 256, 512, 1024; LeakyReLU .2; BatchNorm) -> Dense 784 -> Tanh. D: 784 -> 512 -> 256 -> 1.
    Adam with lr 2e-4 and beta1 .5, batch 64.
    """

    id, title, steps = "digits", "digits from noise", 2500
    needs = (
        *("sigmoid", "dense_forward", "dense_backward", "leaky_relu", "leaky_relu_backward", "tanh_backward"),
        *("batchnorm_forward", "batchnorm_backward", "running_statistics"),
        *("discriminator_loss", "discriminator_gradient", "non_saturating_loss", "training_step"),
        *("adam_step", "weight_average"),
    )

    def game(self, kit, *, steps, rng=None, dtype=np.float32):
        g, d, stream = spawn(rng, 3)
        layers, width = [], 100
        for n in (256, 512, 1024):
            layers += [kit.Dense(width, n), kit.LeakyReLU(0.2), kit.BatchNorm(n, eps=1e-3)]
            width = n
        layers += [kit.Dense(width, 784), kit.Tanh()]
        G = kit.Player(layers, optimizer=kit.Adam(lr=2e-4, beta1=0.5), ema_decay=0.999, rng=g, dtype=dtype)
        layers = [kit.Dense(784, 512), kit.LeakyReLU(0.2), kit.Dense(512, 256), kit.LeakyReLU(0.2), kit.Dense(256, 1)]
        D = kit.Player(layers, optimizer=kit.Adam(lr=2e-4, beta1=0.5), rng=d, dtype=dtype)
        settings = {"batch_size": 64, "data_range": (-1, 1), "data_shape": (28, 28), "rng": stream}
        return kit.GAN(G, D, objective=kit.NonSaturating(), **settings)
