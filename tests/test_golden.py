"""The same three games in numgan and in PyTorch: losses, gradients, weights and running statistics agree.

golden/make_golden.py played them in PyTorch and says what golden.npz holds.
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
    Minimax,
    NonSaturating,
    ReLU,
    Sequential,
    Sigmoid,
    Tanh,
)
from numgan.config import Configurable

GAMES = ["adam", "maxout", "batchnorm"]


class StoredLatents(Configurable):
    """A noise prior that gives out stored latents, one batch after another."""

    batches = ()

    def __call__(self, rng, shape, dtype):
        z = self.batches.pop(0)
        assert z.shape == shape
        return z.astype(dtype)


def layers_and_rules(name):
    """G's layers, D's layers, and the rest of GAN's arguments."""
    if name == "adam":
        G = [Dense(4, 8), LeakyReLU(0.2), BatchNorm(8, momentum=0.8, eps=1e-3), Dense(8, 6), Tanh()]
        D = [Dense(6, 8), LeakyReLU(0.2), Dense(8, 1)]
        rules = {
            "objective": NonSaturating(),
            "generator_optimizer": Adam(lr=5e-3, beta1=0.5, beta2=0.999, eps=1e-8),
            "discriminator_optimizer": Adam(lr=1e-2, beta1=0.5, beta2=0.999, eps=1e-8),
        }
    elif name == "maxout":
        G = [Dense(3, 7), ReLU(), Dense(7, 6), Sigmoid()]
        D = [Maxout(6, 5, pieces=3), Maxout(5, 4, pieces=2), Dense(4, 1)]
        rules = {
            "objective": Minimax(label_smoothing=0.1),
            "generator_optimizer": SGD(lr=0.2, momentum=0.5),
            "discriminator_optimizer": SGD(lr=0.1, momentum=0.5),
        }
    elif name == "batchnorm":
        G = [Dense(4, 8, bias=False), BatchNorm(8, momentum=0.9, eps=1e-5), ReLU(), Dense(8, 6), Tanh()]
        D = [Dense(6, 8, bias=False), BatchNorm(8, momentum=0.7, eps=1e-2), LeakyReLU(0.1), Dense(8, 1)]
        rules = {
            "objective": NonSaturating(),
            "generator_optimizer": Adam(lr=1e-2, beta1=0.5, beta2=0.99, eps=1e-6),
            "discriminator_optimizer": Adam(lr=5e-3, beta1=0.9, beta2=0.99, eps=1e-6),
            "d_steps": 2,
        }
    return G, D, rules


def make_gan(name, golden, dtype):
    generator, discriminator, rules = layers_and_rules(name)
    G, D = Sequential(generator, dtype=dtype), Sequential(discriminator, dtype=dtype)
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
    for step, real in enumerate(golden["real"]):
        gan.train_step(real)
        assert_agree(gan.discriminator.grads, golden["d_grads"][step, -1])
        assert_agree(gan.generator.grads, golden["g_grads"][step])
    assert_agree(gan.history["d_loss"], golden["d_loss"][:, -1])
    assert_agree(gan.history["g_loss"], golden["g_loss"])
    assert_same_end(gan, golden)


def test_each_players_step_agrees_with_pytorch(name, golden):
    # train_step shows only the last of D's steps.
    gan = make_gan(name, golden, np.float64)
    for step, real in enumerate(golden["real"]):
        batches = np.split(real, gan.d_steps)
        for i, batch in enumerate(batches):
            seen = gan.discriminator_step(batch)
            assert_agree(np.float64(seen["d_loss"]), golden["d_loss"][step, i])
            assert_agree(gan.discriminator.grads, golden["d_grads"][step, i])
        seen = gan.generator_step(len(batches[0]))
        assert_agree(np.float64(seen["g_loss"]), golden["g_loss"][step])
        assert_agree(gan.generator.grads, golden["g_grads"][step])
    assert_same_end(gan, golden)


def test_float32_stays_float32_and_near_the_float64_game(name, golden):
    gan = make_gan(name, golden, np.float32)
    for real in golden["real"]:
        gan.train_step(real)
        for network in (gan.generator, gan.discriminator):
            assert {network.params.dtype, network.grads.dtype, network.state.dtype} == {np.dtype(np.float32)}
    np.testing.assert_allclose(gan.history["d_loss"], golden["d_loss"][:, -1], rtol=0, atol=1e-4)
    np.testing.assert_allclose(gan.history["g_loss"], golden["g_loss"], rtol=0, atol=1e-4)
