"""The recipe sagan: where its attention is, what is normalised, its rates; gradients, files and the command line."""

import numpy as np
import pytest

import numgan
from numgan import GAN, Hinge, SelfAttention, recipes
from numgan.app import cli
from numgan.gradcheck import check_play
from numgan.layers.spectral import Spectral


def draw(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def small(**settings) -> GAN:
    """The recipe with few channels, for images of 8 x 8 pixels: attention where there are 2 x 2."""
    return recipes.sagan(**{"channels": (2, 8), "data_shape": (8, 8), "rng": 0, "dtype": np.float64} | settings)


def shaken(**settings) -> GAN:
    """Every parameter moved, gamma too, and the spectral layers settled: only then is their gradient exact."""
    game = small(**settings)
    for each in game.players.values():
        each.params += 0.2 * draw(each.params.size, seed=4)
        for layer in spectral(each):
            layer.settle()
    return game


def spectral(network) -> list[Spectral]:
    return [part for part in network.parts if isinstance(part, Spectral)]


@pytest.mark.parametrize("attention", [True, False])
def test_a_steps_gradients_are_right(attention):
    game = shaken(attention=attention)
    found = check_play(game, np.tanh(draw(4, 64, seed=5)), directions=6)
    assert {name.split(",")[0] for name in found} == {"generator", "discriminator"}
    assert max(c.error for c in found.values()) <= 1e-6, {k: str(c) for k, c in found.items()}


def test_both_players_look_at_7_x_7_pixels_and_every_other_weight_is_normalised():
    game = recipes.sagan(rng=0)
    for player in game.players.values():
        layers = player.layers
        (place,) = (i for i, layer in enumerate(layers) if isinstance(layer, SelfAttention))
        shape = (player.n_in,)
        for layer in layers[:place]:
            shape = layer.output_shape(shape)
        assert shape == (7, 7, 64)
        assert all(isinstance(layer, Spectral) for layer in layers if "W" in layer.param_shapes)
        assert len(spectral(player)) == 3
    assert (game.generator.optimizer.lr, game.discriminator.optimizer.lr) == (1e-4, 4e-4)
    assert {game.generator.optimizer.beta1, game.discriminator.optimizer.beta1} == {0}
    assert isinstance(game.objective, Hinge)
    assert game.latent_dim == 128


def test_without_attention_there_is_none_and_nothing_else_is_left_out():
    whole, plain = recipes.sagan(rng=0), recipes.sagan(rng=0, attention=False)
    for a, b in zip(whole.players.values(), plain.players.values(), strict=True):
        kinds = [[type(layer) for layer in player.layers] for player in (a, b)]
        assert [kind for kind in kinds[0] if kind is not SelfAttention] == kinds[1]
        assert len(kinds[0]) == len(kinds[1]) + 1


def test_samples_come_from_an_average_whose_layers_are_divided_by_its_own_singular_values():
    game = small().fit(np.random.default_rng(0).integers(0, 256, (96, 8, 8)).astype(np.uint8), epochs=3)
    game.sample(2, rng=0)
    for layer in spectral(game.generator.average.network):
        W = layer.W.reshape(-1, layer.W.shape[-1])
        assert layer.u @ W @ layer.v == pytest.approx(np.linalg.norm(W, 2), rel=1e-10)


def test_it_trains_from_the_command_line_goes_on_and_is_sampled(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    np.save("a.npy", np.random.default_rng(0).integers(0, 256, (70, 8, 8, 3)).astype(np.uint8))
    chosen = ["--recipe", "sagan", "--data", "a.npy", "--channels", "2", "8", "--out", "run"]
    assert cli.main(["train", *chosen, "--epochs", "1", "--batch-size", "32", "--quiet"]) == 0
    assert cli.main(["train", "--resume", "run", "--epochs", "2", "--quiet"]) == 0
    game = numgan.Game.load("run/checkpoint.npz")
    assert (game.recipe, game.step, game.epoch) == ("sagan", 4, 2)
    assert cli.main(["sample", "run/checkpoint.npz", "--out", "a.png"]) == 0
    capsys.readouterr()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: small(attention=1.5), TypeError, "attention must be True or False, got 1.5"),
        (lambda: small(data_shape=(6, 8)), ValueError, "data_shape must be .* divisible by 4"),
        (lambda: small(channels=(2,)), ValueError, "channels must be two whole numbers"),
    ],
)
def test_what_does_not_fit_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
