"""The same three games in numgan and in PyTorch: losses, gradients, weights and running statistics agree.

golden/make_golden.py played them in PyTorch and says what golden.npz holds. Two layers are compared by themselves:
golden/make_improved.py.
"""

from pathlib import Path

import numpy as np
import pytest

from numgan import (
    GAN,
    SGD,
    Adam,
    BatchNorm,
    Dense,
    LeakyReLU,
    Maxout,
    MinibatchDiscrimination,
    Minimax,
    NonSaturating,
    Player,
    ReLU,
    Sigmoid,
    Tanh,
    VirtualBatchNorm,
)
from numgan.noise import Noise
from numgan.turns import fool, judge

GAMES = ["adam", "maxout", "batchnorm"]


class StoredLatents(Noise):
    """A noise prior that gives out stored latents, one batch after another."""

    batches = ()

    def __call__(self, rng, shape, dtype):
        z = self.batches.pop(0)
        assert z.shape == shape
        return z.astype(dtype)


def players_and_rules(name):
    """Each player's layers and optimiser, and the rest of GAN's arguments."""
    if name == "adam":
        G = [Dense(4, 8), LeakyReLU(0.2), BatchNorm(8, momentum=0.8, eps=1e-3), Dense(8, 6), Tanh()]
        D = [Dense(6, 8), LeakyReLU(0.2), Dense(8, 1)]
        g_optimizer = Adam(lr=5e-3, beta1=0.5, beta2=0.999, eps=1e-8)
        d_optimizer = Adam(lr=1e-2, beta1=0.5, beta2=0.999, eps=1e-8)
        rules = {"objective": NonSaturating()}
    elif name == "maxout":
        G = [Dense(3, 7), ReLU(), Dense(7, 6), Sigmoid()]
        D = [Maxout(6, 5, pieces=3), Maxout(5, 4, pieces=2), Dense(4, 1)]
        g_optimizer, d_optimizer = SGD(lr=0.2, momentum=0.5), SGD(lr=0.1, momentum=0.5)
        rules = {"objective": Minimax(label_smoothing=0.1)}
    elif name == "batchnorm":
        G = [Dense(4, 8, bias=False), BatchNorm(8, momentum=0.9, eps=1e-5), ReLU(), Dense(8, 6), Tanh()]
        D = [Dense(6, 8, bias=False), BatchNorm(8, momentum=0.7, eps=1e-2), LeakyReLU(0.1), Dense(8, 1)]
        g_optimizer = Adam(lr=1e-2, beta1=0.5, beta2=0.99, eps=1e-6)
        d_optimizer = Adam(lr=5e-3, beta1=0.9, beta2=0.99, eps=1e-6)
        rules = {"objective": NonSaturating(), "d_steps": 2}
    return (G, g_optimizer), (D, d_optimizer), rules


def make_gan(name, golden, dtype):
    *players, rules = players_and_rules(name)
    G, D = (Player(layers, optimizer=optimizer, dtype=dtype) for layers, optimizer in players)
    G.params[...], D.params[...] = golden["g_first"], golden["d_first"]
    prior = StoredLatents()
    prior.batches = list(np.concatenate(golden["latents"]))
    return GAN(G, D, noise_prior=prior, **rules)


@pytest.fixture(scope="module")
def archive():
    with np.load(Path(__file__).parent / "golden" / "golden.npz") as file:
        return dict(file)


@pytest.fixture(params=GAMES)
def name(request):
    return request.param


@pytest.fixture
def golden(archive, name):
    return {key.removeprefix(f"{name}."): array for key, array in archive.items() if key.startswith(f"{name}.")}


def assert_agree(actual, expected):
    np.testing.assert_allclose(actual, expected, rtol=1e-9, atol=1e-9, strict=True)


