"""SRGAN: small images from large ones, the distance of features and of pixels, F that stands still, and the recipe."""

import numpy as np
import pytest
from families import LARGE, B, batch, data, player, shaken, srgan, srgan_of_pixels

import numgan
from numgan import SRGAN, Adam, Dense, Player, recipes
from numgan.app import cli
from numgan.datasets import large, load_mnist, small
from numgan.evaluation import load_convolutional_classifier
from numgan.functions import softplus
from numgan.gradcheck import check_play


def little(**settings) -> SRGAN:
    """The recipe with few channels, for images of 8 x 8 pixels."""
    return recipes.srgan(**{"channels": (2, 3), "data_shape": (8, 8), "rng": 0, "dtype": np.float64} | settings)


def test_small_images_are_those_of_datasets_without_their_rounding():
    game, images = recipes.srgan(channels=(2, 3), rng=0), load_mnist().test_images[:20]
    x = game.reduced(game.scale(images))
    assert x.shape == (20, 49)
    assert np.abs((x + 1) * 127.5 - small(images).reshape(20, 49)).max() <= 0.5 + 1e-3
    colours = srgan_of_pixels()  # 2 x 2 pixels of three colours
    rows = np.arange(12.0)[None]
    np.testing.assert_allclose(colours.reduced(rows), [[4.5, 5.5, 6.5]])


def test_a_step_by_hand():
    game = shaken(srgan)
    (y,), twin = batch(game), game.copy()
    fake = twin.generator.forward(y.reshape(B, 2, 3, 2).mean(axis=(1, 3)))[0]
    real_logits, fake_logits = (twin.discriminator.forward(rows)[0] for rows in (y, fake))
    record = game.play(y)
    assert record["d_loss"] == pytest.approx(softplus(-real_logits).mean() + softplus(fake_logits).mean(), rel=1e-12)
    seen, wanted = (twin.features(rows) for rows in (fake, y))
    assert record["content"] == pytest.approx(((seen - wanted) ** 2).mean(), rel=1e-12)
    moved = game.discriminator.forward(fake)[0]  # G meets the D that has moved
    assert record["g_loss"] == pytest.approx(softplus(-moved).mean(), rel=1e-12)


def test_without_f_the_content_is_the_distance_of_pixels():
    game, rng = srgan_of_pixels(), np.random.default_rng(0)
    fake, real = rng.normal(size=(2, 5, LARGE))
    content, dfake = game.content(fake, real)
    assert content == pytest.approx(((fake - real) ** 2).mean(), rel=1e-12)
    np.testing.assert_allclose(dfake, 2 * (fake - real) / fake.size, rtol=1e-12)
    assert (srgan().resting, game.resting) == (("features",), ())
    assert set(game.players) == {"generator", "discriminator"}


def test_the_features_never_change():
    game = srgan()
    F = game.features
    before = F.params.copy(), F.state.copy()
    game.fit(*data(game), epochs=2)
    np.testing.assert_array_equal(F.params, before[0])
    np.testing.assert_array_equal(F.state, before[1])
    assert not F.grads.any()
    assert F.optimizer.t == 0


def test_the_weights_leave_the_content_alone_or_the_game_alone():
    def seen_by_g(content_weight, adversarial_weight):
        game = shaken(srgan)
        game.content_weight, game.adversarial_weight = content_weight, adversarial_weight
        game.play(*batch(game))
        return game.generator.grads.copy()

    content, played, both = seen_by_g(1, 0), seen_by_g(0, 1), seen_by_g(5, 2)
    np.testing.assert_allclose(both, 5 * content + 2 * played, rtol=1e-9, atol=1e-12)
    assert np.linalg.norm(content) > 0 < np.linalg.norm(played)
    game = shaken(srgan)
    (y,), G = batch(game), game.generator
    fake, cache = G.forward(game.reduced(y))
    G.backward(game.content(fake, y)[1], cache)
    np.testing.assert_allclose(content, G.grads, rtol=1e-10, atol=1e-14)


def test_the_first_steps_are_about_pixels_alone():
    game = shaken(srgan)
    game.pixel_steps = 2
    for wanted in (True, True, False):
        (y,), twin = batch(game), game.copy()
        record = game.train_step(y)
        fake = twin.generator.forward(twin.reduced(y))[0]
        assert bool(np.isclose(record.content, ((fake - y) ** 2).mean(), rtol=1e-12)) is wanted
        if wanted:
            _, cache = twin.generator.forward(twin.reduced(y))
            twin.generator.backward(2 * (fake - y) / fake.size, cache)
            np.testing.assert_allclose(game.generator.grads, twin.generator.grads, rtol=1e-9, atol=1e-14)
    assert recipes.srgan(channels=(2, 3), rng=0, n_data=64, epochs=5).pixel_steps == 2


def test_with_the_distance_of_pixels_alone_g_makes_the_mean():
    """Two pixels, of which one is ink, in three of ten images the left one: the mean of the images is a blur."""
    G = Player([Dense(1, 4)], optimizer=Adam(lr=0.02), rng=0, dtype=np.float64)
    D = Player([Dense(4, 1)], rng=1, dtype=np.float64)
    game = SRGAN(G, D, by=2, adversarial_weight=0, data_shape=(2, 2), batch_size=10, rng=0)
    left = np.arange(10)[:, None] < 3
    game.fit(np.where(left, [1.0, 0, 1, 0], [0.0, 1, 0, 1]), epochs=300)
    np.testing.assert_allclose(game.enlarge(np.full((1, 1), 0.5)), [[0.3, 0.7, 0.3, 0.7]], atol=1e-3)


