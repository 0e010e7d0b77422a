"""LAPGAN: what each player sees, what it makes on top of what, games that do not hear of each other, and the recipe."""

from itertools import pairwise

import numpy as np
import pytest
from families import LATENT, B, batch, data, lapgan, penalised_lapgan, player, shaken

import numgan
from numgan import R1, LabelledNoise, LapGAN, NormalNoise, Player, recipes
from numgan.app import cli
from numgan.datasets import doubled, halved
from numgan.family.coarse_to_fine import beside
from numgan.functions import softplus
from numgan.gradcheck import check_play


def draw(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def small(**settings) -> LapGAN:
    """The recipe with few channels, for images of 8 x 8 pixels."""
    return recipes.lapgan(**{"channels": (2, 3), "data_shape": (8, 8), "rng": 0, "dtype": np.float64} | settings)


def players(**other) -> list[Player]:
    """Those of `lapgan`, except for some of them, by the number of their place."""
    made = [
        player(each_in, each_out, i)
        for i, (each_in, each_out) in enumerate(zip((4, 1, 8, 4, 32, 16), (1, 1, 4, 1, 16, 1), strict=True))
    ]
    return [other.get(f"p{i}", each) for i, each in enumerate(made)]


def test_each_discriminator_sees_the_real_image_of_its_size_and_what_its_generator_adds_to_the_one_below():
    game, seen = shaken(lapgan), {}
    (x,) = batch(game)
    drawn, inner = [], game.noise
    game.noise = lambda n: drawn.append(inner(n)) or drawn[-1]
    twin = game.copy()
    for level in ("coarse", "middle", "fine"):
        name = f"{level}_discriminator"

        def forward(rows, training=True, *, of=game.players[name].forward, name=name, **how):
            seen.setdefault(name, []).append(rows.copy())
            return of(rows, training, **how)

        vars(game.players[name])["forward"] = forward
    game.play(x)
    real = x.reshape(B, 4, 4)
    images = [halved(halved(real)), halved(real), real]
    z = np.split(drawn[0], [LATENT, LATENT + 4], axis=1)
    inputs = [z[0], beside(doubled(images[0]), z[1]), beside(doubled(images[1]), z[2])]
    below = [0, doubled(images[0]).reshape(B, -1), doubled(images[1]).reshape(B, -1)]
    for level, name in enumerate(("coarse", "middle", "fine")):
        fake = below[level] + twin.players[f"{name}_generator"].forward(inputs[level])[0]
        found = np.concatenate(seen[f"{name}_discriminator"][:-1])  # one pass, or two where batch norm couples rows
        np.testing.assert_allclose(found, np.concatenate([images[level].reshape(B, -1), fake]), rtol=1e-12, atol=1e-12)
        assert len(seen[f"{name}_discriminator"][-1]) == B  # G's turn
    assert not np.array_equal(*drawn)


def test_the_record_by_hand():
    game = shaken(lapgan)
    (x,), twin = batch(game), game.copy()
    record = game.play(x)
    z = np.split(twin.noise(B), [LATENT, LATENT + 4], axis=1)
    image = halved(x.reshape(B, 4, 4))
    below = doubled(halved(image))
    fake = below.reshape(B, -1) + twin.middle_generator.forward(beside(below, z[1]))[0]
    real_logits = twin.middle_discriminator.forward(image.reshape(B, -1))[0]
    fake_logits = twin.middle_discriminator.forward(fake)[0]
    expected = softplus(-real_logits).mean() + softplus(fake_logits).mean()
    assert record["middle_d_loss"] == pytest.approx(expected, rel=1e-12)


def test_pixels_have_the_channels_of_the_image_and_then_those_of_the_noise():
    images, z = draw(2, 3, 4, 2), draw(2, 36, seed=1)
    found = beside(images, z).reshape(2, 3, 4, 5)
    np.testing.assert_array_equal(found[..., :2], images)
    np.testing.assert_array_equal(found[..., 2:], z.reshape(2, 3, 4, 3))
    np.testing.assert_array_equal(beside(images[..., 0], z[:, :12]).reshape(2, 3, 4, 2)[..., 0], images[..., 0])


def test_a_level_learns_the_same_whatever_the_others_are():
    """Other weights of the coarse players: the fine ones move as before, bit for bit."""
    whole, other = lapgan(), lapgan()
    other.coarse_generator.params[...] += 1
    other.middle_discriminator.params[...] -= 1
    for game in (whole, other):
        game.fit(*data(game), epochs=2)
    for name in ("fine_generator", "fine_discriminator"):
        np.testing.assert_array_equal(whole.players[name].params, other.players[name].params)
    assert not np.array_equal(whole.middle_generator.params, other.middle_generator.params)


@pytest.mark.parametrize("make", [lapgan, penalised_lapgan])
def test_a_sample_grows_from_one_level_to_the_next(make):
    game = make().fit(*data(make()), epochs=1)
    z = game.latents(5, rng=3)
    grown = game.grown(z, averaged=False)
    colours = game.data_shape[2:]
    assert [images.shape for images in grown] == [(5, side, side, *colours) for side in (1, 2, 4)]
    ends = np.cumsum([game.generators[0].n_in, *(G.n_in - G.n_out for G in game.generators[1:])])
    assert ends[-1] == game.latent_dim == z.shape[1]
    np.testing.assert_allclose(grown[0].reshape(5, -1), game.coarse_generator(z[:, : ends[0]]), rtol=1e-12)
    for level, (below, images) in enumerate(pairwise(grown), 1):
        u, noise = doubled(below), z[:, ends[level - 1] : ends[level]]
        band = game.generators[level](beside(u, noise)).reshape(u.shape)
        np.testing.assert_allclose(images, u + band, rtol=1e-12)
    np.testing.assert_array_equal(game.generate(z, averaged=False), grown[2].reshape(5, -1))
    np.testing.assert_array_equal(game.sample(5, rng=3, averaged=False), grown[2].reshape(5, -1))


def test_noise_of_one_level_leaves_what_is_below_alone():
    game = lapgan().fit(*data(lapgan()), epochs=1)
    z = game.latents(4, rng=0)
    z[:, LATENT + 4 :] += 1  # z2
    for level, (a, b) in enumerate(zip(game.grown(z), game.grown(game.latents(4, rng=0)), strict=True)):
        assert np.array_equal(a, b) == (level < 2)


def test_averages_are_measured_on_what_the_averages_below_make():
    game = lapgan().fit(*data(lapgan()), epochs=2)
    game.sample(2, rng=0)
    coarse, middle = (G.average.network for G in game.generators[:2])
    z = np.split(
        NormalNoise()(np.random.default_rng(0), (500, game.latent_dim), np.float64), [LATENT, LATENT + 4], axis=1
    )
    u = doubled(coarse(z[0]).reshape(500, 1, 1))
    hidden = middle.layers[0].forward(beside(u, z[1]))[0]
    np.testing.assert_allclose(middle.layers[1].running_mean, hidden.mean(axis=0), rtol=1e-10)
    assert not np.array_equal(game.sample(3, rng=0), game.sample(3, rng=0, averaged=False))


def test_it_shows_how_samples_grow():
    game = lapgan()
    shown = game.show(4)
    grown = game.grown(game.latents(30, rng=4))
    assert shown.shape == (9, 10, 16)
    for line in range(3):
        for level, images in enumerate(grown):
            large = np.kron(images[10 * line : 10 * line + 10], np.ones((1, 4 >> level, 4 >> level)))
            np.testing.assert_array_equal(shown[3 * line + level].reshape(10, 4, 4), large)


def test_the_recipes_step_has_the_right_gradients():
    game = small()
    for each in game.players.values():
        each.params += 0.1 * draw(each.params.size, seed=4)
    found = check_play(game, np.tanh(draw(4, 64, seed=5)), directions=3)
    assert {name.split(",")[0] for name in found} == {*game.players}
    assert max(c.error for c in found.values()) <= 1e-6, {k: str(c) for k, c in found.items()}


def test_the_recipe_fits_colours_and_digits():
    game = small(data_shape=(8, 12, 3))
    assert game.sample(2, rng=0).shape == (2, 8 * 12 * 3)
    game = recipes.lapgan(rng=0)
    assert game.latent_dim == 100 + 14 * 14 + 28 * 28
    assert [G.n_out for G in game.generators] == [49, 196, 784]
    assert all(D.average is None for D in game.discriminators)


def test_it_trains_from_the_command_line_goes_on_and_is_sampled(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    np.save("a.npy", np.random.default_rng(0).integers(0, 256, (70, 8, 8)).astype(np.uint8))
    chosen = ["--recipe", "lapgan", "--data", "a.npy", "--channels", "2", "3", "--out", "run"]
    assert cli.main(["train", *chosen, "--epochs", "1", "--batch-size", "32", "--quiet"]) == 0
    assert cli.main(["train", "--resume", "run", "--epochs", "2", "--quiet"]) == 0
    game = numgan.Game.load("run/checkpoint.npz")
    assert (type(game), game.step, game.epoch) == (LapGAN, 4, 2)
    assert cli.main(["sample", "run/checkpoint.npz", "--out", "a.png"]) == 0
    assert cli.main(["interpolate", "run/checkpoint.npz", "--out", "b.png"]) == 0
    capsys.readouterr()
    for command in (["explore", "run/checkpoint.npz"], ["export", "run/checkpoint.npz"]):
        assert cli.main(command) == 1
        assert "Pyramid" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: LapGAN(*players(), rng=0), r"data_shape must be \(height, width\) or .* divisible by 4, got \(16,\)"),
        (lambda: LapGAN(*players(), data_shape=(2, 8)), r"divisible by 4, got \(2, 8\)"),
        (
            lambda: LapGAN(*players(p2=player(7, 4, 0)), data_shape=(4, 4)),
            "the middle_generator must take 4 values and a multiple of 4 latents, and make 4 values, got 7 to 4",
        ),
        (
            lambda: LapGAN(*players(p4=player(16, 16, 0)), data_shape=(4, 4)),
            "the fine_generator must take 16 values and a multiple of 16 latents, and make 16 values, got 16 to 16",
        ),
        (
            lambda: LapGAN(*players(p0=player(3, 2, 0)), data_shape=(4, 4)),
            "the coarse_generator must take latents, and make 1 values, got 3 to 2",
        ),
        (
            lambda: LapGAN(*players(p3=player(4, 2, 0)), data_shape=(4, 4)),
            "the middle_discriminator must be 4 to 1, row by row, got 4 to 2",
        ),
        (
            lambda: LapGAN(*players(), data_shape=(4, 4), noise_prior=LabelledNoise(2)),
            "a LapGAN's latents are noise alone, and LabelledNoise.* has a code",
        ),
        (lambda: LapGAN(*players(), penalty=R1(), data_shape=(4, 4)), "R1.* BatchNorm"),
        (lambda: small(data_shape=(6, 8)), "data_shape must be .* divisible by 4"),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
