"""PixelDA: what each player learns from, labels that stay with their rows, the recipe, and what is refused."""

import numpy as np
import pytest
from families import CLASSES, WIDTH, B, batch, data, pixelda, pixelda_that_compares, player, shaken

import numgan
from numgan import Adam, Dense, PixelDA, Player, Sigmoid, Tanh, recipes
from numgan.app import cli
from numgan.functions import log_sum_exp, sigmoid, softplus
from numgan.gradcheck import check_play


def draw(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def small(**settings) -> PixelDA:
    """The recipe with few channels, for images of 8 x 8 pixels."""
    return recipes.pixelda(**{"channels": (2, 3), "data_shape": (8, 8), "rng": 0, "dtype": np.float64} | settings)


def cross_entropy(logits, labels):
    return float((log_sum_exp(logits)[:, 0] - logits[np.arange(len(logits)), labels]).mean())


def test_a_step_by_hand():
    game = shaken(pixelda)
    (x, labels, y), twin = batch(game), game.copy()
    fake = twin.generator.forward(np.stack([x, twin.noise(B)], axis=2).reshape(B, -1))[0]
    real_map, fake_map = (twin.discriminator.forward(rows)[0] for rows in (y, fake))
    named = [cross_entropy(twin.classifier.forward(rows)[0], labels) for rows in (x, fake)]
    record = game.play(x, labels, y)
    assert record["d_loss"] == pytest.approx(softplus(-real_map).mean() + softplus(fake_map).mean(), rel=1e-12)
    assert [record["class_source"], record["class_fake"]] == pytest.approx(named, rel=1e-12)
    assert record["d_real"] == pytest.approx(sigmoid(real_map).mean(), rel=1e-12)
    assert record["d_fake"] == pytest.approx(sigmoid(fake_map).mean(), rel=1e-12)


def test_without_the_task_g_hears_of_no_label_and_t_learns_on():
    games = [shaken(pixelda) for _ in range(2)]
    for game, shift in zip(games, (0, 1), strict=True):
        game.task_weight = 0.0
        x, labels, y = batch(game)
        game.play(x, (labels + shift) % CLASSES, y)
    one, other = games
    np.testing.assert_array_equal(one.generator.params, other.generator.params)
    assert not np.array_equal(one.classifier.params, other.classifier.params)


def test_labels_stay_with_their_rows_and_the_target_has_an_order_of_its_own():
    game, seen = pixelda(), []
    inner = game.train_step
    game.train_step = lambda *rows, **then: (seen.append(rows), inner(*rows, **then))[1]
    numbers = np.arange(32)
    x = numbers[:, None] / 64 * np.ones(WIDTH)
    game.fit(x, numbers % CLASSES, x + 0.001, epochs=1)
    rows, labels, target = (np.concatenate(each) for each in zip(*seen, strict=True))
    np.testing.assert_array_equal(np.rint(rows[:, 0] * 64).astype(int) % CLASSES, labels)
    assert sorted(rows[:, 0]) == sorted(x[:, 0])
    assert not np.array_equal(rows + 0.001, target)
    assert sorted(target[:, 0]) == sorted(x[:, 0] + 0.001)


@pytest.mark.parametrize("make", [pixelda, pixelda_that_compares])
def test_translations_and_classes(make):
    game = make().fit(*data(make()), epochs=1)
    (x, *_) = batch(game)
    z = game.noise_prior(np.random.default_rng(3), (B, game.latent_dim), np.float64)
    planes = [x, *(z.reshape(B, WIDTH, -1)[:, :, i] for i in range(game.latent_dim // WIDTH))]
    expected = game.generator(np.stack(planes, axis=2).reshape(B, -1))
    np.testing.assert_allclose(game.translate(x, rng=3), expected, rtol=1e-12)
    np.testing.assert_array_equal(game.translate(x), game.translate(x, rng=0))
    assert not np.array_equal(game.translate(x), game.translate(x, rng=3))
    np.testing.assert_array_equal(game.classify(x), game.classifier(x).argmax(axis=1))
    assert game.classes == CLASSES


def test_it_shows_rows_above_two_translations():
    game = pixelda()
    x, labels, y = data(game, 32)
    shown = game.show(0, x, labels, y)
    assert shown.shape == (9, 10, WIDTH)
    np.testing.assert_array_equal(shown[::3].reshape(-1, WIDTH), x[:30])
    np.testing.assert_array_equal(shown[1::3].reshape(-1, WIDTH), game.translate(x[:30], rng=np.random.default_rng(0)))
    assert not np.array_equal(shown[1::3], shown[2::3])


def test_it_learns_to_read_a_target_that_lies_beside_the_source():
    """Both are two points. The line between the source's, x = 0, has both of the target's on its right."""
    rng = np.random.default_rng(0)
    labels, truth = rng.integers(2, size=(2, 2000))
    centres = np.array([[-1.0, 0.0], [1.0, 0.0]], np.float32)
    x, y = (centres[c] + 0.1 * rng.normal(size=(2000, 2)).astype(np.float32) for c in (labels, truth))
    y += np.array([1.5, 3], np.float32)
    adams = (Adam(lr=0.02, beta1=0.5) for _ in range(3))
    G, D, T = (
        Player(layers, optimizer=adam, rng=seed)
        for seed, (layers, adam) in enumerate(
            zip(([Dense(4, 2)], *([Dense(2, 16), Tanh(), Dense(16, k)] for k in (1, 2))), adams, strict=True)
        )
    )
    G.layers[0].W[...] = [[1, 0], [0, 0], [0, 1], [0, 0]]  # of x0, z0, x1, z1
    game = PixelDA(G, D, T, batch_size=50, rng=0).fit(x, labels, y, epochs=15)
    assert (game.classify(x) == labels).mean() > 0.95
    assert (game.classify(y) == truth).mean() > 0.95
    assert (y[:, 0] > 0).mean() > 0.99
    assert truth.mean() < 0.6


def test_the_recipes_step_has_the_right_gradients():
    game = small(classes=3)
    for each in game.players.values():
        each.params += 0.1 * draw(each.params.size, seed=4)
    x, y = np.tanh(draw(2, 4, 64, seed=5))
    found = check_play(game, x, np.array([0, 2, 1, 2]), y, directions=5)
    assert {name.split(",")[0] for name in found} == {"generator", "discriminator", "classifier"}
    assert max(c.error for c in found.values()) <= 1e-6, {k: str(c) for k, c in found.items()}


def test_it_trains_from_the_command_line_goes_on_and_translates(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    np.savez("a.npz", images=rng.integers(0, 256, (140, 8, 8)).astype(np.uint8), labels=np.arange(140) % 3)
    chosen = ["--recipe", "pixelda", "--data", "a.npz", "--channels", "2", "3", "--out", "run"]
    assert cli.main(["train", *chosen, "--epochs", "1", "--batch-size", "32", "--quiet"]) == 0
    assert cli.main(["train", "--resume", "run", "--epochs", "2", "--quiet"]) == 0
    game = numgan.Game.load("run/checkpoint.npz")
    assert (type(game), game.step, game.epoch, game.classes) == (PixelDA, 4, 2, 3)
    capsys.readouterr()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: pixelda().fit(*data(pixelda())[:2]),
            "PixelDA trains on images x, their labels, and images y: three arrays, got 2",
        ),
        (
            lambda: pixelda().fit(data(pixelda())[0], np.zeros(32, int), data(pixelda())[2]),
            "labels must hold every class",
        ),
        (
            lambda: pixelda().fit(*(rows[i:] for i, rows in enumerate(data(pixelda())))),
            "labels must be one for each of the 32 rows",
        ),
        (
            lambda: pixelda().train_step(batch(pixelda())[0], np.zeros(3, int), batch(pixelda())[2]),
            rf"labels must be one for each of the {B} rows, got shape \(3,\)",
        ),
        (
            lambda: PixelDA(player(WIDTH, WIDTH, 0), player(WIDTH, 1, 1), player(WIDTH, 3, 2)),
            "generator must take images of 6 values and a multiple of 6 latents, .* got 6 to 6",
        ),
        (
            lambda: PixelDA(player(WIDTH + 5, WIDTH, 0), player(WIDTH, 1, 1), player(WIDTH, 3, 2)),
            "generator must take images of 6 values and a multiple of 6 latents, .* got 11 to 6",
        ),
        (
            lambda: PixelDA(player(2 * WIDTH, WIDTH, 0), player(5, 1, 1), player(WIDTH, 3, 2)),
            "discriminator must take what G gives, 6 values, got 5",
        ),
        (
            lambda: PixelDA(player(2 * WIDTH, WIDTH, 0), player(WIDTH, 1, 1), player(WIDTH, 1, 2)),
            "classifier must be 6 to classes, got 6 to 1",
        ),
        (
            lambda: PixelDA(
                player(2 * WIDTH, WIDTH, 0),
                player(WIDTH, 1, 1),
                Player([Dense(WIDTH, 3), Sigmoid()], rng=2, dtype=np.float64),
            ),
            "the classifier ends in Sigmoid",
        ),
        (lambda: setattr(pixelda(), "task_weight", -1), "task_weight must be at least 0, got -1"),
        (lambda: recipes.pixelda(data_shape=(6, 8)), "data_shape must be .* divisible by 4"),
        (lambda: recipes.pixelda(classes=1), "classes must be a whole number, at least 2, got 1"),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