def test_the_recipes_features_are_those_of_the_packaged_classifier():
    game, seen = recipes.srgan(channels=(2, 3), rng=0), load_convolutional_classifier()
    x = game.scale(load_mnist().test_images[:3])
    wanted, _ = seen.forward(x, training=False, depth=7)
    np.testing.assert_array_equal(game.features(x), wanted.reshape(3, 7 * 7 * 32))
    assert game.content_weight == pytest.approx(0.00615, abs=1e-5)  # (1 / 12.75)^2
    plain = recipes.srgan(channels=(2, 3), rng=0, perceptual=False)
    assert (plain.features, plain.content_weight) == (None, 1)
    assert little().features is None  # the classifier knows digits of 28 x 28
    with pytest.raises(ValueError, match=r"knows images of \(28, 28\) alone, got data_shape=\(8, 8\)"):
        little(perceptual=True)


def test_the_recipes_step_has_the_right_gradients():
    game = little(adversarial_weight=0.3)
    for each in game.players.values():
        each.params += 0.1 * np.random.default_rng(4).normal(size=each.params.size)
    found = check_play(game, np.tanh(np.random.default_rng(5).normal(size=(4, 64))), directions=5)
    assert set(found) == {"generator", "discriminator"}
    assert max(c.error for c in found.values()) <= 1e-6, {k: str(c) for k, c in found.items()}


def test_it_shows_blocks_the_output_and_the_truth():
    images = load_mnist().test_images[:32]
    game = recipes.srgan(channels=(2, 3), rng=0)
    shown = game.show(0, images)
    assert shown.shape == (9, 10, 784)
    np.testing.assert_array_equal(game.to_images(shown[2]), images[:10])
    blocks = game.to_images(shown[3]).astype(int)
    assert np.abs(blocks - large(small(images[10:20]))).max() <= 1  # rounded once, and not twice
    np.testing.assert_allclose(shown[1], game.enlarge(game.reduced(game.scale(images[:10]))), rtol=1e-5, atol=1e-6)


def test_it_trains_from_the_command_line_and_goes_on_with_its_features(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    np.save("a.npy", load_mnist().train_images[:66])
    chosen = ["--recipe", "srgan", "--data", "a.npy", "--channels", "2", "3", "--out", "run"]
    assert cli.main(["train", *chosen, "--epochs", "1", "--batch-size", "32", "--quiet"]) == 0
    assert cli.main(["train", "--resume", "run", "--epochs", "2", "--quiet"]) == 0
    game = numgan.Game.load("run/checkpoint.npz")
    assert (type(game), game.step, game.epoch) == (SRGAN, 4, 2)
    np.testing.assert_array_equal(game.features.params, recipes.srgan(channels=(2, 3), rng=1).features.params)
    capsys.readouterr()


def made(G=(3, 12), D=(12, 1), F=None, **settings):
    players = [player(*ends, seed) for seed, ends in enumerate((G, D, F)) if ends]
    return SRGAN(*players, **{"by": 2, "data_shape": (2, 6)} | settings)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: made(G=(6, 12)), "generator must give 2 x 2 values for each that it takes, got 6 to 12"),
        (lambda: made(by=3), "generator must give 3 x 3 values for each"),
        (lambda: made(pixel_steps=-1), "pixel_steps must be a whole number, at least 0, got -1"),
        (lambda: made(by=0), "by must be a whole number, at least 1, got 0"),
        (lambda: made(D=(6, 1)), "discriminator must be 12 to 1, got 6 to 1"),
        (lambda: made(D=(12, 3)), "discriminator must be 12 to 1, got 12 to 3"),
        (lambda: made(F=(6, 5)), "features must take what the generator gives, 12 values, got 6"),
        (lambda: made(data_shape=(12,)), r"height and width divisible by 2, got \(12,\)"),
        (lambda: made(data_shape=(3, 4)), r"height and width divisible by 2, got \(3, 4\)"),
        (lambda: made(data_shape=(4, 3)), r"height and width divisible by 2, got \(4, 3\)"),
        (lambda: setattr(srgan(), "content_weight", -1), "content_weight must be at least 0, got -1"),
        (lambda: setattr(srgan(), "adversarial_weight", -1), "adversarial_weight must be at least 0, got -1"),
        (lambda: srgan().enlarge(np.ones((2, 4))), r"x must have shape \(B, 3\)"),
        (lambda: srgan().enlarge(np.full((2, 3), np.nan)), "x"),
        (lambda: recipes.srgan(data_shape=(6, 8)), "data_shape must be .* divisible by 4"),
        (lambda: srgan().sample(2), "SRGAN makes nothing from latents"),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_features_must_be_a_player():
    with pytest.raises(TypeError, match="features must be a Player, or None, got Sequential"):
        SRGAN(player(3, 12, 0), player(12, 1, 1), load_convolutional_classifier(), by=2, data_shape=(2, 6))
