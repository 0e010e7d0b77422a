"""Digits on demand: the conditional GAN of Mirza & Osindero 2014.

A label c is a one-hot row of `classes` values, and it is simply more columns: G takes [z | c] and D judges [x | c]. So
a row of the game is a pair of image and label: for real rows the true label, for generated ones the label that G was
given. The two turns of the game do not change at all.
"""

import numpy as np

from ..checks import check_count, check_kind
from ..datasets import check_data, check_labels, one_hot
from ..noise import Noise, NormalNoise
from ..sampled import COLUMNS
from ..turns import beliefs, fool, judge
from .gan import GAN


class LabelledNoise(Noise):
    """Latents [z | c]: z from another prior, c the one-hot row of a label drawn uniformly from `classes`.

    classes : int >= 2
    prior : NormalNoise or UniformNoise
    """

    def __init__(self, classes: int, *, prior: Noise = NormalNoise()):
        self.classes = self.codes = check_count("classes", classes, 2)
        self.choices = {"labels": self.classes}
        self.prior = check_kind("prior", prior, Noise, "an object such as NormalNoise()")

    def __call__(self, rng, shape, dtype):
        B, width = shape
        z = self.prior(rng, (B, width - self.classes), dtype)
        return np.hstack([z, one_hot(rng.integers(self.classes, size=B), self.classes, dtype)])

    def ask(self, z, *, labels=None):  # type: ignore[override]  # each prior is asked for its own code
        """labels : (B,) whole numbers, or one for all; None: those that were drawn."""
        if labels is None:
            return z
        labels = np.full(len(z), labels) if np.ndim(labels) == 0 else np.asarray(labels)
        if labels.shape != (len(z),):
            raise ValueError(f"labels must be one for each of the {len(z)} samples, got shape {labels.shape}")
        return np.hstack([z[:, : -self.classes], one_hot(labels, self.classes, z.dtype)])


class LabelledGAN(GAN):
    """What CGAN and ACGAN have in common: a GAN whose generator is told a label. gan.fit(images, labels).

    Parameters: those of `GAN`, where G takes the label's columns beside z; and noise_prior, a `LabelledNoise`, which
    says how many classes there are.
    """

    takes = "rows", "labels"
    noise_prior: LabelledNoise

    def __init__(self, generator, discriminator, *, noise_prior: LabelledNoise, **settings):
        self.noise_prior = check_kind("noise_prior", noise_prior, LabelledNoise, "LabelledNoise(classes)")
        super().__init__(generator, discriminator, noise_prior=noise_prior, **settings)
        if self.latent_dim <= self.classes:
            raise ValueError(f"G takes {self.latent_dim} columns: too few for {self.classes} classes and a latent")

    @property
    def classes(self) -> int:
        """How many labels there are: 0 ... classes - 1."""
        return self.noise_prior.classes

    def label_columns(self, labels: np.ndarray, B: int) -> np.ndarray:
        """The one-hot rows of labels (B,): (B, classes). Raises TypeError or ValueError for labels that are none."""
        if np.shape(labels) != (B,):
            raise ValueError(f"labels must be one for each of the {B} rows, got shape {np.shape(labels)}")
        return one_hot(labels, self.classes, self.dtype)

    def judged(self, real: np.ndarray, labels: np.ndarray) -> tuple[float, dict[str, float], tuple]:
        """D's turn on rows (B, n), labels (B,) and as many fresh rows of G: its loss, whose gradient goes to D.grads.

        Returns the loss, the parts of it that the record shows, and D's logits for real and for generated rows.
        """
        raise TypeError(f"{type(self).__name__} must define judged(real, labels), D's turn")

    @np.errstate(over="ignore", invalid="ignore")  # `move` finds them, and names the player
    def pretrain(  # type: ignore[override]  # labels beside the rows
        self, data: np.ndarray, labels: np.ndarray, *, steps: int, batch_size: int | None = None
    ) -> list[float]:
        self.check_not_begun("pretrain")
        losses = []
        for x, c in self.draws(data, labels, steps=steps, batch_size=batch_size):
            losses.append(self.judged(x, c)[0])
            self.move(discriminator=losses[-1])
        return losses

    def check_data(self, *data, least=1):
        if len(data) != 2:
            raise ValueError(f"{type(self).__name__} trains on images and their labels, two arrays, got {len(data)}")
        rows = check_data(data[0], self.width, self.data_range, least, shape=self.data_shape)
        return rows, check_labels(data[1], len(rows), self.classes)

    def check_batch(self, real, labels):
        real = self.check_batch_rows("real", real)
        self.label_columns(labels, len(real))
        return real, labels

    def show(self, rng, *data):
        """A row of ten for each label."""
        labels = np.arange(self.classes).repeat(COLUMNS)
        return self.sample(len(labels), rng=rng, labels=labels).reshape(self.classes, COLUMNS, -1)


class CGAN(LabelledGAN):
    """A GAN in which both players are told a label: gan.fit(images, labels), gan.sample(64, labels=7).

    Parameters: those of `GAN`, where G takes the label's columns beside z, and D takes them beside x; and noise_prior,
    a `LabelledNoise`, which says how many classes there are.
    Source: Mirza & Osindero 2014, Conditional Generative Adversarial Nets, eq. 2.
    """

    def play(self, real, labels):  # type: ignore[override]  # a CGAN takes labels too
        """Algorithm 1 on pairs. real : (d_steps B, n). labels : (d_steps B,), what the real rows show."""
        G, D = self.generator, self.discriminator
        for x, c in zip(np.split(real, self.d_steps), np.split(np.asarray(labels), self.d_steps), strict=True):
            d_loss, parts, logits = self.judged(x, c)
            d_norm = self.move(discriminator=d_loss)
        fake, cache = self.made(len(x))
        g_loss, dfake = fool(D, self.objective, fake, self.pairs(x, c))
        G.backward(dfake[:, : self.width], cache, inputs=False)  # the label's columns are not G's
        g_norm = self.move(generator=g_loss)
        seen = parts | {"g_loss": g_loss, "d_grad_norm": d_norm, "g_grad_norm": g_norm}
        return seen | beliefs(self.objective, *logits)

    def judged(self, real, labels):
        pairs, (fake, _) = self.pairs(real, labels), self.made(len(real))
        d_loss, *logits = judge(self.discriminator, self.objective, pairs, fake, self.penalty)
        return d_loss, {"d_loss": d_loss}, tuple(logits)

    def pairs(self, x: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """[x | c]: rows beside their labels, one for each."""
        return np.hstack([x, self.label_columns(labels, len(x))])

    def made(self, B: int) -> tuple[np.ndarray, list]:
        """[G(z, c) | c], and G's cache."""
        z = self.noise(B)
        fake, cache = self.generator.forward(z)
        return np.hstack([fake, z[:, -self.classes :]]), cache

    def probability(self, x: np.ndarray, labels: np.ndarray) -> np.ndarray:  # type: ignore[override]  # likewise
        """D(x, c), the probability that x is real and shows c: (B, n) scaled rows, labels (B,) -> (B,) in [0, 1]."""
        pairs = self.pairs(self.rows_in_range(x), labels)
        return self.objective.probability(self.discriminator(pairs))[:, 0]

    def _check_columns(self, extra=0, heads=0):
        super()._check_columns(extra=self.noise_prior.classes)
