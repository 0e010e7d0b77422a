"""Milestone 5: digits from convolutions."""

import numpy as np

from ...streams import spawn
from .milestone import Images


class DCGAN(Images):
    """DCGAN in two stages of 16 and 32 channels, with batch norm in both players; kernel 4, stride 2, padding 1.

    G: z(100) -> Dense (7, 7, 32) -> ConvTranspose2D 16 (14 x 14) -> ConvTranspose2D 1 (28 x 28) -> Tanh, with batch
    norm and ReLU in between. D: Conv2D 16 -> Conv2D 32, batch norm -> Dense 1, LeakyReLU .2. Adam with lr 2e-4 and
    beta1 .5, batch 64, an average of G's weights.
    """

    id, title, steps = "dcgan", "digits from convolutions", 1500
    needs = (
        *("sigmoid", "dense_forward", "dense_backward", "leaky_relu", "leaky_relu_backward", "tanh_backward"),
        *("batchnorm_backward", "running_statistics"),
        *("discriminator_loss", "discriminator_gradient", "non_saturating_loss", "training_step"),
        *("adam_step", "weight_average", "pad_images", "conv2d_forward"),
        *("conv2d_weight_gradient", "conv2d_input_gradient", "conv_transpose", "channel_batchnorm"),
    )

    def game(self, kit, *, steps, rng=None, dtype=np.float32):
        g, d, stream = spawn(rng, 3)
        window = {"kernel": 4, "stride": 2, "padding": 1}
        layers = [kit.Dense(100, 7 * 7 * 32), kit.Reshape((7, 7, 32)), kit.BatchNorm(32), kit.ReLU()]
        layers += [kit.ConvTranspose2D(32, 16, **window), kit.BatchNorm(16), kit.ReLU()]
        layers += [kit.ConvTranspose2D(16, 1, **window), kit.Flatten(), kit.Tanh()]
        G = kit.Player(layers, optimizer=kit.Adam(lr=2e-4, beta1=0.5), ema_decay=0.999, rng=g, dtype=dtype)
        layers = [kit.Reshape((28, 28, 1)), kit.Conv2D(1, 16, **window), kit.LeakyReLU(0.2)]
        layers += [kit.Conv2D(16, 32, **window), kit.BatchNorm(32), kit.LeakyReLU(0.2)]
        layers += [kit.Flatten(), kit.Dense(7 * 7 * 32, 1)]
        D = kit.Player(layers, optimizer=kit.Adam(lr=2e-4, beta1=0.5), rng=d, dtype=dtype)
        settings = {"batch_size": 64, "data_range": (-1, 1), "data_shape": (28, 28), "rng": stream}
        return kit.GAN(G, D, objective=kit.NonSaturating(), **settings)
