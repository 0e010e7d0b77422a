"""A game that is put together wrongly, or plays wrongly: one clear error, at construction or at the first step."""

import numpy as np
import pytest
from families import LATENT, WIDTH, B, gan, player

from numgan import GAN, Adam, Clipped, Dense, Game, Player, RMSProp, Sequential, TrainingDiverged

X = np.random.default_rng(0).random((B, WIDTH))


class Toy(Game):
    """Two players that shrink their weights: the smallest game there is."""

    sampled = "first"

    def __init__(self, first, second, **settings):
        self.first, self.second = first, second
        super().__init__(**settings)

    def play(self, real):
        for each in self.players.values():
            each.grads[...] = each.params
        norm = self.move(first=1.0, second=1.0)
        return {"norm": norm}


def toy(play=None, **settings) -> Toy:
    kind = Toy if play is None else type("Toy", (Toy,), {"play": play})
    game = kind(player(LATENT, WIDTH, 0), player(WIDTH, 1, 1), **settings)
    return game


def test_the_toy_itself_plays_and_its_norm_is_that_of_both_gradients():
    game = toy()
    both = np.concatenate([p.params for p in game.players.values()])
    assert game.train_step(X).norm == pytest.approx(np.linalg.norm(both), rel=1e-12)


# ---- at construction ----


def test_a_game_without_players():
    class Empty(Game):
        pass

    with pytest.raises(ValueError, match=r"Empty has no players: keep each in an attribute, self.name = Player"):
        Empty()


def test_a_network_that_is_no_player():
    bare = Sequential([Dense(LATENT, WIDTH)], rng=0, dtype=np.float64)
    with pytest.raises(TypeError, match=r"generator must be a Player: Player\(layers, optimizer=.*got Sequential"):
        GAN(bare, player(WIDTH, 1, 1))
    with pytest.raises(TypeError, match=r"first must be a Player, which has an optimiser of its own"):
        Toy(bare, player(WIDTH, 1, 1))


def test_one_network_or_optimiser_in_two_places():
    one = player(WIDTH, WIDTH, 0)
    with pytest.raises(ValueError, match="first and second must have a network each, got one for both"):
        Toy(one, one)
    adam = Adam(lr=1e-3)
    with pytest.raises(ValueError, match="first and second must have an optimiser each"):
        Toy(player(LATENT, WIDTH, 0, optimizer=adam), player(WIDTH, 1, 1, optimizer=adam))
    inner = RMSProp(lr=1e-3)
    with pytest.raises(ValueError, match="optimiser each"):
        Toy(player(LATENT, WIDTH, 0, optimizer=inner), player(WIDTH, 1, 1, optimizer=Clipped(inner, limit=0.1)))
    used = player(LATENT, WIDTH, 0)
    used.move()
    with pytest.raises(ValueError, match="optimizer has made 1 updates already: each player needs a new one"):
        player(LATENT, WIDTH, 0, optimizer=used.optimizer)


def test_players_of_different_dtypes():
    single = Player([Dense(WIDTH, 1)], rng=0)
    with pytest.raises(ValueError, match="all players must compute in one dtype, got float64 and, of second, float32"):
        Toy(player(LATENT, WIDTH, 0), single)


def test_a_network_hidden_in_a_part():
    class Wrapper(Dense):
        def __init__(self, network):
            self.network = network
            super().__init__(WIDTH, 1)

    hidden = Player([Wrapper(player(WIDTH, 1, 5))], rng=0, dtype=np.float64)
    with pytest.raises(ValueError, match="a file holds a game's players, 2, and this one is made of 3 networks"):
        Toy(player(LATENT, WIDTH, 0), hidden)


# ---- at the first step ----


def still(self, real):
    self.first.grads[...] = 1
    self.move(first=1.0)
    return {"loss": 1.0}


def nobody(self, real):
    return {"loss": 1.0}


def twice(self, real):
    for each in self.players.values():
        each.grads[...] = each.params
    self.move(first=1.0, second=1.0)
    self.move(first=1.0)
    return {"loss": 1.0}


def unknown(self, real):
    self.move(third=1.0)


def forgets(self, real):
    Toy.play(self, real)


def a_number(self, real):
    return Toy.play(self, real)["norm"]


def an_array(self, real):
    return Toy.play(self, real) | {"loss": np.ones(3)}


def none(self, real):
    return Toy.play(self, real) | {"loss": None}


@pytest.mark.parametrize(
    ("play", "error", "message"),
    [
        (still, ValueError, r"play never moves the second: call self.move\(name=loss\), or name it in Toy.resting"),
        (nobody, ValueError, "play never moves the first and the second"),
        (twice, ValueError, "play moves the first twice on one gradient: compute a new one, or move it once"),
        (unknown, ValueError, "move: there is no player 'third'; there are first, second"),
        (forgets, TypeError, "play must return a dict of numbers to write down, such as .* got None"),
        (a_number, TypeError, "play must return a dict of numbers to write down"),
        (an_array, TypeError, "play must return numbers, and loss is ndarray"),
        (none, TypeError, "play must return numbers, and loss is NoneType"),
    ],
)
def test_a_play_that_is_wrong_is_told_at_the_first_step(play, error, message):
    game = toy(play)
    with pytest.raises(error, match=message):
        game.train_step(X)
    assert len(game.history) == game.step == 0


