"""Milestone 2: the whole game in the plane, in an order that is a learner's own `training_step`."""

import numpy as np

from ...datasets import ring, ring_centers
from ...evaluation import mode_coverage
from ...optimizers import Linear
from ...plots import points
from ...streams import spawn
from .milestone import Milestone


class Ring(Milestone):
    """Eight Gaussians on a circle. G: z(2) -> 3 x (Dense 128 ReLU) -> 2. D: 2 -> 3 x (Dense 128 LeakyReLU .2) -> 1.

    The settings of the recipe `ring`, with a layer less in G: labels smoothed by .1, Adam without momentum, rates that
    fall to a hundredth, an average of G's weights.
    """

    id, title, steps = "ring", "eight points on a ring", 2000
    needs: tuple[str, ...] = (
        *("sigmoid", "dense_forward", "dense_backward", "leaky_relu", "leaky_relu_backward"),
        *("discriminator_loss", "discriminator_gradient", "non_saturating_loss", "training_step"),
        *("adam_step", "weight_average"),
    )

    def data(self):
        return (ring(20_000, rng=0).astype(np.float32),)

    def game(self, kit, *, steps, rng=None, dtype=np.float32):
        g, d, stream = spawn(rng, 3)
        rate = Linear(1e-3, 1e-5, steps)
        G = kit.Player(
            [*hidden(kit, 2, kit.ReLU), kit.Dense(128, 2)],
            optimizer=kit.Adam(lr=rate, beta1=0.0),
            ema_decay=0.999,
            rng=g,
            dtype=dtype,
        )
        D = kit.Player(
            [*hidden(kit, 2, lambda: kit.LeakyReLU(0.2)), kit.Dense(128, 1)],
            optimizer=kit.Adam(lr=rate, beta1=0.0),
            rng=d,
            dtype=dtype,
        )
        return kit.GAN(G, D, objective=kit.NonSaturating(label_smoothing=0.1), batch_size=128, rng=stream)

    def reached(self, game):
        found = mode_coverage(game.sample(2500, rng=1), ring_centers(), std=0.01)
        return f"{found.modes} of 8 modes, {found.high_quality:.0%} of the points within 3 sigma of a mode"

    def draw(self, game, ax):
        points(game.sample(2500, rng=1), self.data()[0][:2500], ax=ax)


def hidden(kit, n_in: int, activation, layers: int = 3) -> list:
    """n_in -> so many times Dense 128 and an activation."""
    first = [kit.Dense(n_in, 128), activation()]
    return first + [layer for _ in range(layers - 1) for layer in (kit.Dense(128, 128), activation())]
