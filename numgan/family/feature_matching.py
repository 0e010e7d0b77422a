"""A generator that does not try to beat D: feature matching (Salimans et al. 2016)."""

import numpy as np

from ..turns import beliefs, judge, match_features
from .gan import GAN


class FeatureMatching(GAN):
    """Algorithm 1 with another goal for G: the mean of D's features over its rows should be that over real rows.

    G's loss is `match_features`, so the objective is D's alone. G cannot gain from a row that D happens to like best,
    because only the mean over all rows counts. This is meant against rows that become all alike, and against a G that
    follows every turn of D. The means alone do not say that single rows are good.

    Parameters: those of `GAN`, and

    depth : int or None
        The features are what D.layers[:depth] give. Default: -1, all layers except for the last. None:
        all layers, and then G matches the mean logit.

    Source: Salimans et al. 2016, Improved Techniques for Training GANs, section 3.1.
    Deviates from openai/improved-gan, train_mnist_feature_matching.py: a sum over the features, as in the paper (there
    their mean); the real rows are those that D has just seen (there a minibatch of their own).
    """

    def __init__(self, generator, discriminator, *, depth: int | None = -1, **settings):
        self.depth = depth
        super().__init__(generator, discriminator, **settings)
        discriminator.first(depth)  # raises ValueError where there are not so many layers

    def play(self, real):
        G, D = self.generator, self.discriminator
        for x in np.split(real, self.d_steps):
            fake = G(self.noise(len(x)), training=True)
            d_loss, real_logits, fake_logits = judge(D, self.objective, x, fake, self.penalty)
            d_norm = self.move(discriminator=d_loss)
        fake, cache = G.forward(self.noise(len(x)))
        g_loss, dfake = match_features(D, fake, x, self.depth)
        G.backward(dfake, cache, inputs=False)
        g_norm = self.move(generator=g_loss)
        seen = {"d_loss": d_loss, "g_loss": g_loss, "d_grad_norm": d_norm, "g_grad_norm": g_norm}
        return seen | beliefs(self.objective, real_logits, fake_logits)
