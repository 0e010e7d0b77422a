"""Layers with a way around them: their passes, a U of them, and that all around a network knows of layers in layers."""

import copy

import numpy as np
import pytest

from numgan import (
    GAN,
    R1,
    AddReference,
    BatchNorm,
    Conv2D,
    ConvTranspose2D,
    Dense,
    Dropout,
    DropReference,
    Flatten,
    LeakyReLU,
    Minimax,
    Pack,
    Player,
    ReLU,
    Reshape,
    Sequential,
    Skip,
    SpectralDense,
    Tanh,
    Unrolled,
    VirtualBatchNorm,
)
from numgan.averaging import WeightAverage
from numgan.gradcheck import check_layer, check_play, compare, numerical_gradient


def draw(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def built(layer, dtype=np.float64):
    layer.build(rng=0, dtype=dtype)
    layer.params[...] = draw(layer.params.size, seed=1)
    return layer


def u(few=2, dropout=0.0, batch_norm=True) -> list:
    """Images of 8 x 8 pixels to such images, as the docstring draws it: a skip in a skip."""
    norm = (lambda n: [BatchNorm(n)]) if batch_norm else (lambda n: [])
    halve, double = {"kernel": 4, "stride": 2, "padding": 1}, {"kernel": 4, "stride": 2, "padding": 1}
    inmost = Skip(
        [Conv2D(2 * few, 3 * few, **halve), ReLU(), ConvTranspose2D(3 * few, 2 * few, **double), Dropout(dropout)]
    )
    middle = Skip(
        [
            *(Conv2D(few, 2 * few, **halve), *norm(2 * few), LeakyReLU(0.2)),
            *(inmost, ReLU(), ConvTranspose2D(4 * few, few, **double)),
        ]
    )
    return [
        *(Reshape((8, 8, 1)), Conv2D(1, few, **halve), LeakyReLU(0.2)),
        *(middle, ReLU(), ConvTranspose2D(2 * few, 1, **double), Flatten(), Tanh()),
    ]


def network(layers, dtype=np.float64, seed=0):
    net = Sequential(layers, rng=seed, dtype=dtype)
    net.params[...] = 0.4 * draw(net.params.size, seed=3)
    return net


def test_by_hand():
    layer = Skip([Dense(2, 1)]).build(dtype=np.float64)
    layer.layers[0].W[...], layer.layers[0].b[...] = [[2], [3]], 10
    y, cache = layer.forward(np.array([[1.0, 1.0], [0.0, 2.0]]))
    np.testing.assert_array_equal(y, [[1, 1, 15], [0, 2, 16]])
    dx = layer.backward(np.array([[5.0, 6.0, 1.0], [0.0, 0.0, 2.0]]), cache)
    np.testing.assert_array_equal(dx, [[5 + 2, 6 + 3], [4, 6]])
    np.testing.assert_array_equal(layer.layers[0].dW, [[1], [1 + 4]])


LAYERS = {
    "rows": lambda: Skip([Dense(4, 3), LeakyReLU(0.2), BatchNorm(3), Dense(3, 2)]),
    "kinks at the ends": lambda: Skip([LeakyReLU(0.3), Dense(4, 5), ReLU()]),
    "in each other": lambda: Skip([Dense(4, 2), Skip([Dense(2, 3), Tanh()]), Dense(5, 1)]),
}


@pytest.mark.parametrize("name", LAYERS)
def test_backward_equals_central_differences(name):
    layer = built(LAYERS[name]())
    compared = check_layer(layer, draw(6, 4, seed=2))
    assert len(compared) == 1 + len(layer.param_shapes)
    assert max(c.error for c in compared.values()) <= 1e-6, {k: str(c) for k, c in compared.items()}


@pytest.mark.parametrize("dropout", [0.0, 0.4])
def test_a_u_of_convolutions_has_the_right_gradient(dropout):
    net = network(u(dropout=dropout))
    compared = check_layer(net, draw(3, 64, seed=2))
    assert "layers[3].layers[3].layers[0].W" in compared
    assert max(c.error for c in compared.values()) <= 1e-6, {k: str(c) for k, c in compared.items()}


def test_the_u_of_the_docstring_can_be_made():
    example = Skip.__doc__.partition("        U = ")[2].partition("\n\n")[0]
    net = Sequential(eval(example, vars(__import__("numgan"))), rng=0)
    assert (net.n_in, net.n_out) == (784, 784)
    assert net(np.zeros((2, 784), np.float32)).shape == (2, 784)


def test_it_is_its_layers_beside_the_input_and_its_first_weights_are_theirs():
    layer = Skip([Dense(3, 4), Tanh(), Dense(4, 2)]).build(rng=0)
    alone = Sequential(layer.config()["layers"], dtype=np.float32)
    alone.params[...] = layer.params
    x = draw(5, 3).astype(np.float32)
    np.testing.assert_array_equal(layer.forward(x)[0], np.hstack([x, alone(x)]))
    assert np.abs(layer.layers[0].W).max() <= np.sqrt(6 / 7)  # Glorot's limit
    assert layer.layers[0].W.std() > 0
    assert not layer.layers[2].b.any()
    twin = Skip([Dense(3, 4), Tanh(), Dense(4, 2)]).build(rng=0)
    np.testing.assert_array_equal(twin.params, layer.params)


def test_what_is_not_asked_for_is_not_computed_and_arguments_stay():
    layer, x = built(LAYERS["in each other"]()), draw(6, 4)
    y, cache = layer.forward(x)
    dy = draw(*y.shape, seed=4)
    kept = x.copy(), dy.copy()
    layer.grads[...] = 7
    dx = layer.backward(dy, cache, params=False)
    assert (layer.grads == 7).all()
    assert layer.backward(dy, cache, inputs=False) is None
    gradient = layer.grads.copy()
    np.testing.assert_array_equal(layer.backward(dy, cache), dx)
    np.testing.assert_array_equal(layer.grads, gradient)
    np.testing.assert_array_equal(x, kept[0])
    np.testing.assert_array_equal(dy, kept[1])


def test_float32_agrees_with_float64_and_stays_float32():
    net64, net32, x = network(u()), network(u(), np.float32), draw(3, 64)
    (y64, cache64), (y32, cache32) = net64.forward(x), net32.forward(x.astype(np.float32))
    dx64, dx32 = net64.backward(y64, cache64), net32.backward(y32, cache32)
    for a, b in ((y64, y32), (dx64, dx32), (net64.grads, net32.grads), (net64.state, net32.state)):
        assert b.dtype == np.float32
        np.testing.assert_allclose(b, a, rtol=1e-3, atol=1e-4)


def test_all_arrays_stand_in_the_networks_vectors():
    net = network(u())
    inner = net.layers[3].layers[3].layers[0]
    net.params[...] = np.arange(net.params.size)
    net.state[...] = 5
    assert inner.W.base is not None
    assert np.diff(inner.W.ravel()).tolist() == [1] * (inner.W.size - 1)
    assert (net.layers[3].layers[1].running_mean == 5).all()
    assert net.params.size == sum(part.params.size for part in net.parts if not isinstance(part, Skip))
    for twin in (net.copy(), copy.deepcopy(net), net.plain()):
        np.testing.assert_array_equal(twin.params, net.params)
        twin.params[...] = 1
        assert (twin.layers[3].layers[3].layers[0].W == 1).all()
        twin.layers[3].layers[3].layers[0].b[...] = 2
        assert (twin.params == 2).any()
    assert inner.W[0, 0, 0, 0] != 1


def test_dropout_in_it_follows_the_networks_stream():
    net, x = network(u(dropout=0.5)), draw(3, 64)
    stream = net.rng.bit_generator.state
    y = net(x, training=True)
    assert (net(x, training=True) != y).any()
    net.rng.bit_generator.state = stream
    np.testing.assert_array_equal(net(x, training=True), y)
    np.testing.assert_array_equal(net(x), net(x))


def test_a_table_shows_what_is_in_it():
    net = network(u())
    lines = net.summary().splitlines()
    assert "    Skip" in {line[: len("    Skip")] for line in lines}
    last = [line.split()[-1].replace(",", "") for line in lines[2:-2]]
    shown = [int(word) for word in last if word.isdigit()]
    assert sum(shown) == net.params.size
    assert repr(Skip([Dense(2, 3), Tanh()])) == "Skip([Dense(2, 3), Tanh()])"


@pytest.mark.parametrize("name", ["kinks at the ends", "two", "spectral"])
def test_the_double_backward_pass_equals_central_differences(name):
    """For the penalty sum(ddx dx): its gradient with respect to dy, and with respect to what is learned."""
    more = {
        "two": lambda: Skip([Dense(4, 3), Skip([Dense(3, 2), LeakyReLU(0.2)]), Dense(5, 3), ReLU()]),
        "spectral": lambda: Skip([SpectralDense(4, 3), LeakyReLU(0.2)]),
    }
    layer, x = built((LAYERS | more)[name]()), draw(3, 4, seed=7)
    if name == "spectral":
        layer.layers[0].settle()
    state = layer.state.copy()
    y, cache = layer.forward(x, training=False)
    dy, ddx = draw(*y.shape, seed=8), draw(*x.shape, seed=9)

    def penalty():
        layer.state[...] = state
        if name == "spectral":
            layer.layers[0].settle()
        return float((ddx * layer.backward(dy, layer.forward(x, training=False)[1], params=False)).sum())

    ddy = layer.double_backward(ddx, dy, cache)
    gradient = layer.grads.copy()
    assert compare(ddy, numerical_gradient(penalty, dy)).error <= 1e-6
    assert compare(gradient, numerical_gradient(penalty, layer.params)).error <= 1e-6


def players(d_layers, **settings):
    G = Player([Dense(3, 5), BatchNorm(5), LeakyReLU(0.2), Dense(5, 4)], rng=0, dtype=np.float64)
    return GAN(G, Player(d_layers, rng=1, dtype=np.float64), batch_size=6, rng=2, **settings)


def test_a_penalised_game_with_it_in_d_has_the_right_gradients():
    game = players(
        [Dense(4, 5), Skip([LeakyReLU(0.2), Dense(5, 3)]), LeakyReLU(0.2), Dense(8, 1)], penalty=R1(weight=2.0)
    )
    for player in game.players.values():
        player.params += 0.3 * draw(player.params.size, seed=4)
    found = check_play(game, draw(6, 4))
    assert max(c.error for c in found.values()) <= 1e-6, {k: str(c) for k, c in found.items()}


def test_a_game_with_it_is_saved_and_goes_on_bit_for_bit(tmp_path):
    D = [Dense(4, 5), Skip([Dense(5, 4), BatchNorm(4), Dropout(0.3), Skip([Tanh()])]), Dense(13, 1)]
    game, rows = players(D), draw(30, 4)
    game.fit(rows, epochs=1)
    game.save(tmp_path / "a.npz")
    loaded = GAN.load(tmp_path / "a.npz")
    game.fit(rows, epochs=1)
    loaded.fit(rows, epochs=1)
    for name, player in game.players.items():
        np.testing.assert_array_equal(loaded.players[name].params, player.params)
        np.testing.assert_array_equal(loaded.players[name].state, player.state)


def test_an_average_measures_batch_norm_within_it():
    net = network([Dense(3, 4), Skip([Dense(4, 2), BatchNorm(2)]), Dense(6, 1)])
    average, x = WeightAverage(net, decay=0.9), 3 + 2 * draw(50, 3)
    average.calibrate(x)
    first, inner, _ = average.network.layers
    seen = inner.layers[0].forward(first.forward(x)[0])[0]
    np.testing.assert_allclose(inner.layers[1].running_mean, seen.mean(axis=0), rtol=1e-10)
    np.testing.assert_allclose(inner.layers[1].running_var, seen.var(axis=0, ddof=1), rtol=1e-10)


def test_what_it_says_of_its_layers():
    assert Skip([Dense(2, 2), BatchNorm(2)]).couples_rows
    assert not Skip([Dense(2, 2), Tanh()]).couples_rows
    assert Skip([Dense(2, 3)]).output_shape(None) == Skip([Dense(2, 3)]).output_shape((2,)) == (5,)
    assert Skip([Tanh()]).output_shape(None) is Skip([Tanh(), Dense(2, 3)]).output_shape(None) is None
    assert Skip([Conv2D(2, 3, kernel=3, padding=1)]).output_shape((4, 5, 2)) == (4, 5, 5)
    layers = [AddReference(3, n_reference=4), Skip([Dense(3, 2), VirtualBatchNorm(2, n_reference=4)])]
    net = Sequential([*layers, DropReference(n_reference=4), Dense(5, 1)], rng=0, dtype=np.float64)
    assert net(draw(2, 3)).shape == (2, 1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Skip([]), "layers must hold at least one layer, got none"),
        (lambda: Skip(Dense(2, 2)), "layers must be a list of layers such as .*, got Dense"),
        (lambda: Skip([Dense(2, 2), 3]), r"layers\[1\] must be a Layer such as Dense\(2, 16\), got 3"),
        (lambda: Skip([Dense(2, 2).build()]), r"layers\[0\], Dense\(2, 2\), has its weights already"),
        (lambda: Skip(2 * [Tanh()]), r"layers\[1\], Tanh\(\), stands in the list twice"),
        (
            lambda: (lambda t: Sequential([Dense(2, 2), t, Skip([t])]))(Tanh()),
            r"layers\[2\], Skip.*stands in the list twice",
        ),
        (lambda: Skip([Pack(2)]), r"layers\[0\], Pack\(2\), makes one row of several, beside which x cannot stand"),
        (
            lambda: Skip([Dense(2, 3), Dense(2, 1)]),
            r"holds layers\[1\], Dense\(2, 1\), which takes \(B, 2\) and is given \(B, 3\)",
        ),
        (
            lambda: Sequential([Reshape((4, 4, 1)), Skip([Conv2D(1, 2, kernel=2)]), Flatten()]),
            r"layers\[1\], Skip.*, makes \(B, 3, 3, 2\) of \(B, 4, 4, 1\): only the last axis may differ",
        ),
        (lambda: Skip([Flatten()]).build().forward(draw(2, 3, 3, 1)), r"puts x, \(2, 3, 3, 1\), beside \(2, 9\)"),
        (
            lambda: Sequential([Skip([AddReference(3)]), Dense(6, 1)]),
            "adds or takes away rows of a reference batch",
        ),
        (lambda: players([Skip([Dense(4, 2), BatchNorm(2)]), Dense(6, 1)], penalty=R1()), "depend on the whole batch"),
        (
            lambda: players([Skip([Dense(4, 2), Tanh()]), Dense(6, 1)], penalty=R1()),
            r"needs a double_backward of every layer in D, and Tanh\(\) has none",
        ),
        (
            lambda: Unrolled(
                Player([Dense(2, 4)], dtype=np.float64),
                Player([Skip([Dense(4, 2), ReLU()]), Dense(6, 1)], dtype=np.float64),
                objective=Minimax(),
            ),
            "jumps at a kink of Skip",
        ),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call()


def test_its_layers_are_fixed_once_they_have_weights():
    layer = Skip([Dense(2, 2)]).build()
    with pytest.raises(AttributeError, match="has its weights already: layers would have no effect"):
        layer.layers = [Tanh()]
