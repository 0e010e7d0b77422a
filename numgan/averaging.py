"""A running average of the generator's weights: steadier samples than those of any single step."""

from collections.abc import Callable

import numpy as np

from .checks import check_kind, check_number
from .layers import BatchNorm, Layer, Skip
from .layers.spectral import Spectral
from .network import Sequential
from .vectors import blocks


class WeightAverage:
    """The exponential moving average of a network's parameters, kept in a second network.

        decay_t = min(decay, (1 + t) / (10 + t))                t = 0, 1, 2, ...
        average = decay_t average + (1 - decay_t) params

    (1 + t) / (10 + t) is the warm-up: without it the random first weights would dominate the average for the first
    1 / (1 - decay) updates. The players of a GAN circle their equilibrium; averaging cancels the circling.

    Batch norm's running statistics are not averaged, because averaged weights give activations with a mean and a
    variance of their own. `calibrate` measures these with one large pass. It also sets a spectral layer's singular
    vectors to those of the averaged weights.

    Attributes: network, a Sequential like the one averaged; decay in [0, 1); t, updates so far.
    Source: Yazici et al. 2019 (The Unusual Effectiveness of Averaging in GAN Training), section 3; the warm-up is
    that of TensorFlow's ExponentialMovingAverage.
    """

    def __init__(self, network: Sequential, *, decay: float):
        self.decay = check_number("ema_decay", decay, 0, 1, exclusive="high")
        self.network: Sequential = check_kind("network", network, Sequential, "a Sequential").plain()
        self.t = 0
        self._calibrated_at: int | None = None

    def update(self, network: Sequential) -> None:
        """Take one step towards the network's present parameters."""
        self._calibrated_at = None  # first, so that an interrupted update counts too
        decay = min(self.decay, (1 + self.t) / (10 + self.t))
        for block in blocks(network.params.size):
            average = self.network.params[block]
            average += (1 - decay) * (network.params[block] - average)
        self.t += 1

    def calibrated(self, inputs: Callable[[], np.ndarray]) -> Sequential:
        """Return the network. If it has changed since the last call, first call `calibrate(inputs())`, (B, n_in)."""
        if self._calibrated_at != self.t:
            self.calibrate(inputs())
            self._calibrated_at = self.t
        return self.network

    def calibrate(self, x: np.ndarray) -> None:
        """Set each batch norm's running statistics to those of one pass of x, (B, n_in).

        Also set each spectral layer's u and v to the singular vectors of the averaged W.
        """
        _calibrate(self.network.layers, x)


def _calibrate(layers: list[Layer], x: np.ndarray) -> None:
    for layer in layers:
        if isinstance(layer, BatchNorm):
            layer.set_statistics(x)
        if isinstance(layer, Spectral):
            layer.settle()
        if isinstance(layer, Skip):
            _calibrate(layer.layers, x)
        x, _ = layer.forward(x, training=False)
