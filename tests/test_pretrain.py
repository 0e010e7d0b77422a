"""D trained alone, before the first step: it may stand on flat ground, and it may diverge."""

import numpy as np
import pytest
from games import LABELS, conditional_gan, images

from numgan import GAN, SGD, Dense, Hinge, LeakyReLU, Player, TrainingDiverged, Wasserstein


def hinge_gan():
    D = Player([Dense(2, 1)], optimizer=SGD(lr=1e-3), rng=1, dtype=np.float64)
    gan = GAN(Player([Dense(2, 2)], rng=0, dtype=np.float64), D, objective=Hinge(), batch_size=8, rng=2)
    D.params[...] = 0, 0, 5  # every row is real to it
    gan.generator.params[...] = 0, 0, 0, 0, 1, 1
    return gan


def test_gradients_that_are_equal_step_after_step_are_no_mistake():
    gan, before = hinge_gan(), []
    for _ in range(3):
        gan.pretrain(np.ones((8, 2)), steps=1)
        before.append(gan.discriminator.grads.copy())
    assert np.array_equal(before[0], before[2])
    assert np.any(before[0])
    gan.train_step(np.ones((8, 2)))


def test_the_first_step_after_it_is_still_looked_at():
    class Twice(GAN):
        def play(self, real):
            seen = super().play(real)
            self.move(generator=seen["g_loss"])
            return seen

    layers = [Dense(2, 2)], [Dense(2, 1)]
    gan = Twice(*(Player(part, rng=i, dtype=np.float64) for i, part in enumerate(layers)), batch_size=8, rng=2)
    gan.pretrain(np.ones((8, 2)), steps=3)
    with pytest.raises(ValueError, match="play moves the generator twice on one gradient"):
        gan.train_step(np.ones((8, 2)))


def test_it_diverges_with_a_name_and_no_warning():
    D = Player([Dense(2, 8), LeakyReLU(), Dense(8, 1)], optimizer=SGD(lr=1e200), rng=1, dtype=np.float64)
    gan = GAN(Player([Dense(2, 2)], rng=0, dtype=np.float64), D, objective=Wasserstein(), batch_size=8, rng=2)
    with pytest.raises(TrainingDiverged, match="the discriminator's loss"):  # a warning would be an error here
        gan.pretrain(np.random.default_rng(0).normal(size=(64, 2)), steps=20)
    assert np.isfinite(D.params).all()
    with pytest.raises(TrainingDiverged, match="the discriminator's loss"):
        conditional_gan(discriminator_optimizer=SGD(lr=1e200)).pretrain(images(), LABELS, steps=20)
