"""A player of a game: a network that moves."""

from typing import Self

import numpy as np

from .averaging import WeightAverage
from .checks import check_kind
from .network import Sequential
from .optimizers import Adam, Optimizer


class Player(Sequential):
    """A network with its own optimiser and, if `ema_decay` is given, an average of its weights.

    Parameters
    ----------
    layers, rng, dtype : as for `Sequential`
    optimizer : Optimizer
        A new one. Default: Adam(lr=2e-4, beta1=0.5), as in DCGAN (Radford et al. 2016, section 4).
    ema_decay : float in [0, 1), or None
        Keep a running average of the weights (`WeightAverage`), from which a game then samples.

    Attributes: average, a WeightAverage or None.

    Example
    -------
    >>> G = Player([Dense(2, 16), LeakyReLU(0.2), Dense(16, 1)], optimizer=Adam(lr=1e-3), rng=0)
    >>> y, cache = G.forward(x)
    >>> G.backward(dy, cache, inputs=False)
    >>> G.move()                                # against G.grads
    """

    fixed = (*Sequential.fixed, "ema_decay", "average")

    def __init__(self, layers, *, optimizer: Optimizer | None = None, ema_decay=None, rng=None, dtype=np.float32):
        super().__init__(layers, rng=rng, dtype=dtype)
        self.optimizer = _new(Adam(lr=2e-4, beta1=0.5) if optimizer is None else optimizer)
        self.ema_decay = ema_decay
        self.average = None if ema_decay is None else WeightAverage(self, decay=ema_decay)

    def _checked(self, name, value):
        return _new(value) if name == "optimizer" else super()._checked(name, value)

    def gradient_norm(self) -> float:
        """The Euclidean norm of the gradient of all parameters."""
        return float(np.sqrt(self.grads @ self.grads))

    def move(self) -> Self:
        """One update of the parameters, against the gradient in `grads`. Returns the player itself."""
        self.optimizer.step(self.params, self.grads)
        if self.average is not None:
            self.average.update(self)
        return self


def _new(optimizer) -> Optimizer:
    check_kind("optimizer", optimizer, Optimizer, "an optimiser such as Adam(lr=2e-4)")
    if optimizer.t:
        raise ValueError(f"optimizer has made {optimizer.t} updates already: each player needs a new one")
    return optimizer
