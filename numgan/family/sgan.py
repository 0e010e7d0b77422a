"""A few labels are enough: the semi-supervised GAN (Salimans et al. 2016; Odena 2016).

D tells K classes apart, and whether a row is real. Rows without a label, and generated ones, teach it the second. For
that it has to know what the data look like, and this helps with the first.
"""

import numpy as np

from ..checks import check_number
from ..functions import log_sum_exp, sigmoid, softmax
from ..objectives import Minimax
from ..objectives.losses import softmax_cross_entropy
from ..player import Player
from ..turns import backward_both, beliefs, forward_both, match_features
from .half_labelled import HalfLabelled

REAL_OR_NOT = Minimax()


class SGAN(HalfLabelled):
    """D gives K logits l, which serve two purposes; G matches the means of D's features.

    p(class k | x, x is real) = softmax(l)_k
    D(x) = p(x is real)       = Z / (Z + 1) = sigmoid(log Z),       Z = sum_k exp(l_k)

    This is a classifier of K + 1 classes whose logit of the last class, "generated", is 0: a number added to all of its
    logits would change nothing, so one of them may be fixed. A number added to the K logits changes Z, and leaves the
    softmax as it is. So both purposes can be served at once, by softmax(l) = p(class | x) and Z = p_data / p_g.

    D's loss, on labelled rows (x, y), other real rows u and generated rows f:
        supervised    = cross entropy of softmax(l(x)) and y
        unsupervised  = mean(softplus(-log Z(u))) + mean(softplus(log Z(f)))        = -V(D, G)
        loss          = supervised + unsupervised_weight * unsupervised
        dl            = softmax(l) * (the gradient with respect to log Z)           for u and f, because Z' = exp(l)
    G's loss: `match_features` of f and u.

    x, y and u are those of `split`. If no row of a minibatch has a label, supervised is 0.

    Parameters
    ----------
    generator, discriminator, settings : as for `HalfLabelled`
    unsupervised_weight : float >= 0
        1 in the paper; .5 in the authors' code.
    depth : int or None
        The features are what D.layers[:depth] give. Default: -1, all layers except for the last.

    Source: Salimans et al. 2016, Improved Techniques for Training GANs, sections 3.1 and 5; openai/improved-gan,
    train_mnist_feature_matching.py. Odena 2016 (Semi-Supervised Learning with GANs) learns the logit of the last class.
    Deviates from that code: u leaves out the rows that have a label (there it is drawn from all rows), G is shown the
    rows that D has just seen (there others), and its squared differences are added up (there their mean is taken).
    """

    def __init__(
        self,
        generator: Player,
        discriminator: Player,
        *,
        unsupervised_weight: float = 1.0,
        depth: int | None = -1,
        **settings,
    ):
        self.unsupervised_weight = check_number("unsupervised_weight", unsupervised_weight, 0)
        self.depth = depth
        super().__init__(generator, discriminator, **settings)
        discriminator.first(depth)  # raises ValueError where there are not so many layers

    def play(self, real, labels):
        """One step of D, then one of G. real : (B, n). labels : (B,), -1 where none is known."""
        G, D = self.generator, self.discriminator
        x, y, u = self.split(real, labels)

        fake = G(self.noise(len(u)), training=True)
        real_logits, fake_logits, cache = forward_both(D, u, fake)
        unsupervised, dreal, dfake = self.real_or_not(real_logits, fake_logits)
        backward_both(D, dreal, dfake, cache)
        supervised = 0.0
        if len(x):
            logits, cache = D.forward(x)
            supervised, dlogits = softmax_cross_entropy(logits, y)
            D.backward(dlogits, cache, inputs=False, add=True)
        d_loss = supervised + self.unsupervised_weight * unsupervised
        d_norm = self.move(discriminator=d_loss)

        fake, cache = G.forward(self.noise(len(u)))
        g_loss, dfake = match_features(D, fake, u, self.depth)
        G.backward(dfake, cache, inputs=False)
        g_norm = self.move(generator=g_loss)
        seen = {"d_loss": d_loss, "g_loss": g_loss, "supervised": supervised}
        seen |= {"d_grad_norm": d_norm, "g_grad_norm": g_norm}
        return seen | beliefs(REAL_OR_NOT, log_sum_exp(real_logits), log_sum_exp(fake_logits))

    def real_or_not(self, real_logits: np.ndarray, fake_logits: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """The unsupervised loss, and its gradients times their weight: (B, K), (B', K) -> loss, dreal, dfake."""
        loss, dreal, dfake = REAL_OR_NOT.discriminator(log_sum_exp(real_logits), log_sum_exp(fake_logits))
        w = self.unsupervised_weight
        return loss, softmax(real_logits) * (w * dreal), softmax(fake_logits) * (w * dfake)

    def probability(self, x: np.ndarray) -> np.ndarray:
        """D(x) = Z / (Z + 1), the probability that x is real: (B, n) scaled rows -> (B,) in [0, 1]. Of no class."""
        return sigmoid(log_sum_exp(self.discriminator(self.rows_in_range(x))))[:, 0]
