"""CycleGAN with all that it may have, the store of older translations, and the recipes for two sets of images."""

import numpy as np
import pytest
from families import WIDTH, B, batch, cyclegan, cyclegan_of_patches, player, shaken
from games import equal

from numgan import CheckpointError, Conv2D, CycleGAN, Dense, Dropout, Game, Player, Skip, recipes
from numgan.family.two_sets import exchange
from numgan.files import checkpoint
from numgan.gradcheck import check_play
from numgan.turns import judge


def numbered(first, n, width=2):
    """n rows, each of one number: first, first + 1, ..."""
    return np.arange(first, first + n, dtype=float)[:, None] * np.ones(width)


# ---- the store ----


def test_while_there_is_room_rows_are_judged_as_they_are_and_stored():
    rng, store = np.random.default_rng(0), np.empty((0, 2))
    for first, held in ((0, 4), (4, 8), (8, 10)):
        rows = numbered(first, 4)
        judged, store = exchange(rows, store, 10, rng)
        np.testing.assert_array_equal(judged, rows)
        np.testing.assert_array_equal(store, numbered(0, held))


def test_what_comes_out_and_what_stays_are_together_what_went_in():
    rng, store, out = np.random.default_rng(0), numbered(0, 10), []
    for i in range(200):
        before, rows = store.copy(), numbered(10 + 4 * i, 4)
        judged, store = exchange(rows, store, 10, rng)
        np.testing.assert_array_equal(rows, numbered(10 + 4 * i, 4))  # neither is changed
        assert store.shape == before.shape
        assert sorted([*judged[:, 0], *store[:, 0]]) == sorted([*rows[:, 0], *before[:, 0]])
        out += [(i, row) for row in judged[:, 0]]
    ages = np.array([i - (row - 10) // 4 for i, row in out if row >= 10])
    assert abs((ages > 0).mean() - 0.5) < 0.06  # half of 800 rows, 3.5 standard deviations
    assert abs(ages[ages > 0].mean() - 10 / 2) < 1.0  # 10 places, of which 4 / 2 change in each step


def test_a_store_is_never_asked_for_more_than_it_holds_and_may_be_none():
    rng = np.random.default_rng(0)
    for _ in range(20):
        judged, store = exchange(numbered(10, 8), numbered(0, 3), 3, rng)
        assert len(store) == 3
        assert (judged[:, 0] < 10).sum() <= 3
    judged, store = exchange(numbered(10, 8), np.empty((0, 2)), 0, rng)
    np.testing.assert_array_equal(judged, numbered(10, 8))
    assert store.shape == (0, 2)
    assert len(exchange(numbered(10, 8), numbered(0, 9), 3, rng)[1]) == 3  # a game that has been given a smaller one


def test_each_d_judges_the_translations_that_the_store_gives():
    game = shaken(cyclegan_of_patches)
    x, y = batch(game)
    game.play(x, y)  # the store is full
    before, seen = game.copy(), {}
    record = game.play(x, y)
    stream = before.noise_rng
    for name, translator, rows, real in (("y", before.to_y, x, y), ("x", before.to_x, y, x)):
        fake = translator.forward(rows)[0]
        judged, store = exchange(fake, getattr(before, f"stored_{name}"), 5, stream)
        np.testing.assert_array_equal(getattr(game, f"stored_{name}"), store)
        seen[name] = judge(getattr(before, f"discriminator_{name}"), game.objective, real, judged, patches=True)[0]
        assert len(store) == 5
        assert (judged != fake).any()
    assert record["d_loss"] == pytest.approx(seen["x"] + seen["y"], rel=1e-12)


def test_gradients_are_right_when_older_translations_are_judged():
    game = shaken(cyclegan_of_patches)
    game.train_step(*batch(game))
    assert len(game.stored_x) == len(game.stored_y) == 5 < B
    found = check_play(game, *batch(game), directions=3)
    assert max(c.error for c in found.values()) <= 1e-6, {k: str(c) for k, c in found.items()}


def test_a_checkpoint_keeps_the_store_and_refuses_one_that_does_not_fit(tmp_path):
    game = cyclegan_of_patches()
    for _ in range(2):
        game.train_step(*batch(game))
    game.save(tmp_path / "a.npz")
    again = Game.load(tmp_path / "a.npz")
    for name in ("stored_x", "stored_y"):
        np.testing.assert_array_equal(getattr(again, name), getattr(game, name))
    for _ in range(3):
        assert again.train_step(*batch(game)) == game.train_step(*batch(game))
    assert equal(again, game)
    content = checkpoint.load(tmp_path / "a.npz")
    good = content["remembered.stored_x"]
    for bad, message in (
        (good[:, :-1], r"remembered.stored_x must be \(5, 6\) float64"),
        (good.astype(np.float32), r"remembered.stored_x must be \(5, 6\) float64"),
        (good * np.nan, "remembered.stored_x is not finite"),
        (None, "it lacks 'remembered.stored_x'"),
        (3.5, "does not hold a game"),
    ):
        spoilt = content | {"remembered.stored_x": bad}
        if bad is None:
            del spoilt["remembered.stored_x"]
        checkpoint.save(tmp_path / "b.npz", spoilt)
        with pytest.raises(CheckpointError, match=message):
            Game.load(tmp_path / "b.npz")


# ---- the other parts of the loss ----


def test_identity_and_squared_distances_by_hand():
    game = shaken(cyclegan_of_patches)
    (x, y), twin = batch(game), game.copy()
    fake_y, fake_x = twin.to_y.forward(x)[0], twin.to_x.forward(y)[0]
    back_x, back_y = twin.to_x.forward(fake_y)[0], twin.to_y.forward(fake_x)[0]
    same_y, same_x = twin.to_y.forward(y)[0], twin.to_x.forward(x)[0]
    record = game.play(x, y)
    squares = ((back_x - x) ** 2).mean() + ((back_y - y) ** 2).mean()
    assert record["cycle"] == pytest.approx(squares, rel=1e-12)
    assert record["identity"] == pytest.approx(np.abs(same_y - y).mean() + np.abs(same_x - x).mean(), rel=1e-12)


def test_with_the_identity_term_alone_translators_learn_to_do_nothing():
    def linear(n_out, seed):
        return Player([Dense(2, n_out)], rng=seed, dtype=np.float64)

    players = linear(2, 0), linear(2, 1), linear(1, 2), linear(1, 3)
    game = CycleGAN(*players, cycle_weight=0.0, identity_weight=1000.0, batch_size=16, rng=0)
    for each in players[:2]:
        each.optimizer.lr = 0.01
    rng = np.random.default_rng(0)
    game.fit(*rng.normal(size=(2, 64, 2)), epochs=300)
    for translator in players[:2]:
        np.testing.assert_allclose(translator.layers[0].W, np.eye(2), atol=0.02)
        np.testing.assert_allclose(translator.layers[0].b, 0, atol=0.02)


# ---- the recipes ----

SMALL = {"channels": (2, 3), "data_shape": (8, 8), "rng": 0}


def test_three_papers_are_one_game_with_other_settings():
    cycle, disco, dual = (make(rng=0) for make in (recipes.cyclegan, recipes.discogan, recipes.dualgan))
    assert {type(game) for game in (cycle, disco, dual)} == {CycleGAN}
    assert [type(game.objective).__name__ for game in (cycle, disco, dual)] == [
        "LeastSquares",
        "NonSaturating",
        "Wasserstein",
    ]
    assert [game.power for game in (cycle, disco, dual)] == [1, 2, 1]
    assert [game.cycle_weight for game in (cycle, disco, dual)] == [5, 2.5, 500]
    assert [game.store for game in (cycle, disco, dual)] == [50, 0, 0]
    assert [game.epochs for game in (cycle, disco, dual)] == [10, 10, 10]
    assert recipes.cyclegan(**SMALL).epochs == 4
    assert recipes.cyclegan(**SMALL, epochs=7).epochs == 7
    assert (cycle.to_y.optimizer.lr(0), cycle.to_y.optimizer.lr(7810)) == (2e-4, pytest.approx(2e-5))
    images = np.zeros((320, 28, 28), np.uint8)
    dual.fit(images, images, epochs=1)
    assert np.abs(dual.discriminator_x.params).max() <= 0.01 < np.abs(dual.to_x.params).max()


def test_with_channels_each_has_the_networks_of_its_paper():
    cycle, disco, dual = (make(**SMALL) for make in (recipes.cyclegan, recipes.discogan, recipes.dualgan))
    for game, ways_around, patches in ((cycle, 2, 4), (dual, 2, 4), (disco, 0, 1)):
        for translator in (game.to_x, game.to_y):
            assert sum(isinstance(part, Skip) for part in translator.parts) == ways_around
            assert not any(isinstance(part, Dropout) for part in translator.parts)
        assert game.discriminator_x.n_out == game.discriminator_y.n_out == patches
    for game in (cycle, disco):
        rates = [game.players[name].optimizer.lr(0) for name in ("to_y", "to_x", "discriminator_y", "discriminator_x")]
        assert rates == [1e-3, 1e-3, 2e-4, 2e-4]
    first = next(part for part in cycle.discriminator_x.parts if isinstance(part, Conv2D))
    assert first.n_in == 1  # one image, and not a pair


@pytest.mark.parametrize("make", recipes.UNPAIRED, ids=lambda make: make.__name__)
@pytest.mark.parametrize("shape", [(2, 3), (8, 8, 3)])
def test_a_step_of_each_recipe_has_the_right_gradients(make, shape, monkeypatch):
    monkeypatch.setattr("numgan.gradcheck.STEP", 1e-6)  # which crosses few of so many kinks
    channels = {"channels": (2, 3)} if len(shape) == 3 else {}
    game = make(data_shape=shape, rng=0, n_data=20, epochs=1, dtype=np.float64, **channels)
    x, y = np.tanh(np.random.default_rng(0).normal(size=(2, 4, game.width)))
    found = check_play(game, x, y, directions=3)
    assert {*found} == {*game.players}
    assert max(c.error for c in found.values()) <= 1e-6, {k: str(c) for k, c in found.items()}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: CycleGAN(*four(to_x=player(WIDTH, 5, 1))), "to_x must be 6 to 6, got 6 to 5"),
        (
            lambda: CycleGAN(*four(discriminator_y=player(5, 1, 2))),
            "discriminator_y must take what the translators give, 6 values, got 5 to 1",
        ),
        (lambda: CycleGAN(*four(), power=3), "power must be 1, the absolute distance, or 2, the squared one, got 3"),
        (lambda: CycleGAN(*four(), store=-1), "store must be a whole number, at least 0, got -1"),
        (lambda: cyclegan().fit(np.zeros((32, WIDTH))), "CycleGAN trains on two sets of images, x and y, got 1"),
        (lambda: recipes.cyclegan(channels=(2, 3), data_shape=(30, 28)), r"divisible by 4, got \(30, 28\)"),
        (lambda: recipes.discogan(channels=(2, 0)), "each number of channels must be a whole number, at least 1"),
        (lambda: recipes.cyclegan(epochs=0), "epochs must be a whole number, at least 1, got 0"),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def four(**other) -> list[Player]:
    """Players of a CycleGAN, some of them others."""
    names = "to_y", "to_x", "discriminator_y", "discriminator_x"
    players = [player(WIDTH, WIDTH if i < 2 else 1, i) for i in range(4)]
    return [other.get(name, each) for name, each in zip(names, players, strict=True)]
