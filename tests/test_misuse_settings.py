"""Settings changed after the constructor: what is unknown is refused, what is bad is refused, what is good works."""

import copy
import pickle

import numpy as np
import pytest
from games import real_rows, small_gan

from numgan import (
    SGD,
    Adam,
    BatchNorm,
    Clipped,
    Dense,
    Dropout,
    Game,
    LeakyReLU,
    Linear,
    Minimax,
    Player,
    Reshape,
    RMSProp,
    Sequential,
)
from numgan.layers import HeNormal


@pytest.mark.parametrize(
    ("thing", "name", "message"),
    [
        (Adam(), "learning_rate", "Adam has no attribute 'learning_rate': did you mean 'lr'"),
        (Adam(), "beta_1", "did you mean 'beta1'"),
        (
            Clipped(RMSProp(lr=1e-3), limit=0.1),
            "lr",
            r"Clipped has no attribute 'lr', but its optimizer has: set .optimizer.lr",
        ),
        (Player([Dense(2, 1)]), "lr", r"Player has no attribute 'lr', but its optimizer has: set .optimizer.lr"),
        (Player([Dense(2, 1)]), "learning_rate", r"set .optimizer.lr"),
        (Dropout(0.5), "ratio", "Dropout has no attribute 'ratio': did you mean 'rate'"),
        (LeakyReLU(), "slope", "did you mean 'negative_slope'"),
        (Dense(2, 1), "W", "has no W yet"),
        (Sequential([Dense(2, 1)]), "training", "Sequential has no attribute 'training'"),
        (small_gan(), "batchsize", "GAN has no attribute 'batchsize': did you mean 'batch_size'"),
        (Minimax(), "smoothing", "did you mean 'label_smoothing'"),
    ],
)
def test_an_attribute_that_there_is_none_of_is_refused_with_the_nearest_name(thing, name, message):
    with pytest.raises(AttributeError, match=message):
        setattr(thing, name, 0.5)


@pytest.mark.parametrize(
    ("thing", "name", "value", "message"),
    [
        (Adam(), "lr", -1e-3, "lr must be at least 0, got -0.001"),
        (Adam(), "lr", "fast", "lr must be at least 0, got 'fast'"),
        (Adam(), "lr", np.float32("inf"), "lr must be at least 0, got"),
        (Adam(), "eps_hat", "no", "eps_hat must be True or False, got 'no'"),
        (Adam(), "t", 10**400, "t must be a whole number below 2"),
        (SGD(lr=1), "momentum", 2, r"momentum must lie in \[0, 1\], got 2"),
        (Clipped(SGD(lr=1), limit=1), "limit", 0, "limit must be greater than 0"),
        (Dropout(0.5), "rate", 2.0, r"rate must lie in \[0, 1\), got 2.0"),
        (BatchNorm(3), "momentum", "0.9", "momentum must lie"),
        (Minimax(), "label_smoothing", 1, "label_smoothing must lie"),
        (small_gan(), "batch_size", 0, "batch_size must be a whole number, at least 1, got 0"),
        (small_gan(), "objective", "minimax", "objective must be an Objective"),
        (small_gan(), "data_range", (1, -1), "data_range must be"),
        (Player([Dense(2, 1)]), "optimizer", None, "optimizer must be an optimiser"),
    ],
)
def test_a_setting_is_checked_when_it_is_set(thing, name, value, message):
    before = getattr(thing, name)
    with pytest.raises((TypeError, ValueError), match=message):
        setattr(thing, name, value)
    assert getattr(thing, name) is before


@pytest.mark.parametrize(
    ("thing", "name", "value"),
    [
        (Dense(2, 1), "n_in", 3),
        (Dense(2, 1), "bias", False),
        (Dense(2, 1).build(), "init", HeNormal()),
        (Reshape((2, 3)).build(), "shape", (3, 2)),
        (Sequential([Dense(2, 1)]), "layers", [Dense(2, 1)]),
        (Sequential([Dense(2, 1)]), "dtype", np.float64),
        (Player([Dense(2, 1)], ema_decay=0.5), "ema_decay", 0.9),
    ],
)
def test_what_others_were_made_from_is_fixed(thing, name, value):
    with pytest.raises(AttributeError, match=f"{name}"):
        setattr(thing, name, value)


def test_a_good_setting_has_its_effect():
    adam = Adam(lr=1e-3)
    adam.step(np.ones(3), np.ones(3))
    adam.lr = Linear(1, 0, 10)
    assert (adam.t, repr(adam)) == (1, "Adam(lr=Linear(1.0, 0.0, 10))")
    clipped, params = Clipped(SGD(lr=0.0), limit=9), np.ones(3)
    clipped.optimizer.lr = 1.0
    clipped.step(params, np.ones(3))
    np.testing.assert_array_equal(params, 0)
    gan = small_gan()
    gan.objective, gan.batch_size = Minimax(label_smoothing=0.1), 4
    assert (gan.objective.label_smoothing, gan.batch_size) == (0.1, 4)
    gan.generator.optimizer = SGD(lr=0.5)
    gan.train_step(real_rows())
    assert gan.generator.optimizer.t == 1


def test_a_copy_is_as_strict_as_what_it_is_a_copy_of():
    for twin in (copy.deepcopy(Adam()), pickle.loads(pickle.dumps(Adam()))):
        with pytest.raises(AttributeError, match="did you mean 'lr'"):
            twin.learning_rate = 1


def test_a_game_keeps_its_players_and_says_how_to_exchange_weights():
    gan, other = small_gan(rng=0), small_gan(rng=1)
    for value in (other.generator, "anything", None):
        with pytest.raises(AttributeError, match=r"generator: .* write game.generator.params\[...\] = other.params"):
            gan.generator = value
    gan.generator.params[...] = other.generator.params
    np.testing.assert_array_equal(gan.generate(np.ones((1, 4))), other.generate(np.ones((1, 4))))


def test_classes_of_ones_own_may_keep_what_they_like_but_not_new_players():
    class Kept(Game):
        sampled = "first"

        def __init__(self, first, **settings):
            self.first = first
            super().__init__(**settings)

    game = Kept(Player([Dense(2, 2)]))
    game.balance = 0.5
    assert game.balance == 0.5
    with pytest.raises(AttributeError, match="a game has the players that its constructor has checked"):
        game.second = Player([Dense(2, 2)])