def test_a_player_that_rests_is_left_alone():
    kind = type("Toy", (Toy,), {"play": still, "resting": ("second",)})
    game = kind(player(LATENT, WIDTH, 0), player(WIDTH, 1, 1))
    assert game.train_step(X).step == 1


def test_what_is_not_finite_is_named_and_nobody_moves():
    def play(self, real):
        for each in self.players.values():
            each.grads[...] = each.params
        self.second.grads[2] = np.inf
        return {"norm": self.move(first=1.0, second=1.0)}

    game = toy(play)
    kept = [p.params.copy() for p in game.players.values()]
    with pytest.raises(TrainingDiverged, match="step 1: the second's loss is 1 and the norm of its gradient inf"):
        game.train_step(X)
    for before, player_now in zip(kept, game.players.values(), strict=True):
        np.testing.assert_array_equal(player_now.params, before)

    with pytest.raises(TrainingDiverged, match="step 1: play returned loss = nan"):
        toy(lambda self, real: Toy.play(self, real) | {"loss": float("nan")}).train_step(X)


def test_other_numbers_than_before_are_refused():
    game = toy(lambda self, real: {"norm": Toy.play(self, real)["norm"], f"loss{self.step}": 1.0})
    game.train_step(X)
    with pytest.raises(ValueError, match="return the same numbers: norm, loss0 before, and now norm, loss1"):
        game.train_step(X)
    assert game.step == 1


def test_a_base_game_has_no_algorithm():
    class Silent(Toy):
        play = Game.play

    with pytest.raises(TypeError, match=r"Silent must define play\(\*batch\), its algorithm"):
        Silent(player(LATENT, WIDTH, 0), player(WIDTH, 1, 1)).train_step(X)


@pytest.mark.parametrize("rows", [X[:, :5], X[0], X.astype(int), np.where(X > 0.9, np.nan, X)])
def test_bad_rows_are_refused_before_anybody_moves(rows):
    game = gan()
    with pytest.raises((ValueError, TypeError), match="real must"):
        game.train_step(rows)
    assert game.generator.optimizer.t == game.discriminator.optimizer.t == 0


class Counting(Toy):
    remembered = ("k",)

    def __init__(self, first, second, **settings):
        super().__init__(first, second, **settings)
        self.k = 0.0

    def play(self, real):
        self.k += 0.25
        return Toy.play(self, real) | {"k": self.k}


def test_remembered_numbers_are_kept(tmp_path):
    game = Counting(player(LATENT, WIDTH, 0), player(WIDTH, 1, 1))
    game.train_step(X)
    game.save(tmp_path / "game.npz")
    again = Game.load(tmp_path / "game.npz")
    assert again.k == 0.25
    assert again.train_step(X).k == 0.5


# ---- class attributes, arguments and data that no game can have ----


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"takes": "rows"}, TypeError, r"Toy.takes must be a tuple of names, got 'rows'"),
        (
            {"takes": ("images",)},
            ValueError,
            r"Toy.takes must name 'rows' or 'labels' for each array, got \('images',\)",
        ),
        ({"resting": ("nobody",)}, ValueError, "Toy.resting names 'nobody', and its players are first, second"),
        ({"sampled": "gen"}, ValueError, "Toy.sampled names 'gen', and its players are first, second"),
        ({"remembered": "k"}, TypeError, "Toy.remembered must be a tuple of names, got 'k'"),
    ],
)
def test_a_class_attribute_that_is_wrong_is_named(settings, error, message):
    kind = type("Toy", (Toy,), settings)
    with pytest.raises(error, match=message):
        kind(player(LATENT, WIDTH, 0), player(WIDTH, 1, 1))


def test_an_argument_that_is_not_kept_is_named():
    class KeepsNothing(Toy):
        def __init__(self, first, second, strength=1.0):
            super().__init__(first, second)

    with pytest.raises(TypeError, match="must keep its constructor's argument strength: self"):
        KeepsNothing(player(LATENT, WIDTH, 0), player(WIDTH, 1, 1))


def test_images_of_another_height_and_width_are_refused():
    game = GAN(player(LATENT, WIDTH, 0), player(WIDTH, 1, 1), data_shape=(2, 3), data_range=(-1, 1), batch_size=B)
    images = np.zeros((32, 3, 2), np.uint8)
    for call in (game.fit, game.scale):
        with pytest.raises(ValueError, match=r"images of shape \(2, 3\), got shape \(32, 3, 2\): the axes"):
            call(images)
    assert game.scale(images.reshape(32, 2, 3, 1)).shape == game.scale(images.reshape(32, 6)).shape == (32, 6)
