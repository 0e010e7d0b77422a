"""Classes that nobody has named: the categorical GAN (Springenberg 2016).

D sorts rows into K classes, without labels or with a few. What a good D is, is said by entropies alone: it is sure of
the class of each real row, it uses all classes equally often, and it is not sure about generated rows. The last keeps D
from a partition that has nothing to do with the data: G looks for rows of which D is sure, and which are not real.
"""

import numpy as np

from ..checks import check_number
from ..functions import log_sum_exp, softmax
from ..objectives.losses import softmax_cross_entropy
from ..player import Player
from ..turns import backward_both, forward_both
from .half_labelled import HalfLabelled


def conditional_entropy(logits: np.ndarray) -> tuple[float, np.ndarray]:
    """How unsure a classifier is of single rows, in nats, and the gradient: (B, K) logits -> H, dlogits (B, K).

    p        = softmax(l),  log p = l - log sum exp(l)
    H_b      = -sum_k p_bk log p_bk                     of each row, from 0 to log K
    H        = mean_b H_b
    dl_bk    = -p_bk (log p_bk + H_b) / B
    """
    p, log_p = softmax(logits), logits - log_sum_exp(logits)
    rows = -(p * log_p).sum(axis=1, keepdims=True)
    return float(rows.mean(dtype=np.float64)), -p * (log_p + rows) / len(p)


def marginal_entropy(logits: np.ndarray) -> tuple[float, np.ndarray]:
    """How evenly a classifier uses its classes, in nats, and the gradient: (B, K) logits -> H, dlogits (B, K).

    p        = softmax(l)
    m_k      = mean_b p_bk                              the share of class k, and log m_k without a rounded m_k
    H        = -sum_k m_k log m_k                       from 0 to log K
    dl_bk    = -p_bk (log m_k - sum_j p_bj log m_j) / B
    """
    p, log_p = softmax(logits), logits - log_sum_exp(logits)
    log_m = log_sum_exp(log_p.T)[:, 0] - np.log(len(p), dtype=p.dtype)
    H = -float((np.exp(log_m) * log_m).sum(dtype=np.float64))
    return H, -p * (log_m - (p @ log_m)[:, None]) / len(p)


class CatGAN(HalfLabelled):
    """D gives K logits, and what both players want is told by entropies of p(class | x) = softmax(logits).

    D's loss, on real rows u, generated rows f, and labelled rows (x, y), if there are any:
        loss = -marginal(u) + conditional(u) - conditional(f) + label_weight * (cross entropy of softmax(l(x)) and y)
    G's loss:
        loss = -marginal(f) + conditional(f)

    marginal(u) - conditional(u) is the mutual information of row and class, at most log K. So D's loss is at least
    -2 log K, and G's at least -log K. Both players want evenly used classes; about single generated rows they are
    opponents.

    Trained without labels, gan.fit(images), `classify` says to which of K groups a row belongs, and the groups have no
    names. With a few labels, gan.fit(images, labels), -1 where none is known, the classes are those of the labels. x,
    y and u are those of `split`.

    Parameters
    ----------
    generator, discriminator, settings : as for `HalfLabelled`
    label_weight : float >= 0
        The paper's lambda.

    Source: Springenberg 2016, Unsupervised and Semi-Supervised Learning with Categorical Generative Adversarial
    Networks, section 3 (the objectives of D and G, and that with labels).
    """

    def __init__(self, generator: Player, discriminator: Player, *, label_weight: float = 1.0, **settings):
        self.label_weight = check_number("label_weight", label_weight, 0)
        super().__init__(generator, discriminator, **settings)

    def play(self, real, labels):
        """One step of D, then one of G. real : (B, n). labels : (B,), -1 where none is known."""
        G, D = self.generator, self.discriminator
        x, y, u = self.split(real, labels)

        fake = G(self.noise(len(u)), training=True)
        real_logits, fake_logits, cache = forward_both(D, u, fake)
        (marginal, dmarginal), (sure, dsure) = marginal_entropy(real_logits), conditional_entropy(real_logits)
        unsure, dunsure = conditional_entropy(fake_logits)
        backward_both(D, dsure - dmarginal, -dunsure, cache)
        supervised = 0.0
        if len(x):
            logits, cache = D.forward(x)
            supervised, dlogits = softmax_cross_entropy(logits, y)
            D.backward(dlogits * self.label_weight, cache, inputs=False, add=True)
        d_loss = sure - marginal - unsure + self.label_weight * supervised
        d_norm = self.move(discriminator=d_loss)

        fake, cache = G.forward(self.noise(len(u)))
        fake_logits, fake_cache = D.forward(fake)
        (even, deven), (conditional, dconditional) = marginal_entropy(fake_logits), conditional_entropy(fake_logits)
        g_loss = conditional - even
        G.backward(D.backward(dconditional - deven, fake_cache, params=False), cache, inputs=False)
        g_norm = self.move(generator=g_loss)
        seen = {"d_loss": d_loss, "g_loss": g_loss, "marginal": marginal, "real": sure, "fake": unsure}
        return seen | {"supervised": supervised, "d_grad_norm": d_norm, "g_grad_norm": g_norm}

    def categories_of(self, x: np.ndarray) -> np.ndarray:
        """`classify`, by the name that says what its numbers are without labels: (B, n) scaled rows -> (B,)."""
        return self.classify(x)

    def check_data(self, *data, least=1):
        """Images alone are data without labels."""
        if len(data) == 1 or (len(data) == 2 and np.size(data[1]) and np.all(np.asarray(data[1]) == -1)):
            (rows,) = super(HalfLabelled, self).check_data(data[0], least=least)
            return rows, np.full(len(rows), -1)
        return super().check_data(*data, least=least)
