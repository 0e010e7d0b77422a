"""pix2pix: pairs in channels, a D of patches, the two parts of G's loss, and the recipe from outlines to digits."""

import numpy as np
import pytest
from families import WIDTH, B, batch, data, pix2pix, player, shaken

import numgan
from numgan import (
    R1,
    Adam,
    Dense,
    LeastSquares,
    NonSaturating,
    Pix2Pix,
    Player,
    RelativisticAverage,
    Sequential,
    recipes,
)
from numgan.app import cli
from numgan.functions import sigmoid, softplus
from numgan.gradcheck import check_play, compare, numerical_gradient
from numgan.recipes.pairs import patch_discriminator, u_generator
from numgan.turns import fool, judge


def draw(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def small(**settings) -> Pix2Pix:
    """The recipe with few channels, for images of 8 x 8 pixels."""
    return recipes.pix2pix(**{"channels": (2, 3), "data_shape": (8, 8), "rng": 0, "dtype": np.float64} | settings)


def of_shape(shape) -> Pix2Pix:
    n = int(np.prod(shape))
    G = Player([Dense(n, n)], rng=0, dtype=np.float64)
    return Pix2Pix(G, Player([Dense(2 * n, 2)], rng=1, dtype=np.float64), data_shape=shape)


@pytest.mark.parametrize("shape", [(2, 3), (2, 3, 2), (2, 3, 3), (6,)])
def test_a_pair_has_the_channels_of_both_at_each_pixel(shape):
    game = of_shape(shape)
    x, y = draw(4, game.width), draw(4, game.width, seed=1)
    pairs = game.pairs(x, y)
    if len(shape) == 1:
        np.testing.assert_array_equal(pairs, np.hstack([x, y]))
    else:
        colours = shape[2] if len(shape) == 3 else 1
        images = pairs.reshape(4, 2, 3, 2 * colours)
        np.testing.assert_array_equal(images[..., :colours], x.reshape(4, 2, 3, colours))
        np.testing.assert_array_equal(images[..., colours:], y.reshape(4, 2, 3, colours))
    np.testing.assert_array_equal(game.second_of(pairs), y)
    assert not np.shares_memory(pairs, x)


@pytest.mark.parametrize("objective", [NonSaturating(), LeastSquares(), RelativisticAverage()], ids=repr)
def test_each_patch_counts_like_a_row_of_its_own(objective):
    D = Sequential([Dense(4, 3)], rng=0, dtype=np.float64)
    real, fake = draw(5, 4), draw(5, 4, seed=1)
    loss, real_logits, fake_logits = judge(D, objective, real, fake, patches=True)
    np.testing.assert_allclose(real_logits, D(real).reshape(15, 1), rtol=1e-12)
    np.testing.assert_allclose(fake_logits, D(fake).reshape(15, 1), rtol=1e-12)
    assert loss == pytest.approx(objective.discriminator(real_logits, fake_logits)[0], rel=1e-12)
    analytic = D.grads.copy()
    numeric = numerical_gradient(lambda: judge(D, objective, real, fake, patches=True)[0], D.params)
    assert compare(analytic, numeric).error <= 1e-6
    g_loss, dfake = fool(D, objective, fake, real, patches=True)
    assert g_loss == pytest.approx(objective.generator(fake_logits, real_logits)[0], rel=1e-12)
    numeric = numerical_gradient(lambda: fool(D, objective, fake, real, patches=True)[0], fake)
    assert compare(dfake, numeric).error <= 1e-6


def test_of_one_patch_nothing_changes_and_without_the_word_patches_are_refused():
    D, real, fake = Sequential([Dense(4, 1)], rng=0, dtype=np.float64), draw(5, 4), draw(6, 4, seed=1)
    assert judge(D, NonSaturating(), real, fake, patches=True)[0] == judge(D, NonSaturating(), real, fake)[0]
    D = Sequential([Dense(4, 3)], rng=0, dtype=np.float64)
    with pytest.raises(ValueError, match=r"real_logits must have shape \(B, 1\) or \(B,\)"):
        judge(D, NonSaturating(), real, fake)
    with pytest.raises(ValueError, match=r"R1\(\) is on the slope of one logit per row, and D has one for each patch"):
        judge(D, NonSaturating(), real, fake, R1(), patches=True)


def test_a_step_by_hand():
    """What is recorded, from the players alone: losses are means over pairs and patches, the distance over pixels."""
    game = shaken(pix2pix)
    (x, y), twin = batch(game), game.copy()
    fake = twin.generator.forward(x)[0]
    real_map, fake_map = (twin.discriminator.forward(np.hstack([x, rows]))[0] for rows in (y, fake))
    record = game.play(x, y)
    assert record["d_loss"] == pytest.approx(softplus(-real_map).mean() + softplus(fake_map).mean(), rel=1e-12)
    assert record["l1"] == pytest.approx(np.abs(fake - y).mean(), rel=1e-12)
    assert record["d_real"] == pytest.approx(sigmoid(real_map).mean(), rel=1e-12)
    assert record["d_fake"] == pytest.approx(sigmoid(fake_map).mean(), rel=1e-12)
    moved = game.discriminator.forward(np.hstack([x, fake]))[0]  # G meets the D that has moved
    assert record["g_loss"] == pytest.approx(softplus(-moved).mean(), rel=1e-12)


def seen_by_g(**weights) -> np.ndarray:
    """G's gradient in one step with these weights."""
    game = shaken(pix2pix)
    for name, weight in weights.items():
        setattr(game, name, weight)
    game.play(*batch(game))
    return game.generator.grads.copy()


def test_the_weights_leave_the_distance_alone_or_the_game_alone():
    both, distance, played = (
        seen_by_g(l1_weight=weight, adversarial_weight=other) for weight, other in ((5, 2), (1, 0), (0, 1))
    )
    np.testing.assert_allclose(both, 5 * distance + 2 * played, rtol=1e-9, atol=1e-12)
    assert np.linalg.norm(distance) > 0 < np.linalg.norm(played)
    game = shaken(pix2pix)
    (x, y), G = batch(game), game.generator
    fake, cache = G.forward(x)
    G.backward(np.sign(fake - y) / fake.size, cache)
    np.testing.assert_allclose(distance, G.grads, rtol=1e-10, atol=1e-14)


def test_with_the_distance_alone_g_finds_the_median():
    """One x, and of its ten y seven are 0 and three are 1: the mean is .3, and what L1 asks for is 0."""
    G = Player([Dense(1, 1)], optimizer=Adam(lr=0.02), rng=0, dtype=np.float64)
    D = Player([Dense(2, 1)], rng=1, dtype=np.float64)
    game = Pix2Pix(G, D, l1_weight=1.0, adversarial_weight=0.0, batch_size=10, rng=0)
    x, y = np.ones((10, 1)), (np.arange(10) < 3).astype(float)[:, None]
    game.fit(x, y, epochs=300)
    assert abs(game.translate(x[:1])[0, 0]) < 0.03


def test_pairs_stay_pairs_through_an_epoch():
    game, seen = pix2pix(), []
    inner = game.train_step
    game.train_step = lambda *rows, **then: (seen.append(rows), inner(*rows, **then))[1]
    x = np.arange(32.0)[:, None] / 64 * np.ones(WIDTH)
    game.fit(x, x / 2, epochs=1)
    first, second = (np.concatenate(rows) for rows in zip(*seen, strict=True))
    np.testing.assert_array_equal(second, first / 2)
    assert sorted(first[:, 0]) == sorted(x[:, 0])
    assert (first != x).any()


def test_it_shows_the_input_the_output_and_the_truth():
    game = pix2pix()
    x, y = data(game, 32)
    shown = game.show(0, x, y)
    assert shown.shape == (9, 10, WIDTH)
    for line in range(3):
        rows = slice(10 * line, 10 * line + 10)
        np.testing.assert_array_equal(shown[3 * line], x[rows])
        np.testing.assert_allclose(shown[3 * line + 1], game.translate(x[rows]), rtol=1e-12)
        np.testing.assert_array_equal(shown[3 * line + 2], y[rows])


def test_the_recipes_step_has_the_right_gradients():
    game = small()
    for each in game.players.values():
        each.params += 0.1 * draw(each.params.size, seed=4)
    x, y = np.tanh(draw(2, 4, 64, seed=5))
    found = check_play(game, x, y, directions=5)
    assert set(found) == {"generator", "discriminator"}
    assert max(c.error for c in found.values()) <= 1e-6, {k: str(c) for k, c in found.items()}


def test_a_logit_of_the_recipe_sees_16_pixels_in_each_direction():
    D = Sequential(patch_discriminator((28, 28), (2, 3)), rng=0, dtype=np.float64)
    assert D.n_out == 12 * 12
    y, cache = D.forward(draw(1, 2 * 784), training=False)
    dy = np.zeros((12, 12))
    dy[6, 5] = 1
    seen = D.backward(dy.reshape(y.shape), cache, params=False).reshape(28, 28, 2).any(axis=2)
    assert [places.max() - places.min() + 1 for places in seen.nonzero()] == [16, 16]
    assert seen.sum() == 256


def test_the_recipes_u_keeps_the_shape_and_has_two_ways_around():
    net = Sequential(u_generator((8, 12, 3), (2, 4)), rng=0)
    assert (net.n_in, net.n_out) == (288, 288)
    assert sum(isinstance(part, numgan.Skip) for part in net.parts) == 2
    game = recipes.pix2pix(data_shape=(8, 8, 3), channels=(2, 3), rng=0)
    assert game.discriminator.n_in == 2 * 8 * 8 * 3
    assert game.objective.config() == NonSaturating().config()


def test_it_trains_from_the_command_line_on_outlines_and_goes_on(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    np.save("a.npy", np.random.default_rng(0).integers(0, 256, (70, 8, 8)).astype(np.uint8))
    chosen = ["--recipe", "pix2pix", "--data", "a.npy", "--channels", "2", "3", "--out", "run"]
    assert cli.main(["train", *chosen, "--epochs", "1", "--batch-size", "32", "--quiet"]) == 0
    assert cli.main(["train", "--resume", "run", "--epochs", "2", "--quiet"]) == 0
    game = numgan.Game.load("run/checkpoint.npz")
    assert (type(game), game.step, game.epoch) == (Pix2Pix, 4, 2)
    with pytest.raises(ValueError, match="Pix2Pix makes nothing from latents: there is nothing to sample"):
        game.sample(3)
    capsys.readouterr()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: pix2pix().fit(data(pix2pix())[0]), "Pix2Pix trains on pairs: two sets of images, x and y, got 1"),
        (
            lambda: pix2pix().fit(*(rows[i:] for i, rows in enumerate(data(pix2pix())))),
            "row i of x and row i of y are a pair, and there are 32 of x and 31 of y",
        ),
        (
            lambda: pix2pix().train_step(batch(pix2pix())[0], batch(pix2pix())[1][1:]),
            f"are a pair, and there are {B} of x and {B - 1} of y",
        ),
        (
            lambda: Pix2Pix(player(WIDTH + 1, WIDTH, 0), player(2 * WIDTH, 1, 1)),
            f"generator must give a row for each and as wide, got {WIDTH + 1} to {WIDTH}",
        ),
        (
            lambda: Pix2Pix(player(WIDTH, WIDTH, 0), player(WIDTH, 1, 1)),
            f"discriminator must take pairs, {2 * WIDTH} values, one by one, got {WIDTH}",
        ),
        (lambda: setattr(pix2pix(), "l1_weight", -1), "l1_weight must be at least 0, got -1"),
        (lambda: setattr(pix2pix(), "adversarial_weight", -1), "adversarial_weight must be at least 0, got -1"),
        (lambda: recipes.pix2pix(data_shape=(6, 8)), "data_shape must be .* divisible by 4"),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
