"""The same names as numgan's own, for parts whose arithmetic is a learner's.

A milestone's game is written once, as a function of its kit:

>>> def game(kit, *, rng=None, dtype=np.float32):
...     D = kit.Player([kit.Dense(784, 64), kit.LeakyReLU(0.2), kit.Dense(64, 1)], rng=rng, dtype=dtype)

`game(numgan)` is numgan's, and `game(Kit(answers))` is the learner's: both have the same first weights, data and noise.
"""

from functools import partial
from typing import Any

from ...layers import Flatten, Reshape
from .answers import Answers, Own
from .images import OwnConv2D, OwnConvTranspose2D
from .layers import OwnBatchNorm, OwnDense, OwnLeakyReLU, OwnReLU, OwnTanh
from .losses import OwnGradientPenalty, OwnNonSaturating, OwnWasserstein
from .moving import OwnAdam, OwnPlayer
from .turns import OwnGAN


class Kit:
    """numgan's classes by their names; each makes an object whose arithmetic is done by `answers`."""

    Reshape, Flatten = Reshape, Flatten  # no arithmetic

    def __init__(self, answers: Answers):
        self.answers = answers
        self.Dense, self.LeakyReLU, self.ReLU = self._of(OwnDense), self._of(OwnLeakyReLU), self._of(OwnReLU)
        self.Tanh, self.BatchNorm = self._of(OwnTanh), self._of(OwnBatchNorm)
        self.Conv2D, self.ConvTranspose2D = self._of(OwnConv2D), self._of(OwnConvTranspose2D)
        self.Adam, self.Player = self._of(OwnAdam), self._of(OwnPlayer)
        self.NonSaturating, self.Wasserstein = self._of(OwnNonSaturating), self._of(OwnWasserstein)
        self.GradientPenalty, self.GAN = self._of(OwnGradientPenalty), self._of(OwnGAN)

    def _of(self, cls: type[Own]) -> Any:
        return partial(self._make, cls)

    def _make(self, cls, *arguments, **settings):
        return cls(*arguments, **settings).hand(self.answers)
