"""D names the class instead of being told it: the auxiliary classifier GAN of Odena, Olah & Shlens 2017.

G takes [z | c] as in a CGAN. D looks at rows alone and answers twice: whether the row is real, and what it shows. Both
answers are columns of one network, so what helps to tell the classes apart also helps to judge.
"""

import numpy as np

from ..checks import check_number
from ..objectives.losses import softmax_cross_entropy
from ..turns import backward_both, beliefs, forward_both
from .cgan import LabelledGAN
from .ends import check_ends_in_logits


class ACGAN(LabelledGAN):
    """A GAN whose D has 1 + classes columns, s and t: the logit of the source, and the logits of the classes.

    With D(x) = sigmoid(s) and C(c | x) = softmax(t)_c, for a real row x that shows c_x and for x~ = G(z, c):

        L_S = E[log D(x)] + E[log(1 - D(x~))]           log-likelihood of the right source
        L_C = E[log C(c_x | x)] + E[log C(c | x~)]      log-likelihood of the right class

    D ascends L_S + L_C, and G ascends L_C - L_S: they are opponents in L_S and partners in L_C. As losses:

        D descends  (the objective's, on s) + class_weight (class_real + class_fake) + (the penalty's)
        G descends  (the objective's, on s) + class_weight class_fake
        class_real, class_fake = the cross entropy of t with c_x, and with c: log(classes) for a D that knows nothing

    **At the optimum.** For a fixed G the best D has, at each x,

        sigmoid(s)   = p_data(x) / (p_data(x) + p_g(x))                     as in a GAN; labels do not enter
        softmax(t)_c = (p_data(x, c) + p_g(x, c)) / (p_data(x) + p_g(x))    the share of class c among all rows at x

    If no x shows two classes, p_g = p_data with the right labels is best for G too: D(x) = 1/2, the objective's losses
    are those of `objective.equilibrium()`, and both cross entropies are 0. If classes overlap it is not: there G's
    gradient of class_fake is not 0, and pushes its rows away from those that could show another class. So its classes
    are purer, and less varied, than the data's (Gong et al. 2019, Twin Auxiliary Classifiers GAN).

    So `probability(x)`, sigmoid(s), says how real x is, whatever it shows. The record's d_loss and g_loss are without
    the classes' part: the reference lines of their curves are those of a GAN.

    Parameters
    ----------
    generator, discriminator, noise_prior : as for `CGAN`, but D takes the rows alone, and has 1 + classes columns
    class_weight : float >= 0
        Of the class loss, for both players. The paper adds the two parts up: 1.
    settings : as for `GAN`. A penalty takes the slope of s alone.

    Source: Odena, Olah & Shlens 2017, Conditional Image Synthesis with Auxiliary Classifier GANs (L_S and L_C).
    Conventions differ: eriklindernoren/PyTorch-GAN, acgan.py, halves G's loss and quarters D's, which Adam
    does not notice (and its D ends in a softmax before a cross entropy that has its own, so that each class loss is at
    least log(e + 9) - 1 = 1.46 for ten classes); keras-team/keras, examples/mnist_acgan.py, leaves class_fake out of
    D's loss and gives class_real twice the weight.
    """

    def __init__(self, generator, discriminator, *, noise_prior, class_weight: float = 1.0, **settings):
        self.class_weight = check_number("class_weight", class_weight, 0)
        super().__init__(generator, discriminator, noise_prior=noise_prior, **settings)
        check_ends_in_logits("discriminator", discriminator, loss="the loss of the classes")

    def play(self, real, labels):  # type: ignore[override]  # an ACGAN takes labels too
        """Algorithm 1 with two answers. real : (d_steps B, n). labels : (d_steps B,), what the real rows show."""
        G, D, w = self.generator, self.discriminator, self.class_weight
        for x, c in zip(np.split(real, self.d_steps), np.split(np.asarray(labels), self.d_steps), strict=True):
            loss, parts, logits = self.judged(x, c)
            d_norm = self.move(discriminator=loss)
        z = self.noise(len(x))
        fake, cache = G.forward(z)
        answers, D_cache = D.forward(fake)
        real_logits = D.forward(x)[0][:, :1] if self.objective.compares else None
        g_loss, ds = self.objective.generator(answers[:, :1], real_logits)
        class_fake, dt = softmax_cross_entropy(answers[:, 1:], self.asked(z))
        G.backward(D.backward(np.hstack([ds, w * dt]), D_cache, params=False), cache, inputs=False)
        g_norm = self.move(generator=g_loss + w * class_fake)
        seen = parts | {"g_loss": g_loss, "d_grad_norm": d_norm, "g_grad_norm": g_norm}
        return seen | beliefs(self.objective, *logits)

    def judged(self, real, labels):
        D, w = self.discriminator, self.class_weight
        z = self.noise(len(real))
        fake = self.generator(z, training=True)
        r, f, cache = forward_both(D, real, fake)
        d_loss, dr_s, df_s = self.objective.discriminator(r[:, :1], f[:, :1])
        class_real, dr_t = softmax_cross_entropy(r[:, 1:], labels)
        class_fake, df_t = softmax_cross_entropy(f[:, 1:], self.asked(z))
        backward_both(D, np.hstack([dr_s, w * dr_t]), np.hstack([df_s, w * df_t]), cache)
        if self.penalty is not None:
            d_loss += self.penalty.gradient(D, real, fake)
        parts = {"d_loss": d_loss, "class_real": class_real, "class_fake": class_fake}
        return d_loss + w * (class_real + class_fake), parts, (r[:, :1], f[:, :1])

    def asked(self, z: np.ndarray) -> np.ndarray:
        """The labels in latents [z | c]: (B,)."""
        return z[:, -self.classes :].argmax(axis=1)

    def classify(self, x: np.ndarray) -> np.ndarray:
        """The likeliest class of scaled rows, as at inference: (B, n) -> labels (B,)."""
        return self.discriminator(self.rows_in_range(x))[:, 1:].argmax(axis=1)

    def _check_columns(self, extra=0, heads=0):
        if self.discriminator.rows != 1:
            raise ValueError("D names the class of each row: ACGAN's discriminator must not pack rows")
        super()._check_columns(heads=self.noise_prior.classes)
