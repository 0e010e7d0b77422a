"""Pictures of the inside of a network: the bars and labels are the numbers that they claim to be."""

import copy
from io import BytesIO

import numpy as np
import pytest
from games import real_rows, shake, small_gan
from matplotlib.figure import Figure

from numgan import Dense, LeakyReLU, ReLU, Sequential, Tanh, plots


@pytest.fixture
def ax():
    return Figure().subplots()


def labels(axis) -> list[str]:
    return [label.get_text() for label in axis.get_yticklabels()]


def test_gradient_flow_draws_the_root_mean_square_of_every_gradient(ax):
    gan = shake(small_gan())
    gan.train_step(real_rows())
    assert plots.gradient_flow(gan.generator, ax=ax) is ax
    dense, norm, last = (gan.generator.layers[i] for i in (0, 2, 3))
    gradients = [dense.dW, dense.db, norm.dgamma, norm.dbeta, last.dW, last.db]
    expected = [(g**2).sum() ** 0.5 / g.size**0.5 for g in gradients]
    np.testing.assert_allclose([bar.get_width() for bar in ax.patches], expected, rtol=1e-12)
    assert labels(ax) == [
        "0 Dense  dW",
        "0 Dense  db",
        "2 BatchNorm  dgamma",
        "2 BatchNorm  dbeta",
        "3 Dense  dW",
        "3 Dense  db",
    ]
    assert ax.get_xscale() == "log"
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the first layer is on top
    assert ax.get_xlim()[0] < min(expected) < max(expected) < ax.get_xlim()[1]


def test_gradient_flow_of_tiny_gradients_neither_underflows_nor_drops_a_zero(ax):
    network = Sequential([Dense(2, 3), Tanh(), Dense(3, 1)], rng=0)
    network.grads[...] = 1e-30  # its square is 0 in float32
    network.layers[0].db[...] = 0
    plots.gradient_flow(network, ax=ax)
    np.testing.assert_allclose([bar.get_width() for bar in ax.patches], [1e-30, 0, 1e-30, 1e-30], rtol=1e-6)
    assert [text.get_text().strip() for text in ax.texts] == ["1.0e-30", "0", "1.0e-30", "1.0e-30"]
    ax.figure.savefig(BytesIO())


def test_gradient_flow_says_what_is_wrong(ax):
    network = Sequential([Dense(2, 3), Dense(3, 1)], rng=0)
    with pytest.raises(ValueError, match="run a backward pass before"):
        plots.gradient_flow(network, ax=ax)
    network.grads[1] = np.nan
    with pytest.raises(ValueError, match=r"network\.grads must be finite"):
        plots.gradient_flow(network, ax=ax)


def test_every_picture_of_a_network_wants_a_network(ax):
    for draw in (
        plots.gradient_flow,
        plots.weight_histograms,
        lambda gan, ax: plots.activation_histograms(gan, real_rows(), ax=ax),
    ):
        with pytest.raises(TypeError, match=r"network must be a Sequential such as gan\.generator, got GAN"):
            draw(small_gan(), ax=ax)


def histogram(ax, row) -> tuple[np.ndarray, np.ndarray]:
    """Heights and edges of a row: filled, then outlined."""
    heights, edges, base = ax.patches[2 * row].get_data()
    return base - heights, edges


def test_activation_histograms_show_every_layer_at_inference(ax):
    gan = small_gan()
    gan.train_step(real_rows())  # so that running statistics are not those of a batch
    x = gan.latents(4000, rng=0)
    assert plots.activation_histograms(gan.generator, x, ax=ax) is ax
    assert labels(ax) == ["0 Dense", "1 LeakyReLU", "2 BatchNorm", "3 Dense", "4 Tanh"]
    for row, layer in enumerate(gan.generator.layers):
        x = layer.forward(x, training=False)[0]
        heights, edges = histogram(ax, row)
        counts = np.histogram(x, edges)[0]
        np.testing.assert_allclose(heights / heights.max(), counts / counts.max())
        assert counts.sum() == pytest.approx(0.998 * x.size, abs=2)
    assert not ax.child_axes  # nothing of it is zero


