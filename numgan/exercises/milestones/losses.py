"""The objectives and the penalty that are a learner's functions."""

import numpy as np

from ...objectives import NonSaturating, Wasserstein
from ...objectives.base import check_both, check_logits
from ...penalties import GradientPenalty
from .answers import Own


class OwnNonSaturating(Own, NonSaturating):
    """NonSaturating of `discriminator_loss`, `discriminator_gradient`, `non_saturating_loss` and `sigmoid`.

    Discriminator   loss = discriminator_loss(r, f, label_smoothing)
                    dreal, dfake = discriminator_gradient(r, f)
                    dreal = dreal + label_smoothing / B         the exercise has no smoothing: (sigmoid(r) - t) / B
    Generator       loss, dfake = non_saturating_loss(f)
    """

    def discriminator(self, real_logits, fake_logits):
        r, f = check_both(real_logits, fake_logits)
        loss = self.answers.discriminator_loss(r, f, self.label_smoothing)
        dreal, dfake = self.answers.discriminator_gradient(r, f)
        return float(loss), dreal + self.label_smoothing / r.size, dfake

    def generator(self, fake_logits, real_logits=None):
        loss, dfake = self.answers.non_saturating_loss(check_logits("fake_logits", fake_logits))
        return float(loss), dfake

    def probability(self, logits):
        return self.answers.sigmoid(logits)


class OwnWasserstein(Own, Wasserstein):
    """Wasserstein of `critic_loss`.

    Critic          loss, dreal, dfake = critic_loss(r, f)
    Generator       loss, dfake, _ = critic_loss(f, 0)          -mean(f): G's rows in the place of the real ones
    """

    def discriminator(self, real_logits, fake_logits):
        loss, dreal, dfake = self.answers.critic_loss(*check_both(real_logits, fake_logits))
        return float(loss), dreal, dfake

    def generator(self, fake_logits, real_logits=None):
        f = check_logits("fake_logits", fake_logits)
        loss, dfake, _ = self.answers.critic_loss(f, np.zeros_like(f))
        return float(loss), dfake


class OwnGradientPenalty(Own, GradientPenalty):
    """WGAN-GP's penalty of `penalty_points`, `double_backward` and `slope_penalty`, for a critic with one hidden layer.

        x = penalty_points(real, fake, rng)
        g, ... = double_backward(0, x, W1, b1, W2, slope)       the slopes alone
        P, q = slope_penalty(g, weight)
        g, dW1, db1, dW2 = double_backward(q, x, W1, b1, W2, slope)

    D must be Dense, LeakyReLU, Dense: that is the critic of the exercise.
    """

    def gradient(self, discriminator, real, fake):
        first, kink, last = discriminator.layers
        x = self.answers.penalty_points(real, fake, discriminator.rng)
        critic = x, first.W, first.b, last.W, kink.negative_slope
        g, *_ = self.answers.double_backward(np.zeros_like(x), *critic)
        P, q = self.answers.slope_penalty(g, self.weight)
        _, dW1, db1, dW2 = self.answers.double_backward(q, *critic)
        first.dW[...] += dW1
        first.db[...] += db1
        last.dW[...] += dW2
        return float(P)
