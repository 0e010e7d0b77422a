"""Milestone 4: a critic that measures a distance, held by a learner's own gradient penalty."""

import numpy as np

from ...optimizers import Linear
from ...streams import spawn
from .ring import Ring, hidden


class WassersteinRing(Ring):
    """The ring again. G: z(2) -> 2 x (Dense 128 ReLU) -> 2. The critic has one hidden layer, because `double_backward`
    derives the gradient of a slope for such a critic: 2 -> Dense 512 LeakyReLU .2 -> 1.

    Five steps of the critic for one of G, a penalty of weight .1, Adam without momentum, rates that fall.
    """

    id, title, steps = "wasserstein", "a Wasserstein critic with a penalty of your own", 1500
    needs = (
        *("dense_forward", "dense_backward", "leaky_relu", "leaky_relu_backward", "training_step", "adam_step"),
        *("weight_average", "critic_loss", "penalty_points", "slope_penalty", "double_backward"),
    )

    def game(self, kit, *, steps, rng=None, dtype=np.float32):
        g, d, stream = spawn(rng, 3)
        G = kit.Player(
            [*hidden(kit, 2, kit.ReLU, layers=2), kit.Dense(128, 2)],
            optimizer=kit.Adam(lr=Linear(1e-3, 1e-5, steps), beta1=0.0, beta2=0.9),
            ema_decay=0.999,
            rng=g,
            dtype=dtype,
        )
        D = kit.Player(
            [kit.Dense(2, 512), kit.LeakyReLU(0.2), kit.Dense(512, 1)],
            optimizer=kit.Adam(lr=Linear(1e-3, 1e-5, 5 * steps), beta1=0.0, beta2=0.9),
            rng=d,
            dtype=dtype,
        )
        penalty = kit.GradientPenalty(weight=0.1)
        return kit.GAN(G, D, objective=kit.Wasserstein(), penalty=penalty, d_steps=5, batch_size=128, rng=stream)
