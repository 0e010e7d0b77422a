"""What moves a player: Adam, and the average of the weights, as a learner wrote them."""

from ...averaging import WeightAverage
from ...optimizers import Adam
from ...player import Player
from .answers import Own


class OwnAdam(Own, Adam):
    """Adam, whose update is `adam_step`.

    params, m, v = adam_step(params, g, m, v, t, lr, beta1, beta2, eps)
    """

    def _update(self, params, grads):
        m, v = self.slots["m"], self.slots["v"]
        lr = self.lr(self.t) if callable(self.lr) else self.lr
        moved = self.answers.adam_step(params, grads, m, v, self.t, lr, self.beta1, self.beta2, self.eps)
        params[...], m[...], v[...] = moved


class OwnAverage(Own, WeightAverage):
    """The average of a network's weights, whose update is `weight_average`."""

    def update(self, network):
        self._calibrated_at = None
        average = self.network.params
        average[...] = self.answers.weight_average(average, network.params, self.t, self.decay)
        self.t += 1


class OwnPlayer(Own, Player):
    """A player whose average, if it keeps one, is an `OwnAverage`."""

    def __init__(self, layers, *, optimizer=None, ema_decay=None, rng=None, dtype="float32"):
        super().__init__(layers, optimizer=optimizer, ema_decay=ema_decay, rng=rng, dtype=dtype)
        if ema_decay is not None:
            self.average = OwnAverage(self, decay=ema_decay)

    def hand(self, answers):
        if isinstance(self.average, OwnAverage):
            self.average.hand(answers)
            for layer in self.average.network.layers:
                if isinstance(layer, Own):
                    layer.hand(answers)
        return super().hand(answers)