def assert_same_end(gan, golden):
    assert_agree(gan.discriminator.params, golden["d_last"])
    assert_agree(gan.generator.params, golden["g_last"])
    assert_agree(gan.discriminator.state, golden["d_state"])
    assert_agree(gan.generator.state, golden["g_state"])
    assert not gan.noise_prior.batches


def test_train_step_agrees_with_pytorch(name, golden):
    gan = make_gan(name, golden, np.float64)
    moves, move = [], gan.move

    def watched(**losses):
        moves.append([(player, loss, gan.players[player].grads.copy()) for player, loss in losses.items()])
        return move(**losses)

    gan.move = watched
    for step, real in enumerate(golden["real"]):
        moves.clear()
        gan.train_step(real)
        *d_moves, ((player, loss, grads),) = moves
        assert player == "generator"
        assert_agree(np.float64(loss), golden["g_loss"][step])
        assert_agree(grads, golden["g_grads"][step])
        assert len(d_moves) == gan.d_steps
        for i, ((player, loss, grads),) in enumerate(d_moves):
            assert player == "discriminator"
            assert_agree(np.float64(loss), golden["d_loss"][step, i])
            assert_agree(grads, golden["d_grads"][step, i])
    assert_agree(gan.history["d_loss"], golden["d_loss"][:, -1])
    assert_agree(gan.history["g_loss"], golden["g_loss"])
    assert_same_end(gan, golden)


def test_both_turns_played_by_hand_agree_with_pytorch(name, golden):
    gan = make_gan(name, golden, np.float64)
    G, D, objective = gan.generator, gan.discriminator, gan.objective
    for step, real in enumerate(golden["real"]):
        for i, batch in enumerate(np.split(real, gan.d_steps)):
            loss, *_ = judge(D, objective, batch, G(gan.noise(len(batch)), training=True))
            assert_agree(np.float64(loss), golden["d_loss"][step, i])
            assert_agree(D.grads, golden["d_grads"][step, i])
            D.move()
        fake, cache = G.forward(gan.noise(len(batch)))
        loss, dfake = fool(D, objective, fake)
        G.backward(dfake, cache, inputs=False)
        assert_agree(np.float64(loss), golden["g_loss"][step])
        assert_agree(G.grads, golden["g_grads"][step])
        G.move()
    assert_same_end(gan, golden)


def test_float32_stays_float32_and_near_the_float64_game(name, golden):
    gan = make_gan(name, golden, np.float32)
    for real in golden["real"]:
        gan.train_step(real)
        for network in (gan.generator, gan.discriminator):
            assert {network.params.dtype, network.grads.dtype, network.state.dtype} == {np.dtype(np.float32)}
    np.testing.assert_allclose(gan.history["d_loss"], golden["d_loss"][:, -1], rtol=0, atol=1e-4)
    np.testing.assert_allclose(gan.history["g_loss"], golden["g_loss"], rtol=0, atol=1e-4)


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("minibatch", MinibatchDiscrimination(5, kernels=4, dim=3)),
        ("rows", VirtualBatchNorm(5, n_reference=4, eps=1e-3)),
        ("images", VirtualBatchNorm(5, n_reference=4, eps=1e-3)),
    ],
    ids=["minibatch discrimination", "virtual batch norm of rows", "virtual batch norm of images"],
)
def test_pytorch_finds_the_same_outputs_and_gradients_of_a_layer(name, layer):
    with np.load(Path(__file__).parent / "golden/improved.npz") as file:
        golden = {key.removeprefix(f"{name}."): file[key] for key in file.files if key.startswith(f"{name}.")}
    layer.build(dtype=np.float64)
    for array in layer.param_shapes:
        getattr(layer, array)[...] = golden[array]
    y, cache = layer.forward(golden["x"])
    found = {"y": y, "dx": layer.backward(golden["dy"], cache)}
    found |= {f"d{array}": getattr(layer, f"d{array}") for array in layer.param_shapes}
    for key, value in found.items():
        np.testing.assert_allclose(value, golden[key], rtol=1e-10, atol=1e-12, err_msg=key)
