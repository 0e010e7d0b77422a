"""The running average of weights: its formula, its warm-up, its statistics."""

import numpy as np
import pytest

from numgan import (
    BatchNorm,
    Dense,
    Flatten,
    LeakyReLU,
    ReLU,
    Reshape,
    Sequential,
    Skip,
    SpectralConv2D,
    SpectralDense,
)
from numgan.averaging import WeightAverage
from numgan.layers.spectral import Spectral


def generator(dtype=np.float64):
    return Sequential([Dense(3, 4), LeakyReLU(), BatchNorm(4), Dense(4, 2), BatchNorm(2)], rng=0, dtype=dtype)


def test_follows_its_recurrence():
    """average = d average + (1 - d) params with d = min(decay, (1 + t) / (10 + t))."""
    net = generator()
    average = WeightAverage(net, decay=0.3)
    expected = net.params.copy()
    rng = np.random.default_rng(1)
    for t in range(6):
        net.params[...] = rng.normal(size=net.params.size)
        d = min(0.3, (1 + t) / (10 + t))
        expected = d * expected + (1 - d) * net.params
        average.update(net)
    np.testing.assert_allclose(average.network.params, expected, rtol=1e-12)
    assert average.t == 6


def test_warm_up_forgets_the_first_weights():
    """After 100 steps at new weights less than 1e-6 of the first ones is left; a plain .999 would keep 90 %."""
    net = generator()
    average = WeightAverage(net, decay=0.999)
    first = net.params.copy()
    net.params[...] = first + 1
    for _ in range(100):
        average.update(net)
    assert np.abs(average.network.params - net.params).max() < 1e-6


def test_calibrated_statistics_are_those_of_the_averaged_weights_own_activations():
    net = generator()
    average = WeightAverage(net, decay=0.9)
    average.network.params[...] = np.random.default_rng(2).normal(size=net.params.size)
    z = np.random.default_rng(3).normal(size=(500, 3))
    average.calibrate(z)
    h = z
    for layer in average.network.layers:
        if isinstance(layer, BatchNorm):
            np.testing.assert_allclose(layer.running_mean, h.mean(axis=0), rtol=1e-12)
            np.testing.assert_allclose(layer.running_var, h.var(axis=0, ddof=1), rtol=1e-12)
        h, _ = layer.forward(h, training=False)


def test_shares_nothing_with_the_network_and_keeps_its_dtype():
    net = generator(np.float32)
    average = WeightAverage(net, decay=0.5)
    kept = net.params.copy()
    average.network.params[...] = 0
    np.testing.assert_array_equal(net.params, kept)
    average.update(net)
    assert average.network.params.dtype == np.float32


@pytest.mark.parametrize("decay", [1, -0.1, float("nan")])
def test_bad_decay_is_named(decay):
    with pytest.raises(ValueError, match=r"ema_decay must lie in \[0, 1\)"):
        WeightAverage(generator(), decay=decay)


SPECTRAL = {
    "dense": lambda: [SpectralDense(4, 8), ReLU(), SpectralDense(8, 2)],
    "convolution": lambda: [
        Reshape((2, 2, 1)),
        SpectralConv2D(1, 5, kernel=2),
        SpectralConv2D(5, 3, kernel=1),
        Flatten(),
    ],
    "inside of a skip": lambda: [Skip([SpectralDense(4, 8), ReLU(), SpectralDense(8, 2)])],
}


@pytest.mark.parametrize("kind", SPECTRAL)
def test_averaged_spectral_layers_have_singular_vectors_of_their_own(kind):
    G = Sequential(SPECTRAL[kind](), rng=0)
    average = WeightAverage(G, decay=0.9)
    for step in range(5):
        G.params += np.random.default_rng(step).normal(size=G.params.size).astype(np.float32)
        average.update(G)
    average.calibrate(np.ones((4, 4), np.float32))
    layers = [part for part in average.network.parts if isinstance(part, Spectral)]
    assert len(layers) == 2
    for layer in layers:
        W = layer.W.reshape(-1, layer.W.shape[-1])
        assert layer.u @ W @ layer.v == pytest.approx(np.linalg.norm(W, 2), rel=1e-5)


def test_statistics_are_measured_once_after_each_update():
    net = generator()
    average = WeightAverage(net, decay=0.9)
    asked = []

    def inputs():
        asked.append(average.t)
        return np.random.default_rng(len(asked)).normal(size=(50, 3))

    for t in range(3):
        assert average.calibrated(inputs) is average.calibrated(inputs) is average.network
        dense, leaky, batch_norm, *_ = average.network.layers
        hidden = leaky.forward(dense.forward(np.random.default_rng(t + 1).normal(size=(50, 3)))[0])[0]
        np.testing.assert_allclose(batch_norm.running_mean, hidden.mean(axis=0), rtol=1e-12)
        net.params += 1
        average.update(net)
    assert asked == [0, 1, 2]


def test_an_update_that_was_cut_short_is_not_taken_for_none():
    net = generator()
    average = WeightAverage(net, decay=0.9)
    average.calibrated(lambda: np.ones((2, 3)))

    class Interrupted:
        """A network whose parameters are read once, and then somebody presses ctrl-c."""

        @property
        def params(self):
            self.left = getattr(self, "left", 2) - 1
            if self.left == 0:
                raise KeyboardInterrupt
            return net.params

    with pytest.raises(KeyboardInterrupt):
        average.update(Interrupted())
    asked = []
    average.calibrated(lambda: asked.append(1) or np.ones((2, 3)))
    assert asked == [1]