def test_activation_histograms_count_zeros_and_dead_units(ax):
    network = Sequential([Dense(1, 4), ReLU()], rng=0, dtype=np.float64)
    network.layers[0].W[...] = [[1, -1, 1, 0]]
    network.layers[0].b[...] = [0, 0, 9, -1]
    x = np.linspace(-3, 2, 5)[:, None] + 0.1  # 3 of 5 below 0
    plots.activation_histograms(network, x, ax=ax)
    (right,) = ax.child_axes
    # unit 0 is zero in 3 rows, unit 1 in 2, unit 2 in none, unit 3 in all 5: 10 of 20, one dead
    assert labels(right) == ["", "50%, 1 of 4"]
    assert right.get_ylabel() == "zeros, dead units"
    y = network(x)
    assert histogram(ax, 1)[1][0] == y[y > 0].min()  # the first edge
    ax.figure.savefig(BytesIO())


def test_activation_histograms_draw_a_layer_that_is_dead_altogether(ax):
    network = Sequential([Dense(2, 3), ReLU()], rng=0)
    network.layers[0].W[...], network.layers[0].b[...] = 0, -1
    plots.activation_histograms(network, np.ones((5, 2), np.float32), ax=ax)
    assert labels(ax.child_axes[0]) == ["", "100%, 3 of 3"]
    assert len(ax.patches) == 2  # fill and outline of the first layer alone
    ax.figure.savefig(BytesIO())


def test_activation_histograms_say_what_is_wrong(ax):
    network = Sequential([Dense(2, 3), LeakyReLU()], rng=0)
    with pytest.raises(ValueError, match=r"x must have shape \(B, 2\)"):
        plots.activation_histograms(network, np.zeros((4, 3)), ax=ax)
    with pytest.raises(ValueError, match="x must be finite"):
        plots.activation_histograms(network, np.full((4, 2), np.inf), ax=ax)
    network.layers[0].b[1] = np.nan
    with pytest.raises(ValueError, match="the output of layer 0 Dense must be finite"):
        plots.activation_histograms(network, np.zeros((4, 2)), ax=ax)


def test_weight_histograms_draw_every_array_and_state_its_deviation(ax):
    network = Sequential([Dense(20, 30), LeakyReLU(), Dense(30, 1)], rng=0)
    assert plots.weight_histograms(network, ax=ax) is ax
    assert labels(ax) == ["0 Dense  W", "0 Dense  b", "2 Dense  W", "2 Dense  b"]
    W = network.layers[0].W.astype(np.float64)
    assert labels(ax.child_axes[0])[:2] == [f"{((W - W.mean()) ** 2).mean() ** 0.5:.2g}", "0"]
    heights, edges = histogram(ax, 0)
    counts = np.histogram(W, edges)[0]
    np.testing.assert_allclose(heights / heights.max(), counts / counts.max())
    heights, edges = histogram(ax, 1)  # all biases are 0
    assert np.count_nonzero(heights) == 1
    assert edges[0] < 0 < edges[-1]


def test_weight_histograms_need_weights(ax):
    with pytest.raises(ValueError, match="no learned parameters"):
        plots.weight_histograms(Sequential([_Plain(3)], rng=0), ax=ax)
    network = Sequential([Dense(2, 1)], rng=0)
    network.params[0] = np.inf
    with pytest.raises(ValueError, match=r"network\.params must be finite"):
        plots.weight_histograms(network, ax=ax)


class _Plain(Tanh):
    """A layer of known width and no parameters."""

    def __init__(self, n):
        self.n = self.n_in = self.n_out = n


def test_the_pictures_leave_the_network_alone(ax):
    gan = small_gan()
    gan.train_step(real_rows())
    network = gan.discriminator
    before = copy.deepcopy(network)
    plots.gradient_flow(network, ax=ax)
    plots.activation_histograms(network, real_rows(), ax=ax)
    plots.weight_histograms(network, ax=ax)
    for name in ("params", "grads", "state"):
        np.testing.assert_array_equal(getattr(network, name), getattr(before, name))
    assert network.rng.bit_generator.state == before.rng.bit_generator.state
