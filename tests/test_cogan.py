"""Coupled GANs: exact sharing, pairs from one latent, and the recipe."""

import numpy as np
import pytest
from families import LATENT, WIDTH, batch, cogan, cogan_that_compares, data, player, shaken
from games import equal

import numgan
from numgan import Adam, CoGAN, Dense, Game, Player, recipes
from numgan.app import cli
from numgan.functions import softplus


def test_a_step_by_hand():
    """What is recorded, from the players alone: sums over both sets, of D's that share S and G's that share T."""
    game = shaken(cogan)
    (x, y), twin = batch(game), game.copy()
    record = game.play(x, y)

    def run(*players):
        def through(rows):
            for each in players:
                rows = each.forward(rows)[0]
            return rows

        return through

    T, S = twin.generator_trunk, twin.discriminator_trunk
    D_x, D_y = run(twin.discriminator_x, S), run(twin.discriminator_y, S)
    h = T.forward(twin.noise(len(x)))[0]
    sides = (D_x, x, run(twin.generator_x)(h)), (D_y, y, run(twin.generator_y)(h))
    losses = [softplus(-D(real)).mean() + softplus(D(fake)).mean() for D, real, fake in sides]
    assert record["d_loss"] == pytest.approx(sum(losses), rel=1e-12)

    S = game.discriminator_trunk  # the G's meet D's that have moved
    D_x, D_y = run(game.discriminator_x, S), run(game.discriminator_y, S)
    h = T.forward(twin.noise(len(x)))[0]
    losses = [softplus(-D(G.forward(h)[0])).mean() for D, G in ((D_x, twin.generator_x), (D_y, twin.generator_y))]
    assert record["g_loss"] == pytest.approx(sum(losses), rel=1e-12)


@pytest.mark.parametrize("make", [cogan, cogan_that_compares])
def test_the_shared_layers_learn_from_both_sets_and_the_others_from_their_own(make):
    """With a D that sees nothing of y, the gradients are those of x alone."""

    def gradients(blind):
        game = shaken(make)
        for name in blind:
            getattr(game, name).params[...] = 0  # gives 0 for every row
            getattr(game, name).optimizer = Adam(lr=1e-300)
        game.play(*batch(game))
        return {name: each.grads.copy() for name, each in game.players.items()}

    both, of_x, of_y = gradients(()), gradients(("discriminator_y",)), gradients(("discriminator_x",))
    assert not of_x["generator_y"].any()
    assert not of_y["generator_x"].any()
    assert of_x["generator_trunk"].any()
    assert of_y["generator_trunk"].any()
    assert both["generator_trunk"].any()


def test_pairs_are_two_images_of_one_latent():
    game = cogan().fit(*data(cogan()), epochs=2)
    x, y = game.pairs(5, rng=3)
    np.testing.assert_array_equal(x, game.sample(5, rng=3))
    z = game.latents(5, rng=3)
    np.testing.assert_array_equal(x, game.generate(z))
    x, y = game.pairs(5, rng=3, averaged=False)
    h = game.generator_trunk(z)
    np.testing.assert_allclose(x, game.generator_x(h), rtol=1e-12)
    np.testing.assert_allclose(y, game.generator_y(h), rtol=1e-12)
    assert (x != game.sample(5, rng=3)).any()  # there the weights are averages


def test_averages_of_both_parts_are_in_what_is_sampled():
    game = cogan().fit(*data(cogan()), epochs=2)
    network = game.sampler().generator
    parts = game.generator_trunk.average.network, game.generator_x.average.network
    np.testing.assert_array_equal(network.params, np.concatenate([part.params for part in parts]))
    means = network.forward(game.latents(2000, rng=0), training=False, depth=2)[0].mean(axis=0)
    np.testing.assert_allclose(means, parts[0].layers[1].beta, atol=1e-12)  # the batch norm's statistics are its own


def test_it_shows_pairs_one_above_the_other():
    game = cogan()
    shown = game.show(4, *data(game))
    assert shown.shape == (10, 10, WIDTH)
    x, y = game.pairs(50, rng=4)
    np.testing.assert_array_equal(shown[::2].reshape(-1, WIDTH), x)
    np.testing.assert_array_equal(shown[1::2].reshape(-1, WIDTH), y)


def test_two_lines_that_share_all_but_their_ends_find_the_pairing():
    """x is N(0, 1), and y = 3 x + 5 in law. T has one number, so G_y(T(z)) must be a line of G_x(T(z))."""

    def line(seed):
        return Player([Dense(1, 1)], optimizer=Adam(lr=0.01, beta1=0.5), rng=seed, dtype=np.float64)

    game = CoGAN(*(line(seed) for seed in range(6)), batch_size=32, rng=0)
    z = game.latents(100, rng=1)
    x, y = game.pairs(100, rng=1)
    assert game.generator_trunk(z).shape == (100, 1)
    assert abs(np.corrcoef(x[:, 0], y[:, 0])[0, 1]) == pytest.approx(1, rel=1e-9)


def test_the_recipe_shares_all_but_the_layers_next_to_the_pixels():
    game = recipes.cogan(data_shape=(8, 8, 3), channels=(2, 3), rng=0)
    for name in ("generator_x", "generator_y"):
        assert [type(layer).__name__ for layer in game.players[name].layers] == [
            *("Reshape", "ConvTranspose2D", "Flatten", "Tanh")
        ]
    for name in ("discriminator_x", "discriminator_y"):
        assert [type(layer).__name__ for layer in game.players[name].layers] == [
            *("Reshape", "Conv2D", "LeakyReLU", "Flatten")
        ]
    dense = recipes.cogan(rng=0)
    assert (dense.latent_dim, dense.generator_trunk.n_out, dense.discriminator_trunk.n_in) == (100, 512, 512)
    assert (dense.epochs, game.epochs) == (12, 8)
    rates = {name: each.optimizer.lr(0) for name, each in game.players.items()}
    assert {rates[name] for name in rates if "generator" in name} == {1e-3}
    assert {rates[name] for name in rates if "discriminator" in name} == {2e-4}


def test_it_trains_from_the_command_line_and_goes_on(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    np.save("a.npy", np.random.default_rng(0).integers(0, 256, (140, 8, 8)).astype(np.uint8))
    chosen = ["--recipe", "cogan", "--data", "a.npy", "--channels", "2", "3", "--out", "run", "--batch-size", "32"]
    assert cli.main(["train", *chosen, "--epochs", "1", "--quiet"]) == 0
    half = Game.load("run/checkpoint.npz")
    assert cli.main(["train", "--resume", "run", "--epochs", "2", "--quiet"]) == 0
    game = numgan.Game.load("run/checkpoint.npz")
    assert (type(game), game.step, game.epoch) == (CoGAN, 4, 2)
    assert not equal(game, half)
    assert cli.main(["sample", "run/checkpoint.npz", "-n", "4"]) == 0
    assert cli.main(["translate", "run/checkpoint.npz", "a.npy"]) == 1
    assert "CoGAN does not turn images into images" in capsys.readouterr().err


def six(**other) -> dict:
    """Players of a CoGAN by name, some of them others."""
    ends = {
        "generator_trunk": (LATENT, 5),
        "generator_x": (5, WIDTH),
        "generator_y": (5, WIDTH),
        "discriminator_x": (WIDTH, 4),
        "discriminator_y": (WIDTH, 4),
        "discriminator_trunk": (4, 1),
    }
    return {name: player(*widths, seed) for seed, (name, widths) in enumerate(ends.items())} | other


@pytest.mark.parametrize(
    ("name", "widths", "message"),
    [
        ("generator_trunk", (LATENT, 6), "generator_x must be 6 to 6, got 5 to 6"),
        ("generator_y", (5, 7), "generator_y must be 5 to 6, got 5 to 7"),
        ("discriminator_x", (WIDTH, 3), "discriminator_x must be 6 to 4, got 6 to 3"),
        ("discriminator_trunk", (4, 2), "discriminator_trunk must be 4 to 1, got 4 to 2"),
    ],
)
def test_what_does_not_fit_is_named(name, widths, message):
    with pytest.raises(ValueError, match=message):
        CoGAN(**six(**{name: player(*widths, 9)}))


def test_other_data_and_other_players_are_refused():
    with pytest.raises(ValueError, match="CoGAN trains on two sets of images, x and y, got 1"):
        cogan().fit(np.zeros((32, WIDTH)))
    with pytest.raises(TypeError, match="generator_y must be a Player, got Dense"):
        CoGAN(**six(generator_y=Dense(5, WIDTH)))
    end = Player([Dense(4, 1), numgan.Sigmoid()], rng=0, dtype=np.float64)
    with pytest.raises(ValueError, match="the discriminator_trunk ends in Sigmoid"):
        CoGAN(**six(discriminator_trunk=end))
